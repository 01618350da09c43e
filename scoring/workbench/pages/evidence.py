"""S5 and S4: the register, and one piece with its pages, what it proves,
its versions and its review.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from starlette.responses import FileResponse, Response

from scoring.actions.evidence import own_piece
from scoring.actions.withdrawing import STEPS, refusal, thing_of
from scoring.evidence.model import CAPTION, Evidence
from scoring.storage.layout import REGISTER
from scoring.values import whole_number
from scoring.workbench.access import Access
from scoring.workbench.pictures import NoPicture
from scoring.workbench.routing import get
from scoring.workbench.saving import digest_now
from scoring.workbench.views.evidence import record_of, row_of, rows, used_by
from scoring.workbench.views.files import VIDEOS, kept_path, kind_of, text_of
from scoring.workbench.views.history import versions_of
from scoring.workbench.views.since_review import since_review
from scoring.workbench.web import Answer, Call, Data, Trouble, not_found

A_PAGE = 50
STATES = {
    "pending": "待审",
    "accepted": "已采纳",
    "returned": "已退回",
    "withdrawn": "已撤回",
    "stale": "待复审",
    "idle": "不作数",
    "fine": "作数",
}
# A file of a unit may be a page with scripts: whatever it is, nothing in it may run here.
PLAIN_FILE = {
    "content-security-policy": "sandbox; default-src 'none'",
    "x-content-type-options": "nosniff",
}


def register(call: Call) -> Answer | Response:
    """The pieces that the visitor may open; filters stand in the address."""
    view, access = call.view, Access(call.view, call.who)
    access.some("see_evidence")
    pieces = rows(view, access)
    chosen = {
        key: call.query.get(key, "") for key in ("state", "kind", "unit", "indicator", "q", "pick")
    }
    fitting = [row for row in pieces if _fits(row, chosen)]
    # What does not count stands first (S5): it is what somebody has to do something about.
    fitting.sort(key=lambda row: not row["reasons"])
    if call.query.get("format") == "csv":
        return _csv(fitting)
    page = call.page
    shown = fitting[(page - 1) * A_PAGE : page * A_PAGE]
    extra = {
        "rows": shown,
        "count": len(fitting),
        "all": len(pieces),
        "page": page,
        "pages": max(1, -(-len(fitting) // A_PAGE)),
        "chosen": chosen,
        "states": STATES,
        "kinds": sorted({row["kind"] for row in pieces if row["kind"]}),
        "units": sorted({row["unit"] for row in pieces if row["unit"]}),
        "pick": _picking(call, access, chosen["pick"]),
        "may_review": access.may("review"),
        "digests": _digests(call, access, shown),
    }
    return Answer({"records": pieces}, "register.html", extra)


def _digests(call: Call, access: Access, shown: Iterable[Data]) -> Data:
    """The versions of the pieces on a page that a reviewer decides on, so that nobody's decision is
    overtaken unseen.
    """
    if not access.may("review"):
        return {}
    return {row["id"]: digest_now(call, REGISTER, row["id"]) for row in shown}


def _csv(found: list[dict[str, Any]]) -> Response:
    """The list as a table for Excel, with the filters that were chosen."""
    lines = [
        (
            row["id"],
            row["title"] or row["file"] or row["url"],
            row["doc_no"],
            row["kind"],
            row["unit"],
            row["date"],
            "、".join(proof["indicator"] for proof in row["proves"]),
            STATES.get(row["review"]["state"], ""),
            "；".join(row["reasons"]),
        )
        for row in found
    ]
    headings = ("编号", "题名", "文号", "种类", "单位", "日期", "证明", "状态", "为什么不作数")
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(headings)
    # A spreadsheet would reckon what begins like a formula.
    writer.writerows([_inert(cell) for cell in line] for line in lines)
    text = stream.getvalue()
    name = quote("佐证材料.csv")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    # Excel and WPS take a CSV for GBK unless it opens with a byte order mark.
    return Response(text.encode("utf-8-sig"), media_type="text/csv", headers=headers)


def _inert(cell: str) -> str:
    begins = unicodedata.normalize("NFKC", cell[:40]).lstrip()[:1]
    if begins in ("=", "+", "-", "@"):
        return f"'{cell}"
    return cell


def _picking(call: Call, access: Access, code: str) -> dict[str, Any] | None:
    """The indicator for which a piece is being chosen."""
    node = call.view.assessment.tree.by_code.get(code)
    if node is None or not node.leaf or not access.may("add_evidence", access.indicator(node)):
        return None
    return {
        "code": code,
        "name": node.name,
        "items": [item.name for item in node.requirements or ()],
    }


def _fits(row: dict[str, Any], chosen: dict[str, str]) -> bool:
    """Whether a piece stands where the filters of the list are set so."""
    if not _in_state(row, chosen["state"]):
        return False
    if chosen["kind"] and row["kind"] != chosen["kind"]:
        return False
    if chosen["unit"] and row["unit"] != chosen["unit"]:
        return False
    code = chosen["indicator"]
    if code and code not in [proof["indicator"] for proof in row["proves"]]:
        return False
    text = f"{row['id']} {row['title']} {row['doc_no']} {row['file']}".lower()
    return chosen["q"].strip().lower() in text


def _in_state(row: dict[str, Any], state: str) -> bool:
    """By the review, or by what follows from it and from the file: 待复审, 不作数, 作数."""
    if not state:
        return True
    derived = {"stale": row["review"]["stale"], "idle": not row["counts"], "fine": row["counts"]}
    return bool(derived.get(state, row["review"]["state"] == state))


def piece(call: Call) -> Answer:
    """One piece of evidence."""
    view, access = call.view, Access(call.view, call.who)
    record = record_of(view, access, call.path("id"))
    if call.who.has("评查", "评查组长"):
        # Who inspects is recorded with what he opened; a unit that looks at its own pieces is not.
        call.office.record("evidence viewed", by=call.who.name, what=record.id)
    stored = call.office.desk.record(view, "evidence/register.yaml", record.id)
    row = row_of(view, record.id)
    data = {
        **row,
        "digest": stored.version if stored else "",
        "versions": versions_of(call.office, record),
        "used_by": used_by(view, access, record),
        "moves": _moves(access, record),
        "since_review": since_review(call.office, view, record),
    }
    return Answer(data, "piece.html", page_of(call, access, record))


def _moves(access: Access, record: Evidence) -> list[str]:
    """Whether the visitor may take the piece back, or hand it in again."""
    workspace = access.workspace
    if not access.may("withdraw_evidence", thing_of(workspace, record)):
        return []
    return [step for step in STEPS if not refusal(workspace, record, step)]


def page_of(call: Call, access: Access, record: Evidence) -> dict[str, Any]:
    """What the page of a piece shows besides."""
    view = call.view
    page = call.page
    tree = view.assessment.tree
    own = access.may_write(record)
    draft = call.office.store.drafts.find(call.who.account.id, f"evidence:{record.id}")
    return {
        "record": record,
        "shown": shown_part(call, record, page),
        "page": page,
        "names": {node.code: node.name for node in tree.leaves()},
        "caption": CAPTION,
        "may_write": own is None,
        "refusal": own.message if own else "",
        "may_review": access.may("review"),
        "own_piece": own_piece(view.workspace, record, call.who.name),
        "draft": draft,
        "states": STATES,
        "standing": view.workspace.standings.get(record.id),
    }


def shown_part(call: Call, record: Evidence, page: int) -> dict[str, Any]:
    """How a piece is shown in place: as a picture of a page, as a film,
    as text, as a link, or not at all.
    """
    if record.url:
        return {"how": "link", "url": record.url, "pages": 0, "reason": ""}
    path = kept_path(call.office, record)
    if path is None:
        return {"how": "none", "pages": 0, "reason": "文件不在，请重新上传"}
    kind = kind_of(path)
    if kind in VIDEOS:
        return {"how": "film", "pages": 0, "reason": "", "type": VIDEOS[kind]}
    try:
        picture = call.office.studio.page(
            path, call.view.workspace.files[record.id].sha256 or "", page
        )
    except NoPicture as error:
        text = text_of(call.office, path, call.view.workspace.files[record.id].sha256 or "")
        if text:
            return {"how": "text", "text": text, "pages": 0, "reason": ""}
        return {"how": "none", "pages": 0, "reason": str(error)}
    return {"how": "picture", "pages": picture.pages, "reason": ""}


def picture(call: Call) -> Response:
    """One page as a picture."""
    view, access = call.view, Access(call.view, call.who)
    record = record_of(view, access, call.path("id"))
    number = whole_number(call.path("number"))
    path = kept_path(call.office, record)
    if path is None or number is None:
        raise not_found("没有这一页")
    digest = view.workspace.files[record.id].sha256 or ""
    try:
        image = call.office.studio.page(path, digest, number)
    except NoPicture as error:
        raise Trouble(404, str(error)) from None
    # Private: a proxy of the office must not hand a page of evidence to the next who asks.
    headers = {"cache-control": "private, max-age=600", "etag": f'"{digest[:24]}-{number}"'}
    return Response(image.data, media_type="image/jpeg", headers=headers)


def file(call: Call) -> Response:
    """The original: a film to be played in place, everything else
    to be taken and never to be run.
    """
    view, access = call.view, Access(call.view, call.who)
    record = record_of(view, access, call.path("id"))
    path = kept_path(call.office, record)
    if path is None:
        raise not_found("文件不在登记的位置")
    call.office.record(
        "file taken", by=call.who.name, address=call.office.address(call.request), what=record.id
    )
    kind = kind_of(path)
    if kind in VIDEOS and call.query.get("inline"):
        return FileResponse(
            path,
            media_type=VIDEOS[kind],
            headers=dict(PLAIN_FILE),
            content_disposition_type="inline",
        )
    return FileResponse(
        path, media_type="application/octet-stream", filename=path.name, headers=dict(PLAIN_FILE)
    )


SPOTS = (
    get("/e", register),
    get("/e/{id}", piece),
    get("/e/{id}/page/{number}.jpg", picture),
    get("/e/{id}/file", file),
)
