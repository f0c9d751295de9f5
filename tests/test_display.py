"""The display settings (显示设置): what a choice paints, how long it holds, and what must not disturb it."""

import json
import re
from collections.abc import Callable
from typing import NamedTuple

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.search_site import Held, Sample

PROJECT = "projects/2024/gonghui-huodong/"
KEY = "gongkai.display"
STANDARD = {"text": "normal", "theme": "auto", "contrast": "auto"}
EVERYTHING = {"text": "larger", "theme": "dark", "contrast": "more"}


class Look(NamedTuple):
    """How the root of a page is painted."""

    size: str
    ground: str
    ink: str
    scheme: str


LOOK = """() => {
    const { fontSize, backgroundColor, color, colorScheme } = getComputedStyle(document.documentElement);
    return [fontSize, backgroundColor, color, colorScheme];
}"""

LOOKS_OF_ALL = """() => [...document.querySelectorAll("html, body, body *")].map((element) => {
    const { color, backgroundColor, borderBottomColor, fontSize, display } = getComputedStyle(element);
    return [element.localName, color, backgroundColor, borderBottomColor, fontSize, display].join(" ");
})"""


def look(page: Page) -> Look:
    return Look(*page.evaluate(LOOK))


def brightness(colour: str) -> float:
    return sum(map(float, re.findall(r"[\d.]+", colour)[:3])) / (3 * 255)


def is_dark(page: Page) -> bool:
    seen = look(page)
    assert (seen.scheme == "dark") == (brightness(seen.ground) < 0.2) == (brightness(seen.ink) > 0.8)
    return seen.scheme == "dark"


def group(page: Page, name: str) -> Locator:
    return page.get_by_role("group", name=name, exact=True)


def choose(page: Page, **choices: str) -> None:
    """Open the settings and choose."""
    if not page.locator(".display-settings[open]").count():
        page.get_by_text("显示设置").click()
    for name, choice in choices.items():
        group(page, name).get_by_label(choice, exact=True).check()


def shown(page: Page) -> dict[str, str]:
    """Which of the radio buttons are pressed."""
    pairs = page.locator("#display-settings :checked").evaluate_all(
        "(all) => all.map(({ name, value }) => [name, value])"
    )
    return dict(pairs)


def stored(page: Page, value: str) -> None:
    """Every page of this window finds ``value`` where the choice is kept."""
    page.context.add_init_script(f"localStorage.setItem({json.dumps(KEY)}, {json.dumps(value)})")


# ---- what a choice paints ----


def test_each_choice_changes_the_page_at_once(page: Page, real: Sample) -> None:
    page.goto(real.address + PROJECT)
    standard = look(page)
    assert standard.size == "16px"
    assert shown(page) == STANDARD
    for choice, size in {"大": "20px", "特大": "24px", "标准": "16px"}.items():
        choose(page, 文字=choice)
        assert look(page) == standard._replace(size=size)
    choose(page, 颜色="深色")
    assert is_dark(page)
    choose(page, 对比度="高")
    assert shown(page) == {**STANDARD, "theme": "dark", "contrast": "more"}
    strong = look(page)
    assert is_dark(page)
    assert brightness(strong.ink) == 1
    choose(page, 颜色="浅色")
    assert not is_dark(page)
    assert brightness(look(page).ground) == 1
    assert brightness(look(page).ink) == 0
    choose(page, 对比度="跟随系统", 颜色="跟随系统")
    assert look(page) == standard
    assert shown(page) == STANDARD


def test_the_page_follows_the_system_until_a_colour_is_chosen(page: Page, real: Sample) -> None:
    page.goto(real.address)
    for system, choice, dark in [
        ("dark", None, True),
        ("light", None, False),
        ("dark", "浅色", False),
        ("light", "深色", True),
        ("dark", "深色", True),
        ("light", "浅色", False),
        ("dark", "跟随系统", True),
        ("light", None, False),
    ]:
        page.emulate_media(color_scheme=system)  # type: ignore[arg-type]
        if choice:
            choose(page, 颜色=choice)
        assert is_dark(page) == dark, (system, choice)
        page.reload()
        assert is_dark(page) == dark, (system, choice)


