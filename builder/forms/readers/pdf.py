"""PDF with ruled tables, by pdfplumber: cells from the lines that are drawn, text outside them as paragraphs."""

import io
import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdftypes import resolve1
from pdfminer.utils import decode_text
from pdfplumber.utils.exceptions import PdfminerException

from builder.forms.errors import FormError
from builder.forms.grid import Grid
from builder.forms.labels import plain
from builder.forms.readers.pages import NEAR, Box, laid_out
from builder.forms.readers.text import MAX_CELLS

_MAX_PAGES = 300
_PAGE_NUMBER = re.compile(r"^(?:第?[0-9]{1,3}页?(?:[,，/]?共?[0-9]{1,3}页?)?|[-—][0-9]{1,3}[-—])$")
_NO_LETTER = re.compile(r"\(cid:[0-9]+\)")
_TITLE = 1.4
"""Letters so many times larger than the usual ones are a title's."""
_SHORT = 15
"""A line of so few letters fills no page."""
_OFFSET = 0.35
"""Of their size, how far letters of two fonts in one line may lie apart; the next line is at least one size away."""


def read(file: io.BytesIO, name: str) -> tuple[Grid, ...]:
    """The one grid of a document, its pages one below the other."""
    try:
        with pdfplumber.open(file) as document:
            if len(document.pages) > _MAX_PAGES:
                raise FormError(f"{name}：超过 {_MAX_PAGES} 页，不是批复表；请核对是不是拿错了文件")
            boxes = [box for number, page in enumerate(document.pages) for box in _boxes(number, _seen_once(page))]
            tilted = [
                (f"第 {page.page_number} 页的斜排文字", text) for page in document.pages if (text := _tilted(page))
            ]
            above = [
                (f"第 {page.page_number} 页的表单域或批注", text) for page in document.pages for text in _above(page)
            ]
            pictures = sum(len(page.images) for page in document.pages)
    except PdfminerException as error:
        if isinstance(error.__cause__ or (error.args[0] if error.args else None), PDFPasswordIncorrect):
            raise FormError(f"{name}：有密码保护，无法辨认；请去掉密码再试") from None
        raise
    text = plain("".join(box.text for box in boxes))
    if len(_NO_LETTER.findall(text)) * 20 > len(_NO_LETTER.sub("x", text)):
        raise FormError(f"{name}：字体里没有文字的编码，无法辨认；请向发件人要 Word、Excel 文件，或先做文字识别")
    if not text:
        raise FormError(f"{name}：没有文字，可能是扫描件，无法辨认；请向发件人要 Word、Excel 文件，或先做文字识别")
    if not any(box.in_table is not None for box in boxes) and "项目名称" in text and "指标" in text:
        raise FormError(f"{name}：没有表格线，各格的文字连在一起，无法辨认；请向发件人要 Word 或 Excel 文件")
    if len(boxes) > MAX_CELLS:
        raise FormError(f"{name}：格子太多，不是批复表；请核对是不是拿错了文件")
    kept, unread = _without_page_marks(boxes)
    unread.extend([*tilted, *above])
    if pictures:
        unread.append(("全文", f"{pictures} 张图片"))
    return (Grid("", tuple(laid_out(kept)), unread=tuple(unread)),)


def _seen_once(page: Any) -> Any:
    """The page without letters printed twice (a way to make them bold) and without what lies across it."""
    page = page.dedupe_chars()
    return page.filter(lambda one: one["object_type"] != "char" or not _is_tilted(one)) if _tilted(page) else page


def _tilted(page: Any) -> str:
    """The text of a stamp or watermark; empty where the page as a whole lies on its side."""
    tilted = [char["text"] for char in page.chars if _is_tilted(char)]
    return "".join(tilted).strip() if len(tilted) * 2 < len(page.chars) else ""


def _above(page: Any) -> Iterator[str]:
    """What was typed into fields, or noted: it lies above the page, and is no letter of it."""
    notes = [note for one in resolve1(page.page_obj.annots) or () if isinstance(note := resolve1(one), dict)]
    for note in notes:
        parent = resolve1(note.get("Parent"))
        owners = [note, parent] if isinstance(parent, dict) else [note]
        values = [resolve1(owner.get(key)) for owner in owners for key in ("V", "Contents")]
        texts = (decode_text(value).strip() for value in values if isinstance(value, bytes))
        yield from dict.fromkeys(filter(None, texts))


def _is_tilted(char: dict[str, Any]) -> bool:
    return bool(abs(char["matrix"][1]) > 0.05 * abs(char["matrix"][0]))


