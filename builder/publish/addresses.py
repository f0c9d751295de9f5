"""The addresses of a site: portable to every web server and every disk."""

import re

_PART = r"(?!\.{1,2}(?:/|\Z))[A-Za-z0-9._-]+"
_PLAIN = re.compile(f"{_PART}(?:/{_PART})*")


def is_plain(address: str) -> bool:
    """Whether it leads to a file below the site's root on every system, and can be shown as it is."""
    return _PLAIN.fullmatch(address) is not None


class Addresses:
    """The addresses given so far; each must be fit to stand beside the others.

    Case alone doesn't tell two addresses apart, since on Windows and macOS they are one file.
    """

    def __init__(self, *reserved: str) -> None:
        """Begin with the addresses that nobody may claim."""
        self._files = {address.lower(): address for address in reserved}
        self._folders: dict[str, tuple[str, str]] = {}

    def claim(self, address: str) -> None:
        """Take ``address``, or raise ValueError: that is a mistake in the program, not in the content."""
        if not is_plain(address):
            raise ValueError(f"not a relative address of plain ASCII parts: {address!r}")
        folded = _folded(address)
        if folded in self._files:
            raise ValueError(f"one address twice: {self._files[folded]!r} and {address!r}")
        if folded in self._folders:
            raise ValueError(f"a file and a folder: {address!r} and {self._folders[folded][1]!r}")
        folder = address.rpartition("/")[0]
        # Most files have neighbours, whose folder is known by now.
        if folder and self._folders.get(_folded(folder), ("",))[0] != folder:
            parts = folder.split("/")
            for depth in range(1, len(parts) + 1):
                self._enter("/".join(parts[:depth]), address)
        self._files[folded] = address

    def _enter(self, folder: str, address: str) -> None:
        folded = _folded(folder)
        if folded in self._files:
            raise ValueError(f"a file and a folder: {self._files[folded]!r} and {address!r}")
        spelled, earlier = self._folders.setdefault(folded, (folder, address))
        if spelled != folder:
            raise ValueError(f"one folder in two spellings: {earlier!r} and {address!r}")


def _folded(address: str) -> str:
    lower = address.lower()
    return address if lower == address else lower  # One text in memory for both, as nearly always.
