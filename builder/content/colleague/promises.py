"""Promises with a number in the goals that no indicator carries (社工空岗天数不多于60天)."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from builder.content.problems import Problem
from builder.content.source import Entry
from builder.model import Record

# Measure words that say the same of a number: 2名 is 2人. Each word stands in one line.
_SAME = (
    "人 名 位",
    "人次 人次/年",
    "场 场次 次 期 班次 批次 轮 届 班",
    "天 日 个工作日 工作日",
    "个 项 家 处 座 条 支 台 套 件 批 篇 份 间 所 户 张 块 盏 根 棵 株 册 辆 艘 组 类 种 个村 个项目 户次 家次",
    "公里 千米",
    "米 延米",
    "平方米 平米 ㎡ m2",
    "立方米",
    "亩 公顷",
    "吨 公斤 千克",
    "小时 分钟 课时 学时",
    "元 万元 亿元 万",
    "% 个百分点",
    "倍",
)
_THINGS = "个"
_COUNTED = frozenset({_THINGS, "人", "场"})
_GROUP = {word: line.split()[0] for line in _SAME for word in line.split()}
_UNITS = "|".join(sorted(map(re.escape, _GROUP), key=len, reverse=True))
_NUMBER = re.compile(
    rf"(?<![0-9A-Za-z.〔(（·第])(?P<number>[0-9]{{1,3}}(?:,[0-9]{{3}})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)\s*"
    rf"(?P<scale>万|亿)?(?:余|多)?(?P<unit>{_UNITS})(?![0-9])"
)
_SCALES = {"万": Decimal(10_000), "亿": Decimal(100_000_000), None: Decimal(1)}
_ANY_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_DATE_BEFORE = re.compile(r"(?:年|月)\s*$")
_CLAUSE = re.compile(r"[，,。；;！!？?：:\n]")
_SHOWN = 4


class Promise(NamedTuple):
    """A number with its unit in a text."""

    number: Decimal
    group: str
    clause: str


def promises(entry: Entry[Record]) -> Iterator[Problem]:
    """One finding for each goal that promises what no indicator carries."""
    goals = entry.value.goals
    texts = {"年度目标": goals.annual, "实施周期总目标": None if goals.are_the_same else goals.whole_period}
    if not any(text and _ANY_NUMBER.search(text) for text in texts.values()):
        return
    carried = _carried(entry.value)
    for key, text in texts.items():
        open_promises = [promise for promise in _promises(text or "") if not _is_carried(promise, carried)]
        clauses = list(dict.fromkeys(promise.clause for promise in open_promises))
        if clauses:
            told = "”“".join(clauses[:_SHOWN]) + ("”等" if len(clauses) > _SHOWN else "”")
            message = f"{key}里写了“{told}，没有哪一项指标写着这个数"
            hint = "对照原表核对有没有漏录指标；原表就是这样时可以保留"
            yield entry.problem(("总体绩效目标", key), "W214", message, hint)


def _carried(record: Record) -> set[tuple[Decimal, str]]:
    """The numbers of the indicators with their units, and the budget; without a unit a number carries any."""
    found = {(record.budget, "元")}
    for row in record.indicators():
        indicator = row.indicator
        for text in (indicator.name, indicator.annual_value, indicator.period_value, indicator.actual_value):
            found.update(_numbers(text or ""))
    return found


def _is_carried(promise: Promise, carried: Iterable[tuple[Decimal, str]]) -> bool:
    return any(number == promise.number and _are_alike(group, promise.group) for number, group in carried)


def _are_alike(one: str, other: str) -> bool:
    """Whether two measure words may count the same things: 2个 may be 2人 or 2场, but 3人 aren't 3场."""
    return one in ("", other) or ({one, other} <= _COUNTED and _THINGS in (one, other))


@lru_cache(maxsize=4096)
def _numbers(text: str) -> frozenset[tuple[Decimal, str]]:
    plain = _folded(text)
    found = {(promise.number, promise.group) for promise in _promises(plain)}
    rest = _ANY_NUMBER.findall(_NUMBER.sub("、", plain))
    return frozenset(found | {(Decimal(number), "") for number in rest})


def _promises(text: str) -> Iterator[Promise]:
    plain = _folded(text)
    for found in _NUMBER.finditer(plain):
        unit = found["unit"]
        if _DATE_BEFORE.search(plain[: found.start()]) or (unit == "日" and not plain[found.end() :].startswith("内")):
            continue
        if unit == "万" and found["scale"]:
            continue
        scale = _SCALES[found["scale"]] * {"万元": 10_000, "万": 10_000, "亿元": 100_000_000}.get(unit, 1)
        number = Decimal(found["number"].replace(",", "")) * scale
        yield Promise(number, _GROUP[unit], _clause(plain, found.start(), found.end()))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _clause(text: str, start: int, end: int) -> str:
    """The words between two signs of punctuation around a number."""
    before = max((found.end() for found in _CLAUSE.finditer(text, 0, start)), default=0)
    after = _CLAUSE.search(text, end)
    clause = text[before : after.start() if after else len(text)].strip()
    clause = re.sub(r"^(?:[0-9]{1,2}[、.)]|\([一二三四五六七八九十0-9]+\)|[一二三四五六七八九十]+、)\s*", "", clause)
    return clause if len(clause) <= 40 else f"{clause[:39]}…"
