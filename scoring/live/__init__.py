"""A workspace that stays open: the newest state in memory, one writer, and an eye on edits by hand.

:class:`Session` keeps the newest :class:`Snapshot`, which any thread reads without a lock. Changes go through one
writer thread (:mod:`scoring.live.writer`); a second thread (:mod:`scoring.live.watch`) looks at the
files, so that an edit by hand or by another program shows within a second.
"""

from scoring.live.session import Session
from scoring.live.snapshot import Changed, Snapshot

__all__ = ["Changed", "Session", "Snapshot"]
