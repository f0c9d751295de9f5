"""按指标: the indicators of one category across all projects, to compare who promises what."""

import json
import zlib
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
    times: int
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


class YearTargets(NamedTuple):
    """The projects of a year, whose indicators are asked for."""

    projects: tuple[Project, ...]
    departments: tuple[tuple[str, str], ...]
    """What the departments are called in a table, by slug."""


Packed = bytes
"""The indicators of a category in a year in the order of their table: zlib of JSON."""


class CategoryYear(NamedTuple):
    """The indicators of a category in a year: one table."""

    year: str
    category: Category
    targets: Packed


def indicators_pages(whole: Overview) -> Iterator[Page]:
    """The list of categories."""
    chart = categories_chart(whole.categories, rest=None)
    for pages, bars in paginated(chart.bars, indicators_address, _bar_letters):
        data = {"chart": replace(chart, bars=tuple(bars)), "pages": pages}
        title = page_title("按指标查看", pages)
        yield Page(indicators_address(pages.number), "pages/indicators.html", title, (HOME,), "indicators", data)


def year_targets(whole: Overview, site: Site) -> Iterator[YearTargets]:
    """What has to be read for the tables of each year, newest first."""
    projects = {str(year): tuple(group) for year, group in groupby(site.projects, key=_year)}
    for year, group in whole.years.items():
        departments = {line.slug: site.departments[line.slug] for line in group.lines}
        called = {slug: department.short_name or department.name for slug, department in departments.items()}
        yield YearTargets(projects[year], tuple(called.items()))


def category_years(
    whole: Overview, targets: Iterable[Mapping[str, Packed]], titles: Mapping[str, str]
) -> Iterator[CategoryYear]:
    """The tables of each year, newest first; ``targets`` are its indicators by category.

    ``titles`` are the titles, by address, of pages that aren't called by their name.
    """
    categories = {year: group.categories for year, group in whole.years.items()}
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for year, found in categories.items():
        for name, sorts in found:
            counts[name][year] = sum(sorts)
    for (year, found), packed in zip(categories.items(), targets, strict=True):
        for name, _ in found:
            category = Category(
                name,
                titles.get(category_address(name), name),
                titles.get(category_year_address(name, year), year_title(year, name)),
                tuple(counts[name].items()) if year == next(iter(counts[name])) else (),
                len(counts[name]) == 1,
            )
            yield CategoryYear(year, category, packed[name])


def year_title(year: str, category: str) -> str:
    """What the page of a category's indicators of a year is called, if no other page is."""
    return f"{year}年度{category}"


def packed_targets(of: YearTargets) -> dict[str, Packed]:
    """The indicators of a year by category. Of a record that changed most tables show nothing."""
    return {name: _packed(targets) for name, targets in _targets(of.projects, dict(of.departments)).items()}


def category_pages(of: CategoryYear) -> Iterator[Page]:
    """The table of a year, and the category's own page where this is its newest year."""
    category = of.category
    table = _table(category.name, of.year, [Target(*target) for target in json.loads(zlib.decompress(of.targets))])
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
    return Table(len(targets), list(paginated(targets, partial(category_year_address, category, year), _letters)))


def _packed(found: Sequence[tuple[Target, Decimal]]) -> Packed:
    """Those of one name together, the names that most projects use first, then the largest budget."""
    folds = Counter(folded(target.name) for target, _ in found)

    def rank(of: tuple[Target, Decimal]) -> tuple[object, ...]:
        target, budget = of
        name = folded(target.name)
        return -folds[name], name, target.name, -budget

    typed = Counter(target.name for target, _ in found)
    ordered = [target._replace(times=typed[target.name]) for target, _ in sorted(found, key=rank)]
    return zlib.compress(json.dumps(ordered, ensure_ascii=False, separators=(",", ":")).encode())


def _targets(projects: Iterable[Project], departments: Mapping[str, str]) -> dict[str, list[tuple[Target, Decimal]]]:
    """The indicators by category, each with the budget of its project."""
    found: dict[str, list[tuple[Target, Decimal]]] = defaultdict(list)
    for project in projects:
        name, address, budget = project.outline.name, project.address, project.outline.budget
        department = departments[project.department]
        for row in project.record.indicators():
            values = row.indicator.annual_value, row.indicator.period_value
            target = Target(row.indicator.name, *values, row.id, name, address, department, 1)
            found[framework.category(row.level_1, row.level_2)].append((target, budget))
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
