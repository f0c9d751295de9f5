"""What is seen of an element of a web page: its text, with the breaks that the page shows."""

import re

from selectolax.lexbor import LexborNode

from builder.forms.readers.raised import lowered, raised

UNSEEN = frozenset({"script", "style", "noscript", "template", "head", "button", "iframe", "object", "svg", "-comment"})
BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_GONE = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_INVISIBLE = re.compile(r"visibility\s*:\s*(?:hidden|collapse)", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f\xa0]+")


def is_gone(node: LexborNode) -> bool:
    """Whether the page shows itself as if the element weren't there."""
    return "hidden" in node.attributes or bool(_GONE.search(node.attributes.get("style") or ""))


def is_hidden(node: LexborNode) -> bool:
    """Whether the page says of the element itself that it isn't shown; it may still take its place."""
    return is_gone(node) or bool(_INVISIBLE.search(node.attributes.get("style") or ""))


def inline_text(node: LexborNode) -> str:
    """The text of an element as it is seen; blocks and line breaks in it begin a new line."""
    tag = node.tag or ""
    if tag == "-text":
        return node.text_content or ""
    if tag in UNSEEN or is_hidden(node):
        return ""
    if tag in ("sup", "sub"):
        return (raised if tag == "sup" else lowered)(inline_children(node))
    if tag == "br":
        return "\n\0"
    if tag == "input":
        return _field(node)
    if tag == "select":
        options = node.css("option")
        chosen = [option for option in options if "selected" in option.attributes] or options[:1]
        return "、".join(option.text(strip=True) for option in chosen)
    inside = "".join(inline_text(child) for child in node.iter(include_text=True))
    if tag in ("pre", "textarea"):
        inside = inside.replace("\n", "\n\0")
    return f"\n\0{inside}\n\0" if tag in BLOCKS else inside


def _field(node: LexborNode) -> str:
    kind = (node.attributes.get("type") or "text").lower()
    if kind in ("checkbox", "radio"):
        # Its value is what a program is sent, and seen by nobody.
        return "☑" if "checked" in node.attributes else "□"
    if kind in ("hidden", "button", "submit", "reset", "image", "password", "file"):
        return ""
    return node.attributes.get("value") or ""


def as_lines(text: str) -> str:
    """A text without the white space of its source: only breaks that the page shows (marked by NUL) are breaks."""
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n\0"))
    return "\n".join(line for line in lines if line).replace("\0", "").strip()


def inline_children(node: LexborNode) -> str:
    """The text of all that stands in an element."""
    return "".join(inline_text(child) for child in node.iter(include_text=True))
