"""What somebody has put into a site by hand: it is no part of the next one, and goes beside it, to ``output-kept``."""

import os
import shutil
from collections.abc import Collection
from pathlib import Path

from builder.publish import files, manifest
from builder.publish.errors import explained
from builder.publish.target import PLACEHOLDER
from builder.publish.tree import names


def shelter(site: Path) -> Path:
    """Where such files go: ``output-kept`` beside ``output``."""
    return site.with_name(f"{site.name}-kept")


def is_litter(address: str) -> bool:
    """Whether a system put this file there by itself, as every folder gets it that somebody looked into."""
    return address.rpartition("/")[2].lower() in (".ds_store", "thumbs.db", "desktop.ini")


def rescue(tree: Path, site: Path, new: Collection[str]) -> set[str]:
    """Keep what is in the old site, which lies in ``tree``, that is neither its own nor in the ``new`` one.

    Gives the addresses. What was kept already isn't kept again.
    """
    with explained(site):
        foreign = set(names(tree)).difference(new, {manifest.MANIFEST, PLACEHOLDER})
    if foreign:
        foreign.difference_update(manifest.read_file(tree))
    found = set()
    for address in sorted(foreign):
        with explained(shelter(site)):
            if not is_litter(address) and _keep(tree / address, _free(shelter(site), address, tree / address)):
                found.add(address)
    return found


def _free(folder: Path, address: str, stray: Path) -> Path:
    """A place where nothing else is: whatever is in the way keeps its name."""
    place = folder.parent
    *above, name = (folder.name, *address.split("/"))
    for part in above:
        place /= part
        while os.path.lexists(place) and not place.is_dir():
            place = _next(place)
        place.mkdir(exist_ok=True)
    place /= name
    while os.path.lexists(place) and not _are_same(place, stray):
        place = _next(place)
    return place


def _next(place: Path) -> Path:
    return place.with_name(f"{place.name}~")


def _are_same(one: Path, other: Path) -> bool:
    if one.is_symlink() or other.is_symlink():
        return one.is_symlink() and other.is_symlink() and one.readlink() == other.readlink()
    return one.is_file() and other.is_file() and one.read_bytes() == other.read_bytes()


def _keep(stray: Path, target: Path) -> bool:
    """Whether it was something that can be kept; a pipe holds nothing."""
    if os.path.lexists(target):
        return True
    if stray.is_symlink():
        target.symlink_to(stray.readlink())
    elif not stray.is_file():
        return False
    elif not files.link(stray, target, target.parent):
        shutil.copy2(stray, target)
    return True
