"""What the form itself has and the record lacks; days that can't be; a project told twice."""

from collections.abc import Iterable, Iterator
from datetime import date
from difflib import get_close_matches

from builder.content.problems import Problem
from builder.content.source import Entry
from builder.content.tree import Path, Tree
from builder.model import Outline, Record, framework

DUTY_DAYS = 20
"""预算法 §14: what was approved is published within 20 days of the approval."""


def of_form(entry: Entry[Record]) -> Iterator[Problem]:
    """Levels that no form is known to have, blanks of the record's own form, days out of order or too late."""
    for first, seconds in entry.value.targets.items():
        if framework.level_1(first) is None:
            yield entry.key_problem(
                ("绩效指标", first), "W201", f"不认识一级指标“{first}”", "对照原表核对；原表就是这样时可以保留"
            )
        for second in seconds:
            if framework.level_2(second, first) is None:
                yield entry.key_problem(
                    ("绩效指标", first, second),
                    "W202",
                    f"不认识二级指标“{second}”",
                    _nearest(second) + "对照原表核对；原表就是这样时可以保留",
                )
    yield from _missing_from_form(entry)
    yield from _days_out_of_order(entry)
    if not any(True for _ in entry.value.indicators()):
        yield entry.key_problem(("绩效指标",), "W204", "一项三级指标也没有", "对照原表核对")


def _nearest(level_2: str) -> str:
    stem = "".join(level_2.split()).removesuffix("指标")
    near = get_close_matches(f"{stem}指标", framework.LEVEL_2, n=1, cutoff=0.7)
    return f"是不是“{near[0]}”？" if near else ""


def _days_out_of_order(entry: Entry[Record]) -> Iterator[Problem]:
    record = entry.value
    approved = record.approval.day if record.approval else None
    disclosed = record.disclosure.day if record.disclosure else None
    hint = "对照原文核对年、月、日"
    if approved and disclosed and disclosed < approved:
        message = f"公开日期 {disclosed} 早于批复日期 {approved}"
        yield entry.problem(("公开", "日期"), "W206", message, hint)
    if approved and disclosed and (disclosed - approved).days > DUTY_DAYS:
        days = (disclosed - approved).days
        yield entry.problem(
            ("公开", "日期"),
            "W219",
            f"批复后第 {days} 天才公开，超过 {DUTY_DAYS} 日（预算法第十四条）",
            "核对两个日期；确实超过的，以后按时公开，这里可以保留",
        )
    later: list[tuple[Path, date]] = [(("更正", at, "日期"), one.day) for at, one in enumerate(record.corrections)]
    if record.withdrawal:
        later.append((("撤回", "日期"), record.withdrawal.day))
    for path, day in later:
        if disclosed and day < disclosed:
            yield entry.problem(path, "W206", f"{path[0]}日期 {day} 早于公开日期 {disclosed}", hint)


# The blanks of 财政项目支出绩效目标批复表, the form of the union's real records.
_APPROVAL_FORM = "绩效目标批复表"
_APPROVAL_FORM_HAS: tuple[Path, ...] = (
    ("项目类型",),
    ("项目等级",),
    ("主管部门",),
    ("实施周期",),
    ("总体绩效目标", "实施周期总目标"),
    ("总体绩效目标", "年度目标"),
    ("批复", "单位"),
    ("批复", "意见"),
)


def _missing_from_form(entry: Entry[Record]) -> Iterator[Problem]:
    if not (entry.value.form_title or "").endswith(_APPROVAL_FORM):
        return
    for path in _APPROVAL_FORM_HAS:
        if _is_blank(entry.parsed.at(path)):
            yield entry.problem(
                path,
                "W203",
                f"{_APPROVAL_FORM}上有“{''.join(map(str, path[-2:])) if path[0] == '批复' else path[-1]}”，记录里没有",
                "照原表补上；原表空着时可以保留",
            )
    for first, seconds in entry.value.targets.items():
        for second, indicators in seconds.items():
            for index, indicator in enumerate(indicators):
                if indicator.annual_value is None and indicator.period_value is None:
                    yield entry.problem(
                        ("绩效指标", first, second, index, "三级指标"),
                        "W203",
                        f"三级指标“{indicator.name}”没有指标值",
                        "照原表补上；原表空着时可以保留",
                    )


def _is_blank(value: Tree | None) -> bool:
    if isinstance(value, dict):
        return all(_is_blank(below) for below in value.values())
    return not (value.strip() if isinstance(value, str) else value)


def told_twice(entries: Iterable[Entry[Record]]) -> Iterator[tuple[Entry[Record], Problem]]:
    """The same project of the same department, twice in a year."""
    seen: dict[tuple[int, str, str], Entry[Record]] = {}
    for entry in entries:
        first = seen.setdefault(identity(entry.value), entry)
        if first is not entry:
            message = f"同一年度、同一单位的同一项目已在 {first.parsed.path}"
            hint = "如果重复，删去一份；确是两个项目时可以保留"
            yield entry, entry.problem(("项目名称",), "W205", message, hint)


def identity(record: Record | Outline) -> tuple[int, str, str]:
    """What no two records may have in common."""
    return record.year, record.department, record.code or record.name
