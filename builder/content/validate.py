"""Plain content → model, with every refusal told in Chinese at its place."""

import difflib
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from builder.content.problems import Problem
from builder.content.tree import Parsed, Path, Tree

T = TypeVar("T")


def validate(parsed: Parsed, adapter: TypeAdapter[T], root: type[BaseModel]) -> T | list[Problem]:
    """The model's object, or the problems. ``root`` is the model whose keys are offered."""
    if not isinstance(parsed.tree, dict):
        if parsed.problems:
            return []
        hint = "对照已有的文件，每一行写成“名称: 内容”；新记录可以用 gongkai new 生成"
        message = "文件是空的" if not parsed.tree else "文件里没有可以识别的内容"
        return [parsed.problem((1, 1), "E212", message, hint)]
    try:
        return adapter.validate_python(_filled(parsed.tree))
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        return [_problem(parsed, detail, root) for detail in details]


def _filled(tree: dict[str, Tree]) -> dict[str, Tree]:
    """Without the keys that a form offers and nobody filled in; an indicator category stays."""
    kept: dict[str, Tree] = {}
    for key, value in tree.items():
        if key == "绩效指标" and isinstance(value, dict):
            kept[key] = {first: _categories(below) for first, below in value.items()}
            continue
        filled = _filled_value(value)
        if filled not in ("", {}):
            kept[key] = filled
    return kept


def _filled_value(value: Tree) -> Tree:
    if isinstance(value, dict):
        return _filled(value)
    if isinstance(value, list):
        return [_filled_value(item) for item in value]
    return value.strip()


def _categories(value: Tree) -> Tree:
    if value == "":
        return {}
    if not isinstance(value, dict):
        return value
    return {second: [] if rows == "" else _filled_value(rows) for second, rows in value.items()}


def _problem(parsed: Parsed, detail: ErrorDetails, root: type[BaseModel]) -> Problem:
    path: Path = tuple(step for step in detail["loc"] if step != "[key]")
    is_key = "[key]" in detail["loc"] or detail["type"] == "extra_forbidden"
    place = parsed.key_place(path) if is_key else parsed.place(path)
    code, message, hint = _explained(parsed, path, detail, root)
    return parsed.problem(place, code, message, hint)


def _explained(parsed: Parsed, path: Path, detail: ErrorDetails, root: type[BaseModel]) -> tuple[str, str, str]:
    name = str(path[-1]) if path and isinstance(path[-1], str) else "这里"
    kind = detail["type"]
    if kind == "gongkai":
        context: dict[str, Any] = detail["ctx"]
        message = context["message"] if name == "这里" else f"“{name}”：{context['message']}"
        return context["code"], message, context["hint"]
    if kind == "missing":
        if parsed.at(path) is not None:
            return "E202", f"“{name}”还没有填写", "照原表填上内容"
        return "E203", f"缺少“{name}”", f"照原表补上一行“{name}: …”"
    if kind == "extra_forbidden":
        return "E211", f"不认识“{name}”", _suggestion(name, path, root)
    if kind in ("tuple_type", "list_type"):
        return "E213", f"“{name}”下面应当是一个列表", "每一条以“- ”开头，另起一行；没有内容时写 []"
    return "E212", f"“{name}”下面应当分行写明各项", "每一项另起一行，缩进两格，写成“名称: 内容”"


def _suggestion(name: str, path: Path, root: type[BaseModel]) -> str:
    known = _keys_at(path[:-1], root.model_json_schema(by_alias=True))
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    if near:
        return f"是不是“{near[0]}”？名称要与样例完全一致"
    return f"这里可以写的有：{'、'.join(known)}" if known else "对照样例检查名称和缩进"


def _keys_at(path: Path, schema: dict[str, Any]) -> list[str]:
    """The keys that the schema knows at ``path``, through references, unions, lists and maps."""
    definitions = schema.get("$defs", {})
    here: list[dict[str, Any]] = _alternatives(schema, definitions)
    for step in path:
        found = [part for option in here for part in _below(option, step)]
        here = [option for part in found for option in _alternatives(part, definitions)]
    return [key for option in here for key in option.get("properties", {})]


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
