"""One file of the site, as the host gives it: right, or what is wrong with it."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from builder.publish.live import causes, served
from builder.publish.live.causes import Cause, Trouble
from builder.publish.live.differences import difference
from builder.publish.live.host import KEPT, Answer, Line

_SLACK = 300_000
"""Bytes that are read beyond a file's own: enough to recognise a portal's page around ours."""

_BY_STATUS = {
    401: causes.LOGIN,
    403: causes.FORBIDDEN,
    404: causes.MISSING,
    407: causes.LOGIN,
    410: causes.MISSING,
    429: causes.TOO_MANY,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A file as the manifest lists it. Of a ``sample`` the headers, and a page's folder, are looked at too."""

    address: str
    digest: str
    size: int
    sample: bool

    @property
    def kind(self) -> str:
        """Its extension."""
        return served.extension(self.address)

    @property
    def version(self) -> int:
        """What stands for this address with these bytes."""
        return trace(self.address, self.digest)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a file; ``trouble`` is None where it is right."""

    entry: Entry
    trouble: Trouble | None
    advice: tuple[str, ...] = ()
    also: tuple[tuple[str, Trouble], ...] = ()
    """Troubles of other addresses that were seen on the way."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the host before the files are looked at."""

    site: Path
    """The folder of the local build."""
    old: frozenset[int] = frozenset()
    """The files of the manifest on the host, where it is that of another build; see ``trace``."""


def trace(address: str, digest: str) -> int:
    """A file's version in 8 bytes: the list of a large site's old versions has to fit into memory."""
    return int.from_bytes(hashlib.sha256(f"{digest} {address}".encode()).digest()[:8], "big")


async def judge(entry: Entry, line: Line, known: Known) -> Verdict:
    """Ask for a file and say what is wrong with what comes."""
    answer = await line.ask(entry.address, limit=entry.size + _SLACK)
    if isinstance(answer, Trouble):
        return Verdict(entry, answer)
    trouble = _trouble(entry, answer, known)
    if trouble is None:
        return await _right(entry, answer, line)
    if answer.status == 200 or trouble.cause is causes.MISSING:
        if await _is_right(entry, line, past_caches=True):
            trouble = Trouble(causes.STALE_CACHE)
        elif trouble.cause is causes.MISSING and await _is_right(entry, line, address=entry.address.lower()):
            trouble = Trouble(causes.OTHER_CASE)
    return Verdict(entry, trouble)


async def _right(entry: Entry, answer: Answer, line: Line) -> Verdict:
    wrong = served.trouble(entry.kind, answer.headers)
    if not entry.sample:
        return Verdict(entry, wrong)
    advice = served.advice(entry.kind, entry.size, answer.headers)
    also: list[tuple[str, Trouble]] = []
    if entry.kind in {"css", "js"}:
        marked = await line.ask(entry.address, limit=entry.size + _SLACK, kept=0, query="v=gongkai")
        if isinstance(marked, Answer) and marked.status == 200:
            advice += served.asset_advice(marked.headers)
    folder = entry.address.removesuffix("index.html")
    if folder != entry.address:
        shown = await line.ask(folder, limit=entry.size + _SLACK, kept=0)
        if isinstance(shown, Trouble):
            also.append((folder or "/", shown))
        elif shown.digest != entry.digest:
            also.append((folder or "/", Trouble(causes.NO_INDEX)))
    return Verdict(entry, wrong, tuple(advice), tuple(also))


async def _is_right(entry: Entry, line: Line, *, address: str | None = None, past_caches: bool = False) -> bool:
    limit = entry.size + _SLACK
    if past_caches:
        answer = await line.ask_past_caches(entry.address, limit=limit)
    elif address == entry.address:
        return False
    else:
        answer = await line.ask(address or entry.address, limit=limit, kept=0)
    return isinstance(answer, Answer) and answer.status == 200 and answer.digest == entry.digest


def _trouble(entry: Entry, answer: Answer, known: Known) -> Trouble | None:
    """What is wrong with the answer itself; its type is another question."""
    # Some hosts give their error page with its own status even where it is asked for by name.
    is_error_page = entry.address == "404.html" and answer.status == 404
    if answer.digest == entry.digest and not answer.cut and (answer.status == 200 or is_error_page):
        return None
    if answer.status != 200:
        return Trouble(_of_status(answer.status), _told(entry, answer.status))
    return _difference(entry, answer, known)


def _of_status(status: int) -> Cause:
    return _BY_STATUS.get(status) or (causes.SERVER_ERROR if status >= 500 else causes.ODD_STATUS)


def _told(entry: Entry, status: int) -> str:
    if status in {404, 410}:
        return ""
    return f".{entry.kind} 文件" if status == 403 else f"回答 {status}"


def _difference(entry: Entry, answer: Answer, known: Known) -> Trouble:
    path = known.site / entry.address
    try:
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != entry.digest:
                return Trouble(causes.LOCAL_CHANGED)
            file.seek(0)
            expected = file.read(KEPT)
    except OSError:
        return Trouble(causes.LOCAL_CHANGED)
    if not answer.cut and trace(entry.address, answer.digest) in known.old:
        return Trouble(causes.OLD_VERSION)
    found = difference(entry.kind, expected, entry.size, answer)
    if found.cause is causes.CHANGED and served.came_from_cache(answer.headers):
        return Trouble(causes.LIKELY_CACHE)
    return found
