"""一、总体意见: the conclusion in sentences, and the figures at the head."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from scoring.documents.inspection.cards import offered_for
from scoring.documents.inspection.disputes import (
    Disputes,
    check_of,
    differing,
)
from scoring.documents.inspection.model import (
    ResultLine,
)
from scoring.documents.inspection.process import opened_pieces
from scoring.documents.inspection.results import cut_of, to_verify
from scoring.engine import Assessment, NodeResult
from scoring.engine.scores import ZERO
from scoring.rounds.model import Round
from scoring.rounds.verification import codes_of
from scoring.values import first_few, format_fixed
from scoring.views.words import track_label

MOST_NAMED = 12
"""Codes that a sentence names before it counts the rest."""


def statement(
    assessment: Assessment,
    looked: Sequence[NodeResult],
    total: ResultLine,
    rounds: Sequence[Round],
    mock: str,
    disputes: Disputes,
) -> Iterator[str]:
    """The conclusion in sentences: how much was looked at, with which result, and what is cut."""
    yield from _extent(assessment, looked, rounds, mock)
    if assessment.totals["verified"] is None:
        yield "各项指标都还没有核验分。"
        return
    yield _result(assessment, total)
    cut = sum(cut_of(item) > 0 for item in looked)
    untrue = {ident for item in looked for ident in check_of(item).finding.untrue}
    untrue_text = f"认定不实佐证 {len(untrue)} 件" if untrue else "没有认定不实的佐证"
    yield f"核减 {cut} 项，{untrue_text}。"
    still = [item.node.code for item in looked if differing(item, disputes)]
    if still:
        yield (
            f"评查人员评分有分歧、尚未仲裁的 {len(still)} 项（{first_few(still, MOST_NAMED)}），"
            "暂按第五部分所列的一轮计分。"
        )


def _extent(
    assessment: Assessment, looked: Sequence[NodeResult], rounds: Sequence[Round], mock: str
) -> Iterator[str]:
    """How many indicators were verified, and how many of them by mocks alone."""
    due = to_verify(assessment.leaves())
    kind = "模拟评查" if mock else "评查"
    unscored = len(set(codes_of(rounds)) - {item.node.code for item in looked})
    unscored_text = f"，另有 {unscored} 项查看后没有评出分数" if unscored else ""
    yield (
        f"本次{kind}依据 {len(rounds)} 个轮次，核验 {len(looked)} 项指标（应核验 {due} "
        f"项）{unscored_text}。"
    )
    # What only a mock has seen is never to be read as 核验 (two tracks).
    tried = [check.round.id for check in map(check_of, looked) if check.mock]
    if tried and not mock:
        names = "、".join(dict.fromkeys(sorted(tried)))
        yield f"其中 {len(tried)} 项没有经过核验，取自模拟（{names}）。"


def _result(assessment: Assessment, total: ResultLine) -> str:
    """What was claimed, carried and verified of the indicators that were looked at."""
    remark = ""
    by_policy = _given(assessment)
    if by_policy:
        codes = first_few([item.node.code for item in by_policy], MOST_NAMED)
        remark = f"连同按规定计分的不适用指标（{codes}，{format_fixed(_claimed(by_policy))} 分）"
    verified = labelled(track_label(assessment, "verified"), total.verified)
    return (
        f"已核验的指标{remark}自评 {total.claimed} 分，佐证支撑 {total.supported} 分，"
        f"{verified} 分，{_against(total)}。"
    )


def _given(assessment: Assessment) -> list[NodeResult]:
    """The 不适用 indicators that nobody inspected and that have a score on every track by the
    tree's own terms.
    """
    return [
        item
        for item in assessment.leaves()
        if item.node.kind == "base"
        and item.leaf
        and item.leaf.verified is None
        # With the policies ``full`` and ``give`` a 不适用 leaf has its mark on
        # all tracks.
        and item.marks.verified
    ]


def _claimed(items: Iterable[NodeResult]) -> Fraction:
    """Claimed points on the scale of the whole."""
    return sum((item.marks.claimed * item.factor for item in items), ZERO)


def labelled(label: str, value: str) -> str:
    """A label and its value; a bracket needs no space behind it."""
    return label + ("" if label.endswith("）") else " ") + value


def _against(line: ResultLine) -> str:
    """The verified score beside the claimed one, in words."""
    # From the printed figure: sentence and table must not differ, nor a zero be called lower.
    apart = line.change.lstrip("+-")
    if Fraction(apart):
        return f"比自评{'低' if line.change.startswith('-') else '高'} {apart} 分"
    return "与自评相同"


def figures(
    assessment: Assessment, looked: Sequence[NodeResult], total: ResultLine, rounds: Sequence[Round]
) -> tuple[tuple[str, str, str, str], ...]:
    """The figures at the head: label, value, unit, remark."""
    due = to_verify(assessment.leaves())
    opened = opened_pieces(rounds)
    spoken = [assessment.by_code[code] for code in codes_of(rounds)]
    registered = len(offered_for(spoken) | opened)
    by_policy = _given(assessment)
    scope = f"含不适用 {format_fixed(_claimed(by_policy))} 分" if by_policy else "已核验的指标"
    against = _against(total) if total.verified else ""
    return (
        ("核验指标", str(len(looked)), "项", f"应核验 {due} 项"),
        ("自评分", total.claimed, "分", scope),
        ("佐证分", total.supported, "分", scope),
        (track_label(assessment, "verified"), total.verified, "分", against),
        ("查阅佐证", str(len(opened)), "件", f"{len(spoken)} 项共登记 {registered} 件"),
    )
