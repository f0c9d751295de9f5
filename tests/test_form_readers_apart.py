"""A file is parsed in a process of its own, which may crash, hang or eat memory without harm to anybody."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from builder.forms.errors import FormError
from builder.forms.grid import Grid
from builder.forms.readers import isolated, read
from builder.forms.readers.isolated import from_answer, parsed_apart, to_answer
from builder.forms.readers.kinds import Kind
from tests.conftest import ROOT, gongkai
from tests.test_form_readers import FORMS, in_process

OLD_SHEET = FORMS / "two-period-2022.xls"
SIGNALS = pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no such signals and limits")


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Put some code in the place of xlrd; gives a file that its process holds locked as long as it is there."""

    def put(code: str) -> Path:
        held = tmp_path / "held"
        begin = "import os, sys, time\n"
        if sys.platform != "win32":
            begin += f"import fcntl\nheld = open({str(held)!r}, 'w')\nfcntl.flock(held, fcntl.LOCK_EX)\n"
            begin += "held.write('x')\nheld.flush()\n"
        (tmp_path / "xlrd.py").write_text(begin + code, "utf-8")
        monkeypatch.setenv("PYTHONPATH", os.pathsep.join((str(ROOT), str(tmp_path))))
        return held

    return put


def read_old_sheet() -> tuple[Grid, ...]:
    return parsed_apart(Kind.XLS, OLD_SHEET.read_bytes(), "表.xls")


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("os.abort()", id="aborts"),
        pytest.param("os._exit(0)", id="ends without a word"),
        pytest.param("import ctypes; ctypes.string_at(0)", id="leaves its memory"),
        pytest.param("def f(): f()\nf()", id="calls itself for ever"),
        pytest.param(
            "sys.setrecursionlimit(10**9)\ndef f(x): return sorted([x], key=f)\nf(1)", id="calls itself until C breaks"
        ),
        pytest.param("raise KeyboardInterrupt", id="stops itself"),
        pytest.param(
            "x = []\nwhile True: x.append(bytearray(10**7))",
            id="eats memory",
            marks=pytest.mark.skipif(sys.platform != "linux", reason="only Linux counts the addresses of a process"),
        ),
    ],
)
def test_a_parser_that_breaks_is_a_file_that_cannot_be_read(code: str, library: Callable[[str], Path]) -> None:
    library(code)
    with pytest.raises(FormError, match="文件损坏"):
        read_old_sheet()


def is_free(held: Path) -> bool:
    """Whether the process that holds a file has ended, or does so now."""
    import fcntl

    with held.open() as file:
        for _ in range(100):
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(0.02)
            else:
                return True
    return False


@SIGNALS
@pytest.mark.parametrize("code", ["time.sleep(600)", "while True: pass"])
def test_a_parser_that_does_not_come_back_is_ended(
    code: str, library: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    held = library(code)
    monkeypatch.setattr(isolated, "MAX_SECONDS", 3)
    with pytest.raises(FormError, match="文件损坏"):
        read_old_sheet()
    assert is_free(held)


@SIGNALS
def test_whoever_stops_the_command_leaves_no_process_behind(tmp_path: Path, library: Callable[[str], Path]) -> None:
    held = library("time.sleep(600)")
    command = [sys.executable, "-m", "builder", "import", OLD_SHEET, "--content", tmp_path / "content"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, start_new_session=True) as process:
        while not (held.exists() and held.read_text()):
            assert process.poll() is None
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        process.communicate()
    assert process.returncode == 130
    assert is_free(held)


def test_what_a_library_prints_is_no_part_of_the_answer(library: Callable[[str], Path]) -> None:
    # It gives its place to the true library, once it has said its word.
    library("print('{}')\nsys.path.remove(os.path.dirname(__file__))\ndel sys.modules['xlrd']\nimport xlrd\n")
    assert read_old_sheet() == in_process(OLD_SHEET.read_bytes())


@SIGNALS
def test_limits_that_are_lower_already_stay_as_they_are(tmp_path: Path) -> None:
    code = f"""if True:
        import resource
        from pathlib import Path
        resource.setrlimit(resource.RLIMIT_AS, (800_000_000, 800_000_000))
        resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
        from builder.forms.readers import read
        print(len(read(Path({str(OLD_SHEET)!r}))))
    """
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"}
    # The program itself comes from standard input, a way in which multiprocessing can't start a child.
    done = subprocess.run(
        [sys.executable], input=code, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("1\n", "")


@pytest.mark.parametrize(
    "name", ["seed.txt", "seed.xlsx", "two-period-2022.xls", "seed.docx", "seed.html", "ruled.pdf"]
)
def test_what_comes_through_the_pipe_is_what_was_read(name: str) -> None:
    grids = in_process((FORMS / name).read_bytes())
    assert tuple(from_answer(to_answer(grid)) for grid in grids) == grids  # type: ignore[arg-type]
    assert read(FORMS / name) == grids


# ── names, and what isn't a file ────────────────────────────────────────────────────────────────────


@pytest.mark.skipif(sys.platform == "win32", reason="Windows allows no such names")
@pytest.mark.parametrize(
    "name", [b"a\nb.xls", b"\x1b[31m.xls", b"\xff\xfe.xls", "表 一（终稿）.xls".encode(), b"-x.xls"]
)
def test_a_strange_name_is_told_in_one_line_of_plain_letters(name: bytes, tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(name)
    path.write_bytes(OLD_SHEET.read_bytes())
    assert len(read(path)) == 1
    path.write_bytes(b"\x89PNG")
    with pytest.raises(FormError) as caught:
        read(path)
    assert str(caught.value).isprintable()


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="a superuser may read everything")
def test_a_file_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    path = tmp_path / "表.xls"
    path.write_bytes(OLD_SHEET.read_bytes())
    path.chmod(0)
    with pytest.raises(FormError, match="没有读取权限"):
        read(path)


def test_the_command_takes_a_form_from_any_folder(tmp_path: Path) -> None:
    done = gongkai("import", OLD_SHEET, "--content", tmp_path / "content", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
