"""Every built page: links, HTML, tables, small screens, paper, and nothing hostile comes alive."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlencode, urljoin, urlsplit
from xml.etree.ElementTree import Element

import html5lib
import pytest
from playwright.sync_api import Locator, Page, expect
from pypinyin import lazy_pinyin

from builder.content import load
from builder.model import Project, Record
from tests.conftest import CONTENT, ROOT, build, served
from tests.search_site import Sample as Shown

TOWN = ROOT / "tests/sites/town/content"
MANY = 250
"""Projects of one year, so that its table takes several pages."""

HOSTILE = ("alert(1)", "{{7*7}}", "{% raw %}")
OUTSIDE = (
    "http://www.gov.cn",
    "https://www.gov.cn/",
    "https://example.org/",
    "https://beian.miit.gov.cn/",
    "https://beian.mps.gov.cn/",
)


class Sample(NamedTuple):
    """A built site, where it is served, and what it is made of."""

    content: Path
    folder: Path
    address: str

    @property
    def pages(self) -> list[str]:
        """The addresses of all its pages."""
        return sorted(path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*.html"))

    @property
    def projects(self) -> tuple[Project, ...]:
        site = load(self.content).site
        assert site
        return site.projects


@pytest.fixture(scope="module")
def real(site: Path, address: str) -> Sample:
    return Sample(CONTENT, site, address)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sample]:
    folder = build(TOWN, tmp_path_factory.mktemp("town") / "output")
    with served(folder) as address:
        yield Sample(TOWN, folder, address)


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sample]:
    """A site with so many projects in one year that their table takes several pages."""
    content = tmp_path_factory.mktemp("crowd") / "content"
    (content / "projects/2024").mkdir(parents=True)
    for name in ("site.yaml", "departments.yaml"):
        (content / name).write_bytes((TOWN / name).read_bytes())
    for number in range(MANY):
        record = f"""
            预算年度: 2024
            项目名称: 示例项目第{number}号{"名称很长的" * (number % 7)}
            用款单位: 示例镇中心小学
            预算金额: {number * 1000}
            总体绩效目标: {{年度目标: 办好}}
            绩效指标: {{产出指标: {{数量指标: [{{三级指标: 次数, 当年度指标值: {number}次}}]}}}}
        """
        (content / f"projects/2024/p-{number}.yaml").write_text(record.replace("\n            ", "\n"), "utf-8")
    folder = build(content, content.with_name("output"))
    with served(folder) as address:
        yield Sample(content, folder, address)


@pytest.fixture(params=["real", "town", "crowd"])
def sample(request: pytest.FixtureRequest) -> Sample:
    found: Sample = request.getfixturevalue(request.param)
    return found


# ---- the files, without a browser ----


@cache
def parsed(path: Path) -> Element:
    tree: Element = html5lib.parse(path.read_bytes(), transport_encoding="utf-8", namespaceHTMLElements=False)
    return tree


def test_every_page_is_valid_html(sample: Sample) -> None:
    # The projects of the crowd differ in their numbers only.
    for page in (page for page in sample.pages if not page.startswith("projects/2024/p-")):
        html5lib.HTMLParser(strict=True).parse((sample.folder / page).read_bytes(), transport_encoding="utf-8")


def test_no_page_has_two_elements_with_one_id(sample: Sample) -> None:
    for page in sample.pages:
        ids = [element.get("id") for element in parsed(sample.folder / page).iter() if element.get("id")]
        assert len(ids) == len(set(ids)), page


def test_every_link_inside_the_site_leads_to_something(sample: Sample) -> None:
    trees = {page: parsed(sample.folder / page) for page in sample.pages}
    anchors = {page: {element.get("id") for element in tree.iter()} for page, tree in trees.items()}
    dead = []
    for page, tree in trees.items():
        for element in tree.iter():
            for attribute in ("href", "src", "action", "data-module"):
                target = element.get(attribute)
                if target is None or (element.tag == "a" and target.startswith(OUTSIDE)):
                    continue
                url = urlsplit(urljoin(f"https://site/{page}", target))
                path = unquote(url.path).removeprefix("/")
                file = sample.folder / path
                is_there = url.netloc == "site" and file.is_file()
                if not is_there or (url.fragment and unquote(url.fragment) not in anchors[path]):
                    dead.append((page, target))
    assert dead == []


def test_every_page_has_its_own_title_and_one_main_heading(real: Sample, town: Sample, history: Shown) -> None:
    for folder in (real.folder, town.folder, history.folder):  # the county has two projects of one name in a year
        titles: dict[str, Path] = {}
        for page in folder.rglob("*.html"):
            tree = parsed(page)
            title = "".join(tree.find("head/title").itertext())
            assert titles.setdefault(title, page) == page
            assert len(list(tree.iter("h1"))) == 1, page


def test_no_page_is_too_heavy_for_a_slow_line(sample: Sample) -> None:
    assert {page for page in sample.pages if (sample.folder / page).stat().st_size > 300_000} == set()


def test_a_long_year_is_divided_and_every_project_stands_on_one_of_its_pages(crowd: Sample) -> None:
    pages = [page for page in crowd.pages if page.startswith("years/2024/")]
    assert len(pages) > 2
    links = [
        urljoin(f"/{page}", str(link.get("href")))
        for page in pages
        for link in parsed(crowd.folder / page).findall("body//table[@data-sortable]/tbody//th/a")
    ]
    assert sorted(links) == sorted(f"/{project.address}index.html" for project in crowd.projects)


def texts_of(record: Record) -> Iterator[str]:
    """Every text of a record that a reader gets to see."""
    yield from (record.name, record.department)
    yield from (text for text in (record.form_title, record.kind, record.level, record.supervisor, record.code) if text)
    yield from (text for text in (record.goals.whole_period, record.goals.annual) if text)
    for row in record.rows():
        yield from (row.level_1, row.level_2)
        if row.indicator:
            yield from (value for value in row.indicator.model_dump().values() if value)
    if record.approval:
        approval = record.approval
        yield from (text for text in (approval.authority, approval.opinion, approval.number) if text)
    if record.disclosure and record.disclosure.index_number:
        yield record.disclosure.index_number
    yield from (correction.text for correction in record.corrections)
    if record.withdrawal:
        yield record.withdrawal.reason


def test_every_text_of_a_record_stands_on_its_page_as_typed(real: Sample, town: Sample) -> None:
    for sample in (real, town):
        for project in sample.projects:
            main = parsed(sample.folder / project.address / "index.html").find("body/main")
            shown = "".join("".join(main.itertext()).split())
            missing = [text for text in texts_of(project.record) if "".join(text.split()) not in shown]
            assert missing == [], project.address


def test_markdown_of_others_makes_no_dangerous_link(town: Sample) -> None:
    for page in town.pages:
        for link in parsed(town.folder / page).iter("a"):
            assert urlsplit(str(link.get("href"))).scheme in ("", "http", "https"), page
    note = "".join(parsed(town.folder / "projects/2024/slz-ceshi/jiaoben/index.html").itertext())
    assert "javascript:alert(1)" in note
    assert all(text in note for text in HOSTILE)


# ---- in the browser ----


def test_no_page_asks_another_host_or_runs_what_it_shows(page: Page, real: Sample, town: Sample) -> None:
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    for sample in (real, town):
        hostile = [address for address in sample.pages if "slz-ceshi" in address or "other-" in address]
        for address in dict.fromkeys((*kinds(sample), *hostile)):
            page.goto(sample.address + address)
            alive = page.evaluate(
                """() => [...document.querySelectorAll("*")].filter((element) =>
                    (element.localName === "script" && element.type !== "application/ld+json" &&
                        (element.text.trim() !== "" || !element.src)) ||
                    ["img", "iframe", "object", "embed", "style"].includes(element.localName) ||
                    [...element.attributes].some(({ name, value }) =>
                        name.startsWith("on") || name === "style" || /^[\\s\\0]*(javascript|data):/i.test(value))
                ).map((element) => element.outerHTML)"""
            )
            assert alive == [], address
    assert dialogs == []


def kinds(sample: Sample) -> list[str]:
    """A page of each kind, and those with the longest and the strangest content."""
    records = [project.record for project in sample.projects]
    longest = (
        max((record.name for record in records), key=len),
        max((row.indicator.name for record in records for row in record.indicators()), key=len),
    )
    starts = ("pages/", "departments/", "years/2024/", "years/2023/", "projects/2024/gong", "projects/2024/p-1/")
    parts = ("zonghe", "slz-ceshi", "tushuguan", "2024/heyong", "2022/wenyi", "2021/slz-gcb")
    return [
        *("index.html", "years/index.html", "404.html"),
        *(f"search/index.html?{urlencode({'q': query})}" for query in ("次", *longest)),
        *(page for page in sample.pages if page.startswith(starts) or any(part in page for part in parts)),
    ]


TOO_WIDE = """() => [document.documentElement, ...document.querySelectorAll(".table-scroll")]
    .filter((element) => element.scrollWidth > element.clientWidth)
    .map((element) => `${element.localName}.${element.className}: ${element.scrollWidth} > ${element.clientWidth}`)"""


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_is_wider_than_the_screen(new_page: Callable[..., Page], sample: Sample, width: int) -> None:
    page = new_page(viewport={"width": width, "height": 800})
    wide = {}
    for address in kinds(sample):
        page.goto(sample.address + address)
        if address.startswith("search/"):
            page.locator("#results[aria-busy=false]").wait_for(state="attached")
            assert page.locator("[data-project]").count() > 0
        if found := page.evaluate(TOO_WIDE):
            wide[address] = found
    assert wide == {}


def test_the_first_key_offers_to_skip_to_the_content(page: Page, real: Sample) -> None:
    page.goto(real.address)
    skip = page.get_by_role("link", name="跳到正文")
    expect(skip).not_to_be_in_viewport()
    page.keyboard.press("Tab")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def sortable(page: Page) -> Locator:
    return page.locator("table[data-sortable]")


def column(page: Page, name: str) -> list[str]:
    """The texts of the body of a table's column, from top to bottom."""
    table = sortable(page)
    heading = table.get_by_role("columnheader", name=name)
    index = heading.evaluate("(cell) => cell.cellIndex")
    return [text.strip() for text in table.locator(f"tbody tr > :nth-child({index + 1})").all_text_contents()]


