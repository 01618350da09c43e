"""S8: who leads what, who sees to it, until when; handing the tasks out,
and the deadline of the round.
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
from scoring.workbench.web import Answer, Call, Data, invalid, invalid_at, names_of
from scoring.workspace.changes import ChangeSet

CELLS = ("lead", "support", "due")
ROW_KEYS = ("code", "name", "lead", "support", "due", "handler")
CLEARED = "清空"
HEAD = "编号"
"""What the first cell of a copied heading says."""
MOST = 2000
"""Lines of a pasted table that are read: more than any tree has leaves."""


@dataclass(slots=True)
class Division:
    """What somebody asks for: cells by code, and the person who sees to it by code."""

    cells: dict[str, dict[str, str]] = field(default_factory=dict)
    handlers: dict[str, str] = field(default_factory=dict)


def assignment(call: Call) -> Answer:
    """Every leaf with its units, date and person;
    what is without a lead comes first when asked for.
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
    filters = {key: call.query.get(key, "") for key in ("unit", "block", "only")}
    fitting = [row for row in rows if _fits(row, **filters)]
    load = _load(rows)
    data: Data = {
        "version": view.version,
        "rows": [{key: row[key] for key in ROW_KEYS} for row in fitting],
        "load": [{"unit": name, "leaves": number} for name, number in load.most_common()],
    }
    if problem:
        data |= {"problem": problem, "problems": [_problem(fault) for fault in faults]}
    extra = {
        "rows": fitting,
        "all": len(rows),
        "without": sum(not row["members"] for row in rows),
        "undated": sum(not row["due"] for row in rows),
        "load": load,
        "most": max(load.values(), default=1),
        "filters": filters,
        "problem": problem,
        "faults": faults,
        "pasted": pasted,
        **_choices(view),
    }
    return Answer(data, "assign.html", extra, status=status)


def _choices(view: View) -> dict[str, Any]:
    """What can be chosen on the page, and how far the handing out of the tasks is."""
    workspace, round_ = view.workspace, view.assessment.round
    states = {name: state_of(round_.head.parts.get(name, ())) for name in leading(view)}
    persons = workspace.people.persons
    return {
        "units": workspace.units.names,
        "groups": sorted(workspace.units.members),
        "blocks": view.assessment.tree.roots,
        "states": states,
        "waiting": [name for name, state in states.items() if state == "未下达"],
        # Whoever is of no unit sees to nothing that a unit leads.
        "persons": {name: sorted(one.units) for name, one in persons.items() if one.units},
        "until": workspace.head.deadline,
        "locked": round_.head.locked,
        "round": round_,
    }


def _row(view: View, node: Indicator) -> dict[str, Any]:
    return {
        "code": node.code,
        "name": node.name,
        "block": view.assessment.tree.path(node.code)[0].code,
        "lead": list(node.lead),
        "support": list(node.record.support),
        "due": due_text(node.record.due),
        "handler": "、".join(handlers_of(view.workspace, node.code)),
        "members": view.members(node.lead),
    }


def _fits(row: Mapping[str, Any], unit: str, block: str, only: str) -> bool:
    """Whether a line stands where the filters of the page are set so."""
    if unit and unit not in row["members"]:
        return False
    if block and block != row["block"]:
        return False
    if only == "without":
        return not row["members"]
    if only == "undated":
        return not row["due"]
    return True


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
    """Writes units, dates and persons for the chosen leaves, or for a table that was pasted;
    all or nothing.
    """
    view, access = call.view, Access(call.view, call.who)
    access.ask("assign")
    fields = call.fields()
    pasted = _mended(fields)
    division = _pasted(pasted) if pasted else _chosen(call, fields)
    edits = [NodeEdit(code, cells) for code, cells in division.cells.items() if cells]
    # Tried without the lock first: a misspelt unit is said with its line, and nobody waits for it.
    tried = try_edits(view.workspace, edits)
    if tried.faults:
        return _refused(call, tried.faults, pasted)
    # What stood is needed to tell each unit only of what is new to it.
    before = {code: _row(view, view.assessment.tree.by_code[code]) for code in division.cells}

    def plan(changes: ChangeSet) -> None:
        if edits:
            edit_nodes(changes, edits)
        if division.handlers:
            assign_handlers(changes, division.handlers)

    carry_out(call, "assign", plan, call.save_id(fields))
    _tell(call, before)
    codes, notes = list(division.cells), list(tried.notes)
    data = {"version": call.view.version, "codes": codes, "notes": notes}
    return Answer(data, location="/assign")


def _refused(call: Call, faults: Sequence[Fault], pasted: str) -> Answer:
    first = f"{faults[0].code}：{faults[0].what}"
    if call.json:
        raise invalid(first, [_problem(fault) for fault in faults])
    more = f"（共 {len(faults)} 处，都没有写入）" if len(faults) > 1 else "，没有写入"
    # The table comes back as it was typed, so that one name can be mended and the rest stays.
    return _page(call, problem=first + more, faults=faults, pasted=pasted, status=422)


