"""What counts as the same text is the same in Python (the index) and in the browser (the query)."""

import json
import re
import unicodedata
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page

from builder.search.normalise import literal, marks, normalise
from builder.search.stream import code
from tests.reference import holds, terms

ROWS: list[list[str]] = json.loads(Path(__file__).with_name("normalisation.json").read_text(encoding="utf-8"))
"""A text, what is searched of it, and, where it differs, the same with its punctuation."""

CASES = [(row[0], row[1]) for row in ROWS]
LITERAL_CASES = [(row[0], row[-1]) for row in ROWS]

TEXT = st.text(
    st.one_of(
        st.characters(exclude_categories=("Cs", "Cn")),  # what this Python knows; Chromium knows no less
        st.sampled_from(sorted({char for row in ROWS for text in row for char in text})),
        st.sampled_from("0123456789.,:<=>≥-—。，、（）()"),
        st.sampled_from(' "＂\u3000\u00ad\u0301\u0323\u3099\uff9e\u1161\u11a8\u00b4'),
    ),
    max_size=12,
)

IN_BROWSER = """async ([name, calls]) => {
    const text = await import(new URL("assets/js/text.js", location));
    return calls.map((call) => text[name](...call));
}"""


@cache
def random_texts() -> list[str]:
    """More than 500 different texts, the same ones in every run."""
    collected: dict[str, None] = {}

    @settings(max_examples=800, database=None, derandomize=True)
    @given(TEXT)
    def collect(text: str) -> None:
        collected[text] = None

    collect()
    assert len(collected) > 500
    return list(collected)


def in_browser(page: Page, name: str, *calls: tuple[object, ...]) -> list:
    """What a function of text.js gives for each list of arguments."""
    return page.evaluate(IN_BROWSER, [name, calls])


@pytest.fixture
def page(page: Page, address: str) -> Page:
    page.goto(address)
    return page


def shown(text: str) -> str:
    return f"{text!r} {text!a}"


def spans(parts: list[list], *, marked: bool) -> list[str]:
    return [part for part, is_match in parts if is_match is marked]


def differing(cases: list[tuple[str, str]], found: list[str]) -> list[tuple[str, str]]:
    return [(shown(text), shown(got)) for (text, expected), got in zip(cases, found, strict=True) if got != expected]


def test_python_normalises_as_the_table_says() -> None:
    assert differing(CASES, [normalise(text) for text, _ in CASES]) == []
    assert differing(LITERAL_CASES, [literal(text) for text, _ in CASES]) == []


def test_the_browser_normalises_as_the_table_says(page: Page) -> None:
    calls = [(text,) for text, _ in CASES]
    assert differing(CASES, in_browser(page, "normalise", *calls)) == []
    assert differing(LITERAL_CASES, in_browser(page, "literal", *calls)) == []


def test_python_and_the_browser_agree_on_any_text(page: Page) -> None:
    texts = [*random_texts(), *(text for text, _ in CASES)]
    calls = [(text,) for text in texts]
    ours = [(normalise(text), literal(text), [code(char) for char in text]) for text in texts]
    theirs = zip(*(in_browser(page, name, *calls) for name in ("normalise", "literal", "codes")), strict=True)
    assert [
        (shown(text), one, other) for text, one, other in zip(texts, ours, theirs, strict=True) if one != other
    ] == []


def test_what_is_normalised_stays_as_it_is() -> None:
    texts = [*random_texts(), *(text for text, _ in CASES)]
    assert [shown(text) for text in texts if normalise(normalise(text)) != normalise(text)] == []
    assert [shown(text) for text in texts if literal(literal(text)) != literal(text)] == []


def test_any_part_of_a_text_is_found_in_it() -> None:
    """Whatever is copied out of a text; but a sign of two characters (>=) and composed letters are one piece."""
    texts = [text for text in random_texts() if not re.search("[<=>]", literal(text)) and literal(text) == text]
    parts = [(text, text[start : start + size]) for text in texts for size in (1, 2, 3) for start in range(len(text))]
    wanted = [(text, part) for text, part in parts if literal(part) == part]
    assert len(wanted) > 1000
    assert [(shown(text), shown(part)) for text, part in wanted if not holds(text, normalise(part) or part)] == []


def test_the_runs_of_punctuation_are_what_is_left_out_and_what_stands_between_digits() -> None:
    assert marks("《安康杯》（镇级）、10.5万。") == ("《", "》(", ")、", ".", "。")
    for text in random_texts():
        rest = literal(text)
        for run in marks(text):
            assert run in rest
            rest = rest.replace(run, " ") if normalise(run) == "" else rest
        assert marks(rest) == ()


def test_no_character_is_told_apart_by_its_case() -> None:
    letters = [char for char in map(chr, range(0x20000)) if unicodedata.category(char)[0] == "L"]
    assert [
        shown(char) for char in letters if not normalise(char) == normalise(char.upper()) == normalise(char.lower())
    ] == []


def test_the_table_has_a_case_of_everything_that_people_paste() -> None:
    everything = "".join(text for text, _ in CASES)
    assert len(CASES) >= 60
    assert len({text for text, _ in CASES}) == len(CASES)
    assert set("％＞＝ßςΣİﬁ㎡①ｶ，。（）、：“”《》—–\u0301\u00a0\u3000\t\n\u200b\u00ad\ufeff\u200d𠮷각") <= set(
        everything
    )


