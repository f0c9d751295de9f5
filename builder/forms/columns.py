"""The header of a table of indicators → what each of its columns holds."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from builder.forms.grid import Cell
from builder.forms.headings import ALSO_FACTS, DATED, FROM_TO, KNOWN, NOTE, VALUES, Column
from builder.forms.labels import Label, label_of, plain, without_number
from builder.forms.vocabulary import Meaning

Row = Sequence[Cell]

_OF_PERIOD = re.compile(r"(?:长期|中期|中长期|实施期|实施周期|项目周期)(?:绩效)?(?:目标|指标)")


@dataclass(frozen=True, slots=True)
class Head:
    """A column of the table."""

    cell: Cell
    column: Column
    words: str
    """The heading as a person names it."""
    label: Label | None = None
    """Of a FACT column, what it is."""
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a table of indicators, from the left."""

    halves: tuple[tuple[Head, ...], ...]
    """One, or two where the indicators of the whole period and of the year stand side by side."""
    cells: tuple[Cell, ...]
    """All cells of the heading rows."""
    end_row: int

    @property
    def heads(self) -> tuple[Head, ...]:
        """All columns."""
        return tuple(head for half in self.halves for head in half)

    @property
    def left(self) -> int:
        """The first column that holds part of an indicator."""
        return min(head.cell.column for head in self.heads if head.column not in (Column.FACT, Column.OTHER))

    def of_period(self) -> "Header":
        """The same, its values being those of the whole period."""
        return replace(self, halves=tuple(_valued(half, Column.PERIOD_VALUE) for half in self.halves))

    @property
    def is_list(self) -> bool:
        """Whether each row names its project."""
        return any(head.label and head.label.meaning is Meaning.NAME for head in self.heads)


def header_at(rows: Sequence[Row], index: int) -> Header | None:
    """The header that begins in a row, or None."""
    heads = [_head(cell) for cell in rows[index] if cell.text and not cell.around]
    cells = list(rows[index])
    end = min((cell.end_row for cell in rows[index] if cell.text), default=0)
    if not _is_header(heads) and (whole := _two_lines(heads, rows, index)):
        index += 1
        heads, cells, end = whole, [*cells, *rows[index]], max(end, rows[index][0].row + 1)
    if not _is_header(heads):
        return None
    while index + 1 < len(rows) and (below := _second_line(heads, rows[index + 1])):
        index += 1
        heads, cells = below, [*cells, *rows[index]]
        end = max(end, rows[index][0].row + 1)
    heads = _settled(sorted(heads, key=lambda head: head.cell.column))
    return Header(tuple(_halves(heads)), tuple(cells), end)


def _two_lines(heads: Sequence[Head], rows: Sequence[Row], index: int) -> list[Head] | None:
    """The heads where some stand over two rows, and others in the second below a common one (中期指标, 绩效指标)."""
    if index + 1 >= len(rows):
        return None
    below = [_head(cell) for cell in rows[index + 1] if cell.text and not cell.around]
    if not any(head.column is Column.NAME for head in below) or any(head.column is Column.OTHER for head in below):
        return None
    beside = [head for head in heads if not any(_over(head.cell, lower.cell) for lower in below)]
    row = below[0].cell.row
    joined = [head for head in beside if head.cell.end_row > row or head.column in (Column.LEVEL_1, Column.LEVEL_2)]
    over = [head for head in heads if head not in beside]
    if any(head.label and head.label.meaning is Meaning.NAME for head in beside) and all(
        (label := label_of(head.cell.text)) and label.meaning is Meaning.TARGETS for head in over
    ):
        joined = beside  # 项目名称 beside 绩效指标: a list, whose merged cells a text has lost
    is_one = len(joined) == len(beside) < len(heads) and any(head.column is not Column.OTHER for head in joined)
    return [*beside, *below] if is_one else None


def _is_header(heads: Sequence[Head]) -> bool:
    columns = [head.column for head in heads]
    named = Column.NAME in columns
    levels = Column.LEVEL_1 in columns or Column.LEVEL_2 in columns
    valued = any(column in (*VALUES, Column.ACTUAL) for column in columns)
    return named and valued and (levels or len(heads) >= 3)


