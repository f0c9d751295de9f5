"""The page table: which pages there are, at which address, with which template and data."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from builder.model import Project, Site, framework
from builder.model.target import Kind
from builder.render.addresses import (
    department_address,
    departments_address,
    plain_address,
    project_address,
    year_address,
)
from builder.render.form import form_table
from builder.render.listing import Group, Pages, ProjectLine, Totals, groups, paginated, project_lines, totals

HOME_PROJECTS = 12
"""Projects of the newest year that the home page lists before it points to the year's own page."""

HOME_DEPARTMENTS = 12

VALUE_KINDS = {
    Kind.AT_LEAST: "不低于",
    Kind.AT_MOST: "不高于",
    Kind.EXACTLY: "等于",
    Kind.RANGE: "在两数之间",
    Kind.TOLERANCE: "允许偏差",
    Kind.DATE: "日期",
    Kind.TEXT: "文字",
    Kind.UNSET: "未设置",
}
"""What residents read for the kinds of target values."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page: where it is, what it is called, and what it is made of."""

    address: str
    template: str
    title: str
    trail: tuple[tuple[str, str], ...] = ()
    """The pages above it: title and address, from the home page down."""
    section: str = ""
    """Which entry of the main menu it belongs to."""
    data: Mapping[str, object] = field(default_factory=dict)
    heading: str = ""
    """What it is called where it is clear what is meant; the title where it is empty."""
    project: Project | None = None
    """The project whose page it is."""


HOME = ("首页", "index.html")
YEARS = ("按年度", "years/index.html")
DEPARTMENTS = ("按单位", "departments/index.html")


def page_table(site: Site) -> Iterator[Page]:
    """Every page of the site."""
    lines = project_lines(site.projects, site.departments)
    years = groups(lines, by="year")
    departments = groups(lines, by="department")
    by_name = {slug: departments[slug] for slug in site.departments if slug in departments}
    yield _home(lines, years, by_name)
    yield from _year_pages(years, totals(lines))
    yield from _department_pages(site, by_name, totals(lines))
    for line in lines:
        yield _project(line)
    for page in site.pages:
        yield Page(
            plain_address(page.slug), "pages/plain.html", page.title, (HOME,), f"pages/{page.slug}", {"plain": page}
        )
    yield Page("search/index.html", "pages/search.html", "搜索", (HOME,), "search", _search(site, years))
    yield Page("404.html", "pages/404.html", "没有找到这个页面", (HOME,))


def _home(lines: Sequence[ProjectLine], years: Mapping[str, Group], departments: Mapping[str, Group]) -> Page:
    newest = next(iter(years.values()), None)
    data = {
        "totals": totals(lines),
        "newest": newest,
        "projects": newest.lines[:HOME_PROJECTS] if newest else (),
        "years": list(years.values()),
        "departments": list(departments.values())[:HOME_DEPARTMENTS],
        "department_count": len(departments),
    }
    return Page("index.html", "pages/home.html", "首页", (), "home", data)


def _year_pages(years: Mapping[str, Group], whole: Totals) -> Iterator[Page]:
    if not years:
        return
    yield Page(
        YEARS[1], "pages/years.html", "按年度查看", (HOME,), "years", {"years": list(years.values()), "whole": whole}
    )
    for year, group in years.items():
        for pages, rows in paginated(group.lines, partial(year_address, year)):
            title = _page_title(f"{year}年度项目", pages)
            data = {"group": group, "rows": rows, "pages": pages}
            yield Page(year_address(year, pages.number), "pages/year.html", title, (HOME, YEARS), "years", data)


def _department_pages(site: Site, departments: Mapping[str, Group], whole: Totals) -> Iterator[Page]:
    for pages, groups_here in paginated(list(departments.values()), departments_address):
        title = _page_title("按单位查看", pages)
        address = departments_address(pages.number)
        data = {"rows": groups_here, "pages": pages, "whole": whole}
        yield Page(address, "pages/departments.html", title, (HOME,), "departments", data)
    for slug, group in departments.items():
        for pages, rows in paginated(group.lines, partial(department_address, slug)):
            title = _page_title(site.departments[slug].name, pages)
            address = department_address(slug, pages.number)
            data = {"department": site.departments[slug], "group": group, "rows": rows, "pages": pages}
            yield Page(address, "pages/department.html", title, (HOME, DEPARTMENTS), "departments", data)


def _project(line: ProjectLine) -> Page:
    project, record = line.project, line.project.record
    trail = (HOME, YEARS, (f"{record.year}年度项目", year_address(record.year)))
    data = {
        "line": line,
        "project": project,
        "record": record,
        "table": form_table(record),
        "corrections": sorted(record.corrections, key=lambda correction: correction.day, reverse=True),
    }
    title = f"{record.name}（{record.year}年度，{record.department}）"
    return Page(project_address(project), "pages/project.html", title, trail, "years", data, record.name, project)


def _search(site: Site, years: Mapping[str, Group]) -> dict[str, object]:
    found = {name for project in site.projects for name in project.record.categories()}
    known = [name for name in framework.LEVEL_2 if name in found]
    categories = [*known, *sorted(found.difference(known))]
    return {
        "filters": (
            ("year", "年度", [("", "全部年度"), *((year, f"{year}年度") for year in years)]),
            # A city has thousands of departments; those with results are offered as they are found.
            ("department", "用款单位", [("", "全部单位")]),
            ("category", "指标类别", [("", "全部类别"), *((name, name) for name in categories)]),
            ("kind", "指标值", [("", "全部"), *((kind.value, name) for kind, name in VALUE_KINDS.items())]),
            ("sort", "排序", [("", "相关程度"), ("budget", "预算由高到低"), ("year", "年度由新到旧")]),
        )
    }


def _page_title(title: str, pages: Pages) -> str:
    return title if pages.number == 1 else f"{title}（第{pages.number}页）"
