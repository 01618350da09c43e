"""S19: the documents, made by a child process at low priority and kept
for each state of the workspace.
"""

from __future__ import annotations

import atexit
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from starlette.responses import FileResponse, Response

from scoring.actions.rights import Thing, scope
from scoring.documents.registry import DOCUMENTS
from scoring.workbench.access import Access
from scoring.workbench.jobs import Job
from scoring.workbench.routing import get, post
from scoring.workbench.views.papers import papers_seen
from scoring.workbench.web import Answer, Call, Trouble, forbidden, invalid, not_found

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
        {"rectification", "tasks", "bulletin", "monthly", "reading-slip", "urge", "closing"}
    ),
    "brief": frozenset({"brief", "criteria"}),
    "round": frozenset({"inspection", "self", "criteria", "catalogue", "tree", "comparison"}),
    "own": frozenset({"bulletin", "tree"}),
}
"""Which documents a right that is not for all of them reaches."""
ISSUED: dict[str, frozenset[str]] = {
    "urge": frozenset({"urge", "interview"}),
    "monthly": frozenset({"monthly"}),
    "reading-slip": frozenset({"slip"}),
}
"""Documents that print an issued paper, and the kinds of papers that they print."""
MONTH = re.compile(r"\d{4}-\d{2}", re.ASCII)
NUMBER = re.compile(r"[1-9]\d{0,3}", re.ASCII)
BLIND = frozenset({"tree", "catalogue"})
"""What an inspector may take before he has handed in."""
_ONE_AT_A_TIME = threading.BoundedSemaphore(1)


def kinds_for(access: Access) -> list[str]:
    """The documents that the visitor may have made."""
    reach = scope(access.visitor.person, "documents")
    if access.view.sealed:  # every paper with scores would tell the marks that are sealed
        return [kind for kind in DOCUMENTS if kind in BLIND]
    if "all" in reach:
        return list(DOCUMENTS)
    allowed = frozenset().union(*(PAPERS.get(name, ()) for name in reach))
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


@dataclass(frozen=True, slots=True)
class Order:
    """Which document is asked for: its kind and form, and of which month, round or issued paper."""

    kind: str
    form: str
    month: str = ""
    round: str = ""
    number: str = ""

    @property
    def of(self) -> tuple[str, str, str]:
        """Of what it is, as a job keeps it."""
        return self.month, self.round, self.number

    @property
    def options(self) -> list[str]:
        """What ``shifan report`` is told besides kind and form."""
        options = []
        for name, value in zip(("--month", "--round", "--number"), self.of, strict=True):
            if value:
                options += [name, value]
        return options

    @property
    def name(self) -> str:
        """The name of the file for this order."""
        return self.file_of(self.kind)

    def file_of(self, title: str) -> str:
        """The name of the file under a title: ``整改月报-2026-11.pdf``."""
        return f"{'-'.join([title, *filter(None, self.of)])}.{self.form}"


def _order(call: Call, kind: str, form: str, stated: Mapping[str, Any]) -> Order:
    """The order with what else was asked for. Raises 422 for what this document does not take."""
    month, round_, number = (str(stated.get(key) or "") for key in ("month", "round", "number"))
    if month and not (kind == "monthly" and MONTH.fullmatch(month)):
        raise invalid("“month”只用于整改月报，写成 2026-11 这样")
    rounds = {one.id for one in call.view.workspace.rounds}
    if round_ and not (kind == "inspection" and round_ in rounds):
        raise invalid("“round”只用于评查意见书，写一个核验轮次的名称")
    if number and not (kind in ISSUED and NUMBER.fullmatch(number)):
        raise invalid("“number”只用于印发过的督办单、整改月报、送阅件，写登记号")
    return Order(kind, form, month, round_, number)


