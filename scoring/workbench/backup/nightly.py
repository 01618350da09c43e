"""The copy of every night, made by the running workbench: after two o'clock, or at the next start
where it was off.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from scoring.problems import ScoringError
from scoring.workbench.backup.making import make, newest

HOUR = 2
LOOK_SECONDS = 60.0
MARK = "program.txt"
log = logging.getLogger("shifan.workbench")


@dataclass(frozen=True, slots=True)
class Plan:
    """What is copied where. Without a passphrase the accounts stay out."""

    workspace: Path
    state: Path
    passphrase: str = ""
    evidence_to: Path | None = None


def due(workspace: Path, now: datetime) -> bool:
    """Whether the copy of the last night is missing."""
    night = now.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    if now < night:
        night -= timedelta(days=1)
    path = newest(workspace)
    return path is None or path.name[:15] < f"{night:%Y%m%d-%H%M%S}"


class Nightly(threading.Thread):
    """Looks once a minute; what goes wrong is in the log, and tried again at the next look."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(name="backup", daemon=True)
        self._plan = plan
        self._stop_now = threading.Event()

    def run(self) -> None:
        """Makes a copy whenever one is due, until :meth:`stop`."""
        while not self._stop_now.wait(LOOK_SECONDS):
            look(self._plan, datetime.now())

    def stop(self) -> None:
        """Ends the thread; a copy that is being made is finished first."""
        self._stop_now.set()


def look(plan: Plan, now: datetime) -> bool:
    """Makes the copy that is due; whether one was made."""
    if not due(plan.workspace, now):
        return False
    try:
        make(
            plan.workspace,
            plan.state,
            now=now,
            passphrase=plan.passphrase,
            evidence_to=plan.evidence_to,
        )
    except (ScoringError, OSError) as error:
        log.warning("backup: %s", error)
        return False
    return True


def before_upgrade(plan: Plan, program: str, now: datetime) -> Path | None:
    """A copy before another version of the program touches anything; None where this one ran here
    last, or never any.

    The version that runs is written down beside the accounts.
    """
    mark = plan.state / MARK
    last = mark.read_text("utf-8").strip() if mark.is_file() else ""
    path = None
    if (plan.state / "server.db").is_file() and last != program:
        made = make(
            plan.workspace,
            plan.state,
            now=now,
            passphrase=plan.passphrase,
            evidence_to=plan.evidence_to,
            reason="before-upgrade",
        )
        path = made.path
    plan.state.mkdir(parents=True, exist_ok=True)
    mark.write_text(program + "\n", "utf-8")
    return path
