"""A new site, written beside the old one: what is unchanged is linked, the rest is written."""

import os
import shutil
import stat
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from builder.publish import manifest, spare
from builder.publish.addresses import Addresses, is_plain
from builder.publish.audit import Seen
from builder.publish.errors import explained
from builder.publish.target import HALLMARK, PLACEHOLDER
from builder.publish.tree import statuses

_FILE_MODE = 0o644
_FOLDER_MODE = 0o755


@dataclass(frozen=True, slots=True)
class Published:
    """What became of the files that were given. The manifest itself isn't counted."""

    files: int
    """How many the site has: ``written + kept``."""
    written: int
    """How many are new, or have other bytes than before."""
    kept: int
    """How many have the same bytes as in the old site."""
    bytes: int
    """Their size together."""
    removed: int
    """How many addresses of the old site are gone."""
    rescued: tuple[str, ...] = ()
    """What somebody had put into the old site by hand: it now lies beside the site, in ``shelter``."""


class Put(NamedTuple):
    """A file of the new site."""

    address: str
    sha256: str
    size: int
    is_kept: bool
    """Whether the old site had the same."""
    seen: Seen | None = None


Look = Callable[[str, bytes], Seen | None]


def blind(_: str, __: bytes) -> None:
    """See nothing."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes files of a new site. Any number of processes may have one, on any machine that has the disk."""

    folder: Path
    """The new site."""
    site: Path
    """The old one, or where none is."""
    look: Look = blind

    def put(self, address: str, content: bytes | Path) -> Put:
        """Write a file, or link it where the old site has the same. What else was there by that name goes."""
        if not is_plain(address):
            raise ValueError(f"not a relative address of plain ASCII parts: {address!r}")
        data = content if isinstance(content, bytes) else _read(content)
        old, path = self.site / address, self.folder / address
        with explained(old):
            is_kept = _has(old, data) and _linked(old, path, data)
            if not is_kept:
                _write(path, data)
        return Put(address, sha256(data).hexdigest(), len(data), is_kept, self.look(address, data))

    def read(self, address: str) -> bytes:
        """The bytes of a file of the new site."""
        with explained(self.site / address):
            return (self.folder / address).read_bytes()


class Stage:
    """The folder in which a new site grows, beside the old one on the same file system."""

    def __init__(self, site: Path) -> None:
        """``site`` is the old site, or doesn't exist."""
        self.site = site
        self.folder, self._spare = spare.taken(site)
        self._addresses = Addresses(manifest.MANIFEST, PLACEHOLDER)
        self._sums: dict[str, str] = {}
        self._size = self._kept = 0
        with explained(site.parent):
            _make_folder(self.folder)
        with explained(site):
            self.old = statuses(site)

    def put(self, address: str, content: bytes | Path, look: Look = blind) -> Put:
        """Write a file."""
        self._addresses.claim(address)
        put = Writer(self.folder, self.site, look).put(address, content)
        self._note(put)
        return put

    def accept(self, put: Put) -> None:
        """Take note of what a ``Writer`` has put. Raises ValueError where addresses can't stand together."""
        self._addresses.claim(put.address)
        self._note(put)

    def take(self, put: Put) -> Put:
        """Keep a file of the old site that is known to be as it was when it was put."""
        self._addresses.claim(put.address)
        if self._spare.get(put.address) != self.old[put.address]:
            old, path = self.site / put.address, self.folder / put.address
            with explained(old):
                if not _linked(old, path):
                    _write(path, old.read_bytes())
        kept = put if put.is_kept else put._replace(is_kept=True)
        self._note(kept)
        return kept

    @property
    def addresses(self) -> Iterable[str]:
        """Those of all files so far."""
        return self._sums.keys()

    def finish(self) -> Published:
        """Write the manifest, and put aside what somebody had put into the old site by hand."""
        if missing := HALLMARK - self._sums.keys():
            # The next build would not know the folder as its own, and refuse it.
            raise ValueError(f"a site needs {sorted(missing)}")
        Writer(self.folder, self.site).put(manifest.MANIFEST, manifest.write(self._sums))
        for address in self._spare.keys() - self._sums.keys() - {manifest.MANIFEST}:
            spare.remove(self.folder, address)
        self._carry_placeholder()
        gone = self.old.keys() - self._sums.keys() - {manifest.MANIFEST, PLACEHOLDER}
        listed = manifest.read_file(self.site).keys() if gone else frozenset()
        rescued = tuple(sorted(address for address in gone - listed if not is_litter(address)))
        for address in rescued:
            with explained(self.site / address):
                _rescue(self.site / address, shelter(self.site) / address)
        files = len(self._sums)
        return Published(files, files - self._kept, self._kept, self._size, len(gone), rescued)

    def _note(self, put: Put) -> None:
        self._sums[put.address] = put.sha256
        self._size += put.size
        self._kept += put.is_kept

    def _carry_placeholder(self) -> None:
        old, new = self.site / PLACEHOLDER, self.folder / PLACEHOLDER
        with explained(old):
            if old.is_file() and (old.is_symlink() or not _linked(old, new)):
                _write(new, old.read_bytes())