def numbers(page: Page, name: str) -> list[float]:
    return [float(text.replace(",", "").removesuffix("年度")) for text in column(page, name)]


def sorted_by(page: Page) -> dict[str, str]:
    """Which column headings say that they order the table, and how."""
    headings = page.locator("thead th[aria-sort]").evaluate_all(
        "(cells) => cells.map((cell) => [cell.textContent.trim(), cell.getAttribute('aria-sort')])"
    )
    return dict(headings)


def sorter(page: Page, name: str) -> Locator:
    return sortable(page).get_by_role("columnheader", name=name).get_by_role("button")


def test_a_click_orders_numbers_by_their_size_and_another_turns_them_round(page: Page, town: Sample) -> None:
    page.goto(f"{town.address}years/2024/")
    amounts = numbers(page, "预算金额（元）")
    assert len(amounts) > 12
    assert sorted_by(page) == {}
    sorter(page, "预算金额（元）").click()
    assert numbers(page, "预算金额（元）") == sorted(amounts) != sorted(amounts, key=str)
    assert sorted_by(page) == {"预算金额（元）": "ascending"}
    sorter(page, "预算金额（元）").click()
    assert numbers(page, "预算金额（元）") == sorted(amounts, reverse=True)
    assert sorted_by(page) == {"预算金额（元）": "descending"}
    sorter(page, "指标（项）").click()
    assert numbers(page, "指标（项）") == sorted(numbers(page, "指标（项）"))
    assert sorted_by(page) == {"指标（项）": "ascending"}


