"""A number of a spreadsheet → the text that its sheet shows: 0.986 with ``0.0%`` is 98.6%.

The part of number formats (ECMA-376, 18.8.31) that forms use: digits, separators, percent, units as
literal text; dates are in ``dates.py``. Of a format beyond that the plain number is given; the words that the sheet
shows with it are then for the reader to tell.
"""

import datetime
import math
import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from builder.forms.readers.dates import sections_of, shown_date

_TOKEN = re.compile(
    # A Chinese Excel writes ! for \\ (0!.0,"万元" shows ten thousands).
    r'"(?P<quoted>[^"]*)"|(?:\\|!(?=\.))(?P<escaped>.)|_(?P<width>.)|\*(?P<fill>.)|\[\$(?P<currency>[^\]\-]*)(?:-[^\]]*)?\]|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<digits>[#0?][#0?,]*(?:\.[#0?]*,*)?|\.[#0?]+,*)|(?P<date>AM/PM|上午/下午|[yYmMdDhHsSaA]+)|(?P<general>General|G/通用格式)|(?P<other>.)",
    re.DOTALL,
)
_COLOURS = re.compile(
    r"(?i)(black|blue|cyan|green|magenta|red|white|yellow|color ?[0-9]+|黑色|蓝色|红色|绿色|黄色|白色)"
)
_PLAIN = frozenset("-+()/:,. 　%$¥￥€!^&'~{}<>=")


def plain_number(value: float) -> str:
    """A number without a format: as it was typed, without what binary fractions add to it."""
    if not math.isfinite(value):
        return str(value)
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return f"{Decimal(f'{value:.15g}'):f}"


def shown_value(value: object, number_format: str) -> str:
    """The text that a sheet shows for what stands in a cell."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return shown(float(value), number_format)
    if isinstance(value, datetime.datetime | datetime.date | datetime.time | datetime.timedelta):
        return shown_date(value, number_format)
    return shown_words(re.sub(r"\r\n?|_x000[AD]_\n?", "\n", str(value)).strip(), number_format)


def shown(value: float, number_format: str) -> str:
    """The text that a sheet shows for a number."""
    text = _shown(value, number_format)
    return plain_number(value) if text is None else text


def words_left_out(value: float, number_format: str) -> str:
    """What a sheet shows beside a number whose format is beyond us: a unit, which may be the number's scale."""
    if _shown(value, number_format) is not None:
        return ""
    tokens = [token for section in sections_of(number_format) for token in _TOKEN.finditer(section)]
    words = (token["quoted"] or token["escaped"] or token["other"] or "" for token in tokens)
    return "".join(word for word in words if word and ord(word[0]) > 0x2000)


def shown_words(text: str, number_format: str) -> str:
    """The text that a sheet shows for a text: its format may add a unit to it (``@"万元"``)."""
    section = sections_of(number_format)[-1]
    tokens = list(_TOKEN.finditer(section))
    if sum(token["other"] == "@" for token in tokens) != 1:
        return text
    parts = [text if token["other"] == "@" else _literal(token) for token in tokens]
    return text if None in parts else "".join(filter(None, parts)).strip()


def _shown(value: float, number_format: str) -> str | None:
    sections = sections_of(number_format)
    if any("[>" in section or "[<" in section or "[=" in section or "[DBNum" in section for section in sections):
        return None
    section, sign = sections[0], "-" if value < 0 else ""
    if value < 0 and len(sections) > 1:
        section, sign = sections[1], ""
    elif value == 0 and len(sections) > 2:
        section = sections[2]
    tokens = list(_TOKEN.finditer(section))
    if any(token["date"] for token in tokens):
        return None
    try:
        parts = _parts(tokens, abs(value))
    except (ArithmeticError, ValueError):
        return None
    if parts is None:
        return None
    # The space that a format keeps free beside a number is no part of its text.
    text = "".join(parts).strip()
    return sign + text if re.search("[1-9]", text) else text


def _parts(tokens: Sequence[re.Match[str]], value: float) -> list[str] | None:
    places = [token["digits"] for token in tokens if token["digits"]]
    if len(places) > 1 and any(token["other"] == "/" for token in tokens):
        return None  # a fraction
    percents = sum(token["other"] == "%" for token in tokens)
    scaled = Decimal(f"{value:.15g}") * 100**percents
    digits = iter(_digits(places, scaled))
    parts: list[str] = []
    for token in tokens:
        if token["digits"]:
            part: str | None = next(digits)
        elif token["general"] or token["other"] == "@":
            part = plain_number(float(scaled))
        else:
            part = _literal(token)
        if part is None:
            return None
        parts.append(part)
    return parts


def _literal(token: re.Match[str]) -> str | None:
    """What a part of a format shows by itself; None for what isn't known."""
    if token["quoted"] is not None:
        return token["quoted"]
    if token["width"] or token["fill"]:
        return ""
    if token["bracket"] is not None:
        return "" if _COLOURS.fullmatch(token["bracket"]) else None
    if token["other"]:
        char = token["other"]
        return char if char in _PLAIN or ord(char) > 0x2000 else None
    if token["digits"] or token["general"] or token["date"]:
        return None
    return token["escaped"] or token["currency"] or ""


def _digits(patterns: Sequence[str], value: Decimal) -> list[str]:
    """What stands at each place for digits."""
    if len(patterns) < 2:
        return [_number(pattern, value) for pattern in patterns]
    # Words between digits part one whole number: 0\.0, of 12345 is 1.2. Each place takes its own from the right.
    *others, last = patterns
    scale = len(last) - len(last.rstrip(","))
    places = [*others, last.rstrip(",")]
    if any("," in place or "." in place for place in places):
        raise ValueError(patterns)
    whole = value / Decimal(1000) ** scale
    digits = f"{whole.quantize(Decimal(1), rounding=ROUND_HALF_UP):f}".lstrip("0")
    found: list[str] = []
    for place in reversed(places[1:]):
        digits, own = digits[: -len(place)], digits[-len(place) :]
        found.append(own.rjust(len(place), "0") if "0" in place else own)
    found.append(digits.rjust(places[0].count("0"), "0"))
    return found[::-1]


def _number(pattern: str, value: Decimal) -> str:
    # A comma at the end is a thousand less.
    value /= Decimal(1000) ** (len(pattern) - len(pattern.rstrip(",")))
    bare, _, fraction = pattern.rstrip(",").partition(".")
    rounded = value.quantize(Decimal(1).scaleb(-len(fraction)), rounding=ROUND_HALF_UP)
    units, _, decimals = f"{rounded:f}".partition(".")
    units = units.lstrip("0").rjust(bare.count("0"), "0")
    if "," in bare:
        units = re.sub(r"(?<=[0-9])(?=(?:[0-9]{3})+$)", ",", units)
    while decimals and fraction[len(decimals) - 1] in "#?" and decimals.endswith("0"):
        decimals = decimals[:-1]
    point = "." if "." in pattern and (decimals or fraction == "") else ""
    return f"{units}{point}{decimals}"
