"""What ``score`` prints on a terminal and writes as CSV: the headline, the tracks of the whole, and
the nodes of the tree.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from scoring.documents.terminal import listing
from scoring.engine import CAUSE_NAMES, CAUSES, Assessment
from scoring.engine.criteria import TRACK_NAMES
from scoring.engine.totals import TrackTotal
from scoring.values import format_fixed, percent
from scoring.views.columns import cells_of_line, columns_of
from scoring.views.criterion import CriterionView, criterion_view
from scoring.views.head import BASIS_NAMES
from scoring.views.indicator import (
    PARTLY,
    ScoreView,
    VerifiedColumn,
    loss_texts,
    partly_verified,
    score_view,
    verified_columns,
)
from scoring.views.sheet import Column, cells_under, row_under
from scoring.views.veto import veto_state
from scoring.views.words import identity
from scoring.workspace import Workspace

TOTAL = "合计"
FIGURES = {
    "score": "得分",
    "converted": "折算分",
    "bonus": "加分",
    "penalty": "倒扣",
    "final": "总分",
}
"""The figures of a track, in the order in which one follows from the other."""


def _track(at: int, view: ScoreView) -> str:
    return view.tracks[at]


def _loss(at: int, view: ScoreView) -> str:
    return view.losses[at]


def node_columns(assessment: Assessment) -> tuple[Column, ...]:
    """The columns of ``score --format csv``; one for each kind of verification."""
    verified = [column.label for column in verified_columns(assessment)]
    tracks = ("自评分", "佐证分", *verified, "现分")
    return (
        Column("编号", cell=lambda view: view.item.node.code),
        Column("指标", cell=lambda view: view.item.node.name),
        Column("级别", cell=lambda view: str(view.item.node.level)),
        Column("满分", cell=lambda view: view.full),
        Column("应得分", cell=lambda view: view.applicable),
        *(Column(heading, cell=partial(_track, index)) for index, heading in enumerate(tracks)),
        *(
            Column(CAUSE_NAMES[cause], cell=partial(_loss, index))
            for index, cause in enumerate(CAUSES)
        ),
        Column("状态", cell=lambda view: view.state_name),
        Column("牵头单位", cell=lambda view: "、".join(view.item.node.lead)),
        Column("为什么", cell=lambda view: view.why),
    )


def _shown_track(at: int, view: ScoreView) -> str:
    """A claim or its support where nothing was claimed is a dash, which is not the same as 0."""
    # The first two tracks; what was verified or stands now is a figure even without a finding.
    claim = at < 2
    if claim and view.state == "unassessed" and view.item.node.leaf:
        return "—"
    return view.tracks[at]


def _terminal_columns(verified: Sequence[VerifiedColumn]) -> tuple[Column, ...]:
    """The columns on a terminal, where the tree is seen from the indented names."""
    labels = [column.label.replace("核验分", "核验") for column in verified]
    tracks = ("自评", "佐证", *labels, "现分")
    return (
        Column("编号", cell=lambda view: view.item.node.code),
        Column(
            "指标",
            fold=36,
            cell=lambda view: "　" * (view.item.node.level - 1) + view.item.node.name,
        ),
        Column("满分", number=True, cell=lambda view: view.full),
        Column("应得", number=True, cell=lambda view: view.applicable),
        *(
            Column(heading, number=True, cell=partial(_shown_track, index))
            for index, heading in enumerate(tracks)
        ),
        Column("失分", number=True, cell=lambda view: view.lost),
        Column("状态", cell=lambda view: view.state_name),
    )


def node_rows(assessment: Assessment, codes: Iterable[str] | None = None) -> list[tuple[str, ...]]:
    """The nodes under ``node_columns``, all of them or those that are named."""
    verified = verified_columns(assessment)
    columns = node_columns(assessment)
    nodes = assessment.nodes if codes is None else [assessment.by_code[code] for code in codes]
    return [cells_under(columns, score_view(item, verified)) for item in nodes]


def total_rows(assessment: Assessment) -> list[tuple[str, ...]]:
    """The last rows of ``score --format csv``, one for each figure of the whole: base, converted,
    bonus, penalty, final score and grade of each track, then range and completeness of the current
    one.
    """
    root, own = assessment.root, assessment.totals
    verified = verified_columns(assessment)
    columns = node_columns(assessment)
    tracks = {"自评分": own["claimed"], "佐证分": own["supported"]}
    tracks |= {column.label: column.total for column in verified}
    tracks["现分"] = own["current"]

    def row(label: str, texts: Mapping[str, str]) -> tuple[str, ...]:
        return row_under(columns, {"编号": TOTAL, "指标": label, **texts})

    # Full marks and losses stand in the first row alone: they belong to the base, not to a bonus.
    base = {"满分": format_fixed(root.full), "应得分": format_fixed(root.applicable)}
    losses = dict(zip(CAUSE_NAMES.values(), loss_texts(root.losses), strict=True))
    labels = {**FIGURES, "score": "基本分"}
    figures = {
        name: {label: _figure(total, name) for label, total in tracks.items()} for name in FIGURES
    }
    figures["score"] |= base | losses
    grades = {label: total.grade if total else "" for label, total in tracks.items()}
    return [
        *(row(labels[name], texts) for name, texts in figures.items()),
        row("等次", grades),
        row("最低", {"现分": format_fixed(assessment.low)}),
        row("最高", {"现分": format_fixed(assessment.high)}),
        row("完成度", {"现分": percent(assessment.completeness, 2)}),
    ]


def _figure(total: TrackTotal | None, name: str) -> str:
    if total is None:
        return ""
    return format_fixed(getattr(total, name))


def headline(assessment: Assessment) -> str:
    """Veto and readiness before any number, then the current final score."""
    now = assessment.track("current")
    grade = f"（{now.grade}）" if now.grade else ""
    span = ""
    if assessment.low != assessment.high:
        low, high = format_fixed(assessment.low), format_fixed(assessment.high)
        span = f"，未评部分定分后在 {low} 至 {high} 之间"
    completeness = percent(assessment.completeness, 2)
    return "\n".join(
        (
            f"一票否决：{_vetoes(assessment)}",
            f"创建条件：{_readiness(assessment)}",
            f"总分（现分）：{format_fixed(now.final)}{grade}，完成度 {completeness}{span}",
        )
    )


def _vetoes(assessment: Assessment) -> str:
    """The vetoes that stand, else whether anybody said that none does."""
    triggered = [item.veto.name for item in assessment.vetoes if item.triggered]
    if triggered:
        return "；".join(triggered)
    if not assessment.vetoes:
        return "指标体系未设一票否决事项"
    states = {veto_state(assessment, item) for item in assessment.vetoes}
    return "未填写" if states == {"未填写"} else "未触发"


def _readiness(assessment: Assessment) -> str:
    verdicts = assessment.verdicts
    unmet = [item for item in verdicts if not item.met]
    if not assessment.scorable:
        return "没有可以评分的指标，不能认定具备条件"
    if not verdicts:
        return "指标体系未设创建条件"
    if assessment.ready:
        return "全部达到"
    if unmet:
        return f"{len(verdicts)} 项中 {len(unmet)} 项未达到"
    return "因一票否决，不具备申报条件"


def score_text(workspace: Workspace, assessment: Assessment, deepest: int) -> str:
    """``shifan score`` on a terminal, with the nodes down to the level ``deepest``."""
    tree, current = assessment.tree, assessment.round
    window = current.head.window
    span = f"，材料时间窗 {window.start} 至 {window.end}" if window else ""
    parts = [
        f"{workspace.head.name}　{tree.title}（分值：{BASIS_NAMES[tree.points_basis]}）",
        f"轮次 {current.id}，评估日 {current.head.as_of}{span}",
    ]
    if tree.scope.facts:
        parts.append(f"对象类别：{tree.scope.line}")
    parts += [
        "",
        headline(assessment),
        "",
        listing(TRACK_COLUMNS, _track_rows(assessment)),
        "",
        identity(assessment.root.applicable, assessment.root.current, assessment.losses),
        "",
    ]
    if assessment.verdicts:
        rows = [cells_of_line(criterion_view(item)) for item in assessment.verdicts]
        parts += [listing(columns_of(CriterionView), rows), ""]
    verified = verified_columns(assessment)
    columns = _terminal_columns(verified)
    nodes = [item for item in assessment.nodes if item.node.level <= deepest]
    parts.append(
        listing(columns, [cells_under(columns, score_view(item, verified)) for item in nodes])
    )
    return "\n".join(parts)


TRACK_COLUMNS = (
    Column(""),
    *(Column(label, number=True) for label in FIGURES.values()),
    Column("等次"),
)


def _track_rows(assessment: Assessment) -> list[tuple[str, ...]]:
    """The tracks of the whole under ``TRACK_COLUMNS``; one that has not begun says so."""
    own = assessment.totals
    verified = [
        (column.label, column.total, partly_verified(column.source))
        for column in verified_columns(assessment)
    ]
    tracks = [
        (TRACK_NAMES["claimed"], own["claimed"], False),
        (TRACK_NAMES["supported"], own["supported"], False),
        *verified,
        (TRACK_NAMES["current"], own["current"], False),
    ]
    rows = []
    for label, total, partly in tracks:
        if total is None:
            texts = {"": label, "得分": "—", "总分": "尚未核验"}
        else:
            texts = {name: _figure(total, key) for key, name in FIGURES.items()}
            texts |= {"": label, "等次": PARTLY if partly else total.grade}
        rows.append(row_under(TRACK_COLUMNS, texts))
    return rows