QUERIES: list[tuple[str, list[str]]] = [
    ("", []),
    (" \t\u3000", []),
    ("困难职工", ["困难职工"]),
    ("困难 职工", ["困难", "职工"]),
    ("困难\u3000职工\n慰问", ["困难", "职工", "慰问"]),
    ("职工 职工 ＡＢ ab", ["职工", "ab"]),
    ('"困难 职工"', ["困难 职工"]),
    ("＂困难\u3000\u3000职工＂", ["困难 职工"]),
    ('慰问 " 困难 职工 "≥90%', ["慰问", "困难 职工", "≥90%"]),
    ('"困难"职工', ["困难", "职工"]),
    ('"', ['"']),
    ('困难" 职工', ["困难", "职工"]),
    ('"困难 职工', ["困难", "职工"]),
    ('""', ['""']),
    ('" "', []),
    ("“困难 职工”", ["困难 职工"]),
    ("慰问 “困难 职工” 人", ["慰问", "困难 职工", "人"]),
    ("“安康杯”活动 场次", ["安康杯活动", "场次"]),
    ("困难“职工 慰问”", ["困难职工", "慰问"]),
    ("困难，职工", ["困难职工"]),
    ("困难 ， 职工", ["困难", ",", "职工"]),
    ("（）", ["()"]),
    ("。", ["。"]),
    ('"，困难 。职工"', ["困难 职工"]),
    ('"。 （"', ["。", "("]),
    ("1,000 1000", ["1000"]),
    ("困\ufeff难\u200b职工", ["困难职工"]),
    ("困难\u0085职工", ["困难", "职工"]),
    ("＞＝９０％", ["≥90%"]),
    ("<script> {{7*7}}", ["<script>", "7*7"]),
]


def test_a_query_is_split_at_spaces_but_not_inside_quotes(page: Page) -> None:
    expected = dict(QUERIES)
    found = in_browser(page, "terms", *((query,) for query in expected))
    assert dict(zip(expected, found, strict=True)) == expected
    assert {query: terms(query) for query in expected} == expected


def test_any_query_is_split_by_the_same_rule(page: Page) -> None:
    queries = random_texts()
    found = in_browser(page, "terms", *((query,) for query in queries))
    wrong = [(shown(query), got) for query, got in zip(queries, found, strict=True) if got != terms(query)]
    assert wrong == []


def runs(text: str) -> list[str]:
    """Some runs of the normalised text, as terms."""
    whole = normalise(text) or literal(text)
    half = len(whole) // 2
    cut = [whole, whole[:half], whole[half:], whole[half : half + 1]]
    pieces = (piece.strip(" ") for piece in cut)
    return [run for run in dict.fromkeys(normalise(piece) or piece for piece in pieces) if run]


def test_marks_keep_the_text_and_stand_where_a_term_occurs(page: Page) -> None:
    random = random_texts()
    texts = [*(text for text, _ in CASES), *random, *(a + b for a, b in pairwise(random[:200]))]
    calls = [(text, [run]) for text in texts for run in runs(text)]
    calls += [(text, runs(other)) for text, other in pairwise(texts)]
    for (text, searched), parts in zip(calls, in_browser(page, "marked", *calls), strict=True):
        told = (shown(text), searched, parts)
        assert "".join(part for part, _ in parts) == text, told
        assert all(part for part, _ in parts), told
        assert all(any(holds(part, term) for term in searched) for part in spans(parts, marked=True)), told
        occurs = any(holds(text, term) for term in searched)
        assert bool(spans(parts, marked=True)) is occurs, told


MARKS: list[tuple[str, list[str], list[str]]] = [
    ("困难职工慰问次数", ["困难职工"], ["困难职工"]),
    ("困难职工慰问次数", ["困难职工", "职工慰问"], ["困难职工慰问"]),
    ("困难职工慰问次数", ["职工", "困难职工慰问"], ["困难职工慰问"]),
    ("困难职工慰问次数", ["困难", "次数"], ["困难", "次数"]),
    ("困难困难职工", ["困难"], ["困难", "困难"]),
    ("哈哈哈", ["哈哈"], ["哈哈哈"]),
    ("资金≥９０％支付", ["≥90%"], ["≥９０％"]),
    ("面积10㎡", ["m2"], ["㎡"]),
    ("面积10㎡以上", ["0m"], ["0㎡"]),
    ("Straße", ["ss"], ["ß"]),
    ("cafe\u0301费", ["é"], ["e\u0301"]),
    ("困\u00ad难\u200b职工", ["困难"], ["困\u00ad难\u200b"]),
    ("困难\n\n  职工", ["困难 职工"], ["困难\n\n  职工"]),
    ("ｶﾞｽ費", ["ガ"], ["ｶﾞ"]),
    ("\u1112\u1161\u11ab글", ["한"], ["\u1112\u1161\u11ab"]),
    ("𠮷野家", ["野"], ["野"]),
    ("帮扶、慰问（困难职工）。", ["帮扶慰问困难"], ["帮扶、慰问（困难"]),
    ("安康杯，安康杯", ["安康杯"], ["安康杯", "安康杯"]),
    ("预算１，０００元", ["1000"], ["１，０００"]),
    ("预算1,000.50元", ["0.5"], ["0.5"]),
    ("不低于＞＝９０％", ["≥90"], ["＞＝９０"]),
    ("（一）（二）", [")("], ["）（"]),
    ("困难，职工。", ["。", "难职"], ["难，职", "。"]),
    ("困难职工", [], []),
    ("", ["困难"], []),
]


def test_a_match_is_marked_whole_and_overlapping_ones_together(page: Page) -> None:
    found = in_browser(page, "marked", *((text, searched) for text, searched, _ in MARKS))
    assert [
        (text, searched, spans(parts, marked=True)) for (text, searched, _), parts in zip(MARKS, found, strict=True)
    ] == MARKS
