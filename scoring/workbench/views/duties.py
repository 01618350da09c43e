"""What inspectors, their leader, trackers and leaders have to do next: beside what the leaves and
items ask for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Literal, NamedTuple

from scoring.actions.bulletins import compiled
from scoring.actions.papers import paper_receipts, recipient_of
from scoring.actions.rights import Thing
from scoring.inspection.blind import inspectors_of, looked_at
from scoring.rectification.bulletin import Bulletin, BulletinNotice
from scoring.rectification.ledger import RectificationItem
from scoring.rectification.papers import Paper
from scoring.rectification.state import ItemState
from scoring.rectification.writing import RefusedError
from scoring.rounds.model import Round
from scoring.workbench.access import Access
from scoring.workbench.desk import View
from scoring.workbench.views.differing import open_cases
from scoring.workbench.views.inspection import done, handed, inspections, own_codes, state
from scoring.workbench.views.papers import papers_seen
from scoring.workbench.views.tasks import Task, item_states, pressing, tasks_of

ZERO = Fraction(0)


def all_tasks(view: View, access: Access) -> list[Task]:
    """Everything that the visitor has to do, of every role that he holds, the most pressing
    first.
    """
    visitor = access.visitor
    found = list(tasks_of(view, access))
    if visitor.has("评查", "评查组长"):
        found += _marking(view, access)
    if visitor.has("评查组长"):
        found += _leading(view)
    if visitor.has("督办"):
        found += _tracking(view)
    found += _deciding(view, access)
    found += _reading(access)
    return sorted(found, key=pressing)


def _marking(view: View, access: Access) -> Iterator[Task]:
    """The rounds in which the visitor still has something to mark, or to hand in."""
    for round_ in inspections(view):
        codes = own_codes(view, access, round_)
        if not codes or handed(access, round_):
            continue
        left = [code for code in codes if state(round_, code) == "open"]
        task = Task("verify", round_.id, "核验", url=f"/v/{round_.id}")
        if left:
            yield replace(
                task,
                missing=f"分给你 {len(codes)} 项，已评 {done(round_, codes)} 项",
                url=f"/v/{round_.id}/{left[0]}",
                button="接着评" if len(left) < len(codes) else "开始评",
                figure=f"{len(left)} 项没评",
            )
        else:
            yield replace(
                task,
                kind="hand_in",
                missing=f"{len(codes)} 项都评完了，看一遍就交卷",
                button="交卷",
                figure=f"{len(codes)} 项已评",
                tag="没有交卷",
                tone="amber",
            )


def _leading(view: View) -> Iterator[Task]:
    """What a round waits for from who leads it: a draw, inspectors, a decision."""
    for round_ in inspections(view):
        head = round_.head
        if head.locked is None and not head.arbitration:
            yield from _preparing(view, round_)
    cases = open_cases(view)
    if cases:
        first = next(iter(inspections(view)))
        worth = sum((case.spread or ZERO for case in cases), ZERO)
        yield Task(
            "arbitrate",
            cases[0].node.code,
            f"{len(cases)} 项差异等仲裁",
            worth,
            "、".join(case.node.code for case in cases[:5]),
            url=f"/v/{first.id}/differences",
            button="仲裁",
        )


def _preparing(view: View, round_: Round) -> Iterator[Task]:
    """What an open round lacks before anybody can mark in it."""
    head, url = round_.head, f"/v/{round_.id}"
    begun = head.sample or round_.findings or head.assignments or head.inspectors
    if not begun:
        missing = "还没有抽样，也没有分给谁"
        yield Task("draw", round_.id, "抽样或者分工", ZERO, missing, url=url, button="去抽样")
        return
    tree = view.assessment.tree
    alone = [code for code in looked_at(round_, tree) if not inspectors_of(round_, code, tree)]
    # Without a sample the whole tree may be looked at by who likes; nobody waits for a name.
    if alone and head.sample is not None:
        missing = f"{len(alone)} 项没有分给谁"
        yield Task(
            "assign", round_.id, "还有指标没有人核验", ZERO, missing, url=url, button="去分工"
        )


def _tracking(view: View) -> Iterator[Task]:
    """What is overdue, and this week's bulletin where it was not issued."""
    late = [one for one in item_states(view) if one.overdue_days]
    if late:
        worth = sum((one.gap or ZERO for one in late), ZERO)
        longest = max(one.overdue_days for one in late)
        name, missing = f"{len(late)} 件超期，发督办单", f"最长超期 {longest} 天"
        yield Task(
            "late",
            "超期",
            name,
            worth,
            missing,
            url="/r?tab=late",
            button="去办",
            tag=f"超期 {longest} 天",
            tone="red",
        )
    draft = bulletin_now(view)
    if draft is not None:
        missing = f"{draft.label}，{draft.since} 至 {draft.until}，通报 {len(draft.notices)} 家次"
        yield Task(
            "bulletin",
            draft.label,
            "本周通报还没有印发",
            ZERO,
            missing,
            url="/r/bulletin",
            button="看预览",
            figure="1 期待发",
        )


