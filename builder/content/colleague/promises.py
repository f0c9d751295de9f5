"""Promises with a number in the goals that no indicator carries (社工空岗天数不多于60天)."""

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from builder.content.problems import Problem
from builder.content.source import Entry
from builder.model import Record

# Measure words that say the same of a number: 2名 is 2人. Each word stands in one line.
_SAME = (
    "人 名 位 人次 人次/年",
    "场 场次 次 期 班次 批次 轮 届 班",
    "天 日 个工作日 工作日",
    "个 项 家 处 座 条 支 台 套 件 批 篇 份 间 所 户 张 块 盏 根 棵 株 册 辆 艘 组 类 种 个村 个项目 户次 家次",
    "米 延米 公里 千米",
    "平方米 平米 ㎡ m2",
    "立方米",
    "亩 公顷",
    "公斤 千克 吨",
    "分钟 小时",
    "课时 学时",
    "元 万元 亿元 万",
    "% 个百分点",
    "倍",
)
_THINGS = "个"
_COUNTED = frozenset({_THINGS, "人", "场"})
_GROUP = {word: line.split()[0] for line in _SAME for word in line.split()}
_UNITS = "|".join(sorted(map(re.escape, _GROUP), key=len, reverse=True))
_NUMBER = re.compile(
    rf"(?<![0-9A-Za-z.〔(（·第])(?P<number>[0-9]{{1,3}}(?:,[0-9]{{3}}){{1,5}}(?:\.[0-9]{{1,6}})?|[0-9]{{1,15}}(?:\.[0-9]{{1,6}})?)\s*"
    rf"(?P<scale>万|亿)?(?:余|多)?(?P<unit>{_UNITS})(?![0-9])"
)
_WORDS = "一二三四五六七八九"
_IN_WORDS = re.compile(rf"(?<![第{_WORDS}十百千万])(?P<number>[{_WORDS}两十百千万零]{{1,9}})(?P<unit>{_UNITS})")
_BELOW_10_000 = re.compile(
    rf"(?:(?P<k>[{_WORDS}])千)?(?:零?(?P<h>[{_WORDS}])百)?(?:零?(?P<t>[{_WORDS}])?(?P<ten>十))?"
    rf"(?:(?:(?<=十)|(?<![千百])零?|零)(?P<o>[{_WORDS}]))?"
)
# Of 一次 and 两个 in a sentence few are promises; of 至少一次 all are.
_PROMISED_IN_WORDS = re.compile(rf"(?:至少|不少于|不低于|不超过|不多于)\s*{_IN_WORDS.pattern}")
_SCALES = {"万": Decimal(10_000), "亿": Decimal(100_000_000), None: Decimal(1)}
_TIMES = {
    "万元": 10_000,
    "万": 10_000,
    "亿元": 100_000_000,
    "公里": 1000,
    "千米": 1000,
    "公顷": 15,
    "吨": 1000,
    "小时": 60,
}
"""How many of its line's first word a measure word is."""
_ANY_NUMBER = re.compile(r"(?<![0-9.])[0-9]{1,15}(?:\.[0-9]{1,6})?(?![0-9])")
_WORTH_A_LOOK = re.compile(r"\d|至少|不少于|不低于|不超过|不多于")
_MAY_CARRY = re.compile(rf"\d|[{_WORDS}两十百千]")
_EVERY = re.compile(
    r"每(?:个|一)?(?P<what>年度?|半年|季度?|月度?|周|星期|[天日]|[期场次人个批班名户村])[^0-9，,。；;、]{0,12}\Z"
)
_A_YEAR = {"半": 2, "季": 4, "月": 12, "周": 52, "星": 52, "天": 365, "日": 365}
"""How often in a year; 每季度1次 may stand as 4次 among the indicators."""
_NAMES = re.compile(
    r"(?<![0-9])(?:7 ?[×xX*] ?)?24小时|(?<![0-9])36[56]天(?=不间断|值|开放|全)|(?<![0-9.])[0-9]{1,4}(?:分钟|公里|米)(?=[\u4e00-\u9fff]{0,4}圈)"
)
"""What is called by a number and promises none: 24小时值守, 365天不间断, 15分钟生活圈."""
_DATED = re.compile(r"[0-9]\s*[年月]\s*\Z")
_ITEM = re.compile(r"^(?:[0-9]{1,2}(?:[、)]|\.(?![0-9]))|\([一二三四五六七八九十0-9]+\)|[一二三四五六七八九十]+、)\s*")
_CLAUSE = re.compile(r"[，,。；;！!？?：:（）()\n]")
_SHOWN = 4
_BEFORE, _AFTER = 30, 20
"""How much of a clause is quoted on both sides of its number."""


class _Found(NamedTuple):
    """A number with its unit in a text, and where it stands."""

    number: Decimal
    group: str
    start: int
    end: int
    times: tuple[Decimal, ...] = (Decimal(1),)
    """By what it may be multiplied among the indicators."""


def promises(entry: Entry[Record]) -> Iterator[Problem]:
    """One finding for each goal that promises what no indicator carries."""
    goals = entry.value.goals
    texts = {"年度目标": goals.annual, "实施周期总目标": None if goals.are_the_same else goals.whole_period}
    if not any(text and _WORTH_A_LOOK.search(text) for text in texts.values()):
        return
    carried = _carried(entry.value)
    for key, text in texts.items():
        plain = _folded(text or "")
        left = [found for found in _promised(plain) if not _is_carried(found, carried)]
        # As typed, where each sign stands where it stood.
        shown = text if text and len(text) == len(plain) else plain
        clauses = list(dict.fromkeys(_clause(shown, found) for found in left))
        if clauses:
            told = "”“".join(clauses[:_SHOWN]) + ("”等" if len(clauses) > _SHOWN else "”")
            message = f"{key}里写了“{told}，没有哪一项指标写着这个数"
            hint = "对照原表核对有没有漏录指标；原表就是这样时可以保留"
            yield entry.problem(("总体绩效目标", key), "W214", message, hint)


