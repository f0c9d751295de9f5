"""``SHA256SUMS``: the list of a site's files, as GNU ``sha256sum --check`` reads it."""

import re
from collections.abc import Mapping
from pathlib import Path

MANIFEST = "SHA256SUMS"
"""Its address. It lists every file of the site but itself."""

_LINE = re.compile(r"([0-9a-f]{64}) [ *]([^\r\n]+)")


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


def read(text: str) -> dict[str, str]:
    """``address → SHA-256``; a line of another form is passed over."""
    lines = (_LINE.fullmatch(line) for line in text.split("\n"))
    return {line[2]: line[1] for line in lines if line}