def test_the_keyboard_orders_names_by_their_sound(page: Page, town: Sample) -> None:
    page.goto(f"{town.address}years/2024/")
    button = sorter(page, "项目名称")
    button.focus()
    page.keyboard.press("Enter")
    names = [name.removesuffix("已撤回").strip() for name in column(page, "项目名称")]
    assert [lazy_pinyin(name)[:3] for name in names] == sorted(lazy_pinyin(name)[:3] for name in names)
    assert names != sorted(names)
    assert sorted_by(page) == {"项目名称": "ascending"}
    expect(button).to_be_focused()
    page.keyboard.press("Space")
    turned = [name.removesuffix("已撤回").strip() for name in column(page, "项目名称")]
    assert turned == names[::-1]
    assert sorted_by(page) == {"项目名称": "descending"}


def test_rows_stay_whole_and_the_total_stays_last(page: Page, town: Sample) -> None:
    page.goto(f"{town.address}years/2024/")
    rows = sortable(page).locator("tbody tr")
    before = rows.all_inner_texts()
    total = sortable(page).locator("tr").last
    for name in ("项目名称", "用款单位", "项目类型", "指标（项）", "预算金额（元）"):
        sorter(page, name).click()
        assert sorted(rows.all_inner_texts()) == sorted(before), name
        expect(total).to_contain_text(f"合计（{len(before)}个项目）")


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("years/", "年度"),
        ("years/", "预算合计（元）"),
        ("departments/", "项目（个）"),
        ("departments/slz-nyzx/", "年度"),
    ],
)
def test_the_other_tables_are_ordered_by_numbers_too(page: Page, town: Sample, address: str, name: str) -> None:
    page.goto(town.address + address)
    sorter(page, name).click()
    upwards = numbers(page, name)
    assert len(upwards) > 3
    assert upwards == sorted(upwards)
    sorter(page, name).click()
    assert numbers(page, name) == sorted(upwards, reverse=True)


