"""Whether the round that an inspection verifies is still the one it began with."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from scoring.indicators.model import IndicatorTree
from scoring.problems import Problem, problem
from scoring.rounds.finding import Finding, outcome
from scoring.rounds.model import Round
from scoring.values import first_few, format_short
from scoring.yamlio import Document

MOST_NAMED = 8
KIND_NAMES = {"mock": "模拟", "inspection": "核验"}


def findings_digest(round_: Round) -> str:
    """SHA-256 of what a round claims: facts, scores, 不适用 and window. Notes, comments and order
    do not enter.
    """
    window = round_.head.window
    content = {
        "as_of": round_.head.as_of.isoformat(),
        # Another window makes other evidence count, so the same
        # finding claims another thing under it.
        "window": [window.start.isoformat(), window.end.isoformat()] if window else [],
        "findings": {code: _content(finding) for code, finding in round_.findings.items()},
    }
    # Canonical, so that another order of keys in the file is the same claim.
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _content(finding: Finding) -> dict[str, object]:
    if finding.facts:
        facts = finding.facts.model_dump(mode="json", exclude_none=True, by_alias=True)
    else:
        facts = {}
    return {
        "facts": facts,
        "score": "" if finding.direct is None else str(finding.direct),
        "reason": finding.reason or "",
        "not_applicable": finding.not_applicable or "",
    }


def claims(round_: Round, tree: IndicatorTree) -> dict[str, Fraction]:
    """What a round claims for each leaf that it scores, in points as published."""
    return {
        code: outcome(tree.by_code[code], finding).score
        for code, finding in round_.findings.items()
        if finding.not_applicable is None
    }


def basis_faults(
    rounds: Sequence[Round], tree: IndicatorTree, documents: Mapping[str, Document]
) -> Iterator[Problem]:
    """F041 for a basis that is itself an inspection,
    F040 for one that has changed since the inspection began.
    """
    by_id = {item.id: item for item in rounds}
    for item in rounds:
        basis = by_id.get(item.head.basis or "")
        if item.kind == "self" or basis is None:
            continue
        document = documents[item.id]
        if basis is item:
            what = f"轮次“{item.id}”的 basis 写的是它自己"
            yield problem("F041", document.where(("basis",)), what=what)
        # An inspection of an inspection has no claim to verify.
        elif basis.head.basis is not None and basis.kind != "self":
            what = f"轮次“{item.id}”的 basis“{basis.id}”本身是{KIND_NAMES[basis.kind]}"
            fix = f"改成被核验的自评轮次，如 {basis.head.basis}"
            yield problem("F041", document.where(("basis",)), what=what, fix=fix)
        else:
            yield from _moved(item, basis, tree, document)


def _moved(item: Round, basis: Round, tree: IndicatorTree, document: Document) -> Iterator[Problem]:
    """F040 where the digest of the basis is another,
    or a claim noted beside a finding is no longer made.
    """
    changed = _changed_claims(item, claims(basis, tree))
    digest = item.head.basis_sha256
    other = digest is not None and digest != findings_digest(basis)
    if not other and not changed:
        return
    what = f"轮次“{item.id}”开始之后，所核验的“{basis.id}”有改动"
    if changed:
        what += f"；自评分{first_few(changed, MOST_NAMED)}"
    elif not _noted(item):
        what += "；核验过的指标没有记下当时的自评分，请逐项核对"
    yield problem("F040", document.where(("basis_sha256" if other else "basis",)), what=what)


def _changed_claims(item: Round, now: Mapping[str, Fraction]) -> list[str]:
    """The claims noted beside the marks of a round that are others ``now``, as printed."""
    changed = []
    for code, finding in {**item.findings, **item.unscored}.items():
        if finding.claimed is None:
            continue
        # As printed: a third noted with two decimals is still the same claim.
        before = format_short(finding.claimed)
        after = format_short(now[code]) if code in now else "没有得分"
        if before != after:
            changed.append(f"“{code}”由 {before} 变为 {after}")
    return changed


def _noted(item: Round) -> bool:
    return any(finding.claimed is not None for finding in item.findings.values())
