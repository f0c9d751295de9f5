"""A file of the content folder as the rules see it: what it holds, and where each thing stands."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from builder.content.problems import Problem
from builder.content.tree import Parsed, Path

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Source:
    """A file that could be read: its path from the content folder, what it holds and the places of it."""

    name: str
    parsed: Parsed

    def text(self, path: Path) -> str | None:
        """The text at ``path``, or None where nothing is filled in."""
        value = self.parsed.at(path)
        return value.strip() or None if isinstance(value, str) else None

    def problem(self, path: Path, code: str, message: str, hint: str) -> Problem:
        """A problem with the value at ``path``."""
        return self.parsed.problem(self.parsed.place(path), code, message, hint)

    def key_problem(self, path: Path, code: str, message: str, hint: str) -> Problem:
        """A problem with the key at ``path``."""
        return self.parsed.problem(self.parsed.key_place(path), code, message, hint)


@dataclass(frozen=True, slots=True)
class Entry(Source, Generic[T]):
    """A file that fits the model."""

    value: T
