"""Tables of projects, years and departments, with their totals, in pages of a size that loads quickly."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple, TypeVar

from builder.model import Outline, Project, Sorts, framework

PAGE_ROWS = 100
"""Rows to a page of a table, about 60 KB."""

PAGE_LETTERS = 50_000
"""Characters of others' texts on a page of a table, three bytes each: no page comes near to 300 KB."""

_NEIGHBOURS = 2
"""Pages before and after the present one that are linked by number."""

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)


class ProjectLine(NamedTuple):
    """A project as a row of a table."""

    outline: Outline
    slug: str
    """The department's."""
    address: str
    """The folder of the project's page."""


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


class Sum(NamedTuple):
    """A group as a row of a table."""

    key: str
    name: str
    year: int
    """Its newest."""
    totals: Totals


@dataclass(frozen=True)
class Group:
    """Projects that belong together: of a year, a department, a kind."""

    key: str
    lines: tuple[ProjectLine, ...]
    totals: Totals

    @cached_property
    def categories(self) -> list[tuple[str, Sorts]]:
        """The categories of its indicators, in the order of the forms."""
        return by_category(self.lines)

    def sum(self, name: str = "") -> Sum:
        """The group without its projects."""
        return Sum(self.key, name, self.lines[0].outline.year, self.totals)


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


def project_lines(projects: Iterable[Project]) -> list[ProjectLine]:
    """The rows of all projects, in their order."""
    return [ProjectLine(project.outline, project.department, project.address) for project in projects]


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
    return str(line.outline.year)


def department_of(line: ProjectLine) -> str:
    """The department's slug, to group by."""
    return line.slug


def kind_of(line: ProjectLine) -> str:
    """项目类型 as typed, to group by; empty where the form doesn't say."""
    return line.outline.kind or ""


def totals(lines: Sequence[ProjectLine]) -> Totals:
    """The sums over some rows."""
    return Totals(
        projects=len(lines),
        departments=len({line.slug for line in lines}),
        indicators=sum(line.outline.indicators for line in lines),
        measurable=sum(line.outline.measurable for line in lines),
        budget=sum((line.outline.budget for line in lines), Decimal(0)),
        withdrawn=sum(line.outline.is_withdrawn for line in lines),
    )


def by_category(lines: Iterable[ProjectLine]) -> list[tuple[str, Sorts]]:
    """The categories of some projects and their indicators, in the order of the forms."""
    found: dict[str, list[int]] = {}
    for line in lines:
        for name, (measurable, worded, unset) in line.outline.categories:
            counts = found.setdefault(name, [0, 0, 0])
            counts[0] += measurable
            counts[1] += worded
            counts[2] += unset
    sums = ((name, Sorts(*counts)) for name, counts in found.items())
    return sorted(sums, key=lambda item: (framework.rank(item[0]), item[0]))


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
    of = line.outline
    return len(of.name) + len(of.department) + len(of.kind or "")


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
