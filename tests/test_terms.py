"""Terms (名词) and their explanations: a link that any page follows, opened in place where that can be done."""

import re
import shutil
from collections.abc import Callable, Iterator
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from builder.model import Record
from tests import reference
from tests.conftest import CONTENT, build, served
from tests.search_site import Held, Sample, cut_off, refused

PROJECT = "projects/2024/gonghui-huodong/"
TERMS = re.compile(r"/pages/terms/index\.html")

TABLE = """
| 符号 | 意思 |
| --- | --- |
| ≥ | 不少于 |
| ≤ | 不超过 |

见[关于本站](about.md)、[年度目标](#年度目标)和[国家法律法规数据库](https://example.org/law)。
"""
CHANGED = {
    "数量指标": f"有表的解释。\n{TABLE}\n#### 怎样数\n一次算一次。",
    "质量指标": "",
    "可持续影响指标": "很长的解释。" * 40,
}
"""What the sample site says of some terms: with a table and links, nothing at all, very much."""


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sample]:
    """The real records, with explanations of every kind."""
    content = tmp_path_factory.mktemp("terms") / "content"
    shutil.copytree(CONTENT, content)
    path = content / "pages/terms.md"
    text = path.read_text("utf-8")
    for term, explanation in CHANGED.items():
        text, count = re.subn(
            rf"(?<=^### {term}$)\n.*?(?=^#)", f"\n{explanation}\n\n", text, flags=re.MULTILINE | re.DOTALL
        )
        assert count == 1
    path.write_text(text, "utf-8")
    folder = build(content, content.with_name("output"))
    with served(folder) as address:
        yield Sample(reference.projects_of(content), folder, address)


def term(page: Page, text: str) -> Locator:
    return page.locator(".form-table a.term").get_by_text(text, exact=True)


def box(page: Page) -> Locator:
    return page.get_by_role("dialog")


def opened(page: Page, text: str) -> Locator:
    """The explanation of a term, opened by a click."""
    term(page, text).click()
    found = page.get_by_role("dialog", name=f"名词解释：{text}", exact=True)
    expect(found).to_be_visible()
    return found


def place(page: Page) -> str:
    """The address of the page inside its site."""
    return unquote(page.url).split("/", 3)[3]


# ---- as a link ----


def test_without_scripts_a_term_leads_to_its_explanation(new_page: Callable[..., Page], sample: Sample) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(sample.address + PROJECT)
    term(page, "时效指标").click()
    page.wait_for_url(TERMS)
    assert place(page) == "pages/terms/index.html#时效指标"
    expect(page.locator(":target")).to_have_text("时效指标")
    expect(page.locator(":target")).to_be_in_viewport()


def test_in_a_folder_a_term_leads_to_its_explanation(page: Page, sample: Sample) -> None:
    page.goto((sample.folder / PROJECT / "index.html").as_uri())
    term(page, "时效指标").click()
    page.wait_for_url(TERMS)
    expect(page.locator(":target")).to_have_text("时效指标")


def test_with_a_key_held_a_term_opens_a_tab(page: Page, sample: Sample) -> None:
    page.goto(sample.address + PROJECT)
    for key in ("ControlOrMeta", "Shift"):
        with page.context.expect_page() as other:
            term(page, "时效指标").click(modifiers=[key])
        expect(other.value.locator(":target")).to_have_text("时效指标")
    expect(box(page)).to_have_count(0)


# ---- where it stands ----


@pytest.mark.parametrize("way", ["click", "Enter", "tap"])
def test_an_explanation_opens_where_the_term_stands(new_page: Callable[..., Page], sample: Sample, way: str) -> None:
    page = new_page(has_touch=way == "tap")
    page.goto(sample.address + PROJECT)
    before = page.url
    if way == "Enter":
        term(page, "时效指标").press("Enter")
    else:
        getattr(term(page, "时效指标"), way)()
    expect(box(page)).to_be_visible()
    expect(box(page)).to_be_focused()
    expect(box(page)).to_contain_text("事情办得及不及时、效率怎么样。")
    expect(box(page)).not_to_contain_text("反映成本控制的要求")
    expect(term(page, "时效指标")).to_have_attribute("aria-expanded", "true")
    assert page.url == before
    if way == "tap":
        page.get_by_role("button", name="关闭").tap()
        expect(box(page)).to_have_count(0)


