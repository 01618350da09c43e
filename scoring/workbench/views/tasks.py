"""What a person has to do next and what it is worth: ordered by points that can be won back and
days left.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any, Literal

from scoring.documents.data import scores
from scoring.engine import NodeResult
from scoring.engine.gaps import at_root
from scoring.evidence.model import Evidence
from scoring.evidence.support import Met, lacking_words
from scoring.rectification.state import ItemState, states
from scoring.rounds.questions import waits
from scoring.values import format_fixed, natural_key
from scoring.views.words import number_key
from scoring.workbench.access import Access
from scoring.workbench.desk import View
from scoring.workbench.views.scores import own_leaves

Group = Literal["todo", "returned", "items", "waiting", "done"]
GROUPS: dict[Group, str] = {
    "todo": "要我做的",
    "returned": "被退回",
    "items": "整改事项",
    "waiting": "等专班",
    "done": "已完成",
}
ZERO = Fraction(0)
ONE = Fraction(1)
SOON = 7
CHANGED = "审核后文件或者指标有变动"


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do. ``worth`` is in points of the whole; ``due`` None where there is no date."""

    kind: str
    key: str
    name: str
    worth: Fraction = ZERO
    missing: str = ""
    due: date | None = None
    overdue_days: int = 0
    url: str = ""
    group: Group = "todo"
    button: str = "去办"
    tag: str = ""
    tone: str = ""
    of_item: bool = False
    figure: str = ""
    """What stands in front where no points are at stake, as ``24 项没评``: a number and what it
    counts."""
    days_left: int | None = None

    def data(self) -> dict[str, Any]:
        """The task as JSON."""
        return {
            "kind": self.kind,
            ("item" if self.of_item else "code"): self.key,
            **scores({"worth": self.worth}),
            "missing": self.missing,
            "due": self.due.isoformat() if self.due else "",
            "overdue_days": self.overdue_days,
            "url": self.url,
        }


def tasks_of(view: View, access: Access) -> list[Task]:
    """All tasks of the visitor, of every role that he holds, the most pressing first."""
    visitor = access.visitor
    tasks: list[Task] = []
    if visitor.has("填报人", "单位审核人"):
        tasks += _unit_tasks(view, visitor.units)
        tasks += _item_tasks(view, visitor.units)
    if visitor.has("专班", "专班组长"):
        tasks += _questions(view)
        tasks += _review_tasks(view)
    if visitor.has("督办", "专班组长"):
        tasks += _sign_off_tasks(view)
    return sorted(tasks, key=pressing)


def unit_tasks(view: View, units: tuple[str, ...]) -> list[Task]:
    """All tasks of the units alone, whoever works for them."""
    return [*_unit_tasks(view, units), *_item_tasks(view, units)]


def pressing(task: Task) -> tuple[Any, ...]:
    """What was returned first, then what is worth most and soonest due."""
    late = task.days_left if task.days_left is not None else 400
    # Only an order: tasks that differ by less than a float tells are as pressing as each other.
    urgency = float(task.worth) * (1 + max(0, 30 - late) / 30)
    return task.group != "returned", -urgency, late, natural_key(task.key)


def _unit_tasks(view: View, units: tuple[str, ...]) -> Iterator[Task]:
    """What the leaves that the units lead lack."""
    for item, share in own_leaves(view, units):
        yield task_of(view, item, share)


def task_of(view: View, item: NodeResult, share: Fraction = ONE) -> Task:
    """What a leaf of the state lacks, or that it lacks nothing; ``share`` of its loss is the units'
    own.
    """
    # Every page of an indicator lists a hundred neighbours: what each lacks is reckoned once.
    return view.once(("task", item.node.code, share), lambda: _task_of(view, item, share))


