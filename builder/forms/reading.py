"""A grid → its forms, with every text of it in exactly one place."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from builder.content.tree import Tree
from builder.forms.assemble import Assembled, Context, assemble, in_order
from builder.forms.beside import side_by_side
from builder.forms.drafts import Draft, drafts_of
from builder.forms.facts import Fact, Facts
from builder.forms.form import Fate, Form, Mark
from builder.forms.grid import Cell, Grid
from builder.forms.labels import Label, parts_digits, plain, says_more
from builder.forms.levels import NO_LEVEL, settled
from builder.forms.money import is_blank_amount
from builder.forms.pieces import Piece
from builder.forms.privacy import told_apart, without_personal_data
from builder.forms.rows import facts_of
from builder.forms.sections import Section, sections, title_lines
from builder.forms.vocabulary import Meaning

_SHARED = frozenset(
    {
        Meaning.INDEX,
        Meaning.DISCLOSED,
        Meaning.DOCUMENT_NUMBER,
        Meaning.YEAR,
        Meaning.UNIT,
        Meaning.SUPERVISOR,
        Meaning.DEPARTMENT,
    }
)
"""What the rows before the first form say of all forms of a grid."""
_TYPED = frozenset(
    {Meaning.BUDGET, Meaning.YEAR, Meaning.START, Meaning.END, Meaning.SPAN, Meaning.APPROVED, Meaning.DISCLOSED}
)
"""What is read as a year, an amount or a day, or not at all."""
_OVER_AMOUNTS = re.compile(
    r"(?:(?:19|20)[0-9]{2}年度?)?(?:(?:资金情况|项目资金情况|预算执行情况|资金来源|预算情况|(?:项目)?资金(?:申请|安排)(?:情况)?)"
    r"|(?:项目|预算|年度)?资金\(|项目经费\()"
)
_FAILED = re.compile(r"#(?:REF!|DIV/0!|VALUE!|NAME\?|N/A|NULL!|NUM!|SPILL!|CALC!|FIELD!|#+)")
_NO_AMOUNT = frozenset({Meaning.BUDGET, Meaning.FUND})


@dataclass(frozen=True, slots=True)
class Read:
    """What a grid holds."""

    forms: tuple[Form, ...]
    """Those that somebody filled in."""
    blank: int
    """How many nobody did."""
    marks: tuple[Mark, ...]
    """Texts that belong to no form."""


def read_grid(grid: Grid) -> Read:
    """Find the forms of a grid and read each. Never raises, whatever the grid holds."""
    forms: list[Form] = []
    blank: list[Form] = []
    for part in side_by_side(_without_failures(grid)):
        for form in _forms_in(grid, part):
            (blank if _is_blank(form) else forms).append(without_personal_data(form))
    others = [_given_up(mark) for form in blank for mark in form.marks]
    marked = {(mark.cell.row, mark.cell.column) for mark in chain(others, *(form.marks for form in forms))}
    # Whatever no form took is told, so that nothing can be lost on the way here.
    others += [
        Mark(grid, cell, Fate.LEFT, cell.text, "公式出错" if _FAILED.fullmatch(cell.text) else "")
        for cell in grid.filled()
        if not cell.around and (cell.row, cell.column) not in marked
    ]
    told = told_apart(mark for mark in others if mark.fate is not Fate.LABEL)
    return Read(tuple(forms), len(blank), tuple(told))


def _forms_in(grid: Grid, part: Grid) -> Iterator[Form]:
    split = sections(part)
    shared = [fact for fact in facts_of([split.preface]).facts if fact.label.meaning in _SHARED]
    title: Cell | None = None
    under_title: list[Fact] = []
    for section in split.sections:
        if section.is_form:
            if section.title:
                title, under_title = section.title, _under_title(section)
            yield from _forms_of(grid, section, title, [*shared, *under_title])


def _without_failures(grid: Grid) -> Grid:
    """The grid without what a spreadsheet shows where a formula failed: no text of a form."""
    return replace(
        grid, cells=tuple(replace(cell, text="") if _FAILED.fullmatch(cell.text) else cell for cell in grid.cells)
    )


def _given_up(mark: Mark) -> Mark:
    """A text of a form that nobody filled in: its title and its framework are no loss."""
    if mark.fate is not Fate.RECORD:
        return mark
    fate = Fate.LABEL if mark.where in ("表名", "预算年度", "一级指标", "二级指标") else Fate.LEFT
    return replace(mark, fate=fate)


def _under_title(section: Section) -> list[Fact]:
    """The year and the unit below a title, which hold for the forms after it that have no title of their own."""
    facts = facts_of([section.blocks[0]]).facts
    return [fact for fact in facts if fact.label.meaning in (Meaning.YEAR, Meaning.UNIT)]


def _is_blank(form: Form) -> bool:
    return not ({"项目名称", "预算金额", "总体绩效目标"} & form.record.keys()) and not any(
        rows for below in _levels(form) for rows in below.values()
    )


def _levels(form: Form) -> Iterator[Mapping[str, Tree]]:
    levels = form.record.get("绩效指标", {})
    if isinstance(levels, dict):
        yield from (below for below in levels.values() if isinstance(below, dict))


def _forms_of(grid: Grid, section: Section, title: Cell | None, shared: Sequence[Fact]) -> Iterator[Form]:
    outside = facts_of([row for row in block if section.title not in row] for block in section.blocks)
    heading, year_line = title_lines(title) if title else ("", "")
    for draft in drafts_of(section):
        facts = [*outside.facts, *draft.facts]
        known = {fact.label.meaning for fact in facts}
        facts += [fact for fact in shared if fact.label.meaning not in known and fact not in facts]
        context = Context(
            heading, year_line, tuple(draft.years), _group_unit(outside.labels), tuple(_notes_of(outside))
        )
        done = assemble(facts, context)
        if draft.levels:
            done.record["绩效指标"] = {
                first: {second: [dict(row) for row in rows] for second, rows in below.items()}
                for first, below in settled(draft.levels).items()
            }
        marks = _marks(grid, title, outside, draft, facts, done)
        notes = (*done.notes, *_notes(draft), *_of_changes(grid, done))
        yield Form(in_order(done.record), done.remarks, tuple(marks), notes)


def _group_unit(labels: Iterable[Piece]) -> str | None:
    """The unit of a label that stands over several amounts (项目资金（万元）); one amount's is its own."""
    return next(
        (piece.label.unit for piece in labels if piece.label and piece.label.unit and _is_over(piece.label)), None
    )


