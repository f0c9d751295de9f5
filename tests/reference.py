"""What is right, told by plain substrings: the records, without any index."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from builder.content import load
from builder.model import Project, Record, framework
from builder.model.target import Kind, parse_target
from builder.search.normalise import literal, normalise

Filters = Mapping[str, str]
Query = tuple[str, Filters]


class Known(NamedTuple):
    """A project and its fields as typed, in the order in which a match in them counts."""

    project: Project
    groups: list[list[str]]
    """The name, the indicators' names, their values, the goals, the department."""
    normalised: list[list[str]]

    @property
    def fields(self) -> list[str]:
        return [field for group in self.groups for field in group]


def known(project: Project) -> Known:
    record = project.record
    rows = [row.indicator for row in record.indicators()]
    values = [value for row in rows for value in (row.period_value, row.annual_value)]
    goals = [record.goals.whole_period, record.goals.annual]
    groups = [[record.name], [row.name for row in rows], values, goals, [record.department]]
    typed = [[field for field in group if field] for group in groups]
    return Known(project, typed, [[normalise(field) for field in group] for group in typed])


def projects_of(content: Path) -> dict[str, Known]:
    """All projects of a content folder, by address."""
    site = load(content).site
    assert site
    return {project.address: known(project) for project in site.projects}


def terms(query: str) -> list[str]:
    """Split at spaces, but for those inside quotes; without punctuation, where that leaves something."""
    found = re.findall(r'"([^"]+)"|“([^“”]+)”(?= |$)|([^ ]+)', literal(query))
    pieces = ("".join(groups).strip(" ") for groups in found)
    split = (
        part for piece in pieces if piece for part in ([normalise(piece)] if normalise(piece) else piece.split(" "))
    )
    return list(dict.fromkeys(split))


def holds(text: str, term: str) -> bool:
    """Whether a text holds a term; one of punctuation alone is looked for as it stands."""
    return term in (normalise(text) if normalise(term) else literal(text))


def place(known: Known, term: str) -> int | None:
    """The first group of fields with a field that holds the term."""
    if normalise(term):
        found = (number for number, group in enumerate(known.normalised) if any(term in text for text in group))
    else:
        found = (number for number, group in enumerate(known.groups) if any(holds(text, term) for text in group))
    return next(found, None)


def targets(record: Record) -> set[tuple[str, str]]:
    """The category and the kinds of value of each indicator; a kind is unset only where both values are."""
    found = set()
    for row in record.indicators():
        kinds = {parse_target(value).kind for value in (row.indicator.period_value, row.indicator.annual_value)}
        for kind in kinds - {Kind.UNSET} or {Kind.UNSET}:
            found.add((framework.category(row.level_1, row.level_2), kind.value))
    return found


def is_kept(project: Project, filters: Filters) -> bool:
    """Whether a project passes; category and kind are asked of one and the same indicator."""
    year, department, category, kind = (filters.get(name) for name in ("year", "department", "category", "kind"))
    return (
        year in (None, str(project.record.year))
        and department in (None, project.department)
        and (
            (category is None and kind is None)
            or any(category in (None, one) and kind in (None, other) for one, other in targets(project.record))
        )
    )


def expected(projects: Mapping[str, Known], query: str, filters: Filters | None = None) -> list[str]:
    """The addresses of the projects that hold every term, sorted."""
    searched = terms(query)
    return sorted(
        address
        for address, known in projects.items()
        if searched
        and all(place(known, term) is not None for term in searched)
        and is_kept(known.project, filters or {})
    )


def standing(known: Known, searched: Sequence[str]) -> tuple[float, ...]:
    """How well a project answers, the best first: the terms' places, then whether they stand together."""
    ranks = [_rank(known, term) for term in searched]
    together = any(all(any(term in text for text in texts) for term in searched) for texts in _places(known))
    record = known.project.record
    return sum(ranks), not together, -record.year, -float(record.budget)


def _rank(known: Known, term: str) -> int:
    ranks = [
        2 * number + (text != term) for number, group in enumerate(known.normalised) for text in group if term in text
    ]
    return min(ranks, default=2 * len(known.normalised) + 1)


def _places(known: Known) -> Iterator[list[str]]:
    """The fields that belong together: those of a row, and each other one by itself."""
    record = known.project.record
    for row in record.indicators():
        indicator = row.indicator
        yield [normalise(text or "") for text in (indicator.name, indicator.period_value, indicator.annual_value)]
    for text in (record.name, record.goals.whole_period, record.goals.annual, record.department):
        yield [normalise(text or "")]


def matching_rows(record: Record, searched: Sequence[str]) -> list[str]:
    """The ids of the rows whose name or value holds a term."""
    return [
        row.id
        for row in record.indicators()
        if any(
            holds(text or "", term)
            for term in searched
            for text in (row.indicator.name, row.indicator.period_value, row.indicator.annual_value)
        )
    ]
