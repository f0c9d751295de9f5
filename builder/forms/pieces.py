"""A cell → its pieces: a label, a text, or several ``label：text`` side by side."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from builder.forms.grid import Cell
from builder.forms.labels import Label, label_of, plain
from builder.forms.vocabulary import Meaning

LONG_TEXTS = frozenset({Meaning.GOALS, Meaning.PERIOD_GOAL, Meaning.ANNUAL_GOAL, Meaning.OPINION})
"""What these label may itself hold colons and words of other labels."""

_NEXT = re.compile(r"(?:(?<=[\s。；;，,])|(?<=\)))(?P<label>[^\s:：。；;，,][^:：。；;，,\n]{0,24}?)\s*[:：]")
_UNIT = re.compile(r"^\(?(?:人民币)?[十百千万亿]*元(?:人民币)?\)?$")
_IS_VALUE = re.compile(r"^[^0-9]*[0-9][0-9,.]*[十百千万亿]*元")
_SIDE_BY_SIDE = re.compile(r"[ \u3000]{2,}|\u3000|(?<=[)）]) ")
_SHORT, _LONG = 120, 2000
_BRACKETED = re.compile(r"^[(（](?P<inner>[^()（）]+)[)）]$")
_ONLY_YEAR = re.compile(r"^\(?((?:19|20)[0-9]{2})(?:年度?|财年|财政年度)\)?$")


@dataclass(frozen=True, slots=True)
class Piece:
    """A label, a text, or both, in a cell."""

    cell: Cell
    label: Label | None
    text: str


def pieces(cell: Cell) -> tuple[Piece, ...]:
    """The pieces of a cell, from the left; none where it is empty."""
    text = cell.text
    if not text:
        return ()
    if year := _ONLY_YEAR.match(plain(text)):
        return (Piece(cell, Label(Meaning.YEAR, "年度"), year[1]),)
    if (whole := label_of(text)) and not _has_value(text, whole):
        # 预算金额（15.8万元）: what stands in brackets is the value itself.
        return (Piece(cell, whole, whole.note if _IS_VALUE.search(whole.note) else ""),)
    if (
        len(parts := _SIDE_BY_SIDE.split(text)) > 1
        and "\n" not in text
        and len(text) < _SHORT
        and (found := _each(cell, parts))
    ):
        return found
    if (bracketed := _BRACKETED.match(text)) and (inner := tuple(_split(cell, bracketed["inner"]))):
        return inner
    return tuple(_split(cell, text)) or tuple(_below_its_label(cell)) or (Piece(cell, None, text),)


def _each(cell: Cell, parts: Sequence[str]) -> tuple[Piece, ...]:
    """The pieces of texts that wide gaps part, where every one of them says what it is."""
    found = [piece for part in parts for piece in pieces(replace(cell, text=part))]
    labelled = all(piece.label and piece.text for piece in found)
    return tuple(replace(piece, cell=cell) for piece in found) if labelled else ()


def _has_value(text: str, label: Label) -> bool:
    # 单位：万元 is a label with its value, though 单位 (万元) is a label with its unit.
    return label.meaning is Meaning.DEPARTMENT and ":" in plain(text).rstrip(":")


def _split(cell: Cell, text: str) -> Iterator[Piece]:
    head, colon, rest = _at_colon(text)
    label = label_of(head) if colon else None
    while label:
        if label.meaning in LONG_TEXTS or len(rest) > _LONG:
            yield Piece(cell, label, rest.strip())
            return
        after = next((found for found in _NEXT.finditer(rest) if label_of(found["label"])), None)
        value = rest[: after.start()] if after else rest
        yield _piece(cell, label, value.strip(" \t\n\u3000；;，,"))
        label = label_of(after["label"]) if after else None
        rest = rest[after.end() :] if after else ""


def _at_colon(text: str) -> tuple[str, str, str]:
    # No label is longer, and a text may be as long as a file.
    for found in re.finditer("[:：]", text[:_SHORT]):
        # 其中：财政拨款 is one label.
        if label_of(text[: found.start()]):
            return text[: found.start()], found[0], text[found.end() :]
    return text, "", ""


def _piece(cell: Cell, label: Label, value: str) -> Piece:
    if label.meaning is Meaning.DEPARTMENT and _UNIT.match(plain(value)):
        label = Label(Meaning.UNIT, label.words)
    return Piece(cell, label, value)


def _below_its_label(cell: Cell) -> Iterator[Piece]:
    head, _, rest = cell.text.partition("\n")
    label = label_of(head)
    if rest and label and label.meaning in LONG_TEXTS:
        yield Piece(cell, label, rest.strip())
