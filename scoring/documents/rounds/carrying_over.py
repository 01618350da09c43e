"""What ``shifan round new`` says: what is carried over, as text, as rows and as plain data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from scoring.documents.terminal import listing
from scoring.rounds.forms import inline
from scoring.rounds.migration import FATE_NAMES
from scoring.views.columns import cells_of_line, columns_of
from scoring.views.sheet import Column
from scoring.workspace.new_round import Created


@dataclass(frozen=True, slots=True)
class CarriedLine:
    """One thing that was carried over, left open, or has no place any more."""

    kind: Annotated[str, Column("类别")]
    result: Annotated[str, Column("结果")]
    old: Annotated[str, Column("原编号")]
    new: Annotated[str, Column("新编号")]
    name: Annotated[str, Column("名称或佐证", fold=26)]
    before: Annotated[str, Column("原内容", fold=26)] = ""
    reason: Annotated[str, Column("说明", fold=40)] = ""


CARRIED = columns_of(CarriedLine)
PROOF_STATES = {"confirmed": "沿用", "proposed": "待确认", None: "未写"}


# What came over as it was, and what is simply new, speaks for itself; CSV has those lines too.
NEED_NO_LOOK = frozenset({"沿用", "新增未填"})


def created_lines(created: Created) -> Iterator[CarriedLine]:
    """Everything that was carried, left open or has no place any more, one line each."""
    for item in created.findings:
        name, entry = item.new_name or item.old_name, inline(item.entry)
        fate = FATE_NAMES[item.fate]
        yield CarriedLine("认定", fate, item.old, item.new or "", name, entry, item.reason)
    for old, new, entry, name in created.vetoes:
        result = "沿用" if new else "待确认"
        yield CarriedLine("一票否决", result, old, new or "", name, inline(entry))
    for proof in created.proofs:
        result = PROOF_STATES[proof.state]
        new_code = proof.new or ""
        yield CarriedLine(
            "佐证", result, proof.old, new_code, proof.record, proof.item, proof.reason
        )
    for result, items in (("已改编号", created.moved), ("未改动", created.ledger)):
        for ident, code, reason in items:
            yield CarriedLine("整改事项", result, code, "", ident, reason=reason)
    for code in created.blank:
        yield CarriedLine("认定", "新增未填", "", code, created.tree.by_code[code].name)


def created_rows(created: Created) -> list[tuple[str, ...]]:
    """The lines under ``CARRIED``."""
    return [cells_of_line(line) for line in created_lines(created)]


def created_text(created: Created) -> str:
    """The summary for the terminal, with the lines that need a look."""
    lines = [
        f"新建轮次 {created.terms.name}：rounds/{created.terms.name}.yaml（指标体系 {created.tree.id}）"
    ]
    if created.findings:
        fates = Counter(item.fate for item in created.findings)
        lines.append(
            f"认定：沿用 {fates['carried']} 项，待确认 {fates['pending']} 项，已取消 "
            f"{fates['removed']} 项；"
            f"没有原认定的指标 {len(created.blank)} 项"
        )
    if created.proofs:
        states = Counter(item.state for item in created.proofs)
        lines.append(
            f"佐证对应关系：沿用 {states['confirmed']} 条，待确认 {states['proposed']} 条，"
            f"未写 {states[None]} 条"
        )
    lines += created.notes
    notable = [line for line in created_lines(created) if line.result not in NEED_NO_LOOK]
    if notable:
        lines += ["", listing(CARRIED, [cells_of_line(line) for line in notable])]
    return "\n".join([*lines, "", _switch(created)])


def _switch(created: Created) -> str:
    """Whether the workspace uses the new round, and if not, what to do for it to."""
    if created.switched:
        return "workspace.yaml 已改用新轮次。"
    # A mock or an inspection does not take the place of the round that it verifies.
    if not created.pending_switch:
        basis = created.terms.basis
        verb = "模拟核验" if created.terms.kind == "mock" else "核验"
        sentence = f"本轮{verb} {basis}；当前轮次是 {basis} 时，填好的认定就计作核验分。"
        return f"workspace.yaml 没有改动，也不用改：{sentence}"
    keys = "，".join(f"{key}: {value}" for key, value in created.pending_switch.items())
    return f"workspace.yaml 没有改动。要改用新轮次，请把其中两项改为：{keys}"


def created_data(created: Created) -> dict[str, Any]:
    """``round new --format json``."""
    terms = created.terms
    return {
        "round": terms.name,
        "kind": terms.kind,
        "tree": created.tree.id,
        "as_of": terms.as_of.isoformat(),
        "files": list(created.files),
        "findings": [
            {
                "old": item.old,
                "new": item.new or "",
                "name": item.new_name or item.old_name,
                "state": item.fate,
                "finding": item.entry,
                "reason": item.reason,
            }
            for item in created.findings
        ],
        "blank": list(created.blank),
        "vetoes": [
            {"old": old, "new": new or "", "name": name, "fact": entry}
            for old, new, entry, name in created.vetoes
        ],
        "evidence": [
            {
                "id": item.record,
                "old": item.old,
                "new": item.new or "",
                "item": item.item,
                "state": item.state or "none",
                "reason": item.reason,
            }
            for item in created.proofs
        ],
        "rectification": [
            {"id": ident, "old": code, "reason": said}
            for ident, code, said in (*created.moved, *created.ledger)
        ],
        "notes": list(created.notes),
        "switched": created.switched,
        "workspace": {"tree": created.tree.id, "round": terms.name},
    }
