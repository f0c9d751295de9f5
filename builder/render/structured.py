"""The page as schema.org describes it (JSON-LD): the site, the way to the page, and its data."""

import json
from collections.abc import Callable, Iterator
from functools import partial
from operator import add
from typing import Any

from markupsafe import Markup

from builder.model import Document, Project, Record, SiteSettings
from builder.render.addresses import DATA, project_json
from builder.render.downloads import Listed
from builder.render.head import ERROR_PAGE, description, full_address
from builder.render.page import HOME, Page

Node = dict[str, Any]
Link = Callable[[str], str]

# In a script element these would end it, begin a comment, or (in old engines) break a line.
_UNSAFE = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}

_TYPES = {"json": "application/json", "csv": "text/csv"}


def json_ld(page: Page, settings: SiteSettings, base_url: str | None) -> Markup | None:
    """The text of the page's JSON-LD script, in which no text of others can end the script."""
    data = structured(page, settings, base_url)
    return None if data is None else serialised(data)


def serialised(data: Node) -> Markup:
    """JSON that is safe to stand in a script element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.translate(_UNSAFE))  # noqa: S704 - all that means anything to HTML is escaped


def structured(page: Page, settings: SiteSettings, base_url: str | None) -> Node | None:
    """What the page is, or None where it is nothing of its own.

    Without a base address the addresses are relative to the page, as JSON-LD reads them.
    """
    if page.address == ERROR_PAGE:
        return None
    link: Link = partial(full_address, base_url) if base_url else partial(add, "../" * page.address.count("/"))
    nodes = []
    if page.address == HOME[1]:
        nodes.append(_website(settings, link))
    if page.trail:
        nodes.append(_breadcrumb(page, link))
    if page.project:
        nodes.append(_project_data(page, page.project, settings, link))
    if isinstance(listed := page.data.get("listed"), Listed):
        nodes.append(_whole_data(page, settings, listed, link))
    return {"@context": "https://schema.org", "@graph": nodes} if nodes else None


def _website(settings: SiteSettings, link: Link) -> Node:
    return {
        "@type": "WebSite",
        "name": settings.name,
        "url": link(HOME[1]),
        "inLanguage": "zh-CN",
        "publisher": _publisher(settings),
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": link("search/index.html") + "?q={query}"},
            "query-input": "required name=query",
        },
    }


def _publisher(settings: SiteSettings) -> Node:
    contact = settings.contact
    return _known(
        {
            "@type": "Organization",
            "name": settings.publisher,
            "address": contact.address,
            "telephone": contact.phone,
            "email": contact.email,
        }
    )


def _breadcrumb(page: Page, link: Link) -> Node:
    above: list[Node] = [{"name": title, "item": {"@id": link(address)}} for title, address in page.trail]
    names = [*above, {"name": page.heading or page.title}]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, **item} for position, item in enumerate(names, 1)
        ],
    }


def _project_data(page: Page, project: Project, settings: SiteSettings, link: Link) -> Node:
    record = project.record
    return _known(
        {
            "@type": "Dataset",
            "name": page.title,
            "description": description(page, settings),
            "url": link(page.address),
            "inLanguage": "zh-CN",
            "creator": {"@type": "Organization", "name": record.department},
            "publisher": _publisher(settings),
            "temporalCoverage": str(record.year),
            "datePublished": _iso(project.outline.disclosed),
            "dateModified": _iso(project.outline.changed),
            "variableMeasured": _indicator_names(record),
            "identifier": record.code,
            "distribution": list(_files(project, page.document, link)),
            "isPartOf": {"@type": "Dataset", "@id": link(DATA), "name": _whole_name(settings), "url": link(DATA)},
        }
    )


def _whole_data(page: Page, settings: SiteSettings, listed: Listed, link: Link) -> Node:
    files = (*listed.whole, *(file for files in listed.years.values() for file in files))
    return _known(
        {
            "@type": "Dataset",
            "@id": link(DATA),
            "name": _whole_name(settings),
            "description": description(page, settings),
            "url": link(DATA),
            "inLanguage": "zh-CN",
            "publisher": _publisher(settings),
            "temporalCoverage": "/".join(dict.fromkeys(str(find(listed.years)) for find in (min, max))),
            "distribution": [_download(file.address, link) for file in files],
        }
    )


def _whole_name(settings: SiteSettings) -> str:
    return f"{settings.name}：全部数据"


def _files(project: Project, document: Document | None, link: Link) -> Iterator[Node]:
    yield _download(project_json(project.address), link)
    if document and project.outline.original:
        size = {"contentSize": f"{document.size} B", "sha256": document.sha256}
        yield {"@type": "DataDownload", "name": "批复原件", "contentUrl": link(project.outline.original), **size}


def _download(address: str, link: Link) -> Node:
    kind = _TYPES[address.rpartition(".")[2]]
    return {"@type": "DataDownload", "contentUrl": link(address), "encodingFormat": kind}


def _indicator_names(record: Record) -> list[str]:
    """The names of the indicators, each once."""
    rows = (row for seconds in record.targets.values() for rows in seconds.values() for row in rows)
    return list(dict.fromkeys(row.name for row in rows))


def _iso(day: object) -> str | None:
    return str(day) if day else None


def _known(node: Node) -> Node:
    return {key: value for key, value in node.items() if value}
