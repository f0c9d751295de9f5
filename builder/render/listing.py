"""Tables of projects, years and departments, with their totals."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar

from builder.model import Department, Project
from builder.model.target import parse_target

PAGE_ROWS = 100
"""Rows to a page of a table: about 60 KB, and under 300 KB with names of 700 characters."""

T = TypeVar("T")

_parse_target = lru_cache(maxsize=4096)(parse_target)


@dataclass(frozen=True, slots=True)
class ProjectLine:
    """A project as a row of a table."""

    project: Project
    department: Department
    indicators: int
    measurable: int
    """Indicators whose target is a number or a date (定量)."""

    @property
    def budget(self) -> Decimal:
        """预算金额 in 元."""
        return self.project.record.budget


@dataclass(frozen=True, slots=True)
class Totals:
    """What a group of projects adds up to; the budget in 元."""

    projects: int
    departments: int
    indicators: int
    measurable: int
    budget: Decimal


@dataclass(frozen=True, slots=True)
class Group:
    """The projects of a year, or of a department, or of a department in a year."""

    key: str
    lines: tuple[ProjectLine, ...]
    totals: Totals


@dataclass(frozen=True, slots=True)
class Pages:
    """Where one page of a long table stands among the others."""

    number: int
    links: tuple[tuple[int, str], ...]
    """Number and address of every page."""

    @property
    def previous(self) -> str | None:
        """The address of the page before it."""
        return self.links[self.number - 2][1] if self.number > 1 else None

    @property
    def next(self) -> str | None:
        """The address of the page after it."""
        return self.links[self.number][1] if self.number < len(self.links) else None

    @property
    def is_whole(self) -> bool:
        """Whether the table has but this page."""
        return len(self.links) == 1


def project_lines(projects: Iterable[Project], departments: Mapping[str, Department]) -> list[ProjectLine]:
    """The rows of all projects, in their order."""
    return [_line(project, departments[project.department]) for project in projects]


def groups(lines: Iterable[ProjectLine], *, by: str) -> dict[str, Group]:
    """Rows grouped by ``year`` or ``department``, the groups in the order in which they first come."""
    found: dict[str, list[ProjectLine]] = {}
    for line in lines:
        key = str(line.project.record.year) if by == "year" else line.project.department
        found.setdefault(key, []).append(line)
    return {key: Group(key, tuple(members), totals(members)) for key, members in found.items()}


def totals(lines: Sequence[ProjectLine]) -> Totals:
    """The sums over some rows."""
    return Totals(
        projects=len(lines),
        departments=len({line.project.department for line in lines}),
        indicators=sum(line.indicators for line in lines),
        measurable=sum(line.measurable for line in lines),
        budget=sum((line.budget for line in lines), Decimal(0)),
    )


def paginated(rows: Sequence[T], address: Callable[[int], str]) -> Iterator[tuple[Pages, Sequence[T]]]:
    """The pages of a long table, each with its rows; ``address`` tells where a page's number stands."""
    starts = range(0, len(rows), PAGE_ROWS)
    links = tuple((number, address(number)) for number in range(1, len(starts) + 1))
    for number, start in enumerate(starts, 1):
        yield Pages(number, links), rows[start : start + PAGE_ROWS]


def _line(project: Project, department: Department) -> ProjectLine:
    values = [row.indicator.annual_value or row.indicator.period_value for row in project.record.indicators()]
    return ProjectLine(
        project=project,
        department=department,
        indicators=len(values),
        measurable=sum(_parse_target(value).is_measurable for value in values),
    )
