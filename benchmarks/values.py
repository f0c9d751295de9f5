"""Target values in the shapes that real forms have, with about their frequencies."""

import random
import re

from benchmarks import vocabulary
from benchmarks.wording import figure, items

UNSET = 0.012
"""The share of values that are a placeholder; as many are left out."""

_SHARES = {
    "≥90%": 250, "100%": 250, "≥95%": 120, "≥80%": 60, "≥85%": 60, "≥98%": 50, "=100%": 40, "95%": 20, "90%": 20,
    "≥92%": 15, "≥99%": 15, "≥97%": 15, "≥70%": 15, "≥75%": 12, ">90%": 12, "≥60%": 10, "≥50%": 10, "100": 10,
    "≥96%": 10, "≥88%": 8, "≥100%": 8, "98%": 8, "不低于90%": 8, ">92%": 6, "1": 6, "≥99.5%": 6, "85%以上": 6,
    "合格": 6, "达标": 6, "100百分比": 5, "全部合格": 4, "≥93.5%": 4, "90%-95%": 4, "92.86%": 3, "不少于95%": 3,
}  # fmt: skip
_KEPT_LOW = {
    "≤5%": 12, "0%": 10, "≤1%": 8, "0": 6, "≤3%": 6, "≤10%": 6, "≤2%": 5, "≤0.5%": 4, "<2%": 3, "±3%以内": 3,
    "-0%": 2, "≤3‰": 2, "≤12%": 2, "不超过5%": 2,
}  # fmt: skip
_GROWTH = {
    "≥5%": 12, "≥10%": 10, "≥3%": 8, "5%": 4, "≥8%": 4, "10%": 3, "≥6.5%": 3, "≥15%": 3, "≥2%": 3, "≥20%": 2,
    "3%-5%": 2, "逐年下降": 2, "±5%": 1,
}  # fmt: skip
_NONE_AT_ALL = {"0{}": 20, "0": 10, "≤1{}": 6, "≤2{}": 4, "无": 4, "≤5{}": 3, "未发生": 3, "=0{}": 2, "≤10{}": 1}
_LIMITS = {
    "≤30分钟": 6, "≤2小时": 6, "24小时内": 6, "≤15分钟": 4, "≤3个工作日": 6, "5个工作日内": 5, "≤48小时": 4, "≤1小时": 4,
    "≤10天": 4, "≤7天": 4, "≤30天": 4, "15日内": 3, "≤60天": 3, "即时": 2, "≤5分钟": 2, "30天": 2, "1-3天": 1,
}  # fmt: skip
_DATES = {
    "{0}年12月": 12, "{0}年12月31日前": 10, "{0}年12月31日": 6, "{0}年12月底前": 8, "{0}年11月": 5, "{0}年10月": 4,
    "{0}年6月30日前": 3, "{0}年9月": 3, "{0}-12-31": 3, "{0}年底": 4, "{0}年": 2, "{0}.12": 1, "{0}年8月底": 2,
    "按时完成": 4, "及时": 4, "在项目计划完成时间内完成": 4, "100%": 2,
}  # fmt: skip
_COUNTS = {
    "≥{}{u}": 45, "{}{u}": 32, "={}{u}": 4, "{}": 6, "≥{}": 3, "不少于{}{u}": 4, ">{}{u}": 2, "{}{u}以上": 2,
    "约{}{u}": 1, "≥{}{u}/年": 2, "不低于{}{u}": 1, "＞{}{u}": 1, "100%": 1,
}  # fmt: skip
_COSTS = {
    "≤{}{u}": 60, "{}{u}": 18, "不超过{}{u}": 6, "={}{u}": 3, "<{}{u}": 3, "{}{u}以内": 3, "≤{}": 2, "不超预算": 4,
    "控制在{}{u}以内": 1,
}  # fmt: skip

