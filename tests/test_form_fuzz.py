"""Whatever a grid holds: no traceback, no text lost, no text made up, and a record that reads back as it was."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import chain
from random import Random
from typing import Any

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builder.content.personal import COVER
from builder.forms.form import Fate, Form, Mark
from builder.forms.grid import Cell, Grid
from builder.forms.headings import WORDS as COLUMN_WORDS
from builder.forms.labels import label_of
from builder.forms.privacy import covered
from builder.forms.reading import read_grid
from builder.forms.vocabulary import WORDS as LABEL_WORDS
from builder.forms.write import record_text

LABELS = sorted({word for words in LABEL_WORDS.values() for word in words.split()})
HEADINGS = sorted({word for words in COLUMN_WORDS.values() for word in words.split()})
CORE = [
    "项目名称",
    "一级指标",
    "二级指标",
    "三级指标",
    "指标值",
    "当年度指标值",
    "年度目标",
    "绩效指标",
    "批复意见",
    "预算金额（万元）",
    "2024年预算金额",
]
VALUES = [
    "工会活动",
    "≥90%",
    "1次",
    "40000",
    "15.8",
    "2024",
    "2022年—2024年",
    "产出指标",
    "效益指标（30分）",
    "数量指标",
    "经济效益 指标",
    "—",
    "/",
    "*",
    "是",
    "合计",
    "示例镇财政支出绩效目标批复表",
    "（2024年度）",
    "单位：万元",
    "填表人：李某某　填报日期：2024年1月1日",
    "19900000000",
    "经审核，同意。",
    "第一行\n第二行",
    "100\n200",
    "100 200",
    "项目类型（一次性项目）",
    "项目负责人（张某某）",
    "a: b",
    "- x",
    "#",
    "'",
    '"',
    "\x07",
    "\u2028",
    "{[",
    "注：略",
    "2024年2月30日",
    "示例市财政局批复意见：同意",
]


REWRITTEN = {
    "表名",
    "预算年度",
    "实施周期",
    "实施周期.起始年度",
    "实施周期.到期年度",
    "预算金额",
    "批复.日期",
    "公开.日期",
}
"""Keys whose text is typed: years, an amount in 元, days; and the title, whose year stands in a line of its own."""


def grid_of(seed: int) -> Grid:
    """A grid of the forms' own words, with spans that may make no sense."""
    chance = Random(seed)
    width = chance.randint(1, 9)
    cells = []
    for row in range(chance.randint(1, 16)):
        column = 0
        while column < width:
            columns = chance.choice((1, 1, 1, 2, 3))
            rows = chance.choice((1, 1, 1, 1, 2, 4))
            if chance.random() < 0.8:
                around = chance.random() < 0.05
                cells.append(Cell(row, column, word(chance).strip(), rows, columns, around=around))
            column += columns
    return Grid("表", tuple(cells))


def word(chance: Random) -> str:
    kind = chance.random()
    if kind < 0.08:
        return "".join(
            chr(chance.choice((chance.randrange(32, 127), chance.randrange(0x3000, 0x9FFF)))) for _ in range(9)
        )
    return chance.choice(
        CORE if kind < 0.4 else VALUES if kind < 0.65 else LABELS if kind < 0.8 else HEADINGS if kind < 0.9 else [""]
    )


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """The texts of a record with their keys; of indicators the key in their row alone."""
    if isinstance(value, dict):
        for key, below in value.items():
            yield from leaves(below, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for below in value:
            for key, text in below.items():
                yield key, text
    else:
        yield path, value


def levels(record: Any) -> Iterator[str]:
    for first, below in record.get("绩效指标", {}).items():
        yield first
        yield from below


def squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).replace("〔...〕", COVER)


@settings(max_examples=2000, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**62).map(grid_of))
def test_a_random_grid_of_the_forms_words_loses_nothing_and_gives_records_that_read_back(grid: Grid) -> None:
    read = read_grid(grid)
    marks = [*read.marks, *chain.from_iterable(form.marks for form in read.forms)]
    for cell in grid.filled():
        # Of a form that nobody filled in, labels have no marks.
        if not (cell.around or read.blank):
            assert not untold(cell, marks), cell
    for form in read.forms:
        check_places(form)
        check_nothing_made_up(form, grid)
        check_no_person(form)
        text = record_text(form.record, form.remarks, "# x")
        assert yaml.load(text, Loader=yaml.BaseLoader) == plain(form.record)  # noqa: S506 - the base loader makes texts only


def plain(record: Any) -> Any:
    return {key: plain(value) for key, value in record.items()} if hasattr(record, "items") else record


def untold(cell: Cell, marks: Iterable[Mark]) -> list[str]:
    """What of a cell's text is neither in its marks nor the words of a label."""
    rest = squeezed(cell.text)
    said = {squeezed(mark.text) for mark in marks if (mark.cell.row, mark.cell.column) == (cell.row, cell.column)}
    for text in sorted(said, key=len, reverse=True):
        for piece in filter(None, text.split(COVER)):
            rest = rest.replace(piece, " ")
    return [words for words in re.split(r"[\s:;,。()、-]+", rest) if words and not label_of(words)]


def check_nothing_made_up(form: Form, grid: Grid) -> None:
    """Every text of a record is one of the grid's, or cells of the grid side by side."""
    # Numbers of offices, which may look like those of persons, aren't covered.
    texts = [squeezed(text) for cell in grid.filled() for text in (cell.text, covered(cell.text))]
    for path, leaf in leaves(plain(form.record)):
        for line in () if path in REWRITTEN else leaf.split("\n"):
            words = squeezed(line)
            assert any(words in text for text in texts) or is_joined(words, texts), (path, leaf)


def is_joined(line: str, texts: list[str]) -> bool:
    """Whether a line consists of whole texts."""
    ends = {0}
    for at in range(len(line)):
        if at in ends:
            ends |= {at + len(text) for text in texts if line.startswith(text, at)}
    return len(line) in ends


def check_places(form: Form) -> None:
    """What a mark calls written is written."""
    record = plain(form.record)
    said = squeezed("".join((*(text for _, text in leaves(record)), *levels(record))))
    for mark in form.marks:
        if mark.fate is Fate.RECORD and mark.where not in REWRITTEN:
            assert squeezed(mark.text) in said, mark


def check_no_person(form: Form) -> None:
    """No number of a person comes into a record, however its cell is read."""
    for line in record_text(form.record, form.remarks, "").splitlines():
        # What is labelled as an amount or as a number of an office is none of a person.
        if not line.strip().startswith(("预算金额:", "文号:", "项目编码:", "索引号:")):
            assert "19900000000" not in line
