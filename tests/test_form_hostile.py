"""Files that are broken, foreign, huge or malicious: one clear line, exit code 1, nothing written."""

import io
import os
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builder.forms.errors import FormError
from builder.forms.readers import MAX_BYTES, isolated, read
from builder.forms.readers.kinds import MAX_UNPACKED, Kind, kind_of
from builder.forms.readers.text import read_text
from builder.forms.reading import read_grid
from tests.conftest import ROOT, gongkai

FORMS = ROOT / "tests/forms"
SAMPLES = ["seed.txt", "seed.xlsx", "two-period-2022.xls", "seed.docx", "portal-page.html", "ruled.pdf"]
SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData>%s</worksheet>'
WORD = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>%s</w:body></w:document>'


def swallow(data: bytes) -> None:
    """Read a file in this process: a grid that gives forms, or one sentence."""
    try:
        kind = kind_of(data, "表")
        for grid in read_text(data, "表") if kind is Kind.TEXT else isolated.parsed(kind, data, "表"):
            read_grid(grid)
    except FormError as refusal:
        told = str(refusal)
    else:
        return
    assert "\n" not in told
    assert any(word in told for word in ("空表", "不是批复表", "文件损坏", "无法辨认"))


@pytest.mark.parametrize("name", SAMPLES)
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    cut=st.floats(0, 1), flips=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 255)), max_size=6)
)
def test_a_file_cut_off_or_garbled_on_its_way_is_told_in_a_sentence(
    name: str, cut: float, flips: list[tuple[float, int]]
) -> None:
    data = bytearray((FORMS / name).read_bytes())
    for where, by in flips:
        data[int(where * len(data))] ^= by
    swallow(bytes(data[: int(cut * len(data))] if cut < 0.9 else data))


@given(st.binary(max_size=400))
def test_no_bytes_stop_the_reading(data: bytes) -> None:
    swallow(data)


def sheet(cells: bytes, after: bytes = b"") -> bytes:
    book = openpyxl.Workbook()
    return swapped(saved(book), "xl/worksheets/sheet1.xml", SHEET % (cells, after))


def word(inside: bytes) -> bytes:
    return swapped(saved(docx.Document()), "word/document.xml", WORD % inside)


def saved(document: object) -> bytes:
    stream = io.BytesIO()
    document.save(stream)  # type: ignore[attr-defined]
    return stream.getvalue()


