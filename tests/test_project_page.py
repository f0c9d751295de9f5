"""A project's page as a reader meets it: what it is for, what changed, what belongs to it, and how it prints."""

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

import pytest
import yaml
import zxingcpp
from playwright.sync_api import Page, expect

from tests.built import SVG, Site, main, number, of_class, rendered, section, target, terms, text
from tests.conftest import CONTENT, HISTORY, ROOT, TOWN, served
from tests.forms import CATEGORIES, Form, Row, folded, interval, made, record, settings, shown, squeezed
from tests.full_site import BASE_URL
from tests.search_site import Sample

SAMPLES = ("real", "town", "county", "made_up")


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
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A project of nine years, whose department has ten others in the last one."""
    folder = tmp_path_factory.mktemp("made")
    records = {
        f"{year}/long": record(
            year, "九年项目", "甲单位", year, {"数量指标": {"次数": f"{year}次", f"{year}年的事": "1件"}}
        )
        for year in range(2016, 2025)
    }
    for place, budget in enumerate((5, 900, 40, 40, 7, 800, 40, 0, 1000, 40)):
        records[f"2024/p-{place}"] = record(2024, f"项目{place}", "甲单位", budget, {"数量指标": {"次数": "1次"}})
    records["2024/q"] = record(2024, "乙单位的项目", "乙单位", 5000, {"数量指标": {"次数": "1次"}})
    records["2024/q"]["原件"] = {"文件": "originals/large.pdf"}
    content = made(folder / "content", ["甲单位", "乙单位"], records)
    (content / "originals").mkdir()
    (content / "originals/large.pdf").write_bytes(b"%PDF-1.7\n" + bytes(2_345_678))
    return rendered(content, folder / "output")


@pytest.fixture(params=SAMPLES)
def sample(request: pytest.FixtureRequest) -> Site:
    found: Site = request.getfixturevalue(request.param)
    return found


def only(found: Iterable[Element]) -> Element | None:
    elements = list(found)
    assert len(elements) <= 1
    return elements[0] if elements else None


# ---- what it is for ----

LEADS = {
    "projects/2024/gonghui-huodong/": (
        "春节前帮扶慰问困难职工；联合应急分局等部门推动企业安全生产和工会劳动保护工作；"
        "每年举办至少一场职工劳动技能竞赛（镇级文体活动）……"
    ),
    "projects/2024/goumai-shegong-fuwufei/": (
        "通过本项目的开展，招聘社工2人，确保招聘的人员符合合同条件，社工空岗天数不多于60天……"
    ),
}


def lead(sample: Site, form: Form) -> str:
    found = only(of_class(main(sample.page(form.page)), "p", "lead"))
    assert found is not None
    return text(found)


def test_the_real_projects_say_in_a_line_what_they_are_for(real: Site) -> None:
    assert {form.address: lead(real, form) for form in real.forms} == LEADS


def test_a_lead_is_made_of_the_goal_s_own_words_in_their_order(sample: Site) -> None:
    for form in sample.forms:
        goal = squeezed(form.get("总体绩效目标", "年度目标") or form.get("总体绩效目标", "实施周期总目标"))
        clauses = [clause for clause in re.split("[，。；;！!]|……", lead(sample, form)) if clause]
        assert clauses, form.address
        assert sum(map(len, clauses)) <= 160
        at = 0
        for clause in clauses:
            at = goal.find(clause, at)
            assert at >= 0, (form.address, clause)


# ---- the years side by side ----


@pytest.fixture(scope="module")
def expected() -> dict[str, Any]:
    table: dict[str, Any] = yaml.safe_load((ROOT / "tests/data/expected_changes.yaml").read_text("utf-8"))
    return table


class Cell(NamedTuple):
    """An indicator in one year: what is shown of it, without white space."""

    name: str
    value: str | None
    note: str | None
    change: str | None
    moved_from: str | None


READ = """(table) => {
    const words = (element) => element?.textContent.replace(/\\s+/g, "") ?? null;
    const value = (cell) => {
        const span = cell.querySelector(":scope > span:not(.note, .change, .moved)")?.cloneNode(true);
        span?.querySelector(".note")?.remove();
        return words(span);
    };
    const [head, budgets, ...groups] = [table.tHead, ...table.tBodies].map((part) => [...part.rows]);
    const years = (row) => [...row.cells].slice(1);
    return {
        years: years(head[0]).map((cell) => [words(cell), cell.querySelector("a")?.href ?? null]),
        here: [head, budgets, ...groups].flat().map((row) =>
            years(row).flatMap((cell, at) => cell.classList.contains("is-here") ? [at] : [])),
        budgets: years(budgets[0]).map(words),
        groups: groups.map(([first, ...rows]) => [words(first), rows.map((row) => [
            words(row.cells[0]),
            years(row).map((cell) => [value(cell), words(cell.querySelector(":scope > span:not(.change) .note")),
                words(cell.querySelector(".change")), words(cell.querySelector(".moved")), words(cell)]),
        ])]),
    };
}"""


class Comparison(NamedTuple):
    """历年对照 as the browser shows it."""

    years: list[tuple[str, str | None]]
    here: list[list[int]]
    """For each row, in which columns the page says that it is this year's."""
    budgets: list[str]
    groups: list[tuple[str, list[tuple[str, list[list[str | None]]]]]]

    def column(self, at: int) -> list[Cell]:
        """The indicators that are there in a year, or were there the year before."""
        rows = [(name, cells[at]) for _, lines in self.groups for name, cells in lines]
        for _, (value, _, change, _, whole) in rows:
            assert value or change or whole == "—"
        return [Cell(folded(name), *cell[:4]) for name, cell in rows if cell[0] or cell[2]]


