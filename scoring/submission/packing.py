"""Packs what a county hands in: the files of its workspace byte for byte, what its evidence looked
like that day, and the score that its own program gives.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from scoring import __version__
from scoring.evidence.intake import briefs
from scoring.evidence.package.bag import ZipBag
from scoring.evidence.package.plan import Source
from scoring.indicators.library import find_tree
from scoring.storage.journal import Journal
from scoring.submission import contents
from scoring.workspace import Workspace

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Packed:
    """What was packed: where it lies, its fingerprint, how many files and bytes; ``left_out`` says
    by record id why an evidence file that was wanted is not in it.
    """

    path: Path
    fingerprint: str
    files: int
    octets: int
    left_out: Mapping[str, str]


class _CompressedBag(ZipBag):
    """A package whose texts are compressed: it travels by mail. Digests are those of the texts, so
    the fingerprint does not depend on how a version of the library compresses.
    """

    def _entry(self, path: str, size: int) -> zipfile.ZipInfo:
        entry = super()._entry(path, size)
        if not path.startswith(contents.EVIDENCE):
            entry.compress_type = zipfile.ZIP_DEFLATED
        return entry


def pack(
    workspace: Workspace,
    target: Path,
    day: date,
    *,
    score: Data,
    by: str | None = None,
    with_evidence: bool = False,
) -> Packed:
    """Writes the package to ``target``, whole or not at all. ``score`` is what ``score --format
    json`` prints.

    Raises ``OSError`` where a file cannot be read or written.
    """
    tree_file = find_tree(workspace.head.tree, workspace.path)
    own = tree_file is not None and tree_file.is_relative_to(workspace.path)
    files = contents.files_of(workspace.path, tree_file if own else None)
    target.parent.mkdir(parents=True, exist_ok=True)
    # Beside the target, on the same disk: the finished package takes its place in one step.
    draft = Path(tempfile.mkdtemp(prefix=".shifan-submit-", dir=target.parent))
    left_out: dict[str, str] = {}
    try:
        whole = draft / "package.zip"
        with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
            bag = _CompressedBag(archive, _folder_name(workspace), day)
            for path, file in files.items():
                bag.put(path, file.read_bytes())
            if tree_file is not None and not own:
                bag.put(contents.TREE, tree_file.read_bytes())
            bag.put(contents.FILES, _json(_files(workspace)))
            bag.put(contents.SCORE, _json(score))
            if with_evidence:
                left_out = _copy_evidence(bag, workspace)
            statement = _statement(workspace, day, by, with_evidence=with_evidence)
            bag.put(contents.STATEMENT, _json(statement))
            fingerprint = bag.finish({"Bagging-Date": day.isoformat()})
        size = whole.stat().st_size
        whole.replace(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return Packed(target, fingerprint, len(bag.digests), size, left_out)


def _folder_name(workspace: Workspace) -> str:
    """The one folder inside: ASCII, and the same whatever the package's own file is called."""
    return f"submission-{contents.stored_name(workspace.current.id)}"


def _json(data: Any) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _statement(
    workspace: Workspace, day: date, by: str | None, *, with_evidence: bool
) -> dict[str, Any]:
    return {
        "format": contents.FORMAT,
        "version": contents.VERSION,
        "program": __version__,
        "name": workspace.head.name,
        "code": workspace.head.code,
        "round": workspace.current.id,
        "day": day.isoformat(),
        "by": by,
        "tree": {"id": workspace.tree.id, "sha256": workspace.tree.sha256},
        "journal": Journal(workspace.path / "journal.jsonl").head(),
        "errors": len(workspace.errors),
        "with_evidence": with_evidence,
    }


def _files(workspace: Workspace) -> dict[str, dict[str, Any]]:
    """What each evidence file was found to be, by record id; the text's fingerprint where a scan
    has one.
    """
    probes = briefs(workspace.path)
    found = {}
    for record in workspace.records:
        fact = workspace.files[record.id]
        brief = probes.get(record.file or "")
        if brief and brief.fingerprint:
            text = brief.fingerprint
        else:
            text = None
        found[record.id] = {
            "state": fact.state,
            "sha256": fact.sha256,
            "size": fact.size,
            "text": text,
        }
    return found


def _copy_evidence(bag: ZipBag, workspace: Workspace) -> dict[str, str]:
    """Copies each evidence file that is what was registered; says by record id why another is not
    taken.
    """
    left_out = {}
    copied: set[str] = set()
    for record in workspace.records:
        fact = workspace.files[record.id]
        # Several records may point at one file.
        if record.file is None or record.file in copied:
            continue
        if fact.state != "ok":
            left_out[record.id] = "文件缺失、打不开或与登记不符"
            continue
        path = f"{contents.EVIDENCE}{'/'.join(map(contents.stored_name, record.file.split('/')))}"
        reason = bag.copy(Source(path, workspace.path / "evidence" / record.file, fact.sha256))
        copied.add(record.file)
        if reason:
            left_out[record.id] = reason
    return left_out
