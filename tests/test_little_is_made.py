"""After a change only those items are made that show something of it, and of the others nothing is even begun."""

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from benchmarks import corpus
from builder import making
from builder.build import build
from builder.ledger import Done
from builder.progress import Watch
from builder.publish import Published

PROJECTS = 60
OVERVIEW = {"indicators/index.html"}
"""Tells how many indicators have a number."""


class Town:
    """The site of an invented city, and what its last build made."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.content, self.output = folder / "content", folder / "output"
        self.made: Counter[str] = Counter()
        self.written: set[str] = set()
        corpus.write(self.content, PROJECTS)
        self.record = min((self.content / "projects/2021").rglob("*.yaml"))
        self.address = str(self.record.relative_to(self.content).with_suffix(""))
        self.department = self.record.parent.name
        self._look_on(monkeypatch)
        self.build()
        self.items = sum(self.made.values())

    def build(self) -> Published:
        self.made.clear()
        self.written.clear()
        published = build(self.content, self.output, Watch(Console(quiet=True)), jobs=1).published
        assert published
        return published

    def change(self, pattern: str, new: str) -> Published:
        text, times = re.subn(pattern, new, self.record.read_text("utf-8"), count=1)
        assert times == 1
        self.record.write_text(text, "utf-8")
        return self.build()

    def showing(self, text: str) -> set[str]:
        """The pages in whose source a text stands."""
        pages = ((path, path.read_text("utf-8")) for path in self.output.rglob("*.html"))
        return {path.relative_to(self.output).as_posix() for path, page in pages if text in page}

    def _look_on(self, monkeypatch: pytest.MonkeyPatch) -> None:
        carry_out: Callable[..., Done] = making._done

        def noted(writer: Any, step: Any, *item: Any) -> Done:
            done = carry_out(writer, step, *item)
            self.made[step.__qualname__] += 1
            self.written.update(put.address for put in done.files if not put.is_kept)
            return done

        monkeypatch.setattr(making, "_done", noted)


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    return Town(tmp_path, monkeypatch)


def test_a_note_makes_its_own_page_and_data_anew(town: Town) -> None:
    published = town.change(r"\Z", "说明: 见附件。\n")
    assert town.written == {
        f"{town.address}/index.html",
        f"data/{town.address}.json",
        f"data/departments/{town.department}.json",
        "data/years/2021/projects.csv",
        "data/years/2021/projects.json",
        "data/datapackage.json",
    }
    assert published.written == len(town.written)


def test_of_all_projects_and_years_one_is_made(town: Town) -> None:
    town.change(r"\Z", "说明: 见附件。\n")
    pages = town.made.pop("page")
    assert set(town.made.values()) == {1}
    assert town.made.keys() == {
        *("project_files", "category_targets", "shard_files"),
        *("year_data", "department_data", "whole_data"),
    }
    assert pages == 3, "those that tell the sizes of the files to download: of the year, of the unit, of all"
    assert town.items > 10 * (sum(town.made.values()) + pages)


def test_a_target_value_makes_the_table_of_its_category_anew_and_no_other(town: Town) -> None:
    town.change(r"当年度指标值: .*", "当年度指标值: 从来没有过的值")
    assert town.made["category_files"] == 1
    written, showing = (
        {address for address in found if address.startswith("indicators/")}
        for found in (town.written, town.showing("从来没有过的值"))
    )
    assert written - OVERVIEW == showing != set()


def test_another_name_makes_the_pages_that_lead_to_the_project(town: Town) -> None:
    link = f"{town.address.removeprefix('projects/')}/"
    before = town.showing(link)
    town.change(r"项目名称: .*", "项目名称: 从来没有过的名称")
    assert {address for address in town.written if address.endswith(".html")} == before | town.showing(link)
    assert town.made["project_files"] == 3, "itself, its years until now, and the neighbour that names it"


def test_a_plain_page_makes_itself(town: Town) -> None:
    page = town.content / "pages/about.md"
    page.write_text("# 关于\n\n甲。\n", "utf-8")
    town.build()
    page.write_text("# 关于\n\n乙。\n", "utf-8")
    town.build()
    assert (town.made, town.written) == (Counter(page=1), {"pages/about/index.html"})


def test_a_file_spoilt_by_hand_has_its_item_made_again(town: Town) -> None:
    path = town.output / f"{town.address}/index.html"
    right = path.read_bytes()
    path.write_bytes(right + b"\n")
    town.build()
    assert path.read_bytes() == right
    assert (town.made, town.written) == (Counter(project_files=1), {f"{town.address}/index.html"})


def test_what_was_put_into_the_site_makes_nothing(town: Town) -> None:
    (town.output / "verify.txt").write_text("甲", "utf-8")
    assert town.build().rescued == ("verify.txt",)
    assert not town.made


def test_a_number_of_an_office_that_looks_like_a_persons_makes_no_other_page_anew(town: Town) -> None:
    town.change(r"\Z", "项目编码: '13812345678'\n")
    assert town.items > 8 * sum(town.made.values())
