"""The machines of a Dask cluster do the work: ``gongkai build --cluster tcp://…``, with the extra ``gongkai[cluster]``.

All machines have the same program, which each task makes sure of, and see the content, the output and the
cache by the same paths. Whoever reaches the scheduler can have his own code carried out by all of them, so the
network between them is one that is trusted, or their addresses are ``tls://…`` (Dask's own configuration).
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from functools import cache, partial
from typing import Any, TypeVar

from builder.crew import CrewError
from builder.unchanged import program

R = TypeVar("R")

_PATIENCE = 30.0
"""Seconds to wait for the scheduler, and for a worker where there is none: one that was killed is soon back."""

_NO_DASK = "用 --cluster 要先安装 Dask：运行 pip install 'gongkai[cluster]'"
_NO_WORKER = "集群里没有工作进程；在各台机器上运行 dask worker，再试一次"
_LOST = "与集群的连接断了，或者工作进程都停止了；检查调度程序和各台机器，再运行一次"
_KILLED = "同一项工作几次使工作进程停止，可能是内存不够；给工作进程多留内存，或减少每台机器上的工作进程，再试一次"
_UNLIKE = "集群里有工作进程用的程序与这里的不同；在各台机器上安装同一版本的 Python、程序和模板，重新启动工作进程"


class Cluster(Executor):
    """Carries out functions on the machines of a cluster. What is lost with a machine is done again by another."""

    def __init__(self, address: str) -> None:
        """``address`` is that of the scheduler. Raises CrewError where it or its workers can't be reached."""
        try:
            from distributed import Client, KilledWorker
        except ImportError as error:
            raise CrewError(_NO_DASK) from error
        try:
            self._client = Client(address, timeout=_PATIENCE, set_as_default=False)
        except (OSError, TypeError, ValueError) as error:
            raise CrewError(
                f"--cluster：连不上 {address}；写 dask scheduler 显示的地址，例如 tcp://10.0.0.1:8786"
            ) from error
        self._killed = KilledWorker
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
        task = self._executor.submit(_carry_out, program_here(), partial(fn, *args, **kwargs))
        outcome.add_done_callback(lambda _: task.cancel())
        task.add_done_callback(partial(self._pass_on, outcome))
        return outcome

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002
        """Leave the cluster. What hasn't begun isn't begun any more."""
        self._over.set()
        self._client.close()

    def _pass_on(self, outcome: Future[R], task: Future[R]) -> None:
        if not outcome.set_running_or_notify_cancel():
            return
        if task.cancelled():
            outcome.set_exception(CrewError(_LOST))
        elif error := task.exception():
            outcome.set_exception(CrewError(_KILLED) if isinstance(error, self._killed) else error)
        else:
            outcome.set_result(task.result())

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


@cache
def program_here() -> str:
    """What ``program`` says of this process's own."""
    return program()


def _carry_out(program_there: str, work: Callable[[], R]) -> R:
    if program_there != program_here():
        raise CrewError(_UNLIKE)
    return work()