def test_closing_gives_the_focus_back_to_the_term(page: Page, sample: Sample) -> None:
    page.goto(sample.address + PROJECT)
    link = term(page, "时效指标")
    ways: dict[str, Callable[[], None]] = {
        "Escape": lambda: page.keyboard.press("Escape"),
        "button": lambda: page.get_by_role("button", name="关闭").press("Enter"),
        "term": lambda: link.press("Enter"),
    }
    for name, close in ways.items():
        opened(page, "时效指标")
        close()
        assert box(page).count() == 0, name
        expect(link).to_be_focused()
        assert link.get_attribute("aria-expanded") is None, name


def test_a_double_click_is_meant_as_one(page: Page, sample: Sample) -> None:
    page.goto(sample.address + PROJECT)
    opened(page, "时效指标")
    page.keyboard.press("Escape")
    term(page, "时效指标").dblclick()
    page.wait_for_timeout(50)
    expect(box(page)).to_have_text(re.compile("^时效指标"))


def test_a_click_elsewhere_closes_and_one_inside_does_not(page: Page, sample: Sample) -> None:
    page.goto(sample.address + PROJECT)
    for elsewhere in (page.get_by_role("heading", level=1), page.get_by_text("主办单位")):
        opened(page, "时效指标").get_by_text("效率怎么样").click()
        expect(box(page)).to_be_visible()
        elsewhere.click()
        expect(box(page)).to_have_count(0)


def test_tab_goes_through_the_explanation_and_on_from_the_term(page: Page, sample: Sample) -> None:
    page.goto(sample.address + PROJECT)
    opened(page, "时效指标")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="查看全部名词")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="关闭")).to_be_focused()
    page.keyboard.press("Tab")
    expect(box(page)).to_have_count(0)
    expect(term(page, "成本指标")).to_be_focused()


def test_tab_backwards_returns_to_the_term(page: Page, sample: Sample) -> None:
    page.goto(sample.address + PROJECT)
    for steps in (0, 1):
        opened(page, "时效指标")
        for _ in range(steps):
            page.keyboard.press("Tab")
        page.keyboard.press("Shift+Tab")
        expect(box(page)).to_have_count(0)
        expect(term(page, "时效指标")).to_be_focused()


def test_the_focus_elsewhere_closes(page: Page, sample: Sample) -> None:
    page.goto(sample.address + PROJECT)
    opened(page, "时效指标")
    page.locator(".site-name").focus()
    expect(box(page)).to_have_count(0)
    expect(page.locator(".site-name")).to_be_focused()


def test_only_one_explanation_is_open(page: Page, sample: Sample) -> None:
    page.goto(sample.address + PROJECT)
    for text in ("时效指标", "数量指标", "满意度指标"):
        opened(page, text)
        expect(page.locator(".explanation")).to_have_count(1)
        expect(page.locator("[aria-expanded]")).to_have_text([text])
    term(page, "成本指标").evaluate("(link) => link.click()")  # not every browser focuses the link that is clicked
    expect(page.locator("[aria-expanded]")).to_have_text(["成本指标"])
    expect(page.locator(".explanation")).to_have_count(1)


# ---- what it shows ----


def test_an_explanation_shows_its_table(page: Page, sample: Sample) -> None:
    page.goto(sample.address + PROJECT)
    table = opened(page, "数量指标").get_by_role("table")
    expect(table.get_by_role("row")).to_have_text([re.compile(r"符号\s*意思"), re.compile("≥"), re.compile("≤")])
    expect(table.get_by_role("cell", name="不少于")).to_have_css("border-bottom-width", "1px")


