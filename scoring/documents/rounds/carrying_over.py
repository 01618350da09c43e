"""What ``shifan round new`` says: the plan of carrying over as a text, as rows and as plain
data.
"""

from __future__ import annotations

from typing import Any

from scoring.rounds.forms import inline
from scoring.rounds.migration import FATE_NAMES
from scoring.workspace.new_round import Created

CREATED_HEADINGS = ["类别", "结果", "原编号", "新编号", "名称或佐证", "原内容", "说明"]
PROOF_STATES = {"confirmed": "沿用", "proposed": "待确认", None: "未写"}


def created_rows(created: Created) -> list[list[str]]:
    """Everything that was carried, left open or has no place any more, one row each."""
    rows = [
        [
            "认定",
            FATE_NAMES[item.fate],
            item.old,
            item.new or "",
            item.new_name or item.old_name,
            inline(item.entry),
            item.reason,
        ]
        for item in created.findings
    ]
    rows += [
        ["一票否决", "沿用" if new else "待确认", old, new or "", name, inline(entry), ""]
        for old, new, entry, name in created.vetoes
    ]
    rows += [
        [
            "佐证",
            PROOF_STATES[item.state],
            item.old,
            item.new or "",
            item.record,
            item.item,
            item.reason,
        ]
        for item in created.proofs
    ]
    rows += [
        ["整改事项", "已改编号", code, "", ident, "", said] for ident, code, said in created.moved
    ]
    rows += [
        ["整改事项", "未改动", code, "", ident, "", said] for ident, code, said in created.ledger
    ]
    rows += [
        ["认定", "新增未填", "", code, created.tree.by_code[code].name, "", ""]
        for code in created.blank
    ]
    return rows


def created_text(created: Created, table: str) -> str:
    """The summary for the terminal above the ``table`` of rows that need a look."""
    count = {fate: sum(item.fate == fate for item in created.findings) for fate in FATE_NAMES}
    lines = [
        f"新建轮次 {created.terms.name}：rounds/{created.terms.name}.yaml（指标体系 {created.tree.id}）"
    ]
    if created.findings:
        lines.append(
            f"认定：沿用 {count['carried']} 项，待确认 {count['pending']} 项，已取消 "
            f"{count['removed']} 项；"
            f"没有原认定的指标 {len(created.blank)} 项"
        )
    if created.proofs:
        states = [item.state for item in created.proofs]
        lines.append(
            f"佐证对应关系：沿用 {states.count('confirmed')} 条，待确认 "
            f"{states.count('proposed')} 条，"
            f"未写 {states.count(None)} 条"
        )
    lines += created.notes
    if table:
        lines += ["", table]
    lines.append("")
    if created.switched:
        lines.append("workspace.yaml 已改用新轮次。")
    elif not created.pending_switch:
        of, verb = created.terms.basis, "模拟核验" if created.terms.kind == "mock" else "核验"
        sentence = f"本轮{verb} {of}；当前轮次是 {of} 时，填好的认定就计作核验分。"
        lines.append(f"workspace.yaml 没有改动，也不用改：{sentence}")
    else:
        wanted = "，".join(f"{key}: {value}" for key, value in created.pending_switch.items())
        lines.append(f"workspace.yaml 没有改动。要改用新轮次，请把其中两项改为：{wanted}")
    return "\n".join(lines)


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
