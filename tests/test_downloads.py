"""The open data: every value as typed, tables that programs and spreadsheets can read, nothing that a cell could run."""

import csv
import hashlib
import io
import json
import re
from collections import Counter
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import count, cycle
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from builder import content
from builder.content.characters import FORBIDDEN
from builder.model import Correction, Department, Document, Indicator, Project, Record, Row, Site, SiteSettings
from builder.model.framework import category
from builder.model.record import Withdrawal
from builder.model.steps import File, Read
from builder.render import addresses, downloads, fields, keys, pages
from builder.render.downloads import Listed
from builder.render.downloads.tables import harmless
from builder.render.families import families
from builder.render.pages import contents
from builder.render.project import Family
from builder.render.steps import project_data
from tests.conftest import CONTENT, RESULTS, TOWN
from tests.making import InMemory

BASE = "https://example.gov.cn/zgh/"
SIGNS = "=+-@＝＋－＠"
UNSEEN = " \u3000\xa0\u200b\u200e\u202e\u2060\ufeff\u00ad\u034f\u115f\u3164\ufe0f\U000e0001\n\u2028\x85"
TEXTS = 18
"""How many ``full`` takes."""


@dataclass(frozen=True)
class Data:
    """The files that a site gives to download, and how its page would list them."""

    files: Mapping[str, bytes]
    listed: Listed

    def json(self, address: str) -> Any:
        """A JSON file, its numbers as the text that stands there."""
        return json.loads(self.files[address], parse_int=str, parse_float=str)

    def project(self, project: Project) -> dict[str, Any]:
        return self.json(addresses.project_json(project.address))

    def table(self, address: str) -> list[dict[str, str]]:
        """The rows of a CSV file, as the dictionary says that they are to be read."""
        return [{heading: plain(cell) for heading, cell in row.items()} for row in self.cells(address)]

    def cells(self, address: str) -> list[dict[str, str]]:
        text = self.files[address].decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))

    def tables(self, name: str = "") -> Iterator[str]:
        return (address for address in self.files if address.endswith(f"{name}.csv"))


def data_files(base_url: str | None, family: Family, _: Read) -> Generator[File, None, None]:
    """A project's data without its pages."""
    yield from (project_data(member, base_url) for member in family.members)


def data(site: Site, base_url: str | None = None) -> Data:
    make = InMemory()
    made = make(data_files, base_url, families(site, {}))
    listed = downloads(contents(site, base_url), made, make)
    return Data({address: make.read(address) for address in make.files}, listed)


def written(data: Data, folder: Path) -> Path:
    """The files in a folder; gives the data package."""
    for address, file in data.files.items():
        path = folder / address
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file)
    return folder / addresses.DATAPACKAGE


def plain(cell: str) -> str:
    """A cell without the apostrophe that the rule puts before a formula sign."""
    return cell[1:] if cell.startswith("'") and looks_like_a_formula(cell.lstrip(f"'{UNSEEN}")) else cell


def looks_like_a_formula(cell: str) -> bool:
    shown = cell.lstrip(UNSEEN).lstrip()
    return bool(re.match(rf"[{UNSEEN}]*[\t\r]", cell)) or shown.startswith(tuple(SIGNS))


def loaded(folder: Path) -> Site:
    site = content.load(folder).site
    assert site
    return site


@pytest.fixture(scope="module")
def town() -> Site:
    return loaded(TOWN)


@pytest.fixture(scope="module", params=[CONTENT, TOWN], ids=["real", "town"])
def folder(request: pytest.FixtureRequest) -> Path:
    return request.param


@pytest.fixture(scope="module")
def site(folder: Path) -> Site:
    return loaded(folder)


# ---- what stands in the files ----


def filled(typed: Any) -> Any:
    """What was typed, without what was left blank."""
    if isinstance(typed, str):
        return typed.strip()
    if isinstance(typed, list):
        return [filled(item) for item in typed]
    return {key.strip(): kept for key, below in typed.items() if (kept := filled(below))}


def rows_typed(targets: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"一级指标": first.strip(), "二级指标": second.strip(), **(filled(row) or {"三级指标": None})}
        for first, seconds in targets.items()
        for second, rows in seconds.items()
        for row in rows or ({},)
    ]


