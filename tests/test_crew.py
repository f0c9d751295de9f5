"""Work that is shared out: the result is the same whoever does it, and no end of a worker harms the old site."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing import active_children
from pathlib import Path

import pytest

from benchmarks import corpus
from builder import content, publish, render, search
from builder.cache import Cache
from builder.crew import Crew, CrewError, GivenUp
from builder.ledger import Ledger
from builder.making import Making
from builder.model import Site
from builder.publish import PublishError
from builder.publish.errors import AnotherBuildError
from builder.search import IndexerError
from tests.conftest import CONTENT, ROOT, build
from tests.tasks import die, hears_ctrl_c, refuse, squared_late, worker_of
from tests.test_build import digest

PATIENCE = 30.0
"""Seconds to wait for what should come at once, on however busy a machine."""

Ready = Callable[[], Crew]
CREWS: dict[str, Ready] = {
    "one job": lambda: Crew(1),
    "two jobs": lambda: Crew(2),
    "three jobs": lambda: Crew(3),
    "threads": lambda: Crew(2, ThreadPoolExecutor(2)),
}


@pytest.mark.parametrize("ready", CREWS.values(), ids=CREWS)
def test_results_come_in_the_order_of_their_tasks(ready: Ready) -> None:
    with ready() as crew:
        assert list(crew.each(squared_late, range(12))) == [number * number for number in range(12)]
        assert list(crew.each(squared_late, [])) == []
        assert list(crew.each(squared_late, [3])) == [9]


def test_works_at_the_same_time_share_the_workers() -> None:
    with Crew(2) as crew, ThreadPoolExecutor(4) as threads:
        together = threading.Barrier(4)

        def work(_: int) -> set[int]:
            together.wait()
            return set(crew.each(worker_of, range(6)))

        found = set.union(*threads.map(work, range(4)))
    assert len(found) <= 2
    assert os.getpid() not in found
    assert active_children() == []


def test_tasks_are_asked_for_when_they_are_needed() -> None:
    asked: list[int] = []

    def tasks() -> Iterator[int]:
        for number in range(1000):
            asked.append(number)
            yield number

    with Crew(2) as crew:
        results = crew.each(squared_late, tasks())
        assert next(results) == 0
        assert len(asked) < 10
        results.close()  # type: ignore[attr-defined] # it is a generator


@pytest.mark.parametrize("ready", CREWS.values(), ids=CREWS)
@pytest.mark.parametrize(
    ("number", "kind", "message", "code"),
    [
        (0, PublishError, "这里写不进去", 3),
        (1, AnotherBuildError, "另一个生成正在进行", 3),
        (2, IndexerError, "搜索程序停止了", 3),
        (3, ValueError, "an address twice", None),
    ],
    ids=["publishing", "a lock", "the indexer", "a defect"],
)
def test_what_a_task_raises_comes_through(
    ready: Ready, number: int, kind: type[Exception], message: str, code: int | None
) -> None:
    with ready() as crew, pytest.raises(kind, match=f"^{message}$") as raised:
        list(crew.each(refuse, [number, number + 4]))
    assert type(raised.value) is kind
    assert getattr(raised.value, "exit_code", None) == code


def test_ctrl_c_is_heard_by_the_process_that_began_the_work_alone() -> None:
    with Crew(2) as crew:
        assert not any(crew.each(hears_ctrl_c, range(4)))


def test_a_worker_that_is_killed_is_told_in_words() -> None:
    with Crew(2) as crew, pytest.raises(CrewError, match=r"工作进程中途停止了.*--jobs 1") as raised:
        list(crew.each(die, range(9)))
    assert raised.value.exit_code == 3
    assert active_children() == []


# ── a whole site ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The content of a city whose projects are more than one batch."""
    folder = tmp_path_factory.mktemp("city") / "content"
    corpus.write(folder, 400)
    return folder


def made(site: Site, folder: Path, crew: Crew) -> dict[str, str]:
    """What is in a site that a crew has made."""
    cache, output = Cache(folder / "cache"), folder / "output"
    with crew, publish.reserved(output, protected=folder / "content") as reserved:
        stage = publish.Stage(reserved)
        make = Making(
            stage, publish.Writer(stage.folder, stage.site), crew, Ledger(cache, "ledger", "program"), lambda _: None
        )
        search.bundle(site, make, Cache().keep)
        render.render(site, "https://example.org/", make)
        publish.publish(stage)
    return digest(output)


def test_whoever_makes_a_site_makes_the_same_bytes(city: Path, tmp_path: Path) -> None:
    site = content.load(city).site
    assert site
    alone = made(site, tmp_path / "alone", Crew(1))
    assert made(site, tmp_path / "processes", Crew(2)) == alone
    with ThreadPoolExecutor(2) as executor:
        assert made(site, tmp_path / "threads", Crew(2, executor)) == alone


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """An old site, of other content."""
    corpus.write(tmp_path / "old", 8)
    return build(tmp_path / "old", tmp_path / "place/output")


@contextmanager
def building(city: Path, output: Path) -> Iterator[tuple[subprocess.Popen[str], list[int]]]:
    """A build by two workers who have begun, in a process group of its own; gives the numbers of the workers."""
    options = ("--content", city, "--output", output, "--jobs", "2")
    command = [sys.executable, "-m", "builder", "build", *map(str, options)]
    with subprocess.Popen(
        command, cwd=ROOT, stderr=subprocess.PIPE, encoding="utf-8", start_new_session=True
    ) as process:
        try:
            soon(lambda: len(workers(process.pid)) == 2 and list(output.parent.glob(".output.gongkai-new-*/projects")))
            assert process.poll() is None, "the build was over before it could be stopped"
            yield process, workers(process.pid)
        finally:
            process.kill()


