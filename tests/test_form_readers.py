"""Files of many kinds give the same grid: texts as they are shown, cells with their spans, nothing lost on the way."""

import base64
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment

from builder.forms.errors import FormError
from builder.forms.grid import Cell, Grid
from builder.forms.readers import isolated, read
from builder.forms.readers.kinds import kind_of
from tests.conftest import ROOT

FORMS = ROOT / "tests/forms"


def in_process(data: bytes, name: str = "表") -> tuple[Grid, ...]:
    """Read a file without a process of its own, which takes half a second."""
    return isolated.parsed(kind_of(data, name), data, name)


def texts(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in row if cell.text] for row in grid.rows if any(cell.text for cell in row)]


# ── text ────────────────────────────────────────────────────────────────────────────────────────────

TABLE = "项目名称\t工会活动\n年度目标\t办好活动\n"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(TABLE.encode(), id="UTF-8"),
        pytest.param(TABLE.encode("utf-8-sig"), id="UTF-8 with its mark"),
        pytest.param(TABLE.encode("utf-16"), id="UTF-16 with its mark"),
        pytest.param(b"\xfe\xff" + TABLE.encode("utf-16-be"), id="UTF-16 BE with its mark"),
        pytest.param(TABLE.encode("utf-16-le"), id="UTF-16 LE"),
        pytest.param(TABLE.encode("utf-16-be"), id="UTF-16 BE"),
        pytest.param(TABLE.encode("gb18030"), id="GB18030"),
        pytest.param(TABLE.replace("\n", "\r\n").encode(), id="CRLF"),
        pytest.param(TABLE.replace("\n", "\r").encode(), id="CR"),
        pytest.param(TABLE.replace("\t", "|").replace("\n", "|x\n|").encode(), id="bars"),
    ],
)
def test_a_text_is_read_in_every_encoding_of_an_office(data: bytes) -> None:
    (grid,) = in_process(data)
    assert [row[:2] for row in texts(grid)[:2]] == [["项目名称", "工会活动"], ["年度目标", "办好活动"]]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('a\t"一\n二"\tc\n', [["a", "一\n二", "c"]]),
        ('a\t"说""好"""\n', [["a", '说"好"']]),
        ('a\t5"管\tc\n', [["a", '5"管', "c"]]),
        ("a\t\tc\n\n\td\n", [["a", "c"], ["d"]]),
        ("| a | b |\n|---|:-:|\n| c | d\\|e |\n| f | g |\n", [["a", "b"], ["c", "d|e"], ["f", "g"]]),
        ("a|b|c\n|d|e\n||f\n", [["a", "b", "c"], ["d", "e"], ["f"]]),
        (
            "标题\n项目名称,甲\n用款单位,乙\n年度目标,丙\n",
            [["标题"], ["项目名称", "甲"], ["用款单位", "乙"], ["年度目标", "丙"]],
        ),
    ],
)
def test_cells_of_a_text_are_told_apart_by_its_separators(text: str, rows: list[list[str]]) -> None:
    (grid,) = in_process(text.encode())
    assert texts(grid) == rows


def test_a_blank_cell_at_the_beginning_keeps_its_place() -> None:
    (grid,) = in_process(b"a|b|c\n|d|e\n||f\n")
    assert [(cell.column, cell.text) for cell in grid.filled()] == [
        (0, "a"),
        (1, "b"),
        (2, "c"),
        (1, "d"),
        (2, "e"),
        (2, "f"),
    ]


@pytest.mark.parametrize("gap", ["", " ", "  "])
def test_a_form_whose_cells_run_together_is_refused(gap: str) -> None:
    words = ["项目名称", "工会活动", "2024年预算金额", "40000", "绩效指标", "一级指标", "三级指标"]
    with pytest.raises(FormError, match="无法辨认"):
        in_process(gap.join(words).encode())


# ── spreadsheets ────────────────────────────────────────────────────────────────────────────────────


