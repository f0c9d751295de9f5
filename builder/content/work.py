"""What the reading of many records is given by its caller: hands to work with, and a memory."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

T = TypeVar("T")
R = TypeVar("R")

TASK = 250
"""Records to a task, at most: enough that handing it over costs nothing, few enough that all hands have some."""


class Each(Protocol):
    """Does a function's work for each task, as ``map`` does, in this process or in others.

    The function, its tasks and its results can be pickled. The results come in the order of the tasks.
    """

    def __call__(self, function: Callable[[T], R], tasks: Iterable[T], /) -> Iterable[R]:
        """The results."""


class Memory(Protocol):
    """Keeps what was made of files. It may forget anything, and what it gives is not believed unseen.

    A key is a hexadecimal digest with a word behind it. It does not say which version of the program asks:
    whoever gives this memory keeps the values of one version from those of another.
    """

    def recall(self, key: str) -> bytes | None:
        """What was stored under ``key``, or None."""

    def store(self, key: str, value: bytes) -> None:
        """Keep a value, in the place of the one that was there."""


class _Nothing:
    def recall(self, key: str) -> bytes | None:  # noqa: ARG002
        return None

    def store(self, key: str, value: bytes) -> None:
        pass


NOTHING: Memory = _Nothing()
"""Remembers nothing."""


def in_tasks(items: Iterable[T], size: Callable[[T], int] = lambda _: 1) -> Iterator[Sequence[T]]:
    """The items, so many together as make a task. ``size`` says how many records an item is."""
    task: list[T] = []
    records = 0
    for item in items:
        if task and records + size(item) > TASK:
            yield task
            task, records = [], 0
        task.append(item)
        records += size(item)
    if task:
        yield task
