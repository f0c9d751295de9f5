"""How a site is made: in steps, each of which makes the files of many items.

A step is a pure function of what all its items have in common, of one item, and of files that were made before.
So whoever carries it out (``Make``) may do it in any process of any machine, and leave out an item that is what
it was before.
"""

from collections.abc import Callable, Generator, Iterable
from pathlib import Path
from typing import Generic, NamedTuple, Protocol, TypeVar

C_contra = TypeVar("C_contra", contravariant=True)
T_contra = TypeVar("T_contra", contravariant=True)
R_co = TypeVar("R_co", covariant=True)
C = TypeVar("C")
T = TypeVar("T")
R = TypeVar("R")

File = tuple[str, bytes | Path]
"""An address and what stands there: its bytes, or the file that holds them."""

Read = Callable[[str], bytes]
"""Gives the bytes of a file that a step before has made."""


class ChangedError(Exception):
    """What a file is made from isn't any more what it was; the message is for the user."""

    exit_code = 3


class Written(NamedTuple):
    """A file of the site."""

    address: str
    sha256: str


class Made(NamedTuple, Generic[R]):
    """What became of an item."""

    files: tuple[Written, ...]
    value: R
    """What the step returned."""


class Step(Protocol[C_contra, T_contra, R_co]):
    """Makes the files of an item. It is a function of a module, so that other processes find it by its name."""

    __qualname__: str

    def __call__(self, common: C_contra, item: T_contra, read: Read, /) -> Generator[File, None, R_co]:
        """The files of an item; it returns what later steps have to know."""


class Make(Protocol):
    """Carries out a step for all of its items."""

    def __call__(self, step: Step[C, T, R], common: C, items: Iterable[T]) -> list[Made[R]]:
        """What became of each item, in their order."""
