"""Work that the machines of a Dask cluster do: a real scheduler, real workers, and what becomes of a build without them."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copytree

import pytest
from distributed import Client
from rich.console import Console

from benchmarks import corpus
from builder import cluster as cluster_module
from builder.build import build as build_site
from builder.cluster import Cluster
from builder.crew import Crew, CrewError
from builder.progress import Watch
from builder.unchanged import program
from tests.conftest import ROOT, build, gongkai
from tests.test_build import digest

PATIENCE = 60.0
"""Seconds to wait for what should come at once, on however busy a machine."""

HERE = program()

Running = subprocess.Popen[bytes]


@dataclass
class Machines:
    """A scheduler and its workers, all on 127.0.0.1."""

    folder: Path
    address: str
    scheduler: Running
    workers: list[Running] = field(default_factory=list)

    def join(self, program: Path = ROOT) -> Running:
        """One more worker, with the program that lies in a folder."""
        place = self.folder / f"worker-{len(self.workers)}"
        place.mkdir()
        options = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory", str(place))
        worker = _started("worker", self.address, *options, cwd=place, program=program)
        self.workers.append(worker)
        return worker


@contextmanager
def machines(folder: Path, count: int) -> Iterator[Machines]:
    """A cluster of so many workers, who have joined."""
    named = folder / "scheduler.json"
    options = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(named))
    # The scheduler needs no program: here it would be one that can't be loaded.
    no_program(folder / "elsewhere")
    scheduler = _started("scheduler", *options, cwd=folder, program=folder / "elsewhere")
    all_of_them = Machines(folder, "", scheduler)
    try:
        soon(lambda: _address(named))
        all_of_them.address = _address(named)
        for _ in range(count):
            all_of_them.join()
        if count:
            with Client(all_of_them.address, set_as_default=False) as client:
                client.wait_for_workers(count, PATIENCE)
        yield all_of_them
    finally:
        for process in (*all_of_them.workers, scheduler):
            process.kill()
            process.wait()


def _address(named: Path) -> str:
    """The scheduler's address, as soon as it has written it down."""
    found = re.search(r'"address": "([^"]+)"', named.read_text() if named.exists() else "")
    return found[1] if found else ""


def _started(role: str, *options: str, cwd: Path, program: Path = ROOT) -> Running:
    command = [sys.executable, "-m", f"distributed.cli.dask_{role}", *options]
    environment = {**os.environ, "PYTHONPATH": str(program)}
    return subprocess.Popen(command, cwd=cwd, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def soon(is_so: Callable[[], object]) -> None:
    until = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.02)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The content of a city whose projects are more than one batch."""
    folder = tmp_path_factory.mktemp("city") / "content"
    corpus.write(folder, 300)
    return folder


@pytest.fixture(scope="module")
def alone(city: Path) -> dict[str, str]:
    """The city's site as a single machine makes it."""
    return digest(build(city, city.parent / "output"))


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    """A cluster of two workers."""
    with machines(tmp_path_factory.mktemp("two"), 2) as both:
        yield both


def test_a_cluster_makes_the_same_bytes(city: Path, alone: dict[str, str], two: Machines) -> None:
    # The workers are elsewhere, where the folders' names lead nowhere.
    place = city.parent / "cluster"
    place.mkdir()
    options = ("--content", "../content", "--output", "output", "--cluster", two.address)
    done = gongkai("build", *options, cwd=place)
    assert done.returncode == 0, done.stderr
    assert digest(place / "output") == alone
    # What may be used again lies where all machines see it, and not among what is uploaded.
    assert {path.name for path in place.iterdir()} == {"output", ".output.gongkai-cache"}


def test_a_cluster_makes_only_what_has_changed(two: Machines, tmp_path: Path) -> None:
    content, output = tmp_path / "content", tmp_path / "output"
    corpus.write(content, 40)
    assert build_site(content, output, Watch(Console(quiet=True)), cluster=two.address).published
    record = next(content.glob("projects/2024/*/*.yaml"))
    record.write_text(record.read_text("utf-8").replace("项目名称: ", "项目名称: 新", 1), "utf-8")
    done = build_site(content, output, Watch(Console(quiet=True)), cluster=two.address).published
    assert done
    assert 0 < done.written < done.files / 4
    assert digest(output) == digest(build(content, tmp_path / "anew"))


def test_what_a_killed_worker_leaves_is_done_by_the_other(city: Path, alone: dict[str, str], tmp_path: Path) -> None:
    output = tmp_path / "place/output"
    options = map(str, ("--content", city, "--output", output))
    with machines(tmp_path, 2) as both:
        command = [sys.executable, "-m", "builder", "build", *options, "--cluster", both.address]
        with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, encoding="utf-8") as process:
            # A third of the pages are written.
            soon(lambda: len(list(output.parent.glob(".output.gongkai-new-*/projects/*/*/*"))) > 100)
            both.workers[0].kill()
            assert process.poll() is None, "the build was over before a worker could be killed"
            _, said = process.communicate(timeout=120)
        assert process.returncode == 0, said
        assert "Traceback" not in said
        assert "distributed" not in said, "what Dask says of it in English"
        assert digest(output) == alone


