"""A problem in the content: where it is, what it is, and how to mend it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from operator import attrgetter
from typing import Any

from builder.content.characters import visible


class Severity(StrEnum):
    """错误 stops the site from being built, 警告 doesn't (but for a strict build)."""

    ERROR = "错误"
    WARNING = "警告"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One problem, at ``path:line:column`` (both from 1)."""

    path: str
    line: int
    column: int
    code: str
    message: str
    hint: str
    source: str = ""
    """The line of the file in which it is, where there is one."""

    @property
    def severity(self) -> Severity:
        """The code's first letter tells: E is an error, W a warning."""
        return Severity.WARNING if self.code.startswith("W") else Severity.ERROR

    def as_json(self) -> dict[str, Any]:
        """The object that ``check --format json`` prints."""
        return {
            "path": visible(self.path, _WIDTH),
            "line": self.line,
            "column": self.column,
            "severity": "warning" if self.severity is Severity.WARNING else "error",
            "code": self.code,
            "message": visible(self.message, _WIDTH),
            "hint": visible(self.hint, _WIDTH),
        }

    def __str__(self) -> str:
        """As a clerk reads it: place, what is wrong, the line itself, the remedy."""
        place = f"{visible(self.path, _WIDTH)}:{self.line}:{self.column}"
        told = [f"{place}: {self.severity} {self.code}：{visible(self.message, _WIDTH)}"]
        if self.source.strip():
            source = self.source.strip().replace("\t", " ")
            told.append(f"    {visible(source, _SOURCE_WIDTH)}")
        if self.hint:
            told.append(f"    怎样修改：{visible(self.hint, _WIDTH)}")
        return "\n".join(told)


# A value may be as long as a file; what is told of it need not be.
_WIDTH = 1000
_SOURCE_WIDTH = 100


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Those that stop a build."""
    return [problem for problem in problems if problem.severity is Severity.ERROR]


def are_stopping(problems: Iterable[Problem], *, strict: bool) -> bool:
    """Whether they stop a build."""
    return any(strict or problem.severity is Severity.ERROR for problem in problems)


def told(problems: Iterable[Problem]) -> str:
    """All of them as a clerk reads them, each ended by a line break."""
    return "".join([f"{problem}\n" for problem in problems])


def counted(problems: Sequence[Problem], records: int) -> str:
    """How many problems so many records have, in a sentence."""
    wrong = len(errors(problems))
    if not problems:
        return f"检查了 {records} 份记录，没有发现问题。"
    return f"检查了 {records} 份记录：{wrong} 个错误，{len(problems) - wrong} 个警告。"


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Each once: file by file, from the top of each."""
    return tuple(sorted(set(problems), key=_ALL))


# By this key a hundred thousand are in order ten times as fast as by comparing them themselves.
_ALL = attrgetter(*(field.name for field in fields(Problem)))
