"""What became of a build."""

from dataclasses import dataclass

from builder.publish import Published


@dataclass(frozen=True, slots=True)
class Built:
    """What became of a build. ``published`` is None where the content's problems stopped it."""

    told: str
    """The problems of the content as a clerk reads them, each ended by a line break."""
    counted: str
    """How many there are, in a sentence."""
    records: int
    """How many record files there are, the broken ones included."""
    published: Published | None
