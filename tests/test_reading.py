"""Reading many records: by whatever hands, remembered or not, the result is the one of reading all at once."""

import os
import pickle
import shutil
import tracemalloc
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from decimal import Decimal
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path

import pytest

from benchmarks import corpus
from builder import content
from builder.content import Loaded, Problem
from builder.content.colleague import warnings
from builder.content.files import Folder
from builder.content.judging import judge
from builder.content.memory import key_of, packed, unpacked
from builder.content.placing import Unplaced, placed
from builder.content.reading import read_record
from builder.content.source import Entry
from builder.content.work import TASK, Each
from tests.conftest import HISTORY, RESULTS, ROOT, TOWN

COLLEAGUE = ROOT / "tests/sites/colleague/content"
PROJECTS = 120


class Remembered(dict[str, bytes]):
    """A memory that can be looked into."""

    def recall(self, key: str) -> bytes | None:
        return self.get(key)

    def store(self, key: str, value: bytes) -> None:
        self[key] = value


class Counting:
    """Works here, and counts the records that are opened."""

    def __init__(self) -> None:
        self.records = 0

    def __call__(self, function, tasks):  # type: ignore[no-untyped-def]
        for task in tasks:
            self.records += sum(len(one) if isinstance(one, list) else 1 for one in task)
            yield function(task)


def all_at_once(folder: Path) -> set[Problem]:
    """What the colleague finds in all records when they are all open at the same time."""
    read = Folder(folder)
    opened = [read_record(read, name).source for name in Folder(folder).files("projects", ".yaml")]
    return set(warnings([source for source in opened if isinstance(source, Entry)]))


def colleague(loaded: Loaded) -> set[Problem]:
    return {problem for problem in loaded.problems if "W201" <= problem.code <= "W228"}


# ── the content folders ──────────────────────────────────────────────────────────────────────────────


def record(folder: Path, number: int) -> Path:
    return sorted((folder / "projects").rglob("*.yaml"))[number]


def edit(path: Path, *changes: tuple[str, str]) -> None:
    text = path.read_text("utf-8")
    for old, new in changes:
        assert old in text, (path, old)
        text = text.replace(old, new, 1)
    path.write_text(text, "utf-8")


def line(path: Path, key: str) -> str:
    return next(line for line in path.read_text("utf-8").splitlines() if line.startswith(f"{key}:"))


def trouble(folder: Path) -> None:
    """Something of everything that a rule speaks of, in a folder of invented records."""
    (folder / "pages/terms.md").write_text("# 说明\n\n正文\n", "utf-8")
    (folder / "originals").mkdir()
    (folder / "originals/pifu.pdf").write_bytes(b"%PDF")
    # the same project twice
    shutil.copy(record(folder, 0), record(folder, 0).with_name("zai-xie-yici.yaml"))
    # a year with 万元 for 元, and one without a budget
    before = next(path for path in (folder / "projects/2018").rglob("*.yaml") if later(path).exists())
    edit(later(before), (line(later(before), "预算金额"), "预算金额: 3"), ("预算年度", "项目编码: A-1\n预算年度"))
    edit(before, (line(before, "预算金额"), "预算金额: 30000"), ("预算年度", "项目编码: A-1\n预算年度"))
    # findings that are kept: for a reason, for nothing, and for a rule across records that says nothing
    for number, code in ((20, "W214"), (21, "W228"), (22, "W215"), (23, "W299"), (24, "W305"), (1, "W205")):
        with record(folder, number).open("a", encoding="utf-8") as file:
            file.write(f"忽略检查: {{{code}: 原表就是这样}}\n")
    # what other files decide
    notes = "说明: 见[说明](terms.md)\n原件: {文件: originals/pifu.pdf}\n"
    for number, text in ((30, notes), (31, notes.replace("pifu", "PIFU")), (32, "原件: {文件: originals/none.pdf}\n")):
        with record(folder, number).open("a", encoding="utf-8") as file:
            file.write(text)
    edit(record(folder, 33), (line(record(folder, 33), "用款单位"), "用款单位: 没有的单位"))
    # files that fit no model, or can't be read at all
    edit(record(folder, 40), (line(record(folder, 40), "预算金额"), "预算金额: 三万"))
    record(folder, 41).write_bytes(b"\xff\xfe")
    record(folder, 42).write_text("用款单位: [", "utf-8")
    edit(record(folder, 43), ("预算年度", "联系: 13812345678\n预算年度"))
    record(folder, 44).with_name("gone.yaml").symlink_to("/nowhere/at/all.yaml")


def later(path: Path) -> Path:
    return Path(str(path).replace("/2018/", "/2019/"))


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Invented records with troubles among them; not to be changed."""
    return troubled(tmp_path_factory.mktemp("invented") / "content", PROJECTS)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, but more than are read in one task."""
    return troubled(tmp_path_factory.mktemp("many") / "content", TASK + 50)


