"""What is remembered of records, as bytes: made of a few known classes, and nothing else comes out of them.

A pickle can name any function of any library. Here only the classes below have names, and a value that is
damaged, or was stored for something else, is as if it weren't there.
"""

import copyreg
import io
import pickle
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from hashlib import sha256
from operator import attrgetter
from typing import Any

from builder.content.problems import Problem
from builder.content.reading import Gist, Reading
from builder.model import News, Outline, Sorts

_FLAT = (Reading, Gist, Outline, Problem)
"""Dataclasses, stored as calls with the values of their fields: that is how they are made again fastest."""
_KNOWN: Mapping[tuple[str, str], type] = {
    (known.__module__, known.__qualname__): known for known in (*_FLAT, News, Sorts, Decimal, date)
}
_DIGEST = 32


def key_of(*parts: object) -> str:
    """The key of what all these decide."""
    return sha256(repr(parts).encode()).hexdigest()


def packed(key: str, value: object) -> bytes:
    """A value to be stored under this key."""
    buffer = io.BytesIO()
    pickler = pickle.Pickler(buffer, pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = _FLATTENED
    pickler.dump(value)
    content = buffer.getvalue()
    return _digest(key, content) + content


def unpacked(key: str, value: bytes | None) -> object:
    """The value that was stored under this key, or None."""
    if value is None or value[:_DIGEST] != _digest(key, value[_DIGEST:]):
        return None
    try:
        return _Unpickler(io.BytesIO(value[_DIGEST:])).load()
    # A foreign pickle may go wrong in any way.
    except Exception:
        return None


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> type:
        if known := _KNOWN.get((module, name)):
            return known
        raise pickle.UnpicklingError(f"{module}.{name}")


def _digest(key: str, content: bytes) -> bytes:
    return sha256(key.encode() + content).digest()


def _flattened(known: Any) -> Callable[[Any], tuple[type, tuple[object, ...]]]:
    values = attrgetter(*(field.name for field in fields(known)))
    return lambda one: (known, values(one))


_FLATTENED = copyreg.dispatch_table | {known: _flattened(known) for known in _FLAT}
