"""The recipe: lock, stage, swap, tidy."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from builder.publish.errors import AnotherBuildError, explained
from builder.publish.lock import exclusive
from builder.publish.stage import Published, Stage
from builder.publish.swap import beside, leftovers, put_back, replace, tidy
from builder.publish.system import flush
from builder.publish.target import refuse_foreign, refuse_wrong, resolved


def publish(files: Iterable[tuple[str, bytes | Path]], output: Path, *, protected: Path) -> Published:
    """Make ``output`` the site of these files: (address, bytes or the file to copy).

    Until the last file is staged the old site stays as it is, and it stays so if anything fails.
    ``protected``, the content folder, is never touched.

    Raises PublishError, in Chinese, for a wrong target (before ``files`` is asked for anything)
    and for whatever the system refuses; ValueError for addresses that can't stand together; and
    what ``files`` itself raises.
    """
    site = resolved(output)
    refuse_wrong(site, protected)
    with explained(site.parent):
        site.parent.mkdir(parents=True, exist_ok=True)
    with exclusive(site):
        try:
            tidy(site)
            refuse_foreign(site)
            folder = beside(site, "new")
            published = Stage(folder, site).fill(files)
            with explained(site):
                flush(folder)
            refuse_foreign(site)  # Again, since minutes may have passed.
            replace(folder, site)
        finally:
            tidy(site)
    return published


def repair(output: Path) -> None:
    """Put the old site back if a build was killed while it replaced it. Every command begins so.

    Does nothing, and writes nothing, where there is nothing to repair or a build is running.
    """
    site = resolved(output)
    if leftovers(site, "old"):
        with suppress(AnotherBuildError), exclusive(site):
            put_back(site)
