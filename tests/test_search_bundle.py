"""What the search lays down: shards of bounded size that stay as they are, and are made only once."""

import base64
import gzip
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import pagefind_bin
import pytest
from playwright.sync_api import Page
from rich.console import Console

from builder import content, search
from builder.build import build
from builder.cache import Cache
from builder.model import Project, Site
from builder.model.record import Withdrawal
from builder.progress import Watch
from builder.search.stream import code, stream
from tests import reference
from tests.conftest import TOWN, served
from tests.making import search_files
from tests.search_site import Sample, expected, runs_in, take, wrong

SMALL = 3
"""Projects to a shard, so that a year of the town has several."""


@pytest.fixture(scope="module")
def site() -> Site:
    loaded = content.load(TOWN).site
    assert loaded
    return loaded


@pytest.fixture
def small_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("builder.search.bundle"), "SHARD_SIZE", SMALL)


def without(site: Site, address: str) -> Site:
    """The site with a project less."""
    return replace(site, projects=tuple(project for project in site.projects if project.address != address))


def facts(files: dict[str, bytes]) -> Iterator[dict]:
    for address, data in files.items():
        if address.endswith("facts.txt"):
            yield json.loads(gzip.decompress(base64.b64decode(data)))


def test_a_project_is_written_as_pairs_of_characters_with_every_field_apart(site: Site) -> None:
    record = next(project.record for project in site.projects if project.slug == "tushuguan-kaifang")
    words, lengths = stream(record)
    fields = [field for field in "".join(f"{word} " for word in words.split(" ")).split(" 0 ") if field]
    first = fields[0].split(" ")
    assert len(first) == lengths[0] == len(record.name)
    assert first == [*(code(a) + code(b) for a, b in pairwise(record.name)), code(record.name[-1])]
    assert len(lengths) == 4 + 3 * len(list(record.indicators()))


def test_everything_is_text_that_any_host_serves(site: Site) -> None:
    for address, data in search_files(site).items():
        assert address.endswith((".txt", ".json")), address
        assert data.decode("utf-8"), address
        if address.endswith(".txt"):
            assert gzip.decompress(base64.b64decode(data, validate=True)), address


@pytest.mark.usefixtures("small_shards")
def test_a_large_year_is_divided_and_every_project_is_in_one_part(site: Site) -> None:
    parts = list(facts(search_files(site)))
    assert len(parts) > len({project.record.year for project in site.projects})
    listed = [address for part in parts for address in part["addresses"]]
    assert sorted(listed) == sorted(project.address for project in site.projects)


@pytest.mark.usefixtures("small_shards")
def test_a_divided_year_is_searched_as_a_whole_one(page: Page, tmp_path: Path) -> None:
    output = tmp_path / "output"
    assert build(TOWN, output, Watch(Console(quiet=True))).published
    assert (output / "pagefind/2024-2").is_dir()
    with served(output) as address:
        town = Sample(reference.projects_of(TOWN), output, address)
        assert wrong(page, town, [(run, {}) for run in take(runs_in(town, seed=7), 60)]) == []
        assert wrong(page, town, [("满意度", {"year": "2024", "category": "数量指标"})]) == []
        assert expected(town, "满意度", {"year": "2024", "category": "数量指标"})


@pytest.mark.usefixtures("small_shards")
def test_a_changed_project_leaves_the_other_parts_as_they_are(site: Site) -> None:
    gone = next(project.address for project in site.projects if project.record.year == 2023)
    before, after = (search_files(one) for one in (site, without(site, gone)))
    changed = {a.split("/")[1] for a in before.keys() | after.keys() if before.get(a) != after.get(a)}
    assert len(changed - {"shards.json", "projects"}) == 1
    assert all(name.startswith("2023-") for name in changed - {"shards.json", "projects"})


def counted(cache: Cache, made: list[str]) -> search.Keep:
    def keep(key: str, make: Callable[[], bytes]) -> bytes:
        def noted() -> bytes:
            made.append(key)
            return make()

        return cache.keep(key, noted)

    return keep


def test_only_shards_that_have_changed_are_indexed_again(site: Site, tmp_path: Path) -> None:
    made: list[str] = []
    keep = counted(Cache(tmp_path / "cache"), made)
    cold = search_files(site, keep)
    years = len({project.record.year for project in site.projects})
    assert len(made) == years
    assert search_files(site, keep) == cold == search_files(site)
    assert len(made) == years
    search_files(without(site, site.projects[0].address), keep)
    assert len(made) == years + 1