def comparison(page: Page, address: str) -> Comparison:
    page.goto(address)
    table = page.locator("table.history-table")
    expect(table).to_be_visible()
    found = table.evaluate(READ)
    return Comparison(**{**found, "years": [tuple(year) for year in found["years"]]})


def values(row: Row) -> tuple[str, str | None]:
    """The value of a row that the comparison shows, and what stands in brackets behind it."""
    if row.annual is None:
        return shown(row.period), "（实施周期值）" if row.period else None
    return shown(row.annual), f"（{squeezed(row.period)}）" if row.period not in (row.annual, None) else None


def expected_column(chain: dict[str, Any], forms: list[Form], at: int) -> Iterator[Cell]:
    """A column as it was written by hand, with the values of the forms; those of the first year alone have no word."""
    rows = forms[at].rows
    if at == 0:
        yield from (Cell(folded(row.name), *values(row), None, None) for row in rows)
        return
    before = {folded(row.name): row for row in forms[at - 1].rows}
    told = chain["changes"][at - 1]["rows"]
    for row, change in zip(rows, told[: len(rows)], strict=True):
        assert row.name == change["name"]
        word = ("周期值" if change.get("scope") else "") + change["change"]
        moved = f"原属{squeezed(before[folded(row.name)].category)}" if change.get("moved") else None
        yield Cell(folded(row.name), *values(row), word, moved)
    for change in told[len(rows) :]:
        assert change["change"] == "取消"
        yield Cell(folded(change["name"]), None, None, "取消", None)


def counts(sentence: str) -> dict[str, int]:
    return {word: int(count) for word, count in re.findall("(新增|取消|调高|调低|不变|有改动)([0-9]+)项", sentence)}


def test_the_years_stand_side_by_side_as_a_person_compares_them(
    page: Page, county: Site, expected: dict[str, Any]
) -> None:
    forms = {form.address: form for form in county.forms}
    with served(county.folder) as root:
        for chain in expected["chains"]:
            years = [forms[address] for address in chain["pages"]]
            for at, form in enumerate(years):
                found = comparison(page, root + form.page)
                assert found.years == [
                    (f"{one.year}年度", f"{root}{one.page}") if one is not form else (f"{one.year}年度（本页）", None)
                    for one in years
                ]
                is_head = [not cells for cells in found.here]
                assert [cells for cells in found.here if cells] == [[at]] * (len(found.here) - sum(is_head))
                assert sum(is_head) == len(found.groups)
                assert found.budgets == [f"{one.budget:,}" for one in years]
                for place in range(len(years)):
                    wanted = Counter(expected_column(chain, years, place))
                    assert Counter(found.column(place)) == wanted, (chain["name"], years[place].year)
                assert_last_year_as_typed(found, years[-1])


