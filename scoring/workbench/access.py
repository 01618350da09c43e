"""What one visitor may see and do in one state of the workspace: the table of rights asked for
whole lists.

Every page, every list, search, files and exports ask here, and here alone. Default is refusal.
"""

from __future__ import annotations

from scoring.actions.rights import Action, Refusal, Thing, may, scope
from scoring.evidence.model import Evidence
from scoring.indicators.model import Indicator
from scoring.rectification.ledger import RectificationItem
from scoring.rounds.parts import assigned_to
from scoring.workbench.desk import View
from scoring.workbench.people import Visitor
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
        names: dict[str, None] = {}
        for round_ in self.workspace.rounds:
            if round_.kind != "self":
                names.update(
                    dict.fromkeys(
                        assigned_to(round_.head.assignments, code, self.view.assessment.tree)
                    )
                )
        return tuple(names)

    # -- lists

    @property
    def everything(self) -> bool:
        """Whether the visitor sees the scores of all."""
        return not scope(self.visitor.person, "see_scores").isdisjoint({"all", "round"})

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
            seen = self.leaves
            tree = self.view.assessment.tree
            return frozenset(
                node.code
                for node in tree.walk()
                if all(leaf.code in seen for leaf in node.leaves())
            )

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
        node = self.view.assessment.tree.by_code.get(code)
        return node is not None and any(leaf.code in self.leaves for leaf in node.leaves())

    def sees_evidence(self, record: Evidence) -> bool:
        """Whether the visitor may open a piece: one of an indicator that he sees, of his own unit,
        or of an item.
        """
        return record.id in self.evidence

    def may_write(self, record: Evidence) -> Refusal | None:
        """Why the visitor may not change a piece: it is neither the own unit's nor of an indicator
        of the unit.
        """
        tree = self.view.assessment.tree
        if record.unit and self.refusal("add_evidence", self.unit(record.unit)) is None:
            return None
        refusal = self.refusal("add_evidence", self.unit(record.unit) if record.unit else None)
        for proof in record.proves:
            node = tree.by_code.get(proof.indicator)
            if node is not None and not record.unit:
                refusal = self.refusal("add_evidence", self.indicator(node))
                if refusal is None:
                    return None
        return refusal

    @property
    def evidence(self) -> frozenset[str]:
        """The ids of the pieces that the visitor may open."""
        return self.view.once(("evidence", self.visitor.name), self._evidence)

    def _evidence(self) -> frozenset[str]:
        reach = scope(self.visitor.person, "see_evidence")
        if not reach:
            return frozenset()
        workspace = self.workspace
        if not reach.isdisjoint({"all", "round"}):
            return frozenset(record.id for record in workspace.records)
        codes = self.evidence_leaves
        found = {
            record.id
            for record in workspace.records
            if any(proof.indicator in codes for proof in record.proves)
        }
        if "own" in reach:
            own = set(self.visitor.units)
            found |= {
                item.id
                for item in workspace.records
                if item.unit and workspace.units.name(item.unit) in own
            }
        if "items" in reach:
            of_items = {item.indicator for item in workspace.ledger if item.indicator}
            found |= {
                ident
                for item in workspace.ledger
                for event in item.events
                for ident in event.evidence
            }
            found |= {
                record.id
                for record in workspace.records
                if any(proof.indicator in of_items for proof in record.proves)
            }
        return frozenset(found)

    @property
    def items(self) -> frozenset[str]:
        """The ids of the rectification items that the visitor sees."""

        def reckon() -> frozenset[str]:
            ledger = self.workspace.ledger
            if self.everything:
                return frozenset(item.id for item in ledger)
            codes = self.leaves
            own = {item.id for item in ledger if self.may("see_scores", self.item(item))}
            return frozenset(own | {item.id for item in ledger if item.indicator in codes})

        return self.view.once(("items", self.visitor.name), reckon)
