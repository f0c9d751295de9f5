"""How large the pages become, kind by kind, and how long rendering takes.

python -m benchmarks.pages [PROJECTS]

Nothing is written: what is measured is what render() makes, with a base address, so that every page
has its QR code, its canonical address and its data for machines.
"""

import gzip
import re
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from benchmarks import corpus
from benchmarks.memory import watched
from builder import content
from tests.making import rendered_files

LIMIT = 300_000
"""Bytes that no page may exceed at any size of the corpus."""


class Largest(NamedTuple):
    size: int
    packed: int
    address: str


def main(projects: int) -> None:
    with tempfile.TemporaryDirectory() as temporary, watched() as peak:
        folder = Path(temporary, "content")
        corpus.write(folder, projects)
        site = content.load(folder).site
        assert site
        counts: dict[str, int] = defaultdict(int)
        sizes: dict[str, int] = defaultdict(int)
        largest: dict[str, Largest] = {}
        started = time.perf_counter()
        for address, data in rendered_files(site, "https://example.org/xian/jixiao/").items():
            if not isinstance(data, bytes):
                continue
            kind = _kind(address)
            counts[kind] += 1
            sizes[kind] += len(data)
            if address.endswith(".html") and len(data) > largest.get(kind, Largest(0, 0, "")).size:
                largest[kind] = Largest(len(data), len(gzip.compress(data, 6)), address)
        spent = time.perf_counter() - started
    print(f"{projects} projects: rendered in {spent:.1f} s, {spent / projects * 1000:.2f} ms each")
    for kind, count in counts.items():
        print(f"{kind:16} {count:7} files {sizes[kind] / 1e6:9.1f} MB", end="")
        if found := largest.get(kind):
            print(
                f", largest {found.size / 1000:.0f} KB ({found.packed / 1000:.0f} KB gzipped): {found.address}", end=""
            )
        print()
    print(f"peak memory: {peak.own:.0f} MB")
    too_large = [found for found in largest.values() if found.size > LIMIT]
    sys.exit(f"larger than {LIMIT} bytes: {too_large}" if too_large else 0)


def _kind(address: str) -> str:
    if not address.endswith(".html"):
        return re.sub(r".*\.", "*.", address)
    return re.sub(r"/.*", "/", address)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