def workers(parent: int) -> list[int]:
    """The processes that a build has begun to share its work with."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state = (folder / "stat").read_text().rpartition(")")[2].split()
            if int(state[1]) == parent and b"spawn_main" in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
        except OSError:
            continue
    return found


def soon(is_so: Callable[[], object]) -> None:
    until = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.01)


def is_running(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_ctrl_c_while_several_processes_work_leaves_the_old_site(city: Path, old: Path) -> None:
    before = digest(old)
    with building(city, old) as (process, numbers):
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert said.splitlines()[-1] == "已停止，原来的网站没有改动。"
    assert "Traceback" not in said
    assert digest(old) == before
    assert list(old.parent.iterdir()) == [old]
    assert not any(map(is_running, numbers))


def test_ctrl_c_while_the_workers_are_started_is_told_in_one_sentence(city: Path, old: Path) -> None:
    before = digest(old)
    for moment in range(6):
        options = ("--content", city, "--output", old, "--jobs", "2")
        command = [sys.executable, "-m", "builder", "build", *map(str, options)]
        with subprocess.Popen(
            command, cwd=ROOT, stderr=subprocess.PIPE, encoding="utf-8", start_new_session=True
        ) as process:
            soon(lambda: children(process.pid) > 0)
            time.sleep(moment / 30)
            os.killpg(process.pid, signal.SIGINT)
            _, said = process.communicate(timeout=PATIENCE)
        assert (process.returncode, said) == (130, "已停止，原来的网站没有改动。\n")
    assert digest(old) == before


def children(parent: int) -> int:
    """How many processes it has begun, whatever they are."""
    found = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            found += int(stat.read_text().rpartition(")")[2].split()[1]) == parent
    return found


def test_a_worker_that_is_killed_in_a_build_leaves_the_old_site(city: Path, old: Path) -> None:
    before = digest(old)
    with building(city, old) as (process, numbers):
        os.kill(numbers[0], signal.SIGKILL)
        _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 3
    assert re.search("一个工作进程中途停止了.*--jobs 1", said)
    assert "Traceback" not in said
    assert digest(old) == before
    assert list(old.parent.iterdir()) == [old]


def test_of_a_build_that_is_killed_no_worker_goes_on_and_the_next_build_mends_it(city: Path, old: Path) -> None:
    before = digest(old)
    with building(city, old) as (process, numbers):
        process.kill()
        process.wait(PATIENCE)
        soon(lambda: not any(map(is_running, numbers)))
    assert digest(old) == before
    corpus.write(old.parents[1] / "next", 9)
    build(old.parents[1] / "next", old)
    assert list(old.parent.iterdir()) == [old]
    assert digest(old) != before


# ── parts of a whole ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("ready", CREWS.values(), ids=CREWS)
def test_when_one_part_of_a_whole_fails_nothing_more_is_begun_of_the_others(ready: Ready) -> None:
    with ready() as crew:
        results = crew.each(squared_late, range(1000))
        assert next(results) == 0
        with pytest.raises(ZeroDivisionError):
            crew.all_or_none(lambda: 1 // 0)
        with pytest.raises(GivenUp):
            list(results)


def test_a_failure_of_the_pages_is_told_while_the_search_has_long_to_go(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    begun: list[int] = []

    def searched(_: Site, make: Making, __: object) -> None:
        begun.extend(make._crew.each(squared_late, range(1000)))

    def rendered(*_: object) -> None:
        soon(lambda: begun)
        raise PublishError("这里写不进去", 3)

    monkeypatch.setattr(search, "bundle", searched)
    monkeypatch.setattr(render, "render", rendered)
    with pytest.raises(PublishError, match="这里写不进去"):
        build(CONTENT, tmp_path / "output")
    assert len(begun) < 500


def test_a_failure_of_the_search_is_told_while_the_pages_have_long_to_go(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def searched(*_: object) -> None:
        raise IndexerError("搜索程序停止了")

    def rendered(_: Site, __: object, make: Making) -> None:
        assert len(list(make._crew.each(squared_late, range(1000)))) < 0

    monkeypatch.setattr(search, "bundle", searched)
    monkeypatch.setattr(render, "render", rendered)
    with pytest.raises(IndexerError, match="搜索程序停止了"):
        build(CONTENT, tmp_path / "output")


def test_ctrl_c_is_heard_when_the_pages_are_made_and_the_search_has_long_to_go(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    begun: list[int] = []

    def searched(_: Site, make: Making, __: object) -> None:
        begun.extend(make._crew.each(squared_late, range(1000)))

    def rendered(*_: object) -> None:
        soon(lambda: begun)
        threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()

    monkeypatch.setattr(search, "bundle", searched)
    monkeypatch.setattr(render, "render", rendered)
    with pytest.raises(KeyboardInterrupt):
        build(CONTENT, tmp_path / "output")
    assert len(begun) < 500
    assert not (tmp_path / "output").exists()


def test_windows_is_asked_for_no_more_processes_than_it_can_wait_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builder.crew._MOST", 61)
    assert Crew(256)._jobs == 61
