"""The peak memory of this process and of the largest of its children, from the kernel (Linux)."""

import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_INTERVAL = 0.02
_SELDOM = 0.25
"""To tell what is shared the kernel goes through all pages of a process: at every 20 ms that took a third of its time."""


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


def together(command: Sequence[str], environment: Mapping[str, str]) -> float:
    """Run a command; gives the most that it and all its children had in memory at once, in megabytes.

    Pages that several processes share count for a part in each (PSS).
    """
    most = 0.0
    done = threading.Event()

    def look() -> None:
        nonlocal most
        while not done.is_set():
            most = max(most, sum(map(_share, _family(str(process.pid)))))
            done.wait(_SELDOM)

    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        thread = threading.Thread(target=look)
        thread.start()
        process.wait()
        done.set()
        thread.join()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return most


def _family(process: str) -> Iterator[str]:
    yield process
    for child in _children(process):
        yield from _family(child)


def _share(process: str) -> float:
    try:
        lines = Path("/proc", process, "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0)


def _children(process: str = "self") -> Iterator[str]:
    for listed in Path("/proc", process, "task").glob("*/children"):
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
