"""S11: the inspector's list and one indicator, its evidence beside the claim, and the verified finding."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from scoring.documents.data import scores
from scoring.documents.explaining import finding_text
from scoring.engine import NodeResult
from scoring.indicators.model import Indicator
from scoring.rounds.finding import outcome
from scoring.rounds.model import Round
from scoring.rounds.parts import assigned_to
from scoring.values import plain as plain_number
from scoring.workbench.access import Access
from scoring.workbench.desk import FINDINGS, View
from scoring.workbench.pages.evidence import shown_part
from scoring.workbench.routing import get, put
from scoring.workbench.saving import author, digest_of, replacing, save, trouble_of
from scoring.workbench.views.indicator import offered_for, requirements
from scoring.workbench.web import Answer, Call, Data, forbidden, invalid, not_found
from scoring.workspace.changes import Change, Saved, plain

OPINIONS = ("属实", "部分属实", "不实", "无法核实")
REASONS = ("缺页", "不在时间窗", "没有公章", "与台账不一致", "无法打开")


def rounds(call: Call) -> Answer:
    """The inspections that the visitor takes part in."""
    access = Access(call.view, call.who)
    access.some("verify")
    inspections = [item for item in call.view.workspace.rounds if item.kind != "self"]
    rows = [_round_row(call.view, access, item) for item in inspections if sample_codes(call.view, access, item)]
    location = f"/v/{rows[0]['round']}" if len(rows) == 1 else ""
    return Answer({"rounds": rows}, "verify_rounds.html", location=location)


def _round_row(view: View, access: Access, round_: Round) -> Data:
    of = len(sample_codes(view, access, round_))
    return {"round": round_.id, "kind": round_.kind, "of": of, "done": _done(view, access, round_)}


def _done(view: View, access: Access, round_: Round) -> int:
    return sum(code in round_.findings or code in round_.unscored for code in sample_codes(view, access, round_))


def round_of(view: View, name: str) -> Round:
    """An inspection by its name. Raises 404 for anything else."""
    found = next((item for item in view.workspace.rounds if item.id == name and item.kind != "self"), None)
    if found is None:
        raise not_found(f"没有“{name[:40]}”这个核验轮次")
    return found


def sample_codes(view: View, access: Access, round_: Round) -> list[str]:
    """What this visitor verifies in a round: what is assigned to him, or, for who leads, the whole sample."""
    drawn = (
        round_.head.sample.indicators
        if round_.head.sample
        else tuple(leaf.code for leaf in view.assessment.tree.leaves())
    )
    tree = view.assessment.tree
    codes = [code for code in drawn if code in tree.by_code]
    if access.visitor.has("评查组长"):
        return codes
    people = access.workspace.people
    return [
        code
        for code in codes
        if any(people.same_hand(access.visitor.name, name) for name in assigned_to(round_.head.assignments, code, tree))
    ]


def sample(call: Call) -> Answer:
    """The sample of this inspector in one round."""
    view, access = call.view, Access(call.view, call.who)
    access.some("verify")
    round_ = round_of(view, call.path("round"))
    codes = sample_codes(view, access, round_)
    rows = [_row(call, round_, code) for code in codes]
    data = {"round": round_.id, "kind": round_.kind, "basis": round_.head.basis or "", "sample": rows}
    first = next((row["code"] for row in rows if not row["finding"]), codes[0] if codes else "")
    if not call.json and first:
        return Answer(data, location=f"/v/{round_.id}/{first}")
    return Answer(data, "verify_empty.html", {"round": round_})


def _row(call: Call, round_: Round, code: str) -> Data:
    item = call.view.assessment.by_code[code]
    stored = call.office.desk.record(call.view, round_.file, code, FINDINGS)
    return {
        "code": code,
        "name": item.node.name,
        **scores({"points": item.node.points, "claimed": item.marks.claimed}),
        "finding": plain(stored.data) if stored else None,
        "digest": stored.version if stored else "",
    }


def one(call: Call) -> Answer:
    """One indicator of the sample with its evidence in place."""
    view, access = call.view, Access(call.view, call.who)
    access.some("verify")
    round_, item = _asked(call, access)
    code = item.node.code
    row = _row(call, round_, code)
    data = {**row, "round": round_.id, "requirements": requirements(view, access, item)}
    pieces = offered_for(view, code)
    ident = call.query.get("piece", "")
    chosen = next((pair for pair in pieces if pair[0].id == ident), pieces[0] if pieces else None)
    page = max(1, int(call.query["page"])) if call.query.get("page", "").isdigit() else 1
    codes = sample_codes(view, access, round_)
    entry = row["finding"] or {}
    opened = set(entry.get("opened") or ())
    place = codes.index(code)
    extra = {
        "round": round_,
        "item": item,
        "node": item.node,
        "entry": entry,
        "list": [(view.assessment.by_code[other], _state(round_, other)) for other in codes],
        "done": _done(view, access, round_),
        "pieces": pieces,
        "opened": opened,
        "chosen": chosen,
        "shown": shown_part(call, chosen[0], page) if chosen else None,
        "page": page,
        "claim": finding_text(item.leaf.finding) if item.leaf and item.leaf.finding else "没有自评",
        "lead": "、".join(item.node.lead),
        "opinions": OPINIONS,
        "reasons": REASONS,
        "next": codes[place + 1] if place + 1 < len(codes) else "",
        "differ": view.workspace.head.inspection.differ,
        "draft": call.office.store.drafts.find(call.who.account.id, f"verify:{round_.id}/{code}"),
    }
    if chosen:
        call.office.record("evidence viewed", by=call.who.name, what=chosen[0].id)
    return Answer(data, "verify.html", extra)


def _state(round_: Round, code: str) -> str:
    return "done" if code in round_.findings else "open" if code not in round_.unscored else "unsure"


def _asked(call: Call, access: Access) -> tuple[Round, NodeResult]:
    """The round and the leaf of the address. Raises 404, and 403 where the leaf is not this visitor's."""
    view = call.view
    round_ = round_of(view, call.path("round"))
    item = view.assessment.by_code.get(call.path("code"))
    if item is None or item.leaf is None:
        raise not_found(f"没有“{call.path('code')[:40]}”这一项指标")
    if item.node.code not in sample_codes(view, access, round_):
        access.ask("verify", access.indicator(item.node))
        raise not_found(f"“{item.node.code}”不在这一轮的抽样里")
    return round_, item


