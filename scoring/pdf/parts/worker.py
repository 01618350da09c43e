"""A rendering process that stays alive for one print: a job a line on its input, a report a line on
its output.

The first line is the setting (style sheets, folders, limits); the answer is a line with the
families and libraries. Each job names a task and a number; PDFs are written to the folder of the
print as ``<number>.pdf``. Jobs:

``piece`` one part of the document without margin boxes and without faces: both come once, for the
whole document; ``leaves`` the margin boxes (page numbers, running heads) of a run of pages;
``faces`` the faces of the document, cut down to the characters that any part uses.
"""

from __future__ import annotations

import gc
import json
import logging
import os
import signal
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from scoring.limits import limit_memory
from scoring.pdf.render_log import Log

if TYPE_CHECKING:
    from scoring.pdf.parts.press import Press


def _begin(line: bytes, log: Log) -> tuple[Press | None, Path, dict[str, Any]]:
    """The renderer as the first line sets it, the folder for its files, and the answer."""
    job = json.loads(line)
    limit_memory(int(job["memory_mb"]))
    gc.disable()
    try:
        from scoring.pdf import rendering
        from scoring.pdf.parts import press
    except OSError as error:
        return None, Path(), {"failure": {"kind": "library", "message": "", "detail": str(error)}}
    try:
        renderer = press.Press(job, log)
    except Exception as error:  # noqa: BLE001  # the boundary of this process
        return None, Path(), {"failure": rendering.failure_of(error)}
    # What is there to stay need not be walked through again.
    gc.freeze()
    return renderer, Path(job["folder"]), {"libraries": press.libraries()}


def _load() -> None:
    """Load the renderer before there is work: the parent may still be reading. What is wrong with
    it is told then.
    """
    with suppress(OSError):
        import_module("scoring.pdf.parts.press")


def main(source: BinaryIO, target: BinaryIO) -> int:
    """Work until the input ends."""
    log = Log()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(log)
    logger.propagate = False
    press: Press | None = None
    folder = Path()
    _load()
    for line in source:
        if press is None:
            press, folder, answer = _begin(line, log)
        else:
            answer = press.answer(json.loads(line), folder)
        target.write(json.dumps(answer).encode() + b"\n")
        target.flush()
        if press is None:
            break
    return 0


if __name__ == "__main__":
    # A break from the keyboard goes to the whole group; the parent ends this process when it ends
    # itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What a library prints must not stand between the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    sys.exit(main(sys.stdin.buffer, answers))
