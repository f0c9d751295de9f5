"""Which folder may be replaced: a new one, an empty one, or a site that Gongkai made."""

import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from builder.publish import manifest
from builder.publish.errors import WRONG_TARGET, PublishError, explained

PLACEHOLDER = ".gitkeep"
"""Keeps an empty folder in Git. It outlives every site, and is part of none."""

HALLMARK = frozenset({"index.html", "assets/css/site.css"})
"""A folder whose manifest lists these is a site that Gongkai made."""

_ANOTHER = "请用 --output 另外指定一个文件夹，例如 output"


def resolved(output: Path) -> Path:
    """The folder that ``output`` stands for: a link stays, what it points to is replaced."""
    with explained(output):
        try:
            folder = output.resolve()
        except RuntimeError:  # How Python before 3.13 reports a circle.
            folder = output
        if folder.is_symlink():
            _refuse(output, "这个链接绕回了自己，找不到它指向的文件夹", "请删除这个链接，或用 --output 换一个文件夹")
        return folder


def refuse_wrong(folder: Path, protected: Path) -> None:
    """Raise PublishError for a place where no site may be, whatever is there.

    ``protected`` holds the content. Another build may be replacing the site meanwhile, so what is
    in the folder isn't asked here.
    """
    with explained(folder):
        if folder.parent == folder:
            _refuse(folder, "这是磁盘的根目录", _ANOTHER)
        content = protected.resolve()
        if _same(folder, content):
            _refuse(folder, "这是存放公开内容的文件夹，生成网站会毁掉内容", _ANOTHER)
        if _holds(content, folder):
            _refuse(folder, f"它在存放公开内容的文件夹（{content}）里面", "请用 --output 指定内容之外的文件夹")
        if _holds(folder, content):
            _refuse(folder, f"存放公开内容的文件夹（{content}）在它里面，生成网站会毁掉内容", _ANOTHER)
        if _holds(folder, Path.cwd()):
            _refuse(folder, "这是当前所在的文件夹或它的上级", _ANOTHER)
        with suppress(RuntimeError):  # A user without a home.
            if _holds(folder, Path.home().resolve()):
                _refuse(folder, "这是用户的主文件夹或它的上级", _ANOTHER)
        for place in (folder, *folder.parents):
            if _is_file(place):
                _refuse(place, "这是一个文件，不是文件夹", _ANOTHER)


def refuse_foreign(folder: Path) -> None:
    """Raise PublishError if there is something in ``folder`` that Gongkai didn't make."""
    with explained(folder):
        if not folder.exists():
            return
        if os.path.ismount(folder):
            _refuse(folder, "这是一个挂载点，不能整体替换", "请用 --output 指定它里面的一个子文件夹")
        names = {entry.name for entry in folder.iterdir()}
        if ".git" in names:
            # A checkout to publish from: its history would go with the old site.
            _refuse(folder, "这里有 Git 仓库（.git），替换网站会毁掉它", "请先生成到别的文件夹，再复制过来")
        is_empty = names <= {PLACEHOLDER} and not (folder / PLACEHOLDER).is_dir()
        if not is_empty and not _is_ours(folder):
            if all((folder / address).is_file() for address in HALLMARK):
                _refuse(
                    folder,
                    f"这里像是本程序生成的网站，但缺少 {manifest.MANIFEST}，或者它被改坏了，不能确定，没有动它",
                    "请确认里面没有别的东西，清空这个文件夹，再运行一次；或用 --output 指定一个空文件夹",
                )
            stranger = min(names - {PLACEHOLDER, manifest.MANIFEST}, default=min(names))
            _refuse(
                folder,
                f"这个文件夹里有不是由公开（Gongkai）生成的东西，例如“{stranger}”，没有动它",
                "请用 --output 指定一个空文件夹，或确认无用后自行清空它",
            )


def _refuse(place: Path, what: str, remedy: str) -> NoReturn:
    raise PublishError(f"{place}：{what}。{remedy}。", WRONG_TARGET)


def _is_ours(folder: Path) -> bool:
    return manifest.read_file(folder).keys() >= HALLMARK


def _holds(outer: Path, inner: Path) -> bool:
    return any(_same(outer, place) for place in (inner, *inner.parents))


def _same(one: Path, other: Path) -> bool:
    # By name for what doesn't exist yet; by file for disks that ignore case, and for mounts.
    try:
        return one == other or one.samefile(other)
    except (FileNotFoundError, NotADirectoryError):
        return False


def _is_file(place: Path) -> bool:
    try:
        return not stat.S_ISDIR(place.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False
