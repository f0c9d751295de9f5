"""The HTML in the file of a web page: in its encoding, and out of what browsers and Excel save with its pictures (MHTML)."""

import email
import email.policy
import re
from email.message import EmailMessage

from builder.forms.readers.text import decoded

_META = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_-]+)""", re.IGNORECASE)
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
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
    if not is_saved_page(data[:8192].decode("latin-1")):
        return [_html(data)]
    message = email.message_from_bytes(data.lstrip(b"\xef\xbb\xbf \r\n"), policy=email.policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101 - the policy makes no other
    return [_html(_payload(part)) for part in message.walk() if part.get_content_type() == "text/html"]


def _payload(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _html(data: bytes) -> str:
    found = None if data.startswith(_MARKS) else _META.search(data[:4096])
    encoding = _ENCODINGS.get(found[1].decode("ascii").lower()) if found else None
    if encoding:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            pass
    return decoded(data)
