"""What went wrong on the way to a host, from what the HTTP library raised."""

import errno
import socket
import ssl
from collections.abc import Iterator

import httpx2

from builder.publish.live.causes import NO_WAY, NOT_HTTP, REFUSED, RESET, SLOW, TLS, UNKNOWN_NAME, Cause, Trouble
from builder.publish.live.shown import visible

RAISED = (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError)
"""All that asking a host can raise, whatever it answers; a time-out of asyncio's own is an OSError too."""

_EXPIRED, _OTHER_NAME = 10, 62
_SELF_MADE = {18, 19, 20, 21}
_TLS_SAYINGS = {
    _EXPIRED: "证书已经过期",
    _OTHER_NAME: "证书是另一个网站的",
    **dict.fromkeys(_SELF_MADE, "证书不是本机信任的机构发的，或者缺少中间证书"),
}
"""By the number that OpenSSL gives."""

_RESET = {errno.ECONNRESET, errno.EPIPE, errno.ECONNABORTED}


def fault(error: Exception) -> Trouble:
    """The trouble behind ``error``, one of ``RAISED``."""
    for cause in _chain(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return Trouble(TLS, _TLS_SAYINGS.get(cause.verify_code, visible(cause.verify_message or "", 60)))
        if isinstance(cause, ssl.SSLError):
            return Trouble(TLS, "双方没有谈妥加密的方式，或者这个端口不是 https")
        if isinstance(cause, socket.gaierror):
            return Trouble(UNKNOWN_NAME)
        if isinstance(cause, OSError) and cause.errno in _RESET:
            return Trouble(RESET)
        if isinstance(cause, ConnectionRefusedError):
            return Trouble(REFUSED)
    return Trouble(_by_kind(error))


def _by_kind(error: Exception) -> Cause:
    if isinstance(error, (httpx2.TimeoutException, TimeoutError)):
        return SLOW
    if isinstance(error, httpx2.RemoteProtocolError):
        # The library has one type for nonsense and for an end in the middle; only its words differ.
        return RESET if "disconnected" in str(error) or "peer closed" in str(error) else NOT_HTTP
    if isinstance(error, (httpx2.ReadError, httpx2.WriteError, httpx2.CloseError)):
        return RESET
    return NO_WAY if isinstance(error, (httpx2.ConnectError, httpx2.ProxyError)) else NOT_HTTP


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what led to it: the library wraps what the system said, sometimes in groups."""
    seen = 0
    while error is not None and seen < 20:
        seen += 1
        if isinstance(error, BaseExceptionGroup):
            for inner in error.exceptions:
                yield from _chain(inner)
        yield error
        error = error.__cause__ or error.__context__
