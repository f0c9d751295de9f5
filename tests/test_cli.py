"""What a clerk sees of the commands."""

import json
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from builder import __version__
from tests.conftest import CONTENT, ROOT, Run, gongkai

GOOD = ROOT / "tests/sites/broken/_base/content"
"""Content of which nobody has anything to say."""

COMMANDS = ("build", "package", "check", "serve", "new", "verify", "schema")


def test_help_is_in_chinese_and_names_every_command() -> None:
    shown = gongkai("--help").stdout
    assert all(f"  {command} " in shown for command in COMMANDS)
    assert not re.search(r"Usage|Options|Commands|Show this", shown)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_in_chinese(command: str, run: Run) -> None:
    _, shown, _ = run(command, "--help")
    assert "用法：" in shown
    assert not re.search(r"Usage|Options|Arguments|Show this|default:|required", shown)


@pytest.mark.parametrize("readme", ["README.md", "README.en.md"])
def test_the_readme_names_every_command(readme: str) -> None:
    text = (ROOT / readme).read_text("utf-8")
    assert all(f"gongkai {command}" in text for command in COMMANDS)


def test_the_version_is_the_one_of_the_package() -> None:
    assert gongkai("--version").stdout == f"gongkai {__version__}\n"
    assert f'version = "{__version__}"' in (ROOT / "pyproject.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (["publish"], "没有“publish”这个命令"),
        (["build", "--fast"], "没有“--fast”这个选项"),
        (["build", "--output"], "后面要写内容"),
        (["build", "--base-url", "example"], "不是完整的网址"),
        (["new", "工会活动"], "缺少“--year”"),
        (["new"], "缺少“项目名称”"),
        (["new", "工会活动", "--year", "二〇二四"], "--year"),
        (["new", "工会活动", "多余", "--year", "2024"], "多写了内容"),
        (["check", "--format", "xml"], "--format"),
        (["serve", "--port", "99999"], "--port"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_call_says_in_chinese_what_is_wrong_and_exits_with_2(call: list[str], words: str, run: Run) -> None:
    code, out, said = run(*call)
    assert code == 2, said
    assert words in said
    assert out == ""
    assert "Traceback" not in said


def test_a_check_without_problems_says_so_and_prints_an_empty_list_as_json() -> None:
    done = gongkai("check", "--content", GOOD, "--format", "json")
    assert (done.returncode, json.loads(done.stdout)) == (0, [])
    assert "没有发现问题" in done.stderr


@pytest.mark.parametrize("command", ["check", "build"])
def test_a_missing_content_folder_is_named(command: str, run: Run) -> None:
    code, out, said = run(command, "--content", "nowhere")
    assert code == 1
    assert "nowhere" in out + said


def test_a_build_that_is_not_watched_is_quiet(tmp_path: Path) -> None:
    done = gongkai("build", "--content", GOOD, "--output", tmp_path / "output")
    assert done.stderr == ""
    assert "1 个项目" in done.stdout


def test_progress_and_phase_times_are_shown_on_a_terminal_when_it_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    from rich.console import Console

    from builder import progress

    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    written = io.StringIO()
    with progress.Watch(Console(file=written, force_terminal=True, width=100)) as watch:
        assert list(watch.phase("生成网页", "ab")) == ["a", "b"]
        assert list(watch.phase("建立搜索", "c")) == ["c"]
        watch.summary()
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", written.getvalue())
    assert re.search(r"用时 [0-9.]+ 秒：生成网页 [0-9.]+ 秒，建立搜索 [0-9.]+ 秒，写入 [0-9.]+ 秒", plain)


def test_a_build_that_takes_long_says_how_far_it_has_come(
    content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import io

    from rich.console import Console

    from builder import progress
    from builder.build import build as build_here

    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    said: list[tuple[str, int]] = []
    say = progress.Watch.say
    monkeypatch.setattr(progress.Watch, "say", lambda watch, *what: (said.append(what), say(watch, *what)))
    with progress.Watch(Console(file=io.StringIO(), force_terminal=True, width=100)) as watch:
        built = build_here(content, tmp_path / "output", watch)
    assert built.published
    assert ("读取", 1) in said
    assert said[-1] == ("生成", built.published.files)


class Preview:
    """A running ``gongkai serve``."""

    def __init__(self, content: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-m", "builder", "serve", "--content", content, "--port", "0"],
            cwd=ROOT,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        assert self.process.stderr
        lines = iter(self.process.stderr.readline, "")
        found = next(match for line in lines if (match := re.search(r"http://127\.0\.0\.1:\d+/", line)))
        self.address = found[0]

    def get(self, path: str) -> str:
        with urllib.request.urlopen(self.address + path, timeout=10) as response:  # noqa: S310 - our own server
            return str(response.read().decode())

    def events(self) -> "urllib.request.http.client.HTTPResponse":
        return urllib.request.urlopen(self.address + "-preview/events", timeout=30)  # noqa: S310

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(timeout=20)
        assert self.process.stderr
        self.process.stderr.close()
        return code


def next_event(stream: object) -> tuple[str, str]:
    for raw in stream:  # type: ignore[attr-defined]
        line = raw.decode()
        if line.startswith("event: "):
            return line.removeprefix("event: ").strip(), next(iter(stream)).decode()  # type: ignore[call-overload]
    raise AssertionError("the stream ended")


def test_the_preview_is_rebuilt_when_content_changes_and_keeps_the_old_site_when_it_breaks(content: Path) -> None:
    record = content / "projects/2024/gonghui-huodong.yaml"
    text = record.read_text("utf-8")
    preview = Preview(content)
    try:
        page = "projects/2024/gonghui-huodong/index.html"
        assert "-preview/reload.js" in preview.get(page)
        with preview.events() as stream:
            record.write_text(text.replace("项目名称: 工会活动", "项目名称: 工会新活动"), "utf-8")
            assert next_event(stream)[0] == "rebuilt"
            assert "工会新活动" in preview.get(page)
            record.write_text(text.replace("预算金额: 40000", "预算金额: 四万"), "utf-8")
            event, data = next_event(stream)
            assert event == "problems"
            assert "四万" in data
            assert "工会新活动" in preview.get(page)
    finally:
        assert preview.stop() == 0
    assert not (content.parent / "output").exists()


def test_the_preview_of_broken_content_says_what_is_wrong(content: Path) -> None:
    (content / "site.yaml").unlink()
    done = gongkai("serve", "--content", content, "--port", "0")
    assert done.returncode == 1
    assert "site.yaml" in done.stderr


def test_the_preview_builds_again_and_again_on_a_terminal(
    content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import io

    from rich.console import Console

    from builder import progress, serve

    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    written = io.StringIO()
    talk = Console(file=written, force_terminal=True, width=100)
    for _ in range(2):  # a display that isn't taken down lets no second one start
        assert serve._build(content, tmp_path / "site", talk).published
    assert written.getvalue().count("用时") == 2


def test_without_a_command_the_help_is_shown() -> None:
    done = gongkai()
    assert (done.returncode, done.stdout, done.stderr) == (0, gongkai("--help").stdout, "")


def test_a_port_that_is_taken_is_said_with_the_remedy(content: Path) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = gongkai("serve", "--content", content, "--port", taken.getsockname()[1])
    assert done.returncode == 3
    assert "--port" in done.stderr


def test_the_program_starts_without_its_development_dependencies() -> None:
    code = (
        "import sys\n"
        "for name in ('pytest', 'hypothesis', 'playwright', 'html5lib', 'jsonschema', 'mypy'): sys.modules[name] = None\n"
        "import builder.cli"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_a_strict_check_lets_nothing_pass_that_was_not_looked_at(run: Run) -> None:
    assert run("check", "--content", GOOD, "--strict")[0] == 0
    assert run("check", "--content", CONTENT)[0] == 0
    assert run("check", "--content", CONTENT, "--strict")[0] == 1
