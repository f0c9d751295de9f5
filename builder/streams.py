"""Where the program speaks: a terminal, a file or another program, of any encoding."""

import io
import sys

from builder.publish import saying


def prepare() -> None:
    """Let nothing that is said be refused: a console or a file of another encoding (GBK) lacks some signs.

    Better a substitute than no report.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def exit_code(error: Exception) -> int | None:
    """With which code a command ends after this error, if the program foresaw it; then its text is for the user."""
    code = getattr(error, "exit_code", None)
    return code if isinstance(code, int) else None


def refused(error: OSError) -> str:
    """What to say where the system refused something that no part of the program foresaw."""
    return f"{error.filename or '写出结果的地方'}：{saying(error)}"