def without(published: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: below for name, below in published.items() if name not in names}


def check_json(published: dict[str, Any], typed: dict[str, Any]) -> None:
    """A project in JSON holds what was typed, and beside it only what is ours."""
    rows = [without(row, "行号", "指标类别", "完成状态", "解析") for row in published["绩效指标"]]
    assert rows == rows_typed(typed["绩效指标"])
    if "原件" in published:
        published["原件"] = without(published["原件"], "字节", "SHA-256")
    assert without(published, "网页", "单位代号", "绩效指标") == filled(without(typed, "绩效指标", "忽略检查"))


def check_tables(site: Site, files: Data) -> None:
    """The tables hold, project by project and row by row, what the records hold."""
    for year in {project.record.year for project in site.projects}:
        projects = [project for project in site.projects if project.record.year == year]
        for project, row in zip(projects, files.table(addresses.year_csv(year, "projects")), strict=True):
            told = without(files.project(project), "绩效指标", "更正")
            told.get("撤回", {}).pop("理由", None)
            assert Counter(filter(None, row.values())) == Counter(leaves(told))
        rows = [(project, row) for project in projects for row in project.record.rows()]
        for (project, row), cells in zip(rows, files.table(addresses.year_csv(year, "indicators")), strict=True):
            typed = without(cells, "完成状态")
            assert {heading: cell for heading, cell in typed.items() if "_" not in heading} == {
                "预算年度": str(year),
                "项目名称": project.record.name,
                "用款单位": project.record.department,
                "行号": row.id,
                "网页": addresses.project_address(project.address),
                **cells_of(row),
            }


def leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    else:
        for below in value.values():
            yield from leaves(below)


def cells_of(row: Row) -> dict[str, str]:
    indicator = row.indicator.model_dump() if row.indicator else {}
    return {
        "一级指标": row.level_1,
        "二级指标": row.level_2,
        "指标类别": category(row.level_1, row.level_2),
        "三级指标": indicator.get("name") or "",
        "实施周期指标值": indicator.get("period_value") or "",
        "当年度指标值": indicator.get("annual_value") or "",
        "实际完成值": indicator.get("actual_value") or "",
        "分值": indicator.get("points") or "",
        "得分": indicator.get("score") or "",
    }


def test_json_holds_a_record_word_for_word_and_figure_for_figure(folder: Path, site: Site) -> None:
    files = data(site)
    for project in site.projects:
        # Read without our own code.
        typed = yaml.load((folder / project.source).read_text("utf-8"), yaml.BaseLoader)  # noqa: S506 - it makes texts of all
        check_json(files.project(project), typed)


def test_the_tables_hold_every_cell_of_every_form(site: Site) -> None:
    check_tables(site, data(site))


def test_json_has_its_keys_in_the_order_of_the_record_format(site: Site) -> None:
    order = [key.name.split(".")[0].removesuffix("[]") for key in keys.PROJECT_KEYS]
    of_the_format = [field.alias for field in Record.model_fields.values() if field.alias != "忽略检查"]
    assert list(dict.fromkeys(order)) == ["网页", "固定网址", "单位代号", *of_the_format]
    files = data(site, BASE)
    for project in site.projects:
        found = list(files.project(project))
        assert found == sorted(found, key=order.index)


