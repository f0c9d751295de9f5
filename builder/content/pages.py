"""content/pages/*.md → plain pages, with their links checked."""

from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from markdown_it.token import Token

from builder.content.files import Folder, slug_problem
from builder.content.problems import Problem
from builder.model import PlainPage
from builder.model.markdown import reader

_OUTSIDE = ("http", "https", "mailto", "tel")


def read_pages(folder: Folder) -> tuple[PlainPage, ...]:
    """All plain pages by slug; problems are noted in ``folder``."""
    names = list(folder.files("pages", ".md"))
    slugs = {_slug(name) for name in names}
    return tuple(page for name in names if (page := _read_page(folder, name, slugs)))


def _slug(name: str) -> str:
    return name.removeprefix("pages/").removesuffix(".md")


def _read_page(folder: Folder, name: str, slugs: set[str]) -> PlainPage | None:
    slug = _slug(name)
    if "/" in slug:
        folder.refuse(name, "E114", "页面放错了文件夹", "直接放在 pages 文件夹里")
        return None
    if trouble := slug_problem(slug):
        folder.refuse(name, *trouble)
    text = folder.read(name)
    if text is None:
        return None
    tokens = reader().parse(text)
    folder.problems.extend(_link_problems(folder.shown(name), text, tokens, slugs))
    if not (len(tokens) > 1 and tokens[0].tag == "h1" and tokens[1].content.strip()):
        folder.refuse(name, "E401", "页面没有标题", "第一行写成“# 标题”")
        return None
    body = "\n".join(text.splitlines()[tokens[0].map[1] if tokens[0].map else 1 :])
    return PlainPage(slug, tokens[1].content.strip(), body, name)


def _link_problems(shown: str, text: str, tokens: list[Token], slugs: set[str]) -> Iterator[Problem]:
    lines = text.splitlines()
    for block in tokens:
        line = block.map[0] + 1 if block.map else 1
        for token in block.children or ():
            trouble = _trouble(token, slugs)
            if trouble:
                source = lines[line - 1] if line <= len(lines) else ""
                yield Problem(shown, line, 1, *trouble, source)


def _trouble(token: Token, slugs: set[str]) -> tuple[str, str, str] | None:
    if token.type == "image":
        return "E402", "页面里不能放图片", "改用文字说明，或写成链接"
    if token.type != "link_open":
        return None
    target = unquote(str(token.attrs["href"]))
    parts = urlsplit(target)
    if parts.scheme in _OUTSIDE or (target.startswith("#") and len(target) > 1):
        return None
    if parts.path.endswith(".md") and parts.path.removesuffix(".md") in slugs and not (parts.scheme or parts.netloc):
        return None
    return "E403", f"链接“{target}”没有去处", "本站的页面写文件名，例如 terms.md；别的网站写完整网址，以 https:// 开头"
