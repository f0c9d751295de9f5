"""Tasks to be shared out. They stand in a module of their own, which a new process has soon loaded."""

import os
import signal
import time

from builder.publish.errors import AnotherBuildError, PublishError
from builder.search import IndexerError


def squared_late(number: int) -> int:
    time.sleep(0.02 if number % 2 else 0)
    return number * number


def worker_of(_: int) -> int:
    time.sleep(0.02)
    return os.getpid()


def refuse(number: int) -> int:
    errors = [
        PublishError("这里写不进去", 3),
        AnotherBuildError("另一个生成正在进行", 3),
        IndexerError("搜索程序停止了"),
        ValueError("an address twice"),
    ]
    raise errors[number % len(errors)]


def hears_ctrl_c(_: int) -> bool:
    return signal.getsignal(signal.SIGINT) is not signal.SIG_IGN


def die(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number
