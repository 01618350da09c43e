"""What can be decided of a package that came in: the words, in which order they are looked for, and
what they mean for the line of a county.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scoring.region.scored import Scored

RETURNED, UNCLAIMED, DUPLICATE, AGAIN = "退回", "待认领", "重复", "重新报送"
OTHER_ROUND, OTHER_TREE, OTHER_TERMS, FAULTY = "轮次不符", "版本不符", "口径不符", "有错误"
OWN_CHECK, OTHER_SCORE, LATE, RECEIVED = "自带核验", "得分不一致", "逾期", "已收"
ACCEPTED, MISSING = "已采用", "未报"
CLEAN = frozenset({RECEIVED, LATE})
"""What ``accept --all-clean`` takes."""
UNSCORED = frozenset({OTHER_TREE, FAULTY, RETURNED, MISSING, OTHER_ROUND, UNCLAIMED})
"""Verdicts under which a county has no score."""
FINE = frozenset({RECEIVED, LATE, ACCEPTED, DUPLICATE})
"""Verdicts that ask for no decision."""
MOST_REASONS = 12


@dataclass(frozen=True, slots=True)
class Arrival:
    """One file that came in, judged. ``then`` is what it would be if the county had handed in
    nothing before.
    """

    file: str
    verdict: str
    code: str = ""
    name: str = ""
    n: int = 0
    fingerprint: str = ""
    sha256: str = ""
    received: str = ""
    late_days: int = 0
    problems: int = 0
    reasons: tuple[str, ...] = ()
    then: str = ""
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """The state of one line of the roster, or of a file that belongs to none. ``counts`` is the
    package that is scored, None where there is none; it may be an earlier one than ``n`` says.
    """

    code: str
    name: str
    verdict: str
    n: int = 0
    fingerprint: str = ""
    received: str = ""
    late_days: int = 0
    problems: int = 0
    reasons: tuple[str, ...] = ()
    then: str = ""
    file: str = ""
    counts: Mapping[str, Any] | None = None
    by: str = ""

    @property
    def settled(self) -> bool:
        """Whether nothing is missing and nothing is to be decided."""
        return self.verdict in FINE


def verdict_of(scored: Scored, late: int) -> tuple[str, tuple[str, ...]]:
    """The first verdict of the table that fits, and the reasons for it."""
    lateness = (f"逾期 {late} 天",) if late else ()
    # The order is the table's: what makes a score meaningless stands before what only explains it.
    table = (
        (OTHER_TREE, _tree_reasons(scored)),
        (OTHER_TERMS, scored.differences),
        (FAULTY, _error_reasons(scored)),
        (OWN_CHECK, _own_round_reasons(scored)),
        (OTHER_SCORE, _claim_reasons(scored)),
    )
    for verdict, reasons in table:
        if reasons:
            return verdict, (*reasons, *lateness)
    return (LATE, lateness) if late else (RECEIVED, ())


def _tree_reasons(scored: Scored) -> tuple[str, ...]:
    if not scored.foreign_tree:
        return ()
    return (f"指标体系的版本不同：{scored.foreign_tree}",)


def _error_reasons(scored: Scored) -> tuple[str, ...]:
    if not scored.errors:
        return ()
    grave = [item for item in scored.problems if item["severity"] == "error"]
    listed = [f"{item['file']}:{item['line']} {item['rule']} {item['what']}" for item in grave]
    return (f"检查有错误 {scored.errors} 处", *listed[:MOST_REASONS])


def _own_round_reasons(scored: Scored) -> tuple[str, ...]:
    if not scored.own_rounds:
        return ()
    return (f"包里有自己写的核验轮次：{'、'.join(scored.own_rounds)}；一律不作核验",)


def _claim_reasons(scored: Scored) -> tuple[str, ...]:
    names = {"claimed": "自评分", "supported": "佐证分"}
    return tuple(f"{names[track]}：县报 {own}，复算 {ours}" for track, own, ours in scored.claims)