def test_contrast_follows_the_system_until_it_is_chosen(page: Page, real: Sample) -> None:
    page.goto(real.address)
    for system, choice, strong in [
        ("more", None, True),
        ("no-preference", None, False),
        ("more", "标准", False),
        ("no-preference", "高", True),
        ("more", "跟随系统", True),
        ("no-preference", None, False),
    ]:
        page.emulate_media(contrast=system)  # type: ignore[arg-type]
        if choice:
            choose(page, 对比度=choice)
        assert (brightness(look(page).ink) == 0) == strong, (system, choice)
        page.reload()
        assert (brightness(look(page).ink) == 0) == strong, (system, choice)


FAINT = """() => {
    const parts = (colour) => {
        const [red, green, blue, alpha = 1] = colour.match(/[\\d.]+/g).map(Number);
        return { rgb: [red, green, blue], alpha };
    };
    const over = (top, below) => top.rgb.map((value, at) => value * top.alpha + below[at] * (1 - top.alpha));
    const ground = (element) => {
        if (!element) return [255, 255, 255];
        const own = parts(getComputedStyle(element).backgroundColor);
        return own.alpha === 1 ? own.rgb : over(own, ground(element.parentElement));
    };
    const luminance = (rgb) => {
        const [red, green, blue] = rgb.map((value) => value / 255).map((value) =>
            value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const ratio = (element, part) => {
        const below = ground(element);
        const both = [over(parts(getComputedStyle(element, part).color), below), below].map(luminance);
        return (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05);
    };
    const hasText = ({ childNodes }) => [...childNodes].some(({ nodeType, data }) => nodeType === 3 && data.trim());
    const texts = [...document.querySelectorAll("body *")].filter((one) => one.checkVisibility() && hasText(one));
    const fields = [...document.querySelectorAll("[placeholder]")].filter((one) => one.checkVisibility());
    return [...texts.map((one) => [one, null]), ...fields.map((one) => [one, "::placeholder"])]
        .map(([one, part]) => [Math.round(ratio(one, part) * 100) / 100, one.outerHTML.slice(0, 80)]);
}"""


@pytest.mark.parametrize("colour", ["浅色", "深色"])
def test_high_contrast_is_seven_to_one_for_every_text(page: Page, real: Sample, colour: str) -> None:
    page.goto(real.address + PROJECT)
    choose(page, 颜色=colour)
    before = min(page.evaluate(FAINT))
    choose(page, 对比度="高")
    found = []
    for path in (PROJECT, "", "years/2024/", "search/?q=次"):
        page.goto(real.address + path)
        if "?" in path:
            page.locator("#results[aria-busy=false]").wait_for()
        choose(page)
        if path == PROJECT:
            page.locator("a.term").first.click()
            page.locator(".explanation").wait_for()
            assert min(page.evaluate(FAINT)) > before
        found += page.evaluate(FAINT)
    assert len(found) > 200
    assert [faint for faint in found if faint[0] < 7] == []


def test_paper_is_light_and_of_normal_size_whatever_was_chosen(new_page: Callable[..., Page], real: Sample) -> None:
    standard, chosen = new_page(), new_page(color_scheme="dark", contrast="more")
    stored(chosen, json.dumps(EVERYTHING))
    for path in ("", PROJECT, "search/"):
        seen = []
        for page in (standard, chosen):
            page.emulate_media(media="print")
            page.goto(real.address + path)
            seen.append((look(page), page.evaluate(LOOKS_OF_ALL)))
        paper, _ = seen[0]
        assert brightness(paper.ground) == 1
        assert brightness(paper.ink) == 0
        assert seen[1] == seen[0], path
        chosen.emulate_media(media="screen")
        assert look(chosen).size == "24px"
        assert is_dark(chosen)


# ---- how long it holds ----


def test_a_choice_stays_on_the_next_page_and_after_a_reload(page: Page, real: Sample) -> None:
    page.goto(real.address)
    choose(page, 文字="特大", 颜色="深色", 对比度="高")
    chosen = look(page)
    page.get_by_role("navigation", name="主菜单").get_by_role("link").nth(1).click()
    page.wait_for_url(lambda url: url != real.address)
    for _ in range(2):
        assert look(page) == chosen
        assert shown(page) == EVERYTHING
        page.reload()


