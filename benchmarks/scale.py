"""How a cold build grows with the content: seconds for each project, memory, the largest page, the bytes of a visit.

python -m benchmarks.scale [PROJECTS …]

Without numbers it builds 1,000, 10,000 and 100,000 invented projects of 8 years. A visit is what a browser loads,
unpacked, for the home page, a year's list and a project, each file once.
"""

import os
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from posixpath import normpath

from benchmarks import corpus
from benchmarks.memory import together

SIZES = (1_000, 10_000, 100_000)
GROWTH = 1.2
"""A project may take this much longer in the largest site than in the smallest."""

_LOADED = re.compile(r'<(?:link|script)\b[^>]*?(?:href|src)="([^":?]+)')


def main(sizes: tuple[int, ...]) -> None:
    each: list[float] = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as temporary:
            folder, output = Path(temporary, "content"), Path(temporary, "output")
            corpus.write(folder, size)
            environment = {**os.environ, "XDG_CACHE_HOME": f"{temporary}/cache"}
            environment.pop("PYTHONDONTWRITEBYTECODE", None)
            command = [sys.executable, "-m", "builder", "build", "--content", str(folder), "--output", str(output)]
            started = time.perf_counter()
            megabytes = together(command, environment)
            seconds = time.perf_counter() - started
            each.append(seconds / size * 1000)
            files = {path.relative_to(output).as_posix(): path.stat().st_size for path in _files(output)}
            page = max((address for address in files if address.endswith(".html")), key=files.__getitem__)
            print(
                f"{size} projects: {seconds:.1f} s, {each[-1]:.2f} ms each; {megabytes:.0f} MB; {len(files)} files, "
                f"{sum(files.values()) / 1e6:.0f} MB; largest page {files[page] / 1000:.0f} KB ({page}); "
                f"a visit {_visit(output, files) / 1000:.0f} KB",
                flush=True,
            )
    growth = each[-1] / each[0]
    print(f"time for each project grows by {growth:.2f}: {'bounded' if growth <= GROWTH else 'not bounded'} ({GROWTH})")


def _files(output: Path) -> Iterator[Path]:
    return (path for path in output.rglob("*") if path.is_file())


def _visit(output: Path, files: dict[str, int]) -> int:
    year = max(address for address in files if re.fullmatch(r"years/[0-9]+/index\.html", address))
    project = max(address for address in files if address.startswith("projects/") and address.endswith(".html"))
    loaded = {"index.html", year, project}
    for page in tuple(loaded):
        folder = page.rpartition("/")[0]
        names = _LOADED.findall((output / page).read_text("utf-8"))
        loaded.update(address for name in names if (address := normpath(f"{folder}/{name}".lstrip("/"))) in files)
    return sum(files[address] for address in loaded)


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SIZES)