def saved(book: Any) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.fixture
def sheet() -> Any:
    return openpyxl.Workbook().active


def test_a_merged_cell_is_one_cell_with_its_span(sheet: Any) -> None:
    sheet["B2"] = "产出指标"
    sheet.merge_cells("B2:C4")
    (grid,) = in_process(saved(sheet.parent))
    assert list(grid.filled()) == [Cell(1, 1, "产出指标", 3, 2)]
    assert grid.place(grid.cells[0]) == "工作表“Sheet”B2"


def test_numbers_are_as_the_sheet_shows_them(sheet: Any) -> None:
    for row, (value, shape) in enumerate([(1, "0%"), (86500, "#,##0.00"), (2024, "General")], 1):
        sheet.cell(row, 1, value).number_format = shape
    (grid,) = in_process(saved(sheet.parent))
    assert [cell.text for cell in grid.filled()] == ["100%", "86,500.00", "2024"]


def test_what_a_sheet_does_not_show_is_told_and_not_read(sheet: Any) -> None:
    for place in ("A1", "A2", "A3", "B1"):
        sheet[place] = place
    sheet["A1"].comment = Comment("看这里", "某某")
    sheet["A3"] = "=SUM(B5:B6)"
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["B"].hidden = True
    secret = sheet.parent.create_sheet("底稿")
    secret["A1"], secret["A2"], secret["B2"] = "旧数", "负责人", "赵某某"
    secret.sheet_state = "hidden"
    first, second = in_process(saved(sheet.parent))
    assert texts(first) == [["A1"]]
    assert [text for _, text in first.unread if "公式" not in text] == ["看这里", "B1", "A2"]
    assert any("公式" in text for _, text in first.unread)
    assert second.cells == ()
    assert second.unread == (("隐藏的工作表“底稿”，没有读", "旧数；负责人；（个人信息）"),)


def test_a_person_in_a_hidden_row_is_told_by_the_place_alone(sheet: Any) -> None:
    sheet["A1"], sheet["B1"], sheet["A2"], sheet["B2"] = "项目名称", "读书会", "项目负责人", "赵某某"
    sheet.row_dimensions[2].hidden = True
    (grid,) = in_process(saved(sheet.parent))
    assert [text for _, text in grid.unread] == ["项目负责人", "（个人信息）"]


def test_a_person_in_a_hidden_column_is_told_by_the_place_alone(sheet: Any) -> None:
    sheet["A1"], sheet["B1"], sheet["C1"] = "读书会", "联系人", "赵某某"
    sheet.column_dimensions["C"].hidden = True
    (grid,) = in_process(saved(sheet.parent))
    assert [text for _, text in grid.unread] == ["（个人信息）"]


def test_a_target_that_a_program_took_for_a_formula_is_the_text_that_was_typed(sheet: Any) -> None:
    sheet["A1"], sheet["A2"] = "=100%", "=24门"
    (grid,) = in_process(saved(sheet.parent))
    assert texts(grid) == [["=100%"], ["=24门"]]


def test_an_empty_sheet_gives_no_grid(sheet: Any) -> None:
    sheet["A1"] = "有字"
    sheet.parent.create_sheet("空的")
    assert [grid.name for grid in in_process(saved(sheet.parent))] == ["工作表“Sheet”"]


# ── Word ────────────────────────────────────────────────────────────────────────────────────────────


def word(*blocks: str) -> bytes:
    """A document with these pieces of its XML."""
    document = docx.Document()
    for block in blocks:
        document.element.body.append(parse_xml(f"<w:body {nsdecls('w')}>{block}</w:body>")[0])
    return saved(document)


def paragraph(inside: str) -> str:
    return f"<w:p>{inside}</w:p>"


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(run(text))}</w:tc>"


