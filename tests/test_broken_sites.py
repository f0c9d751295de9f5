"""Broken content, one failure at a time: place, remedy, exit code 1, and the old site as it was.

Each folder in ``sites/broken`` holds the files that differ from the good site ``_base/content``, and
``expected.txt``: one line for each problem, ``path:line:column code words…``, where every word has to
be in the message or in the remedy. A line ``删去 path`` takes a file away. What Git can't hold, or
can't hold on every system, is made here by ``MADE``.
"""

import json
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import ROOT, Run, build, gongkai

SITES = ROOT / "tests" / "sites" / "broken"
BASE = SITES / "_base" / "content"
RECORD = "projects/2024/dushu.yaml"
FOLDERS = sorted(path.name for path in SITES.iterdir() if path.name != "_base")

PLACE = re.compile(r"(.+?):(\d+):(\d+): (错误|警告) ([EW]\d{3})：(.*)")
REMEDY = "    怎样修改："
ENGLISH = re.compile(r"\b(error|expected|found|while|should|valid|input|string|such|not|is|the|value)\b", re.IGNORECASE)


@dataclass(frozen=True, order=True)
class Told:
    """One problem as it was printed."""

    place: str
    code: str
    severity: str
    words: str
    """The message, then the remedy, as far as there is one."""
    remedy: str


def told(printed: str) -> list[Told]:
    """The problems in a report; every line of it has to belong to one."""
    found: list[Told] = []
    for line in printed.splitlines():
        if match := PLACE.fullmatch(line):
            path, row, column, severity, code, message = match.groups()
            found.append(Told(f"{path}:{row}:{column}", code, severity, message, ""))
        elif line.startswith(REMEDY):
            last = found.pop()
            remedy = line.removeprefix(REMEDY)
            found.append(Told(last.place, last.code, last.severity, f"{last.words} {remedy}", remedy))
        else:
            assert line.startswith("    "), line
    return found


def expectation(line: str) -> tuple[str, str, list[str]]:
    """Place, code and words of an expected problem; a path may hold spaces."""
    match = re.fullmatch(r"(.+:\d+:\d+) ([EW]\d{3})(.*)", line)
    assert match, line
    return match[1], match[2], match[3].split()


def assert_told(problems: list[Told], expected: list[str]) -> None:
    """Exactly the expected problems, each with its words, a remedy, and no English."""
    wanted = sorted(expectation(line) for line in expected)
    short = [(problem.place.removeprefix("content/"), problem.code) for problem in problems]
    assert sorted(short) == [(place, code) for place, code, _ in wanted]
    for problem, (_, code, words) in zip(sorted(problems), wanted, strict=True):
        assert [word for word in words if word not in problem.words] == [], problem
        assert problem.severity == {"E": "错误", "W": "警告"}[code[0]]
        assert problem.remedy, problem
        assert not ENGLISH.search(problem.words), problem


# ── the cases ────────────────────────────────────────────────────────────────────────────────────────


def expectations(name: str) -> tuple[list[str], list[str]]:
    """What has to be reported for a case, and which files it takes away."""
    lines = (SITES / name / "expected.txt").read_text("utf-8").splitlines()
    removed = [line.removeprefix("删去 ") for line in lines if line.startswith("删去 ")]
    return [line for line in lines if line and not line.startswith("删去 ")], removed


def laid_out(name: str, target: Path) -> Path:
    """The content of a case: the good site with the case's files over it."""
    shutil.copytree(BASE, target)
    shutil.copytree(SITES / name, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns("expected.txt"))
    for path in expectations(name)[1]:
        (target / path).unlink()
    return target


def edited(old: str, new: str) -> Callable[[Path], None]:
    """Replace a piece of the base's record."""

    def edit(content: Path) -> None:
        path = content / RECORD
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    return edit


def encoded(encode: Callable[[str], bytes], old: str = "", new: str = "") -> Callable[[Path], None]:
    """Write the base's record in other bytes, with a piece of it replaced."""

    def edit(content: Path) -> None:
        path = content / RECORD
        path.write_bytes(encode(path.read_text("utf-8").replace(old, new) if old else path.read_text("utf-8")))

    return edit


def copied(name: str | bytes) -> Callable[[Path], None]:
    """Put the base's record, called something else inside, into a file of this name as well."""

    def copy(content: Path) -> None:
        text = (content / RECORD).read_text("utf-8").replace("全民读书活动", "送书下乡")
        path = os.path.join(os.fsencode(content), os.fsencode(name))  # noqa: PTH118 - bytes that are no text
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120
        with open(path, "wb") as file:  # noqa: PTH123
            file.write(text.encode())

    return copy


