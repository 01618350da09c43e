"""S11: the inspector's list and one indicator, its evidence beside the claim, and the verified
finding.
"""

from __future__ import annotations

import json
import re
from typing import Any

from markupsafe import Markup, escape

from scoring.documents.explaining import finding_text
from scoring.engine import NodeResult
from scoring.evidence.model import CAPTION
from scoring.rounds.finding import on_the_spot
from scoring.rounds.model import Round
from scoring.values import plain as plain_number
from scoring.workbench.access import Access
from scoring.workbench.desk import FINDINGS
from scoring.workbench.drawing import draw
from scoring.workbench.pages.evidence import shown_part
from scoring.workbench.photographs import photos_of
from scoring.workbench.routing import get, put
from scoring.workbench.saving import author, digest_of, replacing, save, trouble_of
from scoring.workbench.views import inspection
from scoring.workbench.views import scores as score_views
from scoring.workbench.views.indicator import offered_for, requirements
from scoring.workbench.views.inspection import round_of, row, sample_codes, state
from scoring.workbench.web import Answer, Call, Data, forbidden, invalid, not_found
from scoring.workspace.changes import Change, Saved, plain

REASONS = ("缺页", "不在时间窗", "没有公章", "与台账不一致", "无法打开")
TEXTS = ("score", "reason", "opinion", "place", "note", "penalty")
LISTS = ("opened", "untrue", "people")


def one(call: Call) -> Answer:
    """One indicator of the sample with its evidence in place."""
    view, access = call.view, Access(call.view, call.who)
    access.some("verify")
    round_, item = asked(call, access)
    code = item.node.code
    data = {
        **row(call, round_, code),
        "round": round_.id,
        "requirements": requirements(view, access, item),
    }
    data["handed_in"] = inspection.handed(view, access, round_)
    pieces = offered_for(view, code)
    ident = call.query.get("piece", "")
    chosen = next((pair for pair in pieces if pair[0].id == ident), pieces[0] if pieces else None)
    page = _page_asked(call, chosen)
    codes = sample_codes(view, access, round_)
    entry = data["finding"] or {}
    place = codes.index(code)
    extra = {
        "round": round_,
        "item": item,
        "node": item.node,
        "entry": entry,
        "list": _list(call, round_, codes, code),
        "of": len(codes),
        "done": inspection.done(round_, codes),
        "pieces": pieces,
        "opened": set(entry.get("opened") or ()),
        "chosen": chosen,
        "shown": shown_part(call, chosen[0], page) if chosen else None,
        "page": page,
        "claim": finding_text(item.leaf.finding, item.node.rule)
        if item.leaf and item.leaf.finding
        else "没有自评",
        "lead": "、".join(item.node.lead),
        "opinions": inspection.OPINIONS,
        "reasons": REASONS,
        "elements": CAPTION,
        "photos": json.dumps(entry.get("photos") or [], ensure_ascii=False),
        "on_the_spot": on_the_spot(item.node.record.methods),
        "asks_penalty": view.assessment.tree.head.untrue is None,
        "next": codes[place + 1] if place + 1 < len(codes) else "",
        "closed": _closed(call, access, round_, code),
        "draft": call.office.store.drafts.find(call.who.account.id, f"verify:{round_.id}/{code}"),
    }
    if chosen and "ahead" not in call.query:
        call.office.record("evidence viewed", by=call.who.name, what=chosen[0].id)
    return Answer(data, "verify.html", extra)


def _list(call: Call, round_: Round, codes: list[str], code: str) -> Markup:
    """The sample down the side of the page: drawn once for a state, and marked where one is."""
    view = call.view

    def drawn() -> str:
        rows = [(view.assessment.by_code[other], state(round_, other)) for other in codes]
        return draw("verify_list.html", {"rows": rows, "round": round_})

    text = view.once(("verify list", round_.id, call.who.name), drawn)
    here = f'href="{escape(f"/v/{round_.id}/{code}")}"'
    return Markup(text.replace(here, f'{here} aria-current="page"', 1))  # noqa: S704 - drawn escaped


def _page_asked(call: Call, chosen: Any) -> int:
    """The page of the address, else the one where the register says that the proof stands."""
    if call.query.get("page"):
        return call.page
    if chosen:
        return first_page(chosen[1].locate)
    return 1


def first_page(locate: str | None) -> int:
    """The page that a place like 第3页 or P12-14 names; 1 where it names none."""
    match = re.search(r"(?:第\s*|[Pp]\.?\s*)(\d{1,4})\s*(?:页|[-—–至、,，]|$)", locate or "")
    if match:
        return max(1, int(match[1]))
    return 1


def asked(call: Call, access: Access) -> tuple[Round, NodeResult]:
    """The round and the leaf of the address. Raises 404, and 403 where the leaf is not this
    visitor's.
    """
    view = call.view
    round_ = round_of(view, call.path("round"))
    item = view.assessment.by_code.get(call.path("code"))
    if item is None or item.leaf is None:
        raise not_found(f"没有“{call.path('code')[:40]}”这一项指标")
    if item.node.code not in sample_codes(view, access, round_):
        access.ask("verify", access.indicator(item.node))
        raise not_found(f"“{item.node.code}”不在这一轮的抽样里")
    return round_, item