def full(texts: Iterator[str], categories: Mapping[str, list[str]]) -> tuple[Site, dict[str, Any]]:
    """A site of one project of which everything is known, each text the next of ``texts``; and what was typed."""
    department = Department.model_validate({"名称": next(texts), "简称": next(texts)})
    typed = {
        "表名": next(texts),
        "预算年度": "2024",
        "项目名称": next(texts),
        "项目类型": next(texts),
        "项目等级": next(texts),
        "主管部门": next(texts),
        "用款单位": department.name,
        "实施周期": {"起始年度": "2022", "到期年度": "2099"},
        "预算金额": "40000.50",
        "总体绩效目标": {"实施周期总目标": next(texts), "年度目标": next(texts)},
        "绩效指标": {
            next(texts): {
                second: [{field.alias: name for field in Indicator.model_fields.values()} for name in names]
                for second, names in categories.items()
            }
        },
        "批复": {"单位": next(texts), "意见": next(texts), "日期": "2024-01-31", "文号": next(texts)},
        "公开": {"日期": "2024-02-01", "索引号": next(texts)},
        "项目编码": next(texts),
        "原件": {"文件": "originals/2024/x.pdf"},
        "说明": next(texts),
        "更正": [{"日期": "2024-06-01", "内容": next(texts)}],
        "撤回": {"日期": "2024-07-01", "理由": next(texts)},
    }
    one = Project.of(Record.model_validate(typed), "x", "d", "projects/2024/d/x/", "projects/2024/d/x.yaml")
    originals = {"originals/2024/x.pdf": Document(Path("x.pdf"), 300, "0f" * 32)}
    settings = SiteSettings.model_validate({"名称": "甲", "主办单位": "乙"})
    return Site(settings, {"d": department}, (), (one,), originals), typed


def test_every_value_of_a_project_stands_under_its_heading() -> None:
    site, _ = full((f"文字{number}" for number in count(1)), {"数量指标": []})
    assert data(site).table("data/years/2024/projects.csv") == [
        {
            "预算年度": "2024",
            "项目名称": "文字4",
            "用款单位": "文字1",
            "单位代号": "d",
            "主管部门": "文字7",
            "项目类型": "文字5",
            "项目等级": "文字6",
            "起始年度": "2022",
            "到期年度": "2099",
            "预算金额": "40000.50",
            "实施周期总目标": "文字8",
            "年度目标": "文字9",
            "批复单位": "文字11",
            "批复意见": "文字12",
            "批复日期": "2024-01-31",
            "批复文号": "文字13",
            "公开日期": "2024-02-01",
            "索引号": "文字14",
            "项目编码": "文字15",
            "表名": "文字3",
            "原件": "originals/2024/x.pdf",
            "原件字节": "300",
            "原件SHA-256": "0f" * 32,
            "说明": "文字16",
            "撤回日期": "2024-07-01",
            "网页": "projects/2024/d/x/index.html",
        }
    ]


def with_values(site: Site, *values: str) -> Site:
    """The first project alone, with an indicator for each value."""
    old = site.projects[0]
    rows = [{"三级指标": f"指标{number}", "当年度指标值": value} for number, value in enumerate(values)]
    typed = {**minimal(old.record.department), "绩效指标": {"产出指标": {"数量指标": rows}}}
    return replace(site, projects=(replaced(old, Record.model_validate(typed)),))


def replaced(old: Project, record: Record) -> Project:
    return Project.of(record, old.slug, old.department, old.address, old.source)


def minimal(department: str) -> dict[str, Any]:
    return {
        "预算年度": "2024",
        "项目名称": "甲",
        "用款单位": department,
        "预算金额": "1",
        "总体绩效目标": {"年度目标": "乙"},
        "绩效指标": {"产出指标": {"数量指标": []}},
    }


PARTS = {
    "≥90%": {"类型": "不低于", "运算符": "≥", "数值": "90", "单位": "%"},
    ">92%": {"类型": "不低于", "运算符": ">", "数值": "92", "单位": "%"},
    "≤10.5万/人": {"类型": "不高于", "运算符": "≤", "数值": "10.5", "单位": "万/人"},
    "=100%": {"类型": "等于", "运算符": "=", "数值": "100", "单位": "%"},
    "-0%": {"类型": "等于", "运算符": "=", "数值": "-0", "单位": "%"},
    "3": {"类型": "等于", "运算符": "=", "数值": "3"},
    "1.50元": {"类型": "等于", "运算符": "=", "数值": "1.50", "单位": "元"},
    "-5%～5%": {"类型": "在两数之间", "下限": "-5", "上限": "5", "单位": "%"},
    "±3%以内": {"类型": "允许偏差", "运算符": "±", "数值": "3", "单位": "%"},
    "2019年12月": {"类型": "日期", "日期": "2019-12"},
    "有效提高": {},
    "/": {},
}


