"""How long a build takes and what it needs, phase by phase.

python -m benchmarks.build [PROJECTS]
"""

import os
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console

from benchmarks import corpus
from benchmarks.memory import watched
from builder import build, content
from builder.progress import Watch


def main(projects: int) -> None:
    with tempfile.TemporaryDirectory() as temporary, watched() as peak:
        os.environ["XDG_CACHE_HOME"] = temporary  # nothing may have been kept from before
        folder, output = Path(temporary, "content"), Path(temporary, "output")
        corpus.write(folder, projects)
        started = time.perf_counter()
        loaded = content.load(folder)
        reading = time.perf_counter() - started
        assert loaded.site, loaded.problems[:3]
        print(
            f"{projects} projects, reading and checking alone: {reading:.2f} s, {reading / projects * 1000:.2f} ms each"
        )
        for name in ("cold", "nothing changed"):
            watch = Watch(Console(stderr=True))
            assert build.build(folder, output, watch).published
            spent = ", ".join(f"{phase} {seconds:.2f} s" for phase, seconds in watch.phases().items())
            print(f"{name}: {watch.elapsed:.2f} s, {watch.elapsed / projects * 1000:.2f} ms each ({spent})")
        files = [path.stat().st_size for path in output.rglob("*") if path.is_file()]
        pages = [path.stat().st_size for path in output.rglob("*.html")]
        print(f"output: {len(files)} files, {sum(files) / 1e6:.1f} MB, largest page {max(pages) / 1000:.0f} KB")
    print(f"peak memory: program {peak.own:.0f} MB, indexer {peak.child:.0f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
