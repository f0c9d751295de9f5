"""The recipe of ``gongkai import``: a file → grids → forms → records, none of them overwriting anything."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from builder.content.existing import (
    Existing,
    is_same,
    is_unreadable,
    of_nearest_year,
    same_project,
    text_of,
    unreadable_mention,
)
from builder.content.files import Folder
from builder.content.schema import modeline, put_schema
from builder.forms import places
from builder.forms.assemble import in_order
from builder.forms.continued import joined
from builder.forms.differences import differences
from builder.forms.errors import FormError
from builder.forms.form import Form, Mark
from builder.forms.grid import Grid
from builder.forms.labels import plain
from builder.forms.readers import read
from builder.forms.reading import Read, read_grid
from builder.forms.write import record_text


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one form."""

    form: Form
    path: Path | None
    """The record: the new one, or the one that was there; None where it found no place."""
    is_new: bool = False
    differences: tuple[str, ...] = ()
    """Where the record that was there says otherwise."""
    trouble: str = ""
    """Why it found no place, and what to do."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file."""

    file: Path
    grids: tuple[Grid, ...]
    taken: tuple[Taken, ...]
    blank: int
    """Forms in it that nobody filled in."""
    others: tuple[Mark, ...]
    """Texts that belong to no form."""
    departments: dict[str, str]
    """Name → slug of the departments that were new."""
    new_content: Path | None
    """The content folder, where there was none."""

    @property
    def marks(self) -> Sequence[Mark]:
        """Every text of the file, with its place."""
        return [*(mark for taken in self.taken for mark in taken.form.marks), *self.others]

    @property
    def is_done(self) -> bool:
        """Whether every form is a record now, word for word."""
        return all(taken.path and not taken.differences for taken in self.taken)


def read_forms(file: Path) -> tuple[tuple[Grid, ...], tuple[Read, ...]]:
    """The grids of a file and what each holds.

    Raises FormError where it holds no form that somebody filled in.
    """
    grids = read(file)
    found = tuple(read_grid(grid) for grid in grids)
    if any(one.forms for one in found):
        return grids, found
    if any(one.blank for one in found):
        raise FormError(f"{file}：空表，没有填写任何内容；请换一份填好的表")
    words = plain("".join(cell.text for grid in grids for cell in grid.cells))
    if not words and any("图片" in text for grid in grids for _, text in grid.unread):
        raise FormError(f"{file}：里面只有图片，无法辨认；请向发件人要有文字的 Word 或 Excel 文件")
    if all(word in words for word in ("项目名称", "三级指标", "指标值")):
        raise FormError(f"{file}：各格的文字连在一起，无法辨认；请向发件人要有表格的 Word 或 Excel 文件")
    if not words:
        raise FormError(f"{file}：空表，里面没有文字；请换一份填好的表")
    raise FormError(f"{file}：不是批复表，找不到“项目名称”和“绩效指标”；请核对是不是拿错了文件")


def import_file(file: Path, content: Path, slug: str | None = None, year: int | None = None) -> Imported:
    """Take a file's forms into the content folder.

    ``slug`` chooses the address of the one project that the file holds; ``year`` is the fiscal year
    where the form itself doesn't say it. Raises FormError where nothing can be taken in, OSError where the folder
    can't be written.
    """
    grids, found = read_forms(file)
    forms = [_dated(form, year) for form in joined(form for one in found for form in one.forms)]
    if slug is not None and len(forms) > 1:
        raise FormError(f"{file}：里面有 {len(forms)} 个项目，不能用同一个 --slug；去掉 --slug，或把表分开")
    is_new_content = not content.exists()
    if not content.absolute().parent.is_dir():
        raise FormError(f"没有 {content.parent} 这个文件夹，没有录入；核对 --content，或先新建这个文件夹")
    content.mkdir(exist_ok=True)
    folder = Folder(content)
    known = places.departments(folder)
    if known is None:
        raise FormError(
            f"{folder.shown('departments.yaml')} 有错误，读不出来，没有录入；请先运行 gongkai check，改好以后再试"
        )
    forms = [_of_known_department(form, folder, known) for form in forms]
    added = _new_departments(forms, known)
    names = known | added
    if added and places.departments_text(folder, known, added) is None:
        lines = "；".join(f"{address}: {{名称: {name}}}" for name, address in added.items())
        raise FormError(
            f"{folder.shown('departments.yaml')} 的写法不能自动增加单位，没有录入；请手工加上 {lines}，再试"
        )
    taken = tuple(_take(form, folder, names, slug) for form in forms)
    used = {str(one.form.record.get("用款单位", "")) for one in taken if one.is_new}
    added = {name: address for name, address in added.items() if name in used}
    if added and (text := places.departments_text(folder, known, added)):
        places.put_departments(folder, text)
    if used:
        put_schema(content)
    return Imported(
        file,
        grids,
        taken,
        sum(one.blank for one in found),
        tuple(mark for one in found for mark in one.marks),
        added,
        content if is_new_content else None,
    )


