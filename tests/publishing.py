"""Publishes files that are given, one after another."""

from collections.abc import Iterable
from pathlib import Path

from builder.publish import Published, Stage, Writer, reserved
from builder.publish import publish as put_in_place


def publish(files: Iterable[tuple[str, bytes | Path]], output: Path, *, protected: Path) -> Published:
    """Make ``output`` the site of these files: (address, bytes or the file to copy)."""
    with reserved(output, protected=protected) as site, Stage(site) as stage:
        writer = Writer(stage.folder, stage.site)
        for address, content in files:
            stage.accept(writer.put(address, content))
        return put_in_place(stage)
