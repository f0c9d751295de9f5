"""Tables of projects, years and departments, with their totals, in pages of a size that loads quickly."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple, TypeVar

from builder.model import Department, Indicator, Project, framework

PAGE_ROWS = 100
"""Rows to a page of a table, about 60 KB."""

PAGE_LETTERS = 50_000
"""Characters of others' texts on a page of a table, three bytes each: no page comes near to 300 KB."""

_NEIGHBOURS = 2
"""Pages before and after the present one that are linked by number."""

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)


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


_NONE, _MEASURABLE, _WORDED, _UNSET = Sorts(), Sorts(measurable=1), Sorts(worded=1), Sorts(unset=1)


@dataclass(frozen=True, slots=True)
class ProjectLine:
    """A project as a row of a table."""

    project: Project
    department: Department
    categories: Mapping[str, "Sorts"]
    """Its indicators by category (canonical level 2), in the form's order."""

    @property
    def budget(self) -> Decimal:
        """预算金额 in 元."""
        return self.project.record.budget

    @property
    def indicators(self) -> int:
        """How many indicators the form sets."""
        return sum(map(sum, self.categories.values()))

    @property
    def measurable(self) -> int:
        """How many of them are 定量."""
        return sum(sorts.measurable for sorts in self.categories.values())


@dataclass(frozen=True, slots=True)
class Totals:
    """What a group of projects adds up to; the budget in 元."""

    projects: int
    departments: int
    indicators: int
    measurable: int
    budget: Decimal
    withdrawn: int
    """Projects whose approval was withdrawn; they are in all the sums."""


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
        withdrawn=sum(line.project.record.withdrawal is not None for line in lines),
    )


def by_category(lines: Iterable[ProjectLine]) -> list[tuple[str, Sorts]]:
    """The categories of some projects and their indicators, in the order of the forms."""
    found: dict[str, Sorts] = {}
    for line in lines:
        for name, sorts in line.categories.items():
            found[name] = found.get(name, _NONE).plus(sorts)
    return sorted(found.items(), key=lambda item: (framework.rank(item[0]), item[0]))


def paginated(
    rows: Sequence[T], address: Callable[[int], str], letters: Callable[[T], int]
) -> Iterator[tuple[Pages, Sequence[T]]]:
    """The pages of a long table, each with its rows.

    ``address`` tells where a page's number stands, ``letters`` how many characters of others' texts a row shows.
    """
    parts = list(_parts(rows, letters))
    for number, part in enumerate(parts, 1):
        pages = Pages(
            number,
            len(parts),
            tuple(_links(number, len(parts), address)),
            address(number - 1) if number > 1 else None,
            address(number + 1) if number < len(parts) else None,
        )
        yield pages, part


def project_letters(line: ProjectLine) -> int:
    """The characters of a project's row."""
    record = line.project.record
    return len(record.name) + len(record.department) + len(record.kind or "")


def _parts(rows: Sequence[T], letters: Callable[[T], int]) -> Iterator[Sequence[T]]:
    start = shown = 0
    for place, row in enumerate(rows):
        more = letters(row)
        if place - start == PAGE_ROWS or (place > start and shown + more > PAGE_LETTERS):
            yield rows[start:place]
            start, shown = place, 0
        shown += more
    if rows:
        yield rows[start:]


def _links(number: int, count: int, address: Callable[[int], str]) -> Iterator[tuple[int, str] | None]:
    before = 0
    for page in sorted({1, count, *range(max(1, number - _NEIGHBOURS), min(count, number + _NEIGHBOURS) + 1)}):
        if page - before > 1:
            yield None
        yield page, address(page)
        before = page


def _line(project: Project, department: Department) -> ProjectLine:
    categories: dict[str, Sorts] = {}
    for row in project.record.indicators():
        category = framework.category(row.level_1, row.level_2)
        categories[category] = categories.get(category, _NONE).plus(_sort(row.indicator))
    return ProjectLine(project, department, categories)


def _sort(indicator: Indicator) -> Sorts:
    target = indicator.target
    return _MEASURABLE if target.is_measurable else _WORDED if target.is_set else _UNSET
