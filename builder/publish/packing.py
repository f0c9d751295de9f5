"""A built site → the zip: each of its files is checked against the manifest on the way."""

import errno
import io
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from builder.publish.archive import Archive, sha256
from builder.publish.errors import WRONG_TARGET, PublishError, explained
from builder.publish.manifest import MANIFEST, ManifestError, checked
from builder.publish.shelter import is_litter
from builder.publish.target import HALLMARK, PLACEHOLDER

Watched = Callable[[Iterable[str]], Iterable[str]]
"""Gives the same addresses, and tells somebody how far it has come."""

_NAMED = 50
"""Broken files that are named before the rest is only counted."""

_FLAGS = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_BINARY", "O_CLOEXEC", "O_NOFOLLOW", "O_NONBLOCK"))
_BUILD_AGAIN = "再运行 gongkai build，然后打包"


@dataclass(frozen=True, slots=True)
class BuiltSite:
    """A site as it was built: its manifest, which tells what each of its files has to be."""

    name: str
    """As the user calls it."""
    folder: Path
    manifest: bytes
    sums: Mapping[str, str]
    """address → SHA-256, without the manifest itself."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much was packed, the manifest counted."""

    files: int
    bytes: int
    """Before packing."""


def refuse_missing(output: Path, folder: Path) -> None:
    """Raise PublishError where there is no ``folder``, which the user calls ``output``."""
    with explained(output):
        if not folder.is_dir():
            raise PublishError(
                f"{output}：没有这个文件夹。请先运行 gongkai build，或用 --output 指出网站。", WRONG_TARGET
            )


def built_site(output: Path, folder: Path) -> BuiltSite:
    """The site in ``folder``, which the user calls ``output``. Raises PublishError where there is none of ours."""
    path = folder / MANIFEST
    with explained(output / MANIFEST):
        data = path.read_bytes() if path.is_file() else b""
    try:
        sums = checked(data) if data else {}
    except ManifestError as error:
        raise PublishError(f"{output / MANIFEST}：{error}，可能被改动过。{_BUILD_AGAIN}。", WRONG_TARGET) from error
    if not sums.keys() >= HALLMARK:
        raise PublishError(
            f"{output}：这不是由公开（Gongkai）生成的网站。请用 --output 指出 gongkai build 生成的文件夹。",
            WRONG_TARGET,
        )
    return BuiltSite(str(output), folder, data, sums)


def pack(site: BuiltSite, file: IO[bytes], is_wanted: Callable[[str], bool], watched: Watched) -> Size:
    """Write the zip of the files that are wanted, and of the manifest, into ``file``.

    The others are checked as well: the manifest promises them. Raises PublishError that names every file that is
    missing or isn't what was built; what ``file`` holds then is of no use.
    """
    broken: dict[str, str] = {}
    files = size = 0
    with Archive(file) as archive:
        for address in watched(sorted([*site.sums, MANIFEST])):
            try:
                with _opened(site, address) as (source, length):
                    if address == MANIFEST or (is_wanted(address) and not broken):
                        digest = archive.add(address, source, length)
                        files, size = files + 1, size + length
                    else:
                        digest = sha256(source)
                if digest != site.sums.get(address, digest):
                    broken[address] = "与生成的不同，可能被手工改动过"
            except FileNotFoundError:
                broken[address] = "缺少这个文件"
            except _NoFileError:
                broken[address] = "不是普通文件，可能被手工改动过"
        if broken:
            raise PublishError(_told(site, broken), WRONG_TARGET)
    return Size(files, size)


def strays(site: BuiltSite) -> tuple[str, ...]:
    """The files in the folder that don't belong to the site; they aren't packed."""
    found = []
    for folder, _, names in os.walk(site.folder):
        prefix = (Path(folder).relative_to(site.folder) / "x").as_posix()[:-1]
        found += [prefix + name for name in names if prefix + name not in site.sums]
    own = {MANIFEST, PLACEHOLDER}
    return tuple(sorted(address for address in found if address not in own and not is_litter(address)))


class _NoFileError(Exception):
    """There is something else in its place."""


@contextmanager
def _opened(site: BuiltSite, address: str) -> Iterator[tuple[IO[bytes], int]]:
    """A file of the site and its length. The manifest is the one that was read at first."""
    if address == MANIFEST:
        yield io.BytesIO(site.manifest), len(site.manifest)
        return
    try:
        handle = os.open(site.folder / address, _FLAGS)  # A link isn't followed, a pipe isn't waited for.
    except NotADirectoryError as error:
        raise FileNotFoundError from error
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.EMLINK, errno.ENXIO):
            raise _NoFileError from error
        if isinstance(error, FileNotFoundError):
            raise
        with explained(Path(site.name, address)):
            raise
    status = os.fstat(handle)
    if not stat.S_ISREG(status.st_mode):
        os.close(handle)
        raise _NoFileError
    with os.fdopen(handle, "rb", buffering=0) as file:
        yield file, status.st_size


def _told(site: BuiltSite, broken: Mapping[str, str]) -> str:
    lines = [f"{Path(site.name, address)}：{what}" for address, what in list(broken.items())[:_NAMED]]
    if len(broken) > _NAMED:
        lines.append(f"……一共 {len(broken)} 个文件")
    return "\n".join([*lines, f"网站不完整，没有打包。{_BUILD_AGAIN}。"])
