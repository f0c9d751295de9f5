"""A grid → its forms: which rows belong to which, and which of them are tables of indicators."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from builder.forms.columns import Header, Row, header_at
from builder.forms.grid import Cell, Grid
from builder.forms.labels import label_of, one_line, plain
from builder.forms.pieces import pieces
from builder.forms.targets import TargetReader
from builder.forms.vocabulary import Meaning

_TITLE = re.compile(r"^[^:。；，,、]{2,60}(?:表|批复|申报书|任务书|清单)(?:\([^()]{1,20}\))?$")
_TITLE_WORDS = ("绩效", "目标", "自评", "项目", "预算")
_SURE_TITLE = re.compile(r"绩效.*(?:表|申报书|清单)")
_CONTINUED = re.compile(r"\(续[表页0-9一二三]*\)$|(?<![持连延后手])续表(?:[0-9一二三]*|\(.*\))$")
_YEAR_LINE = re.compile(r"^\(?(?:19|20)[0-9]{2}年?度?\)?$")
_ASIDE = 4
"""Rows of one text each that may stand between two rows of a table, and the row behind them."""
_HEADING_LINES = frozenset({Meaning.DEPARTMENT, Meaning.SUPERVISOR, Meaning.YEAR, Meaning.UNIT})


@dataclass(frozen=True, slots=True)
class Table:
    """A table of indicators."""

    header: Header
    rows: tuple[Row, ...]
    repeated: tuple[Cell, ...]
    """The cells of a header that comes back on another page."""
    under: Meaning | None = None
    """The goal whose row stands over it, where a form has a part for each period: 实施期绩效目标, 年度绩效目标."""


@dataclass(slots=True)
class Section:
    """The rows of one form, or of a list of projects."""

    title: Cell | None = None
    blocks: list[list[Row]] = field(default_factory=lambda: [[]])
    """The rows before, between and after its tables; nothing goes on across a table."""
    tables: list[Table] = field(default_factory=list)
    named: bool = False
    """Whether a row says 项目名称."""
    has_goal: bool = False

    @property
    def rows(self) -> list[Row]:
        """All rows outside its tables."""
        return [row for block in self.blocks for row in block]

    @property
    def is_form(self) -> bool:
        """Whether it is an approval form at all."""
        listed = any(table.header.is_list for table in self.tables)
        return bool(self.named and (self.tables or self.has_goal)) or listed or bool(self.tables and self.has_goal)

    @property
    def is_begun(self) -> bool:
        """Whether what follows a title here is another form."""
        return self.named or bool(self.tables)


@dataclass(frozen=True, slots=True)
class Sections:
    """The forms of a grid, and the rows before the first of them, which hold for all."""

    preface: tuple[Row, ...]
    sections: tuple[Section, ...]


def sections(grid: Grid) -> Sections:
    """Split a grid."""
    found = [Section()]
    for part in _parts(grid.rows):
        if isinstance(part, Table):
            found[-1].tables.append(part)
            found[-1].blocks.append([])
            continue
        meanings = {piece.label.meaning for cell in part for piece in pieces(cell) if piece.label}
        title = title_of(part)
        if title and found[-1].is_begun and _CONTINUED.search(plain(title.text)):
            found[-1].blocks[-1].append(part)
            continue
        names_another = Meaning.NAME in meanings and found[-1].named
        if (title and not title.around and found[-1].is_begun) or names_another:
            found.append(Section(blocks=[[] if title else _heading_lines(found[-1])]))
        _take(found[-1], part, title, meanings)
    for section in found:
        _tell_periods_apart(section)
    return Sections(tuple(_preface(found[0])), tuple(found))


def _tell_periods_apart(section: Section) -> None:
    """Where a form has a part for the whole period and one for the year, each table has the values of its own."""
    if {Meaning.PERIOD_GOAL, Meaning.ANNUAL_GOAL} <= {table.under for table in section.tables}:
        section.tables = [
            replace(table, header=table.header.of_period()) if table.under is Meaning.PERIOD_GOAL else table
            for table in section.tables
        ]


def _take(section: Section, row: Row, title: Cell | None, meanings: set[Meaning]) -> None:
    if title and not section.is_begun and (not title.around or section.title is None):
        section.title = title
    section.named |= Meaning.NAME in meanings
    section.has_goal |= bool(meanings & {Meaning.GOALS, Meaning.PERIOD_GOAL, Meaning.ANNUAL_GOAL})
    section.blocks[-1].append(row)


def _preface(first: Section) -> Iterator[Row]:
    """The rows before the first form's title, or before its first row where it has none."""
    at = next((index for index, row in enumerate(first.rows) if first.title and first.title in row), 0)
    yield from first.rows[:at]