def assert_last_year_as_typed(found: Comparison, form: Form) -> None:
    """The newest form's indicators stand under its own names and categories."""
    there = Counter((group, name) for group, rows in found.groups for name, cells in rows if cells[-1][0])
    assert there == Counter((squeezed(row.category), squeezed(row.name)) for row in form.rows)
    known = [CATEGORIES.index(group) for group, _ in found.groups if group in CATEGORIES]
    assert known == sorted(set(known))


def test_a_sentence_sums_up_what_changed(county: Site, expected: dict[str, Any]) -> None:
    forms = {form.address: form for form in county.forms}
    for chain in expected["chains"]:
        first, *others = (forms[address] for address in chain["pages"])
        part = section(county.page(first.page), "history")
        assert part is not None
        assert f"{first.year}年度是这个项目最早的一年" in text(part.find("p"))
        assert counts(text(part.find("p"))) == {}
        before = first
        for form, change in zip(others, chain["changes"], strict=True):
            part = section(county.page(form.page), "history")
            assert part is not None
            sentence = text(part.find("p"))
            budget = f"由{before.budget:,}元变为{form.budget:,}元" if before.budget != form.budget else "不变"
            assert sentence.startswith(f"与{change['against']}年度相比：预算{budget}；")
            assert counts(sentence) == {word: count for word, count in change["counts"].items() if count}
            # The table of this very page has as many of each.
            column = [str(year.year) for year in map(forms.__getitem__, chain["pages"])].index(str(form.year))
            told = [text(cell) for row in part.iter("tr") for cell in list(row)[column + 1 : column + 2]]
            words = Counter(word for cell in told for word in re.findall("新增|取消|调高|调低|不变|有改动", cell))
            assert words == counts(sentence)
            before = form


def test_a_project_of_one_year_has_a_sentence_and_no_table(real: Site, county: Site, expected: dict[str, Any]) -> None:
    alone = {county: expected["alone"], real: [form.address for form in real.forms]}
    for sample, addresses in alone.items():
        for address in addresses:
            part = section(sample.page(f"{address}index.html"), "history")
            assert part is not None
            year = address.split("/")[1]
            heading, sentence = (text(element) for element in part)
            assert heading == "历年对照"
            if "kunnan-bangfu" in address:  # this year has two of its records
                assert sentence.startswith("这个项目有的年度公开了不止一份批复")
                assert len(part.findall(".//a")) == 3
            else:
                assert (
                    sentence == f"本站目前只公开了这个项目{year}年度的批复。公开其他年度以后，这里逐项列出指标的变化。"
                )


def test_of_many_years_six_are_shown_with_this_one_and_the_one_before(made_up: Site) -> None:
    years = list(range(2016, 2025))
    for year in years:
        part = section(made_up.page(f"projects/{year}/long/index.html"), "history")
        assert part is not None
        heads = [text(cell) for cell in part.findall(".//thead/tr/th")[1:]]
        found = [int(head[:4]) for head in heads]
        assert len(found) == 6
        assert found == list(range(found[0], found[0] + 6))
        assert [head for head in heads if "本页" in head] == [f"{year}年度（本页）"]
        assert year == 2016 or year - 1 in found
        # What came and went in other years alone is left out.
        names = [text(row.find("th")) for row in part.findall(".//tbody/tr")]
        wanted = {f"{shown}年的事" for shown in found} | ({f"{found[0] - 1}年的事"} if found[0] > 2016 else set())
        assert {name for name in names if name.endswith("年的事")} == wanted


# ---- what belongs to it ----


def test_the_other_projects_of_the_department_come_by_size(sample: Site) -> None:
    for form in sample.forms:
        others = [
            other
            for other in sample.forms
            if (other.year, other.department) == (form.year, form.department) and other is not form
        ]
        others.sort(key=lambda other: -other.budget)
        part = section(sample.page(form.page), "siblings")
        if not others:
            assert part is None
            continue
        assert part is not None
        links = [(target(form.page, item[0]), text(item[0]), text(item[1])) for item in part.iter("li")]
        assert links == [(other.page, squeezed(other.name), f"{other.budget:,}元") for other in others[:6]]
        more = [target(form.page, link) for link in part.findall("p/a")]
        assert more == ([f"departments/{form.department}/index.html"] if len(others) > 6 else [])


