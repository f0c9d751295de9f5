"""Forms that stand left and right on one sheet → a grid for each."""

import itertools

from builder.forms.grid import Cell, Grid
from builder.forms.labels import label_of
from builder.forms.vocabulary import Meaning


def side_by_side(grid: Grid) -> tuple[Grid, ...]:
    """The grid, or its parts where a column without any text stands between two forms."""
    filled = list(grid.filled())
    taken = {column for cell in filled for column in range(cell.column, cell.end_column)}
    cuts = [
        next((column for column in range(left, right) if column not in taken), None) for left, right in _gaps(filled)
    ]
    edges = [0, *sorted({cut for cut in cuts if cut is not None}), max(taken, default=0) + 1]
    if len(edges) == 2:
        return (grid,)
    parts = [
        tuple(cell for cell in grid.cells if left <= cell.column and cell.end_column <= right)
        for left, right in itertools.pairwise(edges)
    ]
    if not all(any("指标" in cell.text for cell in part) for part in parts):
        return (grid,)
    return tuple(Grid(grid.name, part, grid.lettered) for part in parts)


def _gaps(filled: list[Cell]) -> list[tuple[int, int]]:
    """Between which columns a row names two projects."""
    named: dict[int, list[Cell]] = {}
    for cell in filled:
        if (label := label_of(cell.text)) and label.meaning is Meaning.NAME:
            named.setdefault(cell.row, []).append(cell)
    return [(left.end_column, right.column) for row in named.values() for left, right in itertools.pairwise(row)]
