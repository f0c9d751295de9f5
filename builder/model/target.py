"""The meaning of a target value (绩效指标值) as a person typed it on the form.

The typed text always wins: it is kept as it is, never rewritten and never calculated into. Beside
it stands what is sure: an operator, a number, a range or a date, and a unit. All else is a text.
"""

import datetime
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise


class Kind(StrEnum):
    """What a target value asks for."""

    AT_LEAST = "at-least"
    AT_MOST = "at-most"
    EXACTLY = "exactly"
    RANGE = "range"
    TOLERANCE = "tolerance"
    DATE = "date"
    TEXT = "text"
    UNSET = "unset"


@dataclass(frozen=True, slots=True)
class TargetValue:
    """A target value: the text of the form, and beside it the parts of it that are sure."""

    raw: str
    """The text exactly as typed; empty where nothing was typed."""
    kind: Kind
    operator: str | None = None
    """One of ≥ ≤ = > < range ±; None for a date, a text and what is not set."""
    number: Decimal | None = None
    """The number as written, never scaled: 10.5万 is 10.5. None for a range, which has two."""
    low: Decimal | None = None
    """The lower end of a range."""
    high: Decimal | None = None
    """The upper end of a range."""
    date: str | None = None
    """An ISO date no more precise than the typed one: 2019, 2019-12 or 2019-12-31."""
    unit: str = ""
    """What follows the number (%, 人, 万元/年), in half-width signs; empty where nothing does."""

    @property
    def is_set(self) -> bool:
        """Whether anything is asked for: a blank or a placeholder asks for nothing."""
        return self.kind is not Kind.UNSET

    @property
    def is_measurable(self) -> bool:
        """Whether the value is 定量: it gives a number, a range, a tolerance or a date."""
        return self.kind not in (Kind.TEXT, Kind.UNSET)


# The full- and half-width forms only. All of NFKC would read 10² as 102, and ㎡ as m2.
_FOLD: dict[int, str | None] = {
    code: unicodedata.normalize("NFKC", chr(code)) for code in (*range(0xFE50, 0xFE6C), *range(0xFF01, 0xFF5F))
}
# Other hyphens and the minus sign; the invisible characters that come along when text is copied.
_FOLD |= {0x2010: "-", 0x2011: "-", 0x2212: "-", 0x200B: None, 0xFEFF: None}

# 无 is not among them: for 重大事故数 it means none at all.
_PLACEHOLDER = re.compile(r"[*]*|/+|\\+|[-–—―─_]+|n/a", re.IGNORECASE)

_SPELLINGS = {
    "≥": "≥ ≧ ⩾ ≮ >= => 大于等于 大于或等于 高于等于 高于或等于 不少于 不低于 不小于 不得少于 不得低于 至少",
    "≤": "≤ ≦ ⩽ ≯ <= =< 小于等于 小于或等于 低于等于 低于或等于 不超过 不高于 不多于 不大于 不得超过 至多",
    ">": "> 大于 高于 多于 超过",
    "<": "< 小于 低于 少于",
    "=": "= 等于",
    "±": "± +/- +- 正负",
}
_OPERATORS = {word: sign for sign, words in _SPELLINGS.items() for word in words.split()}
_KINDS = {
    "≥": Kind.AT_LEAST,
    ">": Kind.AT_LEAST,
    "≤": Kind.AT_MOST,
    "<": Kind.AT_MOST,
    "=": Kind.EXACTLY,
    "±": Kind.TOLERANCE,
}
# 民法典 §1259: 以上, 以下 and 以内 include the number itself (and 超过 does not).
_BOUNDS = {"以上": "≥", "以下": "≤", "以内": "≤"}
_BOUND = re.compile(r"(?:\(含\))?及?(以上|以下|以内)")

# A leading zero marks a code (0769), and more than fifteen digits an account or a person.
_NUMBER = r"(?:[1-9][0-9]{0,2}(?:,[0-9]{3}){1,4}+|0|[1-9][0-9]{0,14}+)(?:\.[0-9]{1,20}+)?+"
_YEAR = r"(?:19|20)[0-9]{2}"
_SPELLED = "|".join(map(re.escape, _OPERATORS))
_SINGLE = re.compile(rf"({_SPELLED})?([-+]?{_NUMBER})([^0-9]*+)")
# After a dash a sign could as well be the other half of the dash.
_RANGE = re.compile(
    rf"([-+]?{_NUMBER})([^-0-9~〜∼至到–—―─]*+)([~〜∼至到]|(?:[-–―─]|——?)(?![-+]))"
    rf"([-+]?{_NUMBER})([^0-9]*+)"
)
_DATE = re.compile(
    rf"({_YEAR})(?:年(?:度|([0-9]{{1,2}})月(?:份|([0-9]{{1,2}})[日号])?)?(?:[底末])?内?"
    rf"|([-/.])([0-9]{{1,2}})(?:\4([0-9]{{1,2}}))?)(?:[之以]?前)?(?:完成)?"
)
_UNCLEAR_DATE = re.compile(rf"{_YEAR}\.[0-9]{{1,2}}")