def test_what_is_sure_of_a_value_stands_beside_its_text(town: Site) -> None:
    files = data(with_values(town, *PARTS))
    (project,) = files.json("data/years/2024/projects.json")["项目"]
    names = [part.name for part in fields.PARTS]
    table = files.table("data/years/2024/indicators.csv")
    for (value, parts), row, cells in zip(PARTS.items(), project["绩效指标"], table, strict=True):
        assert row["当年度指标值"] == cells["当年度指标值"] == value
        assert row.get("解析", {}) == ({"当年度指标值": parts} if parts else {})
        assert {name: cells[f"当年度指标值_{name}"] for name in names if cells[f"当年度指标值_{name}"]} == parts
        assert not any(cells[f"实施周期指标值_{name}"] for name in names)


def test_a_category_in_which_nothing_is_set_is_a_row_without_an_indicator(town: Site) -> None:
    record = Record.model_validate(minimal(town.projects[0].record.department))
    files = data(replace(town, projects=(replaced(town.projects[0], record),)))
    (row,) = files.json("data/years/2024/projects.json")["项目"][0]["绩效指标"]
    assert row == {
        "行号": next(record.rows()).id,
        "一级指标": "产出指标",
        "二级指标": "数量指标",
        "指标类别": "数量指标",
        "三级指标": None,
    }


@pytest.mark.parametrize("amount", ["40000", "40000.50", "0", "0.000001", "999999999999999.999999"])
def test_an_amount_keeps_its_figures(town: Site, amount: str) -> None:
    record = Record.model_validate({**minimal(town.projects[0].record.department), "预算金额": amount})
    files = data(replace(town, projects=(replaced(town.projects[0], record),)))
    whole = json.loads(files.files["data/years/2024/projects.json"], parse_float=Decimal, parse_int=Decimal)
    assert whole["项目"][0]["预算金额"] == whole["预算合计"] == Decimal(amount)
    assert f'"预算金额":{amount},'.encode() in files.files["data/years/2024/projects.json"]
    assert files.table("data/years/2024/projects.csv")[0]["预算金额"] == amount


def test_an_original_is_told_with_its_size_and_checksum(town: Site) -> None:
    files = data(town)
    project = next(project for project in town.projects if project.record.original)
    original = files.project(project)["原件"]
    bytes_of_it = (TOWN / original["文件"]).read_bytes()
    assert original["字节"] == str(len(bytes_of_it))
    assert original["SHA-256"] == hashlib.sha256(bytes_of_it).hexdigest()


def test_corrections_and_withdrawals_are_numbered_as_they_came(town: Site) -> None:
    project = town.projects[0]
    record = project.record.model_copy(
        update={
            "corrections": tuple(
                Correction.model_validate({"日期": day, "内容": text})
                for day, text in (("2024-08-01", "三"), ("2024-06-01", "二"), ("2024-06-01", "一"))
            ),
            "withdrawal": Withdrawal.model_validate({"日期": "2024-08-01", "理由": "四"}),
        }
    )
    files = data(replace(town, projects=(replaced(project, record),)))
    rows = files.table(addresses.year_csv(record.year, "corrections"))
    assert [(row["序号"], row["日期"], row["种类"], row["内容"]) for row in rows] == [
        ("1", "2024-06-01", "更正", "一"),
        ("2", "2024-06-01", "更正", "二"),
        ("3", "2024-08-01", "更正", "三"),
        ("4", "2024-08-01", "撤回", "四"),
    ]
    assert [one["内容"] for one in files.project(project)["更正"]] == ["三", "二", "一"]


def test_a_year_without_a_correction_has_no_table_of_corrections(site: Site) -> None:
    has_some = {
        project.record.year for project in site.projects if project.record.corrections or project.record.withdrawal
    }
    assert set(data(site).tables("corrections")) == {addresses.year_csv(year, "corrections") for year in has_some}


# ---- which files there are ----


