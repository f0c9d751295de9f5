"""A form that goes on elsewhere in its file (续表, a second sheet) → one form."""

from collections.abc import Iterable, Mapping

from builder.content.tree import Tree
from builder.forms.assemble import in_order
from builder.forms.form import Form

_TITLE, _TARGETS = "表名", "绩效指标"


def joined(forms: Iterable[Form]) -> list[Form]:
    """The forms, each with what follows it under the same name of the project and says nothing else of it."""
    whole: list[Form] = []
    for form in forms:
        if whole and _goes_on(whole[-1].record, form.record):
            whole[-1] = _together(whole[-1], form)
        else:
            whole.append(form)
    return whole


def _goes_on(first: Mapping[str, Tree], second: Mapping[str, Tree]) -> bool:
    if not first.get("项目名称") or first.get("项目名称") != second.get("项目名称"):
        return False
    shared = (first.keys() & second.keys()) - {_TITLE, _TARGETS}
    if any(first[key] != second[key] for key in shared):
        return False
    has_both = _TARGETS in first and _TARGETS in second
    return not has_both or first[_TARGETS] == second[_TARGETS] or "续" in str(second.get(_TITLE, ""))


def _together(first: Form, second: Form) -> Form:
    record = {**second.record, **first.record}
    if _TARGETS in record:
        record[_TARGETS] = _targets(first.record.get(_TARGETS, {}), second.record.get(_TARGETS, {}))
    return Form(
        in_order(record),
        {**second.remarks, **first.remarks},
        (*first.marks, *second.marks),
        tuple(dict.fromkeys((*first.notes, *second.notes))),
    )


def _targets(first: Tree, second: Tree) -> Tree:
    """The rows of both, each level once."""
    if isinstance(first, dict) and isinstance(second, dict):
        return {
            key: _targets(first[key], second[key]) if key in first and key in second else (first | second)[key]
            for key in first | second
        }
    if isinstance(first, list) and isinstance(second, list):
        return [*first, *(row for row in second if row not in first)]
    return first
