"""Tables of projects, years and departments, with their totals, in pages of a size that loads quickly."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from builder.model import Department, Project, framework
from builder.model.target import parse_target

PAGE_ROWS = 100
"""Rows to a page of a table: about 60 KB, and under 300 KB with names of 700 characters."""

_NEIGHBOURS = 2
"""Pages before and after the present one that are linked by number."""

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class ProjectLine:
    """A project as a row of a table."""

    project: Project
    department: Department
    categories: Mapping[str, int]
    """Indicators by category (canonical level 2), in the form's order."""
    measurable_in: Mapping[str, int]
    """Those whose target is a number or a date (定量)."""

    @property
    def budget(self) -> Decimal:
        """预算金额 in 元."""
        return self.project.record.budget

    @property
    def indicators(self) -> int:
        """How many indicators the form sets."""
        return sum(self.categories.values())

    @property
    def measurable(self) -> int:
        """How many of them are 定量."""
        return sum(self.measurable_in.values())


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
    """Projects that belong together: of a year, a department, a kind."""

    key: str
    lines: tuple[ProjectLine, ...]
    totals: Totals


@dataclass(frozen=True, slots=True)
class Pages:
    """Where one page of a long table stands among the others."""

    number: int
    count: int
    links: tuple[tuple[int, str] | None, ...]
    """Number and address of the first page, the last and those around this one; None for a gap."""
    previous: str | None
    """The address of the page before it."""
    next: str | None
    """The address of the page after it."""

    @property
    def is_whole(self) -> bool:
        """Whether the table has but this page."""
        return self.count == 1


def project_lines(projects: Iterable[Project], departments: Mapping[str, Department]) -> list[ProjectLine]:
    """The rows of all projects, in their order."""
    return [_line(project, departments[project.department]) for project in projects]


def grouped(lines: Iterable[T], key: Callable[[T], K]) -> dict[K, list[T]]:
    """Rows by ``key``, the groups in the order in which they first come."""
    found: dict[K, list[T]] = {}
    for line in lines:
        found.setdefault(key(line), []).append(line)
    return found


def groups(lines: Iterable[ProjectLine], key: Callable[[ProjectLine], str]) -> dict[str, Group]:
    """Projects grouped by ``key``, each group with its totals."""
    return {name: Group(name, tuple(members), totals(members)) for name, members in grouped(lines, key).items()}


def year_of(line: ProjectLine) -> str:
    """预算年度, to group by."""
    return str(line.project.record.year)


def department_of(line: ProjectLine) -> str:
    """The department's slug, to group by."""
    return line.project.department


def kind_of(line: ProjectLine) -> str:
    """项目类型 as typed, to group by; empty where the form doesn't say."""
    return line.project.record.kind or ""


def totals(lines: Sequence[ProjectLine]) -> Totals:
    """The sums over some rows."""
    return Totals(
        projects=len(lines),
        departments=len({line.project.department for line in lines}),
        indicators=sum(line.indicators for line in lines),
        measurable=sum(line.measurable for line in lines),
        budget=sum((line.budget for line in lines), Decimal(0)),
    )


def by_category(lines: Iterable[ProjectLine]) -> list[tuple[str, int, int]]:
    """Category, its indicators and the measurable ones of them; in the order of the forms."""
    indicators: Counter[str] = Counter()
    measurable: Counter[str] = Counter()
    for line in lines:
        indicators.update(line.categories)
        measurable.update(line.measurable_in)
    names = sorted(indicators, key=lambda name: (framework.rank(name), name))
    return [(name, indicators[name], measurable[name]) for name in names]


def paginated(rows: Sequence[T], address: Callable[[int], str]) -> Iterator[tuple[Pages, Sequence[T]]]:
    """The pages of a long table, each with its rows; ``address`` tells where a page's number stands."""
    starts = range(0, len(rows), PAGE_ROWS)
    for number, start in enumerate(starts, 1):
        pages = Pages(
            number,
            len(starts),
            tuple(_links(number, len(starts), address)),
            address(number - 1) if number > 1 else None,
            address(number + 1) if number < len(starts) else None,
        )
        yield pages, rows[start : start + PAGE_ROWS]


def _links(number: int, count: int, address: Callable[[int], str]) -> Iterator[tuple[int, str] | None]:
    before = 0
    for page in sorted({1, count, *range(max(1, number - _NEIGHBOURS), min(count, number + _NEIGHBOURS) + 1)}):
        if page - before > 1:
            yield None
        yield page, address(page)
        before = page


def _line(project: Project, department: Department) -> ProjectLine:
    categories: Counter[str] = Counter()
    measurable: Counter[str] = Counter()
    for row in project.record.indicators():
        category = framework.category(row.level_1, row.level_2)
        categories[category] += 1
        measurable[category] += parse_target(row.indicator.annual_value or row.indicator.period_value).is_measurable
    return ProjectLine(project, department, categories, measurable)
