"""Files made to take all memory or time: each is refused in a sentence, most of them before a library opens it."""

import os
import struct
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builder.forms.errors import FormError
from builder.forms.labels import is_printed
from builder.forms.readers.isolated import MAX_CHARACTERS, parsed_apart
from builder.forms.readers.kinds import Kind
from builder.forms.values import day
from tests.test_form_hostile import sheet, swallow, swapped, word
from tests.test_form_readers import FORMS, in_process, saved

MILLION = 1_000_000
SHEET = "xl/worksheets/sheet1.xml"
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def with_size(data: bytes, name: str, size: int) -> bytes:
    """A package that says a part has another size than it has."""
    changed = bytearray(data)
    for mark, header, place in ((b"PK\1\2", 46, 24), (b"PK\3\4", 30, 22)):
        at = data.find(name.encode())
        while at >= 0:
            if data[at - header : at - header + 4] == mark:
                changed[at - header + place : at - header + place + 4] = struct.pack("<I", size)
            at = data.find(name.encode(), at + 1)
    return bytes(changed)


def book() -> bytes:
    return saved(openpyxl.Workbook())


def laughing(part: bytes) -> bytes:
    """A part whose entities would be a thousand million letters."""
    entities = b"".join(b'<!ENTITY a%d "%s">' % (i, b"&a%d;" % (i - 1) * 10) for i in range(1, 10))
    return b'<!DOCTYPE a [<!ENTITY a0 "x">' + entities + b"]>" + part


def many_entries() -> bytes:
    end = struct.pack("<HHIIH", 65535, 65535, 46 * 100_000, 4, 0)
    return b"PK\3\4" + (b"PK\1\2" + bytes(42)) * 100_000 + b"PK\5\6" + bytes(4) + end


BOMBS: dict[str, Callable[[], bytes]] = {
    "a part of 4 GB": lambda: with_size(book(), SHEET, 0xFFFFFFF0),
    "a part larger than it says": lambda: with_size(swapped(book(), SHEET, bytes(30 * MILLION)), SHEET, 1000),
    "a picture larger than it says": lambda: with_size(
        swapped(added(book(), "xl/media/a.png"), "xl/media/a.png", bytes(30 * MILLION)), "xl/media/a.png", 1000
    ),
    "pictures of 500 MB": lambda: with_size(added(book(), "xl/media/a.png"), "xl/media/a.png", 500 * MILLION),
    "entities in a sheet": lambda: swapped(book(), SHEET, laughing(b"<worksheet>&a9;</worksheet>")),
    "entities in a document": lambda: swapped(
        saved(docx.Document()), "word/document.xml", laughing(b"<w:document>&a9;</w:document>")
    ),
    "cells without a place": lambda: sheet(b"<row>%s</row>" % (b"<c/>" * 300_000)),
    "rows without cells": lambda: sheet(b'<row ht="1"/>' * 300_000),
    "a merge in other quotes": lambda: sheet(b"", b"<mergeCells><mergeCell\nref='A1:XFD1048576'/></mergeCells>"),
    "a merge in small letters": lambda: sheet(b"", b'<mergeCells><mergeCell ref="a1:xfd1048576"/></mergeCells>'),
    "a link over the whole sheet": lambda: sheet(b"", b'<hyperlinks><hyperlink ref="A1:XFD1048576"/></hyperlinks>'),
    "five million paragraphs": lambda: word(b"<w:p/>" * 5 * MILLION),
    "a line of five million letters": lambda: b"a\t" + b"x" * (MAX_CHARACTERS + 1),
    "a million lines": lambda: b"x" + b"\n" * MILLION,
    "a million cells": lambda: b"x" + b"\t" * MILLION,
    "a letter that stands for eighteen": lambda: ("\ufdfa" * 5 * MILLION).encode(),
    "a page saved in a page saved in a page": lambda: b"".join(
        b'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (i, i) for i in range(20_000)
    ),
    "a page of many marks in each other": lambda: b"<html><p>" + b"<b>" * 20_000 + b"x",
}


