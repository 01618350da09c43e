"""What the commands print on a terminal and write as CSV: headings, rows and whole texts, all from
display strings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from scoring.documents.terminal import table
from scoring.engine import CAUSES, Assessment, NodeResult
from scoring.engine.criteria import TRACK_NAMES
from scoring.engine.totals import TrackTotal
from scoring.indicators.class_terms import class_lines
from scoring.indicators.model import IndicatorTree
from scoring.values import percent, plain, rounded
from scoring.views.columns import cells_of_line, headings_of
from scoring.views.criterion import CriterionView, criterion_view
from scoring.views.head import BASIS_NAMES
from scoring.views.indicator import (
    VerifiedColumn,
    indicator_view,
    loss_texts,
    score_view,
    verified_columns,
)
from scoring.views.veto import veto_state
from scoring.views.words import identity
from scoring.workspace import Workspace

PARTLY = "只含已核验的指标"
REVIEWED = {
    "pending": "待审核",
    "accepted": "已通过",
    "returned": "已退回",
    "withdrawn": "单位已撤回",
}
NODE_HEADINGS = [
    *("编号", "指标", "级别", "满分", "应得分", "自评分", "佐证分", "核验分", "现分"),
    *("未评", "标准未达到", "佐证不足", "核验扣减", "状态", "牵头单位", "为什么"),
]
VERIFIED = NODE_HEADINGS.index("核验分")
TREE_HEADINGS = [
    *(
        "编号",
        "级别",
        "指标",
        "分值",
        "约束性",
        "牵头单位",
        "责任单位",
        "测评方式",
        "完成时限",
        "评分规则",
        "适用",
    ),
]
EVIDENCE_HEADINGS = ["编号", "标题", "类型", "文号", "日期", "指标", "有效", "不起作用的原因"]


def node_headings(assessment: Assessment) -> list[str]:
    """``NODE_HEADINGS`` with a column for each kind of verification."""
    columns = [column.label for column in verified_columns(assessment)]
    return [*NODE_HEADINGS[:VERIFIED], *columns, *NODE_HEADINGS[VERIFIED + 1 :]]


def node_row(item: NodeResult, columns: Sequence[VerifiedColumn] = ()) -> list[str]:
    """One node as a row under ``node_headings``; without ``columns`` under ``NODE_HEADINGS``."""
    view = score_view(item, columns)
    return [
        item.node.code,
        item.node.name,
        str(item.node.level),
        view.full,
        view.applicable,
        *view.tracks,
        *view.losses,
        view.state_name,
        "、".join(item.node.lead),
        view.why,
    ]


def beside_nodes(rows: Iterable[list[str]], assessment: Assessment) -> list[list[str]]:
    """Rows under ``NODE_HEADINGS`` as they stand under ``node_headings``: a blank for each further
    kind.
    """
    more = [""] * (len(verified_columns(assessment)) - 1)
    return [[*row[:VERIFIED], *more, *row[VERIFIED:]] for row in rows]


def total_rows(assessment: Assessment) -> list[list[str]]:
    """The last rows of ``score --format csv``, one for each figure of the whole: base, converted,
    bonus, penalty, final score and grade of each track, then range and completeness of the current
    one.
    """
    root = assessment.root
    losses = loss_texts(root.losses)
    own = assessment.totals
    columns = verified_columns(assessment)
    totals = [
        own["claimed"],
        own["supported"],
        *(column.total for column in columns),
        own["current"],
    ]

    def row(label: str, tracks: Iterable[str], *whole: str, lost: Iterable[str] = ()) -> list[str]:
        full, applicable = whole or ("", "")
        causes = list(lost) or [""] * len(CAUSES)
        return ["合计", label, "", full, applicable, *tracks, *causes, "", "", ""]

    base = [_field(item, "score") for item in totals]
    rows = [row("基本分", base, rounded(root.full), rounded(root.applicable), lost=losses)]
    for name, label in (
        ("converted", "折算分"),
        ("bonus", "加分"),
        ("penalty", "倒扣"),
        ("final", "总分"),
    ):
        rows.append(row(label, [_field(item, name) for item in totals]))
    rows.append(row("等次", [item.grade if item else "" for item in totals]))
    now = (
        ("最低", rounded(assessment.low)),
        ("最高", rounded(assessment.high)),
        ("完成度", percent(assessment.completeness, 2)),
    )
    before = [""] * (len(totals) - 1)
    return rows + [row(label, [*before, shown]) for label, shown in now]


def _field(total: TrackTotal | None, name: str) -> str:
    if total is None:
        return ""
    return rounded(getattr(total, name))


def partly_verified(assessment: Assessment) -> bool:
    """Whether an inspection gave some of the applicable leaves a verified score, but not all."""
    leaves = [item.leaf.marks for item in assessment.leaves() if item.leaf is not None]
    open_ = any(marks.verified is None for marks in leaves if marks.applicable)
    return assessment.totals["verified"] is not None and open_


def headline(assessment: Assessment) -> str:
    """Veto and readiness before any number, then the current final score."""
    triggered = [item.veto.name for item in assessment.vetoes if item.triggered]
    states = {veto_state(assessment, item) for item in assessment.vetoes}
    if not states:
        none = "指标体系未设一票否决事项"
    elif states == {"未填写"}:
        none = "未填写"
    else:
        none = "未触发"
    lines = [f"一票否决：{'；'.join(triggered) or none}"]
    unmet = [item for item in assessment.verdicts if not item.met]
    if not assessment.scorable:
        lines.append("创建条件：没有可以评分的指标，不能认定具备条件")
    elif not assessment.verdicts:
        lines.append("创建条件：指标体系未设创建条件")
    elif assessment.ready:
        lines.append("创建条件：全部达到")
    elif unmet:
        lines.append(f"创建条件：{len(assessment.verdicts)} 项中 {len(unmet)} 项未达到")
    else:
        lines.append("创建条件：因一票否决，不具备申报条件")
    now = assessment.track("current")
    if assessment.low != assessment.high:
        open_range = (
            f"，未评部分定分后在 {rounded(assessment.low)} 至 {rounded(assessment.high)} 之间"
        )
    else:
        open_range = ""
    grade = f"（{now.grade}）" if now.grade else ""
    lines.append(
        f"总分（现分）：{rounded(now.final)}{grade}，完成度 "
        f"{percent(assessment.completeness, 2)}{open_range}"
    )
    return "\n".join(lines)


def score_text(workspace: Workspace, assessment: Assessment, deepest: int) -> str:
    """``shifan score`` on a terminal, with the nodes down to the level ``deepest``."""
    tree, current = assessment.tree, assessment.round
    window = current.head.window
    parts = [
        f"{workspace.head.name}　{tree.title}（分值：{BASIS_NAMES[assessment.tree.points_basis]}）",
        f"轮次 {current.id}，评估日 {current.head.as_of}"
        + (f"，材料时间窗 {window.start} 至 {window.end}" if window else ""),
        *([f"对象类别：{tree.scope.line}"] if tree.scope.facts else []),
        "",
        headline(assessment),
        "",
        table(
            ["", "得分", "折算分", "加分", "倒扣", "总分", "等次"],
            _track_rows(assessment),
            right=(1, 2, 3, 4, 5),
        ),
        "",
        identity(assessment.root.applicable, assessment.root.current, assessment.losses),
        "",
    ]
    if assessment.verdicts:
        rows = [list(cells_of_line(criterion_view(item))) for item in assessment.verdicts]
        headings = headings_of(CriterionView)
        parts += [table(headings, rows, widths=[None, None, 34, None, None]), ""]
    nodes = [item for item in assessment.nodes if item.node.level <= deepest]
    columns = verified_columns(assessment)
    rows = [_node_line(item, columns) for item in nodes]
    heads = [column.label.replace("核验分", "核验") for column in columns]
    parts.append(
        table(
            ["编号", "指标", "满分", "应得", "自评", "佐证", *heads, "现分", "失分", "状态"],
            rows,
            widths=[None, 36, *[None] * (7 + len(heads))],
            right=tuple(range(2, 8 + len(heads))),
        )
    )
    return "\n".join(parts)


def _track_rows(assessment: Assessment) -> list[list[str]]:
    own = assessment.totals
    columns = [
        (column.label, column.total, column.source) for column in verified_columns(assessment)
    ]
    tracks = [
        *((TRACK_NAMES[track], own[track], None) for track in ("claimed", "supported")),
        *columns,
        (TRACK_NAMES["current"], own["current"], None),
    ]
    rows = []
    for label, total, source in tracks:
        if total is None:
            rows.append([label, "—", "", "", "", "尚未核验", ""])
            continue
        values = [
            rounded(getattr(total, name))
            for name in ("score", "converted", "bonus", "penalty", "final")
        ]
        part = source is not None and partly_verified(source)
        rows.append([label, *values, PARTLY if part else total.grade])
    return rows


def _node_line(item: NodeResult, columns: Sequence[VerifiedColumn]) -> list[str]:
    view = score_view(item, columns)
    tracks = list(view.tracks)
    if item.state == "unassessed" and item.node.leaf:
        tracks[:2] = "—", "—"  # nothing was claimed, which is not the same as 0
    name = "　" * (item.node.level - 1) + item.node.name
    figures = (view.full, view.applicable, *tracks, view.lost)
    return [item.node.code, name, *figures, view.state_name]


def tree_rows(tree: IndicatorTree) -> list[list[str]]:
    """Every node as a row under ``TREE_HEADINGS``."""
    rows = []
    for node in tree.walk():
        view = indicator_view(node)
        if node.rule and node.leaf:
            rule = node.rule.describe(node.points)
        else:
            rule = ""
        owners = (view.lead, view.support)
        terms = (view.methods, view.due, rule, "\n".join(class_lines(node)))
        bound = {True: "约束性", False: "预期性", None: ""}[node.record.binding]
        rows.append([view.code, str(node.level), view.name, view.points, bound, *owners, *terms])
    return rows


def tree_text(tree: IndicatorTree) -> str:
    """``shifan indicators show`` on a terminal: the tree drawn with its points."""
    nodes = list(tree.walk())
    counts = "，".join(
        f"{name} {sum(node.level == level for node in nodes)} 个"
        for level, name in enumerate(tree.head.levels, 1)
    )
    lines = [
        f"{tree.title}（{tree.id}）",
        f"{counts}；基本分 {tree.full_text} 分，分值：{BASIS_NAMES[tree.points_basis]}",
        *([f"对象类别：{tree.scope.line}"] if tree.scope.facts else []),
        "",
    ]
    for at, root in enumerate(tree.roots):
        lines += _drawn(root, "", last=at == len(tree.roots) - 1, top=True)
    return "\n".join(lines)


def _drawn(node: Any, lead: str, *, last: bool, top: bool) -> Sequence[str]:
    marks = [
        mark
        for mark, there in (
            ("约束性", node.record.binding),
            ("加分", node.kind == "bonus"),
            ("倒扣", node.kind == "penalty"),
        )
        if there
    ]
    if top:
        joint = ""
    else:
        joint = lead + ("└─ " if last else "├─ ")
    if node.leaf and node.lead:
        owner = f"　{'、'.join(node.lead)}"
    else:
        owner = ""
    lines = [
        f"{joint}{node.code} {node.name}（{plain(node.points)} 分{'，' + '、'.join(marks) if marks else ''}）{owner}"
    ]
    if top:
        inner = ""
    else:
        inner = lead + ("   " if last else "│  ")
    lines += [f"{inner}{'│' if node.children else ' '}  ◇ {line}" for line in class_lines(node)]
    for at, child in enumerate(node.children):
        lines += _drawn(child, inner, last=at == len(node.children) - 1, top=False)
    return lines


def evidence_row(row: dict[str, Any]) -> list[str]:
    """One record of ``evidence list`` under ``EVIDENCE_HEADINGS``."""
    label = row["title"] or (row["file"] or "").rsplit("/", 1)[-1] or row["url"] or ""
    codes = "、".join(dict.fromkeys(proof["indicator"] for proof in row["proves"]))
    reasons = [*row["reasons"], *(["待复审"] if row["review"]["stale"] else [])]
    if not row["counts"] and not reasons:
        reasons = ["未指向任何指标" if not row["proves"] else "对应关系尚未确认，或与佐证要求不符"]
    return [
        row["id"],
        label,
        row["kind"] or "",
        row["doc_no"] or "",
        row["date"] or "",
        codes,
        "是" if row["counts"] else "否",
        "；".join(reasons),
    ]


def record_text(row: dict[str, Any]) -> str:
    """``shifan evidence show``: one record in full."""
    valid = row["valid"]
    facts = [
        ("标题", row["title"]),
        ("文件", row["file"] or row["url"]),
        ("类型", row["kind"]),
        ("文号", row["doc_no"]),
        ("发文机关", row["issuer"]),
        ("日期", row["date"]),
        (
            "有效期",
            f"{valid['from'] or '…'} 至 {valid['to'] or '…'}"
            if valid["from"] or valid["to"]
            else None,
        ),
        ("报送单位", row["unit"]),
        ("页数", row["pages"]),
        ("校验值", row["sha256"]),
        ("审核", _review_words(row["review"])),
    ]
    lines = [row["id"], *(f"{label}：{value}" for label, value in facts if value)]
    for proof in row["proves"]:
        details = [
            proof["item"],
            proof["locate"],
            proof["what"],
            "尚未确认" if proof["state"] == "proposed" else None,
        ]
        lines.append(f"证明：{proof['indicator']}　{'，'.join(part for part in details if part)}")
    lines.append("现在有效" if row["counts"] else f"现在不起作用：{evidence_row(row)[-1]}")
    return "\n".join(lines)


def _review_words(review: Mapping[str, Any]) -> str:
    """Where a piece stands, with who decided it, on which day and why."""
    hand = "，".join(str(review[key]) for key in ("by", "on") if review.get(key))
    state = REVIEWED[review["state"]]
    decided = f"{state}（{hand}）" if hand else state
    return f"{decided}：{review['note']}" if review.get("note") else decided
