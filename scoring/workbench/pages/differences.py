"""S12: where inspectors differ by more than the workspace allows, side by side, and the decision of
a third person.
"""

from __future__ import annotations

from typing import Any

from scoring.actions.drawing import second_round
from scoring.actions.inspection import arbitrate as settle
from scoring.documents.data import scores
from scoring.documents.explaining import finding_text
from scoring.inspection.arbitration import Case, terms_of
from scoring.rounds.impartial import partial_arbiter
from scoring.rounds.model import Round
from scoring.values import rounded
from scoring.workbench.access import Access
from scoring.workbench.desk import View
from scoring.workbench.routing import get, post
from scoring.workbench.saving import carry_out
from scoring.workbench.telling import tell_people
from scoring.workbench.views import scores as score_views
from scoring.workbench.views.differing import all_cases, arbiters, needs_settling, waiting
from scoring.workbench.views.inspection import round_of, worth
from scoring.workbench.web import Answer, Call, Data, forbidden, invalid, not_found
from scoring.workspace.changes import ChangeSet, RefusedError


def differences(call: Call) -> Answer:
    """Every difference of which both marks were handed in; those that wait for a decision first."""
    view, access = call.view, Access(call.view, call.who)
    access.ask("arbitrate")
    round_ = round_of(view, call.path("round"))
    found = [case for case in all_cases(view) if needs_settling(view, case)]
    rows = [_data(view, case) for case in found]
    extra = {
        "round": round_,
        "cases": found,
        "terms": terms_of(view.workspace),
        "waiting": waiting(view),
        "claims": {
            case.node.code: view.assessment.by_code[case.node.code].marks.claimed for case in found
        },
        "texts": finding_text,
        "may": {case.node.code: _party(view, case, call.who.name) for case in found},
        "arbiters": {case.node.code: arbiters(view, case.node.code) for case in found},
    }
    return Answer({"differences": rows, "waiting": extra["waiting"]}, "differences.html", extra)


def _data(view: View, case: Case) -> Data:
    node = case.node
    marks = [
        {
            "round": one.round,
            "by": one.who,
            "score": "" if one.score is None else rounded(one.score),
            "reason": one.reason,
            "opened": list(one.finding.opened),
            "photos": [
                {"sha256": photo.sha256, "caption": photo.captions} for photo in one.finding.photos
            ],
            "arbitrates": one.arbitrates,
        }
        for one in case.views
    ]
    apart: Data
    if case.spread is None:
        apart = {"apart": None}
    else:
        apart = scores({"apart": case.spread})
    return {
        "code": node.code,
        "name": node.name,
        **apart,
        "rounds": [one.round for one in case.views],
        "marks": marks,
        "settled_by": case.settled_by,
        "arbiters": arbiters(view, node.code),
    }


def _party(view: View, case: Case, name: str) -> str:
    rounds = [item for item in view.workspace.rounds if item.kind == case.kind]
    return partial_arbiter(case.node.code, name, rounds, view.workspace.people)


def arbitrate(call: Call) -> Answer:
    """The decision of a third person: it stands in a round of its own and is what verifies from now
    on.
    """
    view, access = call.view, Access(call.view, call.who)
    access.ask("arbitrate")
    round_ = round_of(view, call.path("round"))
    code = call.path("code")
    case = next((one for one in all_cases(view) if one.node.code == code), None)
    if case is None:
        raise not_found(f"“{code[:40]}”现在没有要仲裁的差异")
    why = _party(view, case, call.who.name)
    if why:
        raise forbidden(why, arbiters(view, code))
    fields = call.fields()
    entry = _entry(call, fields)
    if (
        worth(view, round_, view.assessment.by_code[code], entry) is None
        and "not_applicable" not in entry
    ):
        raise invalid(
            "评分读不出来，或者不在这一项的范围里",
            [{"field": "score", "what": "评分应在 0 和满分之间", "fix": ""}],
        )
    name = _arbitration(call, round_)

    def plan(changes: ChangeSet) -> None:
        judge = next((item for item in changes.workspace.rounds if item.id == name), None)
        if judge is None or code in judge.findings:
            raise RefusedError(f"{code} 已经仲裁过了" if judge else f"没有 {name} 这一轮")
        settle(changes, code, entry, round_id=name)

    carry_out(call, f"round arbitrate {code}", plan, call.save_id(fields))
    parties = [who for one in case.views for who in one.who.split("、") if who]
    text = f"{code} 的差异已由{call.who.name}仲裁：{entry['reason']}"
    tell_people(call, parties, "arbitrated", code, text, url=f"/i/{code}")
    data = {
        "round": name,
        "version": call.view.version,
        "node": score_views.node(call.view, code),
        "total": score_views.total(call.view),
    }
    return Answer(data, location=f"/v/{round_.id}/differences")


def _entry(call: Call, fields: Data) -> dict[str, Any]:
    """The decision in the keys of a round's file: a score with its reason, under the arbiter's own
    name.
    """
    finding = fields.get("finding", fields)
    if not isinstance(finding, dict):
        raise invalid("仲裁要写评分和理由")
    kept = ("score", "reason", "opinion", "note", "not_applicable")
    entry = {key: str(finding[key]).strip() for key in kept if str(finding.get(key) or "").strip()}
    lacking = [key for key in ("reason",) if key not in entry and "not_applicable" not in entry]
    lacking += [key for key in ("score",) if key not in entry and "not_applicable" not in entry]
    if lacking:
        names = {"score": "评分", "reason": "理由"}
        problems = [{"field": key, "what": f"仲裁要写{names[key]}", "fix": ""} for key in lacking]
        raise invalid("仲裁要写评分和理由", problems)
    return entry


def _arbitration(call: Call, round_: Round) -> str:
    """The round of arbitration over the same claim; made where there is none."""
    existing = _existing(call.view, round_)
    if existing is not None:
        return existing.id
    made = carry_out(
        call,
        "round new",
        lambda changes: second_round(
            changes, [call.who.name], round_id=round_.id, arbitration=True
        ),
    )
    return str(made)


def _existing(view: View, round_: Round) -> Round | None:
    """The round of arbitration over the same claim, where there is one."""
    return next(
        (
            item
            for item in view.workspace.rounds
            if item.head.arbitration
            and (item.kind, item.head.basis) == (round_.kind, round_.head.basis)
        ),
        None,
    )


SPOTS = (
    get("/v/{round}/differences", differences),
    post("/v/{round}/differences/{code}", arbitrate),
)
