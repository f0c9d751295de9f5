"""What is seen of a piece of a Word document: its text, and what is there beside text and has to be told."""

from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn

from builder.forms.readers.raised import lowered, raised
from builder.forms.readers.symbols import UNKNOWN, sign

_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/"
_UNSEEN = frozenset(
    qn(tag) for tag in ("w:del", "w:moveFrom", "w:pPr", "w:rPr", "w:instrText", "w:delText", "w:rt", "w:sdtPr")
) | {"{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
"""A copy for older programs; what was deleted; a character's sound above it; what only describes."""
_BREAKS = {qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:tab"): "\t", qn("w:noBreakHyphen"): "-", qn("w:ptab"): "\t"}
_TEXTS = frozenset((qn("w:t"), f"{_MATH}t"))
"""Formulas too: ≥90% is often typed as one."""
_BOX = qn("w:txbxContent")
_TOLD = {
    qn("w:pict"): "图片",
    f"{_DRAWN}picture}}pic": "图片",
    f"{_DRAWN}chart}}chart": "图表，里面的文字没有读出",
    f"{_DRAWN}diagram}}relIds": "图形，里面的文字没有读出",
    qn("w:object"): "嵌入的文件，没有读出；请打开它，另存以后单独导入",
    f"{_MATH}f": "分数，读作一行；请对照原表核对",
    f"{_MATH}sSup": "上标，读作一行；请对照原表核对",
}


def text_of(element: Any) -> str:
    """What is seen of an element's text, without the text boxes anchored in it and the tables in it."""
    parts: list[str] = []
    for child in element:
        if child.tag in _TEXTS:
            parts.append(_letters(child))
        elif child.tag in _BREAKS:
            parts.append(_BREAKS[child.tag])
        elif child.tag == qn("w:sym"):
            parts.append(_sign(child))
        elif child.tag == qn("w:ffData"):
            parts.append(_field(child))
        elif child.tag == f"{_MATH}num":
            parts.append(text_of(child) + "/")
        elif child.tag == qn("w:p"):
            parts.append(text_of(child) + "\n")
        elif child.tag == qn("w:r") and not _is_hidden(child):
            parts.append(_placed(child, text_of(child)))
        elif not (child.tag in _UNSEEN or child.tag in (_BOX, qn("w:tbl")) or _is_hidden(child)):
            parts.append(text_of(child))
    return "".join(parts)


def boxes(element: Any) -> Iterator[Any]:
    """The text boxes in an element, each once: an older copy for older programs lies beside it."""
    for child in element:
        if child.tag == _BOX:
            yield child
        elif child.tag not in _UNSEEN:
            yield from boxes(child)


def box_text(box: Any) -> str:
    """The text of a box, that of its tables too."""
    return "\n".join(text_of(paragraph).strip() for paragraph in box.iter(qn("w:p"))).strip()


def not_text(element: Any) -> Iterator[tuple[str, str]]:
    """What is there and isn't read (pictures, embedded files, hidden text, signs that nobody knows): a note to its
    place, and the text."""
    seen = list(_seen(element))
    told = (_TOLD[one.tag] for one in seen if one.tag in _TOLD and not _is_frame_of_box(one))
    yield from (("", what) for what in dict.fromkeys(told))
    if any(_sign(one) == UNKNOWN for one in seen if one.tag == qn("w:sym")):
        yield "", f"有认不出的符号，用“{UNKNOWN}”代替；请对照原表补上"
    hidden = "".join(node.text or "" for one in seen if _is_hidden(one) for node in one.iter(qn("w:t"))).strip()
    if hidden:
        yield "（隐藏的文字）", hidden


def prompts(body: Any) -> list[str]:
    """The prompts of controls that nobody has filled in (单击此处输入文字), which are taken out of the document."""
    found: list[str] = []
    for control in body.iter(qn("w:sdt")):
        mark = control.find(f"{qn('w:sdtPr')}/{qn('w:showingPlcHdr')}")
        if mark is not None and is_on(mark):
            nodes = list(control.iter(qn("w:t")))
            found.append("".join(node.text or "" for node in nodes).strip())
            for node in nodes:
                node.text = ""
    return [prompt for prompt in found if prompt]


def is_on(element: Any) -> bool:
    """Whether a switch is there and not off."""
    return element is not None and element.get(qn("w:val"), "1") not in ("0", "false", "off")


def number_of(element: Any, default: int = 0) -> int:
    """The whole number that an element says."""
    value = None if element is None else element.get(qn("w:val"))
    return int(value) if value and value.isdecimal() else default


def _seen(element: Any) -> Iterator[Any]:
    for child in element:
        if child.tag not in _UNSEEN and child.tag != _BOX:
            yield child
            yield from _seen(child)


def _is_frame_of_box(one: Any) -> bool:
    return one.tag == qn("w:pict") and any(True for _ in one.iter(_BOX))


def _is_hidden(run: Any) -> bool:
    return run.tag == qn("w:r") and is_on(run.find(f"{qn('w:rPr')}/{qn('w:vanish')}"))


def _placed(run: Any, text: str) -> str:
    """A run's text where it stands: raised, lowered or on the line."""
    place = run.find(f"{qn('w:rPr')}/{qn('w:vertAlign')}")
    of = {"superscript": raised, "subscript": lowered}.get("" if place is None else place.get(qn("w:val"), ""))
    return of(text) if of else text


def _letters(node: Any) -> str:
    """A text; of letters for private use, what the run's font shows for them."""
    text = node.text or ""
    if not any("\uf000" <= letter <= "\uf0ff" for letter in text):
        return text
    fonts = node.getparent().find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
    font = "" if fonts is None else fonts.get(qn("w:ascii"), "") or fonts.get(qn("w:hAnsi"), "")
    return "".join(sign(font, f"{ord(one):X}") if "\uf000" <= one <= "\uf0ff" else one for one in text)


def _sign(symbol: Any) -> str:
    return sign(symbol.get(qn("w:font"), ""), symbol.get(qn("w:char"), ""))


def _field(data: Any) -> str:
    """What an old form field shows that isn't stored as a text: a box, or the chosen entry of a list."""
    if (box := data.find(qn("w:checkBox"))) is not None:
        state = box.find(qn("w:checked"))
        state = box.find(qn("w:default")) if state is None else state
        return "☑" if is_on(state) else "□"
    if (choice := data.find(qn("w:ddList"))) is not None:
        entries = [entry.get(qn("w:val"), "") for entry in choice.iter(qn("w:listEntry"))]
        chosen = number_of(choice.find(qn("w:result")), number_of(choice.find(qn("w:default"))))
        return entries[chosen] if chosen < len(entries) else ""
    return ""
