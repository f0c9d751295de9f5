"""The HTML of every built page: valid by the reference checker, and built so that its parts can be told apart."""

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest

from tests.html_checker import complaints
from tests.pages_of_each_kind import SITES, all_pages, by_finding, sites

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
SECTIONING = ("article", "aside", "main", "nav", "section")
"""Inside of these, a header or footer is theirs, not the page's."""

Trees = dict[str, Element]


@pytest.fixture(params=SITES, scope="module")
def trees(request: pytest.FixtureRequest) -> Trees:
    """Every page of a sample site, by address."""
    (sample,) = sites(request, [request.param])
    return {page: parsed((sample.folder / page).read_bytes()) for page in all_pages(sample)}


def parsed(html: bytes) -> Element:
    tree: Element = html5lib.parse(html, transport_encoding="utf-8", namespaceHTMLElements=False)
    return tree


def text_of(element: Element | None) -> str:
    return "" if element is None else "".join(element.itertext()).strip()


# ---- by the reference checker ----


def test_the_checker_finds_nothing_on_any_page(request: pytest.FixtureRequest) -> None:
    found = complaints([sample.folder for sample in sites(request)])
    assert by_finding((f"{one.page}:{one.line}", one.message) for one in found) == {}


def test_the_checker_does_find_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    html = '<!doctype html><html lang="zh-CN"><title>页</title><table><tr><td rowspan="2">一<td>二</table><p id="a"><p id="a">'
    (tmp_path / "a/index.html").write_text(html, "utf-8")
    found = complaints([tmp_path])
    assert {one.page for one in found} == {tmp_path / "a/index.html"}
    assert any("Duplicate ID" in one.message for one in found)
    assert any("spans past the end of its" in one.message for one in found)


# ---- headings and landmarks ----


def test_headings_never_skip_a_level(trees: Trees) -> None:
    skipped = []
    for page, tree in trees.items():
        above = 0
        for heading in (element for element in tree.iter() if element.tag in HEADINGS):
            level = HEADINGS.index(heading.tag) + 1
            if level > above + 1:
                skipped.append((page, f"h{above} → h{level}: {text_of(heading)}"))
            above = level
    assert by_finding(skipped) == {}


def test_every_page_has_exactly_one_banner_main_and_footer(trees: Trees) -> None:
    assert {page: found for page, tree in trees.items() if (found := sorted(landmarks(tree))) != EACH_ONCE} == {}


EACH_ONCE = ["banner", "contentinfo", "main"]


def landmarks(element: Element) -> Iterator[str]:
    """The landmarks that a page has once, however they are written."""
    for child in element:
        role = child.get("role") or {"header": "banner", "footer": "contentinfo"}.get(child.tag, child.tag)
        if role in EACH_ONCE:
            yield role
        if child.tag in SECTIONING:
            yield from (inner for inner in landmarks(child) if inner == "main")
        else:
            yield from landmarks(child)


def test_navigations_of_a_page_are_told_apart_by_their_names(trees: Trees) -> None:
    unclear = {}
    for page, tree in trees.items():
        ids = {element.get("id"): text_of(element) for element in tree.iter()}
        names = [nav.get("aria-label") or ids.get(nav.get("aria-labelledby"), "") for nav in tree.iter("nav")]
        if "" in names or len(set(names)) < len(names):
            unclear[page] = names
    assert unclear == {}


# ---- tables ----


def tables(trees: Trees) -> Iterator[tuple[str, Element]]:
    return ((page, table) for page, tree in trees.items() for table in tree.iter("table"))


def test_every_table_has_a_caption(trees: Trees) -> None:
    assert [page for page, table in tables(trees) if not text_of(table.find("caption"))] == []


def test_every_heading_cell_of_a_table_says_what_it_is_for(trees: Trees) -> None:
    scopes = ("col", "row", "colgroup", "rowgroup")
    cells = ((page, cell) for page, table in tables(trees) for cell in table.iter("th"))
    assert by_finding((page, text_of(cell)) for page, cell in cells if cell.get("scope") not in scopes) == {}


Slots = dict[tuple[int, int], Element]


def rows_of(table: Element) -> Iterator[list[Element]]:
    """The rows of each group of rows."""
    return (group.findall("tr") for group in table if group.tag in ("thead", "tbody", "tfoot"))


def laid_out(rows: list[Element]) -> tuple[Slots, list[str]]:
    """Which cell stands in which place (row, column) of a group of rows, and what is wrong with it."""
    slots: Slots = {}
    wrong = []
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            while (number, column) in slots:
                column += 1
            high, wide = int(cell.get("rowspan", 1)), int(cell.get("colspan", 1))
            places = [(number + down, column + right) for down in range(high) for right in range(wide)]
            if high < 1 or number + high > len(rows):
                wrong.append(f"“{text_of(cell)}” spans {high} rows, {len(rows) - number} are left")
            if slots.keys() & places:
                wrong.append(f"“{text_of(cell)}” overlaps another cell")
            slots.update(dict.fromkeys(places, cell))
    return slots, wrong


def test_every_place_of_a_table_belongs_to_one_cell(trees: Trees) -> None:
    wrong = []
    for page, table in tables(trees):
        widths = set()
        for rows in rows_of(table):
            slots, found = laid_out(rows)
            wrong += [(page, one) for one in found]
            widths |= {sum(row == number for row, _ in slots) for number in range(len(rows))}
        if len(widths) > 1:
            wrong.append((page, f"rows of different widths: {sorted(widths)}"))
    assert by_finding(wrong) == {}


def test_every_column_of_a_table_has_a_heading(trees: Trees) -> None:
    """A table without a head, one of facts, has a heading in each row instead."""
    bare = []
    for page, table in tables(trees):
        head, _ = laid_out(table.findall("thead/tr"))
        headed = {column for (_, column), cell in head.items() if cell.tag == "th" and text_of(cell)}
        for rows in rows_of(table):
            slots, _ = laid_out(rows)
            named = {row for (row, _), cell in slots.items() if cell.tag == "th"}
            for (row, column), cell in slots.items():
                if cell.tag == "td" and (column not in headed if head else row not in named):
                    bare.append((page, f"“{text_of(cell)}” in row {row}, column {column}"))
    assert by_finding(bare) == {}


def test_a_heading_of_a_group_of_rows_spans_exactly_that_group(trees: Trees) -> None:
    """``scope=rowgroup`` reaches to the end of the ``tbody``, whatever the cell's ``rowspan`` says.

    Two such headings one below the other would both be read out for the rows of the second. A
    heading of some rows of a group is ``scope=row`` with a ``rowspan``.
    """
    wrong = []
    for page, table in tables(trees):
        for rows in rows_of(table):
            # A row that is nothing but a heading stands above its group and needs no span.
            headings = (cell for row in rows if len(row) > 1 for cell in row.findall("th[@scope='rowgroup']"))
            spans = ((text_of(cell), int(cell.get("rowspan", 1))) for cell in headings)
            wrong += [(page, f"“{text}” spans {span} of {len(rows)} rows") for text, span in spans if span != len(rows)]
    assert by_finding(wrong) == {}
