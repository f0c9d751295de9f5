"""按指标: the indicators of one category across all projects, to compare who promises what."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from typing import NamedTuple

from builder.model import Indicator, framework
from builder.model.history import folded
from builder.render.addresses import category_address, category_year_address, indicators_address
from builder.render.charts import Bar, Item, series
from builder.render.indexes import Overview, categories_chart, page_title
from builder.render.listing import Group, Pages, ProjectLine, paginated
from builder.render.page import HOME, INDICATORS, Page


class Target(NamedTuple):
    """An indicator where it stands."""

    line: ProjectLine
    indicator: Indicator
    anchor: str
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


def category_pages(whole: Overview) -> Iterator[Page]:
    """The list of categories, a page for each of them, and its indicators year by year."""
    chart = categories_chart(whole.lines, rest=None)
    for pages, bars in paginated(chart.bars, indicators_address, _bar_letters):
        data = {"chart": replace(chart, bars=tuple(bars)), "pages": pages}
        title = page_title("按指标查看", pages)
        yield Page(indicators_address(pages.number), "pages/indicators.html", title, (HOME,), "indicators", data)
    years = {year: _targets(group) for year, group in whole.years.items()}
    for category in (bar.label for bar in chart.bars):
        tables = {year: _table(category, year, found[category]) for year, found in years.items() if category in found}
        yield _category_page(category, tables)
        for year, table in tables.items():
            # The only year stands on the category's own page, if it has room for it.
            if len(tables) > 1 or len(table.pages) > 1:
                yield from _year_pages(category, year, table)


def _category_page(category: str, tables: Mapping[str, Table]) -> Page:
    newest, table = next(iter(tables.items()))
    pages, rows = table.pages[0]
    items = [Item(f"{year}年度", category_year_address(category, year), (of.count,)) for year, of in tables.items()]
    data = {
        "category": category,
        "year": newest,
        "rows": _spanned(rows),
        "pages": pages,
        "count": table.count,
        "chart": series(f"各年度的{category}（项）", ("年度", "指标"), items),
    }
    return Page(category_address(category), "pages/category.html", category, (HOME, INDICATORS), "indicators", data)


def _year_pages(category: str, year: str, table: Table) -> Iterator[Page]:
    trail = (HOME, INDICATORS, (category, category_address(category)))
    for pages, rows in table.pages:
        title = page_title(f"{year}年度{category}", pages)
        data = {"category": category, "year": year, "rows": _spanned(rows), "pages": pages, "count": table.count}
        address = category_year_address(category, year, pages.number)
        yield Page(address, "pages/category_year.html", title, trail, "indicators", data)


def _table(category: str, year: str, targets: Sequence[Target]) -> Table:
    """Those of one name together, the names that most projects use first."""
    times = Counter(folded(target.indicator.name) for target in targets)

    def rank(target: Target) -> tuple[object, ...]:
        name = folded(target.indicator.name)
        return -times[name], name, target.indicator.name, -target.line.budget

    typed = Counter(map(_typed, targets))
    ordered = [target._replace(times=typed[_typed(target)]) for target in sorted(targets, key=rank)]
    return Table(len(ordered), list(paginated(ordered, partial(category_year_address, category, year), _letters)))


def _targets(year: Group) -> dict[str, list[Target]]:
    found: dict[str, list[Target]] = defaultdict(list)
    for line in year.lines:
        for row in line.project.record.indicators():
            found[framework.category(row.level_1, row.level_2)].append(Target(line, row.indicator, row.id, 1))
    return found


def _typed(target: Target) -> str:
    return target.indicator.name


def _letters(target: Target) -> int:
    indicator = target.indicator
    texts = (indicator.name, indicator.annual_value, indicator.period_value, target.line.project.record.name)
    return sum(len(text or "") for text in texts)


def _bar_letters(bar: Bar) -> int:
    return len(bar.label)


def _spanned(targets: Sequence[Target]) -> list[Row]:
    rows = []
    for _, same in groupby(targets, _typed):
        members = list(same)
        rows += [Row(target, len(members) if target is members[0] else 0) for target in members]
    return rows
