"""What a new round takes over from an old one: findings and proofs where the match is sure, a
question everywhere else.

Nothing is carried silently and nothing is dropped without a line: each old finding, each old veto
and each proof that the new edition concerns ends in exactly one record of the plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from rapidfuzz import fuzz

from scoring.indicators.agreement import key, same_measure
from scoring.indicators.comparison import Comparison, Row
from scoring.indicators.model import Indicator
from scoring.rounds.forms import KIND_NAMES, inline
from scoring.rules import judged
from scoring.values import plain

Fate = Literal["carried", "pending", "removed"]
FATE_NAMES: dict[Fate, str] = {"carried": "沿用", "pending": "待确认", "removed": "已取消"}
SAME_WORDING = 80.0


@dataclass(frozen=True, slots=True)
class CarriedFinding:
    """An old finding at one new leaf (``new`` is None where there is none), what becomes of it, and
    why.
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
    """What becomes of one proof of one record: ``state`` of the new proof, or None where none is
    written.
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
        name = node.name if node else ""
        targets = [target for target in row.new if target.leaf] if row else []
        if row is None or node is None:
            aside = comparison.old.not_assessed(code)
            why = aside or "原轮次的体系里也没有这个编号"
            findings.append(CarriedFinding(code, name, None, "", "removed", entry, why))
            continue
        if not targets:
            findings.append(
                CarriedFinding(code, name, None, "", "removed", entry, "新体系里没有对应的指标")
            )
        for target in targets:
            doubts = list(_doubts(row, node, target, entry))
            if code in faulty:
                doubts.append("原认定有误")
            if new_kind != old_kind:
                doubts.append(f"{KIND_NAMES[old_kind]}的认定不能直接用作{KIND_NAMES[new_kind]}")
            fate: Fate = "pending" if doubts else "carried"
            reason = "；".join(doubts) or (
                f"编号由 {code} 变为 {target.code}" if target.code != code else ""
            )
            findings.append(
                CarriedFinding(code, name, target.code, target.name, fate, entry, reason)
            )
    return findings


def _doubts(row: Row, old: Indicator, new: Indicator, entry: Any) -> Iterator[str]:
    """Why a finding cannot simply be carried from ``old`` to ``new``; nothing when it can."""
    yield from _doubts_of_match(row, old)
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
    direct = (
        isinstance(entry, dict)
        and "score" in entry
        and (isinstance(new.rule, judged.Judged) or "reason" in entry)
    )
    if direct and old.points != new.points:
        yield f"直接打的分与满分有关，满分由 {plain(old.points)} 分变为 {plain(new.points)} 分"


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
        if entry == "false":
            continue
        old, new = mine.get(code), theirs.get(code)
        same = (
            old is not None
            and new is not None
            and key(old.name) == key(new.name)
            and old.effect == new.effect
        )
        yield code, code if same else None, entry, old.name if old else ""


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
    told: list[CarriedProof] = []
    for index, record in enumerate(records):
        if not isinstance(record, dict) or not isinstance(record.get("proves"), list):
            continue
        kept: list[dict[str, Any]] = []
        for proof in record["proves"]:
            kept += _proof(comparison, str(record.get("id", "")), proof, record["proves"], told)
        if kept != record["proves"]:
            changed[index] = kept
    return changed, told


def _proof(
    comparison: Comparison, ident: str, proof: Any, others: list[Any], told: list[CarriedProof]
) -> list[dict[str, Any]]:
    old_id, new_id = comparison.old.id, comparison.new.id
    code = proof.get("indicator") if isinstance(proof, dict) else None
    row = comparison.by_old.get(code) if isinstance(code, str) else None
    if row is None or not isinstance(code, str) or proof.get("tree", old_id) != old_id:
        return [proof]
    old, item = comparison.old.by_code[code], str(proof.get("item", ""))
    targets = [node for node in row.new if node.leaf]
    if (
        len(row.old) == len(row.new) == 1
        and row.certainty == "sure"
        and targets
        and targets[0].code == code
    ):
        if not _has_item(targets[0], item):
            told.append(
                CarriedProof(
                    ident,
                    code,
                    item,
                    code,
                    None,
                    f"新体系的指标没有“{item}”这条佐证要求，请改 item",
                )
            )
        return [proof]
    result = [{**proof, "tree": old_id}]
    if not targets:
        told.append(
            CarriedProof(
                ident, code, item, None, None, "新体系里没有对应的指标，只留作旧体系的佐证"
            )
        )
    for target in targets:
        if any(
            isinstance(one, dict)
            and one.get("tree") == new_id
            and one.get("indicator") == target.code
            for one in others
        ):
            told.append(CarriedProof(ident, code, item, target.code, None, "已有这条对应关系"))
            continue
        doubts = list(_doubts_of_match(row, old))
        if not _has_item(target, item):
            doubts.append(f"新指标没有“{item}”这条佐证要求")
        added = {name: value for name, value in proof.items() if name not in ("tree", "state")}
        added["indicator"] = target.code
        if not _has_item(target, item):
            del added["item"]
        proposed = bool(doubts) or proof.get("state") == "proposed"
        if proposed:
            added["state"] = "proposed"
        result.append({**added, "tree": new_id})
        reason = "；".join(doubts) or f"编号由 {code} 变为 {target.code}"
        told.append(
            CarriedProof(
                ident, code, item, target.code, "proposed" if proposed else "confirmed", reason
            )
        )
    return result


def _has_item(node: Indicator, item: str) -> bool:
    return (
        not item or not node.requirements or item in {wanted.name for wanted in node.requirements}
    )


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
    sure = len(row.old) == len(row.new) == 1 and row.certainty == "sure"
    if sure and targets[0].code == code:
        return None
    named = "、".join(f"{node.code} {node.name}" for node in targets)
    return f"{'现为' if sure else '可能是'} {named}"
