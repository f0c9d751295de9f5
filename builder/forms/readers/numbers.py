"""A number of a spreadsheet → the text that its sheet shows: 0.986 with ``0.0%`` is 98.6%.

The part of number formats (ECMA-376, 18.8.31) that forms use: digits, separators, percent, units as
literal text, dates. Of a format beyond that the plain number is given, which loses nothing.
"""

import datetime
import re
from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_(?P<width>.)|\*(?P<fill>.)|\[\$(?P<currency>[^\]\-]*)(?:-[^\]]*)?\]|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<digits>[#0?][#0?,]*(?:\.[#0?]*,*)?|\.[#0?]+,*)|(?P<date>AM/PM|上午/下午|[yYmMdDhHsSaA]+)|(?P<general>General|G/通用格式)|(?P<other>.)",
    re.DOTALL,
)
_COLOURS = re.compile(
    r"(?i)(black|blue|cyan|green|magenta|red|white|yellow|color ?[0-9]+|黑色|蓝色|红色|绿色|黄色|白色)"
)
_PLAIN = frozenset("-+()/:,. 　%$¥￥€!^&'~{}<>=")


CHINESE_BUILT_IN = {
    **dict.fromkeys((27, 36, 50, 52, 57), 'yyyy"年"m"月"'),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), 'm"月"d"日"'),
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
}
"""Formats that a Chinese Excel knows by number alone (ECMA-376, 18.8.30); openpyxl takes them for General."""


def plain_number(value: float) -> str:
    """A number without a format: as it was typed, without what binary fractions add to it."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return f"{Decimal(f'{value:.15g}'):f}"


def shown(value: float, number_format: str) -> str:
    """The text that a sheet shows for a number."""
    try:
        text = _shown(value, number_format)
    except (ArithmeticError, ValueError):
        text = None
    return plain_number(value) if text is None else text


def _shown(value: float, number_format: str) -> str | None:
    sections = _sections(number_format)
    if any("[>" in section or "[<" in section or "[=" in section or "[DBNum" in section for section in sections):
        return None
    section = sections[0]
    if value < 0 and len(sections) > 1:
        section, value = sections[1], -value
    elif value == 0 and len(sections) > 2:
        section = sections[2]
    tokens = list(_TOKEN.finditer(section))
    if any(token["date"] for token in tokens) or sum(bool(token["digits"]) for token in tokens) > 1:
        return None
    percents = sum(token["other"] == "%" for token in tokens)
    scaled = Decimal(f"{value:.15g}") * 100**percents
    parts = []
    for token in tokens:
        part = _part(token, scaled)
        if part is None:
            return None
        parts.append(part)
    # The space that a format keeps free beside a number is no part of its text.
    return "".join(parts).strip()


def _sections(number_format: str) -> list[str]:
    sections, quoted, escaped = [""], False, False
    for char in number_format:
        if char == ";" and not quoted and not escaped:
            sections.append("")
            continue
        quoted ^= char == '"' and not escaped
        escaped = char == "\\" and not escaped
        sections[-1] += char
    return sections


def _part(token: re.Match[str], value: Decimal) -> str | None:
    if token["quoted"] is not None:
        return token["quoted"]
    if token["width"] or token["fill"]:
        return ""
    if token["bracket"] is not None:
        return "" if _COLOURS.fullmatch(token["bracket"]) else None
    if token["digits"]:
        return _digits(token["digits"], value)
    if token["general"]:
        return plain_number(float(value))
    if token["other"]:
        char = token["other"]
        return char if char in _PLAIN or ord(char) > 0x2000 else value_text(char, value)
    return token["escaped"] or token["currency"] or ""


def value_text(char: str, value: Decimal) -> str | None:
    """``@`` stands for the value itself; of other letters nothing is sure."""
    return plain_number(float(value)) if char == "@" else None


def _digits(pattern: str, value: Decimal) -> str:
    # A comma at the end is a thousand less.
    value /= Decimal(1000) ** (len(pattern) - len(pattern.rstrip(",")))
    bare, _, fraction = pattern.rstrip(",").partition(".")
    rounded = value.quantize(Decimal(1).scaleb(-len(fraction)), rounding=ROUND_HALF_UP)
    sign, digits = ("-" if rounded < 0 else ""), f"{abs(rounded):f}"
    units, _, decimals = digits.partition(".")
    units = units.lstrip("0").rjust(bare.count("0"), "0")
    if "," in bare:
        units = re.sub(r"(?<=[0-9])(?=(?:[0-9]{3})+$)", ",", units)
    while decimals and fraction[len(decimals) - 1] in "#?" and decimals.endswith("0"):
        decimals = decimals[:-1]
    point = "." if "." in pattern and (decimals or fraction == "") else ""
    return f"{sign}{units}{point}{decimals}"


# ── dates ───────────────────────────────────────────────────────────────────────────────────────────

_MONTHS_FIRST = re.compile(r"[年月日]")


def shown_date(
    value: datetime.datetime | datetime.date | datetime.time | datetime.timedelta, number_format: str
) -> str:
    """The text that a sheet shows for a date: in Chinese as formatted, else as an ISO day, which every reader takes the same."""
    if isinstance(value, datetime.timedelta):
        minutes = round(value.total_seconds()) // 60
        return f"{minutes // 60}:{minutes % 60:02}"
    if isinstance(value, datetime.time):
        return value.isoformat("minutes" if not value.second else "seconds")
    section = re.sub(r"\[[^\]]*\]", "", _sections(number_format)[0])
    if not _MONTHS_FIRST.search(section):
        return _iso(value)
    return "".join(_date_part(token, value) for token in _minutes_told(_TOKEN.finditer(section))).strip()


def _iso(value: datetime.datetime | datetime.date) -> str:
    if isinstance(value, datetime.datetime) and (value.hour or value.minute):
        return value.isoformat(" ", "minutes")
    return f"{value:%Y-%m-%d}"


def _minutes_told(tokens: Iterable[re.Match[str]]) -> Iterator[tuple[re.Match[str], str]]:
    """Each token with its letters; an m that follows hours is minutes (i), any other is a month."""
    last = ""
    for token in tokens:
        letters = (token["date"] or "").lower()
        if letters.startswith("m") and last.startswith("h"):
            letters = "i" * len(letters)
        last = letters or last
        yield token, letters


def _date_part(told: tuple[re.Match[str], str], value: datetime.datetime | datetime.date) -> str:
    token, letters = told
    if not letters:
        return (
            token["quoted"] or token["escaped"] or (token["other"] if token["other"] not in (None, "@") else "") or ""
        )
    time = value if isinstance(value, datetime.datetime) else datetime.datetime(value.year, value.month, value.day)
    number = {"y": time.year, "m": time.month, "d": time.day, "h": time.hour, "i": time.minute, "s": time.second}.get(
        letters[0]
    )
    if number is None:
        return ""
    if letters[0] == "y":
        return str(number) if len(letters) > 2 else f"{number % 100:02}"
    return f"{number:02}" if len(letters) == 2 else str(number)