def swapped(data: bytes, name: str, part: bytes) -> bytes:
    """A package with another part of this name."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            new.writestr(entry, part if entry == name else old.read(entry))
    return stream.getvalue()


ENTITIES = b'<!DOCTYPE a [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "%s"><!ENTITY c "%s">]>' % (b"&a;" * 50, b"&b;" * 50)

BOMBS: dict[str, Callable[[], bytes]] = {
    "a part that unpacks to 100 MB": lambda: swapped(
        saved(openpyxl.Workbook()), "xl/worksheets/sheet1.xml", b"A" * 100_000_000
    ),
    "a million cells": lambda: sheet(b"<row>" + b"<c/>" * 1000 + b'<c r="A1"/>' * 300_000 + b"</row>"),
    "a merge over the whole sheet": lambda: sheet(b"", b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
    "entities in a sheet": lambda: swapped(
        saved(openpyxl.Workbook()),
        "xl/worksheets/sheet1.xml",
        ENTITIES + SHEET % (b"<row><c t='inlineStr'><is><t>&c;</t></is></c></row>", b""),
    ),
    "entities in a document": lambda: swapped(
        saved(docx.Document()), "word/document.xml", ENTITIES + WORD % b"<w:p><w:r><w:t>&c;</w:t></w:r></w:p>"
    ),
    "controls in controls": lambda: word(
        b"<w:sdt><w:sdtContent>" * 3000 + b"<w:p/>" + b"</w:sdtContent></w:sdt>" * 3000
    ),
    "tables in tables": lambda: word(b"<w:tbl><w:tr><w:tc>" * 2000 + b"<w:p/>" + b"</w:tc></w:tr></w:tbl>" * 2000),
    "a cell a hundred million columns wide": lambda: word(
        b'<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="99999999"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>'
    ),
    "a page of nested tables": lambda: b"<html>" + b"<table><tr><td>" * 5000 + b"x",
    "a page of nested marks": lambda: b"<html><p>" + b"<b>" * 5000 + b"x",
    "a page of huge spans": lambda: b"<html><table>" + b"<tr><td rowspan=65000 colspan=1000>x" * 3000,
    "a PDF of nested lists": lambda: (
        b"%PDF-1.4\n1 0 obj " + b"[" * 50_000 + b"]" * 50_000 + b" endobj\ntrailer<</Root 1 0 R>>"
    ),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_in_a_sentence(name: str, tmp_path: Path) -> None:
    path = tmp_path / "表"
    path.write_bytes(BOMBS[name]())
    with pytest.raises(FormError, match=r"空表|不是批复表|文件损坏"):
        read(path)


@pytest.mark.parametrize("start", [b"", b"PK\x03\x04", "项目名称\t工会活动\n".encode()])
def test_fifty_megabytes_are_not_even_opened(start: bytes, tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    with path.open("wb") as file:
        file.write(start)
        file.truncate(50_000_000)
    with pytest.raises(FormError, match=f"超过 {MAX_BYTES // 1_000_000} MB"):
        read(path)


def test_a_parser_that_does_not_come_back_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolated, "MAX_SECONDS", 0.01)
    with pytest.raises(FormError, match="读不出来"):
        isolated.parsed_apart(Kind.XLSX, (FORMS / "seed.xlsx").read_bytes(), "表.xlsx")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux counts the addresses of a process")
def test_a_parser_that_takes_all_memory_is_stopped() -> None:
    # Two million small cells are more objects than the limit has room for.
    page = b"<html><table>" + b"<tr><td>x<td>y" * 900_000
    with pytest.raises(FormError, match=r"读不出来|格子太多"):
        isolated.parsed_apart(Kind.HTML, page, "表.html")


def test_a_library_that_is_not_installed_is_named_with_the_way_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pdfplumber", None)
    monkeypatch.delitem(sys.modules, "builder.forms.readers.pdf", raising=False)
    from builder.forms.errors import MissingLibraryError

    with pytest.raises(MissingLibraryError, match=r"pip install.*pdfplumber"):
        isolated.parsed(Kind.PDF, b"%PDF-", "表.pdf")


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("表.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "另存为 .docx"),
        ("表.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "密码"),
        ("表.png", b"\x89PNG\r\n\x1a\n", "图片"),
        ("表.rtf", b"{\\rtf1 x}", "RTF"),
        ("表.zip", zipfile.ZipFile, "压缩包"),
        ("表", os.urandom(5000), "不认得"),
    ],
)
def test_a_foreign_file_is_called_what_it_is(name: str, data: object, words: str, tmp_path: Path) -> None:
    path = tmp_path / name
    if isinstance(data, bytes):
        path.write_bytes(data)
    else:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("a.txt", "a")
    with pytest.raises(FormError, match=words):
        read(path)


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管道")
    for name, words in (
        (".", "文件夹"),
        ("没有", "没有这个文件"),
        ("管道", "没有这个文件"),
        ("a" * 300, "不是批复表|读不出来"),
    ):
        with pytest.raises(FormError, match=words):
            read(tmp_path / name)


def test_the_command_says_it_in_one_line_and_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(BOMBS["a merge over the whole sheet"]())
    done = gongkai("import", path, "--content", "content", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert not (tmp_path / "content").exists()


def test_a_sheet_that_is_named_like_a_picture_is_as_large_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/worksheets/sheet1.png", b" " * (MAX_UNPACKED + 1))
    with pytest.raises(FormError, match="解开以后太大"):
        read(path)