def linked(name: str, target: str) -> Callable[[Path], None]:
    """Replace a file or folder by a link; what it held moves out of the content."""

    def link(content: Path) -> None:
        outside = content.parent / "outside"
        if (content / name).exists():
            (content / name).rename(outside)
        else:
            shutil.copytree(BASE / "projects" / "2024", outside)
        (content / name).parent.mkdir(exist_ok=True)
        (content / name).symlink_to(target.replace("outside", str(outside)))

    return link


def original(*names: str, size: int = 1) -> Callable[[Path], None]:
    """Give the record, and copies of it, originals of these names and size."""

    def attach(content: Path) -> None:
        text = (content / RECORD).read_text("utf-8")
        for number, name in enumerate(names):
            path = content / name
            path.parent.mkdir(exist_ok=True)
            with path.open("wb") as file:
                file.truncate(size)
            record = text.replace("预算金额: 40000\n", f"预算金额: 40000\n原件: {{文件: {name}}}\n")
            (content / f"projects/2024/dushu{number or ''}.yaml").write_text(
                record.replace("全民读书活动", f"全民读书活动{number}"), "utf-8"
            )

    return attach


def instead_of(name: str, make: Callable[[Path], object]) -> Callable[[Path], None]:
    """Something else where a file was."""

    def replace(content: Path) -> None:
        (content / name).unlink()
        make(content / name)

    return replace


def both(first: Callable[[Path], None], second: Callable[[Path], None]) -> Callable[[Path], None]:
    """One after the other."""

    def make(content: Path) -> None:
        first(content)
        second(content)

    return make


def big(text: str) -> bytes:
    return (text + "#" * 1_000_000).encode()


