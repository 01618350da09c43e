"""One row of a view of the losses as people read it; its fields are the columns of ``gaps``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from scoring.engine import CAUSES, GapRow
from scoring.values import format_fixed
from scoring.views.columns import pick
from scoring.views.indicator import loss_texts
from scoring.views.sheet import Column

Parts = tuple[tuple[str, str, str], ...]


def _leaves_cell(view: LossView) -> str:
    return "、".join(f"{code}（{lost}）" for code, _, lost in view.leaves)


@dataclass(frozen=True, slots=True)
class LossView:
    """What one unit, block, cause or method loses; ``leaves`` are (code, name, lost), the largest
    loss first.
    """

    key: Annotated[str, Column("失分归属", fold=24)]
    lost: Annotated[str, Column("失分", number=True)]
    unassessed: Annotated[str, Column("未评", number=True)]
    standard: Annotated[str, Column("标准未达到", number=True)]
    evidence: Annotated[str, Column("佐证不足", number=True)]
    inspection: Annotated[str, Column("核验扣减", number=True)]
    leaves: Annotated[Parts, Column("指标", fold=44, cell=_leaves_cell)]


def loss_view(row: GapRow) -> LossView:
    """The view of one row of ``engine.gaps``."""
    parts = sorted(row.parts, key=lambda part: -part[1].total)
    return pick(
        LossView,
        row,
        lost=format_fixed(row.lost),
        leaves=tuple(
            (item.node.code, item.node.name, format_fixed(part.total)) for item, part in parts
        ),
        **dict(zip(CAUSES, loss_texts(row.losses), strict=True)),
    )
