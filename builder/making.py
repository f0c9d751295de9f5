"""Carries out the steps of a site (``builder.model.steps``): shares them out, and leaves out what is as it was."""

import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from threading import Lock
from typing import Any

from builder.crew import Crew
from builder.ledger import Done, Fingerprint, Ledger, dumped
from builder.model.steps import C, Made, R, Step, T
from builder.publish import Put, Seen, Stage, Writer

_BATCH = 400_000
"""Bytes of items to a task: about 200 projects, a second of work."""

_NOT_YET = Done((), None)


class Making:
    """Makes the files of a site in a stage. It is the ``Make`` of a build, and threads may share it."""

    def __init__(self, stage: Stage, writer: Writer, crew: Crew, ledger: Ledger, told: Callable[[int], None]) -> None:
        """The ledger knows what was made the last time, the crew makes the rest; ``told`` hears how many files there are."""
        self._stage = stage
        self._writer = writer
        self._crew = crew
        self._ledger = ledger
        self._told = told
        self._files = 0
        self._lock = Lock()
        self.seen: dict[str, Seen] = {}
        """What an audit has to know of the files."""

    def __call__(self, step: Step[C, T, R], common: C, items: Iterable[T]) -> list[Made[R]]:
        """Have every item made, or kept as it was made before; see ``builder.model.steps.Make``."""
        shared = dumped(common)
        fingerprint = self._ledger.marker(step.__qualname__, shared)
        found: list[Done] = []
        left: deque[tuple[int, Fingerprint]] = deque()

        def unknown() -> Iterator[bytes]:
            for item in items:
                mark = fingerprint(item)
                if known := self._ledger.known(mark, self._stage.old):
                    found.append(self._kept(mark, known))
                else:
                    left.append((len(found), mark))
                    found.append(_NOT_YET)
                    yield pickle.dumps(item, pickle.HIGHEST_PROTOCOL)

        work = partial(_carry_out, self._writer, step, shared)
        for batch in self._crew.each(work, _batches(unknown())):
            for done in batch:
                place, mark = left.popleft()
                found[place] = self._accepted(mark, done)
        return [Made(done.files, done.value) for done in found]  # type: ignore[arg-type] # it is what the step returned

    def _kept(self, mark: Fingerprint, known: Done) -> Done:
        with self._lock:
            done = Done(tuple(map(self._stage.take, known.files)), known.value)
            return self._noted(mark, done)

    def _accepted(self, mark: Fingerprint, done: Done) -> Done:
        with self._lock:
            for put in done.files:
                self._stage.accept(put)
            return self._noted(mark, done)

    def _noted(self, mark: Fingerprint, done: Done) -> Done:
        self._ledger.note(mark, done)
        self._files += len(done.files)
        self._told(self._files)
        self.seen.update((put.address, put.seen) for put in done.files if put.seen)
        return done


def _batches(items: Iterable[bytes]) -> Iterator[Sequence[bytes]]:
    batch: list[bytes] = []
    size = 0
    for item in items:
        batch.append(item)
        size += len(item)
        if size >= _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _carry_out(writer: Writer, step: Step[Any, Any, Any], shared: bytes, items: Sequence[bytes]) -> list[Done]:
    common = _common(shared)
    return [_done(writer, step, common, pickle.loads(item)) for item in items]  # noqa: S301 - our own process made it


# Each batch brings it along, and what is made of it (the templates) is made but once.
@lru_cache(maxsize=4)
def _common(shared: bytes) -> Any:
    return pickle.loads(shared)  # noqa: S301 - our own process made it


def _done(writer: Writer, step: Step[Any, Any, Any], common: Any, item: Any) -> Done:
    files = step(common, item, writer.read)
    puts: list[Put] = []
    while True:
        try:
            address, content = next(files)
        except StopIteration as end:
            return Done(tuple(puts), end.value)
        puts.append(writer.put(address, content))
