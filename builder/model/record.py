"""What a record means: one project in one fiscal year, as its form was approved.

The aliases are the form's own words; they are the keys of the YAML record and of its JSON Schema.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from hashlib import blake2s
from typing import Annotated, NamedTuple, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from builder.model import framework
from builder.model.target import TargetValue, parse_target
from builder.model.types import Amount, Day, Text, WarningCode, Year, refuse

OPEN_ENDED = 2099
"""到期年度 2099 on the form means that the project has no end date."""


class Part(BaseModel):
    """A frozen piece of content that refuses keys it doesn't know."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def packed(self) -> bytes:
        """JSON in which every value is a text, as it was typed."""
        return self.model_dump_json(by_alias=True, exclude_none=True, exclude_unset=True).encode()

    def __reduce__(self) -> tuple[Callable[[bytes], Self], tuple[bytes]]:
        """Other processes get it as JSON: what pydantic gives them holds a set, whose order is by chance."""
        return type(self).model_validate_json, (self.packed(),)


class Period(Part, title="实施周期"):
    """实施周期: the years over which the project runs."""

    start: Year = Field(alias="起始年度", description="项目开始的年度")
    end: Year = Field(alias="到期年度", description="项目结束的年度；长期项目写 2099")

    @model_validator(mode="after")
    def _ends_after_start(self) -> Self:
        if self.end < self.start:
            raise refuse("E208", f"到期年度 {self.end} 早于起始年度 {self.start}", "对照原表核对这两个年度")
        return self

    @property
    def is_open_ended(self) -> bool:
        """Whether the form says that the project has no end date."""
        return self.end == OPEN_ENDED


class Goals(Part, title="总体绩效目标"):
    """总体绩效目标: what the project is to achieve, over its whole period and in this year."""

    whole_period: Text | None = Field(None, alias="实施周期总目标", description="整个实施周期的总目标")
    annual: Text | None = Field(None, alias="年度目标", description="预算年度的目标")

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.whole_period is None and self.annual is None:
            raise refuse("E209", "两个目标一个也没有填写", "至少填写“实施周期总目标”或“年度目标”")
        return self

    @property
    def are_the_same(self) -> bool:
        """Whether both goals are given and word for word the same."""
        return self.whole_period is not None and self.whole_period == self.annual


class Indicator(Part, title="三级指标"):
    """A row of the form: a level-3 indicator with its target values, as typed."""

    name: Text = Field(alias="三级指标", description="三级指标的名称")
    period_value: Text | None = Field(None, alias="实施周期指标值", description="整个实施周期的指标值，照原表填写")
    annual_value: Text | None = Field(None, alias="当年度指标值", description="预算年度的指标值，照原表填写")
    actual_value: Text | None = Field(None, alias="实际完成值", description="绩效自评的实际完成值")
    points: Text | None = Field(None, alias="分值", description="绩效自评的分值")
    score: Text | None = Field(None, alias="得分", description="绩效自评的得分")

    @property
    def target(self) -> TargetValue:
        """What it is judged by: the annual value where one is set, else that for the whole period."""
        annual = parse_target(self.annual_value)
        return annual if annual.is_set else parse_target(self.period_value)


class Approval(Part, title="批复"):
    """批复: what the finance authority decided."""

    authority: Text | None = Field(None, alias="单位", description="批复单位，例如 东莞市财政局望牛墩分局")
    opinion: Text | None = Field(None, alias="意见", description="批复意见的全文")
    day: Day | None = Field(None, alias="日期", description="批复日期，例如 2024-06-01")
    number: Text | None = Field(None, alias="文号", description="批复文号")


class Disclosure(Part, title="公开"):
    """公开: facts about the publication, entered by a person."""

    day: Day | None = Field(None, alias="日期", description="在网上公开的日期，例如 2024-06-01")
    index_number: Text | None = Field(None, alias="索引号", description="门户网站给出的索引号")


class Original(Part, title="原件"):
    """原件: the approved document as received."""

    file: Text = Field(alias="文件", description="content 文件夹里的路径，例如 originals/2024/x.pdf")


class Correction(Part, title="更正"):
    """更正: what was changed after publication."""

    day: Day = Field(alias="日期", description="更正的日期")
    text: Text = Field(alias="内容", description="更正了什么")