def test_a_file_of_a_year_holds_that_year_alone_and_all_of_it(site: Site) -> None:
    files = data(site)
    for year in {project.record.year for project in site.projects}:
        pages_there = {
            addresses.project_address(project.address) for project in site.projects if project.record.year == year
        }
        assert {row["网页"] for row in files.table(addresses.year_csv(year, "projects"))} == pages_there
        assert {row["网页"] for row in files.table(addresses.year_csv(year, "indicators"))} == pages_there
        assert {one["网页"] for one in files.json(addresses.year_json(year))["项目"]} == pages_there


def test_a_project_is_the_same_object_in_every_file(site: Site) -> None:
    files = data(site)
    for project in site.projects:
        alone = files.project(project)
        year = files.json(addresses.year_json(project.record.year))
        department = files.json(addresses.department_json(project.department))
        assert alone in year["项目"]
        assert alone in department["项目"]
        assert year["预算年度"] == str(project.record.year)
        assert department["名称"] == project.record.department


def test_totals_are_the_sums_of_the_amounts_beside_them(site: Site) -> None:
    files = data(site)
    groups = [address for address in files.files if re.match("data/(years|departments)/.*json", address)]
    for group in map(files.json, groups):
        assert int(group["项目数"]) == len(group["项目"])
        assert Decimal(group["预算合计"]) == sum(Decimal(one["预算金额"]) for one in group["项目"])
    whole = sum(project.record.budget for project in site.projects)
    for kind in ("years", "departments"):
        there = [files.json(address)["预算合计"] for address in groups if f"/{kind}/" in address]
        assert sum(map(Decimal, there)) == whole
    cells = [row["预算金额"] for address in files.tables("projects") for row in files.table(address)]
    assert sum(map(Decimal, cells)) == whole


def test_only_departments_with_projects_are_told(town: Site) -> None:
    files = data(town)
    busy = {project.department for project in town.projects}
    assert busy < set(town.departments)
    assert files.table(addresses.DEPARTMENTS_CSV) == [
        {"代号": slug, "名称": department.name, "简称": department.short_name or ""}
        for slug, department in town.departments.items()
        if slug in busy
    ]
    assert {address for address in files.files if address.startswith("data/departments/")} == {
        addresses.department_json(slug) for slug in busy
    }


def test_without_a_project_there_is_no_file(town: Site) -> None:
    assert data(replace(town, projects=())) == Data({}, Listed({}, {}, ()))


def test_full_addresses_stand_only_where_the_sites_own_is_known(town: Site) -> None:
    here, anywhere = data(town, BASE), data(town)
    project = town.projects[0]
    assert here.project(project)["固定网址"] == BASE + project.address
    assert here.json(addresses.DATAPACKAGE)["homepage"] == BASE
    assert "固定网址" not in anywhere.project(project)
    assert "homepage" not in anywhere.json(addresses.DATAPACKAGE)


def test_the_same_content_gives_the_same_files_in_the_same_order(folder: Path) -> None:
    assert list(data(loaded(folder), BASE).files.items()) == list(data(loaded(folder), BASE).files.items())


def test_what_a_page_can_list_is_what_the_files_are(site: Site) -> None:
    files = data(site)
    listed = files.listed
    assert list(listed.years) == sorted({project.record.year for project in site.projects}, reverse=True)
    all_listed = [
        *listed.whole,
        *listed.departments.values(),
        *(file for year in listed.years.values() for file in year),
    ]
    assert {file.address for file in all_listed} == {
        address for address in files.files if not address.startswith("data/projects/")
    }
    for file in all_listed:
        content = files.files[file.address]
        assert (file.size, file.sha256) == (len(content), hashlib.sha256(content).hexdigest())
        assert file.format == {"csv": "CSV", "json": "JSON"}[file.address.split(".")[-1]]
        if file.table:
            assert file.rows == len(files.table(file.address))
        elif file.address != addresses.DATAPACKAGE:
            assert file.rows == len(files.json(file.address)["项目"])


# ---- what spreadsheet programs make of it ----


def test_a_table_is_utf_8_with_a_mark_and_its_lines_end_with_crlf(site: Site) -> None:
    files = data(site)
    for address in files.tables():
        text = files.files[address].decode("utf-8")
        assert text.startswith("\ufeff")
        outside_quotes = "".join(text.split('"')[::2])
        assert outside_quotes.endswith("\r\n")
        assert not re.search("(?<!\r)\n|\r(?!\n)", outside_quotes)


