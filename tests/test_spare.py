"""Two trees of a large site take turns: the one that isn't the site gets what has changed, and nothing else."""

import hashlib
import os
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.publish import Published, Stage, Writer, reserved, spare, statuses
from builder.publish import publish as put_in_place
from tests import kills
from tests.publishing import publish

HOME = {"index.html": b"home", "assets/css/site.css": b"p {}"}
FIRST = {**HOME, "projects/a/index.html": b"a", "years/index.html": b"2024"}
SECOND = {**HOME, "projects/b/index.html": b"b", "years/index.html": b"2025"}

Files = dict[str, bytes]


@pytest.fixture(autouse=True)
def every_site_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spare, "WORTH", 0)


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "output"


def put(files: Files, output: Path) -> Published:
    return publish(files.items(), output, protected=output.parent / "content")


def read(output: Path) -> Files:
    """The site, after a check that its manifest lists just what is there."""
    files = {address: (output / address).read_bytes() for address in statuses(output)}
    sums = files.pop("SHA256SUMS").decode()
    assert sums == "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))
    return files


def test_the_tree_that_was_replaced_is_kept_for_the_next_build(output: Path) -> None:
    put(FIRST, output)
    assert not spare.place(output).exists(), "there was nothing to replace"
    put(SECOND, output)
    assert read(spare.place(output)) == FIRST
    put(FIRST, output)
    assert (read(output), read(spare.place(output))) == (FIRST, SECOND)
    assert [path.name for path in output.parent.iterdir() if "-new-" in path.name] == []


def test_a_file_that_both_trees_have_is_left_where_it_is(output: Path) -> None:
    for site in (FIRST, SECOND):
        put(site, output)
    before = statuses(output)["index.html"]
    with reserved(output, protected=output.parent / "content") as site, Stage(site) as stage:
        writer = Writer(stage.folder, stage.site)
        kept = writer.put("index.html", HOME["index.html"])
        for one in (kept, writer.put("assets/css/site.css", HOME["assets/css/site.css"])):
            stage.accept(one)
        put_in_place(stage)
    for files in (FIRST, SECOND):
        with reserved(output, protected=output.parent / "content") as site, Stage(site) as stage:
            stage.take(kept)
            for address, data in files.items():
                if address != kept.address:
                    stage.accept(Writer(stage.folder, stage.site).put(address, data))
            put_in_place(stage)
        assert read(output) == files
    assert statuses(output)["index.html"].inode == before.inode


@pytest.mark.parametrize(("now", "then"), [("a.pdf", "a.pdf/x.pdf"), ("a.pdf/x.pdf", "a.pdf"), ("a/b/c", "a")])
def test_a_file_takes_the_place_of_a_folder_and_the_reverse(now: str, then: str, output: Path) -> None:
    one, other = ({**HOME, f"originals/{name}": name.encode()} for name in (now, then))
    for site in (one, other, one, other):
        put(site, output)
        assert read(output) == site


def test_a_build_that_fails_leaves_the_spare_tree_to_the_next(output: Path) -> None:
    for site in (FIRST, SECOND):
        put(site, output)
    before = statuses(output)
    with (
        suppress(KeyboardInterrupt),
        reserved(output, protected=output.parent / "content") as site,
        Stage(site) as stage,
    ):
        stage.accept(Writer(stage.folder, stage.site).put("index.html", b"half"))
        raise KeyboardInterrupt
    assert spare.place(output).is_dir()
    # Of the site's files only the one that was made anew is touched: the next build takes no other for changed.
    assert {address for address, now in statuses(output).items() if now != before[address]} <= {"index.html"}
    put(FIRST, output)
    assert read(output) == FIRST


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.dictionaries(st.sampled_from(["a", "b/a", "b/c", "c/d/e", "c/d/f"]), st.binary(max_size=3)),
        max_size=6,
    )
)
def test_whatever_a_site_becomes_it_is_what_it_would_be_without(sites: list[Files]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder, "output")
        for site in sites:
            put({**HOME, **site}, output)
            assert read(output) == {**HOME, **site}
            folders = {path.relative_to(output).as_posix() for path in output.rglob("*") if path.is_dir()}
            assert all(any(address.startswith(f"{one}/") for address in {**HOME, **site}) for one in folders)


def test_nothing_is_written_through_a_link_that_somebody_put_there(output: Path, tmp_path: Path) -> None:
    for site in (FIRST, SECOND):
        put(site, output)
    precious = tmp_path / "precious"
    (precious / "a").mkdir(parents=True)
    (precious / "a/index.html").write_text("mine")
    projects = spare.place(output) / "projects"
    for path in (*projects.rglob("*.html"), *sorted(projects.rglob("*"), reverse=True), projects):
        if path.exists():
            path.rmdir() if path.is_dir() else path.unlink()
    projects.symlink_to(precious)
    put(FIRST, output)
    assert read(output) == FIRST
    assert (precious / "a/index.html").read_text() == "mine"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_a_tree_whose_folders_not_everybody_may_read_is_not_used(output: Path) -> None:
    for site in (FIRST, SECOND):
        put(site, output)
    (spare.place(output) / "years").chmod(0o700)
    put(FIRST, output)
    assert read(output) == FIRST
    assert (output / "years").stat().st_mode & 0o777 == 0o755


def test_where_files_are_not_shared_none_is_kept(output: Path) -> None:
    put(FIRST, output)
    put({**SECOND, "assets/css/site.css": b"new"}, output)
    assert not spare.place(output).exists()
    assert read(output)["assets/css/site.css"] == b"new"


def test_a_small_site_leaves_nothing_beside_it(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(FIRST, output)
    put(SECOND, output)
    monkeypatch.setattr(spare, "WORTH", 5_000)
    put(FIRST, output)
    assert read(output) == FIRST
    assert list(output.parent.iterdir()) == [output]


def test_builds_that_are_killed_leave_a_whole_site(capsys: pytest.CaptureFixture[str]) -> None:
    assert kills.main(20, seed=3, beside=True) == 20, capsys.readouterr().out
