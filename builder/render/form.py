"""The approved form as a table: its rows with the spans of level 1 and level 2."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from builder.model import Record, Row, framework

HEADINGS = ("一级指标", "二级指标", "三级指标", "实施周期指标值", "当年度指标值")
"""The five column headings of the form."""

_RESULTS = (("实际完成值", "actual_value"), ("分值", "points"), ("得分", "score"))


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table. A span of 0 means that the cell above reaches down to here."""

    row: Row
    span_1: int
    span_2: int
    terms: tuple[str, str]
    """The names under which level 1 and level 2 are explained: canonical where known."""
    results: tuple[tuple[str, str], ...]
    """Column heading and value of a self-evaluation."""


@dataclass(frozen=True, slots=True)
class FormTable:
    """The indicators of a form; the columns of a self-evaluation only where it has them."""

    headings: tuple[str, ...]
    groups: tuple[tuple[Line, ...], ...]
    """The rows by their level 1."""
    unset_span: int
    """How many columns a category without an indicator leaves empty."""


def form_table(record: Record) -> FormTable:
    """The table of a record, its rows in the form's order."""
    rows = list(record.rows())
    results = [
        (heading, field)
        for heading, field in _RESULTS
        if any(row.indicator and getattr(row.indicator, field) for row in rows)
    ]
    headings = HEADINGS + tuple(heading for heading, _ in results)
    return FormTable(headings, tuple(_groups(rows, results)), unset_span=len(headings) - 2)


def _groups(rows: list[Row], results: list[tuple[str, str]]) -> Iterator[tuple[Line, ...]]:
    for _, group in groupby(rows, key=lambda row: row.level_1):
        yield tuple(_lines(list(group), results))


def _lines(rows: list[Row], results: list[tuple[str, str]]) -> Iterator[Line]:
    for _, same in groupby(rows, key=lambda row: row.level_2):
        seconds = list(same)
        for row in seconds:
            yield Line(
                row=row,
                span_1=len(rows) if row is rows[0] else 0,
                span_2=len(seconds) if row is seconds[0] else 0,
                terms=(framework.level_1(row.level_1) or row.level_1, framework.category(row.level_1, row.level_2)),
                results=tuple((heading, getattr(row.indicator, field, None) or "") for heading, field in results),
            )
