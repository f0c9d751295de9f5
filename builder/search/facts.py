"""What the search page has to know of projects: of all of a shard, and of one that it shows."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from builder.model import Indicator, Project, Record, framework
from builder.model.target import Kind, parse_target
from builder.search.pagefind import Index

Targets = dict[tuple[str, str], None]


class Described(NamedTuple):
    """A project with what is known of its fields."""

    project: Project
    targets: Targets
    lengths: list[int]
    """See ``Stream``."""


def facts(departments: Sequence[tuple[str, str]], projects: Sequence[Described], index: Index) -> dict[str, Any]:
    """The facts of a shard; ``projects`` in the order of the index's numbers.

    ``addresses`` and the lists after it have an entry for each project: in ``department`` and ``targeted``
    numbers of ``departments`` and ``targets``, in ``lengths`` those of ``Stream``. Budgets are in 元. A
    target is a category with the kind of value that is asked for in it. Lists by what they hold pack a
    fifth smaller than a list of projects.
    """
    all_targets = sorted({target for one in projects for target in one.targets})
    numbers = {target: number for number, target in enumerate(all_targets)}
    slugs = {slug: number for number, (slug, _) in enumerate(departments)}
    return {
        "chunks": [[chunk.first, chunk.name] for chunk in index.chunks],
        "departments": departments,
        "targets": all_targets,
        "addresses": [one.project.address for one in projects],
        "names": [one.project.outline.name for one in projects],
        "budgets": [float(one.project.outline.budget) for one in projects],
        "department": [slugs[one.project.department] for one in projects],
        "targeted": [[numbers[target] for target in one.targets] for one in projects],
        "lengths": [one.lengths for one in projects],
    }


def shown(record: Record) -> dict[str, Any]:
    """What a result shows of a project: its fields as typed."""
    goals = dict.fromkeys(goal for goal in (record.goals.annual, record.goals.whole_period) if goal)
    return {
        "department": record.department,
        "year": record.year,
        "budget": f"{record.budget:,}",
        "withdrawn": record.withdrawal is not None,
        "goals": list(goals),
        "indicators": [
            [
                row.id,
                framework.category(row.level_1, row.level_2),
                _kinds(row.indicator),
                row.indicator.name,
                row.indicator.period_value or "",
                row.indicator.annual_value or "",
            ]
            for row in record.indicators()
        ],
    }


def targets(record: Record) -> Targets:
    """The targets of a record, in the form's order."""
    found: Targets = {}
    for row in record.indicators():
        category = framework.category(row.level_1, row.level_2)
        found.update(((category, kind), None) for kind in _kinds(row.indicator))
    return found


def _kinds(indicator: Indicator) -> list[str]:
    """The kinds of its two values; unset only where neither is set."""
    kinds = dict.fromkeys(parse_target(value).kind for value in (indicator.period_value, indicator.annual_value))
    return [kind.value for kind in kinds if kind is not Kind.UNSET] or [Kind.UNSET.value]
