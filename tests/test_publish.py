"""The site in ``output/`` is replaced whole or not at all, and nothing else is ever touched."""

import errno
import hashlib
import os
import random
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import builder
from builder.publish import AlreadyOut, Published, PublishError, Stage, Writer, repair, site, statuses, swap, system
from builder.publish import publish as publish_stage
from tests.publishing import publish

HOME = {"index.html": b"<h1>home</h1>", "assets/css/site.css": b"h1 {}"}
FIRST = {**HOME, "projects/2024/a/index.html": b"a", "years/index.html": b"2024"}
SECOND = {**HOME, "projects/2024/b/index.html": b"b", "years/index.html": b"2025"}

Files = dict[str, bytes]


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "output"


@pytest.fixture(params=["one step", "two steps"])
def each_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test runs with the system's exchange, and as where there is none."""
    if request.param == "two steps":
        without_exchange(monkeypatch)


def without_exchange(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(swap, "exchange", lambda *_: False)


def put(files: Files, output: Path) -> Published:
    """Publish them, with a content folder that stands beside."""
    return publish(iter(files.items()), output, protected=output.parent / "content")


def tree(folder: Path) -> Files:
    """Every file below, whatever it is."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def whole(output: Path) -> Files:
    """The site there, after a check that its manifest lists just what is there."""
    files = {address: data for address, data in tree(output).items() if address != ".gitkeep"}
    sums = files.pop("SHA256SUMS").decode()
    expected = [f"{hashlib.sha256(data).hexdigest()}  {address}\n" for address, data in sorted(files.items())]
    assert sums == "".join(expected)
    return files


def beside(output: Path) -> list[str]:
    """What else is in the folder that holds the site."""
    return sorted(path.name for path in output.parent.iterdir() if path != output)


def failing(error: BaseException) -> Iterator[tuple[str, bytes]]:
    yield "index.html", b"half a site"
    yield "projects/2024/a/index.html", b"half a site"
    raise error


def unasked() -> Iterator[tuple[str, bytes]]:
    pytest.fail("the target should have been refused before anything is asked for")
    yield


# What is published


def test_a_new_site_is_just_what_was_given(output: Path) -> None:
    result = put(FIRST, output)
    assert whole(output) == FIRST
    assert result == Published(files=4, written=4, kept=0, bytes=sum(map(len, FIRST.values())), removed=0)
    assert beside(output) == []


def test_a_file_is_copied_from_where_it_lies(output: Path, tmp_path: Path) -> None:
    source = tmp_path / "批复.pdf"
    source.write_bytes(b"%PDF")
    publish([*HOME.items(), ("originals/1.pdf", source)], output, protected=tmp_path / "content")
    assert whole(output) == {**HOME, "originals/1.pdf": b"%PDF"}
    assert not (output / "originals/1.pdf").samefile(source)


def test_folders_above_are_made(tmp_path: Path) -> None:
    put(FIRST, tmp_path / "build/site")
    assert whole(tmp_path / "build/site") == FIRST


@pytest.mark.usefixtures("each_way")
def test_files_of_the_old_site_are_gone(output: Path) -> None:
    put(FIRST, output)
    result = put(SECOND, output)
    assert whole(output) == SECOND
    assert result == Published(files=4, written=2, kept=2, bytes=sum(map(len, SECOND.values())), removed=1)
    assert beside(output) == []


def test_unchanged_files_are_linked_and_not_written(output: Path) -> None:
    put(FIRST, output)
    before = {address: (output / address).stat().st_ino for address in FIRST}
    put(SECOND, output)
    same = {address for address in before if address in SECOND and (output / address).stat().st_ino == before[address]}
    assert same == HOME.keys()


def test_a_file_that_was_changed_behind_our_back_is_written_again(output: Path) -> None:
    put(FIRST, output)
    (output / "index.html").write_bytes(b"<h1>evil</h1>")  # The same length, and the manifest doesn't know.
    assert put(FIRST, output).written == 1
    assert whole(output) == FIRST


def test_where_links_are_not_supported_files_are_written(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(FIRST, output)

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    assert put(FIRST, output).written == 4
    assert whole(output) == FIRST


def test_a_link_in_the_old_site_does_not_get_into_the_new_one(output: Path, tmp_path: Path) -> None:
    put(FIRST, output)
    elsewhere = tmp_path / "elsewhere"
    shutil.move(output / "years", elsewhere)
    (output / "years").symlink_to(elsewhere)
    (tmp_path / "home.html").write_bytes(FIRST["index.html"])
    (output / "index.html").unlink()
    (output / "index.html").symlink_to(tmp_path / "home.html")
    put(FIRST, output)
    assert not any(path.is_symlink() for path in output.rglob("*"))
    assert whole(output) == FIRST
    assert tree(elsewhere) == {"index.html": b"2024"}


def test_a_pipe_in_the_old_site_is_not_waited_for(output: Path) -> None:
    put(FIRST, output)
    os.mkfifo(output / "empty.txt", 0o644)
    put({**FIRST, "empty.txt": b""}, output)
    assert whole(output) == {**FIRST, "empty.txt": b""}


@pytest.mark.usefixtures("each_way")
def test_gitkeep_outlives_the_site_and_is_no_part_of_it(output: Path) -> None:
    output.mkdir()
    (output / ".gitkeep").touch()
    put(FIRST, output)
    result = put(SECOND, output)
    assert (output / ".gitkeep").is_file()
    assert whole(output) == SECOND
    assert result.files == len(SECOND)


def test_modes_do_not_depend_on_the_umask(output: Path) -> None:
    put(HOME, output)
    (output / "index.html").chmod(0o600)
    former = os.umask(0o077)
    try:
        put(FIRST, output)
    finally:
        os.umask(former)
    modes = {(path.is_dir(), path.stat().st_mode & 0o7777) for path in (output, *output.rglob("*"))}
    assert modes == {(True, 0o755), (False, 0o644)}


NAMES = st.sampled_from(["a", "B", "c-1", "_", "0.x"])
SITES = st.dictionaries(
    st.lists(NAMES, max_size=3).map(lambda parts: "/".join([*parts, "page.html"])), st.binary(max_size=8), max_size=6
).map(lambda files: {**files, **HOME})


@settings(max_examples=40, deadline=None)
@given(SITES, SITES, st.randoms(use_true_random=False))
def test_the_same_files_give_the_same_bytes_in_any_order_and_after_any_site(
    files: Files, earlier: Files, chance: random.Random
) -> None:
    shuffled = list(files.items())
    chance.shuffle(shuffled)
    with tempfile.TemporaryDirectory() as name:
        cold, warm = Path(name, "cold"), Path(name, "warm")
        put(files, cold)
        put(earlier, warm)
        put(dict(shuffled), warm)
        assert tree(cold) == tree(warm)
        assert whole(warm) == files


def test_sha256sum_agrees_with_the_manifest(output: Path) -> None:
    put(FIRST, output)
    if tool := shutil.which("sha256sum"):
        subprocess.run([tool, "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=output, check=True)
    whole(output)


# Which folder may be replaced


def refused(output: Path, protected: Path) -> str:
    """The reason why ``output`` isn't taken; nothing is consumed, nothing is changed."""
    root = protected.parent
    before = tree(root)
    with pytest.raises(PublishError) as caught:
        publish(unasked(), output, protected=protected)
    assert caught.value.exit_code == 2
    assert tree(root) == before
    message = str(caught.value)
    assert message.endswith("。")
    assert "请" in message
    return message


@pytest.fixture
def content(tmp_path: Path) -> Path:
    (tmp_path / "content").mkdir()
    (tmp_path / "content/site.yaml").write_text("名称: 公开")
    return tmp_path / "content"


def test_a_file_is_refused(content: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    assert "文件，不是文件夹" in refused(tmp_path / "notes.txt", content)
    assert "文件，不是文件夹" in refused(tmp_path / "notes.txt/output", content)


def test_the_content_folder_is_refused_and_so_is_all_around_it(content: Path, tmp_path: Path) -> None:
    assert "这是存放公开内容" in refused(content, content)
    assert "里面" in refused(content / "output", content)
    assert "在它里面" in refused(tmp_path, content)


def test_the_content_folder_is_recognised_through_links(content: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(content)
    assert "公开内容" in refused(tmp_path / "link", content)
    assert "公开内容" in refused(content, tmp_path / "link")
    assert "里面" in refused(tmp_path / "link/output", content)


def test_the_content_folder_is_refused_even_when_it_looks_like_a_site(content: Path) -> None:
    put(FIRST, content.parent / "output")
    shutil.copytree(content.parent / "output", content, dirs_exist_ok=True)
    assert "公开内容" in refused(content, content)


def test_root_home_and_working_folder_are_refused(
    content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("home/user", "work/here"):
        (tmp_path / name).mkdir(parents=True)
    monkeypatch.setenv("HOME", str(tmp_path / "home/user"))
    monkeypatch.chdir(tmp_path / "work/here")
    for home in (tmp_path / "home/user", tmp_path / "home"):
        assert "主文件夹" in refused(home, content)
    for folder in (tmp_path / "work/here", tmp_path / "work", Path(), Path("..")):
        assert "当前所在的文件夹" in refused(folder, content)
    assert "根目录" in refused(Path("/"), content)


def test_a_folder_that_somebody_else_made_is_refused(content: Path, tmp_path: Path) -> None:
    def folder(name: str, files: Files) -> Path:
        for address, data in files.items():
            path = tmp_path / name / address
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        return tmp_path / name

    assert "论文.doc" in refused(folder("mine", {"论文.doc": b"years of work"}), content)
    refused(folder("unlisted", HOME), content)
    refused(folder("download", {"SHA256SUMS": b"0" * 64 + b"  image.iso\n", "image.iso": b""}), content)
    refused(folder("unreadable", {"SHA256SUMS": b"\xff\xfe\x00"}), content)
    refused(folder("deep", {".gitkeep/mine": b""}), content)


def test_a_site_with_a_git_repository_in_it_is_refused(content: Path, output: Path) -> None:
    put(FIRST, output)
    (output / ".git").mkdir()
    (output / ".git/HEAD").write_text("ref: refs/heads/main")
    assert "Git" in refused(output, content)


def test_a_circle_of_links_is_refused(content: Path, output: Path) -> None:
    output.symlink_to(output.with_name("other"))
    output.with_name("other").symlink_to(output)
    assert "链接" in refused(output, content)


def test_a_link_stays_and_the_folder_behind_it_is_replaced(output: Path, tmp_path: Path) -> None:
    (tmp_path / "disk/www").mkdir(parents=True)
    output.symlink_to(tmp_path / "disk/www")
    put(FIRST, output)
    put(SECOND, output)
    assert output.is_symlink()
    assert whole(tmp_path / "disk/www") == SECOND
    assert beside(tmp_path / "disk/www") == []


def test_what_appears_in_the_place_during_the_build_is_not_replaced(output: Path) -> None:
    def slow() -> Iterator[tuple[str, bytes]]:
        yield from FIRST.items()
        output.mkdir()
        (output / "mine.txt").write_text("mine")

    with pytest.raises(PublishError, match=r"mine\.txt"):
        publish(slow(), output, protected=output.parent / "content")
    assert tree(output) == {"mine.txt": b"mine"}
    assert beside(output) == []


# Which addresses may be given


@pytest.mark.parametrize(
    "address",
    [
        "",
        "/index.html",
        "a//b",
        "a/",
        "./a",
        "a/../../b",
        "..",
        "a\\b",
        "年度/index.html",
        "a b",
        "a\n",
        "a%20b",
        "c:d",
    ],
)
def test_a_bad_address_is_a_mistake_in_the_program(output: Path, address: str) -> None:
    put(FIRST, output)
    with pytest.raises(ValueError, match="address"):
        put({**SECOND, address: b""}, output)
    assert whole(output) == FIRST
    assert beside(output) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a/x.html", "a/x.html"),
        ("a/x.html", "a/X.html"),
        ("a/x.html", "A/y.html"),
        ("a", "a/x.html"),
        ("a/x.html", "A"),
        ("SHA256SUMS", "SHA256SUMS"),
        (".gitkeep", ".gitkeep"),
    ],
)
def test_two_addresses_that_cannot_stand_together_are_both_named(output: Path, one: str, other: str) -> None:
    put(FIRST, output)
    with pytest.raises(ValueError, match=r"address|file|folder") as caught:
        publish([*HOME.items(), (one, b"1"), (other, b"2")], output, protected=output.parent / "content")
    assert repr(one) in str(caught.value)
    assert repr(other) in str(caught.value)
    assert whole(output) == FIRST
    assert beside(output) == []


def test_a_site_that_the_next_build_would_not_know_is_a_mistake_in_the_program(output: Path) -> None:
    with pytest.raises(ValueError, match="index"):
        put({"assets/css/site.css": b""}, output)
    assert not output.exists()
    assert beside(output) == []


# All or nothing


@pytest.mark.parametrize("error", [KeyError("a page"), KeyboardInterrupt(), OSError(errno.ENOSPC, "not ours")])
def test_when_the_files_fail_halfway_the_old_site_stays(output: Path, error: BaseException) -> None:
    put(FIRST, output)
    inode = output.stat().st_ino
    with pytest.raises(type(error)) as caught:
        publish(failing(error), output, protected=output.parent / "content")
    assert caught.value is error
    assert whole(output) == FIRST
    assert output.stat().st_ino == inode
    assert beside(output) == []


def test_a_reader_never_finds_the_site_missing(output: Path) -> None:
    put(FIRST, output)
    done, seen, missed = threading.Event(), set[bytes](), list[OSError]()

    def poll() -> None:
        while not done.is_set():
            try:
                seen.add((output / "index.html").read_bytes())
            except OSError as error:
                missed.append(error)

    reader = threading.Thread(target=poll)
    pages = [b"home %d" % number for number in range(30)]
    reader.start()
    try:
        for page in pages:
            put({**FIRST, "index.html": page}, output)
    finally:
        done.set()
        reader.join()
    assert missed == []
    assert seen <= {FIRST["index.html"], *pages}


def test_the_system_exchanges_two_folders_in_one_step(tmp_path: Path) -> None:
    one, other = tmp_path / "一", tmp_path / "二"
    one.mkdir()
    other.mkdir()
    inodes = one.stat().st_ino, other.stat().st_ino
    can = sys.platform in {"linux", "darwin"}
    assert system.exchange(one, other) is can
    assert (one.stat().st_ino, other.stat().st_ino) == (inodes[::-1] if can else inodes)


@pytest.mark.parametrize("code", [errno.ENOSYS, errno.EINVAL, errno.ENOTSUP])
def test_where_the_system_cannot_exchange_two_renames_do(
    output: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    put(FIRST, output)
    monkeypatch.setattr(system, "_call", lambda name, *_: 0 if name == "syncfs" else code)
    put(SECOND, output)
    assert whole(output) == SECOND
    assert beside(output) == []


def test_when_the_second_rename_fails_the_first_is_undone(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(FIRST, output)
    without_exchange(monkeypatch)
    rename = Path.rename

    def fail_into_place(path: Path, target: Path) -> Path:
        if ".gongkai-new-" in path.name and target == output:
            raise PermissionError(errno.EACCES, "denied")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fail_into_place)
    with pytest.raises(PublishError, match="权限"):
        put(SECOND, output)
    assert whole(output) == FIRST
    assert beside(output) == []


def immovable(monkeypatch: pytest.MonkeyPatch, output: Path) -> None:
    """As overlayfs has it for a folder of the image below: neither exchanged nor renamed."""
    without_exchange(monkeypatch)
    rename = Path.rename
    inode = output.stat().st_ino

    def refuse(path: Path, target: Path) -> Path:
        if path.stat().st_ino == inode:
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refuse)


def test_a_site_that_came_with_a_container_image_is_replaced_too(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(FIRST, output)
    immovable(monkeypatch, output)
    put(SECOND, output)
    assert whole(output) == SECOND
    assert beside(output) == []


def test_such_a_site_is_restored_when_its_deleting_fails(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(FIRST, output)
    immovable(monkeypatch, output)
    rmtree, calls = shutil.rmtree, list[Path]()

    def fail_once(path: Path, **options: Any) -> None:
        if path == output and not calls:
            calls.append(path)
            (path / "index.html").unlink()
            raise OSError(errno.EIO, "bad disk")
        rmtree(path, **options)

    monkeypatch.setattr(shutil, "rmtree", fail_once)
    with pytest.raises(PublishError, match="磁盘读写出错"):
        put(SECOND, output)
    assert whole(output) == FIRST
    assert beside(output) == []


# What the machine may lack


def lacking(output: Path, files: Files) -> str:
    """The message of a PublishError, after which the first site is as it was."""
    with pytest.raises(PublishError) as caught:
        put(files, output)
    assert caught.value.exit_code == 3
    assert whole(output) == FIRST
    assert beside(output) == []
    assert "请" in str(caught.value)
    return str(caught.value)


@contextmanager
def little_space(folder: Path) -> Iterator[None]:
    """A disk of 128 KB where we may mount one, else a limit to what a file may hold."""
    mount = shutil.which("mount")
    if mount and subprocess.run([mount, "-t", "tmpfs", "-o", "size=128k", "none", folder], check=False).returncode == 0:
        try:
            yield
        finally:
            subprocess.run(["umount", folder], check=True)
    else:
        with small_files():
            yield


@contextmanager
def small_files() -> Iterator[None]:
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("scarcity", [little_space, lambda _: small_files()], ids=["disk", "file size"])
def test_a_full_disk_leaves_the_old_site(output: Path, scarcity: Callable[[Path], Any]) -> None:
    with scarcity(output.parent):
        put(FIRST, output)
        message = lacking(output, {**SECOND, "data/all.csv": bytes(300_000)})
        assert str(output / "data/all.csv") in message
        assert "磁盘空间不足" in message or "大小" in message
        put(SECOND, output)
        assert whole(output) == SECOND


def test_bytes_that_do_not_reach_the_disk_do_not_go_out(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(FIRST, output)

    def fail(folder: Path) -> None:
        assert whole(folder) == SECOND
        raise OSError(errno.EIO, "bad disk")

    monkeypatch.setattr(site, "flush", fail)
    assert "磁盘读写出错" in lacking(output, SECOND)


def test_a_name_too_long_is_explained(tmp_path: Path) -> None:
    with pytest.raises(PublishError, match="路径太长") as caught:
        put(FIRST, tmp_path / ("x" * 250))
    assert caught.value.exit_code == 3
    assert list(tmp_path.iterdir()) == []


def test_a_folder_without_write_permission_is_explained(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(FIRST, output)
    with monkeypatch.context() as patch:
        if os.geteuid() == 0:  # Nothing is forbidden to root.
            patch.setattr(os, "open", refusing(PermissionError(errno.EACCES, "denied"), os.open, output.parent))
        else:
            output.parent.chmod(0o555)
        try:
            message = lacking(output, SECOND)
        finally:
            output.parent.chmod(0o755)
    assert str(output.parent) in message
    assert "权限" in message


def test_a_read_only_disk_is_explained(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(FIRST, output)
    with monkeypatch.context() as patch:
        patch.setattr(os, "open", refusing(OSError(errno.EROFS, "read-only"), os.open, output.parent))
        message = lacking(output, SECOND)
    assert "只读" in message


def refusing(error: OSError, function: Callable[..., int], folder: Path) -> Callable[..., int]:
    def stand_in(path: Any, flags: int, *arguments: Any, **options: Any) -> int:
        if flags & os.O_CREAT and Path(path).is_relative_to(folder):
            raise error
        return function(path, flags, *arguments, **options)

    return stand_in


def test_a_source_that_is_gone_is_named(output: Path, tmp_path: Path) -> None:
    put(FIRST, output)
    with pytest.raises(PublishError, match=r"原件\.pdf：找不到") as caught:
        publish([*HOME.items(), ("a.pdf", tmp_path / "原件.pdf")], output, protected=tmp_path / "content")
    assert caught.value.exit_code == 3
    assert whole(output) == FIRST
    assert beside(output) == []


# Builds that were killed, and builds at the same time

CHILD = """
import itertools, os, shutil, signal, sys
from pathlib import Path
from builder.publish import swap
from tests.publishing import publish
output = Path(sys.argv[1])
def die(*_): os.kill(os.getpid(), signal.SIGKILL)
def say(text): print(text, flush=True)
def put(files): publish(files, output, protected=output.parent / "content")
"""
WITHOUT_EXCHANGE = "swap.exchange = lambda *_: False\n"


@contextmanager
def child(output: Path, script: str) -> Iterator["subprocess.Popen[str]"]:
    """A second process that runs the script, killed at the end at the latest."""
    root = Path(builder.__file__).parents[1]
    command = [sys.executable, "-c", CHILD + script, str(output)]
    with subprocess.Popen(command, cwd=root, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            yield process
        finally:
            process.kill()


def heard(process: "subprocess.Popen[str]") -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def test_of_two_builds_at_a_time_the_second_is_told_to_wait(output: Path) -> None:
    script = f"""
def files():
    yield from {SECOND!r}.items()
    say("building"); input()
put(files())
"""
    put(FIRST, output)
    with child(output, script) as other:
        assert heard(other) == "building"
        with pytest.raises(PublishError, match="另一个生成正在进行") as caught:
            put(FIRST, output)
        assert caught.value.exit_code == 3
        assert whole(output) == FIRST
        output.with_name(".output.gongkai-old-0123456789abcdef").mkdir()
        repair(output)  # Leaves it to the one who builds.
        other.communicate("go on\n")
        assert other.returncode == 0
    assert whole(output) == SECOND
    assert beside(output) == []


def test_a_build_between_its_two_renames_is_not_disturbed(output: Path) -> None:
    script = """
rename, times = Path.rename, itertools.count()
def pausing(path, target):
    if next(times): say("no site now"); input()
    return rename(path, target)
Path.rename = pausing
"""
    put(FIRST, output)
    with child(output, WITHOUT_EXCHANGE + script + f"put({SECOND!r}.items())") as other:
        assert heard(other) == "no site now"
        repair(output)
        with pytest.raises(PublishError, match="另一个生成正在进行"):
            put(FIRST, output)
        assert not output.exists()
        other.communicate("go on\n" * 3)
        assert other.returncode == 0
    assert whole(output) == SECOND
    assert beside(output) == []


def test_two_sites_in_one_folder_do_not_hinder_each_other(output: Path, tmp_path: Path) -> None:
    other = tmp_path / "output.gongkai-new-0123456789abcdef"

    def files() -> Iterator[tuple[str, bytes]]:
        yield from FIRST.items()
        put(SECOND, output)

    publish(files(), other, protected=tmp_path / "content")
    assert whole(other) == FIRST
    assert whole(output) == SECOND


def test_a_worker_that_outlives_a_killed_build_does_not_keep_the_lock(output: Path) -> None:
    script = f"""
def files():
    yield from {SECOND!r}.items()
    worker = os.fork()
    if not worker:
        say(os.getpid())  # the worker itself: by now it has let go of the lock
        signal.pause()
    input()
put(files())
"""
    with child(output, script) as other:
        worker = int(heard(other))
        try:
            other.kill()
            other.wait()
            put(FIRST, output)
        finally:
            os.kill(worker, signal.SIGKILL)
    assert whole(output) == FIRST
    assert beside(output) == []


def test_a_lock_taken_while_its_file_was_being_removed_does_not_count(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from builder.publish import lock

    take, files = lock._lock, list[int]()

    def remove_first(handle: int) -> None:
        if not files:
            output.with_name(".output.gongkai.lock").unlink()
        files.append(os.fstat(handle).st_ino)
        take(handle)

    monkeypatch.setattr(lock, "_lock", remove_first)
    put(FIRST, output)
    assert len(files) == 2
    assert beside(output) == []


def test_what_killed_builds_left_is_cleared_and_nothing_else(output: Path, tmp_path: Path) -> None:
    put(FIRST, output)
    ours = [f".output.gongkai-{kind}-0123456789abcdef" for kind in ("new", "old")]
    others = [".output.gongkai-new-mine", ".output2.gongkai-new-0123456789abcdef", "gongkai-new-0123456789abcdef"]
    for name in [*ours, *others]:
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").touch()
    (tmp_path / ours[0]).chmod(0o555)
    (tmp_path / ".output.gongkai.lock").touch()
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious/file").touch()
    (tmp_path / ".output.gongkai-old-fedcba9876543210").symlink_to(tmp_path / "precious")
    put(SECOND, output)
    assert whole(output) == SECOND
    assert beside(output) == sorted([*others, ".output.gongkai-old-fedcba9876543210", "precious"])
    assert (tmp_path / "precious/file").exists()


KILLED_BETWEEN_RENAMES = """
rename, times = Path.rename, itertools.count()
Path.rename = lambda path, target: die() if next(times) else rename(path, target)
"""
KILLED_WHILE_DELETING = """
def rename(path, target, rename=Path.rename):
    if path == output: raise OSError(18, "Invalid cross-device link")
    return rename(path, target)
def rmtree(path, **options):
    (path / "index.html").unlink(); shutil.rmtree(path / "assets"); die()
Path.rename, swap.shutil = rename, type("", (), {"copytree": shutil.copytree, "rmtree": rmtree})
"""


@pytest.mark.parametrize("death", [KILLED_BETWEEN_RENAMES, KILLED_WHILE_DELETING], ids=["renames", "deleting"])
def test_a_build_killed_without_a_site_in_place_is_repaired(output: Path, death: str) -> None:
    put(FIRST, output)
    with child(output, WITHOUT_EXCHANGE + death + f"put({SECOND!r}.items())") as other:
        assert other.wait() == -signal.SIGKILL
    assert not (output / "index.html").exists()
    repair(output)
    assert whole(output) == FIRST
    put(SECOND, output)
    assert whole(output) == SECOND
    assert beside(output) == []


def test_the_next_build_repairs_by_itself(output: Path) -> None:
    put(FIRST, output)
    output.rename(output.with_name(".output.gongkai-old-0123456789abcdef"))
    assert put(FIRST, output).kept == len(FIRST)
    assert whole(output) == FIRST
    assert beside(output) == []


def test_a_folder_that_took_the_place_since_is_not_repaired_away(output: Path) -> None:
    put(FIRST, output)
    output.rename(output.with_name(".output.gongkai-old-0123456789abcdef"))
    output.mkdir()
    (output / "index.html").write_text("by somebody else")
    repair(output)
    assert tree(output) == {"index.html": b"by somebody else"}


def test_where_there_is_nothing_to_repair_nothing_is_written(
    output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(FIRST, output)
    monkeypatch.setattr(os, "open", refusing(OSError(errno.EROFS, "read-only"), os.open, tmp_path))
    repair(output)
    repair(tmp_path / "never/built")
    assert whole(output) == FIRST


def test_a_repair_that_fails_says_where_the_site_is(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(FIRST, output)
    aside = output.with_name(".output.gongkai-old-0123456789abcdef")
    output.rename(aside)

    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "denied")

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(PublishError, match="改名为 output") as caught:
        repair(output)
    assert str(aside) in str(caught.value)


@pytest.mark.parametrize("way", ["", WITHOUT_EXCHANGE], ids=["one step", "two steps"])
def test_whenever_a_build_is_killed_there_is_a_whole_site(output: Path, way: str) -> None:
    ballast = {f"data/{number}/all.csv": bytes(500) for number in range(20)}
    sites = [FIRST | ballast, SECOND | ballast]
    script = f"""
put({sites[0]!r}.items()); say("ready")
while True:
    for files in {sites!r}: put(files.items())
"""
    chance = secrets.SystemRandom()
    for _ in range(8):
        with child(output, way + script) as other:
            assert heard(other) == "ready"
            with suppress(subprocess.TimeoutExpired):
                other.wait(chance.uniform(0, 0.05))
            other.kill()
        if way:
            repair(output)
        assert whole(output) in sites
    put(FIRST, output)
    assert whole(output) == FIRST
    assert beside(output) == []


def test_two_hundred_kills_leave_two_hundred_whole_sites() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.kills", "200"],
        cwd=Path(builder.__file__).parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "200 kills, 200 whole sites\n"), done.stderr


# What several workers write


@pytest.fixture
def stage(output: Path) -> Iterator[Stage]:
    """A new site with what every site has, beside an old one."""
    put(FIRST, output)
    with site.reserved(output, protected=output.parent / "content") as place, Stage(place) as staged:
        for address, data in FIRST.items():
            staged.accept(Writer(staged.folder, staged.site).put(address, data))
        yield staged


def test_what_is_there_is_never_without_its_bytes_however_often_it_is_written(tmp_path: Path) -> None:
    # A worker that was given up, and lives, does its work once more, while another reads what a third has written.
    writer, whole = Writer(tmp_path / "new", tmp_path / "output"), b"<p>whole" * 200_000
    (tmp_path / "new").mkdir()
    writer.put("years/index.html", whole)
    with ThreadPoolExecutor(3) as threads:
        again = [threads.submit(writer.put, "years/index.html", whole) for _ in range(60)]
        while not all(one.done() for one in again):
            assert writer.read("years/index.html") == whole
    assert [path.name for path in (tmp_path / "new/years").iterdir()] == ["index.html"]


@pytest.mark.parametrize("left", [b"", b"<p>wh", b"<p>other"])
def test_what_a_killed_worker_has_written_in_part_is_written_anew(left: bytes, tmp_path: Path) -> None:
    old, new = tmp_path / "output/index.html", tmp_path / "new/index.html"
    for path in (old, new):
        path.parent.mkdir()
    old.write_bytes(left)
    new.hardlink_to(old)
    Writer(tmp_path / "new", tmp_path / "output").put("index.html", b"<p>whole")
    assert (old.read_bytes(), new.read_bytes()) == (left, b"<p>whole")


def test_a_machine_that_lacks_the_disk_writes_nothing(tmp_path: Path) -> None:
    # The folder would be made on its own disk, and nobody would ever see what is in it.
    writer = Writer(tmp_path / "share/.output.gongkai-new-1", tmp_path / "share/output")
    with pytest.raises(PublishError, match=r"gongkai-new-1：找不到这个文件夹；请检查磁盘或共享盘"):
        writer.put("years/index.html", b"x")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("left", [None, b"ho"], ids=["missing", "cut off"])
def test_a_file_that_is_not_whole_stops_the_new_site(left: bytes | None, stage: Stage) -> None:
    path = stage.folder / "index.html"
    path.unlink()
    if left is not None:
        path.write_bytes(left)
    with pytest.raises(
        PublishError, match=r"1 个文件没有写上或不完整，没有发布，原来的网站没有改动.*共享盘.*再运行一次"
    ):
        publish_stage(stage)
    assert whole(stage.site) == FIRST


def test_a_file_that_somebody_changes_while_the_new_site_is_built_stops_it(stage: Stage) -> None:
    # It is one file in the old site and the new one.
    with (stage.site / "index.html").open("r+b") as file:
        file.write(b"HO")
    with pytest.raises(PublishError, match=r"index.html：生成网站时，有人改动了这个文件，没有发布。再运行一次"):
        publish_stage(stage)


def test_what_a_killed_worker_leaves_beside_its_files_is_no_part_of_the_site(stage: Stage) -> None:
    (stage.folder / "index.html~0123").write_bytes(b"ho")
    publish_stage(stage)
    assert whole(stage.site) == FIRST


def test_where_files_have_no_numbers_a_site_is_rebuilt_all_the_same(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As on Windows.
    stage.old = {address: status._replace(inode=0) for address, status in stage.old.items()}
    monkeypatch.setattr(
        "builder.publish.stage.statuses",
        lambda folder: {address: status._replace(inode=0, modified=7) for address, status in statuses(folder).items()},
    )
    publish_stage(stage)
    assert whole(stage.site) == FIRST


def test_ctrl_c_after_the_swap_says_that_the_new_site_is_out(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(_: Path) -> None:
        raise KeyboardInterrupt

    stage.accept(Writer(stage.folder, stage.site).put("news.html", b"new"))
    with monkeypatch.context() as patch:
        patch.setattr(site, "tidy", stopped)
        with pytest.raises(AlreadyOut, match=r"^已停止。新网站已经换上"):
            publish_stage(stage)
    assert whole(stage.site) == {**FIRST, "news.html": b"new"}


def test_a_build_that_is_refused_leaves_no_empty_folders(tmp_path: Path) -> None:
    with suppress(ZeroDivisionError), site.reserved(tmp_path / "a/b/output", protected=tmp_path / "content"):
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


# What somebody puts into a site by hand


def test_what_somebody_puts_there_until_the_very_swap_is_kept(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(FIRST, output)
    swapped = site.replace

    def late(*given: Path) -> Path | None:
        (output / "扫描件").mkdir()
        (output / "扫描件/important.txt").write_bytes(b"mine")
        return swapped(*given)

    with monkeypatch.context() as patch:
        patch.setattr(site, "replace", late)
        done = put(FIRST, output)
    assert done.rescued == ("扫描件/important.txt",)
    assert (output.parent / "output-kept/扫描件/important.txt").read_bytes() == b"mine"
    assert whole(output) == FIRST


@pytest.mark.parametrize(("first", "second"), [("x/a", "x"), ("x", "x/a"), ("x/a/b", "x/a"), ("x", "x")])
def test_what_is_kept_already_makes_way_for_nothing(first: str, second: str, output: Path) -> None:
    put(FIRST, output)
    for name in (first, second):
        stray = output / name
        stray.parent.mkdir(exist_ok=True, parents=True)
        stray.write_text(f"{name} of {first} and {second}, {len(name)}")
        assert put(FIRST, output).rescued == (name,)
    kept = {path.read_text() for path in (output.parent / "output-kept").rglob("*") if path.is_file()}
    assert kept == {f"{name} of {first} and {second}, {len(name)}" for name in (first, second)}


def test_a_file_by_the_name_of_the_folder_for_them_stays(output: Path) -> None:
    put(FIRST, output)
    (output.parent / "output-kept").write_text("mine")
    (output / "x").write_text("x")
    put(FIRST, output)
    assert (output.parent / "output-kept").read_text() == "mine"
    assert (output.parent / "output-kept~/x").read_text() == "x"


def test_of_what_is_no_file_links_are_kept_and_pipes_are_not_told(output: Path) -> None:
    put(FIRST, output)
    (output / "link").symlink_to("/etc/hostname")
    os.mkfifo(output / "pipe")
    assert put(FIRST, output).rescued == ("link",)
    assert (output.parent / "output-kept/link").readlink() == Path("/etc/hostname")


@pytest.mark.parametrize("damage", [None, b"\xff\x00"], ids=["missing", "spoilt"])
def test_a_site_without_its_manifest_is_refused_as_what_it_is(damage: bytes | None, output: Path) -> None:
    put(FIRST, output)
    (output / "SHA256SUMS").unlink()
    if damage:
        (output / "SHA256SUMS").write_bytes(damage)
    with pytest.raises(PublishError, match=r"像是本程序生成的网站，但缺少 SHA256SUMS.*请确认里面没有别的东西，清空"):
        put(FIRST, output)