def _head(cell: Cell) -> Head:
    words = without_number(plain(cell.text).rstrip(":"))
    stem, note = words, ""
    while stem not in KNOWN and (found := NOTE.search(stem)) and found.start():
        stem, note = stem[: found.start()], found[0].strip("()")
    column = KNOWN.get(stem)
    if column in VALUES and (noted := _value_column(note)):
        return Head(cell, noted[0], words, year=noted[1])
    if column:
        return Head(cell, column, words)
    if dated := _value_column(stem):
        return Head(cell, dated[0], words, year=dated[1])
    label = label_of(cell.text)
    placeless = label is None or label.meaning in (Meaning.OTHER, Meaning.PERSON, Meaning.FUND, Meaning.TARGETS)
    return Head(cell, Column.OTHER if placeless else Column.FACT, words, label)


def _value_column(words: str) -> tuple[Column, int | None] | None:
    """Which value a heading with years means: 2024年指标值, 2024-2026年, 中期."""
    if whole := FROM_TO.match(words):
        return (Column.PERIOD_VALUE, None) if KNOWN.get(words[whole.end() :] or "指标值") in VALUES else None
    if dated := DATED.match(words):
        return (Column.ANNUAL_VALUE, int(dated[1])) if KNOWN.get(dated["rest"] or "指标值") in VALUES else None
    column = KNOWN.get(words)
    return (column, None) if column in VALUES else None


def _settled(heads: Sequence[Head]) -> list[Head]:
    """The heads, where a word that means two things is told by its neighbours."""
    precise = {head.column for head in heads if head.words.startswith(("三级", "指标值", "年度指标值", "当年"))}
    levels = [head.cell.column for head in heads if head.column in (Column.LEVEL_1, Column.LEVEL_2)]
    names = [head.cell.column for head in heads if head.column is Column.NAME]
    first_name = min((head.cell.column for head in heads if head.column is Column.NAME), default=0)
    settled = []
    for head in heads:
        # 绩效指标 left of the levels is the table's title, not a column; 年度目标 in a list is the project's goal.
        before_all = bool(levels) and head.cell.column < min(levels) and len(names) > 1
        other_name = Column.NAME in precise and not head.words.startswith("三级")
        group = head.column is Column.NAME and (before_all or other_name)
        fact = head.words in ALSO_FACTS and (Column.ANNUAL_VALUE in precise or head.cell.column < first_name)
        if group:
            settled.append(replace(head, column=Column.OTHER))
        elif fact and head.cell.column < first_name and (label := label_of(head.cell.text)):
            settled.append(replace(head, column=Column.FACT, label=label))
        else:
            settled.append(head)
    return settled if any(head.column is Column.NAME for head in settled) else list(heads)


def _second_line(heads: Sequence[Head], row: Row) -> list[Head] | None:
    """The heads when the row below divides some of them: 指标值 over 实施周期 and 当年度."""
    filled = [cell for cell in row if cell.text]
    columns = [_head(cell).column for cell in filled]
    if divided_name := _divided_name(heads, filled):
        return divided_name
    if not filled or Column.NAME in columns or (Column.OTHER in columns and not _goes_on(heads, filled, columns)):
        return None
    parts = [(cell, next((head for head in heads if _over(head.cell, cell)), None)) for cell in filled]
    if not all(head and head.column is not Column.NAME for _, head in parts):
        # Where merges are lost, the upper heading stands over the first of its columns alone.
        parts = [(cell, _left_of(heads, cell)) for cell in filled]
    if not all(head and head.column in (*VALUES, Column.OTHER, Column.ACTUAL) for _, head in parts):
        return None
    divided = [head for _, head in parts if head]
    kept = [head for head in heads if head not in divided]
    lower = [_below(cell, head) for cell, head in parts if head]
    valued = {id(head) for (_, head), below in zip(parts, lower, strict=True) if below.column in VALUES}
    # Where none below 指标值 is a value by its words, each may be a part of it (比较 | 数值 | 计量).
    return kept + [
        replace(below, column=head.column)
        if head and head.column in VALUES and below.column is Column.OTHER and id(head) not in valued
        else below
        for (_, head), below in zip(parts, lower, strict=True)
    ]


