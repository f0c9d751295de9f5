"""From the form to the page: what is read back from a built page is what the form's cells say."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest
import yaml

from builder import content
from builder.forms.importing import import_file
from builder.forms.readers import isolated
from tests import built
from tests.conftest import ROOT, gongkai
from tests.form_leaves import ANY_LEVEL
from tests.form_scores import SUFFIX, truths
from tests.forms import squeezed

VALUES = ("实施周期指标值", "当年度指标值", "实际完成值", "分值", "得分")


def is_complete(record: Any) -> bool:
    """Whether a form says all that a record must have; 长期 is no 到期年度, and no year is made up for it."""
    return len(record.get("实施周期", VALUES)) > 1


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> built.Site:
    """A site of all forms of tests/forms, imported and rendered."""
    folder = tmp_path_factory.mktemp("imported")
    with pytest.MonkeyPatch.context() as patched:
        # A process for each file would take longer than all else here.
        patched.setattr("builder.forms.readers.parsed_apart", isolated.parsed)
        for truth in truths():
            if truth_of(truth):
                import_file(truth.with_name(truth.name.removesuffix(SUFFIX)), folder / "content")
    (folder / "content/site.yaml").write_text("名称: 示例\n主办单位: 示例\n", "utf-8")
    for problem in content.errors(content.load(folder / "content").problems):
        record = folder / "content" / Path(problem.path).relative_to(folder / "content")
        if record.is_file():
            assert not is_complete(yaml.load(record.read_text("utf-8"), Loader=yaml.BaseLoader)), problem  # noqa: S506 - texts only
            record.unlink()
    return built.rendered(folder / "content", folder / "output")


def truth_of(path: Path) -> list[Any]:
    return yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)["记录"] or []  # noqa: S506 - texts only


def records() -> Iterator[Any]:
    seen = set()
    for path in truths():
        for record in truth_of(path):
            key = record["预算年度"], record["项目名称"]
            if key not in seen and is_complete(record):
                seen.add(key)
                yield pytest.param(record, id="-".join(key))


RECORDS = list(records())


def page_of(site: built.Site, record: Any) -> Element:
    for address in site.pages:
        if address.startswith(f"projects/{record['预算年度']}/"):
            page = site.page(address)
            if squeezed(built.text(page.find(".//h1"))) == squeezed(record["项目名称"]):
                return page
    raise AssertionError(record["项目名称"])


def rows_of(record: Any) -> Iterator[list[str]]:
    """The rows of the form, level 1 and 2 on each, as the truth has them."""
    for first, below in record["绩效指标"].items():
        for second, rows in below.items():
            for row in rows or [{}]:
                yield [first, second, row.get("三级指标", "未设置"), *(row.get(key, "") for key in VALUES)]


def shown(page: Element) -> Iterator[list[str]]:
    """The rows of the page's table, every span filled in; of a result the value as typed."""
    (table,) = built.of_class(page, "table", "form-table")
    headings = [squeezed(built.text(cell)) for cell in table.iterfind("./thead/tr/th")]
    for row in built.unfolded(table):
        texts = dict(zip(headings, map(value_of, row), strict=False))
        unset = texts["三级指标"] == "未设置"
        yield [texts[key] for key in ("一级指标", "二级指标", "三级指标")] + [
            "" if unset or texts.get(key) == "未设置" else texts.get(key, "") for key in VALUES
        ]


def value_of(cell: Element) -> str:
    typed = built.of_class(cell, "span", "judged__value")
    if typed:
        return squeezed(built.text(typed[0]))
    judged = "judged" in (cell.get("class") or "").split()
    # Beside a placeholder such as / the page says that nothing is set.
    return "" if judged else re.sub("(?<=.)（未设置）$", "", squeezed(built.text(cell)))


@pytest.mark.parametrize("record", RECORDS)
def test_the_table_of_the_page_is_the_table_of_the_form(site: built.Site, record: Any) -> None:
    expected = [list(map(squeezed, row)) for row in rows_of(record)]
    found = list(shown(page_of(site, record)))
    assert len(found) == len(expected)
    for row, truth in zip(found, expected, strict=True):
        assert [have for have, want in zip(row, truth, strict=True) if want != ANY_LEVEL] == [
            want for want in truth if want != ANY_LEVEL
        ]


@pytest.mark.parametrize("record", RECORDS)
def test_the_page_says_what_stands_above_and_below_the_table(site: built.Site, record: Any) -> None:
    page = squeezed(built.text(built.main(page_of(site, record)))).replace(",", "")
    goals, approval = record.get("总体绩效目标", {}), record.get("批复", {})
    for text in (
        record["用款单位"],
        record["预算金额"],
        *goals.values(),
        approval.get("意见", ""),
        approval.get("文号", ""),
    ):
        assert all(squeezed(part).replace(",", "") in page for part in text.split("〔…〕")), text


def test_the_command_and_a_build_give_a_site(tmp_path: Path) -> None:
    """The same by the program itself, from a content folder that holds nothing but the site's name."""
    (tmp_path / "content").mkdir()
    (tmp_path / "content/site.yaml").write_text("名称: 示例\n主办单位: 示例\n", "utf-8")
    assert gongkai("import", ROOT / "tests/forms/seed.xlsx", cwd=tmp_path).returncode == 0
    assert gongkai("build", cwd=tmp_path).returncode == 0, sys.stderr
    assert len(list((tmp_path / "output/projects/2024").iterdir())) == 2