def table(*rows: Sequence[str]) -> str:
    lines = ("".join(cells) for cells in rows)
    return "<w:tbl>{}</w:tbl>".format("".join(f"<w:tr>{line}</w:tr>" for line in lines))


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (run("工会") + run("活动"), "工会活动"),
        (f"<w:ins>{run('新写的')}</w:ins><w:del><w:r><w:delText>删去的</w:delText></w:r></w:del>", "新写的"),
        (f"<w:moveFrom>{run('移走')}</w:moveFrom><w:moveTo>{run('移来')}</w:moveTo>", "移来"),
        (f"<w:sdt><w:sdtContent>{run('控件里的')}</w:sdtContent></w:sdt>", "控件里的"),
        (f"<w:hyperlink>{run('链接')}</w:hyperlink>", "链接"),
        (f"{run('一')}<w:r><w:br/></w:r>{run('二')}", "一\n二"),
        (f"{run('一')}<w:r><w:tab/></w:r>{run('二')}", "一\t二"),
        (f'<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>{run("新增项目")}', "☑新增项目"),
    ],
)
def test_a_paragraph_says_what_is_seen_of_it(inside: str, text: str) -> None:
    (grid,) = in_process(word(paragraph(inside)))
    assert [one.text for one in grid.filled()] == [text]


def test_spans_of_a_word_table_and_the_paragraphs_around_it() -> None:
    wide, begins, goes_on = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    (grid,) = in_process(
        word(
            paragraph(run("标题")),
            table([cell("一", begins), cell("二", wide)], [cell("", goes_on), cell("三"), cell("四")]),
            paragraph(run("填表人：某某")),
        )
    )
    assert list(grid.filled()) == [
        Cell(0, 0, "标题", 1, 3),
        Cell(1, 0, "一", 2, 1),
        Cell(1, 1, "二", 1, 2),
        Cell(2, 1, "三"),
        Cell(2, 2, "四"),
        Cell(3, 0, "填表人：某某", 1, 3),
    ]


def test_a_table_in_a_cell_is_its_text_unless_it_is_a_part_of_the_form() -> None:
    inner = table([cell("种树"), cell("300株")])
    goal = f"<w:tr><w:tc><w:tcPr/>{paragraph(run('办好'))}{inner}</w:tc>{cell('另一个')}</w:tr>"
    (grid,) = in_process(word(f"<w:tbl>{goal}</w:tbl>"))
    assert texts(grid) == [["办好\n种树 300株", "另一个"]]


def test_what_python_docx_leaves_out_of_a_table_is_there() -> None:
    inner = table([cell("里")])
    controlled = f"<w:sdt><w:sdtContent><w:tr>{cell('控件行')}</w:tr></w:sdtContent></w:sdt>"
    nested = f"<w:tr><w:tc><w:tcPr/>{paragraph(run('外'))}{inner}</w:tc></w:tr>"
    late = f'<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>{cell("后一列")}</w:tr>'
    (grid,) = in_process(word(f"<w:tbl>{controlled}{nested}{late}</w:tbl>"))
    assert texts(grid) == [["控件行"], ["外\n里"], ["后一列"]]
    assert grid.rows[-1][-1].column == 1


def test_a_title_in_the_header_is_read_and_the_footer_is_told() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "示例镇绩效目标批复表"
    document.sections[0].footer.paragraphs[0].text = "内部资料"
    document.add_paragraph("正文")
    (grid,) = in_process(saved(document))
    assert texts(grid) == [["示例镇绩效目标批复表"], ["正文"]]
    assert grid.unread == (("页脚", "内部资料"),)


# ── web pages ───────────────────────────────────────────────────────────────────────────────────────


def page(body: str, head: str = "") -> tuple[Grid, ...]:
    return in_process(f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode())


