"""content/ → a checked ``Site``, or every problem of every file."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import TypeAdapter

from builder.content import rules
from builder.content.files import Folder
from builder.content.judging import findings
from builder.content.pages import page_slugs, read_pages
from builder.content.placing import misplaced
from builder.content.problems import Problem, errors, in_order
from builder.content.reading import Gist, Reading
from builder.content.release import NO_ADDRESS, lacking
from builder.content.remembering import readings
from builder.content.rules import Known
from builder.content.source import Entry, entry, read
from builder.content.work import NOTHING, Each, Memory
from builder.model import Department, Document, PlainPage, Project, Site, SiteSettings

_SITE = TypeAdapter(SiteSettings)
_DEPARTMENTS = TypeAdapter(dict[str, Department])


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was read. ``site`` is None where an error stops it from being built."""

    site: Site | None
    problems: tuple[Problem, ...]
    records: int
    """How many record files there are, the broken ones included."""
    lacking: tuple[Problem, ...] = ()
    """What only a release needs, and the content doesn't have."""
    official: frozenset[str] = frozenset()
    """Numbers of offices in the records that look like those of persons."""

    def for_release(self, *, address_known: bool) -> "Loaded":
        """The same, where what a release lacks counts as a problem.

        With ``address_known`` somebody else than site.yaml has said where the site will stand.
        """
        missing = [problem for problem in self.lacking if not (address_known and problem.code == NO_ADDRESS)]
        return replace(self, problems=in_order((*self.problems, *missing)))


def load(path: Path, each: Each = map, memory: Memory = NOTHING) -> Loaded:
    """Read and check a content folder. All problems of all files are found in one run.

    ``each`` may have the work on the records done in other processes. Of records that are as they were when
    ``memory`` was last given, that work is not done again.
    """
    folder = Folder(path)
    if not path.is_dir():
        folder.refuse("", "E117", "没有这个内容文件夹", "用 --content 指出内容文件夹，或在项目的文件夹里运行")
        return Loaded(None, tuple(folder.problems), 0)
    folder.strays()
    known = Known(entry(read(folder, "site.yaml", _SITE)), entry(read(folder, "departments.yaml", _DEPARTMENTS)))
    names = list(folder.files("projects", ".yaml"))
    page_names = list(folder.files("pages", ".md"))
    pages = read_pages(folder, page_names)
    by_name = {reading.name: reading for reading in readings(folder, names, page_slugs(page_names), each, memory)}
    records = [by_name[name] for name in names]
    for reading in records:
        folder.problems.extend(reading.problems)
    folder.problems.extend(rules.check(folder, names, known))
    folder.problems.extend(misplaced(folder, records, known.slugs, each))
    folder.problems.extend(findings(folder, records, each, memory))
    return _loaded(folder, known, pages, records)


def read_departments(folder: Folder) -> Mapping[str, Department] | None:
    """The departments alone, or None where they can't be read."""
    known: Entry[dict[str, Department]] | None = entry(read(folder, "departments.yaml", _DEPARTMENTS))
    return known.value if known else None


def _loaded(folder: Folder, known: Known, pages: tuple[PlainPage, ...], records: list[Reading]) -> Loaded:
    problems = in_order(folder.problems)
    sound = [(reading.name, reading.gist) for reading in records if reading.gist]
    site = None if errors(problems) else _site(folder, known, pages, sound)
    missing = lacking(known.settings, folder.path, [name for name, gist in sound if gist.is_undated])
    official = frozenset(text for _, gist in sound for text in gist.official)
    return Loaded(site, problems, len(records), tuple(missing), official)


def _site(
    folder: Folder, known: Known, pages: tuple[PlainPage, ...], records: Iterable[tuple[str, Gist]]
) -> Site | None:
    slugs = known.slugs
    if known.settings is None or known.departments is None or slugs is None:
        return None
    projects = tuple(sorted((_project(name, gist, slugs) for name, gist in records), key=_newest_first))
    originals = sorted({project.outline.original for project in projects if project.outline.original})
    return Site(
        settings=known.settings.value,
        departments=known.departments.value,
        pages=pages,
        projects=projects,
        originals={name: _document(path) for name in originals if (path := folder.original(name))},
    )


def _project(name: str, gist: Gist, slugs: Mapping[str, str]) -> Project:
    address = f"{name.removesuffix('.yaml')}/"
    return Project(gist.outline, gist.packed, address.split("/")[-2], slugs[gist.outline.department], address, name)


def _newest_first(project: Project) -> tuple[int, str]:
    return -project.outline.year, project.address


def _document(path: Path) -> Document:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
        return Document(path, file.tell(), digest.hexdigest())
