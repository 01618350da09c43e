"""What a piece of evidence proves, in one cell:
a line for each indicator, ``1.1.1 清单名（第3页）``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from scoring.evidence.model import Proof
from scoring.indicators.model import Indicator, IndicatorTree
from scoring.sheets.words import narrow, unknown
from scoring.storage import Quoted
from scoring.values import nearest

PROPOSED = "【待确认】"


def say_proof(proof: Proof) -> str:
    """One proof. What it proves in words (``what``) is not shown, and is kept."""
    text = proof.indicator
    if proof.item:
        text += f" {proof.item}"
    if proof.locate:
        text += f"（{proof.locate}）"
    if proof.state == "proposed":
        text += PROPOSED
    return text


def say_proofs(proofs: Sequence[Proof]) -> str:
    """All proofs, one on each line."""
    return "\n".join(say_proof(proof) for proof in proofs)


def read_proofs(text: str, tree: IndicatorTree, old: Sequence[Proof]) -> list[dict[str, Any]]:
    """The proofs that a cell names, as file data; those that were there already keep what the cell
    does not show.

    Raises ``ValueError`` with a Chinese sentence.
    """
    # Each old proof is taken up once: two lines may name the same indicator.
    left = list(old)
    return [_proof(part, tree, left) for part in _parts(text, tree)]


def data_of(proof: Proof) -> dict[str, Any]:
    """A proof in the keys of the file."""
    data = proof.model_dump(exclude_none=True)
    if data["state"] == "confirmed":
        del data["state"]
    return {**data, "indicator": Quoted(data["indicator"])}


def _parts(text: str, tree: IndicatorTree) -> list[str]:
    """The lines, cut also at a semicolon before a code:
    requirements may have semicolons in their names.
    """
    parts: list[str] = []
    for piece in re.split(r"\n|[；;]", text):
        if not piece.strip():
            continue
        if parts and not _begins_with_code(piece.strip(), tree):
            parts[-1] += "；" + piece
        else:
            parts.append(piece.strip())
    return parts


def _begins_with_code(piece: str, tree: IndicatorTree) -> bool:
    """Whether a line begins with a code of the tree, or with what looks like one."""
    match = re.match(r"\S*?(?=[\s（(【]|$)", piece)
    if match is None:
        return False
    code = narrow(match[0])
    if code in tree.by_code or code in tree.scope.removed:
        return True
    return re.match(r"[\d.]+$", code) is not None


def _proof(part: str, tree: IndicatorTree, left: list[Proof]) -> dict[str, Any]:
    """The record of one proof as the cell writes it; ``left`` are the ones that no part of the cell
    has named yet. Raises ``ValueError`` with what to write instead.
    """
    same = next((proof for proof in left if say_proof(proof) == part), None)
    if same is not None:
        left.remove(same)
        return data_of(same)
    text = part.removesuffix(PROPOSED).strip()
    match = re.match(r"\S*?(?=[\s（(]|$)", text)
    code, rest = (narrow(match[0]), text[match.end() :].strip()) if match else ("", text)
    item, locate = _item(_leaf(code, part, tree), rest, left)
    data: dict[str, Any] = {"indicator": Quoted(code)}
    # Edited in place, a proof keeps what the cell does not show (what it proves, in words).
    edited = next((proof for proof in left if proof.indicator == code and proof.item == item), None)
    if edited is not None:
        left.remove(edited)
        data = data_of(edited)
        data.pop("locate", None)
        data.pop("state", None)
    state = "proposed" if part.endswith(PROPOSED) else None
    stated = {"item": item, "locate": locate, "state": state}
    return data | {key: value for key, value in stated.items() if value}


def _leaf(code: str, part: str, tree: IndicatorTree) -> Indicator:
    """The leaf with this code. Raises ``ValueError`` for any other, with the nearest one."""
    if aside := tree.not_assessed(code):
        raise ValueError(aside)
    node = tree.by_code.get(code)
    if node is not None and node.leaf:
        return node
    shown = code or part
    if node is not None:
        raise ValueError(f"“{shown}”是上级指标，要写到末级")
    near = nearest(code, [leaf.code for leaf in tree.leaves()])
    hint = f"，是不是“{near}”" if near else ""
    raise ValueError(f"“{shown}”不在指标体系里{hint}")


def _item(node: Indicator, rest: str, left: Sequence[Proof]) -> tuple[str | None, str | None]:
    """The requirement and the place in the file. Both may hold brackets: the known name decides
    where it ends.
    """
    if not rest:
        return None, None
    required = [item.name for item in node.requirements or ()]
    # Names that the tree no longer has count as long as the register still proves them.
    proved = [proof.item for proof in left if proof.indicator == node.code and proof.item]
    names = [*required, *proved]
    if rest in names:
        return rest, None
    known = {narrow(name): name for name in reversed(names)}
    for name, inside in _cut_at_brackets(rest):
        exact = known.get(narrow(name))
        if not name or exact is not None:
            return exact, inside or None
    exact = known.get(narrow(rest))
    if exact is not None:
        return exact, None
    if not required:
        raise ValueError(
            f"指标 {node.code} 没有列明佐证要求，只写编号和位置，如：{node.code}（第3页）"
        )
    written = re.split("[（(]", rest)[0].strip()
    raise ValueError(f"指标 {node.code} 的佐证要求：{unknown(written, required)}")


def _cut_at_brackets(text: str) -> Iterator[tuple[str, str]]:
    """What stands before and inside, for each bracket of a text that ends with one."""
    if not text.endswith(("）", ")")):
        return
    for index, sign in enumerate(text):
        if sign in "（(":
            yield text[:index].strip(), text[index + 1 : -1].strip()
