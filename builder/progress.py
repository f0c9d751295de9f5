"""How long each phase takes, and how far a long build has come."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from rich.console import Console

if TYPE_CHECKING:
    from rich.progress import Progress

T = TypeVar("T")

PATIENCE = 1.0
"""Seconds after which a person wants to see that something happens."""


class Watch:
    """Measures phases that may interleave: what a generator takes counts for its own phase.

    Speaks on stderr, and only to a terminal, and only once the work takes longer than a second.
    """

    def __init__(self, console: Console) -> None:
        """``console`` is where progress and the summary go."""
        self._console = console
        self._started = time.perf_counter()
        self._spent: dict[str, float] = {}
        self._has_listener = console.is_terminal
        self._shown: Progress | None = None

    def __enter__(self) -> "Watch":
        """Itself; what is shown goes away at the end."""
        return self

    def __exit__(self, *_: object) -> None:
        """Take the progress off the terminal."""
        if self._shown:
            self._shown.stop()

    @property
    def elapsed(self) -> float:
        """Seconds since the start."""
        return time.perf_counter() - self._started

    @contextmanager
    def measure(self, name: str) -> Iterator[None]:
        """Count the time of a block for ``name``."""
        before = time.perf_counter()
        try:
            yield
        finally:
            self._spent[name] = self._spent.get(name, 0.0) + time.perf_counter() - before

    def phase(self, name: str, items: Iterable[T]) -> Iterator[T]:
        """The items, with the time that making them takes counted for ``name``."""
        iterator = iter(items)
        done = 0
        while True:
            try:
                with self.measure(name):
                    item = next(iterator)
            except StopIteration:
                return
            done += 1
            self.say(name, done)
            yield item

    def following(self, name: str, each: Callable[..., Iterator[T]]) -> Callable[..., Iterator[T]]:
        """The same as ``each``, but that it is told how many of its results have come."""

        def followed(*given: object) -> Iterator[T]:
            for done, result in enumerate(each(*given), 1):
                self.say(name, done)
                yield result

        return followed

    def phases(self) -> dict[str, float]:
        """Seconds by phase so far; what is in none of them is writing."""
        return {**self._spent, "写入": self.elapsed - sum(self._spent.values())}

    def summary(self) -> None:
        """One line with the seconds of each phase, where a person waited for it."""
        if not self._has_listener or self.elapsed < PATIENCE:
            return
        if self._shown:
            self._shown.stop()
        parts = [f"{name} {seconds:.1f} 秒" for name, seconds in self.phases().items()]
        self._console.print(f"用时 {self.elapsed:.1f} 秒：{'，'.join(parts)}", style="dim")

    def say(self, name: str, done: int) -> None:
        """How far a phase has come, once somebody waits for it."""
        if self._has_listener and self.elapsed > PATIENCE:
            self._shown = self._shown or _shown_on(self._console)
            self._shown.update(self._shown.task_ids[0], description=f"{name}……{done}")
            self._shown.start()


def _shown_on(console: Console) -> "Progress":
    # Nearly a tenth of the time of a build that has nothing to do went into loading this.
    from rich.progress import Progress, SpinnerColumn, TextColumn

    progress = Progress(SpinnerColumn(), TextColumn("{task.description}"), console=console, transient=True)
    progress.add_task("")
    return progress
