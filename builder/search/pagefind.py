"""Pagefind's indexer, through its service protocol: base64 of JSON, ended by a comma, both ways.

Pagefind's own Python wrapper sleeps 0.1 s for every reply; at 10,000 records that is a quarter of
an hour. Files are asked back and not written by Pagefind, since 1.5.2 acknowledges ``WriteFiles``
before its bytes are on the disk.
"""

import base64
import json
import subprocess
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import IO, Any

import pagefind_bin

_LANGUAGE = "zh"


class IndexerError(Exception):
    """The indexer can't be run, or stopped, or refused; the message is for the user."""

    exit_code = 3


def index(streams: Mapping[str, str]) -> dict[str, bytes]:
    """Pagefind's bundle (path → bytes) for streams of words by the address of their page.

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
            return _files(_replies(process.stdout), len(requests))
        finally:
            process.kill()
            writer.join()


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


def _files(replies: Iterator[dict[str, Any]], expected: int) -> dict[str, bytes]:
    for _ in range(expected):
        reply = next(replies, None)
        if reply is None:
            raise IndexerError("搜索程序 Pagefind 中途停止了，可能是内存不够；请关闭别的程序再试")
        if reply["type"] == "Error":
            raise IndexerError(f"搜索程序 Pagefind 报告了错误：{reply['message']}")
        if reply["type"] == "GetFiles":
            return {file["path"].replace("\\", "/"): base64.b64decode(file["content"]) for file in reply["files"]}
    raise IndexerError("搜索程序 Pagefind 没有交回搜索文件；请重新安装：pip install pagefind-bin")
