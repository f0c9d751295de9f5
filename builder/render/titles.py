"""Titles that no two pages of a site share."""

import re
from collections.abc import Iterator, Mapping

from builder.render.addresses import (
    DATA,
    SITEMAP,
    category_address,
    category_year_address,
    department_address,
    departments_address,
    indicators_address,
    plain_address,
    project_address,
    timeline_address,
    year_address,
)
from builder.render.categories import year_title
from builder.render.head import ERROR_PAGE
from builder.render.indexes import projects_of
from builder.render.page import HOME, YEARS
from builder.render.pages import DATA_TITLE, LOST, SEARCH, SEARCH_PAGE, SITEMAP_TITLE, TIMELINE, Contents
from builder.render.project import project_title

_NUMBERED = re.compile(r".*（第[0-9]+页）")
"""What the second page of a long table is called: nothing that somebody typed may be called so."""


def titles(what: Contents) -> Mapping[str, str]:
    """The titles by address of those pages that can't be called by their name, since another page is.

    A second page of one name adds the last part of its address, or as many as it takes.
    """
    seen: set[str] = set()
    found: dict[str, str] = {}
    for address, name in _named(what):
        title = name
        if title in seen or _NUMBERED.fullmatch(title):
            parts = address.removesuffix("/index.html").split("/")
            used = 0
            while title in seen or not used:
                used += 1
                title = f"{name}（{'/'.join(parts[-used:])}）"
            found[address] = title
        seen.add(title)
    return found


def _named(what: Contents) -> Iterator[tuple[str, str]]:
    yield HOME[1], HOME[0]
    yield YEARS[1], "按年度查看"
    yield from ((year_address(year), projects_of(year)) for year in what.whole.years)
    yield departments_address(), "按单位查看"
    for slug in what.whole.departments:
        yield department_address(slug), what.site.departments[slug].name
    yield indicators_address(), "按指标查看"
    for name, _ in what.whole.categories:
        yield category_address(name), name
    for year, group in what.whole.years.items():
        yield from ((category_year_address(name, year), year_title(year, name)) for name, _ in group.categories)
    yield from ((project_address(line.address), project_title(line.outline)) for line in what.whole.lines)
    yield timeline_address(), TIMELINE
    yield DATA, DATA_TITLE
    yield from ((plain_address(page.slug), page.title) for page in what.site.pages)
    yield SEARCH_PAGE, SEARCH
    yield SITEMAP, SITEMAP_TITLE
    yield ERROR_PAGE, LOST
