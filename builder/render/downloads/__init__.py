"""The open data: every project as JSON, every year as tables and JSON, and a description for programs.

The files of a year and of a department are put together of those of their projects, which are made before.
"""

from collections.abc import Generator, Iterable, Iterator, Mapping
from decimal import Decimal
from hashlib import sha256
from itertools import chain
from typing import NamedTuple, TypeVar

from builder.model import Department, SiteSettings
from builder.model.steps import ChangedError, File, Read
from builder.render.addresses import DATAPACKAGE, DEPARTMENTS_CSV, department_json, year_csv, year_json
from builder.render.downloads.datapackage import datapackage
from builder.render.downloads.listed import Download, Listed, listed
from builder.render.downloads.objects import Object, collection, decoded
from builder.render.downloads.tables import Sheet, correction_rows, department_rows, indicator_rows, project_rows
from builder.render.fields import CORRECTIONS, DEPARTMENTS, INDICATORS, PROJECTS

__all__ = [
    "DepartmentData",
    "Download",
    "Listed",
    "WholeData",
    "YearData",
    "department_data",
    "whole_data",
    "year_data",
]

Made = tuple[Download, bytes]
R = TypeVar("R")
Files = Generator[File, None, R]

_YEARLY = ((PROJECTS, project_rows), (INDICATORS, indicator_rows), (CORRECTIONS, correction_rows))


class YearData(NamedTuple):
    """The projects of a year, in their order."""

    year: int
    files: tuple[tuple[str, str], ...]
    """Address and SHA-256 of each project's JSON."""
    budget: Decimal
    """Their sum in 元."""


class DepartmentData(NamedTuple):
    """The projects of a department, in their order."""

    slug: str
    department: Department
    files: tuple[tuple[str, str], ...]
    budget: Decimal


def year_data(_: None, of: YearData, read: Read) -> Files[tuple[Download, ...]]:
    """The files of a year; what it returns in the end is what a page can list."""
    sheets = [(Sheet(table), rows) for table, rows in _YEARLY]
    texts = []
    for text in _projects(of.files, read):
        texts.append(text)
        known = decoded(text)
        for sheet, rows in sheets:
            sheet.add(rows(known))

    def made() -> Iterator[Made]:
        for sheet, _rows in sheets:
            if sheet.rows:
                name = year_csv(of.year, sheet.table.name)
                yield _table(sheet, name, f"{of.year}年度{sheet.table.title}", of.year)
        head = {"预算年度": of.year}
        yield _collection(year_json(of.year), f"{of.year}年度项目和绩效指标", head, texts, of.budget)

    # One after the other: of a city's year each is tens of megabytes.
    return (yield from _written(made()))


def department_data(_: None, of: DepartmentData, read: Read) -> Files[Download]:
    """The file of a department; what it returns in the end is what its page can list."""
    head: Object = {"代号": of.slug, "名称": of.department.name}
    if of.department.short_name:
        head["简称"] = of.department.short_name
    texts = list(_projects(of.files, read))
    made = _collection(department_json(of.slug), f"{of.department.name}的项目和绩效指标", head, texts, of.budget)
    (file,) = yield from _written([made])
    return file


class WholeData(NamedTuple):
    """What belongs to no year."""

    years: Mapping[int, tuple[Download, ...]]
    departments: Mapping[str, Department]
    """Those with a project."""
    settings: SiteSettings
    base_url: str | None


def whole_data(_: None, of: WholeData, __: Read) -> Files[tuple[Download, ...]]:
    """The table of departments, and the description of all tables."""
    sheet = Sheet(DEPARTMENTS)
    sheet.add(department_rows(of.departments))
    whole = yield from _written([_table(sheet, DEPARTMENTS_CSV, DEPARTMENTS.title)])
    tables = [file for file in chain(whole, *of.years.values()) if file.table]
    data = datapackage(of.settings, of.base_url, tables)
    described = listed(DATAPACKAGE, "各个表的说明（供程序使用）", data, len(tables)), data
    return whole + (yield from _written([described]))


def _projects(files: Iterable[tuple[str, str]], read: Read) -> Iterator[bytes]:
    """The JSON of projects; raises ChangedError where a file isn't any more what it was when it was made."""
    for address, digest in files:
        data = read(address)
        if sha256(data).hexdigest() != digest:
            raise ChangedError(f"{address}：生成网站时，这个文件被改动了；再运行一次")
        yield data.removesuffix(b"\n")


def _collection(address: str, title: str, head: Object, texts: list[bytes], budget: Decimal) -> Made:
    data = collection({**head, "项目数": len(texts), "预算合计": budget}, texts)
    return listed(address, title, data, len(texts)), data


def _table(sheet: Sheet, address: str, title: str, year: int | None = None) -> Made:
    data = sheet.data()
    return listed(address, title, data, sheet.rows, sheet.table, year), data


def _written(made: Iterable[Made]) -> Files[tuple[Download, ...]]:
    files: list[Download] = []
    for file, data in made:
        yield file.address, data
        files.append(file)
    return tuple(files)
