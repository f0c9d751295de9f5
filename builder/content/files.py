"""The content folder: which files are read, and what may not be among them."""

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from builder.content.characters import CONTROL_CHARACTER, FORBIDDEN, lines, place_of
from builder.content.problems import Problem

MAX_BYTES = 1_000_000
"""A record of the union has 4 KB; what is a hundred times as large is no record."""

MAX_ORIGINAL_BYTES = 50_000_000
ORIGINAL_SUFFIXES = (".pdf", ".ofd", ".doc", ".docx", ".xls", ".xlsx", ".jpg", ".jpeg", ".png")

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MAX_SLUG = 100
# Windows gives these names to devices; a site with such a folder can't be copied there.
_RESERVED = {"con", "prn", "aux", "nul", *(f"{name}{digit}" for name in ("com", "lpt") for digit in range(10))}
_YAML_LOOKALIKES = (".yml", ".yaml.txt", ".yml.txt", ".yaml.yaml")

# What is read of the content folder itself, and what to do where one of the two files isn't there.
_TOP = {
    "site.yaml": "新建这个文件，写上“名称: …”和“主办单位: …”两行；结尾是“.yml”的，改名为“site.yaml”",
    "departments.yaml": "新建这个文件，每个单位一行，写成“代号: {名称: 单位全称}”；结尾是“.yml”的，改名为“departments.yaml”",
    "projects": "",
    "pages": "",
    "originals": "",
}


