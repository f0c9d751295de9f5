"""What a form says, cell by cell: the door between reading a form and writing a record."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from builder.content.tree import Tree
from builder.forms.grid import Cell, Grid


class Fate(StrEnum):
    """Where a text of the form goes."""

    LABEL = "表上的栏目名"
    RECORD = "记录"
    LEFT = "未入记录"
    PERSON = "个人信息"


@dataclass(frozen=True, slots=True)
class Mark:
    """A text of the form and where it goes."""

    grid: Grid
    cell: Cell
    fate: Fate
    text: str
    where: str = ""
    """The key of the record, or the words on the form that name a text without a place in it."""


@dataclass(frozen=True, slots=True)
class Form:
    """One project's form."""

    record: Mapping[str, Tree]
    """What it gives of a record; no key is made up."""
    remarks: Mapping[str, str]
    """For a key of the record, how the form itself put it (15.8 万元)."""
    marks: tuple[Mark, ...]
    """Every text of the form, once or more."""
    notes: tuple[str, ...]
    """What a person should look at, in sentences."""
