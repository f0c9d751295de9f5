"""Rules about what lies elsewhere: departments.yaml, the folders on the disk, the originals of other records.

They need two texts of each record, and speak of few. So they say first what is wrong with which value; where
that stands is looked up in the file.
"""

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, groupby
from operator import attrgetter
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from builder.content.files import MAX_ORIGINAL_BYTES, ORIGINAL_SUFFIXES, Folder
from builder.content.problems import Problem
from builder.content.reading import Reading, read_record
from builder.content.tree import Path as At
from builder.content.work import Each, in_tasks

_DEPARTMENT: At = ("用款单位",)
_ORIGINAL: At = ("原件", "文件")


class Unplaced(NamedTuple):
    """A problem with a value of a record, without its place."""

    name: str
    """The record's path from the content folder."""
    at: At
    code: str
    message: str
    hint: str


def misplaced(
    folder: Folder, readings: Sequence[Reading], slugs: Mapping[str, str] | None, each: Each
) -> Iterator[Problem]:
    """What these rules find. ``slugs`` are those of the departments by their names, None where they aren't known."""
    found: list[Unplaced] = []
    for reading in readings:
        if slugs is not None and reading.department is not None:
            found.extend(_department(reading.name, reading.department, slugs))
        if reading.original is not None:
            found.extend(_original(folder, reading.name, reading.original))
    found.extend(_originals_apart(readings))
    of_each = [list(group) for _, group in groupby(sorted(found, key=attrgetter("name")), attrgetter("name"))]
    tasks = [list(chain.from_iterable(group)) for group in in_tasks(of_each)]
    for problems in each(partial(placed, folder.path), tasks):
        yield from problems


def placed(content: Path, found: Iterable[Unplaced]) -> list[Problem]:
    """Problems with the values of records, those of a record one after the other, at their places; of what isn't there, at its key."""
    folder, problems = Folder(content), []
    for name, group in groupby(found, attrgetter("name")):
        source = read_record(folder, name).source
        for one in group:
            said = (one.code, one.message, one.hint)
            # A file may have been deleted since it was read.
            problems.append(source.problem(one.at, *said) if source else Problem(folder.shown(name), 1, 1, *said))
    return problems


def _department(record: str, name: str, slugs: Mapping[str, str]) -> Iterator[Unplaced]:
    slug = slugs.get(name)
    if slug is None:
        near = difflib.get_close_matches(name, slugs, n=1, cutoff=0.5)
        hint = f"是不是“{near[0]}”？" if near else ""
        yield Unplaced(
            record,
            _DEPARTMENT,
            "E301",
            f"departments.yaml 里没有“{name}”",
            hint + "名称要完全一致；确是新单位时，先在 departments.yaml 里加上",
        )
        return
    folder = record.split("/")[2:-1]
    if folder and folder[0] != slug:
        yield Unplaced(
            record,
            _DEPARTMENT,
            "E303",
            f"用款单位的代号是“{slug}”，文件却放在“{folder[0]}”里",
            f"把文件移到“{slug}”文件夹，或更正用款单位",
        )


def _original(folder: Folder, record: str, name: str) -> Iterator[Unplaced]:
    path = folder.original(name)
    if path is None:
        message = f"content 文件夹里没有“{name}”"
        hint = "把原件放进 originals 文件夹，照样写出路径，例如 originals/2024/x.pdf"
        yield Unplaced(record, _ORIGINAL, "E306", message, hint)
    elif not name.startswith("originals/") or not name.lower().endswith(ORIGINAL_SUFFIXES):
        hint = f"原件放在 originals 文件夹里，结尾是 {' '.join(ORIGINAL_SUFFIXES)} 之一"
        yield Unplaced(record, _ORIGINAL, "E307", f"“{name}”不能作为原件", hint)
    elif not all(char.isascii() and (char.isalnum() or char in "._-/") for char in name):
        message = "原件的文件名里有中文或特殊符号，有的网站打不开"
        yield Unplaced(record, _ORIGINAL, "E307", message, "文件名只用英文字母、数字、“-”“_”和“.”")
    elif path.stat().st_size > MAX_ORIGINAL_BYTES:
        yield Unplaced(record, _ORIGINAL, "E307", "原件超过 50 MB", "压缩或重新扫描后再放进来")


def _originals_apart(readings: Iterable[Reading]) -> Iterator[Unplaced]:
    spelled: dict[str, str] = {}
    for reading in readings:
        name = reading.original or ""
        # Folders count as well: originals/A/x.pdf and originals/a/y.pdf are one folder on Windows.
        for path in (*map(str, PurePosixPath(name).parents), name) if name else ():
            if (other := spelled.setdefault(path.lower(), path)) != path:
                message = f"“{path}”与另一个原件的“{other}”只有大小写不同"
                yield Unplaced(reading.name, _ORIGINAL, "E304", message, "给其中一个改名，大小写写成一样")
