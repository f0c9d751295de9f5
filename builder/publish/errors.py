"""Why a site could not be published, in words for the person at the keyboard."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CONTENT_HAS_ERRORS = 1
WRONG_TARGET = 2
MACHINE_LACKS = 3


class PublishError(Exception):
    """The site was not published; the message says where, what, and how to mend it."""

    def __init__(self, message: str, exit_code: int) -> None:
        """``exit_code`` is the command's: 1 for the content, 2 for a wrong target, 3 for what the machine lacks."""
        super().__init__(message, exit_code)  # both, so that it can come from another process
        self.exit_code = exit_code

    def __str__(self) -> str:
        """The message."""
        return str(self.args[0])


class AnotherBuildError(PublishError):
    """Somebody else is publishing to the same folder at this moment."""


class AlreadyOut(KeyboardInterrupt):
    """The user stopped the program when the new site was in place; the message is for him."""

    def __init__(self) -> None:
        super().__init__("已停止。新网站已经换上，只是没有收拾完；再运行一次就好。")


@contextmanager
def already_out() -> Iterator[None]:
    """Of a block that follows the swap: nobody is to be told that the old site is still there."""
    try:
        yield
    except KeyboardInterrupt as error:
        raise AlreadyOut from error


_FORBIDDEN = "没有权限，或者它正被别的程序占用。请检查它和上级文件夹的权限，关闭正在使用它的程序，再运行一次。"

_SAYINGS = {
    errno.ENOSPC: "磁盘空间不足。请清理磁盘，或用 {option} 换到空间充足的磁盘，再运行一次。",
    errno.EDQUOT: "磁盘配额已经用完。请清理文件或请管理员增加配额，再运行一次。",
    errno.EFBIG: "文件超过了系统允许的大小。请换用较小的文件，或请管理员放宽对单个文件的限制。",
    errno.EACCES: _FORBIDDEN,
    errno.EPERM: _FORBIDDEN,
    errno.EROFS: "这里是只读的，写不进去。请用 {option} 换一个可以写入的位置。",
    errno.ENAMETOOLONG: "路径太长。请用 {option} 换一个层级较浅、名称较短的文件夹。",
    errno.ENOENT: "找不到它。请确认它没有被移走或改名，再运行一次。",
    errno.EEXIST: "那里已经有同名的文件或文件夹。请把它移开，或换一个名称，再运行一次。",
    errno.EPIPE: "接收结果的程序已经关闭。",
    errno.EISDIR: "它是一个文件夹，这里需要的是文件。请检查它的名称，再运行一次。",
    errno.ENOTDIR: "它的上级有一个是文件，不是文件夹。请检查路径，再运行一次。",
    errno.EBUSY: "它是一个挂载点，或者正被占用，不能整体替换。请用 {option} 指定它里面的一个子文件夹。",
    errno.EMFILE: "同时打开的文件太多。请关闭一些程序，再运行一次。",
    errno.ENFILE: "同时打开的文件太多。请关闭一些程序，再运行一次。",
    errno.EIO: "磁盘读写出错。请检查磁盘是否损坏，或用 {option} 换一个磁盘。",
    errno.ENOLCK: "所在的磁盘不支持文件锁。请用 {option} 换到本机磁盘上的文件夹。",
    errno.ENOTSUP: "所在的磁盘不支持这项操作。请用 {option} 换到本机磁盘上的文件夹。",
}


def saying(error: OSError, option: str = "--output") -> str:
    """What the system's refusal means, and what helps; ``option`` is the one that names another place."""
    known = _SAYINGS.get(error.errno or 0)
    if known:
        return known.format(option=option)
    return f"系统报告“{error.strerror or error}”。请排除这个问题，再运行一次。"


@contextmanager
def explained(place: Path, option: str = "--output") -> Iterator[None]:
    """Turn the system's refusals in this block into a PublishError about ``place``.

    The system itself would name a staging folder, which says nothing to the user. ``option`` is the one by which
    the user can give another place.
    """
    try:
        yield
    except OSError as error:
        raise PublishError(f"{place}：{saying(error, option)}", MACHINE_LACKS) from error
