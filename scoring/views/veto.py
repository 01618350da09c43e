"""One veto (一票否决事项) as people read it: what it does, and whether it was triggered."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.engine import Assessment
from scoring.engine.assessment import VetoResult
from scoring.indicators.model import Veto
from scoring.rounds.vetoes import TriggeredVeto
from scoring.values import format_short
from scoring.views.words import chinese_date

EFFECTS = {
    "ineligible": "不具备申报条件，得分照常计算",
    "cap": "总分最高计 {at} 分",
    "zero": "总分计 0 分",
    "no_top_grade": "不得评为最高等次",
}


def effect_words(veto: Veto) -> str:
    """What a veto does when it is triggered."""
    return EFFECTS[veto.effect].format(at="" if veto.at is None else format_short(veto.at))


def blank(assessment: Assessment) -> bool:
    """Whether nobody has assessed anything yet: there is no finding, and every point that can be
    earned is open.
    """
    round_, root = assessment.round, assessment.root
    entered = round_.findings or round_.faulty or round_.unscored
    return assessment.scorable and not entered and root.losses.unassessed == root.applicable


def veto_state(assessment: Assessment, item: VetoResult) -> str:
    """已触发, 未触发, or 未填写 where the round says nothing about it or is still as it was made.

    A veto that is not filled in counts as not triggered.
    """
    if item.triggered:
        return "已触发"
    declared = item.veto.code in assessment.round.declared and not blank(assessment)
    if declared:
        return "未触发"
    return "未填写"


def fact_words(fact: TriggeredVeto | None, *, note: bool = True) -> str:
    """When a veto was triggered, who found so, and the ``note`` about it; "" where it was not."""
    if fact is None:
        return ""
    parts = (chinese_date(fact.on) if fact.on else "", fact.authority, fact.note if note else "")
    return "，".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class VetoView:
    """A veto, its effect in words, and its ``state``: 已触发, 未触发 or 未填写."""

    code: str
    name: str
    effect: str
    triggered: bool
    detail: str
    state: str

    @property
    def told(self) -> str:
        """The state, with what is known of it."""
        return self.state + (f"：{self.detail}" if self.detail else "")


def veto_views(assessment: Assessment) -> tuple[VetoView, ...]:
    """Every veto of the tree, in its order."""
    return tuple(
        VetoView(
            code=item.veto.code,
            name=item.veto.name,
            effect=effect_words(item.veto),
            triggered=item.triggered is not None,
            detail=fact_words(item.triggered),
            state=veto_state(assessment, item),
        )
        for item in assessment.vetoes
    )
