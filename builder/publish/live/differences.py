"""How the bytes that a host gave differ from those that were built, and what does such a thing."""

import re
from html import unescape

from builder.publish.live.causes import (
    BYTE_ORDER_MARK,
    CHANGED,
    EMPTY,
    FOREIGN_PAGE,
    LINE_ENDS,
    TOO_LONG,
    TRANSCODED,
    TRUNCATED,
    WRAPPED,
    Trouble,
)
from builder.publish.live.host import Answer
from builder.publish.live.shown import visible

_TITLE = re.compile(rb"<title[^>]{0,200}>([^<]{0,2000})</title", re.IGNORECASE)
_BODY = re.compile(rb"<main\b.*</main>", re.DOTALL)
_BOM = b"\xef\xbb\xbf"


def difference(kind: str, expected: bytes, size: int, answer: Answer) -> Trouble:
    """The trouble with a body that isn't right.

    ``kind`` is the file's extension, ``expected`` its beginning (whole where it is as short as
    ``host.KEPT``) and ``size`` its length.
    """
    body = answer.head
    if answer.length == 0:
        return Trouble(EMPTY)
    if body == _BOM + expected:
        return Trouble(BYTE_ORDER_MARK)
    if _joined(body) == _joined(expected):
        return Trouble(LINE_ENDS)
    if answer.length < size and expected.startswith(body):
        return Trouble(TRUNCATED)
    if _is_transcoded(expected, body):
        return Trouble(TRANSCODED)
    if _is_wrapped(expected, body):
        return Trouble(WRAPPED, "其中加了脚本" if body.count(b"<script") > expected.count(b"<script") else "")
    if _is_page(body) and not (kind == "html" and _title(expected) and _title(expected) in body):
        title = unescape(_title(body).decode("utf-8", "replace")).strip()
        return Trouble(FOREIGN_PAGE, f"标题是“{visible(title, 40)}”" if title else "")
    return Trouble(TOO_LONG if answer.cut else CHANGED)


def _joined(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").rstrip(b"\n")


def _is_transcoded(expected: bytes, body: bytes) -> bool:
    try:
        return expected.decode("utf-8").encode("gb18030") == body
    except UnicodeError:
        return False


def _is_wrapped(expected: bytes, body: bytes) -> bool:
    """Whether something was put before, behind or into the file, or around a page's own part."""
    if len(body) <= len(expected):
        return False
    if expected in body or _common(expected, body) + _common(expected[::-1], body[::-1]) >= len(expected):
        return True
    main = _BODY.search(expected)
    return main is not None and main[0] in body


def _common(one: bytes, other: bytes) -> int:
    """How many bytes are the same at the beginning."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[:middle] == other[:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _is_page(body: bytes) -> bool:
    start = body.removeprefix(_BOM).lstrip()[:200].lower()
    return start.startswith((b"<!doctype html", b"<html", b"<head", b"<script", b"<!--")) or b"<html" in start


def _title(page: bytes) -> bytes:
    found = _TITLE.search(page, 0, 100_000)
    return found[1].strip() if found else b""
