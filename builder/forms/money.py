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
    r"(?:人民币)?[零壹贰叁肆伍陆柒捌玖拾佰仟万亿元圆角分整正]{2,40}\((?:小写)?:?(?P<figures>[¥￥]?[0-9][0-9,.]*元?)\)"
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
    found = _AMOUNT.fullmatch(_figures(text))
    if not found:
        return None
    if _IN_CAPITALS.fullmatch(one_figure(text)):
        unit = "元"
    of = {"万": "万元", "亿": "亿元", None: unit or "元"}.get(found["unit"], found["unit"])
    yuan = Decimal(found["number"].replace(",", "")) * YUAN[of]
    return Amount(yuan, found["number"], of) if yuan < _MOST else None


def names_its_unit(text: str) -> bool:
    """Whether an amount has its unit beside it."""
    found = _AMOUNT.fullmatch(_figures(text))
    return bool(found and (found["unit"] or _IN_CAPITALS.fullmatch(one_figure(text))))


def note_beside(text: str) -> str:
    """What an amount says of its parts (50万元（其中：财政拨款40万元）); empty where it says nothing."""
    found = _NOTE.search(text)
    return found["note"] if found else ""


def _figures(text: str) -> str:
    """An amount without what it says beside its figures: its parts, or the same in words (贰拾万元整（¥200,000）)."""
    words = one_figure(_NOTE.sub("", text))
    in_capitals = _IN_CAPITALS.fullmatch(words)
    return in_capitals["figures"] if in_capitals else words
