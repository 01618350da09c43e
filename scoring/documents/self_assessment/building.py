"""Builds the :class:`Report` of the self-assessment from an opened workspace and its assessment."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from itertools import groupby

from scoring import __version__
from scoring.documents.self_assessment.cards import chapters
from scoring.documents.self_assessment.coverage import applicable, coverage_of
from scoring.documents.self_assessment.model import (
    Block,
    ConditionLine,
    Cover,
    EvidenceLine,
    LossLine,
    Report,
    ScoreGroup,
    ScoreLine,
    TrackLine,
)
from scoring.documents.self_assessment.notes import bonus_note, in_the_way, score_notes
from scoring.documents.self_assessment.parts import parts_of
from scoring.documents.summary_sentences import conclusion, span
from scoring.engine import CAUSES, TRACKS, Assessment, GapRow, NodeResult, Track, View, gaps
from scoring.engine.criteria import TRACK_NAMES
from scoring.engine.totals import TrackTotal
from scoring.evidence.model import Evidence, Proof
from scoring.indicators.model import BonusTerms, Indicator
from scoring.values import format_fixed, format_short, percent
from scoring.views.columns import pick
from scoring.views.evidence import evidence_view
from scoring.views.evidence_status import Doubts, doubts, overall, under
from scoring.views.head import BASIS_NAMES, head_view
from scoring.views.indicator import (
    PARTLY,
    VerifiedColumn,
    anchor,
    indicator_view,
    partly_verified,
    score_view,
    verified_columns,
)
from scoring.views.loss import loss_view
from scoring.views.veto import veto_views
from scoring.views.words import chinese_date, number_key
from scoring.workspace import Workspace

TOP = 3
SHORT = 16
"""Digits of a digest that are printed."""
REGISTER = "evidence/register.yaml"


def build_report(
    workspace: Workspace, assessment: Assessment, today: date, *, handed_in: bool = False
) -> Report:
    """The self-assessment of the current round as it stands; ``today`` is printed on the cover.

    ``handed_in`` is the final copy: it lists only evidence that carries a claim. The working copy
    lists the register.
    """
    root, untrue = assessment.root, doubts(assessment)
    lines = [_evidence(workspace, assessment, record, untrue) for record in _by_number(workspace)]
    columns = verified_columns(assessment)
    blocks = tuple(_block(assessment, node.code, columns) for node in assessment.tree.roots)
    return Report(
        cover=_cover(workspace, assessment, today),
        ready=assessment.ready,
        eligible=not any(
            item.triggered and item.veto.effect == "ineligible" for item in assessment.vetoes
        ),
        conclusion=conclusion(assessment),
        faults=_faults(workspace),
        tracks=tuple(_track(assessment, track, columns) for track in TRACKS),
        mock=_marked(columns[0]) if len(columns) > 1 else None,
        full=format_fixed(root.full),
        applicable=format_fixed(root.applicable),
        low=format_fixed(assessment.low),
        high=format_fixed(assessment.high),
        span=span(assessment) if assessment.low != assessment.high else "",
        completeness=percent(assessment.completeness, 2),
        basis=BASIS_NAMES[assessment.tree.points_basis],
        vetoes=veto_views(assessment),
        bonus_note=bonus_note(assessment),
        conditions=tuple(_conditions(assessment)),
        blocks=blocks,
        score_notes=score_notes(assessment),
        causes=_losses(workspace, assessment, "cause"),
        units=_losses(workspace, assessment, "unit"),
        methods=_losses(workspace, assessment, "method"),
        lost=format_fixed(assessment.losses.total),
        chapters=chapters(workspace, assessment, counting=handed_in),
        evidence=tuple(line for line in lines if line.counts or not handed_in),
        # The first line counts the register, which the copy that is handed in does not list.
        evidence_counts=_evidence_counts(workspace, assessment)[handed_in:],
        coverage=coverage_of(workspace, assessment),
        colophon=_colophon(workspace, assessment),
        levels=assessment.tree.head.levels,
        parts=parts_of(workspace, assessment),
        grades=tuple((item.name, item.lowest) for item in assessment.tree.head.grades),
        exact={
            "full": root.full,
            "low": assessment.low,
            "high": assessment.high,
            "final": assessment.track("current").final,
        },
    )


def _cover(workspace: Workspace, assessment: Assessment, today: date) -> Cover:
    head, terms = head_view(workspace, assessment), workspace.head.report
    facts = (
        ("评分对象", head.county),
        ("指标体系", head.tree),
        *head.scope,
        ("评分轮次", head.round_title),
        ("评估日期", head.as_of),
        ("材料时间窗", head.window),
        ("评分单位", head.assessor),
        ("分值来源", head.basis),
    )
    return Cover(
        title=terms.title or f"{head.county}法治政府建设示范创建自评报告",
        county=head.county,
        subtitle="",
        issuer=head.author,
        doc_no=terms.doc_no or "",
        date=chinese_date(today),
        facts=tuple((label, text) for label, text in facts if text),
    )


def _faults(workspace: Workspace) -> str:
    if not workspace.errors:
        return ""
    faulty = len(workspace.current.faulty)
    note = f"，其中 {faulty} 项认定有误，按未评处理" if faulty else ""
    return (
        f"编制时数据有 {len(workspace.errors)} 处错误{note}，本报告数字仅供内部核对，"
        "改正后请重新生成。"
    )


def _track(assessment: Assessment, track: Track, columns: Sequence[VerifiedColumn]) -> TrackLine:
    if track == "verified":
        return _marked(columns[-1])
    return _track_line(assessment, track, TRACK_NAMES[track], assessment.totals[track])


def _marked(column: VerifiedColumn) -> TrackLine:
    """What one kind of verification comes to."""
    key = "mock" if column.kind == "mock" else "verified"
    return _track_line(column.source, key, column.label, column.total)


def _track_line(
    assessment: Assessment, track: str, label: str, total: TrackTotal | None
) -> TrackLine:
    if total is None:
        return TrackLine(track, label)
    gate = _track_remarks(assessment, track, total)
    return TrackLine(
        track,
        label,
        score=format_fixed(total.score),
        converted=format_fixed(total.converted),
        bonus=format_fixed(total.bonus),
        penalty=format_fixed(total.penalty),
        final=format_fixed(total.final),
        grade=total.grade,
        gate=gate,
    )


def _track_remarks(assessment: Assessment, track: str, total: TrackTotal) -> str:
    """Why a track comes to what it does where the sum of its figures is not the whole story."""
    terms = assessment.tree.head.bonus
    remarks = []
    if track in ("mock", "verified") and partly_verified(assessment):
        remarks.append(PARTLY)
    if total.gate_met is False and total.won and terms.gate is not None:
        remarks.append(
            f"折算分未到 {format_short(terms.gate)} 分，加分 {format_fixed(total.won)} 分不计"
        )
    elif terms.cap is not None and total.won > terms.cap and total.gate_met is not False:
        remarks.append(
            f"加分合计 {format_fixed(total.won)} 分，按上限 {format_short(terms.cap)} 分计"
        )
    # The sum is cut off at 0; whatever still differs, only a veto can have done.
    if total.final != max(Fraction(0), total.converted + total.bonus - total.penalty):
        remarks.append(f"触发一票否决，总分计 {format_fixed(total.final)} 分")
    return "；".join(remarks)


def _conditions(assessment: Assessment) -> list[ConditionLine]:
    lines = []
    for criterion, item in zip(assessment.tree.criteria, assessment.verdicts, strict=True):
        codes = () if item.met else item.failing
        failing = tuple(in_the_way(assessment, criterion, code) for code in codes)
        lines.append(pick(ConditionLine, item, failing=failing))
    return lines


def _block(assessment: Assessment, code: str, columns: Sequence[VerifiedColumn]) -> Block:
    item = assessment.by_code[code]
    node, marks = item.node, item.marks
    top = marks.applicable if node.kind == "base" else marks.full
    rate = ""
    if top and node.kind != "penalty":  # a rate of what was taken off would read as praise
        rate = percent(marks.current / top, 1)
    return pick(
        Block,
        indicator_view(node),
        score_view(item, columns),
        rate=rate,
        groups=tuple(_groups(assessment, node, columns)),
        exact={
            "applicable": marks.applicable,
            "current": marks.current,
            **{cause: getattr(marks.losses, cause) for cause in CAUSES},
        },
    )


def _groups(
    assessment: Assessment, node: Indicator, columns: Sequence[VerifiedColumn]
) -> Iterator[ScoreGroup]:
    """The leaves of a block by the node of the second level that they stand under. Neighbouring
    leaves that stand under none are a group without a name, so that the order of the tree stays.
    """
    children = node.children if not node.leaf else (node,)
    for leaf, run in groupby(children, key=lambda child: child.leaf):
        if leaf:
            lines = (_line(assessment.by_code[child.code], columns) for child in run)
            yield ScoreGroup("", "", tuple(lines))
            continue
        for child in run:
            lines = (_line(assessment.by_code[item.code], columns) for item in child.leaves())
            yield ScoreGroup(child.code, child.name, tuple(lines))


def _line(item: NodeResult, columns: Sequence[VerifiedColumn]) -> ScoreLine:
    return pick(ScoreLine, indicator_view(item.node), score_view(item, columns))


def _losses(workspace: Workspace, assessment: Assessment, view: View) -> tuple[LossLine, ...]:
    return tuple(_loss(row, assessment) for row in gaps(assessment, view, workspace.units))


def _loss(row: GapRow, assessment: Assessment) -> LossLine:
    view, total = loss_view(row), assessment.losses.total
    leaves = [f"{code} {name}（{lost}）" for code, name, lost in view.leaves[:TOP]]
    more = f"等 {len(view.leaves)} 项" if len(view.leaves) > TOP else ""
    return pick(
        LossLine,
        view,
        share=percent(row.lost / total, 1) if total else "",
        top="；".join(leaves) + more,
        exact={cause: getattr(row.losses, cause) for cause in CAUSES},
    )


def _by_number(workspace: Workspace) -> list[Evidence]:
    return sorted(workspace.records, key=lambda record: number_key(record.id))


def _evidence(
    workspace: Workspace, assessment: Assessment, record: Evidence, untrue: Doubts
) -> EvidenceLine:
    known = [proof for proof in record.proves if proof.indicator in assessment.by_code]
    by_code: dict[str, list[Proof]] = {}
    for proof in known:
        by_code.setdefault(proof.indicator, []).append(proof)
    states = [under(workspace, code, record, proofs, untrue) for code, proofs in by_code.items()]
    state, remark = overall(states or [under(workspace, "", record, (), untrue)])
    if workspace.standings[record.id].stale and "待复审" not in remark:
        remark = "；".join(part for part in (remark, "待复审") if part)
    return pick(
        EvidenceLine,
        evidence_view(record),
        proves=tuple(
            (anchor(proof.indicator), proof.indicator, proof.locate or "") for proof in known
        ),
        counts=any(item.counts for item in states),
        state=state,
        remark=remark,
    )


def _evidence_counts(workspace: Workspace, assessment: Assessment) -> tuple[tuple[str, str], ...]:
    """What the register holds and what is asked for; conditions look at base indicators alone, so
    these are told too where bonus or penalty indicators ask for evidence.
    """
    asked = [
        (leaf.node.kind, met)
        for leaf in applicable(assessment)
        for met in workspace.supports[leaf.node.code].required
    ]
    required = [met for _, met in asked]
    base = [met for kind, met in asked if kind == "base"]
    outside: list[tuple[str, str]] = []
    if base != required:
        carried = sum(met.met for met in base)
        outside = [("其中基本分指标的", f"{len(base)} 项、已满足 {carried} 项")]
    useful = {
        ident
        for support in workspace.supports.values()
        for met in support.requirements
        for ident in met.carried_by
    }
    return (
        ("登记佐证", f"{len(workspace.records)} 件"),
        ("有效佐证", f"{len(useful)} 件"),
        ("必备佐证要求", f"{len(required)} 项"),
        ("已满足", f"{sum(met.met for met in required)} 项"),
        *outside,
    )


def _colophon(workspace: Workspace, assessment: Assessment) -> tuple[tuple[str, str], ...]:
    tree = assessment.tree
    head = head_view(workspace, assessment)
    year = tree.head.edition or ""
    edition = f"，{year}年版" if year.isdecimal() else ""
    bonus = _bonus_terms(tree.head.bonus)
    strict = tree.head.support == "strict"
    return (
        ("指标体系", f"{tree.title}（{tree.id}{edition}）"),
        *tree.scope.facts,
        ("评分轮次", f"{head.round_title}（{assessment.round.id}）"),
        ("分值来源", head.basis),
        ("不适用的处理", _policies(assessment)),
        ("佐证支撑", "必备佐证缺一项即不计分" if strict else "按必备佐证满足的比例计"),
        *((("加分规则", bonus),) if bonus else ()),
        ("取整", "计算全程用精确分数，只在印出时四舍五入到两位小数；门槛和等次按未取整的数比较"),
        *_digests(workspace, assessment),
        ("佐证文件校验值", short_digest(files_digest(workspace), "evidence/files")),
        ("程序版本", f"shifan {__version__}"),
    )


def _policies(assessment: Assessment) -> str:
    """The policies that some leaf was spared by; without any, the one that the tree states."""
    policies = sorted(
        {
            str(node.policy)
            for node in assessment.tree.leaves()
            if assessment.by_code[node.code].state == "not_applicable"
        }
    )
    if policies:
        return "；".join(policies)
    return f"本轮没有不适用指标（规定：{assessment.tree.head.not_applicable}）"


def _bonus_terms(terms: BonusTerms) -> str:
    """How much bonus counts at most, and from which score on."""
    sentences = []
    if terms.cap is not None:
        sentences.append(f"加分合计最多 {format_short(terms.cap)} 分")
    if terms.gate is not None:
        sentences.append(f"折算分达到 {format_short(terms.gate)} 分才计加分")
    return "；".join(sentences)


def _digests(workspace: Workspace, assessment: Assessment) -> Iterator[tuple[str, str]]:
    """The digests by which anybody can prove that these are the files that were scored."""
    tree, current = assessment.tree, assessment.round
    yield "指标体系校验值", short_digest(tree.sha256, _tree_file(workspace))
    yield "本轮认定校验值", short_digest(current.sha256, current.file)
    for item in workspace.rounds:
        # The rounds that verify this one: the figures rest on their files as well.
        if item.id != current.id and item.head.basis == current.id:
            yield f"{item.id} 校验值", short_digest(item.sha256, item.file)
    register = workspace.register_sha256
    yield "佐证登记表校验值", short_digest(register, REGISTER) if register else "没有登记表"


def short_digest(sha256: str, file: str) -> str:
    """A digest on one line: its first sixteen digits, which tell two files apart, and the file that
    it is of.
    """
    return f"{sha256[:SHORT]}（SHA-256 前 {SHORT} 位，{file}）"


def _tree_file(workspace: Workspace) -> str:
    """Where the tree stands: a file of the workspace, or the program's own library."""
    tree_name = workspace.head.tree
    own = f"indicators/{tree_name}.yaml"
    if tree_name.endswith((".yaml", ".yml")):
        return tree_name
    if (workspace.path / own).is_file():
        return own
    return f"随程序提供的 {tree_name}"


def files_digest(workspace: Workspace) -> str:
    """One digest over the evidence files as found: it tells two copies of a report apart."""
    lines = [
        # With the state: a file that is gone or was changed makes another report
        # of the same register.
        f"{record.id} {workspace.files[record.id].state} {workspace.files[record.id].sha256 or '-'}"
        for record in _by_number(workspace)
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
