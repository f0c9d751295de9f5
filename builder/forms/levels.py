"""Lines of the table of indicators → level 1 → level 2 → indicators, in the form's order."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from builder.forms.headings import Column
from builder.forms.labels import plain
from builder.model import framework

KEYS = {
    Column.NAME: "三级指标",
    Column.PERIOD_VALUE: "实施周期指标值",
    Column.ANNUAL_VALUE: "当年度指标值",
    Column.ACTUAL: "实际完成值",
    Column.POINTS: "分值",
    Column.SCORE: "得分",
}
"""The keys of an indicator in a record, in the order of the design."""

_STANDARD = {
    "产出指标": ("数量指标", "质量指标", "时效指标", "成本指标"),
    "成本指标": ("经济成本指标", "社会成本指标", "生态环境成本指标"),
    "效益指标": ("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"),
    "满意度指标": ("服务对象满意度指标",),
}
NO_LEVEL = "绩效指标"


@dataclass(slots=True)
class Line:
    """What a row says in one half of the table."""

    level_1: str = ""
    level_2: str = ""
    values: dict[str, str] = field(default_factory=dict)
    begins: bool = False
    """Whether a name or a value begins in this row."""


def level_above(level_2: str) -> str:
    """The standard framework's level 1 of a category, for forms that leave level 1 out."""
    category = framework.level_2(level_2)
    return next((level_1 for level_1, below in _STANDARD.items() if category in below), level_2)


Levels = dict[str, dict[str, list[dict[str, str]]]]


def add(levels: Levels, lines: Sequence[Line]) -> None:
    """Put a row's lines in; the same indicator in both halves is one with two values."""
    names = [plain(line.values.get("三级指标", "")) for line in lines]
    if len(lines) == 2 and names[0] and names[0] == names[1]:
        first, second = lines
        lines = [Line(first.level_1, first.level_2, first.values | second.values, first.begins or second.begins)]
    for line in lines:
        level_1 = line.level_1 or NO_LEVEL
        if not (line.level_1 or line.values):
            continue
        rows = levels.setdefault(level_1, {}).setdefault(line.level_2 or level_1, [])
        if line.values and line.begins and not _completes(rows, line.values):
            rows.append({key: line.values[key] for key in KEYS.values() if key in line.values})


def _completes(rows: list[dict[str, str]], values: dict[str, str]) -> bool:
    """Give the indicator of the period's table its value for the year, which stands in a table further below."""
    period, annual = KEYS[Column.PERIOD_VALUE], KEYS[Column.ANNUAL_VALUE]
    if annual not in values or period in values:
        return False
    for at, row in enumerate(rows):
        if plain(row.get("三级指标", "")) == plain(values.get("三级指标", "")) and period in row and annual not in row:
            both = row | values
            rows[at] = {key: both[key] for key in KEYS.values() if key in both}
            return True
    return False


def settled(levels: Levels) -> Levels:
    """Without the stand-in for a level 2, where a level 1 has its own below it after all."""
    return {
        first: {second: rows for second, rows in below.items() if rows or second != first or len(below) == 1}
        for first, below in levels.items()
    }
