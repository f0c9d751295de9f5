"""docs/rules.md explains every code that the program can print, and no other."""

import ast
import re
from pathlib import Path

from builder.content.colleague import FOR_RELEASE, OF_RECORDS
from tests.conftest import ROOT

PAGE = (ROOT / "docs/rules.md").read_text("utf-8")
CODE = re.compile(r"[EW][0-9]{3}")
SECTIONS = dict(re.findall(r"^### ([EW][0-9]{3})\n\n(.+?)(?=\n#|\Z)", PAGE, re.MULTILINE | re.DOTALL))


def codes_of(path: Path) -> set[str]:
    """The codes that stand in a module as texts of their own."""
    tree = ast.parse(path.read_text("utf-8"))
    texts = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return {text for text in texts if CODE.fullmatch(text)}


def test_every_code_has_its_part_and_every_part_its_code() -> None:
    printed = set().union(*(codes_of(path) for path in (ROOT / "builder").rglob("*.py")))
    assert set(SECTIONS) == printed


def test_every_part_says_something_in_chinese() -> None:
    assert [code for code, text in SECTIONS.items() if len(re.findall(r"[\u4e00-\u9fff]", text)) < 10] == []


def test_the_codes_stand_in_order() -> None:
    for letter in "EW":
        numbers = [code for code in SECTIONS if code.startswith(letter)]
        assert numbers == sorted(numbers)


def test_what_a_record_may_keep_is_what_the_page_says() -> None:
    colleague = PAGE[PAGE.index("## 像细心的同事一样再看一遍") : PAGE.index("## 正式发布前")]
    kept = set(re.findall(r"^### (W[0-9]{3})", colleague, re.MULTILINE)) - {"W222"}
    assert kept == OF_RECORDS
    assert f"{FOR_RELEASE} 可以在记录里忽略" in PAGE
