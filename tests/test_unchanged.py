"""Where nothing has changed nothing is built; whatever changed, however well it hides, is seen."""

import os
import re
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from builder import again, unchanged
from builder.built import Built
from builder.cache import Cache
from builder.publish import Published, statuses
from builder.unchanged import Last
from tests.conftest import ROOT, build, gongkai

TOLD, COUNTED = (
    "content/a.yaml:3:5: 警告 W203：没有指标值\n    三级指标: 次数\n",
    "检查了 2 份记录：0 个错误，1 个警告。",
)
SAID = Built(TOLD, COUNTED, 2, Published(7, 0, 7, 900, 0))


class Room:
    """A content folder, a site and a cache; ``built`` remembers a build of them."""

    def __init__(self, folder: Path) -> None:
        self.content, self.output, self.cache = folder / "content", folder / "output", folder / "cache"
        for path, text in {
            self.content / "projects/2024/a.yaml": "项目名称: 甲",
            self.content / "site.yaml": "名称: 示例",
            self.output / "index.html": "<p>甲</p>",
            self.output / "projects/a/index.html": "<p>乙</p>",
        }.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        time.sleep(0.03)

    def last(self, *options: object) -> Last:
        return Last(Cache(self.cache), self.content, self.output, *options)

    def built(self, *options: object) -> None:
        self.last(*options).keep(SAID, Published(7, 7, 0, 900, 0), statuses(self.output))
        time.sleep(0.03)


@pytest.fixture
def room(tmp_path: Path) -> Room:
    made = Room(tmp_path)
    made.built(None, False)
    return made


def test_where_nothing_changed_the_last_build_speaks_again(room: Room) -> None:
    assert room.last(None, False).recall() == SAID


def same_size_and_time(path: Path, old: str, new: str) -> None:
    """Change a file as somebody would who wants it not to be seen."""
    status = path.stat()
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert path.stat().st_size == status.st_size


def replaced(path: Path) -> None:
    (other := path.with_name("other")).write_bytes(path.read_bytes())
    status = path.stat()
    os.utime(other, ns=(status.st_atime_ns, status.st_mtime_ns))
    other.replace(path)


