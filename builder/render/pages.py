"""The page table: which pages there are beside those of projects and indicators, with which template and data."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from builder.model import Site
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
from builder.render.categories import indicators_pages
from builder.render.downloads import Listed
from builder.render.fields import APOSTROPHE, KINDS, TABLES
from builder.render.frame import Link
from builder.render.head import ERROR_PAGE
from builder.render.indexes import (
    Overview,
    department_pages,
    home_page,
    overview,
    page_title,
    projects_of,
    year_pages,
)
from builder.render.keys import DEPARTMENT_KEYS, PROJECT_KEYS, YEAR_KEYS
from builder.render.listing import paginated, project_lines
from builder.render.page import DEPARTMENTS, HOME, INDICATORS, YEARS, Page
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

SEARCH_PAGE = "search/index.html"
TIMELINE, SEARCH, SITEMAP_TITLE, DATA_TITLE, LOST = "公开时间表", "搜索", "站点地图", "数据下载", "没有找到这个页面"


@dataclass(frozen=True, slots=True)
class Contents:
    """All that these pages are made of."""

    site: Site
    whole: Overview
    events: Sequence[Event]
    base_url: str | None
    """Where the site will stand, with a slash at its end; None if unknown."""


def contents(site: Site, base_url: str | None) -> Contents:
    """What there is to show of a site."""
    lines = project_lines(site.projects)
    return Contents(site, overview(lines, site.departments), events(lines), base_url)


def menu(what: Contents) -> tuple[Link, ...]:
    """The main menu: no entry leads to an empty page."""
    links = [Link(*HOME, "home")]
    if what.whole.lines:
        links += [Link(*YEARS, "years"), Link(*DEPARTMENTS, "departments")]
    if what.whole.totals.indicators:
        links.append(Link(*INDICATORS, "indicators"))
    links.append(Link(SEARCH, SEARCH_PAGE, "search"))
    links += [Link(page.title, plain_address(page.slug), f"pages/{page.slug}") for page in what.site.pages]
    return tuple(links)


def more_links(what: Contents) -> tuple[Link, ...]:
    """What stands at the foot of every page."""
    links = []
    if what.events:
        links.append(Link(TIMELINE, timeline_address()))
    if what.whole.lines:
        links.append(Link(DATA_TITLE, DATA))
    if what.base_url:
        links.append(Link("订阅更新（RSS）", FEED))
    return (*links, Link(SITEMAP_TITLE, SITEMAP))


def index_pages(what: Contents, listed: Listed, titles: Mapping[str, str]) -> Iterator[Page]:
    """All pages but those of projects and of the indicators of a category.

    ``titles`` are the titles, by address, of pages that aren't called by their name.
    """
    yield home_page(what.whole, what.events)
    yield from year_pages(what.whole, listed, titles)
    yield from department_pages(what.whole, what.site.departments, listed, titles)
    yield from indicators_pages(what.whole)
    yield from _timeline_pages(what, titles)
    yield from _data_page(listed, titles)
    for page in what.site.pages:
        address, section = plain_address(page.slug), f"pages/{page.slug}"
        yield Page(address, "pages/plain.html", titles.get(address, page.title), (HOME,), section, {"plain": page})
    title = titles.get(SEARCH_PAGE, SEARCH)
    yield Page(SEARCH_PAGE, "pages/search.html", title, (HOME,), "search", _search(what.whole))
    title = titles.get(SITEMAP, SITEMAP_TITLE)
    yield Page(SITEMAP, "pages/sitemap.html", title, (HOME,), data={"sections": _sitemap(what)})
    yield Page(ERROR_PAGE, "pages/404.html", titles.get(ERROR_PAGE, LOST), (HOME,))


def _timeline_pages(what: Contents, titles: Mapping[str, str]) -> Iterator[Page]:
    for pages, rows in paginated(what.events, timeline_address, event_letters):
        data: dict[str, object] = {"rows": rows, "pages": pages}
        if pages.number == 1:
            data["duty"] = DUTY_DAYS
            data["punctuality"] = punctuality(what.whole.lines)
            data["years"] = [(year, punctuality(group.lines)) for year, group in what.whole.years.items()]
        title = page_title(titles.get(timeline_address(), TIMELINE), pages)
        yield Page(timeline_address(pages.number), "pages/timeline.html", title, (HOME,), data=data)


def _data_page(listed: Listed, titles: Mapping[str, str]) -> Iterator[Page]:
    if listed.whole:
        data: dict[str, object] = {
            "listed": listed,
            "apostrophe": APOSTROPHE,
            "tables": TABLES,
            "keys": (("一个项目", PROJECT_KEYS), ("一个年度", YEAR_KEYS), ("一个单位", DEPARTMENT_KEYS)),
            "field_types": FIELD_TYPES,
        }
        yield Page(DATA, "pages/data.html", titles.get(DATA, DATA_TITLE), (HOME,), data=data)


def _search(whole: Overview) -> dict[str, object]:
    # Of names that no form is known to have, a city may have any number.
    categories = [name for name, _ in whole.categories][:MAX_LISTED]
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


def _sitemap(what: Contents) -> list[tuple[str, Sequence[Link]]]:
    departments = [Link(what.site.departments[slug].name, department_address(slug)) for slug in what.whole.departments]
    categories = [Link(name, category_address(name)) for name, _ in what.whole.categories]
    sections = [
        ("查阅", menu(what)),
        ("各年度", [Link(projects_of(year), year_address(year)) for year in what.whole.years]),
        ("各单位", _some(departments, Link(f"全部{len(departments)}个单位", departments_address()))),
        ("各类指标", _some(categories, Link(f"全部{len(categories)}类指标", indicators_address()))),
        ("更多", more_links(what)[:-1]),
    ]
    return [(title, links) for title, links in sections if links]


def _some(links: list[Link], whole: Link) -> list[Link]:
    return links if len(links) <= MAX_LISTED else [*links[:MAX_LISTED], whole]
