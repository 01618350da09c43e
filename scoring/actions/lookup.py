"""What a person names, found in the workspace: a piece, an item, a round, an indicator, units.

Anything else is refused in one way, with the nearest name that there is.
"""

from __future__ import annotations

from collections.abc import Iterable

from scoring.engine import Units
from scoring.evidence.model import Evidence
from scoring.indicators.model import Indicator
from scoring.rectification.ledger import RectificationItem
from scoring.rounds.model import Round
from scoring.values import offered
from scoring.workspace import Workspace
from scoring.workspace.changes import RefusedError


def evidence_of(workspace: Workspace, ident: str) -> Evidence:
    """The piece with this number. Raises :class:`RefusedError` for any other."""
    by_id = {record.id: record for record in workspace.records}
    if ident not in by_id:
        raise RefusedError(f"登记表里没有“{ident}”{offered(ident, by_id)}")
    return by_id[ident]


def item_of(workspace: Workspace, ident: str) -> RectificationItem:
    """The item of the ledger with this number. Raises :class:`RefusedError` for any other."""
    by_id = {item.id: item for item in workspace.ledger}
    if ident not in by_id:
        raise RefusedError(f"整改清单里没有“{ident}”{offered(ident, by_id)}")
    return by_id[ident]


def round_of(workspace: Workspace, round_id: str | None) -> Round:
    """The round with this id, the current one where none is named. Raises :class:`RefusedError` for
    any other.
    """
    if round_id is None:
        return workspace.current
    by_id = {item.id: item for item in workspace.rounds}
    if round_id not in by_id:
        raise RefusedError(f"没有轮次“{round_id}”{offered(round_id, by_id)}")
    return by_id[round_id]


def leaf_of(workspace: Workspace, code: str) -> Indicator:
    """The leaf with this code. Raises :class:`RefusedError` for any other."""
    node = workspace.tree.by_code.get(code)
    if node is None:
        known = [leaf.code for leaf in workspace.tree.leaves()]
        raise RefusedError(f"“{code}”不在指标体系里{offered(code, known)}")
    if not node.leaf:
        raise RefusedError(f"“{code}”是上级指标，请写末级指标")
    return node


def node_of(workspace: Workspace, code: str) -> Indicator:
    """The indicator with this code, leaf or not. Raises :class:`RefusedError` for any other."""
    by_code = workspace.tree.by_code
    if code not in by_code:
        raise RefusedError(f"“{code}”不在指标体系里{offered(code, by_code)}")
    return by_code[code]


def unit_of(workspace: Workspace, given: str) -> str:
    """The full name of a unit. Raises :class:`RefusedError` for one that the list of units does not
    know; without a list any will do.
    """
    units = workspace.units
    name = units.name(given)
    if workspace.head.units and not units.known(name):
        raise RefusedError(f"单位名单里没有“{given}”{offered(given, units.names)}")
    return name


def members_of(units: Units, names: Iterable[str]) -> tuple[str, ...]:
    """The units that these names stand for, groups by their members, each once."""
    return tuple(dict.fromkeys(member for name in names for member in units.expand(name)))


def units_of_leaf(units: Units, node: Indicator) -> tuple[str, ...]:
    """The units that lead or support an indicator, groups by their members."""
    return members_of(units, (*node.lead, *node.record.support))


def units_of_item(units: Units, item: RectificationItem) -> tuple[str, ...]:
    """The units that lead or support an item, groups by their members."""
    return members_of(units, (*item.lead, *item.support))
