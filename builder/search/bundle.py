"""Model → what the search page loads, in ``pagefind/``: plain files of types that every host serves.

- ``shards.json``: ``[[shard, year, mark], …]``, the newest year first. The mark changes with anything in a
  shard; whoever asks for its files adds it (``?v=…``), so that no browser mixes old and new ones.
- ``<shard>/facts.txt``: what has to be known of all projects of a shard, see ``builder.search.facts``
- ``<shard>/<chunk>.txt``: a part of Pagefind's index, see ``builder.search.pagefind.Chunk``
- ``projects/….json``: one project, at its page's address: what is shown of it as a result

A ``.txt`` holds base64 of gzip: a host that refuses or rewrites binary files leaves it as it is.
"""

import base64
import gzip
import json
import zlib
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import groupby
from typing import NamedTuple

from builder.model import Project, Site
from builder.model.steps import File, Make, Read
from builder.search import pagefind
from builder.search.facts import Described, Targets, facts, shown, targets
from builder.search.stream import Stream, stream

SHARD_SIZE = 2000
"""Projects to a shard, about; what the indexer needs at once grows with it (docs/decisions.md)."""

_FORM = 1  # of what is kept: another number for another form of pagefind.Index

Keep = Callable[[str, Callable[[], bytes]], bytes]
"""Gives what was made under a key before, or has it made."""


class Shard(NamedTuple):
    """Projects of a year that are searched together."""

    name: str
    year: int
    projects: tuple[Project, ...]
    departments: tuple[tuple[str, str], ...]
    """The full names of their departments by slug, in the order of the slugs."""


def never(_: str, make: Callable[[], bytes]) -> bytes:
    """Keep nothing."""
    return make()


def bundle(site: Site, make: Make, keep: Keep = never) -> None:
    """Have the files of the search made. ``keep`` saves indexing again what hasn't changed.

    Raises ``pagefind.IndexerError``.
    """
    marks = [made.value for made in make(shard_files, keep, _shards(site))]
    make(list_file, None, [tuple(marks)])


def shard_files(keep: Keep, shard: Shard, _: Read) -> Generator[File, None, tuple[str, int, str]]:
    """The files of a shard (a step, see ``builder.model.steps``); returns its entry in the list of shards."""
    told = {project.address: _told(project) for project in shard.projects}
    packed, chunks = _indexed(shard, told, keep)
    mark = sha256(packed)
    yield f"pagefind/{shard.name}/facts.txt", packed
    for chunk in chunks:
        yield f"pagefind/{shard.name}/{chunk.name}.txt", chunk.packed.encode()
    for project in shard.projects:
        content = told[project.address].shown
        mark.update(content)
        yield f"pagefind/{project.address.rstrip('/')}.json", content
    return shard.name, shard.year, mark.hexdigest()[:8]


def list_file(_: None, shards: Sequence[tuple[str, int, str]], __: Read) -> Generator[File, None, None]:
    """The list of shards."""
    yield "pagefind/shards.json", _json(shards)


def _shards(site: Site) -> Iterator[Shard]:
    for year, group in groupby(site.projects, key=lambda project: project.outline.year):
        for number, projects in _divided(list(group)):
            slugs = sorted({project.department for project in projects})
            departments = tuple((slug, site.departments[slug].name) for slug in slugs)
            yield Shard(f"{year}-{number}", year, tuple(projects), departments)


def _divided(projects: Sequence[Project]) -> Iterator[tuple[int, Sequence[Project]]]:
    """One part, or as many as halving takes, by number. A project's part is its own affair, so that a
    new one changes no other part until the next halving."""
    count = 1
    while len(projects) > count * SHARD_SIZE:
        count *= 2
    parts: list[list[Project]] = [[] for _ in range(count)]
    for project in projects:
        parts[zlib.crc32(project.address.encode()) % count].append(project)
    return ((number, part) for number, part in enumerate(parts, start=1) if part)


class _Told(NamedTuple):
    """A project as the search has it: unpacked once for all of it."""

    stream: Stream
    targets: Targets
    shown: bytes


def _told(project: Project) -> _Told:
    record = project.record
    return _Told(stream(record), targets(record), _json(shown(record)))


def _indexed(shard: Shard, told: Mapping[str, _Told], keep: Keep) -> tuple[bytes, Sequence[pagefind.Chunk]]:
    words = {address: one.stream.words for address, one in told.items()}
    key = sha256(_json([_FORM, pagefind.VERSION, words])).hexdigest()
    addresses, chunks = json.loads(keep(key, lambda: _json(pagefind.index(words))))
    index = pagefind.Index(addresses, [pagefind.Chunk(*chunk) for chunk in chunks])
    by_address = {project.address: project for project in shard.projects}
    described = [
        Described(by_address[address], told[address].targets, told[address].stream.lengths) for address in addresses
    ]
    known = facts(shard.departments, described, index)
    return base64.b64encode(gzip.compress(_json(known), mtime=0)), index.chunks


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
