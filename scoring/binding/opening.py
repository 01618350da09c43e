"""The child that opens pieces and puts volumes together, seen from its parent: whatever becomes of
it is an answer like any other.
"""

from __future__ import annotations

import os
from typing import Any

from scoring.confined import Confined, ConfinedError, Limits

MEMORY_MB = 2_048
LOST = "打开这个文件的程序意外退出，已放弃"


class Opener(Confined):
    """One child process, started when first needed and again after it was lost. Use it as a
    context.

    ``seconds``: how long each job may take on the clock. ``open_to_all``: the child may start
    programs; one that opens files of strangers may not.
    """

    def __init__(self, seconds: int, *, open_to_all: bool = False) -> None:
        # Text is recognised on all cores at once, so that the clock decides; the work is bounded
        # only in order that a child whose parent is gone ends too.
        work = seconds * (os.cpu_count() or 1)
        limits = Limits(cpu=work, wall=seconds, memory_mb=MEMORY_MB)
        super().__init__(limits, open_to_all=open_to_all)
        self._seconds = seconds

    def ask(self, job: str, *arguments: Any) -> dict[str, Any]:
        """The answer of a function of :mod:`.worker`; ``{"problem": …}`` where the child did not
        survive the job or took too long.
        """
        try:
            answer: dict[str, Any] = self.call(f"scoring.binding.worker:{job}", *arguments)
        except ConfinedError as error:
            if error.way == "time":
                return {"problem": f"打开超过 {self._seconds} 秒仍未完成，已停止"}
            return {"problem": LOST}
        return answer
