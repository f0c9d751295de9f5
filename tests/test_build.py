"""The recipe as a whole: the same content gives the same bytes, and no failure harms the old site."""

import hashlib
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from builder import content as contents
from builder import publish
from builder.model.steps import ChangedError
from builder.publish.errors import AnotherBuildError
from builder.unchanged import Last
from tests.conftest import CONTENT, ROOT, build, gongkai


def digest(folder: Path) -> dict[str, str]:
    """What is in a folder, file by file."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def copied_in_other_order(source: Path, target: Path) -> Path:
    """The same files, made in another order and at other times, so that listings differ."""
    files = [path for path in source.rglob("*") if path.is_file()]
    random.Random(7).shuffle(files)
    for number, path in enumerate(files):
        copy = target / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
        os.utime(copy, (number, number))
    return target


@pytest.mark.parametrize("sample", [CONTENT, ROOT / "tests/sites/town/content"], ids=["real", "town"])
def test_two_builds_anywhere_at_any_time_are_the_same_to_the_byte(sample: Path, tmp_path: Path) -> None:
    first = gongkai("build", "--content", sample, "--output", tmp_path / "a", TZ="UTC", LC_ALL="C", PYTHONHASHSEED="1")
    elsewhere = copied_in_other_order(sample, tmp_path / "elsewhere" / "内容")
    second = gongkai(
        "build",
        *("--content", elsewhere, "--output", tmp_path / "elsewhere" / "b"),
        cwd=tmp_path,
        TZ="Pacific/Kiritimati",
        LC_ALL="tr_TR.UTF-8",
        LANG="tr_TR.UTF-8",
        PYTHONHASHSEED="4242",
        SOURCE_DATE_EPOCH="1",
    )
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert digest(tmp_path / "a") == digest(tmp_path / "elsewhere" / "b")


def test_a_second_build_writes_nothing_anew(content: Path, tmp_path: Path) -> None:
    build(content, tmp_path / "output")
    again = gongkai("build", "--content", content, "--output", tmp_path / "output")
    assert "新写入 0 个" in again.stdout


def test_a_removed_project_leaves_no_page_behind(content: Path, tmp_path: Path) -> None:
    output = build(content, tmp_path / "output")
    (content / "projects/2024/gonghui-huodong.yaml").unlink()
    build(content, output)
    assert not (output / "projects/2024/gonghui-huodong").exists()
    assert "gonghui-huodong" not in "".join(path.read_text("utf-8") for path in output.rglob("*.html"))


def test_content_with_an_error_leaves_the_old_site_as_it_was(content: Path, tmp_path: Path) -> None:
    output = build(content, tmp_path / "output")
    before = digest(output)
    with (content / "site.yaml").open("a", encoding="utf-8") as file:
        file.write("主办单: 错字\n")
    failed = gongkai("build", "--content", content, "--output", output)
    assert failed.returncode == 1
    assert "site.yaml" in failed.stderr
    assert "主办单位" in failed.stderr
    assert failed.stdout == ""
    assert digest(output) == before


def test_a_folder_that_is_not_a_built_site_is_not_touched(content: Path, tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    (photos / "2024.jpg").write_bytes(b"...")
    refused = gongkai("build", "--content", content, "--output", photos)
    assert refused.returncode == 2
    assert [path.name for path in photos.iterdir()] == ["2024.jpg"]
    assert "photos" in refused.stderr


def test_the_content_folder_is_never_the_output(content: Path) -> None:
    before = digest(content)
    for target in (content, content / "projects", content.parent):
        assert gongkai("build", "--content", content, "--output", target).returncode == 2
    assert digest(content) == before


def test_no_page_is_made_for_a_year_or_a_department_without_projects(content: Path, tmp_path: Path) -> None:
    shutil.rmtree(content / "projects")
    output = build(content, tmp_path / "output")
    assert not (output / "years").exists()
    assert not (output / "departments").exists()
    home = (output / "index.html").read_text("utf-8")
    assert "years/index.html" not in home
    assert "还没有公开的项目" in home
    for page in output.rglob("*.html"):
        assert not re.search(r'href="[^"]*(years|departments)/', page.read_text("utf-8")), page


def test_a_base_address_gives_full_links_and_without_one_there_are_none(content: Path, tmp_path: Path) -> None:
    plain = build(content, tmp_path / "plain")
    based = build(content, tmp_path / "based", "https://example.org/a/b")
    page = "projects/2024/gonghui-huodong/index.html"
    assert "example.org" not in (plain / page).read_text("utf-8")
    assert 'href="https://example.org/a/b/projects/2024/gonghui-huodong/"' in (based / page).read_text("utf-8")


def test_what_was_built_and_what_sha256sums_lists_is_the_same(site: Path) -> None:
    listed = dict(reversed(line.split("  ", 1)) for line in (site / "SHA256SUMS").read_text("utf-8").splitlines())
    found = digest(site)
    del found["SHA256SUMS"]
    assert listed == found


def test_only_plain_ascii_file_names_are_written(site: Path) -> None:
    assert all(name.isascii() and " " not in name for name in digest(site))


def test_what_somebody_put_into_the_output_is_kept_beside_it(content: Path, tmp_path: Path) -> None:
    output = build(content, tmp_path / "output")
    (output / "verify.txt").write_text("from the host", "utf-8")
    again = gongkai("build", "--content", content, "--output", output)
    assert again.returncode == 0
    assert not (output / "verify.txt").exists()
    assert (tmp_path / "output-kept/verify.txt").read_text("utf-8") == "from the host"
    assert "verify.txt" in again.stderr
    assert "output-kept" in again.stderr


def test_a_terminal_that_lacks_a_sign_still_gets_the_report(content: Path) -> None:
    with (content / "site.yaml").open("a", encoding="utf-8") as file:
        file.write("😀: 1\n")
    done = gongkai("check", "--content", content, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 1
    assert "E211" in done.stdout
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=["Ctrl-C", "ended", "window closed"]
)
def test_whoever_stops_a_build_is_told_so_and_finds_the_old_site(how: int, content: Path, tmp_path: Path) -> None:
    output = build(content, tmp_path / "output")
    before = digest(output)
    for number in range(400):
        (content / f"projects/2024/copy-{number}.yaml").symlink_to(content / "projects/2024/gonghui-huodong.yaml")
    command = [sys.executable, "-m", "builder", "build", "--content", content, "--output", output, "--jobs", "1"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, encoding="utf-8") as process:
        while not list(tmp_path.glob(".output.gongkai-new-*")):
            assert process.poll() is None, "the build was over before it could be stopped"
            time.sleep(0.01)
        process.send_signal(how)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert said.splitlines()[-1] == "已停止，原来的网站没有改动。"
    assert "Traceback" not in said
    assert digest(output) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["content", "output"]


def test_a_web_link_is_a_web_link_however_its_scheme_is_typed(content: Path, tmp_path: Path) -> None:
    (content / "pages/links.md").write_text("# 链接\n\n[甲](HTTPS://example.org/x) [乙](terms.md#数量指标)\n", "utf-8")
    page = (build(content, tmp_path / "output") / "pages/links/index.html").read_text("utf-8")
    assert 'href="HTTPS://example.org/x" rel="noopener noreferrer"' in page
    assert 'href="../../pages/terms/index.html#' in page


def test_what_is_remembered_of_a_site_is_looked_up_before_anybody_else_may_build_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    output = tmp_path / "output"
    kept = Last.keep

    def keep(*given: Any) -> Any:
        with pytest.raises(AnotherBuildError), publish.reserved(output, protected=CONTENT):
            pass
        return kept(*given)

    monkeypatch.setattr(Last, "keep", keep)
    build(CONTENT, output)


def test_an_original_that_is_replaced_while_the_site_is_built_stops_it(
    monkeypatch: pytest.MonkeyPatch, content: Path, tmp_path: Path
) -> None:
    record = next(content.glob("projects/2024/*.yaml"))
    record.write_text(record.read_text("utf-8") + "\n原件: {文件: originals/a.pdf}\n", "utf-8")
    (content / "originals").mkdir()
    (content / "originals/a.pdf").write_bytes(b"%PDF first")
    loaded = contents.load

    def slow(*given: Any) -> Any:
        done = loaded(*given)
        (content / "originals/a.pdf").write_bytes(b"%PDF second")
        return done

    monkeypatch.setattr(contents, "load", slow)
    with pytest.raises(ChangedError, match=r"a\.pdf：原件在生成时被换掉了；再运行一次"):
        build(content, tmp_path / "output")
    assert not (tmp_path / "output").exists()
    monkeypatch.undo()
    build(content, tmp_path / "output")
