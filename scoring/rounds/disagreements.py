"""Where inspectors of one kind differ, by how much, whether an arbitration has settled it, and what
is still open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from scoring.indicators.model import Indicator, IndicatorTree
from scoring.rounds.finding import UNVERIFIABLE, ZERO, Finding, MethodPart, outcome
from scoring.rounds.model import Round
from scoring.rounds.verification import (
    RoundFinding,
    arbitrates,
    charged,
    codes_of,
    findings_for,
    verifying,
)
from scoring.schema import Record
from scoring.values import Measure, Quantity, format_short


class InspectionTerms(Record):
    """``inspection`` of ``workspace.yaml``: from which difference on inspectors need arbitration.

    ``differ`` is a number of points, or with % a share of the indicator's points.
    """

    differ: Measure | None = None

    def limit(self, node: Indicator) -> Fraction | None:
        """The largest difference that needs no arbitration, in points;
        None where none is stated.
        """
        if self.differ is None:
            return None
        if self.differ.percent:
            return self.differ.value * node.points
        return self.differ.value

    @property
    def said(self) -> str:
        """The limit in words."""
        if self.differ is None:
            return ""
        if self.differ.percent:
            return f"{self.differ}（占本项分值）"
        return f"{Quantity(self.differ.value, False)} 分"


@dataclass(frozen=True, slots=True)
class View:
    """What one round says: a score in points, or None for 不适用; ``reason`` is its reason."""

    round: Round
    finding: Finding
    score: Fraction | None
    reason: str

    @property
    def said(self) -> str:
        """The verdict in words."""
        if self.score is None:
            return "不适用"
        return f"{format_short(self.score)} 分"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Different views of rounds of one kind on an indicator, or on one of its methods;
    the most telling last.

    ``spread`` is None where they differ about whether it applies. ``settled`` is the round that
    arbitrated.
    """

    node: Indicator
    kind: str
    method: str
    views: tuple[View, ...]
    spread: Fraction | None
    limit: Fraction | None
    settled: Round | None

    @property
    def grave(self) -> bool:
        """Whether it is more than the workspace allows without arbitration."""
        # Whether an indicator applies is no matter of degree: no stated limit lets that pass.
        return self.limit is not None and (self.spread is None or self.spread > self.limit)


@dataclass(frozen=True, slots=True)
class MethodProgress:
    """An indicator of which only some methods have a mark: what is there, what is missing, lowest
    and highest score.
    """

    node: Indicator
    rounds: tuple[Round, ...]
    parts: tuple[MethodPart, ...]
    missing: tuple[tuple[str, Fraction], ...]
    low: Fraction
    high: Fraction


def disagreements(
    rounds: Iterable[Round], current: Round, tree: IndicatorTree, terms: InspectionTerms
) -> Iterator[Disagreement]:
    """Every difference between verifying rounds of one kind, in the order of the tree,
    inspections after mocks.
    """
    chosen = verifying(rounds, current)
    # A mock and an inspection may differ: the inspection is there to find what the mock did not.
    for kind in ("mock", "inspection"):
        of_kind = [item for item in chosen if item.kind == kind]
        if len(of_kind) < 2:
            continue
        covered = set(codes_of(of_kind))
        for node in tree.leaves():
            if node.code in covered:
                yield from _differences(
                    node, kind, findings_for(node.code, of_kind), terms.limit(node)
                )


def _differences(
    node: Indicator, kind: str, marks: list[RoundFinding], limit: Fraction | None
) -> Iterator[Disagreement]:
    settled = next((round_ for round_, finding in marks if arbitrates(round_, finding)), None)
    for method, views in _views_by_method(node, marks).items():
        scores = {view.score for view in views}
        if len(scores) == 1:
            continue
        in_points = [score for score in scores if score is not None]
        # Points and 不适用 are no distance from each other.
        spread = None if None in scores else max(in_points) - min(in_points)
        yield Disagreement(node, kind, method, tuple(views), spread, limit, settled)


def _views_by_method(node: Indicator, marks: list[RoundFinding]) -> dict[str, list[View]]:
    """What the rounds say, by method of assessment and as a whole (""), the most telling last."""
    views: dict[str, list[View]] = {}
    for round_, finding in reversed(marks):
        if finding.parts:
            for part in finding.parts:
                view = View(round_, finding, node.points * part.worth, part.reason)
                views.setdefault(part.method, []).append(view)
        elif finding.not_applicable is not None:
            view = View(round_, finding, None, finding.not_applicable)
            views.setdefault("", []).append(view)
        elif finding.scored:
            score = outcome(node, finding).score
            view = View(round_, finding, score, finding.reason or "")
            views.setdefault("", []).append(view)
    return views


def unfinished(
    rounds: Iterable[Round], current: Round, tree: IndicatorTree
) -> Iterator[MethodProgress]:
    """The indicators of which inspections, or mocks where no inspection looked,
    have marked some methods only.
    """
    chosen = verifying(rounds, current)
    # Where an inspection has begun, what a mock left open is of no interest any more.
    of_kinds = [[item for item in chosen if item.kind == kind] for kind in ("inspection", "mock")]
    for node in tree.leaves():
        for of_kind in of_kinds:
            marks = [pair for pair in findings_for(node.code, of_kind) if pair[1].parts]
            if marks:
                progress = _progress(node, marks)
                if progress is not None:
                    yield progress
                break


def _progress(node: Indicator, marks: list[RoundFinding]) -> MethodProgress | None:
    parts: dict[str, MethodPart] = {}
    for _, finding in reversed(marks):
        parts |= {part.method: part for part in finding.parts}
    shares = marks[0][1].shares
    missing = tuple((method, share) for method, share in shares if method not in parts)
    if not missing:
        return None
    marked = tuple(parts[method] for method, _ in shares if method in parts)
    won = node.points * sum((part.worth for part in marked), ZERO)
    still = node.points * sum((share for _, share in missing), ZERO)
    _, penalty = charged(finding for _, finding in marks)
    # A penalty for untrue evidence takes no more than there is (R30).
    low, high = max(ZERO, won - penalty), max(ZERO, won + still - penalty)
    return MethodProgress(node, tuple(round_ for round_, _ in marks), marked, missing, low, high)


def unverifiable(
    rounds: Iterable[Round], current: Round, tree: IndicatorTree
) -> list[tuple[Indicator, Round, Finding]]:
    """Every finding of a verifying round that says 无法核实 and gives no score,
    in the order of the tree.
    """
    chosen = verifying(rounds, current)
    open_ = []
    for node in tree.leaves():
        for item in chosen:
            finding = item.unscored.get(node.code)
            if finding is not None and finding.opinion == UNVERIFIABLE and not finding.parts:
                open_.append((node, item, finding))
    return open_
