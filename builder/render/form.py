"""The approved form as a table: its rows with the spans of level 1 and level 2, and what came of each target."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from builder.model import Record, Row, framework
from builder.model.result import Judgement, State, judgements

HEADINGS = ("一级指标", "二级指标", "三级指标", "实施周期指标值", "当年度指标值")
"""The five column headings of the form."""

_RESULTS = (("实际完成值", "actual_value"), ("分值", "points"), ("得分", "score"))

# Longer ones aren't points, and their sum would have to be rounded.
_POINTS = re.compile(r"[0-9]{1,4}(\.[0-9]{1,4})?")

_Columns = Sequence[tuple[str, str]]


class Result(NamedTuple):
    """A cell of a self-evaluation."""

    heading: str
    value: str
    judgement: Judgement | None
    """Of an 实际完成值: what it makes of the target."""


class Points(NamedTuple):
    """得分 and 分值 of all indicators, added up."""

    score: str
    points: str


class Tally(NamedTuple):
    """The indicators of a self-evaluation, counted by what came of them."""

    indicators: int
    counts: Sequence[tuple[State, int]]
    points: Points | None


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table. A span of 0 means that the cell above reaches down to here."""

    row: Row
    span_1: int
    span_2: int
    terms: tuple[str, str]
    """The names under which level 1 and level 2 are explained: canonical where known."""
    results: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class FormTable:
    """The indicators of a form; the columns of a self-evaluation only where it has them."""

    headings: tuple[str, ...]
    groups: tuple[tuple[Line, ...], ...]
    """The rows by their level 1."""
    unset_span: int
    """How many columns a category without an indicator leaves empty."""
    tally: Tally | None
    """None where the record has no result."""


def form_table(record: Record) -> FormTable:
    """The table of a record, its rows in the form's order."""
    rows = list(record.rows())
    columns = [
        (heading, field)
        for heading, field in _RESULTS
        if any(row.indicator and getattr(row.indicator, field) for row in rows)
    ]
    judged = judgements(record)
    headings = HEADINGS + tuple(heading for heading, _ in columns)
    groups = tuple(_groups(rows, columns, judged))
    return FormTable(headings, groups, len(headings) - 2, _tally(rows, judged) if judged else None)


def _tally(rows: Sequence[Row], judged: Mapping[str, Judgement]) -> Tally:
    counts = Counter(judgement.state for judgement in judged.values())
    return Tally(len(judged), [(state, counts[state]) for state in State if counts[state]], _points(rows))


def _points(rows: Sequence[Row]) -> Points | None:
    """The sums, where each indicator that has 分值 or 得分 has both as plain numbers."""
    typed = [(row.indicator.score or "", row.indicator.points or "") for row in rows if row.indicator]
    pairs = [pair for pair in typed if any(pair)]
    if not pairs or not all(_POINTS.fullmatch(number) for pair in pairs for number in pair):
        return None
    return Points(*(_plainly(sum(map(Decimal, column), Decimal(0))) for column in zip(*pairs, strict=True)))


def _plainly(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _groups(rows: list[Row], columns: _Columns, judged: Mapping[str, Judgement]) -> Iterator[tuple[Line, ...]]:
    for _, group in groupby(rows, key=lambda row: row.level_1):
        yield tuple(_lines(list(group), columns, judged))


def _lines(rows: list[Row], columns: _Columns, judged: Mapping[str, Judgement]) -> Iterator[Line]:
    for _, same in groupby(rows, key=lambda row: row.level_2):
        seconds = list(same)
        for row in seconds:
            yield Line(
                row=row,
                span_1=len(rows) if row is rows[0] else 0,
                span_2=len(seconds) if row is seconds[0] else 0,
                terms=(framework.level_1(row.level_1) or row.level_1, framework.category(row.level_1, row.level_2)),
                results=tuple(_results(row, columns, judged.get(row.id))),
            )


def _results(row: Row, columns: _Columns, judgement: Judgement | None) -> Iterator[Result]:
    for heading, field in columns:
        value = getattr(row.indicator, field, None) or ""
        yield Result(heading, value, judgement if field == "actual_value" else None)
