"""``explain CODE --format json``, and a finding as data (its keys are those of ``docs/format.md``)."""

from __future__ import annotations

from collections.abc import Mapping

from scoring.documents.data import Data, data_of, node_data, scores, scores_of
from scoring.engine import Assessment, NodeResult
from scoring.engine.by_kind import by_kind
from scoring.evidence.model import Evidence
from scoring.evidence.support import Met
from scoring.rounds.finding import Finding
from scoring.rounds.verification import Verified
from scoring.values import percent
from scoring.views.words import by_number, in_vain
from scoring.workspace import Workspace


def finding_data(finding: Finding | None) -> Data:
    """A finding with the facts as entered; ``score`` only where it was given directly, ``penalty``
    only where evidence was untrue. Empty without a finding.
    """
    if finding is None:
        return {}
    points = {}
    if finding.direct is not None:
        points["score"] = finding.direct
    if finding.untrue:
        points["penalty"] = finding.penalty
    facts: Data = {}
    if finding.facts:
        facts = finding.facts.model_dump(mode="json", exclude_none=True, by_alias=True)
    return {
        "facts": facts,
        **(scores(points) if points else {}),
        **data_of(finding, "reason", "not_applicable", "approved_by", "note", "opinion", "opened"),
        **data_of(finding, "place", "people", "by", "untrue"),
        "by_method": [
            {
                "method": part.method,
                "share": percent(part.share),
                **scores_of(part, "score", "of"),
                "reason": part.reason,
            }
            for part in finding.parts
        ],
    }


def explain_data(workspace: Workspace, assessment: Assessment, code: str) -> Data:
    """The node as in ``score``, with rule, findings, evidence and children."""
    item = assessment.by_code[code]
    leaf = item.leaf
    by_id = {record.id: record for record in workspace.records}
    requirements = leaf.support.requirements if leaf else ()
    return {
        **node_data(item, by_kind(assessment)),
        "path": [step.name for step in assessment.tree.path(code)[:-1]],
        "text": item.node.record.text or "",
        "rule": _rule_data(item),
        "finding": finding_data(leaf.finding if leaf else None),
        "verification": _verification_data(leaf.verified if leaf else None),
        "evidence": [_requirement_data(state, by_id) for state in requirements],
        "children": [child.code for child in item.node.children],
    }


def _rule_data(item: NodeResult) -> Data:
    """The rule with its parameters and the sentence that they make; empty above the leaves."""
    rule = item.node.rule
    if item.leaf is None or rule is None:
        return {}
    return {
        **rule.model_dump(mode="json", by_alias=True, exclude_none=True),
        "sentence": rule.describe(item.node.points),
    }


def _verification_data(verified: Verified | None) -> Data:
    if verified is None:
        return {}
    return {
        "round": verified.round.id,
        "kind": verified.round.kind,
        **finding_data(verified.finding),
    }


def _requirement_data(state: Met, by_id: Mapping[str, Evidence]) -> Data:
    """A requirement, the pieces that carry it, and those that were offered in vain."""
    return {
        "item": state.requirement.name,
        **data_of(state.requirement, "kinds", "min", "required", "within"),
        "met": state.met,
        "carried_by": [
            {"id": ident, "label": by_id[ident].label} for ident in by_number(state.carried_by)
        ],
        "in_vain": [
            {"id": ident, "label": by_id[ident].label, "reason": why}
            for ident, why in in_vain(state)
        ],
    }
