"""历年对照: the indicators of one project in several fiscal years, side by side.

Years are compared as the forms of neighbouring years stand: an indicator is the same where its
category and its name are. What a change is worth is left to the reader: a number that rose is
called raised, whether that asks more (≥) or less (≤).
"""

import unicodedata
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from builder.model import framework
from builder.model.record import Indicator, IndicatorRow
from builder.model.site import Project
from builder.model.target import Kind, TargetValue, parse_target, plain


class Change(StrEnum):
    """What became of an indicator since the year before."""

    ADDED = "added"
    REMOVED = "removed"
    RAISED = "raised"
    LOWERED = "lowered"
    UNCHANGED = "unchanged"
    REWORDED = "reworded"
    """The values differ in a way that no number tells: another unit, operator, date or text."""


class Step(NamedTuple):
    """An indicator in one year. In the first year of all nothing has changed."""

    row: IndicatorRow | None
    change: Change | None
    of_period: bool = False
    """The annual value is what it was; it is the value for the whole period that changed."""
    moved_from: str | None = None
    """The category under which it stood the year before."""


_ABSENT = Step(None, None)


@dataclass(frozen=True, slots=True)
class Strand:
    """An indicator through the years: a step for each, ``row`` None where the form doesn't have it."""

    category: str
    name: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class History:
    """A project's years, oldest first, and its indicators through them."""

    projects: tuple[Project, ...]
    strands: tuple[Strand, ...]

    def counts(self, year: int) -> Counter[Change]:
        """How many indicators changed in which way to come to this fiscal year."""
        at = [project.outline.year for project in self.projects].index(year)
        return Counter(change for strand in self.strands if (change := strand.steps[at].change))


def joined(projects: Iterable[Project]) -> Iterator[tuple[Project, ...]]:
    """The records of one and the same project, oldest first, where there are at least two.

    Records are joined by 项目编码; one without a code by 用款单位 and 项目名称, where that name has no more
    than one code.
    """
    named: dict[tuple[str, ...], list[Project]] = defaultdict(list)
    coded: dict[tuple[str, ...], list[Project]] = defaultdict(list)
    for project in projects:
        named[project.department, folded(project.outline.name)].append(project)
    for name, members in named.items():
        codes = {project.outline.code for project in members if project.outline.code}
        only = codes.pop() if len(codes) == 1 else None
        for project in members:
            code = project.outline.code or only
            coded[(code,) if code else name].append(project)
    for group in coded.values():
        if len(group) > 1:
            yield tuple(sorted(group, key=lambda project: project.outline.year))


def chain(group: Iterable[Project]) -> tuple[Project, ...]:
    """Those of a project's records that can be compared, none where there is but one.

    A year that occurs twice is left out: which of the two goes on isn't known.
    """
    records = tuple(group)
    times = Counter(project.outline.year for project in records)
    single = tuple(project for project in records if times[project.outline.year] == 1)
    return single if len(single) > 1 else ()


def history(projects: Sequence[Project]) -> History:
    """The comparison of a chain of at least two years."""
    strands: list[list[Step]] = []
    # The rows of the year before with the number of their strand; and strands that a row of that name may take up again.
    alive: list[tuple[IndicatorRow, int]] = []
    asleep: dict[tuple[str, str], int] = {}
    for at, project in enumerate(projects):
        rows = list(project.record.indicators())
        pairs = _pairs([row for row, _ in alive], rows)
        threads = []
        for number, row in enumerate(rows):
            if number in pairs:
                before, thread = alive[pairs[number]]
                step = _step(before, row)
            else:
                thread = asleep.pop(_key(row), len(strands))
                step = Step(row, Change.ADDED if at else None)
            if thread == len(strands):
                strands.append([])
            strands[thread] += [_ABSENT] * (at - len(strands[thread]))
            strands[thread].append(step)
            threads.append((row, thread))
        for row, thread in alive:
            if len(strands[thread]) == at:
                strands[thread].append(Step(None, Change.REMOVED))
                asleep.setdefault(_key(row), thread)
        alive = threads
    return History(tuple(projects), tuple(sorted((_strand(steps, len(projects)) for steps in strands), key=_rank)))


