"""What the pages of a site are called, from their own bytes."""

import json
import re
from html import unescape
from pathlib import Path
from typing import NamedTuple

_HEAD = 65_536
"""Bytes of a page in which its head ends."""

_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_HOME = re.compile(r'<link rel="canonical" href="([^"]+)">')
_PROJECT = re.compile(r"projects/.+/index\.html")


class Withdrawal(NamedTuple):
    """When a project was withdrawn, and why."""

    day: str
    reason: str


class Titles:
    """The titles of a site's pages, without the site's own name at their ends."""

    def __init__(self, folder: Path) -> None:
        """``folder`` is the site."""
        self._folder = folder
        head = _head(folder / "index.html")
        self.site = _title(head)
        """What the site is called."""
        home = _HOME.search(head)
        self.home = unescape(home[1]) if home else None
        """Its full address, with a slash at its end; None where it wasn't known when the site was built."""

    def of(self, address: str) -> str:
        """The title of a page; the address where it has none."""
        return _title(_head(self._folder / address)).removesuffix(f" - {self.site}") or address


def is_project(address: str) -> bool:
    """Whether this is a project's page."""
    return _PROJECT.fullmatch(address) is not None


def data_of(page: str) -> str:
    """The address of the data of the project on this page."""
    return f"data/{page.removesuffix('/index.html')}.json"


def withdrawal(folder: Path, page: str) -> Withdrawal | None:
    """Whether the project on this page is withdrawn, by its data."""
    text = (folder / data_of(page)).read_text("utf-8")
    if '"撤回"' not in text:  # Far quicker than to parse it, and nearly always so.
        return None
    known = json.loads(text).get("撤回")
    return Withdrawal(known["日期"], known["理由"]) if known else None


def _head(page: Path) -> str:
    with page.open("rb") as file:
        return file.read(_HEAD).decode("utf-8", "replace")


def _title(head: str) -> str:
    found = _TITLE.search(head)
    return unescape(found[1]).strip() if found else ""
