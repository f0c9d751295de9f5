"""A day or time of a spreadsheet → the text that its sheet shows.

With Chinese words as its format has them (2024年2月5日); else as ISO writes it, which every reader takes the same:
2/5/24 is February here and May elsewhere. Nothing is given that the sheet doesn't show: ``yyyy.mm`` has no day.
"""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass

CHINESE_BUILT_IN = {
    **dict.fromkeys((27, 36, 50, 52, 57), 'yyyy"年"m"月"'),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), 'm"月"d"日"'),
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
}
"""Formats that a Chinese Excel knows by number alone (ECMA-376, 18.8.30); openpyxl takes them for General."""

MAX_SERIAL = 2958466
"""The day after 9999-12-31, the last that Excel knows."""

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[[^\]]*\]|(?P<apm>AM/PM|A/P|上午/下午)'
    r"|(?P<letters>[yY]+|[mM]+|[dD]+|[hH]+|[sS]+|[aA]+|[eE]+|[gGbB]+)|(?P<other>.)",
    re.DOTALL,
)
_KNOWN = frozenset(("yy", "yyy", "yyyy", "m", "mm", "d", "dd", "h", "hh", "i", "ii", "s", "ss"))
_CHINESE = re.compile(r"[年月日时分秒]")


@dataclass(frozen=True, slots=True)
class _Part:
    """A word of a format, or letters that stand for a number."""

    letters: str
    """Small; minutes are ``i``."""
    words: str


def sections_of(number_format: str) -> list[str]:
    """The parts of a format: for positive numbers, negative ones, zero, texts."""
    sections, quoted, escaped = [""], False, False
    for char in number_format:
        if char == ";" and not quoted and not escaped:
            sections.append("")
            continue
        quoted ^= char == '"' and not escaped
        escaped = char == "\\" and not escaped
        sections[-1] += char
    return sections


def shown_date(
    value: datetime.datetime | datetime.date | datetime.time | datetime.timedelta, number_format: str
) -> str:
    """The text that a sheet shows for a date, a time or a span of time."""
    section = sections_of(number_format)[0]
    parts = _parts(section)
    shown = fields = {part.letters[0] for part in parts if part.letters}
    if isinstance(value, datetime.timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02}" + (f":{seconds % 60:02}" if "s" in fields else "")
    if isinstance(value, datetime.time):
        value = datetime.datetime.combine(datetime.date(1900, 1, 1), value)
        fields = (fields & set("his")) or set("hi")
        fields |= {"s"} if value.second else set()
    elif not isinstance(value, datetime.datetime):
        value = datetime.datetime(value.year, value.month, value.day)
    fields &= set("ymdhis")
    is_known = all(part.letters in _KNOWN for part in parts if part.letters)
    is_time_alone = bool(shown) and not shown & set("ymd")
    is_whole_day = {"y", "m", "d"} <= fields
    if is_known and is_time_alone:
        return "".join(part.words or _number(part.letters, value) for part in parts).strip()
    if is_known and fields & set("ymd") and (_CHINESE.search(section) or not is_whole_day):
        return "".join(part.words or _number(part.letters, value) for part in parts).strip()
    return _iso(value, fields)


def _parts(section: str) -> list[_Part]:
    parts: list[_Part] = []
    for token in _TOKEN.finditer(section):
        if token["letters"]:
            parts.append(_Part(token["letters"].lower(), ""))
        elif token["apm"]:
            parts.append(_Part("a", ""))
        else:
            other = token["other"] if token["other"] not in (None, "@", ";") else ""
            parts.append(_Part("", token["quoted"] or token["escaped"] or other))
    return [_as_minutes(parts, index) for index in range(len(parts))]


def _as_minutes(parts: Sequence[_Part], index: int) -> _Part:
    """The part at an index; an m behind hours or before seconds is minutes."""
    part = parts[index]
    if part.letters not in ("m", "mm"):
        return part
    before = next((one.letters for one in reversed(parts[:index]) if one.letters), "")
    after = next((one.letters for one in parts[index + 1 :] if one.letters), "")
    return _Part("i" * len(part.letters), "") if before[:1] == "h" or after[:1] == "s" else part


def _number(letters: str, time: datetime.datetime) -> str:
    if not letters:
        return ""
    of = {"y": time.year, "m": time.month, "d": time.day, "h": time.hour, "i": time.minute, "s": time.second}
    number = of[letters[0]]
    if letters[0] == "y":
        return str(number) if len(letters) > 2 else f"{number % 100:02}"
    return f"{number:02}" if len(letters) == 2 else str(number)


def _iso(value: datetime.datetime, fields: set[str]) -> str:
    """As much of a day and time as the fields of its format; all of it where there are none."""
    time = value.isoformat(" ", "seconds" if "s" in fields and value.second else "minutes").partition(" ")[2]
    if fields and not fields & set("ymd"):
        return time
    day = f"{value:%Y-%m-%d}"
    if {"y", "m"} <= fields and "d" not in fields:
        day = day[:7]
    # A file that a program wrote holds midnight where it means the day.
    return f"{day} {time}" if (value.hour or value.minute) and ("h" in fields or not fields) else day