def _is_over(label: Label) -> bool:
    return bool(_OVER_AMOUNTS.match(label.words))


def _notes_of(outside: Facts) -> Iterator[str]:
    yield from (piece.label.note for piece in outside.labels if piece.label and piece.label.note)


def _of_changes(grid: Grid, done: Assembled) -> Iterator[str]:
    """A form of changes has two of everything, and which of them holds isn't for us to say."""
    if done.record and any("调整前" in plain(cell.text) for cell in grid.filled()):
        yield "表上有调整前和调整后的内容；请逐项核对，记录里应当是调整后的"


def _notes(draft: Draft) -> Iterator[str]:
    if draft.levels.keys() == {NO_LEVEL}:
        yield "表上没有一级、二级指标，暂列在“绩效指标”下；请对照框架归入产出、效益、满意度等类别"
    elif draft.no_level_1 and draft.levels:
        yield "表上没有一级指标，按通行的框架归入；请核对“绩效指标”"
    rows = chain.from_iterable(rows for below in draft.levels.values() for rows in below.values())
    for row in rows:
        yield from (
            f"“{row.get('三级指标', '')}”的{key}“{value}”，看不出是一个数还是几个数，照原样录入"
            for key, value in row.items()
            if key != "三级指标" and parts_digits(value)
        )


# ── where everything went ───────────────────────────────────────────────────────────────────────────


def _marks(
    grid: Grid,
    title: Cell | None,
    outside: Facts,
    draft: Draft,
    facts: Sequence[Fact],
    done: Assembled,
) -> Iterator[Mark]:
    if title:
        yield Mark(grid, title, Fate.RECORD, title.text, "表名")
    for piece in outside.labels:
        yield from _label_marks(grid, piece)
    for cell in draft.labels:
        yield Mark(grid, cell, Fate.LABEL, cell.text)
    for fact in facts:
        yield _mark(grid, fact, done)
    for cell, where in draft.placed:
        yield Mark(grid, cell, Fate.RECORD, cell.text, where)
    for cell, head in draft.left_over():
        yield _left(grid, cell, head.words, head.label)
    for piece in outside.loose:
        if not piece.cell.around:
            yield Mark(grid, piece.cell, Fate.LEFT, piece.text)
    for loose in draft.loose:
        cell = loose.cell if isinstance(loose, Piece) else loose
        yield Mark(grid, cell, Fate.LEFT, loose.text)


def _label_marks(grid: Grid, piece: Piece) -> Iterator[Mark]:
    label = piece.label
    yield Mark(grid, piece.cell, Fate.LABEL, label.words if label else piece.text)
    if label and says_more(label):
        yield _left(grid, piece.cell, label.words, label, label.note)


def _mark(grid: Grid, fact: Fact, done: Assembled) -> Mark:
    cell, meaning = fact.piece.cell, fact.label.meaning
    if where := done.placed.get(fact):
        return Mark(grid, cell, Fate.RECORD, fact.text, where)
    if meaning is Meaning.UNIT or (meaning in _NO_AMOUNT and is_blank_amount(fact.text)):
        return Mark(grid, cell, Fate.LABEL, fact.text)
    words = f"{fact.words}（认不出来）" if meaning in _TYPED else fact.words
    return _left(grid, cell, words, fact.label, fact.text)


def _left(grid: Grid, cell: Cell, words: str, label: Label | None, text: str | None = None) -> Mark:
    fate = Fate.PERSON if label and label.meaning is Meaning.PERSON else Fate.LEFT
    return Mark(grid, cell, fate, cell.text if text is None else text, words)
