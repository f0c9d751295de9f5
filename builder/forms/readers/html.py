"""Web pages, parsed as browsers do: tables with their spans, and the text around them.

A page is a form with a portal around it. Text that stands beside a table in the same container (its
title, the line of its unit) is the form's; navigation, tools and footers are given as text around it.
"""

import email
import email.policy
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from builder.forms.errors import FormError
from builder.forms.grid import Cell, Grid
from builder.forms.readers.text import MAX_CELLS, decoded

_META = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_-]+)""", re.IGNORECASE)
_UNSEEN = frozenset(
    {"script", "style", "noscript", "template", "head", "select", "button", "iframe", "object", "svg", "-comment"}
)
_BLOCKS = frozenset(
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
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:nav|navi|menu|foot|footer|head|header|top|bottom|crumb|crumbs|breadcrumb|position|location|tool|tools|share|print|copyright|search|side|sidebar|related|pager|page|links?)(?:$|[\s_-])",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f\xa0]+")
_MAX_SPAN_COLUMNS = 100
_MAX_DEPTH = 200


@dataclass(frozen=True, slots=True)
class _Block:
    """A paragraph of the page."""

    text: str
    container: int
    """The element it stands in, which a table may stand in too."""
    is_around: bool


@dataclass
class _Walk:
    """Paragraphs and tables in the order of the page."""

    found: list[_Block | list[Cell]] = field(default_factory=list)
    containers: set[int] = field(default_factory=set)
    """Those in which a table stands."""


def read(file: io.BytesIO, name: str) -> tuple[Grid, ...]:
    """The one grid of a page."""
    tree = LexborHTMLParser(_text_of(file.getvalue()))
    if tree.body is None:
        return ()
    walk = _Walk()
    _visit(tree.body, walk, is_around=False, depth=0)
    cells: list[Cell] = []
    width = max((cell.end_column for one in walk.found if isinstance(one, list) for cell in one), default=1)
    row = 0
    for one in walk.found:
        if isinstance(one, _Block):
            cells.append(Cell(row, 0, one.text, 1, width, around=one.is_around or one.container not in walk.containers))
            row += 1
        else:
            cells.extend(
                Cell(row + cell.row, cell.column, cell.text, cell.rows, cell.columns, cell.around) for cell in one
            )
            row += max((cell.row for cell in one), default=0) + 1
        if len(cells) > MAX_CELLS:
            raise FormError(f"{name}：格子太多，不是批复表；请核对是不是拿错了文件")
    return (Grid("", tuple(sorted(cells, key=lambda cell: (cell.row, cell.column)))),)


def _text_of(data: bytes) -> str:
    if data[:200].lstrip().lower().startswith(b"mime-version:"):
        message = email.message_from_bytes(data, policy=email.policy.default)
        page = message.get_body(preferencelist=("html",))
        payload = page.get_payload(decode=True) if page else b""
        data = payload if isinstance(payload, bytes) else b""
    if not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")) and (found := _META.search(data[:4096])):
        encoding = found[1].decode("ascii").lower()
        try:
            # gb2312 and gbk are parts of GB18030, and pages hold signs beyond what they name.
            return data.decode("gb18030" if encoding.startswith("gb") else encoding)
        except (LookupError, UnicodeDecodeError):
            pass
    return decoded(data)


def _visit(node: LexborNode, walk: _Walk, *, is_around: bool, depth: int) -> None:
    """Collect the blocks below an element."""
    if depth > _MAX_DEPTH:
        raise ValueError(depth)
    inline: list[LexborNode | str] = []

    def flush() -> None:
        text = _lines("".join(part if isinstance(part, str) else _inline(part) for part in inline))
        links = sum(len(_inline(part)) for part in inline if not isinstance(part, str) for part in _links(part))
        inline.clear()
        if text:
            # A div with nothing but text in it is a paragraph, whose container is the element above.
            container = node.parent if depth and not _has_blocks(node) and node.parent else node
            walk.found.append(_Block(text, container.mem_id, is_around or links * 2 > len(text)))

    for child in node.iter(include_text=True):
        tag = child.tag or ""
        if tag == "-text":
            inline.append(child.text_content or "")
        elif tag in _UNSEEN or _is_hidden(child):
            continue
        elif tag == "table":
            flush()
            _read_table(child, walk, is_around=is_around or _is_furniture(child), depth=depth)
        elif tag == "dl" and child.css_first("table") is None:
            flush()
            _read_list(child, walk, is_around=is_around or _is_furniture(child))
        elif tag in _BLOCKS or _has_blocks(child):
            flush()
            _visit(child, walk, is_around=is_around or _is_furniture(child), depth=depth + 1)
        else:
            inline.append(child)
    flush()


def _read_list(node: LexborNode, walk: _Walk, *, is_around: bool) -> None:
    """A list of terms: each with what is said of it, in a row."""
    cells: list[Cell] = []
    column = 0
    for item in (child for child in node.css("dt, dd") if not _is_hidden(child)):
        column = 0 if item.tag == "dt" or not cells else column + 1
        row = cells[-1].row + (column == 0) if cells else 0
        cells.append(Cell(row, column, _lines(_inline_children(item)), around=is_around))
    if cells:
        walk.found.append(cells)


def _has_blocks(node: LexborNode) -> bool:
    return any((child.tag or "") in _BLOCKS or _has_blocks(child) for child in node.iter())


def _links(node: LexborNode) -> list[LexborNode]:
    return [node] if node.tag == "a" else list(node.css("a"))


def _is_furniture(node: LexborNode) -> bool:
    names = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}"
    return node.tag in ("nav", "footer", "aside") or bool(
        names.strip() and _FURNITURE.search(names) and node.tag != "table"
    )


def _is_hidden(node: LexborNode) -> bool:
    return "hidden" in node.attributes or bool(_HIDDEN.search(node.attributes.get("style") or ""))


def _inline(node: LexborNode) -> str:
    """The text of an element as it is seen; blocks and line breaks in it begin a new line."""
    tag = node.tag or ""
    if tag == "-text":
        return node.text_content or ""
    if tag in _UNSEEN or _is_hidden(node):
        return ""
    if tag == "br":
        return "\n\0"
    if tag == "input":
        return (
            "" if node.attributes.get("type") in ("hidden", "button", "submit") else node.attributes.get("value") or ""
        )
    inside = "".join(_inline(child) for child in node.iter(include_text=True))
    return f"\n\0{inside}\n\0" if tag in _BLOCKS else inside


def _lines(text: str) -> str:
    """A text without the white space of its source: only breaks that the page shows (marked by NUL) are breaks."""
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n\0"))
    return "\n".join(line for line in lines if line).replace("\0", "").strip()


# ── tables ──────────────────────────────────────────────────────────────────────────────────────────


def _read_table(table: LexborNode, walk: _Walk, *, is_around: bool, depth: int) -> None:
    if table.css_first("table") is not None and (
        table.css("table")[1:] or table.css("table")[0].mem_id != table.mem_id
    ):
        for row in _rows(table):
            for cell in _cells(row):
                _visit(cell, walk, is_around=is_around or _is_furniture(cell), depth=depth + 1)
        return
    caption = next((child for child in table.iter() if child.tag == "caption"), None)
    container = (table.parent or table).mem_id
    walk.containers.add(container)
    if caption is not None and (text := _lines(_inline(caption))):
        walk.found.append(_Block(text, container, is_around))
    rows = list(_rows(table))
    cells = list(_placed(rows))
    text_length = sum(len(cell.text) for cell in cells)
    links = sum(len(_inline(link)) for link in table.css("a"))
    around = is_around or links * 2 > text_length
    walk.found.append([Cell(cell.row, cell.column, cell.text, cell.rows, cell.columns, around) for cell in cells])


def _rows(table: LexborNode) -> Iterator[LexborNode]:
    for child in table.iter():
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in child.iter() if row.tag == "tr")


def _cells(row: LexborNode) -> Iterator[LexborNode]:
    return (cell for cell in row.iter() if cell.tag in ("td", "th") and not _is_hidden(cell))


def _placed(rows: list[LexborNode]) -> Iterator[Cell]:
    """Cells at the columns where a browser puts them (HTML, “forming a table”)."""
    taken: dict[int, set[int]] = {}
    area = 0
    for number, row in enumerate(rows):
        column = 0
        for cell in _cells(row):
            while column in taken.get(number, ()):
                column += 1
            columns = min(_span(cell, "colspan"), _MAX_SPAN_COLUMNS)
            left = len(rows) - number
            height = min(_span(cell, "rowspan") or left, left)
            area += columns * height
            if area > MAX_CELLS:
                raise MemoryError(area)
            for below in range(number, number + height):
                taken.setdefault(below, set()).update(range(column, column + columns))
            yield Cell(number, column, _lines(_inline_children(cell)), height, columns)
            column += columns
        taken.pop(number, None)


def _inline_children(node: LexborNode) -> str:
    return "".join(_inline(child) for child in node.iter(include_text=True))


def _span(cell: LexborNode, name: str) -> int:
    value = re.match(r"\s*([0-9]{1,6})", cell.attributes.get(name) or "1")
    number = int(value[1]) if value else 1
    return number if number or name == "rowspan" else 1
