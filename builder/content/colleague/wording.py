"""Words that may not stand in a public text: placeholders, names of persons, marks that nobody sees."""

import re
from collections.abc import Iterator

from builder.content.personal import MAIL, Found, find
from builder.content.problems import Problem
from builder.content.source import Entry, Source
from builder.content.tree import Path, Tree
from builder.model import Record

_EDGE = r"(?:^|(?<=[\s：:（(【\[、，,。；;“\"]))"
_END = r"(?=$|[\s）)】\]、，,。；;”\"])"
_PLACEHOLDER = re.compile(
    r"[×＊]{2,}|〔…〕|(?<![A-Za-z0-9])[xX]{2,}(?![A-Za-z0-9])|[?？]{3,}"
    rf"|{_EDGE}(?:待定|待补充?|待填写?|待完善|待确认|待核[定实]|待录入|此处填写|请填写|请输入|点击输入|占位|测试[0-9一二三]*|TODO|FIXME|TBD|test[0-9]*){_END}"
    r"|(?:此处|这里)(?:填写|输入)|测试(?:数据|内容|记录|项目名称)|lorem ipsum",
    re.IGNORECASE,
)
_NO_OFFICE = "".join(f"(?<!{end})" for end in ["工会", "协会", "委会", "公室", "中心", "公司", "社区", "[局站镇村]"])
_NAMED = re.compile(
    r"(?:(?:负责人|联系人|责任人|代表人|姓名)(?:姓名|[（(]签[名字][）)])?\s*[:：为是]|(?:填表人|填报人|经办人|制表人)(?:[（(]签[名字][）)])?[:：\s])\s*"
    rf"[\u4e00-\u9fff·]{{2,4}}{_NO_OFFICE}(?![\u4e00-\u9fff])"
)
_LIST = re.compile(
    rf"(?:名单|人员|职工|对象|学生|老人)(?:如下|包括|为)?\s*[:：]\s*[\u4e00-\u9fff]{{2,3}}{_NO_OFFICE}"
    rf"(?:[、，,\s][\u4e00-\u9fff]{{2,3}}{_NO_OFFICE}){{2,}}(?![\u4e00-\u9fff])"
)
_PHONE = re.compile(
    r"(?:电话|手机|联系方式|致电|拨打)[^0-9。；\n]{0,8}(?:\(?0[0-9]{2,3}\)?[- ]?)?[2-9][0-9]{6,7}(?![0-9])"
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+", re.ASCII)
_HIDDEN = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_WORDS = (
    "×× ＊＊ 〔…〕 ?? ？？ xx 待 测试 占位 填写 输入 todo fixme tbd test lorem 负责人 联系人 责任人 代表人 姓名 填表人 填报人 经办人 制表人 "
    "名单 电话 手机 联系方式 致电 拨打 @ 人员： 职工： 对象： 学生： 老人： 人员: 职工: 对象: 学生: 老人: 如下 包括 为： 为:"
)
_HINTS = tuple(_WORDS.split())
"""What a text has to hold, in small letters, for any of these patterns to match."""
_DIGITS = re.compile(r"\d(?:[\s\-－]*\d){9}")
_OFFICE_NUMBERS = frozenset({"项目编码", "索引号", "文号", "文件", "预算金额"})


def wording(entry: Entry[Record]) -> Iterator[Problem]:
    """Findings in every text of a record."""
    # Nearly every file is told apart by one look at the whole; an escape may stand for any sign.
    file = entry.parsed.text
    small = file.casefold()
    if not ("\\" in file or _HIDDEN.search(file) or any(word in small for word in _HINTS)):
        return
    texts = [(path, text) for path, text in _texts(entry.parsed.tree, ()) if path[:1] != ("忽略检查",)]
    for path, text in texts:
        if found := _PLACEHOLDER.search(text):
            message = f"“{_near(text, found)}”像是还没有写好的内容"
            yield entry.problem(path, "W220", message, "照原表写完整；其中的个人信息要改写成不指明个人的说法")
        if found := _NAMED.search(text) or _LIST.search(text) or _PHONE.search(text) or _MAIL.search(text):
            message = f"“{_near(text, found)}”像是个人的姓名、电话或邮箱"
            yield entry.problem(
                path, "W221", message, "删去个人信息（个人信息保护法第二十五条）；不是个人信息时可以保留"
            )
    if hidden := [path for path, text in texts if _HIDDEN.search(text)]:
        message = f"有 {len(hidden)} 处文字里有看不见的符号（零宽字符或文字方向符号），这是第一处"
        yield entry.problem(hidden[0], "W223", message, "删去这几段重新输入；这样的符号会让人看到的和实际的不一样")


def personal(source: Source) -> Iterator[Problem]:
    """Numbers of persons in a record, valid or not: to publish them is against the law."""
    file = source.parsed.text
    if not ("\\" in file or _DIGITS.search(file)):
        return
    for path, text in _texts(source.parsed.tree, ()):
        if path and path[-1] in _OFFICE_NUMBERS:
            continue
        for kind in dict.fromkeys(found.kind for found in numbers(text)):
            yield source.problem(path, *no_personal_number(kind))


def numbers(text: str) -> list[Found]:
    """The numbers of persons in a text. An address of mail may be an office's, and is asked about (W221)."""
    return [found for found in find(text) if found.kind != MAIL]


def no_personal_number(kind: str) -> tuple[str, str, str]:
    """Code, message and remedy for a number of a person in a public text."""
    hint = "删去它；确要留联系方式的，把单位的办公电话写在 site.yaml 的“联系”里（个人信息保护法第二十五条）"
    return "E310", f"这里有{kind}，不能公开", hint


def _near(text: str, found: re.Match[str]) -> str:
    start, end = max(0, found.start() - 6), min(len(text), found.end() + 6)
    return " ".join(text[start:end].split())


def _texts(value: Tree | None, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        if value:
            yield path, value
    elif isinstance(value, list):
        for index, below in enumerate(value):
            yield from _texts(below, (*path, index))
    elif value:
        for key, below in value.items():
            yield from _texts(below, (*path, key))
