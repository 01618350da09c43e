"""What inspectors, their leader, trackers and leaders have to do next: beside what the leaves and
items ask for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from scoring.actions.items import compiled
from scoring.actions.papers import recipient_of
from scoring.actions.rights import Thing
from scoring.inspection.blind import inspectors_of, looked_at
from scoring.rectification.bulletin import Bulletin
from scoring.rectification.state import ItemState
from scoring.rectification.writing import RefusedError
from scoring.workbench.access import Access
from scoring.workbench.desk import View
from scoring.workbench.views.differing import open_cases
from scoring.workbench.views.inspection import done, handed, inspections, own_codes, state
from scoring.workbench.views.papers import paper_receipts, papers_seen
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
        if not codes or handed(view, access, round_):
            continue
        left = [code for code in codes if state(round_, code) == "open"]
        task = Task("verify", round_.id, "核验", url=f"/v/{round_.id}")
        if left:
            missing = f"分给你 {len(codes)} 项，已评 {done(round_, codes)} 项"
            button = "接着评" if len(left) < len(codes) else "开始评"
            url = f"/v/{round_.id}/{left[0]}"
            yield replace(
                task, missing=missing, url=url, button=button, figure=f"{len(left)} 项没评"
            )
        else:
            missing = f"{len(codes)} 项都评完了，看一遍就交卷"
            waiting = replace(
                task, kind="hand_in", missing=missing, button="交卷", figure=f"{len(codes)} 项已评"
            )
            yield replace(waiting, tag="没有交卷", tone="amber")


def _leading(view: View) -> Iterator[Task]:
    """What a round waits for from who leads it: a draw, inspectors, a decision."""
    cases = open_cases(view)
    for round_ in inspections(view):
        head = round_.head
        if head.locked is not None or head.arbitration:
            continue
        url = f"/v/{round_.id}"
        if (
            head.sample is None
            and not round_.findings
            and not head.assignments
            and not head.inspectors
        ):
            yield Task(
                "draw",
                round_.id,
                "抽样或者分工",
                ZERO,
                "还没有抽样，也没有分给谁",
                url=url,
                button="去抽样",
            )
            continue
        tree = view.assessment.tree
        alone = [code for code in looked_at(round_, tree) if not inspectors_of(round_, code, tree)]
        if alone and head.sample is not None:
            yield Task(
                "assign",
                round_.id,
                "还有指标没有人核验",
                ZERO,
                f"{len(alone)} 项没有分给谁",
                url=url,
                button="去分工",
            )
    if cases:
        first = next(iter(inspections(view)))
        worth = sum((case.spread or ZERO for case in cases), ZERO)
        missing = "、".join(case.node.code for case in cases[:5])
        yield Task(
            "arbitrate",
            cases[0].node.code,
            f"{len(cases)} 项差异等仲裁",
            worth,
            missing,
            url=f"/v/{first.id}/differences",
            button="仲裁",
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
        own = recipient_of(workspace, paper, name)
        if not own or paper_receipts(workspace, paper)[own] is not None:
            continue
        if paper.month:
            about = f"{paper.month.month}，{paper.by}印发"
        else:
            about = f"{paper.by}印发"
        if paper.reply:
            about += f"，{paper.reply} 前回复"
        yield Task(
            "read" if paper.slip else "receive",
            paper.label,
            "等你阅" if own in paper.to else "等签收",
            ZERO,
            about,
            due=paper.reply,
            url=f"/r/papers/{paper.number}",
            button="阅" if own in paper.to else "看",
            tag=f"{paper.issued.month}月{paper.issued.day}日印发",
            figure="1 份待阅" if own in paper.to else "1 份待签",
        )


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
    found = []
    for one in item_states(view):
        standing = one.item.standing
        applied = max((at for at, event in enumerate(standing) if event.do == "apply"), default=-1)
        answered = max(
            (at for at, event in enumerate(standing) if event.do in ("extend", "close")), default=-1
        )
        if applied > answered and not one.item.closed:
            found.append(one)
    return found


def _deciding(view: View, access: Access) -> Iterator[Task]:
    """The decisions that wait for this visitor: extensions applied for, 约谈 and 移交 that a
    bulletin proposes.
    """
    if not access.may("item_approve", Thing(of_item=True)):
        return
    for one in applications(view):
        event = [event for event in one.item.standing if event.do == "apply"][-1]
        missing = f"{event.by or ''}申请延到 {event.to}：{event.note or ''}"
        task = Task(
            "apply",
            one.item.id,
            one.item.problem,
            one.gap or ZERO,
            missing,
            url=f"/r/{one.item.id}",
            of_item=True,
        )
        yield replace(task, button="批或不批", tag="申请延期", tone="amber")
    for ident, name, missing in proposals(view):
        times = re.search(r"第 (\d+) 次", missing)
        yield Task(
            "escalate",
            ident,
            name,
            ZERO,
            missing,
            url=f"/r/{ident}",
            of_item=True,
            button="决定",
            tag="等决定",
            tone="red",
            figure=f"{times[1]} 次通报" if times else "",
        )


def proposals(view: View) -> list[tuple[str, str, str]]:
    """What the last issued bulletin proposes and nobody has decided: item, what, why."""
    issued = view.workspace.bulletins
    if not issued:
        return []
    by_id = {one.item.id: one.item for one in item_states(view)}
    found = []
    for notice in issued[-1].notices:
        if notice.step == "notice" or notice.settled:
            continue
        do = "interview" if notice.step == "interview" else "refer"
        waiting = [ident for ident in notice.items if ident in by_id and not by_id[ident].closed]
        if any(
            event.do == do
            for ident in notice.items
            if ident in by_id
            for event in by_id[ident].standing
        ):
            continue
        word = "约谈" if do == "interview" else "移交"
        if waiting:
            why = (
                f"{issued[-1].label}通报建议：{notice.kind}，第 {notice.times} 次，"
                f"{'、'.join(waiting)}"
            )
            found.append((waiting[0], f"{word}{notice.unit}？", why))
    return found
