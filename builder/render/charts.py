"""Small charts: a table of bars, whose numbers stand beside them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from builder.render.formats import digits, percent

MAX_BARS = 12
"""Bars of a chart; what is beyond them is one bar more."""

Number = Decimal | int


class Item(NamedTuple):
    """What a bar is drawn of."""

    label: str
    address: str | None
    parts: tuple[Number, ...]
    """One number, or several that add up."""

    @property
    def whole(self) -> Number:
        """What its parts add up to."""
        return sum(self.parts)


class Bar(NamedTuple):
    """A bar: its length and those of its parts in hundredths of the longest one."""

    label: str
    address: str | None
    values: tuple[str, ...]
    share: str
    """Of the sum of all bars."""
    parts: tuple[tuple[str, str], ...]
    """Start and length of each part."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A table of bars; the headings are those of its label, and of each number."""

    caption: str
    headings: tuple[str, ...]
    bars: tuple[Bar, ...]
    has_shares: bool
    """Whether its bars are the parts of one whole; years aren't."""

    @property
    def is_telling(self) -> bool:
        """Whether there is something to compare."""
        return len(self.bars) > 1


def series(caption: str, headings: tuple[str, ...], items: Iterable[Item]) -> Chart:
    """A chart of what comes one after another, such as years."""
    return replace(chart(caption, headings, items), has_shares=False)


def chart(caption: str, headings: tuple[str, ...], items: Iterable[Item], rest: str | None = None) -> Chart:
    """A chart of these items in their order. Where ``rest`` names it, what is too many is one bar at the end."""
    shown = _limited(list(items), rest) if rest else list(items)
    longest = max((item.whole for item in shown), default=0) or 1
    whole = sum(item.whole for item in shown)
    return Chart(caption, headings, tuple(_bar(item, longest, whole) for item in shown), has_shares=True)


def unlinked(chart: Chart) -> Chart:
    """The same chart where another table of the page has the links already."""
    return replace(chart, bars=tuple(bar._replace(address=None) for bar in chart.bars))


def largest_first(items: Iterable[Item]) -> list[Item]:
    """Items by size; those of one size stay in their order."""
    return sorted(items, key=lambda item: -item.whole)


def _limited(items: Sequence[Item], rest: str) -> Sequence[Item]:
    if len(items) <= MAX_BARS + 1:
        return items
    others = items[MAX_BARS:]
    sums = tuple(sum(column) for column in zip(*(item.parts for item in others), strict=True))
    return [*items[:MAX_BARS], Item(rest.format(len(others)), None, sums)]


def _bar(item: Item, longest: Number, whole: Number) -> Bar:
    parts, start = [], Decimal(0)
    for part in item.parts:
        length = Decimal(part) * 100 / longest
        parts.append((f"{start:.2f}", f"{length:.2f}"))
        start += length
    return Bar(item.label, item.address, tuple(map(digits, item.parts)), percent(item.whole, whole), tuple(parts))
