"""Work that goes on in a thread of its own while its results are waited for elsewhere."""

from collections.abc import Callable, Iterable, Iterator
from queue import Full, Queue
from threading import Event, Thread
from types import TracebackType
from typing import Generic, TypeVar

T = TypeVar("T")

_AHEAD = 256
"""Results that may wait to be taken: what is made is as large as a file."""
_PATIENCE = 0.1
"""Seconds between two looks whether anybody still waits."""


class Beside(Generic[T]):
    """Makes the items of an iterable from now on; whoever leaves the block before the end stops it."""

    def __init__(self, items: Iterable[T]) -> None:
        """Begin."""
        self._made: Queue[tuple[T] | BaseException | None] = Queue(_AHEAD)
        self._is_left = Event()
        self._thread = Thread(target=self._make, args=(items,), daemon=True)
        self._thread.start()

    def __enter__(self) -> "Beside[T]":
        """Itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        """Stop; a step that has begun comes to its end first."""
        self._is_left.set()
        self._thread.join()

    def ready(self) -> Iterator[T]:
        """The items that are made by now. Raises what making them raised."""
        while not self._made.empty():
            result = self._made.get()
            if result is None:
                self._made.put(None)
                return
            yield _item(result)

    def rest(self) -> Iterator[T]:
        """All further items, as they are made. Raises what making them raised."""
        while (result := self._made.get()) is not None:
            yield _item(result)

    def _make(self, items: Iterable[T]) -> None:
        iterator = iter(items)
        try:
            for item in iterator:
                if not self._put((item,)):
                    break
        except BaseException as error:
            self._put(error)
        finally:
            if isinstance(iterator, Iterator) and hasattr(iterator, "close"):
                iterator.close()
            self._put(None)

    def _put(self, result: tuple[T] | BaseException | None) -> bool:
        while not self._is_left.is_set():
            try:
                self._made.put(result, timeout=_PATIENCE)
            except Full:
                continue
            return True
        return False


def together(first: Iterable[T], ready: Callable[[], Iterable[T]]) -> Iterator[T]:
    """The items of the first, and between them what is ready of another."""
    for item in first:
        yield from ready()
        yield item


def _item(result: tuple[T] | BaseException) -> T:
    if isinstance(result, BaseException):
        raise result
    return result[0]
