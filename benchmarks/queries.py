"""Queries to measure the search by, out of the records and the same in every run."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from builder.search.normalise import literal
from tests.reference import Known, targets, terms

SIGNS = "≥≤<>=±%‰/-+~*"
NOWHERE = 0.1
"""The share of queries whose characters are shuffled: most of these occur nowhere."""


class Asked(NamedTuple):
    """A query of a kind, with its filters."""

    kind: str
    query: str
    filters: dict[str, str]


def queries(projects: Mapping[str, Known], count: int) -> list[Asked]:
    """``count`` queries: six tenths of 1 to 8 characters, the rest with signs, of two terms and with filters."""
    chance = random.Random(2)
    listed = list(projects.values())
    lengths = [(f"{size} characters", lambda size=size: _run(chance, listed, size)) for size in range(1, 9)]
    kinds: list[tuple[str, Callable[[], str]]] = [
        *lengths * 3,
        *[("with a sign", lambda: _with_sign(chance, listed))] * 4,
        *[("two terms", lambda: _two(chance, listed))] * 6,
        *[("with filters", lambda: _run(chance, listed, chance.randint(2, 4)))] * 6,
    ]
    made = []
    for number in range(count):
        kind, make = kinds[number % len(kinds)]
        made.append(Asked(kind, make(), _filters(chance, listed) if kind == "with filters" else {}))
    return made


def _run(chance: random.Random, projects: Sequence[Known], size: int) -> str:
    for run in _runs(chance, projects, size):
        if chance.random() < NOWHERE and size > 1:
            characters = list(run)
            chance.shuffle(characters)
            run = "".join(characters)
        if _is_one_term(run):
            return run
    raise AssertionError("there are always more runs")


def _runs(chance: random.Random, projects: Sequence[Known], size: int) -> Iterator[str]:
    while True:
        # A field of the project first, else the long goals would be nearly all.
        text = chance.choice(chance.choice(projects).fields)
        if len(text) >= size:
            start = chance.randint(0, len(text) - size)
            yield text[start : start + size]


def _with_sign(chance: random.Random, projects: Sequence[Known]) -> str:
    while True:
        run = _run(chance, projects, chance.randint(1, 6))
        if any(sign in literal(run) for sign in SIGNS):
            return run


def _two(chance: random.Random, projects: Sequence[Known]) -> str:
    one = chance.choice(projects)
    other = one if chance.random() < 0.7 else chance.choice(projects)
    return " ".join(_run(chance, [known], chance.randint(1, 4)) for known in (one, other))


def _filters(chance: random.Random, projects: Sequence[Known]) -> dict[str, str]:
    project = chance.choice(projects).project
    possible = {
        "year": str(project.record.year),
        "department": project.department,
    }
    possible["category"], possible["kind"] = chance.choice(sorted(targets(project.record)))
    return {name: possible[name] for name in chance.sample(list(possible), chance.randint(1, 2))}


def _is_one_term(run: str) -> bool:
    return len(terms(run)) == 1 and " " not in literal(run) and '"' not in literal(run)
