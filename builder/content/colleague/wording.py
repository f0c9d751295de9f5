"""Words that may not stand in a public text: placeholders, names of persons, marks that nobody sees."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from builder.content.names import NO_OFFICE, PERSON, SURE_PERSON
from builder.content.personal import MAIL, OFFICE_NUMBERS, find, half_width, may_have_numbers, numbers
from builder.content.problems import Problem
from builder.content.source import Entry, Source
from builder.content.tree import Path, Tree
from builder.model import Record

_EDGE = r"(?:^|(?<=[\s：:（(【\[、，,。；;“\"]))"
_END = r"(?=$|[\s）)】\]、，,。；;”\"])"
# 开发、测试、上线 is work to do, 有待完善 a judgement: such words are blanks only where nothing else is said.
_PLACEHOLDER = re.compile(
    r"[×＊]{2,}|〔…〕|(?<![A-Za-z0-9])[xX]{2,}(?![A-Za-z0-9])|[?？]{3,}"
    rf"|(?<![有亟尚需还仍等])待(?:定|补充|填写|录入){_END}"
    rf"|{_EDGE}(?:待补|待填|待完善|待确认|待核[定实]|此处填写|请填写|请输入|点击输入|占位|TODO|FIXME|TBD){_END}"
    r"|\A\s*(?:测试(?:数据|内容|记录|项目|项目名称|单位)?|test)[0-9一二三]*\s*\Z|[（(](?:测试|test)[0-9一二三]*[）)]\s*\Z"
    r"|\A\s*(?:同[上左前]|略|[（(]?(?:详?见|参见)?附[件表后][0-9一二三]*[）)]?)[。.]?\s*\Z"
    r"|(?:此处|这里)(?:填写|输入)|lorem ipsum",
    re.IGNORECASE,
)
_SIGNED = r"(?:[（(]签[名字][）)])?"
_LABELLED = rf"(?:(?:负责人|联系人|责任人|代表人|姓名)(?:姓名)?|填表人|填报人|经办人|制表人){_SIGNED}"
_ROLES = ("审核人?", "复核人?", "核对人?", "签发人?", "经办", "编制人?", "组?成员", "组长", "分管领导", "联络员")
"""Of these one may do as well what the word says (审核：同意): only what looks like a name is one."""
_NAMED = re.compile(
    rf"{_LABELLED}\s*[:：]\s*[\u4e00-\u9fff·]{{2,4}}{NO_OFFICE}(?![\u4e00-\u9fff])"
    rf"|{_LABELLED}\s*[为是]?\s*{PERSON}(?![\u4e00-\u9fff])"
    rf"|(?:{'|'.join(_ROLES)})\s*[:：]\s*{SURE_PERSON}(?:[、，,\s]{PERSON})*(?![\u4e00-\u9fff])"
)
_LIST = re.compile(
    rf"(?:名单|人员|职工|对象|学生|老人)(?:如下|包括|为)?\s*[:：]\s*{PERSON}"
    rf"(?:[、，,\s]{PERSON}){{2,}}(?![\u4e00-\u9fff])"
)
_PHONE = re.compile(
    r"(?:电话|手机|联系方式|致电|拨打)[^0-9。；\n]{0,8}(?:\(?0[0-9]{2,3}\)?[- ]?)?[2-9][0-9]{2,3}[- ]?[0-9]{4}(?![0-9])"
)
_HIDDEN = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_WORDS = (
    "×× ＊＊ 〔…〕 ?? ？？ xx 待 测试 占位 填写 输入 todo fixme tbd test lorem 负责人 联系人 责任人 代表人 姓名 填表人 填报人 经办人 制表人 "
    "同上 同左 同前 略 附件 附表 附后 名单 电话 手机 联系方式 致电 拨打 @ 人员： 职工： 对象： 学生： 老人： 人员: 职工: 对象: 学生: 老人: 如下 包括 为： 为:"
)
_ENDS = (
    "审核",
    "复核",
    "核对",
    "签发",
    "经办",
    "编制",
    "成员",
    "组长",
    "领导",
    "联络员",
    "审核人",
    "复核人",
    "核对人",
    "签发人",
    "编制人",
)
_HINTS = (*_WORDS.split(), *(f"{word}{colon}" for word in _ENDS for colon in ":："))
"""What a text has to hold, in small letters, for any of these patterns to match."""


class _Text(NamedTuple):
    """A text of a record: a value, or the name of a level of the indicators."""

    path: Path
    text: str
    is_name: bool = False

    def problem(self, source: Source, code: str, message: str, hint: str) -> Problem:
        """A problem with it, at its place."""
        tell = source.key_problem if self.is_name else source.problem
        return tell(self.path, code, message, hint)


def wording(entry: Entry[Record]) -> Iterator[Problem]:
    """Findings in every text of a record."""
    # Nearly every file is told apart by one look at the whole; an escape may stand for any sign.
    file = entry.parsed.text
    small = file.casefold()
    if not ("\\" in file or _HIDDEN.search(file) or any(map(small.__contains__, _HINTS))):
        return
    texts = [one for one in _texts(entry.parsed.tree) if one.path[:1] != ("忽略检查",)]
    for one in texts:
        if found := _PLACEHOLDER.search(one.text):
            message = f"“{_near(one.text, *found.span())}”像是还没有写好的内容"
            yield one.problem(entry, "W220", message, "照原表写完整；其中的个人信息要改写成不指明个人的说法")
        if place := _person(one.text):
            message = f"“{_near(one.text, *place)}”像是个人的姓名、电话或邮箱"
            hint = "删去个人信息（个人信息保护法第二十五条）；不是个人信息时可以保留"
            yield one.problem(entry, "W221", message, hint)
    if hidden := [one for one in texts if _HIDDEN.search(one.text)]:
        message = f"有 {len(hidden)} 处文字里有看不见的符号（零宽字符或文字方向符号），这是第一处"
        hint = "删去这几段重新输入；这样的符号会让人看到的和实际的不一样"
        yield min(one.problem(entry, "W223", message, hint) for one in hidden)


def _person(text: str) -> tuple[int, int] | None:
    """Where a text seems to name a person, or to give the telephone or the mail of one."""
    plain = half_width(text)
    if found := _NAMED.search(plain) or _LIST.search(plain) or _PHONE.search(plain):
        return found.span()
    return next(((mail.start, mail.end) for mail in find(plain) if mail.kind == MAIL), None) if "@" in text else None


def personal(source: Source) -> Iterator[Problem]:
    """Numbers of persons in a record, valid or not: to publish them is against the law."""
    file = source.parsed.text
    if not ("\\" in file or may_have_numbers(file)):
        return
    for one in _texts(source.parsed.tree):
        if one.path and one.path[-1] in OFFICE_NUMBERS:
            continue
        for kind in dict.fromkeys(found.kind for found in numbers(one.text)):
            yield one.problem(source, *no_personal_number(kind))


def no_personal_number(kind: str) -> tuple[str, str, str]:
    """Code, message and remedy for a number of a person in a public text."""
    hint = "删去它；确要留联系方式的，把单位的办公电话写在 site.yaml 的“联系”里（个人信息保护法第二十五条）"
    return "E310", f"这里有{kind}，不能公开", hint


def _near(text: str, start: int, end: int) -> str:
    return " ".join(text[max(0, start - 6) : end + 6].split())


def _texts(tree: Tree | None) -> Iterator[_Text]:
    yield from _level_names(tree)
    yield from _values(tree, ())


def _level_names(tree: Tree | None) -> Iterator[_Text]:
    """The names of both levels, which are the form's own words and are shown."""
    targets = tree.get("绩效指标") if isinstance(tree, dict) else None
    for first, seconds in targets.items() if isinstance(targets, dict) else ():
        yield _Text(("绩效指标", first), first, is_name=True)
        for second in seconds if isinstance(seconds, dict) else ():
            yield _Text(("绩效指标", first, second), second, is_name=True)


def _values(value: Tree | None, path: Path) -> Iterator[_Text]:
    if isinstance(value, str):
        if value:
            yield _Text(path, value)
    elif isinstance(value, list):
        for index, below in enumerate(value):
            yield from _values(below, (*path, index))
    elif value:
        for key, below in value.items():
            yield from _values(below, (*path, key))
