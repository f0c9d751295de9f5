"""The indicators of a project: which it has, and what becomes of them a year later."""

import random
from collections.abc import Iterator

from benchmarks import vocabulary
from benchmarks.forms import Row
from benchmarks.values import UNSET, placeholder, value
from benchmarks.vocabulary import Theme
from benchmarks.wording import items

Rows = dict[str, tuple[Row, ...]]
"""By the kind of indicator, as the lists of a theme are named."""

_OWN = 0.7
"""The share of indicators that are the theme's own."""
_SAME_VALUES = 0.85
_SAME_NEXT_YEAR = 0.7

_FEWEST_OF = {"quantity": 1, "quality": 1, "timeliness": 1, "cost": 1, "social": 1, "satisfaction": 1}
_MOST_OF = {
    "quantity": 4,
    "quality": 3,
    "timeliness": 2,
    "cost": 2,
    "economic": 1,
    "social": 2,
    "ecological": 1,
    "lasting": 2,
    "satisfaction": 2,
}
_WEIGHTS = {
    "quantity": 30,
    "quality": 16,
    "timeliness": 8,
    "cost": 10,
    "economic": 5,
    "social": 12,
    "ecological": 4,
    "lasting": 16,
    "satisfaction": 5,
}


def new_rows(chance: random.Random, theme: Theme, year: int) -> Rows:
    """Eight to fourteen indicators; some kinds may have none."""
    counts = dict.fromkeys(_MOST_OF, 0) | _FEWEST_OF
    total = chance.choice((8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 14))
    while sum(counts.values()) < total:
        open_to = [category for category, most in _MOST_OF.items() if counts[category] < most]
        counts[chance.choices(open_to, [_WEIGHTS[category] for category in open_to])[0]] += 1
    return {category: tuple(_named(chance, category, theme, year, count)) for category, count in counts.items()}


def _named(chance: random.Random, category: str, theme: Theme, year: int, count: int) -> Iterator[Row]:
    seen: set[str] = set()
    while len(seen) < count:
        own = getattr(theme, category)
        text = chance.choice(items(own if own and chance.random() < _OWN else vocabulary.SHARED[category]))
        if text not in seen:
            seen.add(text)
            name, _, unit = text.partition("=")
            yield _valued(chance, category, Row(name, unit, "", ""), year)


def _valued(chance: random.Random, category: str, row: Row, year: int) -> Row:
    period = placeholder(chance) if chance.random() < UNSET * 2 else value(chance, category, row.name, row.unit, year)
    same = chance.random() < _SAME_VALUES
    return row._replace(period=period, annual=period if same else value(chance, category, row.name, row.unit, year))


def next_rows(chance: random.Random, rows: Rows, year: int) -> Rows:
    """The indicators a year later: all of them stay, most with their values."""
    return {
        category: tuple(_row_next(chance, category, row, year) for row in listed) for category, listed in rows.items()
    }


def _row_next(chance: random.Random, category: str, row: Row, year: int) -> Row:
    if chance.random() < _SAME_NEXT_YEAR:
        last, this = str(year - 1), str(year)
        return row._replace(period=row.period.replace(last, this), annual=row.annual.replace(last, this))
    return _valued(chance, category, row, year)