def _task_of(view: View, item: NodeResult, share: Fraction) -> Task:
    losses = at_root(item).scaled(share)
    node = item.node
    due = node.record.due if isinstance(node.record.due, date) else None
    done = Task(
        "done",
        node.code,
        node.name,
        losses.standard,
        url=f"/i/{node.code}",
        group="done",
        button="查看",
    )
    # What is done needs no date: nobody is pressed by it.
    task = replace(done, group="todo", **_dates(view, due))
    returned = _returned(view).get(node.code, [])
    if returned and losses.evidence:
        return _returned_task(task, returned[0], losses.evidence)
    if losses.unassessed or (item.leaf is not None and item.leaf.open):
        worth = losses.unassessed
        return replace(task, kind="finding", worth=worth, missing="还没有认定", button="填写")
    if losses.evidence:
        missing, waiting = _missing(view, item)
        task = replace(task, kind="evidence", worth=losses.evidence, missing=missing)
        if waiting:
            return replace(task, group="waiting", tag="待确认", tone="blue")
        return replace(task, button="上传")
    return replace(done, missing=item.why if losses.total else "齐了")


def _returned_task(task: Task, record: Evidence, worth: Fraction) -> Task:
    who = f"{record.review.by} " if record.review.by else ""
    what = (
        f"{who}{_day(record.review.on)}退回“{record.label}”：{record.review.note or '没有写原因'}"
    )
    task = replace(
        task, kind="returned", worth=worth, missing=what, url=f"/e/{record.id}", group="returned"
    )
    return replace(task, button="看退回件", tag="被退回", tone="red")


def _missing(view: View, item: NodeResult) -> tuple[str, bool]:
    """What the evidence of a leaf lacks, in one sentence; whether only the working group's word is
    missing.
    """
    assert item.leaf is not None
    lacking = [met for met in item.leaf.support.required if not met.met]
    if not lacking:
        return "材料不足", False
    parts = [_missing_piece(view, met) for met in lacking]
    return "；".join(parts), all(_only_proposed(met) for met in lacking)


def _proposed(met: Met) -> list[str]:
    """The pieces that would count if the working group said so."""
    return [ident for ident, why in met.in_vain if why == "对应关系尚未确认"]


def _only_proposed(met: Met) -> bool:
    """Whether everything is there, and only the working group's word is missing."""
    return len(_proposed(met)) >= met.requirement.min - len(met.carried_by)


def _missing_piece(view: View, met: Met) -> str:
    """What one requirement lacks."""
    need = met.requirement
    if _only_proposed(met):
        label = view.records[_proposed(met)[0]].label
        return f"“{label}”已经交了，等专班确认对应关系"
    if met.in_vain:
        ident, why = met.in_vain[0]
        return f"“{view.records[ident].label}”不作数：{why}"
    if need.min > 1:
        return f"“{need.name}”要 {need.min} 件，还差 {need.min - len(met.carried_by)} 件"
    return lacking_words([met])


def _returned(view: View) -> dict[str, list[Evidence]]:
    """The returned pieces by the code of the leaf for which they were offered, the latest first."""

    def reckon() -> dict[str, list[Evidence]]:
        by_unit: dict[str, list[Evidence]] = {}
        returned = [
            record for record in view.workspace.records if record.review.state == "returned"
        ]
        for record in sorted(returned, key=lambda item: number_key(item.id), reverse=True):
            for proof in record.proves:
                by_unit.setdefault(proof.indicator, []).append(record)
        return by_unit

    return view.once("returned", reckon)


def item_states(view: View) -> list[ItemState]:
    """Every rectification item on today, in the order of priority."""

    def reckon() -> list[ItemState]:
        return states(
            view.workspace.ledger, view.assessment.by_code, view.workspace.proofs, view.today
        )

    return view.once("items", reckon)


def leads(view: View, lead: tuple[str, ...], units: tuple[str, ...]) -> bool:
    """Whether one of the units is among the leads, groups taken apart."""
    return not set(view.members(lead)).isdisjoint(units)


def _item_tasks(view: View, units: tuple[str, ...]) -> Iterator[Task]:
    for state in item_states(view):
        if state.item.closed or not leads(view, state.item.lead, units):
            continue
        task = _item_task(view, state)
        if state.item.status == "待验收":
            yield replace(task, group="waiting", button="查看", tag="待验收", tone="blue")
        else:
            yield replace(task, group="items", button="去整改")


