"""A page of each kind, found in a built site: by its address, and what its record holds.

Nothing here is a list of pages, so that a page which moves or comes new is tested without a word.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page

from builder.model import Record
from builder.model.result import State, judgements
from tests.search_site import Sample, done

RICH = ("history", "town", "results")
"""The fixtures of the invented sites, which have every kind between them."""

SITES = (*RICH, "real")

ADDRESSES = {
    "home": r"index\.html",
    "years": r"years/index\.html",
    "a year": r"years/\d{4}/index\.html",
    "departments": r"departments/index\.html",
    "a department": r"departments/(?!page-)[^/]+/index\.html",
    "indicators": r"indicators/index\.html",
    "a category of indicators": r"indicators/(?!page-)[^/]+/index\.html",
    "a category of indicators in a year": r"indicators/[^/]+/\d{4}/index\.html",
    "timeline": r"timeline/index\.html",
    "sitemap": r"sitemap/index\.html",
    "data": r"data/index\.html",
    "plain": r"pages/[^/]+/index\.html",
    "not found": r"404\.html",
    "search": r"search/index\.html",
}

SHAPES: dict[str, Callable[[Record], object]] = {
    "withdrawn": lambda record: record.withdrawal,
    "corrected": lambda record: record.corrections,
    "with results": lambda record: any(row.indicator.actual_value for row in record.indicators()),
    "with every state of a result": lambda record: {one.state for one in judgements(record).values()} == set(State),
    "with a category not set": lambda record: any(row.indicator is None for row in record.rows()),
    "with a value not set": lambda record: any(row.indicator.annual_value is None for row in record.indicators()),
    "with a note": lambda record: record.note,
    "with an original": lambda record: record.original,
    "with two goals": lambda record: record.goals.whole_period and not record.goals.are_the_same,
    "with one goal for both": lambda record: record.goals.are_the_same,
    "not yet approved": lambda record: record.approval is None,
}

LONGEST: dict[str, Callable[[Record], int]] = {
    "with the longest name": lambda record: len(record.name),
    "with the longest indicator": lambda record: max(
        (len(row.indicator.name) for row in record.indicators()), default=0
    ),
    "with the most rows": lambda record: len(list(record.rows())),
}

KINDS = (
    *ADDRESSES,
    "search with results",
    "search without results",
    *(f"project {shape}" for shape in (*SHAPES, *LONGEST, "of several years")),
)


class Sight(NamedTuple):
    """A page to look at, and the site that it stands in."""

    kind: str
    sample: Sample
    address: str


def sites(request: pytest.FixtureRequest, names: Iterable[str] = SITES) -> list[Sample]:
    """The sample sites by the names of their fixtures."""
    return [request.getfixturevalue(name) for name in names]


def gallery(request: pytest.FixtureRequest) -> list[Sight]:
    """Of each kind that the invented sites have, one page; a page that shows several kinds, once."""
    kinds = {
        kind: (sample, page)
        for sample in sites(request, RICH[::-1])
        for kind, page in pages_of_each_kind(sample).items()
    }
    return list({(sample.address, page): Sight(kind, sample, page) for kind, (sample, page) in kinds.items()}.values())


def all_pages(sample: Sample) -> list[str]:
    """The addresses of all pages of a site."""
    return sorted(path.relative_to(sample.folder).as_posix() for path in sample.folder.rglob("*.html"))


def pages_of_each_kind(sample: Sample) -> dict[str, str]:
    """For each kind that a site has, the address of one page; the largest, where its address tells the kind."""
    return {**_by_address(sample), **dict(_searches(sample)), **dict(_projects(sample))}


def _by_address(sample: Sample) -> dict[str, str]:
    pages = sorted(all_pages(sample), key=lambda page: (sample.folder / page).stat().st_size)
    return {kind: page for kind, pattern in ADDRESSES.items() for page in pages if re.fullmatch(pattern, page)}


def _searches(sample: Sample) -> Iterator[tuple[str, str]]:
    words = Counter(word for field in sample.fields for word in set(re.findall("[一-鿿]{2}", field)))
    (common, _), *_ = words.most_common(1)
    yield "search with results", f"search/index.html?{urlencode({'q': common})}"
    yield "search without results", f"search/index.html?{urlencode({'q': '无此词语龘龘'})}"


def _projects(sample: Sample) -> Iterator[tuple[str, str]]:
    """Pages that show many shapes are taken before others, so that few are needed."""
    records = {f"{known.project.address}index.html": known.project.record for known in sample.projects.values()}
    years = Counter((record.department, record.name) for record in records.values())
    longest = {shape: max(map(length, records.values())) for shape, length in LONGEST.items()}

    def shapes(record: Record) -> Iterator[str]:
        yield from (shape for shape, has_it in SHAPES.items() if has_it(record))
        yield from (shape for shape, length in LONGEST.items() if length(record) == longest[shape])
        if years[record.department, record.name] > 1:
            yield "of several years"

    shown = {page: list(shapes(record)) for page, record in records.items()}
    missing = {shape for here in shown.values() for shape in here}
    while pages := sorted(page for page in shown if missing.intersection(shown[page])):
        best = max(pages, key=lambda page: len(missing.intersection(shown[page])))
        yield from ((f"project {shape}", best) for shape in shown[best] if shape in missing)
        missing.difference_update(shown[best])


class Mode(NamedTuple):
    """How a visitor reads: what is stored of the choices on the site, and what the system asks for."""

    name: str
    stored: str = ""
    """The value of ``gongkai.display``."""
    system: dict[str, str] = {}  # noqa: RUF012 - never changed


def _chosen(theme: str = "light", text: str = "normal", contrast: str = "normal") -> str:
    return f'{{"theme": "{theme}", "text": "{text}", "contrast": "{contrast}"}}'


AS_IT_COMES = Mode("no choice")
LIGHT = Mode("light", _chosen())
DARK = Mode("dark", _chosen(theme="dark"))
LARGE = Mode("large type", _chosen(text="larger"))
CONTRAST = Mode("high contrast", _chosen(contrast="more"))
DARK_CONTRAST = Mode("dark, high contrast", _chosen(theme="dark", contrast="more"))
FORCED = Mode("forced colours", system={"forced_colors": "active"})
STILL = Mode("reduced motion", system={"reduced_motion": "reduce"})


def by_finding(findings: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Pages and what was found on them, as what was found and on which pages: short enough to be read."""
    pages: dict[str, list[str]] = {}
    for page, finding in findings:
        pages.setdefault(finding, []).append(page)
    return pages


@contextmanager
def opened(browser: Browser, mode: Mode = AS_IT_COMES, width: int = 1280, **options: object) -> Iterator[Page]:
    """A page that shows a site in a mode."""
    size = {"width": width, "height": 900}
    context = browser.new_context(viewport=size, **mode.system, **options)  # type: ignore[arg-type]
    if mode.stored:
        context.add_init_script(f"localStorage.setItem('gongkai.display', {mode.stored!r})")
    yield context.new_page()
    context.close()


def go(page: Page, sight: Sight) -> None:
    """Go to a page, and wait for what its scripts bring."""
    page.goto(sight.sample.address + sight.address)
    if "?q=" in sight.address:
        done(page)


PAINTED = "performance.getEntriesByName('first-contentful-paint').length"
"""Whether a page has shown anything yet."""


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
