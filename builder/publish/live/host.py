"""Asks a host for files: as a browser does, within bounds of time and size, again where a fault may pass."""

import asyncio
import secrets
import ssl
import zlib
from collections.abc import Iterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from hashlib import sha256
from types import TracebackType
from typing import Self

import httpx2

from builder.publish.errors import MACHINE_LACKS, PublishError
from builder.publish.live.causes import BAD_ENCODING, BAD_REDIRECT, ELSEWHERE, LOOP, OTHER_SCHEME, PASSING, Trouble
from builder.publish.live.faults import RAISED, fault
from builder.publish.live.shown import visible

KEPT = 4_000_000
"""Bytes of a body that are kept, to see how it differs; of the rest only hash and length are known."""

_PIECE = 65_536
_HOPS = 10
_MOVED = {301, 302, 303, 307, 308}
_BUSY = {408, 429, 500, 502, 503, 504}
_LONGEST_WAIT = 30
"""Seconds that a host may ask us to wait (Retry-After)."""

_LIKE_A_BROWSER = {
    # Some firewalls refuse programs that don't begin like this.
    "User-Agent": "Mozilla/5.0 (compatible; gongkai-verify)",
    "Accept": "*/*",
    "Accept-Encoding": "gzip",
}
_PAST_CACHES = {"Cache-Control": "no-cache", "Pragma": "no-cache"}


@dataclass(frozen=True, slots=True)
class Patience:
    """How long anything may take, in seconds."""

    silence: float = 20
    """Without a single byte."""
    whole: float = 60
    """For an answer; longer for a large file, at ``slowest`` bytes a second."""
    slowest: int = 20_000
    pauses: tuple[float, ...] = (1, 5)
    """Before each further attempt."""
    retries: int = 500
    """Further attempts in a whole run: where everything fails, repeating it all helps nobody."""
    unanswered: int = 30
    """So many files without an answer, one after the other, and the host is held to be gone."""
    run: float = 12 * 3600
    """For a whole run."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a host gave. ``head`` is the body's beginning, unpacked; ``cut`` says that more was there than was read."""

    status: int
    headers: Mapping[str, str]
    digest: str
    length: int
    head: bytes
    cut: bool


class Host:
    """What all lines to one host share."""

    def __init__(self, base: httpx2.URL, patience: Patience) -> None:
        """``base`` is the site's root and ends in a slash."""
        self.base = base
        self.patience = patience
        self.retried = 0
        # Made once, since reading the system's certificates takes long.
        self.context: ssl.SSLContext = httpx2.create_ssl_context()

    def line(self) -> "Line":
        """A connection of its own, for one thing at a time."""
        return Line(self)

    def may_retry(self) -> bool:
        """Whether another attempt is left, which is then used up."""
        self.retried += 1
        return self.retried <= self.patience.retries