def _dated(form: Form, year: int | None) -> Form:
    if year is None:
        return form
    if said := text_of(form.record, "预算年度"):
        note = f"表上的预算年度是 {said}，没有用 --year 写的 {year}"
        return form if said == str(year) else replace(form, notes=(*form.notes, note))
    return replace(form, record=in_order({**form.record, "预算年度": str(year)}))


def _of_known_department(form: Form, folder: Folder, known: Mapping[str, str]) -> Form:
    """The form with its department as departments.yaml spells it, or with a question about it."""
    said = text_of(form.record, "用款单位")
    name = places.known_name(said, known)
    if not said or name in known:
        return replace(form, record={**form.record, "用款单位": name}) if name != said else form
    question = places.question_about(folder, name, known)
    return replace(form, notes=(*form.notes, question)) if question else form


def _new_departments(forms: Iterable[Form], known: dict[str, str]) -> dict[str, str]:
    added: dict[str, str] = {}
    for form in forms:
        name = form.record.get("用款单位")
        if isinstance(name, str) and name not in known and name not in added:
            slug = places.new_slug(name, [*known.values(), *added.values()])
            if slug:
                added[name] = slug
    return added


def _take(form: Form, folder: Folder, departments: dict[str, str], slug: str | None) -> Taken:
    record = form.record
    year, name, unit = text_of(record, "预算年度"), text_of(record, "项目名称"), text_of(record, "用款单位")
    if not year:
        return Taken(form, None, trouble="表上找不到预算年度；用 --year 指明，例如 --year 2024")
    if not name:
        return Taken(form, None, trouble="表上找不到项目名称，不能录入；请核对原表")
    alike = same_project(folder, name, "", text_of(record, "项目编码"))
    others = [other for other in alike if is_same(other.record, name, unit, text_of(record, "项目编码"))]
    if same := next((other for other in others if other.year == year), None):
        return Taken(form, Path(folder.shown(same.name)), differences=differences(same.record, record))
    if broken := unreadable_mention(folder, year, name, text_of(record, "项目编码")):
        return Taken(form, None, trouble=_unreadable(folder, broken))
    last = of_nearest_year(others, year)
    in_folder = last.is_in_department_folder if last else len(departments) > 1
    department = departments.get(unit) if in_folder else None
    address = slug or (last.slug if last else None)
    path = _free_place(folder, year, address, name, department, is_chosen=slug is not None)
    usual = places.record_name(year, address or places.new_slug(name, ()) or "", department)
    if path != usual and is_unreadable(folder, usual):
        return Taken(form, None, trouble=_unreadable(folder, usual))
    if path is None:
        hint = f"{slug} 已经有别的项目用了" if slug else "从项目名称得不出网址里的代号"
        return Taken(form, None, trouble=f"{hint}；用 --slug 指定另一个，例如 --slug gonghui-huodong")
    if not places.write_new(folder, path, record_text(record, form.remarks, modeline(path))):
        return Taken(form, None, trouble=f"{folder.shown(path)} 所在的文件夹是链接，不能写入；换成真正的文件夹再试")
    return Taken(_with_namesakes(form, folder, alike, others), Path(folder.shown(path)), is_new=True)


def _unreadable(folder: Folder, path: str) -> str:
    return f"{folder.shown(path)} 像是这个项目的记录，可是有错误，读不出来；请先运行 gongkai check，改好以后再试"


def _with_namesakes(form: Form, folder: Folder, alike: Sequence[Existing], same: Sequence[Existing]) -> Form:
    """The form, with a question where another department has a project of this name."""
    strangers = [other for other in alike if other not in same]
    if not strangers or same:
        return form
    other = strangers[0]
    note = (
        f"“{text_of(other.record, '用款单位')}”也有同名的项目（{folder.shown(other.name)}）；"
        "如果是单位改了名称，请把两份记录的“用款单位”写成一样，各年度才能对照"
    )
    return replace(form, notes=(*form.notes, note))


def _free_place(
    folder: Folder, year: str, slug: str | None, name: str, department: str | None, *, is_chosen: bool
) -> str | None:
    if slug:
        path = places.record_name(year, slug, department)
        if places.is_free(folder.path, path):
            return path
        if is_chosen:
            return None
    taken: list[str] = []
    while found := places.new_slug(name, taken):
        path = places.record_name(year, found, department)
        if places.is_free(folder.path, path):
            return path
        taken.append(found)
    return None
