"""The levels of an indicator framework: an open vocabulary with the names that are known.

Three generations are in use: Dongguan 2019, the standard one (财预〔2020〕10 号, the union's form),
and the cost-first one of 2021 on. Hybrids are common, so a level 2 is recognised whatever level 1
it stands under. An unknown name is kept as it is.
"""

import re
from functools import lru_cache

LEVEL_1 = ("成本指标", "产出指标", "效益指标", "满意度指标")
"""The canonical names of level 1."""

LEVEL_2 = (
    "经济成本指标",
    "社会成本指标",
    "生态环境成本指标",
    "数量指标",
    "质量指标",
    "时效指标",
    "成本指标",
    "经济效益指标",
    "社会效益指标",
    "生态效益指标",
    "可持续影响指标",
    "服务对象满意度指标",
)
"""The canonical names of level 2, in the order of the forms."""

_SYNONYMS_1 = {
    "预期产出": "产出",
    "产出目标": "产出",
    "效果": "效益",
    "效果目标": "效益",
    "效益目标": "效益",
    "满意度目标": "满意度",
}

_SYNONYMS_2 = {
    "建筑规模": "数量",
    "数量(或建筑规模)": "数量",
    "数量或建筑规模": "数量",
    "工期": "时效",
    "时效(工期)": "时效",
    "时效(或工期)": "时效",
    "预算控制": "成本",
    "投资规模控制": "成本",
    "预算(或投资规模)控制": "成本",
    "预算或投资规模控制": "成本",
    "生态环境效益": "生态效益",
    "环境效益": "生态效益",
    "生态环境": "生态环境成本",
    "可持续": "可持续影响",
    "可持续发展影响": "可持续影响",
    "满意度": "服务对象满意度",
    "社会公众满意度": "服务对象满意度",
    "社会公众或服务对象满意度": "服务对象满意度",
    "社会公众(或服务对象)满意度": "服务对象满意度",
    "社会公众(服务对象)满意度": "服务对象满意度",
    "服务对象(社会公众)满意度": "服务对象满意度",
    "受益对象满意度": "服务对象满意度",
}

# 经济、社会、生态 alone take the meaning of the level above them.
_BY_PARENT = {
    "成本": {"经济": "经济成本", "社会": "社会成本", "生态": "生态环境成本", "环境": "生态环境成本"},
    "效益": {"经济": "经济效益", "社会": "社会效益", "生态": "生态效益", "环境": "生态效益"},
}

_POINTS = re.compile(r"\(?[0-9]+(\.[0-9]+)?分\)?$")


def level_1(name: str) -> str | None:
    """The canonical level-1 name that ``name`` stands for, or None where it is unknown."""
    stem = _stem(name)
    stem = _SYNONYMS_1.get(stem, stem)
    return _known(stem, LEVEL_1)


def level_2(name: str, parent: str = "") -> str | None:
    """The canonical level-2 name that ``name`` stands for under ``parent``, or None."""
    stem = _stem(name)
    above = _SYNONYMS_1.get(_stem(parent), _stem(parent))
    stem = _BY_PARENT.get(above, {}).get(stem, stem)
    stem = _SYNONYMS_2.get(stem, stem)
    return _known(stem, LEVEL_2)


@lru_cache(maxsize=4096)
def category(parent: str, name: str) -> str:
    """The name under which indicators are compared and searched: canonical where known, else as typed."""
    return level_2(name, parent) or name


def rank(category: str) -> int:
    """The place of a category in the order of the forms; unknown ones come last."""
    return LEVEL_2.index(category) if category in LEVEL_2 else len(LEVEL_2)


def _known(stem: str, names: tuple[str, ...]) -> str | None:
    full = f"{stem}指标"
    return full if full in names else None


@lru_cache(maxsize=4096)
def _stem(name: str) -> str:
    plain = "".join(name.split()).replace("（", "(").replace("）", ")")
    return _POINTS.sub("", plain.replace("指标", ""))
