"""A look through the parts of an Office package, before a library is trusted with them."""

import io
import re
import zipfile
from collections.abc import Iterator

from builder.forms.errors import FormError

_STRICT = b"http://purl.oclc.org/ooxml/"
_BLOCK = 1_000_000
_MAX_TAGS = 3_000_000
"""Each becomes an object or more; a sheet of 200,000 cells has about a million."""
_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)["']""")


def xml_parts(file: io.BytesIO, name: str) -> Iterator[tuple[str, bytes]]:
    """Each XML part with its bytes. All parts are read, since a library reads them too.

    Raises BadZipFile where a part isn't as long as it says (it would be unpacked whole before that is seen),
    ValueError for a part that declares entities (no Office program writes any: they are a bomb) or that hides in
    an encoding what it declares, FormError for a package that our libraries don't know.
    """
    tags = 0
    with zipfile.ZipFile(file) as archive:
        for part in archive.infolist():
            with archive.open(part) as stream:
                if not part.filename.lower().endswith((".xml", ".rels", ".vml")):
                    while stream.read(_BLOCK):
                        pass
                    continue
                text = stream.read(part.file_size)
                stream.read(1)  # only at the end is the sum checked
            found = _ENCODING.match(text[:200].removeprefix(b"\xef\xbb\xbf"))
            if b"<!DOCTYPE" in text or b"\0" in text[:4] or (found and found[1].lower() not in (b"utf-8", b"us-ascii")):
                raise ValueError(part.filename)
            tags += text.count(b"<")
            if tags > _MAX_TAGS:
                raise FormError(f"{name}：解开以后太大，不是批复表；请核对是不是拿错了文件")
            if part.filename == "_rels/.rels" and _STRICT in text:
                raise FormError(
                    f"{name}：“严格”的 Office 格式，无法辨认；请用 Word、Excel 或 WPS 打开，另存为普通的 .docx 或 .xlsx"
                )
            yield part.filename, text
    file.seek(0)
