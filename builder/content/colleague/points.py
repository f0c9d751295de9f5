"""分值 and 得分 of a 自评表: do they add up?"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from builder.content.colleague.rows import KEEP, Row, figures
from builder.content.problems import Problem
from builder.content.source import Entry
from builder.content.tree import Path
from builder.model import Record

_POINTS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,2})?")
_POINTS_IN_LABEL = re.compile(r"[（(]\s*([0-9]{1,3}(?:\.[0-9]{1,2})?)\s*分\s*[）)]")
_SUMS = (Decimal(100), Decimal(90))
"""All points, or all but the ten that a 自评表 gives to the execution of the budget."""


def score(entry: Entry[Record], row: Row) -> Iterator[Problem]:
    """A score above the points that there are for the indicator."""
    most, reached = _number(row.indicator.points), _number(row.indicator.score)
    if most is not None and reached is not None and reached > most:
        message = f"“{row.indicator.name}”的得分 {reached} 超过了分值 {most}"
        yield entry.problem((*row.path, "得分"), "W218", message, "照原表核对分值和得分")


def _number(typed: str | None) -> Decimal | None:
    text = (typed or "").strip().removesuffix("分")
    return Decimal(text) if _POINTS.fullmatch(text) else None


def points(entry: Entry[Record], table: list[Row]) -> Iterator[Problem]:
    """Points whose sum isn't what the form says."""
    found = [(row, _number(row.indicator.points)) for row in table]
    if not found or any(number is None for _, number in found):
        return
    total = sum(number for _, number in found if number is not None)
    if total not in _SUMS:
        message = f"分值合计是 {figures(Decimal(total))}，不是 100（预算执行另有 10 分的是 90）"
        yield entry.key_problem(("绩效指标",), "W217", message, f"照原表核对每一项的分值；{KEEP}")
    for path, (label, parts) in _labelled_points(found).items():
        if label != parts:
            message = f"“{path[-1]}”写明 {figures(label)} 分，下面的分值合计是 {figures(parts)}"
            yield entry.key_problem(path, "W217", message, f"照原表核对每一项的分值；{KEEP}")


def _labelled_points(points: list[tuple[Row, Decimal | None]]) -> Mapping[Path, tuple[Decimal, Decimal]]:
    sums: dict[Path, tuple[Decimal, Decimal]] = {}
    for row, number in points:
        for path in (row.path[:2], row.path[:3]):
            if label := _POINTS_IN_LABEL.search(str(path[-1])):
                _, before = sums.get(path, (Decimal(0), Decimal(0)))
                sums[path] = Decimal(label[1]), before + (number or 0)
    return sums
