"""A page of each kind without a mouse, enlarged, without motion, and in the colours of the system."""

import pytest
from playwright.sync_api import Browser

from tests.pages_of_each_kind import (
    FORCED,
    LARGE,
    LIGHT,
    STILL,
    Mode,
    Sight,
    by_finding,
    found,
    go,
    opened,
    seen,
)

# ---- by keyboard ----

WATCH = """() => {
    const named = (element) => (element.textContent.trim() || element.ariaLabel || element.name || element.outerHTML);
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
        # On a phone the order is the same; some pages tell whether it is.
        for sight in sights if width == 1280 else sights[::4]:
            go(page, sight)
            for _ in range(page.evaluate(WATCH)):
                page.keyboard.down("Tab")
            watched = page.evaluate("watched")
            assert watched["reached"] == watched["expected"], sight.address
            assert watched["reached"][0] == "跳到正文", sight.address
            unseen += [(sight.address, name) for name in watched["unseen"]]
    assert by_finding(unseen) == {}


# ---- enlarged ----

SIDEWAYS = """() => {
    const outside = (element) => element.getBoundingClientRect().right > innerWidth + 1 && element.checkVisibility();
    const scrolls = (element) => element.scrollWidth > element.clientWidth && element.clientWidth > 1 &&
        getComputedStyle(element).overflowX !== "visible";
    const all = [...document.querySelectorAll("body *:not(input, select, textarea, option)")];
    const named = (element) => `${element.localName}.${element.className} ${element.textContent.trim().slice(0, 20)}`;
    const wide = document.documentElement.scrollWidth > innerWidth ? all.filter(outside) : [];
    return [
        ...all.filter(scrolls).map((element) => `scrolls: ${named(element)}`),
        ...wide.filter((element) => !wide.includes(element.parentElement)).map((element) => `sticks out: ${named(element)}`),
    ];
}"""


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
