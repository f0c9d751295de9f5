"""Parsing in a process of its own: whatever a parser does with a hostile file, memory and time stay bounded.

The process is this module itself; it takes the file on its standard input and answers in JSON, so
that nothing it says can be anything but texts and numbers.
"""

import io
import json
import logging
import os
import subprocess
import sys
import warnings
from collections.abc import Callable
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any

from builder.forms.errors import FormError, MissingLibraryError
from builder.forms.grid import Cell, Grid
from builder.forms.readers.kinds import Kind

MAX_MEMORY = 1_000_000_000
"""Bytes of address space; a form takes 100 to 300 MB of it, most of it code of libraries."""
MAX_SECONDS = 30
"""A form takes 0.2 to 1 s."""

_ROOT = Path(__file__).resolve().parents[3]
_READERS = {Kind.XLSX: "xlsx", Kind.XLS: "xls", Kind.DOCX: "docx", Kind.HTML: "html", Kind.PDF: "pdf"}


def parsed_apart(kind: Kind, data: bytes, name: str) -> tuple[Grid, ...]:
    """What the reader of a kind makes of a file.

    Raises FormError for whatever goes wrong on the way, MissingLibraryError where its library isn't installed.
    """
    # -P: the current folder is where received files lie; a file there called openpyxl.py is nobody's library.
    path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
    try:
        done = subprocess.run(  # noqa: S603 - our own module, by this very interpreter
            [sys.executable, "-P", "-m", __name__, kind, name],
            input=data,
            capture_output=True,
            timeout=MAX_SECONDS,
            check=False,
            env={**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"},
        )
        answer: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError) as error:
        raise FormError(f"{name}：太大、太复杂或文件损坏，读不出来；请另存为 .xlsx 或 .docx 再试") from error
    if "missing" in answer:
        raise MissingLibraryError(answer["missing"])
    if "error" in answer:
        raise FormError(answer["error"])
    return tuple(_grid(one) for one in answer["grids"])


def _grid(one: dict[str, Any]) -> Grid:
    cells = tuple(Cell(**cell) for cell in one["cells"])
    return Grid(one["name"], cells, one["lettered"], tuple((place, text) for place, text in one["unread"]))


def parsed(kind: Kind, data: bytes, name: str) -> tuple[Grid, ...]:
    """The same in this process; MemoryError and RecursionError are those of the parser."""
    logging.disable(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            reader: Callable[[io.BytesIO, str], tuple[Grid, ...]] = import_module(
                f"builder.forms.readers.{_READERS[kind]}"
            ).read
            return reader(io.BytesIO(data), name)
    except FormError:
        raise
    except ModuleNotFoundError as error:
        raise MissingLibraryError(
            f"读 {kind.value} 文件要另外安装：在程序的文件夹里运行 pip install '.[forms]'（缺少 {error.name}）"
        ) from None
    except (MemoryError, RecursionError) as error:
        raise FormError(f"{name}：太大、太复杂或文件损坏，读不出来；请另存为 .xlsx 或 .docx 再试") from error
    except Exception as error:
        # Parsers of foreign files raise whatever their authors thought of.
        raise FormError(f"{name}：文件损坏，打不开；请向发件人再要一次，或用别的格式另存") from error
    finally:
        logging.disable(logging.NOTSET)


def _answer() -> None:
    kind, name = sys.argv[1:]
    _limit()
    try:
        answer: dict[str, Any] = {"grids": [asdict(grid) for grid in parsed(Kind(kind), sys.stdin.buffer.read(), name)]}
    except FormError as error:
        answer = {"error": str(error)}
    except MissingLibraryError as error:
        answer = {"missing": str(error)}
    # Half a surrogate, which a broken file may hold, can be written in ASCII alone.
    sys.stdout.write(json.dumps(answer))


def _limit() -> None:
    try:
        import resource
    except ImportError:
        return  # Windows; there the limits of size and time are all there is
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))


if __name__ == "__main__":
    _answer()
