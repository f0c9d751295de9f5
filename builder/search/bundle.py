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
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import groupby

from builder.model import Department, Project, Site
from builder.search import pagefind
from builder.search.facts import facts, shown
from builder.search.stream import stream

SHARD_SIZE = 2000
"""Projects to a shard, about; what the indexer needs at once grows with it (docs/decisions.md)."""

_FORM = 1  # of what is kept: another number for another form of pagefind.Index

Keep = Callable[[str, Callable[[], bytes]], bytes]
"""Gives what was made under a key before, or has it made."""


def bundle(site: Site, keep: Keep = lambda _, make: make()) -> Iterator[tuple[str, bytes]]:
    """The files of the search, by address. ``keep`` saves indexing again what hasn't changed.

    Raises ``pagefind.IndexerError``.
    """
    shards: list[tuple[str, int, str]] = []
    for year, group in groupby(site.projects, key=lambda project: project.record.year):
        for number, projects in _divided(list(group)):
            name = f"{year}-{number}"
            packed, chunks = _shard(site.departments, projects, keep)
            mark = sha256(packed)
            yield f"pagefind/{name}/facts.txt", packed
            for chunk in chunks:
                yield f"pagefind/{name}/{chunk.name}.txt", chunk.packed.encode()
            for project in projects:
                content = _json(shown(project))
                mark.update(content)
                yield f"pagefind/{project.address.rstrip('/')}.json", content
            shards.append((name, year, mark.hexdigest()[:8]))
    yield "pagefind/shards.json", _json(shards)


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


def _shard(
    departments: Mapping[str, Department], projects: Sequence[Project], keep: Keep
) -> tuple[bytes, Sequence[pagefind.Chunk]]:
    streams = {project.address: stream(project.record) for project in projects}
    words = {address: one.words for address, one in streams.items()}
    key = sha256(_json([_FORM, pagefind.VERSION, words])).hexdigest()
    addresses, chunks = json.loads(keep(key, lambda: _json(pagefind.index(words))))
    index = pagefind.Index(addresses, [pagefind.Chunk(*chunk) for chunk in chunks])
    by_address = {project.address: project for project in projects}
    known = facts(departments, [by_address[address] for address in addresses], streams, index)
    return base64.b64encode(gzip.compress(_json(known), mtime=0)), index.chunks


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
