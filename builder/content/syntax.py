"""What libyaml says about a text that isn't YAML → what a clerk can do about it."""

from collections.abc import Mapping
from typing import NamedTuple

import yaml


class Advice(NamedTuple):
    """A syntax error in plain words."""

    message: str
    hint: str
    at_start: bool = False
    """Point at where the broken piece begins, not at where the parser gave up."""


_COLON = Advice(
    "这里用了中文冒号“：”",
    "名称后面写英文冒号和一个空格，例如“项目名称: 工会活动”",
)

_ADVICE: Mapping[str, Advice] = {
    "found character that cannot start any token": Advice(
        "这里的符号不能放在内容的开头",
        "缩进只能用空格，不能用 Tab 键；内容以“%”“@”“`”开头时，用英文双引号括起来",
    ),
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
        "名称后面写英文冒号和一个空格，例如“项目名称: 工会活动”",
        at_start=True,
    ),
    "did not find expected key": Advice(
        "缩进或引号不对，读不下去",
        "同一级的各行左边对齐；引号要成对，并把整段内容括在里面",
    ),
    "did not find expected '-' indicator": Advice("列表的缩进不一致", "同一列表的各个“-”左边对齐"),
    "block scalar": Advice(
        "“>”和“|”在 YAML 里有特别的意思",
        '内容以“>”或“|”开头时，用英文双引号括起来，例如 ">92%"',
    ),
    "found unexpected end of stream": Advice("引号没有配成对", "在内容的结尾补上引号", at_start=True),
    "did not find expected alphabetic or numeric character": Advice(
        "“*”和“&”在 YAML 里有特别的意思",
        '内容以“*”或“&”开头时，用英文双引号括起来，例如 "*"',
    ),
    "did not find expected ',' or ']'": Advice(
        "方括号没有配成对",
        "内容以“[”开头时，用英文双引号括起来；列表要用“]”结束",
        at_start=True,
    ),
    "did not find expected ',' or '}'": Advice(
        "花括号没有配成对",
        "内容以“{”开头时，用英文双引号括起来；要用“}”结束",
        at_start=True,
    ),
    "while parsing a flow": Advice("括号没有配成对", "内容以“[”“{”开头时，用英文双引号括起来", at_start=True),
    "found unknown escape character": Advice(
        "双引号里的“\\”后面是不能识别的写法",
        "把双引号换成单引号，或把“\\”写成“\\\\”",
    ),
    "did not find expected whitespace": Advice("“!”在 YAML 里有特别的意思", "内容以“!”开头时，用英文双引号括起来"),
}

_UNKNOWN = Advice("这里的写法读不懂", "对照上下几行检查缩进、冒号和引号")


def explain(error: yaml.MarkedYAMLError, text: str) -> tuple[tuple[int, int], str, str]:
    """The place (line and column from 1), the message and the remedy for a syntax error."""
    said = f"{error.context or ''} {error.problem or ''}"
    advice = next((advice for words, advice in _ADVICE.items() if words in said), _UNKNOWN)
    mark = error.problem_mark or error.context_mark
    if advice.at_start and error.context_mark:
        mark = error.context_mark
    place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    if "':'" in said or "mapping values" in said:
        return _at_full_width_colon(place, text) or (place, advice.message, advice.hint)
    return place, advice.message, advice.hint


def _at_full_width_colon(place: tuple[int, int], text: str) -> tuple[tuple[int, int], str, str] | None:
    # A line "项目名称：工会活动" is read as the start of a text, so the error shows up a line later.
    lines = text.splitlines()
    for line in (place[0], place[0] - 1):
        words = lines[line - 1] if 0 < line <= len(lines) else ""
        if "：" in words and ": " not in words and not words.endswith(":"):
            return (line, words.index("：") + 1), _COLON.message, _COLON.hint
    return None
