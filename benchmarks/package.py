"""How long a package takes and what it needs: python -m benchmarks.package [FILES]

The files are small, as pages and data are, and no two are alike; one in a hundred changes for ``--since``.
"""

import sys
import tempfile
import time
from pathlib import Path

from benchmarks.memory import watched
from builder.publish import manifest
from builder.publish.archive import sha256
from builder.publish.package import Packaged, package

_TEXT = "<p>办好职工技能竞赛，参赛人数不少于一百人，满意度达到百分之九十。</p>\n" * 30


def main(files: int) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        output = Path(temporary, "output")
        _write(output, files, "")
        size = sum(path.stat().st_size for path in output.rglob("*.html"))
        print(f"{files:,} files, {size / 1e6:,.0f} MB")
        whole = _measured("whole", output, None)
        _write(output, files, "改动", every=100)
        _measured("changes", output, whole.zip)


def _write(output: Path, files: int, mark: str, every: int = 1) -> None:
    """A folder of files with its manifest; every so many of them with a mark."""
    sums: dict[str, str] = {}
    for number in range(files):
        address = f"projects/{2018 + number % 8}/danwei-{number % 500}/xiangmu-{number}/index.html"
        if number < 2:
            address = ("index.html", "assets/css/site.css")[number]
        path = output / address
        if number % every == 0:
            path.parent.mkdir(parents=True, exist_ok=True)
            title = f"<title>第{number}号项目{mark}</title>"
            path.write_text(title + _TEXT.replace("一百", f"{number}"), "utf-8")
        with path.open("rb") as file:
            sums[address] = sha256(file)
    (output / manifest.MANIFEST).write_bytes(manifest.write(sums))


def _measured(name: str, output: Path, since: Path | None) -> Packaged:
    started = time.perf_counter()
    with watched() as peak:
        done = package(output, since)
    seconds = time.perf_counter() - started
    packed = (
        f"{done.content.files:,} files, zip {done.bytes / 1e6:,.1f} MB, page {done.page.stat().st_size / 1e3:.0f} KB"
    )
    print(f"{name}: {seconds:.1f} s, peak memory {peak.own:.0f} MB ({packed})")
    return done


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
