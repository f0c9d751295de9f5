"""The pages that lead to projects: home, years, departments."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from builder.model import Department, Sorts
from builder.render.addresses import (
    category_address,
    department_address,
    departments_address,
    project_address,
    year_address,
)
from builder.render.charts import Chart, Item, chart, largest_first, series, unlinked
from builder.render.downloads import Listed
from builder.render.listing import (
    Group,
    Pages,
    ProjectLine,
    Sum,
    Totals,
    by_category,
    department_of,
    groups,
    kind_of,
    paginated,
    project_letters,
    totals,
    year_of,
)
from builder.render.page import DEPARTMENTS, HOME, YEARS, Page
from builder.render.timeline import Event

HOME_PROJECTS = 12
"""Projects of the newest year that the home page lists before it points to the year's own page."""

HOME_EVENTS = 5


@dataclass(frozen=True)
class Overview:
    """All projects, and by year (newest first) and by department (as departments.yaml lists them)."""

    lines: Sequence[ProjectLine]
    totals: Totals
    years: Mapping[str, Group]
    departments: Mapping[str, Group]

    @cached_property
    def categories(self) -> list[tuple[str, Sorts]]:
        """The categories of all indicators, in the order of the forms."""
        return by_category(self.lines)


def overview(lines: Sequence[ProjectLine], departments: Mapping[str, Department]) -> Overview:
    """The projects of a site as its indexes need them."""
    found = groups(lines, department_of)
    by_department = {slug: found[slug] for slug in departments if slug in found}
    return Overview(lines, totals(lines), groups(lines, year_of), by_department)


def home_page(whole: Overview, events: Sequence[Event]) -> Page:
    """The first page of all."""
    newest = next(iter(whole.years.values()), None)
    data: dict[str, object] = {
        "newest": newest.sum() if newest else None,
        "department_count": len(whole.departments),
        "projects": newest.lines[:HOME_PROJECTS] if newest else (),
        "charts": (*_charts(newest), _over_years(whole.years)) if newest else (),
        "events": events[:HOME_EVENTS],
    }
    return Page("index.html", "pages/home.html", "首页", (), "home", data)


def year_pages(whole: Overview, listed: Listed, titles: Mapping[str, str]) -> Iterator[Page]:
    """The list of years, and each year's pages."""
    if not whole.years:
        return
    years = [group.sum() for group in whole.years.values()]
    data: dict[str, object] = {"years": years, "whole": whole.totals, "charts": (unlinked(_over_years(whole.years)),)}
    yield Page(YEARS[1], "pages/years.html", "按年度查看", (HOME,), "years", data)
    for year, group in whole.years.items():
        for pages, rows in paginated(group.lines, partial(year_address, year), project_letters):
            data = {
                "group": group.sum(),
                "rows": rows,
                "pages": pages,
                "charts": _charts(group) if pages.number == 1 else (),
                "downloads": listed.years[int(year)],
            }
            title = page_title(titles.get(year_address(year), projects_of(year)), pages)
            yield Page(year_address(year, pages.number), "pages/year.html", title, (HOME, YEARS), "years", data)


def projects_of(year: object) -> str:
    """What the page of a year's projects is called."""
    return f"{year}年度项目"


def department_pages(
    whole: Overview, departments: Mapping[str, Department], listed: Listed, titles: Mapping[str, str]
) -> Iterator[Page]:
    """The list of departments, and each department's pages."""
    sums = [group.sum(departments[slug].name) for slug, group in whole.departments.items()]
    for pages, rows in paginated(sums, departments_address, _department_letters):
        data: dict[str, object] = {
            "rows": rows,
            "pages": pages,
            "whole": whole.totals,
            "charts": (unlinked(_by_department(whole.lines, "各年度合计")),) if pages.number == 1 else (),
        }
        title = page_title("按单位查看", pages)
        yield Page(departments_address(pages.number), "pages/departments.html", title, (HOME,), "departments", data)
    for slug, group in whole.departments.items():
        years = groups(group.lines, year_of)
        for pages, table in paginated(group.lines, partial(department_address, slug), project_letters):
            data = {
                "department": departments[slug],
                "group": group.sum(),
                "rows": table,
                "pages": pages,
                "downloads": (listed.departments[slug],),
                "charts": (_over_years(years), _by_kind(group.lines), categories_chart(group.categories))
                if pages.number == 1
                else (),
            }
            title = page_title(titles.get(department_address(slug), departments[slug].name), pages)
            address = department_address(slug, pages.number)
            yield Page(address, "pages/department.html", title, (HOME, DEPARTMENTS), "departments", data)


def categories_chart(found: Sequence[tuple[str, Sorts]], rest: str | None = "其余{}类") -> Chart:
    """How many indicators each category has, and of which sort they are."""
    headings = ("有数值", "定性", "未设置") if any(sorts.unset for _, sorts in found) else ("有数值", "定性")
    items = [Item(name, category_address(name), sorts[: len(headings)]) for name, sorts in found]
    return chart("各类指标的数量（项）", ("指标类别", *headings), items, rest)


def page_title(title: str, pages: Pages) -> str:
    """The title of one page of several."""
    return title if pages.number == 1 else f"{title}（第{pages.number}页）"


def _department_letters(department: Sum) -> int:
    return len(department.name)


def _charts(year: Group) -> tuple[Chart, ...]:
    name = f"{year.key}年度"
    by_department = _by_department(year.lines, name)
    return (
        by_department if by_department.is_telling else _by_project(year.lines, name),
        _by_kind(year.lines),
        categories_chart(year.categories),
    )


def _by_department(lines: Sequence[ProjectLine], when: str) -> Chart:
    items = [
        Item(group.lines[0].outline.department, department_address(slug), (group.totals.budget,))
        for slug, group in groups(lines, department_of).items()
    ]
    return chart(f"各单位预算（{when}，元）", ("用款单位", "预算"), largest_first(items), "其余{}个单位")


def _by_project(lines: Sequence[ProjectLine], when: str) -> Chart:
    items = [Item(line.outline.name, project_address(line.address), (line.outline.budget,)) for line in lines]
    return chart(f"各项目预算（{when}，元）", ("项目", "预算"), largest_first(items), "其余{}个项目")


def _by_kind(lines: Sequence[ProjectLine]) -> Chart:
    items = [
        Item(kind or "没有写明类型", None, (group.totals.budget,)) for kind, group in groups(lines, kind_of).items()
    ]
    return chart("各类项目预算（元）", ("项目类型", "预算"), largest_first(items), "其余{}类")


def _over_years(years: Mapping[str, Group]) -> Chart:
    items = [Item(f"{year}年度", year_address(year), (group.totals.budget,)) for year, group in years.items()]
    return series("各年度预算（元）", ("年度", "预算"), items)