def test_corrections_are_announced_at_the_top_and_listed_the_newest_first(sample: Site) -> None:
    for form in sample.forms:
        corrections = [(day, words) for day, what, words in form.dated() if what == "更正"]
        corrections.sort(key=lambda correction: correction[0], reverse=True)
        tree = sample.page(form.page)
        notices = [text(notice) for notice in of_class(tree, "p", "notice")]
        part = section(tree, "corrections")
        if not corrections:
            assert part is None
            assert notices == []
            continue
        assert part is not None
        assert [text(item) for item in part.iter("li")] == [
            f"{day}{squeezed(words or '')}" for day, words in corrections
        ]
        assert notices == [f"公开以后有{len(corrections)}处更正，最近一次在{corrections[0][0]}。"]
        (header,) = of_class(tree, "header", "page-header")
        (notice,) = of_class(header, "p", "notice")
        assert [link.get("href") for link in notice.iter("a")] == ["#corrections"]


def test_a_withdrawal_is_told_at_the_top(sample: Site) -> None:
    for form in sample.forms:
        withdrawn = form.get("撤回")
        warnings = [text(one) for one in of_class(main(sample.page(form.page)), "div", "notice--warning")]
        day, reason = (withdrawn["日期"], squeezed(withdrawn["理由"])) if withdrawn else ("", "")
        assert warnings == ([f"这份批复已于{day}撤回。{reason}"] if withdrawn else [])


def test_an_original_comes_with_its_size_and_checksum(sample: Site) -> None:
    for form in sample.forms:
        part = section(sample.page(form.page), "disclosure")
        assert part is not None
        items = [item for item in part.iter("li") if "批复原件" in text(item)]
        file = form.get("原件", "文件")
        assert len(items) == (1 if file else 0)
        for item in items:
            original = (sample.content / file).read_bytes()
            assert target(form.page, item[0]) == file
            assert (sample.folder / file).read_bytes() == original
            assert text(item.find(".//code")) == hashlib.sha256(original).hexdigest()
            size = f"{len(original) / 1e6:.1f}MB" if len(original) >= 1e6 else f"{max(1, round(len(original) / 1e3))}KB"
            assert text(item[1]).startswith(f"{file.rpartition('.')[2].upper()}，{size}；SHA-256")


def test_a_page_says_how_soon_it_was_published(sample: Site) -> None:
    for form in sample.forms:
        part = section(sample.page(form.page), "disclosure")
        assert part is not None
        told = [text(line) for line in part.findall("p")]
        assert told == ([] if form.days is None else [f"{interval(form.days)}公开。"]), form.address


def test_the_catalogue_has_what_is_known_and_no_empty_entry(sample: Site) -> None:
    site = settings(sample.content)
    column = site.get("栏目", {})
    for form in sample.forms:
        wanted = {
            "索引号": form.get("公开", "索引号"),
            "分类": column.get("名称"),
            "发布机构": site["主办单位"],
            "成文日期": form.get("批复", "日期"),
            "名称": f"{form.year}年度{form.name}绩效目标批复",
            "文号": form.get("批复", "文号"),
            "发布日期": form.get("公开", "日期"),
            "主题词": "、".join(column.get("关键词", ())),
        }
        (found,) = of_class(main(sample.page(form.page)), "dl", "catalogue")
        assert list(terms(found).items()) == [(name, squeezed(value)) for name, value in wanted.items() if value]


def test_the_summary_has_the_budget_and_counts_of_the_form(sample: Site) -> None:
    for form in sample.forms:
        (found,) = of_class(main(sample.page(form.page)), "dl", "summary")
        told = terms(found)
        assert number(told[f"{form.year}年预算金额"].partition("元")[0]) == form.budget
        assert told["绩效指标"] == f"{len(form.rows)}项{sum(row.is_measurable for row in form.rows)}项有数值"


# ---- its address ----


def read_code(pixels: bytes, width: int, height: int) -> list[str]:
    """What the barcodes of a grey picture say."""
    # Its type says neither that it takes a buffer.
    found = zxingcpp.read_barcodes(memoryview(pixels).cast("B", (height, width)))
    return [code.text for code in found]