def _reading(access: Access) -> Iterator[Task]:
    """The issued papers that went to this visitor, or to the own units, and that nobody has
    received yet.
    """
    workspace, name = access.workspace, access.visitor.name
    for paper in papers_seen(access):
        recipient = recipient_of(workspace, paper, name)
        if not recipient or paper_receipts(workspace, paper)[recipient] is not None:
            continue
        task = Task(
            "read" if paper.slip else "receive",
            paper.label,
            "等签收",
            ZERO,
            _about(paper),
            due=paper.reply,
            url=f"/r/papers/{paper.number}",
            button="看",
            tag=f"{paper.issued.month}月{paper.issued.day}日印发",
            figure="1 份待签",
        )
        if recipient in paper.to:
            # It went to the person himself, a leader: he reads, and signs for no unit.
            task = replace(task, name="等你阅", button="阅", figure="1 份待阅")
        yield task


def _about(paper: Paper) -> str:
    """Of which month a paper is, who issued it, and until when it is to be answered."""
    words = [f"{paper.by}印发"]
    if paper.month:
        words.insert(0, paper.month.month)
    if paper.reply:
        words.append(f"{paper.reply} 前回复")
    return "，".join(words)


def bulletin_now(view: View) -> Bulletin | None:
    """The bulletin of this week as it would read; None where it was issued, or there is no
    ledger.
    """

    def reckon() -> Bulletin | None:
        try:
            if view.workspace.ledger:
                return compiled(view.workspace, view.today, view.today)
            return None
        except RefusedError:
            return None

    return view.once("bulletin", reckon)


def applications(view: View) -> list[ItemState]:
    """The items for which an extension was applied for and nobody has decided yet."""
    waiting = []
    for state_ in item_states(view):
        deeds = [event.do for event in state_.item.standing]
        applied = _last_index(deeds, ("apply",))
        answered = _last_index(deeds, ("extend", "close"))
        if applied > answered and not state_.item.closed:
            waiting.append(state_)
    return waiting


def _last_index(deeds: Sequence[str], sought: tuple[str, ...]) -> int:
    """Where one of the deeds stands last; -1 where none does."""
    return max((index for index, do in enumerate(deeds) if do in sought), default=-1)


def _deciding(view: View, access: Access) -> Iterator[Task]:
    """The decisions that wait for this visitor: extensions applied for, 约谈 and 移交 that a
    bulletin proposes.
    """
    if not access.may("item_approve", Thing(of_item=True)):
        return
    for one in applications(view):
        event = [event for event in one.item.standing if event.do == "apply"][-1]
        yield Task(
            "apply",
            one.item.id,
            one.item.problem,
            one.gap or ZERO,
            f"{event.by or ''}申请延到 {event.to}：{event.note or ''}",
            url=f"/r/{one.item.id}",
            of_item=True,
            button="批或不批",
            tag="申请延期",
            tone="amber",
        )
    for proposal in proposals(view):
        yield Task(
            "escalate",
            proposal.item,
            proposal.name,
            ZERO,
            proposal.why,
            url=f"/r/{proposal.item}",
            of_item=True,
            button="决定",
            tag="等决定",
            tone="red",
            figure=f"{proposal.times} 次通报",
        )


class Proposal(NamedTuple):
    """约谈 or 移交 that a bulletin proposes and nobody has decided: the first of the items that it
    is about, the question, the reason, how often it was notified.
    """

    item: str
    name: str
    why: str
    times: int
    do: Literal["interview", "refer"]


def proposals(view: View) -> list[Proposal]:
    """What the last issued bulletin proposes and nobody has decided."""
    issued = view.workspace.bulletins
    if not issued:
        return []
    last = issued[-1]
    by_id = {one.item.id: one.item for one in item_states(view)}
    waiting = []
    for notice in last.notices:
        # A notice is what a bulletin itself does; only the steps above it wait for a leader.
        if notice.step == "notice" or notice.settled:
            continue
        items = [by_id[ident] for ident in notice.items if ident in by_id]
        proposal = _proposal(last.label, notice, items)
        if proposal is not None:
            waiting.append(proposal)
    return waiting


def _proposal(
    label: str, notice: BulletinNotice, items: Sequence[RectificationItem]
) -> Proposal | None:
    """The question that a notice puts; None where it was answered, or all items are closed."""
    do: Literal["interview", "refer"] = "interview" if notice.step == "interview" else "refer"
    decided = any(event.do == do for item in items for event in item.standing)
    open_ = [item.id for item in items if not item.closed]
    if decided or not open_:
        return None
    word = "约谈" if do == "interview" else "移交"
    why = f"{label}通报建议：{notice.kind}，第 {notice.times} 次，{'、'.join(open_)}"
    return Proposal(open_[0], f"{word}{notice.unit}？", why, notice.times, do)