@pytest.mark.parametrize(
    ("rows", "cells"),
    [
        (
            "<tr><td rowspan=2>a<td colspan=2>b<tr><td>c<td>d",
            [(0, 0, "a", 2, 1), (0, 1, "b", 1, 2), (1, 1, "c", 1, 1), (1, 2, "d", 1, 1)],
        ),
        (
            "<tr><td rowspan=0>a<td>b<tr><td>c<tr><td>d",
            [(0, 0, "a", 3, 1), (0, 1, "b", 1, 1), (1, 1, "c", 1, 1), (2, 1, "d", 1, 1)],
        ),
        ("<tr><td rowspan=65535 colspan=99999>a", [(0, 0, "a", 1, 100)]),
        ("<tr><th>a<br>b</th><td><p>c</p><p>d</p></td>", [(0, 0, "a\nb", 1, 1), (0, 1, "c\nd", 1, 1)]),
        ("<tr><td>项&nbsp;目\n 名称</td>", [(0, 0, "项 目 名称", 1, 1)]),
        ("<tr><td>a<td hidden>b<td style='display: none'>c<td>d", [(0, 0, "a", 1, 1), (0, 1, "d", 1, 1)]),
        ("<tr><td>a<script>x()</script><!-- y --><td><input value='填的'>", [(0, 0, "a", 1, 1), (0, 1, "填的", 1, 1)]),
    ],
)
def test_a_table_of_a_page_is_laid_out_as_a_browser_does(rows: str, cells: list[tuple[object, ...]]) -> None:
    (grid,) = page(f"<table>{rows}</table>")
    assert [(one.row, one.column, one.text, one.rows, one.columns) for one in grid.cells] == cells


def test_the_form_stands_apart_from_the_page_around_it() -> None:
    (grid,) = page(
        "<div class=nav><a href=/>首页</a> <a href=/x>政务公开</a></div><div class=content>"
        "<p>示例镇绩效目标批复表</p><table><tr><td>项目名称<td>甲</table><p>填表人：某某</p></div><div id=footer>主办单位：示例</div>"
    )
    assert [(one.text, one.around) for one in grid.filled()] == [
        ("首页 政务公开", True),
        ("示例镇绩效目标批复表", False),
        ("项目名称", False),
        ("甲", False),
        ("填表人：某某", False),
        ("主办单位：示例", True),
    ]


def test_a_table_in_a_table_is_the_form_and_the_outer_one_its_frame() -> None:
    (grid,) = page("<table><tr><td><p>标题</p><table><caption>表名</caption><tr><td>a<td>b</table></table>")
    assert texts(grid) == [["标题"], ["表名"], ["a", "b"]]


def test_a_list_of_terms_is_read_in_pairs() -> None:
    (grid,) = page("<dl><dt>索引号<dd>0001<dt>发布日期<dd>2024-01-02</dl>")
    assert texts(grid) == [["索引号", "0001"], ["发布日期", "2024-01-02"]]


@pytest.mark.parametrize(
    ("named", "encoding"), [("gb2312", "gb18030"), ("utf-8", "utf-8"), ("", "gb18030"), ("nonsense", "utf-8")]
)
def test_the_encoding_of_a_page_is_what_it_says_or_what_it_is(named: str, encoding: str) -> None:
    meta = f'<meta charset="{named}">' if named else ""
    data = f"<html><head>{meta}</head><body><table><tr><td>项目名称㎡</table></body></html>".encode(encoding)
    assert texts(in_process(data)[0]) == [["项目名称㎡"]]


def test_a_page_saved_with_its_parts_is_read() -> None:
    data = (
        'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n--b\nContent-Type: text/html; charset="utf-8"\n'
        "Content-Transfer-Encoding: base64\n\n"
        + base64.b64encode("<table><tr><td>项目名称</table>".encode()).decode()
        + "\n--b--\n"
    )
    assert texts(in_process(data.encode())[0]) == [["项目名称"]]


# ── the same table in every format ──────────────────────────────────────────────────────────────────


