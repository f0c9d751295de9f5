"""A page of each kind, read in every way that a visitor may choose: by axe, by keyboard, enlarged, without motion."""

import re
from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.pages_of_each_kind import (
    CONTRAST,
    DARK,
    DARK_CONTRAST,
    FORCED,
    KINDS,
    LARGE,
    LIGHT,
    PAINTED,
    RICH,
    STILL,
    Mode,
    Sight,
    by_finding,
    gallery,
    go,
    opened,
    pages_of_each_kind,
    sites,
)
from tests.search_site import Held


@pytest.fixture
def sights(request: pytest.FixtureRequest) -> list[Sight]:
    """A page of each kind of the invented sites."""
    return gallery(request)


def test_the_invented_sites_have_a_page_of_every_kind(request: pytest.FixtureRequest) -> None:
    assert set(KINDS) - {kind for sample in sites(request, RICH) for kind in pages_of_each_kind(sample)} == set()


# ---- axe ----

AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

SWITCHED_OFF: dict[str, str] = {}
"""Rules of axe that we don't follow, each with its reason."""

RUN_AXE = """async (options) => {
    const { violations, incomplete } = await axe.run(document, options);
    // Whether a text stands out from a picture or a gradient axe leaves to us: there shall be none behind a text.
    const pictures = ["bgImage", "bgGradient", "imgNode", "pseudoContent", "complexTextShadows", "colorParse"];
    const onPicture = ({ any }) => any.some(({ data }) => pictures.includes(data?.messageKey));
    const undecided = incomplete.map((rule) => ({ ...rule, nodes: rule.nodes.filter(onPicture) }));
    return [...violations, ...undecided].flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary.split("\\n")[1].trim()}`));
}"""


def axe_options(mode: Mode) -> dict[str, object]:
    """Every rule in normal and in large type; in other colours those rules that look at colours.

    High contrast promises the enhanced one of WCAG AAA, 7:1. None of the rules needs files preloaded.
    """
    rules = {name: {"enabled": False} for name in SWITCHED_OFF}
    every: dict[str, object] = {
        "runOnly": TAGS,
        "rules": rules,
        "resultTypes": ["violations", "incomplete"],
        "preload": False,
    }
    if mode in (LIGHT, LARGE):
        return every
    contrast = "color-contrast-enhanced" if "contrast" in mode.name else "color-contrast"
    return {**every, "runOnly": {"type": "rule", "values": [contrast, "link-in-text-block"]}}


def axe_finds(browser: Browser, sights: list[Sight], mode: Mode, widths: Sequence[int]) -> Iterator[tuple[str, str]]:
    with opened(browser, mode, bypass_csp=True) as page:
        page.context.add_init_script(AXE)
        for sight in sights:
            go(page, sight)
            for width in widths:
                page.set_viewport_size({"width": width, "height": 900})
                for finding in page.evaluate(RUN_AXE, axe_options(mode)):
                    yield f"{sight.address} ({width})", finding


@pytest.mark.parametrize("mode", [LIGHT, DARK, LARGE, CONTRAST], ids=lambda mode: mode.name)
def test_axe_finds_nothing_on_any_kind_of_page(browser: Browser, sights: list[Sight], mode: Mode) -> None:
    assert by_finding(axe_finds(browser, sights, mode, (360, 1280))) == {}


def test_axe_finds_nothing_where_two_choices_meet(browser: Browser, sights: list[Sight]) -> None:
    assert by_finding(axe_finds(browser, sights, DARK_CONTRAST, (1280,))) == {}


def test_axe_finds_nothing_on_the_real_site(browser: Browser, request: pytest.FixtureRequest) -> None:
    (real,) = sites(request, ["real"])
    pages = [Sight(kind, real, page) for kind, page in pages_of_each_kind(real).items()]
    assert by_finding(axe_finds(browser, pages, LIGHT, (1280,))) == {}


def test_axe_does_find_what_is_wrong(browser: Browser) -> None:
    with opened(browser, CONTRAST) as page:
        page.set_content("<title>页</title><img><p style='color: #666'>淡淡的字</p>")
        page.evaluate(AXE)
        rules = {text.split(":")[0] for mode in (LIGHT, CONTRAST) for text in page.evaluate(RUN_AXE, axe_options(mode))}
    assert {"image-alt", "color-contrast-enhanced", "html-has-lang", "landmark-one-main"} <= rules


