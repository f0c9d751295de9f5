"""One build or package at a time for each site, by a lock that the system releases when a process dies."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from builder.publish.errors import MACHINE_LACKS, AnotherBuildError, explained

_BUILD = "另一个生成正在进行，或者正在打包"
_held: set[int] = set()


@contextmanager
def exclusive(site: Path, option: str = "--output", other: str = _BUILD) -> Iterator[None]:
    """Hold the lock beside ``site``, or raise AnotherBuildError at once; nothing is left behind.

    ``option`` is the one by which the user can give another place, where this one can't be written to; ``other``
    says who may have it.
    """
    path = site.with_name(f".{site.name}.gongkai.lock")
    with explained(path, option):
        handle = _acquire(path, f"{site}：{other}。请等它完成后再试；如果确实没有，请结束残留的 gongkai 进程。")
    _held.add(handle)
    try:
        yield
    finally:
        _held.discard(handle)
        _release(handle, path)


def _acquire(path: Path, busy: str) -> int:
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o644)
        try:
            _lock(handle)
            if _is_at(handle, path):
                return handle
            # Else its holder removed the file while we were opening it: the next one counts.
        except (BlockingIOError, PermissionError) as error:
            os.close(handle)
            raise AnotherBuildError(busy, MACHINE_LACKS) from error
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)


def _is_at(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.lstat())
    except FileNotFoundError:
        return False


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

    def _release(handle: int, path: Path) -> None:
        os.close(handle)
        # Windows doesn't delete a file that somebody has opened, so no lock is ever lost.
        with suppress(OSError):
            path.unlink()

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _release(handle: int, path: Path) -> None:
        # Removed while it is held: whoever opened this file before finds, once it has the lock,
        # that the file isn't at its path any more, and opens the next one.
        with suppress(OSError):
            if _is_at(handle, path):
                path.unlink()
        os.close(handle)

    def _forget() -> None:
        for handle in _held:
            os.close(handle)
        _held.clear()

    # A worker process forked during a build would keep the lock if the build were killed.
    os.register_at_fork(after_in_child=_forget)
