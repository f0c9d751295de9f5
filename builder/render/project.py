"""A project's page: the form, and what the site knows around it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from builder.model import Document, Project
from builder.model.history import Change, History, Step, Strand
from builder.render.addresses import project_address, year_address
from builder.render.form import form_table
from builder.render.formats import lead
from builder.render.listing import ProjectLine, grouped
from builder.render.page import HOME, YEARS, Page
from builder.render.qr import qr_code
from builder.render.timeline import days_to_disclosure, interval

SIBLINGS = 6
"""Other projects of the unit that are named before the page points to the unit's own."""

MAX_YEARS = 6
"""Years that stand side by side."""

CHANGES = {
    Change.ADDED: "新增",
    Change.REMOVED: "取消",
    Change.RAISED: "调高",
    Change.LOWERED: "调低",
    Change.REWORDED: "有改动",
    Change.UNCHANGED: "不变",
}
"""What residents read for the changes of an indicator."""


@dataclass(frozen=True, slots=True)
class Around:
    """What the site knows of a project beside its record."""

    history: History | None
    siblings: Sequence[ProjectLine]
    """All projects of its department in its year, itself among them."""
    document: Document | None
    permanent: str | None
    """The full address of its page."""


class Cell(NamedTuple):
    """An indicator in one year of the comparison."""

    year: int
    step: Step
    change: str
    value: str | None
    """The annual value, or that for the whole period where the form has no other."""
    note: str | None
    """The value for the whole period where it is another one, or that the value is that one."""


class Comparison(NamedTuple):
    """历年对照 as this project's page shows it."""

    projects: Sequence[Project]
    groups: Sequence[tuple[str, Sequence[tuple[Strand, Sequence[Cell]]]]]
    """Category, and its indicators with a cell for each year."""
    against: Project | None
    """The year before this one."""
    counts: Sequence[tuple[str, int]]
    """How many indicators changed in which way since then."""


def project_page(line: ProjectLine, around: Around) -> Page:
    """The page of a project."""
    project, record = line.project, line.project.record
    days = days_to_disclosure(record)
    siblings = sorted((other for other in around.siblings if other is not line), key=lambda other: -other.budget)
    data = {
        "line": line,
        "project": project,
        "record": record,
        "lead": lead(record.goals.annual or record.goals.whole_period or ""),
        "table": form_table(record),
        "comparison": _comparison(project, around.history) if around.history else None,
        "siblings": siblings[:SIBLINGS],
        "sibling_count": len(siblings),
        "corrections": sorted(record.corrections, key=lambda correction: correction.day, reverse=True),
        "interval": None if days is None else interval(days),
        "document": around.document,
        "permanent": around.permanent,
        "qr": qr_code(around.permanent) if around.permanent else None,
    }
    title = f"{record.name}（{record.year}年度，{record.department}）"
    trail = (HOME, YEARS, (f"{record.year}年度项目", year_address(record.year)))
    return Page(project_address(project), "pages/project.html", title, trail, "years", data, record.name, project)


def _comparison(project: Project, history: History) -> Comparison:
    at = history.projects.index(project)
    end = min(len(history.projects), max(at + 2, MAX_YEARS))
    shown = slice(max(0, end - MAX_YEARS), end)
    projects = history.projects[shown]
    lines = [
        (strand, [_cell(year, step) for year, step in zip(projects, strand.steps[shown], strict=True)])
        for strand in history.strands
        if any(step.row or step.change for step in strand.steps[shown])
    ]
    counts = history.counts(project.record.year)
    return Comparison(
        projects,
        list(grouped(lines, lambda line: line[0].category).items()),
        history.projects[at - 1] if at else None,
        [(name, counts[change]) for change, name in CHANGES.items() if counts[change]],
    )


def _cell(project: Project, step: Step) -> Cell:
    indicator = step.row.indicator if step.row else None
    annual, period = (indicator.annual_value, indicator.period_value) if indicator else (None, None)
    return Cell(
        year=project.record.year,
        step=step,
        change=CHANGES[step.change] if step.change else "",
        value=annual or period,
        note=None if period in (annual, None) else period if annual else "实施周期值",
    )
