"""Pagefind's own build for languages like Chinese, fed with the same pages, asked the same queries.

It splits Chinese into words by a dictionary, as it comes: ``pip install pagefind-bin-extended``.
"""

import gzip
import json
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Page

_ASK = """async ([queries]) => {
    const pagefind = await import(new URL("peer/pagefind.js", location));
    await pagefind.init();
    const found = [];
    for (const query of queries) found.push((await pagefind.search(query)).results.map((result) => result.id));
    return found;
}"""


def index(site: Path) -> float:
    """Index the project pages of a built site into its ``peer/``; gives the seconds."""
    import pagefind_bin_extended

    command = [str(pagefind_bin_extended.get_executable()), "--site", str(site), "--output-subdir", "peer"]
    started = time.perf_counter()
    subprocess.run(
        [*command, "--glob", "projects/**/*.html", "--root-selector", "article"], check=True, capture_output=True
    )
    return time.perf_counter() - started


def found(page: Page, site: Path, address: str, queries: Sequence[str]) -> list[set[str]]:
    """The addresses of the projects that each query finds."""
    urls = {}
    for path in (site / "peer/fragment").glob("*.pf_fragment"):
        fragment = json.loads(gzip.decompress(path.read_bytes()).removeprefix(b"pagefind_dcd"))
        urls[path.stem] = fragment["url"].strip("/").removesuffix("index.html").rstrip("/") + "/"
    page.goto(address)
    return [{urls[name] for name in names} for names in page.evaluate(_ASK, [list(queries)])]
