"""S19: the documents, made by a child process at low priority and kept for each state of the
workspace.
"""

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
from scoring.workbench.jobs import Job
from scoring.workbench.routing import get, post
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
    "ledger": frozenset(
        {"rectification", "tasks", "bulletin", "monthly", "reading-slip", "closing"}
    ),
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


def _asked(call: Call, kind: str, form: str) -> None:
    """Raises 404 for a document that is none, 403 for one that this visitor may not take."""
    access = Access(call.view, call.who)
    if kind not in DOCUMENTS or form not in FORMS:
        raise not_found(f"没有“{f'{kind}.{form}'[:40]}”这份文书")
    if kind not in kinds_for(access):
        refusal = access.refusal("documents", Thing(DOCUMENTS[kind].name, in_round=False))
        who = refusal.who if refusal else ()
        raise forbidden(f"《{DOCUMENTS[kind].name}》不在你能取的文书里", who)


def document(call: Call) -> Response:
    """One document in one form; made anew only where the workspace has changed."""
    kind, _, form = call.path("name").partition(".")
    _asked(call, kind, form)
    return _taken(call, kind, form, _made(call, kind, form))


def begin(call: Call) -> Answer:
    """Begins to make a document; the answer says how far it is and never waits for it."""
    fields = call.fields()
    kind, form = call.text(fields, "kind", longest=40), call.text(fields, "form", longest=10)
    _asked(call, kind, form)
    path = _path(call, kind, form)
    job = call.office.jobs.begin(
        call.who.account.id, kind, form, path, _command(call, kind, form, path), LOWER
    )
    return Answer(job.data())


def jobs(call: Call) -> Answer:
    """The documents that this visitor had made, newest first."""
    return Answer({"jobs": [job.data() for job in call.office.jobs.of(call.who.account.id)]})


def _job(call: Call) -> Job:
    job = call.office.jobs.find(call.who.account.id, call.path("job"))
    if job is None:
        raise not_found("没有这份文书，可能已经太久；请再做一次")
    return job


def job(call: Call) -> Answer:
    """How far one document is."""
    return Answer(_job(call).data())


def stop(call: Call) -> Answer:
    """Ends the making of one document."""
    found = _job(call)
    call.office.jobs.stop(found)
    return Answer(found.data())


def job_file(call: Call) -> Response:
    """A document that is ready, for whom it may still be shown."""
    found = _job(call)
    _asked(call, found.kind, found.form)
    if found.state != "done":
        raise not_found("这份文书还没有做好")
    return _taken(call, found.kind, found.form, found.path)


def _taken(call: Call, kind: str, form: str, path: Path) -> Response:
    """A document to take, with a line about who took it."""
    call.office.record("document taken", by=call.who.name, what=f"{kind}.{form}")
    name = f"{DOCUMENTS[kind].name}.{form}"
    shown = "inline" if form == "pdf" else "attachment"
    return FileResponse(path, media_type=FORMS[form], filename=name, content_disposition_type=shown)


def _made(call: Call, kind: str, form: str) -> Path:
    """The file of a document for the state of now; ``shifan report`` makes it where it is not
    there.
    """
    path = _path(call, kind, form)
    if path.exists():
        return path
    with _ONE_AT_A_TIME:
        if path.exists():
            return path
        command = _command(call, kind, form, path)
        try:
            done = subprocess.run(  # noqa: S603  our own command, plain arguments
                command, capture_output=True, timeout=SECONDS, check=False, preexec_fn=LOWER
            )
        except subprocess.TimeoutExpired:
            raise Trouble(
                504, "这份文书五分钟还没有做好，请在服务器上用 shifan report 做"
            ) from None
    if not path.exists():
        last = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise Trouble(422, last[-1] if last else "这份文书没有做成")
    return path


def _path(call: Call, kind: str, form: str) -> Path:
    """Where a document of the state of now lies, or will lie."""
    return _folder() / f"{call.view.version}-{call.view.today}-{kind}.{form}"


def _command(call: Call, kind: str, form: str, path: Path) -> list[str]:
    """What makes a document."""
    command = [sys.executable, "-X", "utf8", "-c", RUN, "report", kind, "--to", form]
    return [
        *command,
        "-w",
        str(call.office.desk.path),
        "--today",
        call.view.today.isoformat(),
        "-o",
        str(path),
    ]


@cache
def _folder() -> Path:
    """Where this process keeps what it has made: a new folder with a name that nobody can have
    taken before.
    """
    folder = Path(tempfile.mkdtemp(prefix="shifan-docs-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _lower() -> None:
    os.nice(10)


LOWER = _lower if os.name == "posix" else None
"""Documents come after the people who write."""


SPOTS = (
    get("/docs", documents),
    get("/docs/jobs", jobs),
    post("/docs/jobs", begin),
    get("/docs/{name}", document),
    get("/docs/jobs/{job}", job),
    post("/docs/jobs/{job}/stop", stop),
    get("/docs/jobs/{job}/file", job_file),
)
