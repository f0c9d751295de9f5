"""Web pages as browsers and Excel save them, and texts as they come out of other programs."""

import base64

import pytest

from builder.forms.grid import Cell, Grid
from builder.forms.readers.saved_pages import is_saved_page
from builder.forms.readers.text import decoded, read_text
from tests.test_form_readers import in_process, page, texts

ROWS = "<tr><td>项目名称<td>甲<tr><td>用款单位<td>乙<tr><td>项目类型<td>丙"


def told(grid: Grid) -> list[str]:
    return [text for _, text in grid.unread]


# ── saved pages ─────────────────────────────────────────────────────────────────────────────────────


def part(html: str, encoding: str = "utf-8", named: str = "") -> str:
    """A page as a part of a file with its pictures."""
    kind = f'Content-Type: text/html; charset="{named or encoding}"\nContent-Transfer-Encoding: base64\n'
    return f"--b\n{kind}\n{base64.b64encode(html.encode(encoding)).decode()}\n"


HEAD = 'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n'


@pytest.mark.parametrize(
    "head",
    [
        HEAD,
        "From: <Saved by Blink>\nSnapshot-Content-Location: http://example.com/\nSubject: =?utf-8?Q?x?=\n" + HEAD,
        "\ufeff" + HEAD,
        HEAD.replace("\n", "\r\n"),
    ],
)
def test_a_page_is_found_in_what_each_browser_writes(head: str) -> None:
    assert texts(in_process((head + part(f"<table>{ROWS}</table>") + "--b--\n").encode())[0])[0] == ["项目名称", "甲"]


def test_each_sheet_of_a_saved_workbook_is_a_page() -> None:
    sheets = "".join(part(f"<table><tr><td>{name}</table>", "gb18030", "gb2312") for name in ("一", "二"))
    first, second = in_process((HEAD + sheets + "--b--\n").encode())
    assert [(grid.name, texts(grid)) for grid in (first, second)] == [("第 1 页", [["一"]]), ("第 2 页", [["二"]])]


def test_a_form_that_names_mime_somewhere_is_no_saved_page() -> None:
    assert not is_saved_page("项目名称\t甲\nMIME-Version: 1.0\n")
    assert not is_saved_page("a: b\n\nMIME-Version: 1.0\n")


@pytest.mark.parametrize(
    ("named", "encoding"),
    [
        ("iso-8859-1", "gb18030"),
        ("gbk", "gb18030"),
        ("big5", "big5"),
        ("zlib", "utf-8"),
        ("undefined", "utf-8"),
        ("utf-16", "utf-8"),
    ],
)
def test_a_name_of_an_encoding_that_cannot_be_right_is_not_believed(named: str, encoding: str) -> None:
    data = f"<html><meta charset={named}><table><tr><td>預算</table>".encode(encoding)
    assert texts(in_process(data)[0]) == [["預算"]]


# ── tables of pages ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("rows", "cells"),
    [
        (
            "<thead><tr><td rowspan=3>a<td>b</thead><tbody><tr><td>c<td>d",
            [Cell(0, 0, "a"), Cell(0, 1, "b"), Cell(1, 0, "c"), Cell(1, 1, "d")],
        ),
        ("<tr hidden><td>旧<tr><td>新", [Cell(0, 0, "新")]),
        ("<tr><td style='visibility: hidden'>旧<td>新", [Cell(0, 1, "新")]),
        ("<tr><td><textarea>一\n二</textarea><td><pre>三\n四</pre>", [Cell(0, 0, "一\n二"), Cell(0, 1, "三\n四")]),
        ("<tr><td><input type=password value=x>a<input type=image value=y>", [Cell(0, 0, "a")]),
        ("<tr><td rowspan=-1 colspan=x>a<td colspan=0>b", [Cell(0, 0, "a"), Cell(0, 1, "b")]),
    ],
)
def test_a_table_has_the_cells_that_a_browser_shows(rows: str, cells: list[Cell]) -> None:
    (grid,) = page(f"<table>{rows}</table>")
    assert list(grid.filled()) == cells


def test_a_table_in_a_cell_of_the_form_is_its_text() -> None:
    inner = "<table><tr><td>种树<td>300株</table>"
    (grid,) = page(f"<table>{ROWS}<tr><td>年度目标<td>办好{inner}</table>")
    assert texts(grid)[-1] == ["年度目标", "办好\n种树\n300株"]


