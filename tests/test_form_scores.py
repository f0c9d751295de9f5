"""Every form of tests/forms, imported as a clerk does, against the truth typed by hand beside it."""

import shutil
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.conftest import Run
from tests.form_scores import FORMS, SUFFIX, score, score_form, truths


@pytest.mark.usefixtures("parsed_here")
@pytest.mark.parametrize("truth", truths(), ids=lambda truth: truth.name.removesuffix(SUFFIX))
def test_a_form_is_read_as_a_careful_clerk_reads_it(truth: Path, run: Run) -> None:
    found = score_form(truth, lambda *arguments: CompletedProcess(arguments, *run(*arguments)))
    assert found.is_perfect, "\n".join(found.differences)


def test_every_form_has_its_truth_and_every_truth_its_form() -> None:
    forms = {path.name for path in FORMS.iterdir() if not path.name.endswith(SUFFIX)} - {"README.md"}
    assert forms == {truth.name.removesuffix(SUFFIX) for truth in truths()}


def beside_another_truth(form: str, folder: Path, *changes: tuple[str, str]) -> None:
    """A copy of a form, with a truth in which something was broken."""
    shutil.copy(FORMS / form, folder)
    truth = (FORMS / f"{form}{SUFFIX}").read_text("utf-8")
    for before, after in changes:
        assert truth.count(before) == 1
        truth = truth.replace(before, after)
    (folder / f"{form}{SUFFIX}").write_text(truth, "utf-8")


def test_a_broken_truth_lowers_the_score(tmp_path: Path) -> None:
    beside_another_truth(
        "open-ended.txt",
        tmp_path,
        ("≥840人次/年", "≥841人次/年"),
        ("    项目等级: 二级项目\n", ""),
        ("    预算金额: 56000\n", "    预算金额: 56000\n    项目编码: 表上没有的编码\n"),
        (
            "内容: 郑某某, 个人信息: 是}\n",
            "内容: 示例镇人大办公室, 个人信息: 是}\n  - {处: 附注, 内容: 表上没有的话}\n",
        ),
    )
    (found,) = score(tmp_path)
    assert (found.expected, found.exact) == (1, 0)
    assert [len(each) for each in (found.missing, found.invented, found.wrong, found.leaked)] == [1, 1, 1, 1]
    assert [text.rpartition("：")[2] for text in found.lost] == ["表上没有的编码", "≥841人次/年", "表上没有的话"]


def test_a_form_that_was_read_was_not_refused(tmp_path: Path) -> None:
    beside_another_truth("open-ended.txt", tmp_path, ("记录:\n", "错误: 空表\n记录:\n"))
    (found,) = score(tmp_path)
    assert found.refused is False
