"""A sheet that its workbook doesn't show: told in one line, without the persons in it."""

from collections.abc import Sequence
from itertools import groupby

from builder.forms.grid import Cell
from builder.forms.rows import facts_of
from builder.forms.vocabulary import Meaning


def hidden_text(cells: Sequence[Cell]) -> str:
    """The texts of the cells, one after the other."""
    rows = [tuple(row) for _, row in groupby(cells, key=lambda cell: cell.row)]
    people = {fact.text for fact in facts_of([rows]).facts if fact.label.meaning is Meaning.PERSON}
    return "；".join("（个人信息）" if cell.text in people else cell.text for cell in cells if cell.text)
