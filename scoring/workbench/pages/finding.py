"""Writing one finding: preview, save, and S3, what to do when somebody else has saved meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.responses import HTMLResponse, Response

from scoring.actions.tasks import first_entry
from scoring.documents.data import node_data, score_data
from scoring.engine import Assessment, NodeResult
from scoring.indicators.model import Indicator
from scoring.schema import WORDS
from scoring.storage import StoredRecord
from scoring.values import rounded
from scoring.workbench.access import Access
from scoring.workbench.drawing import environment
from scoring.workbench.forms import finding_from
from scoring.workbench.pages.indicators import found
from scoring.workbench.routing import get, put
from scoring.workbench.saving import author, digest_of, replacing, save, tell, trouble_of
from scoring.workbench.views import scores
from scoring.workbench.views.history import history_of
from scoring.workbench.web import Answer, Call, Data, Trouble, forbidden, invalid
from scoring.workspace.changes import Change, Saved, plain

CAUSES = ("evidence", "standard", "inspection", "unassessed")


def write(call: Call) -> Answer | Response:
    """Judges a finding and saves it; with ``?preview=1`` it only says what it would give."""
    view, access = call.view, Access(call.view, call.who)
    item = found(view, access, call.path("code"))
    node = item.node
    if not node.leaf:
        raise invalid(f"“{node.code}”是上级指标，认定写在它的下级上")
    access.ask("write_finding", access.indicator(node))
    if closed := call.office.desk.closed(view, call.who, node):
        raise forbidden(closed, access_to_reopen(access))
    fields = call.fields()
    change = change_of(call, node, fields)
    if "preview" in call.query:
        return _preview(call, item, change)
    saved = save(call, [change], f"finding {node.code}", call.save_id(fields))
    call.office.store.drafts.drop(call.who.account.id, f"finding:{node.code}")
    data = saved_data(call, node.code, saved, change)
    _begun(call, node)
    return Answer(data, location=f"/i/{node.code}")


def _begun(call: Call, node: Indicator) -> None:
    """A unit that makes its first entry is filling in (填报中). The finding is stored: a refusal
    here is let go.
    """
    view, desk = call.view, call.office.desk
    leads = {member for name in node.lead for member in view.workspace.units.expand(name)}
    for unit in leads & set(call.who.units):
        stored = desk.record(view, view.assessment.round.file, unit, ("parts",))
        step = first_entry(view.workspace, unit, stored, view.today, call.who.name)
        if step is not None:
            desk.submit([step], author(call), "part fill")
            tell(call)


def access_to_reopen(access: Access) -> list[str]:
    """Who can open what is closed."""
    return list(access.workspace.people.holding("专班组长", "专班"))


def change_of(call: Call, node: Indicator, fields: Data) -> Change:
    """The change that a request asks for: a finding in the keys of the file, or the fields of a
    form.
    """
    stored = call.office.desk.finding(call.view, node.code)
    entry = _entry(node, fields)
    base = fields.get("base")
    if base is not None and not isinstance(base, str):
        raise invalid("“base”应是取这一项时得到的 digest")
    current = plain(stored.data) if stored is not None else None
    file = call.view.assessment.round.file
    return Change("finding", file, node.code, replacing(entry, current), expected=base)


def _entry(node: Indicator, fields: Data) -> dict[str, Any]:
    finding = fields.get("finding")
    if finding is None:
        flat = fields.get("fields", fields)
        if not isinstance(flat, dict):
            raise invalid("“fields”应是一组“名称: 内容”")
        finding = finding_from(node, flat)
    if not isinstance(finding, dict):
        raise invalid("“finding”应是一组“键: 值”")
    if not finding:
        raise invalid(
            "还没有填写",
            [{"field": "", "what": "还没有填写", "fix": "填了再保存；没有的情况选“不适用”"}],
        )
    return finding


def saved_data(call: Call, code: str, saved: Saved, change: Change) -> Data:
    """What a save answers: the version, the new digest, the node and the total."""
    view = call.view
    digest = digest_of(call, saved, change)
    return {
        "version": view.version,
        "digest": digest,
        "node": scores.node(view, code),
        "total": scores.total(view),
    }


def _preview(call: Call, item: NodeResult, change: Change) -> Answer | Response:
    outcome, assessment = call.office.desk.preview(change, author(call))
    if not isinstance(outcome, Saved) or assessment is None:
        raise trouble_of(outcome)
    after = assessment.by_code[item.node.code]
    stored = call.office.desk.finding(call.view, item.node.code)
    data = {
        "version": call.view.version,
        "digest": stored.version if stored else "",
        "node": node_data(after),
        "total": score_data(assessment)["total"],
    }
    if call.json:
        return Answer(data)
    return HTMLResponse(_panel(call, assessment, after, data, item))


def _panel(
    call: Call, assessment: Assessment, after: NodeResult, data: Data, item: NodeResult
) -> str:
    """The piece of the page that says what the facts would give, beside what stands."""
    final = call.view.assessment.track("current").final
    same = final == assessment.track("current").final and after.marks == item.marks
    context = {
        "data": data,
        "item": after,
        "losses": [(cause, getattr(after.marks.losses, cause)) for cause in CAUSES],
        "before": None if same else {"node": rounded(item.marks.current), "total": rounded(final)},
    }
    template = environment().from_string(
        '{% import "parts.html" as parts %}{% include "score_panel.html" %}'
    )
    return template.render(context)


# -- S3


def conflict(call: Call) -> Answer:
    """Three columns: what stood when the form was opened, what another saved, what was typed
    here.
    """
    view, access = call.view, Access(call.view, call.who)
    item = found(view, access, call.path("code"))
    node = item.node
    access.ask("write_finding", access.indicator(node))
    draft = call.office.store.drafts.find(call.who.account.id, f"finding:{node.code}")
    stored = call.office.desk.finding(view, node.code)
    if draft is None or not draft.fields:
        return Answer({"fields": []}, location=f"/i/{node.code}")
    change = change_of(call, node, {"fields": draft.fields, "base": draft.base})
    outcome, _ = call.office.desk.preview(change, author(call))
    if isinstance(outcome, Saved):
        return Answer({"fields": []}, location=f"/i/{node.code}")
    trouble = trouble_of(outcome)
    if trouble.status != 409:
        raise trouble
    sides = {side: trouble.more[side] or {} for side in ("base", "theirs", "mine")}
    data = {**sides, "fields": trouble.more["fields"], "digest": stored.version if stored else ""}
    who = _last(call, node.code)
    return Answer(
        data,
        "conflict.html",
        {
            "node": node,
            "rows": _rows(sides, data["fields"]),
            "who": who,
            "draft": draft,
            "action": f"/i/{node.code}/conflict",
        }
        | _worth(call, node, sides),
    )


def _last(call: Call, code: str) -> dict[str, str]:
    """Who saved last, and when."""
    found_ = history_of(call.office, Access(call.view, call.who), code)
    if found_:
        return {"by": str(found_[0]["by"]), "at": str(found_[0]["at"])}
    return {"by": "另一个人", "at": ""}


def _rows(sides: Mapping[str, Mapping[str, Any]], asked: list[str]) -> list[dict[str, Any]]:
    """One row for each key: which side changed it, and whether somebody has to choose."""
    keys = dict.fromkeys(key for side in ("base", "theirs", "mine") for key in sides[side])
    return [
        {
            "key": key,
            "name": WORDS.get(key, key),
            "base": _words(sides["base"].get(key)),
            "theirs": _words(sides["theirs"].get(key)),
            "mine": _words(sides["mine"].get(key)),
            "theirs_changed": sides["theirs"].get(key) != sides["base"].get(key),
            "mine_changed": sides["mine"].get(key) != sides["base"].get(key),
            "asked": key in asked,
        }
        for key in keys
    ]


def _words(value: Any) -> str:
    """A value as people read it."""
    if value is None or value == "":
        return "（空）"
    if isinstance(value, bool):
        if value:
            return "是"
        return "否"
    if isinstance(value, Mapping):
        return "，".join(f"{key} {_words(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return "、".join(_words(item) for item in value) or "（空）"
    return {"true": "是", "false": "否"}.get(str(value), str(value))


def _worth(call: Call, node: Indicator, sides: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """What each side gives."""
    worth = {}
    for side in ("theirs", "mine"):
        stored = call.office.desk.finding(call.view, node.code)
        old = plain(stored.data) if stored else None
        file = call.view.assessment.round.file
        change = Change("finding", file, node.code, replacing(sides[side], old))
        outcome, assessment = call.office.desk.preview(change, author(call))
        fine = isinstance(outcome, Saved) and assessment is not None
        worth[f"{side}_worth"] = (
            rounded(assessment.by_code[node.code].marks.current) if fine and assessment else ""
        )
    return worth


def settle(call: Call) -> Answer:
    """Saves what was chosen in the three columns, or gives the own words up."""
    view, access = call.view, Access(call.view, call.who)
    item = found(view, access, call.path("code"))
    node = item.node
    access.ask("write_finding", access.indicator(node))
    fields = call.fields()
    drafts = call.office.store.drafts
    key = f"finding:{node.code}"
    draft = drafts.find(call.who.account.id, key)
    if fields.get("do") == "theirs" or draft is None:
        drafts.drop(call.who.account.id, key)
        return Answer({"ok": True}, location=f"/i/{node.code}")
    if fields.get("do") == "keep":
        return Answer({"ok": True}, location="/drafts")
    stored: StoredRecord | None = call.office.desk.finding(view, node.code)
    current: dict[str, Any] = plain(stored.data) if stored else {}
    mine = finding_from(node, draft.fields)
    change = change_of(call, node, {"fields": draft.fields, "base": draft.base})
    outcome, _ = call.office.desk.preview(change, author(call))
    asked: list[str] = []
    if not isinstance(outcome, Saved):
        trouble = trouble_of(outcome)
        if trouble.status != 409:
            raise trouble
        asked = list(trouble.more["fields"])
        mine = _chosen(trouble, asked, fields)
    change = Change(
        "finding",
        view.assessment.round.file,
        node.code,
        replacing(mine, current),
        expected=str(fields.get("digest") or ""),
    )
    saved = save(call, [change], f"finding {node.code}", call.save_id(fields))
    drafts.drop(call.who.account.id, key)
    return Answer(saved_data(call, node.code, saved, change), location=f"/i/{node.code}")


def _chosen(trouble: Trouble, asked: list[str], fields: Data) -> dict[str, Any]:
    """The finding that follows from the choices; what only one side changed is taken over."""
    base, theirs, mine = (trouble.more[side] or {} for side in ("base", "theirs", "mine"))
    merged: dict[str, Any] = {}
    for key in dict.fromkeys([*base, *theirs, *mine]):
        if key in asked:
            side = theirs if fields.get(f"pick.{key}") == "theirs" else mine
        else:
            side = mine if mine.get(key) != base.get(key) else theirs
        if key in side:
            merged[key] = side[key]
    return merged


SPOTS = (
    put("/i/{code}/finding", write),
    get("/i/{code}/conflict", conflict),
    put("/i/{code}/conflict", settle),
)
