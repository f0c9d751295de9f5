"""The machines of a Dask cluster do the work: ``gongkai build --cluster tcp://…``, with the extra ``gongkai[cluster]``.

All workers have the same program and see the content, the output and the cache by the same paths, which each task
makes sure of before anything is done. Whoever reaches the scheduler can have his own code carried out by all of them, so the
network between them is one that is trusted, or their addresses are ``tls://…`` (Dask's own configuration).
"""

import logging
import pickle
import re
import socket
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from builder.crew import CrewError
from builder.unchanged import program

R = TypeVar("R")

_PROGRAM = program()
"""The one that this process has loaded, whatever is installed meanwhile."""

_PATIENCE = 30.0
"""Seconds to wait for the scheduler, and for a worker where there is none: one that was killed is soon back."""

_ADDRESS = re.compile(r"(tcp|tls)://(\[[0-9a-fA-F:.]+\]|[^\s/:\[\]]+):([0-9]{1,5})")
_NO_ADDRESS = "--cluster：“{address}”不是调度程序的地址；写 dask scheduler 显示的地址，例如 tcp://10.0.0.1:8786"
_NO_SCHEDULER = "--cluster：连不上 {address}。检查调度程序是否在运行，地址是否就是 dask scheduler 显示的，例如 tcp://10.0.0.1:8786。"
_NO_DASK = "用 --cluster 要先安装 Dask：运行 pip install 'gongkai[cluster]'"
_NO_WORKER = "集群里没有工作进程，没有生成。在各台机器上运行 dask worker，再运行一次。"
_LOST = "与集群的连接断了，或者工作进程都停止了，没有生成，原来的网站没有改动。检查调度程序和各台机器，再运行一次。"
_KILLED = (
    "同一项工作几次使工作进程停止，可能是内存不够，没有生成，原来的网站没有改动。"
    "给工作进程多留内存，或减少每台机器上的工作进程，再运行一次。"
)
_UNLIKE = "集群里有工作进程没有这个程序，或者版本与这里的不同；在各台机器上安装同一版本的 Python、程序库、程序和模板，重新启动工作进程"
_ABSENT = "{machine} 上没有 {path}，或者没有权限；检查共享盘是否接上，各台机器上的路径、用户是否相同，再运行一次"


class WrongClusterError(CrewError):
    """What was given as the address of a cluster is none; the message is for the user."""

    exit_code = 2


