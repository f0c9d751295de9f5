"""What a page costs who reads it: bytes, movement while it loads, and what is there before any script."""

import gzip
import re

import pytest
from playwright.sync_api import Browser, Page, Response

from tests.pages_of_each_kind import PAINTED, Sight, all_pages, by_finding, go, opened, sites
from tests.search_site import Held, done

LIMIT = 40 * 1024
"""Bytes of HTML, CSS and JavaScript, each file compressed as hosts do: 4 seconds at 10 KB a second."""


# ---- bytes ----


def test_a_project_page_is_light(browser: Browser, request: pytest.FixtureRequest) -> None:
    for sample in sites(request):
        projects = (page for page in all_pages(sample) if page.startswith("projects/"))
        heaviest = max(projects, key=lambda page: compressed((sample.folder / page).read_bytes()))
        with opened(browser) as page:
            sizes = loaded(page, Sight("project", sample, heaviest))
        assert len(sizes) > 2, "neither styles nor scripts were counted"
        assert not any("search" in address.rpartition("/")[2] for address in sizes)
        assert sum(sizes.values()) <= LIMIT, sizes


def compressed(content: bytes) -> int:
    return len(gzip.compress(content, 6))


def loaded(page: Page, sight: Sight) -> dict[str, int]:
    """The compressed size of all code that a page asks for, by address, in a browser that has nothing yet."""
    answers: list[Response] = []
    page.on("response", lambda response: answers.append(response))
    go(page, sight)
    page.evaluate(A_MOMENT)
    code = ("document", "stylesheet", "script")
    return {one.url: compressed(one.body()) for one in answers if one.request.resource_type in code}


A_MOMENT = "() => new Promise((done) => setTimeout(() => requestAnimationFrame(() => setTimeout(done)), 50))"


# ---- movement ----

SHIFTS = f"""async () => {{
    const entries = [];
    const observer = new PerformanceObserver((list) => entries.push(...list.getEntries()));
    observer.observe({{ type: "layout-shift", buffered: true }});
    await ({A_MOMENT})();
    return [...entries, ...observer.takeRecords()].flatMap(({{ value, sources }}) =>
        sources.map(({{ node }}) => `${{value.toFixed(4)}} ${{node?.outerHTML?.slice(0, 100) ?? node?.nodeName}}`));
}}"""


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves_while_a_page_loads(browser: Browser, sights: list[Sight], width: int) -> None:
    """On a slow line: what comes by a script that the page doesn't wait for comes after the first paint."""
    moved: list[tuple[str, str]] = []
    with opened(browser, width=width, bypass_csp=True) as page:
        for sight in sights:
            held = Held(page, waiting_scripts(sight))
            page.goto(sight.sample.address + sight.address, wait_until="commit")
            page.wait_for_function(PAINTED)
            held.let_go()
            page.wait_for_load_state()
            if "?q=" in sight.address:
                done(page)
            shifts = page.evaluate(SHIFTS)
            moved += [(sight.address, one) for one in shifts if float(one.split()[0]) > tolerated(sight)]
            page.unroute_all()
    assert by_finding(moved) == {}


def tolerated(sight: Sight) -> float:
    """Nothing moves on a project's page; elsewhere columns may settle while a long table or results come in.

    0.1 in all is what Lighthouse calls good.
    """
    return 0 if sight.address.startswith("projects/") else 0.01


def waiting_scripts(sight: Sight) -> re.Pattern[str]:
    """The addresses of the scripts that a page loads beside its text (``defer``)."""
    html = (sight.sample.folder / sight.address.partition("?")[0]).read_text("utf-8")
    names = re.findall(r'<script [^>]*\bdefer\b[^>]*\bsrc="[^"]*?([\w-]+\.js)', html)
    assert names, sight.address
    return re.compile("|".join(rf"/{re.escape(name)}" for name in names))


# ---- before any script ----

TEXT = "() => document.querySelector('main').innerText.replace(/\\s+/g, '')"

PLACES = """() => {
    const main = document.querySelector("main");
    return [main, ...main.querySelectorAll("h1, h2, h3, p, ul, dl, table")].map((element) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        return [element.localName, ...[x, y - main.getBoundingClientRect().y, width, height].map(Math.round)].join(" ");
    });
}"""


def test_a_page_can_be_read_before_any_script_runs(browser: Browser, sights: list[Sight]) -> None:
    """The same words in the same places; only the search has no results without a script."""
    different: list[tuple[str, str]] = []
    with opened(browser) as page, opened(browser, java_script_enabled=False) as plain:
        for sight in (sight for sight in sights if not sight.address.startswith("search/")):
            for one in (page, plain):
                go(one, sight)
            assert len(plain.evaluate(TEXT)) > 20, sight.address
            if plain.evaluate(TEXT) != page.evaluate(TEXT):
                different.append((sight.address, "other words"))
            places = zip(plain.evaluate(PLACES), page.evaluate(PLACES), strict=False)
            different += [(sight.address, f"{before} → {after}") for before, after in places if before != after][:1]
    assert by_finding(different) == {}
