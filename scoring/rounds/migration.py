"""What a new round takes over from an old one: findings and proofs where the match is sure, a
question everywhere else.

Nothing is carried silently and nothing is dropped without a line: each old finding, each old veto
and each proof that the new edition concerns ends in exactly one record of the plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from rapidfuzz import fuzz

from scoring.indicators.agreement import key, same_measure
from scoring.indicators.comparison import Comparison, Row
from scoring.indicators.model import Indicator, Veto
from scoring.rounds.forms import KIND_NAMES, inline
from scoring.rules import judged
from scoring.values import format_short

Fate = Literal["carried", "pending", "removed"]
FATE_NAMES: dict[Fate, str] = {"carried": "沿用", "pending": "待确认", "removed": "已取消"}
SAME_WORDING = 80.0


@dataclass(frozen=True, slots=True)
class CarriedFinding:
    """An old finding at one new leaf (``new`` is None where there is none),
    what becomes of it, and why.
    """

    old: str
    old_name: str
    new: str | None
    new_name: str
    fate: Fate
    entry: Any
    reason: str

    def remark(self) -> str:
        """The comment that stands beside the new indicator."""
        place = f"原 {self.old} {self.old_name}".strip()
        if self.fate == "carried":
            return f"沿用 {place}" + (f"：{self.reason}" if self.reason else "")
        return f"待确认：{place} = {inline(self.entry)}；{self.reason}"


@dataclass(frozen=True, slots=True)
class CarriedProof:
    """What becomes of one proof of one record: ``state`` of the new proof,
    or None where none is written.
    """

    record: str
    old: str
    item: str
    new: str | None
    state: Literal["confirmed", "proposed"] | None
    reason: str


def carry_findings(
    comparison: Comparison,
    raw: Mapping[str, Any],
    faulty: frozenset[str],
    old_kind: str,
    new_kind: str,
) -> list[CarriedFinding]:
    """The fate of every entry of the old round; ``raw`` holds them as they stand in its file."""
    findings: list[CarriedFinding] = []
    for code, entry in raw.items():
        row = comparison.by_old.get(code)
        node = comparison.old.by_code.get(code)
        if row is None or node is None:
            name = node.name if node else ""
            aside = comparison.old.not_assessed(code)
            why = aside or "原轮次的体系里也没有这个编号"
            findings.append(CarriedFinding(code, name, None, "", "removed", entry, why))
            continue
        targets = [target for target in row.new if target.leaf]
        if not targets:
            why = "新体系里没有对应的指标"
            findings.append(CarriedFinding(code, node.name, None, "", "removed", entry, why))
        for target in targets:
            # All doubts at once: whoever confirms the finding
            # should see every one of them beside it.
            doubts = list(_doubts(row, node, target, entry))
            if code in faulty:
                doubts.append("原认定有误")
            if new_kind != old_kind:
                doubts.append(f"{KIND_NAMES[old_kind]}的认定不能直接用作{KIND_NAMES[new_kind]}")
            findings.append(_carried(node, target, entry, doubts))
    return findings


def _carried(old: Indicator, new: Indicator, entry: Any, doubts: Sequence[str]) -> CarriedFinding:
    """The old finding at a new leaf: a question where there is any doubt."""
    fate: Fate = "pending" if doubts else "carried"
    if doubts:
        reason = "；".join(doubts)
    elif new.code != old.code:
        reason = f"编号由 {old.code} 变为 {new.code}"
    else:
        reason = ""
    return CarriedFinding(old.code, old.name, new.code, new.name, fate, entry, reason)


def _doubts(row: Row, old: Indicator, new: Indicator, entry: Any) -> Iterator[str]:
    """Why a finding cannot simply be carried from ``old`` to ``new``; nothing when it can."""
    yield from _doubts_of_match(row, old)
    # Of joined or split indicators the rules cannot be compared one by one.
    if len(row.old) > 1 or len(row.new) > 1:
        return
    if old.rule != new.rule:
        yield "评分规则有变"
    if old.kind != new.kind:
        yield "指标性质有变"
    before, after = old.record.text or "", new.record.text or ""
    if not same_measure(f"{old.name} {before}", f"{new.name} {after}"):
        yield "名称或标准里的数字、界限有变"
    elif fuzz.ratio(key(before), key(after)) < SAME_WORDING:
        yield "标准文字变化较大"
    if old.points != new.points and _is_direct(entry, new):
        yield f"直接打的分与满分有关，满分由 {format_short(old.points)} 分变为 {format_short(new.points)} 分"


def _is_direct(entry: Any, node: Indicator) -> bool:
    """Whether an entry gives points instead of facts."""
    if not isinstance(entry, dict) or "score" not in entry:
        return False
    return isinstance(node.rule, judged.Judged) or "reason" in entry


def _doubts_of_match(row: Row, old: Indicator) -> Iterator[str]:
    if len(row.new) > 1:
        yield f"原指标“{old.name}”已拆分"
    elif len(row.old) > 1:
        yield f"由 {len([node for node in row.old if node.leaf])} 项合并而来"
    elif row.certainty != "sure":
        yield f"只是可能对应（文字相似 {row.agreement:.0f}%）"


def carry_vetoes(
    comparison: Comparison, raw: Mapping[str, Any]
) -> Iterator[tuple[str, str | None, Any, str]]:
    """For each veto that the old round says has happened: old code, new code where name and code
    agree, entry, name.
    """
    mine = {veto.code: veto for veto in comparison.old.head.vetoes}
    theirs = {veto.code: veto for veto in comparison.new.head.vetoes}
    for code, entry in raw.items():
        # A veto that did not happen says nothing about the new edition.
        if entry == "false":
            continue
        old, new = mine.get(code), theirs.get(code)
        name = old.name if old else ""
        yield code, code if _same_veto(old, new) else None, entry, name


def _same_veto(old: Veto | None, new: Veto | None) -> bool:
    if old is None or new is None:
        return False
    # A veto weighs more than any finding, so nothing but certainty carries it.
    return key(old.name) == key(new.name) and old.effect == new.effect


def carry_proofs(
    comparison: Comparison, records: list[Any]
) -> tuple[dict[int, list[dict[str, Any]]], list[CarriedProof]]:
    """The new ``proves`` of each record that changes, by its place in the register, and a line for
    each one concerned.

    A proof whose indicator keeps its code, surely, is as good under both editions and stays as it
    is. Any other gets ``tree: <old id>``, so that it means nothing under the new edition, where its
    code may be another indicator; beside it stands a proof for the new code with ``tree: <new
    id>``, confirmed only where the match is sure.
    """
    changed: dict[int, list[dict[str, Any]]] = {}
    lines: list[CarriedProof] = []
    for index, record in enumerate(records):
        if not isinstance(record, dict) or not isinstance(record.get("proves"), list):
            continue
        old = record["proves"]
        new: list[dict[str, Any]] = []
        for proof in old:
            proofs, concerned = _proof(comparison, str(record.get("id", "")), proof, old)
            new += proofs
            lines += concerned
        if new != old:
            changed[index] = new
    return changed, lines


def _proof(
    comparison: Comparison, ident: str, proof: Any, others: list[Any]
) -> tuple[list[dict[str, Any]], list[CarriedProof]]:
    """What stands in the place of one proof of the record ``ident``, and the lines about it."""
    row = _row_of(proof, comparison)
    if row is None:
        return [proof], []
    code, item = proof["indicator"], str(proof.get("item", ""))
    targets = [node for node in row.new if node.leaf]
    if _keeps_its_code(row, targets, code):
        if _has_item(targets[0], item):
            return [proof], []
        reason = f"新体系的指标没有“{item}”这条佐证要求，请改 item"
        return [proof], [CarriedProof(ident, code, item, code, None, reason)]
    proofs = [{**proof, "tree": comparison.old.id}]
    if not targets:
        reason = "新体系里没有对应的指标，只留作旧体系的佐证"
        return proofs, [CarriedProof(ident, code, item, None, None, reason)]
    lines = []
    for target in targets:
        if _proves_already(others, comparison.new.id, target.code):
            reason = "已有这条对应关系"
            lines.append(CarriedProof(ident, code, item, target.code, None, reason))
            continue
        added, doubts = _new_proof(comparison, row, proof, target)
        proofs.append(added)
        reason = "；".join(doubts) or f"编号由 {code} 变为 {target.code}"
        state: Literal["confirmed", "proposed"] = (
            "proposed" if added.get("state") == "proposed" else "confirmed"
        )
        lines.append(CarriedProof(ident, code, item, target.code, state, reason))
    return proofs, lines


def _row_of(proof: Any, comparison: Comparison) -> Row | None:
    """The line of the comparison that concerns a proof; None where it is for another tree, or for
    no indicator of the old one.
    """
    if not isinstance(proof, dict) or proof.get("tree", comparison.old.id) != comparison.old.id:
        return None
    code = proof.get("indicator")
    return comparison.by_old.get(code) if isinstance(code, str) else None


def _keeps_its_code(row: Row, targets: Sequence[Indicator], code: str) -> bool:
    """Whether an old indicator is, surely, the new one of the same code."""
    alone = len(row.old) == len(row.new) == 1 and row.certainty == "sure"
    return alone and bool(targets) and targets[0].code == code


def _proves_already(proofs: list[Any], tree: str, code: str) -> bool:
    """Whether a record says of an indicator of the new tree already that it proves it."""
    proved = [(one.get("tree"), one.get("indicator")) for one in proofs if isinstance(one, dict)]
    return (tree, code) in proved


def _new_proof(
    comparison: Comparison, row: Row, proof: Mapping[str, Any], target: Indicator
) -> tuple[dict[str, Any], list[str]]:
    """The proof for a new indicator, only proposed where there are ``doubts``."""
    doubts = list(_doubts_of_match(row, comparison.old.by_code[proof["indicator"]]))
    added = {name: value for name, value in proof.items() if name not in ("tree", "state")}
    added["indicator"] = target.code
    item = str(proof.get("item", ""))
    if not _has_item(target, item):
        doubts.append(f"新指标没有“{item}”这条佐证要求")
        del added["item"]
    if doubts or proof.get("state") == "proposed":
        added["state"] = "proposed"
    added["tree"] = comparison.new.id
    return added, doubts


def _has_item(node: Indicator, item: str) -> bool:
    """Whether a requirement of this name can be met there; without one any proof can."""
    if not item or not node.requirements:
        return True
    return item in {requirement.name for requirement in node.requirements}


def concerned(comparison: Comparison, code: str) -> str | None:
    """What to say of something else that points to an old indicator (整改事项), or None where it
    may stay as it is.
    """
    row = comparison.by_old.get(code)
    if row is None:
        return None
    targets = [node for node in row.new if node.leaf]
    if not targets:
        return "新体系里没有对应的指标"
    if _keeps_its_code(row, targets, code):
        return None
    names = "、".join(f"{node.code} {node.name}" for node in targets)
    sure = len(row.old) == len(row.new) == 1 and row.certainty == "sure"
    return f"现为 {names}" if sure else f"可能是 {names}"
