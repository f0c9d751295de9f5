"""How exact and how quick the search is, in a real Chromium, and what indexing takes.

    python -m benchmarks.search [PROJECTS] [--queries 1000] [--visits 1000]
    python -m benchmarks.search --index PROJECTS

The first builds a site on an invented corpus (benchmarks/corpus.py), asks it, asks Pagefind's own
build for Chinese the same, and prints a table. The second only indexes, for time and memory.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from playwright.sync_api import Browser
from rich.console import Console

from benchmarks import browser, corpus, peer
from benchmarks.memory import watched
from benchmarks.queries import Asked, queries
from benchmarks.truth import Truth
from builder import content
from builder.build import build
from builder.model import Site
from builder.progress import Watch
from tests.conftest import served
from tests.making import search_files
from tests.reference import known

IN_EVERY_PROJECT = "示例"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("projects", type=int, nargs="?", default=10_000)
    parser.add_argument("--queries", type=int, default=1000, help="for recall and precision")
    parser.add_argument("--visits", type=int, default=1000, help="queries whose bytes and time are measured")
    parser.add_argument("--index", action="store_true", help="only index")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        os.environ["XDG_CACHE_HOME"] = temporary  # nothing may have been kept from before
        folder, output = Path(temporary, "content"), Path(temporary, "output")
        corpus.write(folder, arguments.projects)
        if arguments.index:
            _index(folder)
            return
        site = _loaded(folder)
        assert build(folder, output, Watch(Console(stderr=True))).published
        print(f"peer's index: {peer.index(output):.1f} s")
        projects = {project.address: known(project) for project in site.projects}
        with served(output) as address, browser.started() as chromium:
            asked = queries(projects, arguments.queries)
            _exactness(chromium, output, address, asked, Truth(projects))
            newest = str(site.projects[0].record.year)
            _cost(chromium, address, _sample(asked, arguments.visits), newest)


def _loaded(folder: Path) -> Site:
    site = content.load(folder).site
    assert site
    return site


def _index(folder: Path) -> None:
    site = _loaded(folder)
    count = len(site.projects)
    with watched() as peak:
        started = time.perf_counter()
        files = search_files(site)
        spent = time.perf_counter() - started
    size = sum(map(len, files.values()))
    print(
        f"indexing {count} projects: {spent:.1f} s, {spent / count * 1000:.2f} ms each; "
        f"{len(files)} files, {size / 1e6:.1f} MB; peak memory: indexer {peak.child:.0f} MB, program {peak.own:.0f} MB"
    )


# ---- exactness ----


def _exactness(chromium: Browser, site: Path, address: str, asked: Sequence[Asked], truth: Truth) -> None:
    page = chromium.new_page()
    ours = [set(urls) for urls in browser.found(page, address, [(one.query, one.filters) for one in asked])]
    plain = [truth.plain(one) for one in asked]
    skipped = [truth.skipped(one) for one in asked]
    others = {
        "peer": peer.found(page, site, address, [one.query for one in asked]),
        'peer, "…"': peer.found(page, site, address, [f'"{one.query}"' for one in asked]),
    }
    print(f"\n{'':14}{'queries':>8}{'found':>8}{'recall':>8}{'prec.':>8}", end="")
    print("".join(f"{name + ' rec.':>17}{'prec.':>7}" for name in others))
    for kind in [*dict.fromkeys(one.kind for one in asked), "all"]:
        chosen = [at for at, one in enumerate(asked) if kind in ("all", one.kind)]
        line = f"{kind:14}{len(chosen):8}{sum(bool(plain[at]) for at in chosen):8}"
        line += "".join(f"{value:8.3f}" for value in _rates(chosen, ours, plain, skipped))
        for found in others.values():
            # It knows no filters: those queries are left out for it.
            asked_of_it = [at for at in chosen if not asked[at].filters]
            rates = _rates(asked_of_it, found, plain, skipped) if asked_of_it else (float("nan"),) * 2
            line += f"{rates[0]:17.3f}{rates[1]:7.3f}"
        print(line)
    page.close()


def _rates(
    chosen: Sequence[int], found: Sequence[set[str]], plain: Sequence[set[str]], skipped: Sequence[set[str]]
) -> tuple[float, float]:
    """Of what has to be found, how much was; of what was found, how much is right."""
    due = sum(len(plain[at]) for at in chosen)
    given = sum(len(found[at]) for at in chosen)
    recall = sum(len(found[at] & plain[at]) for at in chosen) / due if due else 1.0
    precision = sum(len(found[at] & skipped[at]) for at in chosen) / given if given else 1.0
    return recall, precision


# ---- cost ----


def _cost(chromium: Browser, address: str, asked: Sequence[Asked], newest: str) -> None:
    states: Mapping[str, dict[str, str]] = {"one year": {"year": newest}, "all years": {}}
    for name, state in states.items():
        visits = [browser.visit(chromium, address, one.query, {**one.filters, **state}) for one in asked]
        print(f"\n{name}, {len(visits)} queries, each in a browser that has loaded nothing of it:")
        print(f"  first search, code and facts: {max(visit.fixed for visit in visits) / 1000:.0f} KB")
        _spread("a later query", [visit.later / 1000 for visit in visits], "KB")
        _spread("first ten results", [visit.first_ten for visit in visits], "ms")
        _spread("all results counted", [visit.all_results for visit in visits], "ms")
    for name, state in states.items():
        visits = [browser.visit(chromium, address, IN_EVERY_PROJECT, state) for _ in range(10)]
        print(f"\n“{IN_EVERY_PROJECT}”, {visits[0].total} projects, {name}:")
        _spread("first ten results", [visit.first_ten for visit in visits], "ms")
        _spread("all results counted", [visit.all_results for visit in visits], "ms")


def _sample(asked: Sequence[Asked], count: int) -> list[Asked]:
    step = max(1, len(asked) // count)
    return [one._replace(filters={k: v for k, v in one.filters.items() if k != "year"}) for one in asked[::step]][
        :count
    ]


def _spread(name: str, values: Sequence[float], unit: str) -> None:
    ordered = sorted(values)
    median, late = statistics.median(ordered), ordered[int(0.95 * (len(ordered) - 1))]
    print(f"  {name}: median {median:.0f} {unit}, 95th percentile {late:.0f} {unit}, most {ordered[-1]:.0f} {unit}")


if __name__ == "__main__":
    main()
