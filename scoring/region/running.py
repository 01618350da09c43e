"""How many packages are worked on at once, and where: threads of this machine, or a cluster.
Nothing else knows which.

An engine is a :class:`concurrent.futures.Executor` and how many tasks it can hold at once. Under
every engine each task runs in a child with limits (:mod:`scoring.region.children`).
"""

from __future__ import annotations

import concurrent.futures
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Protocol

from scoring.problems import ScoringError
from scoring.region.children import CHILDREN, Limits, Refused, in_child, run
from scoring.submission.model import RefusedError

MOST_LOCAL = 8


class Engine(Protocol):
    """Where tasks run."""

    @property
    def name(self) -> str:
        """How it is called in ``run.json``."""
        ...

    def executor(self) -> AbstractContextManager[tuple[concurrent.futures.Executor, int]]:
        """The executor, and how many tasks it works on at once. Raises ``CannotError`` where it
        cannot be had.
        """
        ...


@dataclass(frozen=True, slots=True)
class Serial:
    """One after the other, in this process, without children: for tests and for looking for
    faults.
    """

    name: str = "serial"

    @contextmanager
    def executor(self) -> Iterator[tuple[concurrent.futures.Executor, int]]:
        """One thread."""
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            yield pool, 1


@dataclass(frozen=True, slots=True)
class Local:
    """Threads of this machine, each with a child of its own. ``workers``: 0 means one for each
    processor.
    """

    workers: int = 0
    name: str = "local"

    @contextmanager
    def executor(self) -> Iterator[tuple[concurrent.futures.Executor, int]]:
        """The threads; the children are ended with them."""
        size = self.workers or min(os.cpu_count() or 1, MOST_LOCAL)
        try:
            with concurrent.futures.ThreadPoolExecutor(size) as pool:
                yield pool, size
        except BaseException:
            CHILDREN.stop()
            raise
        CHILDREN.rest()


@dataclass(frozen=True, slots=True)
class Answer:
    """What one task came to: its key, and a result or a reason why there is none."""

    key: str
    result: Any

    @property
    def refused(self) -> Refused | None:
        """The reason, where there is no result."""
        if isinstance(self.result, Refused):
            return self.result
        return None


@dataclass(frozen=True, slots=True)
class Work:
    """What is done with each task: ``"module:function"``, and the limits of one task."""

    function: str
    limits: Limits = field(default_factory=Limits)


class LostError(ScoringError):
    """An engine gave fewer answers than it was given tasks; names the keys."""

    usual = "unreadable"

    def __init__(self, keys: Iterable[str]) -> None:
        super().__init__(f"有工作区没有算出来：{'、'.join(sorted(keys))}。请再算一次")


def over(
    tasks: Iterable[tuple[str, Any]],
    work: Work,
    engine: Engine,
    *,
    ahead: int = 2,
    on_answer: Callable[[Answer], None] | None = None,
) -> Iterator[Answer]:
    """The answers as they come. At most ``ahead`` tasks wait for each one that is worked on, so
    that packages are read from disk only when their turn is near. Every task has exactly one
    answer; else :class:`LostError`.
    """
    asked: set[str] = set()
    answered: set[str] = set()
    with engine.executor() as (executor, size):
        waiting: dict[concurrent.futures.Future[Any], str] = {}
        source = iter(tasks)
        while True:
            for key, task in islice(source, size * ahead - len(waiting)):
                asked.add(key)
                future = executor.submit(_one, work, task, size, isinstance(engine, Serial))
                waiting[future] = key
            if not waiting:
                break
            # As they come, in whatever order: the table is ordered when it is written.
            done, _ = concurrent.futures.wait(
                waiting, return_when=concurrent.futures.FIRST_COMPLETED
            )
            for future in done:
                answer = Answer(waiting.pop(future), _result(future))
                answered.add(answer.key)
                if on_answer:
                    on_answer(answer)
                yield answer
    # Counted, not assumed: a machine that was lost takes its tasks along without an error.
    if lost := asked - answered:
        raise LostError(lost)


def _one(work: Work, task: Any, size: int, in_process: bool) -> Any:
    """One task where the engine runs it: in a child of that process."""
    if in_process:
        try:
            return run(work.function, task)
        except RefusedError as error:
            return Refused(str(error), error.fix)
    return in_child(work.function, task, work.limits, size)


def _result(future: concurrent.futures.Future[Any]) -> Any:
    try:
        return future.result()
    except Exception as error:  # noqa: BLE001  whatever an engine raises concerns one package, and is told as such
        return Refused(f"处理时出错（{type(error).__name__}：{str(error)[:200]}），已放弃")
