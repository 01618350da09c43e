"""Kills the workbench while four people save over HTTP, again and again: every acknowledged save
must be there.

    .venv/bin/python tests/workbench/kill_run.py --kills 1000       # part of make thorough, with fewer

The server is forked from a process that has loaded everything already, so that a kill costs well
under a second; the journal is read on from where the last look ended. Ends with 1 where a save is
lost, the journal is broken or the files hold an error. A resend of the save that got no answer is
part of it: it is written once, whether or not the killed server had written it.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent)]

from browsing import Served  # noqa: E402
from sites import Site  # noqa: E402

import scoring.workbench.pages  # noqa: E402 - loaded once, before the first fork
import scoring.workbench.server  # noqa: E402, F401
from scoring.cli import main as command  # noqa: E402
from scoring.storage.journal import JOURNAL, verify_journal  # noqa: E402
from scoring.workspace import open_workspace  # noqa: E402

PEOPLE = ("unit", "head", "group", "lead")


class Writer:
    """One person who saves one note after another; keeps what was acknowledged, and what was not
    answered."""

    def __init__(self, served: Served, login: str) -> None:
        self.served, self.login = served, login
        self.count = 0
        self.acknowledged: list[str] = []
        self.unanswered = ""
        self.cookie = ""

    def ask(self, method: str, path: str, body: dict[str, object]) -> tuple[int, dict[str, object]]:
        line = http.client.HTTPConnection("127.0.0.1", int(self.served.port), timeout=20)
        headers = {
            "accept": "application/json",
            "content-type": "application/json",
            "cookie": self.cookie,
        }
        line.request(
            method, path, json.dumps(body), headers | {"origin": self.served.address.rstrip("/")}
        )
        answer = line.getresponse()
        data = json.loads(answer.read())
        if cookie := answer.getheader("set-cookie"):
            self.cookie = cookie.split(";")[0]
        line.close()
        return answer.status, data

    def log_in(self) -> None:
        status, data = self.ask("POST", "/login", {"login": self.login, "password": Site.PASSWORD})
        assert status == 200, data

    def write(self, stop: threading.Event) -> None:
        """Saves until the server is gone; first what it had no answer to, under the same id."""
        with contextlib.suppress(OSError, http.client.HTTPException, ValueError):
            while not stop.is_set():
                if not self.unanswered:
                    self.count += 1
                    self.unanswered = f"{self.login}-{self.count}"
                finding = {
                    "done": self.count % 11,
                    "of": 10 + self.count % 11,
                    "note": self.unanswered,
                }
                status, data = self.ask(
                    "PUT", "/i/1.1/finding", {"finding": finding, "save_id": self.unanswered}
                )
                if status != 200:
                    raise AssertionError(data)
                self.acknowledged.append(self.unanswered)
                self.unanswered = ""


class Forked(Served):
    """A workbench in a child of this process, which has loaded the program already."""

    def start(self) -> None:
        reading, writing = os.pipe()
        self.child = os.fork()
        if self.child == 0:
            os.close(reading)
            self._serve(writing)
        os.close(writing)
        with os.fdopen(reading, encoding="utf-8") as answer:
            self.address = answer.readline().strip()
        assert self.address.startswith("http://127.0.0.1:"), self.address
        self.port = self.address.rstrip("/").rsplit(":", 1)[1]

    def _serve(self, writing: int) -> NoReturn:
        """What the child does, until it is killed."""
        os.dup2(writing, 1)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        sys.stdout = os.fdopen(1, "w", encoding="utf-8")
        words = ["serve", "-w", str(self.county), "--state", str(self.state), "--port", self.port]
        code = 1
        with contextlib.suppress(BaseException):
            command([*words, "--today", "2026-11-22"])
            code = 0
        os._exit(code)

    def kill(self) -> None:
        os.kill(self.child, signal.SIGKILL)
        os.waitpid(self.child, 0)

    def stop(self) -> int:
        os.kill(self.child, signal.SIGTERM)
        return os.waitstatus_to_exitcode(os.waitpid(self.child, 0)[1])


@dataclass
class Seen:
    """How often each save stands in the journal, as far as it was read."""

    saves: Counter[str] = field(default_factory=Counter)
    read: int = 0

    def go_on(self, journal: Path) -> None:
        """Reads what was appended since."""
        with journal.open("rb") as stream:
            stream.seek(self.read)
            for line in stream:
                if not line.endswith(b"\n"):
                    break  # torn by the kill: the next writer mends it
                self.read += len(line)
                if save := json.loads(line).get("save"):
                    self.saves[save] += 1


def faults_of(served: Served, writers: list[Writer], seen: Seen) -> list[str]:
    """What is wrong after a kill: saves that are lost or doubled, errors in the files."""
    seen.go_on(served.county / JOURNAL)
    faults = []
    for writer in writers:
        # Who resends waits for his answer: of those acknowledged each stands once.
        faults += [f"lost: {one}" for one in writer.acknowledged if not seen.saves[one]]
        faults += [f"twice: {one}" for one in writer.acknowledged if seen.saves[one] > 1]
    opening = open_workspace(served.county)
    faults += [item.what for item in opening.problems if item.severity == "error"]
    return faults


def settled(writers: list[Writer]) -> int:
    """Forgets the acknowledged saves that were looked at; how many they were."""
    count = sum(len(writer.acknowledged) for writer in writers)
    for writer in writers:
        writer.acknowledged.clear()
    return count


def main() -> int:
    """Prints a line every hundred kills and the count at the end."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--kills", type=int, default=50)
    arguments.add_argument("--longest", type=float, default=0.5, help="seconds until a kill")
    arguments.add_argument("--seed", type=int, default=int(time.time()))
    wish = arguments.parse_args()
    chance = random.Random(wish.seed)
    print(f"seed {wish.seed}")
    seen, total, began = Seen(), 0, time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        served = Forked(Path(folder))
        writers = [Writer(served, login) for login in PEOPLE]
        for writer in writers:
            writer.log_in()
        for number in range(1, wish.kills + 1):
            stop = threading.Event()
            threads = [threading.Thread(target=writer.write, args=(stop,)) for writer in writers]
            for thread in threads:
                thread.start()
            time.sleep(chance.uniform(0.01, wish.longest))
            served.kill()
            stop.set()
            for thread in threads:
                thread.join()
            served.start()
            faults = faults_of(served, writers, seen)
            total += settled(writers)
            if number % 100 == 0 or number == wish.kills:
                faults += [one.what for one in verify_journal(served.county / JOURNAL)]
                print(
                    f"{number} kills, {total} saves, {time.monotonic() - began:.0f} s", flush=True
                )
            if faults:
                print(f"kill {number}: {'; '.join(faults[:5])}")
                return 1
        served.stop()
    print(f"{wish.kills} kills, {total} acknowledged saves, none lost, none doubled")
    return 0


if __name__ == "__main__":
    sys.exit(main())
