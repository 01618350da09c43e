"""Two people on one node of the tree: what stood when the form was opened, what another saved, what
was typed here.

What only one side changed is taken over; where both changed the same, somebody has to choose.
Requirements are compared by their name.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from scoring.actions.tree import LEAF_KEYS, NEED_KEYS, Cells, NodeEdit
from scoring.sheets.tree_nodes import COLUMNS, LISTED

NEED = "need:"
NAMES = {column.key: column.heading for column in COLUMNS} | {
    "lead": "牵头单位",
    "support": "配合单位",
}


@dataclass(frozen=True, slots=True)
class NodeState:
    """The cells of a node and its requirements, as ``node_cells`` gives them."""

    cells: Cells
    needs: Sequence[Cells] = ()

    def with_edit(self, edit: NodeEdit) -> NodeState:
        """What stands once an edit is carried out on this state."""
        if edit.needs is None:
            needs = self.needs
        else:
            needs = [one for one in edit.needs if one.get("name")]
        return NodeState({**self.cells, **edit.cells}, needs)

    @property
    def flat(self) -> dict[str, str]:
        """Every cell and every requirement as one text each, those that can be changed."""
        texts = {key: self.cells.get(key, "").strip() for key in LEAF_KEYS}
        if texts["evidence"] == LISTED:
            texts["evidence"] = ""  # the requirements say it themselves
        return texts | {f"{NEED}{need.get('name', '')}": _in_words(need) for need in self.needs}


@dataclass(frozen=True, slots=True)
class Side:
    """One cell or requirement on the three sides; ``asked`` where somebody has to choose."""

    key: str
    name: str
    base: str
    theirs: str
    mine: str

    @property
    def theirs_changed(self) -> bool:
        """Whether the other person changed it."""
        return self.theirs != self.base

    @property
    def mine_changed(self) -> bool:
        """Whether it was changed here."""
        return self.mine != self.base

    @property
    def asked(self) -> bool:
        """Whether both changed it, and not to the same."""
        return self.theirs_changed and self.mine_changed and self.theirs != self.mine


def sides(base: NodeState, theirs: NodeState, mine: NodeState) -> list[Side]:
    """Every cell and requirement that stands on some side."""
    texts = [state.flat for state in (base, theirs, mine)]
    keys = dict.fromkeys(key for text in texts for key in text)
    return [
        Side(key, _name(key), *(text.get(key, "") for text in texts))
        for key in keys
        if any(text.get(key) for text in texts)
    ]


def settled(
    code: str, found: Sequence[Side], theirs: NodeState, mine: NodeState, picks: Mapping[str, str]
) -> NodeEdit:
    """The edit that follows: what one side alone changed, and of what both did the one that was
    picked (``theirs`` or ``mine``), mine where nothing was.
    """
    taken = {side.key for side in found if _takes_mine(side, picks)}
    cells = {key: mine.cells.get(key, "") for key in mine.cells if key in taken}
    if mine.cells.get("evidence") == LISTED:
        # The requirements below say it themselves; without the word they would not be written.
        cells["evidence"] = LISTED
    return NodeEdit(code, cells, _merged_needs(theirs, mine, taken))


def _takes_mine(side: Side, picks: Mapping[str, str]) -> bool:
    """Whether the words typed here go in: nothing typed is lost unless somebody chose the other's."""
    if side.asked:
        return picks.get(side.key) != "theirs"
    return side.mine_changed


def _merged_needs(theirs: NodeState, mine: NodeState, taken: Container[str]) -> list[Cells]:
    """The requirements in the order in which they stand now, new ones behind them."""
    own = {need.get("name", ""): need for need in mine.needs}
    needs: list[Cells] = []
    for need in theirs.needs:
        typed = own.pop(need.get("name", ""), None)
        if f"{NEED}{need.get('name', '')}" not in taken:
            needs.append(need)
        elif typed is not None:
            needs.append({**typed, "id": need.get("id", "")})
    needs += [{**need, "id": ""} for name, need in own.items() if f"{NEED}{name}" in taken]
    return needs


def _in_words(need: Cells) -> str:
    kinds, least, required, within = (need.get(key, "").strip() for key in NEED_KEYS[1:])
    # What is left out means what the tree takes for usual.
    words = (kinds or "种类不限", f"{least or 1} 件", required or "必备", within or "时间窗内")
    return "，".join(words)


def _name(key: str) -> str:
    if key.startswith(NEED):
        return f"要求“{key.removeprefix(NEED)}”"
    return NAMES.get(key, key)