def test_a_text_that_changes_is_indexed_anew(site: Site, tmp_path: Path) -> None:
    keep = Cache(tmp_path / "cache").keep
    search_files(site, keep)
    first = site.projects[0]
    renamed = first.record.model_copy(update={"name": f"{first.record.name}甲乙丙"})
    project = Project.of(renamed, first.slug, first.department, first.address, first.source)
    changed = replace(site, projects=(project, *site.projects[1:]))
    assert search_files(changed, keep) == search_files(changed) != search_files(site)


def test_another_version_of_the_indexer_indexes_again(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    keep = counted(Cache(tmp_path / "cache"), made)
    search_files(site, keep)
    monkeypatch.setattr("builder.search.pagefind.VERSION", "another")
    before = len(made)
    search_files(site, keep)
    assert len(made) == 2 * before


def test_a_build_uses_what_was_kept_and_keeps_the_cache_small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    tidied: list[Cache] = []
    monkeypatch.setattr(Cache, "tidy", lambda cache, _: tidied.append(cache))
    assert build(TOWN, tmp_path / "output", Watch(Console(quiet=True))).published
    monkeypatch.setattr(pagefind_bin, "get_executable", lambda: "/nowhere/pagefind")
    assert build(TOWN, tmp_path / "another", Watch(Console(quiet=True))).published
    assert len(tidied) == 2


def test_the_mark_of_a_shard_changes_with_anything_that_is_shown_of_it(site: Site) -> None:
    first = site.projects[0]
    withdrawal = Withdrawal.model_validate({"日期": "2024-07-01", "理由": "重复"})
    record = first.record.model_copy(update={"withdrawal": withdrawal})
    withdrawn = Project.of(record, first.slug, first.department, first.address, first.source)
    changed = replace(site, projects=(withdrawn, *site.projects[1:]))
    before, after = (search_files(one) for one in (site, changed))
    name = f"pagefind/{first.outline.year}-1/facts.txt"
    assert before[name] == after[name]
    assert before["pagefind/shards.json"] != after["pagefind/shards.json"]


def test_the_indexer_never_gets_many_more_than_two_thousand_projects_at_once(site: Site) -> None:
    project = site.projects[0]
    many = [replace(project, address=f"projects/2024/p{number}/") for number in range(12_500)]
    parts = [part for _, part in import_module("builder.search.bundle")._divided(many)]
    assert sum(map(len, parts)) == 12_500
    assert max(map(len, parts)) < 2200


def test_what_is_damaged_in_the_cache_is_made_again(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    assert cache.keep("key", lambda: b"value") == b"value"
    assert cache.keep("key", lambda: b"other") == b"value"
    for damage in (b"", b"short", (tmp_path / "key").read_bytes()[:-1], (tmp_path / "key").read_bytes() + b"x"):
        (tmp_path / "key").write_bytes(damage)
        assert cache.keep("key", lambda: b"value") == b"value"


def test_what_got_under_another_name_in_the_cache_is_made_again(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.store("one", b"1")
    cache.store("other", b"2")
    (tmp_path / "one").replace(tmp_path / "other")
    assert cache.recall("other") is None


def test_without_a_folder_for_the_cache_everything_is_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = Cache(tmp_path / "file")
    assert [cache.keep("key", lambda: b"value") for _ in range(2)] == [b"value"] * 2
    cache.tidy()


def test_the_cache_forgets_what_was_not_used_for_longest(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    for age, key in enumerate("abcd"):
        cache.keep(key, lambda: b"x" * 100)
        os.utime(tmp_path / key, (1000 + age, 1000 + age))
    cache.keep("a", lambda: b"not made again")
    cache.tidy(limit=300)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "d"]


def program(tmp_path: Path, script: str) -> Callable[[], str]:
    path = tmp_path / "program"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return lambda: str(path)


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("exit 1", "中途停止了"),
        ("echo 不是回答,", "版本不对"),
        ("head -c 100 > /dev/null", "中途停止了"),
        (
            f"printf %s, {base64.b64encode(json.dumps({'payload': {'type': 'Error', 'message': '坏'}}).encode()).decode()}",
            "报告了错误：坏",
        ),
        (
            f"printf %s, {base64.b64encode(json.dumps({'payload': {'type': 'GetFiles', 'files': []}}).encode()).decode()}",
            "版本不对",
        ),
    ],
)
def test_an_indexer_that_fails_is_told_in_a_sentence(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, message: str
) -> None:
    monkeypatch.setattr(pagefind_bin, "get_executable", program(tmp_path, script))
    with pytest.raises(search.IndexerError, match=message):
        search_files(site)


def test_a_missing_indexer_is_told_in_a_sentence(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pagefind_bin, "get_executable", lambda: "/nowhere/pagefind")
    with pytest.raises(search.IndexerError, match="重新安装"):
        search_files(site)
