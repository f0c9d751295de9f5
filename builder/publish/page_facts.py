"""What a page holds that an audit asks about: where it leads, what it loads, how it is called."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from posixpath import normpath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_REFERENCES = "[href], [src], [srcset], [action], [poster], object[data]"
_LOADED = frozenset({"stylesheet", "icon", "preload", "modulepreload", "prefetch", "manifest", "apple-touch-icon"})
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")
_DATA_SCRIPTS = frozenset({"application/ld+json", "application/json"})
_HANDLERS = (
    "[href^='javascript:' i], [onclick], [onload], [onerror], [onfocus], [onblur], [onchange], [oninput], [onsubmit], "
    "[onkeydown], [onkeyup], [onmouseover], [onmouseenter], [ontoggle]"
)
_IMPORT = re.compile(r"""(?:\bfrom|\bimport)\s{0,9}\(?\s{0,9}["']([^"'\n]+)["']""")
_URL = re.compile(r"""url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)""")


@dataclass(frozen=True, slots=True)
class PageFacts:
    """A page as an audit sees it."""

    title: str
    links: frozenset[str]
    """Addresses in the site that it names, with ``#id`` where it names a place in them."""
    ids: frozenset[str]
    troubles: tuple[str, ...]
    """What is wrong with the page by itself."""


def page_facts(address: str, data: bytes, root: str) -> PageFacts:
    """Read a page; ``root`` is where the site stands: a path such as ``/zgh/``, or a full address, or empty."""
    # A build that has nothing to do reads no page, and shall not wait for the library.
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(data)
    ids = [node.attributes.get("id") or "" for node in tree.css("[id]")]
    references = list(_references(tree))
    title = tree.css_first("head > title")
    return PageFacts(
        title.text().strip() if title else "",
        frozenset(found for _, value in references if (found := target(address, value, root)) is not None),
        frozenset(ids),
        tuple(dict.fromkeys((*_lacking(tree), *_twice(ids), *_inline(tree), *_foreign(references, root)))),
    )


def target(address: str, reference: str, root: str) -> str | None:
    """The address in the site to which a reference on a page leads; None where it leads out of the site."""
    inside = _without_root(reference.strip(), root)
    if inside is None:
        return None
    path, _, fragment = inside.partition("#")
    path = unquote(path.partition("?")[0])
    if path:
        start = "" if path.startswith("/") else address.rpartition("/")[0]
        is_folder = path.rpartition("/")[2] in ("", ".", "..")
        path = normpath(f"{start}/{path}".lstrip("/") or ".")
        if is_folder:
            path = "index.html" if path == "." else f"{path}/index.html"
    return f"{path or address}#{unquote(fragment)}" if fragment else path or address


def named_by_code(data: bytes, *, is_style: bool) -> Iterator[str]:
    """What a script imports, or a style sheet loads."""
    for found in (_URL if is_style else _IMPORT).finditer(data.decode("utf-8", "replace")):
        yield next(filter(None, found.groups()))


def is_foreign(reference: str) -> bool:
    """Whether a reference names another host, or carries its content itself."""
    return bool(_SCHEME.match(reference.strip()))


def _without_root(reference: str, root: str) -> str | None:
    """The reference from the site's root, with a slash before it; as it is where it is relative."""
    path = urlsplit(root).path
    if root and reference.startswith(root):
        return "/" + reference[len(root) :]
    if reference.startswith("/") and not reference.startswith("//") and path and reference.startswith(path):
        return "/" + reference[len(path) :]
    return None if is_foreign(reference) or not reference else reference


def _references(tree: "LexborHTMLParser") -> Iterator[tuple["LexborNode", str]]:
    for node in tree.css(_REFERENCES):
        attributes = node.attributes
        if node.tag == "link" and not _LOADED & set((attributes.get("rel") or "").split()):
            # canonical, alternate: a name of the page, which nobody loads.
            if not is_foreign(attributes.get("href") or ""):
                yield node, attributes.get("href") or ""
            continue
        yield from (
            (node, value) for name in ("href", "src", "action", "poster", "data") if (value := attributes.get(name))
        )
        for part in (attributes.get("srcset") or "").split(","):
            if part.strip():
                yield node, part.split()[0]


def _foreign(references: Iterable[tuple["LexborNode", str]], root: str) -> Iterator[str]:
    for node, value in references:
        if node.tag not in ("a", "area") and is_foreign(value) and _without_root(value.strip(), root) is None:
            yield f"会向别的网站取东西：{value[:80]}"


def _lacking(tree: "LexborHTMLParser") -> Iterator[str]:
    required = {
        "html[lang]": "语言（html lang）",
        "head > meta[charset]": "编码（meta charset）",
        'head > meta[name="viewport"]': "手机显示的设置（meta viewport）",
        'head > meta[http-equiv="Content-Security-Policy"]': "内容安全策略（Content-Security-Policy）",
        "head > title": "标题（title）",
        "body h1": "大标题（h1）",
    }
    missing = [name for selector, name in required.items() if tree.css_first(selector) is None]
    if missing:
        yield f"缺少{'、'.join(missing)}"
    if any(
        not (tag.attributes.get("content") or "").strip()
        for tag in tree.css("head > meta[name], head > meta[property]")
    ):
        yield "有内容为空的 meta"


def _twice(ids: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            yield f"有两处的 id 都是“{one[:80]}”"
        seen.add(one)


def _inline(tree: "LexborHTMLParser") -> Iterator[str]:
    """Scripts and styles in the page itself, which its Content-Security-Policy forbids."""
    for node in tree.css("script:not([src])"):
        if node.attributes.get("type") not in _DATA_SCRIPTS:
            yield "有写在网页里的脚本"
    if tree.css_first("style") is not None or tree.css_first("[style]") is not None:
        yield "有写在网页里的样式"
    if tree.css_first(_HANDLERS) is not None:
        yield "有写在元素上的脚本"
