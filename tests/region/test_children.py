"""Where work on strangers' files is done: what a child answers where it cannot.

Real children are in test_running; here stand the ways in which a task may end, with a pool whose
future does as it is told.
"""

from __future__ import annotations

import multiprocessing
from concurrent.futures import TimeoutError as OutOfTime
from typing import Any

import pytest

from scoring import libraries
from scoring.region import children
from scoring.region.children import CHILDREN, LOADED, Limits, Refused, in_child, run
from scoring.submission.model import RefusedError


class Future:
    def __init__(self, outcome: Any) -> None:
        self.outcome = outcome

    def result(self) -> Any:
        if isinstance(self.outcome, BaseException):
            raise self.outcome
        return self.outcome


def answer(monkeypatch: pytest.MonkeyPatch, outcome: Any) -> Any:
    """What ``in_child`` gives where the child ends so."""
    monkeypatch.setattr(CHILDREN, "schedule", lambda job, limits, size: Future(outcome))
    return in_child("module:function", "task", Limits(seconds=8))


def test_a_result_is_given_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    assert answer(monkeypatch, 7) == 7


@pytest.mark.parametrize(
    ("outcome", "what", "fix"),
    [
        (OutOfTime(), "处理超过 8 秒仍未完成，已放弃", "请检查包里的文件是否异常庞大。"),
        (MemoryError(), "处理它所需的内存超过上限，已放弃", "请检查包里的文件是否异常庞大。"),
        (RefusedError("不是报送包", "请重新报送。"), "不是报送包", "请重新报送。"),
    ],
)
def test_what_ends_without_a_result_is_refused_with_a_reason(
    monkeypatch: pytest.MonkeyPatch, outcome: BaseException, what: str, fix: str
) -> None:
    assert answer(monkeypatch, outcome) == Refused(what, fix)


def test_a_child_that_is_gone_costs_its_own_package(monkeypatch: pytest.MonkeyPatch) -> None:
    expired = libraries.pebble.ProcessExpired("gone", code=-9)
    refused = answer(monkeypatch, expired)
    assert isinstance(refused, Refused)
    assert "意外退出" in refused.what
    assert "其他报送包不受影响" in refused.what


def test_any_other_fault_is_not_taken_for_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ZeroDivisionError):
        answer(monkeypatch, ZeroDivisionError())


def test_a_child_calls_the_function_that_is_named() -> None:
    assert run("posixpath:basename", "a/b") == "b"
    with pytest.raises(ModuleNotFoundError):
        run("scoring.region.nowhere:function", None)


def test_a_child_has_at_hand_what_it_will_need() -> None:
    context = children._context()
    if "forkserver" in multiprocessing.get_all_start_methods():
        assert context.get_start_method() == "forkserver"
        assert {"scoring.region.examining", "scoring.region.assessing"} == set(LOADED)
    else:
        assert context.get_start_method() == "spawn"
