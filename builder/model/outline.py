"""What the site asks of all its records at once: their lists, sums and news. It is small, and a record isn't."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from builder.model import framework
from builder.model.record import Indicator, Record


class Sorts(NamedTuple):
    """Indicators, counted by what their target value is."""

    measurable: int = 0
    """有数值 (定量): a number or a date."""
    worded: int = 0
    """定性: a text."""
    unset: int = 0
    """未设置: the indicator stands on the form, and no value."""

    def plus(self, other: "Sorts") -> "Sorts":
        """Both together."""
        return Sorts(*map(sum, zip(self, other, strict=True)))


_NONE = Sorts()
_MEASURABLE, _WORDED, _UNSET = Sorts(measurable=1), Sorts(worded=1), Sorts(unset=1)


class News(NamedTuple):
    """What became of a record after its publication."""

    day: date
    what: str
    """更正 or 撤回."""
    text: str


@dataclass(frozen=True, slots=True)
class Outline:
    """A record without its texts and indicators."""

    year: int
    name: str
    department: str
    """用款单位, the full name."""
    kind: str | None
    """项目类型 as typed."""
    code: str | None
    """项目编码."""
    budget: Decimal
    """预算金额 in 元."""
    original: str | None
    """The file of its 原件, from the content folder."""
    approved: date | None
    disclosed: date | None
    news: tuple[News, ...]
    """Its corrections as typed, then its withdrawal."""
    categories: tuple[tuple[str, Sorts], ...]
    """Its indicators by category (canonical level 2), in the form's order."""
    indicators: int
    """How many indicators the form sets."""
    measurable: int
    """How many of them are 定量."""

    @property
    def is_withdrawn(self) -> bool:
        """Whether its approval was withdrawn."""
        return any(one.what == "撤回" for one in self.news)

    @property
    def changed(self) -> date | None:
        """The day of the last correction or of the withdrawal."""
        return max((one.day for one in self.news), default=None)


def outline(record: Record) -> Outline:
    """The outline of a record."""
    categories = tuple(map(_shared, _categories(record).items()))
    return Outline(
        year=record.year,
        name=record.name,
        department=record.department,
        kind=record.kind,
        code=record.code,
        budget=record.budget,
        original=record.original.file if record.original else None,
        approved=record.approval.day if record.approval else None,
        disclosed=record.disclosure.day if record.disclosure else None,
        news=tuple(_news(record)),
        categories=categories,
        indicators=sum(sum(sorts) for _, sorts in categories),
        measurable=sum(sorts.measurable for _, sorts in categories),
    )


def _news(record: Record) -> Iterator[News]:
    for correction in record.corrections:
        yield News(correction.day, "更正", correction.text)
    if record.withdrawal:
        yield News(record.withdrawal.day, "撤回", record.withdrawal.reason)


@lru_cache(maxsize=4096)
def _shared(category: tuple[str, Sorts]) -> tuple[str, Sorts]:
    # Of a hundred thousand records most have three indicators of one category, all set.
    return category


def _categories(record: Record) -> dict[str, Sorts]:
    found: dict[str, Sorts] = {}
    for row in record.indicators():
        category = framework.category(row.level_1, row.level_2)
        found[category] = found.get(category, _NONE).plus(_sort(row.indicator))
    return found


def _sort(indicator: Indicator) -> Sorts:
    target = indicator.target
    return _MEASURABLE if target.is_measurable else _WORDED if target.is_set else _UNSET
