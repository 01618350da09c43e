"""Long work over many counties, one task each: its own documents printed from its package, its
scans read as text.

Runs in a child with limits on whatever machine the engine chooses; only bytes travel.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from scoring.documents.registry import DOCUMENTS, Wishes, rendered
from scoring.evidence.probing import probe
from scoring.pdf.errors import RenderError
from scoring.region.children import Limits
from scoring.region.running import Work
from scoring.region.scored import Task
from scoring.submission import RefusedError, read_package
from scoring.workspace import open_workspace

PRINTING = Work(
    "scoring.documents.region.long_work:print_county", Limits(seconds=900, megabytes=6144)
)
SCANNING = Work("scoring.documents.region.long_work:scan_file", Limits(seconds=600, megabytes=4096))


@dataclass(frozen=True, slots=True)
class PrintTask:
    """A package whose documents are to be printed; ``words`` as ``shifan report`` takes them."""

    task: Task
    words: tuple[str, ...]
    day: date


def print_county(wanted: PrintTask) -> dict[str, bytes]:
    """A county's documents by file name, from its package alone. Raises ``RefusedError``."""
    package = read_package(wanted.task.package, evidence=False)
    with tempfile.TemporaryDirectory(prefix="shifan-region-") as spare:
        home = Path(spare)
        # The region's tree replaces the copy in the package: the county decides nothing
        # that compares.
        files = {**package.files, f"indicators/{package.statement.tree.id}.yaml": wanted.task.tree}
        for name, data in files.items():
            path = home / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        facts = package.file_facts(dict.fromkeys(package.facts))
        workspace = open_workspace(home, facts=facts).workspace
        if workspace is None:
            raise RefusedError("报送包里的工作区无法计分")
        assessment = workspace.assess()
        papers = {}
        for word in wanted.words:
            kind = DOCUMENTS[word]
            try:
                page = kind.build(workspace, assessment, Wishes(wanted.day))
                # No template or face of a county is used here.
                papers[f"{kind.name}.pdf"] = rendered(page, "pdf", Wishes(wanted.day), None)
            except RenderError as error:
                raise RefusedError(f"{kind.name}印不出来：{error}") from None
        return papers


def scan_file(task: tuple[str, bytes]) -> dict[str, Any]:
    """What a file says: its text, and the fingerprint by which the same text is found elsewhere."""
    name, data = task
    with tempfile.TemporaryDirectory(prefix="shifan-region-") as spare:
        # The name comes from a stranger; all that is needed of it is the suffix,
        # which tells the kind.
        path = Path(spare) / f"file{Path(name).suffix.lower()}"
        path.write_bytes(data)
        probed = probe(path)
    return {
        "name": name,
        "state": probed.state,
        "reason": probed.reason,
        "fingerprint": probed.fingerprint,
        "text": probed.text,
    }