def write(call: Call) -> Answer:
    """The verified finding of one indicator; with ``?preview=1`` it only says what it would give."""
    view, access = call.view, Access(call.view, call.who)
    access.some("verify")
    round_, item = _asked(call, access)
    _avoided(call, access, item.node)
    locked = round_.head.locked
    if locked is not None:
        who = access.workspace.people.holding("评查组长")
        raise forbidden(f"这一轮已由{locked.by}于 {locked.on} 定稿", who)
    fields = call.fields()
    stored = call.office.desk.record(view, round_.file, item.node.code, FINDINGS)
    current = plain(stored.data) if stored else None
    entry = _entry(call, fields, item)
    base = fields.get("base")
    expected = base if isinstance(base, str) else None
    change = Change("finding", round_.file, item.node.code, replacing(entry, current), expected=expected)
    if "preview" in call.query:
        outcome_, _ = call.office.desk.preview(change, author(call))
        if not isinstance(outcome_, Saved):
            raise trouble_of(outcome_)
        return Answer(
            {"version": view.version, "digest": stored.version if stored else "", "warnings": _warnings(entry, item)}
        )
    wrong = _contradictions(entry, item)
    if wrong:
        raise invalid(wrong[0]["what"], wrong)
    saved = save(call, [change], f"verify {item.node.code}", call.save_id(fields))
    call.office.store.drafts.drop(call.who.account.id, f"verify:{round_.id}/{item.node.code}")
    from scoring.workbench.views import scores as score_views

    data = {
        "version": call.view.version,
        "digest": digest_of(call, saved, change),
        "node": score_views.node(call.view, item.node.code),
        "total": score_views.total(call.view),
    }
    codes = sample_codes(call.view, access, round_)
    place = codes.index(item.node.code)
    onward = codes[place + 1] if place + 1 < len(codes) else item.node.code
    return Answer(data, location=f"/v/{round_.id}/{onward}")


def _avoided(call: Call, access: Access, node: Indicator) -> None:
    """回避: nobody verifies an indicator of the own unit, or evidence that he has accepted or handed in."""
    units = access.workspace.units
    people = access.workspace.people
    leading = {member for name in node.lead for member in units.expand(name)}
    others = [name for name in people.holding("评查", "评查组长") if not people.same_hand(name, call.who.name)]
    if not leading.isdisjoint(call.who.units):
        raise forbidden(f"{node.code} 由{call.who.units[0]}牵头，你要回避，请评查组长换人", others)
    for record, _ in offered_for(call.view, node.code):
        if record.review.state == "accepted" and people.same_hand(record.review.by, call.who.name):
            raise forbidden(f"{node.code} 的佐证 {record.id} 是你审核通过的，你要回避，请评查组长换人", others)