CHANGES: dict[str, Callable[[Room], object]] = {
    "a word of a record": lambda room: same_size_and_time(room.content / "projects/2024/a.yaml", "甲", "丙"),
    "a record more": lambda room: (room.content / "projects/2024/b.yaml").write_text("项目名称: 乙", "utf-8"),
    "a record less": lambda room: (room.content / "projects/2024/a.yaml").unlink(),
    "another name": lambda room: (room.content / "projects/2024/a.yaml").rename(room.content / "projects/2024/b.yaml"),
    "another folder": lambda room: (room.content / "projects/2024").rename(room.content / "projects/2023"),
    "an empty folder more": lambda room: (room.content / "pages").mkdir(),
    "a file in the place of another": lambda room: replaced(room.content / "site.yaml"),
    "a word on a page": lambda room: same_size_and_time(room.output / "index.html", "甲", "丙"),
    "a page less": lambda room: (room.output / "projects/a/index.html").unlink(),
    "a file put into the site": lambda room: (room.output / "x.txt").write_text("x"),
    "a page that may not be read": lambda room: (room.output / "index.html").chmod(0o600),
    "the site gone": lambda room: room.output.rename(room.output.with_name("elsewhere")),
    "the cache gone": lambda room: [path.unlink() for path in room.cache.iterdir()],
    "the cache damaged": lambda room: [
        path.write_bytes(path.read_bytes()[:-9] + b"x" * 9) for path in room.cache.iterdir()
    ],
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_is_seen(change: str, room: Room) -> None:
    CHANGES[change](room)
    time.sleep(0.03)
    assert room.last(None, False).recall() is None


@pytest.mark.parametrize("options", [("https://example.org/", False), (None, True)], ids=["the address", "strictness"])
def test_another_call_is_another_build(options: tuple[object, ...], room: Room) -> None:
    assert room.last(*options).recall() is None


def test_another_version_of_the_program_builds_anew(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unchanged, "_libraries", lambda: ["jinja2-99.dist-info"])
    assert room.last(None, False).recall() is None


def test_a_template_that_changed_builds_anew(room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    templates = tmp_path / "templates"
    templates.mkdir()
    (templates / "a.html").write_text("a")
    time.sleep(0.03)
    monkeypatch.setattr(unchanged, "_TEMPLATES", templates)
    room.built(None, False)
    assert room.last(None, False).recall() == SAID
    same_size_and_time(templates / "a.html", "a", "b")
    time.sleep(0.03)
    assert room.last(None, False).recall() is None


def test_a_site_that_somebody_changes_while_it_is_published_is_not_remembered(room: Room) -> None:
    before = statuses(room.output)
    (room.output / "index.html").write_text("<p>丙</p>", "utf-8")
    last = room.last(None, False)
    left = last.keep(SAID, Published(7, 7, 0, 900, 0), before)
    assert left.keys() == {"projects/a/index.html"}
    time.sleep(0.03)
    assert room.last(None, False).recall() is None


def test_of_a_change_at_this_very_moment_nothing_is_believed(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    (room.content / "site.yaml").write_text("名称: 示例", "utf-8")
    with monkeypatch.context() as slow:
        # However long this machine takes from the change to the look.
        slow.setattr(unchanged, "_TICK_NS", 60_000_000_000)
        last = room.last(None, False)
    last.keep(SAID, Published(1, 1, 0, 1, 0), statuses(room.output))
    time.sleep(0.03)
    assert room.last(None, False).recall() is None


def test_the_command_leaves_the_site_and_repeats_its_warnings(content: Path, tmp_path: Path) -> None:
    output = tmp_path / "output"
    time.sleep(0.03)
    first = gongkai("build", "--content", content, "--output", output)
    before = output.stat().st_ino, sorted(path.stat().st_ctime_ns for path in output.rglob("*"))
    again = gongkai("build", "--content", content, "--output", output)
    assert (again.returncode, again.stderr) == (0, first.stderr)
    assert "警告" in again.stderr
    assert "新写入 0 个" in again.stdout
    assert (output.stat().st_ino, sorted(path.stat().st_ctime_ns for path in output.rglob("*"))) == before


def test_where_nothing_changed_no_library_is_loaded_that_only_a_build_needs(content: Path, tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from builder.__main__ import main\n"
        f"sys.argv[1:] = ['build', '--content', {str(content)!r}, '--output', {str(tmp_path / 'output')!r}]\n"
        "try: main()\n"
        "finally: print(*{name.partition('.')[0] for name in sys.modules})"
    )
    heavy = {"typer", "rich", "pydantic", "yaml", "jinja2", "markdown_it", "cbor2", "zxingcpp"}

    def loaded() -> set[str]:
        done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
        return set(done.stdout.split())

    time.sleep(0.03)
    assert loaded() >= heavy
    assert not heavy & loaded()


def test_the_words_of_a_call_are_taken_for_what_they_mean_here_and_now(
    content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("build", "--content", content.name, "--output", "output")
    time.sleep(0.03)
    first = gongkai(*words, cwd=tmp_path)
    assert again.answered(words) is False, "elsewhere they name other folders"
    monkeypatch.chdir(tmp_path)
    assert again.answered(words) is True
    assert again.answered([*words, "--strict"]) is False, "nobody has said these"
    with monkeypatch.context() as other:
        other.setattr(unchanged, "_libraries", lambda: ["typer-99.dist-info"])
        other.setattr(Last, "recall", lambda _: SAID)
        assert again.answered(words) is False, "another version may read them otherwise"
    (content / "site.yaml").write_text((content / "site.yaml").read_text("utf-8") + "\n", "utf-8")
    time.sleep(0.03)
    assert again.answered(words) is False
    assert first.returncode == 0


def test_what_a_damaged_cache_says_of_a_call_is_not_believed(content: Path, tmp_path: Path) -> None:
    words = ("build", "--content", content, "--output", tmp_path / "output")
    assert gongkai(*words).returncode == 0
    cache = Cache()
    for value in (b"", b"[]", b"{}", b"[1, 2]", b'["a"]', b"\xff", b'{"a": 1, "b": 2}'):
        cache.store(again._key([str(word) for word in words]), value)
        assert again.answered([str(word) for word in words]) is False


def test_what_is_told_of_the_libraries_changes_with_the_version_of_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    seen = [unchanged._libraries()]
    for name in ("PyYAML-6.0.dist-info", "markdown_it_py-4.0.dist-info", "zxing-cpp-3.1.egg-info"):
        (tmp_path / name).mkdir()
        seen.append(unchanged._libraries())
    (tmp_path / "PyYAML-6.0.dist-info").rename(tmp_path / "pyyaml-6.1.dist-info")
    seen.append(unchanged._libraries())
    (tmp_path / "something_else-1.0.dist-info").mkdir()
    assert len({*map(tuple, seen)}) == len(seen)
    assert unchanged._libraries() == seen[-1]


def test_a_site_that_was_changed_by_hand_is_built_again(content: Path, tmp_path: Path) -> None:
    time.sleep(0.03)
    output = build(content, tmp_path / "output")
    right = (output / "index.html").read_bytes()
    (output / "index.html").write_bytes(right.replace(b"html", b"HTML"))
    assert (build(content, output) / "index.html").read_bytes() == right


def test_what_python_writes_while_it_compiles_is_no_part_of_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "__pycache__").mkdir()
    monkeypatch.setattr(unchanged, "_TEMPLATES", tmp_path)
    before = unchanged.program()
    (tmp_path / "__pycache__/x.cpython-311.pyc.1402").write_bytes(b"half")
    assert unchanged.program() == before


def test_of_a_program_that_changes_while_it_builds_nothing_is_remembered(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    build(ROOT / "content", tmp_path / "output")
    with monkeypatch.context() as other:
        other.setattr("builder.recipe.program", lambda: "another")
        (tmp_path / "output/404.html").write_text("spoilt", "utf-8")
        build(ROOT / "content", tmp_path / "output")
    time.sleep(0.03)
    kept: list[object] = []
    monkeypatch.setattr(Last, "keep", lambda *given: kept.append(given) or {})
    build(ROOT / "content", tmp_path / "output")
    assert kept, "the build before left nothing to recall"


def test_words_that_stand_for_others_are_read_each_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    for word in ("%SITE%", "~/site", "$SITE", "site-?", "*", "[ab]"):
        again.remember(["build", "--output", word], Path("content"), Path("output"), None, False)
    assert not list(tmp_path.rglob("*-call"))


NO_PART_IN_A_SITE = {"httpx2", "platformdirs", "rich"}
"""They fetch what is live, find the cache, and speak to a terminal."""


def test_every_library_that_has_a_part_in_a_site_counts() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = {re.split(r"[\[<>=]", one)[0] for one in project["dependencies"]}
    assert needed - NO_PART_IN_A_SITE <= set(unchanged._LIBRARIES)
    # What these need for all text and all links.
    assert {"markupsafe", "mdurl"} <= set(unchanged._LIBRARIES)
