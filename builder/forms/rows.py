"""Rows outside the table of indicators → facts: a label with the text that belongs to it.

A text belongs to the label left of it in its row; else to the label above it, where that one found
no text in its own row. Goals and opinions go on below their label over several rows; there the last
label seen decides, whatever column the text stands in.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from builder.forms.facts import Fact, Facts
from builder.forms.funds import FundsTable, column_of
from builder.forms.grid import Cell, overlap
from builder.forms.labels import Label, nearest_label
from builder.forms.pieces import LONG_TEXTS, Piece, pieces
from builder.forms.vocabulary import Meaning

Row = Sequence[Cell]

_REMARK = re.compile(r"^[(（]?(?:注|备注|说明|填表说明|填报说明)[0-9]?[:：]")
_SAYS_WHAT_IT_IS = re.compile(r"^[\u4e00-\u9fff]{2,8}[:：]")
_WITH_A_YEAR = frozenset({Meaning.START, Meaning.END, Meaning.SPAN})
_IS_ITEM = re.compile(r"^(?:[\u4e00-\u9fff]{0,4}目标)?[(（]?[一二三四五六七八九十0-9]{1,2}[)）]?[、.：:]?$")
"""目标1, (2): what numbers a part of a goal is no label of something else."""
_TICKS = frozenset("√✓☑□")
_PLACELESS = frozenset({Meaning.OTHER, Meaning.FUND, Meaning.PERSON})
"""Of these a row may hold several texts (总分 | 100 | 99.64); of others a second text is no value."""


def facts_of(blocks: Iterable[Iterable[Row]]) -> Facts:
    """Read blocks of rows from above; no label reaches into the next block."""
    found = Facts()
    lists = [list(block) for block in blocks]
    # Where merges are lost, an empty cell may as well be the rest of the one before it.
    shows_merges = any(cell.columns > 1 for block in lists for row in block if len(row) > 1 for cell in row)
    for block in lists:
        _read_block(block, found, shows_merges=shows_merges)
    return found


def _read_block(rows: Sequence[Row], found: Facts, *, shows_merges: bool) -> None:
    # A column without any text only keeps a distance; nobody left it blank.
    used = {cell.column for row in rows if len(row) > 1 for cell in row if cell.text}
    waiting: list[_Waiting] = []
    funds: FundsTable | None = None
    for row in rows:
        line = [piece for cell in row for piece in pieces(cell)]
        if header := FundsTable.header(line):
            funds, waiting = header, []
            found.labels.extend(piece for piece in line if column_of(piece))
            found.loose.extend(piece for piece in line if not column_of(piece))
        elif funds and funds.takes(line):
            funds.read(line, found)
        elif line:
            funds = None
            waiting = _Line(line, waiting, found, _blanks(row) & used if shows_merges else frozenset()).read()


def _blanks(row: Row) -> frozenset[int]:
    return frozenset(cell.column for cell in row if not cell.text)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A label whose text may stand, or go on, in a row below."""

    label: Label
    cell: Cell
    column: int | None = None
    """Where its text began beside it, in which column alone it goes on; None where it found none yet."""


