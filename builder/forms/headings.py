"""The words over the columns of a table of indicators, and what each says that its cells are."""

import re
from enum import StrEnum

from builder.forms.labels import label_of, plain


class Column(StrEnum):
    """What the cells of a column are."""

    LEVEL_1 = "一级指标"
    LEVEL_2 = "二级指标"
    NAME = "三级指标"
    OPERATOR = "指标性质"
    UNIT = "度量单位"
    PERIOD_VALUE = "实施周期指标值"
    ANNUAL_VALUE = "当年度指标值"
    ACTUAL = "实际完成值"
    POINTS = "分值"
    SCORE = "得分"
    FACT = "项目的一项"
    """In a list of projects: 项目名称, 预算数 …"""
    PAST = "以前年度的值"
    OTHER = "其他"


VALUES = (Column.PERIOD_VALUE, Column.ANNUAL_VALUE)

WORDS = {
    Column.LEVEL_1: "一级指标 一级指标名称 一级目标 一级 分解目标 目标分解 指标类别 指标类型 指标大类",
    Column.LEVEL_2: "二级指标 二级指标名称 二级目标 二级 指标分类 指标子类",
    Column.NAME: (
        "三级指标 三级指标名称 三级 指标名称 指标内容 绩效指标 绩效指标名称 具体指标 指标 三级指标内容 细化指标 四级指标 明细指标"
    ),
    Column.OPERATOR: "指标性质 绩效指标性质 指标方向 符号 运算符号 运算符 计算符号 比较符 比较符号 关系符号 指标符号 数学符号 方向 逻辑符号 指标值类型 指标值性质 指标值符号 目标值符号",
    Column.UNIT: "度量单位 绩效度量单位 绩效指标度量单位 绩效指标单位 绩效计量单位 计量单位 单位 指标单位 指标值单位 指标计量单位 计算单位 指标度量单位",
    Column.PERIOD_VALUE: (
        "实施周期指标值 实施周期目标值 实施周期值 实施周期 中期指标值 中期目标值 中期 实施期指标值 实施期目标值 实施期 总指标值 总目标值 "
        "长期指标值 项目周期指标值 全周期指标值 实施期总指标值"
    ),
    Column.ANNUAL_VALUE: (
        "当年度指标值 当年指标值 年度指标值 本年度指标值 本年指标值 指标值 目标值 年度目标值 年初目标值 年初指标值 年初设定目标值 年初设定 年初设定值 年初设定指标值 调整后指标值 调整后目标值 预期指标值 "
        "预期值 预期目标值 计划指标值 计划值 计划目标值 绩效目标值 绩效指标值 当年度 年度 本年度 当年 年度绩效指标值 当年度目标值 "
        "当年目标值 目标 年度目标 目标指标值 指标目标值 批复指标值 批复值 全年目标值 年度值 预计当年实现 当年预计 预计当年 当年预计实现"
    ),
    Column.PAST: "调整前指标值 调整前目标值 前年 上年 前年度 上年度 前年实际 上年实际 前年实现 上年实现 前年完成值 上年完成值 前年指标值 上年指标值",
    Column.ACTUAL: (
        "实际完成值 实际完成指标值 完成值 实际值 全年实际值 全年完成值 年度实际完成值 实际完成 完成指标值 实际完成情况 年度完成值 "
        "全年实际完成值 完成情况 实际指标值 年末完成值 指标完成值 自评完成值"
    ),
    Column.POINTS: "分值 权重 分值权重 权重分值 权重（分值） 分值（权重） 指标分值 标准分值 满分 标准分 满分值 分数",
    Column.SCORE: "得分 自评得分 指标得分 实际得分 评价得分 自评分",
}
KNOWN = {plain(word): column for column, words in WORDS.items() for word in words.split()}
ALSO_FACTS = ("年度目标", "目标", "年度", "单位", "本年度", "当年度")
DATED = re.compile(r"^((?:19|20)[0-9]{2})年?度?(?P<rest>.*)$")
FROM_TO = re.compile(r"^\(?(?:19|20)[0-9]{2}年?(?:-|—|~|至|到|–)+(?:19|20)[0-9]{2}年?度?\)?")
NOTE = re.compile(r"\([^()]*\)$")


def is_of_a_form(text: str) -> bool:
    """Whether a cell says one of the words that are printed on forms: a label, or a heading of the indicators."""
    return bool(label_of(text)) or plain(text) in KNOWN
