"""整改月报 and 送阅件: the figures and words as they will be printed, what somebody adds, and the
issue, after which nothing changes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from scoring.actions.papers import issue_monthly, issue_slip, month_of, slip_of
from scoring.documents.plain import plain_data
from scoring.rectification.papers import KIND_NAMES, Paper, PaperKind
from scoring.rectification.writing import RefusedError
from scoring.workbench.access import Access
from scoring.workbench.routing import get, post
from scoring.workbench.saving import carry_out
from scoring.workbench.telling import tell_people, tell_unit
from scoring.workbench.views.papers import paper_data, papers_seen
from scoring.workbench.web import Answer, Call, Data, day_of, invalid_at, names_of
from scoring.workspace.changes import ChangeSet

MOST_TEXT = 4000
MONTHS = 12
"""So many months are offered."""
MONTH = re.compile(r"\d{4}-\d{2}", re.ASCII)


def monthly(call: Call) -> Answer:
    """The report of a month as it would read with what was typed (GET and POST),
    and the issued ones.
    """
    access, fields = _asked(call)
    month = _month(call, fields)
    typed = {key: call.text(fields, key, longest=MOST_TEXT) for key in ("remarks", "demands")}
    report, refused = _previewed(
        access,
        lambda: month_of(
            call.view.workspace, call.view.today, month, **typed, to=tuple(names_of(fields, "to"))
        ),
    )
    data: Data = {"month": month.strftime("%Y-%m"), "report": plain_data(report), "why": refused}
    extra = {
        "months": _months(call.view.today),
        "typed": typed,
        **_common(call, access, "monthly", report, fields),
    }
    return Answer({**data, "issued": extra["labels"]}, "monthly.html", extra)


def slip(call: Call) -> Answer:
    """The 送阅件 of a day as it would read with what was typed (GET and POST),
    and the issued ones.
    """
    access, fields = _asked(call)
    today = call.view.today
    day = day_of(fields, "day") or today
    typed = {"proposal": call.text(fields, "proposal", longest=MOST_TEXT)}
    report, refused = _previewed(
        access,
        lambda: slip_of(
            call.view.workspace, today, day, typed["proposal"], tuple(names_of(fields, "to"))
        ),
    )
    data: Data = {"day": day.isoformat(), "report": plain_data(report), "why": refused}
    extra = {
        "day_from": today - timedelta(days=31),
        "typed": typed,
        **_common(call, access, "slip", report, fields),
    }
    return Answer({**data, "issued": extra["labels"]}, "slip.html", extra)


def _asked(call: Call) -> tuple[Access, Data]:
    """The rights of the visitor, and what was asked for: by the address, or by the form."""
    access = Access(call.view, call.who)
    access.some("see_scores")
    # A preview of long texts goes by POST: they would not fit into an address.
    fields: Data = call.fields() if call.request.method == "POST" else dict(call.query)
    return access, fields


def _previewed(access: Access, made: Callable[[], Any]) -> tuple[Any, str]:
    """The report, where the visitor may see it before it is issued; else why there is none."""
    refusal = access.refusal("issue_bulletin")
    if refusal is not None:
        return None, f"还没有印发的，由督办起草。{refusal.message}"
    try:
        return made(), ""
    except RefusedError as error:
        return None, str(error)


def _common(
    call: Call, access: Access, kind: PaperKind, report: Any, fields: Data
) -> dict[str, Any]:
    """What both pages show beside the report."""
    workspace = call.view.workspace
    issued = [paper for paper in papers_seen(access) if paper.kind == kind]
    leaders = workspace.people.holding("领导")
    chosen = names_of(fields, "to") or list(leaders)
    others = [name for name in workspace.people.approvers if name not in leaders]
    return {
        "shown": report,
        "issued": issued,
        "labels": [paper.label for paper in issued],
        "people": [*leaders, *others],
        "chosen": chosen,
        "units": names_of(fields, "units"),
        "unit_names": workspace.units.names,
        "may_issue": report is not None and access.may("issue_bulletin"),
    }


def _month(call: Call, fields: Data) -> date:
    """The first day of the month that is asked for, of this one where none is. Raises 422."""
    text = call.text(fields, "month", longest=20)
    if not text:
        return call.view.today.replace(day=1)
    try:
        # Python reads 202611 and 2026-W47 as days too; people would not know what they get.
        if not MONTH.fullmatch(text):
            raise ValueError(text)
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise invalid_at("month", f"“{text}”不是月份，写成 2026-11 这样") from None


def _months(today: date) -> list[date]:
    """The months that are offered, this one first."""
    months = [today.replace(day=1)]
    while len(months) < MONTHS:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    return months


def issuing_month(call: Call) -> Answer:
    """Issues the report of a month."""
    fields = call.fields()
    month = _month(call, fields)
    remarks, demands = (call.text(fields, key, longest=MOST_TEXT) for key in ("remarks", "demands"))
    to, units = names_of(fields, "to"), names_of(fields, "units")
    return _issued(
        call,
        fields,
        "monthly",
        lambda changes: issue_monthly(
            changes, month, remarks=remarks, demands=demands, to=to, units=units
        ),
    )


def issuing_slip(call: Call) -> Answer:
    """Issues a 送阅件."""
    fields = call.fields()
    day = day_of(fields, "day") or call.view.today
    proposal = call.text(fields, "proposal", longest=MOST_TEXT)
    to = names_of(fields, "to")
    return _issued(
        call, fields, "slip", lambda changes: issue_slip(changes, day, proposal=proposal, to=to)
    )


def _issued(
    call: Call, fields: Data, kind: PaperKind, plan: Callable[[ChangeSet], Paper]
) -> Answer:
    """Carries out the issue, and tells whom the paper goes to."""
    Access(call.view, call.who).ask("issue_bulletin")
    made = carry_out(call, f"papers {kind}", plan, call.save_id(fields))
    if made is None:
        return Answer({"ok": True}, location="/r/papers")
    url = f"/r/papers/{made.number}"
    text = f"{made.label}送你阅" if kind == "slip" else f"{made.label}已印发"
    tell_people(call, made.to, kind, made.label, text, url=url)
    tell_unit(call, made.units, kind, made.label, f"{KIND_NAMES[kind]}{made.label}已印发", url=url)
    data = {**paper_data(call.view.workspace, made), "version": call.view.version}
    return Answer(data, location=url)


SPOTS = (
    get("/r/monthly", monthly),
    post("/r/monthly", monthly),
    post("/r/monthly/issue", issuing_month),
    get("/r/slip", slip),
    post("/r/slip", slip),
    post("/r/slip/issue", issuing_slip),
)
