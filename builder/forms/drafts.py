"""The tables of a section → what they say of one project, or of each project of a list."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from builder.forms.columns import Head
from builder.forms.facts import Fact
from builder.forms.grid import Cell, overlap
from builder.forms.headings import Column
from builder.forms.labels import plain
from builder.forms.levels import Levels, add
from builder.forms.pieces import Piece
from builder.forms.sections import Section, Table
from builder.forms.targets import TargetReader, Used, is_sum
from builder.forms.vocabulary import Meaning

_CARRIED = frozenset({Meaning.DEPARTMENT, Meaning.SUPERVISOR, Meaning.YEAR})
"""What a list says once for the projects below it."""


@dataclass(slots=True)
class Draft:
    """What the tables of one project say."""

    facts: list[Fact] = field(default_factory=list)
    labels: list[Cell] = field(default_factory=list)
    loose: list[Cell | Piece] = field(default_factory=list)
    levels: Levels = field(default_factory=dict)
    placed: list[tuple[Cell, str]] = field(default_factory=list)
    left: list[tuple[Cell, Head]] = field(default_factory=list)
    years: list[int] = field(default_factory=list)
    project: str = ""
    no_level_1: bool = False

    def left_over(self) -> Iterator[tuple[Cell, Head]]:
        """Cells of its tables without a place; one that reaches over several rows may have found it in a later one."""
        placed = {id(cell) for cell, _ in self.placed}
        return ((cell, head) for cell, head in self.left if id(cell) not in placed)


def drafts_of(section: Section) -> list[Draft]:
    """One draft, or one for each project of a list."""
    drafts = [Draft()]
    for table in section.tables:
        if table.header.is_list:
            drafts = _list_drafts(table, drafts)
        else:
            _read_table(table, drafts[-1])
    return drafts


def _begin(table: Table, draft: Draft) -> TargetReader:
    draft.labels.extend(cell for cell in (*table.header.cells, *table.repeated) if cell.text)
    draft.years.extend(head.year for head in table.header.heads if head.year)
    draft.no_level_1 |= not any(head.column is Column.LEVEL_1 for head in table.header.heads)
    return TargetReader(table.header)


def _read_table(table: Table, draft: Draft) -> None:
    reader = _begin(table, draft)
    for row in table.rows:
        lines, used = reader.read(row)
        add(draft.levels, lines)
        _take(draft, row, used)


def _take(draft: Draft, row: Iterable[Cell], used: Used) -> None:
    draft.placed.extend(used.placed)
    draft.left.extend(used.left)
    known = {id(cell) for cell, _ in (*used.placed, *used.left)}
    for cell in row:
        if cell.text and id(cell) not in known:
            # 绩效指标 beside the rows, whose header stands further right.
            draft.loose.append(cell)


def _list_drafts(table: Table, before: list[Draft]) -> list[Draft]:
    drafts = [draft for draft in before if draft.project]
    head = Draft()
    reader = _begin(table, head)
    current = head
    for row in table.rows:
        facts = list(_facts_in(table, row))
        name = next((fact for fact in facts if fact.label.meaning is Meaning.NAME), None)
        if is_sum(row):
            current.loose.extend(cell for cell in row if cell.text)
            continue
        department = next((plain(fact.text) for fact in facts if fact.label.meaning is Meaning.DEPARTMENT), "")
        key = f"{department}/{plain(name.text)}" if name else ""
        if (
            name
            and key != current.project
            and not (current.project.endswith(f"/{plain(name.text)}") and not department)
        ):
            current = _next_project(current, head, key)
            drafts.append(current)
        lines, used = reader.read(row)
        add(current.levels, lines)
        own = {fact.label.meaning for fact in facts} & _CARRIED
        if own:
            current.facts = [fact for fact in current.facts if fact.label.meaning not in own]
        current.facts.extend(facts)
        placed = {id(fact.piece.cell) for fact in facts}
        _take(current, [cell for cell in row if id(cell) not in placed], used)
    return drafts or [head]


def _next_project(previous: Draft, head: Draft, key: str) -> Draft:
    carried = [fact for fact in previous.facts if fact.label.meaning in _CARRIED]
    newest = {fact.label.meaning: fact for fact in carried}
    return Draft(
        facts=list(newest.values()),
        labels=list(head.labels),
        loose=[] if previous is not head else list(head.loose),
        years=list(head.years),
        project=key,
        no_level_1=head.no_level_1,
    )


def _facts_in(table: Table, row: Iterable[Cell]) -> Iterator[Fact]:
    for cell in row:
        head = next(
            (head for head in table.header.heads if head.column is Column.FACT and overlap(head.cell, cell)), None
        )
        if cell.text and head and head.label:
            yield Fact(head.label, Piece(cell, None, cell.text))
