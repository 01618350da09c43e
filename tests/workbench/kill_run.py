"""Kills the workbench while four people save over HTTP, again and again: every acknowledged save
must be there.

    .venv/bin/python tests/workbench/kill_run.py --kills 1000       # part of make thorough, with fewer

Ends with 1 where a save is lost, the journal is broken or the files hold an error. A resend of the
save that got no answer is part of it: it is written once, whether or not the killed server had
written it.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import random
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent)]

from browsing import Served  # noqa: E402
from sites import Site  # noqa: E402

from scoring.storage.journal import JOURNAL, Journal  # noqa: E402
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


def faults_of(served: Served, writers: list[Writer]) -> list[str]:
    """What is wrong after a kill: saves that are lost or doubled, errors in the files."""
    saves = [entry.get("save", "") for entry in Journal(served.county / JOURNAL).entries()]
    faults = []
    for writer in writers:
        # Who resends waits for his answer: of those acknowledged each stands once.
        faults += [f"lost: {one}" for one in writer.acknowledged if one not in saves]
        faults += [f"twice: {one}" for one in {*writer.acknowledged} if saves.count(one) > 1]
    opening = open_workspace(served.county)
    faults += [item.what for item in opening.problems if item.severity == "error"]
    return faults


def main() -> int:
    """Prints a line every hundred kills and the count at the end."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--kills", type=int, default=50)
    arguments.add_argument("--seed", type=int, default=int(time.time()))
    wish = arguments.parse_args()
    chance = random.Random(wish.seed)
    print(f"seed {wish.seed}")
    with tempfile.TemporaryDirectory() as folder:
        served = Served(Path(folder))
        writers = [Writer(served, login) for login in PEOPLE]
        for writer in writers:
            writer.log_in()
        for number in range(1, wish.kills + 1):
            stop = threading.Event()
            threads = [threading.Thread(target=writer.write, args=(stop,)) for writer in writers]
            for thread in threads:
                thread.start()
            time.sleep(chance.uniform(0.02, 0.6))
            served.kill()
            stop.set()
            for thread in threads:
                thread.join()
            served.start()
            if faults := faults_of(served, writers):
                print(f"kill {number}: {'; '.join(faults[:5])}")
                return 1
            if number % 100 == 0:
                print(
                    f"{number} kills, {sum(len(writer.acknowledged) for writer in writers)} saves"
                )
        served.stop()
        total = sum(len(writer.acknowledged) for writer in writers)
    print(f"{wish.kills} kills, {total} acknowledged saves, none lost, none doubled")
    return 0


if __name__ == "__main__":
    sys.exit(main())
