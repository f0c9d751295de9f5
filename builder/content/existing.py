"""The records of the same project that are there already, whatever their state."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from builder.content.files import Folder
from builder.content.tree import Tree, parse


@dataclass(frozen=True, slots=True)
class Existing:
    """A record in the content folder."""

    name: str
    """Its path from the content folder."""
    record: Mapping[str, Tree]

    @property
    def year(self) -> str:
        """The folder of its year."""
        return self.name.split("/")[1]

    @property
    def slug(self) -> str:
        """The last part of its address."""
        return self.name.removesuffix(".yaml").rsplit("/", 1)[-1]

    @property
    def is_in_department_folder(self) -> bool:
        """Whether it lies in a folder of its department."""
        return self.name.count("/") > 2


def same_project(folder: Folder, name: str, department: str = "", code: str = "") -> list[Existing]:
    """The records of a project in all years: by 项目编码, else by 用款单位 and 项目名称.

    Where the department isn't known, the name alone decides.
    """
    found = []
    for path in folder.files("projects", ".yaml"):
        text = folder.read(path)
        # Most of many records are told apart without reading their YAML.
        if text is None or path.count("/") < 2 or not ((name and name in text) or (code and code in text)):
            continue
        tree = parse(path, text).tree
        if isinstance(tree, dict) and is_same(tree, name, department, code):
            found.append(Existing(path, tree))
    return found


def is_same(record: Mapping[str, Tree], name: str, department: str = "", code: str = "") -> bool:
    """Whether a record is of this project."""
    if code and text_of(record, "项目编码"):
        return text_of(record, "项目编码") == code
    return text_of(record, "项目名称") == name and department in ("", text_of(record, "用款单位"))


def text_of(record: Mapping[str, Tree], key: str) -> str:
    """A key's text without white space around it; empty where there is none."""
    value = record.get(key)
    return value.strip() if isinstance(value, str) else ""


def of_nearest_year(others: Iterable[Existing], year: str) -> Existing | None:
    """The record of the year next to ``year``, whose address the project keeps."""
    elsewhere = [other for other in others if other.year != year and other.year.isdecimal()]
    return min(elsewhere, key=lambda other: (abs(int(other.year) - int(year)), other.name), default=None)
