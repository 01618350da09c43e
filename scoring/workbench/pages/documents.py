"""S19: the documents, made by a child process at low priority and kept for each state of the workspace."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from functools import cache
from pathlib import Path

from starlette.responses import FileResponse, Response

from scoring.actions.rights import Thing, scope
from scoring.documents.registry import DOCUMENTS
from scoring.workbench.access import Access
from scoring.workbench.routing import get
from scoring.workbench.web import Answer, Call, Trouble, forbidden, not_found

FORMS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "application/octet-stream",
    "json": "application/json",
}
SECONDS = 300
RUN = "from scoring.cli import main; main()"
PAPERS: dict[str, frozenset[str]] = {
    "ledger": frozenset({"rectification", "tasks", "bulletin", "closing"}),
    "brief": frozenset({"brief", "criteria"}),
    "round": frozenset({"inspection", "self", "criteria", "catalogue", "tree", "comparison"}),
    "own": frozenset({"bulletin", "tree"}),
}
"""Which documents a right that is not for all of them reaches."""
BLIND = frozenset({"tree", "catalogue"})
"""What an inspector may take before he has handed in."""
_ONE_AT_A_TIME = threading.BoundedSemaphore(1)


def kinds_for(access: Access) -> list[str]:
    """The documents that the visitor may have made."""
    reach = scope(access.visitor.person, "documents")
    if "all" in reach and not access.view.sealed:
        return list(DOCUMENTS)
    if access.view.sealed:  # every paper with scores would tell the marks that are sealed
        return [kind for kind in DOCUMENTS if kind in BLIND]
    allowed = {kind for one in reach for kind in PAPERS.get(one, ())}
    return [kind for kind in DOCUMENTS if kind in allowed]


def documents(call: Call) -> Answer:
    """The documents that this visitor may take."""
    access = Access(call.view, call.who)
    access.some("documents")
    workspace = call.view.workspace
    rows = [
        {"kind": kind, "name": DOCUMENTS[kind].name, "lacking": DOCUMENTS[kind].wants(workspace)}
        for kind in kinds_for(access)
    ]
    return Answer({"documents": rows}, "documents.html", {"forms": ("pdf", "docx", "xlsx")})


def document(call: Call) -> Response:
    """One document in one form; made anew only where the workspace has changed."""
    access = Access(call.view, call.who)
    kind, _, form = call.path("name").partition(".")
    if kind not in DOCUMENTS or form not in FORMS:
        raise not_found(f"没有“{call.path('name')[:40]}”这份文书")
    if kind not in kinds_for(access):
        refusal = access.refusal("documents", Thing(DOCUMENTS[kind].name, in_round=False))
        who = refusal.who if refusal else ()
        raise forbidden(f"《{DOCUMENTS[kind].name}》不在你能取的文书里", who)
    path = _made(call, kind, form)
    call.office.record("document taken", by=call.who.name, what=f"{kind}.{form}")
    name = f"{DOCUMENTS[kind].name}.{form}"
    shown = "inline" if form == "pdf" else "attachment"
    return FileResponse(path, media_type=FORMS[form], filename=name, content_disposition_type=shown)


def _made(call: Call, kind: str, form: str) -> Path:
    """The file of a document for the state of now; ``shifan report`` makes it where it is not there."""
    path = _folder() / f"{call.view.version}-{call.view.today}-{kind}.{form}"
    if path.exists():
        return path
    with _ONE_AT_A_TIME:
        if path.exists():
            return path
        command = [sys.executable, "-X", "utf8", "-c", RUN, "report", kind, "--to", form]
        command += ["-w", str(call.office.desk.path), "--today", call.view.today.isoformat(), "-o", str(path)]
        try:
            done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False, preexec_fn=LOWER)  # noqa: S603
        except subprocess.TimeoutExpired:
            raise Trouble(504, "这份文书五分钟还没有做好，请在服务器上用 shifan report 做") from None
    if not path.exists():
        last = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise Trouble(422, last[-1] if last else "这份文书没有做成")
    return path


@cache
def _folder() -> Path:
    """Where this process keeps what it has made: a new folder with a name that nobody can have taken before."""
    folder = Path(tempfile.mkdtemp(prefix="shifan-docs-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _lower() -> None:
    os.nice(10)


LOWER = _lower if os.name == "posix" else None
"""Documents come after the people who write."""


SPOTS = (get("/docs", documents), get("/docs/{name}", document))
