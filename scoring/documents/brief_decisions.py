"""What wants a decision this week: what ledger, round and inspections say, and nothing beyond."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from scoring.documents.charts.svg import fitted
from scoring.engine import Assessment
from scoring.engine.projection import project
from scoring.engine.units import NOBODY
from scoring.inspection.arbitration import cases
from scoring.rectification.state import VETO_MARK, ItemState
from scoring.values import first_few, format_fixed
from scoring.views.veto import blank, effect_words, veto_state
from scoring.workspace import Workspace

NAMED = 3
"""So many items or units are named in a sentence."""
UNIT, ITEM, VETO = 32, 48, 48
"""What the name of a unit, an item and a veto takes at most, in half characters."""


def decisions(
    workspace: Workspace, assessment: Assessment, found: Sequence[ItemState]
) -> Iterator[str]:
    """A sentence for each, the gravest first. ``found`` is the ledger as it stands."""
    # A veto is printed before any number: beside it nothing else is pressing.
    yield from _vetoes(assessment, found)
    if blank(assessment):
        # Before anything is assessed every other sentence would be about nothing.
        applicable = [
            leaf for leaf in assessment.leaves() if leaf.leaf and not leaf.leaf.not_applicable
        ]
        yield f"部署自评：{len(applicable)} 项指标还没有认定，定下各单位填报的时限。"
        return
    yield from _overdue(assessment, found)
    yield from _easiest(workspace, assessment)
    yield from _differences(workspace)
    yield from _behind(found)
    if assessment.losses.unassessed:
        open_ = [leaf for leaf in assessment.leaves() if leaf.marks.losses.unassessed]
        points = format_fixed(assessment.losses.unassessed)
        yield f"安排未评的 {len(open_)} 项指标尽快认定，合 {points} 分。"
    if not workspace.ledger and assessment.losses.total:
        yield "建立整改清单：失分还没有落实到事项、单位和时限。"


def _overdue(assessment: Assessment, found: Sequence[ItemState]) -> Iterator[str]:
    """What is late, and what waits for somebody to look at it."""
    late = [state for state in found if state.overdue_days]
    if late:
        longest = max(late, key=lambda state: state.overdue_days)
        item, days = _item(longest, assessment), longest.overdue_days
        yield (
            f"催办逾期的 {len(late)} 个事项：{_by_unit(late)}；拖得最久的是{item}，逾期 {days} 天。"
        )
    # Late or not: the units have done their part, and it is the office that has to look.
    waiting = [state for state in found if state.item.status == "待验收"]
    if waiting:
        yield f"验收 {len(waiting)} 个事项，销号或退回：{_items(waiting, assessment)}。"


def _behind(found: Sequence[ItemState]) -> Iterator[str]:
    """What lags behind or came back, and what falls due within the week."""
    behind = [state for state in found if state.colour == "黄"]
    if behind:
        yield f"督促滞后或退回的 {len(behind)} 个事项：{_by_unit(behind)}。"
    # What waits for sign-off was told above: its unit has nothing more to do for its term.
    soon = [state for state in found if state.colour == "蓝" and state.item.status != "待验收"]
    if soon:
        yield f"落实 7 天内到期的 {len(soon)} 个事项：{_by_unit(soon)}。"


def _differences(workspace: Workspace) -> Iterator[str]:
    """Indicators on which inspectors differ and nobody has decided yet."""
    opposed = [case for case in cases(workspace) if case.open]
    if opposed:
        names = (fitted(f"{case.node.code} {case.node.name}", ITEM) for case in opposed)
        yield f"仲裁评查人员有分歧的 {len(opposed)} 项：{_named(names)}。"


def _named(names: Iterable[str], joint: str = "、") -> str:
    """The first few names, and that there are more where there are."""
    every = list(names)
    more = "等" if len(every) > NAMED else ""
    return joint.join(every[:NAMED]) + more


def _vetoes(assessment: Assessment, found: Sequence[ItemState]) -> Iterator[str]:
    """Vetoes that stand, those that the ledger fears, and those of which nobody has said a word."""
    barred = [item.veto for item in assessment.vetoes if item.triggered]
    near = [
        state
        for state in found
        # An item has no field for a veto; one that was made from a veto bears the
        # mark in its problem.
        if not state.item.closed and state.item.problem.startswith(VETO_MARK)
    ]
    if barred:
        effects = dict.fromkeys(map(effect_words, barred))
        names = _named((fitted(veto.name, VETO) for veto in barred), "；")
        tail = f"；清单里 {len(near)} 个对应事项未销号" if near else ""
        yield f"研究处置已触发的一票否决：{names}（{'；'.join(effects)}）{tail}。"
    elif near:
        ids = _named(fitted(state.item.id, 16) for state in near)
        yield f"督促销号：清单里 {len(near)} 个一票否决事项未销号（{ids}）。"
    silent = [item for item in assessment.vetoes if veto_state(assessment, item) == "未填写"]
    if silent:
        yield f"核实一票否决事项有没有发生并填写：{len(silent)} 项还没有人填。"


def _easiest(workspace: Workspace, assessment: Assessment) -> Iterator[str]:
    """What the evidence that is only to be handed in would bring, and which units hold it."""
    pieces = {
        item.node.code: sum(
            met.requirement.min - len(met.carried_by)
            for met in item.leaf.support.required
            if not met.met
        )
        for item in assessment.leaves()
        if item.leaf is not None and item.marks.losses.evidence
    }
    whole = sum(pieces.values())
    if not whole:
        return
    # Scored anew instead of adding up losses: gates, caps, vetoes and conversion all have a
    # say in the total.
    after = project(
        assessment, workspace.rounds, workspace.supports, dict.fromkeys(pieces, ("evidence",))
    )
    now, then = assessment.track("current"), after.track("current")
    if then.final <= now.final:
        return  # a penalty or a gate may eat up what the evidence brings
    holders: Counter[str] = Counter()
    for code, count in pieces.items():
        holders[_first(assessment.by_code[code].node.lead)] += count
    grade = f"（{fitted(then.grade, 12)}）" if then.grade else ""
    gate = ""
    # The total jumps by more than the pieces bring where they carry it over the gate.
    if then.bonus and not now.bonus:
        gate = f"，过加分门槛计入加分 {format_fixed(then.bonus)} 分"
    total = f"{format_fixed(then.final)}{grade}{gate}"
    yield f"补齐 {whole} 件材料，总分即 {total}：{_ranked(holders, '件')}。"


def units(lead: Sequence[str]) -> str:
    """The units in the room of one: of several the first, and how many there are."""
    more = f"等 {len(lead)} 家" if len(lead) > 1 else ""
    if lead:
        return fitted(lead[0], UNIT - 2 * len(more)) + more
    return NOBODY


def _first(lead: Sequence[str]) -> str:
    """The unit under which a thing of several units is counted: the first of them."""
    # Of several the first, as in 第一责任单位: counted under each of them, the
    # sums would be larger than the ledger.
    return lead[0] if lead else NOBODY


def _by_unit(found: Sequence[ItemState]) -> str:
    """How many items each unit leads, the most first."""
    return _ranked(Counter(_first(state.item.lead) for state in found), "个")


def _ranked(counts: Mapping[str, int], measure: str) -> str:
    """The units with the largest counts, and how many units there are where not all are named."""
    # By name where the counts are equal: the order of the records changes no byte.
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    names = [f"{fitted(unit, UNIT)} {count} {measure}" for unit, count in ranked]
    return first_few(names, NAMED, "等 {count} 家")


def _items(found: Sequence[ItemState], assessment: Assessment) -> str:
    return _named(_item(state, assessment) for state in found)


def _item(state: ItemState, assessment: Assessment) -> str:
    """An item by its id and what it is about: its indicator, else its problem; and who leads it."""
    node = assessment.by_code.get(state.item.indicator or "")
    about = f"{node.node.code} {node.node.name}" if node else state.item.problem
    return f"{fitted(state.item.id, 16)}（{fitted(about, ITEM)}，{units(state.item.lead)}）"
