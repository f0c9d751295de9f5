"""Boxes on the pages of a PDF → cells of one grid; a table that the end of a page cuts is one table again."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from builder.forms.grid import Cell

NEAR = 3.0
"""Points within which two lines are one."""


@dataclass(frozen=True, slots=True)
class Box:
    """A cell, or a line of text outside the tables, on its page (points from the top left)."""

    page: int
    left: float
    top: float
    right: float
    bottom: float
    text: str
    in_table: int | None = None
    """Which table, or None for a paragraph."""
    open_above: bool = False
    """Whether no line is drawn above it: it goes on from the page before."""
    open_below: bool = False
    is_full: bool = False
    """Whether its last line goes on to its right edge."""


@dataclass(slots=True)
class _Placed:
    """A cell with its box, while the table may still go on."""

    cell: Cell
    box: Box


def laid_out(boxes: Sequence[Box]) -> list[Cell]:
    """The cells of all pages, one below the other."""
    columns = _edges(edge for box in boxes if box.in_table is not None for edge in (box.left, box.right))
    width = max(1, len(columns) - 1)
    placed: list[_Placed] = []
    row = 0
    before: list[_Placed] = []
    first_row: list[str] = []
    for part in _in_order(boxes):
        if part[0].in_table is None:
            placed.append(_Placed(Cell(row, 0, part[0].text, 1, width), part[0]))
            row, before, first_row = row + 1, [], []
            continue
        table = _table(part, columns, row)
        if before and first_row == _first_row(table):
            # A heading that each page repeats.
            table = _table(_without_first_row(part), columns, row)
        first_row = first_row if before else _first_row(table)
        table = _joined(before, table)
        placed.extend(table)
        row = max((one.cell.end_row for one in [*before, *table]), default=row)
        before = table or before
    return sorted((one.cell for one in placed), key=lambda cell: (cell.row, cell.column))


def _table(part: Sequence[Box], columns: Sequence[float], row: int) -> list[_Placed]:
    rows = _edges(edge for box in part for edge in (box.top, box.bottom))
    found = []
    for box in part:
        top, bottom = _index(rows, box.top), _index(rows, box.bottom)
        left, right = _index(columns, box.left), _index(columns, box.right)
        found.append(_Placed(Cell(row + top, left, box.text, max(1, bottom - top), max(1, right - left)), box))
    return sorted(found, key=lambda one: (one.cell.row, one.cell.column))


def _first_row(table: Sequence[_Placed]) -> list[str]:
    top = min((one.cell.row for one in table), default=0)
    return [one.cell.text for one in table if one.cell.row == top]


def _without_first_row(part: Sequence[Box]) -> list[Box]:
    top = min(box.top for box in part)
    return [box for box in part if box.top - top > NEAR]


def _joined(before: Sequence[_Placed], table: list[_Placed]) -> list[_Placed]:
    """The table's cells but for those that go on from the page before, which grow by them."""
    if not before or not table:
        return table
    end, top = max(one.cell.end_row for one in before), min(one.cell.row for one in table)
    open_cells = {one.cell.column: one for one in before if one.cell.end_row == end and one.box.open_below}
    pairs = [
        (open_cells[one.cell.column], one)
        for one in table
        if one.cell.row == top and one.box.open_above and _is_below(open_cells.get(one.cell.column), one)
    ]
    # Where every cell of the first row goes on, it is the row that the page has cut.
    shift = 1 if pairs and len(pairs) == sum(one.cell.row == top for one in table) else 0
    goes_on = {id(one) for _, one in pairs}
    for upper, lower in pairs:
        text = ("" if upper.box.is_full else "\n").join(filter(None, (upper.cell.text, lower.cell.text)))
        rows = lower.cell.end_row - shift - upper.cell.row
        upper.cell = replace(upper.cell, text=text, rows=rows)
        upper.box = replace(upper.box, open_below=lower.box.open_below, is_full=lower.box.is_full)
    rest = [one for one in table if id(one) not in goes_on]
    for one in rest:
        one.cell = replace(one.cell, row=one.cell.row - shift)
    return rest


def _is_below(upper: _Placed | None, lower: _Placed) -> bool:
    return upper is not None and upper.cell.end_column == lower.cell.end_column


def _in_order(boxes: Sequence[Box]) -> list[list[Box]]:
    """Tables and lines by page and height."""
    parts: dict[tuple[int, int], list[Box]] = {}
    lines: list[list[Box]] = []
    for box in boxes:
        if box.in_table is None:
            lines.append([box])
        else:
            parts.setdefault((box.page, box.in_table), []).append(box)
    found = [*parts.values(), *lines]
    return sorted(found, key=lambda part: (part[0].page, min(box.top for box in part), part[0].left))


def _edges(values: Iterable[float]) -> list[float]:
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > NEAR:
            edges.append(value)
    return edges


def _index(edges: Sequence[float], value: float) -> int:
    at = bisect_left(edges, value)
    around: Iterator[int] = (index for index in (at - 1, at) if 0 <= index < len(edges))
    return min(around, key=lambda index: abs(edges[index] - value))
