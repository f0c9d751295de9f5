"""The files of a folder as they lie on the disk."""

import os
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple


class Status(NamedTuple):
    """By this a file is taken for the same as before, as git does; no program can set the time of the last change."""

    mode: int
    size: int
    inode: int
    modified: int
    """Of its bytes, in nanoseconds."""
    changed: int
    """Of its bytes, its name, its mode or its links."""


def statuses(folder: Path) -> dict[str, Status]:
    """Every file below a folder by its address, whatever it is; nothing where there is no folder. Follows no links."""
    found: dict[str, Status] = {}
    waiting = [("", os.fspath(folder))]
    while waiting:
        prefix, path = waiting.pop()
        with suppress(FileNotFoundError, NotADirectoryError), os.scandir(path) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append((f"{prefix}{entry.name}/", entry.path))
                else:
                    of = entry.stat(follow_symlinks=False)
                    times = (of.st_mtime_ns, of.st_ctime_ns)
                    found[f"{prefix}{entry.name}"] = Status(of.st_mode, of.st_size, of.st_ino, *times)
    return found
