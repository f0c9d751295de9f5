"""In which direction a target points: at least where at most is meant, and a year that asks more than all years."""

import re
from collections.abc import Iterator

from builder.content.colleague.rows import COSTS, KEEP, MONEY, VALUES, Row, first
from builder.content.problems import Problem
from builder.content.source import Entry
from builder.model import Record
from builder.model.target import Kind, TargetValue, parse_target

_MONEY_NAMED = re.compile(r"成本|费|价|支出|投资|金额|投入|补助|补贴|标准|总额")
_SAVED = re.compile(r"节约|节省|节支|降低|下降|压减|压缩|减少|结余|控制率|达标率|合规率|覆盖率|收益|利润|回报")
_FLOOR = re.compile(r"最低|(?:补助|补贴|救助|慰问|奖励|发放|保障|待遇|工资|养老金)标准")
"""What people get at least: more of it is no waste (补助标准 ≥500元/人)."""
_MORE_IS_BETTER = re.compile(
    r"(?:满意度|满意率|合格率|优良率|优秀率|覆盖率|达标率|及时率|参与率|完成率|知晓率|知晓度|普及率|就业率|准确率|完好率|到位率|办结率)$"
)
_LESS_IS_BETTER = re.compile(
    r"(?:投诉|故障|事故|差错|空置|空岗|逾期|延误|失业|伤亡|返工|违规|发病|发案|死亡)(?:率|次数|数|起数|件数|天数|数量|时间|时长)$"
    r"|(?:响应|等待|等候|排队|故障修复)(?:时间|时长)$"
)
_DEALT_WITH = re.compile(r"查处|发现|受理|调处|处置|处理|办结|整改|排查|化解|降低|减少|下降|压降|防范|挽回|救援|修复率")
"""What is done about complaints and accidents may well be asked for."""
_ADDS_UP = frozenset(
    [
        "人",
        "名",
        "人次",
        "场",
        "场次",
        "次",
        "期",
        "批",
        "个",
        "项",
        "家",
        "处",
        "座",
        "条",
        "台",
        "套",
        "件",
        "份",
        "间",
        "户",
        "户次",
        "亩",
        "公里",
        "米",
        "平方米",
        "元",
        "万元",
        "吨",
        "株",
        "册",
    ]
)
_FOR_ONE = re.compile(r"平均|人均|户均|单价|标准|每|单位|单次")


def direction(entry: Entry[Record], row: Row, *, is_execution: bool) -> Iterator[Problem]:
    """Findings in the signs of an indicator's two values."""
    name = row.indicator.name
    is_cost = row.category in COSTS and not (is_execution or _SAVED.search(name) or _FLOOR.search(name))
    if is_cost and (found := first(row, lambda value: _is_at_least(value) and _is_money(name, value))):
        message = f"成本指标“{name}”写成“{found[1].raw}”，是要求花得更多"
        yield entry.problem((*row.path, found[0]), "W208", message, f"核对是不是应当用“≤”；{KEEP}")
    if _MORE_IS_BETTER.search(name) and (found := first(row, _is_at_most)):
        message = f"“{name}”写成“{found[1].raw}”，是要求不能更好"
        yield entry.problem((*row.path, found[0]), "W226", message, f"核对是不是应当用“≥”；{KEEP}")
    elif _LESS_IS_BETTER.search(name) and not _DEALT_WITH.search(name) and (found := first(row, _is_at_least)):
        message = f"“{name}”写成“{found[1].raw}”，是要求不能更少"
        yield entry.problem((*row.path, found[0]), "W226", message, f"核对是不是应当用“≤”；{KEEP}")
    yield from _more_than_all(entry, row)


def _more_than_all(entry: Entry[Record], row: Row) -> Iterator[Problem]:
    annual, period = (parse_target(getattr(row.indicator, field)) for _, field in VALUES)
    if annual.number is None or period.number is None or annual.number <= period.number:
        return
    alike = annual.unit == period.unit and annual.kind is period.kind is not Kind.TOLERANCE
    if alike and annual.unit in _ADDS_UP and not _FOR_ONE.search(row.indicator.name):
        message = f"“{row.indicator.name}”的当年度指标值“{annual.raw}”比实施周期指标值“{period.raw}”还多"
        yield entry.problem((*row.path, "当年度指标值"), "W227", message, f"核对两个指标值；{KEEP}")


def _is_at_least(value: TargetValue) -> bool:
    return value.operator in ("≥", ">")


def _is_at_most(value: TargetValue) -> bool:
    return value.operator in ("≤", "<")


def _is_money(name: str, value: TargetValue) -> bool:
    # A rate of disposal under 生态环境成本 is no spending, and more of it is better.
    return value.unit.partition("/")[0] in MONEY or bool(_MONEY_NAMED.search(name))
