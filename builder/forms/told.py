"""What the command says of a file: what was written, what has no place in a record, what to look at."""

import json
from collections.abc import Iterable, Iterator, Sequence

from builder.content.characters import visible
from builder.content.personal import COVER
from builder.forms.form import Fate, Mark
from builder.forms.importing import Imported, Taken
from builder.forms.labels import nearest_label
from builder.forms.privacy import covered
from builder.model import Record

_REQUIRED = tuple(field.alias or name for name, field in Record.model_fields.items() if field.is_required())


def told(imported: Imported) -> Iterator[str]:
    """The lines for one file."""
    file = _shown(str(imported.file))
    if imported.new_content:
        yield f"新建了内容文件夹 {imported.new_content}；如果写错了地方，请删去它，用 --content 指出原来的内容文件夹"
    for name, slug in imported.departments.items():
        yield f"新单位：{name}，已加到 departments.yaml，代号 {slug}；公布以前可以改（所在文件夹的名称一起改），公布以后不要再改"
    for taken in imported.taken:
        yield from _of_form(taken)
    if imported.blank:
        yield f"{file}：另有 {imported.blank} 张空表，没有录入"
    unread = [f"  {place}：{_shown(covered(text))}" for grid in imported.grids for place, text in grid.unread]
    yield from _left(imported.others, f"{file}，不属于哪一个项目", unread)


def _of_form(taken: Taken) -> Iterator[str]:
    name = _shown(str(taken.form.record.get("项目名称", "没有名称的项目")))
    if taken.path is None:
        yield f"没有录入：{name}。{taken.trouble}"
    elif taken.is_new:
        yield f"已录入：{taken.path}（{name}）"
    elif taken.differences:
        yield f"没有改动：{taken.path}（{name}）已经有了，与表上有 {len(taken.differences)} 处不同；核对以后手工修改："
        yield from (f"  {_shown(line)}" for line in taken.differences)
    else:
        yield f"没有改动：{taken.path}（{name}）已经有了，与表上相同"
    yield from _to_look_at(taken)
    yield from _left(taken.form.marks, name)


def _to_look_at(taken: Taken) -> Iterator[str]:
    missing = [key for key in _REQUIRED if key not in taken.form.record]
    if missing and taken.is_new:
        yield f"  请补上：表上没有，或者认不出来：{'、'.join(missing)}"
    yield from (f"  请核对：{note}" for note in taken.form.notes)
    if taken.is_new and COVER in json.dumps(taken.form.record, ensure_ascii=False):
        yield f"  请改写：文字里的个人信息换成了“{COVER}”，请把这些句子改通顺（旁边有人名的，一并删去）"
    for key, remark in taken.form.remarks.items():
        if taken.is_new:
            yield f"  请核对：{key}由 {remark} 换算为 {taken.form.record[key]} 元"


def _left(marks: Iterable[Mark], name: str, unread: Sequence[str] = ()) -> Iterator[str]:
    in_order = sorted(marks, key=lambda mark: (mark.grid.name, mark.cell.row, mark.cell.column))
    left = [_line(mark) for mark in in_order if mark.fate is Fate.LEFT] + list(unread)
    if left:
        yield f"未入记录的内容（{name}）："
        yield from left
    people = dict.fromkeys(
        f"  {mark.where}（{mark.grid.place(mark.cell)}）" for mark in in_order if mark.fate is Fate.PERSON
    )
    if people:
        yield f"个人信息，没有写入记录（{name}）："
        yield from people


def _line(mark: Mark) -> str:
    label = f"{mark.where}（{mark.grid.place(mark.cell)}）" if mark.where else mark.grid.place(mark.cell)
    meant = None if mark.where else nearest_label(mark.text)
    hint = f"（像是“{meant}”写错了，它旁边的内容没有录入，请核对）" if meant else ""
    return f"  {_shown(label)}：{_shown(mark.text)}{hint}"


def _shown(text: str) -> str:
    return visible(" ".join(text.split()), len(text) + 1)
