"""The dictionary of the open data: every column of its tables.

Headings, schemas and the page that explains them are all made from it; ``keys`` has those of the JSON files.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain

from builder.model.result import State
from builder.model.target import Kind

APOSTROPHE = (
    "表格软件会把以 = + - @（半角或全角）开头的文字当作公式，所以 CSV 里这样的文字，以及以制表符或回车开头的文字，"
    "前面都加了一个英文单引号（'）；这些符号前面有空格、看不见的字符或单引号时也一样。指标值（例如 =100%）没有例外。"
    "去掉这个单引号就是原文；JSON 里是没有加单引号的原文。"
)
"""The one rule by which a text in a CSV differs from what was typed."""

KINDS: Mapping[Kind, str] = {
    Kind.AT_LEAST: "不低于",
    Kind.AT_MOST: "不高于",
    Kind.EXACTLY: "等于",
    Kind.RANGE: "在两数之间",
    Kind.TOLERANCE: "允许偏差",
    Kind.DATE: "日期",
}
"""The kinds of target values that have parts beside their text."""

_OPERATORS = ("≥", "≤", "=", ">", "<", "±")


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a table, or a key of a JSON file."""

    name: str
    """The heading; of a key where it stands, as in ``绩效指标[].行号``."""
    type: str
    """A type of Table Schema; ``object`` and ``array`` are found in JSON alone."""
    title: str
    description: str
    constraints: Mapping[str, object] = field(default_factory=dict)
    """As in Table Schema."""
    path: tuple[str, ...] = ()
    """Of a column of the projects: the keys under which its value stands in the JSON."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns, and how its rows are told apart and joined with those of others."""

    name: str
    title: str
    description: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    joins: tuple[tuple[str, str, str], ...] = ()
    """Column, the table that it points to, and the column there."""


_REQUIRED = {"required": True}

YEAR = Field("预算年度", "year", "预算年度", "批复所属的预算年度", _REQUIRED)
_NAME = Field("项目名称", "string", "项目名称", "批复表上的项目名称", _REQUIRED)
_DEPARTMENT = Field("用款单位", "string", "用款单位", "使用这笔资金的单位，全称", _REQUIRED)
_PAGE = Field(
    "网页",
    "string",
    "项目的网页",
    "项目网页的地址，从网站的根目录算起；每个项目每个年度一个，公布以后不变，用来连接各个表",
    _REQUIRED,
)

PROJECTS = Table(
    "projects",
    "项目",
    "每个项目一行，包括已经撤回的。金额的单位是元。",
    (
        YEAR,
        _NAME,
        _DEPARTMENT,
        Field("单位代号", "string", "用款单位的代号", "用款单位在本站的代号，与单位表的“代号”相同", _REQUIRED),
        Field("主管部门", "string", "主管部门", "批复表上的主管部门"),
        Field("项目类型", "string", "项目类型", "批复表上的项目类型"),
        Field("项目等级", "string", "项目等级", "批复表上的项目等级"),
        Field("起始年度", "year", "实施周期起始年度", "项目开始的年度", path=("实施周期", "起始年度")),
        Field(
            "到期年度",
            "year",
            "实施周期到期年度",
            "项目结束的年度；2099 表示长期项目，没有到期年度",
            path=("实施周期", "到期年度"),
        ),
        Field("预算金额", "number", "预算金额（元）", "预算年度的预算金额", {**_REQUIRED, "minimum": 0}),
        Field(
            "实施周期总目标",
            "string",
            "实施周期总目标",
            "整个实施周期的总体绩效目标",
            path=("总体绩效目标", "实施周期总目标"),
        ),
        Field("年度目标", "string", "年度目标", "预算年度的总体绩效目标", path=("总体绩效目标", "年度目标")),
        Field("批复单位", "string", "批复单位", "批复绩效目标的财政部门", path=("批复", "单位")),
        Field("批复意见", "string", "批复意见", "批复意见的全文", path=("批复", "意见")),
        Field("批复日期", "date", "批复日期", "批复的日期", path=("批复", "日期")),
        Field("批复文号", "string", "批复文号", "批复的文号", path=("批复", "文号")),
        Field("公开日期", "date", "公开日期", "在网上公开的日期", path=("公开", "日期")),
        Field("索引号", "string", "索引号", "门户网站给出的政府信息索引号", path=("公开", "索引号")),
        Field("项目编码", "string", "项目编码", "财政系统里的项目编码；是文字，开头的 0 有意义"),
        Field("表名", "string", "表名", "批复表的标题"),
        Field("原件", "string", "原件", "批复原件的地址，从网站的根目录算起", path=("原件", "文件")),
        Field("原件字节", "integer", "原件的大小", "批复原件的大小，单位是字节", {"minimum": 0}, path=("原件", "字节")),
        Field(
            "原件SHA-256",
            "string",
            "原件的校验值",
            "批复原件的 SHA-256 校验值",
            {"pattern": "[0-9a-f]{64}"},
            path=("原件", "SHA-256"),
        ),
        Field("说明", "string", "说明", "公开单位的补充说明，Markdown 格式"),
        Field(
            "撤回日期",
            "date",
            "撤回日期",
            "批复撤回的日期；有日期的项目已经撤回，理由在“更正和撤回”表里",
            path=("撤回", "日期"),
        ),
        replace(_PAGE, constraints={**_REQUIRED, "unique": True}),
    ),
    key=("网页",),
    joins=(("单位代号", "departments", "代号"),),
)