class Line:
    """One connection to the host."""

    def __init__(self, host: Host) -> None:
        self._host = host
        try:
            self._client = httpx2.AsyncClient(
                headers=_LIKE_A_BROWSER,
                verify=host.context,
                timeout=httpx2.Timeout(host.patience.silence),
                limits=httpx2.Limits(max_connections=1, max_keepalive_connections=1),
            )
        except (httpx2.InvalidURL, ValueError) as error:
            raise PublishError(
                "环境变量里的代理写得不对。检查 HTTPS_PROXY、HTTP_PROXY 和 ALL_PROXY。", MACHINE_LACKS
            ) from error
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        await self._stack.enter_async_context(self._client)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def ask(self, address: str, *, limit: int, kept: int = KEPT, query: str = "") -> Answer | Trouble:
        """The answer for an address below the site's root, of which at most about ``limit`` bytes are read.

        Follows the host's redirections within the same site; asks again where a fault may pass.
        """
        url = self._host.base.join(address) if address else self._host.base
        if query:
            url = url.copy_with(query=query.encode())
        # A challenge by cookie is passed as browsers pass it; but no host fills our memory with them.
        self._client.cookies.clear()
        for pause in (*self._host.patience.pauses, None):
            found = await self._follow(url, {}, limit, kept)
            if pause is None or not _may_pass(found) or not self._host.may_retry():
                break
            await asyncio.sleep(_wait(found, pause))
        return found

    async def ask_past_caches(self, address: str, *, limit: int) -> Answer | Trouble:
        """Likewise, but by an address that no cache has seen, and with the request to ask the host itself."""
        self._client.cookies.clear()
        url = self._host.base.join(address).copy_with(query=f"gongkai-verify={secrets.token_hex(8)}".encode())
        return await self._follow(url, _PAST_CACHES, limit, 0)

    async def _follow(self, url: httpx2.URL, headers: Mapping[str, str], limit: int, kept: int) -> Answer | Trouble:
        for _ in range(_HOPS):
            try:
                async with asyncio.timeout(self._host.patience.whole + limit / self._host.patience.slowest):
                    found = await self._once(url, headers, limit, kept)
            except RAISED as error:
                return fault(error)
            if isinstance(found, Trouble) or found.status not in _MOVED:
                return found
            target = _target(url, found.headers.get("location", ""))
            if isinstance(target, Trouble):
                return target
            url = target
        return Trouble(LOOP)

    async def _once(self, url: httpx2.URL, headers: Mapping[str, str], limit: int, kept: int) -> Answer | Trouble:
        async with self._client.stream("GET", url, headers=headers) as response:
            given = {name.lower(): value for name, value in response.headers.items()}
            packed = given.get("content-encoding", "identity").strip().lower()
            if packed not in {"identity", "gzip", "x-gzip", ""}:
                return Trouble(BAD_ENCODING, f"Content-Encoding: {visible(packed, 40)}")
            inflater = zlib.decompressobj(31) if packed.endswith("gzip") else None
            digest, length, head = sha256(), 0, bytearray()
            try:
                async for chunk in response.aiter_raw(_PIECE):
                    for piece in _unpacked(chunk, inflater):
                        digest.update(piece)
                        length += len(piece)
                        head += piece[: max(0, kept - len(head))]
                        if length > limit:
                            return Answer(response.status_code, given, digest.hexdigest(), length, bytes(head), True)
            except zlib.error:
                return Trouble(BAD_ENCODING, "解不开 gzip")
            return Answer(response.status_code, given, digest.hexdigest(), length, bytes(head), False)


def _unpacked(chunk: bytes, inflater: "zlib._Decompress | None") -> Iterator[bytes]:
    """The chunk in pieces that stay small, whatever it unpacks to."""
    if inflater is None:
        yield chunk
        return
    while chunk and not inflater.eof:
        yield inflater.decompress(chunk, _PIECE)
        chunk = inflater.unconsumed_tail


def _may_pass(found: Answer | Trouble) -> bool:
    return found.cause in PASSING if isinstance(found, Trouble) else found.status in _BUSY


def _wait(found: Answer | Trouble, pause: float) -> float:
    asked = "" if isinstance(found, Trouble) else found.headers.get("retry-after", "").strip()
    return min(float(asked[:6]), _LONGEST_WAIT) if asked.isascii() and asked.isdigit() else pause


def _target(url: httpx2.URL, location: str) -> httpx2.URL | Trouble:
    """Where the host sends us; trouble where that isn't within the same site."""
    try:
        target = url.join(location).copy_with(fragment=None)
    except (httpx2.InvalidURL, ValueError):
        return Trouble(BAD_REDIRECT)
    if not location or target.scheme not in {"http", "https"} or not target.host:
        return Trouble(BAD_REDIRECT)
    if target.host != url.host:
        return Trouble(ELSEWHERE, visible(f"{target.scheme}://{target.netloc.decode('ascii', 'replace')}/", 100))
    if (target.scheme, target.port) != (url.scheme, url.port):
        return Trouble(OTHER_SCHEME, visible(f"{target.scheme}://{target.netloc.decode('ascii', 'replace')}/", 100))
    return target
