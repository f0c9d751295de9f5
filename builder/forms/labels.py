"""The words on the forms: which cell is a label, and what it labels.

Gathered from the three generations of the form, 自评表 and the catalogue headers of portals. A
label is recognised by its words alone, whatever cell it stands in; white space inside it, a
colon behind it, a unit or a note in brackets and a leading number or year don't count.
"""

import re
import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from functools import lru_cache


class Meaning(StrEnum):
    """What the text beside or below a label is."""

    NAME = "项目名称"
    CODE = "项目编码"
    KIND = "项目类型"
    LEVEL = "项目等级"
    SUPERVISOR = "主管部门"
    DEPARTMENT = "用款单位"
    YEAR = "预算年度"
    SPAN = "实施周期"
    START = "起始年度"
    END = "到期年度"
    BUDGET = "预算金额"
    FUND = "资金"
    """An amount that isn't the year's budget: a part, a plan, what was spent."""
    UNIT = "金额单位"
    GOALS = "总体绩效目标"
    """Over one or two goals; where nothing more precise follows, the text is the annual goal."""
    PERIOD_GOAL = "实施周期总目标"
    ANNUAL_GOAL = "年度目标"
    TARGETS = "绩效指标"
    OPINION = "批复意见"
    AUTHORITY = "批复单位"
    NUMBER = "批复文号"
    APPROVED = "批复日期"
    INDEX = "索引号"
    DISCLOSED = "发布日期"
    DOCUMENT_NUMBER = "文号"
    PERSON = "个人信息"
    OTHER = "其他"
    """Known on the forms, without a place in a record."""


@dataclass(frozen=True, slots=True)
class Label:
    """A cell, or the beginning of one, that says what a text means."""

    meaning: Meaning
    words: str
    """As printed, in one line."""
    rank: int = 0
    """Among labels of one meaning, the smaller is the more precise."""
    year: int | None = None
    unit: str | None = None
    """What the label says of its unit, as printed: 万元, 人民币千元."""
    note: str = ""
    """What stands in brackets behind it."""
    before: str = ""
    """What stands before 批复意见: who gives it."""

    @property
    def is_weak(self) -> bool:
        """Whether the word is as likely a value (项目类型 | 其他)."""
        return self.words in _WEAK


