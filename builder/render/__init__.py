"""Model → the bytes of every page and asset, by address."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from posixpath import dirname
from urllib.parse import urlsplit

from builder.model import Site
from builder.render.addresses import department_address, plain_address, year_address
from builder.render.assets import assets
from builder.render.environment import environment
from builder.render.pages import Page, page_table

__all__ = ["render"]


def render(site: Site, base_url: str | None) -> Iterator[tuple[str, bytes | Path]]:
    """Every file of the site but its search: pages, assets, original documents.

    ``base_url`` is where the site's root will stand, with a slash at its end; without it nothing
    that needs a full address is made.
    """
    files, mark = assets()
    env = environment()
    env.globals.update(
        site=site.settings,
        plain_pages=site.pages,
        has_projects=bool(site.projects),
        mark=mark,
        base_url=base_url,
        year_address=year_address,
        department_address=department_address,
        plain_address=plain_address,
    )
    yield from files.items()
    yield from ((name, document.path) for name, document in site.originals.items())
    for page in page_table(site):
        root = _root(page, base_url)
        text = env.get_template(page.template).render(
            page=page, root=root, link=partial(_link, root), page_link=partial(_plain_link, root), **page.data
        )
        yield page.address, text.encode()


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
