"""How numbers and long texts are written for a reader; the content itself is never changed."""

import re
from collections.abc import Sequence
from decimal import Decimal

WAN = Decimal(10_000)
YI = Decimal(100_000_000)
LARGE = Decimal(100_000)
"""From six digits on, an amount is easier to read in 万元 as well."""

_ITEM = re.compile(
    r"(?<=[。；;！!])(?=(?:[0-9]{1,2}[、.．]|[（(][0-9一二三四五六七八九十]{1,3}[）)]|[一二三四五六七八九十]{1,3}、))"
)


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


def items(text: str) -> Sequence[Sequence[str]]:
    """A goal's paragraphs, each cut before its numbered items (1、 2、 …); joined they are the text."""
    return [_ITEM.split(line) for line in text.splitlines() if line.strip()]
