"""What became of an indicator: its result (实际完成值, of a self-evaluation) beside its target.

Only what both texts say for sure is compared. A result is the set of values that it leaves open, a
target the set that meets it and the one that misses it: 达成 where the result lies wholly in the
first, 未达成 where it lies wholly in the second, else 不可比 with the reason. Nothing is guessed from
the indicator's name, from its points or from its score:

- ``4台`` without a sign is met by four; of five and of three the form doesn't tell, since a cost
  means at most and a quantity at least. ``=4台`` is missed by both.
- A date is a deadline where it says 前. Whether ``10月前`` takes October in isn't said, so a result of
  October can't be judged; ``10月底前`` takes it in.
- 万 and 亿 before a unit are exact (3.2万人次 is 32000人次), and 百分比 is %. No other units are
  converted: 场 isn't 场次, 2周 aren't 12天, and 1 isn't 100%.
- A text is met by the same text, or judged by the grades that the form of 绩效自评 itself has for
  qualitative indicators (财预〔2020〕10号, with 年度 or, in the provinces' forms, 预期): 达成指标;
  部分达成指标并具有一定效果; 未达成指标且效果较差. The middle one is 未达成: it says that something is missing.
"""

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from decimal import Context, Decimal
from enum import StrEnum
from typing import NamedTuple

from builder.model.record import Indicator, Record
from builder.model.target import Kind, TargetValue, parse_target, plain


class State(StrEnum):
    """What a result makes of its target, in the words that residents read."""

    MET = "达成"
    MISSED = "未达成"
    PENDING = "待公布"
    """There is a target and no result."""
    INCOMPARABLE = "不可比"
    """The two texts don't tell, or there is no target."""


class Judgement(NamedTuple):
    """A state, and why, where the two values beside it don't show that by themselves."""

    state: State
    reason: str | None = None


def judgements(record: Record) -> Mapping[str, Judgement]:
    """The judgement of each indicator by the id of its row; none at all where the record has no result."""
    rows = list(record.indicators())
    if not any(parse_target(row.indicator.actual_value).is_set for row in rows):
        return {}
    return {row.id: judge(row.indicator) for row in rows}


def judge(indicator: Indicator) -> Judgement:
    """What an indicator's result makes of its target (``Indicator.target``), by the rules above."""
    target, result = indicator.target, parse_target(indicator.actual_value)
    if not target.is_set:
        return Judgement(State.INCOMPARABLE, "没有设置指标值")
    if not result.is_set:
        return Judgement(State.PENDING)
    found = _compared(target, result)
    is_of_period = not parse_target(indicator.annual_value).is_set
    if is_of_period and found.state is not State.INCOMPARABLE and not found.reason:
        return found._replace(reason="与实施周期指标值相比")
    return found


_Edge = tuple[Decimal, int]
"""A number, or a day as its ordinal; beside it -1 for just below and 1 for just above."""


class _Span(NamedTuple):
    """All values from one edge to another, both of them included."""

    low: _Edge
    high: _Edge

    def holds(self, other: "_Span") -> bool:
        return self.low <= other.low and other.high <= self.high


class _Zones(NamedTuple):
    """What meets a target, and what misses it."""

    met: _Span
    missed: tuple[_Span, ...]
    unsaid: _Span | None = None
    """Where the target doesn't tell, and the reason."""
    reason: str = ""


_LOWEST: _Edge = (Decimal("-Infinity"), 0)
_HIGHEST: _Edge = (Decimal("Infinity"), 0)
_ANYTHING = _Span(_LOWEST, _HIGHEST)

_GRADE = re.compile(r"(部分|未)?达成(?:年度|预期)指标(?:并具有一定效果|且效果较差)?。?")
_GRADES = {
    None: Judgement(State.MET),
    "部分": Judgement(State.MISSED, "部分达成，算作未达成"),
    "未": Judgement(State.MISSED),
}

_SCALES = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}
_EXACT = Context(prec=60)
"""A number has at most 35 digits, and a scale adds at most nine."""


