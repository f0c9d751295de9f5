"""The table of indicators, row by row: level 1 → level 2 → indicators, in the form's order."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from builder.forms.columns import Head, Header, Row
from builder.forms.grid import Cell, overlap
from builder.forms.headings import VALUES, Column
from builder.forms.labels import is_printed, one_line, plain
from builder.forms.levels import KEYS, Line, level_above
from builder.forms.pieces import pieces
from builder.forms.privacy import covered
from builder.forms.vocabulary import Meaning
from builder.model import framework

_OPERATORS = re.compile(
    r"[≥≤=><≧≦±＝＞＜～~]+|[><]=|(?:大于|小于|等于|不少于|不低于|不超过|不高于|不大于|不小于|大于等于|小于等于|大于或等于|小于或等于|至少|至多)"
)
_SUMS = ("合计", "总计", "小计")
_ENDS = frozenset(
    {
        Meaning.OPINION,
        Meaning.AUTHORITY,
        Meaning.NUMBER,
        Meaning.APPROVED,
        Meaning.NAME,
        Meaning.PERSON,
        Meaning.DEPARTMENT,
        Meaning.SUPERVISOR,
    }
)
_BLANK = re.compile(r"[-—–/*]*")
_BOUNDED = re.compile(rf"^(?:{_OPERATORS.pattern})|以上|以下|以内|不少于|不低于|不超过|不高于|之间")
_LEVEL_ENDS = ("指标", "目标", "效益", "影响", "满意度", "成本")
_PROSE = re.compile(r"[。；;]|^.{40,}", re.DOTALL)
"""A sentence, which is no level's name: an opinion under a label that nobody knows."""
_NUMBERED = re.compile(r"^(?:[(（]?[一二三四五六七八九十]{1,2}[)）]?[、.．]?|[0-9]{1,2}[、.．])(?=.)")
_NOTE = re.compile(r"^(注|备注|说明|填表说明|填报说明)[0-9]?[:：]")


@dataclass(slots=True)
class Used:
    """Cells of the table with their place: in the record by key, or without one by their heading."""

    placed: list[tuple[Cell, str]] = field(default_factory=list)
    left: list[tuple[Cell, Head]] = field(default_factory=list)


@dataclass(slots=True)
class _State:
    """The levels that go on where a row has none of its own."""

    level_1: str = ""
    level_2: str = ""


