"""S11: the inspector's list and one indicator, its evidence beside the claim,
and the verified finding.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from markupsafe import Markup, escape

from scoring.engine import NodeResult
from scoring.evidence.model import CAPTION, Evidence, Proof
from scoring.evidence.places import pages_named
from scoring.rounds.finding import on_the_spot
from scoring.rounds.model import Round
from scoring.values import format_short
from scoring.views.finding import finding_text
from scoring.workbench.access import Access
from scoring.workbench.desk import FINDINGS
from scoring.workbench.drawing import draw
from scoring.workbench.pages.evidence import shown_part
from scoring.workbench.pages.indicators import following
from scoring.workbench.photographs import photos_of
from scoring.workbench.routing import get, put
from scoring.workbench.saving import author, digest_now, digest_of, replacing, save, trouble_of
from scoring.workbench.views import inspection
from scoring.workbench.views import scores as score_views
from scoring.workbench.views.indicator import offered_for, requirements
from scoring.workbench.views.inspection import round_of, row, sample_codes, state
from scoring.workbench.web import (
    Answer,
    Call,
    Data,
    base_of,
    forbidden,
    invalid,
    invalid_at,
    not_found,
)
from scoring.workspace.changes import Change, Saved, plain

REASONS = ("缺页", "不在时间窗", "没有公章", "与台账不一致", "无法打开")
TEXTS = ("score", "reason", "opinion", "place", "note", "penalty")
LISTS = ("opened", "untrue", "people")
Offered = tuple[Evidence, Proof]
"""A piece that was handed in for an indicator, with what it proves there."""


def one(call: Call) -> Answer:
    """One indicator of the sample with its evidence in place."""
    view, access = call.view, Access(call.view, call.who)
    access.some("verify")
    round_, item = asked(call, access)
    node, code = item.node, item.node.code
    data = {
        **row(call, round_, code),
        "round": round_.id,
        "requirements": requirements(view, access, item),
        "handed_in": inspection.handed(access, round_),
    }
    pieces = offered_for(view, code)
    chosen = _piece_asked(call, pieces)
    page = _page_asked(call, chosen)
    codes = sample_codes(view, access, round_)
    entry = data["finding"] or {}
    extra = {
        "round": round_,
        "item": item,
        "node": node,
        "entry": entry,
        "list": _list(call, round_, codes, code),
        "of": len(codes),
        "done": inspection.done(round_, codes),
        "pieces": pieces,
        "opened": set(entry.get("opened") or ()),
        "chosen": chosen,
        "shown": shown_part(call, chosen[0], page) if chosen else None,
        "page": page,
        "claim": _claim(item),
        "lead": "、".join(node.lead),
        "opinions": inspection.OPINIONS,
        "reasons": REASONS,
        "elements": CAPTION,
        "photos": json.dumps(entry.get("photos") or [], ensure_ascii=False),
        "on_the_spot": on_the_spot(node.record.methods),
        "asks_penalty": view.assessment.tree.head.untrue is None,
        "next": following(codes, code),
        "closed": _closed(call, access, round_, code),
        "draft": call.office.store.drafts.find(call.who.account.id, f"verify:{round_.id}/{code}"),
    }
    # A page that is fetched ahead was not looked at by anybody yet.
    if chosen and "ahead" not in call.query:
        call.office.record("evidence viewed", by=call.who.name, what=chosen[0].id)
    return Answer(data, "verify.html", extra)


def _piece_asked(call: Call, pieces: Sequence[Offered]) -> Offered | None:
    """The piece of the address, else the first one; None where nothing was handed in."""
    ident = call.query.get("piece", "")
    for pair in pieces:
        if pair[0].id == ident:
            return pair
    return pieces[0] if pieces else None


def _claim(item: NodeResult) -> str:
    """The facts as the county wrote them."""
    if item.leaf is None or item.leaf.finding is None:
        return "没有自评"
    return finding_text(item.leaf.finding, item.node.rule)


def _list(call: Call, round_: Round, codes: list[str], code: str) -> Markup:
    """The sample down the side of the page: drawn once for a state, and marked where one is."""
    view = call.view

    def drawn() -> str:
        rows = [(view.assessment.by_code[other], state(round_, other)) for other in codes]
        return draw("verify_list.html", {"rows": rows, "round": round_})

    text = view.once(("verify list", round_.id, call.who.name), drawn)
    here = f'href="{escape(f"/v/{round_.id}/{code}")}"'
    # Marked in the text: drawing a sample of a hundred anew for each page cost more than the page.
    return Markup(text.replace(here, f'{here} aria-current="page"', 1))  # noqa: S704 - drawn escaped


def _page_asked(call: Call, chosen: Offered | None) -> int:
    """The page of the address, else the one where the register says that the proof stands."""
    if call.query.get("page"):
        return call.page
    if chosen:
        return first_page(chosen[1].locate)
    return 1


def first_page(locate: str | None) -> int:
    """The page that a place like 第3页 or P12-14 names; 1 where it names none."""
    if pages := pages_named(locate or ""):
        return pages[0]
    # The register is typed by thirty units, and 页 is left out by some: 第3 means a page as well.
    match = re.search(r"(?:第\s*|[Pp]\.?\s*)(\d{1,4})\s*(?:页|[-—–至、,，]|$)", locate or "")
    if match:
        return max(1, int(match[1]))
    return 1


def asked(call: Call, access: Access) -> tuple[Round, NodeResult]:
    """The round and the leaf of the address. Raises 404,
    and 403 where the leaf is not this visitor's.
    """
    view = call.view
    round_ = round_of(view, call.path("round"))
    item = view.assessment.by_code.get(call.path("code"))
    if item is None or item.leaf is None:
        raise not_found(f"没有“{call.path('code')[:40]}”这一项指标")
    # Rights first, so that who may never see it does not learn whether it was drawn.
    if item.node.code not in sample_codes(view, access, round_):
        access.ask("verify", access.indicator(item.node))
        raise not_found(f"“{item.node.code}”不在这一轮的抽样里")
    return round_, item


def _closed(call: Call, access: Access, round_: Round, code: str) -> str:
    """Why this visitor does not mark this indicator any more, or at all; "" where he may."""
    locked = round_.head.locked
    if locked is not None:
        return f"这一轮已由{locked.by}于 {locked.on} 定稿"
    if inspection.handed(access, round_):
        return "你已经交卷；要改的，请评查组长退回"
    if why := inspection.barred(call.view, call.who.name, code):
        return f"{why}，你要回避，请评查组长换人"
    if other := inspection.taken_by(call, round_, code):
        return f"{code} 在这一轮已由{other}评过；要两个人各自评的，请评查组长另开一轮"
    return ""


def write(call: Call) -> Answer:
    """The verified finding of one indicator;
    with ``?preview=1`` it only says what it would give.
    """
    view, access = call.view, Access(call.view, call.who)
    access.some("verify")
    round_, item = asked(call, access)
    code = item.node.code
    may_mark(call, access, round_, item)
    fields = call.fields()
    stored = call.office.desk.record(view, round_.file, code, FINDINGS)
    current = plain(stored.data) if stored else {}
    entry = _entry(call, fields, item)
    previews = "preview" in call.query
    if previews and "score" in entry:
        entry.setdefault("reason", "（还没有写）")  # what is said of the score does not wait for it
    if current.get("photos") and not _states(fields, "photos"):
        entry["photos"] = current["photos"]  # who does not speak of them leaves them
    new = replacing(entry, current)
    # Replaced whole: a key that the form no longer sends was emptied by the inspector.
    change = Change("finding", round_.file, code, new, expected=base_of(fields))
    score = inspection.worth(view, round_, item, entry)
    wrong = inspection.contradictions(entry, item, score)
    if previews:
        warnings = [problem["what"] for problem in wrong]
        warnings += inspection.warnings(entry, item, score)
        return _preview(call, change, score, warnings)
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
    onward = following(sample_codes(call.view, access, round_), code) or code
    return Answer(data, location=f"/v/{round_.id}/{onward}")


def _preview(call: Call, change: Change, score: Fraction | None, warnings: list[str]) -> Answer:
    """What the entry would give, and what is odd about it; nothing is written."""
    outcome, _ = call.office.desk.preview(change, author(call))
    if not isinstance(outcome, Saved):
        raise trouble_of(outcome)
    data = {
        "version": call.view.version,
        "digest": digest_now(call, change.file, change.key, FINDINGS),
        "score": "" if score is None else format_short(score),
        "warnings": warnings,
    }
    return Answer(data)


def may_mark(call: Call, access: Access, round_: Round, item: NodeResult) -> None:
    """Raises 403 with who may where this visitor does not mark this indicator now."""
    reason = _closed(call, access, round_, item.node.code)
    if not reason:
        return
    people = access.workspace.people
    leader = "评查组长" in reason or "定稿" in reason
    holding = people.holding("评查组长" if leader else "评查")
    others = [name for name in holding if not people.same_hand(name, call.who.name)]
    raise forbidden(reason, others)


def _entry(call: Call, fields: Data, item: NodeResult) -> dict[str, Any]:
    """The finding in the keys of the round's file, under the visitor's own name."""
    finding = _finding_in(fields)
    by = finding.get("by")
    # Who stands behind a mark is who is logged in, whatever a program sends.
    if by and not call.view.workspace.people.same_hand(str(by), call.who.name):
        raise invalid_at("by", "核验人只能是登录的本人")
    entry: dict[str, Any] = {**finding, "by": call.who.name}
    if "photos" in entry:
        # A preview stores nothing, and a photograph is stored as soon as it is looked at.
        entry["photos"] = [] if "preview" in call.query else photos_of(call, entry["photos"])
    entry.pop("arbitrates", None)  # settling a difference is an act of its own
    if item.marks.claimed:
        # Kept with the mark, so that a later change of the claim is noticed (F040).
        entry.setdefault("claimed", format_short(item.marks.claimed))
    return {key: value for key, value in entry.items() if value not in (None, "", [])}


def _finding_in(fields: Data) -> dict[str, Any]:
    """The finding of a request, from a program or from the form. Raises 422 for an empty one."""
    finding = fields.get("finding")
    if finding is None:
        flat = fields.get("fields", fields)
        finding = _from_form(flat) if isinstance(flat, dict) else {}
    if not isinstance(finding, dict) or not finding:
        raise invalid("还没有填写")
    return finding


def _states(fields: Data, key: str) -> bool:
    """Whether a request says anything of a key of the finding."""
    inner = fields.get("finding", fields.get("fields", fields))
    return isinstance(inner, dict) and key in inner


def _from_form(flat: dict[str, Any]) -> dict[str, Any]:
    """The fields of the page in the keys of the round's file; what is empty is left out."""
    finding: dict[str, Any] = {}
    for key in TEXTS:
        if value := str(flat.get(key) or "").strip():
            finding[key] = value
    for key in LISTS:
        if names := _names_in(flat.get(key)):
            finding[key] = names
    if flat.get("photos"):
        finding["photos"] = flat["photos"]
    if finding.get("opinion") == "无法核实":
        finding.pop("score", None)  # what could not be verified has no score of its own
    return finding


def _names_in(value: Any) -> list[str]:
    """Names from boxes that were ticked, or from one line of them."""
    if isinstance(value, list):
        return [str(name) for name in value]
    return str(value or "").replace("、", " ").split()


SPOTS = (get("/v/{round}/{code}", one), put("/v/{round}/{code}", write))