def check_cells(files: Data) -> None:
    for table in fields.TABLES:
        texts = [column.name for column in table.fields if column.type == "string"]
        for address in files.tables(table.name):
            for row in files.cells(address):
                assert not any(looks_like_a_formula(row[name]) for name in texts)


def test_no_cell_of_text_begins_with_a_formula_sign(site: Site) -> None:
    check_cells(data(site))


@given(st.text(UNSEEN + "'"), st.sampled_from(SIGNS + "\t\r"), st.text())
def test_a_formula_sign_gets_an_apostrophe_whatever_stands_unseen_before_it(before: str, sign: str, after: str) -> None:
    text = before + sign + after
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("value", ["=100%", "-0%", "+5", "＝100%", "@", "－", "'=1", "''\u200b=1"])
def test_a_target_value_is_no_exception(town: Site, value: str) -> None:
    files = data(with_values(town, value))
    assert files.cells("data/years/2024/indicators.csv")[0]["当年度指标值"] == f"'{value}"
    assert files.json("data/years/2024/projects.json")["项目"][0]["绩效指标"][0]["当年度指标值"] == value


@pytest.mark.parametrize("text", ["≥90%", "90%", "甲=乙", "'甲'", "（-1）", "'", "——", "<script>"])
def test_other_text_is_left_as_it_is(text: str) -> None:
    assert harmless(text) == text


def test_a_negative_number_is_a_number(town: Site) -> None:
    (row,) = data(with_values(town, "-5%")).cells("data/years/2024/indicators.csv")
    assert (row["当年度指标值_数值"], row["当年度指标值"]) == ("-5", "'-5%")


hostile = (
    st.lists(st.sampled_from([*SIGNS, *UNSEEN, *"'\",;\r\t|甲1%", "\r\n", "𠮷"]), min_size=1, max_size=8).map("".join)
    | st.text(st.characters(exclude_categories=("Cs", "Cf")), min_size=1)
).filter(lambda text: text.strip() and not FORBIDDEN.search(text))


@settings(deadline=None)
@given(
    st.lists(hostile, min_size=TEXTS, max_size=TEXTS),
    st.dictionaries(hostile.map(str.strip), st.lists(hostile, max_size=2), min_size=1, max_size=2),
)
def test_any_text_comes_back_as_typed(texts: list[str], categories: dict[str, list[str]]) -> None:
    site, typed = full(iter(texts), categories)
    files = data(site)
    check_json(files.project(site.projects[0]), typed)
    check_tables(site, files)
    (correction, withdrawal) = files.table("data/years/2024/corrections.csv")
    assert (correction["内容"], withdrawal["内容"]) == (texts[-2].strip(), texts[-1].strip())
    assert list(files.table(addresses.DEPARTMENTS_CSV)[0].values()) == ["d", texts[0].strip(), texts[1].strip()]
    check_cells(files)


# ---- what programs make of it ----

HOSTILE = (
    *("=1+1", "＝cmd|' /C calc'!A0", "\u200b=1", "'=1", "-0%", "+5", "@SUM(1)", "a,b", 'a"b', '"', "a\nb", "a\r\nb"),
    *("a\rb", "a\u2028b\x85c", "NULL", "NaN", "0012", "2024-01-01", "\ufeffx", "True", ",,", ";", "'", "𠮷", "ﬁ㎡"),
)


