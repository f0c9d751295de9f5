"""What the search page has to know of projects: of all of a shard, and of one that it shows."""

from collections.abc import Mapping, Sequence
from typing import Any

from builder.model import Department, Indicator, Project, Record, framework
from builder.model.target import Kind, parse_target
from builder.search.pagefind import Index
from builder.search.stream import Stream

Targets = dict[tuple[str, str], None]


def facts(
    departments: Mapping[str, Department], projects: Sequence[Project], streams: Mapping[str, Stream], index: Index
) -> dict[str, Any]:
    """The facts of a shard; ``projects`` in the order of the index's numbers.

    ``addresses`` and the lists after it have an entry for each project: in ``department`` and ``targeted``
    numbers of ``departments`` and ``targets``, in ``lengths`` those of ``Stream``. Budgets are in 元. A
    target is a category with the kind of value that is asked for in it. Lists by what they hold pack a
    fifth smaller than a list of projects.
    """
    targets = [_targets(project.record) for project in projects]
    all_targets = sorted({target for some in targets for target in some})
    numbers = {target: number for number, target in enumerate(all_targets)}
    slugs = {slug: number for number, slug in enumerate(sorted({project.department for project in projects}))}
    return {
        "chunks": [[chunk.first, chunk.name] for chunk in index.chunks],
        "departments": [[slug, departments[slug].name] for slug in slugs],
        "targets": all_targets,
        "addresses": [project.address for project in projects],
        "names": [project.record.name for project in projects],
        "budgets": [float(project.record.budget) for project in projects],
        "department": [slugs[project.department] for project in projects],
        "targeted": [[numbers[target] for target in some] for some in targets],
        "lengths": [streams[project.address].lengths for project in projects],
    }


def shown(project: Project) -> dict[str, Any]:
    """What a result shows of a project: its fields as typed."""
    record = project.record
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


def _targets(record: Record) -> Targets:
    found: Targets = {}
    for row in record.indicators():
        category = framework.category(row.level_1, row.level_2)
        found.update(((category, kind), None) for kind in _kinds(row.indicator))
    return found


def _kinds(indicator: Indicator) -> list[str]:
    """The kinds of its two values; unset only where neither is set."""
    kinds = dict.fromkeys(parse_target(value).kind for value in (indicator.period_value, indicator.annual_value))
    return [kind.value for kind in kinds if kind is not Kind.UNSET] or [Kind.UNSET.value]
