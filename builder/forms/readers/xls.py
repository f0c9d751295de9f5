"""Old Excel workbooks (.xls), by xlrd with their formats."""

import contextlib
import io
from collections.abc import Iterator, Sequence
from typing import Any

import xlrd
from xlrd.biffh import XLRDError
from xlrd.xldate import xldate_as_datetime

from builder.content.personal import cover
from builder.forms.errors import FormError
from builder.forms.grid import Cell, Grid
from builder.forms.readers.dates import MAX_SERIAL, shown_date
from builder.forms.readers.hidden import hidden_cells, hidden_text
from builder.forms.readers.numbers import plain_number, shown_value, words_left_out
from builder.forms.readers.raised import lowered, raised
from builder.forms.readers.text import MAX_CELLS

_RAISED, _LOWERED = 1, 2
"""How xlrd names the places of a font's letters."""
MAX_SHEETS = 200


def read(file: io.BytesIO, name: str) -> tuple[Grid, ...]:
    """A grid for each sheet that holds a text; hidden sheets, rows and columns are told, not read."""
    try:
        book = xlrd.open_workbook(file_contents=file.getvalue(), formatting_info=True, logfile=io.StringIO())
    except XLRDError as error:
        if "encrypted" in str(error):
            raise FormError(f"{name}：有密码保护，无法辨认；请用 Excel 或 WPS 打开，去掉密码再试") from None
        raise
    if sum(sheet.nrows * sheet.ncols for sheet in book.sheets()) > 10 * MAX_CELLS:
        raise FormError(f"{name}：格子太多，不是批复表；请核对是不是拿错了文件")
    if book.nsheets > MAX_SHEETS:
        raise FormError(f"{name}：工作表太多，不是批复表；请核对是不是拿错了文件")
    grids = [_grid(book, sheet) for sheet in book.sheets()]
    return tuple(grid for grid in grids if grid.cells or grid.unread)


def _grid(book: Any, sheet: Any) -> Grid:
    title = f"工作表“{cover(sheet.name)}”"
    if sheet.visibility:
        places = ((row, column) for row in range(sheet.nrows) for column in range(sheet.ncols))
        text = hidden_text([Cell(*place, text) for place in places if (text := _text(book, sheet, *place))])
        return Grid(title, (), unread=((f"隐藏的{title}，没有读", text),) if text else ())
    spans = {(top, left): (bottom - top, right - left) for top, bottom, left, right in sheet.merged_cells}
    covered = {
        (row, column)
        for (top, left), (rows, columns) in spans.items()
        for row in range(top, min(top + rows, sheet.nrows))
        for column in range(left, min(left + columns, sheet.ncols))
    } - spans.keys()
    cells: list[Cell] = []
    unread = [
        (f"{title}{xlrd.formula.cellname(row, column)}的批注", str(note.text).strip())
        for (row, column), note in sorted(sheet.cell_note_map.items())
    ]
    not_shown: list[tuple[str, Cell]] = []
    for row in range(sheet.nrows):
        for column in range(sheet.ncols):
            if (row, column) in covered:
                continue
            text = _text(book, sheet, row, column)
            reason = _hidden(sheet, row, column)
            if not text and sheet.cell_type(row, column) in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
                text, reason = plain_number(float(sheet.cell_value(row, column))), reason or "数字格式使它不显示"
            if text and reason:
                not_shown.append((f"{title}第 {row + 1} 行（{reason}）", Cell(row, column, text)))
            elif text or (row, column) in spans:
                cells.append(Cell(row, column, text, *spans.get((row, column), (1, 1))))
            if words := _words_left_out(book, sheet.cell(row, column)):
                place = f"{title}{xlrd.formula.cellname(row, column)}"
                unread.append((place, f"数字格式认不出，照数值读作 {text}；表上还有“{words}”，请核对"))
    unread.extend(hidden_cells(not_shown, cells))
    return Grid(title, tuple(cells) if any(cell.text for cell in cells) else (), lettered=True, unread=tuple(unread))


def _hidden(sheet: Any, row: int, column: int) -> str:
    line, pillar = sheet.rowinfo_map.get(row), sheet.colinfo_map.get(column)
    return "隐藏的行" if line and line.hidden else "隐藏的列" if pillar and pillar.hidden else ""


def _text(book: Any, sheet: Any, row: int, column: int) -> str:
    cell = sheet.cell(row, column)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#VALUE!"))
    if cell.ctype == xlrd.XL_CELL_DATE:
        return _day(cell.value, book.datemode, _format(book, cell))
    if cell.ctype in (xlrd.XL_CELL_TEXT, xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_BOOLEAN):
        value = bool(cell.value) if cell.ctype == xlrd.XL_CELL_BOOLEAN else cell.value
        if cell.ctype == xlrd.XL_CELL_TEXT and (runs := sheet.rich_text_runlist_map.get((row, column))):
            value = "".join(_placed(book, cell.value, runs))
        return shown_value(value, _format(book, cell))
    return ""


def _placed(book: Any, text: str, runs: Sequence[tuple[int, int]]) -> Iterator[str]:
    """The parts of a text where they stand: raised, lowered or on the line."""
    yield text[: runs[0][0]]
    for (start, font), (end, _) in zip(runs, [*runs[1:], (len(text), 0)], strict=True):
        part, place = text[start:end], book.font_list[font].escapement
        yield raised(part) if place == _RAISED else lowered(part) if place == _LOWERED else part


def _format(book: Any, cell: Any) -> str:
    return str(book.format_map[book.xf_list[cell.xf_index].format_key].format_str)


def _words_left_out(book: Any, cell: Any) -> str:
    return words_left_out(cell.value, _format(book, cell)) if cell.ctype == xlrd.XL_CELL_NUMBER else ""


def _day(serial: float, datemode: Any, number_format: str) -> str:
    if 0 <= serial < MAX_SERIAL:
        with contextlib.suppress(ArithmeticError, ValueError):
            day = xldate_as_datetime(serial, datemode)
            return shown_date(day.time() if serial < 1 else day, number_format)
    # No day has such a number; Excel shows #### for it.
    return plain_number(serial)
