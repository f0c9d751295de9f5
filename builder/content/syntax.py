"""What libyaml says about a text that isn't YAML → what a clerk can do about it."""

import re
from collections.abc import Mapping
from typing import NamedTuple

import yaml

from builder.content.characters import lines


class Advice(NamedTuple):
    """A syntax error in plain words."""

    message: str
    hint: str
    at_start: bool = False
    """Point at where the broken piece begins, not at where the parser gave up."""


BLOCK_SIGN = Advice(
    "“>”和“|”在 YAML 里有特别的意思",
    '内容以“>”或“|”开头时，用英文双引号括起来，例如 ">92%"',
    at_start=True,
)

_COLON = Advice(
    "这里用了中文冒号“：”",
    "名称后面写英文冒号和一个空格，例如“项目名称: 工会活动”",
)

_TAB = Advice("这里用了 Tab 键", "缩进只能用空格，把 Tab 换成空格，与同一级的各行左边对齐")

_TEXT_AFTER_QUOTE = Advice(
    "引号或括号后面还有文字",
    "内容以引号或括号开头时，用另一种引号把整段内容括起来，例如 '[2024]工会活动'",
)

_SIGN_AT_START = Advice("这里的符号不能放在内容的开头", "用英文双引号把整段内容括起来")

# The first words that occur in what libyaml says decide.
_ADVICE: Mapping[str, Advice] = {
    "tab character": _TAB,
    "found character that cannot start any token": Advice(
        "这里的符号不能放在内容的开头", "内容以“%”“@”“`”开头时，用英文双引号括起来"
    ),
    "mapping keys are not allowed": _SIGN_AT_START,
    "mapping values are not allowed": Advice(
        "这里多了一个“: ”，或者缩进与上一行不一致",
        "内容里有“: ”时用英文双引号括起来；同一级的各行左边对齐",
    ),
    "block sequence entries are not allowed": Advice(
        "“- ”在这里会被当作列表",
        '内容就是“-”时，用英文双引号括起来："-"；要写列表时，从下一行开始',
    ),
    "could not find expected ':'": Advice(
        "这一行缺少冒号",
        "名称后面写英文冒号和一个空格，例如“项目名称: 工会活动”；如果是上一行的下文，缩进要比上一行的名称深",
        at_start=True,
    ),
    "did not find expected key": Advice(
        "缩进或引号不对，读不下去",
        "同一级的各行左边对齐；引号要成对，并把整段内容括在里面",
    ),
    "did not find expected '-' indicator": Advice("缩进不一致", "同一级的各行左边对齐；同一列表的各个“-”左边对齐"),
    "block scalar": BLOCK_SIGN,
    "while scanning a quoted scalar": Advice("引号没有配成对", "在内容的结尾补上引号", at_start=True),
    "while parsing a quoted scalar": Advice(
        "双引号里的“\\”后面是不能识别的写法",
        "把双引号换成单引号，或把“\\”写成“\\\\”",
    ),
    "did not find expected alphabetic or numeric character": Advice(
        "“*”和“&”在 YAML 里有特别的意思",
        '内容以“*”或“&”开头时，用英文双引号括起来，例如 "*"',
        at_start=True,
    ),
    "did not find expected ',' or ']'": Advice(
        "方括号没有配成对",
        "内容以“[”开头时，用英文双引号括起来；列表的各条用英文逗号隔开，用“]”结束",
        at_start=True,
    ),
    "did not find expected ',' or '}'": Advice(
        "花括号没有配成对",
        "内容以“{”开头时，用英文双引号括起来；各项用英文逗号隔开，用“}”结束",
        at_start=True,
    ),
    "while parsing a flow": Advice("括号没有配成对", "内容以“[”“{”开头时，用英文双引号括起来", at_start=True),
    "did not find expected node content": _SIGN_AT_START,
    "tag": Advice("“!”在 YAML 里有特别的意思", "内容以“!”开头时，用英文双引号括起来", at_start=True),
    "<document start>": Advice("“...”表示内容到此结束，后面不能再有内容", "删去“...”，或用英文双引号把它括起来"),
    "directive": Advice("行首的“%”在 YAML 里有特别的意思", "删去这一行，或用英文双引号把名称括起来", at_start=True),
    "YAML document": Advice("不需要写 YAML 的版本", "删去以“%YAML”开头的一行"),
}