def test_who_goes_back_sees_the_last_choice(page: Page, real: Sample) -> None:
    """The browser remembers the buttons of the earlier page as they were then."""
    page.goto(real.address)
    choose(page, 颜色="深色")
    page.goto(real.address + PROJECT)
    choose(page, 颜色="浅色", 文字="大")
    chosen = look(page)
    page.go_back()
    page.wait_for_load_state()
    assert look(page) == chosen
    assert shown(page) == {**STANDARD, "text": "large", "theme": "light"}


def test_another_tab_follows(page: Page, real: Sample) -> None:
    page.goto(real.address)
    other = page.context.new_page()
    other.goto(real.address + PROJECT)
    choose(page, 文字="大", 颜色="深色")
    other.wait_for_function("() => document.documentElement.dataset.text === 'large'")
    assert look(other) == look(page)
    assert shown(other) == shown(page) == {**STANDARD, "text": "large", "theme": "dark"}
    page.evaluate("localStorage.clear()")
    other.wait_for_function("() => document.documentElement.dataset.text === 'normal'")
    assert not is_dark(other)
    assert shown(other) == STANDARD


# ---- what must not disturb it ----


NO_CHOICES = [
    "",
    "{",
    "null",
    "[]",
    "7",
    '"x"',
    '"dark"',
    '{"text":{}}',
    '{"text":"huge","theme":"constructor","contrast":["more"]}',
    '{"text":null,"theme":"toString","contrast":true}',
    '{"other":"site","length":3,"elements":"x"}',
    '{"__proto__":{"theme":"dark"}}',
    "深" * 1_000_000,
    json.dumps({"text": "x" * 1_000_000}),
]


def test_a_value_that_is_no_choice_leaves_the_page_as_it_comes(page: Page, real: Sample) -> None:
    def state() -> tuple[Look, dict[str, str], dict[str, str]]:
        return look(page), page.evaluate("({ ...document.documentElement.dataset })"), shown(page)

    page.goto(real.address)
    standard = state()
    for value in NO_CHOICES:
        page.evaluate("([key, value]) => localStorage.setItem(key, value)", [KEY, value])
        page.reload()
        assert state() == standard, value[:80]
    choose(page, 颜色="深色")
    assert is_dark(page)
    assert json.loads(page.evaluate("(key) => localStorage.getItem(key)", KEY)) == {**STANDARD, "theme": "dark"}


def test_what_is_known_of_a_broken_choice_holds(page: Page, real: Sample) -> None:
    stored(page, '{"text":"huge","theme":"dark","more":1}')
    page.goto(real.address)
    assert is_dark(page)
    assert shown(page) == {**STANDARD, "theme": "dark"}


FORBIDDEN = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('', 'SecurityError'); } })"
FULL = "Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError'); }"


@pytest.mark.parametrize("trouble", [FORBIDDEN, FULL], ids=["forbidden", "full"])
def test_where_nothing_can_be_kept_a_choice_holds_for_the_page(page: Page, real: Sample, trouble: str) -> None:
    page.add_init_script(trouble)
    page.goto(real.address + PROJECT)
    assert shown(page) == STANDARD
    choose(page, 文字="大", 颜色="深色")
    assert look(page).size == "20px"
    assert is_dark(page)
    page.locator("a.term").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.reload()
    assert look(page).size == "16px"
    assert not is_dark(page)


def test_a_page_that_comes_back_keeps_the_choice_where_nothing_can_be_kept(page: Page, real: Sample) -> None:
    page.add_init_script(FORBIDDEN)
    page.goto(real.address)
    choose(page, 颜色="深色")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    assert is_dark(page)
    assert shown(page) == {**STANDARD, "theme": "dark"}


def test_without_scripts_there_are_no_settings_and_the_page_follows_the_system(
    new_page: Callable[..., Page], real: Sample
) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(real.address)
    expect(page.get_by_role("banner")).to_be_visible()
    expect(page.get_by_text("显示设置")).to_be_hidden()
    for system in ("dark", "light", "dark"):
        page.emulate_media(color_scheme=system)
        assert is_dark(page) == (system == "dark")


