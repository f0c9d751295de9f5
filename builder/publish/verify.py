"""The recipe: is what is live what was built? Survey the build, look at the host, ask for every file."""

import asyncio
import hashlib
import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import getproxies

import httpx2

from builder.publish import manifest
from builder.publish.errors import MACHINE_LACKS, WRONG_TARGET, PublishError
from builder.publish.live import causes, served
from builder.publish.live.address import root_of
from builder.publish.live.causes import UNANSWERED, Trouble
from builder.publish.live.file import Entry, Known, judge, trace
from builder.publish.live.host import Answer, Host, Line, Patience
from builder.publish.live.journal import Journal
from builder.publish.live.report import Report
from builder.publish.live.shown import visible
from builder.publish.live.tally import Finding, Tally
from builder.publish.target import HALLMARK

PATIENCE = Patience()
JOBS = 8
"""Connections at a time: a browser opens six."""

Watched = Callable[[str, Iterable[Entry]], Iterator[Entry]]
"""Gives the entries on, and tells a person how far it has come."""

_ERROR_PAGE = "404.html"
_PAGE = 1_000_000


@dataclass(frozen=True, slots=True)
class Build:
    """The local build, as far as it fits into memory whatever its size."""

    folder: Path
    files: int
    digest: str
    """Of its manifest."""
    error_page: str
    """The hash of 404.html; empty where there is none."""


def verify(url: str, output: Path, cache: Path, watched: Watched, jobs: int = JOBS) -> Report:
    """Compare the site at ``url`` with the build in ``output``, over ``jobs`` connections.

    ``cache`` is where an interrupted run leaves what the next one needs to go on. Raises
    PublishError, in Chinese: with exit code 2 for an address or a folder that is none, with 3 for
    a host that gives no answer at all.
    """
    base = root_of(url)
    build = survey(output)
    journal = Journal(cache, str(base), build.digest)
    report = None
    try:
        report = asyncio.run(_Run(base, build, journal, jobs).report(watched))
    finally:
        journal.close(forget=report is not None and report.is_final)
    return report


def survey(output: Path) -> Build:
    """What the manifest of ``output`` says. Raises PublishError where it is no site that Gongkai made."""
    digest, files, seen, error_page = hashlib.sha256(), 0, set(), ""
    for address, of_file in manifest.each(output):
        digest.update(f"{of_file}  {address}\n".encode())
        files += 1
        if address in HALLMARK:
            seen.add(address)
        if address == _ERROR_PAGE:
            error_page = of_file
    if seen != HALLMARK:
        raise PublishError(
            f"{output}：这里没有由公开（Gongkai）生成的网站，不知道该有哪些文件。"
            "请先运行 gongkai build，或用 --output 指出网站的文件夹。",
            WRONG_TARGET,
        )
    return Build(output, files, digest.hexdigest(), error_page)


def entries(build: Build) -> Iterator[Entry]:
    """Every file of the build. The first page of each top folder and the first larger file of each kind are samples."""
    folders, kinds = set(), set()
    for address, digest in manifest.each(build.folder):
        try:
            size = (build.folder / address).stat().st_size
        except OSError:
            size = 0  # What is wrong with it is told when it is looked at.
        kind = served.extension(address)
        top = address.partition("/")[0] if address.endswith("/index.html") else address
        is_first_page = address.endswith("index.html") and top not in folders
        is_first_of_kind = kind not in kinds and size >= served.WORTH_COMPRESSING
        if is_first_page:
            folders.add(top)
        if is_first_of_kind:
            kinds.add(kind)
        yield Entry(address, digest, size, is_first_page or is_first_of_kind)