class Withdrawal(Part, title="撤回"):
    """撤回: why the record no longer holds; its page stays."""

    day: Day = Field(alias="日期", description="撤回的日期")
    reason: Text = Field(alias="理由", description="为什么撤回")


Categories = Mapping[Text, tuple[Indicator, ...]]


def _some_categories(seconds: Categories) -> Categories:
    if not seconds:
        raise refuse("E210", "没有二级指标", "写上二级指标；没有设置的写成 数量指标: []")
    return seconds


def _some_levels(targets: Mapping[str, Categories]) -> Mapping[str, Categories]:
    if not targets:
        raise refuse("E210", "这里还没有填写", "照原表写上一级指标、二级指标和三级指标")
    return targets


Targets = Annotated[
    Mapping[Text, Annotated[Categories, AfterValidator(_some_categories)]], AfterValidator(_some_levels)
]


class Record(Part, title="绩效目标批复记录"):
    """One project in one fiscal year. Amounts are in 元; texts stand as on the form."""

    form_title: Text | None = Field(None, alias="表名", description="表的标题，照原表填写")
    year: Year = Field(alias="预算年度", description="预算年度，四位数字")
    name: Text = Field(alias="项目名称", description="项目名称")
    kind: Text | None = Field(None, alias="项目类型", description="项目类型，照原表填写")
    level: Text | None = Field(None, alias="项目等级", description="项目等级，例如 二级项目")
    supervisor: Text | None = Field(None, alias="主管部门", description="主管部门的全称")
    department: Text = Field(alias="用款单位", description="用款单位的全称，与 departments.yaml 里的名称一致")
    period: Period | None = Field(None, alias="实施周期", description="起始年度和到期年度")
    budget: Amount = Field(alias="预算金额", description="预算金额，单位是元，只写数字")
    goals: Goals = Field(alias="总体绩效目标", description="两个目标至少填一个")
    targets: Targets = Field(alias="绩效指标", description="一级指标 → 二级指标 → 各行三级指标，顺序与原表一致")
    approval: Approval | None = Field(None, alias="批复", description="财政部门的批复")
    disclosure: Disclosure | None = Field(None, alias="公开", description="公开日期和索引号")
    code: Text | None = Field(None, alias="项目编码", description="财政系统里的项目编码")
    original: Original | None = Field(None, alias="原件", description="批复的原件")
    note: Text | None = Field(None, alias="说明", description="补充说明，可以用 Markdown")
    corrections: tuple[Correction, ...] = Field((), alias="更正", description="公开以后的更正，新的在前")
    withdrawal: Withdrawal | None = Field(None, alias="撤回", description="撤回的日期和理由；页面保留")
    ignored: Mapping[WarningCode, Text] = Field({}, alias="忽略检查", description="看过并保留的警告：编号和理由")

    def rows(self) -> Iterator["Row"]:
        """The form's rows in order; a category in which nothing is set is a row without an indicator."""
        seen: Counter[str] = Counter()
        for first, seconds in self.targets.items():
            for second, indicators in seconds.items():
                for indicator in indicators or (None,):
                    named = "/".join((first, second, indicator.name if indicator else ""))
                    seen[named] += 1
                    yield Row(first, second, indicator, _row_id(named, seen[named]))

    def indicators(self) -> Iterator["IndicatorRow"]:
        """The rows that hold an indicator."""
        for row in self.rows():
            if row.indicator:
                yield IndicatorRow(row.level_1, row.level_2, row.indicator, row.id)

    def categories(self) -> tuple[str, ...]:
        """The categories (canonical level 2) in which an indicator is set, in the form's order."""
        return tuple(dict.fromkeys(framework.category(row.level_1, row.level_2) for row in self.indicators()))


class Row(NamedTuple):
    """A row of the form's table."""

    level_1: str
    level_2: str
    indicator: Indicator | None
    id: str
    """The row's anchor: made from its names, so that it stays when rows are added around it."""


class IndicatorRow(NamedTuple):
    """A row of the form's table that holds an indicator."""

    level_1: str
    level_2: str
    indicator: Indicator
    id: str


def _row_id(named: str, occurrence: int) -> str:
    digest = blake2s(named.encode(), digest_size=4).hexdigest()
    return f"r-{digest}" if occurrence == 1 else f"r-{digest}-{occurrence}"
