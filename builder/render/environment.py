"""The one Jinja environment, and Markdown as the pages show it."""

from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it.token import Token
from markupsafe import Markup

from builder.model import OPEN_ENDED
from builder.model.markdown import reader
from builder.model.target import Kind, parse_target
from builder.render import formats
from builder.render.assets import TEMPLATES


def environment() -> Environment:
    """Autoescape always on; a name that isn't there is an error, not an empty place."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    env.filters.update(digits=formats.digits, wan=formats.wan, items=formats.items, markdown=markdown)
    env.tests["unset_value"] = lambda value: parse_target(value).kind is Kind.UNSET
    env.globals.update(OPEN_ENDED=OPEN_ENDED)
    return env


def markdown(text: str, page_link: Callable[[str], str], prefix: str = "", top: int = 2) -> Markup:
    """Markdown as HTML; a link to ``x.md`` goes where ``page_link`` says.

    A heading is its own anchor, after ``prefix``, which keeps it apart from those of the page around
    it. The highest heading takes level ``top``, the others stand below it as typed.
    """
    md = _reader()
    tokens = md.parse(text)
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
    seen: Counter[str] = Counter()
    for before, inline in pairwise(tokens):
        if before.type == "heading_open":
            anchor = prefix + "-".join(inline.content.split())
            seen[anchor] += 1
            before.attrSet("id", anchor if seen[anchor] == 1 else f"{anchor}-{seen[anchor]}")
    return Markup(md.renderer.render(tokens, md.options, {}))  # noqa: S704 - markdown-it escapes, HTML is off


_reader = lru_cache(maxsize=1)(reader)


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
