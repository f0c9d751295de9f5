"""content/pages/*.md → plain pages, with their links checked."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from markdown_it.token import Token

from builder.content.colleague.wording import no_personal_number
from builder.content.files import Folder, slug_problem
from builder.content.personal import numbers
from builder.content.problems import Problem
from builder.model import PlainPage
from builder.model.markdown import reader

_WEB = ("http", "https")
_OUTSIDE = ("mailto", "tel")
_BREAK = re.compile(r"\r\n?|\n")


class Trouble(NamedTuple):
    """A link or an image that the site can't show."""

    line: int
    """Of the text, from 0: where the paragraph begins."""
    target: str
    code: str
    message: str
    hint: str

    def place(self, lines: Sequence[str], start: int) -> tuple[int, int]:
        """Line and column in a file, from 1, where ``start`` is the file's line at which the text begins."""
        first = start + self.line
        for number, line in enumerate(lines[first:], first + 1):
            if (column := line.find(self.target)) >= 0 and self.target:
                return number, column + 1
        return first + 1, 1


def page_slugs(names: Iterable[str]) -> frozenset[str]:
    """The slugs of the pages in these files."""
    return frozenset(name.removeprefix("pages/").removesuffix(".md") for name in names)


def read_pages(folder: Folder, names: Sequence[str]) -> tuple[PlainPage, ...]:
    """The plain pages in these files; problems are noted in ``folder``."""
    slugs = page_slugs(names)
    return tuple(page for name in names if (page := _read_page(folder, name, slugs)))


def troubles(blocks: Iterable[Token], slugs: Collection[str]) -> Iterator[Trouble]:
    """What in a Markdown text leads nowhere; ``slugs`` are those of the plain pages."""
    for block in blocks:
        line = block.map[0] if block.map else 0
        for token in block.children or ():
            if token.type == "image":
                target = unquote(str(token.attrs["src"]))
                yield Trouble(line, target, "E402", "这里不能放图片", "改用文字说明，或写成链接")
            elif token.type == "link_open" and not _leads_somewhere(str(token.attrs["href"]), slugs):
                target = unquote(str(token.attrs["href"]))
                yield Trouble(
                    line,
                    target,
                    "E403",
                    f"链接“{target}”没有去处",
                    "本站的页面写文件名，例如 terms.md；别的网站写完整网址，以 https:// 开头",
                )


def _read_page(folder: Folder, name: str, slugs: frozenset[str]) -> PlainPage | None:
    (slug,) = page_slugs([name])
    if "/" in slug:
        folder.refuse(name, "E114", "页面放错了文件夹", "直接放在 pages 文件夹里")
        return None
    if trouble := slug_problem(slug):
        folder.refuse(name, *trouble)
    text = folder.read(name)
    if text is None:
        return None
    lines = _BREAK.split(text)
    tokens = reader().parse(text)
    for found in troubles(tokens, slugs):
        line, column = found.place(lines, 0)
        folder.problems.append(Problem(folder.shown(name), line, column, *found[2:], lines[line - 1]))
    for number, words in enumerate(lines, 1):
        folder.problems.extend(
            Problem(folder.shown(name), number, found.start + 1, *no_personal_number(found.kind), words)
            for found in numbers(words)
        )
    if not (len(tokens) > 1 and tokens[0].tag == "h1" and tokens[1].content.strip()):
        folder.refuse(name, "E401", "页面没有标题", "第一行写成“# 标题”")
        return None
    body = "\n".join(lines[tokens[0].map[1] if tokens[0].map else 1 :])
    return PlainPage(slug, tokens[1].content.strip(), body, name)


def _leads_somewhere(target: str, slugs: Collection[str]) -> bool:
    # markdown-it has encoded what urlsplit would refuse, such as a bracket in the host.
    parts = urlsplit(target)
    if parts.scheme:
        return parts.scheme in _OUTSIDE or (parts.scheme in _WEB and bool(parts.netloc))
    if parts.netloc or parts.query:
        return False
    if not parts.path:
        return bool(parts.fragment)
    return parts.path.endswith(".md") and parts.path.removesuffix(".md") in slugs
