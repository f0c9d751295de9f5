"""A record → YAML as a person would write it, laid beside the form."""

import re
from collections.abc import Iterator, Mapping

import yaml

from builder.content.tree import Tree

_LONG = 40
"""Goals and opinions from this length on, or of several lines, are blocks of text."""
_BLOCKS = frozenset({"实施周期总目标", "年度目标", "意见", "说明"})
_TYPED = frozenset({"预算年度", "起始年度", "到期年度", "预算金额", "日期"})
"""What the model types as a number or a day; everything else is a text and stays one in every YAML reader."""
_ONE_LINE = frozenset({"实施周期"})
_BROKEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")


def record_text(record: Mapping[str, Tree], remarks: Mapping[str, str], modeline: str) -> str:
    """The file of a record; ``modeline`` tells editors where its schema lies."""
    lines = [modeline, *_map(record, remarks, 0)]
    return "\n".join(lines) + "\n"


def _map(record: Mapping[str, Tree], remarks: Mapping[str, str], depth: int) -> Iterator[str]:
    indent = "  " * depth
    for key, value in record.items():
        name = scalar(key)
        if isinstance(value, dict) and not depth and key in _ONE_LINE:
            inside = ", ".join(f"{scalar(one)}: {_typed(one, text)}" for one, text in value.items())
            yield f"{indent}{name}: {{{inside}}}"
        elif isinstance(value, dict):
            yield f"{indent}{name}:"
            yield from _map(value, {}, depth + 1)
        elif isinstance(value, list):
            yield from _list(name, value, depth)
        elif key in _BLOCKS and _is_block(value):
            yield f"{indent}{name}: |-"
            yield from (f"{indent}  {line}" if line else "" for line in value.split("\n"))
        else:
            remark = f" # {_remark(key, remarks)}" if _remark(key, remarks) else ""
            yield f"{indent}{name}: {_typed(key, value)}{remark}"


def _remark(key: str, remarks: Mapping[str, str]) -> str:
    if key != "预算金额":
        return ""
    return f"元；原表为 {remarks[key]}" if key in remarks else "元"


def _list(name: str, rows: list[Tree], depth: int) -> Iterator[str]:
    indent = "  " * depth
    if not rows:
        yield f"{indent}{name}: []"
        return
    yield f"{indent}{name}:"
    for row in rows:
        if isinstance(row, dict):
            first, *others = row.items()
            yield f"{indent}  - {scalar(first[0])}: {_typed(*first)}"
            yield from (f"{indent}    {scalar(key)}: {_typed(key, value)}" for key, value in others)


def _is_block(text: Tree) -> bool:
    if not isinstance(text, str) or _BROKEN.search(text) or "\t" in text:
        return False
    # A first line that begins with a space would set the indentation of the whole.
    return ("\n" in text or len(text) > _LONG) and not text.startswith((" ", "\n"))


def _typed(key: str, value: Tree) -> str:
    text = value if isinstance(value, str) else ""
    return text if key in _TYPED and re.fullmatch(r"[0-9.-]+", text) else scalar(text)


def scalar(text: str) -> str:
    """A text of one line: plain where every YAML reader takes it for this very text, else quoted."""
    return text if _is_plain(text) else _quoted(text)


def _is_plain(text: str) -> bool:
    if (
        not text
        or text != text.strip()
        or re.search(r"[\n\t,\[\]{}]|[:#] | #|:$|\xa0|\u3000", text)
        or _BROKEN.search(text)
    ):
        return False
    try:
        found = yaml.load(f"- {text}", Loader=yaml.SafeLoader)
        inside = yaml.load(f"{{k: {text}}}", Loader=yaml.BaseLoader)  # noqa: S506 - the base loader makes texts only
    except yaml.YAMLError:
        return False
    return bool(found == [text]) and inside == {"k": text}


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return '"' + _BROKEN.sub(lambda found: _escape(found[0]), escaped) + '"'


def _escape(char: str) -> str:
    number = ord(char)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}"