class _Run:
    def __init__(self, base: httpx2.URL, build: Build, journal: Journal, jobs: int) -> None:
        self._base = base
        self._build = build
        self._journal = journal
        self._jobs = jobs
        self._host = Host(base, PATIENCE)
        self._tally = Tally()
        self._stopped = ""
        self._until = time.monotonic() + PATIENCE.run

    async def report(self, watched: Watched) -> Report:
        """Ask for everything and say what was found."""
        async with self._host.line() as line:
            if moved := await self._whole_site_moved(line):
                return self._told((moved,), is_final=True)
            await self._ask_for_nothing(line)
            known = Known(self._build.folder, await self._old_versions(line))
        left = watched(f"核对（共 {self._build.files} 个文件）", entries(self._build))
        async with asyncio.TaskGroup() as group:
            for _ in range(self._jobs):
                group.create_task(self._work(left, known))
        findings = self._tally.findings()
        return self._told(findings, is_final=not self._stopped and not self._tally.may_pass)

    def _told(self, findings: tuple[Finding, ...], *, is_final: bool) -> Report:
        tally = self._tally
        return Report(
            url=str(self._base),
            files=self._build.files,
            right=tally.right,
            wrong=tally.wrong,
            taken_over=tally.taken_over,
            retried=min(self._host.retried, PATIENCE.retries),
            findings=findings,
            advice=tuple(
                f"{text}（{'、'.join(sorted(kinds))}）" if kinds else text for text, kinds in tally.advice.items()
            ),
            stopped=self._stopped,
            is_final=is_final,
        )

    async def _work(self, left: Iterator[Entry], known: Known) -> None:
        # All workers take from one iterator, so that nothing is ever waiting in memory.
        async with self._host.line() as line:
            for entry in left:
                if self._journal.has(entry.version) and not entry.sample:
                    self._tally.take_over(entry)
                    continue
                verdict = await judge(entry, line, known)
                self._tally.add(verdict)
                if verdict.trouble is None:
                    self._journal.add(entry.version)
                if self._has_to_stop():
                    return

    def _has_to_stop(self) -> bool:
        if self._tally.unanswered >= PATIENCE.unanswered:
            self._stopped = f"一连 {PATIENCE.unanswered} 个文件没有得到回答，没有再核对下去。"
        elif time.monotonic() > self._until:
            self._stopped = f"核对了 {PATIENCE.run // 3600:.0f} 小时还没有完，没有再核对下去。"
        return bool(self._stopped)

    async def _whole_site_moved(self, line: Line) -> Finding | None:
        """The trouble where every address leads elsewhere; else 300,000 files would say the same."""
        home = await line.ask("", limit=_PAGE, kept=0)
        if isinstance(home, Trouble) and home.cause in UNANSWERED:
            told = f"（{home.detail}）" if home.detail else ""
            told += "（通过环境变量里的代理访问）" if getproxies() else ""
            message = f"{visible(str(self._base), 200)}：{home.cause.name}{told}。{home.cause.why}{home.cause.remedy}"
            raise PublishError(message, MACHINE_LACKS)
        if not isinstance(home, Trouble) or home.cause not in {causes.ELSEWHERE, causes.OTHER_SCHEME}:
            return None
        if await line.ask("index.html", limit=_PAGE, kept=0) != home:
            return None
        return Finding(home.cause, home.detail, self._build.files, ("index.html",))

    async def _ask_for_nothing(self, line: Line) -> None:
        """Look at what the host answers for an address that isn't there."""
        address = f"gongkai-verify-{secrets.token_hex(8)}.html"
        answer = await line.ask(address, limit=_PAGE, kept=0)
        if isinstance(answer, Trouble):
            if answer.cause not in UNANSWERED:
                self._tally.note(address, Trouble(causes.SOFT_404, answer.cause.name))
        elif answer.status == 200:
            self._tally.note(address, Trouble(causes.SOFT_404, "回答 200"))
        elif answer.digest != self._build.error_page:
            self._tally.advice["不存在的地址没有显示网站自己的提示页 404.html；设置的样例见 docs/hosting.md"] = []

    async def _old_versions(self, line: Line) -> frozenset[int]:
        """The files of another build, where the manifest on the host is that one's."""
        size = (self._build.folder / manifest.MANIFEST).stat().st_size
        limit = 2 * size + _PAGE
        answer = await line.ask(manifest.MANIFEST, limit=limit, kept=0)
        if isinstance(answer, Trouble) or answer.status != 200:
            self._tally.advice["主机上没有 SHA256SUMS；不影响访问，有了它，别人也能核对下载的文件"] = []
            return frozenset()
        if answer.digest == self._build.digest:
            return frozenset()
        # Asked again, since the manifest of a large site is kept in memory only where it is needed.
        answer = await line.ask(manifest.MANIFEST, limit=limit, kept=limit)
        return _versions(answer, self._build) if isinstance(answer, Answer) else frozenset()


def _versions(answer: Answer, build: Build) -> frozenset[int]:
    lines = answer.head.decode("ascii", "replace").splitlines()
    theirs = frozenset(trace(address, digest) for line in lines for address, digest in manifest.read(line).items())
    return theirs - {trace(address, digest) for address, digest in manifest.each(build.folder)}
