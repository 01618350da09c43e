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
from scoring.values import format_fixed
from scoring.workbench.access import Access
from scoring.workbench.desk import FINDINGS
from scoring.workbench.drawing import environment
from scoring.workbench.forms import finding_from
from scoring.workbench.pages.indicators import found
from scoring.workbench.routing import get, put
from scoring.workbench.saving import (
    author,
    digest_now,
    digest_of,
    replacing,
    save,
    tell,
    trouble_of,
)
from scoring.workbench.views import scores
from scoring.workbench.views.history import history_of
from scoring.workbench.views.scores import loss_rows
from scoring.workbench.web import Answer, Call, Data, Trouble, forbidden, invalid, invalid_at
from scoring.workspace.changes import Change, Saved, plain


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
    for unit in set(view.members(node.lead)) & set(call.who.units):
        stored = desk.record(view, view.assessment.round.file, unit, ("parts",))
        step = first_entry(view.workspace, unit, stored, view.today, call.who.name)
        if step is not None:
            desk.submit([step], author(call), "part fill")
            tell(call)


def access_to_reopen(access: Access) -> list[str]:
    """Who can open what is closed."""
    return list(access.workspace.people.holding("专班组长", "专班"))


def change_of(call: Call, node: Indicator, fields: Data) -> Change:
    """The change that a request asks for: a finding in the keys of the file,
    or the fields of a form.
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
    """The finding of a request, in the keys of the round's file. Raises 422 for none."""
    finding = fields.get("finding")
    if finding is None:
        flat = fields.get("fields", fields)
        if not isinstance(flat, dict):
            raise invalid("“fields”应是一组“名称: 内容”")
        finding = finding_from(node, flat)
    if not isinstance(finding, dict):
        raise invalid("“finding”应是一组“键: 值”")
    if not finding:
        raise invalid_at("", "还没有填写", fix="填了再保存；没有的情况选“不适用”")
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
    data = {
        "version": call.view.version,
        "digest": digest_now(call, change.file, change.key, FINDINGS),
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
    # Nothing beside the new total where it stays the same: 76.33 → 76.33 would only be noise.
    before = None
    if final != assessment.track("current").final or after.marks != item.marks:
        before = {"node": format_fixed(item.marks.current), "total": format_fixed(final)}
    context = {"data": data, "item": after, "losses": loss_rows(after), "before": before}
    template = environment().from_string(
        '{% import "parts.html" as parts %}{% include "score_panel.html" %}'
    )
    return template.render(context)


# -- S3


def conflict(call: Call) -> Answer:
    """Three columns: what stood when the form was opened,
    what another saved, what was typed here.
    """
    node = _asked(call)
    draft = call.office.store.drafts.find(call.who.account.id, f"finding:{node.code}")
    nothing = Answer({"fields": []}, location=f"/i/{node.code}")
    # The three columns are drawn from the draft: without one there is nothing of one's own to show.
    if draft is None or not draft.fields:
        return nothing
    change = change_of(call, node, {"fields": draft.fields, "base": draft.base})
    outcome, _ = call.office.desk.preview(change, author(call))
    if isinstance(outcome, Saved):
        return nothing
    trouble = trouble_of(outcome)
    if trouble.status != 409:
        raise trouble
    sides = {side: trouble.more[side] or {} for side in ("base", "theirs", "mine")}
    digest = digest_now(call, change.file, change.key, FINDINGS)
    data = {**sides, "fields": trouble.more["fields"], "digest": digest}
    extra = {
        "node": node,
        "rows": _rows(sides, data["fields"]),
        "who": _last(call, node.code),
        "draft": draft,
        "action": f"/i/{node.code}/conflict",
        "theirs_worth": _worth(call, node, sides["theirs"]),
        "mine_worth": _worth(call, node, sides["mine"]),
    }
    return Answer(data, "conflict.html", extra)


def _asked(call: Call) -> Indicator:
    """The indicator of the address, whose finding this visitor may write. Raises 403 and 404."""
    access = Access(call.view, call.who)
    node = found(call.view, access, call.path("code")).node
    access.ask("write_finding", access.indicator(node))
    return node


def _last(call: Call, code: str) -> dict[str, str]:
    """Who saved last, and when."""
    history = history_of(call.office, Access(call.view, call.who), code)
    if history:
        return {"by": str(history[0]["by"]), "at": str(history[0]["at"])}
    return {"by": "另一个人", "at": ""}


def _rows(sides: Mapping[str, Mapping[str, Any]], asked: list[str]) -> list[dict[str, Any]]:
    """One row for each key: which side changed it, and whether somebody has to choose."""
    base, theirs, mine = sides["base"], sides["theirs"], sides["mine"]
    return [
        {
            "key": key,
            "name": WORDS.get(key, key),
            "base": _words(base.get(key)),
            "theirs": _words(theirs.get(key)),
            "mine": _words(mine.get(key)),
            "theirs_changed": theirs.get(key) != base.get(key),
            "mine_changed": mine.get(key) != base.get(key),
            "asked": key in asked,
        }
        for key in dict.fromkeys([*base, *theirs, *mine])
    ]


def _words(value: Any) -> str:
    """A value as people read it."""
    if isinstance(value, Mapping):
        return "，".join(f"{key} {_words(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return "、".join(map(_words, value)) or "（空）"
    if value is None or value == "":
        return "（空）"
    # A program may send the word, and a form only has words.
    return {"true": "是", "false": "否"}.get(str(value).lower(), str(value))


def _worth(call: Call, node: Indicator, side: Mapping[str, Any]) -> str:
    """What the finding of one side gives; "" where it would be refused."""
    stored = call.office.desk.finding(call.view, node.code)
    current = plain(stored.data) if stored else None
    file = call.view.assessment.round.file
    change = Change("finding", file, node.code, replacing(side, current))
    outcome, assessment = call.office.desk.preview(change, author(call))
    if not isinstance(outcome, Saved) or assessment is None:
        return ""
    return format_fixed(assessment.by_code[node.code].marks.current)


def settle(call: Call) -> Answer:
    """Saves what was chosen in the three columns, or gives the own words up."""
    node = _asked(call)
    fields = call.fields()
    drafts, key = call.office.store.drafts, f"finding:{node.code}"
    draft = drafts.find(call.who.account.id, key)
    if fields.get("do") == "theirs" or draft is None:
        drafts.drop(call.who.account.id, key)
        return Answer({"ok": True}, location=f"/i/{node.code}")
    if fields.get("do") == "keep":
        return Answer({"ok": True}, location="/drafts")
    stored = call.office.desk.finding(call.view, node.code)
    current: dict[str, Any] = plain(stored.data) if stored else {}
    change = change_of(call, node, {"fields": draft.fields, "base": draft.base})
    outcome, _ = call.office.desk.preview(change, author(call))
    if isinstance(outcome, Saved):
        entry = finding_from(node, draft.fields)
    else:
        trouble = trouble_of(outcome)
        if trouble.status != 409:
            raise trouble
        entry = _chosen(trouble, fields)
    # Expected is what the three columns showed: a third person may have saved since.
    change = Change(
        "finding",
        change.file,
        node.code,
        replacing(entry, current),
        expected=str(fields.get("digest") or ""),
    )
    saved = save(call, [change], f"finding {node.code}", call.save_id(fields))
    drafts.drop(call.who.account.id, key)
    return Answer(saved_data(call, node.code, saved, change), location=f"/i/{node.code}")


def _chosen(trouble: Trouble, fields: Data) -> dict[str, Any]:
    """The finding that follows from the choices; what only one side changed is taken over."""
    base, theirs, mine = (trouble.more[side] or {} for side in ("base", "theirs", "mine"))
    merged: dict[str, Any] = {}
    for key in dict.fromkeys([*base, *theirs, *mine]):
        if key in trouble.more["fields"]:
            takes_theirs = fields.get(f"pick.{key}") == "theirs"
        else:
            takes_theirs = mine.get(key) == base.get(key)
        side = theirs if takes_theirs else mine
        if key in side:
            merged[key] = side[key]
    return merged


SPOTS = (
    put("/i/{code}/finding", write),
    get("/i/{code}/conflict", conflict),
    put("/i/{code}/conflict", settle),
)
