"""Whether a piece of evidence may carry a sign-off (销号):
it is registered, it counts now, and it was accepted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scoring.evidence.model import Evidence
from scoring.evidence.suppliers import suppliers
from scoring.evidence.support import Support, Validity
from scoring.indicators.model import IndicatorTree


@dataclass(frozen=True, slots=True)
class Proofs:
    """The register as it stands, by id of the record and by code of the leaf."""

    records: Mapping[str, Evidence]
    standings: Mapping[str, Validity]
    supports: Mapping[str, Support]
    tree: IndicatorTree | None = None
    journal: Path | None = None
    """The journal, which knows who brought in what the register names no supplier of."""

    def suppliers(self, ident: str) -> tuple[str, ...]:
        """Who supplied a piece, by register and journal; nobody for one that is not registered."""
        record = self.records.get(ident)
        return suppliers(record, self.journal) if record is not None else ()

    def beside_the_point(self, ident: str, indicator: str | None) -> str:
        """Why a registered piece says nothing about an indicator, in Chinese; "" where it does, or
        none is asked.
        """
        record = self.records.get(ident)
        if record is None or indicator is None:
            return ""
        node = self.tree.by_code.get(indicator) if self.tree is not None else None
        if node is not None:
            codes = {leaf.code for leaf in node.leaves()}
        else:
            codes = {indicator}
        if any(proof.indicator in codes for proof in record.proves):
            return ""
        others = "、".join(dict.fromkeys(proof.indicator for proof in record.proves))
        proven = f"证明的是 {others}" if others else "没有对应到指标"
        return f"{ident} {proven}，不是“{indicator}”"

    def objection(self, ident: str) -> str:
        """Why the record cannot carry a sign-off, in Chinese; "" when it can."""
        record = self.records.get(ident)
        if record is None:
            return f"登记表里没有 {ident}"
        vain = self._vain(record)
        if vain:
            return f"{ident} 现在不作数（{vain}）"
        if record.review.state != "accepted":
            return f"{ident} 还没有审核通过"
        # Accepted was what the file said then; what it says now nobody has looked at.
        if self.standings[ident].stale:
            return f"{ident} 审核后有变化，待复审"
        return ""

    def _vain(self, record: Evidence) -> str:
        """Why the record supports nothing. One that proves no requirement only has to be sound."""
        state = self.standings.get(record.id)
        if state is None:
            return "没有可用的轮次"
        if state.reasons:
            return "；".join(state.reasons)
        asking = [
            met
            for proof in record.proves
            if proof.indicator in self.supports
            for met in self.supports[proof.indicator].requirements
        ]
        # Where its indicators ask for nothing, a sound piece carries all there is to carry.
        if not asking or any(record.id in met.carried_by for met in asking):
            return ""
        for met in asking:
            for ident, why in met.in_vain:
                if ident == record.id:
                    return why
        return "不符合任何佐证要求"
