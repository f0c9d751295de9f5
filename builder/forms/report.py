"""The report of ``import --report``: the form as it was, and where each of its cells went."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from builder.forms.form import Fate, Mark
from builder.forms.grid import Cell, Grid
from builder.forms.importing import Imported
from builder.forms.privacy import covered
from builder.forms.told import told

_KINDS = {Fate.RECORD: "record", Fate.LEFT: "left", Fate.PERSON: "person", Fate.LABEL: "label"}
_MARK = "<title>读表报告</title>".encode()
_HIDDEN = "（个人信息）"


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell of the report's table."""

    text: str
    rows: int = 1
    columns: int = 1
    kind: str = ""
    where: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownGrid:
    """A grid of the report."""

    name: str
    rows: Sequence[Sequence[ShownCell]]
    unread: Sequence[str] = ()
    """What the sheet holds and doesn't show."""


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file of the report."""

    name: str
    trouble: str = ""
    counts: str = ""
    told: Sequence[str] = ()
    grids: Sequence[ShownGrid] = ()


def of_refused(name: str, trouble: str) -> ShownFile:
    """The part of a file that gave no record."""
    return ShownFile(name, trouble)


def of_imported(imported: Imported) -> ShownFile:
    """The part of a file that was read."""
    marks: dict[tuple[int, int, int], list[Mark]] = {}
    for mark in imported.marks:
        marks.setdefault((id(mark.grid), mark.cell.row, mark.cell.column), []).append(mark)
    grids = [
        ShownGrid(grid.name, list(_rows(grid, marks)), [f"{place}：{covered(text)}" for place, text in grid.unread])
        for grid in imported.grids
    ]
    return ShownFile(imported.file.name, counts=_counts(marks.values()), told=list(told(imported)), grids=grids)


def _counts(cells: Iterable[Sequence[Mark]]) -> str:
    fates = [{mark.fate for mark in marks} for marks in cells]
    written = sum(Fate.RECORD in one for one in fates)
    people = sum(Fate.PERSON in one and Fate.RECORD not in one for one in fates)
    left = sum(Fate.LEFT in one and not one & {Fate.RECORD, Fate.PERSON} for one in fates)
    return f"写入记录 {written} 格，未入记录 {left} 格，个人信息 {people} 格。"


def report(files: Iterable[ShownFile]) -> str:
    """The page."""
    environment = Environment(
        loader=PackageLoader("builder.forms", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        auto_reload=False,
    )
    return environment.get_template("report.html").render(files=list(files))


def report_trouble(path: Path, forms: Iterable[Path]) -> str | None:
    """Why a report can't be written to ``path``; it replaces nothing but an earlier report."""
    if not path.parent.is_dir():
        return f"没有 {path.parent} 这个文件夹；先新建，或换一个位置"
    if path.is_dir():
        return f"{path} 是文件夹；写一个文件名，例如 {path / '报告.html'}"
    if path.exists() and not path.is_file():
        return f"{path} 不是普通的文件；写一个文件名，例如 报告.html"
    if any(path.resolve() == form.resolve() for form in forms):
        return f"{path} 就是要读的表，不能写在它上面；换一个文件名"
    if path.exists():
        with path.open("rb") as file:
            if _MARK not in file.read(2000):
                return f"{path} 已经有了，而且不是读表报告，没有改动；换一个文件名"
    return None


def _rows(grid: Grid, marks: dict[tuple[int, int, int], list[Mark]]) -> Iterator[list[ShownCell]]:
    width = max((cell.end_column for cell in grid.cells), default=0)
    covered: set[tuple[int, int]] = set()
    for row in grid.rows:
        shown: list[ShownCell] = []
        column = 0
        for cell in row:
            shown.extend(ShownCell("") for at in range(column, cell.column) if (cell.row, at) not in covered)
            shown.append(_cell(cell, marks.get((id(grid), cell.row, cell.column), ())))
            covered.update(
                (line, at) for line in range(cell.row + 1, cell.end_row) for at in range(cell.column, cell.end_column)
            )
            column = cell.end_column
        shown.extend(ShownCell("") for at in range(column, width) if (row[0].row, at) not in covered)
        yield shown


def _cell(cell: Cell, marks: Sequence[Mark]) -> ShownCell:
    fates = {mark.fate for mark in marks}
    text = cell.text
    for mark in marks:
        if mark.fate is Fate.PERSON and mark.text:
            # As read it may be without the spaces of the cell; then nothing of the cell is shown.
            text = text.replace(mark.text, _HIDDEN) if mark.text in text else _HIDDEN
    # Of a text from which only a number was taken, the rest is in the record.
    kind = next((fate for fate in (Fate.RECORD, Fate.PERSON, Fate.LEFT, Fate.LABEL) if fate in fates), None)
    where = tuple(dict.fromkeys(_where(mark) for mark in marks if mark.fate is not Fate.LABEL))
    return ShownCell(covered(text), cell.rows, cell.columns, _KINDS[kind] if kind else "", where)


def _where(mark: Mark) -> str:
    if mark.fate is Fate.PERSON:
        return f"个人信息：{mark.where}" if mark.where else "个人信息"
    return f"{'→ ' if mark.fate is Fate.RECORD else '未入记录：'}{mark.where}".rstrip("：")
