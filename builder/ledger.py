"""What the last build made of what: an item that is what it was needs not be made again.

An item is known by its fingerprint: the hash of everything that its files are made from, which is the program,
the step, what is common to all items, and the item itself. Its files are those of the old site, as long as no
file there was touched since. The ledger lies in the cache and decides nothing: without it all is made anew.
"""

import io
import pickle
from collections.abc import Mapping
from dataclasses import is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from hashlib import blake2b
from importlib import import_module
from typing import Any, NamedTuple

from builder.cache import Cache
from builder.publish import Put, Status

Fingerprint = bytes

_ALLOWED = (Decimal, date)


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

    def fingerprint(self, step: str, common: bytes, item: bytes) -> Fingerprint:
        """The hash of everything that an item's files are made from."""
        found = blake2b(digest_size=16)
        for part in (self._program, step.encode(), common, item):
            found.update(len(part).to_bytes(8, "big"))
            found.update(part)
        return found.digest()

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


def dumped(value: object) -> bytes:
    """A value as bytes, the same for equal values: what stands in it twice is written twice."""
    file = io.BytesIO()
    pickler = pickle.Pickler(file, pickle.HIGHEST_PROTOCOL)
    pickler.fast = True
    pickler.dump(value)
    return file.getvalue()


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
