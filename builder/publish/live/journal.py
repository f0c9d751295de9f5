"""Which files of a manifest a recent run found right, so that an interrupted run goes on where it stopped.

It may never make something look right that isn't. It is kept by address of the site and hash of
the manifest, each line stands only for itself, has its time and its check sum, and is forgotten
after an hour. Whatever can't be read is asked anew.
"""

import zlib
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from time import time as now
from typing import IO

LIFETIME = 3600
"""Seconds for which a file that was right is taken to be right still."""

_PREFIX = "verify-"
_FORM = "1"


class Journal:
    """The versions of files that were right (``file.trace``). Where nothing can be written, nothing is remembered."""

    def __init__(self, folder: Path, url: str, manifest: str) -> None:
        """``manifest`` is the hash of the manifest."""
        self._key = sha256(f"{_FORM}\n{url}\n{manifest}".encode()).hexdigest()[:32]
        self._path = folder / f"{_PREFIX}{self._key}.txt"
        self._right: set[int] = set()
        _forget_old(folder)
        self._read()
        self._file: IO[str] | None = None
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            # Each line is with the system as soon as it is written, whatever kills us then.
            self._file = self._path.open("a", encoding="ascii", buffering=1)
            # A line that was cut off must not spoil the next one.
            self._file.write("\n")

    def has(self, version: int) -> bool:
        """Whether this version of a file was on the host within the last hour."""
        return version in self._right

    def add(self, version: int) -> None:
        """Remember that it is there at this moment."""
        if self._file is not None:
            entry = f"{version} {int(now())}"
            with suppress(OSError):
                self._file.write(f"{entry} {self._check(entry)}\n")

    def close(self, *, forget: bool) -> None:
        """With ``forget`` the next run begins anew; that is so once a run came to its end."""
        if self._file is not None:
            with suppress(OSError):
                self._file.close()
        if forget:
            with suppress(OSError):
                self._path.unlink(missing_ok=True)

    def _read(self) -> None:
        present = now()
        with suppress(OSError), self._path.open(encoding="ascii", errors="replace") as lines:
            for line in lines:
                entry, _, check = line.rstrip("\n").rpartition(" ")
                if check and check == self._check(entry):
                    version, _, at = entry.partition(" ")
                    # A time yet to come is that of a clock that was set back: it says nothing.
                    if 0 <= present - int(at) <= LIFETIME:
                        self._right.add(int(version))

    def _check(self, entry: str) -> str:
        return f"{zlib.crc32(f'{self._key} {entry}'.encode('ascii', 'replace')):08x}"


def _forget_old(folder: Path) -> None:
    with suppress(OSError):
        for path in folder.glob(f"{_PREFIX}*.txt"):
            if now() - path.stat().st_mtime > LIFETIME:
                path.unlink(missing_ok=True)