PARTS = (
    Field(
        "类型",
        "string",
        "类型",
        f"指标值的类型：{'、'.join(KINDS.values())}。由程序从指标值的文字里认出；认不准的、只有文字的和没有设置的，这一项和后面几项都没有。以文字为准",
        {"enum": list(KINDS.values())},
    ),
    Field(
        "运算符",
        "string",
        "运算符",
        "指标值的运算符；没有写运算符的数是“=”，在两数之间的和日期没有",
        {"enum": list(_OPERATORS)},
    ),
    Field("数值", "number", "数值", "指标值里的数，没有换算：“10.5万/人”是 10.5"),
    Field("下限", "number", "下限", "在两数之间的较小的数"),
    Field("上限", "number", "上限", "在两数之间的较大的数"),
    Field(
        "日期",
        "string",
        "日期",
        "年、年-月或年-月-日，与指标值写得一样细",
        {"pattern": "[0-9]{4}(-[0-9]{2}){0,2}"},
    ),
    Field("单位", "string", "单位", "数后面的单位，例如 %、人、万元/年，统一为半角"),
)
"""What is sure of a target value, beside its text."""

VALUES = ("实施周期指标值", "当年度指标值")
"""The two target values of an indicator."""


def _part_columns(value: str) -> Iterable[Field]:
    for part in PARTS:
        column = replace(part, name=f"{value}_{part.name}", title=f"{value}的{part.title}")
        if part.name == "运算符":
            # The rule of the apostrophe knows no exception.
            described = f"{part.description}；CSV 里的“=”按规则写成“'=”"
            signs = [sign.replace("=", "'=") for sign in _OPERATORS]
            column = replace(column, description=described, constraints={"enum": signs})
        yield column


LEVELS = (
    Field("一级指标", "string", "一级指标", "批复表上的一级指标", _REQUIRED),
    Field("二级指标", "string", "二级指标", "批复表上的二级指标", _REQUIRED),
    Field(
        "指标类别",
        "string",
        "指标类别",
        "二级指标的通用名称，供比较和统计；各版批复表里名称不同而意思相同的二级指标，类别相同；不认识的照原样",
        _REQUIRED,
    ),
    Field("三级指标", "string", "三级指标", "三级指标的名称；没有的，表示批复表上这个类别未设置指标"),
    Field("实施周期指标值", "string", "实施周期指标值", "整个实施周期的指标值，照批复表的文字"),
    Field("当年度指标值", "string", "当年度指标值", "预算年度的指标值，照批复表的文字"),
    Field("实际完成值", "string", "实际完成值", "绩效自评的实际完成值，照自评表的文字"),
    Field("分值", "string", "分值", "绩效自评的分值，照自评表的文字"),
    Field("得分", "string", "得分", "绩效自评的得分，照自评表的文字"),
    Field(
        "完成状态",
        "string",
        "完成状态",
        f"{'、'.join(State)}。由程序对照指标值（当年度指标值；没有设置的，实施周期指标值）和实际完成值得出，不看得分；"
        "不可比表示两边的文字对照不了，或者没有设置指标值；没有自评结果的项目没有这一项",
        {"enum": list(State)},
    ),
)
ROW = Field("行号", "string", "行号", "这一行在项目网页里的位置，加在网页地址的“#”后面；在一个项目里不重复", _REQUIRED)

INDICATORS = Table(
    "indicators",
    "绩效指标",
    "批复表的指标每项一行，顺序与批复表一致；没有设置指标的类别也有一行。",
    (YEAR, _NAME, _DEPARTMENT, *LEVELS, *chain.from_iterable(map(_part_columns, VALUES)), ROW, _PAGE),
    key=("网页", "行号"),
    joins=(("网页", "projects", "网页"),),
)

CORRECTIONS = Table(
    "corrections",
    "更正和撤回",
    "公开以后的更正和撤回，每次一行，各个项目由先到后。",
    (
        YEAR,
        _NAME,
        _DEPARTMENT,
        Field("日期", "date", "日期", "更正或撤回的日期", _REQUIRED),
        Field("种类", "string", "种类", "更正或撤回", {**_REQUIRED, "enum": ["更正", "撤回"]}),
        Field("内容", "string", "内容", "更正的内容，或撤回的理由", _REQUIRED),
        Field("序号", "integer", "序号", "在本项目里由先到后的第几次", {**_REQUIRED, "minimum": 1}),
        _PAGE,
    ),
    key=("网页", "序号"),
    joins=(("网页", "projects", "网页"),),
)

DEPARTMENTS = Table(
    "departments",
    "用款单位",
    "有项目的用款单位，每个一行。",
    (
        Field("代号", "string", "代号", "单位在本站的代号，用在网址里，公布以后不变", {**_REQUIRED, "unique": True}),
        Field("名称", "string", "名称", "单位的全称", _REQUIRED),
        Field("简称", "string", "简称", "单位的简称"),
    ),
    key=("代号",),
)

TABLES = (PROJECTS, INDICATORS, CORRECTIONS, DEPARTMENTS)
