"""The two approved forms, as received, against the pages made from their records.

The form's text is read by a small parser of its own, so that nothing of the program vouches for itself.
"""

import csv
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest

FORM = Path(__file__).parent / "data" / "绩效目标批复表.txt"
TITLE = "望牛墩镇财政项目支出绩效目标批复表"


@dataclass
class Form:
    """One form: every non-empty cell, and its indicator rows with level 1 and 2 carried down."""

    cells: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.cells[self.cells.index("项目名称") + 1]


def squeezed(text: str) -> str:
    """Without white space: a label that a narrow cell has wrapped is the same label."""
    return "".join(text.split())


def read_forms() -> list[Form]:
    forms: list[Form] = []
    in_rows = False
    for cells in csv.reader(FORM.read_text(encoding="utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        filled = [squeezed(cell) for cell in cells if cell.strip()]
        if filled == [TITLE]:
            forms.append(Form())
            in_rows = False
        if not filled:
            continue
        form = forms[-1]
        form.cells += filled
        if filled[0] == "绩效指标":
            in_rows = True
        elif "批复意见" in filled[0]:
            in_rows = False
        elif in_rows:
            first, second, *rest = (squeezed(cell) for cell in cells[1:6])
            above = form.rows[-1] if form.rows else ["", ""]
            form.rows.append([first or above[0], second or above[1], *rest])
    return forms


FORMS = read_forms()


def page_of(site: Path, form: Form) -> Element:
    for path in sorted(site.glob("projects/*/*/index.html")):
        document = html5lib.parse(path.read_bytes(), namespaceHTMLElements=False)
        if squeezed("".join(document.find(".//h1").itertext())) == form.name:
            return document
    raise AssertionError(f"no page for {form.name}")


def text_of(element: Element) -> str:
    return squeezed("".join(element.itertext()))


def grid_of(table: Element) -> list[list[str]]:
    """The table's body with every span filled in."""
    rows = list(table.iterfind("./tbody/tr"))
    grid: dict[tuple[int, int], str] = {}
    for y, row in enumerate(rows):
        for cell in row:
            x = next(x for x in range(len(grid) + 1) if (y, x) not in grid)
            for down in range(int(cell.get("rowspan", "1"))):
                for right in range(int(cell.get("colspan", "1"))):
                    grid[y + down, x + right] = text_of(cell)
    width = 1 + max(x for _, x in grid)
    return [[grid[y, x] for x in range(width)] for y in range(len(rows))]


def test_the_source_holds_two_forms() -> None:
    assert [(form.name, len(form.rows)) for form in FORMS] == [("工会活动", 11), ("购买社工服务费", 10)]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_every_cell_of_the_form_is_on_the_page(site: Path, form: Form) -> None:
    # Amounts are shown with separators; the comma is the only thing that the page adds to a cell.
    shown = text_of(page_of(site, form).find(".//main")).replace(",", "")
    missing = [cell for cell in form.cells if cell not in shown]
    assert missing == []


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_the_table_is_the_form_row_by_row(site: Path, form: Form) -> None:
    table = page_of(site, form).find(".//table[@class='form-table']")
    assert [text_of(cell) for cell in table.iterfind("./thead/tr/th")] == [
        "一级指标",
        "二级指标",
        "三级指标",
        "实施周期指标值",
        "当年度指标值",
    ]
    assert grid_of(table) == [[*row[:2], *(cell or "未设置" for cell in row[2:])] for row in form.rows]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_goals_that_are_the_same_are_printed_once(site: Path, form: Form) -> None:
    goals = [cell for cell in form.cells if len(cell) > 80 and "经审核" not in cell]
    assert goals[0] == goals[1]
    assert text_of(page_of(site, form)).count(goals[0]) == 1


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_an_end_in_2099_is_called_open(site: Path, form: Form) -> None:
    shown = text_of(page_of(site, form))
    assert "到期年度2099（长期）" in shown
    assert "2022年起，长期" in shown
