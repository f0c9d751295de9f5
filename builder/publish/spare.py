"""The site before the last one, kept beside a large site: the next one is made of it.

To link all files into a new folder and to delete those of the old one takes a fifth of the time when a single
record has changed (2 s of 10 at 32,000 files). So two trees take turns: the one that isn't the site gets what has changed since
it was. Nearly all of its files are those of the site itself (hard links), so that it takes hardly any space.
"""

import os
import stat
from contextlib import suppress
from pathlib import Path

from builder.publish.swap import beside
from builder.publish.tree import Status, statuses

WORTH = 5_000
"""Files from which on a site has one; below, that is less than half a second."""

_SHARED = "assets/css/site.css"
"""Nearly always the same in two sites, and so one file."""
_FOLDER_MODE = 0o755


def place(site: Path) -> Path:
    """Where the spare tree of a site is between builds."""
    return site.with_name(f".{site.name}.gongkai-spare")


def taken(site: Path) -> tuple[Path, dict[str, Status]]:
    """A folder beside ``site`` that isn't there yet, or is the spare tree; and the files in it.

    A tree that isn't as Gongkai makes one is left to ``tidy``: what is written through a link in it would be
    written elsewhere.
    """
    folder = beside(site, "new")
    if not place(site).is_dir():
        return folder, {}
    with suppress(OSError):
        place(site).rename(folder)
        if (found := _files(folder)) is not None:
            return folder, found
        folder = beside(site, "new")
    return folder, {}


def keep(folder: Path, site: Path) -> None:
    """Keep a tree that the site has just replaced, on a disk that can link files: elsewhere it takes its full size."""
    with suppress(OSError):
        if (folder / _SHARED).stat().st_nlink > 1:
            folder.rename(place(site))


def remove(folder: Path, address: str) -> None:
    """Delete a file of a tree, and the folders that have nothing left in them."""
    path = folder / address
    path.unlink(missing_ok=True)
    with suppress(OSError):
        for above in path.parents:
            if above == folder:
                break
            above.rmdir()


def _files(folder: Path) -> dict[str, Status] | None:
    """The files of a tree; None where there is anything but plain files and folders that everybody may read."""
    if folder.is_symlink():
        return None
    found = statuses(folder, with_folders=True)
    files = {address: here for address, here in found.items() if not _is_ours(here.mode)}
    return files if all(stat.S_ISREG(here.mode) for here in files.values()) else None


def _is_ours(mode: int) -> bool:
    """Whether it is a folder that everybody may read; Windows knows no such thing."""
    return stat.S_ISDIR(mode) and (os.name == "nt" or stat.S_IMODE(mode) == _FOLDER_MODE)
