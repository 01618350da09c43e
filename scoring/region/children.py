"""Work on what strangers hand in, in child processes that may be ended: time and memory run out for
one package only.

One pool for a process, shared by all of its threads. A child that crashes, hangs or grows is ended
and another takes its place; every other package is scored as if nothing had happened. Children end
by themselves when their parent is gone, however it went.
"""

from __future__ import annotations

import atexit
import importlib
import multiprocessing
import os
import signal
import threading
import time
from concurrent.futures import TimeoutError as OutOfTime
from dataclasses import dataclass
from typing import Any

from scoring import libraries
from scoring.collection import own_process
from scoring.limits import limit_memory
from scoring.submission.model import RefusedError

SECONDS = 120
MEGABYTES = 1536
TASKS_OF_A_CHILD = 200
"""A child that has lived longer is replaced: parsers keep what they leak."""
LOOK_EVERY = 1.0
LOADED = ["scoring.region.examining", "scoring.region.assessing"]
"""What a child has at hand when its first package comes: examining and scoring."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a package has no result; a Chinese sentence, and how to mend it."""

    what: str
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one task may take."""

    seconds: float = SECONDS
    megabytes: int = MEGABYTES


class _Children:
    """The pool, begun when first needed."""

    def __init__(self) -> None:
        self._pool: Any = None
        self._lock = threading.Lock()
        self._size = 0
        self._megabytes = 0

    def schedule(self, job: tuple[str, Any], limits: Limits, size: int) -> Any:
        """The future of a task; ``size`` is how many children there may be at once."""
        with self._lock:
            if self._pool is None or not self._pool.active or size > self._size:
                self._end(at_once=False)
                # Pebble and not concurrent.futures: it ends one child whose time is up and goes on
                # with the others.
                self._pool = libraries.pebble.ProcessPool(
                    max_workers=size,
                    max_tasks=TASKS_OF_A_CHILD,
                    initializer=begin,
                    initargs=(limits.megabytes,),
                    context=_context(),
                )
                self._size = size
            return self._pool.schedule(run, args=job, timeout=limits.seconds)

    def stop(self) -> None:
        """Ends all children at once, whatever they are doing."""
        with self._lock:
            self._end(at_once=True)

    def rest(self) -> None:
        """Lets the children go when all tasks are done. One that is only just starting is not torn
        apart.
        """
        with self._lock:
            self._end(at_once=False)

    def _end(self, *, at_once: bool) -> None:
        if self._pool is None:
            return
        if at_once:
            self._pool.stop()
        else:
            self._pool.close()
        self._pool.join()
        self._pool = None


def _context() -> Any:
    """How children are begun: as copies of one process that has loaded what scores and has read
    nothing of anybody; where the system has no such copies, each as a new process.

    No thread runs in the process that is copied, whatever the caller does.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(LOADED)
    return context


CHILDREN = _Children()
atexit.register(CHILDREN.stop)


def in_child(work: str, task: Any, limits: Limits | None = None, size: int = 1) -> Any:
    """The result of ``work`` (``"module:function"``) on a task, reckoned in a child;
    :class:`Refused` where there is none. Raises only where no child can be started at all.
    """
    limits = limits or Limits()
    future = CHILDREN.schedule((work, task), limits, size)
    try:
        return future.result()
    except OutOfTime:
        return Refused(
            f"处理超过 {limits.seconds:g} 秒仍未完成，已放弃", "请检查包里的文件是否异常庞大。"
        )
    except libraries.pebble.ProcessExpired as error:
        what = f"处理它的程序意外退出（退出码 {error.exitcode}），已放弃；其他报送包不受影响"
        return Refused(what, "多半是包里的文件异常庞大或损坏，请重新报送。")
    except MemoryError:
        return Refused("处理它所需的内存超过上限，已放弃", "请检查包里的文件是否异常庞大。")
    except RefusedError as error:
        return Refused(str(error), error.fix)


def begin(megabytes: int) -> None:
    """In the child, before anything else: bounds of memory, and an end when the parent is gone."""
    threading.Thread(target=_watch, daemon=True).start()
    own_process()
    # Ctrl-C is the parent's business; nothing that a parser prints reaches the user's terminal.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Parsers written in C print warnings by themselves, and would print what strangers wrote.
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 2)
    if not limit_memory(megabytes):
        # Windows has no such bound: there the watching thread looks at the size as well.
        threading.Thread(target=_watch_size, args=(megabytes,), daemon=True).start()


def run(work: str, task: Any) -> Any:
    """In the child: the function that ``work`` names, on the task."""
    module, _, name = work.partition(":")
    return getattr(importlib.import_module(module), name)(task)


def _watch() -> None:
    """Waits for the end of the process that asked for this one, which is not always its parent."""
    caller = multiprocessing.parent_process()
    if caller is not None:
        caller.join()
        os._exit(1)


def _watch_size(megabytes: int) -> None:
    try:
        process = libraries.psutil.Process()
    except ImportError:
        return
    while process.memory_info().rss < megabytes * 1024 * 1024:
        time.sleep(LOOK_EVERY)
    os._exit(1)