class TargetReader:
    """Reads the rows below a header; the levels go on from row to row."""

    def __init__(self, header: Header) -> None:
        self.header = header
        self._states = [_State() for _ in header.halves]
        self._active: list[Cell] = []

    def ends_at(self, row: Row) -> bool:
        """Whether a row isn't part of the table any more."""
        first = next((cell for cell in row if cell.text), None)
        if first is None:
            return False
        names = [head.cell for head in self.header.heads if head.column is Column.NAME]
        if _NOTE.match(first.text) and (first.column < names[0].column or len(row) == 1):
            return True
        if first.column >= names[0].column:
            return False
        levels = [head.cell for head in self.header.heads if head.column in (Column.LEVEL_1, Column.LEVEL_2)]
        if levels and first.end_column > names[0].column and first.column <= levels[0].column and not self._below(row):
            return _level_heading(row) is None
        if any(overlap(cell, level) and _PROSE.search(cell.text) for cell in row for level in levels):
            return True
        label = pieces(first)[0].label
        if label is None or label.meaning is Meaning.TARGETS:
            return False
        if label.meaning in _ENDS or label.words.startswith("总分"):
            return True
        # A level 1 may be called 预算执行率, as an amount is.
        starts_a_level = any(first.column == cell.column for cell in levels)
        is_amount = label.meaning in (Meaning.FUND, Meaning.BUDGET)
        return not label.is_weak and not self.header.is_list and not (starts_a_level and is_amount)

    def names_a_category(self, row: Row) -> bool:
        """Whether a row has a known level where the levels stand."""
        levels = [head.cell for head in self.header.heads if head.column in (Column.LEVEL_1, Column.LEVEL_2)]
        names = [plain_level(cell.text) for cell in row if any(overlap(cell, level) for level in levels)]
        return any(framework.level_1(name) or framework.level_2(name) for name in names)

    def _below(self, row: Row) -> bool:
        return any(cell.text and cell.column >= self.header.left for cell in row[1:])

    def read(self, row: Row) -> tuple[list[Line], Used]:
        """The lines of a row, one for each half, and where its cells went."""
        number = row[0].row
        self._active = [cell for cell in self._active if cell.end_row > number] + [cell for cell in row if cell.text]
        used = Used()
        if heading := _level_heading(row):
            return [self._under(_unnumbered(heading), heading, used)], used
        columns = _columns(self.header.heads, self._active)
        # The points of a sum are of all rows.
        lines = (
            []
            if is_sum(row)
            else [
                self._line(half, state, columns, number, used)
                for half, state in zip(self.header.halves, self._states, strict=True)
            ]
        )
        taken = {id(cell) for cell, _ in used.placed}
        for head, cells in columns:
            used.left.extend(
                (cell, head)
                for cell in cells
                if cell.row == number and id(cell) not in taken and head.column is not Column.FACT
            )
        return lines, used

    def _under(self, name: str, heading: Cell, used: Used) -> Line:
        """Begin the level that a row of its own names."""
        is_level_1 = framework.level_1(name) is not None
        used.placed.append((heading, "一级指标" if is_level_1 else "二级指标"))
        for state in self._states:
            state.level_1, state.level_2 = (name, "") if is_level_1 else (state.level_1, name)
        level_1 = self._states[0].level_1
        return Line(level_1=level_1 or level_above(name), level_2=self._states[0].level_2)

    def _line(
        self, half: Sequence[Head], state: _State, columns: Sequence[tuple[Head, list[Cell]]], number: int, used: Used
    ) -> Line:
        texts = {head.column: cells for head, cells in columns if head in half}
        before = replace(state)
        levels = _read_levels(state, texts)
        line = Line(state.level_1 or level_above(state.level_2), state.level_2)
        parts = self._read_values(texts, line, number)
        if not (line.begins or _is_category(texts, state)):
            # A text under the levels with nothing beside it is a name, a seal, a remark: no level.
            state.level_1, state.level_2 = before.level_1, before.level_2
            return Line(state.level_1 or level_above(state.level_2), state.level_2) if not levels else Line()
        used.placed.extend(levels)
        if line.begins:
            used.placed.extend(parts)
        return line

    def _read_values(self, texts: Mapping[Column, list[Cell]], line: Line, number: int) -> list[tuple[Cell, str]]:
        """Fill in the indicator that a row names; gives the cells that it is read from."""
        found: list[tuple[Cell, str]] = []
        names = texts.get(Column.NAME, [])
        if not names or (is_printed(one_line(cell.text for cell in names)) and not _has_values(texts)):
            return found
        for column, key in KEYS.items():
            cells = texts.get(column, [])
            joins = column in VALUES or (column is Column.ACTUAL and not any(c in texts for c in VALUES))
            text, parts = _value(texts, cells) if joins and cells else (one_line(map(_one_line, cells)), cells)
            if text:
                line.values[key] = text
                line.begins |= column in (Column.NAME, *VALUES) and any(cell.row == number for cell in cells)
                found.extend((cell, key) for cell in parts)
        return found


def _has_values(texts: Mapping[Column, list[Cell]]) -> bool:
    return any(cell.text for column in (*VALUES, Column.ACTUAL) for cell in texts.get(column, []))


def _level_heading(row: Row) -> Cell | None:
    """The level that a row consists of, where it stands over its indicators instead of beside them."""
    filled = [cell for cell in row if cell.text]
    if len(filled) != 1 or len(filled) < len(row) - sum(not cell.text for cell in row):
        return None
    name = _unnumbered(filled[0])
    is_level = framework.level_1(name) or framework.level_2(name)
    return filled[0] if is_level and (len(row) == 1 or name != plain_level(filled[0].text)) else None


def _unnumbered(cell: Cell) -> str:
    return _NUMBERED.sub("", plain_level(cell.text))


