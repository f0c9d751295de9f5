"""The pages that lead to projects: every total, bar, indicator, date and way there, held against the records."""

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import groupby, pairwise
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import Element

import pytest
from pypinyin import lazy_pinyin

from tests import built
from tests.built import Bar, Site, body_rows, foot, main, number, of_class, rendered, section, target, text
from tests.conftest import CONTENT, HISTORY, TOWN, build
from tests.forms import (
    CATEGORIES,
    Form,
    Row,
    budget_of,
    by_category,
    departments,
    folded,
    interval,
    made,
    measurable,
    record,
    shown,
    squeezed,
)
from tests.search_site import Sample

PAGES = 14
CROWD = 100 * PAGES - 50
"""Projects of one year, for so many pages."""
UNITS, KINDS, STRANGE = 40, 30, 16
ROWS = 100
"""Rows of a page, at most."""


@pytest.fixture(scope="module")
def real(site: Path) -> Site:
    return Site(CONTENT, site)


@pytest.fixture(scope="module")
def town(town: Sample) -> Site:
    return Site(TOWN, town.folder)


@pytest.fixture(scope="module")
def county(history: Sample) -> Site:
    return Site(HISTORY, history.folder)


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A year with 1,350 projects of 40 departments and 30 kinds, and many other years with one."""
    folder = tmp_path_factory.mktemp("crowd")
    units = [f"示例单位第{place}号" for place in range(UNITS)]
    records = {}
    for place in range(CROWD):
        targets = {"数量指标": {"次数": f"{place}次"}}
        if place < STRANGE:
            targets[f"第{place}种指标"] = {"次数": "1次", "效果": "好", "影响": "大"}
        name, unit, kind = f"示例项目第{place}号", units[place % UNITS], f"第{place % KINDS}类"
        records[f"2024/p-{place}"] = record(2024, name, unit, place * place, targets, 项目类型=kind)
    for year in range(2008, 2024):
        records[f"{year}/p"] = record(year, "示例项目", units[0], year, {"数量指标": {"次数": "1次"}})
    return rendered(made(folder / "content", units, records), folder / "output")


@pytest.fixture(params=["real", "town", "county", "crowd"])
def sample(request: pytest.FixtureRequest) -> Site:
    found: Site = request.getfixturevalue(request.param)
    return found


def by(some: Iterable[Form], key: Callable[[Form], Hashable]) -> list[list[Form]]:
    found: dict[Hashable, list[Form]] = {}
    for form in some:
        found.setdefault(key(form), []).append(form)
    return list(found.values())


def year_page(year: int) -> str:
    return f"years/{year}/index.html"


def unit_page(form: Form) -> str:
    return f"departments/{form.department}/index.html"


# ---- totals ----


def summary(tree: Element) -> dict[str, list[str]]:
    """The numbers of a page's summary, as it writes them."""
    (terms,) = of_class(main(tree), "dl", "summary")
    return {name: re.findall(r"[0-9][0-9,.]*%?", words) for name, words in built.terms(terms).items()}


def assert_summary(tree: Element, some: Sequence[Form], *, with_departments: bool = True) -> None:
    found = summary(tree)
    indicators, budget = sum(len(form.rows) for form in some), budget_of(some)
    across = "" if with_departments else "各年度"
    assert number(found.pop(f"{across}预算合计")[0]) == budget
    withdrawn = sum(bool(form.get("撤回")) for form in some)
    assert [number(one) for one in found.pop(f"{across}项目")] == [len(some), *([withdrawn] if withdrawn else [])]
    count, has_number, share = found.pop("绩效指标")
    assert [number(count), number(has_number)] == [indicators, measurable(some)]
    assert_share(share, Decimal(measurable(some)), Decimal(indicators))
    if with_departments:
        assert [number(one) for one in found.pop("用款单位")] == [len({form.department for form in some})]
    assert found == {}


def assert_share(share: str | None, part: Decimal, whole: Decimal) -> None:
    if not whole:
        assert share == "—"
        return
    assert share is not None
    if share in ("<0.1%", ">99.9%"):
        assert part != (0 if share == "<0.1%" else whole)
        share = share[1:]
    assert re.fullmatch(r"[0-9]+\.[0-9]%", share)
    assert abs(Decimal(share.rstrip("%")) - part * 100 / whole) <= Decimal("0.1")


def line(form: Form, *, with_year: bool = False, with_department: bool = True) -> list[str]:
    """A project's row of a table."""
    year, department = [str(form.year)], [squeezed(form.typed["用款单位"])]
    return [
        *(year if with_year else ()),
        squeezed(form.name) + ("已撤回" if form.get("撤回") else ""),
        *(department if with_department else ()),
        squeezed(form.get("项目类型") or "—"),
        str(len(form.rows)),
        f"{form.budget:,}",
    ]


def project_table(tree: Element) -> Element:
    (table,) = (table for table in main(tree).iter("table") if table.get("class") == "list-table")
    return table


def total(some: Sequence[Form]) -> list[str]:
    return [f"{sum(len(form.rows) for form in some):,}", f"{budget_of(some):,}"]


def test_no_two_pages_share_a_title_whatever_a_page_is_called(content: Path, tmp_path: Path) -> None:
    for slug, title in (("a", "没有找到这个页面"), ("b", "没有找到这个页面"), ("c", "没有找到这个页面（b）")):
        (content / f"pages/{slug}.md").write_text(f"# {title}\n\n文字\n", "utf-8")
    folder = build(content, tmp_path / "output")
    titles = [re.search("<title>(.*)</title>", path.read_text("utf-8"))[1] for path in folder.rglob("*.html")]  # type: ignore[index]
    assert len(titles) == len(set(titles))


def test_the_home_page_sums_up_the_newest_year(sample: Site) -> None:
    year, newest = next(iter(sample.years.items()))
    tree = sample.page("index.html")
    assert text(tree.find(".//h2[@id='newest']")) == f"{year}年度"
    assert_summary(tree, newest)
    assert body_rows(project_table(tree)) == [line(form) for form in newest[:12]]
    label, *rest = foot(project_table(tree))
    assert label == f"{'全部' if len(newest) > 12 else ''}合计（{len(newest)}个项目）"
    assert [cell for cell in rest if cell] == total(newest)


