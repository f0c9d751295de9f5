"""Who does the work: this process, several on this machine, or whatever executor there is."""

import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from itertools import chain, islice
from multiprocessing import get_context, parent_process
from multiprocessing.process import BaseProcess
from signal import SIG_IGN, SIGINT, signal
from types import TracebackType
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

_AHEAD = 3
"""Tasks for each job that are sent before they are needed, so that nobody waits for the next one."""


_MOST = 61 if sys.platform == "win32" else 10_000
"""Windows waits for no more processes at once."""


class CrewError(Exception):
    """A process that did part of the work is gone; the message is for the user."""

    exit_code = 3


class Crew:
    """Carries out functions, in as many processes as there are jobs.

    Functions, what they are given and what they give must be fit to be sent to another process. Who does what
    makes no difference to the result. Processes are started when there is more than one task.
    """

    def __init__(self, jobs: int | None = None, executor: Executor | None = None) -> None:
        """``jobs`` is how many tasks there may be at once: one for each processor where nobody says so.

        With ``executor`` somebody else does the work.
        """
        self._jobs = min(jobs or processors(), _MOST)
        self._executor = executor
        self._pool: ProcessPoolExecutor | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> "Crew":
        """Itself. It may be entered again while it is; who is needed after that is called anew."""
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        """Send everybody home, once they have finished what they began: nobody writes into a folder after that."""
        if self._pool:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def each(self, function: Callable[[T], R], tasks: Iterable[T]) -> Iterator[R]:
        """The results of all tasks in their order. Raises what a task raised, and CrewError where one was lost."""
        waiting = iter(tasks)
        first = list(islice(waiting, 2))
        if (len(first) < 2 and not self._executor) or (self._jobs == 1 and not self._executor):
            yield from map(function, chain(first, waiting))
            return
        begun: deque[Future[R]] = deque()
        try:
            for task in chain(first, waiting):
                begun.append(self._workers().submit(function, task))
                if len(begun) > self._jobs * _AHEAD:
                    yield begun.popleft().result()
            while begun:
                yield begun.popleft().result()
        except BrokenExecutor as error:
            raise CrewError(
                "一个工作进程中途停止了，可能是内存不够；请关闭别的程序再试，或用 --jobs 1 少用内存"
            ) from error
        finally:
            # Nobody goes on with what nobody waits for: it would be written into a folder that is to be deleted.
            wait([future for future in begun if not future.cancel()])

    def _workers(self) -> Executor:
        if self._executor:
            return self._executor
        with self._lock:
            if self._pool is None:
                # Not forked: this process has threads, whose locks a copy would inherit as they are.
                self._pool = ProcessPoolExecutor(self._jobs, get_context("spawn"), _begin)
            return self._pool


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _begin() -> None:
    """Let the process that has begun the work end it: it alone hears Ctrl-C, and without it nobody goes on."""
    signal(SIGINT, SIG_IGN)
    if parent := parent_process():
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)
