"""The records of the same project that are there already, whatever their state."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from builder.content.files import Folder
from builder.content.problems import errors
from builder.content.tree import Parsed, Tree, parse
from builder.model.history import folded


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
    read = ((path, parsed.tree) for path, parsed in _mentioning(folder, name, code))
    return [
        Existing(path, tree) for path, tree in read if isinstance(tree, dict) and is_same(tree, name, department, code)
    ]


def unreadable_mention(folder: Folder, year: str, name: str, code: str = "") -> str | None:
    """A file of that year which mentions the project and can't be read: it may well be its record."""
    for path, parsed in _mentioning(folder, name, code):
        is_broken = bool(errors(parsed.problems))
        if path.split("/")[1] == year and (is_broken or not isinstance(parsed.tree, dict)):
            return path
    return None


def is_unreadable(folder: Folder, path: str) -> bool:
    """Whether a record is there and can't be read; nobody knows then whose it is."""
    if not (folder.path / path).exists():
        return False
    text = folder.read(path)
    parsed = parse(path, text) if text is not None else None
    return parsed is None or bool(errors(parsed.problems)) or not isinstance(parsed.tree, dict)


def _mentioning(folder: Folder, name: str, code: str) -> Iterator[tuple[str, Parsed]]:
    # Most of many records are told apart without reading their YAML.
    sought = [word for word in (folded(name), folded(code)) if word]
    for path in folder.files("projects", ".yaml"):
        text = folder.read(path)
        if text is None or path.count("/") < 2:
            continue
        words = folded(text)
        if any(word in words for word in sought):
            yield path, parse(path, text)


def is_same(record: Mapping[str, Tree], name: str, department: str = "", code: str = "") -> bool:
    """Whether a record is of this project."""
    if code and text_of(record, "项目编码"):
        return text_of(record, "项目编码") == code
    is_named_so = folded(text_of(record, "项目名称")) == folded(name)
    return is_named_so and folded(department) in ("", folded(text_of(record, "用款单位")))


def text_of(record: Mapping[str, Tree], key: str) -> str:
    """A key's text without white space around it; empty where there is none."""
    value = record.get(key)
    return value.strip() if isinstance(value, str) else ""


def of_nearest_year(others: Iterable[Existing], year: str) -> Existing | None:
    """The record of the year next to ``year``, whose address the project keeps."""
    elsewhere = [other for other in others if other.year != year and other.year.isdecimal()]
    return min(elsewhere, key=lambda other: (abs(int(other.year) - int(year)), other.name), default=None)