def _closed(call: Call, access: Access, round_: Round, code: str) -> str:
    """Why this visitor does not mark this indicator any more, or at all; "" where he may."""
    locked = round_.head.locked
    if locked is not None:
        return f"这一轮已由{locked.by}于 {locked.on} 定稿"
    if inspection.handed(call.view, access, round_):
        return "你已经交卷；要改的，请评查组长退回"
    if why := inspection.barred(call.view, call.who.name, code):
        return f"{why}，你要回避，请评查组长换人"
    if other := inspection.taken_by(call, round_, code):
        return f"{code} 在这一轮已由{other}评过；要两个人各自评的，请评查组长另开一轮"
    return ""


def write(call: Call) -> Answer:
    """The verified finding of one indicator; with ``?preview=1`` it only says what it would
    give.
    """
    view, access = call.view, Access(call.view, call.who)
    access.some("verify")
    round_, item = asked(call, access)
    code = item.node.code
    may_mark(call, access, round_, item)
    fields = call.fields()
    stored = call.office.desk.record(view, round_.file, code, FINDINGS)
    current = plain(stored.data) if stored else None
    entry = _entry(call, fields, item)
    if "preview" in call.query and "score" in entry:
        entry.setdefault("reason", "（还没有写）")  # what is said of the score does not wait for it
    if not _states(fields, "photos") and current and current.get("photos"):
        entry["photos"] = current["photos"]  # who does not speak of them leaves them
    base = fields.get("base")
    expected = base if isinstance(base, str) else None
    change = Change("finding", round_.file, code, replacing(entry, current), expected=expected)
    score = inspection.worth(view, round_, item, entry)
    wrong = inspection.contradictions(entry, item, score)
    if "preview" in call.query:
        outcome_, _ = call.office.desk.preview(change, author(call))
        if not isinstance(outcome_, Saved):
            raise trouble_of(outcome_)
        said = [problem["what"] for problem in wrong] + inspection.warnings(entry, item, score)
        given = "" if score is None else plain_number(score)
        digest = stored.version if stored else ""
        return Answer({"version": view.version, "digest": digest, "score": given, "warnings": said})
    if wrong:
        raise invalid(wrong[0]["what"], wrong)
    saved = save(call, [change], f"verify {code}", call.save_id(fields))
    call.office.store.drafts.drop(call.who.account.id, f"verify:{round_.id}/{code}")
    data = {
        "version": call.view.version,
        "digest": digest_of(call, saved, change),
        "node": score_views.node(call.view, code),
        "total": score_views.total(call.view),
    }
    codes = sample_codes(call.view, access, round_)
    place = codes.index(code)
    onward = codes[place + 1] if place + 1 < len(codes) else code
    return Answer(data, location=f"/v/{round_.id}/{onward}")


def may_mark(call: Call, access: Access, round_: Round, item: NodeResult) -> None:
    """Raises 403 with who may where this visitor does not mark this indicator now."""
    reason = _closed(call, access, round_, item.node.code)
    if reason:
        people = access.workspace.people
        if "评查组长" in reason or "定稿" in reason:
            holding = people.holding("评查组长")
        else:
            holding = people.holding("评查")
        raise forbidden(
            reason, [name for name in holding if not people.same_hand(name, call.who.name)]
        )


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
        raise invalid(
            "核验人只能是登录的本人", [{"field": "by", "what": "核验人只能是登录的本人", "fix": ""}]
        )
    entry: dict[str, Any] = {**finding, "by": call.who.name}
    if "photos" in entry:
        entry["photos"] = [] if "preview" in call.query else photos_of(call, entry["photos"])
    entry.pop("arbitrates", None)  # settling a difference is an act of its own
    if item.marks.claimed:
        entry.setdefault("claimed", plain_number(item.marks.claimed))
    return {key: value for key, value in entry.items() if value not in (None, "", [])}


def _states(fields: Data, key: str) -> bool:
    """Whether a request says anything of a key of the finding."""
    inner = fields.get("finding", fields.get("fields", fields))
    return isinstance(inner, dict) and key in inner


def _from_form(flat: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key in TEXTS:
        value = str(flat.get(key) or "").strip()
        if value:
            found[key] = value
    for key in LISTS:
        stated: Any = flat.get(key)
        if isinstance(stated, list):
            names = stated
        else:
            names = str(stated or "").replace("、", " ").split()
        if names:
            found[key] = [str(name) for name in names]
    if flat.get("photos"):
        found["photos"] = flat["photos"]
    if found.get("opinion") == "无法核实":
        found.pop("score", None)
    return found


SPOTS = (get("/v/{round}/{code}", one), put("/v/{round}/{code}", write))
