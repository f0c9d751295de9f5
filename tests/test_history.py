"""历年对照: what changed from year to year, held against a table that was written by hand from the forms."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from builder.content import load
from builder.model import IndicatorRow, Project, framework
from builder.model.history import Change, History, chains, history
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
    return {tuple(project.address for project in chain): history(chain) for chain in chains(projects)}


def test_the_records_of_one_project_are_joined_and_no_others(
    expected: dict[str, Any], histories: dict[tuple[str, ...], History], projects: tuple[Project, ...]
) -> None:
    assert sorted(histories) == sorted(tuple(chain["pages"]) for chain in expected["chains"])
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
    for chain in expected["chains"]:
        found = histories[tuple(chain["pages"])]
        for change in chain["changes"]:
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
            assert told(found, change["year"]) == wanted, (chain["name"], change["year"])
            counts = {WORDS[kind]: count for kind, count in found.counts(change["year"]).items()}
            assert counts == {word: count for word, count in change["counts"].items() if count}
            years = [project.record.year for project in found.projects]
            assert years[years.index(change["year"]) - 1] == change["against"]


def test_the_table_of_changes_has_every_kind_of_change(expected: dict[str, Any]) -> None:
    kinds = Counter(
        row["change"] for chain in expected["chains"] for change in chain["changes"] for row in change["rows"]
    )
    assert set(kinds) == set(WORDS.values())
