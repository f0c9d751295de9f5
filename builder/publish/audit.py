"""Looks a new site over before it takes the place of the old one; what it finds keeps the old one there.

The site is looked at as it will be served: whatever made a mistake, a page written in Markdown, a template
or the program, no resident gets to see it.
"""

import re
import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from builder.publish.errors import PublishError
from builder.publish.page_facts import PageFacts, is_foreign, named_by_code, page_facts, target

MAX_PAGE_BYTES = 300_000
"""A page of this size takes 5 s on a slow line (0.5 Mbit/s); longer tables are divided."""
MAX_DOCUMENT_BYTES = 3_000_000
"""A page that is made of one record or one text is as long as that is, of which 1 MB is read at most."""
_DOCUMENTS = ("projects/", "pages/")

CONTENT_HAS_ERRORS = 1
_HOME = "index.html"
_ALONE = frozenset({"404.html"})
"""Shown in the place of pages that aren't there: no link leads to it."""
_READ_BY_PEOPLE = (".html", ".json", ".xml", ".txt")
_SUM = re.compile(r'(?<=":)[ ]?[0-9.]+(?=[,\n}\]])|(?<=value=")[0-9.]+(?=")')
"""A number of JSON, or the one by which an amount is shown and sorted."""
_SHOWN = 20
_DEFECT = "这是程序的错误，请告诉程序的维护者"

Files = Iterable[tuple[str, bytes | Path]]


class AuditError(PublishError):
    """The new site isn't fit to be published; each finding says where, what, and how to mend it."""

    def __init__(self, findings: tuple[str, ...]) -> None:
        """At most ``_SHOWN`` findings are told one by one."""
        more = len(findings) - _SHOWN
        lines = [*findings[:_SHOWN], *([f"另有 {more} 处，改好上面的以后再看。"] if more > 0 else [])]
        super().__init__(
            "\n".join((*lines, f"生成的网站有 {len(findings)} 处问题，没有发布，原来的网站没有改动。")),
            CONTENT_HAS_ERRORS,
        )
        self.findings = findings


def audited(files: Files, root: str | None, personal: Callable[[str], list[str]]) -> Files:
    """The files as they come; after the last one raises AuditError if the site isn't fit to be published.

    ``root`` is where the site will stand, where that is known. ``personal`` finds the numbers of persons in a text.
    """
    audit = _Audit(root or "", personal)
    for address, content in files:
        audit.look(address, content)
        yield address, content
    if findings := tuple(audit.findings()):
        raise AuditError(findings)


class _Audit:
    """What was seen so far, kept small: a city has hundreds of thousands of pages."""

    def __init__(self, root: str, personal: Callable[[str], list[str]]) -> None:
        self._root = root
        self._personal = personal
        self._files: set[str] = set()
        self._links: dict[str, bytes] = {}
        """The links of each page, packed to a tenth."""
        self._places = array("q")
        """Hashes of ``address#id``."""
        self._titles: dict[str, str] = {}
        self._troubles: list[str] = []
        self._code: list[tuple[str, str]] = []

    def look(self, address: str, content: bytes | Path) -> None:
        """Take note of a file of the site."""
        self._files.add(address)
        if isinstance(content, Path):
            return
        if address.endswith(".html"):
            self._page(address, content, page_facts(address, content, self._root))
        elif address.endswith((".js", ".css")):
            self._code.extend((address, name) for name in named_by_code(content, is_style=address.endswith(".css")))
        if address.endswith(_READ_BY_PEOPLE):
            self._persons(address, content.decode("utf-8", "replace"))

    def findings(self) -> Iterator[str]:
        """Everything that is wrong with the site."""
        yield from self._troubles
        yield from self._astray()
        yield from self._out_of_reach()

    def _page(self, address: str, content: bytes, facts: PageFacts) -> None:
        self._links[address] = zlib.compress("\n".join(sorted(facts.links)).encode("utf-8", "surrogatepass"), 1)
        self._places.extend(hash(f"{address}#{name}") for name in facts.ids)
        for trouble in facts.troubles:
            self._tell(address, trouble, _DEFECT)
        most = MAX_DOCUMENT_BYTES if address.startswith(_DOCUMENTS) else MAX_PAGE_BYTES
        if len(content) > most:
            size = f"{len(content) / 1000:.0f} KB，超过 {most // 1000} KB"
            self._tell(
                address, f"网页有 {size}，手机上要等很久", "把这一页的文字改短，长的材料作为原件放在 originals 里"
            )
        other = self._titles.setdefault(facts.title, address)
        if other != address:
            self._tell(address, f"标题“{facts.title[:40]}”和 {other} 的相同", _DEFECT)

    def _persons(self, address: str, text: str) -> None:
        found = self._personal(text)
        if found:
            # A sum of budgets is no text that somebody typed.
            found = self._personal(_SUM.sub("", text))
        for number in dict.fromkeys(found):
            what = f"有像是个人号码的“{number[:3]}…{number[-2:]}”（手机、身份证或银行卡）"
            self._tell(address, what, "在记录或说明页里删去它（个人信息保护法第二十五条）")

    def _astray(self) -> Iterator[str]:
        """Links that lead nowhere, and what scripts and styles would load and can't."""
        places = set(self._places)
        for address in self._links:
            for link in self._links_of(address):
                if link.partition("#")[0] not in self._files:
                    yield _told(address, f"链接指向的“{link[:100]}”不存在", "改正或删去说明页、记录“说明”里的这个链接")
                elif "#" in link and hash(link) not in places:
                    yield _told(
                        address, f"链接指向的位置“{link[:100]}”不存在", "改正或删去说明页、记录“说明”里的这个链接"
                    )
        for address, name in self._code:
            if is_foreign(name):
                yield _told(address, f"会向别的网站取东西：{name[:80]}", _DEFECT)
            elif target(address, name, "") not in self._files:
                yield _told(address, f"要用的文件“{name[:80]}”不存在", _DEFECT)

    def _out_of_reach(self) -> Iterator[str]:
        reached, waiting = {_HOME}, [_HOME]
        while waiting:
            found = {link.partition("#")[0] for link in self._links_of(waiting.pop())} & self._links.keys() - reached
            reached |= found
            waiting.extend(found)
        for address in sorted(self._links.keys() - reached - _ALONE):
            yield _told(address, "从首页出发点不到这一页", _DEFECT)

    def _links_of(self, address: str) -> list[str]:
        packed = self._links.get(address)
        return zlib.decompress(packed).decode("utf-8", "surrogatepass").split("\n") if packed else []

    def _tell(self, address: str, what: str, remedy: str) -> None:
        self._troubles.append(_told(address, what, remedy))


def _told(address: str, what: str, remedy: str) -> str:
    return f"{address}：{what}。{remedy}。"
