"""A new site, written beside the old one: what is unchanged is linked, the rest is written."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from builder.publish import files, manifest, spare
from builder.publish.addresses import Addresses, is_plain
from builder.publish.audit import Seen
from builder.publish.errors import MACHINE_LACKS, PublishError, explained
from builder.publish.shelter import rescue
from builder.publish.target import HALLMARK, PLACEHOLDER
from builder.publish.tree import Status, statuses


@dataclass(frozen=True, slots=True)
class Published:
    """What became of the files that were given. The manifest itself isn't counted."""

    files: int
    """How many the site has: ``written + kept``."""
    written: int
    """How many are new, or have other bytes than before."""
    kept: int
    """How many have the same bytes as in the old site."""
    bytes: int
    """Their size together."""
    removed: int
    """How many addresses of the old site are gone."""
    rescued: tuple[str, ...] = ()
    """What somebody had put into the old site by hand: it now lies beside the site, in ``shelter``."""


class Put(NamedTuple):
    """A file of the new site."""

    address: str
    sha256: str
    size: int
    is_kept: bool
    """Whether the old site had the same."""
    seen: Seen | None = None


Look = Callable[[str, bytes], Seen | None]


def blind(_: str, __: bytes) -> None:
    """See nothing."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes files of a new site. Any number of processes may have one, on any machine that has the disk."""

    folder: Path
    """The new site."""
    site: Path
    """The old one, or where none is."""
    look: Look = blind

    def put(self, address: str, content: bytes | Path) -> Put:
        """Write a file, or link it where the old site has the same. What else was there by that name goes."""
        if not is_plain(address):
            raise ValueError(f"not a relative address of plain ASCII parts: {address!r}")
        data = content if isinstance(content, bytes) else _read(content)
        old, path = self.site / address, self.folder / address
        with explained(old):
            is_kept = files.has(old, data) and files.link(old, path, self.folder)
            if not is_kept:
                files.write(path, data, self.folder)
        return Put(address, sha256(data).hexdigest(), len(data), is_kept, self.look(address, data))

    def read(self, address: str) -> bytes:
        """The bytes of a file of the new site."""
        with explained(self.site / address):
            return (self.folder / address).read_bytes()


class Stage:
    """The folder in which a new site grows, beside the old one on the same file system."""

    def __init__(self, site: Path) -> None:
        """``site`` is the old site, or doesn't exist."""
        self.site = site
        self.folder, self._spare = spare.taken(site)
        self._addresses = Addresses(manifest.MANIFEST, PLACEHOLDER)
        self._sums: dict[str, str] = {}
        self._sizes: dict[str, int] = {}
        self._kept = 0
        self._rescued: set[str] = set()
        self.left: Mapping[str, Status] = {}
        """The files of the finished site as they lie there."""
        with explained(site.parent):
            self.folder.mkdir(exist_ok=True)
            files.set_mode(self.folder)
        with explained(site):
            self.old = statuses(site)

    def __enter__(self) -> "Stage":
        """Itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        """Put a spare tree back where nothing was published: the next build has only what has changed to place in it."""
        if kind and self._spare:
            spare.keep(self.folder, self.site)

    def accept(self, put: Put) -> None:
        """Take note of what a ``Writer`` has put. Raises ValueError where addresses can't stand together."""
        self._addresses.claim(put.address)
        self._note(put)

    def take(self, put: Put) -> Put:
        """Keep a file of the old site that is known to be as it was when it was put."""
        self._addresses.claim(put.address)
        if self._spare.get(put.address) != self.old[put.address]:
            old, path = self.site / put.address, self.folder / put.address
            with explained(old):
                if not files.link(old, path, self.folder):
                    files.write(path, old.read_bytes(), self.folder)
        kept = put if put.is_kept else put._replace(is_kept=True)
        self._note(kept)
        return kept

    @property
    def addresses(self) -> Iterable[str]:
        """Those of all files so far."""
        return self._sums.keys()

    def finish(self) -> Published:
        """Write the manifest, and put aside what somebody had put into the old site by hand.

        Raises PublishError where a file isn't as it was put: a machine has written it elsewhere, or somebody has
        changed it.
        """
        if missing := HALLMARK - self._sums.keys():
            # The next build would not know the folder as its own, and refuse it.
            raise ValueError(f"a site needs {sorted(missing)}")
        Writer(self.folder, self.site).put(manifest.MANIFEST, manifest.write(self._sums))
        self._carry_placeholder()
        with explained(self.site):
            left = statuses(self.folder)
        for address in left.keys() - self._sums.keys() - {manifest.MANIFEST, PLACEHOLDER}:
            spare.remove(self.folder, address)
            del left[address]
        self._refuse_altered(left)
        self.left = left
        gone = self.old.keys() - self._sums.keys() - {manifest.MANIFEST, PLACEHOLDER}
        self.rescue(self.site)
        count, size = len(self._sums), sum(self._sizes.values())
        return Published(count, count - self._kept, self._kept, size, len(gone))

    def rescue(self, tree: Path) -> tuple[str, ...]:
        """Keep what somebody has put into the old site by hand, which lies in ``tree``; gives all of it so far."""
        self._rescued |= rescue(tree, self.site, self._sums)
        return tuple(sorted(self._rescued))

    def _refuse_altered(self, left: Mapping[str, Status]) -> None:
        lacking = [one for one, size in self._sizes.items() if one not in left or left[one].size != size]
        if lacking:
            what = f"新网站里有 {len(lacking)} 个文件没有写上或不完整，没有发布，原来的网站没有改动"
            remedy = "请检查磁盘；用多台机器生成时，检查共享盘在每台机器上是否接好；再运行一次。"
            raise PublishError(f"{self.site / min(lacking)}：{what}。{remedy}", MACHINE_LACKS)
        for address, now in left.items():
            before = self.old.get(address)
            # Windows doesn't tell the number of a file.
            if before and now.inode and before.inode == now.inode and before.modified != now.modified:
                what = "生成网站时，有人改动了这个文件，没有发布"
                raise PublishError(f"{self.site / address}：{what}。再运行一次，它会照内容重新生成。", MACHINE_LACKS)

    def _note(self, put: Put) -> None:
        self._sums[put.address] = put.sha256
        self._sizes[put.address] = put.size
        self._kept += put.is_kept

    def _carry_placeholder(self) -> None:
        old, new = self.site / PLACEHOLDER, self.folder / PLACEHOLDER
        with explained(old):
            if old.is_file() and (old.is_symlink() or not files.link(old, new, self.folder)):
                files.write(new, old.read_bytes(), self.folder)


def _read(source: Path) -> bytes:
    # Whole, so that what is compared, hashed and written is one and the same.
    with explained(source):
        return source.read_bytes()
