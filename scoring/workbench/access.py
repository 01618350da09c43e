"""What one visitor may see and do in one state of the workspace: the table of rights asked for
whole lists.

Every page, every list, search, files and exports ask here, and here alone. Default is refusal.
"""

from __future__ import annotations

from collections.abc import Container, Iterable

from scoring.actions.rights import Action, Refusal, Thing, may, scope
from scoring.evidence.model import Evidence
from scoring.indicators.model import Indicator
from scoring.rectification.ledger import RectificationItem
from scoring.rounds.parts import assigned_to
from scoring.workbench.desk import View
from scoring.workbench.people import UNIT_ROLES, Visitor
from scoring.workbench.web import forbidden


class Access:
    """The rights of one visitor over one state. Lists are reckoned once for each state and
    person.
    """

    def __init__(self, view: View, visitor: Visitor) -> None:
        self.view = view
        self.visitor = visitor
        self.workspace = view.workspace

    # -- single things

    def refusal(self, action: Action, thing: Thing | None = None) -> Refusal | None:
        """Why the visitor may not; None when he may."""
        people, units = self.workspace.people, self.workspace.units
        return may(self.visitor.name, action, thing or Thing(), people=people, units=units)

    def may(self, action: Action, thing: Thing | None = None) -> bool:
        """Whether the visitor may."""
        return self.refusal(action, thing) is None

    def ask(self, action: Action, thing: Thing | None = None) -> None:
        """Raises 403, with those who may, unless the visitor may."""
        refusal = self.refusal(action, thing)
        if refusal is not None:
            raise forbidden(refusal.message, refusal.who)

    def some(self, action: Action) -> None:
        """Raises 403 where no role of the visitor grants any of this; a list may still be empty."""
        if not scope(self.visitor.person, action):
            self.ask(action)

    def indicator(self, node: Indicator) -> Thing:
        """An indicator as a thing of the table; a branch belongs to whoever leads all of it."""
        return Thing.indicator(node, self.workspace.units, self._assigned(node.code))

    def item(self, item: RectificationItem) -> Thing:
        """A rectification item as a thing of the table."""
        return Thing.item(item, self.workspace.units)

    def unit(self, name: str) -> Thing:
        """The part of one unit as a thing of the table."""
        return Thing.unit(name, self.workspace.units)

    def _assigned(self, code: str) -> tuple[str, ...]:
        """Who looks at an indicator in any round that verifies."""
        tree = self.view.assessment.tree
        names: dict[str, None] = {}
        for round_ in self.workspace.rounds:
            if round_.kind != "self":
                names |= dict.fromkeys(assigned_to(round_.head.assignments, code, tree))
        return tuple(names)

    # -- lists

    @property
    def everything(self) -> bool:
        """Whether the visitor sees the scores of all."""
        return not scope(self.visitor.person, "see_scores").isdisjoint({"all", "round"})

    @property
    def unit_totals(self) -> bool:
        """Whether the visitor sees what each unit comes to, and no more of the others: where the
        workspace says ``show_unit_scores``.
        """
        public = self.workspace.head.show_unit_scores
        return public and self.visitor.has(*UNIT_ROLES)

    @property
    def leaves(self) -> frozenset[str]:
        """The codes of the leaves whose scores the visitor sees."""
        return self._codes("see_scores")

    @property
    def evidence_leaves(self) -> frozenset[str]:
        """The codes of the leaves whose evidence the visitor sees."""
        return self._codes("see_evidence")

    @property
    def nodes(self) -> frozenset[str]:
        """The codes of all nodes whose numbers the visitor sees: leaves, and branches of which he
        sees every leaf.
        """

        def reckon() -> frozenset[str]:
            # A branch of which one leaf is hidden would tell its loss by the difference.
            seen = self.leaves
            whole = (
                node
                for node in self.view.assessment.tree.walk()
                if all(leaf.code in seen for leaf in node.leaves())
            )
            return frozenset(node.code for node in whole)

        return self.view.standing(("nodes", self.visitor.name), reckon)

    def _codes(self, action: Action) -> frozenset[str]:
        def reckon() -> frozenset[str]:
            tree = self.view.assessment.tree
            return frozenset(
                leaf.code for leaf in tree.leaves() if self.may(action, self.indicator(leaf))
            )

        return self.view.standing(("codes", action, self.visitor.name), reckon)

    def sees(self, code: str) -> bool:
        """Whether the visitor sees the scores of a leaf, or of anything below a branch."""
        node, seen = self.view.assessment.tree.by_code.get(code), self.leaves
        return node is not None and any(leaf.code in seen for leaf in node.leaves())

    def sees_evidence(self, record: Evidence) -> bool:
        """Whether the visitor may open a piece: one of an indicator that he sees, of his own unit,
        or of an item.
        """
        return record.id in self.evidence

    def may_write(self, record: Evidence) -> Refusal | None:
        """Why the visitor may not change a piece: it is neither the own unit's nor of an indicator
        of the unit.
        """
        if record.unit:
            return self.refusal("add_evidence", self.unit(record.unit))
        refusal = self.refusal("add_evidence")
        for proof in record.proves:
            node = self.view.assessment.tree.by_code.get(proof.indicator)
            if node is None:
                continue
            refusal = self.refusal("add_evidence", self.indicator(node))
            if refusal is None:
                return None
        return refusal

    @property
    def evidence(self) -> frozenset[str]:
        """The ids of the pieces that the visitor may open."""
        return self.view.once(("evidence", self.visitor.name), self._evidence)

    def _evidence(self) -> frozenset[str]:
        """What the reaches of the visitor's roles come to; the table of rights names them."""
        reach = scope(self.visitor.person, "see_evidence")
        records = self.workspace.records
        if not reach.isdisjoint({"all", "round"}):
            return frozenset(record.id for record in records)
        if not reach:
            return frozenset()
        idents = _proving(records, self.evidence_leaves)
        if "own" in reach:
            name, own = self.workspace.units.name, set(self.visitor.units)
            idents |= {record.id for record in records if record.unit and name(record.unit) in own}
        if "items" in reach:
            idents |= self._evidence_of_items()
        return frozenset(idents)

    def _evidence_of_items(self) -> set[str]:
        """What was handed in for rectification items, and what proves their indicators."""
        codes: set[str] = set()
        idents: set[str] = set()
        for item in self.workspace.ledger:
            if item.indicator:
                codes.add(item.indicator)
            for event in item.events:
                idents.update(event.evidence)
        return idents | _proving(self.workspace.records, codes)

    @property
    def items(self) -> frozenset[str]:
        """The ids of the rectification items that the visitor sees."""

        def reckon() -> frozenset[str]:
            ledger = self.workspace.ledger
            if self.everything:
                return frozenset(item.id for item in ledger)
            codes = self.leaves
            return frozenset(
                item.id
                for item in ledger
                if item.indicator in codes or self.may("see_scores", self.item(item))
            )

        return self.view.once(("items", self.visitor.name), reckon)


def _proving(records: Iterable[Evidence], codes: Container[str]) -> set[str]:
    """The ids of the pieces that prove one of the indicators."""
    return {
        record.id for record in records if any(proof.indicator in codes for proof in record.proves)
    }
