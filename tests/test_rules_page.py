"""docs/rules.md explains every code that the program can print, and no other."""

import ast
import re
from pathlib import Path

import pytest

from builder import content
from builder.content.colleague import FOR_RELEASE, OF_RECORDS
from tests.conftest import ROOT

PAGE = (ROOT / "docs/rules.md").read_text("utf-8")
CODE = re.compile(r"[EW][0-9]{3}")
SECTIONS = dict(re.findall(r"^### ([EW][0-9]{3})\n\n(.+?)(?=\n#|\Z)", PAGE, re.MULTILINE | re.DOTALL))
PART = re.compile(r"(.+)\n\n- 为什么：(.+)\n- 怎样改：(.+)\n- 例：(.+)\n- 忽略：(可以，写明理由|不能)。")


def codes_of(path: Path) -> set[str]:
    """The codes that stand in a module as texts of their own."""
    tree = ast.parse(path.read_text("utf-8"))
    texts = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return {text for text in texts if CODE.fullmatch(text)}


def test_every_code_has_its_part_and_every_part_its_code() -> None:
    printed = set().union(*(codes_of(path) for path in (ROOT / "builder").rglob("*.py")))
    assert set(SECTIONS) == printed


@pytest.mark.parametrize("code", sorted(SECTIONS))
def test_a_part_says_what_is_wrong_why_it_matters_how_to_mend_it_and_whether_it_can_be_kept(code: str) -> None:
    part = PART.fullmatch(SECTIONS[code].strip())
    assert part, SECTIONS[code]
    assert (part[5] == "不能") == (code not in OF_RECORDS | {FOR_RELEASE})


def test_the_codes_stand_in_order() -> None:
    for letter in "EW":
        numbers = [code for code in SECTIONS if code.startswith(letter)]
        assert numbers == sorted(numbers)


def test_what_a_record_may_keep_is_what_the_page_says() -> None:
    colleague = PAGE[PAGE.index("## 像细心的同事一样再看一遍") : PAGE.index("## 正式发布前")]
    kept = set(re.findall(r"^### (W[0-9]{3})", colleague, re.MULTILINE)) - {"W222"}
    assert kept == OF_RECORDS
    assert f"{FOR_RELEASE} 可以在记录里忽略" in PAGE


def test_every_finding_of_the_colleague_is_in_the_sample_site_at_the_place_that_was_expected() -> None:
    folder = ROOT / "tests/sites/colleague"
    found = [
        f"{Path(one.path).relative_to(folder / 'content').as_posix()}:{one.line}:{one.column} {one.code}"
        for one in content.load(folder / "content").problems
    ]
    expected = (folder / "expected.txt").read_text("utf-8").splitlines()
    assert sorted(found) == sorted(expected)
    assert {line.split()[-1] for line in expected} == OF_RECORDS | {"W222"}
