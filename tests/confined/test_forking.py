"""A forked child as its parent sees it: whether it runs, how it ended, and ending it."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from scoring.confined.forking import Forked, may_fork

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="children are copied on Linux only")


def child(*command: str) -> Forked:
    """A child that some program is; a copy of this process would have its threads' locks."""
    words = ("/bin/sh", "-c", *command)
    return Forked(os.posix_spawn(words[0], words, {}), io.BytesIO(), io.BytesIO())


def test_a_child_that_runs_has_no_code_and_one_that_ended_keeps_its_own() -> None:
    running = child("sleep 60")
    assert running.poll() is None
    running.kill()
    assert running.wait(10) == -signal.SIGKILL
    assert running.poll() == running.returncode == -signal.SIGKILL
    ended = child("exit 7")
    assert ended.wait() == 7
    assert ended.wait(0) == 7
    ended.kill()  # its number may be somebody else's by now
    assert ended.returncode == 7


def test_waiting_has_an_end() -> None:
    running = child("sleep 60")
    with pytest.raises(subprocess.TimeoutExpired):
        running.wait(0.02)
    running.kill()
    running.wait(10)


def test_a_child_that_somebody_else_took_leave_of_is_gone() -> None:
    ended = child("exit 3")
    os.waitpid(ended.pid, 0)
    assert ended.poll() == 0


def test_a_process_with_a_second_thread_is_not_copied() -> None:
    end = threading.Event()
    thread = threading.Thread(target=end.wait)
    thread.start()
    try:
        assert not may_fork()
    finally:
        end.set()
        thread.join()


def test_where_threads_cannot_be_counted_nothing_is_copied(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def hidden(_: Path) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "iterdir", hidden)
    assert not may_fork()


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_on_other_systems_nothing_is_copied(monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    assert not may_fork()
