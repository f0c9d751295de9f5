"""What the search page has to know of projects: of all of a shard, and of one that it shows."""

from collections.abc import Mapping, Sequence
from typing import Any

from builder.model import Department, Project, Record, framework
from builder.model.target import Kind, parse_target
from builder.search.pagefind import Index
from builder.search.stream import Stream

Targets = dict[tuple[str, str], None]


def facts(
    departments: Mapping[str, Department], projects: Sequence[Project], streams: Mapping[str, Stream], index: Index
) -> dict[str, Any]:
    """The facts of a shard; ``projects`` in the order of the index's numbers.

    A project is ``[address, name, department, budget in 元, targets, lengths]``: department and targets
    are numbers of the lists before, lengths those of ``Stream``. A target is a category with the
    kind of value that is asked for in it.
    """
    targets = {project.address: _targets(project.record) for project in projects}
    listed = {slug: number for number, slug in enumerate(sorted({project.department for project in projects}))}
    all_targets = sorted({target for some in targets.values() for target in some})
    numbers = {target: number for number, target in enumerate(all_targets)}
    return {
        "chunks": [[chunk.first, chunk.name] for chunk in index.chunks],
        "departments": [[slug, departments[slug].name] for slug in listed],
        "targets": all_targets,
        "projects": [
            [
                project.address,
                project.record.name,
                listed[project.department],
                float(project.record.budget),
                [numbers[target] for target in targets[project.address]],
                streams[project.address].lengths,
            ]
            for project in projects
        ],
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
        kinds = dict.fromkeys(
            parse_target(value).kind for value in (row.indicator.period_value, row.indicator.annual_value)
        )
        # A category counts for a project also where none of its indicators has a value.
        if len(kinds) > 1:
            kinds.pop(Kind.UNSET, None)
        found.update(((category, kind.value), None) for kind in kinds)
    return found
