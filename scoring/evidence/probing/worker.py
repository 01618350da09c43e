"""The child process of ``sandbox``: takes one job per line (JSON), looks at the file, answers with
one line.

Run as ``python -m scoring.evidence.probing.worker MEGABYTES``. It ends when its input ends.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import BinaryIO

from scoring.evidence.probing.dispatch import probe
from scoring.limits import limit_memory
from scoring.reading.model import Limits


def main() -> None:
    """Serve jobs until the input ends."""
    limit_memory(int(sys.argv[1]))
    # The parent decides what an interrupt means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    # Parsers print what they like; only answers may travel on the pipe.
    os.dup2(2, 1)
    _serve(sys.stdin.buffer, answers)


def _serve(jobs: BinaryIO, answers: BinaryIO) -> None:
    for line in jobs:
        job = json.loads(line)
        _alarm(job["seconds"] + 60)
        result = probe(
            Path(os.fsdecode(bytes.fromhex(job["path"]))),
            ocr=job["ocr"],
            limits=Limits(**job["limits"]),
        )
        _alarm(0)
        data = result.to_dict()
        # Names that are no valid text cannot travel as JSON; the parent puts its own path back.
        data["path"] = ""
        answers.write(json.dumps(data, ensure_ascii=True).encode() + b"\n")
        answers.flush()


def _alarm(seconds: float) -> None:
    """End this process by itself should its parent be gone and the parser hang."""
    if hasattr(signal, "alarm"):
        signal.alarm(int(seconds))


if __name__ == "__main__":
    main()