def _compared(target: TargetValue, result: TargetValue) -> Judgement:
    if plain(target.raw) == plain(result.raw):
        return Judgement(State.MET)
    if target.kind is Kind.TEXT:
        grade = _GRADE.fullmatch(plain(result.raw))
        return _GRADES[grade[1]] if grade else _incomparable(_unclear("目标", target) or "目标是文字，结果的写法不同")
    if result.kind is Kind.TEXT:
        return _incomparable(_unclear("结果", result) or "结果是文字")
    if (target.kind is Kind.DATE) != (result.kind is Kind.DATE):
        return _incomparable("目标是日期，结果不是" if target.kind is Kind.DATE else "结果是日期，目标不是")
    if target.kind is Kind.DATE:
        return _placed(_days(target), _days_of_result(result), "结果的日期写得不够细")
    if reason := _units_differ(target, result):
        return _incomparable(reason)
    return _placed(_numbers(target), _numbers(result).met, "结果不是一个确定的数")


def _placed(target: _Zones, result: _Span, vague: str) -> Judgement:
    if target.met.holds(result):
        return Judgement(State.MET)
    if any(zone.holds(result) for zone in target.missed):
        return Judgement(State.MISSED)
    return _incomparable(target.reason if target.unsaid and target.unsaid.holds(result) else vague)


def _incomparable(reason: str) -> Judgement:
    return Judgement(State.INCOMPARABLE, reason)


def _unclear(side: str, value: TargetValue) -> str | None:
    """What has digits isn't called a text: a reader sees a number there, of which the program isn't sure."""
    return f"{side}的写法程序认不准" if any(map(str.isdigit, value.raw)) else None


def _units_differ(target: TargetValue, result: TargetValue) -> str | None:
    (_, wanted), (_, found) = _scaled(target.unit), _scaled(result.unit)
    if wanted == found:
        return None
    if not target.unit or not result.unit:
        return f"{'结果' if target.unit else '目标'}没有写单位"
    return "单位不同"


def _scaled(unit: str) -> tuple[Decimal, str]:
    """A unit without its 万 or 亿, and how many of it that is."""
    spelled = plain(unit).replace("百分比", "%")
    scale = _SCALES.get(spelled[:1])
    return (scale, spelled[1:]) if scale else (Decimal(1), spelled)


def _numbers(value: TargetValue) -> _Zones:
    scale, _ = _scaled(value.unit)
    low, high = (_EXACT.multiply(end, scale) for end in _ends(value))
    least, most = _Span((low, 0), _HIGHEST), _Span(_LOWEST, (high, 0))
    over, under = _Span((high, 1), _HIGHEST), _Span(_LOWEST, (low, -1))
    signs = {"≥": (least, under), ">": (over, most), "≤": (most, over), "<": (under, least)}
    if value.operator in signs:
        met, missed = signs[value.operator]
        return _Zones(met, (missed,))
    between = _Span((low, 0), (high, 0))
    if value.kind is Kind.EXACTLY and not plain(value.raw).startswith(("=", "等于")):
        return _Zones(between, (), _ANYTHING, "目标没有写明是至少还是至多")
    return _Zones(between, (under, over))


def _ends(value: TargetValue) -> tuple[Decimal, Decimal]:
    if value.low is not None and value.high is not None:
        return value.low, value.high
    number = value.number if value.number is not None else Decimal(0)
    return (number.copy_negate() if value.kind is Kind.TOLERANCE else number), number


def _days(value: TargetValue) -> _Zones:
    text = plain(value.raw)
    first, last = _first_and_last(value)
    before, after = _Span(_LOWEST, (first[0], -1)), _Span((last[0], 1), _HIGHEST)
    is_at_its_end = re.search("[底末]", text) is not None
    if "前" in text and is_at_its_end:
        return _Zones(_Span(_LOWEST, last), (after,))
    if "前" in text:
        unit = ("年", "月", "天")[str(value.date).count("-")]
        return _Zones(before, (after,), _Span(first, last), f"目标没有写明当{unit}算不算")
    met = _Span(last if is_at_its_end else first, last)
    return _Zones(met, (after,) if "内" in text else (), _ANYTHING, "目标没有写明是不是最晚的日期")


def _days_of_result(value: TargetValue) -> _Span:
    first, last = _first_and_last(value)
    return _Span(_LOWEST if "前" in plain(value.raw) else first, last)


def _first_and_last(value: TargetValue) -> tuple[_Edge, _Edge]:
    """The days that a date of its precision begins and ends with."""
    year, month, day = (*map(int, str(value.date).split("-")), 0, 0)[:3]
    ends = month or 12
    first = date(year, month or 1, day or 1)
    last = date(year, ends, day or monthrange(year, ends)[1])
    return (Decimal(first.toordinal()), 0), (Decimal(last.toordinal()), 0)
