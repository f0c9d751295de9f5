"""How numbers are written for a reader; the content itself is never changed."""

from decimal import ROUND_HALF_UP, Decimal

WAN = Decimal(10_000)
YI = Decimal(100_000_000)
LARGE = Decimal(100_000)
"""From six digits on, an amount is easier to read in 万元 as well."""

_TENTH = Decimal("0.1")


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
    """A share, to a tenth: 84.0%. What isn't nothing or all isn't rounded to it; of nothing there is no share."""
    if not whole:
        return "—"
    share = (Decimal(part) * 100 / whole).quantize(_TENTH, ROUND_HALF_UP)
    if part and not share:
        return "<0.1%"
    return ">99.9%" if share == 100 and part != whole else f"{share}%"


def size(number: int) -> str:
    """The size of a file: 12 KB, 3.4 MB."""
    thousands = max(1, round(number / 1000))
    return f"{thousands} KB" if thousands < 1000 else f"{number / 1_000_000:.1f} MB"
