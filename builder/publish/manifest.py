"""``SHA256SUMS``: the list of a site's files, as GNU ``sha256sum --check`` reads it."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

MANIFEST = "SHA256SUMS"
"""Its address. It lists every file of the site but itself."""

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
