"""What the data page tells of the files."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from builder.render.fields import Table


@dataclass(frozen=True, slots=True)
class Download:
    """A file, as the data page lists it."""

    address: str
    title: str
    size: int
    """In bytes."""
    sha256: str
    rows: int
    """Rows of a table without its headings; projects of a JSON file; tables of the data package."""
    table: Table | None = None
    """What the rows of a CSV file are."""
    year: int | None = None

    @property
    def format(self) -> str:
        """CSV or JSON."""
        return self.address.rpartition(".")[2].upper()


@dataclass(frozen=True, slots=True)
class Listed:
    """All files but those of single projects."""

    years: Mapping[int, tuple[Download, ...]]
    """By year, the newest first: the tables, then the same as JSON."""
    departments: Mapping[str, Download]
    """A department's projects of all years as JSON, by its slug."""
    whole: tuple[Download, ...]
    """What belongs to no year: the table of departments and the data package. Empty without a project."""


def listed(
    address: str, title: str, data: bytes, rows: int, table: Table | None = None, year: int | None = None
) -> Download:
    """What there is to tell of a file."""
    return Download(address, title, len(data), hashlib.sha256(data).hexdigest(), rows, table, year)
