"""Excel workbooks (.xlsx), by openpyxl: it keeps the formats by which a sheet shows its numbers."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.datetime import from_excel
from openpyxl.worksheet.worksheet import Worksheet

from builder.content.personal import cover
from builder.forms.errors import FormError
from builder.forms.grid import Cell, Grid
from builder.forms.readers.dates import CHINESE_BUILT_IN, MAX_SERIAL, shown_date
from builder.forms.readers.hidden import hidden_cells, hidden_text
from builder.forms.readers.numbers import plain_number, shown_value, words_left_out
from builder.forms.readers.packages import xml_parts
from builder.forms.readers.raised import lowered, raised
from builder.forms.readers.text import MAX_CELLS

_MAX_SHEETS = 200
_PAGE_MARK = re.compile(r"[第共页 \-—/&\[\]A-Za-z0-9]*")
_CELLS = re.compile(rb"<(?:[\w.-]+:)?(?:c|row)[\s/>]")
_SHEETS = re.compile(rb"<(?:[\w.-]+:)?sheet\s")
_RANGES = re.compile(rb"""<(?:[\w.-]+:)?(?:mergeCell|hyperlink)\s[^<>]*?\bref\s*=\s*["']([^"'<>]*)["']""")
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_PICTURE_OF_WPS = re.compile(r"=?(?:_xlfn\.)?DISPIMG\(")
_VALUE = re.compile(r"=[0-9.]+[%％]?[^\x00-\x7f]*")
"""A target value such as =24门, which the program that wrote the file took for a formula."""


def read(file: io.BytesIO, name: str) -> tuple[Grid, ...]:
    """A grid for each sheet that holds a text; hidden sheets, rows and columns are told, not read."""
    named = _look_at_parts(file, name)
    book = load_workbook(file, data_only=True, keep_links=False, rich_text=True)
    file.seek(0)
    formulas = load_workbook(file, keep_links=False)
    sheets = [sheet for sheet in book.worksheets if isinstance(sheet, Worksheet)]
    if len(sheets) > _MAX_SHEETS or sum(len(sheet._cells) for sheet in sheets) > MAX_CELLS:
        raise FormError(f"{name}：格子太多，不是批复表；请核对是不是拿错了文件")
    absent = named - len(book.sheetnames)
    if absent > 0 and not sheets:
        raise FormError(f"{name}：文件损坏，里面没有工作表；请向发件人再要一次")
    grids = [_grid(sheet, formulas[sheet.title]) for sheet in sheets]
    grids = [grid for grid in grids if grid.cells or grid.unread]
    charts = ((f"工作表“{cover(chart.title)}”", "整张是图表") for chart in book.chartsheets)
    told = len([picture for sheet in sheets for picture in getattr(sheet, "_images", ())])
    gone = [("工作簿", f"有 {absent} 张工作表打不开，没有读")] if absent > 0 else []
    if drawn := (*_drawn(file, told), *charts, *gone):
        grids.append(Grid("", (), unread=drawn))
    return tuple(grids)


def _look_at_parts(file: io.BytesIO, name: str) -> int:
    """How many sheets the workbook names; openpyxl leaves those out that the package lacks.

    Refuses what openpyxl would take gigabytes to read: it makes an object of every cell and row, also of the cells
    that a merged range or a link covers.
    """
    cells = named = 0
    for part, text in xml_parts(file, name):
        if part == "xl/workbook.xml":
            named = len(_SHEETS.findall(text))
        if part.startswith("xl/worksheets/"):
            cells += len(_CELLS.findall(text)) + sum(_area(found[1].decode()) for found in _RANGES.finditer(text))
    if cells > MAX_CELLS:
        raise FormError(f"{name}：格子太多，不是批复表；请核对是不是拿错了文件")
    return named


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
    not_shown: list[tuple[str, Cell]] = []
    for (row, column), cell in sorted(sheet._cells.items()):
        if (row, column) in covered:
            continue
        place = f"{title}{get_column_letter(column)}{row}"
        text = _text(cell)
        if cell.comment:
            unread.append((f"{place}的批注", cell.comment.text.strip()))
        if _PICTURE_OF_WPS.match(text):
            unread.append((place, "图片"))
            text = ""
        elif not text and (formula := formulas[cell.coordinate]).data_type == "f":
            text, problem = _of_formula(formula, cell)
            unread.extend((place, one) for one in problem)
        reason = hidden.reason(row, column)
        if not text and (number := _number_not_shown(cell)):
            text, reason = number, reason or "数字格式使它不显示"
        if text and reason:
            not_shown.append((f"{place}（{reason}）", Cell(row - 1, column - 1, text)))
        else:
            cells.append(Cell(row - 1, column - 1, text, *spans.get((row, column), (1, 1))))
        if words := _words_left_out(cell):
            unread.append((place, f"数字格式认不出，照数值读作 {text}；表上还有“{words}”，请核对"))
    unread.extend(hidden_cells(not_shown, cells))
    unread.extend(_printed_around(sheet, title))
    unread.extend((title, f"{len(drawn)} {what}") for drawn, what in _pictures(sheet) if drawn)
    filled = {cell.row for cell in cells if cell.text}
    shown = tuple(cell for cell in cells if cell.row in filled or (cell.rows, cell.columns) != (1, 1))
    return Grid(title, shown if filled else (), lettered=True, unread=tuple(unread))


def _of_formula(formula: Any, cell: Any) -> tuple[str, list[str]]:
    """The text of a formula that shows none, and what is to be told of it."""
    words = str(formula.value)
    if _VALUE.fullmatch(words):
        return words, []
    if _PICTURE_OF_WPS.match(words):
        return "", ["图片"]
    # A result that is an empty text is a result.
    is_missing = cell.data_type == "n" and cell.value is None
    return "", ["公式，文件里没有它的结果；请用 Excel 打开，保存以后再读"] if is_missing else []


def _pictures(sheet: Any) -> tuple[tuple[list[Any], str], ...]:
    return (sheet._images, "张图片"), (sheet._charts, "张图表")


def _words_left_out(cell: Any) -> str:
    value = cell.value
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return words_left_out(float(value), cell.number_format) if is_number else ""


def _number_not_shown(cell: Any) -> str:
    """A number whose format shows nothing (;;; or # for 0)."""
    return plain_number(float(cell.value)) if isinstance(cell.value, int | float) else ""


def _printed_around(sheet: Any, title: str) -> Iterator[tuple[str, str]]:
    """What is printed above and below the sheet, but for page numbers; some keep their title there."""
    parts = (getattr(sheet, f"{page}{end}") for end in ("Header", "Footer") for page in ("odd", "even", "first"))
    texts = [side.text for part in parts for side in (part.left, part.center, part.right) if side.text]
    for text in dict.fromkeys(texts):
        if not _PAGE_MARK.fullmatch(text):
            yield f"{title}的打印页眉页脚", text


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
    if isinstance(value, CellRichText):
        value = "".join(map(_placed, value))
    built_in = CHINESE_BUILT_IN.get(cell._style.numFmtId)
    if built_in and isinstance(value, int | float) and 1 <= value < MAX_SERIAL:
        return shown_date(from_excel(value, cell.parent.parent.epoch), built_in)
    return shown_value(value, cell.number_format or "General")


def _placed(part: str | TextBlock) -> str:
    """A part of a text where it stands: raised, lowered or on the line."""
    if isinstance(part, str):
        return part
    place = part.font.vertAlign if part.font else None
    return raised(part.text) if place == "superscript" else lowered(part.text) if place == "subscript" else part.text


def _drawn(file: io.BytesIO, told: int) -> Iterator[tuple[str, str]]:
    """The texts of text boxes, which belong to no cell, and the pictures that openpyxl can't read and leaves out."""
    pictures = 0
    with zipfile.ZipFile(file) as archive:
        for part in archive.namelist():
            if part.startswith("xl/drawings/drawing") and part.endswith(".xml"):
                # No part declares entities (see above), so there is nothing for this parser to expand.
                drawing = ElementTree.fromstring(archive.read(part))  # noqa: S314
                pictures += sum(1 for _ in drawing.iter(f"{_DRAWING}pic"))
                texts = (_box_text(shape) for shape in drawing.iter(f"{_DRAWING}sp"))
                yield from (("文本框", text) for text in texts if text)
    if pictures > told:
        yield "工作簿", f"另有 {pictures - told} 张图片"


def _box_text(shape: ElementTree.Element) -> str:
    lines = (node for node in shape.iter() if node.tag.endswith("}p"))
    return "\n".join("".join(one.text or "" for one in line.iter() if one.tag.endswith("}t")) for line in lines).strip()
