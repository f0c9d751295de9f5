"""A project as the YAML of its form, in one of the three generations of the framework."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple


class Row(NamedTuple):
    """An indicator; a value may be empty."""

    name: str
    unit: str
    period: str
    annual: str


class Form(NamedTuple):
    """What is written on a form."""

    title: str
    year: int
    name: str
    kind: str
    department: str
    supervisor: str
    period: tuple[int, int]
    budget: str
    goals: tuple[str, str]
    rows: Mapping[str, Sequence[Row]]
    approval: Mapping[str, str]


Layout = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
"""Level 1 and its level 2, each with the kinds of indicators that stand below it."""


def _dongguan(left: str, right: str) -> Layout:
    return (
        (
            "预期产出指标",
            (
                (f"数量指标{left}或建筑规模指标{right}", "quantity"),
                ("质量指标", "quality"),
                (f"时效指标{left}工期指标{right}", "timeliness"),
                (f"预算{left}或投资规模{right}控制指标", "cost"),
            ),
        ),
        (
            "效果指标",
            (
                ("社会效益指标", "social"),
                ("经济效益指标", "economic"),
                ("生态效益指标", "ecological"),
                ("可持续影响", "lasting"),
                (f"社会公众{left}或服务对象{right}满意度指标", "satisfaction"),
            ),
        ),
    )


def _standard(
    points: Sequence[str] = ("", "", ""), ecology: str = "生态效益指标", public: str = "服务对象满意度指标"
) -> Layout:
    outputs, effects, satisfaction = points
    return (
        (
            f"产出指标{outputs}",
            (("数量指标", "quantity"), ("质量指标", "quality"), ("时效指标", "timeliness"), ("成本指标", "cost")),
        ),
        (
            f"效益指标{effects}",
            (
                ("经济效益指标", "economic"),
                ("社会效益指标", "social"),
                (ecology, "ecological"),
                ("可持续影响指标", "lasting"),
            ),
        ),
        (f"满意度指标{satisfaction}", ((public, "satisfaction"),)),
    )


_COSTS = (("经济成本指标", "cost"), ("社会成本指标", ""), ("生态环境成本指标", ""))
_OUTPUTS = (("数量指标", "quantity"), ("质量指标", "quality"), ("时效指标", "timeliness"))
_EFFECTS = (("经济效益指标", "economic"), ("社会效益指标", "social lasting"), ("生态效益指标", "ecological"))
_PUBLIC = ("满意度指标", (("服务对象满意度指标", "satisfaction"),))

_DONGGUAN = (_dongguan("(", ")"), _dongguan("（", "）"))
_STANDARD = (
    _standard(),
    _standard(),
    _standard(("(50分)", "(30分)", "(10分)")),
    _standard(),
    _standard(("（50分）", "（30分）", "（10分）")),
    _standard(ecology="环境效益指标", public="社会公众或服务对象满意度指标"),
)
_COST_FIRST = (
    (("成本指标", _COSTS), ("产出指标", _OUTPUTS), ("效益指标", _EFFECTS), _PUBLIC),
    (
        ("成本指标", _COSTS),
        ("产出指标", _OUTPUTS),
        ("效益指标", (*_EFFECTS[:1], ("社会效益指标", "social"), *_EFFECTS[2:], ("可持续影响指标", "lasting"))),
        _PUBLIC,
    ),
    (("产出指标", (*_OUTPUTS, ("经济成本指标", "cost"))), ("效益指标", _EFFECTS), _PUBLIC),
)


def layout(year: int, department: int) -> Layout:
    """The framework that a department uses in a year: each changes at a time of its own, and keeps its habits."""
    if department % 5 < 2 and year >= 2022 + department % 3:
        return _COST_FIRST[department % len(_COST_FIRST)]
    if year >= 2020 + department % 2:
        return _STANDARD[department % len(_STANDARD)]
    return _DONGGUAN[department % len(_DONGGUAN)]


def yaml(form: Form, framework: Layout) -> str:
    """The record file."""
    return "\n".join(_lines(form, framework)) + "\n"


def _lines(form: Form, framework: Layout) -> Iterator[str]:
    yield f"表名: {form.title}"
    yield f"预算年度: {form.year}"
    yield f"项目名称: {_scalar(form.name)}"
    yield f"项目类型: {form.kind}"
    yield "项目等级: 二级项目"
    yield f"主管部门: {form.supervisor}"
    yield f"用款单位: {form.department}"
    yield f"实施周期: {{起始年度: {form.period[0]}, 到期年度: {form.period[1]}}}"
    yield f"预算金额: {form.budget}"
    yield "总体绩效目标:"
    for key, goal in zip(("实施周期总目标", "年度目标"), form.goals, strict=True):
        yield f"  {key}: |-"
        yield from (f"    {line}" for line in goal.split("\n"))
    yield "绩效指标:"
    for first, seconds in framework:
        yield f"  {_scalar(first)}:"
        for second, kinds in seconds:
            rows = [row for kind in kinds.split() for row in form.rows.get(kind, ())]
            yield f"    {_scalar(second)}:" if rows else f"    {_scalar(second)}: []"
            for row in rows:
                yield from _row(row)
    yield "批复:"
    yield from (f"  {key}: {_scalar(text)}" for key, text in form.approval.items())


def _row(row: Row) -> Iterator[str]:
    yield f"      - 三级指标: {_scalar(row.name)}"
    yield f"        实施周期指标值: {_scalar(row.period)}" if row.period else "        实施周期指标值:"
    yield f"        当年度指标值: {_scalar(row.annual)}" if row.annual else "        当年度指标值:"


# Signs that mean something to YAML at the start of a text, or within it.
_NEEDS_QUOTES = re.compile(r"[-?:,\[\]{}#&*!|>'\"%@`]|.*(: | #)|.*:$")


def _scalar(text: str) -> str:
    return f'"{text}"' if _NEEDS_QUOTES.match(text) else text
