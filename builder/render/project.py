"""A project's page: the form, and what the site knows around it."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from builder.model import Document, Outline, Project, Record, SiteSettings
from builder.model.history import Change, History, Step, Strand, chain, history
from builder.render.addresses import project_address, year_address
from builder.render.form import form_table
from builder.render.goals import lead
from builder.render.listing import grouped
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


class Sibling(NamedTuple):
    """Another project of the same department and year."""

    name: str
    address: str
    """The folder of its page."""
    budget: Decimal


class Member(NamedTuple):
    """A record with what its page tells of others."""

    project: Project
    title: str
    siblings: tuple[Sibling, ...]
    """At most ``SIBLINGS``, the largest first."""
    has_more_siblings: bool
    document: Document | None


class Family(NamedTuple):
    """All records of one project, the oldest first: a page shows the other years too."""

    members: tuple[Member, ...]


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
    left_out: Sequence[Project]
    """Years that don't find room beside the others."""
    groups: Sequence[tuple[str, Sequence[tuple[Strand, Sequence[Cell]]]]]
    """Category, and its indicators with a cell for each year."""
    against: Project | None
    """The year before this one."""
    counts: Sequence[tuple[str, int]]
    """How many indicators changed in which way since then."""


def project_title(of: Outline) -> str:
    """What a project's page is called, if no other page is."""
    return f"{of.name}（{of.year}年度，{of.department}）"


def family_pages(family: Family, settings: SiteSettings, base_url: str | None) -> Iterator[Page]:
    """The pages of a project, one for each year."""
    records = [member.project for member in family.members]
    comparable = chain(records)
    compared = history(comparable) if comparable else None
    for member in family.members:
        project, record = member.project, member.project.record
        days = days_to_disclosure(project.outline)
        permanent = base_url + project.address if base_url else None
        data = {
            "project": project,
            "record": record,
            "lead": lead(record.goals.annual or record.goals.whole_period or ""),
            "catalogue": [(label, value) for label, value in _catalogue(record, settings) if value],
            "table": form_table(record),
            "comparison": _comparison(project, compared) if compared and project in comparable else None,
            "others": [other for other in records if other is not project] if len(records) > 1 else [],
            "siblings": member.siblings,
            "has_more_siblings": member.has_more_siblings,
            "corrections": sorted(record.corrections, key=lambda correction: correction.day, reverse=True),
            "interval": None if days is None else interval(days),
            "document": member.document,
            "document_type": record.original.file.rpartition(".")[2].upper() if record.original else None,
            "permanent": permanent,
            "qr": qr_code(permanent) if permanent else None,
        }
        trail = (HOME, YEARS, (f"{record.year}年度项目", year_address(record.year)))
        address = project_address(project.address)
        yield Page(
            address,
            "pages/project.html",
            member.title,
            trail,
            "years",
            data,
            record.name,
            project,
            member.document,
        )


def _catalogue(record: Record, settings: SiteSettings) -> Iterator[tuple[str, object]]:
    """What a portal's catalogue of disclosures tells of an entry (政府信息公开条例 §12), in its order."""
    approval, disclosure = record.approval, record.disclosure
    yield "索引号", disclosure and disclosure.index_number
    yield "分类", settings.column.name
    yield "发布机构", settings.publisher
    yield "成文日期", approval and approval.day
    yield "名称", f"{record.year}年度{record.name}绩效目标批复"
    yield "文号", approval and approval.number
    yield "发布日期", disclosure and disclosure.day
    yield "主题词", "、".join(settings.column.keywords)


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
    counts = history.counts(project.outline.year)
    return Comparison(
        projects,
        [*history.projects[: shown.start], *history.projects[shown.stop :]],
        list(grouped(lines, lambda line: line[0].category).items()),
        history.projects[at - 1] if at else None,
        [(name, counts[change]) for change, name in CHANGES.items() if counts[change]],
    )


def _cell(project: Project, step: Step) -> Cell:
    indicator = step.row.indicator if step.row else None
    annual, period = (indicator.annual_value, indicator.period_value) if indicator else (None, None)
    return Cell(
        year=project.outline.year,
        step=step,
        change=CHANGES[step.change] if step.change else "",
        value=annual or period,
        note=None if period in (annual, None) else period if annual else "实施周期值",
    )