def test_an_explanation_goes_on_to_the_next_term(page: Page, sample: Sample) -> None:
    page.goto(sample.address + PROJECT)
    shown = opened(page, "数量指标")
    expect(shown.get_by_role("heading")).to_have_text(["怎样数"])
    expect(shown).to_contain_text("一次算一次。")
    ids = page.eval_on_selector_all("[id]", "(all) => all.map(({ id }) => id)")
    assert "怎样数" not in ids  # an id belongs to the page that it stands on


def test_the_links_of_an_explanation_lead_where_they_lead_on_its_own_page(page: Page, sample: Sample) -> None:
    hrefs = "(links) => links.map(({ href }) => decodeURI(href))"
    page.goto(f"{sample.address}pages/terms/index.html")
    own = page.locator("#数量指标 ~ p a").evaluate_all(hrefs)[:3]
    page.goto(sample.address + PROJECT)
    here = opened(page, "数量指标").locator("a").evaluate_all(hrefs)
    root = sample.address
    assert here[:3] == own
    assert own == [f"{root}pages/about/index.html", f"{root}pages/terms/index.html#年度目标", "https://example.org/law"]
    assert here[3:] == [f"{root}pages/terms/index.html#数量指标"]
    box(page).get_by_role("link", name="关于本站").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("关于本站")


def test_a_term_without_a_text_of_its_own_leads_to_the_page(page: Page, sample: Sample) -> None:
    page.goto(sample.address + PROJECT)
    term(page, "质量指标").click()
    page.wait_for_url(TERMS)
    expect(page.locator(":target")).to_have_text("质量指标")


OFF_THE_SCREEN = """async (without) => {
    const frame = () => new Promise(requestAnimationFrame);
    const found = [];
    for (const link of document.querySelectorAll(`a.term:not([href$="${without}"])`)) {
        link.scrollIntoView({ block: "end" });
        link.click();
        while (!document.querySelector(".explanation")) await frame();
        await frame();
        const { left, top, right, bottom } = document.querySelector(".explanation").getBoundingClientRect();
        const root = document.documentElement;
        // One that is higher than the screen begins at its top, below the air that the page leaves there.
        const air = parseFloat(getComputedStyle(root).scrollPaddingTop) + 1;
        const isHigh = bottom - top > innerHeight - air;
        const fits = left >= 0 && right <= innerWidth && top >= 0 && (isHigh ? top < air : bottom <= innerHeight + 1);
        if (!fits || root.scrollWidth > root.clientWidth) found.push([link.textContent, left, top, right, bottom]);
        document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
    }
    return found;
}"""


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (360, 640), (320, 256)], ids=["desk", "phone", "400%"])
def test_every_explanation_is_on_the_screen(
    new_page: Callable[..., Page], sample: Sample, width: int, height: int
) -> None:
    """Also of a term at the lower edge; 1280 by 1024 pixels at 400% are 320 by 256."""
    page = new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")
    page.goto(sample.address + PROJECT)
    assert page.evaluate(OFF_THE_SCREEN, "质量指标") == []


def test_an_explanation_stays_at_its_term_when_the_window_changes(page: Page, sample: Sample) -> None:
    """On a phone the window changes whenever its bars come and go."""
    page.goto(sample.address + PROJECT)
    opened(page, "服务对象满意度指标")
    for width in (1000, 320, 600):
        page.set_viewport_size({"width": width, "height": 700})
        page.wait_for_function(
            """() => {
                const [box, link] = [".explanation", "[aria-expanded]"].map((one) => document.querySelector(one)?.getBoundingClientRect());
                return box && box.left >= 0 && box.right <= innerWidth && Math.abs(box.top - link.bottom - 6) < 2;
            }"""
        )
    expect(box(page)).to_be_focused()


def form_cells(record: Record) -> Iterator[list[str]]:
    """The cells of each row of the form; level 1 and level 2 where they begin."""
    before = ("", "")
    for row in record.rows():
        heads = [row.level_1] if row.level_1 != before[0] else []
        heads += [row.level_2] if (row.level_1, row.level_2) != before else []
        before = (row.level_1, row.level_2)
        values = [row.indicator.name, row.indicator.period_value, row.indicator.annual_value] if row.indicator else None
        yield heads + ([value or "" for value in values] if values else ["未设置"])