class Cluster(Executor):
    """Carries out functions on the machines of a cluster. What is lost with a machine is done again by another."""

    def __init__(self, address: str, program: str, shared: Sequence[Path] = ()) -> None:
        """``address`` is that of the scheduler; ``program`` and ``shared`` are what every machine has to have.

        Raises WrongClusterError for what is no address, and CrewError where the scheduler or its workers can't be
        reached.
        """
        try:
            from distributed import Client, KilledWorker
        except ImportError as error:
            raise CrewError(_NO_DASK) from error
        _make_sure_of(address)
        # What there is to tell the user, the messages below tell.
        loggers = [name for name in logging.root.manager.loggerDict if name.startswith(("distributed", "tornado"))]
        for name in (*loggers, "tornado.application"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        try:
            self._client = Client(address, timeout=_PATIENCE, set_as_default=False)
        except (OSError, TypeError, ValueError) as error:
            raise CrewError(_NO_SCHEDULER.format(address=address)) from error
        self._killed = KilledWorker
        self._program = program
        self._shared = [str(path) for path in shared]
        self._executor = self._client.get_executor(pure=False)
        self._over = threading.Event()
        if not self._has_workers(_PATIENCE):
            self.shutdown()
            raise CrewError(_NO_WORKER)
        self.jobs: int = sum(self._client.nthreads().values())
        """How many tasks its workers carry out at once."""
        threading.Thread(target=self._watch, daemon=True).start()

    def submit(self, fn: Callable[..., R], /, *args: Any, **kwargs: Any) -> Future[R]:
        """Have a function carried out; its future raises CrewError where no worker could do it."""
        outcome: Future[R] = Future()
        task: Future[tuple[R, Exception | None]]
        try:
            work = pickle.dumps(partial(fn, *args, **kwargs))
            task = self._executor.submit(pickle.loads, pickle.dumps(_Task(self._program, self._shared, work)))
        except RuntimeError as error:
            raise CrewError(_LOST) from error  # it was given up meanwhile
        outcome.add_done_callback(lambda _: task.cancel())
        task.add_done_callback(partial(self._pass_on, outcome))
        return outcome

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002
        """Leave the cluster, once everybody has ended what he began; what hasn't begun isn't begun any more.

        Dask can't stop what runs, and says nothing of its end when nobody waits for it.
        """
        self._over.set()
        until = time.monotonic() + _PATIENCE
        with suppress(Exception):  # The cluster may be gone.
            while time.monotonic() < until and any(self._client.run(_executing, on_error="ignore").values()):
                time.sleep(0.1)
        self._client.close()

    def _pass_on(self, outcome: Future[R], task: Future[tuple[R, Exception | None]]) -> None:
        if not outcome.set_running_or_notify_cancel():
            return
        if task.cancelled():
            outcome.set_exception(CrewError(_LOST))
        elif error := task.exception():
            # All else that goes wrong before the work begins is a worker that lacks the program, or has another.
            is_killed = isinstance(error, self._killed)
            outcome.set_exception(CrewError(_KILLED if is_killed else f"{_UNLIKE}（{type(error).__name__}）"))
        else:
            result, raised = task.result()
            if raised:
                outcome.set_exception(raised)
            else:
                outcome.set_result(result)

    def _watch(self) -> None:
        """Give up when there has been no worker for a while: Dask would wait for one for ever."""
        while not self._over.wait(1):
            if not self._has_workers(_PATIENCE):
                self._executor.shutdown(wait=False)
                return

    def _has_workers(self, patience: float) -> bool:
        until = time.monotonic() + patience
        while not self._over.is_set():
            try:
                if self._client.nthreads():
                    return True
            except (OSError, RuntimeError, ValueError):
                return False
            if time.monotonic() > until:
                return False
            time.sleep(0.2)
        return True


def _make_sure_of(address: str) -> None:
    """Raise WrongClusterError for what is no address, and CrewError where nobody answers.

    Dask would try for half a minute, and stop in English.
    """
    if not (parts := _ADDRESS.fullmatch(address)):
        raise WrongClusterError(_NO_ADDRESS.format(address=address))
    try:
        socket.create_connection((parts[2].strip("[]"), int(parts[3])), timeout=10).close()
    except (OSError, OverflowError) as error:
        raise CrewError(_NO_SCHEDULER.format(address=address)) from error


class _Task:
    """Work that is done by being unpickled. What it needs is unpickled only where the program is known to be the same.

    So the scheduler, which unpickles every function that is handed to it, needs no program, and a worker that
    lacks it says so, where Dask would say nothing.
    """

    def __init__(self, *given: object) -> None:
        self._given = given

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[object, ...]]:
        return _carry_out, self._given


def _executing(dask_worker: Any) -> int:
    return len(dask_worker.state.executing)


def _carry_out(program_there: str, shared: Sequence[str], work: bytes) -> tuple[Any, Exception | None]:
    """What the work gives, or what it raises."""
    try:
        if program_there != _PROGRAM:
            raise CrewError(_UNLIKE)
        for path in shared:
            if not Path(path).exists():
                raise CrewError(_ABSENT.format(machine=socket.gethostname(), path=path))
        return pickle.loads(work)(), None  # noqa: S301 - whoever reaches this worker may have it do anything
    except Exception as error:
        error.add_note(traceback.format_exc())  # it isn't sent along otherwise
        return None, error
