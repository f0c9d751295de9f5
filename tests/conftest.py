"""What the tests share: the real content, sites built from it, a server, a browser."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright
from rich.console import Console

from builder import cli
from builder.build import build as build_site
from builder.forms.readers import isolated
from builder.progress import Watch
from tests import chromium, reference
from tests.pages_of_each_kind import Sight, gallery
from tests.search_site import Sample

ROOT = Path(__file__).resolve().parents[1]
CONTENT = ROOT / "content"
TOWN = ROOT / "tests/sites/town/content"
HISTORY = ROOT / "tests/sites/history/content"
RESULTS = ROOT / "tests/sites/results/content"
Run = Callable[..., tuple[int, str, str]]

FORM = """\
示例镇财政项目支出绩效目标批复表
项目名称\t{name}
用款单位\t{department}
{year}预算金额\t4
年度目标\t办好。
一级指标\t二级指标\t三级指标\t当年度指标值
产出指标\t数量指标\t场次\t{value}
"""
"""A form as text; the fixture ``form`` fills it in."""

_CACHE = tempfile.TemporaryDirectory(prefix="gongkai-test-cache-")
"""The tests neither fill nor use the cache of whoever runs them."""
os.environ["XDG_CACHE_HOME"] = _CACHE.name

# The program is started hundreds of times: it need not be compiled each time.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first, so that no process is left alone with it at the end."""
    items.sort(key=lambda item: item.path.name != "test_warm_builds.py")


def gongkai(*arguments: object, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the program as a user does, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "builder", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **environment},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def build(content: Path, output: Path, base_url: str | None = None) -> Path:
    """Build a site that is expected to be good, in this process, and give its folder."""
    built = build_site(content, output, Watch(Console(quiet=True)), base_url=base_url)
    assert built.published, built.told
    return output


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site built from the real content."""
    return build(CONTENT, tmp_path_factory.mktemp("site") / "output")


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A copy of the real content, to be changed."""
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


class _QuietHandler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # connections are kept, as real hosts do

    def log_message(self, *_: object) -> None:
        pass


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """A real server on 127.0.0.1 for a folder; gives the address of its root, with a slash."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_QuietHandler, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Where the real site is served."""
    with served(site) as root:
        yield root


@pytest.fixture(scope="session")
def real(site: Path, address: str) -> Sample:
    """The real content's site, to search in."""
    return Sample(reference.projects_of(CONTENT), site, address)


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sample]:
    """The invented town of tests/sites/town, to search in."""
    folder = build(TOWN, tmp_path_factory.mktemp("town") / "output")
    with served(folder) as root:
        yield Sample(reference.projects_of(TOWN), folder, root)


@pytest.fixture(scope="session")
def history(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sample]:
    """The invented county of tests/sites/history, served below the path that its 网址 names."""
    root = tmp_path_factory.mktemp("history")
    folder = build(HISTORY, root / "xianzhi/jixiao")
    with served(root) as host:
        yield Sample(reference.projects_of(HISTORY), folder, f"{host}xianzhi/jixiao/")


@pytest.fixture(scope="session")
def results(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sample]:
    """The invented town of tests/sites/results, whose projects of 2023 have evaluated themselves."""
    folder = build(RESULTS, tmp_path_factory.mktemp("results") / "output")
    with served(folder) as root:
        yield Sample(reference.projects_of(RESULTS), folder, root)


@pytest.fixture
def sights(request: pytest.FixtureRequest) -> list[Sight]:
    """A page of each kind of the invented sites."""
    return gallery(request)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium.executable()
    assert path, "没有可用的 Chromium；请先运行 python -m tests.chromium"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=list(chromium.ARGUMENTS))
        yield started
        started.close()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Make pages that fail the test when they log an error, throw, or ask another host for anything."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(f"console: {message.text}")

    def asked(request: Request) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "data:", "blob:", "file:")):
            complaints.append(f"request to another host: {request.url}")

    def make(**options: object) -> Page:
        context = browser.new_context(**options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("console", heard)
        page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
        page.on("request", asked)
        return page

    yield make
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """One such page, 1280 pixels wide."""
    return new_page(viewport={"width": 1280, "height": 900})


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run a command in this process, whose start takes longer than most commands; gives code, output and messages."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["gongkai", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            cli.main()
        assert isinstance(left.value.code, int)
        return left.value.code, *capfd.readouterr()

    return call


@pytest.fixture
def parsed_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forms are parsed in this process: one for each file would take longer than all else of a test."""
    monkeypatch.setattr("builder.forms.readers.parsed_apart", isolated.parsed)


@pytest.fixture
def form(tmp_path: Path) -> Callable[..., Path]:
    """A form as text, saved as a file."""

    def save(
        name: str = "读书会",
        *,
        department: str = "示例镇图书馆",
        year: str = "2024年",
        value: str = "3场",
        file: str = "表.txt",
    ) -> Path:
        path = tmp_path / file
        path.write_text(FORM.format(name=name, department=department, year=year, value=value), "utf-8")
        return path

    return save


@pytest.fixture
def empty_content(tmp_path: Path) -> None:
    """A content folder without anything in it, where a test's commands look for it."""
    (tmp_path / "content").mkdir()


def written(folder: Path) -> dict[str, str]:
    """The files below a folder with their texts."""
    return {str(path.relative_to(folder)): path.read_text("utf-8") for path in folder.rglob("*") if path.is_file()}
