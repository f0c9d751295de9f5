"""Word documents (.docx): paragraphs and tables in their order, in one grid.

python-docx opens the package; its document tree is walked here, because its own paragraphs and
tables leave out content controls, tracked insertions and text boxes, and a form may stand in any of them.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from builder.forms.errors import FormError
from builder.forms.grid import Cell, Grid
from builder.forms.headings import is_of_a_form
from builder.forms.readers.packages import xml_parts
from builder.forms.readers.text import MAX_CELLS
from builder.forms.readers.words import box_text, boxes, not_text, number_of, prompts, text_of

_CONTAINERS = frozenset(
    qn(tag) for tag in ("w:sdt", "w:sdtContent", "w:ins", "w:moveTo", "w:customXml", "w:smartTag", "w:body")
)
_MAX_COLUMNS = 200
_MAX_STYLES = 20
"""Steps from a style to the one that it is made from."""
_PAGE = re.compile(r"[第共页 \-—/,，0-9]*")
_OTHER_TYPES = re.compile(rb"word\.(?:document\.macroEnabled|template\.macroEnabledTemplate)\.main|ml\.template\.main")
"""Documents with macros and templates, which python-docx doesn't open."""


@dataclass
class _Pile:
    """The rows found so far; a paragraph is a row of one cell whose width is set at the end."""

    paragraphs: list[tuple[int, str]] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    unread: list[tuple[str, str]] = field(default_factory=list)
    row: int = 0
    numbered: frozenset[str] = frozenset()


def read(file: io.BytesIO, name: str) -> tuple[Grid, ...]:
    """The one grid of a document."""
    for part, xml in xml_parts(file, name):
        if part == "[Content_Types].xml" and _OTHER_TYPES.search(xml):
            raise FormError(f"{name}：带宏的 Word 文件或模板，无法辨认；请用 Word 或 WPS 打开，另存为 .docx")
    document = Document(file)
    pile = _Pile(numbered=_numbered_styles(document))
    pile.unread.extend(("没有填写的控件", prompt) for prompt in prompts(document.element.body))
    for text in _around(document, "header"):
        _add_paragraph(pile, text)
    _walk(document.element.body, pile)
    pile.unread.extend(("页脚", text) for text in _around(document, "footer"))
    pile.unread.extend(_notes(document))
    if not pile.cells and not pile.paragraphs and any(True for _ in document.element.body.iter(qn("w:altChunk"))):
        raise FormError(f"{name}：正文是嵌入的另一个文件，无法辨认；请用 Word 打开，另存为新的 .docx 再读")
    if len(pile.cells) > MAX_CELLS:
        raise FormError(f"{name}：格子太多，不是批复表；请核对是不是拿错了文件")
    width = max((cell.end_column for cell in pile.cells), default=1)
    lines = [Cell(row, 0, text, 1, width) for row, text in pile.paragraphs]
    cells = sorted([*pile.cells, *lines], key=lambda cell: (cell.row, cell.column))
    return (Grid("", tuple(cells), unread=tuple(pile.unread)),)


def _around(document: Any, part: str) -> Iterator[str]:
    seen = set[str]()
    parts = [getattr(section, name) for section in document.sections for name in _parts(document, section, part)]
    for one in parts:
        for paragraph in one._element.iter(qn("w:p")):
            text = text_of(paragraph).strip()
            if text and text not in seen and not _PAGE.fullmatch(text):
                seen.add(text)
                yield text


def _parts(document: Any, section: Any, part: str) -> list[str]:
    first = [f"first_page_{part}"] if section.different_first_page_header_footer else []
    even = [f"even_page_{part}"] if document.settings.odd_and_even_pages_header_footer else []
    return [*first, part, *even]


def _notes(document: Any) -> Iterator[tuple[str, str]]:
    names = {"/word/footnotes.xml": "脚注", "/word/endnotes.xml": "尾注", "/word/comments.xml": "批注"}
    for part in document.part.package.iter_parts():
        if place := names.get(str(part.partname)):
            root = parse_xml(part.blob)
            for note in root:
                text = box_text(note)
                if text:
                    yield place, text


def _walk(element: Any, pile: _Pile) -> None:
    for child in element:
        if child.tag == qn("w:p"):
            _read_paragraph(child, pile)
        elif child.tag == qn("w:tbl"):
            _read_table(child, pile)
        elif child.tag in _CONTAINERS:
            _walk(child, pile)
        elif child.tag == qn("w:altChunk"):
            pile.unread.append(("正文", "嵌入的文件，没有读出；请用 Word 打开，另存为新的 .docx 再读"))


def _read_paragraph(paragraph: Any, pile: _Pile) -> None:
    for box in boxes(paragraph):
        _walk(box, pile)
    if text := text_of(paragraph).strip():
        _add_paragraph(pile, text)
    _note_what_is_not_text(paragraph, pile, f"第 {pile.row} 行")


def _add_paragraph(pile: _Pile, text: str) -> None:
    pile.paragraphs.append((pile.row, text))
    pile.row += 1