def test_what_a_form_on_a_page_does_not_show_is_told() -> None:
    (grid,) = page(
        f"<div style='display:none'>菜单</div><table>{ROWS}<tr style='display:none'><td>旧数<td hidden>9"
        "<tr><td>年度目标<td><img src=x>办好<span hidden>再办</span></table>"
    )
    assert told(grid) == ["旧数", "9", "1 张图片"]
    assert texts(grid)[-1] == ["年度目标", "办好"]


@pytest.mark.parametrize(
    "hidden",
    [
        "<tbody hidden><tr><td>旧数<td>9</tbody>",
        "<tr hidden><td>旧数<td><table><tr><td>9</table>",
        "<tr><td colspan=2><table><tr><td>项目名称<td>甲<tr hidden><td>旧数<td>9</table>",
    ],
    ids=["a part", "a row with a table", "a row of a table in it"],
)
def test_nothing_hidden_in_a_form_is_lost(hidden: str) -> None:
    (grid,) = page(f"<table>{ROWS}{hidden}</table>")
    assert told(grid) == ["旧数", "9"]


def test_a_person_whom_a_page_does_not_show_is_told_by_the_place_alone() -> None:
    (grid,) = page(f"<table>{ROWS}<tr style='display:none'><td>负责人<td>赵某某<tr><td>联系人<td hidden>钱某</table>")
    assert told(grid) == ["负责人", "（个人信息）"]
    assert "钱某" not in "".join(text for row in texts(grid) for text in row)


# ── texts ───────────────────────────────────────────────────────────────────────────────────────────

LONG = "项目名称\t工会活动\n年度目标\t" + "办好各项活动" * 40 + "\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "gb18030"])
@pytest.mark.parametrize(
    "text", [LONG, "项目名称\t" + "工会活动很多字没有数字" * 30, LONG.replace("\n", "\r\n"), "项目名称\t𠮷\n"]
)
def test_a_text_with_few_letters_of_ascii_is_read_in_its_encoding(encoding: str, text: str) -> None:
    assert decoded(text.encode(encoding)) == text


def test_a_character_cut_in_two_spoils_itself_alone_and_is_told() -> None:
    (grid,) = in_process(LONG.encode()[:-2])
    assert texts(grid)[0] == ["项目名称", "工会活动"]
    assert [text[:6] for text in told(grid)] == ["有认不出的字"]


@pytest.mark.parametrize("spoilt", [b"\xff", b"\xe9\xa1"])
def test_a_few_wrong_bytes_do_not_make_it_another_encoding(spoilt: bytes) -> None:
    data = LONG.encode()
    assert decoded(data[:-1] + spoilt).startswith("项目名称")


def test_signs_that_no_program_shows_are_left_out_and_breaks_are_breaks() -> None:
    (grid,) = in_process("项目名称\t工会\x07活\v动\u2028好\n".encode())
    assert texts(grid) == [["项目名称", "工会活\n动\n好"]]
    assert grid.unread == ()


def test_a_sign_of_a_font_that_is_not_known_is_told() -> None:
    (grid,) = in_process("项目名称\t\ue001活动\n".encode())
    assert grid.unread[0][0] == "第 1 行第 2 列"


def test_a_tab_in_a_cell_of_a_csv_separates_nothing() -> None:
    (grid,) = read_text('项目名称,甲\n用款单位,"乙\t丙"\n'.encode(), "表.csv")
    assert texts(grid) == [["项目名称", "甲"], ["用款单位", "乙\t丙"]]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("项目名称;甲\t乙\n", [["项目名称;甲", "乙"]]),
        ("a|b\n:-|-:\nc|--\n", [["a", "b"], ["c", "--"]]),
        ("|a|b<br>c|\n|:--|---|\n|d|e|\n", [["a", "b\nc"], ["d", "e"]]),
        ('a\t""\tb\n', [["a", "b"]]),
        ('"a\n"\tb\n', [["a", "b"]]),
    ],
)
def test_the_signs_of_tables_are_told_from_values(text: str, rows: list[list[str]]) -> None:
    assert texts(in_process(text.encode())[0]) == rows
