"""What the target values of a record say against themselves, each other, and the form's own rules."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from builder.content.colleague.direction import direction
from builder.content.colleague.points import points, score
from builder.content.colleague.rows import COSTS, KEEP, MONEY, VALUES, Row, figures, first, rows
from builder.content.problems import Problem
from builder.content.source import Entry
from builder.model import Record, framework
from builder.model.history import folded
from builder.model.target import TargetValue, parse_target

_EXECUTION = re.compile(
    r"(?:(?<!计划)(?<!任务)(?<!合同)(?<!标准)(?<!制度)(?<!政策)(?<!措施)(?<!方案)(?<!规定)执行|支出|支付|拨付|(?:资金|预算|经费|款)(?:的)?(?:使用|下达|到位))"
    r"(?:进度|完成|及时)?(?:比率|率|比例|进度)"
)
_SHARE = re.compile(r"率|比例|占比|比重|满意度|知晓度|百分比")
_MAY_EXCEED = re.compile(
    r"增|提高|提升|提速|上升|上涨|回报|收益|利润|完成率|完成比|产能|倍|投入产出|负债|杠杆|溢价|容积率|复种|周转|产销|流动比|速动比|负荷|拉动"
)
_PLACEHOLDER = re.compile(r"[*＊]+|[?？]+")
_SIGN_ALONE = re.compile(r"[≥≤≧≦><=＞＜＝±]+[%％]?")
_LETTER_FOR_DIGIT = re.compile(
    r"(?<![A-Za-z0-9.])(?:[OolI][0-9Oo]*[%％]|[0-9.]*[0-9](?:[Oo](?![A-Za-z])|[lI](?=[0-9])))"
)
"""O%, l00%, 4O场; but H2O, 5l/百公里 and I5 are what they are."""
_DAY = re.compile(r"((?:19|20)[0-9]{2})年([0-9]{1,2})月(?:([0-9]{1,2})日)?")
_IS_RATE = re.compile(r"(?:率|满意度|比例|比率)$")
_SMALLEST = 1000
"""元; no project has a smaller budget, but many forms say 320 for 320 万元."""
_BESIDE_THE_POINT = 10
"""A product beyond so many budgets is of two things that have nothing to do with each other (teachers, trainees)."""


def of_values(entry: Entry[Record]) -> Iterator[Problem]:
    """Findings in the table of indicators."""
    found = list(rows(entry.value))
    for row in found:
        yield from _of_row(entry, row)
    yield from _absent_levels(entry)
    yield from _small_budget(entry)
    yield from _price_and_quantity(entry, found)
    yield from _total_cost(entry, found)
    yield from _twice(entry, found)
    yield from points(entry, found)


def _of_row(entry: Entry[Record], row: Row) -> Iterator[Problem]:
    name = row.indicator.name
    filed_wrong = row.category in COSTS and _is_execution(row)
    if filed_wrong:
        message = f"“{name}”说的是预算执行，不是成本，却列在“{row.path[2]}”里"
        yield entry.problem(
            (*row.path, "三级指标"), "W207", message, "与批复单位核对应当列在哪一类；原表就是这样时可以保留"
        )
    for key, field in VALUES:
        typed = getattr(row.indicator, field)
        if typed is not None and (what := _unfinished(typed.strip())):
            message = f"“{name}”的{key}“{typed.strip()}”{what}"
            yield entry.problem((*row.path, key), "W210", message, "照原表填写；原表没有指标值时留空")
    if _SHARE.search(name) and not _MAY_EXCEED.search(name) and (found := first(row, _is_over_100)):
        message = f"“{name}”的指标值“{found[1].raw}”超过了 100%"
        yield entry.problem((*row.path, found[0]), "W209", message, f"核对数字和小数点；{KEEP}")
    if not filed_wrong and _IS_RATE.search(name) and (found := first(row, _is_bare)):
        message = f"“{name}”的指标值“{found[1].raw}”没有写单位"
        yield entry.problem((*row.path, found[0]), "W225", message, f"核对是不是漏了“%”；{KEEP}")
    yield from direction(entry, row, is_execution=filed_wrong)
    yield from _late(entry, row)
    yield from score(entry, row)


def _unfinished(typed: str) -> str | None:
    """In what way a value says nothing yet."""
    if _PLACEHOLDER.fullmatch(typed):
        return "是占位符"
    if _SIGN_ALONE.fullmatch(typed):
        return "只有符号，没有数"
    return "像是把字母当成了数字" if _LETTER_FOR_DIGIT.search(typed) else None


def _is_execution(row: Row) -> bool:
    found = _EXECUTION.search(row.indicator.name)
    # 管理费支出比例 ≤5% is a share of the cost, 支出比例 ≥90% how much was spent.
    return found is not None and not (found[0].startswith("支") and row.indicator.target.operator in ("≤", "<"))


def _is_bare(value: TargetValue) -> bool:
    return value.number is not None and not value.unit


def _is_over_100(value: TargetValue) -> bool:
    return value.unit in ("%", "百分比") and value.operator in ("≥", ">", "=") and (value.number or 0) > 100


def _late(entry: Entry[Record], row: Row) -> Iterator[Problem]:
    for key, field in VALUES:
        value = parse_target(getattr(row.indicator, field))
        if wrong := next(filter(None, map(_no_day, _DAY.finditer(value.raw))), None):
            message = f"“{row.indicator.name}”的{key}里的“{wrong}”不是日历上有的日期"
            yield entry.problem((*row.path, key), "W212", message, f"核对年、月、日；{KEEP}")
        if value.date and (against := _out_of(entry.value, key, int(value.date[:4]))):
            message = f"“{row.indicator.name}”的{key}“{value.raw}”{against}"
            yield entry.problem((*row.path, key), "W212", message, f"核对日期和年度；{KEEP}")


def _no_day(found: re.Match[str]) -> str | None:
    """What was found, if no calendar has it."""
    try:
        date(int(found[1]), int(found[2]), int(found[3] or 1))
    except ValueError:
        return found[0]
    return None


def _out_of(record: Record, key: str, year: int) -> str | None:
    """In what way a date is outside the years that its column is about."""
    if key == "当年度指标值" and year != record.year:
        return f"在预算年度 {record.year} 之{'后' if year > record.year else '前'}"
    if key == "实施周期指标值" and record.period and year > record.period.end:
        return f"在到期年度 {record.period.end} 之后"
    if key == "实施周期指标值" and record.period and year < record.period.start:
        return f"在起始年度 {record.period.start} 之前"
    return None


# ── the form as a whole ─────────────────────────────────────────────────────────────────────────────


def _small_budget(entry: Entry[Record]) -> Iterator[Problem]:
    if 0 < entry.value.budget < _SMALLEST:
        message = f"预算金额只有 {figures(entry.value.budget)} 元，像是把万元当成了元"
        yield entry.problem(("预算金额",), "W224", message, f"对照原表核对单位；{KEEP}")


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
        yield entry.key_problem(("绩效指标",), "W211", message, f"照原表补上；{KEEP}")


class _Price(NamedTuple):
    row: Row
    value: TargetValue
    yuan: Decimal
    per: str


def _price_and_quantity(entry: Entry[Record], table: list[Row]) -> Iterator[Problem]:
    quantities: dict[str, list[TargetValue]] = {}
    for row in table:
        value = row.indicator.target
        if row.category == "数量指标" and value.number is not None and value.unit:
            quantities.setdefault(value.unit, []).append(value)
    prices = list(_prices(table))
    alike = Counter(price.per for price in prices)
    for price in prices:
        found = quantities.get(price.per, [])
        # Of two quantities, or two prices, it isn't said which belongs to which.
        if len(found) != 1 or found[0].number is None or alike[price.per] > 1:
            continue
        total = price.yuan * found[0].number
        if entry.value.budget < total <= _BESIDE_THE_POINT * entry.value.budget:
            message = (
                f"“{price.row.indicator.name}”{price.value.raw} 乘以 {found[0].raw} 是 {figures(total)} 元，"
                f"超过预算金额 {figures(entry.value.budget)} 元"
            )
            key = "当年度指标值" if price.row.indicator.annual_value else "实施周期指标值"
            yield entry.problem((*price.row.path, key), "W213", message, f"核对单价、数量和预算金额；{KEEP}")


def _prices(table: list[Row]) -> Iterator[_Price]:
    for row in table:
        value = row.indicator.target
        money, slash, per = value.unit.partition("/")
        if slash and per and money in MONEY and value.number is not None and value.operator in ("≤", "=", "<"):
            yield _Price(row, value, value.number * MONEY[money], per)


def _total_cost(entry: Entry[Record], table: list[Row]) -> Iterator[Problem]:
    """A cost that may be ten times the budget has a zero too many, or 万元 for 元."""
    for row in table:
        value = parse_target(row.indicator.annual_value)
        if row.category not in COSTS or value.number is None or value.unit not in MONEY or value.operator in ("≥", ">"):
            continue
        if 0 < _BESIDE_THE_POINT * entry.value.budget <= (cost := value.number * MONEY[value.unit]):
            message = f"“{row.indicator.name}”是 {figures(cost)} 元，预算金额只有 {figures(entry.value.budget)} 元"
            yield entry.problem((*row.path, "当年度指标值"), "W213", message, f"核对单位和预算金额；{KEEP}")


def _twice(entry: Entry[Record], table: list[Row]) -> Iterator[Problem]:
    seen: set[tuple[str, ...]] = set()
    for row in table:
        said = (
            *map(str, row.path[:3]),
            folded(row.indicator.name),
            *(getattr(row.indicator, field) or "" for _, field in VALUES),
        )
        if said in seen:
            message = f"“{row.path[2]}”里有两项“{row.indicator.name}”，指标值也相同"
            yield entry.problem((*row.path, "三级指标"), "W228", message, f"重复的删去一项；{KEEP}")
        seen.add(said)
