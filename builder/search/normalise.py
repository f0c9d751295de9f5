"""One rule for what counts as the same text, for the index and for the query.

The browser applies the same rule in ``site_templates/assets/js/text.js``; the table of cases in
``tests/normalisation.json`` holds the two together.
"""

import re
import unicodedata

_WHITE_SPACE = re.compile(r"[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
# Soft hyphens, zero-width spaces, marks of direction and of variants come along when text is pasted;
# nobody sees them.
_INVISIBLE = re.compile(r"[\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")


def normalise(text: str) -> str:
    """NFKC, without case, every run of white space one space and none around it.

    Case is folded character by character (lower, upper, lower: ẞ, ß and ss become one): JavaScript
    has no case folding, and lower-casing a whole word makes a final sigma depend on its neighbours.
    """
    compatible = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    folded = "".join(char.lower().upper().lower() for char in compatible)
    return _WHITE_SPACE.sub(" ", unicodedata.normalize("NFKC", folded)).strip(" ")


def words(text: str) -> list[str]:
    """``text`` as words for Pagefind: one for each character, written as its code point.

    Pagefind drops symbols and accents and, in the browser, segments Chinese by a dictionary that
    the indexer doesn't have; a code point is left alone by all of that.
    """
    return [f"{ord(char):x}" for char in normalise(text)]