def picture(drawing: Element, scale: int = 4, margin: int = 4) -> tuple[bytes, int, int]:
    """A QR code of an SVG as grey pixels, with the white around it that a reader needs."""
    _, _, width, height = map(int, str(drawing.get("viewBox")).split())
    rows = [[255] * (width + 2 * margin) for _ in range(height + 2 * margin)]
    path = drawing.find(f"{SVG}path")
    assert path is not None
    for x, y, length in re.findall(r"M([0-9]+) ([0-9]+)\.5h([0-9]+)", str(path.get("d"))):
        for module in range(int(length)):
            rows[int(y) + margin][int(x) + margin + module] = 0
    pixels = b"".join(bytes(grey for grey in row for _ in range(scale)) for row in rows for _ in range(scale))
    return pixels, len(rows[0]) * scale, len(rows) * scale


def test_a_page_names_its_lasting_address_and_draws_it(county: Site) -> None:
    base = settings(HISTORY)["网址"]
    for form in county.forms:
        found = only(of_class(county.page(form.page), "div", "permanent"))
        assert found is not None
        link = found.find("p/a")
        assert link is not None
        assert link.get("href") == text(link) == base + form.address
        drawing = found.find(f"{SVG}svg")
        assert drawing is not None
        assert read_code(*picture(drawing)) == [base + form.address]


def test_without_a_base_address_there_is_neither_a_lasting_link_nor_a_code(real: Site, town: Site) -> None:
    for sample in (real, town):
        for form in sample.forms:
            tree = sample.page(form.page)
            assert of_class(tree, "div", "permanent") == []
            assert [one for one in tree.iter(f"{SVG}svg") if one.get("class") == "qr"] == []


# ---- paper ----


@pytest.fixture(scope="module")
def official(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, str]]:
    """The real content with a base address, and where it is served."""
    site = rendered(CONTENT, tmp_path_factory.mktemp("official"), BASE_URL)
    with served(site.folder) as root:
        yield site, root


def sheets(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page(?!s)", pdf))


def test_a_real_project_fills_one_sheet_of_paper(page: Page, official: tuple[Site, str]) -> None:
    site, root = official
    for form in site.forms:
        page.goto(root + form.page)
        pdf = page.pdf(format="A4", prefer_css_page_size=True)
        width, height = map(float, re.findall(rb"/MediaBox \[0 0 ([0-9.]+) ([0-9.]+)\]", pdf)[0])
        assert (round(width), round(height)) == (595, 842)
        assert sheets(pdf) == 1, form.address


def test_paper_has_the_code_instead_of_the_ways_to_elsewhere(page: Page, county: Site) -> None:
    with served(county.folder) as root:
        page.goto(f"{root}projects/2022/wenti-huodong/index.html")
        code = page.locator(".permanent svg")
        parts = [
            page.get_by_role("heading", name="历年对照"),
            page.locator("table.history-table"),
            page.get_by_role("heading", name="公开和下载"),
            page.get_by_role("link", name="本项目的数据"),
        ]
        expect(code).to_be_hidden()
        for part in parts:
            expect(part).to_be_visible()
        page.emulate_media(media="print")
        expect(code).to_be_visible()
        for part in parts:
            expect(part).to_be_hidden()
        expect(page.locator(".form-table")).to_be_visible()
        expect(page.get_by_role("heading", name="更正")).to_be_visible()
        address = page.get_by_text("https://example.org/xianzhi/jixiao/projects/2022/wenti-huodong/")
        expect(address).to_be_visible()
        page.goto(f"{root}projects/2022/slx-zgh/kunnan-bangfu/index.html")
        expect(page.locator("section", has_text="该单位2022年度的其他项目")).to_be_hidden()


GREY = """async (png) => {
    const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
    const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    const grey = Array.from({ length: data.length / 4 }, (_, at) => String.fromCharCode(data[4 * at]));
    return [btoa(grey.join("")), image.width, image.height];
}"""


def test_a_telephone_reads_the_code_off_the_paper(new_page: Callable[..., Page], official: tuple[Site, str]) -> None:
    site, root = official
    page = new_page(viewport={"width": 794, "height": 1123}, device_scale_factor=2)
    page.emulate_media(media="print")
    for form in site.forms:
        page.goto(root + form.page)
        page.locator("h1").evaluate("(heading) => { heading.textContent = heading.textContent.repeat(30); }")
        # With whatever is printed beside the code, were the name ever so long.
        png = page.screenshot(clip={"x": 494, "y": 0, "width": 300, "height": 250})
        page.goto("about:blank")
        grey, width, height = page.evaluate(GREY, base64.b64encode(png).decode())
        assert read_code(base64.b64decode(grey), width, height) == [BASE_URL + form.address]
