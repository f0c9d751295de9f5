"""The findings of the careful colleague in all records, where most were judged one by one already.

What records say against each other they say within one 用款单位. Which of them could have something to say is
seen from their gists; those are opened again and judged together, as ``colleague.warnings`` does it.
"""

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from hashlib import sha256
from itertools import chain, pairwise
from pathlib import Path
from typing import NamedTuple

from builder.content.colleague import warnings
from builder.content.colleague.across import is_jump, project
from builder.content.colleague.form import identity
from builder.content.colleague.marks import ambiguous, has_any
from builder.content.files import Folder
from builder.content.memory import key_of, packed, unpacked
from builder.content.problems import Problem
from builder.content.reading import Gist, Reading, read_record
from builder.content.source import Entry
from builder.content.work import NOTHING, Each, Memory, in_tasks


class Judged(NamedTuple):
    """What was found in some records of a department."""

    state: bytes
    """Of the records as they were when it was found."""
    problems: tuple[Problem, ...]


def findings(folder: Folder, readings: Sequence[Reading], each: Each, memory: Memory) -> Iterator[Problem]:
    """The colleague's findings in all records, which are given in the order of their names."""
    groups = list(_suspects(readings))
    judged_together = {name for group in groups for name in group.names}
    for reading in readings:
        if reading.name not in judged_together:
            yield from reading.warnings
    unknown: list[_Group] = []
    for group in groups:
        known = _recalled(_key(folder, group), group, memory)
        if known is None:
            unknown.append(group)
        else:
            yield from known
    tasks = [[group.names for group in task] for task in in_tasks(unknown, lambda group: len(group.names))]
    results = chain.from_iterable(each(partial(judge, folder.path), tasks))
    for group, judged in zip(unknown, results, strict=True):
        yield from judged.problems
        if memory is not NOTHING:
            key = _key(folder, group)
            memory.store(key, packed(key, tuple(judged)))


def judge(content: Path, groups: Iterable[Sequence[str]]) -> list[Judged]:
    """What is found in each group of records together."""
    folder = Folder(content)
    return [_judged(folder.afresh(), names) for names in groups]


def _judged(folder: Folder, names: Sequence[str]) -> Judged:
    opened = [read_record(folder, name) for name in names]
    entries = [one.source for one in opened if isinstance(one.source, Entry)]
    state = _state(zip(names, (one.digest for one in opened), strict=True))
    return Judged(state, tuple(warnings(entries)))


class _Group(NamedTuple):
    department: str
    names: Sequence[str]
    state: bytes


def _suspects(readings: Iterable[Reading]) -> Iterator[_Group]:
    departments: dict[str, list[_Member]] = defaultdict(list)
    for reading in readings:
        if reading.gist:
            departments[reading.gist.outline.department].append(_Member(reading, reading.gist))
    for department, members in departments.items():
        if suspects := _suspicious(members):
            chosen = [member.reading for member in members if member.reading.name in suspects]
            state = _state((reading.name, reading.digest) for reading in chosen)
            yield _Group(department, [reading.name for reading in chosen], state)


class _Member(NamedTuple):
    reading: Reading
    gist: Gist


def _suspicious(members: Sequence[_Member]) -> set[str]:
    """The records of a department in which a rule across records could find something.

    Each rule compares records that have something in common, and finds the same when the others are left out.
    Of a project all years are in, or none, lest two become neighbours that aren't.
    """
    alike: dict[object, list[str]] = defaultdict(list)
    projects: dict[object, list[_Member]] = defaultdict(list)
    for member in members:
        alike[identity(member.gist.outline)].append(member.reading.name)
        projects[project(member.gist.outline)].append(member)
    names = ambiguous(member.gist.marks for member in members)
    found = {name for twins in alike.values() if len(twins) > 1 for name in twins}
    if names:
        found |= {member.reading.name for member in members if has_any(names, member.gist.marks)}
    together: set[str] = set()
    for years in projects.values():
        if _has_jump(years) or any(member.reading.name in found for member in years):
            together |= {member.reading.name for member in years}
    return together


def _has_jump(members: Sequence[_Member]) -> bool:
    years = sorted((member.gist.outline for member in members), key=lambda outline: outline.year)
    return any(is_jump(before, after) for before, after in pairwise(years))


def _recalled(key: str, group: _Group, memory: Memory) -> tuple[Problem, ...] | None:
    match unpacked(key, memory.recall(key)):
        case (group.state, tuple(problems)):
            return problems
        case _:
            return None


def _key(folder: Folder, group: _Group) -> str:
    path = folder.path
    return f"{key_of(path.as_posix(), os.path.abspath(path), group.department)}-judged"  # noqa: PTH100


def _state(records: Iterable[tuple[str, bytes | None]]) -> bytes:
    return sha256(repr(list(records)).encode()).digest()
