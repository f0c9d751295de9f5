"""The zip to upload: the same bytes for the same files, whenever, wherever and by whom it is made.

Its comment says that it is ours, and where in it the manifest begins. So the manifest of an earlier
package is found at once, without the list of all its files, which a stranger may have made endless.
"""

import hashlib
import os
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

from builder.publish import manifest
from builder.publish.manifest import MANIFEST, ManifestError

_COMMENT = "gongkai package, SHA256SUMS at {:020d}"
_LENGTH = len(_COMMENT.format(0))
_OURS = re.compile(
    rb"%b.{16}%b([0-9]{20})"
    % (re.escape(b"PK\5\6"), re.escape(struct.pack("<H", _LENGTH) + b"gongkai package, SHA256SUMS at ")),
    re.DOTALL,
)
_TAIL = 22 + _LENGTH
_TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest that a zip can name. A file's own time would be that of its building."""
_PIECE = 1 << 20
_HEADER = struct.Struct("<4s5H3I2H")
_DEFLATED = 8


class Archive:
    """A zip in the making. Its files are read in pieces, so that memory doesn't grow with their size."""

    def __init__(self, file: IO[bytes]) -> None:
        """``file`` is a new one, which can be wound back."""
        self._zip = zipfile.ZipFile(file, "w")

    def add(self, address: str, source: IO[bytes], size: int) -> str:
        """Pack what ``source`` gives, about ``size`` bytes, and tell its SHA-256."""
        info = zipfile.ZipInfo(address, _TIME)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.create_system = 3  # Unix, on Windows too: where modes mean something
        info.external_attr = (stat.S_IFREG | 0o644) << 16
        info.file_size = size  # Decides whether 32 bits will do for its sizes.
        digest = hashlib.sha256()
        with self._zip.open(info, "w") as packed:
            for piece in _pieces(source):
                digest.update(piece)
                packed.write(piece)
        if address == MANIFEST:
            self._zip.comment = _COMMENT.format(info.header_offset).encode()
        return digest.hexdigest()

    def __enter__(self) -> "Archive":
        """Itself; at the end comes the list of files, without which it is no zip."""
        return self

    def __exit__(self, kind: type[BaseException] | None, _: object, __: object) -> None:
        """Write the list. After a failure the file is of no use, and whether the list can be written doesn't matter."""
        if kind is None:
            self._zip.close()
        else:
            with suppress(OSError):
                self._zip.close()


def sha256(source: IO[bytes]) -> str:
    """The SHA-256 of a file, read in pieces."""
    digest = hashlib.sha256()
    for piece in _pieces(source):
        digest.update(piece)
    return digest.hexdigest()


def is_package(path: Path) -> bool:
    """Whether a file is a package of ours, by its comment."""
    with path.open("rb") as file:
        return _manifest_offset(file) is not None


def packed_manifest(file: IO[bytes]) -> bytes:
    """The manifest of the site that an earlier package was made of.

    Raises ManifestError where this isn't a package of ours, or a broken one. However much is packed in it, no more
    is unpacked than a manifest may have.
    """
    offset = _manifest_offset(file)
    if offset is None:
        raise ManifestError("这个压缩包不是由 gongkai package 生成的，或者不完整")
    broken = ManifestError("这个压缩包损坏了，里面的清单读不出来")
    if offset > os.fstat(file.fileno()).st_size:
        raise broken
    file.seek(offset)
    header = file.read(_HEADER.size)
    if len(header) < _HEADER.size:
        raise broken
    signature, _, _, method, _, _, crc, _, _, name_length, extra_length = _HEADER.unpack(header)
    name = file.read(name_length)
    if (signature, method, name) != (b"PK\3\4", _DEFLATED, MANIFEST.encode()):
        raise broken
    file.seek(extra_length, os.SEEK_CUR)
    try:
        data = _inflated(file)
    except zlib.error as error:
        raise broken from error
    if len(data) <= manifest.MAX_BYTES and zlib.crc32(data) != crc:
        raise broken
    return data


def _inflated(file: IO[bytes]) -> bytes:
    """What is packed at this place; of more than a manifest may have, one byte too much."""
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    data = bytearray()
    for piece in _pieces(file):
        rest = piece
        while rest and not unpacker.eof:
            data += unpacker.decompress(rest, manifest.MAX_BYTES + 1 - len(data))
            if len(data) > manifest.MAX_BYTES:
                return bytes(data)
            rest = unpacker.unconsumed_tail
        if unpacker.eof:
            return bytes(data)
    raise zlib.error("cut short")


def _manifest_offset(file: IO[bytes]) -> int | None:
    file.seek(0, os.SEEK_END)
    file.seek(max(0, file.tell() - _TAIL))
    found = _OURS.fullmatch(file.read(_TAIL))
    return int(found[1]) if found else None


def _pieces(source: IO[bytes]) -> Iterator[bytes]:
    while piece := source.read(_PIECE):
        yield piece
