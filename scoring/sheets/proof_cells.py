"""What a piece of evidence proves, in one cell: a line for each indicator, ``1.1.1
清单名（第3页）``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from scoring.evidence.model import Proof
from scoring.indicators.model import Indicator, IndicatorTree
from scoring.sheets.words import narrow, unknown
from scoring.storage import Quoted
from scoring.values import nearest

PROPOSED = "【待确认】"


def say_proof(proof: Proof) -> str:
    """One proof. What it proves in words (``what``) is not shown, and is kept."""
    text = (
        proof.indicator
        + (f" {proof.item}" if proof.item else "")
        + (f"（{proof.locate}）" if proof.locate else "")
    )
    return text + (PROPOSED if proof.state == "proposed" else "")


def say_proofs(proofs: Sequence[Proof]) -> str:
    """All proofs, one on each line."""
    return "\n".join(say_proof(proof) for proof in proofs)


def read_proofs(text: str, tree: IndicatorTree, old: Sequence[Proof]) -> list[dict[str, Any]]:
    """The proofs that a cell names, as file data; those that were there already keep what the cell
    does not show.

    Raises ``ValueError`` with a Chinese sentence.
    """
    left = list(old)
    return [_proof(part, tree, left) for part in _parts(text, tree)]


def data_of(proof: Proof) -> dict[str, Any]:
    """A proof in the keys of the file."""
    data = proof.model_dump(exclude_none=True)
    if data["state"] == "confirmed":
        del data["state"]
    return {**data, "indicator": Quoted(data["indicator"])}


def _parts(text: str, tree: IndicatorTree) -> list[str]:
    """The lines, cut also at a semicolon before a code: requirements may have semicolons in their
    names.
    """
    parts: list[str] = []
    for piece in re.split(r"(\n|[；;])", text):
        if piece in ("\n", "；", ";"):
            continue
        if not piece.strip():
            continue
        code = re.match(r"\S*?(?=[\s（(【]|$)", piece.strip())
        known = code is not None and (
            narrow(code[0]) in tree.by_code or narrow(code[0]) in tree.scope.removed
        )
        starts = code is not None and (known or re.match(r"[\d.]+$", narrow(code[0])))
        if parts and not starts:
            parts[-1] += "；" + piece
        else:
            parts.append(piece.strip())
    return parts


def _proof(part: str, tree: IndicatorTree, left: list[Proof]) -> dict[str, Any]:
    """The record of one proof as the cell writes it; ``left`` are the ones that no part of the cell
    has named yet. Raises ``ValueError`` with what to write instead.
    """
    same = next((proof for proof in left if say_proof(proof) == part), None)
    if same is not None:
        left.remove(same)
        return data_of(same)
    proposed = part.endswith(PROPOSED)
    text = part.removesuffix(PROPOSED).strip()
    match = re.match(r"\S*?(?=[\s（(]|$)", text)
    code, rest = (narrow(match[0]), text[match.end() :].strip()) if match else ("", text)
    item, locate = _item(_leaf(code, part, tree), rest, left)
    # Edited in place, a proof keeps what the cell does not show (what it proves, in words).
    edited = next((proof for proof in left if proof.indicator == code and proof.item == item), None)
    data: dict[str, Any] = {"indicator": Quoted(code)}
    if edited is not None:
        left.remove(edited)
        data = {
            key: value for key, value in data_of(edited).items() if key not in ("locate", "state")
        }
    stated = {"item": item, "locate": locate, "state": "proposed" if proposed else None}
    return data | {key: value for key, value in stated.items() if value}


def _leaf(code: str, part: str, tree: IndicatorTree) -> Indicator:
    """The leaf with this code. Raises ``ValueError`` for any other, with the nearest one."""
    if aside := tree.not_assessed(code):
        raise ValueError(aside)
    node = tree.by_code.get(code)
    if node is not None and node.leaf:
        return node
    reason = "是上级指标，要写到末级"
    if node is None:
        near = nearest(code, [leaf.code for leaf in tree.leaves()])
        reason = "不在指标体系里" + (f"，是不是“{near}”" if near else "")
    raise ValueError(f"“{code or part}”{reason}")


def _item(node: Indicator, rest: str, left: Sequence[Proof]) -> tuple[str | None, str | None]:
    """The requirement and the place in the file. Both may hold brackets: the known name decides
    where it ends.
    """
    known = [item.name for item in node.requirements or ()]
    named = [*known, *(proof.item for proof in left if proof.indicator == node.code and proof.item)]
    if not rest or rest in named:
        return rest or None, None
    by_narrow = {narrow(name): name for name in reversed(named)}
    closed = rest.endswith(("）", ")"))
    for index, sign in enumerate(rest):
        if closed and sign in "（(":
            name = rest[:index].strip()
            exact = by_narrow.get(narrow(name))
            if not name or exact is not None:
                return exact, rest[index + 1 : -1].strip() or None
    exact = by_narrow.get(narrow(rest))
    if exact is not None:
        return exact, None
    if not known:
        raise ValueError(
            f"指标 {node.code} 没有列明佐证要求，只写编号和位置，如：{node.code}（第3页）"
        )
    written = re.split("[（(]", rest)[0].strip()
    raise ValueError(f"指标 {node.code} 的佐证要求：{unknown(written, known)}")