# In each line the more precise label comes first. README.md of tests/forms tells where they were seen.
_WORDS: dict[Meaning, str] = {
    Meaning.NAME: "项目名称 项目（政策）名称 政策和项目名称 专项名称 项目全称",
    Meaning.CODE: "项目编码 项目代码 项目编号",
    Meaning.KIND: "项目类型 项目类别",
    Meaning.LEVEL: "项目等级 项目级别 项目级次",
    Meaning.SUPERVISOR: "主管部门 业务主管部门 项目主管部门 主管单位 主管部门名称 主管部门及代码 一级主管部门",
    Meaning.DEPARTMENT: (
        "用款单位 项目用款单位 资金使用单位 使用单位 实施单位 项目实施单位 具体实施单位 项目单位 项目承担单位 承担单位 "
        "预算单位 预算单位名称 申报单位 项目申报单位 填报单位 填报单位名称 填报部门 单位名称 单位"
    ),
    Meaning.YEAR: "预算年度 财政年度 所属年度 项目年度 评价年度 自评年度 年度",
    Meaning.SPAN: (
        "实施周期 项目实施周期 项目周期 实施期限 项目实施期限 项目期限 实施期 项目实施期 起止时间 项目起止时间 项目起止年限 "
        "起止年限 起止年度 项目起止年度 实施时间 项目实施时间 执行期限 项目执行期限 执行周期 实施年限 项目年限"
    ),
    Meaning.START: "起始年度 开始年度 起始年份 开始年份 起始年 开始年 起始时间 开始时间 项目开始时间 项目起始时间",
    Meaning.END: (
        "到期年度 终止年度 结束年度 截止年度 到期年份 结束年份 终止年份 到期年 结束年 终止年 到期时间 结束时间 终止时间 "
        "截止时间 项目结束时间 项目终止时间 项目到期时间 完成时间"
    ),
    Meaning.BUDGET: (
        "年度预算金额 年预算金额 当年预算金额 本年预算金额 本年度预算金额 当年度预算金额 当年年度预算 年初预算数 年度预算数 当年预算数 "
        "年度预算 当年预算 本年度预算 当年度预算 年预算 本年预算 年度资金总额 年度预算资金总额 本年度资金总额 年度资金合计 "
        "年度预算总额 本年度预算总额 年度预算资金 本年度预算资金 年度申请资金 年度金额 批复金额 批复预算 预算批复金额 批复预算金额 "
        "预算金额 预算数 预算资金 预算安排 预算安排资金 项目预算金额 项目资金总额 资金总额 预算总额 项目金额 项目预算"
    ),
    Meaning.FUND: (
        "项目总预算 项目总金额 项目总投资 总预算 项目资金 项目经费 资金情况 预算执行情况 资金来源 实施期资金总额 实施期金额 "
        "中期资金总额 财政拨款 其中财政拨款 其中:财政拨款 当年财政拨款 其中当年财政拨款 其中:当年财政拨款 本年财政拨款 "
        "其中:本年财政拨款 上年结转资金 上年结转 其他资金 其中:其他资金 其他 自筹资金 单位资金 中央补助 省级补助 市级补助 镇级资金 "
        "一般公共预算 政府性基金 上级补助 财政资金 其中:财政资金 全年预算数 全年执行数 调整预算数 调整后预算数 执行数 "
        "实际支出数 实际支出 全年支出数 执行率 预算执行率 资金执行率 到位数 实际到位 实际到位资金 合计"
    ),
    Meaning.UNIT: "金额单位 资金单位 货币单位 计价单位",
    Meaning.GOALS: (
        "总体绩效目标 总体目标 绩效目标 项目绩效目标 年度总体目标 年度总体绩效目标 项目总体绩效目标 总体目标完成情况 "
        "年度总体目标完成情况 年度绩效目标 目标 绩效总目标 整体绩效目标"
    ),
    Meaning.PERIOD_GOAL: (
        "实施周期总目标 实施周期目标 实施周期绩效目标 实施周期总体目标 中期目标 中期绩效目标 中期总目标 中期总体目标 中长期目标 "
        "中长期绩效目标 长期目标 长期绩效目标 实施期目标 实施期总目标 实施期绩效目标 项目实施期目标 项目总体目标 项目总目标 总目标"
    ),
    Meaning.ANNUAL_GOAL: (
        "年度目标 当年度目标 本年度目标 当年目标 年度总目标 年度绩效总目标 当年度绩效目标 本年度绩效目标 当年绩效目标 "
        "预期目标 年度预期目标 年初设定目标 年初目标 年初预期目标 设定目标 预期绩效目标"
    ),
    Meaning.TARGETS: "绩效指标 年度绩效指标 中期绩效指标 绩效目标指标 指标 中期指标 年度指标 实施期指标 实施周期指标 当年度指标 绩效指标体系 实施周期绩效指标 指标体系 产出和效益指标",
    Meaning.AUTHORITY: "批复单位 审批单位 批复部门 审批部门 批复机关 审批机关 批准单位 批准机关 财政部门",
    Meaning.NUMBER: "批复文号 批准文号 批复文件号 批复文件文号 审批文号",
    Meaning.APPROVED: "批复日期 批复时间 审批日期 批准日期 审批时间",
    Meaning.INDEX: "索引号 信息索引号 索引编号 公开索引号",
    Meaning.DISCLOSED: "发布日期 发文日期 发布时间 公开日期 公布日期 发文时间",
    Meaning.DOCUMENT_NUMBER: "文号 发文字号 文件编号 发文文号",
    Meaning.PERSON: (
        "项目负责人 负责人 单位负责人 部门负责人 项目负责人姓名 项目联系人 联系人 联系人姓名 填表人 填报人 制表人 经办人 审核人 "
        "复核人 审批人 财务负责人 法定代表人 分管领导 评价人 填表人员 项目负责人及电话 负责人及电话 联系人及电话 联系电话 电话 电话号码 "
        "手机 手机号 手机号码 移动电话 办公电话 固定电话 负责人电话 联系人电话 填表人电话 项目负责人电话 联系方式 传真 邮箱 电子邮箱 "
        "电子邮件 微信 QQ 身份证 身份证号 身份证号码 公民身份号码 居民身份证号码 银行账号 银行卡号 银行账户 收款账号 账号 卡号 家庭住址 住址 姓名"
    ),
    Meaning.OTHER: (
        "立项依据 项目概况 项目简介 项目内容 项目背景 立项背景 立项必要性 项目立项依据 主要内容 项目属性 资金用途 支出方向 功能科目 支出功能科目 "
        "支出功能分类科目 经济科目 政府采购 是否政府采购 填报日期 填表日期 填报时间 制表日期 填表时间 申报日期 编制日期 自评日期 评价日期 "
        "分类 信息分类 主题分类 体裁分类 发布机构 发文机关 发文机构 制发机关 公开责任部门 责任部门 主题词 关键词 成文日期 生成日期 名称 标题 "
        "信息名称 公开方式 公开形式 公开范围 公开时限 有效性 时效性 是否有效 来源 信息来源 废止日期 生效日期 服务对象 "
        "实际完成情况 全年完成情况 实际完成目标 目标完成情况 完成情况 年度完成情况 目标实际完成情况 全年实际完成情况 "
        "总分 自评总分 总得分 自评得分 自评等级 评价等级 自评结论 评价结论 等级 存在问题 存在的问题 主要问题 改进措施 "
        "存在问题及改进措施 存在的问题及改进措施 偏差原因分析 备注 说明 其他说明 其他需要说明的问题 主管部门意见 主管部门审核意见 "
        "业务主管部门意见 单位意见 申报单位意见 审核意见 主管部门审批意见 序号 附件 页码 用款计划 浏览次数 阅读次数 点击数 点击量 访问量 打印 字体 字号 分享 作者 编辑"
    ),
}

_YEAR = r"(?:19|20)[0-9]{2}"
_LEADING = re.compile(
    r"^(?:[0-9]{1,2}[.、)](?![0-9])|[一二三四五六七八九十]{1,2}[、.]|\([一二三四五六七八九十0-9]{1,2}\)|[*★●◆■])+"
)
_LEADING_YEAR = re.compile(rf"^({_YEAR})(年度?)?(?=\D)")
_NOTE = re.compile(r"\(([^()]*)\)$")
_OPINION = re.compile(
    r"^(?P<before>[^:。；]{0,40}?)(?:的)?(?P<words>批[复覆]意见|审批意见|批复审核意见|审核批复意见|批准意见)$"
)
_NO_AUTHORITY = re.compile(r"(?:^|申报|项目|预算|用款|填报|主管|业务|本)(?:单位|部门|科室|股室|领导)$|领导$|评审|专家")
"""Who looks at a form before the finance authority does; 批复 is none of theirs."""
_PERSON = re.compile(
    r"[\u4e00-\u9fff]{0,6}(?:负责人|责任人|联系人|经办人?|制表人?|审核人|复核人?|核对人|填[表报]人?|签名|签字|分管领导|局长|镇长|主任)(?:姓名|签名|签字|签章)?(?:及?(?:联系)?(?:电话|方式))?"
)
_FINANCE_OPINION = re.compile(r"^[^:。；]{0,30}?财政[^:。；]{0,10}?(?P<words>审核意见|意见)$")
_APPLIED = re.compile(r"^(?:本年度|当年度?|本年|年度)?申请[^:。；]{0,12}?(?:预算)?(?:资金|金额|数)$")
_LATER_FUNDS = re.compile(r"^(?:中期|三年|实施周期|实施期|总|项目期)[^:。；]{0,12}(?:预算|资金|资金总额|金额)$")
_WEAK = frozenset(
    [
        "其他",
        "名称",
        "单位",
        "说明",
        "目标",
        "指标",
        "年度",
        "来源",
        "等级",
        "分类",
        "合计",
        "标题",
        "服务对象",
        "财政资金",
        "总分",
    ]
)
_LONGEST = 40
"""No label of a form is longer, 批复意见 with the name of its office included."""


def nearest_label(text: str) -> str | None:
    """The label that a text, which is none, was most likely meant to be (主管部们: 主管部门)."""
    words = plain(text).rstrip(":")
    if not 4 <= len(words) <= 12 or label_of(text):
        return None
    return next(iter(get_close_matches(words, _KNOWN, n=1, cutoff=0.74)), None)


def plain(text: str) -> str:
    """A text as labels are compared: NFKC, no white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


_KNOWN = {
    plain(word): (meaning, rank)
    for meaning, words in _WORDS.items()
    for rank, word in enumerate(words.split(" "))
    if word
}


@lru_cache(maxsize=4096)
def label_of(text: str) -> Label | None:
    """What ``text``, the whole of a cell or what stands before a colon, labels; None for other texts."""
    if len(text) > 3 * _LONGEST:
        return None
    words = plain(text).rstrip(":")
    if not words or len(words) > _LONGEST:
        return None
    stem = _LEADING.sub("", words) or words
    note = ""
    while stem not in _KNOWN and (found := _NOTE.search(stem)) and found.start():
        stem, note = stem[: found.start()].rstrip(":"), found[1] + note
    unit = note if "元" in note else None
    stem, year = _without_year(stem)
    if stem not in _KNOWN:
        shorter = stem.removeprefix("项目"), stem.removesuffix("名称"), stem.removeprefix("该")
        stem = next((one for one in shorter if one in _KNOWN), stem)
    if stem in _KNOWN:
        meaning, rank = _KNOWN[stem]
        return Label(meaning, words, rank, year, unit, note)
    return _by_pattern(text, words, stem, year, unit, note)


def _by_pattern(text: str, words: str, stem: str, year: int | None, unit: str | None, note: str) -> Label | None:
    """Labels that hold a name of their own, or come in more forms than can be listed."""
    if _PERSON.fullmatch(stem):
        return Label(Meaning.PERSON, words)
    if found := _OPINION.match(stem):
        if _NO_AUTHORITY.search(found["before"]):
            return Label(Meaning.OTHER, words)
        return Label(Meaning.OPINION, words, before=_before(text, found["words"]))
    if found := _FINANCE_OPINION.match(stem):
        before = _before(text, found["words"])
        return Label(Meaning.OPINION, words, rank=1, before="" if before.endswith("财政部门") else before)
    if _APPLIED.match(stem):
        return Label(Meaning.BUDGET, words, 50, year, unit, note)
    if _LATER_FUNDS.match(stem):
        return Label(Meaning.FUND, words, 0, year, unit, note)
    return None


def _without_year(stem: str) -> tuple[str, int | None]:
    if stem in _KNOWN or not (dated := _LEADING_YEAR.match(stem)):
        return stem, None
    rest = stem[dated.end() :]
    # 2024年预算金额 and 2024年度目标 are one word with their 年 and 年度.
    return next((whole for whole in ((dated[2] or "") + rest, rest) if whole in _KNOWN), rest), int(dated[1])


def _before(text: str, words: str) -> str:
    """The name before 批复意见 as printed, in one line."""
    joined = "".join(text.split())
    return joined[: joined.rfind(words)].rstrip(":：的") if words in joined else ""
