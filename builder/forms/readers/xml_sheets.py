"""Workbooks as one XML file (XML Spreadsheet 2003), which many systems export under the name .xls.

Element and attribute names: https://learn.microsoft.com/previous-versions/office/developer/office-xp/aa140066(v=office.10).
"""

import datetime
import io
from collections.abc import Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from builder.content.personal import cover
from builder.forms.errors import FormError
from builder.forms.grid import Cell, Grid
from builder.forms.readers.hidden import hidden_cells, hidden_text
from builder.forms.readers.numbers import shown_value
from builder.forms.readers.text import MAX_CELLS, decoded

_NAMESPACE = "{urn:schemas-microsoft-com:office:spreadsheet}"
_OPTIONS = "{urn:schemas-microsoft-com:office:excel}"
_NAMED_FORMATS = {
    "Percent": "0.00%",
    "Fixed": "0.00",
    "Standard": "#,##0.00",
    "Currency": "#,##0.00",
    "Short Date": "yyyy/m/d",
    "Medium Date": "yyyy/m/d",
    "Long Date": 'yyyy"年"m"月"d"日"',
    "General Date": "yyyy/m/d h:mm",
    "Short Time": "h:mm",
    "Long Time": "h:mm:ss",
}
"""The formats that have a name of their own here; others are written as everywhere."""


def read(file: io.BytesIO, name: str) -> tuple[Grid, ...]:
    """A grid for each sheet that holds a text; hidden sheets, rows and columns are told, not read."""
    # The parser knows no Chinese encodings; given a text, it doesn't ask for one.
    text = decoded(file.read())
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise FormError(f"{name}：文件损坏，打不开；请用 Excel 打开，另存为 .xlsx 再试")
    # Nothing declares entities, so there is nothing for this parser to expand.
    book = ElementTree.fromstring(text)  # noqa: S314
    formats = {style.get(f"{_NAMESPACE}ID", ""): _format(style) for style in book.iter(f"{_NAMESPACE}Style")}
    grids = [_grid(sheet, formats, name) for sheet in book.iter(f"{_NAMESPACE}Worksheet")]
    return tuple(grid for grid in grids if grid.cells or grid.unread)


def _format(style: Element) -> str:
    number_format = style.find(f"{_NAMESPACE}NumberFormat")
    said = number_format.get(f"{_NAMESPACE}Format", "") if number_format is not None else ""
    return _NAMED_FORMATS.get(said, said)


def _grid(sheet: Element, formats: dict[str, str], name: str) -> Grid:
    title = f"工作表“{cover(sheet.get(f'{_NAMESPACE}Name', ''))}”"
    cells: list[Cell] = []
    unread: list[tuple[str, str]] = []
    not_shown: list[tuple[str, Cell]] = []
    area = 0
    hidden_columns = _hidden_columns(sheet)
    for row, column, element, is_hidden in _cells(sheet):
        cell = _cell(row, column, element, formats)
        area += cell.rows * cell.columns
        if area > MAX_CELLS:
            raise FormError(f"{name}：格子太多，不是批复表；请核对是不是拿错了文件")
        place = Grid(title, (), lettered=True).place(cell)
        if (note := element.find(f"{_NAMESPACE}Comment")) is not None:
            unread.append((f"{place}的批注", "".join(note.itertext()).strip()))
        if cell.text and (is_hidden or column in hidden_columns):
            not_shown.append((f"{place}（隐藏的{'行' if is_hidden else '列'}）", cell))
        else:
            cells.append(cell)
    if sheet.findtext(f".//{_OPTIONS}Visible", "").startswith("SheetHidden"):
        text = hidden_text(cells)
        return Grid(title, (), unread=((f"隐藏的{title}，没有读", text),) if text else ())
    unread.extend(hidden_cells(not_shown, cells))
    return Grid(title, tuple(cells) if any(cell.text for cell in cells) else (), lettered=True, unread=tuple(unread))


def _cells(sheet: Element) -> Iterator[tuple[int, int, Element, bool]]:
    """Each cell with its row and column, from 0; what isn't numbered follows the one before, beyond its merges."""
    taken: set[tuple[int, int]] = set()
    at_row = 0
    for row in sheet.iterfind(f"{_NAMESPACE}Table/{_NAMESPACE}Row"):
        at_row = _number(row, "Index", at_row + 1) - 1
        column = 0
        for cell in row.iterfind(f"{_NAMESPACE}Cell"):
            if cell.get(f"{_NAMESPACE}Index"):
                column = _number(cell, "Index", 1) - 1
            while (at_row, column) in taken:
                column += 1
            yield at_row, column, cell, row.get(f"{_NAMESPACE}Hidden") == "1"
            across, down = _number(cell, "MergeAcross", 0), _number(cell, "MergeDown", 0)
            taken.update(
                (below, at)
                for below in range(at_row + 1, at_row + down + 1)
                for at in range(column, column + across + 1)
            )
            column += across + 1
        at_row += 1 + _number(row, "Span", 0)


def _cell(row: int, column: int, element: Element, formats: dict[str, str]) -> Cell:
    data = element.find(f"{_NAMESPACE}Data")
    text = "" if data is None else _text(data, formats.get(element.get(f"{_NAMESPACE}StyleID", "Default"), ""))
    return Cell(row, column, text, 1 + _number(element, "MergeDown", 0), 1 + _number(element, "MergeAcross", 0))


def _text(data: Element, number_format: str) -> str:
    words, kind = "".join(data.itertext()), data.get(f"{_NAMESPACE}Type")
    if kind == "Number":
        return shown_value(float(words), number_format or "General")
    if kind == "DateTime":
        return shown_value(datetime.datetime.fromisoformat(words), number_format or "yyyy-mm-dd")
    if kind == "Boolean":
        return shown_value(words == "1", "General")
    return shown_value(words, number_format or "General")


def _hidden_columns(sheet: Element) -> set[int]:
    hidden: set[int] = set()
    at = 0
    for column in sheet.iterfind(f"{_NAMESPACE}Table/{_NAMESPACE}Column"):
        at = _number(column, "Index", at + 1) - 1
        after = at + 1 + _number(column, "Span", 0)
        if column.get(f"{_NAMESPACE}Hidden") == "1":
            hidden.update(range(at, min(after, MAX_CELLS)))
        at = after
    return hidden


def _number(element: Element, name: str, otherwise: int) -> int:
    """A number that an attribute gives, as far as a sheet can have so many."""
    said = element.get(f"{_NAMESPACE}{name}", "")
    return min(int(said), MAX_CELLS) if said.isascii() and said.isdecimal() else otherwise
