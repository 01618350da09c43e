"""One condition (创建条件) with its verdict as people read it; its fields are the columns of the
table on the terminal.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from scoring.engine.criteria import Verdict
from scoring.views.columns import pick
from scoring.views.sheet import Column


def verdict_word(met: bool) -> str:
    """达到 or 未达到."""
    if met:
        return "达到"
    return "未达到"


@dataclass(frozen=True, slots=True)
class CriterionView:
    """A condition with what it asks, what there is, and whether that is enough."""

    id: Annotated[str, Column("条件")]
    word: Annotated[str, Column("结论")]
    text: Annotated[str, Column("内容", 34, fold=34)]
    required: Annotated[str, Column("要求")]
    actual: Annotated[str, Column("实际")]
    source: str
    met: bool


def criterion_view(verdict: Verdict) -> CriterionView:
    """The view of one verdict."""
    return pick(CriterionView, verdict, word=verdict_word(verdict.met))
