"""The HTML in the file of a web page: in its encoding, and out of what browsers and Excel save with its pictures (MHTML)."""

import codecs
import email
import email.policy
import re
from email.message import Message

from builder.forms.readers.text import decoded

_META = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_-]+)""", re.IGNORECASE)
_ENCODINGS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "big5": "big5hkscs",
}
"""What pages of Chinese offices say. gb2312 and gbk are parts of GB18030, and pages hold signs beyond what they name.
Any other name is either not of a text (Python knows such ones) or what a server says of every page."""


def is_saved_page(text: str) -> bool:
    """Whether a file begins as a page that was saved together with its pictures; browsers write other lines first."""
    head = text.lstrip("\ufeff \r\n").replace("\r\n", "\n").partition("\n\n")[0].lower()
    return re.match(r"[a-z-]+:", head) is not None and re.search(r"^mime-version:", head, re.MULTILINE) is not None


def pages(data: bytes) -> list[str]:
    """The HTML of each page in a file: Excel saves each sheet as a page of its own."""
    bare = data.removeprefix(codecs.BOM_UTF8)
    if not is_saved_page(bare[:8192].decode("latin-1")):
        return [_html(data)]
    message = email.message_from_bytes(bare.lstrip(), policy=email.policy.default)
    parts = (part for part in message.walk() if part.get_content_type() == "text/html")
    return [_html(_payload(part), part.get_content_charset("")) for part in parts]


def _payload(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _html(data: bytes, named: str = "") -> str:
    """The text of a page; what it says itself of its encoding goes before what is said of it."""
    if data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return decoded(data)
    found = _META.search(data[:4096])
    encoding = _ENCODINGS.get(found[1].decode("ascii").lower() if found else named)
    if encoding:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            pass
    return decoded(data)
