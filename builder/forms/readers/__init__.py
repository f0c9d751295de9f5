"""Files of many kinds → grids."""

from pathlib import Path

from builder.forms.errors import FormError
from builder.forms.grid import Grid
from builder.forms.readers.isolated import parsed_apart
from builder.forms.readers.kinds import kind_of

MAX_BYTES = 20_000_000
"""The forms of the union have 10 to 40 KB; a scan of many pages stays below this too."""

__all__ = ["MAX_BYTES", "read"]


def read(path: Path) -> tuple[Grid, ...]:
    """The grids of a file, whatever its name says it is.

    Raises FormError where it can't be read or holds no text, MissingLibraryError where the library for this kind
    of file isn't installed.
    """
    name = str(path)
    data = _bytes(path, name)
    grids = parsed_apart(kind_of(data, name), data, name)
    if not any(cell.text for grid in grids for cell in grid.cells) and not any(grid.unread for grid in grids):
        raise FormError(f"{name}：空表，里面没有文字；请换一份填好的表")
    return grids


def _bytes(path: Path, name: str) -> bytes:
    try:
        if not path.is_file():
            what = "这是文件夹，不是批复表" if path.is_dir() else "没有这个文件"
            raise FormError(f"{name}：{what}；请核对文件名和它所在的文件夹；几个文件可以一起写，例如 表/*.xlsx")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise FormError(f"{name}：读不出来，可能文件损坏或没有读取权限；请换一份再试") from error
    if len(data) > MAX_BYTES:
        raise FormError(
            f"{name}：超过 {MAX_BYTES // 1_000_000} MB，不是批复表；请核对是不是拿错了文件，或另存为 .xlsx 再试"
        )
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise FormError(f"{name}：空表，文件是空的；请换一份填好的表")
    return data
