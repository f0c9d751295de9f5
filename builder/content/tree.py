"""YAML text → plain dicts, lists and texts, with the place of every key and value.

Scalars stay the text that was typed (``0012``, ``no``, ``1e3``). What YAML offers beyond that is
refused with its place: tags, anchors and aliases, a second document, duplicate keys, deep nesting.
libyaml's events are read directly: its composer would resolve aliases before we could see them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from builder.content.characters import CONTROL_CHARACTER, FORBIDDEN, lines, place_of
from builder.content.problems import Problem
from builder.content.syntax import BLOCK_SIGN, explain

MAX_DEPTH = 20
"""Levels of nesting; a record needs seven."""

Tree = str | list["Tree"] | dict[str, "Tree"]
Path = tuple[str | int, ...]
Place = tuple[int, int]

_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(slots=True)
class Parsed:
    """A file's content, where everything in it stands, and what is wrong with its form."""

    path: str
    text: str
    tree: Tree | None = None
    keys: dict[Path, Place] = field(default_factory=dict)
    values: dict[Path, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    _lines: list[str] = field(default_factory=list)

    def place(self, path: Path) -> Place:
        """Where the value at ``path`` stands; of what isn't there, the nearest thing above it."""
        while path and path not in self.values:
            path = path[:-1]
        if path and isinstance(self.at(path), str) and self.at(path):
            return self.values[path]
        return self.keys.get(path) or self.values.get(path) or (1, 1)

    def key_place(self, path: Path) -> Place:
        """Where the key at ``path`` stands, else what ``place`` gives."""
        return self.keys.get(path) or self.place(path)

    def at(self, path: Path) -> Tree | None:
        """The value at ``path``."""
        value: Tree | None = self.tree
        for step in path:
            if isinstance(value, dict) and isinstance(step, str):
                value = value.get(step)
            elif isinstance(value, list) and isinstance(step, int) and step < len(value):
                value = value[step]
            else:
                return None
        return value

    @property
    def lines(self) -> list[str]:
        """The lines of the text; they are told apart only when a problem asks for them."""
        if not self._lines:
            self._lines = lines(self.text)
        return self._lines

    def line(self, number: int) -> str:
        """The line of that number, from 1."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def problem(self, place: Place, code: str, message: str, hint: str) -> Problem:
        """A problem at ``place`` of this file, with the line it stands in."""
        return Problem(self.path, *place, code, message, hint, self.line(place[0]))

    def report(self, place: Place, code: str, message: str, hint: str) -> None:
        """Note a problem with the file's form."""
        self.problems.append(self.problem(place, code, message, hint))


# A comment that begins like a number (#3楼) was more likely meant as text.
_LOST = re.compile(r"[ \t]+#[^\s#]")
# ">5" alone announces a text of several lines, indented by five; what was meant is a value.
_INDENTED_BY = re.compile(r"[>|][-+]?[0-9]")


class _TooDeepError(Exception):
    """Nesting that no record has."""


def parse(path: str, text: str) -> Parsed:
    """Read one YAML document. ``tree`` is None where the text can't be read at all."""
    parsed = Parsed(path, text)
    if forbidden := FORBIDDEN.search(text):
        parsed.report(place_of(text, forbidden.start()), *CONTROL_CHARACTER)
        return parsed
    try:
        _read_documents(_events(text), parsed)
    except _TooDeepError:
        parsed.tree = None
    except yaml.MarkedYAMLError as error:
        # libyaml looks far ahead, and from 0.2.6 on gives up at a depth of its own.
        if error.problem_mark and "nesting depth" in (error.problem or ""):
            return parse(path, text[: error.problem_mark.index - 1])
        parsed.tree = None
        place, message, hint = explain(error, text)
        parsed.report(place, "E103", message, hint)
    return parsed


def _events(text: str) -> Iterator[yaml.Event]:
    # As yaml.parse, which looks at every event twice.
    loader = _Loader(text)
    try:
        while (event := loader.get_event()) is not None:
            yield event
    finally:
        loader.dispose()


def _read_documents(events: Iterator[yaml.Event], parsed: Parsed) -> None:
    documents = 0
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents == 2:
                parsed.report(
                    _mark(event),
                    "E107",
                    "一个文件里只能有一份内容，这里开始了第二份",
                    "删去“---”，或把第二份存成另一个文件",
                )
                return
        elif isinstance(event, yaml.NodeEvent):
            parsed.tree = _read(event, events, (), parsed)


def _read(event: yaml.Event, events: Iterator[yaml.Event], path: Path, parsed: Parsed) -> Tree:
    parsed.values[path] = _mark(event)
    if len(path) > MAX_DEPTH:
        parsed.report(
            _mark(event), "E108", f"内容嵌套超过了 {MAX_DEPTH} 层", "对照使用说明检查缩进；一份记录只需要几层"
        )
        raise _TooDeepError
    _refuse_extras(event, parsed)
    if isinstance(event, yaml.MappingStartEvent):
        return _read_mapping(events, path, parsed)
    if isinstance(event, yaml.SequenceStartEvent):
        items: list[Tree] = []
        while not isinstance(following := next(events), yaml.SequenceEndEvent):
            items.append(_read(following, events, (*path, len(items)), parsed))
        return items
    if isinstance(event, yaml.AliasEvent):
        return f"*{getattr(event, 'anchor', '')}"
    return _scalar(event, parsed)


def _scalar(event: yaml.Event, parsed: Parsed) -> str:
    assert isinstance(event, yaml.ScalarEvent)  # noqa: S101 - libyaml knows no further node
    text = str(event.value)
    line, column = place = _mark(event)
    if FORBIDDEN.search(text):
        parsed.report(place, *CONTROL_CHARACTER)
    end = event.end_mark
    if not event.style and end and "#" in parsed.text and _LOST.match(parsed.line(end.line + 1), end.column):
        message = "“#”和它后面的内容会被当作注释，网页上不会出现"
        hint = "如果是内容的一部分，用英文双引号把整段内容括起来；如果确是注释，在“#”后面加一个空格"
        parsed.report((end.line + 1, end.column + 1), "W102", message, hint)
    if event.style in ("|", ">") and not text.strip() and _INDENTED_BY.match(parsed.line(line), column - 1):
        parsed.report(place, "E103", BLOCK_SIGN.message, BLOCK_SIGN.hint)
    return text


def _read_mapping(events: Iterator[yaml.Event], path: Path, parsed: Parsed) -> Tree:
    mapping: dict[str, Tree] = {}
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        place = _mark(event)
        if isinstance(event, yaml.AliasEvent):
            _refuse_extras(event, parsed)
            _read(next(events), events, (*path, "?"), parsed)
            continue
        if not isinstance(event, yaml.ScalarEvent):
            parsed.report(place, "E105", "冒号前面应当是一个名称", "名称里有“[”“{”“*”等符号时，用英文双引号括起来")
            _read(event, events, (*path, "?"), parsed)
            _read(next(events), events, (*path, "?"), parsed)
            continue
        _refuse_extras(event, parsed)
        key = _scalar(event, parsed)
        # Quotes can keep white space that the model takes off: both would end as one name.
        here = (*path, key.strip())
        if here in parsed.keys:
            parsed.report(
                place, "E106", f"“{key.strip()}”写了两次，第一次在第 {parsed.keys[here][0]} 行", _told_apart(here)
            )
            _read(next(events), events, (*here, "?"), parsed)
            continue
        parsed.keys[here] = place
        mapping[key.strip()] = _read(next(events), events, here, parsed)
    return mapping


def _told_apart(path: Path) -> str:
    if path[-1] == "三级指标":
        return "每一项三级指标以“- ”开头：这一行前面可能少了“- ”；确实重复时，只保留一处"
    if len(path) == 1:
        return "只保留一处；如果是把两份记录写在了一起，把第二份存成另一个文件"
    return "只保留一处"


def _refuse_extras(event: yaml.Event, parsed: Parsed) -> None:
    anchor = getattr(event, "anchor", None)
    if isinstance(event, yaml.AliasEvent):
        parsed.report(
            _mark(event),
            "E109",
            f"“*{anchor}”在 YAML 里是引用，这里不能使用",
            f'如果原表就是这样写的，加上英文双引号："*{anchor}"；否则写出内容本身',
        )
        return
    if anchor:
        parsed.report(
            _mark(event),
            "E109",
            f"“&{anchor}”在 YAML 里是引用的标记，这里不能使用",
            "如果是内容的一部分，用英文双引号把整段内容括起来；否则删去",
        )
    tag = getattr(event, "tag", None)
    if tag:
        shown = tag.replace("tag:yaml.org,2002:", "!!")
        parsed.report(
            _mark(event),
            "E110",
            f"“{shown}”是 YAML 的类型标记，这里不能使用",
            "如果是内容的一部分，用英文双引号把整段内容括起来；否则删去",
        )


def _mark(event: yaml.Event) -> Place:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)
