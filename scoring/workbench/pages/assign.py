"""S8: who leads what, who sees to it, until when; handing the tasks out, and the deadline of the
round.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from scoring.actions.tasks import assign_handlers, handlers_of, issue, set_deadline
from scoring.actions.tree import Fault, NodeEdit, edit_nodes, try_edits
from scoring.indicators.model import Indicator, due_text
from scoring.rounds.parts import state_of
from scoring.workbench.access import Access
from scoring.workbench.desk import View
from scoring.workbench.pages.units import leading
from scoring.workbench.routing import get, post
from scoring.workbench.saving import carry_out
from scoring.workbench.telling import tell_people, tell_unit
from scoring.workbench.web import Answer, Call, Data, invalid
from scoring.workspace.changes import ChangeSet

CELLS = ("lead", "support", "due")
CLEARED = "清空"
HEAD = "编号"
MOST = 2000


@dataclass(slots=True)
class Wanted:
    """What somebody asks for: cells by code, and the person who sees to it by code."""

    cells: dict[str, dict[str, str]] = field(default_factory=dict)
    handlers: dict[str, str] = field(default_factory=dict)


def assignment(call: Call) -> Answer:
    """Every leaf with its units, date and person; what is without a lead comes first when asked
    for.
    """
    access = Access(call.view, call.who)
    access.ask("assign")
    return _page(call)


def _page(
    call: Call,
    *,
    problem: str = "",
    faults: Sequence[Fault] = (),
    pasted: str = "",
    status: int = 200,
) -> Answer:
    view = call.view
    rows = [_row(view, item.node) for item in view.assessment.nodes if item.node.leaf]
    unit, block, only = (call.query.get(key, "") for key in ("unit", "block", "only"))
    shown = [row for row in rows if _fits(row, unit, block, only)]
    states = {
        name: state_of(view.assessment.round.head.parts.get(name, ())) for name in leading(view)
    }
    people = view.workspace.people.persons
    data: Data = {
        "version": view.version,
        "rows": [
            {key: row[key] for key in ("code", "name", "lead", "support", "due", "handler")}
            for row in shown
        ],
        "load": [{"unit": name, "leaves": number} for name, number in _load(rows).most_common()],
    }
    if problem:
        data |= {"problem": problem, "problems": [_problem(fault) for fault in faults]}
    extra = {
        "rows": shown,
        "all": len(rows),
        "without": sum(not row["members"] for row in rows),
        "undated": sum(not row["due"] for row in rows),
        "units": view.workspace.units.names,
        "groups": sorted(view.workspace.units.members),
        "blocks": view.assessment.tree.roots,
        "load": _load(rows),
        "most": max(_load(rows).values(), default=1),
        "states": states,
        "waiting": [name for name, state in states.items() if state == "未下达"],
        "persons": {name: sorted(one.units) for name, one in people.items() if one.units},
        "filters": {"unit": unit, "block": block, "only": only},
        "problem": problem,
        "faults": faults,
        "pasted": pasted,
        "until": view.workspace.head.deadline,
        "locked": view.assessment.round.head.locked,
        "round": view.assessment.round,
    }
    return Answer(data, "assign.html", extra, status=status)


def _row(view: View, node: Indicator) -> dict[str, Any]:
    units = view.workspace.units
    members = list(dict.fromkeys(member for name in node.lead for member in units.expand(name)))
    return {
        "code": node.code,
        "name": node.name,
        "block": view.assessment.tree.path(node.code)[0].code,
        "lead": list(node.lead),
        "support": list(node.record.support),
        "due": due_text(node.record.due),
        "handler": "、".join(handlers_of(view.workspace, node.code)),
        "members": members,
    }


def _fits(row: Mapping[str, Any], unit: str, block: str, only: str) -> bool:
    return (
        (not unit or unit in row["members"])
        and (not block or block == row["block"])
        and (only != "without" or not row["members"])
        and (only != "undated" or not row["due"])
    )


def _load(rows: Sequence[Mapping[str, Any]]) -> Counter[str]:
    return Counter(member for row in rows for member in row["members"])


def _problem(fault: Fault) -> Data:
    return {
        "field": fault.field,
        "what": f"{fault.code}：{fault.what}",
        "fix": fault.fix,
        "nearest": fault.nearest,
    }


def assign(call: Call) -> Answer:
    """Writes units, dates and persons for the chosen leaves, or for a table that was pasted; all or
    nothing.
    """
    view, access = call.view, Access(call.view, call.who)
    access.ask("assign")
    fields = call.fields()
    pasted = _mended(call, fields)
    wanted = _pasted(pasted) if pasted else _chosen(call, fields)
    edits = [NodeEdit(code, cells) for code, cells in wanted.cells.items() if cells]
    tried = try_edits(view.workspace, edits)
    if tried.faults:
        return _refused(call, tried.faults, pasted)
    before = {code: _row(view, view.assessment.tree.by_code[code]) for code in wanted.cells}

    def plan(changes: ChangeSet) -> None:
        if edits:
            edit_nodes(changes, edits)
        if wanted.handlers:
            assign_handlers(changes, wanted.handlers)

    carry_out(call, "assign", plan, call.save_id(fields))
    _tell(call, before)
    data = {"version": call.view.version, "codes": list(wanted.cells), "notes": list(tried.notes)}
    return Answer(data, location="/assign")


def _refused(call: Call, faults: Sequence[Fault], pasted: str) -> Answer:
    first = f"{faults[0].code}：{faults[0].what}"
    if call.json:
        raise invalid(first, [_problem(fault) for fault in faults])
    more = f"（共 {len(faults)} 处，都没有写入）" if len(faults) > 1 else "，没有写入"
    return _page(call, problem=first + more, faults=faults, pasted=pasted, status=422)


def _mended(call: Call, fields: Data) -> str:
    """The pasted table, with one unknown name replaced by the known one where that button was
    pressed.
    """
    pasted = str(fields.get("list") or "")
    wrong, _, right = str(fields.get("replace") or "").partition("\t")
    if wrong and right:
        return pasted.replace(wrong, right)
    return pasted


def _chosen(call: Call, fields: Data) -> Wanted:
    codes = fields.get("codes") or []
    codes = [codes] if isinstance(codes, str) else [str(code) for code in codes]
    known = call.view.assessment.tree.by_code
    unknown = [code for code in codes if code not in known]
    if not codes or unknown:
        raise invalid(f"指标体系里没有编号“{unknown[0][:40]}”" if unknown else "先在左边勾选指标")
    cells = {key: call.text(fields, key, longest=600) for key in CELLS}
    person = call.text(fields, "handler", longest=60)
    change = {key: "" if value == CLEARED else value for key, value in cells.items() if value}
    if not change and not person:
        raise invalid("没有写要改什么：牵头、配合、时限、经办人，写哪个改哪个")
    if person:
        handlers = dict.fromkeys(codes, "" if person == CLEARED else person)
    else:
        handlers = {}
    return Wanted({code: dict(change) for code in codes}, handlers)


def _pasted(text: str) -> Wanted:
    """Lines copied from a table: 编号, 牵头, 配合, 时限, 经办人; an empty cell leaves what
    stands.
    """
    wanted = Wanted()
    for line in text.splitlines()[:MOST]:
        cells = [cell.strip() for cell in line.split("\t")]
        if not cells[0] or cells[0] == HEAD:
            continue
        cells += [""] * (5 - len(cells))
        code = cells[0]
        change = {key: value for key, value in zip(CELLS, cells[1:4], strict=True) if value}
        wanted.cells[code] = {
            key: "" if value == CLEARED else value for key, value in change.items()
        }
        if cells[4]:
            wanted.handlers[code] = "" if cells[4] == CLEARED else cells[4]
    if not any(wanted.cells.values()) and not wanted.handlers:
        raise invalid(
            "没有读到分工；每行写：编号、牵头、配合、时限、经办人，从 Excel 里整块复制过来"
        )
    return wanted


def _tell(call: Call, before: Mapping[str, Mapping[str, Any]]) -> None:
    """One line for each unit that leads more than it did, one for each person who sees to more."""
    view = call.view
    more: Counter[str] = Counter()
    named: Counter[str] = Counter()
    for code, old in before.items():
        new = _row(view, view.assessment.tree.by_code[code])
        more.update(set(new["members"]) - set(old["members"]))
        named.update(set(handlers_of(view.workspace, code)) - set(str(old["handler"]).split("、")))
    for unit, number in more.items():
        tell_unit(
            call,
            [unit],
            "assigned",
            unit,
            f"{call.who.name}把 {number} 项指标分给了{unit}",
            url="/i",
        )
    for person, number in named.items():
        text = f"{call.who.name}请你经办 {number} 项指标"
        tell_people(call, [person], "handler", person, text, url="/?mine=1")


def hand_out(call: Call) -> Answer:
    """下达 to all units that lead something and have no task yet, or to those named."""
    access = Access(call.view, call.who)
    access.ask("assign")
    fields = call.fields()
    given = fields.get("units") or []
    units = [given] if isinstance(given, str) else [str(name) for name in given]
    chosen = units or [
        name for name in leading(call.view) if name in call.view.workspace.units.names
    ]
    today, note = call.view.today, call.text(fields, "note")

    def plan(changes: ChangeSet) -> list[str]:
        return issue(changes, chosen, today, note)

    issued = carry_out(call, "part assign", plan, call.save_id(fields)) or []
    for name in issued:
        tell_unit(
            call, [name], "part assign", name, f"{name}的自评任务已下达，请签收", url="/handin"
        )
    return Answer({"version": call.view.version, "issued": issued}, location="/assign#issue")


def deadline(call: Call) -> Answer:
    """Sets or takes away the moment after which units only read."""
    access = Access(call.view, call.who)
    access.ask("lock_round")
    fields = call.fields()
    text = call.text(fields, "deadline", longest=40)
    try:
        moment = datetime.fromisoformat(text.replace(" ", "T")) if text else None
    except ValueError:
        raise invalid(
            "截止时间写成 2026-11-30 18:00", [{"field": "deadline", "what": "读不出来", "fix": ""}]
        ) from None
    carry_out(call, "deadline", lambda changes: set_deadline(changes, moment), call.save_id(fields))
    said = f"自评截止改为 {moment:%m月%d日 %H:%M}" if moment else "自评不再设截止时间"
    tell_unit(call, leading(call.view), "deadline", "deadline", said, url="/")
    return Answer({"version": call.view.version, "deadline": text}, location="/assign#until")


SPOTS = (
    get("/assign", assignment),
    post("/assign", assign),
    post("/assign/issue", hand_out),
    post("/assign/deadline", deadline),
)
