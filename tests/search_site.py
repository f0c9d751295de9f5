"""What the tests of the search share: sample sites, runs of characters, and the search page in a browser."""

import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, urlencode, urlsplit

from playwright.sync_api import Locator, Page, Route

from builder.search.normalise import normalise
from tests import reference
from tests.reference import Filters, Query, terms


class Sample(NamedTuple):
    """A site: what it is made of, and where it is served."""

    projects: dict[str, reference.Known]
    folder: Path
    address: str

    @property
    def fields(self) -> list[str]:
        return [field for known in self.projects.values() for field in known.fields]


def expected(sample: Sample, query: str, filters: Filters | None = None) -> list[str]:
    """The addresses of the projects that are right, sorted."""
    return reference.expected(sample.projects, query, filters)


# ---- runs of characters ----


def is_plain(run: str) -> bool:
    """Whether a run is nothing but terms: a pair of quotes would be read as the sign of a phrase."""
    return bool(terms(run)) and normalise(run).count('"') < 2


def runs_in(sample: Sample, seed: int) -> Iterator[str]:
    """Runs of 1 to 8 characters out of the fields, without end."""
    chance = random.Random(seed)
    texts = sample.fields
    while True:
        text, length = chance.choice(texts), chance.randint(1, 8)
        start = chance.randint(0, max(0, len(text) - length))
        run = text[start : start + length]
        if is_plain(run):
            yield run


def runs_nowhere(sample: Sample, seed: int) -> Iterator[str]:
    """Runs made of the same characters in another order, which no project holds."""
    chance = random.Random(seed)
    runs = runs_in(sample, seed)
    while True:
        characters = list(next(runs) + next(runs))
        chance.shuffle(characters)
        run = "".join(characters[: chance.randint(2, 8)])
        if is_plain(run) and expected(sample, run) == []:
            yield run


def take(runs: Iterator[str], count: int) -> list[str]:
    found: dict[str, None] = {}
    for run in runs:
        found[run] = None
        if len(found) == count:
            break
    return list(found)


# ---- what the browser finds ----

SEARCH = """async (calls) => {
    const { search } = await import(new URL("assets/js/search.js", location));
    const found = [];
    for (const [query, filters] of calls) {
        const { total, results } = await search(query, filters);
        found.push([total, results.map((result) => result.url)]);
    }
    return found;
}"""


def found_by_module(page: Page, sample: Sample, queries: Sequence[Query]) -> list[list[str]]:
    """The addresses that search.js gives for each query, in its order."""
    page.goto(sample.address)
    answers = page.evaluate(SEARCH, list(queries))
    assert all(total == len(urls) == len(set(urls)) for total, urls in answers)
    return [urls for _, urls in answers]


def wrong(page: Page, sample: Sample, queries: Sequence[Query]) -> list[tuple[Query, list[str], list[str]]]:
    """The queries that don't give exactly what is right."""
    answers = found_by_module(page, sample, queries)
    truths = [expected(sample, *query) for query in queries]
    both = zip(queries, answers, truths, strict=True)
    return [(query, sorted(got), truth) for query, got, truth in both if sorted(got) != truth]


# ---- the page ----


def done(page: Page) -> Locator:
    """The results, when they are there."""
    results = page.locator("#results[aria-busy=false]")
    results.wait_for(state="attached")
    return results


def open_search(page: Page, sample: Sample, **state: str) -> Locator:
    page.goto(f"{sample.address}search/?{urlencode(state)}")
    return done(page)


def enter(page: Page, query: str) -> Locator:
    page.fill("input[name=q]", query)
    page.press("input[name=q]", "Enter")
    return done(page)


def state_of(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


class Hit(NamedTuple):
    project: str
    rows: list[str]
    marks: list[str]
    row_marks: list[list[str]]


HITS = """(hits) => hits.map((hit) => {
    const marks = (element) => [...element.querySelectorAll("mark")].map((mark) => mark.textContent);
    const rows = [...hit.querySelectorAll("[data-indicator]")];
    return [hit.dataset.project, rows.map((row) => row.dataset.indicator), marks(hit), rows.map(marks)];
})"""


def hits(page: Page) -> list[Hit]:
    return [Hit(*hit) for hit in page.eval_on_selector_all("#results [data-project]", HITS)]


def show_all(page: Page) -> None:
    more = page.get_by_role("button", name="显示更多")
    while more.is_visible():
        shown = page.locator("[data-project]").count()
        more.click()
        page.locator("[data-project]").nth(shown).wait_for()


def is_styled(page: Page) -> bool:
    return page.locator(".site-header").evaluate("(header) => getComputedStyle(header).borderTopWidth") == "4px"


def choices(page: Page, name: str) -> dict[str, str]:
    """The options of a filter: what they say, by value."""
    pairs = page.eval_on_selector_all(f"[name={name}] option", "(all) => all.map((one) => [one.value, one.text])")
    return dict(pairs)


# ---- a host in trouble ----


def refused(route: Route) -> None:
    route.fulfill(status=404, content_type="text/html", body="<h1>404</h1>")


def cut_off(route: Route) -> None:
    route.abort()


class Held:
    """Requests that wait until they are let go."""

    def __init__(self, page: Page, pattern: str | re.Pattern[str]) -> None:
        self._waiting: list[Route] = []
        self._is_held = True
        page.route(pattern, lambda route: self._waiting.append(route) if self._is_held else route.continue_())

    def let_go(self) -> None:
        self._is_held = False
        for route in self._waiting:
            route.continue_()