def _refuse(call: Call, order: Order) -> None:
    """Raises 404 for a document that is none, 403 for one that this visitor may not take."""
    access = Access(call.view, call.who)
    kind, form = order.kind, order.form
    if kind not in DOCUMENTS or form not in FORMS:
        raise not_found(f"没有“{f'{kind}.{form}'[:40]}”这份文书")
    name = DOCUMENTS[kind].name
    if order.number:  # an issued paper is for everybody who may know of it
        papers = [paper for paper in papers_seen(access) if paper.kind in ISSUED[kind]]
        if all(str(paper.number) != order.number for paper in papers):
            raise not_found(f"登记里没有第 {order.number} 号{name}，或者不是发给你单位的")
        return
    if kind not in kinds_for(access):
        refusal = access.refusal("documents", Thing(name, in_round=False))
        who = refusal.who if refusal else ()
        raise forbidden(f"《{name}》不在你能取的文书里", who)


def document(call: Call) -> Response:
    """One document in one form; made anew only where the workspace has changed."""
    kind, _, form = call.path("name").partition(".")
    order = _order(call, kind, form, call.query)
    _refuse(call, order)
    return _taken(call, order, _made(call, order))


def begin(call: Call) -> Answer:
    """Begins to make a document; the answer says how far it is and never waits for it."""
    fields = call.fields()
    kind, form = call.text(fields, "kind", longest=40), call.text(fields, "form", longest=10)
    order = _order(call, kind, form, fields)
    _refuse(call, order)
    path = _path(call, order)
    job = call.office.jobs.begin(
        call.who.account.id, kind, form, path, _command(call, order, path), LOWER, order.of
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
    job = _job(call)
    call.office.jobs.stop(job)
    return Answer(job.data())


def job_file(call: Call) -> Response:
    """A document that is ready, for whom it may still be shown."""
    job = _job(call)
    order = Order(job.kind, job.form, *job.of)
    _refuse(call, order)
    if job.state != "done":
        raise not_found("这份文书还没有做好")
    return _taken(call, order, job.path)


def _taken(call: Call, order: Order, path: Path) -> Response:
    """A document to take, with a line about who took it."""
    call.office.record("document taken", by=call.who.name, what=order.name)
    return FileResponse(
        path,
        media_type=FORMS[order.form],
        filename=order.file_of(DOCUMENTS[order.kind].name),
        # A page of HTML must not open here: it would run under the address of the workbench.
        content_disposition_type="inline" if order.form == "pdf" else "attachment",
    )


def _made(call: Call, order: Order) -> Path:
    """The file of a document for the state of now;
    ``shifan report`` makes it where it is not there.
    """
    path = _path(call, order)
    if path.exists():
        return path
    # One child at a time: two long documents at once would leave no processor for those who save.
    with _ONE_AT_A_TIME:
        if path.exists():
            return path
        # The command line itself, so that the page and shifan report can never print two different
        # things.
        command = _command(call, order, path)
        try:
            done = subprocess.run(  # noqa: S603  our own command, plain arguments
                command, capture_output=True, timeout=SECONDS, check=False, preexec_fn=LOWER
            )
        except subprocess.TimeoutExpired:
            raise Trouble(
                504, "这份文书五分钟还没有做好，请在服务器上用 shifan report 做"
            ) from None
    if not path.exists():
        # The command line says it in the user's words already; its last line is the reason.
        last = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise Trouble(422, last[-1] if last else "这份文书没有做成")
    return path


def _path(call: Call, order: Order) -> Path:
    """Where a document of the state of now lies, or will lie."""
    # State and day in the name: a document is made anew exactly where it could read differently.
    return _folder() / f"{call.view.version}-{call.view.today}-{order.name}"


def _command(call: Call, order: Order, path: Path) -> list[str]:
    """What makes a document."""
    command = [sys.executable, "-X", "utf8", "-c", RUN, "report", order.kind, "--to", order.form]
    return [
        *command,
        *order.options,
        "-w",
        str(call.office.desk.path),
        "--today",
        call.view.today.isoformat(),
        "-o",
        str(path),
    ]


@cache
def _folder() -> Path:
    """Where this process keeps what it has made:
    a new folder with a name that nobody can have taken before.
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