_FEWEST, _MOST = 1, 60
_RANGES = {
    "人": (5, 3_000), "人次": (50, 50_000), "名": (2, 60), "次": (1, 60), "场": (1, 40), "场次": (1, 40), "户": (5, 3_000),
    "户次": (50, 5_000), "份": (50, 20_000), "件": (10, 5_000), "宗": (5, 1_500), "家": (5, 900), "家次": (20, 4_000),
    "平方米": (50, 80_000), "万平方米": (2, 300), "公里": (2, 120), "吨": (20, 60_000), "万吨": (20, 2_000), "座": (1, 30),
    "米": (50, 9_000), "亩": (20, 20_000), "亩次": (500, 40_000), "盏": (50, 9_000), "条": (1, 300), "批次": (50, 5_000),
    "册": (100, 20_000), "卷": (500, 40_000), "套": (2, 900), "张": (20, 500), "剂次": (500, 60_000), "台件": (50, 3_000),
    "路": (20, 3_000), "株": (5, 400), "盆": (500, 80_000), "小时": (20, 30_000), "万元": (5, 3_000), "元": (100, 9_000),
    "支": (1, 8), "项": (1, 12), "具": (50, 800), "顶": (100, 5_000), "辆": (1, 40), "万条": (5, 800), "平方公里": (2, 60),
    "年": (3, 30), "万人次": (1, 90), "期": (1, 12), "倍": (2, 8), "分钟": (3, 30), "微克/立方米": (18, 30),
}  # fmt: skip
_DECIMAL_UNITS = ("公里", "万平方米", "万吨", "平方公里", "万人次", "平方米", "公顷", "兆瓦", "万头（羽）")

_IS_SHARE = re.compile(r"率|\(%\)|（%）|满意度|比例|占比|增速")
_IS_LOW = re.compile(r"事故发生率|死亡率|缺陷发生率|漏损率|差错率|脱管率|再犯罪率|失业率")
_IS_GROWTH = re.compile(r"(下降|增长|减少|节约)率|增速")
_IS_MISHAP = re.compile(r"(事故|事件|疫情|投诉|警情|违法案件|火灾)\w*(数|次数)$|死亡人数|返贫人口")
_IS_LIMIT = re.compile(r"时限$|(响应|到场|等候)时间$")
_RAISES = re.compile("提高|提升|增强|促进|带动|改善|推动|丰富|弘扬|优化|增长")
_REDUCES = re.compile("减少|降低|减轻|缓解|下降|节约")
_KEEPS = re.compile("保障|维护|持续|机制|稳定|健全|连续|体系")


def value(chance: random.Random, category: str, name: str, unit: str, year: int) -> str:
    """A value that an indicator of this name can have."""
    if category == "social" and _IS_MISHAP.search(name):
        return _pick(chance, _NONE_AT_ALL).format(unit)
    if unit:
        return _cost(chance, unit) if category == "cost" else _count(chance, unit)
    if _IS_SHARE.search(name):
        return _pick(chance, _KEPT_LOW if _IS_LOW.search(name) else _GROWTH if _IS_GROWTH.search(name) else _SHARES)
    if category == "timeliness":
        if _IS_LIMIT.search(name):
            return _pick(chance, _LIMITS)
        return _pick(chance, _DATES).format(year) if "时间" in name else chance.choice(items(vocabulary.IN_TIME))
    return chance.choice(items(_words(category, name)))


def placeholder(chance: random.Random) -> str:
    """What people type where they have nothing to say; empty for a blank."""
    return chance.choice(items(vocabulary.PLACEHOLDERS)) if chance.random() < 0.5 else ""


def _words(category: str, name: str) -> str:
    if category == "cost":
        return vocabulary.IN_BUDGET
    for pattern, words in ((_REDUCES, vocabulary.REDUCES), (_RAISES, vocabulary.RAISES), (_KEEPS, vocabulary.KEEPS)):
        if pattern.search(name):
            return words
    return vocabulary.OTHERWISE


def _count(chance: random.Random, unit: str) -> str:
    low, high = _RANGES.get(unit, (_FEWEST, _MOST))
    number = figure(chance, low, high)
    if unit in _DECIMAL_UNITS and chance.random() < 0.4:
        shown = f"{number + chance.random():.{chance.choice((1, 2))}f}"
    else:
        shown = f"{number:,}" if chance.random() < 0.12 else str(number)
        if chance.random() < 0.025:
            return f"{number}{chance.choice('-~至')}{number + figure(chance, 1, number + 1)}{unit}"
    return _pick(chance, _COUNTS).format(shown, u=unit)


def _cost(chance: random.Random, unit: str) -> str:
    if unit.startswith("万"):
        number = chance.uniform(0.5, 20) if "/" in unit else chance.uniform(2, 400)
        shown = f"{number:.{chance.choice((0, 1, 1, 2))}f}"
        shown = shown if float(shown) else "0.5"
    else:
        number = figure(chance, 5, 6_000)
        if number < 100 and chance.random() < 0.25:
            shown = f"{number + chance.random():.{chance.choice((1, 2))}f}"
        else:
            shown = f"{number:,}" if chance.random() < 0.25 else str(number)
    return _pick(chance, _COSTS).format(shown, u=unit)


def _pick(chance: random.Random, weights: dict[str, int]) -> str:
    return chance.choices(tuple(weights), tuple(weights.values()))[0]