def change_of(before: str | None, after: str | None) -> Change:
    """How one target value became another, both set."""
    if plain(before or "") == plain(after or ""):
        return Change.UNCHANGED
    old, new = parse_target(before), parse_target(after)
    if old.kind is Kind.TEXT or (old.kind, old.operator, plain(old.unit)) != (new.kind, new.operator, plain(new.unit)):
        return Change.REWORDED
    if old.kind is Kind.DATE:
        return Change.UNCHANGED if old.date == new.date else Change.REWORDED
    return _by_numbers(_ends(old), _ends(new), compared=old.kind is not Kind.TOLERANCE)


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """A name as it is compared: width, letter case and white space don't count."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _by_numbers(old: tuple[object, ...], new: tuple[object, ...], *, compared: bool) -> Change:
    if old == new:
        return Change.UNCHANGED
    pairs = list(zip(old, new, strict=True))
    if compared and all(a <= b for a, b in pairs):  # type: ignore[operator]
        return Change.RAISED
    if compared and all(a >= b for a, b in pairs):  # type: ignore[operator]
        return Change.LOWERED
    return Change.REWORDED


def _ends(value: TargetValue) -> tuple[object, ...]:
    return (value.low, value.high) if value.kind is Kind.RANGE else (value.number,)


def _key(row: IndicatorRow) -> tuple[str, str]:
    return folded(_category(row)), folded(row.indicator.name)


def _category(row: IndicatorRow) -> str:
    return framework.category(row.level_1, row.level_2)


def _pairs(before: Sequence[IndicatorRow], after: Sequence[IndicatorRow]) -> dict[int, int]:
    """Places in ``after`` → places in ``before``: by category and name, else by a name that both have once."""
    waiting: dict[tuple[str, str], deque[int]] = defaultdict(deque)
    for place, row in enumerate(before):
        waiting[_key(row)].append(place)
    found = {place: waiting[key].popleft() for place, row in enumerate(after) if waiting[key := _key(row)]}
    left_before = _once(before, set(range(len(before))).difference(found.values()))
    left_after = _once(after, set(range(len(after))).difference(found))
    return found | {left_after[name]: left_before[name] for name in left_after.keys() & left_before.keys()}


def _once(rows: Sequence[IndicatorRow], places: Iterable[int]) -> dict[str, int]:
    names = [(folded(rows[place].indicator.name), place) for place in places]
    times = Counter(name for name, _ in names)
    return {name: place for name, place in names if times[name] == 1}


def _step(before: IndicatorRow, after: IndicatorRow) -> Step:
    change, of_period = _change(before.indicator, after.indicator)
    has_moved = _key(before)[0] != _key(after)[0]
    return Step(after, change, of_period, _category(before) if has_moved else None)


def _change(before: Indicator, after: Indicator) -> tuple[Change, bool]:
    """By the annual values; those for the whole period decide where the annual ones say nothing or the same."""
    annual, period = (before.annual_value, after.annual_value), (before.period_value, after.period_value)
    if not any(map(_is_set, annual)):
        return _change_of(period), False
    change = _change_of(annual)
    if change is Change.UNCHANGED and all(map(_is_set, period)):
        change = _change_of(period)
        return change, change is not Change.UNCHANGED
    return change, False


def _change_of(values: tuple[str | None, str | None]) -> Change:
    were_set = [_is_set(value) for value in values]
    if all(were_set):
        return change_of(*values)
    # Where only one year sets a value, no number tells what changed.
    return Change.REWORDED if any(were_set) else Change.UNCHANGED


def _is_set(value: str | None) -> bool:
    return parse_target(value).is_set


def _strand(steps: Sequence[Step], years: int) -> Strand:
    last = next(step.row for step in reversed(steps) if step.row)
    whole = (*steps, *[_ABSENT] * (years - len(steps)))
    return Strand(_category(last), last.indicator.name, whole)


def _rank(strand: Strand) -> tuple[int, str]:
    return framework.rank(strand.category), strand.category