def _heading_lines(section: Section) -> list[Row]:
    """Take back the lines right before a form without a title that belong to it (预算单位：…)."""
    lines: list[Row] = []
    block = section.blocks[-1]
    while block:
        labels = [piece.label for cell in block[-1] for piece in pieces(cell)]
        if not labels or not all(label and label.meaning in _HEADING_LINES for label in labels):
            break
        lines.insert(0, block.pop())
    return lines


def _parts(rows: Sequence[Row]) -> Iterator[Table | Row]:
    index = 0
    under: Meaning | None = None
    while index < len(rows):
        header = header_at(rows, index)
        if header is None:
            if any(cell.text for cell in rows[index]):
                under = _goal_of(rows[index]) or under
                yield rows[index]
            index += 1
            continue
        index = _after(rows, header)
        reader, body, repeated, aside = TargetReader(header), list[Row](), list[Cell](), list[Row]()
        while index < len(rows) and not _is_title_row(rows[index]):
            if reader.ends_at(rows[index]):
                if not _goes_on_behind(rows, index, reader):
                    break
                aside.append(rows[index])
                index += 1
                continue
            again = header_at(rows, index)
            if again and [head.words for head in again.heads] != [head.words for head in header.heads]:
                break
            if again:
                repeated.extend(again.cells)
                index = _after(rows, again)
            else:
                body.append(rows[index])
                index += 1
        yield Table(header, tuple(body), tuple(repeated), under)
        yield from aside
        under = None


def _goes_on_behind(rows: Sequence[Row], index: int, reader: TargetReader) -> bool:
    """Whether a row of one text (注：…) only stands between the rows of a table."""
    for row in rows[index : index + _ASIDE]:
        if sum(bool(cell.text) for cell in row) > 1:
            return not reader.ends_at(row) and reader.names_a_category(row)
        if any(piece.label for cell in row for piece in pieces(cell)):
            return False
    return False


def _goal_of(row: Row) -> Meaning | None:
    """Which goal a row is about that says nothing else."""
    filled = [cell for cell in row if cell.text]
    label = label_of(filled[0].text) if len(filled) == 1 else None
    if label and label.meaning is Meaning.GOALS and "年" in label.words:
        return Meaning.ANNUAL_GOAL
    return label.meaning if label and label.meaning in (Meaning.PERIOD_GOAL, Meaning.ANNUAL_GOAL) else None


def _after(rows: Sequence[Row], header: Header) -> int:
    return next((index for index, row in enumerate(rows) if row[0].row >= header.end_row), len(rows))


def _is_title_row(row: Row) -> bool:
    title = title_of(row)
    return title is not None and bool(_SURE_TITLE.search(plain(title.text)))


def title_of(row: Row) -> Cell | None:
    """The cell that holds a form's title, where a row is one."""
    filled = [cell for cell in row if cell.text]
    if len(filled) != 1 or any(piece.label for piece in pieces(filled[0])):
        return None
    words = plain(title_lines(filled[0])[0])
    if not _TITLE.match(words) or not any(word in words for word in _TITLE_WORDS):
        return None
    return filled[0] if not filled[0].around or _SURE_TITLE.search(words) else None


def title_lines(cell: Cell) -> tuple[str, str]:
    """A title in one line, and the year that stands in a line of its own below it."""
    lines = [line.strip() for line in cell.text.split("\n") if line.strip()]
    years = [line for line in lines if _YEAR_LINE.match(plain(line))]
    return one_line(line for line in lines if line not in years), years[0] if years else ""
