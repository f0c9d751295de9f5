"""What a visitor's browser does: requests with their bytes, and the time until results are there."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import Browser, Page, Request, sync_playwright

from tests import chromium


class Visit(NamedTuple):
    """A search page that is opened with a query, and a second query that is typed there."""

    fixed: int
    """Bytes of code, the list of shards and the facts: what a first search needs whatever it asks."""
    later: int
    """Bytes for the second query: parts of the index, and what is shown. Nothing of it was loaded before."""
    first_ten: float
    """Milliseconds from sending the second query until its first results stand on the page."""
    all_results: float
    """Milliseconds until nothing more comes."""
    total: int


@contextmanager
def started() -> Iterator[Browser]:
    path = chromium.executable()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(chromium.ARGUMENTS))
        yield browser
        browser.close()


_SEND = """([query]) => new Promise((resolve) => {
    const results = document.getElementById("results");
    const started = performance.now();
    let first = null;
    const look = () => {
        if (results.getAttribute("aria-busy") === "false") {
            observer.disconnect();
            const now = performance.now() - started;
            resolve([first ?? now, now, Number(results.dataset.total)]);
        } else if (first === null && results.children.length > 0) {
            first = performance.now() - started;
        }
    };
    const observer = new MutationObserver(look);
    results.replaceChildren();
    observer.observe(results, { attributes: true, childList: true });
    document.querySelector("input[name=q]").value = query;
    document.getElementById("search-form").requestSubmit();
})"""

FIRST_QUERY = "二〇"
"""A query that finds little: what it loads beside the fixed part is small, and seldom what comes next."""


def visit(browser: Browser, address: str, query: str, state: dict[str, str]) -> Visit:
    """A visit by somebody who was never here before."""
    with browser.new_context() as context:
        page = context.new_page()
        requests: list[Request] = []
        page.on("requestfinished", lambda request: requests.append(request))
        page.goto(f"{address}search/?{urlencode({'q': FIRST_QUERY, **state})}")
        page.locator("#results[aria-busy=false]").wait_for(state="attached")
        fixed = _bytes(request for request in requests if _is_fixed(request))
        requests.clear()
        first, everything, total = page.evaluate(_SEND, [query])
        return Visit(fixed, _bytes(requests), first, everything, total)


def _is_fixed(request: Request) -> bool:
    path = urlsplit(request.url).path
    return path.endswith((".js", "shards.json", "facts.txt"))


def _bytes(requests: Iterator[Request] | Sequence[Request]) -> int:
    sizes = [request.sizes() for request in requests]
    return sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes)


FIND = """async ([calls]) => {
    const { search } = await import(new URL("assets/js/search.js", location));
    const found = [];
    for (const [query, filters] of calls) {
        found.push((await search(query, filters)).results.map((result) => result.url));
    }
    return found;
}"""


def found(page: Page, address: str, calls: Sequence[tuple[str, dict[str, str]]]) -> list[list[str]]:
    """What the search gives for each query, as a program asks for it."""
    page.goto(address)
    answers: list[list[str]] = page.evaluate(FIND, [list(calls)])
    return answers
