"""Single characters: which of them a text may hold, where one stands, how a report shows them."""

import re
import unicodedata

FORBIDDEN = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What YAML allows in no file: control characters. No page and no feed can hold them either."""

CONTROL_CHARACTER = ("E104", "这里有看不见的控制字符", "删去这个字符；如果整个文件读不懂，换一份完好的文件")
"""Code, message and remedy for a forbidden character."""

_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")


def lines(text: str) -> list[str]:
    """The lines of a text as YAML counts them, which is not as ``str.splitlines`` does."""
    return _BREAK.split(text)


def place_of(text: str, position: int) -> tuple[int, int]:
    """Line and column, both from 1, of the character at ``position``."""
    before = lines(text[:position])
    return len(before), len(before[-1]) + 1


def visible(text: str, width: int) -> str:
    """One line that is safe to print: a terminal obeys control characters, and a reader doesn't see them."""
    shown = text[: width + 1]
    # Most texts are printable as a whole, and a city's site has thousands of findings.
    if not shown.isprintable():
        shown = "".join(char if _is_seen(char) else "�" for char in shown)
    return shown if len(text) <= width else shown[: width - 1] + "…"


def _is_seen(char: str) -> bool:
    # Full-width and no-break spaces are no harm; Python doesn't call them printable.
    return char.isprintable() or unicodedata.category(char) == "Zs"
