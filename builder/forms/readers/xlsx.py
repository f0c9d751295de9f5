"""Excel workbooks (.xlsx), by openpyxl: it keeps the formats by which a sheet shows its numbers."""

import datetime
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.datetime import from_excel
from openpyxl.worksheet.worksheet import Worksheet

from builder.content.personal import cover
from builder.forms.errors import FormError
from builder.forms.grid import Cell, Grid
from builder.forms.readers.hidden import hidden_text
from builder.forms.readers.numbers import CHINESE_BUILT_IN, plain_number, shown, shown_date
from builder.forms.readers.text import MAX_CELLS

_MAX_SHEETS = 200
_PAGE_MARK = re.compile(r"[第共页 \-—/&\[\]A-Za-z0-9]*")
MAX_SERIAL = 2958466
"""The day after 9999-12-31, the last that Excel knows."""
_MERGED = re.compile(rb'<mergeCell [^>]*ref="([A-Z0-9:$]{2,30})"')
_VALUE = re.compile(r"=[0-9.]+[%％]?[^\x00-\x7f]*")
"""A target value such as =24门, which the program that wrote the file took for a formula."""


def read(file: io.BytesIO, name: str) -> tuple[Grid, ...]:
    """A grid for each sheet that holds a text; hidden sheets, rows and columns are told, not read."""
    _look_at_parts(file, name)
    book = load_workbook(file, data_only=True)
    file.seek(0)
    formulas = load_workbook(file)
    sheets = [sheet for sheet in book.worksheets if isinstance(sheet, Worksheet)]
    if len(sheets) > _MAX_SHEETS or sum(len(sheet._cells) for sheet in sheets) > MAX_CELLS:
        raise FormError(f"{name}：格子太多，不是批复表；请核对是不是拿错了文件")
    grids = [_grid(sheet, formulas[sheet.title]) for sheet in sheets]
    grids = [grid for grid in grids if grid.cells or grid.unread]
    if drawn := tuple(_drawn(file)):
        grids.append(Grid("", (), unread=drawn))
    return tuple(grids)


def _look_at_parts(file: io.BytesIO, name: str) -> None:
    """Refuse what openpyxl would take a gigabyte to read.

    No part of a workbook declares entities; what does is a bomb. It makes an object of every cell, also of
    those that a merged range covers.
    """
    cells = 0
    with zipfile.ZipFile(file) as archive:
        for part in archive.infolist():
            if not part.filename.endswith((".xml", ".rels")):
                continue
            text = archive.read(part)
            if b"<!DOCTYPE" in text[:1024]:
                raise ValueError(part.filename)
            if part.filename.startswith("xl/worksheets/"):
                cells += text.count(b"<c ") + sum(_area(found[1].decode()) for found in _MERGED.finditer(text))
    if cells > MAX_CELLS:
        raise FormError(f"{name}：格子太多，不是批复表；请核对是不是拿错了文件")
    file.seek(0)


def _area(reference: str) -> int:
    left, top, right, bottom = range_boundaries(reference)
    return ((right or 0) - (left or 0) + 1) * ((bottom or 0) - (top or 0) + 1)


