"""The page table: which pages there are, at which address, with which template and data."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from builder.model import Project, Site
from builder.model.history import chains, history
from builder.model.target import Kind
from builder.render.addresses import (
    DATA,
    FEED,
    SITEMAP,
    category_address,
    department_address,
    departments_address,
    plain_address,
    timeline_address,
    year_address,
)
from builder.render.categories import category_pages
from builder.render.downloads import Listed
from builder.render.fields import APOSTROPHE, KINDS, TABLES
from builder.render.indexes import Overview, department_pages, home_page, overview, page_title, year_pages
from builder.render.keys import DEPARTMENT_KEYS, PROJECT_KEYS, YEAR_KEYS
from builder.render.listing import by_category, grouped, paginated, project_lines
from builder.render.page import DEPARTMENTS, HOME, INDICATORS, YEARS, Page
from builder.render.project import Around, project_page
from builder.render.timeline import DUTY_DAYS, Event, events, punctuality

VALUE_KINDS = {**KINDS, Kind.TEXT: "文字", Kind.UNSET: "未设置"}
"""What residents read for the kinds of target values."""

FIELD_TYPES = {
    "string": "文字",
    "integer": "整数",
    "number": "数值",
    "year": "年度",
    "date": "日期",
    "object": "一组",
    "array": "列表",
}
"""What residents read for the types of Table Schema."""

MAX_LISTED = 300
"""Departments that the site map names before it points to their list."""


class Link(NamedTuple):
    """A way to a page."""

    title: str
    address: str
    section: str = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """All that the pages are made of, and where the site will stand (with a slash at its end, None if unknown)."""

    site: Site
    whole: Overview
    events: Sequence[Event]
    listed: Listed
    """What there is to download."""
    base_url: str | None


def contents(site: Site, listed: Listed, base_url: str | None) -> Contents:
    """What there is to show of a site."""
    lines = project_lines(site.projects, site.departments)
    return Contents(site, overview(lines, site.departments), events(lines), listed, base_url)


def menu(what: Contents) -> list[Link]:
    """The main menu: no entry leads to an empty page."""
    links = [Link(*HOME, "home")]
    if what.whole.lines:
        links += [Link(*YEARS, "years"), Link(*DEPARTMENTS, "departments")]
    if what.whole.totals.indicators:
        links.append(Link(*INDICATORS, "indicators"))
    links.append(Link("搜索", "search/index.html", "search"))
    links += [Link(page.title, plain_address(page.slug), f"pages/{page.slug}") for page in what.site.pages]
    return links


def more_links(what: Contents) -> list[Link]:
    """What stands at the foot of every page."""
    links = []
    if what.events:
        links.append(Link("公开时间表", timeline_address()))
    if what.whole.lines:
        links.append(Link("数据下载", DATA))
    if what.base_url:
        links.append(Link("订阅更新（RSS）", FEED))
    return [*links, Link("站点地图", SITEMAP)]


def page_table(what: Contents) -> Iterator[Page]:
    """Every page of the site."""
    yield home_page(what.whole, what.events)
    yield from year_pages(what.whole, what.listed)
    yield from department_pages(what.whole, what.site.departments, what.listed)
    yield from category_pages(what.whole)
    yield from _project_pages(what)
    yield from _timeline_pages(what)
    yield from _data_page(what.listed)
    for page in what.site.pages:
        address, section = plain_address(page.slug), f"pages/{page.slug}"
        yield Page(address, "pages/plain.html", page.title, (HOME,), section, {"plain": page})
    yield Page("search/index.html", "pages/search.html", "搜索", (HOME,), "search", _search(what.whole))
    yield Page(SITEMAP, "pages/sitemap.html", "站点地图", (HOME,), data={"sections": _sitemap(what)})
    yield Page("404.html", "pages/404.html", "没有找到这个页面", (HOME,))


def _project_pages(what: Contents) -> Iterator[Page]:
    in_chain: dict[str, tuple[Project, ...]] = {
        project.address: projects for projects in chains(what.site.projects) for project in projects
    }
    together = grouped(what.whole.lines, lambda line: (line.project.department, line.project.record.year))
    for line in what.whole.lines:
        project = line.project
        original = project.record.original
        around = Around(
            history=history(in_chain[project.address]) if project.address in in_chain else None,
            siblings=together[project.department, project.record.year],
            document=what.site.originals[original.file] if original else None,
            permanent=what.base_url + project.address if what.base_url else None,
        )
        yield project_page(line, around)


def _timeline_pages(what: Contents) -> Iterator[Page]:
    data: dict[str, object] = {
        "punctuality": punctuality(what.whole.lines),
        "years": [(year, punctuality(group.lines)) for year, group in what.whole.years.items()],
        "duty": DUTY_DAYS,
    }
    for pages, rows in paginated(what.events, timeline_address):
        title = page_title("公开时间表", pages)
        yield Page(
            timeline_address(pages.number),
            "pages/timeline.html",
            title,
            (HOME,),
            data={**data, "rows": rows, "pages": pages},
        )


def _data_page(listed: Listed) -> Iterator[Page]:
    if listed.whole:
        data: dict[str, object] = {
            "listed": listed,
            "apostrophe": APOSTROPHE,
            "tables": TABLES,
            "keys": (("一个项目", PROJECT_KEYS), ("一个年度", YEAR_KEYS), ("一个单位", DEPARTMENT_KEYS)),
            "field_types": FIELD_TYPES,
        }
        yield Page(DATA, "pages/data.html", "数据下载", (HOME,), data=data)


def _search(whole: Overview) -> dict[str, object]:
    categories = [name for name, _, _ in by_category(whole.lines)]
    return {
        "filters": (
            ("year", "年度", [("", "全部年度"), *((year, f"{year}年度") for year in whole.years)]),
            # A city has thousands of departments; those with results are offered as they are found.
            ("department", "用款单位", [("", "全部单位")]),
            ("category", "指标类别", [("", "全部类别"), *((name, name) for name in categories)]),
            ("kind", "指标值", [("", "全部"), *((kind.value, name) for kind, name in VALUE_KINDS.items())]),
            ("sort", "排序", [("", "相关程度"), ("budget", "预算由高到低"), ("year", "年度由新到旧")]),
        )
    }


def _sitemap(what: Contents) -> list[tuple[str, list[Link]]]:
    departments = [Link(what.site.departments[slug].name, department_address(slug)) for slug in what.whole.departments]
    if len(departments) > MAX_LISTED:
        departments = [*departments[:MAX_LISTED], Link(f"全部{len(departments)}个单位", departments_address())]
    sections = [
        ("查阅", menu(what)),
        ("各年度", [Link(f"{year}年度项目", year_address(year)) for year in what.whole.years]),
        ("各单位", departments),
        ("各类指标", [Link(name, category_address(name)) for name, _, _ in by_category(what.whole.lines)]),
        ("更多", more_links(what)[:-1]),
    ]
    return [(title, links) for title, links in sections if links]