def troubled(folder: Path, projects: int) -> Path:
    corpus.write(folder, projects)
    trouble(folder)
    return folder


@pytest.fixture(scope="module")
def pool() -> Iterator[Each]:
    """Other processes to work in."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor:
        yield executor.map


# ── whoever reads ────────────────────────────────────────────────────────────────────────────────────


def test_the_invented_records_have_something_of_everything(invented: Path) -> None:
    """Or the tests below would prove little."""
    found = {problem.code for problem in content.load(invented).problems}
    assert {"E101", "E103", "E111", "E205", "E301", "E306", "E310", "W205", "W214", "W215", "W216", "W222"} <= found


@pytest.mark.parametrize("site", [TOWN, HISTORY, RESULTS, COLLEAGUE, None], ids=str)
def test_the_colleague_finds_what_is_found_with_all_records_open(site: Path | None, invented: Path) -> None:
    folder = site or invented
    assert colleague(content.load(folder)) == all_at_once(folder)


@pytest.mark.parametrize("site", [TOWN, HISTORY, RESULTS, COLLEAGUE, None], ids=str)
def test_other_processes_read_the_same(site: Path | None, many: Path, pool: Each) -> None:
    folder = site or many
    here = content.load(folder)
    memory = Remembered()
    assert content.load(folder, pool) == here
    assert content.load(folder, pool, memory) == here
    assert content.load(folder, pool, memory) == here


def test_a_few_records_are_one_task_however_many_years_they_are_of() -> None:
    """To start other processes for them would take longer than to read them."""
    asked: list[int] = []

    def each(function, tasks):  # type: ignore[no-untyped-def]
        given = list(tasks)
        asked.append(len(given))
        return map(function, given)

    assert content.load(HISTORY, each).records > len(asked)
    assert max(asked) == 1


def test_a_number_of_an_office_is_known(tmp_path: Path) -> None:
    corpus.write(tmp_path / "content", 8)
    edit(record(tmp_path / "content", 0), ("预算年度", "项目编码: '13812345678'\n预算年度"))
    assert content.load(tmp_path / "content").official == {"13812345678"}


# ── whatever is remembered ───────────────────────────────────────────────────────────────────────────


def test_nothing_is_opened_again_that_has_not_changed(invented: Path) -> None:
    memory = Remembered()
    first, again = Counting(), Counting()
    assert content.load(invented, first, memory) == content.load(invented, again, memory)
    assert first.records > PROJECTS
    # Of what other files decide, places are looked up; and what can't be read is tried again.
    assert again.records < 10


def test_a_change_has_that_record_read_and_those_that_it_is_compared_with(invented: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(invented, tmp_path / "content", symlinks=True))
    memory = Remembered()
    content.load(folder, memory=memory)
    edit(record(folder, 100), ("年度目标: ", "年度目标: 又"))
    counting = Counting()
    content.load(folder, counting, memory)
    assert counting.records < PROJECTS / 4


def renamed(folder: Path) -> None:
    record(folder, 60).rename(record(folder, 60).with_name("aaa.yaml"))


def another_twin(folder: Path) -> None:
    shutil.copy(record(folder, 70), record(folder, 70).with_name("zzz.yaml"))


def other_departments(folder: Path) -> None:
    lines = (folder / "departments.yaml").read_text("utf-8").splitlines(keepends=True)
    (folder / "departments.yaml").write_text("".join(lines[1:]), "utf-8")


def touched(folder: Path) -> None:
    """A change that neither size nor time of a file tell."""
    path = record(folder, 50)
    status = path.stat()
    edit(path, ("年度目标: ", "年度目粽: "))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


EDITS: dict[str, Callable[[Path], object]] = {
    "a record changed": lambda folder: edit(record(folder, 50), ("年度目标: ", "年度目标: 办 99 场。")),
    "a record changed unseen": touched,
    "a record broken": lambda folder: record(folder, 51).write_text("- ", "utf-8"),
    "a record deleted": lambda folder: record(folder, 52).unlink(),
    "the first of two deleted": lambda folder: record(folder, 0).unlink(),
    "a record added": another_twin,
    "a record renamed": renamed,
    "a department deleted": other_departments,
    "departments unreadable": lambda folder: (folder / "departments.yaml").write_text("[", "utf-8"),
    "a page deleted": lambda folder: (folder / "pages/terms.md").unlink(),
    "an original deleted": lambda folder: (folder / "originals/pifu.pdf").unlink(),
    "site.yaml deleted": lambda folder: (folder / "site.yaml").unlink(),
    "all records deleted": lambda folder: shutil.rmtree(folder / "projects"),
}


@pytest.mark.parametrize("what", EDITS)
def test_after_a_change_the_same_is_found_as_without_a_memory(what: str, invented: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(invented, tmp_path / "content", symlinks=True))
    memory = Remembered()
    before = content.load(folder, memory=memory)
    EDITS[what](folder)
    after = content.load(folder, memory=memory)
    assert after == content.load(folder)
    assert after != before
    assert colleague(after) == all_at_once(folder)


def test_the_same_folder_under_another_name_is_told_by_that_name(
    invented: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = Remembered()
    content.load(invented, memory=memory)
    monkeypatch.chdir(invented.parent)
    assert content.load(Path("content"), memory=memory) == content.load(Path("content"))


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda _: b"", id="empty"),
        pytest.param(lambda value: value[:-1], id="cut off"),
        pytest.param(lambda value: value[:-400] + bytes([value[-400] ^ 1]) + value[-399:], id="one bit"),
        pytest.param(lambda value: value.replace("项目".encode(), "顶目".encode()), id="another word"),
        pytest.param(lambda _: pickle.dumps([1, 2]), id="something else"),
    ],
)
def test_what_is_damaged_is_read_anew(damage: Callable[[bytes], bytes], invented: Path) -> None:
    memory = Remembered()
    good = content.load(invented, memory=memory)
    whole = Remembered(memory)
    for key, value in whole.items():
        memory[key] = damage(value)
    assert content.load(invented, memory=memory) == good
    assert memory.keys() == whole.keys()
    counting = Counting()
    assert content.load(invented, counting, memory) == good
    assert counting.records < 10


def test_what_was_stored_under_another_key_is_not_taken(invented: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(invented, tmp_path / "content", symlinks=True))
    with_page, without = Remembered(), Remembered()
    content.load(folder, memory=with_page)
    (folder / "pages/terms.md").unlink()
    good = content.load(folder, memory=without)
    assert len(without.keys() - with_page.keys()) == len([key for key in with_page if key.endswith("-read")])
    moved = Remembered(without)
    for key in without.keys() - with_page.keys():
        names = {reading.name for reading in unpacked(key, without[key])}  # type: ignore[attr-defined]
        moved[key] = next(
            value
            for other, value in with_page.items()
            if other.endswith("-read") and names == {one.name for one in unpacked(other, value)}  # type: ignore[attr-defined]
        )
    assert content.load(folder, memory=moved) == good


class Trap:
    """Runs a program when it is unpickled."""

    def __init__(self, command: str) -> None:
        self.command = command

    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        return os.system, (self.command,)


def test_no_stored_value_can_run_anything(tmp_path: Path) -> None:
    trap = pickle.dumps([Trap(f"touch {tmp_path}/sprung")])
    for key in ("a", key_of("b")):
        assert unpacked(key, sha256(key.encode() + trap).digest() + trap) is None
    assert not list(tmp_path.iterdir())


def test_what_is_stored_comes_back() -> None:
    value = [Problem("a", 1, 2, "W201", "b", "c"), Decimal("1.50"), ("x", b"y", None)]
    assert unpacked("key", packed("key", value)) == value


# ── records that change while they are read ──────────────────────────────────────────────────────────


def test_a_record_that_is_gone_when_its_place_is_sought_is_told_without_one(tmp_path: Path) -> None:
    problems = placed(tmp_path, [Unplaced("projects/2024/x.yaml", ("用款单位",), "E301", "没有", "加上")])
    assert problems == [Problem(f"{tmp_path}/projects/2024/x.yaml", 1, 1, "E301", "没有", "加上")]


def test_records_that_are_gone_when_they_are_compared_have_nothing_to_say(tmp_path: Path) -> None:
    (judged,) = judge(tmp_path, [["projects/2024/x.yaml", "projects/2024/y.yaml"]])
    assert judged.problems == ()


def test_a_judgement_of_other_bytes_is_not_taken_for_one_of_these(invented: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(invented, tmp_path / "content", symlinks=True))
    memory = Remembered()

    def late(function, tasks):  # type: ignore[no-untyped-def]
        for task in tasks:
            if isinstance(task[0], list):
                record(folder, 0).unlink(missing_ok=True)
            yield function(task)

    content.load(folder, late, memory)
    assert content.load(folder, memory=memory) == content.load(folder)


# ── what is held ─────────────────────────────────────────────────────────────────────────────────────


def test_little_is_held_of_a_record(tmp_path: Path, pool: Each) -> None:
    corpus.write(tmp_path / "content", 1000)
    content.load(TOWN)
    memory = Remembered()
    content.load(tmp_path / "content", pool, memory)
    tracemalloc.start()
    try:
        loaded = content.load(tmp_path / "content", pool, memory)
        held, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert loaded.records == 1000
    assert held < 4_000 * loaded.records
    assert most < 8_000 * loaded.records
