"""Documents as jobs: one is made at a time, by a child process at low priority; its maker sees how
far it is.
"""

from __future__ import annotations

import secrets
import subprocess
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

State = Literal["waiting", "working", "done", "failed", "stopped"]
MOST = 200
"""Jobs that are remembered; the oldest are forgotten first."""
SECONDS = 900


@dataclass(slots=True)
class Job:
    """One document for one account. ``usual`` is how long the same took last time, 0 where nobody
    knows. ``of`` are month, round and number of the register, "" each where it does not matter.
    """

    id: str
    account: int
    kind: str
    form: str
    path: Path
    command: Sequence[str]
    usual: float = 0.0
    of: tuple[str, str, str] = ("", "", "")
    state: State = "waiting"
    problem: str = ""
    began: float = field(default_factory=time.monotonic)
    ended: float = 0.0
    process: subprocess.Popen[bytes] | None = None

    def data(self) -> dict[str, Any]:
        """The job as JSON. ``percent`` goes by last time, and never says more than 95 before it is
        done.
        """
        seconds = (self.ended or time.monotonic()) - self.began
        percent = 100 if self.state == "done" else 0
        if self.state == "working":
            if self.usual:
                percent = min(95, int(100 * seconds / self.usual))
            else:
                percent = min(90, int(seconds * 3))
        return {
            "job": self.id,
            "kind": self.kind,
            "form": self.form,
            "state": self.state,
            "seconds": round(seconds, 1),
            "usual": round(self.usual, 1),
            "percent": percent,
            "problem": self.problem,
        }


class Jobs:
    """All jobs of one workbench. Everything but the child itself is under one lock."""

    def __init__(self) -> None:
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._lock = threading.Lock()
        self._turn = threading.Semaphore(1)
        self._took: dict[tuple[str, str], float] = {}

    def begin(
        self,
        account: int,
        kind: str,
        form: str,
        path: Path,
        command: Sequence[str],
        lower: Callable[[], None] | None,
        of: tuple[str, str, str] = ("", "", ""),
    ) -> Job:
        """Begins a job, or gives the one that already makes the same file for this account."""
        with self._lock:
            for job in self._jobs.values():
                same = (job.account, job.path) == (account, path)
                if same and job.state in ("waiting", "working", "done"):
                    return job
            usual = self._took.get((kind, form), 0.0)
            job = Job(secrets.token_hex(8), account, kind, form, path, command, usual, of)
            self._jobs[job.id] = job
            # The oldest go whatever they are: a job without an owner who asks is a line in a
            # table.
            while len(self._jobs) > MOST:
                self._jobs.popitem(last=False)
        threading.Thread(target=self._run, args=(job, lower), daemon=True).start()
        return job

    def of(self, account: int) -> list[Job]:
        """The jobs of an account, newest first."""
        with self._lock:
            return [job for job in reversed(self._jobs.values()) if job.account == account]

    def find(self, account: int, ident: str) -> Job | None:
        """One job of an account."""
        job = self._jobs.get(ident)
        if job is not None and job.account == account:
            return job
        return None

    def stop(self, job: Job) -> None:
        """Ends a job that is not done."""
        with self._lock:
            if job.state in ("waiting", "working"):
                job.state, job.ended = "stopped", time.monotonic()
                if job.process is not None:
                    job.process.terminate()

    def _run(self, job: Job, lower: Callable[[], None] | None) -> None:
        """Makes the document when its turn has come: one at a time, after the people who write."""
        with self._turn:
            with self._lock:
                if job.state != "waiting":
                    return  # it was stopped while it waited for its turn
                job.state, job.began = "working", time.monotonic()
                if not job.path.exists():
                    job.process = subprocess.Popen(  # noqa: S603 - our own command, plain arguments
                        job.command,
                        stdout=subprocess.DEVNULL,
                        stderr=subprocess.PIPE,
                        preexec_fn=lower,
                    )
            problem = self._waited(job)
            with self._lock:
                job.process = None
                if job.state == "working":  # else it was stopped while it was made
                    self._end(job, problem)

    def _end(self, job: Job, problem: str) -> None:
        """Writes down what came of a job; what the child said counts only where no file is there."""
        job.ended = time.monotonic()
        if job.path.exists():
            job.state, job.problem = "done", ""
            self._took[job.kind, job.form] = job.ended - job.began
        else:
            job.state, job.problem = "failed", problem or "这份文书没有做成"

    def _waited(self, job: Job) -> str:
        """What the child said last, once it has ended."""
        process = job.process
        if process is None:
            return ""
        try:
            _, said = process.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            return "一刻钟还没有做好，请在服务器上用 shifan report 做"
        lines = said.decode("utf-8", "replace").strip().splitlines()
        if lines:
            return lines[-1]
        return ""