def _grid(sheet: Worksheet, formulas: Any) -> Grid:
    title = f"工作表“{cover(sheet.title)}”"
    spans = {
        (area.min_row, area.min_col): (area.size["rows"], area.size["columns"]) for area in sheet.merged_cells.ranges
    }
    covered = {
        (row, column)
        for area in sheet.merged_cells.ranges
        for row in range(area.min_row, min(area.max_row, area.min_row + 5000) + 1)
        for column in range(area.min_col, min(area.max_col, area.min_col + 500) + 1)
    } - spans.keys()
    if sheet.sheet_state != "visible":
        text = hidden_text([Cell(*place, _text(cell)) for place, cell in sorted(sheet._cells.items()) if _text(cell)])
        return Grid(title, (), unread=((f"隐藏的{title}，没有读", text),) if text else ())
    hidden = _Hidden(sheet)
    cells: list[Cell] = []
    unread: list[tuple[str, str]] = []
    for (row, column), cell in sorted(sheet._cells.items()):
        if (row, column) in covered:
            continue
        place = f"{title}{get_column_letter(column)}{row}"
        text = _text(cell)
        if cell.comment:
            unread.append((f"{place}的批注", cell.comment.text.strip()))
        formula = formulas[cell.coordinate] if not text else None
        if formula is not None and formula.data_type == "f" and _VALUE.fullmatch(str(formula.value)):
            text = str(formula.value)
        elif formula is not None and formula.data_type == "f":
            unread.append((place, "公式，文件里没有它的结果；请用 Excel 打开，保存以后再读"))
        reason = hidden.reason(row, column)
        if not text and (number := _number_not_shown(cell)):
            text, reason = number, reason or "数字格式使它不显示"
        if text and reason:
            unread.append((f"{place}（{reason}）", text))
        else:
            cells.append(Cell(row - 1, column - 1, text, *spans.get((row, column), (1, 1))))
    unread.extend(_printed_around(sheet, title))
    if pictures := len(getattr(sheet, "_images", ())):
        unread.append((title, f"{pictures} 张图片"))
    filled = {cell.row for cell in cells if cell.text}
    shown = tuple(cell for cell in cells if cell.row in filled or (cell.rows, cell.columns) != (1, 1))
    return Grid(title, shown if filled else (), lettered=True, unread=tuple(unread))


def _number_not_shown(cell: Any) -> str:
    """A number whose format shows nothing (;;; or # for 0)."""
    return plain_number(float(cell.value)) if isinstance(cell.value, int | float) else ""


def _printed_around(sheet: Any, title: str) -> Iterator[tuple[str, str]]:
    """What is printed above and below the sheet, but for page numbers; some keep their title there."""
    for part in (sheet.oddHeader, sheet.oddFooter):
        for side in (part.left, part.center, part.right):
            if side.text and not _PAGE_MARK.fullmatch(side.text):
                yield f"{title}的打印页眉页脚", side.text


class _Hidden:
    """What a sheet doesn't show."""

    def __init__(self, sheet: Worksheet) -> None:
        self._rows = {number for number, row in sheet.row_dimensions.items() if row.hidden}
        self._columns = {
            number
            for column in sheet.column_dimensions.values()
            if column.hidden and column.min and column.max
            for number in range(column.min, min(column.max, column.min + 500) + 1)
        }

    def reason(self, row: int, column: int) -> str:
        """Why a cell isn't seen; empty where it is."""
        return "隐藏的行" if row in self._rows else "隐藏的列" if column in self._columns else ""


def _text(cell: Any) -> str:
    value: Any = cell.value
    if value is None or isinstance(cell, MergedCell):
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        built_in = CHINESE_BUILT_IN.get(cell._style.numFmtId)
        if built_in and 1 <= value < MAX_SERIAL:
            return shown_date(from_excel(value, cell.parent.parent.epoch), built_in)
        return shown(float(value), cell.number_format or "General")
    if isinstance(value, datetime.datetime | datetime.date | datetime.time | datetime.timedelta):
        return shown_date(value, cell.number_format or "")
    return re.sub(r"\r\n?|_x000D_\n?", "\n", str(value)).strip()


def _drawn(file: io.BytesIO) -> Iterator[tuple[str, str]]:
    """The texts of text boxes, which belong to no cell."""
    with zipfile.ZipFile(file) as archive:
        for part in archive.namelist():
            if part.startswith("xl/drawings/drawing") and part.endswith(".xml"):
                # No part declares entities (see above), so there is nothing for this parser to expand.
                drawing = ElementTree.fromstring(archive.read(part))  # noqa: S314
                texts = [node.text or "" for node in drawing.iter() if node.tag.endswith("}t")]
                if any(texts):
                    yield "文本框", "".join(texts).strip()
