"""A record that is there, held against the form: what the form says otherwise."""

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation

from builder.content.existing import text_of
from builder.content.tree import Tree

_Path = tuple[str, ...]

_OF_PERSONS = frozenset({"批复", "公开", "说明", "原件", "更正", "撤回", "忽略检查"})
"""What the form may lack: a person adds it, from the letter of approval or in the course of disclosure."""


def differences(kept: Mapping[str, Tree], form: Mapping[str, Tree]) -> tuple[str, ...]:
    """A sentence for each difference; what only a record can say, such as 说明, is none."""
    here, there = dict(_leaves(kept, ())), dict(_leaves(form, ()))
    told = [
        _sentence(path, here.get(path), text) for path, text in there.items() if not _are_equal(here.get(path), text)
    ]
    gone = [path for path in here if path[0] not in _OF_PERSONS and path not in there]
    return (*told, *(_sentence(path, here[path], None) for path in gone))


def _sentence(path: _Path, here: str | None, there: str | None) -> str:
    kept = "记录里没有" if here is None else f"记录里是“{here}”"
    form = "表上没有" if there is None else f"表上是“{there}”"
    return f"{' › '.join(path)}：{kept}，{form}"


def _are_equal(one: str | None, other: str) -> bool:
    if one == other:
        return True
    try:
        return one is not None and one.isascii() and other.isascii() and Decimal(one) == Decimal(other)
    except InvalidOperation:
        return False


def _leaves(value: Tree | Mapping[str, Tree], path: _Path) -> Iterator[tuple[_Path, str]]:
    if isinstance(value, str):
        if value.strip():
            yield path, value.strip()
    elif isinstance(value, list):
        yield from _rows(value, path)
    else:
        for key, below in value.items():
            yield from _leaves(below, (*path, key))


def _rows(rows: list[Tree], path: _Path) -> Iterator[tuple[_Path, str]]:
    if not rows and path[:1] == ("绩效指标",):
        yield path, "未设置"
    seen: dict[str, int] = {}
    for row in rows:
        name = text_of(row, "三级指标") if isinstance(row, dict) else ""
        seen[name] = seen.get(name, 0) + 1
        again = f"（第 {seen[name]} 个）" if seen[name] > 1 else ""
        yield from _leaves(row, (*path, f"{name}{again}"))
