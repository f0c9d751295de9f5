"""Web pages, parsed as browsers do: tables with their spans, and the text around them.

A page is a form with a portal around it. Text that stands beside a table in the same container (its
title, the line of its unit) is the form's; navigation, tools and footers are given as text around it.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from builder.forms.errors import FormError
from builder.forms.grid import Cell, Grid
from builder.forms.headings import is_of_a_form
from builder.forms.labels import label_of
from builder.forms.readers.hidden import hidden_cells
from builder.forms.readers.markup import BLOCKS, UNSEEN, as_lines, inline_children, inline_text, is_hidden
from builder.forms.readers.saved_pages import pages
from builder.forms.readers.tables import cells_of, placed, rows_of
from builder.forms.readers.text import MAX_CELLS

_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:nav|navi|menu|foot|footer|head|header|top|bottom|crumb|crumbs|breadcrumb|position|location|tool|tools|share|print|copyright|search|side|sidebar|related|pager|page|links?)(?:$|[\s_-])",
    re.IGNORECASE,
)
_LABELS = 3
"""So many labels of the form make a table the form."""
_MAX_DEPTH = 200
_OUR_REPORT = "读表报告"
"""The title of the page that import --report writes: it shows a form, and is none."""


@dataclass(frozen=True, slots=True)
class _Block:
    """A paragraph of the page."""

    text: str
    container: int
    """The element it stands in, which a table may stand in too."""
    is_around: bool
    is_links: bool = False


@dataclass
class _Walk:
    """Paragraphs and tables in the order of the page."""

    found: list[_Block | list[Cell]] = field(default_factory=list)
    containers: set[int] = field(default_factory=set)
    """Those in which a table stands."""
    forms: set[int] = field(default_factory=set)
    """Those in which the form itself stands: whatever their name is, they are no furniture."""
    unread: list[tuple[str, str]] = field(default_factory=list)

    def is_around(self, block: _Block) -> bool:
        """Whether a paragraph is no part of the form."""
        if block.container in self.forms:
            return block.is_links
        return block.is_around or block.is_links or block.container not in self.containers


def read(file: io.BytesIO, name: str) -> tuple[Grid, ...]:
    """A grid for each page in the file; mostly there is one."""
    found = [grid for page in pages(file.getvalue()) if (grid := _grid(page, name)).cells or grid.unread]
    if len(found) == 1:
        return tuple(found)
    return tuple(replace(grid, name=f"第 {number} 页") for number, grid in enumerate(found, 1))


def _grid(page: str, name: str) -> Grid:
    tree = LexborHTMLParser(page)
    if tree.body is None:
        return Grid("", ())
    if (title := tree.css_first("head > title")) is not None and title.text().strip() == _OUR_REPORT:
        raise FormError(f"{name}：是 gongkai import 写的读表报告，不是表；请换成原来的表")
    walk = _Walk()
    _visit(tree.body, walk, is_around=False, depth=0)
    cells: list[Cell] = []
    width = max((cell.end_column for one in walk.found if isinstance(one, list) for cell in one), default=1)
    row = 0
    for one in walk.found:
        if isinstance(one, _Block):
            cells.append(Cell(row, 0, one.text, 1, width, around=walk.is_around(one)))
            row += 1
        else:
            cells.extend(replace(cell, row=row + cell.row) for cell in one)
            row += max((cell.row for cell in one), default=0) + 1
        if len(cells) > MAX_CELLS:
            raise FormError(f"{name}：格子太多，不是批复表；请核对是不是拿错了文件")
    return Grid(
        "", tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))), unread=tuple(dict.fromkeys(walk.unread))
    )


def _visit(node: LexborNode, walk: _Walk, *, is_around: bool, depth: int) -> None:
    """Collect the blocks below an element."""
    if depth > _MAX_DEPTH:
        raise ValueError(depth)
    inline: list[LexborNode | str] = []

    def flush() -> None:
        text = as_lines("".join(part if isinstance(part, str) else inline_text(part) for part in inline))
        links = sum(len(inline_text(part)) for part in inline if not isinstance(part, str) for part in _links(part))
        inline.clear()
        if text:
            # A div with nothing but text in it is a paragraph, whose container is the element above.
            container = node.parent if depth and not _has_blocks(node) and node.parent else node
            walk.found.append(_Block(text, container.mem_id, is_around, links * 2 > len(text)))

    for child in node.iter(include_text=True):
        tag = child.tag or ""
        if tag == "-text":
            inline.append(child.text_content or "")
        elif tag in UNSEEN or is_hidden(child):
            continue
        elif tag == "table":
            flush()
            _read_table(child, walk, is_around=is_around or _is_furniture(child), depth=depth)
        elif tag == "dl" and child.css_first("table") is None:
            flush()
            _read_list(child, walk, is_around=is_around or _is_furniture(child))
        elif tag in BLOCKS or _has_blocks(child):
            flush()
            _visit(child, walk, is_around=is_around or _is_furniture(child), depth=depth + 1)
        else:
            inline.append(child)
    flush()


def _read_list(node: LexborNode, walk: _Walk, *, is_around: bool) -> None:
    """A list of terms: each with what is said of it, in a row."""
    cells: list[Cell] = []
    column = 0
    for item in (child for child in node.css("dt, dd") if not is_hidden(child)):
        column = 0 if item.tag == "dt" or not cells else column + 1
        row = cells[-1].row + (column == 0) if cells else 0
        cells.append(Cell(row, column, as_lines(inline_children(item)), around=is_around))
    if cells:
        walk.found.append(cells)


def _has_blocks(node: LexborNode) -> bool:
    return any((child.tag or "") in BLOCKS or _has_blocks(child) for child in node.iter())


def _links(node: LexborNode) -> list[LexborNode]:
    return [node] if node.tag == "a" else list(node.css("a"))


def _is_furniture(node: LexborNode) -> bool:
    names = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}"
    return node.tag in ("nav", "footer", "aside") or bool(
        names.strip() and _FURNITURE.search(names) and node.tag != "table"
    )


# ── tables ──────────────────────────────────────────────────────────────────────────────────────────


def _read_table(table: LexborNode, walk: _Walk, *, is_around: bool, depth: int) -> None:
    if table.css_first("table") is not None and (
        table.css("table")[1:] or table.css("table")[0].mem_id != table.mem_id
    ):
        _read_frame(table, walk, is_around=is_around, depth=depth)
        return
    caption = next((child for child in table.iter() if child.tag == "caption"), None)
    container = (table.parent or table).mem_id
    walk.containers.add(container)
    if caption is not None and (text := as_lines(inline_text(caption))):
        walk.found.append(_Block(text, container, is_around))
    cells = list(placed(list(rows_of(table))))
    text_length = sum(len(cell.text) for cell in cells)
    links = sum(len(inline_text(link)) for link in table.css("a"))
    is_form = sum(is_of_a_form(cell.text) for cell in cells) >= _LABELS
    if is_form:
        walk.forms.add(container)
        walk.unread.extend(_not_read(table))
    around = not is_form and (is_around or links * 2 > text_length)
    walk.found.append([replace(cell, around=around) for cell in cells])


def _is_hidden_in(node: LexborNode, table: LexborNode) -> bool:
    """Whether an element of a table, or what it stands in, isn't shown."""
    place: LexborNode | None = node
    while place is not None and place.mem_id != table.mem_id:
        if is_hidden(place):
            return True
        place = place.parent
    return False