@st.composite
def layouts(draw: st.DrawFn) -> list[Cell]:
    """A table in which some cells are merged."""
    rows, columns = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    taken: set[tuple[int, int]] = set()
    cells = []
    for row in range(rows):
        for column in range(columns):
            if (row, column) in taken:
                continue
            down = draw(st.integers(1, rows - row))
            right = 1
            while column + right < columns and (row, column + right) not in taken and draw(st.booleans()):
                right += 1
            if any((row + y, column + x) in taken for y in range(down) for x in range(right)):
                down = 1
            taken |= {(row + y, column + x) for y in range(down) for x in range(right)}
            cells.append(Cell(row, column, draw(st.text("项目名称12≥%元a", min_size=1, max_size=6)), down, right))
    return cells


def as_sheet(cells: list[Cell]) -> bytes:
    book = openpyxl.Workbook()
    for one in cells:
        made = book.active.cell(one.row + 1, one.column + 1, one.text)
        made.data_type = "s"  # =1 is a text here, and no formula
        if (one.rows, one.columns) != (1, 1):
            book.active.merge_cells(
                start_row=one.row + 1, start_column=one.column + 1, end_row=one.end_row, end_column=one.end_column
            )
    return saved(book)


def as_word(cells: list[Cell]) -> bytes:
    document = docx.Document()
    made = document.add_table(max(one.end_row for one in cells), max(one.end_column for one in cells))
    for one in cells:
        made.cell(one.row, one.column).merge(made.cell(one.end_row - 1, one.end_column - 1)).text = one.text
    return saved(document)


def as_page(cells: list[Cell]) -> bytes:
    rows = max(one.end_row for one in cells)
    lines = [
        "".join(f'<td rowspan="{one.rows}" colspan="{one.columns}">{one.text}</td>' for one in cells if one.row == row)
        for row in range(rows)
    ]
    return f"<table><tr>{'</tr><tr>'.join(lines)}</tr></table>".encode()


@pytest.mark.parametrize("make", [as_sheet, as_word, as_page])
@settings(max_examples=25, deadline=None)
@given(cells=layouts())
def test_a_table_comes_back_as_it_was_made(make: Callable[[list[Cell]], bytes], cells: list[Cell]) -> None:
    (grid,) = in_process(make(cells))
    assert sorted(grid.filled(), key=lambda one: (one.row, one.column)) == cells


def test_every_kind_of_file_of_the_seed_gives_the_same_texts() -> None:
    def words(name: str) -> list[str]:
        found = [one.text for grid in in_process((FORMS / name).read_bytes(), name) for one in grid.filled()]
        return sorted("".join(text.split()) for text in found)

    assert words("seed.xlsx") == words("seed.docx") == words("seed.html") == words("seed.txt")


@pytest.mark.parametrize(
    ("shape", "character"), [("⼯", "工"), ("⽂", "文"), ("⺠", "民"), ("⻔", "门"), ("⻓", "长"), ("㎡", "㎡")]
)
def test_a_radical_that_a_pdf_put_in_the_place_of_a_character_is_the_character(
    shape: str, character: str, tmp_path: Path
) -> None:
    path = tmp_path / "表.txt"
    path.write_text(f"项目名称\t{shape}\n", "utf-8")
    assert texts(read(path)[0]) == [["项目名称", character]]


def test_a_file_is_read_by_what_it_is_whatever_it_is_called(tmp_path: Path) -> None:
    (tmp_path / "表.pdf").write_bytes((FORMS / "seed.xlsx").read_bytes())
    assert len(read(tmp_path / "表.pdf")) == 2


# ── XML Spreadsheet 2003 ────────────────────────────────────────────────────────────────────────────

XML_SHEETS = """<?xml version="1.0" encoding="{encoding}"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:x="urn:schemas-microsoft-com:office:excel">
<Styles><Style ss:ID="p"><NumberFormat ss:Format="Percent"/></Style><Style ss:ID="w"><NumberFormat ss:Format="0.0&quot;万元&quot;"/></Style></Styles>
<Worksheet ss:Name="表"><Table>{rows}</Table></Worksheet>
<Worksheet ss:Name="底稿"><Table><Row><Cell><Data ss:Type="String">草稿</Data></Cell></Row></Table>
<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions></Worksheet></Workbook>"""