def _boxes(number: int, page: Any) -> list[Box]:
    found: list[Box] = []
    level = [edge for edge in page.edges if edge["orientation"] == "h"]
    for index, table in enumerate(page.find_tables(_settings(page))):
        for frame in table.cells:
            left, top, right, bottom = frame
            text, is_full = _unwrapped(_only(page, partial(_is_in, frame=frame)), right)
            above, below = (not _is_drawn(level, left, right, at) for at in (top, bottom))
            found.append(Box(number, left, top, right, bottom, text, index, above, below, is_full))
    cells = [(box.left, box.top, box.right, box.bottom) for box in found]
    # What stands in the frame of a table and in none of its cells is no cell's text, and not lost either.
    lefts = [*(char["x0"] for char in page.chars), *(box.left for box in found)]
    edge = page.width - min(lefts, default=0)  # the margins are as wide on both sides
    outside = _only(page, lambda char: not any(_is_in(char, cell) for cell in cells))
    return found + [
        Box(number, line["x0"], line["top"], line["x1"], line["bottom"], line["text"].strip())
        for line in _lines(outside, edge)
    ]


def _only(page: Any, test: Callable[[dict[str, Any]], bool]) -> Any:
    """The page with the letters alone that pass a test. By their middles, each is in one cell or in none."""
    return page.filter(lambda one: one["object_type"] == "char" and test(one))


def _settings(page: Any) -> dict[str, Any]:
    """Lines that close a table where its page cuts it off: above and below, some of its cells are open there."""
    uprights = [edge for edge in page.edges if edge["orientation"] == "v" and edge["height"] > NEAR]
    if not uprights:
        return {}
    ends = min(edge["top"] for edge in uprights), max(edge["bottom"] for edge in uprights)
    return {"explicit_horizontal_lines": [line for at in ends if (line := _closing(uprights, at))]}


def _closing(uprights: Sequence[dict[str, Any]], at: float) -> dict[str, Any] | None:
    """A line across all upright lines that end at a height."""
    sides = [edge["x0"] for edge in uprights if min(abs(edge["top"] - at), abs(edge["bottom"] - at)) <= NEAR]
    left, right = min(sides, default=0.0), max(sides, default=0.0)
    if right - left <= NEAR:
        return None
    line = {"x0": left, "x1": right, "top": at, "bottom": at, "width": right - left, "height": 0}
    return {"object_type": "line_edge", "orientation": "h", **line}


def _is_drawn(level: Sequence[dict[str, Any]], left: float, right: float, at: float) -> bool:
    """Whether lines are drawn along most of an edge."""
    drawn = sum(
        max(0.0, min(edge["x1"], right) - max(edge["x0"], left)) for edge in level if abs(edge["top"] - at) <= NEAR
    )
    return bool(drawn > (right - left) / 2)


def _lines(page: Any, edge: float) -> list[dict[str, Any]]:
    """The lines of a page; a title's letters are larger, and so is what may part them from digits of another font."""
    sizes = sorted(char["size"] for char in page.chars)
    limit = _TITLE * sizes[len(sizes) // 2] if sizes else 0
    title, rest = _only(page, lambda char: char["size"] > limit), _only(page, lambda char: char["size"] <= limit)
    return [*_lines_of_one_size(title), *_paragraphs(_lines_of_one_size(rest), limit / _TITLE, edge)]


def _paragraphs(lines: Sequence[dict[str, Any]], size: float, edge: float) -> list[dict[str, Any]]:
    """Lines, those that reach the right margin joined with the ones below them."""
    found: list[dict[str, Any]] = []
    for line in sorted(lines, key=lambda one: (one["top"], one["x0"])):
        above = found[-1] if found else None
        goes_on = above and edge - above["x1"] < 2 * size and len(above["text"]) > _SHORT
        if above and goes_on and 0 < line["top"] - above["top"] - (above["bottom"] - above["top"]) < 1.5 * size:
            found[-1] = {**line, "x0": above["x0"], "top": above["top"], "text": above["text"] + line["text"].strip()}
        else:
            found.append(line)
    return found


def _lines_of_one_size(page: Any, *, return_chars: bool = False) -> list[dict[str, Any]]:
    size = max((char["size"] for char in page.chars), default=0)
    found: list[dict[str, Any]] = page.extract_text_lines(return_chars=return_chars, y_tolerance=max(3, _OFFSET * size))
    return found


def _is_in(one: dict[str, Any], frame: Sequence[float]) -> bool:
    across, down = (one["x0"] + one["x1"]) / 2, (one["top"] + one["bottom"]) / 2
    return bool(frame[0] <= across <= frame[2] and frame[1] <= down <= frame[3])


def _unwrapped(cell: Any, right: float) -> tuple[str, bool]:
    """A cell's text, in which a line that fills the cell goes on in the next one; and whether the last one does."""
    text, is_full = "", False
    for index, line in enumerate(_lines_of_one_size(cell, return_chars=True)):
        text += ("" if is_full else "\n") * bool(index) + line["text"].strip()
        size = max((char["size"] for char in line["chars"]), default=0)
        is_full = right - line["x1"] < 2.2 * size and len(line["text"]) > 6
    return text.strip(), is_full


def _without_page_marks(boxes: Sequence[Box]) -> tuple[list[Box], list[tuple[str, str]]]:
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
