"""What office programs and portals do to a form, and a reader must not be taken in by."""

import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.worksheet.worksheet import Worksheet
from reportlab.pdfgen.canvas import Canvas

from builder.forms.errors import FormError
from builder.forms.grid import Grid
from tests.conftest import ROOT
from tests.test_form_readers import in_process, page, paragraph, run, saved, texts, word

SEED = ROOT / "tests/forms/seed.xlsx"


def filled(grids: tuple[Grid, ...]) -> list[str]:
    return [cell.text for grid in grids for cell in grid.filled()]


# ── where a file lies ───────────────────────────────────────────────────────────────────────────────


def test_no_file_of_the_current_folder_is_run(tmp_path: Path) -> None:
    for name in ("openpyxl", "json", "zipfile"):
        (tmp_path / f"{name}.py").write_text("open('ran', 'w').close()\n", "utf-8")
    code = "import sys; from pathlib import Path; from builder.forms.readers import read; print(len(read(Path(sys.argv[1]))))"
    done = subprocess.run(
        [sys.executable, "-P", "-c", code, SEED],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, (tmp_path / "ran").exists()) == ("2\n", False)


# ── text ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('项目名称\t"安康杯"活动\n年度目标\t办好\n', [["项目名称", '"安康杯"活动'], ["年度目标", "办好"]]),
        ('项目名称\t"安康杯\n年度目标\t办好\n', [["项目名称", '"安康杯'], ["年度目标", "办好"]]),
        ("|a|b|\n|c|\td|\n|e|f|\n", [["a", "b"], ["c", "d"], ["e", "f"]]),
        ("PK赛\t甲\n", [["PK赛", "甲"]]),
        ("BM\t甲\n", [["BM", "甲"]]),
    ],
)
def test_a_sign_that_looks_like_something_else_is_a_sign(text: str, rows: list[list[str]]) -> None:
    assert texts(in_process(text.encode())[0]) == rows


def test_a_tab_before_the_first_line_separates_no_cells() -> None:
    with pytest.raises(FormError, match="无法辨认"):
        in_process("\t项目名称工会活动\n绩效指标三级指标次数1次\n".encode())


# ── Word ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("font", "place", "sign"),
    [
        ("Symbol", "F0B3", "≥"),
        ("Symbol", "F0A3", "≤"),
        ("Symbol", "F0B1", "±"),
        ("Wingdings 2", "F052", "☑"),
        ("Wingdings 2", "F0A3", "□"),
        ("Wingdings", "F0FE", "☑"),
        ("Webdings", "F061", "\ufffd"),
    ],
)
def test_a_sign_is_the_one_of_its_font(font: str, place: str, sign: str) -> None:
    (grid,) = in_process(word(paragraph(f'<w:r><w:sym w:font="{font}" w:char="{place}"/></w:r>{run("90%")}')))
    assert filled((grid,)) == [f"{sign}90%"]
    assert bool(grid.unread) == (sign == "\ufffd")


def form_field(inside: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{inside}</w:ffData></w:fldChar></w:r>'


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (form_field('<w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox>') + run("新增"), "☑新增"),
        (form_field('<w:checkBox><w:default w:val="0"/></w:checkBox>') + run("新增"), "□新增"),
        (
            form_field('<w:ddList><w:result w:val="1"/><w:listEntry w:val="甲"/><w:listEntry w:val="乙"/></w:ddList>'),
            "乙",
        ),
        (
            '<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:r><m:t>≥90%</m:t></m:r></m:oMath>',
            "≥90%",
        ),
    ],
)
def test_what_word_shows_without_storing_it_as_a_text_is_read(inside: str, text: str) -> None:
    assert filled(in_process(word(paragraph(inside)))) == [text]


def test_what_word_does_not_show_is_told_and_not_read() -> None:
    (grid,) = in_process(word(paragraph(run("40000") + "<w:r><w:rPr><w:vanish/></w:rPr><w:t>35000</w:t></w:r>")))
    assert (filled((grid,)), [text for _, text in grid.unread]) == (["40000"], ["35000"])


# ── spreadsheets ────────────────────────────────────────────────────────────────────────────────────


def sheet_with(fill: Callable[[Worksheet], None]) -> Grid:
    book = openpyxl.Workbook()
    assert isinstance(book.active, Worksheet)
    fill(book.active)
    (grid,) = in_process(saved(book))
    return grid


