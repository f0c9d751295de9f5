"""The page table: which pages there are, at which address, with which template and data."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from builder.model import Site
from builder.model.history import chain, history, joined
from builder.model.target import Kind
from builder.render.addresses import (
    DATA,
    FEED,
    SITEMAP,
    category_address,
    department_address,
    departments_address,
    indicators_address,
    plain_address,
    timeline_address,
    year_address,
)
from builder.render.categories import category_pages
from builder.render.downloads import Listed
from builder.render.fields import APOSTROPHE, KINDS, TABLES
from builder.render.indexes import Overview, department_pages, home_page, overview, page_title, year_pages
from builder.render.keys import DEPARTMENT_KEYS, PROJECT_KEYS, YEAR_KEYS
from builder.render.listing import ProjectLine, by_category, grouped, paginated, project_lines
from builder.render.page import DEPARTMENTS, HOME, INDICATORS, YEARS, Page
from builder.render.project import Around, project_page
from builder.render.timeline import DUTY_DAYS, Event, event_letters, events, punctuality

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
"""Departments and categories that a page names before it points to their list."""


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
    """Every page of the site; no two have one title."""
    return _told_apart(_pages(what))


def _pages(what: Contents) -> Iterator[Page]:
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
    records = {project.address: group for group in joined(what.site.projects) for project in group}
    together = {
        key: sorted(lines, key=lambda line: -line.budget)
        for key, lines in grouped(what.whole.lines, _unit_year).items()
    }
    for line in what.whole.lines:
        project, original = line.project, line.project.record.original
        group = records.get(project.address, ())
        comparable = chain(group)
        around = Around(
            history=history(comparable) if project in comparable else None,
            records=group,
            siblings=together[_unit_year(line)],
            document=what.site.originals[original.file] if original else None,
            permanent=what.base_url + project.address if what.base_url else None,
        )
        yield project_page(line, around, what.site.settings)


def _unit_year(line: ProjectLine) -> tuple[str, int]:
    return line.project.department, line.project.record.year


def _timeline_pages(what: Contents) -> Iterator[Page]:
    for pages, rows in paginated(what.events, timeline_address, event_letters):
        data: dict[str, object] = {"rows": rows, "pages": pages}
        if pages.number == 1:
            data["duty"] = DUTY_DAYS
            data["punctuality"] = punctuality(what.whole.lines)
            data["years"] = [(year, punctuality(group.lines)) for year, group in what.whole.years.items()]
        title = page_title("公开时间表", pages)
        yield Page(timeline_address(pages.number), "pages/timeline.html", title, (HOME,), data=data)


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
    # Of names that no form is known to have, a city may have any number.
    categories = [name for name, _ in by_category(whole.lines)][:MAX_LISTED]
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
    categories = [Link(name, category_address(name)) for name, _ in by_category(what.whole.lines)]
    sections = [
        ("查阅", menu(what)),
        ("各年度", [Link(f"{year}年度项目", year_address(year)) for year in what.whole.years]),
        ("各单位", _some(departments, Link(f"全部{len(departments)}个单位", departments_address()))),
        ("各类指标", _some(categories, Link(f"全部{len(categories)}类指标", indicators_address()))),
        ("更多", more_links(what)[:-1]),
    ]
    return [(title, links) for title, links in sections if links]


def _some(links: list[Link], whole: Link) -> list[Link]:
    return links if len(links) <= MAX_LISTED else [*links[:MAX_LISTED], whole]


def _told_apart(pages: Iterator[Page]) -> Iterator[Page]:
    """Titles that no two pages share: a second one adds the last part of its address, or as many as it takes."""
    seen: set[str] = set()
    for page in pages:
        parts = page.address.removesuffix("/index.html").split("/")
        title, used = page.title, 0
        while title in seen:
            used += 1
            title = f"{page.title}（{'/'.join(parts[-used:])}）"
        seen.add(title)
        yield page if title == page.title else replace(page, title=title)
