"""What lies in office files beside their plain texts is read as it is shown, or told; nothing is lost or taken for a value."""

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl.chart import BarChart

from builder.forms.errors import FormError
from builder.forms.grid import Cell, Grid
from builder.forms.readers.kinds import kind_of
from tests.conftest import ROOT
from tests.test_form_hostile import swapped
from tests.test_form_readers import cell, in_process, paragraph, run, saved, table, texts, word

SAMPLES = ROOT / "tests/data/forms_readers"
MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


def sample(name: str) -> Grid:
    (grid,) = in_process((SAMPLES / name).read_bytes(), name)
    return grid


def told(grid: Grid) -> list[str]:
    return [text for _, text in grid.unread]


def changed(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """A package in which a part was rewritten."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return swapped(data, name, change(archive.read(name)))


def added(data: bytes, name: str, part: str) -> bytes:
    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(name, part)
    return stream.getvalue()


# ── Word ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_prompt_that_nobody_answered_is_no_value() -> None:
    prompt = (
        f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('单击此处输入文字')}</w:sdtContent></w:sdt>"
    )
    answer = prompt.replace("<w:showingPlcHdr/>", "").replace("单击此处输入文字", "甲")
    (grid,) = in_process(
        word(
            table(
                [cell("项目名称"), f"<w:tc>{paragraph(prompt)}</w:tc>"],
                [cell("单位"), f"<w:tc>{paragraph(answer)}</w:tc>"],
            )
        )
    )
    assert texts(grid) == [["项目名称"], ["单位", "甲"]]
    assert told(grid) == ["单击此处输入文字"]


def test_cells_merged_in_the_way_of_old_programs_are_one_cell() -> None:
    (grid,) = in_process(word(table([cell("一", '<w:hMerge w:val="restart"/>'), cell("", "<w:hMerge/>"), cell("二")])))
    assert list(grid.filled()) == [Cell(0, 0, "一", 1, 2), Cell(0, 2, "二")]


def test_a_cell_does_not_go_on_below_a_wider_one() -> None:
    begins, goes_on, wide = '<w:vMerge w:val="restart"/>', "<w:vMerge/>", '<w:gridSpan w:val="2"/>'
    (grid,) = in_process(
        word(table([cell("a"), cell("b", begins)], [cell("c", wide)], [cell("d"), cell("e", goes_on)]))
    )
    assert list(grid.filled()) == [
        Cell(0, 0, "a"),
        Cell(0, 1, "b"),
        Cell(1, 0, "c", 1, 2),
        Cell(2, 0, "d"),
        Cell(2, 1, "e"),
    ]


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (
            f"<m:oMath {MATH}><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>",
            "1/2",
        ),
        ('<w:r><w:rPr><w:rFonts w:ascii="Symbol"/></w:rPr><w:t>\uf0b3</w:t></w:r>' + run("90%"), "≥90%"),
        (
            f"<w:r><w:ruby><w:rt>{run('gong')}</w:rt><w:rubyBase>{run('工')}</w:rubyBase></w:ruby></w:r>{run('会')}",
            "工会",
        ),
        (f"{run('a')}<w:r><w:delText>b</w:delText></w:r>", "a"),
    ],
)
def test_a_text_is_what_is_printed_of_it(inside: str, text: str) -> None:
    (grid,) = in_process(word(paragraph(inside)))
    assert [one.text for one in grid.filled()] == [text]


DRAWN = '<w:r><w:drawing><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData>{}</a:graphicData></a:graphic></w:drawing></w:r>'
BOX = (
    '<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox>'
    "<w:txbxContent>{}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
)


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        (DRAWN.format('<p:pic xmlns:p="http://schemas.openxmlformats.org/drawingml/2006/picture"/>'), "图片"),
        (DRAWN.format('<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"/>'), "图表"),
        (DRAWN.format('<d:relIds xmlns:d="http://schemas.openxmlformats.org/drawingml/2006/diagram"/>'), "图形"),
        ("<w:r><w:object/></w:r>", "嵌入的文件"),
        ('<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>', "自动编号"),
        ('<w:pPr><w:pStyle w:val="List2"/></w:pPr>', "自动编号"),
        (BOX.format(table([cell("框里的表")])), "框里的表"),
        (
            BOX.format(paragraph(run("框")))
            + DRAWN.format('<p:pic xmlns:p="http://schemas.openxmlformats.org/drawingml/2006/picture"/>'),
            "图片",
        ),
    ],
)
def test_what_a_cell_holds_beside_its_text_is_told(inside: str, words: str) -> None:
    document = docx.Document()
    for style in (
        '<w:style w:styleId="List1"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>',
        '<w:style w:styleId="List2"><w:basedOn w:val="List1"/></w:style>',
    ):
        document.styles.element.append(parse_xml(f"<w:styles {nsdecls('w')}>{style}</w:styles>")[0])
    row = table([f"<w:tc>{paragraph(inside + run('甲'))}</w:tc>"])
    document.element.body.append(parse_xml(f"<w:body {nsdecls('w')}>{row}</w:body>")[0])
    (grid,) = in_process(saved(document))
    assert texts(grid) == [["甲"]]
    assert any(words in text for text in told(grid))


def test_a_number_that_a_paragraph_has_taken_off_is_not_told() -> None:
    (grid,) = in_process(word(paragraph('<w:pPr><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr>' + run("甲"))))
    assert grid.unread == ()


def test_footnotes_and_remarks_are_told() -> None:
    document = docx.Document()
    document.add_comment(document.add_paragraph("正文").runs, "改一下", "某某")
    (grid,) = in_process(saved(document))
    assert grid.unread == (("批注", "改一下"),)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("wordprocessingml.document.main", "wordprocessingml.template.main", "另存为 .docx"),
        (
            "vnd.openxmlformats-officedocument.wordprocessingml.document.main",
            "vnd.ms-word.document.macroEnabled.main",
            "另存为 .docx",
        ),
        (
            "http://schemas.openxmlformats.org/officeDocument/2006/",
            "http://purl.oclc.org/ooxml/officeDocument/",
            "另存为普通的",
        ),
    ],
)
def test_a_document_of_another_kind_is_refused_with_the_way_out(old: str, new: str, words: str) -> None:
    data = word(paragraph(run("项目名称")))
    for part in ("[Content_Types].xml", "_rels/.rels"):
        data = changed(data, part, lambda xml: xml.replace(old.encode(), new.encode()))
    with pytest.raises(FormError, match=f"无法辨认.*{words}"):
        in_process(data)


def test_a_document_whose_text_is_another_file_is_refused() -> None:
    with pytest.raises(FormError, match="嵌入的另一个文件，无法辨认"):
        in_process(word("<w:altChunk/>"))


# ── workbooks ───────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def sheet() -> Any:
    return openpyxl.Workbook().active


def cells_xml(cells: str) -> bytes:
    """A workbook whose sheet has these cells, as another program would have written them."""
    return changed(
        saved(openpyxl.Workbook()),
        "xl/worksheets/sheet1.xml",
        lambda xml: re.sub(
            rb"<sheetData ?/>|<sheetData></sheetData>", f"<sheetData><row r='1'>{cells}</row></sheetData>".encode(), xml
        ),
    )


def test_a_formula_shows_its_result_and_one_without_it_is_told() -> None:
    (grid,) = in_process(
        cells_xml(
            "<c r='A1'><f>1+1</f><v>2</v></c><c r='B1' t='str'><f>IF(1,\"\",\"x\")</f><v></v></c><c r='C1'><f>1+2</f></c>"
        )
    )
    assert texts(grid) == [["2"]]
    assert [place for place, _ in grid.unread] == ["工作表“Sheet”C1"]


def test_a_picture_that_wps_keeps_in_a_cell_is_told() -> None:
    (grid,) = in_process(cells_xml("<c r='A1' t='str'><f>_xlfn.DISPIMG(\"ID\",1)</f><v>=DISPIMG(\"ID\",1)</v></c>"))
    assert grid.unread == (("工作表“Sheet”A1", "图片"),)
    assert not list(grid.filled())


def test_a_unit_beside_a_number_whose_format_is_strange_is_told(sheet: Any) -> None:
    sheet["A1"] = 12345
    sheet["A1"].number_format = '[>=10000]0!.0,"万元";0'
    (grid,) = in_process(saved(sheet.parent))
    assert texts(grid) == [["12345"]]
    assert "万元" in told(grid)[0]


def test_charts_and_every_header_are_told(sheet: Any) -> None:
    sheet["A1"] = "表"
    sheet.add_chart(BarChart(), "C3")
    sheet.firstHeader.center.text = "首页"
    sheet.evenFooter.left.text = "双页"
    sheet.parent.create_chartsheet("图").add_chart(BarChart())
    first, rest = in_process(saved(sheet.parent))
    assert sorted(told(first)) == ["1 张图表", "双页", "首页"]
    assert rest.unread == (("工作表“图”", "整张是图表"),)


def test_text_boxes_are_told_one_by_one_and_pictures_that_cannot_be_opened_too(sheet: Any) -> None:
    sheet["A1"] = "表"
    sheet.add_chart(BarChart(), "C3")
    shape = "<xdr:sp><xdr:txBody>{}</xdr:txBody></xdr:sp>"
    lines = "".join(
        f'<a:p xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:r><a:t>{text}</a:t></a:r></a:p>'
        for text in ("一", "二")
    )
    drawing = (
        '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing">'
        f"{shape.format(lines)}{shape.format(lines)}<xdr:pic/></xdr:wsDr>"
    )
    *_, rest = in_process(added(saved(sheet.parent), "xl/drawings/drawing9.xml", drawing))
    assert rest.unread == (("文本框", "一\n二"), ("文本框", "一\n二"), ("工作簿", "另有 1 张图片"))


def test_a_binary_workbook_is_refused_with_the_way_out(sheet: Any) -> None:
    with pytest.raises(FormError, match=r"xlsb.*无法辨认"):
        kind_of(added(saved(sheet.parent), "xl/workbook.bin", ""), "表")


def test_an_old_workbook_is_read_by_the_same_formats() -> None:
    grid = sample("formats.xls")
    assert [one.text for one in grid.filled()] == [
        "98.6%",
        "-5",
        "12:00",
        "5",
        "5万元",
        "2024.02",
        "1.2万元",
        "TRUE",
        "合",
    ]
    assert grid.cells[-1] == Cell(8, 0, "合", 2, 2)
    assert "万元" in told(grid)[0]


# ── PDF ─────────────────────────────────────────────────────────────────────────────────────────────


def test_what_was_typed_into_the_fields_of_a_pdf_is_told() -> None:
    grid = sample("fields.pdf")
    assert [one.text for one in grid.filled()] == ["项目名称"]
    assert grid.unread == (("第 1 页的表单域或批注", "budget 40000"),)


def test_a_pdf_with_a_password_is_refused() -> None:
    with pytest.raises(FormError, match="有密码保护，无法辨认"):
        sample("locked.pdf")


@pytest.mark.parametrize(("name", "words"), [("picture.pdf", "扫描件"), ("damaged.pdf", "文件损坏")])
def test_a_pdf_without_text_is_refused(name: str, words: str) -> None:
    with pytest.raises(FormError, match=words):
        in_process((ROOT / "tests/forms" / name).read_bytes(), name)
