"""Model → the bytes of every page and asset, by address."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from posixpath import dirname
from urllib.parse import urlsplit

from builder.model import Site
from builder.render.addresses import (
    category_address,
    category_year_address,
    department_address,
    plain_address,
    project_address,
    project_json,
    timeline_address,
    year_address,
    year_csv,
)
from builder.render.assets import assets
from builder.render.downloads import downloads
from builder.render.environment import environment
from builder.render.feeds import feeds, sitemap
from builder.render.head import canonical, last_day, meta_tags, open_graph
from builder.render.page import Page
from builder.render.pages import contents, menu, more_links, page_table
from builder.render.prose import glossary
from builder.render.structured import json_ld

__all__ = ["render"]


def render(site: Site, base_url: str | None) -> Iterator[tuple[str, bytes | Path]]:
    """Every file of the site but its search: pages, assets, original documents.

    ``base_url`` is where the site's root will stand, with a slash at its end; without it nothing
    that needs a full address is made.
    """
    files, mark = assets()
    yield from files.items()
    yield from ((name, document.path) for name, document in site.originals.items())
    what = contents(site, (yield from downloads(site, base_url)), base_url)
    env = environment()
    env.globals.update(
        site=site.settings,
        menu=menu(what),
        more_links=more_links(what),
        explained=glossary(site.pages).get,
        has_projects=bool(site.projects),
        mark=mark,
        category_address=category_address,
        category_year_address=category_year_address,
        department_address=department_address,
        project_address=project_address,
        project_json=project_json,
        year_csv=year_csv,
        timeline_address=timeline_address,
        year_address=year_address,
        canonical=partial(canonical, base_url=base_url),
        meta_tags=partial(meta_tags, site=site, base_url=base_url),
        open_graph=partial(open_graph, site=site, base_url=base_url),
        json_ld=partial(json_ld, site=site, listed=what.listed, base_url=base_url),
    )
    made = []
    for page in page_table(what):
        root = _root(page, base_url)
        text = env.get_template(page.template).render(
            page=page, root=root, link=partial(_link, root), page_link=partial(_plain_link, root), **page.data
        )
        yield page.address, text.encode()
        made.append((page.address, last_day(page.project)))
    yield from feeds(env, site, what.events, base_url)
    yield from sitemap(env, made, base_url)


def _root(page: Page, base_url: str | None) -> str:
    if page.address == "404.html" and base_url:
        # A host shows this page at any depth, where a relative link would lead astray.
        return urlsplit(base_url).path or "/"
    depth = len([part for part in dirname(page.address).split("/") if part])
    return "../" * depth


def _link(root: str, address: str) -> str:
    return root + address


def _plain_link(root: str, slug: str) -> str:
    return root + plain_address(slug)
