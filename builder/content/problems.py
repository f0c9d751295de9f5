"""A problem in the content: where it is, what it is, and how to mend it."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


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
        kept = {key: value for key, value in asdict(self).items() if key != "source"}
        return {**kept, "severity": "warning" if self.severity is Severity.WARNING else "error"}

    def __str__(self) -> str:
        """As a clerk reads it: place, what is wrong, the line itself, the remedy."""
        lines = [f"{self.path}:{self.line}:{self.column}: {self.severity} {self.code}：{self.message}"]
        if self.source.strip():
            lines.append(f"    {_shortened(self.source)}")
        if self.hint:
            lines.append(f"    怎样修改：{self.hint}")
        return "\n".join(lines)


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Those that stop a build."""
    return [problem for problem in problems if problem.severity is Severity.ERROR]


def _shortened(line: str, width: int = 100) -> str:
    # A terminal obeys control characters; a hostile file must not write to it through our report.
    text = "".join(char if char.isprintable() else "�" for char in line.strip())
    return text if len(text) <= width else text[: width - 1] + "…"
