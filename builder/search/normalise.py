"""One rule for what counts as the same text, for the index and for the query.

The browser applies the same rule, step by step, in ``site_templates/assets/js/text.js``; the table
of cases in ``tests/normalisation.json`` holds the two together.
"""

import re
import unicodedata
from functools import lru_cache

_WHITE_SPACE = re.compile(r"[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
# Soft hyphens, zero-width spaces, marks of direction and of variants come along when text is pasted;
# nobody sees them.
_INVISIBLE = re.compile(r"[\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")

_MARK = (
    r"""[!"'(),.:;?\[\]_`{}¡§¶·«»¿\u2014-\u2027\u2039-\u203f\u3001-\u3003\u3008-\u3011\u3014-\u301b\u301d-\u301f・]"""
)
"""Punctuation: what separates words. The signs of an amount (``% ‰ / - + * # & @``) are not in it."""

_MARKS = re.compile(f"{_MARK}+")

_SAME = (
    (re.compile(r"[\u2010-\u2013\u2212]"), "-"),
    (re.compile(r"[〜∼]"), "~"),
)
_OPERATORS = (
    (re.compile(r"[≧⩾≮]|>=|=>"), "≥"),
    (re.compile(r"[≦⩽≯]|<=|=<"), "≤"),
    (_WHITE_SPACE, " "),
)


class _Case(dict[int, str]):
    def __missing__(self, code: int) -> str:
        self[code] = folded = chr(code).lower().upper().lower()
        return folded


_CASE = _Case()


# The same names and values stand in most records.
_remembered = lru_cache(maxsize=4096)


@_remembered
def normalise(text: str) -> str:
    """``literal`` without punctuation, but for a mark between two digits (10.5, 12:30).

    A comma goes even there: 1,000 is 1000. Empty where the text is nothing but punctuation.
    """
    return _finished(re.sub(_MARK, _skipped, _folded(text)))


def literal(text: str) -> str:
    """NFKC, without case, every run of white space one space and none around it; ``>=`` is ``≥``.

    Case is folded character by character (lower, upper, lower: ẞ, ß and ss become one): JavaScript
    has no case folding, and lower-casing a whole word makes a final sigma depend on its neighbours.
    """
    return _finished(_folded(text))


@_remembered
def marks(text: str) -> tuple[str, ...]:
    """The runs of punctuation in ``text``, the different ones: what ``normalise`` leaves out."""
    return tuple(dict.fromkeys(_MARKS.findall(literal(text))))


def _folded(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
        text = unicodedata.normalize("NFKC", text.translate(_CASE))
    else:
        text = text.lower()
    text = _WHITE_SPACE.sub(" ", text)
    for pattern, sign in _SAME:
        text = pattern.sub(sign, text)
    return text


def _skipped(mark: re.Match[str]) -> str:
    start, end = mark.span()
    before, after = mark.string[start - 1 : start], mark.string[end : end + 1]
    return mark[0] if mark[0] != "," and _is_digit(before) and _is_digit(after) else ""


def _is_digit(char: str) -> bool:
    return "0" <= char <= "9"


def _finished(text: str) -> str:
    for pattern, sign in _OPERATORS:
        text = pattern.sub(sign, text)
    return text.strip(" ")
