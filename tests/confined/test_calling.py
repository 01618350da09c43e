"""A function called in a child: its result comes back, and whatever goes wrong costs only the
call."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from work_samples import Answer, ForeseenError

from scoring.confined import Confined, ConfinedError, Limits, calling, confined, forking

QUICK = Limits(cpu=0.5, wall=3, memory_mb=400)
PATIENT = Limits(cpu=10, wall=60, memory_mb=400)


FORKED = [True, False] if sys.platform == "linux" else [False]


@pytest.fixture(autouse=True, params=FORKED, ids=lambda forked: "forked" if forked else "new")
def forked(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> bool:
    """Both ways of starting a child, which finds what it is to do beside this file."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    monkeypatch.setattr(calling, "may_fork", lambda: request.param)
    return bool(request.param)


def run(name: str, *arguments: Any, **more: Any) -> Any:
    return confined(f"work_samples:{name}", *arguments, limits=more.pop("limits", QUICK), **more)


def test_results_come_back_as_they_are() -> None:
    assert run("twice", 21) == 42
    assert run("answer", "甲", classes=(Answer,)) == Answer("甲", (1, 2))


def test_a_class_that_nobody_asked_for_does_not_come_back() -> None:
    with pytest.raises(ConfinedError) as error:
        run("answer", "甲")
    assert error.value.way == "crashed"


def test_an_answer_that_would_call_something_here_is_thrown_away() -> None:
    with pytest.raises(ConfinedError) as error:
        run("evil")
    assert error.value.way == "crashed"


def test_an_error_that_was_foreseen_is_raised_here_as_it_was_there() -> None:
    with pytest.raises(ForeseenError, match="坏了。换一份。") as error:
        run("fails", errors=(ForeseenError,))
    assert (error.value.what, error.value.fix) == ("坏了。", "换一份。")


@pytest.mark.parametrize(
    ("name", "way"),
    [("stumbles", "failed"), ("panics", "failed"), ("leaves", "failed"), ("recurses", "failed"), ("dies", "crashed"),
     ("quits", "crashed"), ("never_ends", "time"), ("grows", "memory"), ("fails", "failed")],
)  # fmt: skip
def test_every_way_to_go_wrong_is_one_error(name: str, way: str) -> None:
    # On a busy machine even filling the memory takes a while.
    limits = QUICK if way == "time" else PATIENT
    with pytest.raises(ConfinedError) as error:
        run(name, limits=limits)
    assert error.value.way == way
    assert error.value.kind == "unreadable"


def test_one_that_waits_for_ever_is_ended() -> None:
    with pytest.raises(ConfinedError) as error:
        run("sleeps", limits=Limits(cpu=5, wall=0.5, memory_mb=400))
    assert error.value.way == "time"


@pytest.mark.slow
def test_progress_is_heard_and_grants_time_anew() -> None:
    heard: list[tuple[int, int]] = []
    assert run("counts", 3, progress=lambda done, whole: heard.append((done, whole))) == "done"
    assert heard == [(1, 3), (2, 3), (3, 3)]
    limits = Limits(cpu=0.5, wall=30, memory_mb=400)
    assert run("works_in_steps", 4, progress=lambda *_: None, limits=limits) == "done"


@pytest.mark.parametrize("how", ["process", "shell", "fork", "network"])
def test_a_child_may_not_start_anything_or_reach_anybody(how: str) -> None:
    with pytest.raises(ConfinedError) as error:
        run("calls_out", how)
    assert error.value.detail.startswith("ShutError")


def test_a_child_serves_again_after_it_went_wrong() -> None:
    with Confined(QUICK) as child:
        for _ in range(2):
            assert child.call("work_samples:twice", 1) == 2
            with pytest.raises(ConfinedError):
                child.call("work_samples:quits")
            with pytest.raises(ConfinedError):
                child.call("work_samples:stumbles")


def test_an_interrupt_ends_the_child() -> None:
    def interrupt(*_: int) -> None:
        raise KeyboardInterrupt

    with Confined(QUICK) as child:
        with pytest.raises(KeyboardInterrupt):
            child.call("work_samples:counts", 3, progress=interrupt)
        assert child._process is None


def test_a_child_holds_no_file_of_its_parent(tmp_path: Path) -> None:
    with (tmp_path / "lock").open("w") as held:
        assert str(tmp_path / "lock") not in run("open_files")
        assert os.fstat(held.fileno())


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a child is always a new program")
def test_a_process_of_several_threads_is_not_copied() -> None:
    alone = forking.may_fork()
    end = threading.Event()
    other = threading.Thread(target=end.wait)
    other.start()
    assert not forking.may_fork()
    end.set()
    other.join()
    assert forking.may_fork() == alone
