"""On the union's two records the colleague finds what a careful reader found, and no more."""

from pathlib import Path

import yaml

from builder import content
from tests.conftest import CONTENT, ROOT

LIST = yaml.safe_load((ROOT / "tests/data/seed_findings.yaml").read_text("utf-8"))


def line_of(file: str, path: list[str | int]) -> int:
    """The line of a value, by PyYAML's own marks."""
    node = yaml.compose((CONTENT / "projects/2024" / file).read_text("utf-8"))
    for step in path:
        if isinstance(step, int):
            node = node.value[step]
        else:
            node = next(value for key, value in node.value if key.value == step)
    return node.start_mark.line + 1


def test_the_findings_are_those_of_the_list() -> None:
    found = [(Path(one.path).name, one.line, one.code) for one in content.load(CONTENT).problems]
    expected = [(one["文件"], line_of(one["文件"], one["位置"]), one["编号"]) for one in LIST["问题"]]
    assert sorted(found) == sorted(expected)


def test_each_finding_says_what_the_reader_saw() -> None:
    told = "\n".join(problem.message for problem in content.load(CONTENT).problems)
    for words in ("项目预算执行比率", "“服务对象的满意度”", "“服务对象满意度”", "社工空岗天数不多于60天"):
        assert words in told
