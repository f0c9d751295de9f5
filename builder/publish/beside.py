"""Files beside a site: written under other names first, and never over anything that isn't ours."""

import os
import re
import stat
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from builder.publish.addresses import is_plain
from builder.publish.archive import is_package
from builder.publish.earlier import shown
from builder.publish.errors import WRONG_TARGET, PublishError, explained
from builder.publish.system import flush

PAGE_MARK = b'<meta name="generator" content="gongkai package">'
"""By this, near its beginning, a page is known as an earlier one of ours."""

_ADDRESS = re.compile(r".+\.[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Targets:
    """Where a package goes."""

    zip: Path
    page: Path
    gone: Path | None
    """The list of files to delete; None for a package of the whole site."""


def targets(output: Path, to: Path | None, *, whole: bool) -> Targets:
    """The files that a package of ``output`` consists of, in ``to`` or beside the site.

    Raises PublishError where that is no folder, or lies in the site, where the next build would clear it away.
    """
    named = output if output.name not in {"", ".."} else output.resolve()
    folder = named.parent if to is None else to
    with explained(folder, option="--to"):
        if not folder.is_dir():
            raise _refused(folder, "没有这个文件夹", "请先新建它，或用 --to 换一个位置")
        if output.resolve() in (folder.resolve(), *folder.resolve().parents):
            raise _refused(folder, "这里是网站本身，下次生成时会整个替换", "请用 --to 换到网站以外的文件夹")
    stem = named.name if whole else f"{named.name}-changes"
    gone = None if whole else folder / f"{stem}-删除清单.txt"
    return Targets(folder / f"{stem}.zip", folder / f"{stem}-上传说明.html", gone)


def refuse_foreign(places: Targets, since: Path | None) -> None:
    """Raise PublishError where something else than an earlier package stands in the way."""
    _refuse_foreign(places.zip, is_package)
    _refuse_foreign(places.page, _is_page)
    if places.gone:
        _refuse_foreign(places.gone, _is_list)
    if since and places.zip.exists() and since.exists() and since.samefile(places.zip):
        # Run once more before the upload, it would compare the site with itself and lose the changes.
        raise _refused(
            since,
            "新的压缩包要写在这里，会盖掉用来比较的这一个",
            "请先把它改名（例如改成 last.zip），或用 --to 写到别的文件夹",
        )


class Drafts:
    """Files under passing names, which take their own only when all of them are whole."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._drafts: list[tuple[Path, Path]] = []

    def __enter__(self) -> "Drafts":
        """Itself; what isn't kept goes away at the end."""
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        """Delete what wasn't kept."""
        for draft, _target in self._drafts:
            with suppress(OSError):
                draft.unlink(missing_ok=True)

    def of(self, target: Path) -> Path:
        """Where to write what shall become ``target``; what a killed run left there is gone."""
        draft = target.with_name(f".{target.name}.gongkai-new")
        draft.unlink(missing_ok=True)
        self._drafts.append((draft, target))
        return draft

    def keep(self) -> None:
        """Give all of them their names."""
        flush(self._drafts[0][1].parent)
        for draft, target in self._drafts:
            draft.replace(target)


def _refuse_foreign(place: Path, is_ours: Callable[[Path], bool]) -> None:
    with explained(place, option="--to"):
        if not os.path.lexists(place):
            return
        if not stat.S_ISREG(place.lstat().st_mode) or not is_ours(place):
            raise _refused(
                place, "已经有了，而且不是 gongkai package 写的，没有动它", "请把它改名或移走，或用 --to 换一个文件夹"
            )


def _is_page(path: Path) -> bool:
    with path.open("rb") as file:
        return PAGE_MARK in file.read(1000)


def _is_list(path: Path) -> bool:
    """Whether it holds nothing but addresses in their order, which nobody else writes into a file of this name."""
    try:
        lines = path.read_text("ascii").removesuffix("\n").split("\n")
    except UnicodeDecodeError:
        return False
    return lines == [""] or (lines == sorted(lines) and all(_ADDRESS.fullmatch(one) and is_plain(one) for one in lines))


def _refused(place: Path, what: str, remedy: str) -> PublishError:
    return PublishError(f"{shown(place)}：{what}。{remedy}。", WRONG_TARGET)