def _item_task(view: View, state: ItemState) -> Task:
    """An item as a task: its problem, where it stands, and how late it is."""
    item = state.item
    due = item.deadline if isinstance(item.deadline, date) else None
    event = item.events[-1] if item.events else None
    text = item.problem
    if item.status == "退回" and event is not None:
        text = f"{event.by or ''} 退回：{event.note or ''}"
    task = Task(
        "item", item.id, text, state.gap or ZERO, item.status, url=f"/r/{item.id}", of_item=True
    )
    return replace(task, **_dates(view, due))


def _review_tasks(view: View) -> Iterator[Task]:
    """Pieces that wait for the working group: pending ones, proposed ones, and those changed after
    their review.
    """
    by_code = view.assessment.by_code
    for record, why in waiting_pieces(view):
        codes = [proof.indicator for proof in record.proves if proof.indicator in by_code]
        # What hangs on the piece: the largest loss that it could make good.
        worth = max((at_root(by_code[code]).evidence for code in codes), default=ZERO)
        yield Task(
            "review",
            codes[0] if codes else record.id,
            record.label,
            worth,
            why,
            url=f"/review?at={record.id}",
            button="审核",
            tag="待复审" if why == CHANGED else "待审",
            tone="blue",
        )


def _questions(view: View) -> Iterator[Task]:
    """Questions of units that nobody has answered."""
    for code, talk in view.assessment.round.head.questions.items():
        item = view.assessment.by_code.get(code)
        if item is None or not waits(talk):
            continue
        last = talk[-1]
        task = Task(
            "question",
            code,
            item.node.name,
            at_root(item).total,
            f"{last.by} {_day(last.on)}问：{last.text}",
            url=f"/i/{code}#questions",
            button="回答",
        )
        yield replace(task, tag="有人问", tone="amber")


def waiting_pieces(view: View) -> list[tuple[Evidence, str]]:
    """The pieces that the working group has to decide on, with why, by what hangs on them."""

    def reckon() -> list[tuple[Evidence, str]]:
        waiting = []
        for record in view.workspace.records:
            state = view.workspace.standings.get(record.id)
            if state is not None and state.stale:
                waiting.append((record, CHANGED))
            elif record.review.state == "pending" or any(
                proof.state == "proposed" for proof in record.proves
            ):
                if record.review.state == "accepted":
                    what = "对应关系待确认"
                else:
                    what = "待审核"
                if record.review.state not in ("returned", "withdrawn"):
                    waiting.append((record, what))
        return sorted(waiting, key=lambda pair: number_key(pair[0].id))

    return view.once("waiting", reckon)


def _sign_off_tasks(view: View) -> Iterator[Task]:
    """Items that were submitted and wait for somebody else's word."""
    for state in item_states(view):
        submission = state.item.submission
        if state.item.status != "待验收" or submission is None:
            continue
        missing = (
            f"{submission.by or ''} {_day(submission.on)}申报，附 {len(submission.evidence)} 件"
        )
        task = replace(
            _item_task(view, state), kind="sign_off", name=state.item.problem, missing=missing
        )
        yield replace(task, group="todo", button="验收", tag="待验收", tone="blue")


def _dates(view: View, due: date | None) -> dict[str, Any]:
    """A date as a task carries it: days overdue, days left, and the tag with its tone."""
    if due is None:
        return {}
    left = (due - view.today).days
    dated: dict[str, Any] = {"due": due, "overdue_days": max(0, -left), "days_left": left}
    if left < 0:
        return dated | {"tag": f"超期 {-left} 天", "tone": "red"}
    tag = "今天到期" if left == 0 else f"{left} 天后到期"
    return dated | {"tag": tag, "tone": "amber" if left <= SOON else ""}


def _day(day: date | None) -> str:
    if day:
        return f"{day.month}月{day.day}日"
    return ""


def worth_text(tasks: list[Task]) -> str:
    """What all of the tasks are worth together, rounded once."""
    return format_fixed(sum((task.worth for task in tasks), ZERO))