@pytest.fixture(params=["real", "town", "results", "hostile"])
def package(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A data package in a folder."""
    if request.param == "hostile":
        return written(data(full(cycle(HOSTILE), {name: [name, "x"] for name in HOSTILE})[0]), tmp_path)
    return written(data(loaded({"real": CONTENT, "town": TOWN, "results": RESULTS}[request.param]), BASE), tmp_path)


def complaints(package: Path) -> list[tuple[str, str]]:
    """What a validator of data packages has against a package: the kind of error, and where."""
    from frictionless import Package  # takes a third of a second

    report = Package(str(package)).validate()
    assert report.stats["tasks"] == len(json.loads(package.read_bytes())["resources"])
    return [(kind, field) for kind, field in report.flatten(["type", "fieldName"])]


def test_a_validator_finds_nothing_wrong(package: Path) -> None:
    assert complaints(package) == []


def test_a_program_that_follows_the_package_reads_the_texts_that_stand_there(tmp_path: Path) -> None:
    from frictionless import Package

    files = data(full(cycle(HOSTILE), {name: [name, "x"] for name in HOSTILE})[0])
    package = Package(str(written(files, tmp_path)))
    for table in fields.TABLES:
        texts = [column.name for column in table.fields if column.type == "string"]
        (address,) = files.tables(table.name)
        read = next(resource for resource in package.resources if f"data/{resource.path}" == address).read_rows()
        for row, cells in zip(read, files.cells(address), strict=True):
            assert {name: row[name] or "" for name in texts} == {name: cells[name] for name in texts}


def change(package: Path, table: str, old: str, new: str) -> None:
    path = package.parent / f"years/2024/{table}.csv"
    text = path.read_bytes().decode()
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode())


@pytest.mark.parametrize(
    ("table", "old", "new", "error"),
    [
        ("projects", ",40000,", ",四万,", ("type-error", "预算金额")),
        ("projects", ",40000,", ",-40000,", ("constraint-error", "预算金额")),
        ("projects", ",预算金额,", ",金额,", ("incorrect-label", "预算金额")),
        ("projects", "2024,购买社工服务费,", "2024,,", ("constraint-error", "项目名称")),
        ("indicators", ",不低于,", ",大约,", ("constraint-error", "实施周期指标值_类型")),
        ("indicators", "gonghui-huodong/index.html", "gonghui/index.html", ("foreign-key", None)),
        ("indicators", "困难职工", "退休职工", ("hash-count", None)),
    ],
)
def test_a_validator_finds_what_was_changed(
    tmp_path: Path, table: str, old: str, new: str, error: tuple[str, str | None]
) -> None:
    package = written(data(loaded(CONTENT)), tmp_path)
    change(package, table, old, new)
    assert error in complaints(package)


def test_the_package_names_who_publishes_and_invents_nothing(town: Site) -> None:
    described = data(town).json(addresses.DATAPACKAGE)
    assert described["title"] == town.settings.name
    assert described["contributors"] == [{"title": town.settings.publisher, "role": "publisher"}]
    assert not {"licenses", "created", "homepage", "version"} & set(described)


def test_every_table_is_described_and_lies_where_the_package_says(site: Site) -> None:
    files = data(site)
    described = files.json(addresses.DATAPACKAGE)["resources"]
    assert sorted(f"data/{resource['path']}" for resource in described) == sorted(files.tables())
    for resource in described:
        content = files.files[f"data/{resource['path']}"]
        assert int(resource["bytes"]) == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"


def paths(value: Any, above: str = "") -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from paths(item, f"{above}[]")
    elif isinstance(value, dict):
        for key, below in value.items():
            path = f"{above}.{key}" if above else key
            yield path
            yield from paths(below, path)


def test_the_dictionary_explains_every_key_and_no_other() -> None:
    site, _ = full(map(str, count(1)), {"数量指标": ["≥90%", "80%-90%", "2019年12月"]})
    files = data(site, BASE)
    assert {key.name for key in keys.PROJECT_KEYS} == set(paths(files.project(site.projects[0])))
    assert [key.name for key in keys.YEAR_KEYS] == list(files.json("data/years/2024/projects.json"))
    assert [key.name for key in keys.DEPARTMENT_KEYS] == list(files.json("data/departments/d.json"))


def test_the_dictionary_explains_in_words() -> None:
    columns = [column for table in fields.TABLES for column in table.fields]
    for field in (*columns, *keys.PROJECT_KEYS, *keys.YEAR_KEYS, *keys.DEPARTMENT_KEYS):
        assert re.search("[一-鿿]{2}", field.title)
        assert re.search("[一-鿿]{2}", field.description)


def test_a_kind_of_value_is_called_what_the_search_calls_it() -> None:
    assert fields.KINDS.items() <= pages.VALUE_KINDS.items()
