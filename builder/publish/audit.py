"""Looks a new site over before it takes the place of the old one; what it finds keeps the old one there.

The site is looked at as it will be served: whatever made a mistake, a page written in Markdown, a template
or the program, no resident gets to see it. Each file is looked at where it is made, in any process; what is
``Seen`` of it is small, and tells in the end whether the whole hangs together.
"""

import re
import sys
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple

from builder.publish.errors import CONTENT_HAS_ERRORS, PublishError
from builder.publish.page_facts import PageFacts, is_foreign, named_by_code, page_facts, target

MAX_PAGE_BYTES = 300_000
"""A page of this size takes 5 s on a slow line (0.5 Mbit/s); longer tables are divided."""
MAX_DOCUMENT_BYTES = 3_000_000
"""A page that is made of one record or one text is as long as that is, of which 1 MB is read at most."""
_DOCUMENTS = ("projects/", "pages/")

_HOME = "index.html"
_ALONE = frozenset({"404.html"})
"""Shown in the place of pages that aren't there: no link leads to it."""
_READ_BY_PEOPLE = (".html", ".json", ".xml", ".txt")
_SUM = re.compile(r'(?<=":)[ ]?[0-9.]+(?=[,\n}\]])|(?<=value=")[0-9.]+(?=")')
"""A number of JSON, or the one by which an amount is shown and sorted."""
_SHOWN = 20
_DEFECT = "这是程序的错误，请告诉程序的维护者"
_MEND = "改正或删去说明页、记录“说明”里的这个链接"


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

    def __reduce__(self) -> tuple[type["AuditError"], tuple[tuple[str, ...]]]:
        """So that it can come from another process."""
        return type(self), (self.findings,)


class Seen(NamedTuple):
    """A file as an audit needs it; links and places are hashes of eight bytes each."""

    title: str
    """Of a page; empty for all else."""
    files: bytes
    """The files of the site that a page names."""
    spots: bytes
    """The places in files that it names."""
    places: bytes
    """The places that it has."""
    code: tuple[str, ...]
    """What a script or a style sheet loads."""
    troubles: tuple[str, ...]
    numbers: tuple[str, ...] = ()
    """Those that look like numbers of persons."""


_NOTHING = Seen("", b"", b"", b"", (), ())


@dataclass(frozen=True, slots=True)
class Examiner:
    """Looks at one file."""

    root: str
    """Where the site will stand: a full address, or empty where that isn't known."""
    personal: Callable[[str], list[str]]
    """Finds the numbers of persons in a text."""

    def seen(self, address: str, content: bytes) -> Seen | None:
        """What has to be known of a file of the site; None for what can hold nothing wrong."""
        if address.endswith(".html"):
            facts = page_facts(address, content, self.root)
            links = sorted({link.partition("#")[0] for link in facts.links})
            seen = Seen(
                facts.title,
                _hashes(links),
                _hashes(sorted(link for link in facts.links if "#" in link)),
                _hashes(f"{address}#{name}" for name in sorted(facts.ids)),
                (),
                tuple(_of_page(address, content, facts)),
            )
        elif address.endswith((".js", ".css")):
            return _NOTHING._replace(code=tuple(named_by_code(content, is_style=address.endswith(".css"))))
        else:
            seen = _NOTHING
        if address.endswith(_READ_BY_PEOPLE):
            seen = seen._replace(numbers=self._persons(content.decode("utf-8", "replace")))
        return None if seen == _NOTHING else seen

    def _persons(self, text: str) -> tuple[str, ...]:
        found = self.personal(text)
        # A sum of budgets is no text that somebody typed.
        return tuple(dict.fromkeys(self.personal(_SUM.sub("", text)))) if found else ()


def audit(
    files: Iterable[str], seen: Mapping[str, Seen], read: Callable[[str], bytes], root: str, offices: Collection[str]
) -> None:
    """Raise AuditError if a site of these files isn't fit to be published.

    ``seen`` tells of those in which something can be wrong; ``read`` gives the bytes of a page, of which
    something is to be told. ``offices`` are numbers that look like those of persons, and belong to offices.
    """
    # In order, since who made what first is chance, and what is told mustn't be.
    audit = _Audit({_hash(address): address for address in files}, dict(sorted(seen.items())), read, root, offices)
    if findings := tuple(audit.findings()):
        raise AuditError(findings)


