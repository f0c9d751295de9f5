"""The open data: every project as JSON, every year as tables and JSON, and a description for programs."""

from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain, groupby

from builder.model import Project, Site
from builder.render.addresses import DATAPACKAGE, DEPARTMENTS_CSV, department_json, project_json, year_csv, year_json
from builder.render.downloads.datapackage import datapackage
from builder.render.downloads.listed import Download, Listed, listed
from builder.render.downloads.objects import Object, collection, encoded, project_object
from builder.render.downloads.tables import Sheet, correction_rows, department_rows, indicator_rows, project_rows
from builder.render.fields import CORRECTIONS, DEPARTMENTS, INDICATORS, PROJECTS

__all__ = ["Download", "Listed", "downloads"]

File = tuple[str, bytes]
Made = tuple[Download, bytes]

_YEARLY = ((PROJECTS, project_rows), (INDICATORS, indicator_rows), (CORRECTIONS, correction_rows))


@dataclass(slots=True)
class _Projects:
    """Projects as JSON, each written once for all files in which it stands, and what they add up to."""

    texts: list[bytes] = field(default_factory=list)
    budget: Decimal = Decimal(0)

    def add(self, project: Project, text: bytes) -> None:
        self.texts.append(text)
        self.budget += project.record.budget

    def made(self, address: str, title: str, head: Object) -> Made:
        data = collection({**head, "项目数": len(self.texts), "预算合计": self.budget}, self.texts)
        return listed(address, title, data, len(self.texts)), data


def downloads(site: Site, base_url: str | None) -> Generator[File, None, Listed]:
    """Every file of the open data by its address; what it returns in the end is what a page can list."""
    if not site.projects:
        return Listed({}, {}, ())
    years: dict[int, tuple[Download, ...]] = {}
    groups = {slug: _Projects() for slug in site.departments}
    for year, projects in groupby(site.projects, key=lambda project: project.record.year):
        years[year] = yield from _year(site, year, projects, base_url, groups)
    departments: dict[str, Download] = {}
    for slug, group in groups.items():
        if group.texts:
            (departments[slug],) = yield from _written([_department(site, slug, group)])
    sheet = Sheet(DEPARTMENTS)
    sheet.add(department_rows({slug: site.departments[slug] for slug in departments}))
    whole = yield from _written([_table(sheet, DEPARTMENTS_CSV, DEPARTMENTS.title)])
    tables = [file for file in chain(whole, *years.values()) if file.table]
    data = datapackage(site.settings, base_url, tables)
    whole += yield from _written([(listed(DATAPACKAGE, "各个表的说明（供程序使用）", data, len(tables)), data)])
    return Listed(years, departments, whole)


def _year(
    site: Site, year: int, projects: Iterator[Project], base_url: str | None, groups: Mapping[str, _Projects]
) -> Generator[File, None, tuple[Download, ...]]:
    """The projects of a year, each by itself and all together; ``groups`` are the departments that they go to as well."""
    this_year, sheets = _Projects(), [Sheet(table) for table, _ in _YEARLY]
    for project in projects:
        known = project_object(site, project, base_url)
        text = encoded(known).encode()
        yield project_json(project), text + b"\n"
        this_year.add(project, text)
        groups[project.department].add(project, text)
        for sheet, (_, rows) in zip(sheets, _YEARLY, strict=True):
            sheet.add(rows(known))
    made = [
        _table(sheet, year_csv(year, sheet.table.name), f"{year}年度{sheet.table.title}", year)
        for sheet in sheets
        if sheet.rows
    ]
    made.append(this_year.made(year_json(year), f"{year}年度项目和绩效指标", {"预算年度": year}))
    return (yield from _written(made))


def _department(site: Site, slug: str, group: _Projects) -> Made:
    department = site.departments[slug]
    head: Object = {"代号": slug, "名称": department.name}
    if department.short_name:
        head["简称"] = department.short_name
    return group.made(department_json(slug), f"{department.name}的项目和绩效指标", head)


def _table(sheet: Sheet, address: str, title: str, year: int | None = None) -> Made:
    data = sheet.data()
    return listed(address, title, data, sheet.rows, sheet.table, year), data


def _written(made: Iterable[Made]) -> Generator[File, None, tuple[Download, ...]]:
    files: list[Download] = []
    for file, data in made:
        yield file.address, data
        files.append(file)
    return tuple(files)