def xml_sheets(rows: str, encoding: str = "utf-8") -> tuple[Grid, ...]:
    return in_process(XML_SHEETS.format(rows=rows, encoding=encoding).encode(encoding), "表.xls")


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "utf-16"])
def test_a_workbook_in_xml_has_its_spans_and_gaps(encoding: str) -> None:
    rows = (
        '<Row><Cell ss:MergeAcross="1" ss:MergeDown="1"><Data ss:Type="String">产出指标</Data></Cell>'
        '<Cell ss:Index="4"><Data ss:Type="String">数量<x:B xmlns:x="urn:x">指标</x:B></Data></Cell></Row>'
        '<Row><Cell><Data ss:Type="String">场次</Data></Cell></Row><Row ss:Index="5"><Cell><Data ss:Type="String">注</Data></Cell></Row>'
    )
    grid, _ = xml_sheets(rows, encoding)
    assert grid.cells == (
        Cell(0, 0, "产出指标", 2, 2),
        Cell(0, 3, "数量指标"),
        Cell(1, 2, "场次"),
        Cell(4, 0, "注"),
    )


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<Cell ss:StyleID="p"><Data ss:Type="Number">0.986</Data></Cell>', "98.60%"),
        ('<Cell ss:StyleID="w"><Data ss:Type="Number">15.8</Data></Cell>', "15.8万元"),
        ('<Cell><Data ss:Type="Number">40000</Data></Cell>', "40000"),
        ('<Cell><Data ss:Type="String">0012</Data></Cell>', "0012"),
        ('<Cell><Data ss:Type="DateTime">2024-03-05T00:00:00.000</Data></Cell>', "2024-03-05"),
    ],
)
def test_a_cell_in_xml_is_what_its_sheet_shows(cell: str, text: str) -> None:
    grid, _ = xml_sheets(f"<Row>{cell}</Row>")
    assert texts(grid) == [[text]]


def test_what_a_workbook_in_xml_hides_is_told() -> None:
    rows = (
        '<Column ss:Index="2" ss:Hidden="1"/><Row ss:Hidden="1"><Cell><Data ss:Type="String">旧值</Data></Cell></Row>'
        '<Row><Cell><Data ss:Type="String">值</Data><Comment><ss:Data>核对</ss:Data></Comment></Cell><Cell><Data ss:Type="String">藏</Data></Cell></Row>'
    )
    grid, hidden = xml_sheets(rows)
    assert texts(grid) == [["值"]]
    assert [text for _, text in grid.unread] == ["核对", "旧值", "藏"]
    assert [text for _, text in hidden.unread] == ["草稿"]


def test_a_person_in_a_hidden_row_in_xml_is_told_by_the_place_alone() -> None:
    cells = "".join(f'<Cell><Data ss:Type="String">{text}</Data></Cell>' for text in ("负责人", "赵某某"))
    grid, _ = xml_sheets(f'<Row ss:Hidden="1">{cells}</Row><Row><Cell><Data ss:Type="String">值</Data></Cell></Row>')
    assert [text for _, text in grid.unread] == ["负责人", "（个人信息）"]


def test_a_cell_in_xml_as_large_as_a_sheet_is_refused() -> None:
    with pytest.raises(FormError, match="不是批复表"):
        xml_sheets(
            '<Row><Cell ss:MergeAcross="16000" ss:MergeDown="60000"><Data ss:Type="String">x</Data></Cell></Row>'
        )


def test_a_workbook_in_xml_that_declares_entities_is_refused() -> None:
    bomb = XML_SHEETS.format(rows="<Row/>", encoding="utf-8").replace("?>", '?><!DOCTYPE a [<!ENTITY b "c">]>', 1)
    with pytest.raises(FormError, match="文件损坏"):
        in_process(bomb.encode(), "表.xls")