class _Line:
    """A row outside the tables."""

    def __init__(
        self, line: Sequence[Piece], waiting: Sequence[_Waiting], found: Facts, blanks: frozenset[int] = frozenset()
    ) -> None:
        self._line = line
        self._blanks = blanks
        self._waiting = waiting
        self._found = found
        self._open: list[_Waiting] = []
        self._pending: Piece | None = None
        self._last: Label | None = None

    def read(self) -> list[_Waiting]:
        """Read the row; gives the labels that wait for the next."""
        has_labels = any(piece.label for piece in self._line)
        for index, piece in enumerate(self._line):
            at_end = index == len(self._line) - 1
            is_weak_text = piece.label and piece.label.is_weak and not piece.text and at_end
            if piece.label and not (self._pending and (is_weak_text or self._is_its_year(piece))):
                self._label(piece, piece.label)
            else:
                self._text(piece, is_alone=not has_labels)
        self._leave_pending()
        if not has_labels:
            # Only long texts go on over several rows; a short one below a label is its whole value.
            return [one for one in self._waiting if one.label.meaning in LONG_TEXTS]
        row = self._line[0].cell.row
        return [one for one in self._waiting if one.cell.end_row > row] + self._open

    def _label(self, piece: Piece, label: Label) -> None:
        self._last = None
        piece, label = self._of_heading(piece, label)
        if piece.text:
            self._found.facts.append(Fact(label, piece))
            # A goal may go on in the next paragraph; below an opinion with its text come dates, seals and remarks.
            if label.meaning in LONG_TEXTS and label.meaning is not Meaning.OPINION:
                self._open.append(_Waiting(label, piece.cell))
            return
        self._found.labels.append(piece)
        self._leave_pending()
        self._pending = piece

    def _of_heading(self, piece: Piece, label: Label) -> tuple[Piece, Label]:
        """A bare 目标 below a row that only says 实施期绩效目标 or 年度绩效目标 is that one."""
        if (
            label.meaning is Meaning.GOALS
            and len(self._waiting) == 1
            and self._waiting[0].cell.end_row == piece.cell.row
        ):
            above = self._waiting[0]
            if above.column is None and above.label.meaning in (Meaning.PERIOD_GOAL, Meaning.ANNUAL_GOAL):
                label = replace(label, meaning=above.label.meaning)
                piece = replace(piece, label=label)
        return piece, label

    def _leave_pending(self) -> None:
        if self._pending and self._pending.label:
            self._open.append(_Waiting(self._pending.label, self._pending.cell))
        self._pending = None

    def _text(self, piece: Piece, *, is_alone: bool) -> None:
        if self._begins_a_pair(piece):
            self._last = None
        if self._pending and (
            self._pending.cell.end_column in self._blanks
            or self._is_another_label(piece)
            or (self._pending.cell.end_column < piece.cell.column and self._is_pair(piece))
        ):
            # Its own cell was left empty; what stands further right belongs to something else.
            self._leave_pending()
        if self._pending and (label := self._pending.label):
            self._found.facts.append(Fact(label, _as_text(piece)))
            if label.meaning in LONG_TEXTS:
                self._open.append(_Waiting(label, self._pending.cell, piece.cell.column))
            self._last, self._pending = label, None
        elif self._last and self._last.meaning in _PLACELESS:
            self._found.facts.append(Fact(self._last, _as_text(piece)))
        elif (owner := _owner(piece, self._waiting_for_more(), is_alone=is_alone)) and (
            owner.meaning in LONG_TEXTS or not self._is_pair(piece)
        ):
            self._found.facts.append(Fact(owner, _as_text(piece)))
        else:
            self._found.loose.append(_as_text(piece))

    def _waiting_for_more(self) -> list[_Waiting]:
        """The labels whose text may go on in this row: not where its row has a label of its own that nobody knows."""
        first = self._line[0]
        return [
            one
            for one in self._waiting
            if not (
                one.column is not None
                and len(self._line) > 1
                and one.cell.end_row <= first.cell.row
                and overlap(one.cell, first.cell)
                and not _IS_ITEM.match(first.text)
            )
        ]

    def _is_its_year(self, piece: Piece) -> bool:
        """Whether a bare year (2023年) is the text of 起始年度 rather than the form's own year."""
        pending = self._pending.label if self._pending else None
        is_bare = piece.label is not None and piece.label.meaning is Meaning.YEAR and piece.text.isdecimal()
        return is_bare and pending is not None and pending.meaning in _WITH_A_YEAR

    def _is_another_label(self, piece: Piece) -> bool:
        """Whether a text is a label with a slip of the pen (予算金额), with its own text beside it."""
        is_last = piece is self._line[-1]
        return not is_last and piece.label is None and nearest_label(piece.text) is not None

    def _begins_a_pair(self, piece: Piece) -> bool:
        """Whether a text beside a person is the label of the next pair (对接人 | 某某 | 对接科室 | 行财股)."""
        is_person = self._last is not None and self._last.meaning is Meaning.PERSON
        return is_person and not any(map(str.isdecimal, piece.text)) and self._is_pair(piece)

    def _is_pair(self, piece: Piece) -> bool:
        """Whether a text has a text of its own beside it, as a label does that nobody knows (予算金额 | 12.8)."""
        after = next((one for one in self._line if one.cell.column >= piece.cell.end_column), None)
        if after is None or after.label or after.text in _TICKS:
            return False
        return not any(overlap(one.cell, after.cell) for one in self._waiting)


def _as_text(piece: Piece) -> Piece:
    return Piece(piece.cell, None, piece.cell.text) if piece.label else piece


def _owner(piece: Piece, waiting: Sequence[_Waiting], *, is_alone: bool) -> Label | None:
    """The label above, or beside it over several rows, to which a text without one in its row belongs."""
    if piece.cell.around or _REMARK.match(piece.text):
        return None
    if _SAYS_WHAT_IT_IS.match(piece.text):
        # 主办单位：… below an opinion is no part of it; of goals each may begin with 目标1：.
        waiting = [one for one in waiting if one.label.meaning is not Meaning.OPINION]
    cell = piece.cell
    beside = [
        one
        for one in waiting
        if one.cell.row < cell.row < one.cell.end_row
        and one.cell.end_column <= cell.column
        and one.label.meaning in LONG_TEXTS
    ]
    free = [
        one
        for one in waiting
        if one not in beside and not _is_group(one, waiting) and one.column in (None, cell.column)
    ]
    if above := [one for one in free if overlap(one.cell, cell) or one.column is not None]:
        return above[-1].label
    long_texts = [one for one in free if one.label.meaning in LONG_TEXTS]
    if is_alone and long_texts:
        return long_texts[-1].label
    if beside:
        return beside[-1].label
    groups = [one for one in waiting if one.label.meaning is Meaning.GOALS and one.column is None]
    return groups[-1].label if groups and is_alone else None


def _is_group(one: _Waiting, waiting: Sequence[_Waiting]) -> bool:
    """Whether a label only stands before others (总体绩效目标 | 年度目标, 实施周期 | 起始年度)."""
    if one.label.meaning not in (Meaning.GOALS, Meaning.SPAN):
        return False
    right = [other for other in waiting if other.cell.column >= one.cell.end_column]
    return one.cell.rows > 1 or any(one.cell.row <= other.cell.row < one.cell.end_row for other in right)