def test_the_cells_of_the_form_hold_nothing_but_what_was_typed(page: Page, sample: Sample) -> None:
    cells = "(rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent))"
    headings = ["一级指标", "二级指标", "三级指标", "实施周期指标值", "当年度指标值"]
    for address, known in sample.projects.items():
        page.goto(sample.address + address)
        typed = [headings, *form_cells(known.project.record)]
        rows = page.locator(".form-table tr")
        assert rows.evaluate_all(cells) == typed
        for text in ("三级指标", "数量指标", "满意度指标"):
            opened(page, text)
            assert rows.evaluate_all(cells) == typed
        page.keyboard.press("Escape")
        assert rows.evaluate_all(cells) == typed


# ---- what may go wrong on the way ----


def without_the_heading(route: Route) -> None:
    route.fulfill(content_type="text/html", body="<!doctype html><title>登录</title><h1>请登录</h1><p>再看。</p>")


def without_an_answer(_: Route) -> None:
    pass


@pytest.mark.parametrize("trouble", [cut_off, refused, without_the_heading, without_an_answer])
def test_where_the_explanation_cannot_be_had_the_term_leads_to_the_page(
    browser: Browser, sample: Sample, trouble: Callable[[Route], None]
) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.route(TERMS, lambda route: trouble(route) if route.request.resource_type == "fetch" else route.continue_())
        page.goto(sample.address + PROJECT)
        term(page, "时效指标").click()
        page.wait_for_url(TERMS, timeout=5000)
        expect(page.locator(":target")).to_have_text("时效指标")
        page.go_back()
        page.unroute_all(behavior="ignoreErrors")
        opened(page, "时效指标")


CLICK_AND_LEAVE = """(link) => {
    link.click();
    document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
}"""


@pytest.mark.parametrize("trouble", [cut_off, refused])
def test_what_failed_is_tried_again(browser: Browser, sample: Sample, trouble: Callable[[Route], None]) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.route(TERMS, trouble)
        page.goto(sample.address + PROJECT)
        with page.expect_request(TERMS):
            term(page, "时效指标").evaluate(CLICK_AND_LEAVE)
        page.wait_for_timeout(100)
        page.unroute_all(behavior="ignoreErrors")
        opened(page, "时效指标")
        assert place(page) == PROJECT


@pytest.mark.parametrize("first", ["时效指标", "质量指标"])
def test_of_two_quick_clicks_the_last_counts(page: Page, sample: Sample, first: str) -> None:
    """Also where the first would have led to the page."""
    late = Held(page, TERMS)
    page.goto(sample.address + PROJECT)
    for text in (first, "数量指标"):
        term(page, text).click()
    late.let_go()
    expect(box(page)).to_have_text(re.compile("^数量指标"))
    page.wait_for_timeout(100)
    expect(box(page)).to_have_text(re.compile("^数量指标"))
    expect(page.locator("[aria-expanded]")).to_have_text(["数量指标"])
    assert place(page) == PROJECT


def test_who_clicks_once_more_while_waiting_still_gets_it(page: Page, sample: Sample) -> None:
    late = Held(page, TERMS)
    page.goto(sample.address + PROJECT)
    term(page, "时效指标").click()
    page.wait_for_timeout(600)  # no double click
    term(page, "时效指标").click()
    late.let_go()
    expect(box(page)).to_have_text(re.compile("^时效指标"))
    expect(box(page)).to_be_focused()


@pytest.mark.parametrize("text", ["时效指标", "质量指标"])
def test_who_has_gone_on_is_not_called_back(page: Page, sample: Sample, text: str) -> None:
    for way in ("Escape", "Tab", "click"):
        late = Held(page, TERMS)
        page.goto(sample.address + PROJECT)
        term(page, text).click()
        if way == "click":
            page.get_by_text("主办单位").click()
        else:
            page.keyboard.press(way)
        with page.expect_response(TERMS):
            late.let_go()
        page.wait_for_timeout(100)
        assert box(page).count() == 0, way
        assert place(page) == PROJECT, way
