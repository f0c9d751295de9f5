"""A project as the words that the indexer gets, and how its fields lie in them.

Every place in a text is a word: the character there with the one after it. A run of characters is
found by the words at every second place; pairs are far rarer than characters, so that little has
to be loaded. The last place of a field is its character alone: all words that begin with a
character are the places where it stands.

A word is written as code points of four digits to the base 36: Pagefind drops symbols and accents,
and it leaves digits and letters alone.
"""

from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from builder.model import Record
from builder.search.normalise import marks, normalise

_BOUNDARY = "0"  # no character: a run never goes on from one field into the next
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class Stream(NamedTuple):
    """A project for the indexer."""

    words: str
    lengths: list[int]
    """The characters of each field, 0 where it is empty or stands before: name, 用款单位, annual goal,
    period goal, then name, period value and annual value of each row. Marks follow the last one."""


def stream(record: Record) -> Stream:
    """All that is searched in a record."""
    texts = list(_fields(record))
    fields = [normalise(text) for text in texts]
    runs = dict.fromkeys(run for text in texts for run in marks(text))
    words = [word for field in (*fields, *runs) if field for word in (*_words(field), _BOUNDARY)]
    return Stream(" ".join(words), [len(field) for field in fields])


def _fields(record: Record) -> Iterator[str]:
    goals = record.goals
    yield record.name
    yield record.department
    yield goals.annual or ""
    yield "" if goals.are_the_same else goals.whole_period or ""
    for row in record.indicators():
        indicator = row.indicator
        yield indicator.name
        yield indicator.period_value or ""
        yield "" if indicator.annual_value == indicator.period_value else indicator.annual_value or ""


def _words(field: str) -> Iterator[str]:
    codes = [code(char) for char in field]
    for here, following in pairwise(codes):
        yield here + following
    yield codes[-1]


@cache
def code(char: str) -> str:
    """A character in the index: its code point, four digits to the base 36."""
    number, digits = ord(char), ""
    for _ in range(4):
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits
