"""Parsing in a process of its own: whatever a parser does with a hostile file, memory and time stay bounded."""

import io
import logging
import multiprocessing
import warnings
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from importlib import import_module

from builder.forms.errors import FormError, MissingLibraryError
from builder.forms.grid import Grid
from builder.forms.readers.kinds import Kind

MAX_MEMORY = 1_500_000_000
"""Bytes of address space; a form of 30 pages takes 300 MB of it, most of it code of libraries."""
MAX_SECONDS = 60

_READERS = {Kind.XLSX: "xlsx", Kind.XLS: "xls", Kind.DOCX: "docx", Kind.HTML: "html", Kind.PDF: "pdf"}


def parsed_apart(kind: Kind, data: bytes, name: str) -> tuple[Grid, ...]:
    """What the reader of a kind makes of a file.

    Raises FormError for whatever goes wrong on the way, MissingLibraryError where its library isn't installed.
    """
    apart = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"), initializer=_limit)
    try:
        return apart.submit(parsed, kind, data, name).result(timeout=MAX_SECONDS)
    except (MemoryError, BrokenProcessPool, TimeoutError) as error:
        raise FormError(f"{name}：太大、太复杂或文件损坏，读不出来；请另存为 .xlsx 或 .docx 再试") from error
    finally:
        for process in list((apart._processes or {}).values()):
            process.kill()
        apart.shutdown(wait=False, cancel_futures=True)


def parsed(kind: Kind, data: bytes, name: str) -> tuple[Grid, ...]:
    """The same in this process."""
    logging.disable(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            reader: Callable[[io.BytesIO, str], tuple[Grid, ...]] = import_module(
                f"builder.forms.readers.{_READERS[kind]}"
            ).read
            return reader(io.BytesIO(data), name)
    except (FormError, MemoryError):
        raise
    except ModuleNotFoundError as error:
        raise MissingLibraryError(
            f"读 {kind.value} 文件要另外安装：在程序的文件夹里运行 pip install '.[forms]'（缺少 {error.name}）"
        ) from None
    except Exception as error:
        # Parsers of foreign files raise whatever their authors thought of.
        raise FormError(f"{name}：文件损坏，打不开；请向发件人再要一次，或用别的格式另存") from error
    finally:
        logging.disable(logging.NOTSET)


def _limit() -> None:
    try:
        import resource
    except ImportError:
        return  # Windows; there the limits of size and time are all there is
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))