def shelter(site: Path) -> Path:
    """Where files go that somebody put into a site: ``output-kept`` beside ``output``."""
    return site.with_name(f"{site.name}-kept")


def is_litter(address: str) -> bool:
    """Whether a system put this file there by itself, as every folder gets it that somebody looked into."""
    return address.rpartition("/")[2].lower() in (".ds_store", "thumbs.db", "desktop.ini")


def _rescue(stray: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if stray.is_symlink() or not stray.is_file():
        return  # a link or a pipe holds nothing that could be lost
    while target.exists() and target.read_bytes() != stray.read_bytes():
        target = target.with_name(f"{target.name}~")
    if not target.exists() and not _linked(stray, target):
        shutil.copy2(stray, target)


def _has(old: Path, data: bytes) -> bool:
    """Whether a plain file with just these bytes is there.

    The bytes are asked and not the manifest: somebody may have changed the file since. A linked file shares its
    mode with the old site, where it must not be changed.
    """
    try:
        status = old.lstat()
        if not stat.S_ISREG(status.st_mode) or status.st_size != len(data) or not _has_right_mode(status.st_mode):
            return False
        return old.read_bytes() == data
    except OSError:
        return False


def _has_right_mode(mode: int) -> bool:
    return os.name == "nt" or stat.S_IMODE(mode) == _FILE_MODE


def _read(source: Path) -> bytes:
    # Whole, so that what is compared, hashed and written is one and the same.
    with explained(source):
        return source.read_bytes()


def _linked(old: Path, new: Path, data: bytes | None = None) -> bool:
    try:
        _placed(new, lambda: new.hardlink_to(old), data)
    except OSError:
        return False
    return True


def _write(path: Path, data: bytes) -> None:
    def write() -> None:
        with path.open("xb") as file:
            file.write(data)

        _set_mode(path, _FILE_MODE)

    _placed(path, write, data)


def _placed(path: Path, place: Callable[[], None], data: bytes | None) -> None:
    """Place a file of these bytes where its folder may not be yet, or what another process wrote may be.

    A process that was given up and yet lives may write once more what another has written since, and a third
    reads: so what is whole stays, and only what isn't goes. It is never written over: it may be linked to the
    old site.
    """
    try:
        place()
    except FileNotFoundError:
        _make_folder(path.parent)
        _placed(path, place, data)
    except FileExistsError:
        if data is None or not _has(path, data):
            path.unlink(missing_ok=True)
            _placed(path, place, data)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir()
    except FileNotFoundError:
        _make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
    except FileExistsError:
        return  # another process was first
    _set_mode(folder, _FOLDER_MODE)


def _set_mode(path: Path, mode: int) -> None:
    # Given afterwards, since the mode given when a file is made obeys the umask. A disk without
    # modes of its own (a USB stick) refuses, and does no harm.
    with suppress(PermissionError):
        path.chmod(mode)
