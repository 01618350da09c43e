"""What the score would be if some losses were mended: the same assessment,
on inputs changed as the mending would.

A mended standard makes the finding full, mended evidence makes every requirement met, and both go
through the engine as always: a criterion met without its proof still loses the points that the
proof would carry. What an inspection has scored rises by the losses that are mended, since only the
next inspection could say more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from scoring.engine.assessing import assess
from scoring.engine.assessment import Assessment
from scoring.engine.criteria import Verdict
from scoring.engine.leaves import LeafResult
from scoring.engine.scores import ZERO, Losses
from scoring.evidence.support import Met, Support
from scoring.rounds.finding import Finding
from scoring.rounds.model import Round

REASON = "按期整改到位"
STILL_TO_COME = "（整改后补齐）"


@dataclass(frozen=True, slots=True)
class Projection:
    """``after`` is the assessment if the ``items`` that are due by ``date`` were mended; ``before``
    is that of now.

    ``held`` are items due by then that wait for others which are not.
    """

    date: date
    items: tuple[str, ...]
    held: tuple[str, ...]
    before: Assessment
    after: Assessment

    @property
    def turned(self) -> tuple[Verdict, ...]:
        """The criteria that are not met now and would be."""
        now = {verdict.id: verdict.met for verdict in self.before.verdicts}
        return tuple(
            verdict for verdict in self.after.verdicts if verdict.met and not now[verdict.id]
        )


def project(
    before: Assessment,
    rounds: Sequence[Round],
    supports: Mapping[str, Support],
    mended: Mapping[str, Collection[str]],
    *,
    items: int = 0,
    open_items: Sequence[str] = (),
) -> Assessment:
    """The assessment with the causes of loss in ``mended``
    (by code of any node) gone from its leaves.

    ``open_items`` are the rectification items that would still be open, of ``items`` in all.
    """
    causes: dict[str, set[str]] = defaultdict(set)
    for code, names in mended.items():
        for leaf in before.tree.by_code[code].leaves():
            causes[leaf.code] |= set(names)
    changed: dict[str, dict[str, Finding]] = defaultdict(dict)
    carried = dict(supports)
    current = before.round
    for code, mends in causes.items():
        leaf_now = before.by_code[code].leaf
        if leaf_now is None or leaf_now.not_applicable or leaf_now.node.kind != "base":
            continue
        losses = leaf_now.marks.losses
        if "evidence" in mends or (losses.unassessed and "unassessed" in mends):
            carried[code] = fulfilled(supports[code])
        _findings(leaf_now, losses, mends, current.id, changed)
    renewed = [_with_findings(item, changed.get(item.id)) for item in rounds]
    now = next((item for item in renewed if item.id == current.id), current)
    return assess(before.tree, now, renewed, carried, items=items, open_items=open_items)


def _with_findings(item: Round, findings: Mapping[str, Finding] | None) -> Round:
    """A round with some findings exchanged; the same object where there are none."""
    if not findings:
        return item
    return replace(item, findings={**item.findings, **findings})


def _findings(
    leaf: LeafResult,
    losses: Losses,
    named: set[str],
    current: str,
    changed: dict[str, dict[str, Finding]],
) -> None:
    """Puts the findings that the mending would bring into ``changed``, by round and code."""
    code, points = leaf.node.code, leaf.node.points
    if (losses.unassessed and "unassessed" in named) or (
        leaf.claim and losses.standard and "standard" in named
    ):
        changed[current][code] = Finding(code, direct=points, reason=REASON)
    won: Fraction = sum((getattr(losses, cause) for cause in named), ZERO)
    if leaf.verified is not None and leaf.check is not None and won:
        score = leaf.check.score + won
        settles = leaf.verified.finding.arbitrates  # what arbitrated goes before the others still
        changed[leaf.verified.round.id][code] = Finding(
            code, direct=score, reason=REASON, arbitrates=settles
        )


def fulfilled(support: Support) -> Support:
    """The same requirements, each with as many pieces as it asks for."""
    met = tuple(
        Met(
            item.requirement,
            (*item.carried_by, *[STILL_TO_COME] * (item.requirement.min - len(item.carried_by))),
            (),
        )
        for item in support.requirements
    )
    return Support(met, Fraction(1))