def _read_levels(state: _State, texts: Mapping[Column, list[Cell]]) -> list[tuple[Cell, str]]:
    first, second = texts.get(Column.LEVEL_1, []), texts.get(Column.LEVEL_2, [])
    level_1 = "".join(plain_level(_one_line(cell)) for cell in first)
    level_2 = "".join(plain_level(_one_line(cell)) for cell in second)
    if level_1 and level_1 != state.level_1:
        state.level_1, state.level_2 = level_1, ""
    if level_2:
        state.level_2 = level_2
    return [*((cell, "一级指标") for cell in first), *((cell, "二级指标") for cell in second)]


def _is_category(texts: Mapping[Column, list[Cell]], state: _State) -> bool:
    """Whether the levels that a row names are such by their words; a row without an indicator has nothing else to show it."""
    if texts.get(Column.LEVEL_2):
        return framework.level_2(state.level_2, state.level_1) is not None or state.level_2.endswith(_LEVEL_ENDS)
    return framework.level_1(state.level_1) is not None or state.level_1.endswith(_LEVEL_ENDS)


def plain_level(text: str) -> str:
    """A level's name as printed, without the breaks and spaces of its narrow cell."""
    return "".join(text.split())


def _one_line(cell: Cell) -> str:
    # Covered before it is joined with its neighbours, whose digits would hide a number of a person.
    return one_line(covered(cell.text).split("\n"))


def _value(texts: Mapping[Column, list[Cell]], cells: Sequence[Cell]) -> tuple[str, list[Cell]]:
    """A value with its operator and unit, where they stand in columns of their own, and the cells that it is made of.

    They are joined to what they can belong to: a unit to a number, an operator to a value without one.
    """
    if _are_several(cells):
        return "", []
    value = covered(one_line(map(_one_line, cells)))
    parts = list(cells)
    signs = [cell for cell in texts.get(Column.OPERATOR, []) if _is_operator(cell)]
    units = [cell for cell in texts.get(Column.UNIT, []) if _is_unit(cell)]
    before, behind = ("".join(plain_level(_one_line(cell)) for cell in some) for some in (signs, units))
    if value.startswith(before) or (not _BLANK.fullmatch(value) and not _BOUNDED.search(value)):
        value = value if value.startswith(before) else before + value
        parts += signs
    if value.endswith(behind) or value[-1:].isdecimal():
        value = value if value.endswith(behind) else one_line((value, behind))
        parts += units
    return value, parts


def _are_several(cells: Sequence[Cell]) -> bool:
    """Whether cells side by side are values of their own (半年 | 全年) and no parts of one (≥ | 95 | %)."""
    rows = Counter(cell.row for cell in cells)
    beside = [cell for cell in cells if rows[cell.row] > 1 and not _is_operator(cell)]
    with_figures = [cell for cell in beside if any(char.isdecimal() for char in cell.text)]
    return len(with_figures) > 1 or (not with_figures and len(beside) > 1)


def _is_operator(cell: Cell) -> bool:
    return bool(_OPERATORS.fullmatch(plain_level(cell.text)))


def _is_unit(cell: Cell) -> bool:
    return plain(cell.text) not in ("-", "—", "——", "/", "无")


def _columns(heads: Sequence[Head], cells: Sequence[Cell]) -> list[tuple[Head, list[Cell]]]:
    """For each head the cells of a row that stand below it; a value merged over both years stands below both."""
    found: dict[int, list[Cell]] = {id(head): [] for head in heads}
    for cell in sorted(cells, key=lambda cell: (cell.column, cell.row)):
        over = [head for head in heads if overlap(head.cell, cell)]
        if len(over) > 1 and not all(head.column in VALUES for head in over):
            over = [max(over, key=lambda head: _shared(head.cell, cell))]
        for head in over:
            found[id(head)].append(cell)
    return [(head, found[id(head)]) for head in heads]


def _shared(one: Cell, other: Cell) -> int:
    return min(one.end_column, other.end_column) - max(one.column, other.column)


def is_sum(row: Row) -> bool:
    """Whether a row of a list adds up the rows above it."""
    first = next((cell for cell in row if cell.text), None)
    return first is not None and plain(first.text).rstrip(":") in _SUMS
