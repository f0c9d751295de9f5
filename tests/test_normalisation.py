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

from builder.search.normalise import normalise, words

CASES: list[tuple[str, str]] = [
    (text, normalised)
    for text, normalised in json.loads(Path(__file__).with_name("normalisation.json").read_text(encoding="utf-8"))
]

TEXT = st.text(
    st.one_of(
        st.characters(exclude_categories=("Cs", "Cn")),  # what this Python knows; Chromium knows no less
        st.sampled_from(sorted({char for case in CASES for text in case for char in text})),
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


def expected_terms(query: str) -> list[str]:
    """The rule in Python: normalised, split at spaces, but for those inside quotes."""
    found = re.findall(r'"([^"]+)"|([^ ]+)', normalise(query))
    terms = ((quoted or plain).strip(" ") for quoted, plain in found)
    return list(dict.fromkeys(term for term in terms if term))


def spans(parts: list[list], *, marked: bool) -> list[str]:
    return [part for part, is_match in parts if is_match is marked]


def test_python_normalises_as_the_table_says() -> None:
    wrong = [(shown(text), shown(normalise(text))) for text, expected in CASES if normalise(text) != expected]
    assert wrong == []


def test_the_browser_normalises_as_the_table_says(page: Page) -> None:
    found = in_browser(page, "normalise", *((text,) for text, _ in CASES))
    wrong = [(shown(text), shown(got)) for (text, expected), got in zip(CASES, found, strict=True) if got != expected]
    assert wrong == []


def test_python_and_the_browser_agree_on_any_text(page: Page) -> None:
    texts = [*random_texts(), *(text for text, _ in CASES)]
    calls = [(text,) for text in texts]
    ours = [(normalise(text), words(text)) for text in texts]
    theirs = zip(in_browser(page, "normalise", *calls), in_browser(page, "words", *calls), strict=True)
    assert [
        (shown(text), one, other) for text, one, other in zip(texts, ours, theirs, strict=True) if one != other
    ] == []


def test_what_is_normalised_stays_as_it_is() -> None:
    texts = [*random_texts(), *(text for text, _ in CASES)]
    assert [shown(text) for text in texts if normalise(normalise(text)) != normalise(text)] == []


def test_no_character_is_told_apart_by_its_case() -> None:
    letters = [char for char in map(chr, range(0x20000)) if unicodedata.category(char)[0] == "L"]
    assert [
        shown(char) for char in letters if not normalise(char) == normalise(char.upper()) == normalise(char.lower())
    ] == []


def test_the_table_has_a_case_of_everything_that_people_paste() -> None:
    everything = "".join(text for text, _ in CASES)
    assert len(CASES) >= 60
    assert len({text for text, _ in CASES}) == len(CASES)
    assert set("％＞＝ßςΣİﬁ㎡①ｶ\u0301\u00a0\u3000\t\n\u200b\u00ad\ufeff\u200d𠮷각") <= set(everything)


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
    ('困难" 职工', ['困难"', "职工"]),
    ('"困难 职工', ['"困难', "职工"]),
    ('""', ['""']),
    ('" "', []),
    ("“困难 职工”", ["“困难", "职工”"]),
    ("困\ufeff难\u200b职工", ["困难职工"]),
    ("困难\u0085职工", ["困难", "职工"]),
    ("＞＝９０％", [">=90%"]),
    ("<script> {{7*7}}", ["<script>", "{{7*7}}"]),
]


def test_a_query_is_split_at_spaces_but_not_inside_quotes(page: Page) -> None:
    expected = dict(QUERIES)
    found = in_browser(page, "terms", *((query,) for query in expected))
    assert dict(zip(expected, found, strict=True)) == expected
    assert {query: expected_terms(query) for query in expected} == expected


def test_any_query_is_split_by_the_same_rule(page: Page) -> None:
    queries = random_texts()
    found = in_browser(page, "terms", *((query,) for query in queries))
    wrong = [(shown(query), got) for query, got in zip(queries, found, strict=True) if got != expected_terms(query)]
    assert wrong == []


def runs(text: str) -> list[str]:
    """Some runs of the normalised text, as terms."""
    whole = normalise(text)
    half = len(whole) // 2
    cut = [whole, whole[:half], whole[half:], whole[half : half + 1]]
    return [run for run in dict.fromkeys(piece.strip(" ") for piece in cut) if run]


def test_marks_keep_the_text_and_stand_where_a_term_occurs(page: Page) -> None:
    random = random_texts()
    texts = [*(text for text, _ in CASES), *random, *(a + b for a, b in pairwise(random[:200]))]
    calls = [(text, [run]) for text in texts for run in runs(text)]
    calls += [(text, runs(other)) for text, other in pairwise(texts)]
    for (text, terms), parts in zip(calls, in_browser(page, "marked", *calls), strict=True):
        told = (shown(text), terms, parts)
        assert "".join(part for part, _ in parts) == text, told
        assert all(part for part, _ in parts), told
        assert all(any(term in normalise(part) for term in terms) for part in spans(parts, marked=True)), told
        occurs = any(term in normalise(text) for term in terms)
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
    ("困难职工", [], []),
    ("", ["困难"], []),
]


def test_a_match_is_marked_whole_and_overlapping_ones_together(page: Page) -> None:
    found = in_browser(page, "marked", *((text, terms) for text, terms, _ in MARKS))
    assert [
        (text, terms, spans(parts, marked=True)) for (text, terms, _), parts in zip(MARKS, found, strict=True)
    ] == MARKS
