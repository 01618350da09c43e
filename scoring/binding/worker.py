"""The child process that opens pieces and puts volumes together: one job a line (JSON), one line as
the answer.

Run as ``python -m scoring.binding.worker MEGABYTES``. It ends when its input ends.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import pikepdf

from scoring.binding.assembly import assemble
from scoring.binding.marking import Marks, recogniser
from scoring.binding.passages import Passage
from scoring.binding.pdf_pages import UnbindableError, bind_pdf
from scoring.binding.pictures import bind_picture
from scoring.limits import limit_memory
from scoring.reading.model import UnreadableError
from scoring.reading.sniff import sniff, type_name

PICTURES = frozenset({"jpg", "png", "gif", "bmp", "tiff", "webp"})
SLACK = 60
"""Seconds after which a child whose parent is gone ends itself."""


def main() -> None:
    """Serves jobs until the input ends."""
    limit_memory(int(sys.argv[1]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interrupt means
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # libraries print what they like; only answers travel on the pipe
    recognise = recogniser()
    for line in sys.stdin.buffer:
        job = json.loads(line)
        if hasattr(signal, "alarm"):
            signal.alarm(int(job["seconds"]) + SLACK)
        if job["task"] == "assemble":
            answer = _assembled(job)
        else:
            answer = _prepared(job, recognise)
        answers.write(json.dumps(answer).encode() + b"\n")
        answers.flush()


def _prepared(job: dict[str, Any], recognise: Any) -> dict[str, Any]:
    """One piece as a PDF of A4 pages without numbers, at ``job["out"]``; or why there is none."""
    source, target = Path(os.fsdecode(bytes.fromhex(job["path"]))), Path(job["out"])
    passages = [
        Passage(tuple(one["pages"]), tuple(one["phrases"]), one["item"]) for one in job["passages"]
    ]
    tops: list[float] = []
    with pikepdf.new() as out:
        try:
            kind = sniff(source)
            if kind == "pdf":
                marks = bind_pdf(source, out, passages, recognise if job["ocr"] else None)
            elif kind in PICTURES:
                tops = bind_picture(source, out)
                marks = Marks()
            else:
                return {"problem": f"{type_name(kind)}不能排成页面"}
        except UnbindableError as error:
            return {"problem": str(error)}
        except UnreadableError as error:
            return {"problem": error.reason}
        except MemoryError:
            return {"problem": "文件过大，内存不够"}
        except Exception:  # noqa: BLE001  whatever a parser throws at a hostile file costs this file only
            return {"problem": "文件已损坏，打不开"}
        pages = len(out.pages)
        out.save(
            target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate
        )
    return {"tops": tops, "pages": pages, "missing": marks.missing, "notes": marks.notes}


def _assembled(job: dict[str, Any]) -> dict[str, Any]:
    try:
        plain = assemble(job["volume"], Path(job["out"]))
    except (pikepdf.PdfError, OSError, MemoryError) as error:
        return {"problem": f"{type(error).__name__}: {error}"}
    return {"plain": plain}


if __name__ == "__main__":
    main()