def _note_what_is_not_text(element: Any, pile: _Pile, place: str) -> None:
    pile.unread.extend((f"{place}{note}", what) for note, what in not_text(element))
    if any(_is_numbered(paragraph, pile) for paragraph in element.iter(qn("w:p"))):
        pile.unread.append((place, "自动编号（编号由 Word 生成，没有读出）"))


def _is_numbered(paragraph: Any, pile: _Pile) -> bool:
    own = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
    # Number 0 takes away the numbering of the style.
    return number_of(own) > 0 if own is not None else _style(paragraph) in pile.numbered


def _style(paragraph: Any) -> str:
    style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return "" if style is None else style.get(qn("w:val"), "")


def _numbered_styles(document: Any) -> frozenset[str]:
    """The styles that give their paragraphs a number, and those that are made from them."""
    parents: dict[str, str] = {}
    numbered: set[str] = set()
    for style in document.styles.element.iter(qn("w:style")):
        own, parent = style.get(qn("w:styleId"), ""), style.find(qn("w:basedOn"))
        parents[own] = "" if parent is None else parent.get(qn("w:val"), "")
        number = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
        if number_of(number) > 0:
            numbered.add(own)
        elif number is not None:
            parents[own] = ""
    for _ in range(_MAX_STYLES):
        more = {own for own, parent in parents.items() if parent in numbered} - numbered
        if not more:
            break
        numbered |= more
    return frozenset(numbered)


# ── tables ──────────────────────────────────────────────────────────────────────────────────────────


def _read_table(table: Any, pile: _Pile) -> None:
    merged: dict[int, int] = {}
    for row in _inside(table, qn("w:tr")):
        nested: list[Any] = []
        column = number_of(row.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}"))
        for cell in _inside(row, qn("w:tc")):
            columns = max(1, number_of(_property(cell, "w:gridSpan"), 1))
            _read_cell(cell, pile, column, columns, merged)
            nested.extend(table for table in _inside(cell, qn("w:tbl")) if _is_part_of_a_form(table))
            place = f"第 {pile.row + 1} 行第 {column + 1} 列"
            _note_what_is_not_text(cell, pile, place)
            pile.unread.extend((f"{place}的文本框", text) for box in boxes(cell) if (text := box_text(box)))
            column += columns
            if column > _MAX_COLUMNS:
                raise ValueError(column)
        pile.row += 1
        for inner in nested:
            # A table in a cell is the form itself, and the outer one its frame.
            _read_table(inner, pile)


def _read_cell(cell: Any, pile: _Pile, column: int, columns: int, merged: dict[int, int]) -> None:
    """Add a cell, or let the one grow that it goes on from. ``merged``: by column, the cells that may go on below."""
    text, merge = _cell_text(cell), _property(cell, "w:vMerge")
    across = _property(cell, "w:hMerge")
    last = pile.cells[-1] if pile.cells else None
    if across is not None and across.get(qn("w:val")) != "restart" and last and last.row == pile.row:
        whole = "\n".join(filter(None, (last.text, text)))
        pile.cells[-1] = Cell(last.row, last.column, whole, 1, last.columns + columns)
    elif merge is not None and merge.get(qn("w:val")) != "restart" and column in merged:
        _extend(pile, merged[column], text)
    else:
        pile.cells.append(Cell(pile.row, column, text, 1, columns))
        for covered in range(column, min(column + columns, _MAX_COLUMNS)):
            merged.pop(covered, None)
        if merge is not None:
            merged[column] = len(pile.cells) - 1


def _property(cell: Any, tag: str) -> Any:
    return cell.find(f"{qn('w:tcPr')}/{qn(tag)}")


def _extend(pile: _Pile, index: int, text: str) -> None:
    cell = pile.cells[index]
    whole = f"{cell.text}\n{text}".strip() if text else cell.text
    pile.cells[index] = Cell(cell.row, cell.column, whole, pile.row - cell.row + 1, cell.columns)


def _inside(element: Any, tag: str) -> Iterator[Any]:
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in _CONTAINERS:
            yield from _inside(child, tag)


def _cell_text(cell: Any) -> str:
    lines = []
    for child in _paragraphs_and_tables(cell):
        if child.tag == qn("w:p"):
            lines.append(text_of(child).rstrip())
        elif not _is_part_of_a_form(child):
            rows = ([_cell_text(cell) for cell in _inside(row, qn("w:tc"))] for row in _inside(child, qn("w:tr")))
            lines.extend(" ".join(filter(None, row)) for row in rows)
    return "\n".join(lines).strip()


def _paragraphs_and_tables(element: Any) -> Iterator[Any]:
    for child in element:
        if child.tag in (qn("w:p"), qn("w:tbl")):
            yield child
        elif child.tag in _CONTAINERS:
            yield from _paragraphs_and_tables(child)


def _is_part_of_a_form(table: Any) -> bool:
    """Whether a table in a cell has words of the form; one without them is the text of its cell."""
    cells = (box_text(cell).strip() for cell in table.iter(qn("w:tc")))
    return any(map(is_of_a_form, cells))
