"""S12: where inspectors differ by more than the workspace allows, side by side, and the decision of
a third person.
"""

from __future__ import annotations

from typing import Any

from scoring.actions.drawing import second_round
from scoring.actions.inspection import arbitrate as settle
from scoring.documents.data import scores
from scoring.inspection.arbitration import Case, Opposed, terms_of
from scoring.inspection.avoidance import barred_arbiter
from scoring.rounds.model import Round
from scoring.values import format_fixed
from scoring.views.finding import finding_text
from scoring.workbench.access import Access
from scoring.workbench.desk import View
from scoring.workbench.routing import get, post
from scoring.workbench.saving import carry_out
from scoring.workbench.telling import tell_people
from scoring.workbench.views import scores as score_views
from scoring.workbench.views.differing import all_cases, arbiters, needs_settling, waiting
from scoring.workbench.views.inspection import round_of, worth
from scoring.workbench.web import (
    Answer,
    Call,
    Data,
    fault_at,
    forbidden,
    invalid,
    invalid_at,
    not_found,
)
from scoring.workspace.changes import ChangeSet, RefusedError


def differences(call: Call) -> Answer:
    """Every difference of which both marks were handed in; those that wait for a decision first."""
    view, access = call.view, Access(call.view, call.who)
    access.ask("arbitrate")
    round_ = round_of(view, call.path("round"))
    # Only where both have handed in: the list alone would tell one inspector of the other's mark.
    cases = [case for case in all_cases(view) if needs_settling(view, case)]
    by_code = {case.node.code: case for case in cases}
    results = view.assessment.by_code
    extra = {
        "round": round_,
        "cases": cases,
        "terms": terms_of(view.workspace),
        "waiting": waiting(view),
        "claims": {code: results[code].marks.claimed for code in by_code},
        "texts": finding_text,
        "may": {code: _party(view, case, call.who.name) for code, case in by_code.items()},
        "arbiters": {code: arbiters(view, code, case.kind) for code, case in by_code.items()},
    }
    data = {"differences": [_data(view, case) for case in cases], "waiting": extra["waiting"]}
    return Answer(data, "differences.html", extra)


def _data(view: View, case: Case) -> Data:
    node = case.node
    apart: Data = {"apart": None}
    if case.spread is not None:
        apart = scores({"apart": case.spread})
    return {
        "code": node.code,
        "name": node.name,
        **apart,
        "rounds": [one.round for one in case.views],
        "marks": [_mark_data(one) for one in case.views],
        "settled_by": case.settled_by,
        "arbiters": arbiters(view, node.code, case.kind),
    }


def _mark_data(one: Opposed) -> Data:
    """What one inspector gave, and on what ground."""
    finding = one.finding
    photos = [{"sha256": photo.sha256, "caption": photo.captions} for photo in finding.photos]
    return {
        "round": one.round,
        "by": one.who,
        "score": "" if one.score is None else format_fixed(one.score),
        "reason": one.reason,
        "opened": list(finding.opened),
        "photos": photos,
        "arbitrates": one.arbitrates,
    }


def _party(view: View, case: Case, name: str) -> str:
    rounds = [item for item in view.workspace.rounds if item.kind == case.kind]
    return barred_arbiter(view.workspace, name, case.node.code, case.kind, rounds)


def arbitrate(call: Call) -> Answer:
    """The decision of a third person: it stands in a round
    of its own and is what verifies from now on.
    """
    view, access = call.view, Access(call.view, call.who)
    access.ask("arbitrate")
    round_ = round_of(view, call.path("round"))
    case = _case_asked(call)
    code = case.node.code
    fields = call.fields()
    entry = _entry(fields)
    score = worth(view, round_, view.assessment.by_code[code], entry)
    if score is None and "not_applicable" not in entry:
        problem = "评分读不出来，或者不在这一项的范围里"
        raise invalid_at("score", problem, what="评分应在 0 和满分之间")
    name = _arbitration(call, round_)

    def plan(changes: ChangeSet) -> None:
        judge = next((item for item in changes.workspace.rounds if item.id == name), None)
        if judge is None:
            raise RefusedError(f"没有 {name} 这一轮")
        if code in judge.findings:  # another arbiter was faster
            raise RefusedError(f"{code} 已经仲裁过了")
        # In a round of its own: the marks of both inspectors stay as they were given.
        settle(changes, code, entry, round_id=name)

    carry_out(call, f"round arbitrate {code}", plan, call.save_id(fields))
    ground = entry.get("reason") or entry["not_applicable"]
    parties = [who for one in case.views for who in one.who.split("、") if who]
    text = f"{code} 的差异已由{call.who.name}仲裁：{ground}"
    tell_people(call, parties, "arbitrated", code, text, url=f"/i/{code}")
    data = {
        "round": name,
        "version": call.view.version,
        "node": score_views.node(call.view, code),
        "total": score_views.total(call.view),
    }
    return Answer(data, location=f"/v/{round_.id}/differences")


def _case_asked(call: Call) -> Case:
    """The difference of the address, where this visitor may settle it. Raises 404 and 403."""
    view, code = call.view, call.path("code")
    case = next((one for one in all_cases(view) if one.node.code == code), None)
    if case is None:
        raise not_found(f"“{code[:40]}”现在没有要仲裁的差异")
    # Whoever gave one of the marks, or is of the unit concerned, does not decide between them.
    if reason := _party(view, case, call.who.name):
        raise forbidden(reason, arbiters(view, code, case.kind))
    return case


def _entry(fields: Data) -> dict[str, Any]:
    """The decision in the keys of a round's file: a score with its reason,
    under the arbiter's own name.
    """
    finding = fields.get("finding", fields)
    if not isinstance(finding, dict):
        raise invalid("仲裁要写评分和理由")
    keys = ("score", "reason", "opinion", "note", "not_applicable")
    texts = {key: str(finding.get(key) or "").strip() for key in keys}
    entry: dict[str, Any] = {key: text for key, text in texts.items() if text}
    if "not_applicable" not in entry:
        needed = {"reason": "仲裁要写理由", "score": "仲裁要写评分"}
        faults = [fault_at(key, what) for key, what in needed.items() if key not in entry]
        if faults:
            raise invalid("仲裁要写评分和理由", faults)
    return entry


def _arbitration(call: Call, round_: Round) -> str:
    """The round of arbitration over the same claim; made where there is none."""
    same = (round_.kind, round_.head.basis)
    for item in call.view.workspace.rounds:
        # One round of arbitration for all differences: its marks go before those of both parties.
        if item.head.arbitration and (item.kind, item.head.basis) == same:
            return item.id
    new = carry_out(
        call,
        "round new",
        lambda changes: second_round(
            changes, [call.who.name], round_id=round_.id, arbitration=True
        ),
    )
    return str(new)


SPOTS = (
    get("/v/{round}/differences", differences),
    post("/v/{round}/differences/{code}", arbitrate),
)
