"""How long a build takes, cold, with one record changed and with nothing changed, beside Hugo and Pagefind.

python -m benchmarks.build [PROJECTS] [ROUNDS]

Both build the same invented records on this machine, in turn, each with all its processes; what is printed are
medians. What the peer makes, and what it doesn't, is told in benchmarks/hugo.py.
"""

import os
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks import corpus, hugo
from benchmarks.memory import together
from builder import content

GOALS = {"cold": 0.6, "one record changed": 0.05, "nothing changed": 0.02}


class Run(NamedTuple):
    seconds: float
    megabytes: float
    """What all processes had at once, at the most."""


def main(projects: int, rounds: int) -> None:
    measured: dict[str, list[Run]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as temporary:
        folder, peer = Path(temporary, "content"), Path(temporary, "peer")
        corpus.write(folder, projects)
        hugo.prepare(folder, peer)
        _reading(folder, projects)
        for number in range(rounds):
            room = Path(temporary, f"room-{number}")
            _ours(folder, room, measured)
            measured["peer"].append(_run(hugo.commands(peer, room / "peer"), room))
            if not number:
                _sizes(room)
    theirs = _median(measured.pop("peer"))
    print(f"Hugo and Pagefind: {theirs.seconds:.2f} s, {theirs.megabytes:.0f} MB")
    for name, runs in measured.items():
        ours = _median(runs)
        share, goal = ours.seconds / theirs.seconds, GOALS[name]
        verdict = "reached" if share <= goal else "not reached"
        print(f"{name}: {ours.seconds:.2f} s, {ours.megabytes:.0f} MB; {share:.3f} of theirs, goal {goal}: {verdict}")


def _reading(folder: Path, projects: int) -> None:
    started = time.perf_counter()
    loaded = content.load(folder)
    seconds = time.perf_counter() - started
    assert loaded.site, loaded.problems[:3]
    print(f"{projects} projects, reading and checking alone: {seconds:.2f} s, {seconds / projects * 1000:.2f} ms each")


def _ours(folder: Path, room: Path, measured: dict[str, list[Run]]) -> None:
    build = [[sys.executable, "-m", "builder", "build", "--content", str(folder), "--output", str(room / "output")]]
    measured["cold"].append(_run(build, room))
    measured["nothing changed"].append(_run(build, room))
    record = max((folder / "projects").rglob("*.yaml"))
    before = record.read_text("utf-8")
    record.write_text(
        before.replace("年度目标: ", "年度目标: 又", 1).replace("年度目标: 又|", "年度目标: |", 1), "utf-8"
    )
    if record.read_text("utf-8") == before:
        record.write_text(before.replace("预算金额: ", "预算金额: 1", 1), "utf-8")
    time.sleep(0.1)
    measured["one record changed"].append(_run(build, room))
    record.write_text(before, "utf-8")
    time.sleep(0.1)


def _run(commands: Sequence[Sequence[str]], room: Path) -> Run:
    environment = {**os.environ, "XDG_CACHE_HOME": str(room / "cache")}
    # As it is installed: compiled once, not at each start.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    started = time.perf_counter()
    megabytes = max(together(command, environment) for command in commands)
    return Run(time.perf_counter() - started, megabytes)


def _median(runs: Sequence[Run]) -> Run:
    return Run(*(statistics.median(part) for part in zip(*runs, strict=True)))


def _sizes(room: Path) -> None:
    for name in ("output", "peer"):
        files = [path.stat().st_size for path in (room / name).rglob("*") if path.is_file()]
        print(f"{'ours' if name == 'output' else 'theirs'}: {len(files)} files, {sum(files) / 1e6:.1f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000, int(sys.argv[2]) if len(sys.argv) > 2 else 3)
