"""Built pages, read as a browser reads them: their words, links, tables and charts."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from html import unescape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree.ElementTree import Element

import html5lib

from builder.content import load
from tests.forms import Form, forms, squeezed
from tests.making import rendered_files

SVG = "{http://www.w3.org/2000/svg}"


class Site(NamedTuple):
    """A built site, and what it is made of."""

    content: Path
    folder: Path

    @property
    def forms(self) -> tuple[Form, ...]:
        return _forms(self.content)

    @property
    def years(self) -> dict[int, list[Form]]:
        """The forms by year, the newest first."""
        found: dict[int, list[Form]] = {}
        for form in self.forms:
            found.setdefault(form.year, []).append(form)
        return found

    @property
    def pages(self) -> set[str]:
        """The addresses of all pages."""
        return _pages(self.folder)

    def page(self, address: str) -> Element:
        return parsed(self.folder / address)

    def numbered(self, address: str) -> list[str]:
        """The addresses of all pages of a long table, of which this is the first."""
        folder = address.removesuffix("index.html")
        number = re.compile(rf"{re.escape(folder)}(?:page-([0-9]+)/)?index\.html")
        matches = [match for page in self.pages if (match := number.fullmatch(page))]
        return [match[0] for match in sorted(matches, key=lambda match: int(match[1] or 1))]


def rendered(content: Path, folder: Path, base_url: str | None = None) -> Site:
    """All files of a site but those of its search, which takes most of the time."""
    site = load(content).site
    assert site
    for address, file in rendered_files(site, base_url).items():
        path = folder / address
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file if isinstance(file, bytes) else file.read_bytes())
    return Site(content, folder)


_forms = cache(forms)


@cache
def _pages(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*.html")}


@cache
def parsed(path: Path) -> Element:
    tree: Element = html5lib.parse(path.read_bytes(), transport_encoding="utf-8", namespaceHTMLElements=False)
    return tree


def text(element: Element | None) -> str:
    """The words of an element, without white space."""
    assert element is not None
    return squeezed("".join(element.itertext()))


def main(tree: Element) -> Element:
    found = tree.find("body/main")
    assert found is not None
    return found


def of_class(tree: Element, tag: str, name: str) -> list[Element]:
    return [element for element in tree.iter(tag) if name in (element.get("class") or "").split()]


def section(tree: Element, name: str) -> Element | None:
    """The part of a page that its heading names."""
    return next((one for one in tree.iter("section") if one.get("aria-labelledby") == name), None)


def target(page: str, link: Element) -> str:
    """Where a link leads, from the root of the site."""
    return resolved(page, str(link.get("href")))


def resolved(page: str, href: str) -> str:
    url = urlsplit(urljoin(f"https://site/{page}", href))
    if url.netloc != "site":
        return href
    return unquote(url.path).removeprefix("/") + (f"#{unquote(url.fragment)}" if url.fragment else "")


def links_of(site: Site, page: str) -> Iterator[str]:
    """The pages that a page links to. Of a site of thousands, no page needs to be parsed for it."""
    html = (site.folder / page).read_text("utf-8")
    for href in re.findall(r'<a\s[^>]*?href="([^"]*)"', html):
        yield resolved(page, unescape(href)).partition("#")[0]


def reached(site: Site, start: str = "index.html") -> set[str]:
    """All pages to which links lead."""
    found, todo = {start}, [start]
    pages = site.pages
    while todo:
        new = pages.intersection(links_of(site, todo.pop())) - found
        found |= new
        todo += new
    return found


def number(text: str) -> Decimal:
    """A number as a page writes it: 1,234."""
    assert re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})*(\.[0-9]+)?", text), text
    return Decimal(text.replace(",", ""))


class Bar(NamedTuple):
    label: str
    address: str | None
    numbers: tuple[Decimal, ...]
    share: str | None
    parts: tuple[tuple[Decimal, Decimal], ...]
    """Start and length of what is drawn."""
    is_hidden: bool
    """Whether a screen reader passes over the drawing."""


class Chart(NamedTuple):
    caption: str
    headings: tuple[str, ...]
    bars: tuple[Bar, ...]


def charts(page: str, tree: Element) -> list[Chart]:
    found = []
    for table in of_class(main(tree), "table", "chart"):
        headings = tuple(text(cell) for cell in table.findall("thead/tr/th"))
        bars = tuple(_bar(page, row, headings) for row in table.findall("tbody/tr"))
        found.append(Chart(text(table.find("caption")), headings, bars))
    return found


def _bar(page: str, row: Element, headings: tuple[str, ...]) -> Bar:
    head, *cells = row
    (drawing,) = head.findall(f"{SVG}svg")
    link = head.find("a")
    values = [text(cell) for cell in cells]
    assert len(values) == len(headings) - 1
    share = values.pop() if headings[-1] == "占比" else None
    rects = drawing.findall(f"{SVG}rect")
    return Bar(
        text(head),
        None if link is None else target(page, link),
        tuple(map(number, values)),
        share,
        tuple((Decimal(str(rect.get("x"))), Decimal(str(rect.get("width")))) for rect in rects),
        drawing.get("aria-hidden") == "true" and not text(drawing),
    )


def body_rows(table: Element) -> list[list[str]]:
    """The words of a table's body, row by row."""
    return [[text(cell) for cell in row] for row in table.findall("tbody/tr")]


def foot(table: Element) -> list[str]:
    return [text(cell) for row in table.findall("tfoot/tr") for cell in row]


def terms(lists: Element) -> dict[str, str]:
    """What a list of terms says."""
    return {text(entry.find("dt")): text(entry.find("dd")) for entry in lists.findall("div")}


def unfolded(table: Element) -> list[list[Element]]:
    """The cells of each row of a table, with those that reach down from above."""
    reaching: list[tuple[Element, int]] = []
    rows = []
    for row in table.findall("tbody/tr"):
        cells = [cell for cell, _ in reaching] + list(row)
        rows.append(cells)
        spans = [*((cell, left) for cell, left in reaching), *((cell, int(cell.get("rowspan", "1"))) for cell in row)]
        reaching = [(cell, left - 1) for cell, left in spans if left > 1]
    assert reaching == []
    return rows
