"""Markdown as the pages show it."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise, zip_longest
from urllib.parse import urlsplit

from markdown_it.token import Token
from markupsafe import Markup

from builder.model import PlainPage
from builder.model.markdown import reader
from builder.render.addresses import plain_address

GLOSSARY = "terms"
"""The plain page (名词解释) whose headings are the terms that are explained where they stand."""


_LAYOUT_IDS = ("", "main", "site-search", "display-settings")


def markdown(text: str, page_link: Callable[[str], str], prefix: str = "", top: int = 2) -> Markup:
    """Markdown as HTML; a link to ``x.md`` goes where ``page_link`` says.

    A heading is its own anchor, after ``prefix``, which keeps it apart from those of the page around
    it. The highest heading takes level ``top``, the others stand below it as typed.
    """
    md = _reader()
    tokens = md.parse(text)
    for heading, _, anchor in _headings(tokens, prefix):
        heading.attrSet("id", anchor)
    tokens = list(_with_captions(tokens))
    highest = min((int(token.tag[1]) for token in tokens if token.type == "heading_open"), default=top)
    for token in tokens:
        if token.type.startswith("heading"):
            token.tag = f"h{min(int(token.tag[1]) - highest + top, 6)}"
        if style := token.attrs.pop("style", None):
            # The pages allow no inline style; markdown-it aligns the columns of a table so.
            token.attrSet("class", str(style).replace("text-align:", "align-"))
        for child in token.children or ():
            if child.type == "link_open":
                _aim(child, page_link, prefix)
    return Markup(md.renderer.render(tokens, md.options, {}))  # noqa: S704 - markdown-it escapes, HTML is off


def glossary(pages: Sequence[PlainPage]) -> dict[str, str]:
    """Term → where it is explained; empty where the site has no 名词解释."""
    page = next((page for page in pages if page.slug == GLOSSARY), None)
    if page is None:
        return {}
    address = plain_address(GLOSSARY)
    found: dict[str, str] = {}
    for _, term, anchor in _headings(_reader().parse(page.markdown), ""):
        found.setdefault(term, f"{address}#{anchor}")
    return found


_reader = lru_cache(maxsize=1)(reader)


def _headings(tokens: Sequence[Token], prefix: str) -> Iterator[tuple[Token, str, str]]:
    """Each heading with its plain text and an anchor of its own."""
    taken = set(_LAYOUT_IDS)
    for before, inline in pairwise(tokens):
        if before.type == "heading_open":
            text = "".join(child.content for child in inline.children or ())
            anchor = first = prefix + "-".join(text.split())
            number = 1
            while anchor in taken:
                number += 1
                anchor = f"{first}-{number}"
            taken.add(anchor)
            yield before, text, anchor


def _with_captions(tokens: Sequence[Token]) -> Iterator[Token]:
    """A table is called by the heading above it, which a screen reader can't see to belong to it."""
    heading = "表格"
    for token, following in zip_longest(tokens, tokens[1:]):
        if token.type == "heading_open":
            heading = "".join(child.content for child in following.children or ())
        if token.type == "th_open":
            token.attrSet("scope", "col")
        yield token
        if token.type == "table_open":
            text = Token("text", "", 0, content=heading)
            yield Token("caption_open", "caption", 1, attrs={"class": "visually-hidden"})
            yield Token("inline", "", 0, content=heading, children=[text])
            yield Token("caption_close", "caption", -1)


def _aim(link: Token, page_link: Callable[[str], str], prefix: str) -> None:
    target = str(link.attrs["href"])
    scheme = urlsplit(target).scheme
    if scheme in ("http", "https"):
        link.attrSet("rel", "noopener noreferrer")
    elif target.startswith("#"):
        link.attrSet("href", f"#{prefix}{target[1:]}")
    elif not scheme:
        path, _, anchor = target.partition("#")
        link.attrSet("href", page_link(path.removesuffix(".md")) + (f"#{anchor}" if anchor else ""))