def test_a_number_that_its_format_hides_is_told() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"], sheet["A2"] = "表", 45303
        sheet["A2"].number_format = ";;;"

    assert [text for _, text in sheet_with(fill).unread] == ["45303"]


def test_a_title_that_is_only_printed_is_told() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"] = "表"
        sheet.oddHeader.center.text = "示例镇绩效目标批复表"
        sheet.oddFooter.center.text = "第 &P 页"

    assert [text for _, text in sheet_with(fill).unread] == ["示例镇绩效目标批复表"]


# ── web pages ───────────────────────────────────────────────────────────────────────────────────────

ROWS = "<tr><td>项目名称<td>甲<tr><td>用款单位<td>乙<tr><td>项目类型<td>丙"


@pytest.mark.parametrize("name", ["page", "content-page", "print", "main top", "article-header"])
def test_the_form_is_the_form_whatever_its_container_is_called(name: str) -> None:
    (grid,) = page(f"<div class='{name}'><p>示例表</p><table>{ROWS}</table></div><div class='{name}'>其他</div>")
    assert [cell.text for cell in grid.filled() if cell.around] == ["其他"]


def test_a_form_of_links_is_the_form() -> None:
    (grid,) = page(f"<table>{ROWS.replace('<td>甲', '<td><a href=x>很长很长很长很长的项目名称</a>')}</table>")
    assert not any(cell.around for cell in grid.filled())


def test_a_form_that_holds_its_indicators_in_a_table_of_its_own_keeps_its_rows() -> None:
    inner = "<table><tr><td>一级指标<td>三级指标<tr><td>产出指标<td>次数</table>"
    (grid,) = page(f"<table>{ROWS}<tr><td>绩效指标<td>{inner}</table>")
    assert texts(grid)[0] == ["项目名称", "甲"]
    assert texts(grid)[-2:] == [["一级指标", "三级指标"], ["产出指标", "次数"]]


def test_fields_of_a_page_are_read_as_they_are_shown() -> None:
    (grid,) = page(
        "<table><tr><td><select><option>甲<option selected>乙</select>"
        "<td><input type=checkbox value=1 checked>是<input type=checkbox value=0>否</table>"
    )
    assert filled((grid,)) == ["乙", "☑是□否"]


# ── PDF ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_number_printed_twice_to_look_bold_is_one_number() -> None:
    stream = io.BytesIO()
    drawn = Canvas(stream)
    for y in (700, 680):
        drawn.line(50, y, 300, y)
    for x in (50, 150, 300):
        drawn.line(x, 680, x, 700)
    drawn.drawString(55, 685, "budget")
    for shift in (0, 0.3):
        drawn.drawString(155 + shift, 685, "40000")
    drawn.rotate(45)
    drawn.drawString(500, 420, "INTERNAL")
    drawn.save()
    (grid,) = in_process(stream.getvalue())
    assert filled((grid,)) == ["budget", "40000"]
    assert [text for _, text in grid.unread] == ["INTERNAL"]


def test_what_is_raised_or_lowered_stays_so_in_every_kind_of_file() -> None:
    document = docx.Document()
    line = document.add_paragraph("面积10")
    line.add_run("2").font.superscript = True
    line.add_run("m，CO")
    line.add_run("2").font.subscript = True
    up, down = InlineFont(vertAlign="superscript"), InlineFont(vertAlign="subscript")

    def fill(sheet: Worksheet) -> None:
        sheet["A1"] = CellRichText(
            "面积10", TextBlock(up, "2"), TextBlock(InlineFont(b=True), "m，CO"), TextBlock(down, "2")
        )

    html = "<table><tr><td>面积10<sup>2</sup>m，CO<sub>2</sub></table>"
    found = [filled(in_process(saved(document))), filled((sheet_with(fill),)), filled(page(html))]
    assert found == [["面积10²m，CO₂"]] * 3


@pytest.mark.parametrize("name", ["page", "print", "top", "page-content", "tool"])
def test_the_indicators_are_the_forms_whatever_their_container_is_called(name: str) -> None:
    indicators = "<tr><td>一级指标<td>二级指标<td>三级指标<td>指标值<tr><td>产出指标<td>数量指标<td>场次<td>3场"
    (grid,) = page(f"<p>表<table>{ROWS}</table><div class={name}><table>{indicators}</table></div>")
    assert not any(cell.around for cell in grid.cells if cell.text in ("三级指标", "场次", "3场"))
