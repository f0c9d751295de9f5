"""A table of a web page: its rows, its cells, and the columns where a browser puts them (HTML, “forming a table”)."""

import re
from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborNode

from builder.forms.grid import Cell
from builder.forms.readers.markup import as_lines, inline_children, is_gone, is_hidden
from builder.forms.readers.text import MAX_CELLS

_MAX_SPAN_COLUMNS = 100


def rows_of(table: LexborNode) -> Iterator[LexborNode]:
    """The rows of a table that are shown."""
    for child in table.iter():
        if is_hidden(child):
            continue
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in child.iter() if row.tag == "tr" and not is_hidden(row))


def cells_of(row: LexborNode) -> Iterator[LexborNode]:
    """The cells of a row that take a place."""
    return (cell for cell in row.iter() if cell.tag in ("td", "th") and not is_gone(cell))


def placed(rows: Sequence[LexborNode]) -> Iterator[Cell]:
    """The cells of rows with their places and spans, from row 0.

    Raises MemoryError where they cover more places than any form has.
    """
    taken: dict[int, set[int]] = {}
    area = 0
    for number, (row, left) in enumerate(zip(rows, _rows_left(rows), strict=True)):
        column = 0
        for cell in cells_of(row):
            while column in taken.get(number, ()):
                column += 1
            columns = min(_span(cell, "colspan"), _MAX_SPAN_COLUMNS)
            height = min(_span(cell, "rowspan") or left, left)
            area += columns * height
            if area > MAX_CELLS:
                raise MemoryError(area)
            for below in range(number, number + height):
                taken.setdefault(below, set()).update(range(column, column + columns))
            text = "" if is_hidden(cell) else as_lines(inline_children(cell))
            yield Cell(number, column, text, height, columns)
            column += columns
        taken.pop(number, None)


def _rows_left(rows: Sequence[LexborNode]) -> list[int]:
    """For each row, how many there are from it to the end of its group (thead, tbody), which no cell goes beyond."""
    left: list[int] = []
    for index in reversed(range(len(rows))):
        group, below = rows[index].parent, rows[index + 1].parent if index + 1 < len(rows) else None
        is_last = group is None or below is None or group.mem_id != below.mem_id
        left.append(1 if is_last else left[-1] + 1)
    return left[::-1]


def _span(cell: LexborNode, name: str) -> int:
    value = re.match(r"\s*([0-9]{1,6})", cell.attributes.get(name) or "1")
    number = int(value[1]) if value else 1
    return number if number or name == "rowspan" else 1