# ---- what a visitor chooses, or the system asks for, is what comes ----

COLOURS = """() => [...document.querySelectorAll("html, body, body *")].map((element) => {
    const { color, backgroundColor, borderBottomColor } = getComputedStyle(element);
    return [element.localName, color, backgroundColor, borderBottomColor].join(" ");
})"""

BRIGHTNESS = """() => {
    const [red, green, blue] = getComputedStyle(document.documentElement).backgroundColor.match(/[\\d.]+/g);
    return (red * 0.2126 + green * 0.7152 + blue * 0.0722) / 255;
}"""

TEXT_SIZE = "() => parseFloat(getComputedStyle(document.querySelector('main :is(p, dd, li, td)')).fontSize)"

Seen = dict[str, Any]
"""What a look gives, by page."""


def seen(browser: Browser, sights: list[Sight], mode: Mode, look: str, width: int = 1280) -> Seen:
    with opened(browser, mode, width) as page:
        return {sight.sample.address + sight.address: looked(page, sight, look) for sight in sights}


def looked(page: Page, sight: Sight, look: str) -> object:
    go(page, sight)
    return page.evaluate(look)


def found(seen: Seen) -> dict[str, list[str]]:
    """What was found by a look that should find nothing, and on which pages."""
    return by_finding((page, finding) for page, findings in seen.items() for finding in findings)


def test_what_the_system_asks_for_looks_like_the_choice_on_the_site(browser: Browser, sights: list[Sight]) -> None:
    """What axe says of the choice therefore holds for the system's wish too."""
    wishes: list[tuple[dict[str, Any], Seen]] = [
        ({"color_scheme": "dark", "contrast": "no-preference"}, seen(browser, sights, DARK, COLOURS)),
        ({"color_scheme": "light", "contrast": "more"}, seen(browser, sights, CONTRAST, COLOURS)),
    ]
    different = []
    with opened(browser) as page:
        for sight in sights:
            go(page, sight)
            for wish, choice in wishes:
                page.emulate_media(**wish)
                if page.evaluate(COLOURS) != choice[sight.sample.address + sight.address]:
                    different.append((sight.address, f"{wish}"))
    assert by_finding(different) == {}


def test_a_choice_makes_the_difference_that_it_names(browser: Browser, sights: list[Sight]) -> None:
    some = sights[:3]
    at_night = LIGHT._replace(system={"color_scheme": "dark"})
    assert seen(browser, some, at_night, COLOURS) == seen(browser, some, LIGHT, COLOURS)
    assert seen(browser, some, CONTRAST, COLOURS) != seen(browser, some, LIGHT, COLOURS)
    assert min(seen(browser, some, LIGHT, BRIGHTNESS).values()) > 0.8
    assert max(seen(browser, some, DARK, BRIGHTNESS).values()) < 0.2
    normal, large = (seen(browser, some, mode, TEXT_SIZE) for mode in (LIGHT, LARGE))
    assert all(large[page] >= 1.2 * size for page, size in normal.items())


def test_a_page_in_dark_is_never_light_at_first(browser: Browser, sights: list[Sight]) -> None:
    """On a slow line, where the style sheets beside the first come late."""
    with opened(browser, DARK, bypass_csp=True) as page:
        held = Held(page, re.compile(r"\.css(?<!/site\.css)"))
        page.goto(sights[0].sample.address + sights[0].address, wait_until="commit")
        page.wait_for_timeout(300)
        assert not page.evaluate(PAINTED) or page.evaluate(BRIGHTNESS) < 0.2
        held.let_go()
        page.wait_for_function(PAINTED)
        assert page.evaluate(BRIGHTNESS) < 0.2


# ---- by keyboard ----

WATCH = """() => {
    const named = (element) => (element.innerText || element.ariaLabel || element.name || element.outerHTML).trim();
    const shown = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest("[inert]");
    const first = (radio) => {
        const group = [...document.getElementsByName(radio.name)];
        return radio === (group.find(({ checked }) => checked) ?? group[0]);
    };
    const able = "a[href], button, input, select, textarea, summary, [contenteditable], [tabindex]";
    const all = [...document.querySelectorAll(able)].filter((element) =>
        element.tabIndex >= 0 && !element.disabled && element.type !== "hidden" && shown(element) &&
        (element.type !== "radio" || first(element)));
    // What is too small to be seen, such as a button hidden behind its label, shows its focus there.
    const outlines = (element) => [element, ...(element.labels ?? []), element.parentElement]
        .filter((one) => one.offsetWidth > 8 && one.offsetHeight > 8).map((one) => {
            const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(one);
            const seen = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && !/, 0\\)$/.test(outlineColor);
            return seen ? [outlineStyle, outlineWidth, outlineColor].join(" ") : "";
        });
    const before = new Map(all.map((element) => [element, outlines(element)]));
    window.watched = { expected: all.map(named), reached: [], unseen: [] };
    document.addEventListener("focusin", ({ target }) => {
        watched.reached.push(named(target));
        const changed = outlines(target).some((outline, index) => outline && outline !== before.get(target)?.[index]);
        if (!changed) watched.unseen.push(named(target));
    });
    return all.length;
}"""