MADE: dict[str, tuple[Callable[[Path], None], list[str]]] = {
    "gbk": (encoded(lambda text: text.encode("gbk")), [f"{RECORD}:1:1 E101 UTF-8 另存为"]),
    "utf-16": (encoded(lambda text: text.encode("utf-16")), [f"{RECORD}:1:1 E101 UTF-8"]),
    "one-byte-that-is-not-utf-8": (
        encoded(lambda text: text.encode().replace("活动场次".encode(), "活动".encode() + b"\xff")),
        [f"{RECORD}:16:17 E101 UTF-8"],
    ),
    "over-1-mb": (encoded(big), [f"{RECORD}:1:1 E102 1 originals"]),
    "nul": (encoded(str.encode, "≥3场", "≥3\0场"), [f"{RECORD}:18:19 E104 控制字符 删去"]),
    "escape-character": (encoded(str.encode, "≥3场", "≥3场\x1b[31m"), [f"{RECORD}:18:20 E104 控制字符"]),
    "control-character-in-a-page": (
        instead_of("pages/about.md", lambda path: path.write_bytes("# 关于\n\n甲\x07\n".encode())),
        ["pages/about.md:3:2 E104 控制字符"],
    ),
    "after-a-byte-order-mark": (
        encoded(lambda text: b"\xef\xbb\xbf" + text.encode(), "示例镇财政项目支出绩效目标批复表\n", "*\n"),
        [f"{RECORD}:1:5 E103 “*”"],
    ),
    "with-windows-line-ends": (
        encoded(lambda text: text.replace("\n", "\r\n").encode(), "40000", "四万元"),
        [f"{RECORD}:9:7 E205 “四万元”"],
    ),
    "three-hundred-thousand-brackets": (
        edited("预算金额: 40000\n", f"预算金额: 40000\n说明: {'[' * 300_000}\n"),
        [f"{RECORD}:10:25 E108 20"],
    ),
    "control-character-in-a-key": (
        edited("预算金额: 40000\n", '预算金额: 40000\n"说明\\e[31m": 无\n'),
        [f"{RECORD}:10:1 E104 控制字符"],
    ),
    "record-that-is-a-link-to-outside": (linked(RECORD, "outside"), [f"{RECORD}:1:1 E111 删去链接"]),
    "record-that-is-a-link-to-nowhere": (
        linked("projects/2024/songshu.yaml", "nowhere"),
        ["projects/2024/songshu.yaml:1:1 E113 失效的链接"],
    ),
    "record-that-is-a-link-to-itself": (
        linked("projects/2024/songshu.yaml", "songshu.yaml"),
        ["projects/2024/songshu.yaml:1:1 E111 删去链接"],
    ),
    "folder-that-is-a-link": (linked("projects/2025", "outside"), ["projects/2025:1:1 E111 真正的文件夹"]),
    "projects-that-is-a-link": (linked("projects", "outside"), [f"{RECORD}:1:1 E111 删去链接"]),
    "site-that-is-a-link": (linked("site.yaml", "outside"), ["site.yaml:1:1 E111 删去链接"]),
    "site-that-is-a-folder": (instead_of("site.yaml", Path.mkdir), ["site.yaml:1:1 E113 读不出来"]),
    "record-that-is-a-pipe": (instead_of(RECORD, os.mkfifo), [f"{RECORD}:1:1 E113 读不出来"]),
    "name-that-ends-in-a-space": (
        copied("projects/2024/songshu.yaml "),
        ["projects/2024/songshu.yaml :1:1 E112 改名为“songshu.yaml”"],
    ),
    "slug-that-ends-in-a-space": (
        copied("projects/2024/songshu .yaml"),
        ["projects/2024/songshu .yaml:1:1 E115 “songshu ”"],
    ),
    "slug-in-chinese": (copied("projects/2024/送书.yaml"), ["projects/2024/送书.yaml:1:1 E115 “送书” 小写英文字母"]),
    "slug-that-windows-reserves": (copied("projects/2024/con.yaml"), ["projects/2024/con.yaml:1:1 E116 Windows"]),
    "slugs-that-differ-in-case": (
        copied("projects/2024/DuShu.yaml"),
        [
            "projects/2024/DuShu.yaml:1:1 E115 “DuShu” 小写",
            f"{RECORD}:1:1 E304 content/projects/2024/DuShu.yaml 改名",
        ],
    ),
    "year-in-digits-that-are-none": (
        copied("projects/²024/songshu.yaml"),
        ["projects/²024/songshu.yaml:1:1 E114 放错了文件夹"],
    ),
    "name-with-an-escape-character": (
        copied("projects/2024/song\x1b[31mshu.yaml"),
        ["projects/2024/song�[31mshu.yaml:1:1 E115 song�"],
    ),
    "name-with-a-line-break": (
        copied("projects/2024/song\nshu.yaml"),
        ["projects/2024/song�shu.yaml:1:1 E115 song�shu"],
    ),
    "name-that-is-not-utf-8": (
        copied(b"projects/2024/song\xff.yaml"),
        ["projects/2024/song�.yaml:1:1 E115 song�"],
    ),
    "original-that-is-a-link-to-outside": (
        both(original("originals/pifu.pdf"), linked("originals/pifu.pdf", "outside")),
        [f"{RECORD}:10:10 E306 originals/pifu.pdf"],
    ),
    "original-with-a-chinese-name": (original("originals/批复.pdf"), [f"{RECORD}:10:10 E307 中文 英文字母"]),
    "original-over-50-mb": (original("originals/pifu.pdf", size=50_000_001), [f"{RECORD}:10:10 E307 50 压缩"]),
    "originals-that-differ-in-case": (
        original("originals/pifu.pdf", "originals/PiFu.pdf"),
        ["projects/2024/dushu1.yaml:10:10 E304 “originals/PiFu.pdf” “originals/pifu.pdf” 大小写"],
    ),
    "original-with-an-endless-name": (
        edited("预算金额: 40000\n", f"预算金额: 40000\n原件: {{文件: originals/{'a' * 5000}.pdf}}\n"),
        [f"{RECORD}:10:10 E306 originals/aaa"],
    ),
    "original-with-a-detour": (
        both(original("originals/pifu.pdf"), edited("originals/pifu", "originals/./pifu")),
        [f"{RECORD}:10:10 E306 originals/./pifu.pdf"],
    ),
}


# ── what happens ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site that stood there before the content broke."""
    return build(BASE, tmp_path_factory.mktemp("good") / "output")


