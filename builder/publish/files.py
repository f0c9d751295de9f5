"""Files of a new site: each is whole as soon as it has its name, or is the old site's own.

Several processes write them, and one that was given up may come back and do its work once more. Nothing is ever
written over: what is there may be linked to the old site.
"""

import os
import secrets
import shutil
import stat
from contextlib import suppress
from pathlib import Path

from builder.publish.errors import MACHINE_LACKS, PublishError

_FILE_MODE = 0o644
_FOLDER_MODE = 0o755


def has(path: Path, data: bytes) -> bool:
    """Whether a plain file with just these bytes is there.

    The bytes are asked and not the manifest: somebody may have changed the file since. A linked file shares its
    mode with the old site, where it must not be changed.
    """
    try:
        status = path.lstat()
        if not stat.S_ISREG(status.st_mode) or status.st_size != len(data) or not _has_right_mode(status.st_mode):
            return False
        return path.read_bytes() == data
    except OSError:
        return False


def write(path: Path, data: bytes, root: Path) -> None:
    """Write a file below ``root``; what else was there by its name goes."""
    part = path.with_name(f"~{secrets.token_hex(4)}")
    try:
        _write(part, data)
    except (FileNotFoundError, NotADirectoryError):
        make_folder(path.parent, root)
        _write(part, data)
    try:
        part.replace(path)
    except (IsADirectoryError, PermissionError):  # The latter is how Windows refuses it.
        _remove(path)
        part.replace(path)


def link(old: Path, new: Path, root: Path) -> bool:
    """Let ``new``, below ``root``, be the file ``old``; False where the disk can't do it, or there is no such file."""
    with suppress(OSError):
        try:
            new.hardlink_to(old)
        except (FileNotFoundError, NotADirectoryError):
            make_folder(new.parent, root)
            new.hardlink_to(old)
        except FileExistsError:
            if not os.path.samestat(new.lstat(), old.lstat()):
                _remove(new)
                new.hardlink_to(old)
        return True
    return False


def make_folder(folder: Path, root: Path) -> None:
    """Make a folder below ``root``, which has to be there; a file by its name goes.

    Raises PublishError where it isn't: on a machine that lacks the disk everything would be written to another
    one, and after a build was given up there is nothing more to write.
    """
    if folder == root:
        raise PublishError(f"{root}：找不到这个文件夹；请检查磁盘或共享盘是否接好，再运行一次。", MACHINE_LACKS)
    try:
        folder.mkdir()
    except (FileNotFoundError, NotADirectoryError):
        make_folder(folder.parent, root)
        folder.mkdir(exist_ok=True)
    except FileExistsError:
        if stat.S_ISDIR(folder.lstat().st_mode):
            return  # another process was first
        folder.unlink()
        folder.mkdir(exist_ok=True)
    set_mode(folder)


def set_mode(folder: Path) -> None:
    """Let everybody read a folder, and its owner write."""
    _chmod(folder, _FOLDER_MODE)


def _write(part: Path, data: bytes) -> None:
    with part.open("xb") as file:
        file.write(data)
    _chmod(part, _FILE_MODE)


def _chmod(path: Path, mode: int) -> None:
    # Given afterwards, since the mode given when a file is made obeys the umask. A disk without
    # modes of its own (a USB stick) refuses, and does no harm.
    with suppress(PermissionError):
        path.chmod(mode)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _has_right_mode(mode: int) -> bool:
    return os.name == "nt" or stat.S_IMODE(mode) == _FILE_MODE
