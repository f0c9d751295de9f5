"""What each query has to find, by plain substring search in the records."""

import unicodedata
from collections.abc import Mapping

from benchmarks.queries import Asked
from tests.reference import Known, is_kept

BETWEEN = "\n"  # stands in no term
SIGNS = set("%‰/-*#&@\\′″")
"""Punctuation to Unicode, but part of an amount or a unit."""


class Truth:
    """All records as text, to look into without an index and without the program's own rules."""

    def __init__(self, projects: Mapping[str, Known]) -> None:
        self._projects = projects
        self._plain = {address: [_plain(field) for field in known.fields] for address, known in projects.items()}
        self._skipped = {address: BETWEEN.join(map(_skipped, fields)) for address, fields in self._plain.items()}
        self._joined = {address: BETWEEN.join(fields) for address, fields in self._plain.items()}

    def plain(self, asked: Asked) -> set[str]:
        """Every term stands in a field, letter by letter but for width and case: this has to be found."""
        searched = [_plain(term) for term in asked.query.split()]
        return self._kept(asked, {a for a, text in self._joined.items() if all(term in text for term in searched)})

    def skipped(self, asked: Asked) -> set[str]:
        """The same where punctuation is skipped on both sides: nothing else may be found."""
        searched = []
        for term in map(_plain, asked.query.split()):
            skipped = _skipped(term)
            searched.append((skipped, self._skipped) if skipped else (term, self._joined))
        found = {a for a in self._projects if all(term in texts[a] for term, texts in searched)}
        return self._kept(asked, found)

    def _kept(self, asked: Asked, found: set[str]) -> set[str]:
        return {address for address in found if is_kept(self._projects[address].project, asked.filters)}


def _plain(text: str) -> str:
    text = "".join(char for char in text if unicodedata.category(char) != "Cf")
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _skipped(text: str) -> str:
    kept = ""
    for before, char, after in zip(f" {text}", text, f"{text[1:]} ", strict=False):
        is_mark = unicodedata.category(char)[0] == "P" and char not in SIGNS
        if not is_mark or (char != "," and before.isdecimal() and after.isdecimal()):
            kept += char
    return " ".join(kept.split())
