"""One record by itself: what is wrong with it, and the little that is kept of it when its file is closed.

A record's reading depends on its bytes, on how the content folder is called, on the plain pages that a note
may lead to, and on nothing else. So it is remembered, and only what has changed is read.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from pydantic import TypeAdapter

from builder.content.colleague import FOR_RELEASE, warnings
from builder.content.colleague.marks import marks
from builder.content.colleague.wording import personal
from builder.content.files import Folder
from builder.content.pages import troubles
from builder.content.personal import numbers
from builder.content.problems import Problem, errors
from builder.content.source import Entry, Source, understood
from builder.model import Outline, Record, pack
from builder.model.markdown import reader
from builder.model.outline import outline

YEAR = re.compile(r"(19|20)[0-9]{2}")
"""The name of a year's folder."""

_RECORD = TypeAdapter(Record)


@dataclass(frozen=True, slots=True)
class Gist:
    """What is kept of a record that fits the model."""

    outline: Outline
    packed: bytes
    """The record, see ``builder.model.pack``; empty where an error stops the site anyway."""
    marks: bytes
    """Its indicators' names, see ``builder.content.colleague.marks``."""
    official: tuple[str, ...]
    """Numbers of offices in it that look like those of persons."""
    is_undated: bool
    """Whether a release asks when it was published."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A record by itself."""

    name: str
    """Its path from the content folder."""
    digest: bytes | None
    """Of its bytes; None where they can't be read."""
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...] = ()
    """What the colleague would ask if there were no other record."""
    department: str | None = None
    """用款单位 as typed, also of a record that doesn't fit the model."""
    original: str | None = None
    """The file of its 原件 likewise."""
    gist: Gist | None = None


class Opened(NamedTuple):
    """A record's file."""

    digest: bytes | None
    source: Source | Entry[Record] | None


def read_record(folder: Folder, name: str) -> Opened:
    """Open a record's file; problems are noted in ``folder``."""
    data = folder.data(name)
    if data is None:
        return Opened(None, None)
    text = folder.text(name, data)
    return Opened(sha256(data).digest(), None if text is None else understood(folder, name, text, _RECORD))


def read_all(content: Path, pages: Collection[str], names: Iterable[str]) -> list[Reading]:
    """The readings of these records. ``pages`` are the slugs of the plain pages."""
    folder = Folder(content)
    return [_reading(folder.afresh(), name, pages) for name in names]


def _reading(folder: Folder, name: str, pages: Collection[str]) -> Reading:
    digest, source = read_record(folder, name)
    if source is None:
        return Reading(name, digest, tuple(folder.problems))
    return Reading(
        name,
        digest,
        (*folder.problems, *_year(source), *_note(source, pages), *personal(source)),
        tuple(warnings([source])) if isinstance(source, Entry) else (),
        source.text(("用款单位",)),
        source.text(("原件", "文件")),
        _gist(source.value, is_sound=not errors(folder.problems)) if isinstance(source, Entry) else None,
    )


def _gist(record: Record, *, is_sound: bool) -> Gist:
    is_dated = record.disclosure is not None and record.disclosure.day is not None
    return Gist(
        outline(record),
        pack(record) if is_sound else b"",
        marks(record),
        tuple(text for text in _office_numbers(record) if numbers(text)),
        not is_dated and FOR_RELEASE not in record.ignored,
    )


def _office_numbers(record: Record) -> Iterator[str]:
    disclosure, approval, original = record.disclosure, record.approval, record.original
    named = (record.code, disclosure and disclosure.index_number, approval and approval.number)
    yield from filter(None, (*named, original and original.file, f"{record.budget:f}"))


def _year(record: Source) -> Iterator[Problem]:
    year, folder = record.text(("预算年度",)) or "", record.name.split("/")[1]
    if YEAR.fullmatch(year) and YEAR.fullmatch(folder) and year != folder:
        yield record.problem(
            ("预算年度",),
            "E302",
            f"预算年度是 {year}，文件却放在“{folder}”文件夹里",
            "更正年度，或把文件移到对应年度的文件夹",
        )


def _note(record: Source, pages: Collection[str]) -> Iterator[Problem]:
    text, at = record.text(("说明",)), ("说明",)
    if text is None:
        return
    start = record.parsed.place(at)[0]
    for trouble in troubles(reader().parse(text), pages):
        # Where the text begins is not known for sure, but its first line is not above the value.
        place = trouble._replace(line=0).place(record.parsed.lines, start - 1)
        yield record.parsed.problem(place, trouble.code, trouble.message, trouble.hint)