def test_ctrl_c_leaves_the_old_site(city: Path, two: Machines, tmp_path: Path) -> None:
    corpus.write(tmp_path / "old", 8)
    output = build(tmp_path / "old", tmp_path / "place/output")
    before = digest(output)
    options = map(str, ("--content", city, "--output", output, "--cluster", two.address))
    command = [sys.executable, "-m", "builder", "build", *options]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, encoding="utf-8") as process:
        soon(lambda: list(output.parent.glob(".output.gongkai-new-*/projects")))
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert said.splitlines()[-1] == "已停止，原来的网站没有改动。"
    assert "Traceback" not in said
    assert digest(output) == before
    # Nobody writes any more.
    assert {path.name for path in output.parent.iterdir()} == {"output", ".output.gongkai-cache"}


# ── what goes wrong ──────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """No patience with what doesn't come."""
    monkeypatch.setattr(cluster_module, "_PATIENCE", 1.0)


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "tls://127.0.0.1:9", "tcp://no.such.host.invalid:8786"])
def test_where_no_scheduler_is_the_message_says_so_at_once(address: str) -> None:
    with pytest.raises(CrewError, match=rf"^--cluster：连不上 {address}。检查调度程序是否在运行.*tcp://") as raised:
        Cluster(address, HERE)
    assert raised.value.exit_code == 3


@pytest.mark.parametrize("address", ["", "nonsense", "http://127.0.0.1:9", "tcp://", "tcp://127.0.0.1", "tcp://a b:1"])
def test_what_is_no_address_is_told_with_one_that_is(address: str) -> None:
    with pytest.raises(CrewError, match=rf"^--cluster：“{address}”不是调度程序的地址；.*tcp://10") as raised:
        Cluster(address, HERE)
    assert raised.value.exit_code == 2


@pytest.mark.usefixtures("hasty")
def test_where_no_worker_is_the_message_says_how_to_start_one(tmp_path: Path) -> None:
    with machines(tmp_path, 0) as none, pytest.raises(CrewError, match=r"没有工作进程.*dask worker"):
        Cluster(none.address, HERE)


def test_without_dask_the_message_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(CrewError, match=r"pip install 'gongkai\[cluster\]'"):
        Cluster("tcp://127.0.0.1:9", HERE)


def slowly(number: int) -> int:
    time.sleep(0.2)
    return number


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("lost", ["the workers", "the scheduler"])
def test_a_cluster_that_is_lost_is_told_in_words(lost: str, tmp_path: Path) -> None:
    with machines(tmp_path, 1) as one, Cluster(one.address, HERE) as executor:
        results = Crew(1, executor).each(slowly, range(100))
        next(iter(results))
        for process in one.workers if lost == "the workers" else [one.scheduler]:
            process.kill()
        with pytest.raises(CrewError, match="与集群的连接断了，或者工作进程都停止了"):
            list(results)


def end(_: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_work_that_kills_every_worker_is_told_in_words(tmp_path: Path) -> None:
    with machines(tmp_path, 5) as five, Cluster(five.address, HERE) as executor, pytest.raises(CrewError, match="内存"):
        list(Crew(1, executor).each(end, [0]))


def another_template(program: Path) -> None:
    with (program / "site_templates/pages/home.html").open("a") as template:
        template.write("<!-- another -->")


def no_clusters_yet(program: Path) -> None:
    (program / "builder/cluster.py").unlink()


def no_program(program: Path) -> None:
    # The tests' environment has it, and here it is hidden.
    (program / "builder").mkdir(parents=True, exist_ok=True)
    (program / "builder/__init__.py").write_text("raise ImportError('no such program here')")


@pytest.mark.parametrize("change", [another_template, no_clusters_yet, no_program])
def test_a_worker_with_another_program_is_refused(change: Callable[[Path], None], city: Path, tmp_path: Path) -> None:
    for part in ("builder", "site_templates"):
        copytree(ROOT / part, tmp_path / "other" / part)
    change(tmp_path / "other")
    output = tmp_path / "place/output"
    with machines(tmp_path, 0) as none:
        none.join(tmp_path / "other")
        done = gongkai("build", "--content", city, "--output", output, "--cluster", none.address)
    assert done.returncode == 3
    assert "集群里有工作进程没有这个程序，或者版本与这里的不同" in done.stderr
    assert "Traceback" not in done.stderr
    assert not output.exists()


def test_what_a_worker_raises_comes_through(two: Machines) -> None:
    with Cluster(two.address, HERE) as executor, pytest.raises(ZeroDivisionError) as raised:
        list(Crew(2, executor).each(divide, [1, 0]))
    assert "in divide" in raised.value.__notes__[0]


def test_a_machine_that_does_not_see_a_folder_is_named(two: Machines, tmp_path: Path) -> None:
    with (
        Cluster(two.address, HERE, [tmp_path / "not-mounted"]) as executor,
        pytest.raises(CrewError, match=r"上没有 .*not-mounted"),
    ):
        list(Crew(2, executor).each(divide, [1, 2]))


@pytest.mark.usefixtures("hasty")
def test_work_for_a_cluster_that_is_lost_meanwhile_is_told_in_words(tmp_path: Path) -> None:
    with machines(tmp_path, 1) as one, Cluster(one.address, HERE) as executor:
        one.workers[0].kill()
        soon(lambda: executor._executor._shutdown)
        with pytest.raises(CrewError, match="与集群的连接断了，或者工作进程都停止了"):
            list(Crew(2, executor).each(divide, [1, 2]))


def divide(number: int) -> float:
    return 1 / number
