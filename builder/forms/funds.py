"""The table of amounts of a 自评表: 年初预算数, 全年执行数 … over 年度资金总额 and its parts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from builder.forms.facts import Fact, Facts
from builder.forms.grid import Cell, overlap
from builder.forms.labels import Label
from builder.forms.pieces import Piece
from builder.forms.vocabulary import Meaning

_COLUMNS = frozenset(
    [
        "年初预算数",
        "全年预算数",
        "全年执行数",
        "预算数",
        "执行数",
        "执行率",
        "预算执行率",
        "调整预算数",
        "调整后预算数",
        "实际支出数",
        "到位数",
        "分值",
        "得分",
        "权重",
        "年初预算",
        "全年预算",
        "实际支出",
    ]
)

_OF_MONTHS = re.compile(r"[0-9]{1,2}(?:[-—至到~][0-9]{1,2})?月(?:份)?(?:预算)?执行[数率]|全年预计执行[数率]")
"""Of a 绩效监控表, which is filled in during the year."""


@dataclass(frozen=True, slots=True)
class FundsTable:
    """The columns of a table of amounts (自评表): 年初预算数, 全年执行数 … over 年度资金总额 and its parts."""

    columns: tuple[tuple[Cell, Label], ...]

    @classmethod
    def header(cls, line: Sequence[Piece]) -> "FundsTable | None":
        """The columns that a row names, where it is such a header."""
        named = [(piece.cell, column_of(piece)) for piece in line]
        columns = tuple((cell, label) for cell, label in named if label and _is_column(label.words))
        # Two pairs of label and amount in one row look alike, but there an amount stands beside each.
        is_header = len(columns) >= 2 and all(not piece.text or not piece.label for piece in line)
        return cls(columns) if is_header and len(columns) >= len(line) - 1 else None

    def takes(self, line: Sequence[Piece]) -> bool:
        """Whether a row is one of the table's: one label at most, left of its amounts."""
        labels = [piece for piece in line if piece.label]
        left = self.columns[0][0].column
        return (
            bool(line)
            and all(piece.cell.column < left for piece in labels)
            and any(piece.cell.column >= left for piece in line)
        )

    def over(self, cell: Cell) -> Label | None:
        """The column that a cell stands in."""
        return next((label for head, label in self.columns if overlap(head, cell)), None)

    def read(self, line: Sequence[Piece], found: Facts) -> None:
        """Read a row of the table."""
        heads = [piece for piece in line if self.over(piece.cell) is None]
        found.labels.extend(piece for piece in heads if piece.label)
        found.loose.extend(piece for piece in heads if not piece.label)
        row = heads[-1] if heads else None
        is_total = bool(row and row.label and row.label.meaning is Meaning.BUDGET)
        words = (row.label.words if row.label else row.text) if row else ""
        for piece in line:
            if column := self.over(piece.cell):
                # The year's budget is the total's; a part of it, and what was spent, are other amounts.
                label = column if is_total or column.meaning is not Meaning.BUDGET else _part(column)
                found.facts.append(Fact(label, piece, words))


def column_of(piece: Piece) -> Label | None:
    """The label of a cell in the header of a table of amounts."""
    if piece.label:
        return piece.label
    words = "".join(piece.text.split())
    return Label(Meaning.FUND, words) if _is_column(words) else None


def _is_column(words: str) -> bool:
    return words.split("(")[0] in _COLUMNS or bool(_OF_MONTHS.fullmatch(words))


def _part(label: Label) -> Label:
    return Label(Meaning.FUND, label.words, unit=label.unit)
