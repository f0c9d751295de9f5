"""历年对照: what changed from year to year, held against a table that was written by hand from the forms."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from builder.content import load
from builder.model import IndicatorRow, Project, framework
from builder.model.history import Change, History, chain, change_of, history, joined
from tests.conftest import ROOT

CONTENT = ROOT / "tests/sites/history/content"
WORDS = {
    Change.ADDED: "新增",
    Change.REMOVED: "取消",
    Change.RAISED: "调高",
    Change.LOWERED: "调低",
    Change.UNCHANGED: "不变",
    Change.REWORDED: "有改动",
}


@pytest.fixture(scope="module")
def expected() -> dict[str, Any]:
    table: dict[str, Any] = yaml.safe_load((ROOT / "tests/data/expected_changes.yaml").read_text("utf-8"))
    return table


@pytest.fixture(scope="module")
def projects() -> tuple[Project, ...]:
    site = load(CONTENT).site
    assert site
    return site.projects


@pytest.fixture(scope="module")
def histories(projects: tuple[Project, ...]) -> dict[tuple[str, ...], History]:
    found = [years for group in joined(projects) if (years := chain(group))]
    return {tuple(project.address for project in years): history(years) for years in found}


def test_the_records_of_one_project_are_joined_and_no_others(
    expected: dict[str, Any], histories: dict[tuple[str, ...], History], projects: tuple[Project, ...]
) -> None:
    assert sorted(histories) == sorted(tuple(known["pages"]) for known in expected["chains"])
    joined = {address for addresses in histories for address in addresses}
    assert {project.address for project in projects} - joined == set(expected["alone"])


def told(found: History, year: int) -> list[tuple[object, ...]]:
    """Every indicator of a year and of the one before it: category, name, change, whether it moved, of what value."""
    at = [project.record.year for project in found.projects].index(year)
    return sorted(rows(found, at))


def rows(found: History, at: int) -> Iterator[tuple[object, ...]]:
    for strand in found.strands:
        step = strand.steps[at]
        if step.change is None:
            continue
        row = step.row or strand.steps[at - 1].row
        assert row
        yield (*spot(row), WORDS[step.change], step.moved_from is not None, "period" if step.of_period else None)


def spot(row: IndicatorRow) -> tuple[str, str]:
    return "".join(framework.category(row.level_1, row.level_2).split()), row.indicator.name


def test_every_change_is_told_as_a_person_reads_it(
    expected: dict[str, Any], histories: dict[tuple[str, ...], History]
) -> None:
    for known in expected["chains"]:
        found = histories[tuple(known["pages"])]
        for change in known["changes"]:
            wanted = sorted(
                (
                    "".join(row["category"].split()),
                    row["name"],
                    row["change"],
                    row.get("moved", False),
                    row.get("scope"),
                )
                for row in change["rows"]
            )
            assert told(found, change["year"]) == wanted, (known["name"], change["year"])
            counts = {WORDS[kind]: count for kind, count in found.counts(change["year"]).items()}
            assert counts == {word: count for word, count in change["counts"].items() if count}
            years = [project.record.year for project in found.projects]
            assert years[years.index(change["year"]) - 1] == change["against"]


def test_the_table_of_changes_has_every_kind_of_change(expected: dict[str, Any]) -> None:
    kinds = Counter(
        row["change"] for known in expected["chains"] for change in known["changes"] for row in change["rows"]
    )
    assert set(kinds) == set(WORDS.values())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("10²m", "102m"),
        ("10 20人", "1020人"),
        ("5MW", "5mW"),
        ("≥90%", "≤90%"),
        ("100%", "1"),
        ("有效提高", "效果明显"),
    ],
)
def test_values_that_only_look_alike_are_not_unchanged(before: str, after: str) -> None:
    assert change_of(before, after) is not Change.UNCHANGED


@pytest.mark.parametrize(
    ("before", "after"), [("100%", "=100%"), ("＞＝90％", ">=90%"), ("显著 提升", "显著提升"), ("1,000人", "1000人")]
)
def test_another_spelling_of_one_value_is_unchanged(before: str, after: str) -> None:
    assert change_of(before, after) is Change.UNCHANGED