def _carried(record: Record) -> dict[Decimal, set[str]]:
    """The numbers of the indicators with what they count, and the budget; ``""`` where no unit is told."""
    found: dict[Decimal, set[str]] = {record.budget: {"元"}}
    for seconds in record.targets.values():
        for indicators in seconds.values():
            for indicator in indicators:
                for text in (indicator.name, indicator.annual_value, indicator.period_value, indicator.actual_value):
                    for number, group in _numbers(text) if text else ():
                        found.setdefault(number, set()).add(group)
    return found


def _is_carried(found: _Found, carried: dict[Decimal, set[str]]) -> bool:
    numbers = (found.number * times for times in found.times)
    return any(_are_alike(found.group, group) for number in numbers for group in carried.get(number, ()))


def _are_alike(one: str, other: str) -> bool:
    """Whether two measure words may count the same things: 2个 may be 2人 or 2场, but 3人 aren't 3场."""
    return other in ("", one) or ({one, other} <= _COUNTED and _THINGS in (one, other))


@lru_cache(maxsize=16384)
def _numbers(text: str) -> frozenset[tuple[Decimal, str]]:
    if not _MAY_CARRY.search(text):
        return frozenset()
    plain = _folded(text)
    found = {(one.number, one.group) for one in (*_counted(plain), *_in_words(plain, _IN_WORDS))}
    rest = _ANY_NUMBER.findall(_NUMBER.sub("、", plain))
    return frozenset(found | {(Decimal(number), "") for number in rest})


def _promised(plain: str) -> list[_Found]:
    found = sorted((*_counted(plain), *_in_words(plain, _PROMISED_IN_WORDS)), key=lambda found: found.start)
    return [one._replace(times=tuple(_times(plain, one, found))) for one in found]


def _times(plain: str, one: _Found, others: list[_Found]) -> Iterator[Decimal]:
    """每月4次 may be carried as 48次, 每期1000册 of 4期 as 4000册."""
    yield Decimal(1)
    if every := _EVERY.search(plain, max(0, one.start - 16), one.start):
        if times := _A_YEAR.get(every["what"][0]):
            yield Decimal(times)
        elif not every["what"].startswith("年"):
            yield from (other.number for other in others if other is not one)


def _in_words(plain: str, pattern: re.Pattern[str]) -> Iterator[_Found]:
    for found in pattern.finditer(plain):
        if number := _in_figures(found["number"].replace("两", "二")):
            yield _Found(Decimal(number * _TIMES.get(found["unit"], 1)), _GROUP[found["unit"]], *found.span("number"))


def _in_figures(words: str) -> int | None:
    """三百二十 is 320; None for what isn't sure (二三十 is some, 三百五 is 350 when spoken)."""
    below_10_000, _, rest = words.rpartition("万")
    if below_10_000:
        tens_of_thousands, ones = _in_figures(below_10_000), _in_figures(rest) if rest else 0
        return None if tens_of_thousands is None or ones is None else 10_000 * tens_of_thousands + ones
    found = _BELOW_10_000.fullmatch(words)
    if not found or not any(found.groups()):
        return None
    thousands, hundreds, tens, ones = (_WORDS.find(one or "零") + 1 for one in found.group("k", "h", "t", "o"))
    return 1000 * thousands + 100 * hundreds + 10 * (tens or bool(found["ten"])) + ones


def _counted(plain: str) -> Iterator[_Found]:
    names = _names(plain) if re.search("24小时|36[56]天|圈", plain) else frozenset()
    for found in _NUMBER.finditer(plain):
        unit = found["unit"]
        if _is_a_day(plain, found) or found.start() in names or (unit == "万" and found["scale"]):
            continue
        number = Decimal(found["number"].replace(",", "")) * _SCALES[found["scale"]] * _TIMES.get(unit, 1)
        yield _Found(number, _GROUP[unit], *found.span())


def _names(plain: str) -> frozenset[int]:
    """Where the numbers of names begin."""
    return frozenset(found.start() + found[0].index(found[0].lstrip("7×xX* ")) for found in _NAMES.finditer(plain))


def _is_a_day(plain: str, found: re.Match[str]) -> bool:
    if found["unit"] == "日" and not plain.startswith("内", found.end()):
        return True
    # 3月12场 may be the day; 每年12场 and 全年24期 are promises.
    return bool(_DATED.search(plain, max(0, found.start() - 8), found.start()))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _clause(text: str, found: _Found) -> str:
    """The words between two signs of punctuation around a number."""
    start = max(0, found.start - _BEFORE)
    *left_out, before = _CLAUSE.split(text[start : found.start])
    after, *more = _CLAUSE.split(text[found.end : found.end + _AFTER])
    clause = _ITEM.sub("", (before + text[found.start : found.end] + after).strip())
    is_cut_before, is_cut_after = start and not left_out, found.end + _AFTER < len(text) and not more
    return f"{'…' if is_cut_before else ''}{clause}{'…' if is_cut_after else ''}"
