"""The rendering process: reads ``job.json`` from the folder it is given, writes ``report.json`` and
the PDFs there.

Started by :mod:`scoring.pdf.renderer` only. Whatever goes wrong ends up in the report as
``failure``, of the whole job or of one document; a process that dies without a report was killed or
ran out of memory.
"""

from __future__ import annotations

import gc
import json
import logging
import sys
from pathlib import Path
from typing import Any

from scoring.limits import limit_memory
from scoring.pdf.render_log import Log


def _work(job: dict[str, Any], log: Log, folder: Path) -> dict[str, Any]:
    try:
        # Loads Pango: an OSError here means that the library of the system is missing. It comes
        # after the limit on memory, which what it loads counts into.
        from scoring.pdf import rendering
    except OSError as error:
        return {"failure": {"kind": "library", "message": "", "detail": str(error)}}
    return rendering.answer(job, log, folder)


def main(folder: Path) -> int:
    """Do the job of one folder. Returns 0 whenever a report was written."""
    job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    limit_memory(int(job["memory_mb"]))
    gc.disable()
    log = Log()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(log)
    logger.propagate = False
    report = _work(job, log, folder)
    path = folder / "report.json"
    path.with_suffix(".tmp").write_text(json.dumps(report), encoding="utf-8")
    path.with_suffix(".tmp").replace(path)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