def test_each_year_lists_its_projects_with_their_totals(sample: Site) -> None:
    for year, some in sample.years.items():
        pages = sample.numbered(year_page(year))
        assert len(pages) == -(-len(some) // ROWS)
        rows = []
        for page in pages:
            tree = sample.page(page)
            assert_summary(tree, some)
            found = body_rows(project_table(tree))
            assert len(found) <= ROWS
            rows += found
            label, *rest = foot(project_table(tree))
            assert label == f"{'全部' if len(pages) > 1 else ''}合计（{len(some)}个项目）"
            assert [cell for cell in rest if cell] == total(some)
        assert rows == [line(form) for form in some]


def test_each_department_lists_its_projects_with_their_totals(sample: Site) -> None:
    for some in by(sample.forms, lambda form: form.department):
        tree = sample.page(unit_page(some[0]))
        assert text(tree.find(".//h1")) == squeezed(some[0].typed["用款单位"])
        assert_summary(tree, some, with_departments=False)
        wanted = [line(form, with_year=True, with_department=False) for form in some]
        assert body_rows(project_table(tree)) == wanted
        assert [cell for cell in foot(project_table(tree)) if cell] == [f"合计（{len(some)}个项目）", *total(some)]


def test_the_list_of_years_has_the_totals_of_each(sample: Site) -> None:
    table = project_table(sample.page("years/index.html"))
    wanted = [
        [f"{year}年度", f"{len(some):,}", str(len({form.department for form in some})), *total(some)]
        for year, some in sample.years.items()
    ]
    assert body_rows(table) == wanted
    units = {form.department for form in sample.forms}
    whole = [f"{len(sample.forms):,}", str(len(units)), *total(sample.forms)]
    assert foot(table) == [f"合计（{len(wanted)}个年度）", *whole]


def test_the_list_of_departments_has_those_with_projects_and_their_totals(sample: Site) -> None:
    table = project_table(sample.page("departments/index.html"))
    units = {some[0].department: some for some in by(sample.forms, lambda form: form.department)}
    listed = [units[slug] for slug in departments(sample.content) if slug in units]
    wanted = [
        [squeezed(some[0].typed["用款单位"]), str(max(form.year for form in some)), str(len(some)), *total(some)]
        for some in listed
    ]
    found = body_rows(table)
    assert [cells[:-1] for cells in found] == wanted
    for cells, some in zip(found, listed, strict=True):
        assert_share(cells[-1], budget_of(some), budget_of(sample.forms))
    whole = ["", f"{len(sample.forms):,}", *total(sample.forms), ""]
    assert foot(table) == [f"合计（{len(listed)}个单位）", *whole]


# ---- charts ----


class Item(NamedTuple):
    """What a bar stands for."""

    label: str
    address: str | None
    numbers: tuple[Decimal, ...]


Charts = dict[str, list[Item]]


def largest(items: Iterable[Item]) -> list[Item]:
    return sorted(items, key=lambda item: -item.numbers[0])


def limited(items: list[Item], rest: str) -> list[Item]:
    """Twelve, and one for those beyond; but for a single one beyond there would be nothing to gain."""
    if len(items) <= 13:
        return items
    sums = tuple(map(sum, zip(*(item.numbers for item in items[12:]), strict=True)))
    return [*items[:12], Item(rest.format(len(items) - 12), None, sums)]  # type: ignore[arg-type]


def of_units(some: Iterable[Form]) -> list[Item]:
    units = by(some, lambda form: form.department)
    items = (Item(squeezed(unit[0].typed["用款单位"]), unit_page(unit[0]), (budget_of(unit),)) for unit in units)
    return limited(largest(items), "其余{}个单位")


def of_projects(some: Iterable[Form]) -> list[Item]:
    items = (Item(squeezed(form.name), form.page, (form.budget,)) for form in some)
    return limited(largest(items), "其余{}个项目")


def of_kinds(some: Iterable[Form]) -> list[Item]:
    kinds = by(some, lambda form: form.get("项目类型"))
    names = (squeezed(kind[0].get("项目类型") or "没有写明类型") for kind in kinds)
    items = (Item(name, None, (budget_of(kind),)) for name, kind in zip(names, kinds, strict=True))
    return limited(largest(items), "其余{}类")


def of_categories(sample: Site, some: Iterable[Form]) -> list[Item]:
    """Of each category, how many indicators have a number, how many a text, and how many, if any have, nothing."""
    addresses = category_pages(sample)
    found = by_category(some)
    sorts = 3 if any(row.value is None for rows in found.values() for row in rows) else 2
    items = []
    for name, rows in found.items():
        with_number = sum(row.is_measurable for row in rows)
        without = sum(row.value is None for row in rows)
        numbers = (Decimal(with_number), Decimal(len(rows) - with_number - without), Decimal(without))
        items.append(Item(squeezed(name), addresses[name], numbers[:sorts]))
    return items


def of_years(some: Iterable[Form]) -> list[Item]:
    years = by(some, lambda form: form.year)
    return [Item(f"{year[0].year}年度", year_page(year[0].year), (budget_of(year),)) for year in years]


def unlinked(items: Iterable[Item]) -> list[Item]:
    return [item._replace(address=None) for item in items]


def charts_of_year(sample: Site, year: int) -> Charts:
    some = sample.years[year]
    units = of_units(some)
    categories = limited(of_categories(sample, some), "其余{}类")
    first = {f"各单位预算（{year}年度，元）": units}
    if len(units) == 1:
        first = {f"各项目预算（{year}年度，元）": of_projects(some)}
    return {**first, "各类项目预算（元）": of_kinds(some), "各类指标的数量（项）": categories}


def assert_charts(sample: Site, page: str, wanted: Charts) -> None:
    """That a page has these charts, but for those of a single bar, and that all their numbers are right."""
    found = built.charts(page, sample.page(page))
    told = {caption: items for caption, items in wanted.items() if len(items) > 1}
    assert [chart.caption for chart in found] == list(told), page
    for chart in found:
        items = told[chart.caption]
        assert [Item(bar.label, bar.address, bar.numbers) for bar in chart.bars] == items, (page, chart.caption)
        is_of_years = chart.headings[0] == "年度"
        assert_drawn(chart.bars, has_shares=not is_of_years)


def assert_drawn(bars: Sequence[Bar], *, has_shares: bool) -> None:
    whole = sum(sum(bar.numbers) for bar in bars)
    longest = max(sum(bar.numbers) for bar in bars)
    for bar in bars:
        assert bar.is_hidden
        assert (bar.share is not None) == has_shares
        if has_shares:
            assert_share(bar.share, Decimal(sum(bar.numbers)), Decimal(whole))
        start = Decimal(0)
        for amount, (at, length) in zip(bar.numbers, bar.parts, strict=True):
            wanted = amount * 100 / longest if longest else Decimal(0)
            assert abs(length - wanted) <= Decimal("0.01"), bar
            assert abs(at - start) <= Decimal("0.01"), bar
            start += wanted
        assert start <= Decimal("100.01")


def test_the_charts_of_the_home_page_are_of_the_newest_year_and_of_all_years(sample: Site) -> None:
    newest = next(iter(sample.years))
    wanted = {**charts_of_year(sample, newest), "各年度预算（元）": of_years(sample.forms)}
    assert_charts(sample, "index.html", wanted)


def test_the_charts_of_a_year_are_of_its_projects_alone(sample: Site) -> None:
    for year in sample.years:
        first, *others = sample.numbered(year_page(year))
        assert_charts(sample, first, charts_of_year(sample, year))
        for page in others:
            assert_charts(sample, page, {})


def test_the_charts_of_a_department_are_of_its_projects_alone(sample: Site) -> None:
    for some in by(sample.forms, lambda form: form.department):
        wanted = {
            "各年度预算（元）": of_years(some),
            "各类项目预算（元）": of_kinds(some),
            "各类指标的数量（项）": limited(of_categories(sample, some), "其余{}类"),
        }
        assert_charts(sample, unit_page(some[0]), wanted)


def test_the_charts_of_lists_repeat_no_links(sample: Site) -> None:
    assert_charts(sample, "years/index.html", {"各年度预算（元）": unlinked(of_years(sample.forms))})
    units = unlinked(of_units(sample.forms))
    assert_charts(sample, "departments/index.html", {"各单位预算（各年度合计，元）": units})


def test_the_chart_of_all_categories_leaves_none_out(sample: Site) -> None:
    page = "indicators/index.html"
    (chart,) = built.charts(page, sample.page(page))
    wanted = of_categories(sample, sample.forms)
    sorts = ("有数值", "定性", "未设置")[: len(wanted[0].numbers)]
    assert chart.headings == ("指标类别", *sorts, "占比")
    assert [Item(bar.label, bar.address, bar.numbers) for bar in chart.bars] == wanted
    assert_drawn(chart.bars, has_shares=True)


def test_a_chart_of_a_category_counts_its_indicators_year_by_year(sample: Site) -> None:
    for name, page in category_pages(sample).items():
        counts = {year: len(rows) for year, rows in indicators(sample)[name].items()}
        folder = page.removesuffix("index.html")
        items = [Item(f"{year}年度", f"{folder}{year}/index.html", (Decimal(count),)) for year, count in counts.items()]
        assert_charts(sample, page, {f"各年度的{squeezed(name)}（项）": items})


def test_where_there_is_nothing_to_compare_nothing_is_drawn(tmp_path: Path) -> None:
    alone = {"2024/p": record(2024, "唯一的项目", "示例单位", 1, {"数量指标": {"次数": "1次"}})}
    site = rendered(made(tmp_path / "content", ["示例单位"], alone), tmp_path / "output")
    drawn = {page for page in site.pages if of_class(site.page(page), "table", "chart")}
    # There, the chart is also the way to the categories.
    assert drawn == {"indicators/index.html"}
    assert section(site.page("index.html"), "money") is None


def test_what_is_too_much_for_a_chart_is_one_bar_at_its_end(crowd: Site) -> None:
    found = {chart.caption: chart.bars for chart in built.charts("index.html", crowd.page("index.html"))}
    ends = {caption: (len(bars), bars[-1].label) for caption, bars in found.items()}
    assert ends == {
        "各单位预算（2024年度，元）": (13, f"其余{UNITS - 12}个单位"),
        "各类项目预算（元）": (13, f"其余{KINDS - 12}类"),
        "各类指标的数量（项）": (13, f"其余{1 + STRANGE - 12}类"),
        "各年度预算（元）": (17, "2008年度"),
    }


# ---- by category ----


def category_pages(sample: Site) -> dict[str, str]:
    """The pages of the categories, by name, as their list leads to them."""
    page = "indicators/index.html"
    links = main(sample.page(page)).findall(".//tbody//a")
    return {"".join(link.itertext()): target(page, link) for link in links}


@cache
def indicators(sample: Site) -> dict[str, dict[int, list[tuple[Form, Row]]]]:
    """All indicators by category and year, each with its project."""
    found: dict[str, dict[int, list[tuple[Form, Row]]]] = {}
    for form in sample.forms:
        for row in form.rows:
            found.setdefault(row.category, {}).setdefault(form.year, []).append((form, row))
    return found


class Told(NamedTuple):
    """A row of the table of a category."""

    name: str
    annual: str
    period: str
    project: str
    address: str
    anchor: str
    unit: str


def told(sample: Site, page: str) -> Iterator[Told]:
    (table,) = of_class(main(sample.page(page)), "table", "target-table")
    for name, annual, period, project, unit in built.unfolded(table):
        link = project.find("a")
        assert link is not None
        address, _, anchor = target(page, link).partition("#")
        plain = re.sub(r"（[0-9,]+项）$", "", text(name))
        yield Told(plain, text(annual), text(period), text(project), address, anchor, text(unit))


def pages_with_all(sample: Site, page: str, year: int) -> list[str]:
    """Where all indicators of a category and a year stand: on the year's pages, or the category's own."""
    folder = page.removesuffix("index.html")
    return sample.numbered(f"{folder}{year}/index.html") or [page]


def every_table(sample: Site) -> Iterator[tuple[str, int, list[str]]]:
    for name, page in category_pages(sample).items():
        for year in indicators(sample)[name]:
            yield name, year, pages_with_all(sample, page, year)


def test_every_indicator_stands_once_among_those_of_its_category_and_year(sample: Site) -> None:
    assert set(category_pages(sample)) == set(indicators(sample))
    for name, year, pages in every_table(sample):
        rows = [row for page in pages for row in told(sample, page)]
        found = Counter((row.name, row.annual, row.period, row.project, row.address, row.unit) for row in rows)
        wanted = Counter(
            (
                *(squeezed(row.name), shown(row.annual), shown(row.period)),
                *(squeezed(form.name), form.page, squeezed(form.short_name)),
            )
            for form, row in indicators(sample)[name][year]
        )
        assert found == wanted, (name, year)


def test_a_row_leads_to_the_row_of_its_form(real: Site, town: Site, county: Site) -> None:
    for sample in (real, town, county):
        seen = Counter[str]()
        for _, _, pages in every_table(sample):
            for row in (row for page in pages for row in told(sample, page)):
                lines = {line.get("id"): line for line in sample.page(row.address).iter("tr")}
                (name,) = of_class(lines[row.anchor], "th", "level-3")
                values = of_class(lines[row.anchor], "td", "value")[:2]
                assert [text(name), *map(text, values)] == [row.name, row.period, row.annual]
                seen[f"{row.address}#{row.anchor}"] += 1
        assert set(seen.values()) == {1}


def test_one_name_stands_together_and_what_is_used_most_comes_first(sample: Site) -> None:
    for name, year, pages in every_table(sample):
        names = [folded(row.name) for page in pages for row in told(sample, page)]
        runs = [(one, len(list(same))) for one, same in groupby(names)]
        assert len(runs) == len(set(names)), (name, year)
        assert [count for _, count in runs] == sorted((count for _, count in runs), reverse=True), (name, year)


def test_a_name_says_how_often_it_is_used_on_all_pages(crowd: Site, county: Site) -> None:
    for page in crowd.numbered("indicators/shuliang/2024/index.html"):
        (table,) = of_class(main(crowd.page(page)), "table", "target-table")
        assert [text(cell) for cell in table.findall("tbody/tr/th")] == [f"次数（{CROWD:,}项）"]
    # Each spelling of a name is shown as it was typed.
    (table,) = of_class(main(county.page("indicators/shixiao/2023/index.html")), "table", "target-table")
    names = [text(cell) for cell in table.findall("tbody/tr/th")]
    assert names[:2] == ["资金支付及时率(%)", "资金支付及时率（%）"]


def test_a_category_begins_with_its_newest_year(sample: Site) -> None:
    for name, page in category_pages(sample).items():
        newest = max(indicators(sample)[name])
        first, *_ = pages_with_all(sample, page, newest)
        assert list(told(sample, page)) == list(told(sample, first))
        lead = text(of_class(sample.page(page), "p", "lead")[0])
        assert lead.startswith(f"{newest}年度有{len(indicators(sample)[name][newest]):,}项{squeezed(name)}。")


def test_known_categories_have_readable_addresses_and_others_one_of_their_own(sample: Site) -> None:
    pages = category_pages(sample)
    slugs = {name: page.removeprefix("indicators/").removesuffix("/index.html") for name, page in pages.items()}
    assert len(set(slugs.values())) == len(slugs)
    for name, slug in slugs.items():
        if name in CATEGORIES:
            assert slug.replace("-", "") == "".join(lazy_pinyin(name.removesuffix("指标")))
        else:
            assert re.fullmatch("other-[0-9a-f]{16}", slug)
        assert text(sample.page(pages[name]).find(".//h1")) == squeezed(name)


def test_an_address_that_was_published_stays(town: Site, county: Site) -> None:
    for sample in (town, county):
        assert category_pages(sample)["安全指标"] == "indicators/other-204708b74a0e4da4/index.html"


def test_other_names_of_a_category_lead_to_the_same_page(town: Site, county: Site) -> None:
    labels = {
        level_2
        for sample in (town, county)
        for form in sample.forms
        for seconds in form.typed["绩效指标"].values()
        for level_2 in seconds
    }
    assert {"可持续影响", "社会公众或服务对象满意度", "社会公众满意度指标", "预算(或投资规模)控制指标"} <= labels
    names = {*category_pages(town), *category_pages(county)}
    assert {name for name in names if "满意度" in name or "可持续" in name or "控制" in name} == {
        "可持续影响指标",
        "服务对象满意度指标",
    }


# ---- what happened when ----

TIMELINE = "timeline/index.html"


@pytest.fixture(scope="module")
def calendar(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Projects that were published sooner and later, with dates that aren't all there."""
    dates: dict[int, list[tuple[str, str | None, str | None]]] = {
        2024: [
            ("当天", "2024-03-01", "2024-03-01"),
            ("二十天", "2024-02-10", "2024-03-01"),
            ("跨年二十一天", "2023-12-20", "2024-01-10"),
            ("三十五天", "2024-03-01", "2024-04-05"),
            ("颠倒", "2024-03-05", "2024-03-01"),
            ("没有公开日期", "2024-03-01", None),
        ],
        2023: [
            ("没有批复日期", None, "2023-03-01"),
            ("跨年二十天", "2022-12-20", "2023-01-09"),
            ("没有日期", None, None),
        ],
    }
    folder = tmp_path_factory.mktemp("calendar")
    records = {}
    for year, projects in dates.items():
        for place, (name, approved, disclosed) in enumerate(projects):
            typed = record(year, name, "示例单位", 1, {"数量指标": {"次数": "1次"}})
            typed |= {"批复": {"日期": approved}} if approved else {}
            typed |= {"公开": {"日期": disclosed}} if disclosed else {}
            records[f"{year}/p-{place}"] = typed
    records["2024/p-0"]["更正"] = [
        {"日期": "2024-03-02", "内容": "改了名称"},
        {"日期": "2024-05-01", "内容": "改了金额"},
    ]
    records["2024/p-1"]["撤回"] = {"日期": "2024-03-02", "理由": "批错了"}
    return rendered(made(folder / "content", ["示例单位"], records), folder / "output")


def events(tree: Element) -> list[list[str]]:
    """Day, what happened, the project, and what is said of it."""
    return [
        [text(item.find("time")), *(text(part) for part in item if part.tag != "time")]
        for events in of_class(tree, "ol", "events")
        for item in events
    ]


def expected_events(some: Iterable[Form]) -> list[list[str]]:
    found: list[tuple[date, list[str]]] = []
    for form in some:
        for day, what, words in form.dated():
            said = words if what != "公开" else None if form.days is None else interval(form.days)
            told = [str(day), what, f"{squeezed(form.name)}（{form.year}年度）"]
            found.append((day, told + ([squeezed(said)] if said else [])))
    return [told for _, told in sorted(found, key=lambda event: event[0], reverse=True)]


@pytest.mark.parametrize("name", ["town", "county", "calendar"])
def test_the_timeline_has_all_that_is_dated_the_newest_first(name: str, request: pytest.FixtureRequest) -> None:
    sample: Site = request.getfixturevalue(name)
    pages = sample.numbered(TIMELINE)
    found = [event for page in pages for event in events(sample.page(page))]
    assert found == expected_events(sample.forms)
    assert events(sample.page("index.html")) == found[:5]
    for page in pages:
        links = [target(page, link) for link in of_class(sample.page(page), "ol", "events")[0].iter("a")]
        assert set(links) <= {form.page for form in sample.forms}


def test_days_are_counted_as_a_person_counts_them(calendar: Site) -> None:
    assert events(calendar.page(TIMELINE)) == [
        ["2024-05-01", "更正", "当天（2024年度）", "改了金额"],
        ["2024-04-05", "公开", "三十五天（2024年度）", "批复后第35天，超过20日"],
        ["2024-03-02", "更正", "当天（2024年度）", "改了名称"],
        ["2024-03-02", "撤回", "二十天（2024年度）", "批错了"],
        ["2024-03-01", "公开", "当天（2024年度）", "批复当天"],
        ["2024-03-01", "公开", "二十天（2024年度）", "批复后第20天"],
        ["2024-03-01", "公开", "颠倒（2024年度）"],
        ["2024-01-10", "公开", "跨年二十一天（2024年度）", "批复后第21天，超过20日"],
        ["2023-03-01", "公开", "没有批复日期（2023年度）"],
        ["2023-01-09", "公开", "跨年二十天（2023年度）", "批复后第20天"],
    ]
    duty = section(calendar.page(TIMELINE), "duty")
    assert duty is not None
    assert body_rows(next(duty.iter("table"))) == [["2024年度", "2", "2", "2"], ["2023年度", "1", "0", "2"]]
    assert text(duty.find("p")) == (
        "法律规定，批复后20日内应当向社会公开（预算法第十四条）。写明了批复日期和公开日期的项目有5个，"
        "其中3个在20日以内公开，2个超过20日。另有4个项目日期不全，或者公开日期早于批复日期，无法计算。"
    )


@pytest.mark.parametrize("name", ["town", "county"])
def test_each_year_says_how_many_were_published_in_time(name: str, request: pytest.FixtureRequest) -> None:
    sample: Site = request.getfixturevalue(name)
    duty = section(sample.page(TIMELINE), "duty")
    assert duty is not None
    wanted = [[f"{year}年度", *map(str, punctuality(some))] for year, some in sample.years.items()]
    assert body_rows(next(duty.iter("table"))) == wanted
    in_time, late, unknown = punctuality(sample.forms)
    numbers = [int(found) for found in re.findall(r"([0-9]+)个", text(duty.find("p")))]
    assert numbers == [in_time + late, in_time, *(count for count in (late, unknown) if count)]


def punctuality(some: Iterable[Form]) -> tuple[int, int, int]:
    days = [form.days for form in some]
    in_time = sum(day is not None and day <= 20 for day in days)
    unknown = days.count(None)
    return in_time, len(days) - in_time - unknown, unknown


def test_where_nothing_is_dated_there_is_no_timeline_and_no_way_to_it(real: Site, crowd: Site) -> None:
    for sample in (real, crowd):
        assert not (sample.folder / "timeline").exists()
        for page in ("index.html", "sitemap/index.html", "years/2024/index.html", real.forms[0].page):
            if page in sample.pages:
                html = (sample.folder / page).read_text("utf-8")
                assert "timeline" not in html
                assert "最近公开" not in html


# ---- ways ----


@pytest.mark.parametrize("name", ["real", "town", "county", "calendar", "crowd"])
def test_links_lead_from_the_home_page_to_every_page(name: str, request: pytest.FixtureRequest) -> None:
    sample: Site = request.getfixturevalue(name)
    assert sample.pages - built.reached(sample) == {"404.html"}


def test_the_site_map_leads_to_every_year_department_and_category(sample: Site) -> None:
    page = "sitemap/index.html"
    links = {target(page, link) for link in main(sample.page(page)).iter("a")}
    wanted = {year_page(year) for year in sample.years}
    wanted |= {unit_page(form) for form in sample.forms}
    wanted |= set(category_pages(sample).values())
    assert wanted <= links
    assert [link for link in links if not (sample.folder / link).is_file()] == []


NUMBERS = {
    1: "1 2 3 … 14",
    2: "1 2 3 4 … 14",
    4: "1 2 3 4 5 6 … 14",
    5: "1 … 3 4 5 6 7 … 14",
    7: "1 … 5 6 7 8 9 … 14",
    11: "1 … 9 10 11 12 13 14",
    14: "1 … 12 13 14",
}


@pytest.mark.parametrize("first", ["years/2024/index.html", "indicators/shuliang/2024/index.html"])
def test_a_page_of_a_long_list_leads_to_the_first_the_last_and_its_neighbours(crowd: Site, first: str) -> None:
    pages = crowd.numbered(first)
    assert len(pages) == PAGES
    for place, page in enumerate(pages, 1):
        (numbers,) = of_class(crowd.page(page), "nav", "pagination")
        entries = numbers.findall("ol/li")
        if place in NUMBERS:
            assert [text(entry) for entry in entries] == NUMBERS[place].split()
        for entry in entries:
            if link := entry.find("a"):
                assert target(page, link) == pages[int(text(link)) - 1]
        (current,) = (span for span in numbers.iter("span") if span.get("aria-current") == "page")
        assert text(current) == str(place)
        neighbours = {str(link.get("rel")): target(page, link) for link in numbers.findall("a")}
        wanted = {"prev": pages[place - 2] if place > 1 else None, "next": pages[place] if place < PAGES else None}
        assert neighbours == {name: address for name, address in wanted.items() if address}


def test_a_short_list_has_no_page_numbers(real: Site, town: Site, county: Site) -> None:
    for sample in (real, town, county):
        assert [page for page in sample.pages if of_class(sample.page(page), "nav", "pagination")] == []


def test_the_rows_of_a_category_are_divided_like_those_of_a_year(crowd: Site) -> None:
    pages = crowd.numbered("indicators/shuliang/2024/index.html")
    counts = [len(list(told(crowd, page))) for page in pages]
    assert counts == [ROWS] * (PAGES - 1) + [CROWD - ROWS * (PAGES - 1)]
    budgets = [int(re.findall("[0-9]+", row.project)[0]) for page in pages for row in told(crowd, page)]
    assert all(a > b for a, b in pairwise(budgets))
