"""A process that limits itself: what it may not have is an error inside it, and nobody else's."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no such limits")


def run(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def test_more_memory_than_granted_is_an_error_in_the_process() -> None:
    done = run(
        "from scoring.limits import limit_memory\n"
        "assert limit_memory(300)\n"
        "try:\n    bytearray(600 << 20)\n"
        "except MemoryError:\n    print('bounded')"
    )
    assert (done.returncode, done.stdout) == (0, "bounded\n")


def test_a_lower_limit_that_stands_is_not_raised() -> None:
    done = run(
        "import resource\n"
        "from scoring.limits import limit_memory\n"
        "limit_memory(300)\n"
        "assert limit_memory(900)\n"
        "print(resource.getrlimit(resource.RLIMIT_AS)[0] >> 20)"
    )
    assert (done.returncode, done.stdout) == (0, "300\n")


def test_work_without_end_is_ended_by_the_system() -> None:
    done = run("from scoring.limits import limit_work\nlimit_work(1)\nwhile True: pass")
    assert done.returncode < 0


def test_a_process_that_may_write_nothing_writes_nothing(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    done = run(
        "import signal, sys\n"
        "from scoring.limits import limit_files\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "limit_files(0)\n"
        "open(sys.argv[1], 'wb', buffering=0).write(b'x')",
        str(target),
    )
    assert done.returncode != 0
    assert target.read_bytes() == b""
