"""What the last build was made from and what it left: where both are as they were, there is nothing to do.

A file is taken for the same as long as its size, its number on the disk and both its times are, of which no
program can set the time of the last change of status; git believes no more. What is remembered lies in the
cache: without it, or where anything at all differs, the site is simply built.
"""

import json
import os
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import astuple
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from builder.cache import Cache
from builder.content import Problem
from builder.publish import Published, Status, statuses

_PROGRAM = Path(__file__).parent
_TEMPLATES = _PROGRAM.parent / "site_templates"
_LIBRARIES = ("cbor2", "jinja2", "markdown-it-py", "pagefind-bin", "pydantic", "pypinyin", "pyyaml", "zxing-cpp")
_TICK_NS = 20_000_000
"""The times of files move on in steps, of 10 ms at most on Linux: within one a change shows no trace."""


class Last:
    """The last build of one output folder."""

    def __init__(self, cache: Cache, source: Path, output: Path, program: str, *options: object) -> None:
        """``program`` is what ``program()`` says, ``options`` are all that a build is told beside its content."""
        self._cache = cache
        self._output = output
        self.key = sha256(os.fsencode(output.resolve())).hexdigest()
        """By it the output is known in the cache."""
        self._looked = time.time_ns()
        newest, self._inputs = _state(source, repr((str(source), options, program)).encode())
        self._is_sure = newest + _TICK_NS < self._looked

    def recall(self) -> tuple[tuple[Problem, ...], int, Published] | None:
        """Problems, number of records and what was published, if a build would do and say the same."""
        value = self._cache.recall(f"{self.key}-last")
        if value is None or not self._is_sure:
            return None
        try:
            known = json.loads(value)
            problems = tuple(Problem(*problem) for problem in known["problems"])
            published = Published(known["files"], 0, known["files"], known["bytes"], 0)
            is_same = known["inputs"] == self._inputs and known["output"] == _mark(statuses(self._output))
        except (KeyError, TypeError, ValueError):
            return None
        return (problems, known["records"], published) if is_same else None

    def keep(self, problems: tuple[Problem, ...], records: int, published: Published) -> dict[str, Status]:
        """Remember what was said and published; gives the files of the site as they lie there."""
        # A change of the site by hand at this very moment would leave no trace.
        time.sleep(_TICK_NS / 1e9)
        left = statuses(self._output)
        known = {
            "inputs": self._inputs,
            "output": _mark(left),
            "problems": [astuple(problem) for problem in problems],
            "records": records,
            "files": published.files,
            "bytes": published.bytes,
        }
        if self._is_sure:
            self._cache.store(f"{self.key}-last", json.dumps(known).encode())
        return left


def program() -> str:
    """Changes with everything that decides about a site beside its content and what a build is told."""
    found = sha256(repr((sys.version, list(map(_version, _LIBRARIES)))).encode())
    for folder in (_PROGRAM, _TEMPLATES):
        for path in sorted(path for path in folder.rglob("*") if path.suffix != ".pyc" and path.is_file()):
            found.update(f"{path.relative_to(folder)}\0".encode() + path.read_bytes())
    return found.hexdigest()


def _version(library: str) -> str | None:
    try:
        return version(library)
    except PackageNotFoundError:
        return None


def _mark(files: Mapping[str, Status]) -> str:
    mark = sha256()
    for address, status in sorted(files.items()):
        mark.update(b"%s %d %d %d %d %d\n" % (address.encode("utf-8", "surrogateescape"), *status))
    return mark.hexdigest()


def _state(folder: Path, begin: bytes = b"") -> tuple[int, str]:
    """The newest time of a folder's files in nanoseconds, and a hash of how they all are."""
    newest = 0
    state = sha256(begin)
    for path, status in sorted(_files(folder)):
        newest = max(newest, status[-1])
        state.update(f"{path}\0{status}\n".encode("utf-8", "surrogateescape"))
    return newest, state.hexdigest()


def _files(folder: Path) -> Iterator[tuple[str, tuple[int, ...]]]:
    waiting = [("", os.fspath(folder))]
    while waiting:
        prefix, path = waiting.pop()
        try:
            entries = os.scandir(path)
        except OSError as error:
            yield prefix, (error.errno or 0,)
            continue
        with entries:
            for entry in entries:
                status = entry.stat(follow_symlinks=False)
                if entry.is_dir(follow_symlinks=False):
                    waiting.append((f"{prefix}{entry.name}/", entry.path))
                times = (status.st_mtime_ns, status.st_ctime_ns)
                yield f"{prefix}{entry.name}", (status.st_mode, status.st_size, status.st_ino, *times)