def _divided_name(heads: Sequence[Head], filled: Sequence[Cell]) -> list[Head] | None:
    """The heads when the row below divides 三级指标 into its name and what is said of it."""
    above = next((head for head in heads if head.column is Column.NAME and head.cell.columns > 1), None)
    if not above or not all(_over(above.cell, cell) for cell in filled):
        return None
    names = [cell for cell in filled if plain(cell.text) in ("名称", "内容", "指标名称", "指标内容", "三级指标")]
    if len(names) != 1:
        return None
    lower = [
        replace(above, cell=cell) if cell in names else replace(_head(cell), column=Column.OTHER) for cell in filled
    ]
    return [*(head for head in heads if head is not above), *lower]


def _goes_on(heads: Sequence[Head], filled: Sequence[Cell], columns: Sequence[Column]) -> bool:
    """Whether a row with words that nobody knows is still part of the heading."""
    name = next(head.cell for head in heads if head.column is Column.NAME)
    if any(char.isdecimal() for cell in filled for char in cell.text):
        return False
    if name.end_row > filled[0].row:
        return True
    return filled[0].column >= name.end_column and any(column in (*VALUES, Column.ACTUAL) for column in columns)


def _below(cell: Cell, above: Head) -> Head:
    head = _head(cell)
    if above.label and above.label.meaning is Meaning.FUND and head.words in ("合计", "小计", "总额", "总计"):
        head = replace(head, column=Column.FACT, label=replace(above.label, meaning=Meaning.BUDGET))
    return replace(head, words=f"{above.words} {head.words}")


def _over(upper: Cell, lower: Cell) -> bool:
    return upper.column <= lower.column < upper.end_column


def _left_of(heads: Sequence[Head], cell: Cell) -> Head | None:
    return max(
        (head for head in heads if head.cell.column <= cell.column), key=lambda head: head.cell.column, default=None
    )


def _halves(heads: Sequence[Head]) -> list[tuple[Head, ...]]:
    names = [index for index, head in enumerate(heads) if head.column is Column.NAME]
    if len(names) != 2:
        # 长期绩效指标 stands beside the rows of one table, 年度绩效指标 beside those of the next.
        is_of_period = any(head.column is Column.OTHER and _OF_PERIOD.match(head.words) for head in heads)
        one = _one_half(heads)
        return [_valued(one, Column.PERIOD_VALUE) if is_of_period else one]
    middle = next(
        (
            index
            for index in range(names[0] + 1, names[1] + 1)
            if heads[index].column in (Column.LEVEL_1, Column.LEVEL_2, Column.NAME)
        ),
        names[1],
    )
    first, second = heads[:middle], heads[middle:]
    shared = [head for head in first if head.column is Column.LEVEL_1]
    if not any(head.column is Column.LEVEL_1 for head in second):
        second = [*shared, *second]
    if not any(head.column is Column.LEVEL_2 for head in second):
        second = [*second, *(head for head in first if head.column is Column.LEVEL_2)]
    return [_valued(first, Column.PERIOD_VALUE), _valued(second, Column.ANNUAL_VALUE)]


def _valued(heads: Sequence[Head], column: Column) -> tuple[Head, ...]:
    """A half's heads, its lone value column being that of the period or of the year by its place."""
    return tuple(
        replace(head, column=column) if head.column in VALUES and head.words in ("指标值", "目标值") else head
        for head in heads
    )


def _one_half(heads: Sequence[Head]) -> tuple[Head, ...]:
    """One value column each for the period and for the year; a further one has no place in a record."""
    kept: list[Head] = []
    taken: set[Column] = set()
    for head in heads:
        single = head.column not in (Column.FACT, Column.OTHER)
        kept.append(replace(head, column=Column.OTHER) if single and head.column in taken else head)
        taken.add(head.column)
    return tuple(kept)
