"""A text of a form with the label that says what it is."""

from dataclasses import dataclass, field

from builder.forms.labels import Label
from builder.forms.pieces import Piece


@dataclass(frozen=True, slots=True)
class Fact:
    """A text with its label. Several texts below one label are several facts."""

    label: Label
    piece: Piece
    """The piece that holds the text."""
    under: str = ""
    """The row's label, where ``label`` is the column's (年度资金总额 全年预算数)."""

    @property
    def text(self) -> str:
        """The text as printed."""
        return self.piece.text

    @property
    def words(self) -> str:
        """The label as a person names it."""
        return f"{self.under} {self.label.words}".strip()


@dataclass(slots=True)
class Facts:
    """The facts of some rows, the pieces that are labels, and the texts that have none."""

    facts: list[Fact] = field(default_factory=list)
    labels: list[Piece] = field(default_factory=list)
    loose: list[Piece] = field(default_factory=list)
