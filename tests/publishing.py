"""Publishes files that are given, one after another."""

from collections.abc import Iterable
from pathlib import Path

from builder.publish import Published, Stage, reserved
from builder.publish import publish as put_in_place


def publish(files: Iterable[tuple[str, bytes | Path]], output: Path, *, protected: Path) -> Published:
    """Make ``output`` the site of these files: (address, bytes or the file to copy)."""
    with reserved(output, protected=protected) as site:
        stage = Stage(site)
        for address, content in files:
            stage.put(address, content)
        return put_in_place(stage)