def snapshot(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file with its bytes and the time at which it was written."""
    return {
        path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def assert_stopped(run: Run, good: Path, folder: Path, expected: list[str]) -> None:
    """A build of ``folder / content`` says what is expected and leaves the old output alone."""
    output = folder / "output"
    shutil.copytree(good, output)
    before = snapshot(output)
    code, out, err = run("build")
    report, _, last = err.rstrip("\n").rpartition("\n")
    assert_told(told(report), expected)
    assert (code, out) == (1, "")
    assert "output 没有改动" in last
    assert snapshot(output) == before
    assert not any(char != "\n" and not (char.isprintable() or char == "\u3000") for char in err)


@pytest.mark.parametrize("name", FOLDERS)
def test_a_broken_site_is_told_with_place_and_remedy(name: str, run: Run, good: Path, tmp_path: Path) -> None:
    laid_out(name, tmp_path / "content")
    assert_stopped(run, good, tmp_path, expectations(name)[0])


@pytest.mark.parametrize("name", MADE)
def test_what_git_cannot_hold_is_told_likewise(name: str, run: Run, good: Path, tmp_path: Path) -> None:
    shutil.copytree(BASE, tmp_path / "content")
    make, expected = MADE[name]
    make(tmp_path / "content")
    assert_stopped(run, good, tmp_path, expected)


@pytest.mark.parametrize("name", ["two-broken-files", "greater-than-unquoted", "site-missing", "page-with-dead-links"])
def test_the_same_holds_for_a_process_of_its_own(name: str, good: Path, tmp_path: Path) -> None:
    laid_out(name, tmp_path / "content")
    shutil.copytree(good, tmp_path / "output")
    before = snapshot(tmp_path / "output")
    done = gongkai("build", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert_told(told(done.stderr.rstrip("\n").rpartition("\n")[0]), expectations(name)[0])
    assert snapshot(tmp_path / "output") == before


def test_a_name_that_no_terminal_can_show_is_told_in_any_locale(tmp_path: Path) -> None:
    shutil.copytree(BASE, tmp_path / "content")
    copied(b"projects/2024/song\xff.yaml")(tmp_path / "content")
    for form in ("text", "json"):
        done = gongkai("check", "--format", form, cwd=tmp_path)
        assert done.returncode == 1
        assert "song�.yaml" in done.stdout
        assert "Traceback" not in done.stderr


def test_a_content_folder_that_is_not_there_is_told(run: Run, good: Path, tmp_path: Path) -> None:
    shutil.copytree(good, tmp_path / "output")
    before = snapshot(tmp_path / "output")
    code, _, err = run("build", "--content", "nowhere")
    assert code == 1
    assert_told(told(err.rstrip("\n").rpartition("\n")[0]), ["nowhere:1:1 E117 没有这个内容文件夹 --content"])
    assert snapshot(tmp_path / "output") == before


def test_a_folder_that_may_not_be_listed_is_told(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(BASE, tmp_path / "content")
    listed = os.scandir

    # The superuser, as which tests often run, may list every folder.
    def scandir(path: str) -> object:
        if str(path).endswith("2024"):
            raise PermissionError(13, "Permission denied", path)
        return listed(path)

    monkeypatch.setattr(os, "scandir", scandir)
    code, out, _ = run("check")
    monkeypatch.undo()
    assert code == 1
    assert_told(told(out), ["projects/2024:1:1 E113 文件夹读不出来 权限"])


KEYS = ["path", "line", "column", "severity", "code", "message", "hint"]


@pytest.mark.parametrize("name", ["two-broken-files", "everything-wrong-in-one-file", "second-document", "yml-ending"])
def test_the_same_problems_are_given_as_json(name: str, run: Run, tmp_path: Path) -> None:
    laid_out(name, tmp_path / "content")
    code, out, _ = run("check", "--format", "json")
    problems = json.loads(out)
    assert code == 1
    assert [list(problem) for problem in problems] == [KEYS] * len(problems)
    assert {problem["severity"] for problem in problems} <= {"error", "warning"}
    _, text, _ = run("check")
    assert [
        Told(
            f"{problem['path']}:{problem['line']}:{problem['column']}",
            problem["code"],
            {"error": "错误", "warning": "警告"}[problem["severity"]],
            f"{problem['message']} {problem['hint']}",
            problem["hint"],
        )
        for problem in problems
    ] == told(text)


def test_the_good_site_has_no_problem(run: Run, tmp_path: Path) -> None:
    shutil.copytree(BASE, tmp_path / "content")
    code, out, err = run("check", "--strict")
    assert (code, out) == (0, "")
    assert "没有发现问题" in err


def test_every_error_that_the_reader_knows_is_tried_here() -> None:
    sources = [*(ROOT / "builder" / "content").rglob("*.py"), *(ROOT / "builder" / "model").glob("*.py")]
    known = set(re.findall(r"\"(E\d{3})\"", "".join(path.read_text("utf-8") for path in sources)))
    lines = [line for name in FOLDERS for line in expectations(name)[0]]
    lines += [line for _, expected in MADE.values() for line in expected]
    tried = {expectation(line)[1] for line in lines} | {"E117"}
    assert known == {code for code in tried if code.startswith("E")}
    assert len(FOLDERS) >= 45