def test_paper_shows_the_form_without_the_ways_to_other_pages(page: Page, town: Sample) -> None:
    page.emulate_media(media="print")
    page.goto(f"{town.address}projects/2022/wenyi-huiyan/")
    for part in (".site-nav", ".search-box", ".breadcrumb", ".skip"):
        assert page.locator(part).count() == 1, part
        expect(page.locator(part)).to_be_hidden()
    for text in ("群众文艺汇演", "因场地维修", "批复意见"):
        expect(page.locator("main")).to_contain_text(text)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    for row in page.locator(".form-table tr").all():
        expect(row).to_be_visible()
    page.goto(f"{town.address}years/2024/")
    expect(page.locator("tfoot")).to_be_visible()
    expect(sortable(page).locator("tbody tr").last).to_be_visible()


def test_long_tables_lead_from_page_to_page(page: Page, crowd: Sample) -> None:
    page.goto(f"{crowd.address}years/2024/")
    pages = page.get_by_role("navigation", name="分页")
    pages.get_by_role("link", name="下一页").click()
    page.wait_for_url("**/years/2024/page-2/index.html")
    expect(page.locator("nav.pagination [aria-current=page]")).to_have_text("2")
    pages.get_by_role("link", name="上一页").click()
    page.wait_for_url("**/years/2024/index.html")
    expect(page.locator("tfoot")).to_contain_text(f"全部合计（{MANY}个项目）")


def test_no_page_grows_too_heavy_with_long_names_and_unknown_categories(tmp_path: Path) -> None:
    content = tmp_path / "content"
    (content / "projects/2024").mkdir(parents=True)
    for name in ("site.yaml", "departments.yaml"):
        (content / name).write_bytes((TOWN / name).read_bytes())
    long = "名称很长的" * 400
    rows = "".join(f"\n      - {{三级指标: {long[:300]}{number}, 当年度指标值: {number}次}}" for number in range(300))
    unknown = "".join(f"\n    第{number}种指标: [{{三级指标: 次数, 当年度指标值: 1次}}]" for number in range(1000))
    corrections = "".join(f"\n  - {{日期: 2024-06-01, 内容: {long}{number}}}" for number in range(60))
    (content / "projects/2024/chang.yaml").write_text(
        f"预算年度: 2024\n项目名称: {long}\n用款单位: 示例镇中心小学\n预算金额: 1\n总体绩效目标: {{年度目标: 办好}}\n"
        f"绩效指标:\n  产出指标:\n    数量指标:{rows}\n  其他:{unknown}\n更正:{corrections}\n",
        "utf-8",
    )
    folder = build(content, tmp_path / "output")
    lists = [path for path in folder.rglob("*.html") if "projects" not in path.parts]
    assert {path.as_posix() for path in lists if path.stat().st_size > 300_000} == set()
    assert len(list(folder.glob("indicators/page-*"))) > 5
