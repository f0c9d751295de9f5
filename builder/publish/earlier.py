"""What was uploaded last time, by the manifest of that site or by the package that was made of it."""

import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from builder.publish.archive import packed_manifest
from builder.publish.errors import WRONG_TARGET, PublishError, explained
from builder.publish.manifest import MANIFEST, MAX_BYTES, ManifestError, checked
from builder.publish.target import HALLMARK


@dataclass(frozen=True, slots=True)
class Changes:
    """What became of the files since then; each in the order of addresses."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.gone)


def changes(old: Mapping[str, str], sums: Mapping[str, str]) -> Changes:
    """From one manifest to another, both ``address → SHA-256``."""
    return Changes(
        tuple(sorted(sums.keys() - old.keys())),
        tuple(sorted(address for address in sums.keys() & old.keys() if sums[address] != old[address])),
        tuple(sorted(old.keys() - sums.keys())),
    )


def read_earlier(path: Path) -> dict[str, str]:
    """``address → SHA-256`` of a ``SHA256SUMS``, or of the one in a package, full or of changes alone.

    It may come from anywhere. Raises PublishError where it isn't what it should be.
    """
    name = shown(path)
    with explained(Path(name), option="--to"):
        if not path.exists():
            raise _refused(name, "没有这个文件", "请检查路径和文件名")
        if not stat.S_ISREG(path.stat().st_mode):  # Reading a pipe would never end.
            raise _refused(name, "这不是文件", f"写文件的名称，例如 {name}/{MANIFEST}")
        try:
            sums = checked(_manifest_in(path))
        except ManifestError as error:
            raise _refused(name, f"不是一个网站的文件清单：{error}", _REMEDY) from error
    if not sums.keys() >= HALLMARK:
        raise _refused(name, "不是由公开（Gongkai）生成的网站的文件清单", _REMEDY)
    return sums


def shown(path: Path | str) -> str:
    """A path as it can be printed: a name may hold line breaks, and signs that steer a terminal."""
    return "".join(letter if letter.isprintable() else "�" for letter in str(path))


_REMEDY = f"请用网站上现有的 {MANIFEST}（在浏览器里打开“网站地址/{MANIFEST}”，另存为文件），或上次上传的压缩包"


def _manifest_in(path: Path) -> bytes:
    with path.open("rb") as file:
        if file.read(2) == b"PK":
            return packed_manifest(file)
        file.seek(0)
        return file.read(MAX_BYTES + 1)


def _refused(name: str, what: str, remedy: str) -> PublishError:
    return PublishError(f"{name}：{what}。{remedy}。没有打包。", WRONG_TARGET)