def _entry(call: Call, fields: Data, item: NodeResult) -> dict[str, Any]:
    """The finding in the keys of the round's file, under the visitor's own name."""
    finding = fields.get("finding")
    if finding is None:
        flat = fields.get("fields", fields)
        finding = _from_form(flat if isinstance(flat, dict) else {})
    if not isinstance(finding, dict) or not finding:
        raise invalid("还没有填写")
    given = finding.get("by")
    if given and not call.view.workspace.people.same_hand(str(given), call.who.name):
        raise invalid("核验人只能是登录的本人", [{"field": "by", "what": "核验人只能是登录的本人", "fix": ""}])
    entry: dict[str, Any] = {**finding, "by": call.who.name}
    if item.marks.claimed:
        entry.setdefault("claimed", plain_number(item.marks.claimed))
    return {key: value for key, value in entry.items() if value not in (None, "")}


def _from_form(flat: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key in ("score", "reason", "opinion", "place", "note"):
        value = str(flat.get(key) or "").strip()
        if value:
            found[key] = value
    for key in ("opened", "untrue", "people"):
        stated: Any = flat.get(key)
        names = stated if isinstance(stated, list) else str(stated or "").replace("、", " ").split()
        if names:
            found[key] = [str(name) for name in names]
    if found.get("opinion") == "无法核实":
        found.pop("score", None)
    return found


def _contradictions(entry: dict[str, Any], item: NodeResult) -> list[Data]:
    """What does not go together: 属实 with less than the claim, 不实 with full mark."""
    score = _score(entry)
    claimed = item.marks.claimed
    if score is None:
        return []
    if entry.get("opinion") == "属实" and score < claimed:
        return [
            {"field": "opinion", "what": "意见写“属实”，评分却比自评低", "fix": "意见改成“部分属实”，或者按自评给分"}
        ]
    if entry.get("opinion") == "不实" and score == item.node.points and item.node.points:
        return [{"field": "opinion", "what": "意见写“不实”，评分却是满分", "fix": "改意见，或者改评分"}]
    return []


def _warnings(entry: dict[str, Any], item: NodeResult) -> list[str]:
    found = [problem["what"] for problem in _contradictions(entry, item)]
    score = _score(entry)
    if score is not None and score > item.marks.claimed:
        found.append("评分比自评高，请写清为什么")
    return found


def _score(entry: dict[str, Any]) -> Fraction | None:
    try:
        return Fraction(str(entry["score"])) if "score" in entry else None
    except (ValueError, ZeroDivisionError):
        return None


def differences(call: Call) -> Answer:
    """S12: where inspectors differ by more than the workspace allows, side by side."""
    view, access = call.view, Access(call.view, call.who)
    access.ask("arbitrate")
    round_of(view, call.path("round"))
    terms = view.workspace.head.inspection
    rows = [row for item in view.assessment.leaves() if (row := _difference(view, item)) is not None]
    rows = [row for row in rows if row["apart"] > (terms.limit(row["item"].node) or 0)]
    data = {"differences": [_difference_data(row) for row in rows]}
    return Answer(data, "differences.html", {"rows": rows, "most": terms.differ})


def _difference(view: View, item: NodeResult) -> dict[str, Any] | None:
    """The marks of several inspectors on one leaf; None where there are not two."""
    code = item.node.code
    marks = []
    for round_ in view.workspace.rounds:
        finding = round_.findings.get(code) if round_.kind != "self" else None
        if finding is not None and finding.scored and finding.not_applicable is None:
            marks.append((round_.id, finding, outcome(item.node, finding).score))
    if len(marks) < 2:
        return None
    values = [value for *_, value in marks]
    texts = [
        {"round": name, "text": finding_text(finding), "by": finding.by or "", "score": value}
        for name, finding, value in marks
    ]
    return {"item": item, "marks": texts, "apart": max(values) - min(values)}


def _difference_data(row: dict[str, Any]) -> Data:
    node = row["item"].node
    rounds_ = [mark["round"] for mark in row["marks"]]
    return {"code": node.code, "name": node.name, **scores({"apart": row["apart"]}), "rounds": rounds_}


SPOTS = (
    get("/v", rounds),
    get("/v/{round}", sample),
    get("/v/{round}/differences", differences),
    get("/v/{round}/{code}", one),
    put("/v/{round}/{code}", write),
)
