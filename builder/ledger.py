"""What the last build made of what: an item that is what it was needs not be made again.

An item is known by its fingerprint: the hash of everything that its files are made from, which is the program,
the step, what is common to all items, and the item itself. Its files are those of the old site, as long as no
file there was touched since. The ledger lies in the cache and decides nothing: without it all is made anew.
"""

import copyreg
import io
import pickle
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from hashlib import blake2b
from importlib import import_module
from operator import attrgetter
from typing import Any, NamedTuple

from builder.cache import Cache
from builder.model import Outline, Project
from builder.publish import Put, Status

Fingerprint = bytes

_ALLOWED = (Decimal, date)
_LARGE = (Outline, Project)


class Done(NamedTuple):
    """What became of an item."""

    files: tuple[Put, ...]
    value: object
    """What the step returned."""


class Ledger:
    """The items of the last build and of this one, for one output folder."""

    def __init__(self, cache: Cache, key: str, program: str) -> None:
        """``program`` changes with anything that makes files."""
        self._cache = cache
        self._key = key
        self._program = program.encode()
        self._before, self._statuses = _read(cache.recall(key))
        self._now: dict[Fingerprint, Done] = {}
        self._told = _Told()

    def marker(self, step: str, common: bytes) -> Callable[[object], Fingerprint]:
        """Gives the fingerprints of a step's items: the hash of everything that the files of each are made from."""
        begun = blake2b(digest_size=16)
        for part in (self._program, step.encode(), common):
            begun.update(len(part).to_bytes(8, "big"))
            begun.update(part)

        def fingerprint(item: object) -> Fingerprint:
            # What is common may be large, and there are thousands of items.
            found = begun.copy()
            found.update(self._told.apart(item))
            return found.digest()

        return fingerprint

    def known(self, mark: Fingerprint, old: Mapping[str, Status]) -> Done | None:
        """What became of the item before, if all its files are as they were left; ``old`` is how they are."""
        done = self._before.get(mark)
        if done is None or not all(self._is_untouched(put.address, old) for put in done.files):
            return None
        return done

    def note(self, mark: Fingerprint, done: Done) -> None:
        """Remember what became of an item."""
        self._now[mark] = done

    def keep(self, statuses: Mapping[str, Status]) -> None:
        """Keep what was noted, for a site whose files lie there so."""
        self._cache.store(self._key, pickle.dumps((self._now, dict(statuses)), pickle.HIGHEST_PROTOCOL))

    def _is_untouched(self, address: str, old: Mapping[str, Status]) -> bool:
        status = old.get(address)
        return status is not None and self._statuses.get(address) == status


def dumped(value: object, reducers: dict[type, Any] = copyreg.dispatch_table) -> bytes:
    """A value as bytes, the same for equal values: what stands in it twice is written twice."""
    file = io.BytesIO()
    pickler = pickle.Pickler(file, pickle.HIGHEST_PROTOCOL)
    pickler.fast = True
    pickler.dispatch_table = reducers
    pickler.dump(value)
    return file.getvalue()


class _Told:
    """Values as bytes, with the hash of each record in its place: a record stands in a dozen items, and is large."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[object, bytes]] = {}
        """Hashes by the number of the object, which is its own as long as it is kept here."""
        self._values = {known: attrgetter(*(field.name for field in fields(known))) for known in _LARGE}
        self._reducers = {**copyreg.dispatch_table, **dict.fromkeys(_LARGE, self._reduced)}

    def apart(self, value: object) -> bytes:
        """The same for equal values, and different for others; no value can be made of it again."""
        return dumped(value, self._reducers)

    def _reduced(self, value: Any) -> tuple[type, tuple[bytes]]:
        if (known := self._known.get(id(value))) is None:
            whole = self.apart((type(value).__name__, self._values[type(value)](value)))
            known = self._known[id(value)] = value, blake2b(whole, digest_size=32).digest()
        return bytes, (known[1],)


def _read(data: bytes | None) -> tuple[dict[Fingerprint, Done], dict[str, Status]]:
    try:
        done, statuses = _Reader(io.BytesIO(data or b"")).load()
    except Exception:
        # Whatever isn't ours, or isn't whole, is as good as nothing.
        return {}, {}
    return (done, statuses) if isinstance(done, dict) and isinstance(statuses, dict) else ({}, {})


class _Reader(pickle.Unpickler):
    """Reads nothing but values: no more than tuples and records of our own can come of foreign bytes."""

    def find_class(self, module: str, name: str) -> Any:
        """The class of this name, if it is one that holds values only."""
        found: Any = getattr(import_module(module), name) if module.startswith("builder.") else None
        if isinstance(found, type) and (is_dataclass(found) or issubclass(found, tuple | Enum)):
            return found
        return next(one for one in _ALLOWED if (one.__module__, one.__name__) == (module, name))
