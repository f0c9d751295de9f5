"""The recipe: lock, stage, swap, tidy."""

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from builder.publish import spare
from builder.publish.errors import AnotherBuildError, already_out, explained
from builder.publish.lock import exclusive
from builder.publish.stage import Published, Stage
from builder.publish.swap import leftovers, put_back, replace, tidy
from builder.publish.system import flush
from builder.publish.target import refuse_foreign, refuse_wrong, resolved


@contextmanager
def reserved(output: Path, *, protected: Path) -> Iterator[Path]:
    """The site that ``output`` stands for, which nobody else builds meanwhile: a ``Stage`` is for it.

    The old site stays as it is until ``publish``, and it stays so if anything fails. ``protected``, the content
    folder, is never touched.

    Raises PublishError, in Chinese, for a wrong target and for whatever the system refuses.
    """
    site = resolved(output)
    refuse_wrong(site, protected)
    lacking = [folder for folder in site.parents if not folder.exists()]
    try:
        with explained(site.parent):
            site.parent.mkdir(parents=True, exist_ok=True)
        with exclusive(site):
            try:
                tidy(site)
                refuse_foreign(site)
                yield site
            finally:
                tidy(site)
    finally:
        with suppress(OSError):  # They aren't empty: the site is in them.
            for folder in lacking:
                folder.rmdir()


def publish(stage: Stage) -> Published:
    """Put the new site, complete by now, in the place of the old one, and leave nothing else beside it."""
    refuse_foreign(stage.site)  # Again, since minutes may have passed.
    published = stage.finish()
    with explained(stage.site):
        flush(stage.folder)
    old = replace(stage.folder, stage.site)
    with already_out():
        if old:
            # Once more: somebody may have put something there until this very moment.
            published = dataclasses.replace(published, rescued=stage.rescue(old))
        if published.files >= spare.WORTH:
            spare.keep(stage.folder, stage.site)
        tidy(stage.site)
    return published


def shared_cache(output: Path) -> Path:
    """A folder beside the site, for a cache that whoever can write the site can write too."""
    site = resolved(output)
    return site.parent / f".{site.name}.gongkai-cache"


def repair(output: Path) -> None:
    """Put the old site back if a build was killed while it replaced it. Every command begins so.

    Does nothing, and writes nothing, where there is nothing to repair or a build is running.
    """
    site = resolved(output)
    if leftovers(site, "old"):
        with suppress(AnotherBuildError), exclusive(site):
            put_back(site)
