"""Personal data inside texts: it enters no record, and of its place alone the user is told.

What stands behind a label such as 联系电话 is known as personal by the label; here it is numbers in
goals, remarks and explanations.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from builder.content.personal import cover, find
from builder.content.tree import Tree
from builder.forms.form import Fate, Form, Mark

_CODES = frozenset({"项目编码", "索引号", "文号", "预算金额"})
"""Numbers of offices, which may look like those of persons."""


def without_personal_data(form: Form) -> Form:
    """The form with a sign in the place of every such number; the marks say where one was."""
    record = {key: _covered(key, value) for key, value in form.record.items()}
    return replace(form, record=record, marks=tuple(told_apart(form.marks)))


def told_apart(marks: Iterable[Mark]) -> Iterator[Mark]:
    """The marks, each number of a person in them as a mark of its own."""
    for mark in marks:
        numbers = [] if mark.fate is Fate.PERSON or _is_code(mark) else find(mark.text)
        yield replace(mark, text=cover(mark.text)) if numbers else mark
        for number in numbers:
            where = f"{mark.where.rpartition('.')[2]} {number.kind}".strip()
            yield replace(mark, fate=Fate.PERSON, text=mark.text[number.start : number.end], where=where)


def _is_code(mark: Mark) -> bool:
    return mark.where.rpartition(".")[2] in _CODES


def _covered(key: str, value: Tree) -> Tree:
    if isinstance(value, str):
        return value if key in _CODES else cover(value)
    if isinstance(value, list):
        return [_covered(key, below) for below in value]
    return {cover(name): _covered(name, below) for name, below in value.items()}
