"""PDF with ruled tables, by pdfplumber: cells from the lines that are drawn, text outside them as paragraphs."""

import io
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException

from builder.forms.errors import FormError
from builder.forms.grid import Cell, Grid
from builder.forms.labels import plain
from builder.forms.readers.text import MAX_CELLS

_MAX_PAGES = 300
_NEAR = 3.0
"""Points within which two lines are one."""
_PAGE_NUMBER = re.compile(r"^(?:第?[0-9]+页?(?:[,，/]?共?[0-9]+页?)?|[-—][0-9]+[-—])$")


@dataclass(frozen=True, slots=True)
class _Box:
    """A cell, or a line of text outside the tables, on its page (points from the top left)."""

    page: int
    left: float
    top: float
    right: float
    bottom: float
    text: str
    in_table: int | None
    """Which table, or None for a paragraph."""


def read(file: io.BytesIO, name: str) -> tuple[Grid, ...]:
    """The one grid of a document, its pages one below the other."""
    try:
        with pdfplumber.open(file) as document:
            if len(document.pages) > _MAX_PAGES:
                raise FormError(f"{name}：超过 {_MAX_PAGES} 页，不是批复表；请核对是不是拿错了文件")
            boxes = [box for number, page in enumerate(document.pages) for box in _boxes(number, page)]
            pictures = sum(len(page.images) for page in document.pages)
    except PdfminerException as error:
        if isinstance(error.__cause__ or (error.args[0] if error.args else None), PDFPasswordIncorrect):
            raise FormError(f"{name}：有密码保护，无法辨认；请去掉密码再试") from None
        raise
    text = plain("".join(box.text for box in boxes))
    if not text:
        raise FormError(f"{name}：没有文字，可能是扫描件，无法辨认；请向发件人要 Word、Excel 文件，或先做文字识别")
    if not any(box.in_table is not None for box in boxes) and "项目名称" in text and "指标" in text:
        raise FormError(f"{name}：没有表格线，各格的文字连在一起，无法辨认；请向发件人要 Word 或 Excel 文件")
    if len(boxes) > MAX_CELLS:
        raise FormError(f"{name}：格子太多，不是批复表；请核对是不是拿错了文件")
    kept, unread = _without_page_marks(boxes)
    if pictures:
        unread.append(("全文", f"{pictures} 张图片"))
    return (Grid("", tuple(_cells(kept)), unread=tuple(unread)),)


def _boxes(number: int, page: Any) -> list[_Box]:
    tables = page.find_tables()
    found: list[_Box] = []
    outside = page
    for index, table in enumerate(tables):
        for left, top, right, bottom in table.cells:
            inside = page.within_bbox(_clipped(page, left, top, right, bottom), relative=False, strict=False)
            found.append(_Box(number, left, top, right, bottom, _unwrapped(inside, right), index))
        frame = table.bbox
        outside = outside.filter(lambda one, frame=frame: not _is_in(one, frame))
    found.extend(
        _Box(number, line["x0"], line["top"], line["x1"], line["bottom"], line["text"].strip(), None)
        for line in outside.extract_text_lines(return_chars=False)
    )
    return found


def _clipped(page: Any, left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = page.bbox
    return max(left, x0), max(top, y0), min(right, x1), min(bottom, y1)


def _is_in(one: dict[str, Any], frame: Sequence[float]) -> bool:
    across, down = (one["x0"] + one["x1"]) / 2, (one["top"] + one["bottom"]) / 2
    return bool(frame[0] <= across <= frame[2] and frame[1] <= down <= frame[3])


def _unwrapped(cell: Any, right: float) -> str:
    """A cell's text; a line that fills the cell to its right edge goes on in the next one."""
    text = ""
    lines = cell.extract_text_lines(return_chars=True)
    for index, line in enumerate(lines):
        text += line["text"].strip()
        size = max((char["size"] for char in line["chars"]), default=0)
        if index < len(lines) - 1:
            text += "" if right - line["x1"] < 2.2 * size and len(lines) > 1 and len(line["text"]) > 6 else "\n"
    return text.strip()


def _without_page_marks(boxes: Sequence[_Box]) -> tuple[list[_Box], list[tuple[str, str]]]:
    """Without page numbers and the lines that every page repeats; these are told."""
    seen: dict[str, int] = {}
    kept, unread = [], []
    for box in boxes:
        words = plain(box.text)
        if box.in_table is None and (_PAGE_NUMBER.match(words) or seen.get(words, box.page) != box.page):
            if not _PAGE_NUMBER.match(words):
                unread.append((f"第 {box.page + 1} 页", box.text))
            continue
        if box.in_table is None:
            seen.setdefault(words, box.page)
        kept.append(box)
    return kept, unread


def _cells(boxes: Sequence[_Box]) -> Iterator[Cell]:
    in_tables = [box for box in boxes if box.in_table is not None]
    columns = _edges(edge for box in in_tables for edge in (box.left, box.right))
    width = max(1, len(columns) - 1)
    row = 0
    for part in _in_order(boxes):
        if part[0].in_table is None:
            for box in part:
                yield Cell(row, 0, box.text, 1, width)
                row += 1
            continue
        rows = _edges(edge for box in part for edge in (box.top, box.bottom))
        cells = []
        for box in part:
            top, bottom = _index(rows, box.top), _index(rows, box.bottom)
            left, right = _index(columns, box.left), _index(columns, box.right)
            cells.append(Cell(row + top, left, box.text, max(1, bottom - top), max(1, right - left)))
        yield from sorted(cells, key=lambda cell: (cell.row, cell.column))
        row += max(1, len(rows) - 1)


def _in_order(boxes: Sequence[_Box]) -> list[list[_Box]]:
    """Tables and lines by page and height."""
    parts: dict[tuple[int, int], list[_Box]] = {}
    lines: list[list[_Box]] = []
    for box in boxes:
        if box.in_table is None:
            lines.append([box])
        else:
            parts.setdefault((box.page, box.in_table), []).append(box)
    found = [*parts.values(), *lines]
    return sorted(found, key=lambda part: (part[0].page, min(box.top for box in part), part[0].left))


def _edges(values: Any) -> list[float]:
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > _NEAR:
            edges.append(value)
    return edges


def _index(edges: Sequence[float], value: float) -> int:
    at = bisect_left(edges, value)
    around = [index for index in (at - 1, at) if 0 <= index < len(edges)]
    return min(around, key=lambda index: abs(edges[index] - value))