def added(data: bytes, name: str) -> bytes:
    stream = BytesIO(data)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(name, "x")
    return stream.getvalue()


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_told_in_a_sentence(name: str) -> None:
    with pytest.raises(FormError, match=r"不是批复表|文件损坏") as caught:
        in_process(BOMBS[name]())
    assert str(caught.value).isprintable()


def test_a_hundred_thousand_parts_are_not_even_listed() -> None:
    with pytest.raises(FormError, match="解开以后太大"):
        in_process(many_entries())


@pytest.mark.parametrize("before", ["", "<!--{}-->".format("x" * 2000)])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_part_that_declares_entities_is_refused_wherever_and_however_it_does(before: str, encoding: str) -> None:
    # A single harmless one: whoever declares none needs no such line, and what a library makes of it isn't asked.
    part = f"{before}<!DOCTYPE a [<!ENTITY a 'x'>]><worksheet xmlns='{NAMESPACE}'><sheetData/></worksheet>"
    named = "" if encoding.startswith("utf") else f"<?xml version='1.0' encoding='{encoding}'?>"
    with pytest.raises(FormError, match="文件损坏"):
        in_process(swapped(book(), SHEET, (named + part).encode(encoding)))


def test_more_text_than_any_form_has_is_not_handed_on() -> None:
    cell = b'<c t="inlineStr"><is><t>%s</t></is></c>' % (b"x" * 30_000)
    with pytest.raises(FormError, match="文字太多"):
        in_process(sheet(b"<row>%s</row>" % (cell * (MAX_CHARACTERS // 30_000 + 1))))


def test_a_cell_at_the_far_end_of_a_sheet_is_one_cell() -> None:
    (grid,) = in_process(sheet(b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'))
    assert grid.place(next(grid.filled())) == "工作表“Sheet”XFD1048576"


def test_a_line_that_is_almost_a_rule_of_a_table_takes_no_time() -> None:
    # With a pattern for the whole line this took a minute.
    (grid,) = in_process(b"|a|\n|b|\n|c|\n--" + b" " * 200_000 + b"x")
    assert len(list(grid.filled())) == 4


@pytest.mark.skipif(os.name == "nt", reason="Windows sets no limit to a process's memory")
@pytest.mark.parametrize(
    "text",
    [" " * 300_000 + "x", "目标1：\n" + " " * 300_000 + "x", "2024" + " " * 300_000 + "x"],
    ids=["gap", "goal", "day"],
)
def test_a_long_gap_in_a_cell_takes_no_time(text: str) -> None:
    assert is_printed(text) is False
    assert day(text) is None


def test_a_pdf_that_unpacks_to_a_gigabyte_is_stopped() -> None:
    packer = zlib.compressobj()
    first, again = (packer.compress(b"0 " * (MILLION // 2)) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    stream = first + again * 1000
    pdf = (
        b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<<>>>>endobj\n"
        b"4 0 obj<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream endobj\ntrailer<</Root 1 0 R>>\n"
        % (len(stream), stream)
    )
    with pytest.raises(FormError, match="文件损坏"):
        parsed_apart(Kind.PDF, pdf, "表.pdf")


def test_a_file_is_not_read_further_than_its_parts_say(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []

    class Watched(zipfile.ZipExtFile):
        def read(self, n: int | None = -1) -> bytes:
            data = super().read(n)
            sizes.append(len(data))
            return data

    monkeypatch.setattr(zipfile, "ZipExtFile", Watched)
    with pytest.raises(FormError):
        in_process(BOMBS["a picture larger than it says"]())
    assert max(sizes) <= MILLION


EVERY_FORM = sorted(path for path in FORMS.iterdir() if path.suffix not in (".yaml", ".md", ".pdf"))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    path=st.sampled_from(EVERY_FORM),
    cut=st.one_of(st.just(1.0), st.floats(0, 1)),
    flips=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 255)), max_size=8),
)
def test_every_form_may_be_damaged_in_any_way(path: Path, cut: float, flips: list[tuple[float, int]]) -> None:
    data = bytearray(path.read_bytes())
    for where, by in flips:
        if data:
            data[int(where * len(data))] ^= by
    swallow(bytes(data[: int(cut * len(data))]))
