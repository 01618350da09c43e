"""A page that is rendered by a process of its own program: how it looks without a shortcut."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from scoring.documents import assets
from scoring.pdf import fonts
from scoring.pdf.renderer import variables


def rendered_apart(program: str, html: str, folder: Path) -> bytes:
    """The PDF of one page as a rendering process with this program prints it, without a failure."""
    documents = [{"html": html, "metadata": {}}]
    css = [str(sheet) for sheet in assets.print_sheets()]
    job = {
        "task": "render",
        "documents": documents,
        "css": css,
        "roots": [],
        "base": None,
        "memory_mb": 6144,
    }
    (folder / "job.json").write_text(json.dumps(job), "utf-8")
    command = [sys.executable, "-c", program, str(folder)]
    subprocess.run(command, env=variables(fonts.environment(None)), check=True, cwd=os.sep)
    report = json.loads((folder / "report.json").read_text("utf-8"))
    assert "failure" not in report
    assert "failure" not in report["documents"][0], report["documents"][0]
    return (folder / "0.pdf").read_bytes()
