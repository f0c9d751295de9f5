"""What a file is, by its content: names lie (a web page called .xls is what many systems export)."""

import io
import re
import zipfile
from enum import StrEnum

from builder.forms.errors import FormError
from builder.forms.readers.saved_pages import is_saved_page
from builder.forms.readers.text import decoded

MAX_UNPACKED = 60_000_000
"""Bytes that the XML of a document may unpack to; 20 MB of a real sheet's XML are 100,000 cells."""
_MAX_WITH_MEDIA = 300_000_000
"""The same with its pictures, of which some are packed well."""
_MAX_PARTS = 5000

_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\ufffd\ue000-\uf8ff]")
_HTML = re.compile(r"<\s*(?:!doctype\s+html|html|head|body|table|div|meta)\b", re.IGNORECASE)
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")
_MEDIA = (".jpeg", ".jpg", ".png", ".emf", ".wmf", ".gif", ".bmp", ".tiff")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Kind(StrEnum):
    """A kind of file that can be read."""

    TEXT = "文本"
    XLSX = "xlsx"
    XLS = "xls"
    XML_SHEETS = "XML 表格"
    DOCX = "docx"
    HTML = "html"
    PDF = "pdf"


def kind_of(data: bytes, name: str) -> Kind:
    """The kind of a file; raises FormError for one that can't be read."""
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(data, name)
    if data.startswith(_OLE):
        return _compound(data, name)
    if b"%PDF-" in data[:1024]:
        return Kind.PDF
    # BM begins words too; a bitmap has zeros behind its size.
    if data.startswith(_PICTURES) or (data.startswith(b"BM") and data[6:10] == bytes(4)):
        raise FormError(f"{name}：这是图片，无法辨认里面的字；请向发件人要 Word、Excel 或网页格式的文件")
    if data.startswith(b"{\\rtf"):
        raise FormError(f"{name}：RTF 文件，无法辨认；请用 Word 或 WPS 打开，另存为 .docx")
    return _of_text(decoded(data)[:65536], name)


def _of_text(text: str, name: str) -> Kind:
    # Its <Table> looks like a web page's.
    if text.lstrip().startswith("<?xml") and 'xmlns="urn:schemas-microsoft-com:office:spreadsheet"' in text[:8192]:
        return Kind.XML_SHEETS
    if _HTML.search(text[:8192]) or is_saved_page(text[:8192]):
        return Kind.HTML
    # A character cut in two at the end of the sample is no sign of damage.
    if len(_NO_TEXT.findall(text)) > 1 + len(text) // 200:
        raise FormError(f"{name}：文件损坏，或者不认得这种文件；请用 Word、Excel 或 WPS 打开，另存为 .docx 或 .xlsx")
    return Kind.TEXT


def _zipped(data: bytes, name: str) -> Kind:
    broken = f"{name}：文件损坏，打不开；请向发件人再要一次"
    too_large = f"{name}：解开以后太大，不是批复表；请核对是不是拿错了文件"
    # Before the list of parts is made: 20 MB of it would be 400,000 objects.
    if data.count(b"PK\x01\x02") > _MAX_PARTS:
        raise FormError(too_large)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, EOFError) as error:
        raise FormError(broken) from error
    if any(part.flag_bits & 1 for part in parts):
        raise FormError(f"{name}：有密码保护，无法辨认；请去掉密码再试")
    unpacked = sum(part.file_size for part in parts if not _is_picture(part.filename.lower()))
    if unpacked > MAX_UNPACKED or sum(part.file_size for part in parts) > _MAX_WITH_MEDIA:
        raise FormError(too_large)
    return _by_parts({part.filename for part in parts}, name)


def _is_picture(part: str) -> bool:
    # By its name alone a sheet might be one, and a library takes it for what the package calls it.
    return "/media/" in part and part.endswith(_MEDIA)


def _by_parts(names: set[str], name: str) -> Kind:
    if "xl/workbook.bin" in names:
        raise FormError(f"{name}：二进制的 Excel 文件（.xlsb），无法辨认；请用 Excel 打开，另存为 .xlsx")
    for folder, kind in (("xl/", Kind.XLSX), ("word/", Kind.DOCX)):
        if "[Content_Types].xml" in names and any(part.startswith(folder) for part in names):
            return kind
    if "OFD.xml" in names:
        raise FormError(f"{name}：OFD 文件，无法辨认；请用阅读软件打开，另存为 PDF 或 Word")
    if "content.xml" in names:
        raise FormError(f"{name}：OpenDocument 文件，无法辨认；请另存为 .docx 或 .xlsx")
    raise FormError(f"{name}：压缩包或别的文件，不是批复表；请先解开，再读里面的表")


def _compound(data: bytes, name: str) -> Kind:
    def has(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if has("EncryptedPackage"):
        raise FormError(f"{name}：有密码保护，无法辨认；请用 Word、Excel 或 WPS 打开，去掉密码再试")
    if has("WordDocument"):
        raise FormError(f"{name}：旧格式的 Word 文件（.doc），无法辨认；请用 Word 或 WPS 打开，另存为 .docx")
    if has("Workbook") or has("Book"):
        return Kind.XLS
    raise FormError(f"{name}：文件损坏，或者不认得这种文件；请用 Word、Excel 或 WPS 打开，另存为 .docx 或 .xlsx")