def _mended(fields: Data) -> str:
    """The pasted table, with one unknown name replaced by the known
    one where that button was pressed.
    """
    pasted = str(fields.get("list") or "")
    wrong, _, right = str(fields.get("replace") or "").partition("\t")
    if wrong and right:
        return pasted.replace(wrong, right)
    return pasted


def _chosen(call: Call, fields: Data) -> Division:
    """The leaves that were ticked, and what is to be written for all of them alike."""
    codes = names_of(fields, "codes")
    if not codes:
        raise invalid("先在左边勾选指标")
    unknown = [code for code in codes if code not in call.view.assessment.tree.by_code]
    if unknown:
        raise invalid(f"指标体系里没有编号“{unknown[0][:40]}”")
    texts = {key: call.text(fields, key, longest=600) for key in CELLS}
    cells = {key: _emptied(text) for key, text in texts.items() if text}
    person = call.text(fields, "handler", longest=60)
    if not cells and not person:
        raise invalid("没有写要改什么：牵头、配合、时限、经办人，写哪个改哪个")
    division = Division({code: dict(cells) for code in codes})
    if person:
        division.handlers = dict.fromkeys(codes, _emptied(person))
    return division


def _emptied(text: str) -> str:
    """What a cell is to hold: an empty field leaves what stands, so that emptying has a word."""
    if text == CLEARED:
        return ""
    return text


def _pasted(text: str) -> Division:
    """Lines copied from a table: 编号, 牵头, 配合, 时限, 经办人;
    an empty cell leaves what stands.
    """
    division = Division()
    for line in text.splitlines()[:MOST]:
        code, *rest = [cell.strip() for cell in line.split("\t")]
        if not code or code == HEAD:
            continue
        *texts, person = [*rest, "", "", "", ""][: len(CELLS) + 1]
        pairs = zip(CELLS, texts, strict=True)
        division.cells[code] = {key: _emptied(text) for key, text in pairs if text}
        if person:
            division.handlers[code] = _emptied(person)
    if not any(division.cells.values()) and not division.handlers:
        raise invalid(
            "没有读到分工；每行写：编号、牵头、配合、时限、经办人，从 Excel 里整块复制过来"
        )
    return division


def _tell(call: Call, before: Mapping[str, Mapping[str, Any]]) -> None:
    """One line for each unit that leads more than it did, one for each person who sees to more."""
    view, by = call.view, call.who.name
    more: Counter[str] = Counter()
    handlers: Counter[str] = Counter()
    for code, old in before.items():
        new = _row(view, view.assessment.tree.by_code[code])
        more.update(set(new["members"]) - set(old["members"]))
        handlers.update(set(handlers_of(view.workspace, code)) - set(old["handler"].split("、")))
    # One line with a number: a unit that gets forty indicators would not read forty notices.
    for unit, number in more.items():
        text = f"{by}把 {number} 项指标分给了{unit}"
        tell_unit(call, [unit], "assigned", unit, text, url="/i")
    for person, number in handlers.items():
        text = f"{by}请你经办 {number} 项指标"
        tell_people(call, [person], "handler", person, text, url="/?mine=1")


def hand_out(call: Call) -> Answer:
    """下达 to all units that lead something and have no task yet, or to those named."""
    view, access = call.view, Access(call.view, call.who)
    access.ask("assign")
    fields = call.fields()
    listed = view.workspace.units.names
    units = names_of(fields, "units") or [name for name in leading(view) if name in listed]
    note = call.text(fields, "note")

    def plan(changes: ChangeSet) -> list[str]:
        return issue(changes, units, view.today, note)

    issued = carry_out(call, "part assign", plan, call.save_id(fields)) or []
    for name in issued:
        text = f"{name}的自评任务已下达，请签收"
        tell_unit(call, [name], "part assign", name, text, url="/handin")
    return Answer({"version": call.view.version, "issued": issued}, location="/assign#issue")


def deadline(call: Call) -> Answer:
    """Sets or takes away the moment after which units only read."""
    access = Access(call.view, call.who)
    access.ask("lock_round")
    fields = call.fields()
    text = call.text(fields, "deadline", longest=40)
    moment = _moment(text)
    carry_out(call, "deadline", lambda changes: set_deadline(changes, moment), call.save_id(fields))
    notice = f"自评截止改为 {moment:%m月%d日 %H:%M}" if moment else "自评不再设截止时间"
    tell_unit(call, leading(call.view), "deadline", "deadline", notice, url="/")
    return Answer({"version": call.view.version, "deadline": text}, location="/assign#until")


def _moment(text: str) -> datetime | None:
    """A moment as a browser sends it or as people write it; None of no text. Raises 422."""
    if not text:
        return None
    try:
        return datetime.fromisoformat(text.replace(" ", "T"))
    except ValueError:
        problem = "截止时间写成 2026-11-30 18:00"
        raise invalid_at("deadline", problem, what="读不出来") from None


SPOTS = (
    get("/assign", assignment),
    post("/assign", assign),
    post("/assign/issue", hand_out),
    post("/assign/deadline", deadline),
)
