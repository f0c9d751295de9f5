"""A file of the content folder as the rules see it: what it holds, and where each thing stands."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import TypeAdapter

from builder.content.files import Folder
from builder.content.problems import Problem
from builder.content.tree import Parsed, Path, parse
from builder.content.validate import validate

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


def read(folder: Folder, name: str, adapter: TypeAdapter[T]) -> Source | Entry[T] | None:
    """A file's content; where it doesn't fit the model, what could be read of it. Problems are noted in ``folder``."""
    text = folder.read(name)
    return None if text is None else understood(folder, name, text, adapter)


def understood(folder: Folder, name: str, text: str, adapter: TypeAdapter[T]) -> Source | Entry[T]:
    """The same of a file whose text is known."""
    parsed = parse(folder.shown(name), text)
    outcome = validate(parsed, adapter)
    folder.problems.extend(parsed.problems)
    if isinstance(outcome, list):
        folder.problems.extend(outcome)
        return Source(name, parsed)
    return Entry(name, parsed, outcome)


def entry(source: Source | Entry[T] | None) -> Entry[T] | None:
    """The same, if it fits the model."""
    return source if isinstance(source, Entry) else None
