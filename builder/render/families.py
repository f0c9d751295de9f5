"""Which records are one project through the years, and what the page of each tells of its neighbours."""

from collections.abc import Iterator, Mapping, Sequence

from builder.model import Project, Site
from builder.model.history import joined
from builder.render.addresses import project_address
from builder.render.listing import grouped
from builder.render.project import SIBLINGS, Family, Member, Sibling, project_title


def families(site: Site, titles: Mapping[str, str]) -> Iterator[Family]:
    """Every project of the site with all its records, in the order of the newest of them.

    ``titles`` are the titles, by address, of pages that aren't called by their name.
    """
    groups = {project.address: group for group in joined(site.projects) for project in group}
    together = {
        key: sorted(projects, key=lambda project: -project.outline.budget)
        for key, projects in grouped(site.projects, _unit_year).items()
    }
    told: set[str] = set()
    for project in site.projects:
        if project.address not in told:
            group = groups.get(project.address, (project,))
            told.update(one.address for one in group)
            yield Family(tuple(_member(site, one, together[_unit_year(one)], titles) for one in group))


def _member(site: Site, project: Project, together: Sequence[Project], titles: Mapping[str, str]) -> Member:
    others = [one for one in together[: SIBLINGS + 1] if one is not project][:SIBLINGS]
    return Member(
        project,
        titles.get(project_address(project.address), project_title(project.outline)),
        tuple(Sibling(one.outline.name, one.address, one.outline.budget) for one in others),
        len(together) > SIBLINGS + 1,
        site.originals[project.outline.original] if project.outline.original else None,
    )


def _unit_year(project: Project) -> tuple[str, int]:
    return project.department, project.outline.year
