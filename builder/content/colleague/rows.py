"""The rows of a record's table of indicators, each with its place in the file."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import NamedTuple

from builder.content.tree import Path
from builder.model import Record, framework
from builder.model.record import Indicator
from builder.model.target import TargetValue, parse_target

KEEP = "原表就是这样、经核实无误时可以保留"
VALUES = (("当年度指标值", "annual_value"), ("实施周期指标值", "period_value"))
MONEY = {
    "元": Decimal(1),
    "千元": Decimal(1000),
    "万": Decimal(10_000),
    "万元": Decimal(10_000),
    "亿元": Decimal(100_000_000),
}
"""How many 元 a unit of a target is."""
COSTS = frozenset({"成本指标", "经济成本指标", "社会成本指标", "生态环境成本指标"})


class Row(NamedTuple):
    """An indicator with its place."""

    path: Path
    category: str
    indicator: Indicator


def figures(number: Decimal) -> str:
    """A number as people write it: 210000, not 2.1E+5."""
    return f"{number.normalize():f}"


def rows(record: Record) -> Iterator[Row]:
    """All rows, in the form's order."""
    for level_1, seconds in record.targets.items():
        for level_2, indicators in seconds.items():
            category = framework.category(level_1, level_2)
            for index, indicator in enumerate(indicators):
                yield Row(("绩效指标", level_1, level_2, index), category, indicator)


def first(row: Row, test: Callable[[TargetValue], bool]) -> tuple[str, TargetValue] | None:
    """The first of a row's two values that the test is about, with its key."""
    for key, field in VALUES:
        value = parse_target(getattr(row.indicator, field))
        if test(value):
            return key, value
    return None
