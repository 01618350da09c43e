"""What a new edition of the indicator system brings along: its file, and the records that name
indicators by code.

The tree is taken into the workspace, items of the ledger and proofs of the register follow their
indicators, and ``workspace.yaml`` names the new edition. Each returns texts to be written; nothing
is written here.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from scoring import yamlio
from scoring.indicators.comparison import Comparison
from scoring.indicators.library import find_tree, tree_id
from scoring.indicators.model import IndicatorTree
from scoring.problems import CannotError
from scoring.rounds.migration import CarriedProof, carry_proofs, concerned
from scoring.rounds.proof_migration import with_proofs
from scoring.storage import RecordChanges, place
from scoring.storage.splice import Edit, MapEdit, apply_edits
from scoring.storage.yaml_text import key_text

REGISTER = "evidence/register.yaml"
LEDGER = "rectification.yaml"
MARK = "\ufeff"
"""A byte order mark: positions are counted behind it."""


class CannotCreateError(CannotError):
    """A new round cannot be made as asked."""


def brought_tree(path: Path, tree: IndicatorTree, home: Path) -> dict[str, str | bytes]:
    """A tree that its id would not find in the workspace is copied into it; what it would be
    mistaken for is refused.

    Wherever the file lies, afterwards ``tree: ID`` leads to just these bytes.
    """
    data = path.read_bytes()
    if _same(find_tree(tree.id, home), data):
        return {}
    name = f"indicators/{tree.id}.yaml"
    target = place(home, name)
    if target.exists():
        raise CannotCreateError(
            f"工作区里已有 {name}，内容与 {path.name} 不同，没有改动它。请先给新体系换一个 id。"
        )
    other = next(
        (file for file in yamlio.listed(home / "indicators") if tree_id(file) == tree.id), None
    )
    # Two files with one id: which of them ``tree: ID`` leads to would depend on their names.
    if other is not None:
        raise CannotCreateError(
            f"工作区里的 indicators/{other.name} 也用 id“{tree.id}”，内容与 {path.name} 不同。"
            "请先给新体系换一个 id。"
        )
    return {name: data}


def _same(path: Path | None, data: bytes) -> bool:
    return path is not None and path.read_bytes() == data


def moved_items(
    changes: RecordChanges, comparison: Comparison, files: dict[str, str | bytes]
) -> tuple[list[tuple[str, str, str]], list[tuple[str, str, str]]]:
    """The items of the ledger whose indicator is surely another code now, moved there; and those
    that need a person.

    Each is (id, old code, what to say of it).
    """
    text = changes.read(LEDGER)
    data, _, _ = yamlio.parse(text, LEDGER)
    moved: list[tuple[str, str, str]] = []
    open_: list[tuple[str, str, str]] = []
    edits: list[Edit | MapEdit] = []
    for index, item in enumerate(data if isinstance(data, list) else []):
        code = item.get("indicator") if isinstance(item, dict) else None
        reason = concerned(comparison, code) if isinstance(code, str) else None
        if not isinstance(code, str) or not reason:
            continue
        ident = str(item.get("id", ""))
        target = _sure_target(comparison, code)
        if target is None:
            open_.append((ident, code, reason))
        else:
            # Only where it is sure: an item under a wrong code would be a false charge against
            # another unit.
            edits.append(Edit(index, {"indicator": target}))
            moved.append((ident, code, reason))
    if edits:
        files[LEDGER] = apply_edits(text, edits)
    return moved, open_


def _sure_target(comparison: Comparison, code: str) -> str | None:
    """The code under which an indicator surely stands now; None where that is not sure."""
    row = comparison.by_old.get(code)
    if row is None or row.certainty != "sure" or len(row.old) != 1 or len(row.new) != 1:
        return None
    if row.new[0].leaf:
        return row.new[0].code
    return None


def carry_register(
    changes: RecordChanges, comparison: Comparison, files: dict[str, str | bytes], notes: list[str]
) -> list[CarriedProof]:
    """What became of each proof of the register under the new edition;
    its new text goes into ``files``.

    ``notes`` hears where the register could not be read or not be altered record by record.
    """
    raw = changes.read(REGISTER)
    text = raw.removeprefix(MARK)
    data, root, _ = yamlio.parse(text, REGISTER)
    if not text or (root is not None and data is None):
        return []
    if root is None or not isinstance(data, list):
        notes.append("佐证登记表读不出来，没有处理佐证与指标的对应关系；改正后请逐条核对。")
        return []
    changed, told = carry_proofs(comparison, data)
    if changed:
        try:
            made = with_proofs(text, changed)
            # Read back: the register is written in many hands, and not every form can be spliced.
            sound = _proofs(made, changed) == {at: list(proofs) for at, proofs in changed.items()}
        except (ValueError, yaml.YAMLError):
            sound = False
        if sound:
            files[REGISTER] = raw[: len(raw) - len(text)] + made
        else:
            notes.append("佐证登记表的写法不能逐条改动，没有改它；请按清单手工补上对应关系。")
    return told


def _proofs(text: str, changed: Mapping[int, Any]) -> dict[int, Any]:
    """The proofs of these records as the text now says them."""
    data, _, _ = yamlio.parse(text, REGISTER)
    if isinstance(data, list):
        return {at: data[at]["proves"] for at in changed}
    return {}


def switched(text: str, tree: str, round_name: str) -> str:
    """``workspace.yaml`` with another tree and round; every other byte stays.
    Raises ``CannotCreateError``.
    """
    body = text.removeprefix(MARK)
    node = yaml.compose(body, Loader=yaml.CSafeLoader)
    wanted = {"tree": tree, "round": round_name}
    if not isinstance(node, yaml.MappingNode):
        raise CannotCreateError("workspace.yaml 不是一组“键: 值”，没有改动它。", unreadable=True)
    pieces = [
        (
            value.start_mark.index,
            value.end_mark.index,
            key_text("x", wanted[key.value], 0, "")[len("x: ") :],
        )
        for key, value in node.value
        if key.value in wanted
    ]
    made = body
    # From the end on, so that what is put in moves no place still to come.
    for start, end, new in sorted(pieces, reverse=True):
        made = made[:start] + new + made[end:]
    # The byte order mark of the user's editor stays where it was.
    return text[: len(text) - len(body)] + made