@dataclass(frozen=True, slots=True)
class _Audit:
    files: Mapping[int, str]
    seen: Mapping[str, Seen]
    read: Callable[[str], bytes]
    root: str
    offices: Collection[str]

    def findings(self) -> Iterator[str]:
        """Everything that is wrong with the site."""
        for address, one in self.seen.items():
            yield from one.troubles
            for number in one.numbers:
                if number not in self.offices:
                    what = f"有像是个人号码的“{number[:3]}…{number[-2:]}”（手机、身份证或银行卡）"
                    yield _told(address, what, "在记录或说明页里删去它（个人信息保护法第二十五条）")
        yield from self._titles()
        yield from self._astray()
        yield from self._code()
        yield from self._out_of_reach()

    def _titles(self) -> Iterator[str]:
        titles: dict[str, str] = {}
        for address, one in self.seen.items():
            if address.endswith(".html") and (other := titles.setdefault(one.title, address)) != address:
                yield _told(address, f"标题“{one.title[:40]}”和 {other} 的相同", _DEFECT)

    def _astray(self) -> Iterator[str]:
        """Links that lead nowhere."""
        files = frozenset(self.files)
        places = frozenset(place for one in self.seen.values() for place in _numbers(one.places))
        for address, one in self.seen.items():
            if not (files.issuperset(_numbers(one.files)) and places.issuperset(_numbers(one.spots))):
                for link in sorted(page_facts(address, self.read(address), self.root).links):
                    if _hash(link.partition("#")[0]) not in files:
                        yield _told(address, f"链接指向的“{link[:100]}”不存在", _MEND)
                    elif "#" in link and _hash(link) not in places:
                        yield _told(address, f"链接指向的位置“{link[:100]}”不存在", _MEND)

    def _code(self) -> Iterator[str]:
        """What scripts and styles would load, and can't or mustn't."""
        for address, one in self.seen.items():
            for name in one.code:
                if is_foreign(name):
                    yield _told(address, f"会向别的网站取东西：{name[:80]}", _DEFECT)
                elif _hash(target(address, name, "") or "") not in self.files:
                    yield _told(address, f"要用的文件“{name[:80]}”不存在", _DEFECT)

    def _out_of_reach(self) -> Iterator[str]:
        pages = {number for number, address in self.files.items() if address.endswith(".html")}
        left = pages - {_hash(_HOME)}
        waiting = [_HOME]
        while waiting and left:
            page = self.seen.get(waiting.pop())
            found = left.intersection(_numbers(page.files)) if page else set()
            left -= found
            waiting.extend(self.files[number] for number in found)
        for address in sorted(self.files[number] for number in left):
            if address not in _ALONE:
                yield _told(address, "从首页出发点不到这一页", _DEFECT)


def _of_page(address: str, content: bytes, facts: PageFacts) -> Iterator[str]:
    for trouble in facts.troubles:
        yield _told(address, trouble, _DEFECT)
    most = MAX_DOCUMENT_BYTES if address.startswith(_DOCUMENTS) else MAX_PAGE_BYTES
    if len(content) > most:
        size = f"{len(content) / 1000:.0f} KB，超过 {most // 1000} KB"
        yield _told(address, f"网页有 {size}，手机上要等很久", "把这一页的文字改短，长的材料作为原件放在 originals 里")


def _hash(text: str) -> int:
    return int.from_bytes(_digest(text), sys.byteorder)


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def _hashes(texts: Iterable[str]) -> bytes:
    return b"".join(map(_digest, texts))


def _numbers(hashes: bytes) -> "array[int]":
    return array("Q", hashes)


def _told(address: str, what: str, remedy: str) -> str:
    return f"{address}：{what}。{remedy}。"