@dataclass(frozen=True, slots=True)
class Folder:
    """A content folder, and how its files are called in messages."""

    path: Path
    problems: list[Problem] = field(default_factory=list)
    _outside: dict[str, bool] = field(default_factory=dict, repr=False, compare=False)
    """Of folders that were asked about, whether a link leads them out of this one."""

    def shown(self, relative: str) -> str:
        """The path that a message shows: as the caller named the folder."""
        return (PurePosixPath(self.path.as_posix()) / relative).as_posix()

    def refuse(
        self, relative: str, code: str, message: str, hint: str, place: tuple[int, int] = (1, 1), source: str = ""
    ) -> None:
        """Note a problem with a file as a whole, or at a place of it."""
        self.problems.append(Problem(self.shown(relative), *place, code, message, hint, source))

    def files(self, below: str, suffix: str) -> Iterator[str]:
        """Paths (from the content folder, sorted) of the files below a folder that are to be read."""
        for relative in sorted(self._walk(below)):
            name = relative.rsplit("/", 1)[-1]
            if name.endswith(suffix) and not name.endswith(_YAML_LOOKALIKES):
                yield relative
            elif name.strip().lower().endswith((suffix, *_YAML_LOOKALIKES)):
                self.refuse(
                    relative,
                    "E112",
                    f"文件名应当以“{suffix}”结尾",
                    f"把文件改名为“{name.split('.')[0].strip()}{suffix}”",
                )
            else:
                self.refuse(
                    relative,
                    "W101",
                    "这个文件不会被读取",
                    f"如果是一份内容，把文件名的结尾改成“{suffix}”；否则移到别处",
                )

    def strays(self) -> None:
        """Note what lies beside the files and folders that are read, so that no record is overlooked."""
        _, folders, files = next(os.walk(self.path, onerror=self._unlisted), ("", [], []))
        for name in sorted((*folders, *files)):
            if name in _TOP or _is_litter(name):
                continue
            looks = (".yaml", *_YAML_LOOKALIKES)
            if name.lower().endswith(looks) or any(path.name.endswith(looks) for path in (self.path / name).rglob("*")):
                self.refuse(
                    name, "E112", "内容放错了位置或名称不对，不会被读取", f"这里只有 {'、'.join(_TOP)}，名称全用小写"
                )
            else:
                self.refuse(
                    name, "W101", "这里的文件不会被读取", f"内容只放在 {'、'.join(_TOP)} 里；移过去，或移到别处"
                )

    def read(self, relative: str) -> str | None:
        """A file's text, or None with a problem noted."""
        data = self.data(relative)
        return None if data is None else self.text(relative, data)

    def data(self, relative: str) -> bytes | None:
        """A file's bytes, of one that is too large those that tell so; or None with a problem noted."""
        path = os.path.join(self.path, relative)  # noqa: PTH118 - of 100,000 files the time counts
        try:
            status = os.lstat(path)
            if self._leaves(path, status.st_mode):
                self.refuse(relative, "E111", "这是指向 content 文件夹以外的链接", "删去链接，把文件本身放进来")
                return None
            if stat.S_ISLNK(status.st_mode):
                status = os.stat(path)  # noqa: PTH116
            # What is no plain file, such as a pipe, could keep us waiting for ever.
            if not stat.S_ISREG(status.st_mode):
                raise OSError
            with open(path, "rb") as file:  # noqa: PTH123
                data = file.read(min(status.st_size, MAX_BYTES) + 1)
                # It may have grown meanwhile.
                return data if len(data) <= status.st_size else data + file.read(MAX_BYTES)
        except (FileNotFoundError, NotADirectoryError):
            hint = _TOP.get(relative) or "删去这个失效的链接，把文件本身放进来"
            self.refuse(relative, "E113", "没有这个文件", hint)
        except OSError:
            self.refuse(relative, "E113", "文件读不出来", "检查它是不是一个文件，是否有读取权限")
        return None

    def afresh(self) -> "Folder":
        """The same folder, with no problem noted yet."""
        return replace(self, problems=[])

    def original(self, relative: str) -> Path | None:
        """An approved document inside the folder, or None."""
        path = self.path / relative
        try:
            if "\\" in relative or not {"", ".", ".."}.isdisjoint(relative.split("/")):
                return None
            return None if self._leaves(str(path), path.lstat().st_mode) or not path.is_file() else path
        except (OSError, ValueError):
            return None  # a name that no file can have

    def text(self, relative: str, data: bytes) -> str | None:
        """The text that a file's bytes are, or None with a problem noted."""
        if len(data) > MAX_BYTES:
            self.refuse(
                relative, "E102", "文件超过 1 MB，不像是一份记录", "检查是否放错了文件；原件放在 originals 文件夹里"
            )
            return None
        data = data.removeprefix(b"\xef\xbb\xbf")
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            readable = data[: error.start].decode("utf-8")
            self.refuse(
                relative,
                "E101",
                "文件不是 UTF-8 编码",
                "用记事本打开，另存为，编码选“UTF-8”",
                place_of(readable, len(readable)),
            )
            return None
        if found := FORBIDDEN.search(text):
            place = place_of(text, found.start())
            self.refuse(relative, *CONTROL_CHARACTER, place, lines(text)[place[0] - 1])
            return None
        return text

    def _leaves(self, path: str, mode: int) -> bool:
        if stat.S_ISLNK(mode):
            return self._is_outside(path)
        # A plain file is where its folder is, and most of its neighbours have asked already.
        folder = os.path.dirname(path)  # noqa: PTH120
        if folder not in self._outside:
            self._outside[folder] = self._folder_leaves(folder)
        return self._outside[folder]

    def _folder_leaves(self, folder: str) -> bool:
        if folder == os.fspath(self.path):
            return False
        mode = os.lstat(folder).st_mode
        is_end = folder == os.path.dirname(folder)  # noqa: PTH120
        return self._is_outside(folder) if is_end else self._leaves(folder, mode)

    def _is_outside(self, path: str) -> bool:
        try:
            return not Path(path).resolve().is_relative_to(self.path.resolve())
        except (OSError, RuntimeError):
            return True

    def _unlisted(self, error: OSError) -> None:
        folder = Path(os.fsdecode(error.filename))
        if folder.exists():
            relative = folder.relative_to(self.path).as_posix()
            self.refuse(relative, "E113", "文件夹读不出来", "检查它是不是一个文件夹，是否有读取权限")

    def _walk(self, below: str) -> Iterator[str]:
        for folder, folders, files in os.walk(self.path / below, onerror=self._unlisted):
            relative = Path(folder).relative_to(self.path).as_posix()
            for name in sorted(folders):
                if (Path(folder) / name).is_symlink():
                    self.refuse(f"{relative}/{name}", "E111", "文件夹不能是链接", "换成真正的文件夹")
            folders[:] = [name for name in folders if not name.startswith(".")]
            yield from (f"{relative}/{name}" for name in files if not _is_litter(name))


def slug_problem(slug: str) -> tuple[str, str, str] | None:
    """Why ``slug`` can't be part of an address (code, message, remedy), or None."""
    if not _SLUG.fullmatch(slug):
        return "E115", f"“{slug}”不能用作网址", "只用小写英文字母、数字和中间的连字符，例如 gonghui-huodong"
    if len(slug) > _MAX_SLUG:
        return "E115", f"网址太长（{len(slug)} 个字符）", f"缩短到 {_MAX_SLUG} 个字符以内"
    if slug in _RESERVED:
        return "E116", f"“{slug}”是 Windows 的保留名称，不能用作网址", "换一个名称，例如在后面加上 -1"
    return None


def _is_litter(name: str) -> bool:
    # What desktops and editors leave beside the files that a person made.
    return name.startswith((".", "~$")) or name.endswith("~") or name.lower() in ("thumbs.db", "desktop.ini")
