"""What all pages have in common, and how a page becomes a file."""

from dataclasses import dataclass
from functools import lru_cache, partial
from posixpath import dirname
from typing import NamedTuple
from urllib.parse import urlsplit

from jinja2 import Environment

from builder.model import SiteSettings
from builder.render import addresses
from builder.render.assets import assets
from builder.render.environment import environment
from builder.render.head import ERROR_PAGE, canonical, meta_tags, open_graph
from builder.render.page import Page
from builder.render.structured import json_ld


class Link(NamedTuple):
    """A way to a page."""

    title: str
    address: str
    section: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the content of every page. It changes with no record, as long as there is one."""

    settings: SiteSettings
    base_url: str | None
    """Where the site's root will stand, with a slash at its end."""
    menu: tuple[Link, ...]
    more_links: tuple[Link, ...]
    """What stands at the foot of every page."""
    glossary: tuple[tuple[str, str], ...]
    """Terms, and where each is explained."""
    has_projects: bool


def page_file(frame: Frame, page: Page) -> tuple[str, bytes]:
    """A page as its template makes it."""
    root = _root(page, frame.base_url)
    text = (
        environment_of(frame)
        .get_template(page.template)
        .render(page=page, root=root, link=partial(_link, root), page_link=partial(_plain_link, root), **page.data)
    )
    return page.address, text.encode()


# To read the templates takes as long as to make a hundred pages.
@lru_cache(maxsize=2)
def environment_of(frame: Frame) -> Environment:
    """The environment in which the pages of a site are made."""
    env = environment()
    settings, base_url = frame.settings, frame.base_url
    env.globals.update(
        site=settings,
        menu=frame.menu,
        more_links=frame.more_links,
        explained=dict(frame.glossary).get,
        has_projects=frame.has_projects,
        mark=assets()[1],
        category_address=addresses.category_address,
        category_year_address=addresses.category_year_address,
        department_address=addresses.department_address,
        project_address=addresses.project_address,
        project_json=addresses.project_json,
        year_csv=addresses.year_csv,
        timeline_address=addresses.timeline_address,
        year_address=addresses.year_address,
        canonical=partial(canonical, base_url=base_url),
        meta_tags=partial(meta_tags, settings=settings, base_url=base_url),
        open_graph=partial(open_graph, settings=settings, base_url=base_url),
        json_ld=partial(json_ld, settings=settings, base_url=base_url),
    )
    return env


def _root(page: Page, base_url: str | None) -> str:
    if page.address == ERROR_PAGE and base_url:
        # A host shows this page at any depth, where a relative link would lead astray.
        return urlsplit(base_url).path or "/"
    depth = len([part for part in dirname(page.address).split("/") if part])
    return "../" * depth


def _link(root: str, address: str) -> str:
    return root + address


def _plain_link(root: str, slug: str) -> str:
    return root + addresses.plain_address(slug)
