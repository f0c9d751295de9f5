"""What a sheet or a page doesn't show: told, without the persons in it."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from builder.forms.grid import Cell
from builder.forms.rows import facts_of
from builder.forms.vocabulary import Meaning

_PERSON = "（个人信息）"


def hidden_text(cells: Sequence[Cell]) -> str:
    """The texts of a hidden sheet, one after the other."""
    return "；".join(text for _, text in hidden_cells([("", cell) for cell in cells], ()) if text)


def hidden_cells(hidden: Sequence[tuple[str, Cell]], shown: Iterable[Cell]) -> Iterator[tuple[str, str]]:
    """The places and texts of hidden cells; what is shown may be the label of one."""
    if not hidden:
        return
    cells = sorted((*(cell for _, cell in hidden), *shown), key=lambda cell: (cell.row, cell.column))
    rows = [tuple(row) for _, row in groupby(cells, key=lambda cell: cell.row)]
    people = {fact.text for fact in facts_of([rows]).facts if fact.label.meaning is Meaning.PERSON}
    yield from ((place, _PERSON if cell.text in people else cell.text) for place, cell in hidden)
