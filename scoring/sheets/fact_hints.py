"""How the cell of a finding is to be filled in: one sentence for each indicator, beside its cell.

The names, quantities and bounds are those of the indicator's own rule, so that an example may be
typed as it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from scoring.indicators.model import Indicator
from scoring.rules.bands import Bands
from scoring.rules.judged import Judged, example_score
from scoring.rules.rank import Rank
from scoring.rules.ratio import Ratio
from scoring.rules.threshold import Threshold
from scoring.values import format_short


def wanted(node: Indicator, kind: str = "self") -> str:
    """How to fill in the cell of this indicator, with the names and within the points of its own
    rule; in a round of inspectors a direct score is offered beside.
    """
    rule = node.rule
    if rule is None:
        return "（评分规则有误，暂不能填）"
    # Within its own range, so that the example is accepted as it stands.
    low, high = _range(node)
    direct = f"{format_short(example_score(low, high))}：理由"
    if isinstance(rule, Judged):
        return f"{direct}（{format_short(low)} 至 {format_short(high)} 分）"
    if isinstance(rule, Rank):
        hint = "本地数值/第一名数值，如 88/95" if rule.to_first else "第3名/12（名次/总数）"
    elif isinstance(rule, Ratio | Threshold | Bands):
        hint = _amounts(node, rule)
    else:
        hint = _by_name(rule.kind, rule.names())
    return hint if kind == "self" else f"{hint}；或 评分 {direct}"


def _by_name(kind: str, names: Sequence[str]) -> str:
    """The form of the kinds of rule that ask for names, or for one plain number."""
    first, last = (names[0], names[-1]) if names else ("", "")
    hints = {
        "met": "是 或 否",
        "checklist": f"已具备：{'、'.join(names)}（只写已有的；都没有写“无”）",
        "deduct": f"{'；'.join(f'{name} 次数' for name in names)}（没有的不写；都没有写“无”）",
        "grade": " / ".join(names),
        "survey": "；".join(f"{name} 票数" for name in names),
        "ladder": f"事项：{first}；另一事项：{last}（没有写“无”）",
        "sample": "抽查10，不合格1",
        "mean": "92；88；95（各对象得分）",
        "external": "92.5（原考核得分）",
    }
    return hints[kind]


def _amounts(node: Indicator, rule: Ratio | Threshold | Bands) -> str:
    """What is counted, in the words of the rule where it has any,
    with an example near its own bound.
    """
    done, of = _counted_as(rule, "done", "完成数"), _counted_as(rule, "of", "总数")
    if _in_percent(rule):
        return f"{done}/{of}，如 96/100；或 96%"
    counted = _counted_as(rule, "value", node.name)
    unit = rule.quantities["value"].unit if "value" in rule.quantities else None
    if unit:
        counted += f"，{unit}"
    return f"数值（{counted}），如 {_example(rule)}；或 {done}/{of}"


def _in_percent(rule: Ratio | Threshold | Bands) -> bool:
    if isinstance(rule, Bands):
        return rule.percent
    bound = rule.full_at if isinstance(rule, Ratio) else rule.at
    return bound.percent


def _example(rule: Ratio | Threshold | Bands) -> str:
    """A number that gives full mark, or the highest that the bands name."""
    if isinstance(rule, Bands):
        ends = [end for band in rule.bands for end in (band.lower, band.upper) if end is not None]
        return format_short(max((end.value for end in ends), default=Fraction(93)))
    return format_short(rule.full_at.value if isinstance(rule, Ratio) else rule.at.value)


def _counted_as(rule: Ratio | Threshold | Bands, key: str, otherwise: str) -> str:
    """The label of one quantity with its unit, as the rule names it."""
    name = rule.quantities.get(key)
    if name is None or name.label is None:
        return otherwise
    return name.label + (f"（{name.unit}）" if name.unit and key != "value" else "")


def _range(node: Indicator) -> tuple[Fraction, Fraction]:
    """The lowest and the highest score that somebody may give."""
    rule = node.rule
    if isinstance(rule, Judged):
        return rule.min, rule.highest_score(node.points)
    return Fraction(0), node.points
