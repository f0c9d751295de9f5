"""Pagefind's indexer, through its service protocol: base64 of JSON, ended by a comma, both ways.

Pagefind's own Python wrapper sleeps 0.1 s for every reply; at 10,000 records that is a quarter of
an hour. Files are asked back and not written by Pagefind, since 1.5.2 acknowledges ``WriteFiles``
before its bytes are on the disk.
"""

import base64
import gzip
import json
import subprocess
import threading
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from importlib.metadata import version
from typing import IO, Any, NamedTuple

import cbor2
import pagefind_bin

VERSION = version("pagefind-bin")
"""The version, by which the index's form may change."""

_LANGUAGE = "zh"
_NEEDED = (".pf_meta", ".pf_index", ".pf_fragment")
_MAGIC = b"pagefind_dcd"
_STRANGE = (KeyError, TypeError, ValueError, EOFError, gzip.BadGzipFile, zlib.error, cbor2.CBORDecodeError)
"""What reading an unknown form of answer may raise."""


class IndexerError(Exception):
    """The indexer can't be run, or stopped, or refused; the message is for the user."""

    exit_code = 3


class Chunk(NamedTuple):
    """A part of the index: for each of its words, the pages that have it and the places there."""

    first: str
    """Its words begin here, in the order of their code points; they end where the next chunk begins."""
    name: str
    """Made from the bytes, and different for all chunks of an index."""
    packed: str
    """base64 of gzip of ``pagefind_dcd`` and CBOR: ``[[[word, pages], …]]``, with ``[number, places, …]`` for
    a page. Numbers and places tell how far they are from the one before; a negative place is a weight."""


class Index(NamedTuple):
    """Pagefind's index."""

    addresses: list[str]
    """The page that each number stands for."""
    chunks: list[Chunk]


def index(streams: Mapping[str, str]) -> Index:
    """The index of streams of words by the address of their page.

    Raises IndexerError where the program is missing, stops early or refuses.
    """
    requests = [
        {"type": "NewIndex", "config": None},
        *(
            {"type": "AddRecord", "index_id": 0, "url": address, "content": words, "language": _LANGUAGE}
            for address, words in streams.items()
        ),
        {"type": "GetFiles", "index_id": 0},
    ]
    try:
        program = pagefind_bin.get_executable()
        process = subprocess.Popen(  # noqa: S603 - the program is the package's own, without arguments of others
            [program, "--service"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
    except OSError as error:
        raise IndexerError(f"搜索程序 Pagefind 运行不起来（{error}）；请重新安装：pip install pagefind-bin") from error
    with process:
        assert process.stdin  # noqa: S101 - it was asked for
        assert process.stdout  # noqa: S101
        # The pipes hold little: who writes everything before reading waits for ever.
        writer = threading.Thread(target=_send, args=(process.stdin, requests), daemon=True)
        writer.start()
        try:
            return _index(_files(_replies(process.stdout), len(requests)))
        except _STRANGE as error:
            raise IndexerError("搜索程序 Pagefind 的版本不对；请重新安装：pip install pagefind-bin==1.5.2") from error
        finally:
            process.kill()
            writer.join()
            with suppress(OSError):
                process.stdin.close()  # what it never read is lost with it


def _send(pipe: IO[bytes], requests: Iterable[Mapping[str, object]]) -> None:
    # A program that has stopped doesn't read; that shows in its missing replies.
    with suppress(BrokenPipeError, ValueError):
        for number, payload in enumerate(requests):
            message = json.dumps({"message_id": number, "payload": payload})
            pipe.write(base64.b64encode(message.encode()) + b",")
        pipe.flush()


def _replies(pipe: IO[bytes]) -> Iterator[dict[str, Any]]:
    pending: list[bytes] = []
    while data := pipe.read1(1 << 20):  # type: ignore[attr-defined] # a pipe of Popen is buffered
        *ended, rest = data.split(b",")
        for part in ended:
            yield json.loads(base64.b64decode(b"".join((*pending, part))))["payload"]
            pending = []
        pending.append(rest)


def _files(replies: Iterator[dict[str, Any]], expected: int) -> dict[str, str]:
    """The files that we need, in base64, by path."""
    for _ in range(expected):
        reply = next(replies, None)
        if reply is None:
            raise IndexerError("搜索程序 Pagefind 中途停止了，可能是内存不够；请关闭别的程序再试")
        if reply["type"] == "Error":
            raise IndexerError(f"搜索程序 Pagefind 报告了错误：{reply['message']}")
        if reply["type"] == "GetFiles":
            kept = (file for file in reply["files"] if file["path"].endswith(_NEEDED))
            return {file["path"].replace("\\", "/"): file["content"] for file in kept}
    raise IndexerError("搜索程序 Pagefind 没有交回搜索文件；请重新安装：pip install pagefind-bin")


def _index(files: Mapping[str, str]) -> Index:
    (meta,) = (cbor2.loads(_unpacked(data)) for path, data in files.items() if path.endswith(".pf_meta"))
    _, pages, chunks, *_ = meta
    return Index(
        [json.loads(_unpacked(files[f"fragment/{name}.pf_fragment"]))["url"] for name, _ in pages],
        [Chunk(first, name, files[f"index/{name}.pf_index"]) for first, _, name in chunks],
    )


def _unpacked(packed: str) -> bytes:
    content = gzip.decompress(base64.b64decode(packed))
    if not content.startswith(_MAGIC):
        raise ValueError(content[:20])
    return content.removeprefix(_MAGIC)