@pytest.mark.parametrize("width", [360, 1280])
def test_the_keyboard_reaches_everything_in_order_and_shows_where_it_is(
    browser: Browser, sights: list[Sight], width: int
) -> None:
    unseen = []
    with opened(browser, STILL, width) as page:
        for sight in sights:
            go(page, sight)
            for _ in range(page.evaluate(WATCH)):
                page.keyboard.down("Tab")
            watched = page.evaluate("watched")
            assert watched["reached"] == watched["expected"], sight.address
            assert watched["reached"][0] == "跳到正文", sight.address
            unseen += [(sight.address, name) for name in watched["unseen"]]
    assert by_finding(unseen) == {}


# ---- enlarged ----

SIDEWAYS = """() => [...document.querySelectorAll("html, body *:not(input, select, textarea)")].filter((element) =>
    element.scrollWidth > element.clientWidth && element.clientWidth > 1 &&
    (element.localName === "html" || getComputedStyle(element).overflowX !== "visible")
).map((element) => `${element.localName}.${element.className}: ${element.scrollWidth} > ${element.clientWidth}`)"""


@pytest.mark.parametrize(("width", "mode"), [(320, LIGHT), (360, LARGE)], ids=["at 400%", "large type on a phone"])
def test_nothing_scrolls_sideways_or_is_cut_off_when_enlarged(
    browser: Browser, sights: list[Sight], width: int, mode: Mode
) -> None:
    """1280 pixels at 400% are 320."""
    assert found(seen(browser, sights, mode, SIDEWAYS, width)) == {}


# ---- without motion, and in the colours of the system ----

MOVING = """() => [...document.querySelectorAll("*")].flatMap((element) =>
    [null, "::before", "::after", "::backdrop"].map((part) => {
        const { animationName, animationDuration, transitionDuration, scrollBehavior } = getComputedStyle(element, part);
        const lasts = (durations) => durations.split(",").some((duration) => parseFloat(duration) > 0);
        const moves = (animationName !== "none" && lasts(animationDuration)) || lasts(transitionDuration);
        return moves || scrollBehavior === "smooth" ? `${element.localName}.${element.className}${part ?? ""}` : "";
    })).filter(Boolean)"""


def test_who_asks_for_less_motion_gets_none(browser: Browser, sights: list[Sight]) -> None:
    assert found(seen(browser, sights, STILL, MOVING)) == {}


UNLINED = """() => [...document.querySelectorAll("input:not([type=hidden]), select, textarea, button:not(th *), table")]
    .filter((element) => element.checkVisibility() && element.offsetWidth > 8)
    .filter((element) => ![element, ...element.querySelectorAll("tr, th, td")].some((one) => {
        const { borderBottomStyle, borderBottomWidth } = getComputedStyle(one);
        return borderBottomStyle !== "none" && parseFloat(borderBottomWidth) >= 1;
    })).map((element) => element.outerHTML.slice(0, 120))"""


UNFOCUSED = """() => [...document.querySelectorAll("a[href], button, input, select, summary")]
    .filter((element) => element.checkVisibility() && element.offsetWidth > 8).slice(0, 12)
    .filter((element) => {
        element.focus({ focusVisible: true });
        const { outlineStyle, outlineWidth } = getComputedStyle(element);
        return outlineStyle === "none" || parseFloat(outlineWidth) < 2;
    }).map((element) => element.outerHTML.slice(0, 120))"""


def test_lines_and_the_focus_are_seen_in_forced_colours(browser: Browser, sights: list[Sight]) -> None:
    look = f"() => [...({UNLINED})(), ...({UNFOCUSED})()]"
    assert found(seen(browser, sights, FORCED, look)) == {}
