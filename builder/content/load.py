"""content/ → a checked ``Site``, or every problem of every file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, TypeAdapter

from builder.content import rules
from builder.content.files import Folder
from builder.content.pages import read_pages
from builder.content.problems import Problem, errors
from builder.content.rules import Entry
from builder.content.tree import parse
from builder.content.validate import validate
from builder.model import Department, Project, Record, Site, SiteSettings

T = TypeVar("T")

_SITE = TypeAdapter(SiteSettings)
_DEPARTMENTS = TypeAdapter(dict[str, Department])
_RECORD = TypeAdapter(Record)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was read. ``site`` is None where an error stops it from being built."""

    site: Site | None
    problems: tuple[Problem, ...]
    records: int
    """How many record files there are, the broken ones included."""


def load(path: Path) -> Loaded:
    """Read and check a content folder. All problems of all files are found in one run."""
    folder = Folder(path)
    if not path.is_dir():
        folder.refuse("", "E117", "没有这个内容文件夹", "用 --content 指出内容文件夹，或在项目的文件夹里运行")
        return Loaded(None, tuple(folder.problems), 0)
    settings = _read(folder, "site.yaml", _SITE, SiteSettings)
    departments = _read(folder, "departments.yaml", _DEPARTMENTS, Department)
    names = list(folder.files("projects", ".yaml"))
    entries = [entry for name in names if (entry := _read(folder, name, _RECORD, Record))]
    pages = read_pages(folder)
    folder.problems.extend(rules.check(folder, names, settings, departments, entries))
    problems = tuple(sorted(set(folder.problems)))
    if errors(problems) or settings is None or departments is None:
        return Loaded(None, problems, len(names))
    slugs = {department.name: slug for slug, department in departments.value.items()}
    site = Site(
        settings=settings.value,
        departments=departments.value,
        pages=pages,
        projects=tuple(sorted((_project(entry, slugs) for entry in entries), key=_newest_first)),
        originals=_originals(folder, entries),
    )
    return Loaded(site, problems, len(names))


def read_departments(folder: Folder) -> Mapping[str, Department] | None:
    """The departments alone, or None where they can't be read."""
    entry = _read(folder, "departments.yaml", _DEPARTMENTS, Department)
    return entry.value if entry else None


def _read(folder: Folder, name: str, adapter: TypeAdapter[T], root: type[BaseModel]) -> Entry[T] | None:
    text = folder.read(name)
    if text is None:
        return None
    parsed = parse(folder.shown(name), text)
    outcome = validate(parsed, adapter, root)
    folder.problems.extend(parsed.problems)
    if isinstance(outcome, list):
        folder.problems.extend(outcome)
        return None
    return Entry(name, parsed, outcome)


def _project(entry: Entry[Record], slugs: Mapping[str, str]) -> Project:
    address = entry.name.removesuffix(".yaml") + "/"
    return Project(
        record=entry.value,
        slug=address.split("/")[-2],
        department=slugs[entry.value.department],
        address=address,
        source=entry.name,
    )


def _newest_first(project: Project) -> tuple[int, str]:
    return -project.record.year, project.address


def _originals(folder: Folder, entries: Iterable[Entry[Record]]) -> dict[str, Path]:
    named = {entry.value.original.file for entry in entries if entry.value.original}
    return {name: path for name in sorted(named) if (path := folder.original(name))}
