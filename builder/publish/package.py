"""The recipe of a package: the zip to upload, and the page for the person who uploads it."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from builder.publish import handover
from builder.publish.beside import Drafts, Targets, refuse_foreign, targets
from builder.publish.contents import Titles
from builder.publish.earlier import Changes, changes, read_earlier, shown
from builder.publish.errors import CONTENT_HAS_ERRORS, PublishError, explained
from builder.publish.lock import exclusive
from builder.publish.packing import BuiltSite, Size, Watched, built_site, pack, refuse_missing, strays
from builder.publish.published import is_published, remedies
from builder.publish.site import repair
from builder.publish.target import resolved


@dataclass(frozen=True, slots=True)
class Packaged:
    """What was written, and what it is about."""

    zip: Path
    page: Path
    gone: Path | None
    """The list of files to delete; None where there is nothing to delete."""
    content: Size
    bytes: int
    """Of the zip."""
    changes: Changes | None
    """Since the last time; None for a package of the whole site."""
    strays: tuple[str, ...]
    """Files in the site's folder that aren't part of the site, and weren't packed."""


def package(output: Path, since: Path | None = None, to: Path | None = None, *, watched: Watched = iter) -> Packaged:
    """Pack the site in ``output``, or what changed since the manifest or package ``since``, for its upload.

    The files go into the folder ``to``, or beside the site; all of them are written or none. No build can replace
    the site meanwhile. Raises PublishError where the site isn't whole, where a published address would disappear,
    where ``since`` isn't what it should be, and where something else stands in the way.
    """
    repair(output)
    folder = resolved(output)
    refuse_missing(output, folder)
    old = read_earlier(since) if since else None
    places = targets(output, to, whole=since is None)
    with exclusive(folder), exclusive(places.zip, "--to"):
        refuse_foreign(places, since)
        site = built_site(output, folder)
        known = None if old is None else changes(old, site.sums)
        if known:
            _refuse_loss(site, known.gone)
        return _written(site, known, places, watched)


def told(done: Packaged) -> Iterator[str]:
    """What to tell of it, in lines."""
    if done.changes is not None:
        if not done.changes:
            yield "网站没有变化，不用上传。"
        new, changed, gone = (len(one) for one in (done.changes.new, done.changes.changed, done.changes.gone))
        yield f"与上次相比：新增 {new} 个文件，改动 {changed} 个，要删除 {gone} 个。"
    size = f"解压后 {handover.size(done.content.bytes)}，压缩后 {handover.size(done.bytes)}"
    yield f"压缩包：{shown(done.zip)}（{done.content.files} 个文件，{size}）"
    if done.gone:
        yield f"删除清单：{shown(done.gone)}"
    yield f"上传说明：{shown(done.page)}"


def _refuse_loss(site: BuiltSite, gone: Iterable[str]) -> None:
    lost = [address for address in gone if is_published(address)]
    if not lost:
        return
    lines = [f"{site.name}：比上次少了 {len(lost)} 个已经公布的地址，别人收藏、引用的链接会失效，没有打包："]
    for remedy, addresses in remedies(lost):
        lines += [f"  {address}" for address in addresses]
        lines.append(f"    怎样修改：{remedy}")
    raise PublishError("\n".join([*lines, "改好以后，再运行 gongkai build，然后打包。"]), CONTENT_HAS_ERRORS)


def _written(site: BuiltSite, known: Changes | None, places: Targets, watched: Watched) -> Packaged:
    wanted = None if known is None else frozenset((*known.new, *known.changed))
    with explained(places.zip.parent, option="--to"), Drafts() as drafts:
        draft = drafts.of(places.zip)
        with draft.open("xb") as file:
            content = pack(site, file, lambda address: wanted is None or address in wanted, watched)
        with draft.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        size = draft.stat().st_size
        gone = places.gone if known and known.gone else None
        if gone and known:
            drafts.of(gone).write_text("".join(f"{one}\n" for one in known.gone), "ascii", newline="\n")
        zipped = handover.Package(places.zip.name, digest, size, content)
        drafts.of(places.page).write_bytes(handover.page(_handover(site, known, places, zipped)))
        strange = strays(site)
        drafts.keep()
        if places.gone and not gone:
            places.gone.unlink(missing_ok=True)  # An earlier list would have the wrong files deleted.
    return Packaged(places.zip, places.page, gone, content, size, known, strange)


def _handover(site: BuiltSite, known: Changes | None, places: Targets, zipped: handover.Package) -> handover.Handover:
    titles = Titles(site.folder)
    told = handover.difference(site, known, places.gone.name) if known is not None and places.gone else None
    return handover.Handover(titles.site, titles.home, zipped, len(site.sums) + 1, handover.kinds(site), told)
