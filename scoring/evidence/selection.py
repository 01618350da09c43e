"""Which records of the register want somebody's attention, and why: one function for each flag of
``evidence list``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from scoring.evidence.files import FileFact
from scoring.evidence.intake.probes import Brief
from scoring.evidence.model import Evidence
from scoring.evidence.near_duplicates import Lookalikes
from scoring.evidence.probing import STATE_NAMES
from scoring.evidence.support import Support, Validity
from scoring.indicators.model import Indicator


@dataclass(frozen=True, slots=True)
class Lacking:
    """A required item of an indicator that too few valid pieces carry."""

    node: Indicator
    item: str
    kinds: tuple[str, ...]
    wanted: int
    have: int


def lacking(leaves: Iterable[Indicator], supports: Mapping[str, Support]) -> list[Lacking]:
    """The required items that are not met, in the order of the tree."""
    return [
        Lacking(
            leaf,
            met.requirement.name,
            met.requirement.kinds,
            met.requirement.min,
            len(met.carried_by),
        )
        for leaf in leaves
        for met in supports[leaf.code].required
        if not met.met
    ]


def gone(records: Sequence[Evidence], files: Mapping[str, FileFact]) -> dict[str, str]:
    """Records whose file is not there."""
    return {
        record.id: "文件缺失"
        for record in records
        if files[record.id].state in ("missing", "outside")
    }


def expired(
    records: Sequence[Evidence], standings: Mapping[str, Validity], supports: Mapping[str, Support]
) -> dict[str, str]:
    """Records that do not hold on the day of the assessment, or lie outside a window that they are
    held against.
    """
    useful = _useful(supports)
    reasons_of = {}
    for record in records:
        state = standings[record.id]
        reasons = [reason for reason in state.reasons if "失效" in reason or "生效" in reason]
        # A piece outside the window of one requirement may carry another that has no window.
        if state.window_reason and record.dated is not None and record.id not in useful:
            reasons.append(state.window_reason)
        if reasons:
            reasons_of[record.id] = "；".join(reasons)
    return reasons_of


def _useful(supports: Mapping[str, Support]) -> set[str]:
    """The pieces that carry some requirement."""
    useful: set[str] = set()
    for support in supports.values():
        for met in support.requirements:
            useful.update(met.carried_by)
    return useful


def unmapped(records: Sequence[Evidence]) -> dict[str, str]:
    """Records that prove nothing yet, or only what has been suggested."""
    return {
        record.id: "尚未确认" if record.proves else "未对应指标"
        for record in records
        if all(proof.state == "proposed" for proof in record.proves)
    }


def pending(records: Sequence[Evidence], standings: Mapping[str, Validity]) -> dict[str, str]:
    """Records that wait for a reviewer: never reviewed, or changed since."""
    reasons = {record.id: "待审核" for record in records if record.review.state == "pending"}
    return reasons | {record.id: "待复审" for record in records if standings[record.id].stale}


def unread(records: Sequence[Evidence], probes: Mapping[str, Brief]) -> dict[str, str]:
    """Records whose file could not be read, or not wholly, when it was scanned."""
    reasons = {}
    for record in records:
        brief = probes.get(record.file or "")
        if brief is not None and (brief.state != "ok" or brief.reason):
            state = "只读了一部分" if brief.state == "ok" else STATE_NAMES[brief.state]
            reasons[record.id] = "：".join(part for part in (state, brief.reason) if part)
    return reasons


def duplicates(
    records: Sequence[Evidence], files: Mapping[str, FileFact], probes: Mapping[str, Brief]
) -> dict[str, str]:
    """Records whose file is the same as another's, says the same, or shows the same picture."""
    reasons = _same_files(records, files)
    seen = Lookalikes()
    for record in records:
        brief = probes.get(record.file or "")
        if brief is None or record.id in reasons:
            continue
        twin = seen.find(brief.fingerprint, brief.dhash)
        if twin is not None:
            other, how = twin
            reasons[record.id] = f"与 {other} 相近：{how}"
            reasons.setdefault(other, f"与 {record.id} 相近：{how}")
        seen.add(record.id, brief.fingerprint, brief.dhash)
    return reasons


def _same_files(records: Sequence[Evidence], files: Mapping[str, FileFact]) -> dict[str, str]:
    """Records of which another one has the same file, byte for byte."""
    by_digest: dict[str, list[str]] = defaultdict(list)
    for record in records:
        digest = files[record.id].sha256
        if digest:
            by_digest[digest].append(record.id)
    reasons: dict[str, str] = {}
    for idents in by_digest.values():
        if len(idents) > 1:
            for ident in idents:
                others = [other for other in idents if other != ident]
                reasons[ident] = f"与 {'、'.join(others)} 内容相同"
    return reasons
