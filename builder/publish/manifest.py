"""``SHA256SUMS``: the list of a site's files, as GNU ``sha256sum --check`` reads it."""

import io
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from builder.publish.addresses import Addresses

MANIFEST = "SHA256SUMS"
"""Its address. It lists every file of the site but itself."""

_MAX_LENGTH = 1000  # of an address; a browser and every system can do with this much

_LINE = re.compile(r"([0-9a-f]{64}) [ *]([^\r\n]+)")
_INSIDE = re.compile(r"(?!.*(?:^|/)\.{1,2}(?:/|$))[A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+)*")


def write(sums: Mapping[str, str]) -> bytes:
    """The file for ``address → SHA-256``: sorted by address, the same whatever the order was."""
    lines = (f"{digest}  {address}\n" for address, digest in sorted(sums.items()))
    return "".join(lines).encode("ascii")


def read_file(site: Path) -> dict[str, str]:
    """The manifest of a folder; empty where there is none that can be read."""
    path = site / MANIFEST
    try:
        # Asked first, since reading a pipe of that name would never end.
        return read(path.read_text("ascii")) if path.is_file() else {}
    except (OSError, UnicodeDecodeError):
        return {}


def each(site: Path) -> Iterator[tuple[str, str]]:
    """Address and SHA-256 of each file, one at a time; nothing where there is no manifest that can be read.

    An address that leads out of the folder is passed over: nothing that Gongkai writes has one.
    """
    path = site / MANIFEST
    if not path.is_file():
        return
    with suppress(OSError, UnicodeDecodeError), path.open(encoding="ascii", newline="\n") as lines:
        for line in lines:
            if (match := _LINE.fullmatch(line.removesuffix("\n"))) and _INSIDE.fullmatch(match[2]):
                yield match[2], match[1]


def read(text: str) -> dict[str, str]:
    """``address → SHA-256``; a line of another form is passed over."""
    lines = (_LINE.fullmatch(line) for line in text.split("\n"))
    return {line[2]: line[1] for line in lines if line}


MAX_BYTES = 100_000_000
"""The size of a manifest that is still read: that of about a million files."""


class ManifestError(ValueError):
    """Not a manifest of a site; the message says in Chinese what is wrong, and quotes nothing of it."""


def checked(data: bytes) -> dict[str, str]:
    """``address → SHA-256`` of a manifest that anybody may have written: wholly right, or ManifestError.

    What a text editor or a transfer in text mode changes (a mark at the start, the ends of lines) does no harm.
    """
    if len(data) > MAX_BYTES:
        raise ManifestError(f"超过了 {MAX_BYTES // 1_000_000} MB，不像是一份清单")
    addresses = Addresses(MANIFEST)
    sums: dict[str, str] = {}
    # Line by line, since a city's manifest as one text and a list of lines would take four times its size.
    for number, raw in enumerate(io.BytesIO(data.removeprefix(b"\xef\xbb\xbf")), start=1):
        if not raw.isascii():
            raise ManifestError(f"第 {number} 行有清单不会有的字符，可能编码不对")
        line = raw.decode("ascii").removesuffix("\n").removesuffix("\r")
        found = _LINE.fullmatch(line)
        if not found:
            raise ManifestError(f"第 {number} 行不是“校验值  地址”的写法")
        digest, address = found.groups()
        if len(address) > _MAX_LENGTH or address.startswith(".") or "/." in address:
            raise ManifestError(f"第 {number} 行的地址不是网站里会有的地址")
        try:
            addresses.claim(address)
        except ValueError as error:
            raise ManifestError(f"第 {number} 行的地址不是网站里会有的地址，或者与前面的重复") from error
        sums[address] = digest
    return sums
