"""Parsing in a process of its own: whatever a parser does with a hostile file, memory and time stay bounded.

The other end of the pipe is ``__main__.py``; it takes the file on its standard input and answers in JSON, so
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
from importlib import import_module
from pathlib import Path
from typing import Any

from builder.forms.errors import FormError, MissingLibraryError
from builder.forms.grid import Cell, Grid
from builder.forms.readers.kinds import Kind
from builder.forms.readers.signs import with_signs
from builder.forms.readers.text import read_text

MAX_SECONDS = 30
"""A form takes 0.2 to 1 s."""
MAX_CHARACTERS = 4_000_000
"""Of all cells together; the longest form of the samples has 9,000."""

_PACKAGE = __name__.rpartition(".")[0]
_ROOT = Path(__file__).resolve().parents[3]
_READERS = {
    Kind.XLSX: "xlsx",
    Kind.XLS: "xls",
    Kind.XML_SHEETS: "xml_sheets",
    Kind.DOCX: "docx",
    Kind.HTML: "html",
    Kind.PDF: "pdf",
}


def parsed_apart(kind: Kind, data: bytes, name: str) -> tuple[Grid, ...]:
    """What the reader of a kind makes of a file.

    Raises FormError for whatever goes wrong on the way, MissingLibraryError where its library isn't installed.
    """
    path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
    try:
        done = subprocess.run(  # noqa: S603 - our own module, by this very interpreter
            # Without -P, a json.py in the folder where somebody keeps what he was sent would be run.
            [sys.executable, "-P", "-W", "ignore", "-m", _PACKAGE, kind, name],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
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
    return tuple(from_answer(one) for one in answer["grids"])


def to_answer(grid: Grid) -> list[object]:
    """A grid as JSON has it."""
    cells = [[cell.row, cell.column, cell.text, cell.rows, cell.columns, cell.around] for cell in grid.cells]
    return [grid.name, cells, grid.lettered, grid.unread]


def from_answer(answer: list[Any]) -> Grid:
    """The grid that ``to_answer`` was given."""
    name, cells, lettered, unread = answer
    return Grid(name, tuple(Cell(*cell) for cell in cells), lettered, tuple((place, text) for place, text in unread))


def parsed(kind: Kind, data: bytes, name: str) -> tuple[Grid, ...]:
    """The same in this process; MemoryError and RecursionError are those of the parser."""
    logging.disable(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            grids = _read(kind, data, name)
        return tuple(with_signs(grid) for grid in _bounded(grids, name))
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


def _read(kind: Kind, data: bytes, name: str) -> tuple[Grid, ...]:
    if kind is Kind.TEXT:
        return read_text(data, name)
    # Each library is loaded for its own kind alone: together they take a second.
    reader: Callable[[io.BytesIO, str], tuple[Grid, ...]] = import_module(f"{_PACKAGE}.{_READERS[kind]}").read
    return reader(io.BytesIO(data), name)


def _bounded(grids: tuple[Grid, ...], name: str) -> tuple[Grid, ...]:
    """The grids, if the process that asked for them can take so much text."""
    told = (text for grid in grids for _, text in grid.unread)
    if sum(map(len, told)) + sum(len(cell.text) for grid in grids for cell in grid.cells) > MAX_CHARACTERS:
        raise FormError(f"{name}：文字太多，不是批复表；请核对是不是拿错了文件")
    return grids
