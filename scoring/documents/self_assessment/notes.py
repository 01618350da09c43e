"""What the self-assessment says beside its figures: where a bonus comes from, why a score differs
from the full mark, what stands in the way of a condition.
"""

from __future__ import annotations

from fractions import Fraction

from scoring.engine import TRACKS, Assessment, NodeResult, Track
from scoring.engine.criteria import shown
from scoring.engine.scores import ZERO
from scoring.engine.totals import pool_entry
from scoring.indicators.criteria import AtLeast, Binding, Carried, Completeness, Criterion, Rate
from scoring.values import first_few, format_fixed, format_short
from scoring.views.indicator import anchor
from scoring.views.words import track_label

NAMED = 4
"""So many indicators are named where a bonus is taken apart."""
LISTED = 12
"""So many indicators are listed in a note below the table of scores."""


def bonus_note(assessment: Assessment) -> str:
    """Where the bonus of each track comes from, where it is more or less than the bonus indicators
    show themselves.

    The gain of a base indicator beyond its full mark joins the same pool, and a matter counts once
    however often it is named. "" where the bonus is simply the sum of the bonus indicators.
    """
    sentences: dict[str, list[str]] = {}
    for track in TRACKS:
        line = _made_up(assessment, track)
        if line:
            sentences.setdefault(line, []).append(track_label(assessment, track))
    if len(sentences) == 1:
        return next(iter(sentences)) + "。"
    return "".join(f"{'、'.join(labels)}：{line}。" for line, labels in sentences.items())


def _made_up(assessment: Assessment, track: Track) -> str:
    total = assessment.totals[track]
    if total is None:
        return ""
    gains, pool_points = _pool(assessment, track)
    own = total.won - sum((gain for _, gain in gains), ZERO)
    if not gains and own == pool_points:
        return ""
    parts = []
    if pool_points:
        once = (
            ""
            if own == pool_points
            else f"（同一事项只计一次，各项相加为 {format_fixed(pool_points)}）"
        )
        parts.append(f"{_bonus_name(assessment)} {format_fixed(own)}{once}")
    gains.sort(key=lambda part: -part[1])
    parts += [f"{code} 超额 {format_fixed(gain)}" for code, gain in gains[:NAMED]]
    if gains[NAMED:]:
        rest = sum((gain for _, gain in gains[NAMED:]), ZERO)
        parts.append(f"其余 {len(gains) - NAMED} 项超额 {format_fixed(rest)}")
    return f"加分 {format_fixed(total.won)} ＝ {' ＋ '.join(parts)}"


def _pool(assessment: Assessment, track: Track) -> tuple[list[tuple[str, Fraction]], Fraction]:
    """What leaves of the base bring above their full mark, by code, and what the bonus leaves come
    to when they are added up.
    """
    gains: list[tuple[str, Fraction]] = []
    total = ZERO
    for item in assessment.leaves():
        entry = pool_entry(item.leaf, track) if item.leaf else None
        if entry is None:
            continue
        if item.node.kind == "bonus":
            total += entry.cap
        elif entry.cap:
            gains.append((item.node.code, entry.cap))
    return gains, total


def _bonus_name(assessment: Assessment) -> str:
    """The block of the bonus indicators by its name, where they all stand in one."""
    roots = [
        node
        for node in assessment.tree.roots
        if any(leaf.kind == "bonus" for leaf in node.leaves())
    ]
    if len(roots) == 1 and roots[0].kind == "bonus":
        return roots[0].name
    return "加分项"


def score_notes(assessment: Assessment) -> tuple[str, ...]:
    """Why scores stand above or below the full mark in the table, a sentence each."""
    scaled = [
        item.node.code
        for item in assessment.leaves()
        if item.node.kind == "base"
        and item.state != "not_applicable"
        and item.marks.applicable != item.marks.full
    ]
    if scaled:
        notes = [
            f"{first_few(scaled, LISTED)}：同级有不适用指标，分值按规定转入，应得分因此不等于满分。"
        ]
    else:
        notes = []
    policies: dict[str, list[str]] = {}
    for item in assessment.leaves():
        if item.leaf is not None and item.leaf.given is not None:
            policies.setdefault(_given(item, item.leaf.given), []).append(item.node.code)
    notes += [f"{first_few(codes, LISTED)}：不适用，{words}。" for words, codes in policies.items()]
    return tuple(notes)


def _given(item: NodeResult, value: Fraction) -> str:
    if value == item.node.points:
        return "按规定计满分"
    return f"按规定计 {format_short(value)} 分"


def in_the_way(assessment: Assessment, criterion: Criterion, code: str) -> tuple[str, str]:
    """What fails a condition: its link, "" for what has none, and its name with what is lacking in
    the condition's own measure: a rate, a score, pieces of evidence.
    """
    result = assessment.by_code.get(code)
    if result is None:
        return "", code
    return anchor(code), f"{code} {result.node.name}（{_lacking(result, criterion)}）"


def _lacking(found: NodeResult, criterion: Criterion) -> str:
    marks = found.marks
    match criterion:
        case Carried() if found.leaf is not None:
            return f"缺 {sum(not met.met for met in found.leaf.support.required)} 项"
        case Completeness():
            return f"未评，{format_fixed(marks.losses.unassessed)} 分"
        case (Rate() | AtLeast() | Binding()) as asked:
            reached = marks.on(asked.scale)
            if isinstance(asked, Binding):
                return f"{format_fixed(reached)}/{format_fixed(marks.applicable)}"
            # A node in which nothing applies drops out of a condition: it lacks nothing.
            rate = reached / marks.applicable if marks.applicable else Fraction(1)
            bound = asked.min if isinstance(asked, Rate) else Fraction(1)
            return shown(rate, bound, share=True)
        case _:
            return f"{format_fixed(marks.current)}/{format_fixed(marks.applicable)}"
