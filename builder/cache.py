"""What is costly to make and stays the same, kept between builds in a folder of the user's.

It never decides what is true: a key stands for everything that a value is made from, a value that
isn't whole is made again, and the folder can be deleted at any time.
"""

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from platformdirs import user_cache_path

LIMIT = 1_000_000_000
"""Bytes to keep at least: the index of about 200,000 projects. A larger site may have as much again as it has itself."""

_DIGEST = 32


def cache_folder() -> Path:
    """Where the system keeps such things for this user. It need not exist."""
    return user_cache_path("gongkai", appauthor=False)


class Cache:
    """Values by key. Where the folder can't be read or written, everything is simply made anew."""

    def __init__(self, folder: Path | None = None) -> None:
        """``folder`` is made when something is kept; without it, it is where the system keeps such things."""
        self._folder = folder or cache_folder()

    def keep(self, key: str, make: Callable[[], bytes]) -> bytes:
        """The value that was kept under ``key``, else what ``make`` gives, which is kept from now on."""
        if (value := self.recall(key)) is None:
            value = make()
            self.store(key, value)
        return value

    def recall(self, key: str) -> bytes | None:
        """The value that was kept under ``key``, whole, or None."""
        return _read(self._folder / key)

    def store(self, key: str, value: bytes) -> None:
        """Keep a value, in the place of the one that was there."""
        with suppress(OSError):
            _write(self._folder / key, value)

    def tidy(self, limit: int = LIMIT) -> None:
        """Delete what wasn't used for longest, until at most ``limit`` bytes are left."""
        with suppress(OSError):
            entries = [(path.stat(), path) for path in self._folder.iterdir() if path.is_file()]
            for status, path in sorted(entries, key=lambda entry: entry[0].st_mtime, reverse=True):
                limit -= status.st_size
                if limit < 0:
                    path.unlink(missing_ok=True)


class Marked:
    """A cache in which the values of one version of the program are apart from those of others."""

    def __init__(self, cache: Cache, mark: str) -> None:
        """``mark`` is another one for another version."""
        self._cache = cache
        self._mark = mark[:16]

    def recall(self, key: str) -> bytes | None:
        """What this version kept under ``key``, whole, or None."""
        return self._cache.recall(f"{self._mark}-{key}")

    def store(self, key: str, value: bytes) -> None:
        """Keep a value, in the place of the one that was there."""
        self._cache.store(f"{self._mark}-{key}", value)


def _digest(key: str, value: bytes) -> bytes:
    # With the key, so that a value that got under another name isn't taken for what belongs there.
    found = sha256(f"{key}\0".encode())
    found.update(value)
    return found.digest()


def _read(path: Path) -> bytes | None:
    try:
        data = path.read_bytes()
        os.utime(path)
    except OSError:
        return None
    digest, value = data[:_DIGEST], data[_DIGEST:]
    return value if _digest(path.name, value) == digest else None


def _write(path: Path, value: bytes) -> None:
    # Whole or not at all, also when two builds keep the same thing or one is killed.
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(_digest(path.name, value))
            file.write(value)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