# ---- the first paint ----

WATCHED = """
    window.frames = [];
    window.shifts = [];
    const watch = () => {
        if (document.body) frames.push(getComputedStyle(document.documentElement).backgroundColor);
        requestAnimationFrame(watch);
    };
    requestAnimationFrame(watch);
    new PerformanceObserver((list) => shifts.push(...list.getEntries().map(({ value, sources }) =>
        [value, ...sources.map(({ node }) => node?.parentElement?.outerHTML.slice(0, 80))])))
        .observe({ type: "layout-shift", buffered: true });
"""

PAINTED = "() => performance.getEntriesByName('first-contentful-paint').length > 0"


@pytest.mark.parametrize("chosen", [EVERYTHING, {**STANDARD, "theme": "dark"}], ids=["everything", "dark"])
def test_no_frame_is_painted_in_other_colours(page: Page, real: Sample, chosen: dict[str, str]) -> None:
    """Even where the script that knows the choice comes late."""
    stored(page, json.dumps(chosen))
    page.add_init_script(WATCHED)
    late = Held(page, re.compile(r"/display\.js"))
    page.goto(real.address + PROJECT, wait_until="commit")
    page.wait_for_timeout(200)
    late.let_go()
    page.wait_for_load_state()
    page.wait_for_function(PAINTED)
    painted = page.evaluate("frames")
    assert painted
    assert set(painted) == {look(page).ground}
    assert is_dark(page)


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves_while_the_page_comes(new_page: Callable[..., Page], real: Sample, width: int) -> None:
    """Even where the scripts that are not needed for the first paint come late."""
    page = new_page(viewport={"width": width, "height": 900})
    stored(page, json.dumps(EVERYTHING))
    page.add_init_script(WATCHED)
    for path in (PROJECT, "", "years/2024/"):
        late = Held(page, re.compile(r"/(tables|terms)\.js"))
        page.goto(real.address + path, wait_until="commit")
        page.wait_for_function(PAINTED)
        late.let_go()
        page.wait_for_load_state()
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))")
        assert page.evaluate("shifts") == [], path


# ---- by keyboard ----


def test_the_keyboard_opens_the_settings_and_chooses(page: Page, real: Sample) -> None:
    page.goto(real.address)
    page.get_by_text("显示设置").focus()
    expect(group(page, "文字")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(group(page, "文字")).to_be_visible()
    page.keyboard.press("Tab")
    expect(group(page, "文字").get_by_label("标准")).to_be_focused()
    page.keyboard.press("ArrowRight")
    assert look(page).size == "20px"
    page.keyboard.press("ArrowDown")
    assert look(page).size == "24px"
    page.keyboard.press("Tab")
    expect(group(page, "颜色").get_by_label("跟随系统")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(group(page, "颜色").get_by_label("深色")).to_be_focused()
    assert is_dark(page)
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowLeft")
    assert shown(page) == EVERYTHING


@pytest.mark.parametrize("width", [360, 800, 1280])
def test_the_search_stays_whole_beside_the_open_settings(
    new_page: Callable[..., Page], real: Sample, width: int
) -> None:
    page = new_page(viewport={"width": width, "height": 800})
    page.goto(f"{real.address}years/")
    page.get_by_text("显示设置").click()
    box = page.locator("#site-search").bounding_box()
    assert box
    assert box["width"] >= 180


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("contrast", ["normal", "more"])
def test_the_parts_of_a_bar_are_told_apart_in_every_mode(
    new_page: Callable[..., Page], history: Sample, theme: str, contrast: str
) -> None:
    page = new_page()
    page.goto(f"{history.address}indicators/")
    page.evaluate(
        "(mode) => Object.assign(document.documentElement.dataset, mode)", {"theme": theme, "contrast": contrast}
    )
    fills = [
        page.locator(f".bar__{part}").first.evaluate("(rect) => getComputedStyle(rect).fill") for part in (1, 2, 3)
    ]
    assert len(set(fills)) == 3
