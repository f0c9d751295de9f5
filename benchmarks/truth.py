"""What each query has to find, by plain substring search in the records."""

import unicodedata
from collections.abc import Mapping

from benchmarks.queries import Asked
from builder.search.normalise import literal, normalise
from tests.reference import Known, is_kept, terms

BETWEEN = "\n"  # stands in no term


class Truth:
    """All records as text, to look into without an index."""

    def __init__(self, projects: Mapping[str, Known]) -> None:
        self._projects = projects
        self._plain = {address: _plain(BETWEEN.join(known.fields)) for address, known in projects.items()}
        self._searched = {
            address: BETWEEN.join(field for group in known.normalised for field in group)
            for address, known in projects.items()
        }
        self._literal = {
            address: BETWEEN.join(literal(field) for field in known.fields) for address, known in projects.items()
        }

    def plain(self, asked: Asked) -> set[str]:
        """Every term stands in a field, letter by letter but for width and case: this has to be found."""
        searched = [_plain(term) for term in asked.query.split()]
        return self._kept(asked, {a for a, text in self._plain.items() if all(term in text for term in searched)})

    def searched(self, asked: Asked) -> set[str]:
        """The same where punctuation is skipped on both sides: nothing else may be found."""
        searched = [(term, self._searched if normalise(term) else self._literal) for term in terms(asked.query)]
        found = {a for a in self._projects if all(term in texts[a] for term, texts in searched)}
        return self._kept(asked, found)

    def _kept(self, asked: Asked, found: set[str]) -> set[str]:
        return {address for address in found if is_kept(self._projects[address].project, asked.filters)}


def _plain(text: str) -> str:
    # White space as one space each, as the fields are kept; the break between fields stays.
    folded = unicodedata.normalize("NFKC", text).casefold()
    return BETWEEN.join(" ".join(line.split()) for line in folded.split(BETWEEN))
