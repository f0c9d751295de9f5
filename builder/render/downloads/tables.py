"""The tables as CSV: UTF-8 with a mark at its start and CRLF, as spreadsheet programs expect it."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache

from builder.model import Department
from builder.render.downloads.objects import Object
from builder.render.downloads.parts import parts
from builder.render.fields import LEVELS, PARTS, PROJECTS, VALUES, Table

Row = Sequence[str]

_MARK = "\ufeff"

_UNSEEN = (
    r"\s\x00-\x20\x7f-\xa0\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202f"
    r"\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffc\U0001bca0-\U0001bca3"
    r"\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
# An apostrophe that was typed before such a sign counts as unseen, so that ours can be taken away again.
_FORMULA = re.compile(rf"['{_UNSEEN}]*[=+\-@＝＋－＠\t\r]")

_LEVELS = tuple(level.name for level in LEVELS)
_PARTS = tuple(part.name for part in PARTS)
_PATHS = tuple(column.path or (column.name,) for column in PROJECTS.fields)


def harmless(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet program could take it for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


class Sheet:
    """A table that is being written."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.rows = 0
        """How many there are below the headings."""
        # As bytes from the start: a text in memory takes four bytes a character, and a city's year has millions.
        self._bytes = io.BytesIO()
        self._text = io.TextIOWrapper(self._bytes, "utf-8", newline="")
        self._text.write(_MARK)
        self._writer = csv.writer(self._text, lineterminator="\r\n")
        self._writer.writerow([column.name for column in table.fields])

    def add(self, rows: Iterable[Row]) -> None:
        """Write some rows below those that are there."""
        for row in rows:
            self._writer.writerow(row)
            self.rows += 1

    def data(self) -> bytes:
        """The whole table."""
        self._text.flush()
        return self._bytes.getvalue()


def project_rows(project: Object) -> Iterator[Row]:
    """A project's one row."""
    yield [_cell(_at(project, path)) for path in _PATHS]


def indicator_rows(project: Object) -> Iterator[Row]:
    """The rows of a project's form."""
    head, page = _head(project), _cell(project["网页"])
    for row in project["绩效指标"]:
        yield [
            *head,
            *[_cell(row.get(level)) for level in _LEVELS],
            *[cell for value in VALUES for cell in _part_cells(row.get(value))],
            row["行号"],
            page,
        ]


def correction_rows(project: Object) -> Iterator[Row]:
    """A project's corrections and its withdrawal, the first one first, so that later ones change no number."""
    happened = [(one["日期"], "更正", one["内容"]) for one in reversed(project.get("更正", ()))]
    if gone := project.get("撤回"):
        happened.append((gone["日期"], "撤回", gone["理由"]))
    happened.sort(key=lambda one: one[0])
    for number, one in enumerate(happened, 1):
        yield [*_head(project), *map(_cell, one), str(number), _cell(project["网页"])]


def department_rows(departments: Mapping[str, Department]) -> Iterator[Row]:
    """A row for each department."""
    for slug, department in departments.items():
        yield [_cell(slug), _cell(department.name), _cell(department.short_name)]


def _head(project: Object) -> list[str]:
    return [_cell(project[name]) for name in ("预算年度", "项目名称", "用款单位")]


@lru_cache(maxsize=4096)
def _part_cells(typed: str | None) -> tuple[str, ...]:
    found = parts(typed)
    return tuple(_cell(found.get(name)) for name in _PARTS)


def _at(project: Object, path: tuple[str, ...]) -> str | int | Decimal | date | None:
    found = project.get(path[0])
    for key in path[1:]:
        found = found.get(key) if found else None
    return found


def _cell(value: str | int | Decimal | date | None) -> str:
    """Numbers and dates as they are; a negative number is no formula."""
    if value is None:
        return ""
    if isinstance(value, str):
        return harmless(value)
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
