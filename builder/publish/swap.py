"""The new site takes the old one's place, and what killed builds left behind is cleared away.

Beside a site ``output`` there may be, while a build runs or after one was killed:

- ``.output.gongkai-new-…``: a staged or outdated site, perhaps in parts. It may always go.
- ``.output.gongkai-old-…``: the old site, whole, while the new one isn't yet in place.
"""

import errno
import filecmp
import os
import re
import secrets
import shutil
from contextlib import suppress
from pathlib import Path

from builder.publish.errors import MACHINE_LACKS, PublishError, explained, saying
from builder.publish.manifest import MANIFEST
from builder.publish.system import exchange


def beside(site: Path, kind: str) -> Path:
    """A name beside ``site`` that nobody has. ``kind`` is ``new`` or ``old``."""
    return site.with_name(f".{site.name}.gongkai-{kind}-{secrets.token_hex(8)}")


def leftovers(site: Path, kind: str) -> list[Path]:
    """The folders beside ``site`` with such a name."""
    if not site.parent.is_dir():
        return []
    named = re.compile(rf"\.{re.escape(site.name)}\.gongkai-{kind}-[0-9a-f]{{16}}")
    with explained(site.parent), os.scandir(site.parent) as entries:
        return sorted(
            Path(entry.path) for entry in entries if named.fullmatch(entry.name) and entry.is_dir(follow_symlinks=False)
        )


def replace(new: Path, site: Path) -> Path | None:
    """Put ``new`` in the place of ``site``; gives where the old one is now, if there was one.

    The caller has to ``tidy``, whether this fails or not.

    In one step where the system can exchange two folders. Elsewhere in two, with a blink of time
    in which there is no site; when the second step fails, ``tidy`` undoes the first, and so does
    the next command when the build is killed between them.
    """
    with explained(site):
        if not os.path.lexists(site):
            new.rename(site)
            return None
        if exchange(new, site):
            return new
        aside = beside(site, "old")
        _set_aside(site, aside)
        new.rename(site)
        return aside


def put_back(site: Path) -> None:
    """Put the old site back in its place if a build was killed before the new one was there."""
    for aside in leftovers(site, "old"):
        try:
            if _is_torn(site, aside):
                shutil.rmtree(site)
            if not os.path.lexists(site):
                aside.rename(site)
        except OSError as error:
            raise PublishError(
                f"{site}：上次生成在替换网站时中断，原来的网站在 {aside}，没能放回原处：{saying(error)}"
                f"也可以自己把它改名为 {site.name}。",
                MACHINE_LACKS,
            ) from error


def tidy(site: Path) -> None:
    """Leave nothing but ``site``, whole, as far as the system lets us."""
    put_back(site)
    for old in leftovers(site, "old"):
        # Deleting takes time; under its old name, half a site might be put back.
        with suppress(OSError):
            old.rename(beside(site, "new"))
    for folder in leftovers(site, "new"):
        _delete(folder)


def _set_aside(site: Path, aside: Path) -> None:
    try:
        site.rename(aside)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        # In a container, overlayfs doesn't move a folder that came with the image. It can be
        # copied and deleted; the manifest goes first, as the sign that the rest isn't whole.
        copy = beside(site, "new")
        shutil.copytree(site, copy, symlinks=True)
        copy.rename(aside)
        (site / MANIFEST).unlink(missing_ok=True)
        shutil.rmtree(site)


def _is_torn(site: Path, whole: Path) -> bool:
    """Whether ``site`` is what was left when the deleting of a copied site was cut short."""
    if not site.is_dir() or (site / MANIFEST).exists():
        return False
    return all(path.is_dir() or _are_equal(path, whole / path.relative_to(site)) for path in site.rglob("*"))


def _are_equal(one: Path, other: Path) -> bool:
    return other.is_file() and filecmp.cmp(one, other, shallow=False)


def _delete(folder: Path) -> None:
    """Delete it. What resists is left to the next build: it must not keep a site from going out."""
    shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():
        for inner, _, _ in os.walk(folder):
            with suppress(OSError):
                Path(inner).chmod(0o700)
        shutil.rmtree(folder, ignore_errors=True)