def _is_part_of_a_form(table: LexborNode) -> bool:
    """Whether a table in a cell has words of the form; one without them is the text of its cell."""
    texts = [as_lines(inline_children(cell)) for row in rows_of(table) for cell in cells_of(row)]
    return any(map(is_of_a_form, texts))


def _not_read(table: LexborNode) -> Iterator[tuple[str, str]]:
    """What the form holds and doesn't show, and its pictures."""
    shown: list[Cell] = []
    hidden: list[tuple[str, Cell]] = []
    for row, line in enumerate(table.css("tr")):
        for column, node in enumerate(child for child in line.iter() if child.tag in ("td", "th")):
            if text := as_lines(inline_children(node)):
                cell = Cell(row, column, text)
                if _is_hidden_in(node, table):
                    hidden.append(("表格里不显示的内容", cell))
                else:
                    shown.append(cell)
    yield from hidden_cells(hidden, shown)
    if pictures := len([picture for picture in table.css("img") if not is_hidden(picture)]):
        yield "表格", f"{pictures} 张图片"


def _read_frame(table: LexborNode, walk: _Walk, *, is_around: bool, depth: int) -> None:
    """A table with tables in it: mostly a page's layout, but a form may hold its indicators in a cell."""
    rows = list(rows_of(table))
    framed = {cell.mem_id for row in rows for cell in cells_of(row) if any(map(_is_part_of_a_form, cell.css("table")))}
    own = [cell for row in rows for cell in cells_of(row) if cell.css_first("table") is None]
    is_form = any(label_of(as_lines(inline_children(cell))) for cell in own)
    if is_form:
        walk.unread.extend(_not_read(table))
    plain_rows: list[LexborNode] = []
    for row in rows:
        cells = list(cells_of(row))
        if is_form and all(cell.mem_id not in framed for cell in cells):
            plain_rows.append(row)
            continue
        if plain_rows:
            walk.found.append(list(placed(plain_rows)))
            plain_rows = []
        for cell in cells:
            _visit(cell, walk, is_around=not is_form and (is_around or _is_furniture(cell)), depth=depth + 1)
    if plain_rows:
        walk.found.append(list(placed(plain_rows)))
