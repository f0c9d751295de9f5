"""What the last build was made from and what it left: where both are as they were, there is nothing to do.

A file is taken for the same as long as its size, its number on the disk and both its times are; git believes no
more. On Linux and macOS no program can set the time of the last change of status; Windows knows size and time of change only. What is remembered lies in the
cache: without it, or where anything at all differs, the site is simply built.

Where nothing has changed this is all that runs. So it loads no library that a build needs.
"""

import json
import marshal
import os
import sys
import time
import zlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from itertools import chain
from pathlib import Path

from builder.built import Built
from builder.cache import Cache
from builder.publish import Published, Status, look, statuses

_PROGRAM = Path(__file__).parent
_TEMPLATES = _PROGRAM.parent / "site_templates"
_LIBRARIES = (
    "cbor2",
    "jinja2",
    "markdown-it-py",
    "markupsafe",
    "mdurl",
    "pagefind-bin",
    "pydantic",
    "pypinyin",
    "pyyaml",
    "selectolax",
    "typer",
    "zxing-cpp",
)
_INTERPRETER = sys.version, zlib.ZLIB_RUNTIME_VERSION
"""Another zlib packs the same bytes otherwise."""
_PLAIN = 2
"""The last form of marshal in which equal values are equal bytes; three times as fast as text."""
_TICK_NS = 20_000_000
"""The times of files move on in steps, of 10 ms at most on Linux: within one a change shows no trace.

On a USB stick (FAT) they are whole seconds, and every other one.
"""
_SECOND_NS = 1_000_000_000


class Last:
    """The last build of one output folder."""

    def __init__(self, cache: Cache, source: Path, output: Path, *options: object) -> None:
        """``options`` are all that a build is told beside its content."""
        self._cache = cache
        self._output = output
        self.key = sha256(os.fsencode(output.resolve())).hexdigest()
        """By it the output is known in the cache."""
        self._looked = time.time_ns()
        self._inputs = _inputs(source, options, self._looked)

    def recall(self) -> Built | None:
        """What a build would do and say, if that is the same as the last time."""
        value = self._cache.recall(f"{self.key}-last")
        if value is None or self._inputs is None:
            return None
        head, _, told = value.partition(b"\n")
        try:
            known = json.loads(head)
            if known["inputs"] != self._inputs or known["output"] != _mark(*look(self._output)):
                return None
            published = Published(known["files"], 0, known["files"], known["bytes"], 0)
            return Built(told.decode(), known["counted"], known["records"], published)
        except (KeyError, TypeError, ValueError):
            return None

    def keep(self, built: Built, published: Published, before: Mapping[str, Status]) -> dict[str, Status]:
        """Remember what was said and published.

        ``before`` is how the site's files lay when they were known to be right. Gives them as they lie now, without
        those that somebody has changed since: of such a site nothing is remembered here.
        """
        # A change of the site by hand at this very moment would leave no trace.
        time.sleep(_TICK_NS / 1e9)
        found = statuses(self._output)
        left = {address: now for address, now in found.items() if _is_same(now, before.get(address))}
        known = {
            "inputs": self._inputs,
            "output": _mark(list(left), list(chain.from_iterable(left.values()))),
            "counted": built.counted,
            "records": built.records,
            "files": published.files,
            "bytes": published.bytes,
        }
        if self._inputs and len(left) == len(found) == len(before):
            # What was told is not a part of the JSON: to read seven megabytes of that takes longer than all else.
            self._cache.store(f"{self.key}-last", json.dumps(known).encode() + b"\n" + built.told.encode())
        return left


def _is_same(now: Status, before: Status | None) -> bool:
    """But for the time of the last change of status: every link to a file that was deleted since has set it."""
    return before is not None and now[:-1] == before[:-1]


def program() -> str:
    """Changes with everything that decides about a site beside its content and what a build is told."""
    found = sha256(repr((_INTERPRETER, _libraries())).encode())
    for folder in (_PROGRAM, _TEMPLATES):
        for name in sorted(_sources(folder)):
            found.update(f"{name}\0".encode() + (folder / name).read_bytes())
    return found.hexdigest()


def _inputs(source: Path, options: Sequence[object], looked: int) -> str | None:
    """A hash of how all is that decides about a site; None where something may be changing at this very moment."""
    try:
        names, numbers = look(source, with_folders=True)
    except OSError:
        return None  # the build will say why
    newest, around = surroundings()
    # Where the second of them is the time of making (Windows), the first tells of a change.
    newest = max([newest, *numbers[3::5], *numbers[4::5]])
    if newest + (_TICK_NS if newest % _SECOND_NS else 2 * _SECOND_NS) >= looked:
        return None
    return sha256(repr((_mark(names, numbers), str(source), options, around)).encode()).hexdigest()


def surroundings() -> tuple[int, str]:
    """How all is that decides about a site beside its content and options; and the newest time there, in nanoseconds."""
    sources = [sorted(_sources(folder).items()) for folder in (_PROGRAM, _TEMPLATES)]
    newest = max(status.changed for files in sources for _, status in files)
    return newest, sha256(repr((_INTERPRETER, _libraries(), sources)).encode()).hexdigest()


def _sources(folder: Path) -> dict[str, Status]:
    return {name: status for name, status in statuses(folder).items() if "__pycache__" not in name}


def _libraries() -> list[str]:
    """What is installed of the libraries, with their versions: the names of the folders that describe them.

    ``importlib.metadata`` looks for the same folders, and takes longer to load than this whole module.
    """
    wanted = tuple(f"{library.replace('-', '_')}_" for library in _LIBRARIES)
    found: list[str] = []
    for folder in sys.path:
        with suppress(OSError):
            names = [path.name for path in Path(folder).iterdir() if path.suffix in (".dist-info", ".egg-info")]
            found += sorted(name for name in names if name.lower().replace("-", "_").startswith(wanted))
    return found


def _mark(names: Sequence[str], numbers: list[int]) -> str:
    mark = sha256("\0".join(names).encode("utf-8", "surrogatepass"))
    mark.update(marshal.dumps(numbers, _PLAIN))
    return mark.hexdigest()
