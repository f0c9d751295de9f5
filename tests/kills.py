"""Kills publishing again and again, at any moment and before any system call, and counts the whole sites.

``python -m tests.kills [TIMES]``: half of the kills come from outside after a random time, half from within,
right before a call that Python reports to its audit hooks (rename, link, mkdir, remove, open …).
"""

import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from builder.publish import repair, swap
from builder.publish.spare import place
from tests.publishing import publish

_PAGES = {"index.html": b"first", "assets/css/site.css": b"p {}"}
SITES = [
    {**_PAGES, **{f"data/{number}/all.csv": bytes(500) for number in range(20)}},
    {**_PAGES, "index.html": b"second", **{f"data/{number}/all.csv": bytes(400) for number in range(5, 25)}},
]
_LONGEST = 0.03
"""Seconds; a build of these sites takes about as long."""


def main(times: int, seed: int | None = None, *, beside: bool = False) -> int:
    """How many kills left a whole site: all of them, or the program says which didn't and gives up.

    With ``beside`` a spare tree may be left beside the site.
    """
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder, "output")
        _put(output, 0)
        calls = _calls(output)
        for number in range(times):
            # Where a system can't exchange two folders, there is a blink without a site, which repair ends.
            in_two_steps = number % 4 >= 2
            how = _from_outside(chance) if number % 2 else _from_within(chance.randrange(calls))
            _killed(how, lambda n=number: _put(output, n % 2), in_two_steps=in_two_steps)
            if in_two_steps:
                repair(output)
            if _read(output) not in SITES:
                print(f"no whole site after kill {number}")
                return number
        _put(output, 1)
        left = [path.name for path in output.parent.iterdir() if path not in (output, beside and place(output))]
        if _read(output) != SITES[1] or left:
            print(f"the next build doesn't mend it: {left}")
            return 0
    print(f"{times} kills, {times} whole sites")
    return times


Way = Callable[[int | None], None]
"""Called in the child with None before it begins, in the parent with the child's number after that."""


def _from_outside(chance: random.Random) -> Way:
    def way(child: int | None) -> None:
        if child:
            time.sleep(chance.uniform(0, _LONGEST))
            os.kill(child, signal.SIGKILL)

    return way


def _from_within(call: int) -> Way:
    def way(child: int | None) -> None:
        if child is None:
            _count(lambda done: os.kill(os.getpid(), signal.SIGKILL) if done == call else None)

    return way


def _killed(way: Way, work: Callable[[], None], *, in_two_steps: bool) -> None:
    child = os.fork()
    if child == 0:
        if in_two_steps:
            swap.exchange = lambda *_: False
        way(None)
        work()
        os._exit(0)
    way(child)
    os.waitpid(child, 0)


def _count(look: Callable[[int], object]) -> None:
    done = -1

    def hook(event: str, _: object) -> None:
        nonlocal done
        if event == "open" or event.startswith(("os.", "shutil.")):
            done += 1
            look(done)

    sys.addaudithook(hook)


def _calls(output: Path) -> int:
    """How many calls there are in a build, and so how many moments to be killed at."""
    reading, writing = os.pipe()
    if os.fork() == 0:
        counted = 0

        def look(done: int) -> None:
            nonlocal counted
            counted = done + 1

        _count(look)
        _put(output, 1)
        os.write(writing, str(counted).encode())
        os._exit(0)
    os.wait()
    os.close(writing)
    with os.fdopen(reading) as pipe:
        return int(pipe.read())


def _put(output: Path, number: int) -> None:
    publish(SITES[number].items(), output, protected=output.parent / "content")


def _read(output: Path) -> dict[str, bytes]:
    files = (path for path in output.rglob("*") if path.is_file() and path.name != "SHA256SUMS")
    return {path.relative_to(output).as_posix(): path.read_bytes() for path in files}


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    sys.exit(main(wanted) != wanted)
