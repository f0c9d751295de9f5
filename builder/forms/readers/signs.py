"""The signs of a grid's texts: radicals become characters, and what can't be shown is told."""

import re
from dataclasses import replace

from builder.forms.grid import Cell, Grid
from builder.forms.readers.radicals import with_characters

_BREAKS = re.compile(r"[\v\f\x85\u2028\u2029]")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
"""Editors leave them between letters; nobody sees or types them."""
_UNKNOWN = re.compile(r"[\ufffd\ue000-\uf8ff]")
"""What stands for a character that was lost, and what only a certain font knows."""


def with_signs(grid: Grid) -> Grid:
    """The grid with texts that every program shows alike; of a sign that can't be known, the place is told."""
    cells = tuple(_with_signs(cell) for cell in grid.cells)
    lost = tuple(
        (grid.place(cell), f"有认不出的字，请对照原表核对：{cell.text}") for cell in cells if _UNKNOWN.search(cell.text)
    )
    return replace(grid, cells=cells, unread=(*grid.unread, *lost))


def _with_signs(cell: Cell) -> Cell:
    text = _UNSEEN.sub("", _BREAKS.sub("\n", with_characters(_CONTROLS.sub("", cell.text))))
    return cell if text == cell.text else replace(cell, text=text)
