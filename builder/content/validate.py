"""Plain content → model, with every refusal told in Chinese at its place."""

import difflib
import re
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from builder.content.problems import Problem, errors
from builder.content.syntax import full_width_colon
from builder.content.tree import Parsed, Path, Tree

T = TypeVar("T")

_TARGETS = "绩效指标"
_GLUED = re.compile(r"[\u4e00-\u9fff]{2,}:\S")


def validate(parsed: Parsed, adapter: TypeAdapter[T]) -> T | list[Problem]:
    """The model's object, or the problems."""
    if not isinstance(parsed.tree, dict):
        return [] if errors(parsed.problems) else [_unrecognised(parsed)]
    try:
        return adapter.validate_python(_filled(parsed.tree, (), adapter))
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        known = {(problem.line, problem.column) for problem in errors(parsed.problems)}
        found = [_problem(parsed, detail, adapter) for detail in details]
        # Where the form is wrong already, its meaning is no news.
        return [problem for problem in found if (problem.line, problem.column) not in known]


def _unrecognised(parsed: Parsed) -> Problem:
    if isinstance(parsed.tree, str) and (found := full_width_colon(parsed.values[()], parsed.text)):
        place, message, hint = found
        return parsed.problem(place, "E103", message, hint)
    message = "文件里没有可以识别的内容" if parsed.tree else "文件是空的"
    hint = "对照已有的文件，每一行写成“名称: 内容”；新记录可以用 gongkai new 生成"
    return parsed.problem((1, 1), "E212", message, hint)


def _filled(value: Tree, path: Path, adapter: TypeAdapter[Any]) -> Tree:
    """Without the keys that a form offers and nobody filled in; an indicator category stays."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list):
        return [_filled(item, (*path, index), adapter) for index, item in enumerate(value)]
    kept: dict[str, Tree] = {}
    for key, below in value.items():
        here = (*path, key)
        if here == (_TARGETS,) and isinstance(below, dict):
            kept[key] = {first: _categories(seconds, (*here, first), adapter) for first, seconds in below.items()}
            continue
        filled = _filled(below, here, adapter)
        if not (filled in ("", {}) and _may_be_blank(filled, here, adapter)):
            kept[key] = filled
    return kept


def _may_be_blank(value: Tree, path: Path, adapter: TypeAdapter[Any]) -> bool:
    """Whether the form offers this key; a blank in place of a required group is told by the group."""
    known, required = _keys(path[:-1], adapter)
    if value == "" or path[-1] not in known:
        return path[-1] in known
    return path[-1] not in required and bool(_keys(path, adapter).known)


def _categories(value: Tree, path: Path, adapter: TypeAdapter[Any]) -> Tree:
    if value == "":
        return {}
    if not isinstance(value, dict):
        return value
    return {second: [] if rows == "" else _filled(rows, (*path, second), adapter) for second, rows in value.items()}


def _problem(parsed: Parsed, detail: ErrorDetails, adapter: TypeAdapter[Any]) -> Problem:
    path: Path = tuple(step for step in detail["loc"] if step != "[key]")
    is_key = "[key]" in detail["loc"] or detail["type"] == "extra_forbidden"
    place = parsed.key_place(path) if is_key else parsed.place(path)
    code, message, hint = _explained(parsed, path, detail, adapter)
    return parsed.problem(place, code, message, hint)


def _explained(parsed: Parsed, path: Path, detail: ErrorDetails, adapter: TypeAdapter[Any]) -> tuple[str, str, str]:
    name = f"“{path[-1]}”" if path and isinstance(path[-1], str) else ""
    kind = detail["type"]
    if kind == "gongkai":
        context: dict[str, Any] = detail["ctx"]
        message = context["message"] if "[key]" in detail["loc"] or not name else f"{name}：{context['message']}"
        return context["code"], message, context["hint"]
    if kind == "missing":
        if parsed.at(path) is not None:
            return "E202", f"{name}还没有填写", "填上内容"
        return "E203", f"缺少{name}", f"补上一行“{path[-1]}: …”"
    if kind == "extra_forbidden":
        return "E211", f"不认识{name}", _suggestion(str(path[-1]), path, adapter)
    if kind in ("tuple_type", "list_type"):
        typed = parsed.at(path)
        inline = f"；只有一条时可以写成 {path[-1]}: [{typed}]" if isinstance(typed, str) and typed and name else ""
        hint = f"每一条以“- ”开头，另起一行{inline}；没有内容时写 []"
        return "E213", f"{name or '这里'}应当是一个列表", hint
    typed = parsed.at(path)
    if isinstance(typed, str) and _GLUED.match(typed):
        return "E103", "冒号后面少了一个空格", "冒号后面加一个空格，例如“年度目标: 办好活动”"
    known = _keys(path, adapter).known
    offered = f"；可以写的有：{'、'.join(known)}" if known else ""
    return "E212", f"{name or '这一条'}应当分行写明各项", f"每一项另起一行，缩进两格，写成“名称: 内容”{offered}"


def _suggestion(name: str, path: Path, adapter: TypeAdapter[Any]) -> str:
    if "：" in name:
        return "名称后面写英文冒号和一个空格，例如“项目名称: 工会活动”"
    if groups := _groups_with(name, adapter):
        return f"“{name}”是“{'”“'.join(groups)}”下面的一项；检查它的缩进，缩进只用半角空格"
    known = _keys(path[:-1], adapter).known
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    if near:
        return f"是不是“{near[0]}”？名称要与样例完全一致"
    return f"这里可以写的有：{'、'.join(known)}"


class _Keys(NamedTuple):
    known: tuple[str, ...]
    required: frozenset[str]


@lru_cache(maxsize=16)
def _schema(adapter: TypeAdapter[Any]) -> dict[str, Any]:
    return adapter.json_schema(by_alias=True)


@lru_cache(maxsize=1024)
def _keys(path: Path, adapter: TypeAdapter[Any]) -> _Keys:
    """The keys that the schema knows at ``path``, through references, unions, lists and maps."""
    schema = _schema(adapter)
    definitions = schema.get("$defs", {})
    here = _alternatives(schema, definitions)
    for step in path:
        found = [part for option in here for part in _below(option, step)]
        here = [option for part in found for option in _alternatives(part, definitions)]
    known = tuple(key for option in here for key in option.get("properties", {}))
    return _Keys(known, frozenset(key for option in here for key in option.get("required", ())))


def _groups_with(name: str, adapter: TypeAdapter[Any]) -> list[str]:
    """The keys below which the schema knows ``name``."""
    schema = _schema(adapter)
    definitions = schema.get("$defs", {})
    return [
        key
        for group in (schema, *definitions.values())
        for key, part in group.get("properties", {}).items()
        if any(name in option.get("properties", {}) for option in _alternatives(part, definitions))
    ]


def _below(schema: dict[str, Any], step: str | int) -> list[dict[str, Any]]:
    if isinstance(step, int):
        return [schema["items"]] if "items" in schema else []
    if step in schema.get("properties", {}):
        return [schema["properties"][step]]
    others = schema.get("additionalProperties")
    return [others] if isinstance(others, dict) else []


def _alternatives(schema: dict[str, Any], definitions: dict[str, Any]) -> list[dict[str, Any]]:
    if "$ref" in schema:
        return [definitions[schema["$ref"].rsplit("/", 1)[-1]]]
    return [option for part in schema.get("anyOf", ()) for option in _alternatives(part, definitions)] or [schema]
