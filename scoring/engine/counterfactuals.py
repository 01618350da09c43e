"""The inputs of one round exchanged for those of another, one kind at a time: the states that a
change runs through.

Under another indicator system a leaf keeps the findings, proofs and verifications of the earlier
round only where it is paired with one leaf of it and its rule still takes them; everything else
about the leaf comes with the system.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from scoring.engine.assessing import assess
from scoring.engine.assessment import Assessment
from scoring.evidence.carried_by import carried_by, supported
from scoring.evidence.support import IMPLIED, Support
from scoring.indicators.agreement import key
from scoring.indicators.comparison import Comparison
from scoring.indicators.model import Indicator, IndicatorTree
from scoring.rounds.finding import Finding, method_shares
from scoring.rounds.model import Round
from scoring.rounds.verification import struck
from scoring.rounds.vetoes import TriggeredVeto
from scoring.rules.judged import Judged


@dataclass(frozen=True, slots=True)
class Side:
    """One round as it is compared: its system, what it claims, what carries the claims, and the
    rounds that verify it.

    ``supports`` are those before any verification: a piece that ``checks`` call untrue is taken off
    by ``assess``. ``items`` counts the rectification ledger as it stood then, ``open_items`` names
    those not closed.
    """

    tree: IndicatorTree
    round: Round
    supports: Mapping[str, Support]
    checks: tuple[Round, ...] = ()
    items: int = 0
    open_items: tuple[str, ...] = ()

    def assess(self) -> Assessment:
        """The assessment of this round."""
        rounds = (self.round, *self.checks)
        untrue = struck(rounds, self.round)
        supports = _without(self.tree, self.supports, untrue) if untrue else self.supports
        return assess(
            self.tree, self.round, rounds, supports, items=self.items, open_items=self.open_items
        )


def same_system(one: IndicatorTree, other: IndicatorTree) -> bool:
    """Whether two rounds were made under one indicator system, byte for byte."""
    return one is other or (one.id == other.id and one.sha256 == other.sha256)


def stages(
    before: Side, after: Side, first: Assessment, last: Assessment, comparison: Comparison | None
) -> tuple[Assessment, ...]:
    """Five assessments: ``first``, then with the system, the findings, the evidence and the
    verification of ``after`` put in one after the other; the fifth is ``last``. ``comparison`` is
    None where both have the same system.
    """
    if comparison is None:
        inputs = _under_the_same(before, after)
    else:
        inputs = _under_another(before, after, comparison)
    # Under one system its exchange changes nothing, so one assessment of five is spared.
    system = first if comparison is None else inputs.assess()
    inputs = replace(inputs, round=after.round)
    finding = inputs.assess()
    inputs = replace(inputs, supports=after.supports)
    # With the verification the same, the inputs are all those of the later round already.
    evidence = last if inputs.checks == after.checks else inputs.assess()
    return first, system, finding, evidence, last


def _without(
    tree: IndicatorTree, found: Mapping[str, Support], untrue: Mapping[str, Mapping[str, str]]
) -> dict[str, Support]:
    """The supports of all leaves where the pieces that were found untrue carry nothing for their
    leaf any more.
    """
    carried = {
        code: {
            name: tuple(ident for ident in ids if ident not in untrue[code])
            for name, ids in names.items()
        }
        for code, names in carried_by(found).items()
        if code in untrue
    }
    left = supported(tree, carried)
    return {code: left[code] if code in untrue else support for code, support in found.items()}


def _under_the_same(before: Side, after: Side) -> Side:
    return replace(before, checks=tuple(_rebased(item, after.round.id) for item in before.checks))


def _under_another(before: Side, after: Side, comparison: Comparison) -> Side:
    """The inputs of ``before`` for the leaves of the new system;
    what cannot be taken over is that of ``after``.
    """
    origin = _origins(before, after, comparison)
    rest = {code: code for code in after.tree.by_code if code not in origin}
    ident = after.round.id
    checks = [_moved(_rebased(item, ident), origin) for item in before.checks]
    checks += [_moved(item, rest) for item in after.checks]
    claims, come = _moved(before.round, origin).findings, _moved(after.round, rest).findings
    return replace(
        after,
        round=replace(
            after.round, findings={**claims, **come}, vetoes=dict(_vetoes(before, after))
        ),
        supports=_supports(before, after, origin),
        checks=tuple(item for item in checks if item.findings or item.unscored),
    )


def _origins(before: Side, after: Side, comparison: Comparison) -> dict[str, str]:
    """For each leaf of the new system that takes over what was found about an old one:
    the old leaf's code.
    """
    origins = {}
    for row in comparison.rows:
        if len(row.old) != 1 or len(row.new) != 1:
            continue
        (old,), (new,) = row.old, row.new
        # A heading has no finding of its own, and a bonus that became base means another thing.
        if not (old.leaf and new.leaf and old.kind == new.kind):
            continue
        findings = _findings_of(old.code, (before.round, *before.checks))
        if all(_fits(old, new, finding, after.tree) for finding in findings):
            origins[new.code] = old.code
    return origins


def _findings_of(code: str, rounds: Iterable[Round]) -> Iterator[Finding]:
    """Everything that rounds say of an indicator, be it without a score."""
    for item in rounds:
        for findings in (item.findings, item.unscored):
            if code in findings:
                yield findings[code]


def _fits(old: Indicator, new: Indicator, finding: Finding, tree: IndicatorTree) -> bool:
    """Whether the new leaf can be scored by what was found about the old one. Points that were
    given or taken by hand mean nothing on another scale.
    """
    if finding.not_applicable is not None:
        return True
    if old.points != new.points and _by_hand(finding, new):
        return False
    if finding.parts:
        # Marks by method were weighed by shares; under other shares they would be another score.
        shares = method_shares(tree.path(new.code), tree.head.method_shares)
        return dict(finding.shares) == dict(shares)
    if finding.facts is None:
        return True
    rule = new.rule
    if rule is None or type(finding.facts) is not rule.finding:
        return False
    return not list(rule.vet(finding.facts, new.points))


def _by_hand(finding: Finding, node: Indicator) -> bool:
    """Whether somebody gave or took points himself, instead of stating facts."""
    if finding.direct is not None or finding.penalty:
        return True
    return bool(finding.facts) and isinstance(node.rule, Judged)


def _moved(item: Round, origin: Mapping[str, str]) -> Round:
    """A round with what it says of the old codes under the new ones, and nothing else; ``origin``
    is old by new.
    """
    proofs = [
        {new: replace(findings[old], code=new) for new, old in origin.items() if old in findings}
        for findings in (item.findings, item.unscored)
    ]
    return replace(item, findings=proofs[0], unscored=proofs[1])


def _rebased(item: Round, basis: str) -> Round:
    """A verification as if it were one of the round ``basis``."""
    # Verification is found by the name of its basis, which the exchanged round no longer carries.
    if item.head.basis == basis:
        return item
    return replace(item, head=item.head.model_copy(update={"basis": basis}))


def _vetoes(before: Side, after: Side) -> Iterator[tuple[str, TriggeredVeto]]:
    """The vetoes of the earlier round under the new system;
    one that only the new system has comes with it.
    """
    mine = {veto.code: veto for veto in before.tree.head.vetoes}
    for veto in after.tree.head.vetoes:
        old = mine.get(veto.code)
        # V1 of one edition may be another matter in the next, so the name has to agree as well.
        if old is not None and key(old.name) == key(veto.name):
            side = before
        else:
            side = after
        if veto.code in side.round.vetoes:
            yield veto.code, side.round.vetoes[veto.code]


def _supports(before: Side, after: Side, origin: Mapping[str, str]) -> dict[str, Support]:
    """The evidence of the earlier round held against the new requirements, by their names; what
    only the new system asks for is carried as in ``after``.
    """
    mine, theirs = carried_by(before.supports), carried_by(after.supports)
    carried = {}
    for leaf in after.tree.leaves():
        now = theirs.get(leaf.code, {})
        then: Mapping[str, tuple[str, ...]] = {}
        old_names: set[str] = set()
        old = origin.get(leaf.code)
        if old is not None:
            then = mine.get(old, {})
            old_names = {item.requirement.name for item in before.supports[old].requirements}
        carried[leaf.code] = {
            item.name: (then if item.name in old_names else now).get(item.name, ())
            for item in ((IMPLIED,) if leaf.requirements is None else leaf.requirements)
        }
    return supported(after.tree, carried)
