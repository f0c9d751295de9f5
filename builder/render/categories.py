"""按指标: the indicators of one category across all projects, to compare who promises what."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import NamedTuple

from builder.model import Indicator, framework
from builder.model.history import folded
from builder.render.addresses import category_address, category_year_address
from builder.render.charts import Item, series
from builder.render.indexes import Overview, categories_chart, page_title
from builder.render.listing import PAGE_ROWS, Group, ProjectLine, by_category, paginated
from builder.render.page import HOME, INDICATORS, Page


class Target(NamedTuple):
    """An indicator where it stands."""

    line: ProjectLine
    indicator: Indicator
    anchor: str


class Row(NamedTuple):
    """A target as a row of a table; a span of 0 means that the name above reaches down to here."""

    target: Target
    span: int
    times: int
    """How many targets of the year have this name, on this page of the table or another."""


def category_pages(whole: Overview) -> Iterator[Page]:
    """The list of categories, a page for each of them, and its indicators year by year."""
    found = by_category(whole.lines)
    if not found:
        return
    data = {"chart": categories_chart(whole.lines, rest=None)}
    yield Page(INDICATORS[1], "pages/indicators.html", "按指标查看", (HOME,), "indicators", data)
    years: dict[str, dict[str, list[Target]]] = {year: _targets(group) for year, group in whole.years.items()}
    for category, _, _ in found:
        with_it = {year: targets[category] for year, targets in years.items() if category in targets}
        yield _category_page(category, with_it)
        for year, targets in with_it.items():
            # The only year stands on the category's own page, if it has room for it.
            if len(with_it) > 1 or len(targets) > PAGE_ROWS:
                yield from _year_pages(category, year, targets)


def _category_page(category: str, years: Mapping[str, Sequence[Target]]) -> Page:
    newest, targets = next(iter(years.items()))
    pages, rows = next(paginated(targets, partial(category_year_address, category, newest)))
    items = [Item(f"{year}年度", category_year_address(category, year), (len(of),)) for year, of in years.items()]
    data = {
        "category": category,
        "year": newest,
        "rows": _spanned(rows, targets),
        "pages": pages,
        "count": len(targets),
        "chart": series(f"各年度的{category}（项）", ("年度", "指标"), items),
    }
    return Page(category_address(category), "pages/category.html", category, (HOME, INDICATORS), "indicators", data)


def _year_pages(category: str, year: str, targets: Sequence[Target]) -> Iterator[Page]:
    trail = (HOME, INDICATORS, (category, category_address(category)))
    for pages, rows in paginated(targets, partial(category_year_address, category, year)):
        title = page_title(f"{year}年度{category}", pages)
        data = {
            "category": category,
            "year": year,
            "rows": _spanned(rows, targets),
            "pages": pages,
            "count": len(targets),
        }
        address = category_year_address(category, year, pages.number)
        yield Page(address, "pages/category_year.html", title, trail, "indicators", data)


def _targets(year: Group) -> dict[str, list[Target]]:
    """A year's indicators by category: those of one name together, the names that most projects use first."""
    found: dict[str, list[Target]] = defaultdict(list)
    for line in year.lines:
        for row in line.project.record.indicators():
            found[framework.category(row.level_1, row.level_2)].append(Target(line, row.indicator, row.id))
    return {category: _common_first(targets) for category, targets in found.items()}


def _common_first(targets: Iterable[Target]) -> list[Target]:
    targets = list(targets)
    times = Counter(_name(target) for target in targets)
    return sorted(
        targets,
        key=lambda target: (-times[name := _name(target)], name, target.indicator.name, -target.line.budget),
    )


def _name(target: Target) -> str:
    return folded(target.indicator.name)


def _typed(target: Target) -> str:
    return target.indicator.name


def _spanned(shown: Sequence[Target], targets: Sequence[Target]) -> list[Row]:
    """The rows of one page. A name that others spell in another way stands beside theirs, as typed."""
    times = Counter(map(_typed, targets))
    rows = []
    for name, same in groupby(shown, _typed):
        members = list(same)
        rows += [Row(target, len(members) if target is members[0] else 0, times[name]) for target in members]
    return rows
