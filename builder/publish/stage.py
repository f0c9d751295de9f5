"""A new site, written beside the old one: what is unchanged is linked, the rest is written."""

import hashlib
import os
import shutil
import stat
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from builder.publish import manifest
from builder.publish.addresses import Addresses
from builder.publish.errors import explained
from builder.publish.target import HALLMARK, PLACEHOLDER

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


class Stage:
    """The folder in which a new site grows, beside the old one on the same file system."""

    def __init__(self, folder: Path, site: Path) -> None:
        """``folder`` is made here; ``site`` is the old site, or doesn't exist."""
        self._folder = folder
        self._site = site
        self._folders: set[str] = set()
        with explained(folder.parent):
            self._make_folder("")
        with explained(site):
            self._old = _OldSite(site)

    def fill(self, files: Iterable[tuple[str, bytes | Path]]) -> Published:
        """Write every file and the manifest. What ``files`` raises is passed on as it is."""
        addresses = Addresses(manifest.MANIFEST, PLACEHOLDER)
        sums: dict[str, str] = {}
        size = kept = 0
        for address, content in files:
            addresses.claim(address)
            data = content if isinstance(content, bytes) else _read(content)
            kept += self._put(address, data)
            size += len(data)
            sums[address] = hashlib.sha256(data).hexdigest()
        if missing := HALLMARK - sums.keys():
            # The next build would not know the folder as its own, and refuse it.
            raise ValueError(f"a site needs {sorted(missing)}")
        self._put(manifest.MANIFEST, manifest.write(sums))
        self._carry_placeholder()
        gone = self._old.addresses - sums.keys()
        rescued = tuple(sorted(address for address in gone - self._old.listed if not is_litter(address)))
        for address in rescued:
            with explained(self._site / address):
                _rescue(self._site / address, shelter(self._site) / address)
        return Published(len(sums), len(sums) - kept, kept, size, len(gone), rescued)

    def _put(self, address: str, data: bytes) -> bool:
        """Whether the old site's file could be kept; else it was written."""
        old, path = self._site / address, self._folder / address
        with explained(old):
            self._make_folder(address.rpartition("/")[0])
            if self._old.has(address, data) and _linked(old, path):
                return True
            _write(path, data)
        return False

    def _make_folder(self, address: str) -> None:
        if address in self._folders:
            return
        if address:
            self._make_folder(address.rpartition("/")[0])
        folder = self._folder / address
        folder.mkdir()
        _set_mode(folder, _FOLDER_MODE)
        self._folders.add(address)

    def _carry_placeholder(self) -> None:
        old, new = self._site / PLACEHOLDER, self._folder / PLACEHOLDER
        with explained(old):
            if old.is_file() and (old.is_symlink() or not _linked(old, new)):
                _write(new, old.read_bytes())


class _OldSite:
    """The files of a site as they are on disk, whatever its manifest says."""

    def __init__(self, site: Path) -> None:
        self._site = site
        self._sizes: dict[str, int] = {}
        self.addresses: set[str] = set()
        for folder, _, names in os.walk(site):  # Doesn't follow links.
            prefix = (Path(folder).relative_to(site) / "x").as_posix()[:-1]
            for name in names:
                address = prefix + name
                self.addresses.add(address)
                status = Path(folder, name).lstat()
                if stat.S_ISREG(status.st_mode) and _has_right_mode(status):
                    self._sizes[address] = status.st_size
        self.addresses -= {manifest.MANIFEST, PLACEHOLDER}
        self.listed = manifest.read_file(site).keys()
        """What Gongkai itself made."""

    def has(self, address: str, data: bytes) -> bool:
        """Whether a plain file with just these bytes is there.

        The bytes are asked and not the manifest: somebody may have changed the file since.
        """
        if self._sizes.get(address) != len(data):
            return False
        try:
            return (self._site / address).read_bytes() == data
        except OSError:
            return False


def shelter(site: Path) -> Path:
    """Where files go that somebody put into a site: ``output-kept`` beside ``output``."""
    return site.with_name(f"{site.name}-kept")


def _rescue(stray: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if stray.is_symlink() or not stray.is_file():
        return  # a link or a pipe holds nothing that could be lost
    while target.exists() and target.read_bytes() != stray.read_bytes():
        target = target.with_name(f"{target.name}~")
    if not target.exists() and not _linked(stray, target):
        shutil.copy2(stray, target)


def is_litter(address: str) -> bool:
    """Whether a system put this file there by itself, as every folder gets it that somebody looked into."""
    return address.rpartition("/")[2].lower() in (".ds_store", "thumbs.db", "desktop.ini")


def _has_right_mode(status: os.stat_result) -> bool:
    # A linked file shares its mode with the old site, where it must not be changed.
    return os.name == "nt" or stat.S_IMODE(status.st_mode) == _FILE_MODE


def _read(source: Path) -> bytes:
    # Whole, so that what is compared, hashed and written is one and the same.
    with explained(source):
        return source.read_bytes()


def _linked(old: Path, new: Path) -> bool:
    try:
        new.hardlink_to(old)
    except OSError:
        return False
    return True


def _write(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
    _set_mode(path, _FILE_MODE)


def _set_mode(path: Path, mode: int) -> None:
    # Given afterwards, since the mode given when a file is made obeys the umask. A disk without
    # modes of its own (a USB stick) refuses, and does no harm.
    with suppress(PermissionError):
        path.chmod(mode)
