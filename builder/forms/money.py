"""Amounts of money on a form, and the units that they are in. What isn't sure is None."""

import re
from decimal import Decimal
from typing import NamedTuple

from builder.forms.labels import one_figure, plain

YUAN = {
    "元": 1,
    "百元": 100,
    "千元": 1_000,
    "万元": 10_000,
    "十万元": 100_000,
    "百万元": 1_000_000,
    "千万元": 10_000_000,
    "亿元": 100_000_000,
}
"""How many 元 a unit is."""

_UNIT = re.compile(r"(?:(?:金额|货币|计量)?单位:?)?(?:人民币)?:?(?P<unit>[百千十]?[万亿]?元)(?:\(?人民币\)?)?")
_MENTIONED = re.compile(r"单位:(?P<words>[^)]*元[^)]*)")
_AMOUNT = re.compile(
    r"(?:人民币)?[¥￥]?(?P<number>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)"
    r"\(?(?P<unit>[百千十]?[万亿]?元|万|亿)?\)?(?:整|人民币)?"
)
_NOTE = re.compile(r"(?<=元)\s*[(（](?P<note>(?:其中|含|包括)[^()（）]{1,200})[)）]\s*$")
_IN_CAPITALS = re.compile(
    r"(?:人民币)?(?P<words>[零壹贰叁肆伍陆柒捌玖拾佰仟万亿元圆角分整正]{2,40})\((?:小写)?:?(?P<figures>[¥￥]?[0-9][0-9,.]*元?)\)"
)
_CAPITALS = "零壹贰叁肆伍陆柒捌玖"
_TENS = {"拾": 10, "佰": 100, "仟": 1000}
_SAME_NUMERALS = str.maketrans("圆正", "元整")
_WHOLE_CAPITALS = re.compile(
    r"(?:(?P<yi>[零壹贰叁肆伍陆柒捌玖拾佰仟]+)亿)?(?:(?P<wan>[零壹贰叁肆伍陆柒捌玖拾佰仟]+)万)?(?P<ones>[零壹贰叁肆伍陆柒捌玖拾佰仟]+)?元"
    r"(?:(?P<jiao>[零壹贰叁肆伍陆柒捌玖])角?)?(?:零?(?P<fen>[壹贰叁肆伍陆柒捌玖])分)?整?"
)
_BLANK = frozenset(("", "-", "—", "——", "－", "–", "/", "\\", "无", "*"))
_MOST = 10**13
"""元. No budget has more digits; what has is numbers run together."""


class Amount(NamedTuple):
    """An amount in 元, and how the form put it."""

    yuan: Decimal
    number: str
    """As printed, without its unit."""
    unit: str


def unit_of(text: str) -> str | None:
    """The unit that a text such as 单位：人民币万元 or 万元 names."""
    found = _UNIT.fullmatch(plain(text).strip("()"))
    return found["unit"] if found and found["unit"] in YUAN else None


def unit_in(text: str) -> str | None:
    """The unit that a title mentions in passing (…批复表（单位：万元）)."""
    found = _MENTIONED.search(plain(text))
    return unit_of(found["words"]) if found else None


def is_blank_amount(text: str) -> bool:
    """Whether a cell of a table of amounts says that there is none."""
    return plain(text) in _BLANK


def amount(text: str, unit: str | None) -> Amount | None:
    """An amount of money; ``unit`` is what the form says elsewhere, 元 where it says nothing."""
    if in_words := _IN_CAPITALS.fullmatch(_without_note(text)):
        return _told_twice(in_words["words"], in_words["figures"], unit)
    found = _AMOUNT.fullmatch(_without_note(text))
    if not found:
        return None
    of = {"万": "万元", "亿": "亿元", None: unit or "元"}.get(found["unit"], found["unit"])
    yuan = Decimal(found["number"].replace(",", "")) * YUAN[of]
    return Amount(yuan, found["number"], of) if yuan < _MOST else None


def names_its_unit(text: str) -> bool:
    """Whether an amount has its unit beside it."""
    words = _without_note(text)
    found = _AMOUNT.fullmatch(words)
    return bool(_IN_CAPITALS.fullmatch(words) or (found and found["unit"]))


def note_beside(text: str) -> str:
    """What an amount says of its parts (50万元（其中：财政拨款40万元）); empty where it says nothing."""
    found = _NOTE.search(text)
    return found["note"] if found else ""


def _without_note(text: str) -> str:
    return one_figure(_NOTE.sub("", text))


def _told_twice(words: str, figures: str, unit: str | None) -> Amount | None:
    """贰拾万元整（¥200,000）, where both say the same; the figures may be in the form's unit."""
    in_words = _capitals(words)
    units = ["元", *([unit] if unit else [])]
    amounts = (amount(figures, one) for one in units)
    return next((one for one in amounts if one and in_words == one.yuan), None)


def _capitals(words: str) -> Decimal | None:
    """贰拾叁万伍仟元整 is 235,000; None for what isn't written as banks do."""
    found = _WHOLE_CAPITALS.fullmatch(words.translate(_SAME_NUMERALS))
    if not found:
        return None
    whole = sum(
        _below_10_000(found[part] or "") * times for part, times in (("yi", 10**8), ("wan", 10**4), ("ones", 1))
    )
    parts = [_CAPITALS.find(found[part] or "零") for part in ("jiao", "fen")]
    return Decimal(whole) + Decimal(10 * parts[0] + parts[1]) / 100


def _below_10_000(words: str) -> int:
    total = digit = 0
    for sign in words:
        if sign in _TENS:
            total += max(digit, int(sign == "拾" and not digit)) * _TENS[sign]
            digit = 0
        else:
            digit = _CAPITALS.find(sign)
    return total + digit