# What changes the number before it, puts a second one beside it, or names a day and no amount.
_UNSURE = re.compile(
    r"^[余多几来月号]|以上|以下|以内|以外|除外|左右|上下|之间|不等"
    r"|[〇零一二两三四五六七八九]|[内前后]$|(?<=[^/])起$"
)


@lru_cache(maxsize=8192)
def parse_target(raw: str | None) -> TargetValue:
    """What ``raw`` says for sure, by the spellings seen on real forms; anything else is a text."""
    typed = raw or ""
    pieces = typed.translate(_FOLD).split()
    text = "".join(pieces)
    if _PLACEHOLDER.fullmatch(text):
        return TargetValue(typed, Kind.UNSET)
    found = None
    if not _gap_matters(pieces):
        found = _dated(typed, text) or _ranged(typed, text) or _single(typed, text)
    return found or TargetValue(typed, Kind.TEXT)


def plain(raw: str) -> str:
    """The text without differences of spelling alone: ㎡ is m2, but 10² isn't 102, nor 10 20 1020."""
    pieces = raw.translate(_FOLD).split()
    text = ""
    for char in (" " if pieces and _gap_matters(pieces) else "").join(pieces):
        spelled = unicodedata.normalize("NFKC", char)
        is_glued = spelled != char and text[-1:].isdigit() and spelled[:1].isdigit()
        text += f"^{spelled}" if is_glued else spelled
    return text


def _gap_matters(pieces: list[str]) -> bool:
    """Whether closing the gaps of wrapped lines would make a number that nobody typed."""
    digits = "0123456789.,"
    return pieces[0] in ("-", "+") or any(a[-1] in digits and b[0] in digits for a, b in pairwise(pieces))


def _dated(typed: str, text: str) -> TargetValue | None:
    match = _DATE.fullmatch(text)
    if not match:
        return None
    year, month, day, mark, plain_month, plain_day = match.groups()
    month, day = month or plain_month, day or plain_day
    # A spreadsheet makes 2019.1 of 2019.10.
    if mark == "." and not day and len(month) == 1:
        return None
    try:
        datetime.date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    iso = "-".join(part.zfill(2) for part in (year, month, day) if part)
    return TargetValue(typed, Kind.DATE, date=iso)


def _ranged(typed: str, text: str) -> TargetValue | None:
    match = _RANGE.fullmatch(text)
    if not match:
        return None
    first, first_unit, mark, second, unit = match.groups()
    unit = unit.removesuffix("之间")
    low, high = _decimal(first), _decimal(second)
    if low > high or first_unit not in ("", unit) or not _is_unit(unit):
        return None
    if unit[:1] in ("", "年") and re.fullmatch(_YEAR, first) and re.fullmatch(_YEAR, second):
        return None
    # 3-5 may as well be the fifth of March.
    if mark == "-" and not unit and low in range(1, 13) and high in range(1, 32):
        return None
    return TargetValue(typed, Kind.RANGE, "range", low=low, high=high, unit=unit)


def _single(typed: str, text: str) -> TargetValue | None:
    match = _SINGLE.fullmatch(text)
    if not match:
        return None
    word, digits, unit = match.groups()
    before = _OPERATORS[word] if word else None
    after = None
    if bound := _BOUND.search(unit):
        if bound.end() != len(unit):
            return None
        unit, after = unit[: bound.start()], _BOUNDS[bound[1]]
    if before == "±":
        agree = after in (None, "≤") and digits[0] not in "+-"
    else:
        agree = None in (before, after) or before == after
    looks_dated = unit.startswith("年") and re.fullmatch(_YEAR, digits)
    looks_dated = looks_dated or (not unit and _UNCLEAR_DATE.fullmatch(digits))
    if not agree or looks_dated or not _is_unit(unit):
        return None
    operator = before or after or "="
    return TargetValue(typed, _KINDS[operator], operator, _decimal(digits), unit=unit)


def _decimal(digits: str) -> Decimal:
    return Decimal(digits.replace(",", ""))


def _is_unit(text: str) -> bool:
    signs = "%‰°℃℉²³/·()"
    return not text or (
        all(c.isalpha() or c in signs or "\u3371" <= c <= "\u33df" for c in text)
        and text[0] not in "²³·)"
        and text[-1] not in "/·("
        and text.count("(") == text.count(")")
        and not _UNSURE.search(text)
    )
