"""The peak memory of this process and of the largest of its children, from the kernel (Linux)."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_INTERVAL = 0.02


@dataclass
class Peak:
    """In megabytes, as far as seen."""

    own: float = 0
    child: float = 0


@contextmanager
def watched() -> Iterator[Peak]:
    """Looks at the memory while the block runs; what a child had at most is told by the kernel itself.

    ``resource.getrusage`` won't do: what it tells of a child begins with the memory of its parent.
    """
    peak = Peak()
    done = threading.Event()

    def look() -> None:
        while not done.wait(_INTERVAL):
            peak.own = max(peak.own, _high_water("self"))
            peak.child = max([peak.child, *map(_high_water, filter(_is_another, _children()))])

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield peak
    finally:
        done.set()
        thread.join()


def _children() -> Iterator[str]:
    for listed in Path("/proc/self/task").glob("*/children"):
        try:
            yield from listed.read_text().split()
        except OSError:
            continue


def _is_another(process: str) -> bool:
    """Whether it runs another program by now: until then a child shares the memory of its parent."""
    try:
        return Path("/proc", process, "exe").readlink() != Path("/proc/self/exe").readlink()
    except OSError:
        return False


def _high_water(process: str) -> float:
    try:
        lines = Path("/proc", process, "status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0)
