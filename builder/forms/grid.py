"""The one thing that every reader gives: cells with spans, whatever kind of file they stood in."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as the document shows it. A merged cell is one cell with its span."""

    row: int
    column: int
    text: str
    """As shown, without white space around it; line breaks inside are ``\\n``."""
    rows: int = 1
    columns: int = 1
    around: bool = False
    """Whether it is text of a web page around the form's tables: read where it has a label, and no loss where it hasn't."""

    @property
    def end_row(self) -> int:
        """The first row below it."""
        return self.row + self.rows

    @property
    def end_column(self) -> int:
        """The first column right of it."""
        return self.column + self.columns


def overlap(one: Cell, other: Cell) -> bool:
    """Whether two cells share a column."""
    return one.column < other.end_column and other.column < one.end_column


@dataclass(frozen=True)
class Grid:
    """A sheet, or a document's paragraphs and tables one below the other.

    A paragraph is a row with a single cell that spans the whole width. Two tables share no
    columns by their numbers: what a column means is told by the header above it alone.
    """

    name: str
    """How a person finds it: ``工作表“自评表”``, ``第 2 页``; empty where the file is one grid."""
    cells: tuple[Cell, ...]
    """Those that hold a text, and the empty ones too, by row and column."""
    lettered: bool = False
    """Whether its columns are called A, B, C (a spreadsheet)."""
    unread: tuple[tuple[str, str], ...] = ()
    """What the reader saw and can't give as a cell: place and text (a comment, a hidden row, a picture)."""

    @cached_property
    def rows(self) -> tuple[tuple[Cell, ...], ...]:
        """The cells that begin in each row, from the left; rows in which none begins are left out."""
        return tuple(tuple(row) for _, row in groupby(self.cells, key=lambda cell: cell.row))

    def filled(self) -> Iterator[Cell]:
        """The cells that hold a text."""
        return (cell for cell in self.cells if cell.text)

    def place(self, cell: Cell) -> str:
        """Where a person finds the cell: 工作表“自评表”C5, 第 5 行第 3 格."""
        if self.lettered:
            return f"{self.name}{_letters(cell.column)}{cell.row + 1}"
        return f"{self.name}第 {cell.row + 1} 行第 {cell.column + 1} 列"


def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, digit = divmod(column - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters
