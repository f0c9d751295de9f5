"""Which cell is a label, and what it labels.

A label is recognised by its words alone, whatever cell it stands in; white space inside it, a
colon behind it, a unit or a note in brackets and a leading number or year don't count.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from builder.forms.vocabulary import WORDS, Meaning


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


_YEAR = r"(?:19|20)[0-9]{2}"
_LEADING = re.compile(
    r"^(?:[0-9]{1,2}[.、)](?:(?![0-9])|(?=(?:19|20)[0-9]{2}年))|[一二三四五六七八九十]{1,2}[、.]|\([一二三四五六七八九十0-9]{1,2}\)|[*★●◆■])+"
)
_LEADING_YEAR = re.compile(rf"^({_YEAR})(年度?)?(?=\D)")
_NOTE = re.compile(r"\(([^()]*)\)$")
_HOW_TO_FILL_IN = re.compile(
    r"元|单位|签[名字章]|盖章|公章|印章|手写|选填|必填|填[写报列]|勾选|打[√✓]|另附|附[页件表]|字以内|不超过|不少于|如[:：、]|例如|"
    r"[%％]|百分|分$|分值|权重|代码|编[码号]|可多选|单选|年初|全年|累计|合计|含|^[A-Za-z0-9]{1,3}$|"
    rf"(?<![0-9]){_YEAR}(?![0-9])"
)
_HOW_TO_SIGN = re.compile(r"(?:签[名字章]|盖章|手写|姓名|职务|联系|电话|手机|号码|及|和|[/、])+")
_PRINTED = re.compile(r"(?:(?:目标|指标)[0-9一二三四五六]{0,2}[:：]?)?[\s….·_—-]*")
_PARTED_DIGITS = re.compile(r"\d\s+\d")
_OPINION = re.compile(
    r"^(?P<before>[^:。；]{0,40}?)(?:的)?(?P<words>批[复覆]意见|审批意见|批复审核意见|审核批复意见|批准意见)$"
)
_NO_AUTHORITY = re.compile(r"(?:^|申报|项目|预算|用款|填报|主管|业务|本)(?:单位|部门|科室|股室|领导)$|领导$|评审|专家")
"""Who looks at a form before the finance authority does; 批复 is none of theirs."""
_PERSON = re.compile(
    r"(?:[\u4e00-\u9fff]{0,6}(?:负责人|责任人|联系人|经办人?|制表人?|审核人|复核人?|核对人|填[表报]人?|签名|签字|分管领导)|(?P<before>[\u4e00-\u9fff]{0,6})(?P<title>局长|镇长|主任))(?:姓名|签名|签字|签章)?(?:及?(?:联系)?(?:电话|方式))?"
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


def says_more(label: Label) -> bool:
    """Whether what stands in brackets behind a label is more than how to fill it in (项目类型（一次性项目））."""
    if label.meaning is Meaning.PERSON:
        return bool(label.note) and not _HOW_TO_SIGN.fullmatch(label.note)
    return bool(label.note) and not _HOW_TO_FILL_IN.search(label.note)


def is_printed(text: str) -> bool:
    """Whether a text is what a blank form has printed in the place of a goal or an indicator (目标1： ……)."""
    return all(_PRINTED.fullmatch(line.strip()) for line in text.split("\n"))


def plain(text: str) -> str:
    """A text as labels are compared: NFKC, no white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def one_line(parts: Iterable[str]) -> str:
    """Lines of a narrow cell, or cells of one text, as one line. Figures stay apart: 100 above 200 isn't 100200."""
    line = ""
    for part in map(str.strip, parts):
        gap = " " if line[-1:].isdecimal() and part[:1].isdecimal() else ""
        line += gap + part
    return line


def parts_digits(text: str) -> bool:
    """Whether white space stands between digits: nobody can say whether 100 200 is one number or two."""
    return bool(_PARTED_DIGITS.search(text))


def one_figure(text: str) -> str:
    """A text as figures are read, like ``plain``; empty where it parts digits."""
    return "" if parts_digits(text.strip()) else plain(text)


_KNOWN = {
    plain(word): (meaning, rank)
    for meaning, words in WORDS.items()
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
    stem = without_number(words)
    note = ""
    while stem not in _KNOWN and (found := _NOTE.search(stem)) and found.start():
        stem, note = stem[: found.start()].rstrip(":"), found[1] + note
    unit = note if "元" in note else None
    stem, year = _without_year(stem)
    printed = stem
    if stem not in _KNOWN:
        shorter = stem.removeprefix("项目"), stem.removesuffix("名称"), stem.removeprefix("该")
        stem = next((one for one in shorter if one in _KNOWN), stem)
    if stem in _KNOWN:
        meaning, rank = _KNOWN[stem]
        # In brackets behind 负责人 may stand the person.
        return Label(meaning, printed if meaning is Meaning.PERSON else words, rank, year, unit, note)
    return _by_pattern(text, words, stem, year, unit, note)


def without_number(words: str) -> str:
    """A label or heading, as ``plain`` has it, without what numbers or marks it (*1.项目名称)."""
    return _LEADING.sub("", words) or words


def _by_pattern(text: str, words: str, stem: str, year: int | None, unit: str | None, note: str) -> Label | None:
    """Labels that hold a name of their own, or come in more forms than can be listed."""
    if found := _PERSON.fullmatch(stem):
        # Before a title stands as likely a name (张三主任) as an office.
        return Label(Meaning.PERSON, found["title"] or stem, note=note or found["before"] or "")
    if found := _OPINION.match(stem):
        if _NO_AUTHORITY.search(found["before"]):
            return Label(Meaning.OTHER, words)
        return Label(Meaning.OPINION, words, before=_before(text, found["words"]))
    if found := _FINANCE_OPINION.match(stem):
        before = _before(text, found["words"])
        return Label(Meaning.OPINION, words, rank=1, before=before)
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
    joined = without_number("".join(text.split()))
    return joined[: joined.rfind(words)].rstrip(":：的") if words in joined else ""
