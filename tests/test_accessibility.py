"""A page of each kind in every way that a visitor may choose: what axe says, and that the choice is what comes."""

import re
from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.pages_of_each_kind import (
    CONTRAST,
    DARK,
    DARK_CONTRAST,
    KINDS,
    LARGE,
    LIGHT,
    PAINTED,
    RICH,
    Mode,
    Seen,
    Sight,
    by_finding,
    gallery,
    go,
    opened,
    pages_of_each_kind,
    seen,
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

LOOKS = """() => {
    const style = (element) => getComputedStyle(element);
    const clear = (element) => /, 0\\)$/.test(style(element).backgroundColor) && style(element).backgroundImage === "none";
    const behind = (element) => (element.parentElement && clear(element) ? behind(element.parentElement) : element);
    const looks = new Map();
    for (const element of document.querySelectorAll("body *")) {
        if (![...element.childNodes].some(({ nodeType, data }) => nodeType === 3 && data.trim().length > 1)) continue;
        const { color, fontSize, fontWeight, opacity } = style(element);
        const { backgroundColor, backgroundImage } = style(behind(element));
        const look = [color, fontSize, fontWeight, opacity, backgroundColor, backgroundImage].join();
        if (element.checkVisibility() && !looks.has(look)) looks.set(look, element);
    }
    return { include: [...looks.values()] };
}"""

RUN_AXE = f"""async (runs) => {{
    const found = [];
    for (const [where, options] of runs) {{
        const context = where === "looks" ? ({LOOKS})() : document;
        const {{ violations, incomplete }} = await axe.run(context, {{ ...options, preload: false }});
        // Whether a text stands out from a picture or a gradient axe leaves to us: there shall be none behind a text.
        const pictures = ["bgImage", "bgGradient", "imgNode", "pseudoContent", "complexTextShadows", "colorParse"];
        const onPicture = ({{ any }}) => any.some(({{ data }}) => pictures.includes(data?.messageKey));
        const undecided = incomplete.map((rule) => ({{ ...rule, nodes: rule.nodes.filter(onPicture) }}));
        found.push(...violations, ...undecided);
    }}
    return found.flatMap(({{ id, nodes }}) => nodes.map(({{ target, failureSummary }}) =>
        `${{id}}: ${{target.join(" ")}}: ${{failureSummary.split("\\n")[1].trim()}}`));
}}"""

Runs = list[tuple[str, dict[str, object]]]


def every_rule(*but: str) -> dict[str, object]:
    return {"runOnly": TAGS, "rules": {name: {"enabled": False} for name in (*but, *SWITCHED_OFF)}}


def axe_runs(mode: Mode) -> Runs:
    """Contrast takes most of the time of axe: it is measured once for each look of a text on a page.

    In other colours only the rules that look at colours can tell anything new. High contrast
    promises the enhanced one of WCAG AAA, 7:1.
    """
    contrast = "color-contrast-enhanced" if "contrast" in mode.name else "color-contrast"
    links: dict[str, object] = {"runOnly": {"type": "rule", "values": ["link-in-text-block"]}}
    rest = every_rule("color-contrast") if mode in (LIGHT, LARGE) else links
    return [("looks", {"runOnly": {"type": "rule", "values": [contrast]}}), ("page", rest)]


def axe_finds(
    browser: Browser, sights: list[Sight], mode: Mode, runs: Runs, widths: Sequence[int] = (360, 1280)
) -> Iterator[tuple[str, str]]:
    with opened(browser, mode, bypass_csp=True) as page:
        page.context.add_init_script(AXE)
        for sight in sights:
            go(page, sight)
            for width in widths:
                page.set_viewport_size({"width": width, "height": 900})
                for finding in page.evaluate(RUN_AXE, runs):
                    yield f"{sight.address} ({width})", finding


@pytest.mark.parametrize("mode", [LIGHT, DARK, LARGE, CONTRAST, DARK_CONTRAST], ids=lambda mode: mode.name)
def test_axe_finds_nothing_on_any_kind_of_page(browser: Browser, sights: list[Sight], mode: Mode) -> None:
    assert by_finding(axe_finds(browser, sights, mode, axe_runs(mode))) == {}


def test_axe_finds_nothing_on_the_real_site(browser: Browser, request: pytest.FixtureRequest) -> None:
    """Here contrast is measured at every place."""
    (real,) = sites(request, ["real"])
    pages = [Sight(kind, real, page) for kind, page in pages_of_each_kind(real).items()]
    distinct = list({sight.address: sight for sight in pages}.values())
    assert by_finding(axe_finds(browser, distinct, LIGHT, [("page", every_rule())], (1280,))) == {}


def test_axe_does_find_what_is_wrong(browser: Browser) -> None:
    with opened(browser, CONTRAST) as page:
        page.set_content("<title>页</title><img><p style='color: #666'>淡淡的字</p>")
        page.evaluate(AXE)
        rules = {text.split(":")[0] for mode in (LIGHT, CONTRAST) for text in page.evaluate(RUN_AXE, axe_runs(mode))}
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