# What can be seen in the line of the error, or in the one above it.
_SEEN: Mapping[re.Pattern[str], Advice] = {
    re.compile(r"^[ \t]*\u3000|:[ \t]*\u3000"): Advice(
        "这里有全角空格", "把全角空格换成英文（半角）空格；缩进和冒号后面都只能用半角空格"
    ),
    re.compile(r"^\s*-[^\s\-0-9].*:"): Advice("“-”后面缺少空格", "写成“- 三级指标: …”，“-”和名称之间有一个空格"),
    re.compile(r"^\s*(?:- )?[\u4e00-\u9fff]+:[^\s:].*$"): Advice(
        "冒号后面少了一个空格", "冒号后面加一个空格，例如“项目名称: 工会活动”", at_start=True
    ),
    re.compile(r":\s*\[\]\s*$"): Advice("“[]”表示没有内容，下面却又写了内容", "删去上面那一行结尾的“[]”"),
    re.compile(r":\s*[|>][-+]?[ \t]+[^\s#]"): Advice("“|-”后面不能接着写文字", "把文字写在下一行，比这一行多缩进两格"),
    re.compile(r":\s*\"[^\"]*[”“]\s*$"): Advice("这里混用了中文引号和英文引号", '两头都换成英文双引号 "'),
}

_UNKNOWN = Advice("这里的写法读不懂", "对照上下几行检查缩进、冒号和引号")


def explain(error: yaml.MarkedYAMLError, text: str) -> tuple[tuple[int, int], str, str]:
    """The place (line and column from 1), the message and the remedy for a syntax error."""
    said = f"{error.context or ''} {error.problem or ''}"
    mark = error.problem_mark or error.context_mark
    place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    advice = _advice(said, place, text)
    if advice.at_start and error.context_mark:
        place = (error.context_mark.line + 1, error.context_mark.column + 1)
    if "':'" in said or "mapping values" in said:
        return full_width_colon(place, text) or (place, advice.message, advice.hint)
    return place, advice.message, advice.hint


def full_width_colon(place: tuple[int, int], text: str) -> tuple[tuple[int, int], str, str] | None:
    """The same for a line like ``项目名称：工会活动`` at or right before ``place``, if there is one.

    It is read as the start of a text, so the error shows up a line later.
    """
    for line in (place[0], place[0] - 1):
        words = _line(text, line)
        if "：" in words and ": " not in words and not words.endswith(":"):
            return (line, words.index("：") + 1), _COLON.message, _COLON.hint
    return None


def _advice(said: str, place: tuple[int, int], text: str) -> Advice:
    line, column = place
    for nearby in (_line(text, line), _filled_line_above(text, line)):
        for pattern, advice in _SEEN.items():
            if pattern.search(nearby):
                return advice
    before, here = _line(text, line)[: column - 1], _line(text, line)[column - 1 :]
    if here.startswith("\t") or "\t" in before[: len(before) - len(before.lstrip())]:
        return _TAB
    if "expected key" in said and before.rstrip().endswith(('"', "'", "]", "}")):
        return _TEXT_AFTER_QUOTE
    return next((advice for words, advice in _ADVICE.items() if words in said), _UNKNOWN)


def _filled_line_above(text: str, number: int) -> str:
    return next((words for words in reversed(lines(text)[: number - 1]) if words.strip()), "")


def _line(text: str, number: int) -> str:
    listed = lines(text)
    return listed[number - 1] if 0 < number <= len(listed) else ""
