"""The process in which a file is parsed: ``python -m builder.forms.readers KIND NAME``, called by ``isolated.py`` alone."""

import contextlib
import json
import signal
import sys
from typing import Any

from builder.forms.errors import FormError, MissingLibraryError
from builder.forms.readers.isolated import MAX_SECONDS, parsed, to_answer
from builder.forms.readers.kinds import Kind

MAX_MEMORY = 1_000_000_000
"""Bytes of address space; a form takes 100 to 300 MB of it, most of it code of libraries."""


def main() -> None:
    """Read a file from standard input, and write its grids, or why there are none."""
    _limit()
    kind, name = sys.argv[1:]
    # Half a surrogate, which a broken file may hold, can be written in ASCII alone.
    sys.stdout.write(json.dumps(_answer(Kind(kind), sys.stdin.buffer.read(), name)))


def _answer(kind: Kind, data: bytes, name: str) -> dict[str, Any]:
    try:
        # What a library prints is no part of the answer.
        with contextlib.redirect_stdout(sys.stderr):
            return {"grids": [to_answer(grid) for grid in parsed(kind, data, name)]}
    except FormError as error:
        return {"error": str(error)}
    except MissingLibraryError as error:
        return {"missing": str(error)}


def _limit() -> None:
    try:
        import resource
    except ImportError:
        return  # Windows; there the limits of size and time are all there is
    for what, most in ((resource.RLIMIT_AS, MAX_MEMORY), (resource.RLIMIT_CPU, MAX_SECONDS)):
        hard = resource.getrlimit(what)[1]
        limit = most if hard == resource.RLIM_INFINITY else min(most, hard)
        # macOS counts its own libraries too, gigabytes of them, and refuses to go below.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (limit, limit))
    if sys.platform != "win32":
        # The process that asked may have been killed, and wait for nothing any more.
        signal.alarm(MAX_SECONDS + 1)


if __name__ == "__main__":
    main()
