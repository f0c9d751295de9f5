"""按指标: the indicators of one category across all projects, to compare who promises what."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from itertools import groupby
from typing import NamedTuple

from builder.model import Project, Site, framework
from builder.model.history import folded
from builder.render.addresses import category_address, category_year_address, indicators_address
from builder.render.charts import Bar, Item, series
from builder.render.indexes import Overview, categories_chart, page_title
from builder.render.listing import Pages, paginated
from builder.render.page import HOME, INDICATORS, Page


class Target(NamedTuple):
    """An indicator where it stands."""

    name: str
    annual_value: str | None
    period_value: str | None
    anchor: str
    project: str
    address: str
    """The folder of the project's page."""
    department: str
    """In short, where there is a short name."""
    budget: Decimal
    """Of the project."""
    times: int = 1
    """How many indicators of the category and year have this name, as typed."""


class Row(NamedTuple):
    """A target as a row of a table; a span of 0 means that the name above reaches down to here."""

    target: Target
    span: int


@dataclass(frozen=True, slots=True)
class Table:
    """The indicators of a category in a year, page by page."""

    count: int
    pages: Sequence[tuple[Pages, Sequence[Target]]]


class Category(NamedTuple):
    """A category as the pages of one year need to know it."""

    name: str
    title: str
    year_title: str
    counts: tuple[tuple[str, int], ...]
    """Its years and the indicators of each, where this year is the newest of them; else nothing."""
    is_in_one_year: bool


class CategoryYear(NamedTuple):
    """The indicators of a year: one table for each category."""

    year: str
    projects: tuple[Project, ...]
    departments: tuple[tuple[str, str], ...]
    """What the departments are called in a table, by slug."""
    categories: tuple[Category, ...]


def indicators_pages(whole: Overview) -> Iterator[Page]:
    """The list of categories."""
    chart = categories_chart(whole.lines, rest=None)
    for pages, bars in paginated(chart.bars, indicators_address, _bar_letters):
        data = {"chart": replace(chart, bars=tuple(bars)), "pages": pages}
        title = page_title("按指标查看", pages)
        yield Page(indicators_address(pages.number), "pages/indicators.html", title, (HOME,), "indicators", data)


def category_years(whole: Overview, site: Site, titles: Mapping[str, str]) -> Iterator[CategoryYear]:
    """The tables of each year, newest first.

    ``titles`` are the titles, by address, of pages that aren't called by their name.
    """
    projects = {str(year): tuple(group) for year, group in groupby(site.projects, key=_year)}
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for year, group in whole.years.items():
        for name, sorts in group.categories:
            counts[name][year] = sum(sorts)
    for year, group in whole.years.items():
        categories = tuple(
            Category(
                name,
                titles.get(category_address(name), name),
                titles.get(category_year_address(name, year), year_title(year, name)),
                tuple(counts[name].items()) if year == next(iter(counts[name])) else (),
                len(counts[name]) == 1,
            )
            for name, _ in group.categories
        )
        departments = {line.slug: site.departments[line.slug] for line in group.lines}
        called = {slug: department.short_name or department.name for slug, department in departments.items()}
        yield CategoryYear(year, projects[year], tuple(called.items()), categories)


def year_title(year: str, category: str) -> str:
    """What the page of a category's indicators of a year is called, if no other page is."""
    return f"{year}年度{category}"


def category_pages(of: CategoryYear) -> Iterator[Page]:
    """The tables of a year, and the category's own page where this is its newest year."""
    found = _targets(of.projects, dict(of.departments))
    for category in of.categories:
        table = _table(category.name, of.year, found[category.name])
        if category.counts:
            yield _category_page(category, of.year, table)
        # The only year stands on the category's own page, if it has room for it.
        if not category.is_in_one_year or len(table.pages) > 1:
            yield from _year_pages(category, of.year, table)


def _category_page(category: Category, newest: str, table: Table) -> Page:
    pages, rows = table.pages[0]
    name = category.name
    items = [Item(f"{year}年度", category_year_address(name, year), (count,)) for year, count in category.counts]
    data = {
        "category": name,
        "year": newest,
        "rows": _spanned(rows),
        "pages": pages,
        "count": table.count,
        "chart": series(f"各年度的{name}（项）", ("年度", "指标"), items),
    }
    return Page(category_address(name), "pages/category.html", category.title, (HOME, INDICATORS), "indicators", data)


def _year_pages(category: Category, year: str, table: Table) -> Iterator[Page]:
    name = category.name
    trail = (HOME, INDICATORS, (name, category_address(name)))
    for pages, rows in table.pages:
        title = page_title(category.year_title, pages)
        data = {"category": name, "year": year, "rows": _spanned(rows), "pages": pages, "count": table.count}
        address = category_year_address(name, year, pages.number)
        yield Page(address, "pages/category_year.html", title, trail, "indicators", data)


def _table(category: str, year: str, targets: Sequence[Target]) -> Table:
    """Those of one name together, the names that most projects use first."""
    times = Counter(folded(target.name) for target in targets)

    def rank(target: Target) -> tuple[object, ...]:
        name = folded(target.name)
        return -times[name], name, target.name, -target.budget

    typed = Counter(map(_typed, targets))
    ordered = [target._replace(times=typed[_typed(target)]) for target in sorted(targets, key=rank)]
    return Table(len(ordered), list(paginated(ordered, partial(category_year_address, category, year), _letters)))


def _targets(projects: Iterable[Project], departments: Mapping[str, str]) -> dict[str, list[Target]]:
    found: dict[str, list[Target]] = defaultdict(list)
    for project in projects:
        name, address, budget = project.outline.name, project.address, project.outline.budget
        department = departments[project.department]
        for row in project.record.indicators():
            values = row.indicator.annual_value, row.indicator.period_value
            found[framework.category(row.level_1, row.level_2)].append(
                Target(row.indicator.name, *values, row.id, name, address, department, budget)
            )
    return found


def _year(project: Project) -> int:
    return project.outline.year


def _typed(target: Target) -> str:
    return target.name


def _letters(target: Target) -> int:
    texts = (target.name, target.annual_value, target.period_value, target.project)
    return sum(len(text or "") for text in texts)


def _bar_letters(bar: Bar) -> int:
    return len(bar.label)


def _spanned(targets: Sequence[Target]) -> list[Row]:
    rows = []
    for _, same in groupby(targets, _typed):
        members = list(same)
        rows += [Row(target, len(members) if target is members[0] else 0) for target in members]
    return rows
