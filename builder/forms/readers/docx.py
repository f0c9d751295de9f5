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
from builder.forms.readers.symbols import UNKNOWN, sign
from builder.forms.readers.text import MAX_CELLS

_CONTAINERS = frozenset(
    qn(tag) for tag in ("w:sdt", "w:sdtContent", "w:ins", "w:moveTo", "w:customXml", "w:smartTag", "w:body")
)
_UNSEEN = frozenset(qn(tag) for tag in ("w:del", "w:moveFrom", "w:pPr", "w:rPr", "w:instrText")) | {
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
}
_BREAKS = {qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:tab"): "\t", qn("w:noBreakHyphen"): "-", qn("w:ptab"): "\t"}
_TEXTS = frozenset((qn("w:t"), "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"))
"""Formulas too: ≥90% is often typed as one."""
_BOX = qn("w:txbxContent")
_PICTURE = frozenset((qn("w:pict"), "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"))
_MAX_COLUMNS = 200
_PAGE = re.compile(r"[第共页 \-—/,，0-9]*")


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
    document = Document(file)
    pile = _Pile(numbered=_numbered_styles(document))
    for text in _around(document, "header"):
        _add_paragraph(pile, text)
    _walk(document.element.body, pile)
    pile.unread.extend(("页脚", text) for text in _around(document, "footer"))
    pile.unread.extend(_notes(document))
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
            text = _text(paragraph).strip()
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
                text = "".join(node.text or "" for node in note.iter(qn("w:t"))).strip()
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
    for box in _boxes(paragraph):
        _walk(box, pile)
    if text := _text(paragraph).strip():
        _add_paragraph(pile, text)
    _note_what_is_not_text(paragraph, pile, f"第 {pile.row} 行")


def _add_paragraph(pile: _Pile, text: str) -> None:
    pile.paragraphs.append((pile.row, text))
    pile.row += 1


def _boxes(element: Any) -> Iterator[Any]:
    """Text boxes, each once: an older copy for older programs lies beside it."""
    for child in element:
        if child.tag in _UNSEEN:
            continue
        if child.tag == _BOX:
            yield child
        else:
            yield from _boxes(child)


def _note_what_is_not_text(element: Any, pile: _Pile, place: str) -> None:
    if any(True for tag in _PICTURE for _ in element.iter(tag)) and not any(True for _ in element.iter(_BOX)):
        pile.unread.append((place, "图片"))
    if any(True for _ in element.iter(qn("w:object"))):
        pile.unread.append((place, "嵌入的文件，没有读出；请打开它，另存以后单独导入"))
    if any(_sign(symbol) == UNKNOWN for symbol in element.iter(qn("w:sym"))):
        pile.unread.append((place, f"有认不出的符号，用“{UNKNOWN}”代替；请对照原表补上"))
    hidden = "".join(
        node.text or "" for run in element.iter(qn("w:r")) if _is_hidden(run) for node in run.iter(qn("w:t"))
    )
    if hidden.strip():
        pile.unread.append((f"{place}（隐藏的文字）", hidden.strip()))
    if any(True for _ in element.iter(qn("w:numPr"))) or _style(element) in pile.numbered:
        pile.unread.append((place, "自动编号（编号由 Word 生成，没有读出）"))


def _sign(symbol: Any) -> str:
    return sign(symbol.get(qn("w:font"), ""), symbol.get(qn("w:char"), ""))


def _field(data: Any) -> str:
    """What an old form field shows that isn't stored as a text: a box, or the chosen entry of a list."""
    if (box := data.find(qn("w:checkBox"))) is not None:
        state = box.find(qn("w:checked"))
        state = box.find(qn("w:default")) if state is None else state
        return "☑" if _is_on(state) else "□"
    if (choice := data.find(qn("w:ddList"))) is not None:
        entries = [entry.get(qn("w:val"), "") for entry in choice.iter(qn("w:listEntry"))]
        chosen = _number(choice.find(qn("w:result")), _number(choice.find(qn("w:default"))))
        return entries[chosen] if chosen < len(entries) else ""
    return ""


def _is_hidden(run: Any) -> bool:
    return _is_on(run.find(f"{qn('w:rPr')}/{qn('w:vanish')}"))


def _is_on(element: Any) -> bool:
    return element is not None and element.get(qn("w:val"), "1") not in ("0", "false", "off")


def _style(paragraph: Any) -> str:
    style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return "" if style is None else style.get(qn("w:val"), "")


def _numbered_styles(document: Any) -> frozenset[str]:
    """The styles that give their paragraphs a number."""
    styles = document.styles.element.iter(qn("w:style"))
    return frozenset(style.get(qn("w:styleId"), "") for style in styles if any(True for _ in style.iter(qn("w:numPr"))))


def _text(element: Any) -> str:
    """What is seen of an element's text, without the text boxes anchored in it."""
    parts: list[str] = []
    for child in element:
        if child.tag in _TEXTS:
            parts.append(child.text or "")
        elif child.tag in _BREAKS:
            parts.append(_BREAKS[child.tag])
        elif child.tag == qn("w:sym"):
            parts.append(_sign(child))
        elif child.tag == qn("w:ffData"):
            parts.append(_field(child))
        elif child.tag == qn("w:r") and _is_hidden(child):
            continue
        elif child.tag == qn("w:p"):
            parts.append(_text(child) + "\n")
        elif child.tag not in _UNSEEN and child.tag != _BOX and child.tag != qn("w:tbl"):
            parts.append(_text(child))
    return "".join(parts)


# ── tables ──────────────────────────────────────────────────────────────────────────────────────────


def _read_table(table: Any, pile: _Pile) -> None:
    merged: dict[int, int] = {}
    for row in _inside(table, qn("w:tr")):
        nested: list[Any] = []
        column = _number(row.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}"))
        for cell in _inside(row, qn("w:tc")):
            columns = max(1, _number(cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}"), 1))
            text = _cell_text(cell)
            merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
            goes_on = merge is not None and merge.get(qn("w:val")) != "restart" and column in merged
            if goes_on:
                _extend(pile, merged[column], text)
            else:
                pile.cells.append(Cell(pile.row, column, text, 1, columns))
                merged.pop(column, None)
                if merge is not None:
                    merged[column] = len(pile.cells) - 1
            nested.extend(_inside(cell, qn("w:tbl")))
            _note_what_is_not_text(cell, pile, f"第 {pile.row + 1} 行第 {column + 1} 列")
            for box in _boxes(cell):
                pile.unread.append((f"第 {pile.row + 1} 行的文本框", _text(box).strip()))
            column += columns
            if column > _MAX_COLUMNS:
                raise ValueError(column)
        pile.row += 1
        for inner in nested:
            # A table in a cell is the form itself, and the outer one its frame.
            _read_table(inner, pile)


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
    lines = [_text(paragraph).rstrip() for paragraph in _paragraphs(cell)]
    return "\n".join(lines).strip()


def _paragraphs(element: Any) -> Iterator[Any]:
    yield from _inside(element, qn("w:p"))


def _number(element: Any, default: int = 0) -> int:
    value = None if element is None else element.get(qn("w:val"))
    return int(value) if value and value.isdecimal() else default
