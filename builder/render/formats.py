"""How numbers and long texts are written for a reader; the content itself is never changed."""

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

WAN = Decimal(10_000)
YI = Decimal(100_000_000)
LARGE = Decimal(100_000)
"""From six digits on, an amount is easier to read in 万元 as well."""

_ITEM = re.compile(
    r"(?<=[。；;！!])(?=(?:[0-9]{1,2}[、.．]|[（(][0-9一二三四五六七八九十]{1,3}[）)]|[一二三四五六七八九十]{1,3}、))"
)


_LEAD = 80
"""Characters of a lead, at most."""
_SHORT = 60
"""A goal of no more characters is its own lead."""
_ENOUGH = 40
"""After so many characters, shared by the items of a goal, no further clause is added."""
_ENUMERATION = re.compile(
    r"^(?:[0-9]{1,2}[、.．]|[（(][0-9一二三四五六七八九十]{1,3}[）)]|[一二三四五六七八九十]{1,3}、)\s*"
)
_STOPS = "，。；;！!"
_ENDS = "。；！"
_CLAUSE = re.compile(r"[^，。；！]+[，。；！]?")


def digits(number: Decimal | int) -> str:
    """With separators: 40,000."""
    return f"{number:,}"


def wan(amount: Decimal) -> str:
    """A large amount exactly in 万元 or 亿元, else nothing: 21 万元."""
    if amount < LARGE:
        return ""
    scale, unit = (YI, "亿元") if amount >= YI else (WAN, "万元")
    text = f"{amount / scale:,f}"
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text} {unit}"


def percent(part: Decimal | int, whole: Decimal | int) -> str:
    """A share, to a tenth: 84.0%. Of nothing there is no share."""
    if not whole:
        return "—"
    return f"{(Decimal(part) * 100 / whole).quantize(Decimal('0.1'), ROUND_HALF_UP)}%"


def size(number: int) -> str:
    """The size of a file: 12 KB, 3.4 MB."""
    thousands = max(1, round(number / 1000))
    return f"{thousands} KB" if thousands < 1000 else f"{number / 1_000_000:.1f} MB"


def items(text: str) -> Sequence[Sequence[str]]:
    """A goal's paragraphs, each cut before its numbered items (1、 2、 …); joined they are the text."""
    return [_ITEM.split(line) for line in text.splitlines() if line.strip()]


def lead(text: str) -> str:
    """What a project is for, in a line of its goal's own words: the first clauses of each numbered item.

    …… says that something was left out. A clause is cut only where it alone would be no line any more.
    """
    found = (_ENUMERATION.sub("", item.strip()) for paragraph in items(text) for item in paragraph)
    whole = [item for item in found if item.strip(_STOPS)]
    everything = "；".join(item.rstrip(_STOPS) for item in whole)
    if not whole:
        return text.strip()[: 2 * _LEAD]
    if sum(map(len, whole)) <= _SHORT:
        return f"{everything}。"
    parts: list[str] = []
    for item in whole:
        part = _opening(item, _ENOUGH // len(whole))
        if parts and sum(map(len, parts)) + len(part) > _LEAD:
            break
        parts.append(part)
    told = "；".join(parts)[: 2 * _LEAD]
    return f"{told}。" if told == everything else f"{told}……"


def _opening(item: str, enough: int) -> str:
    part = ""
    for clause in _CLAUSE.findall(item):
        ends = part[-1:] in _ENDS and len(part) > enough // 2
        if part.strip(_STOPS) and (ends or len(part) >= enough or len(part) + len(clause) > _LEAD):
            break
        part += clause
    return part.rstrip(_STOPS)
