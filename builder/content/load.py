"""content/ → a checked ``Site``, or every problem of every file."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter

from builder.content import rules
from builder.content.files import Folder
from builder.content.pages import page_slugs, read_pages
from builder.content.problems import Problem, errors
from builder.content.release import NO_ADDRESS, lacking
from builder.content.rules import Known
from builder.content.source import Entry, Source
from builder.content.tree import parse
from builder.content.validate import validate
from builder.model import Department, Document, Project, Record, Site, SiteSettings

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
    lacking: tuple[Problem, ...] = ()
    """What only a release needs, and the content doesn't have."""

    def for_release(self, *, address_known: bool) -> "Loaded":
        """The same, where what a release lacks counts as a problem.

        With ``address_known`` somebody else than site.yaml has said where the site will stand.
        """
        missing = [problem for problem in self.lacking if not (address_known and problem.code == NO_ADDRESS)]
        return replace(self, problems=tuple(sorted({*self.problems, *missing})))


def load(path: Path) -> Loaded:
    """Read and check a content folder. All problems of all files are found in one run."""
    folder = Folder(path)
    if not path.is_dir():
        folder.refuse("", "E117", "没有这个内容文件夹", "用 --content 指出内容文件夹，或在项目的文件夹里运行")
        return Loaded(None, tuple(folder.problems), 0)
    folder.strays()
    settings = _read(folder, "site.yaml", _SITE)
    departments = _read(folder, "departments.yaml", _DEPARTMENTS)
    names = list(folder.files("projects", ".yaml"))
    sources = [source for name in names if (source := _read(folder, name, _RECORD))]
    page_names = list(folder.files("pages", ".md"))
    pages = read_pages(folder, page_names)
    known = Known(_entry(settings), _entry(departments), page_slugs(page_names))
    folder.problems.extend(rules.check(folder, names, sources, known))
    problems = tuple(sorted(set(folder.problems)))
    entries = [source for source in sources if isinstance(source, Entry)]
    missing = tuple(lacking(known.settings, entries))
    if errors(problems) or known.settings is None or known.departments is None:
        return Loaded(None, problems, len(names), missing)
    slugs = {department.name: slug for slug, department in known.departments.value.items()}
    site = Site(
        settings=known.settings.value,
        departments=known.departments.value,
        pages=pages,
        projects=tuple(sorted((_project(entry, slugs) for entry in entries), key=_newest_first)),
        originals=_originals(folder, entries),
    )
    return Loaded(site, problems, len(names), missing)


def read_departments(folder: Folder) -> Mapping[str, Department] | None:
    """The departments alone, or None where they can't be read."""
    entry: Entry[dict[str, Department]] | None = _entry(_read(folder, "departments.yaml", _DEPARTMENTS))
    return entry.value if entry else None


def _read(folder: Folder, name: str, adapter: TypeAdapter[T]) -> Source | Entry[T] | None:
    """A file's content; where it doesn't fit the model, what could be read of it."""
    text = folder.read(name)
    if text is None:
        return None
    parsed = parse(folder.shown(name), text)
    outcome = validate(parsed, adapter)
    folder.problems.extend(parsed.problems)
    if isinstance(outcome, list):
        folder.problems.extend(outcome)
        return Source(name, parsed)
    return Entry(name, parsed, outcome)


def _entry(source: Source | Entry[T] | None) -> Entry[T] | None:
    return source if isinstance(source, Entry) else None


def _project(entry: Entry[Record], slugs: Mapping[str, str]) -> Project:
    address = entry.name.removesuffix(".yaml") + "/"
    return Project.of(entry.value, address.split("/")[-2], slugs[entry.value.department], address, entry.name)


def _newest_first(project: Project) -> tuple[int, str]:
    return -project.outline.year, project.address


def _originals(folder: Folder, entries: Iterable[Entry[Record]]) -> dict[str, Document]:
    named = {entry.value.original.file for entry in entries if entry.value.original}
    return {name: _document(path) for name in sorted(named) if (path := folder.original(name))}


def _document(path: Path) -> Document:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
        return Document(path, file.tell(), digest.hexdigest())
