"""Who does the work: this process, several on this machine, or whatever executor there is."""

import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from itertools import chain, islice
from multiprocessing import get_context, parent_process, resource_tracker
from multiprocessing.process import BaseProcess
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


class GivenUp(Exception):  # noqa: N818 - it isn't what went wrong
    """What is left isn't worth doing: it belongs to a whole of which another part has failed."""


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
        self._has_given_up = threading.Event()

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
        todo = self._unless_given_up(chain(first, waiting))
        if not self._executor and (len(first) < 2 or self._jobs == 1):
            yield from map(function, todo)
            return
        begun: deque[Future[R]] = deque()
        try:
            for task in todo:
                begun.append(self._begun(function, task))
                if len(begun) > self._jobs * _AHEAD:
                    yield begun.popleft().result()
            while begun:
                yield begun.popleft().result()
        except BrokenExecutor as error:
            raise CrewError(
                "一个工作进程中途停止了，可能是内存不够，没有生成，原来的网站没有改动。"
                "请关闭别的程序再试，或用 --jobs 1 少用内存。"
            ) from error
        finally:
            # Nobody goes on with what nobody waits for: it would be written into a folder that is to be deleted.
            # An executor that lets everything be cancelled (a cluster) waits for the rest when it shuts down.
            wait([future for future in begun if not future.cancel()])

    def all_or_none(self, work: Callable[[], R]) -> R:
        """Do a part of a whole: when it fails, nothing more is begun of the other parts, which raise GivenUp."""
        try:
            return work()
        except BaseException:
            self._has_given_up.set()
            raise

    def _unless_given_up(self, tasks: Iterable[T]) -> Iterator[T]:
        for task in tasks:
            if self._has_given_up.is_set():
                raise GivenUp
            yield task

    def _begun(self, function: Callable[[T], R], task: T) -> Future[R]:
        if self._executor:
            return self._executor.submit(function, task)
        # A task starts a process where all others are busy.
        with self._lock, _deaf_to_ctrl_c():
            if self._pool is None:
                # Not forked: this process has threads, whose locks a copy would inherit as they are.
                self._pool = ProcessPoolExecutor(self._jobs, get_context("spawn"), _begin)
            return self._pool.submit(function, task)


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """Processes that are started meanwhile don't hear Ctrl-C: while Python loads, they would tell of it in English."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    # Python's own helper, when it is started, would have everybody hear it again.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin() -> None:
    """Let the process that has begun the work end it: it alone hears Ctrl-C, and without it nobody goes on."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if parent := parent_process():
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)
