"""A page of each kind in every way that a visitor may choose: what axe says, and that the choice is what comes."""

from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.pages_of_each_kind import (
    CONTRAST,
    DARK,
    KINDS,
    LARGE,
    LIGHT,
    RICH,
    Mode,
    Seen,
    Sight,
    by_finding,
    go,
    opened,
    pages_of_each_kind,
    seen,
    sites,
)


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
    browser: Browser, sights: list[Sight], mode: Mode, runs: Runs, widths: Sequence[int]
) -> Iterator[tuple[str, str]]:
    with opened(browser, mode, bypass_csp=True) as page:
        page.context.add_init_script(AXE)
        for sight in sights:
            go(page, sight)
            for width in widths:
                page.set_viewport_size({"width": width, "height": 900})
                for finding in page.evaluate(RUN_AXE, runs):
                    yield f"{sight.address} ({width})", finding


MODES = [(LIGHT, (360, 1280)), (LARGE, (360,)), (DARK, (360,)), (CONTRAST, (1280,))]
"""What stands where is tried at both widths; large type has least room at the narrow one, and other colours put the
same texts on the same grounds."""


@pytest.mark.parametrize(("mode", "widths"), MODES, ids=[mode.name for mode, _ in MODES])
def test_axe_finds_nothing_on_any_kind_of_page(
    browser: Browser, sights: list[Sight], mode: Mode, widths: Sequence[int]
) -> None:
    assert by_finding(axe_finds(browser, sights, mode, axe_runs(mode), widths)) == {}


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


def test_what_the_system_asks_for_looks_like_the_choice_on_the_site(browser: Browser, sights: list[Sight]) -> None:
    """What axe says of the choice therefore holds for the system's wish too: one style sheet serves both."""
    some = sights[::6]
    wishes: list[tuple[dict[str, Any], Seen]] = [
        ({"color_scheme": "dark", "contrast": "no-preference"}, seen(browser, some, DARK, COLOURS)),
        ({"color_scheme": "light", "contrast": "more"}, seen(browser, some, CONTRAST, COLOURS)),
    ]
    different = []
    with opened(browser) as page:
        for sight in some:
            go(page, sight)
            for wish, choice in wishes:
                page.emulate_media(**wish)
                if page.evaluate(COLOURS) != choice[sight.sample.address + sight.address]:
                    different.append((sight.address, f"{wish}"))
    assert by_finding(different) == {}
