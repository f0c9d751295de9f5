"""The readings of all records: those whose files are as they were are remembered, the others are made."""

import os
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from hashlib import sha256
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

from builder.content.files import Folder
from builder.content.memory import key_of, packed, unpacked
from builder.content.reading import Reading, read_all
from builder.content.work import NOTHING, TASK, Each, Memory, in_tasks


class _Part(NamedTuple):
    """Records that are remembered together."""

    key: str
    names: Sequence[str]
    known: Mapping[str, Reading]
    """The readings of those whose bytes haven't changed."""
    forgotten: int
    """How many more were remembered."""

    @property
    def unread(self) -> list[str]:
        return [name for name in self.names if name not in self.known]


def readings(
    folder: Folder, names: Iterable[str], pages: Collection[str], each: Each, memory: Memory
) -> Iterator[Reading]:
    """The readings of records, in any order."""
    parts = [_remembered(folder, part, key, memory) for key, part in _divided(folder, names, pages)]
    for part in parts:
        yield from part.known.values()
    changed = [part for part in parts if part.unread or part.forgotten]
    tasks = in_tasks(changed, lambda part: len(part.unread))
    unread = [[name for part in task for name in part.unread] for task in tasks]
    read = chain.from_iterable(each(partial(read_all, folder.path, frozenset(pages)), unread))
    for part in changed:
        found = list(islice(read, len(part.unread)))
        yield from found
        whole = [*part.known.values(), *(reading for reading in found if reading.digest is not None)]
        if memory is not NOTHING:
            memory.store(part.key, packed(part.key, whole))


def _remembered(folder: Folder, names: Sequence[str], key: str, memory: Memory) -> _Part:
    stored = unpacked(key, memory.recall(key))
    if not isinstance(stored, list):
        return _Part(key, names, {}, 0)
    by_name: dict[str, Reading] = {reading.name: reading for reading in stored}
    quiet = folder.afresh()
    known = {
        name: reading for name in names if (reading := by_name.get(name)) and reading.digest == _digest(quiet, name)
    }
    return _Part(key, names, known, len(by_name) - len(known))


def _digest(folder: Folder, name: str) -> bytes | None:
    data = folder.data(name)
    return None if data is None else sha256(data).digest()


def _divided(folder: Folder, names: Iterable[str], pages: Collection[str]) -> Iterator[tuple[str, Sequence[str]]]:
    """Each part with its key. A record's part is its own affair, so that a new one changes no other part
    until the next halving, and then leaves half of each."""
    years: dict[str, list[str]] = {}
    for name in names:
        years.setdefault(name.split("/", 2)[1], []).append(name)
    for year, members in years.items():
        count = 1
        while len(members) > count * TASK:
            count *= 2
        parts: list[list[str]] = [[] for _ in range(count)]
        for name in members:
            parts[zlib.crc32(name.encode("utf-8", "surrogatepass")) % count].append(name)
        for number, part in enumerate(parts):
            if part:
                yield _key(folder.path, pages, year, number), part


def _key(content: Path, pages: Collection[str], year: str, number: int) -> str:
    return f"{key_of(content.as_posix(), os.path.abspath(content), sorted(pages), year, number)}-read"  # noqa: PTH100
