"""What the target values of a record say against themselves, each other, and the form's own rules."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from builder.content.problems import Problem
from builder.content.source import Entry
from builder.content.tree import Path
from builder.model import Record, framework
from builder.model.record import Indicator
from builder.model.target import TargetValue, parse_target

_KEEP = "原表就是这样、经核实无误时可以保留"
_VALUES = (("当年度指标值", "annual_value"), ("实施周期指标值", "period_value"))

_COSTS = frozenset({"成本指标", "经济成本指标", "社会成本指标", "生态环境成本指标"})
_EXECUTION = re.compile(
    r"(?:(?<!计划)(?<!任务)(?<!合同)(?<!标准)(?<!制度)(?<!政策)(?<!措施)(?<!方案)(?<!规定)执行|支出|支付|拨付|(?:资金|预算|经费|款)(?:的)?(?:使用|下达|到位))"
    r"(?:进度|完成|及时)?(?:比率|率|比例|进度)"
)
_MONEY_NAMED = re.compile(r"成本|费|价|支出|投资|金额|投入|补助|补贴|标准|总额")
_SAVED = re.compile(r"节约|节省|节支|降低|下降|压减|压缩|减少|结余|控制率|达标率|合规率|覆盖率|收益|利润|回报")
_FLOOR = re.compile(r"最低|(?:补助|补贴|救助|慰问|奖励|发放|保障|待遇|工资|养老金)标准")
"""What people get at least: more of it is no waste (补助标准 ≥500元/人)."""
_SHARE = re.compile(r"率|比例|占比|比重|满意度|知晓度|百分比")
_MAY_EXCEED = re.compile(
    r"增|提高|提升|提速|上升|上涨|回报|收益|利润|完成率|完成比|产能|倍|投入产出|负债|杠杆|溢价|容积率|复种|周转|产销|流动比|速动比|负荷|拉动"
)
_PLACEHOLDER = re.compile(r"[*＊]+|[?？]+")
_POINTS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,2})?")
_POINTS_IN_LABEL = re.compile(r"[（(]\s*([0-9]{1,3}(?:\.[0-9]{1,2})?)\s*分\s*[）)]")
_MONEY = {"元": Decimal(1), "千元": Decimal(1000), "万": Decimal(10_000), "万元": Decimal(10_000)}
_IS_RATE = re.compile(r"(?:率|满意度|比例|比率)$")
_SMALLEST = 1000
"""元; no project has a smaller budget, but many forms say 320 for 320 万元."""
_BESIDE_THE_POINT = 10
"""A product beyond so many budgets is of two things that have nothing to do with each other (teachers, trainees)."""
_SUMS = (Decimal(100), Decimal(90))
"""All points, or all but the ten that a 自评表 gives to the execution of the budget."""


class _Row(NamedTuple):
    """An indicator with its place in the file."""

    path: Path
    category: str
    indicator: Indicator


def of_values(entry: Entry[Record]) -> Iterator[Problem]:
    """Findings in the table of indicators."""
    rows = list(_rows(entry.value))
    for row in rows:
        yield from _of_row(entry, row)
    yield from _absent_levels(entry)
    yield from _small_budget(entry)
    yield from _price_and_quantity(entry, rows)
    yield from _points(entry, rows)


def _rows(record: Record) -> Iterator[_Row]:
    for first, seconds in record.targets.items():
        for second, indicators in seconds.items():
            category = framework.category(first, second)
            for index, indicator in enumerate(indicators):
                yield _Row(("绩效指标", first, second, index), category, indicator)


def _of_row(entry: Entry[Record], row: _Row) -> Iterator[Problem]:
    name = row.indicator.name
    filed_wrong = row.category in _COSTS and _is_execution(row)
    if filed_wrong:
        message = f"“{name}”说的是预算执行，不是成本，却列在“{row.path[2]}”里"
        yield entry.problem(
            (*row.path, "三级指标"), "W207", message, "与批复单位核对应当列在哪一类；原表就是这样时可以保留"
        )
    for key, field in _VALUES:
        typed = getattr(row.indicator, field)
        if typed is not None and _PLACEHOLDER.fullmatch(typed.strip()):
            message = f"“{name}”的{key}是占位符“{typed.strip()}”"
            yield entry.problem((*row.path, key), "W210", message, "照原表填写；原表没有指标值时留空")
    is_cost = row.category in _COSTS and not (filed_wrong or _SAVED.search(name) or _FLOOR.search(name))
    if is_cost and (found := _first(row, lambda value: _is_at_least(value) and _is_money(name, value))):
        message = f"成本指标“{name}”写成“{found[1].raw}”，是要求花得更多"
        yield entry.problem((*row.path, found[0]), "W208", message, f"核对是不是应当用“≤”；{_KEEP}")
    if _SHARE.search(name) and not _MAY_EXCEED.search(name) and (found := _first(row, _is_over_100)):
        message = f"“{name}”的指标值“{found[1].raw}”超过了 100%"
        yield entry.problem((*row.path, found[0]), "W209", message, f"核对数字和小数点；{_KEEP}")
    if not filed_wrong and _IS_RATE.search(name) and (found := _first(row, _is_bare)):
        message = f"“{name}”的指标值“{found[1].raw}”没有写单位"
        yield entry.problem((*row.path, found[0]), "W225", message, f"核对是不是漏了“%”；{_KEEP}")
    yield from _late(entry, row)
    yield from _score(entry, row)


def _is_execution(row: _Row) -> bool:
    found = _EXECUTION.search(row.indicator.name)
    # 管理费支出比例 ≤5% is a share of the cost, 支出比例 ≥90% how much was spent.
    return found is not None and not (found[0].startswith("支") and row.indicator.target.operator in ("≤", "<"))


def _first(row: _Row, test: Callable[[TargetValue], bool]) -> tuple[str, TargetValue] | None:
    for key, field in _VALUES:
        value = parse_target(getattr(row.indicator, field))
        if test(value):
            return key, value
    return None


def _is_at_least(value: TargetValue) -> bool:
    return value.operator in ("≥", ">")


def _is_money(name: str, value: TargetValue) -> bool:
    # A rate of disposal under 生态环境成本 is no spending, and more of it is better.
    return value.unit.partition("/")[0] in (*_MONEY, "亿元") or bool(_MONEY_NAMED.search(name))


def _is_bare(value: TargetValue) -> bool:
    return value.number is not None and not value.unit


def _is_over_100(value: TargetValue) -> bool:
    return value.unit in ("%", "百分比") and value.operator in ("≥", ">", "=") and (value.number or 0) > 100


def _late(entry: Entry[Record], row: _Row) -> Iterator[Problem]:
    for key, field in _VALUES:
        value = parse_target(getattr(row.indicator, field))
        if value.date and (against := _out_of(entry.value, key, int(value.date[:4]))):
            message = f"“{row.indicator.name}”的{key}“{value.raw}”{against}"
            yield entry.problem((*row.path, key), "W212", message, f"核对日期和年度；{_KEEP}")


def _out_of(record: Record, key: str, year: int) -> str | None:
    """In what way a date is outside the years that its column is about."""
    if key == "当年度指标值" and year != record.year:
        return f"在预算年度 {record.year} 之{'后' if year > record.year else '前'}"
    if key == "实施周期指标值" and record.period and year > record.period.end:
        return f"在到期年度 {record.period.end} 之后"
    if key == "实施周期指标值" and record.period and year < record.period.start:
        return f"在起始年度 {record.period.start} 之前"
    return None


def _score(entry: Entry[Record], row: _Row) -> Iterator[Problem]:
    points, score = _number(row.indicator.points), _number(row.indicator.score)
    if points is not None and score is not None and score > points:
        message = f"“{row.indicator.name}”的得分 {score} 超过了分值 {points}"
        yield entry.problem((*row.path, "得分"), "W218", message, "照原表核对分值和得分")


def _number(typed: str | None) -> Decimal | None:
    text = (typed or "").strip().removesuffix("分")
    return Decimal(text) if _POINTS.fullmatch(text) else None


# ── the form as a whole ─────────────────────────────────────────────────────────────────────────────


def _small_budget(entry: Entry[Record]) -> Iterator[Problem]:
    if 0 < entry.value.budget < _SMALLEST:
        message = f"预算金额只有 {_plain(entry.value.budget)} 元，像是把万元当成了元"
        yield entry.problem(("预算金额",), "W224", message, f"对照原表核对单位；{_KEEP}")


def _absent_levels(entry: Entry[Record]) -> Iterator[Problem]:
    record = entry.value
    names = {first: framework.level_1(first) for first in record.targets}
    if not all(names.values()):
        return  # an unknown level may be any of them, and is asked about by itself
    categories = {framework.category(first, second) for first, below in record.targets.items() for second in below}
    there = {*names.values(), *("满意度指标" for category in categories if category == "服务对象满意度指标")}
    # 东莞 2019: 预期产出指标 and 效果指标, and no third.
    is_old = any(name.startswith(("预期产出", "效果")) for name in names)
    wanted = ["产出指标", "效益指标", *([] if is_old else ["满意度指标"])]
    if missing := [name for name in wanted if name not in there]:
        message = f"没有{'、'.join(missing)}"
        yield entry.key_problem(("绩效指标",), "W211", message, f"照原表补上；{_KEEP}")


class _Price(NamedTuple):
    row: _Row
    value: TargetValue
    yuan: Decimal
    per: str


def _price_and_quantity(entry: Entry[Record], rows: list[_Row]) -> Iterator[Problem]:
    quantities: dict[str, list[TargetValue]] = {}
    for row in rows:
        value = row.indicator.target
        if row.category == "数量指标" and value.number is not None and value.unit:
            quantities.setdefault(value.unit, []).append(value)
    prices = list(_prices(rows))
    alike = Counter(price.per for price in prices)
    for price in prices:
        found = quantities.get(price.per, [])
        # Of two quantities, or two prices, it isn't said which belongs to which.
        if len(found) != 1 or found[0].number is None or alike[price.per] > 1:
            continue
        total = price.yuan * found[0].number
        if entry.value.budget < total <= _BESIDE_THE_POINT * entry.value.budget:
            message = (
                f"“{price.row.indicator.name}”{price.value.raw} 乘以 {found[0].raw} 是 {_plain(total)} 元，"
                f"超过预算金额 {_plain(entry.value.budget)} 元"
            )
            key = "当年度指标值" if price.row.indicator.annual_value else "实施周期指标值"
            yield entry.problem((*price.row.path, key), "W213", message, f"核对单价、数量和预算金额；{_KEEP}")


def _prices(rows: list[_Row]) -> Iterator[_Price]:
    for row in rows:
        value = row.indicator.target
        money, slash, per = value.unit.partition("/")
        if slash and per and money in _MONEY and value.number is not None and value.operator in ("≤", "=", "<"):
            yield _Price(row, value, value.number * _MONEY[money], per)


def _plain(amount: Decimal) -> str:
    return f"{amount.normalize():f}"


def _points(entry: Entry[Record], rows: list[_Row]) -> Iterator[Problem]:
    points = [(row, _number(row.indicator.points)) for row in rows]
    if not points or any(number is None for _, number in points):
        return
    total = sum(number for _, number in points if number is not None)
    if total not in _SUMS:
        message = f"分值合计是 {_plain(Decimal(total))}，不是 100（预算执行另有 10 分的是 90）"
        yield entry.key_problem(("绩效指标",), "W217", message, f"照原表核对每一项的分值；{_KEEP}")
    for path, (label, parts) in _labelled_points(points).items():
        if label != parts:
            message = f"“{path[-1]}”写明 {_plain(label)} 分，下面的分值合计是 {_plain(parts)}"
            yield entry.key_problem(path, "W217", message, f"照原表核对每一项的分值；{_KEEP}")


def _labelled_points(points: list[tuple[_Row, Decimal | None]]) -> Mapping[Path, tuple[Decimal, Decimal]]:
    sums: dict[Path, tuple[Decimal, Decimal]] = {}
    for row, number in points:
        for path in (row.path[:2], row.path[:3]):
            if label := _POINTS_IN_LABEL.search(str(path[-1])):
                _, before = sums.get(path, (Decimal(0), Decimal(0)))
                sums[path] = Decimal(label[1]), before + (number or 0)
    return sums
