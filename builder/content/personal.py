"""Personal data that a text shows by itself: numbers that are sure by their form and their check digit.

个人信息保护法 §25: nobody's data is published without consent. Names can't be told from other words;
numbers can.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

_FULL_WIDTH = str.maketrans(
    "０１２３４５６７８９ｘＸ－　＋（）：\u00a0\u2002\u2003\u2007\u2009\u202f\u2010\u2011\u2012\u2013\u2014\u2212·•",
    "0123456789xX- +():      --------",
)
"""Other signs that look like those of a keyboard, between digits too."""
_RUN = re.compile(
    r"(?<![0-9A-Za-z])(?<![0-9]\.)\+?[0-9](?:[ \-]?[0-9]){9,22}(?:[ \-]?[xX])?(?![0-9A-Za-z]|\.[0-9]|[元万亿])"
)
_WORTH_A_LOOK = re.compile(r"[0-9](?:[ \-]?[0-9]){9}|@")
_DIGITS = re.compile(r"\d(?:[\s\-－\u2010-\u2014\u2212·•]*\d){9}")
_PIECE = re.compile(r"[0-9]+[xX]?")
_MOBILE = re.compile(r"(?:(?:\+?86|0086))?1[3-9][0-9]{9}")
_IDENTITY = re.compile(r"[1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9xX]")
_CARD = re.compile(r"(?:62|4|5[1-5]|3[57])[0-9]{13,17}")
_NAMED = re.compile(r"(?:身份证|公民身份)[^0-9。；\n]{0,8}$")
_NAMED_WITHIN = 16
_PATH = re.compile(r"https?://[!-\"$->@-~]+")
"""A web address as far as its query: articles are numbered there."""
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
COVER = "〔…〕"
"""What stands in the place of personal data."""
MAIL = "电子邮箱"
OFFICE_NUMBERS = frozenset({"项目编码", "索引号", "文号", "文件", "预算金额"})
"""Keys whose values are numbers of offices, whatever they look like."""


class Found(NamedTuple):
    """A piece of personal data in a text."""

    kind: str
    start: int
    end: int


def find(text: str) -> list[Found]:
    """The numbers and addresses of persons in a text, from the left, none inside another: 身份证号, 手机号码, 银行卡号, 电子邮箱."""
    plain = half_width(text)
    if not _WORTH_A_LOOK.search(plain):
        return []
    mails = (Found(MAIL, *found.span()) for found in _MAIL.finditer(plain))
    return _joined(sorted((*_numbers(plain), *mails), key=lambda one: one.start))


def may_have_numbers(text: str) -> bool:
    """Whether there are digits enough for a number of a person: by far the quicker question."""
    return bool(_DIGITS.search(text))


def numbers(text: str) -> list[Found]:
    """The numbers of persons in a text. An address of mail may be an office's, and is asked about (W221)."""
    return [found for found in find(text) if found.kind != MAIL] if may_have_numbers(text) else []


def numbers_in(text: str) -> list[str]:
    """The numbers of persons in a published text, as they stand there."""
    return [text[found.start : found.end] for found in numbers(text)]


def cover(text: str) -> str:
    """The text with a sign in the place of each."""
    kept, at = [], 0
    for found in find(text):
        kept.append(text[at : found.start])
        at = found.end
    return COVER.join((*kept, text[at:]))


def half_width(text: str) -> str:
    """The text with the digits and signs of numbers as a keyboard has them, each where it stood."""
    return text.translate(_FULL_WIDTH)


def _joined(found: Iterable[Found]) -> list[Found]:
    """A number inside an address of mail is the address, as a number: that is the worse of the two."""
    apart: list[Found] = []
    for one in found:
        if apart and one.start < apart[-1].end:
            last = apart.pop()
            kind = one.kind if last.kind == MAIL else last.kind
            one = Found(kind, last.start, max(last.end, one.end))
        apart.append(one)
    return apart


def _numbers(text: str) -> Iterator[Found]:
    if "://" in text:
        # What is left out keeps its length, so that all else keeps its place.
        text = _PATH.sub(lambda address: "/" * len(address[0]), text)
    for run in _RUN.finditer(text):
        digits = re.sub(r"[ \-]", "", run[0])
        before = text[max(0, run.start() - _NAMED_WITHIN) : run.start()]
        if kind := _kind(digits, named=bool(_NAMED.search(before))):
            yield Found(kind, *run.span())
            continue
        # Two numbers with a space or a dash between look like one.
        for piece in _PIECE.finditer(text, *run.span()):
            if kind := _kind(piece[0], named=False):
                yield Found(kind, *piece.span())


def _kind(digits: str, *, named: bool) -> str | None:
    if len(digits) in (15, 18) and named:
        return "身份证号"
    if _IDENTITY.fullmatch(digits) and _is_day(digits[6:14]) and _identity_check(digits):
        return "身份证号"
    if _MOBILE.fullmatch(digits):
        return "手机号码"
    if _CARD.fullmatch(digits) and len(digits) >= 16 and _luhn(digits):
        return "银行卡号"
    return None


def _is_day(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True


def _identity_check(digits: str) -> bool:
    """GB 11643-1999: the last sign follows from the others, modulo 11."""
    total = sum(int(digit) * weight for digit, weight in zip(digits[:17], _WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == digits[17].upper()


def _luhn(digits: str) -> bool:
    """ISO/IEC 7812: the check digit of bank cards."""
    doubled = [int(digit) * (1 + index % 2) for index, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
