"""Builds the 评查意见书 from an assessment: what was verified, how, with which result, and what is
still open.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction

from scoring.documents.inspection.cards import chapters, offered_for, reason_of
from scoring.documents.inspection.disputes import (
    PRECEDENCE,
    Disputes,
    check_of,
    differing,
    dispute_lines,
    disputes_of,
)
from scoring.documents.inspection.estimate import estimated, stratum_name
from scoring.documents.inspection.model import (
    CutLine,
    InspectionReport,
    OpenLine,
    PhotoLine,
    ResultLine,
    RoundLine,
    SampleLine,
    UntrueLine,
    VisitLine,
)
from scoring.engine import CAUSE_NAMES, Assessment, NodeResult
from scoring.engine.scores import ZERO
from scoring.evidence.model import Evidence
from scoring.indicators.model import Indicator
from scoring.inspection.arbitration import terms_of
from scoring.inspection.estimate import estimate
from scoring.rounds.checks import resting_on
from scoring.rounds.disagreements import unfinished, unverifiable
from scoring.rounds.finding import Finding
from scoring.rounds.forms import KIND_NAMES
from scoring.rounds.model import Round
from scoring.rounds.sampling import BY_NAMES
from scoring.rounds.verification import codes_of, held, inspectors, verifying
from scoring.values import percent, plain, rounded
from scoring.views.columns import pick
from scoring.views.evidence import UNREGISTERED
from scoring.views.figures import signed
from scoring.views.head import issuer_of, window_words
from scoring.views.indicator import indicator_view, score_view
from scoring.views.words import by_number, chinese_date, track_label
from scoring.workspace import Workspace

OPINIONS = ("属实", "部分属实", "不实", "无法核实")
SIGNATURES = ("评查人员", "评查组组长", "被评查单位负责人（盖章）", "评查单位（盖章）")
MOST_NAMED = 12


def has_inspection(workspace: Workspace) -> bool:
    """Whether a round verifies the current one and says something about any indicator."""
    current = workspace.current
    return current is not None and any(
        item.findings or item.unscored for item in verifying(workspace.rounds, current)
    )


def inspection_report(
    workspace: Workspace, assessment: Assessment, today: date
) -> InspectionReport:
    """Everything that the document says. Only for a workspace that ``has_inspection``."""
    head, current = workspace.head, assessment.round
    rounds = verifying(workspace.rounds, current)
    mock = "模拟" if all(item.kind == "mock" for item in rounds) else ""
    looked = [
        item
        for item in assessment.leaves()
        if item.leaf is not None and item.leaf.verified is not None
    ]
    by_id = {record.id: record for record in workspace.records}
    disputes = disputes_of(workspace)
    results, total = _results(assessment)
    guess = estimate(workspace, assessment)
    title = f"{head.name}法治政府建设示范创建{mock}评查意见书"
    return InspectionReport(
        title=title,
        county=head.name,
        issuer=_issuer(rounds) or issuer_of(workspace),
        date=chinese_date(today),
        mock=mock,
        track=track_label(assessment, "verified"),
        faults=_faults(workspace),
        facts=_cover_facts(workspace, assessment, rounds),
        statement=tuple(_statement(assessment, looked, total, rounds, mock, disputes)),
        figures=_figures(assessment, looked, total, rounds),
        basis=_basis(assessment, rounds),
        rounds=tuple(_round_line(item) for item in rounds),
        samples=tuple(_sample(item, assessment) for item in rounds if item.head.sample is not None),
        process=tuple(_process(workspace, rounds)),
        visits=_visits(rounds),
        results=results,
        total=total,
        whole=_whole(assessment),
        opinions=_opinions(_standing(rounds)),
        cuts=_cuts(looked, disputes),
        untrue=_untrue(workspace, assessment, looked, by_id),
        estimate=estimated(guess, assessment),
        chapters=chapters(assessment, by_id, disputes, _photos(rounds)),
        disputes=dispute_lines(disputes, assessment),
        open=tuple(_open(workspace, assessment)),
        limit=terms_of(workspace).said,
        precedence=PRECEDENCE if disputes else "",
        signatures=SIGNATURES,
    )


def _issuer(rounds: Sequence[Round]) -> str:
    """The group of a single round; of several who assessed last."""
    latest = rounds[-1].head
    groups = list(dict.fromkeys(item.head.group for item in rounds if item.head.group))
    return (groups[0] if len(groups) == 1 and groups[0] else "") or latest.assessor or ""


def _faults(workspace: Workspace) -> str:
    if not workspace.errors:
        return ""
    return (
        f"编制时数据有 {len(workspace.errors)} 处错误，本意见书数字仅供内部核对，改正后请重新生成。"
    )


def _cover_facts(
    workspace: Workspace, assessment: Assessment, rounds: list[Round]
) -> tuple[tuple[str, str], ...]:
    who = _people(rounds)
    groups = list(dict.fromkeys(item.head.group for item in rounds if item.head.group))
    facts = [
        ("被评查对象", workspace.head.name),
        ("指标体系", assessment.tree.title),
        ("所核验的自评", f"{assessment.round.id}（{chinese_date(assessment.round.head.as_of)}）"),
        ("核验轮次", "、".join(item.id for item in rounds)),
        *([("评查组", "、".join(groups))] if groups else []),
        ("评查日期", chinese_date(rounds[-1].head.as_of)),
        *([("评查人员", "、".join(who))] if who else []),
    ]
    return tuple(facts)


def _people(rounds: Iterable[Round]) -> list[str]:
    named = [
        name
        for item in rounds
        for finding in ({**item.findings, **item.unscored}.values())
        for name in inspectors(item, finding)
    ]
    return list(
        dict.fromkeys([*(name for item in rounds for name in item.head.inspectors), *named])
    )


def _statement(
    assessment: Assessment,
    looked: list[NodeResult],
    total: ResultLine,
    rounds: list[Round],
    mock: str,
    disputes: Disputes,
) -> Iterable[str]:
    wanted = [item for item in assessment.leaves() if item.state != "not_applicable"]
    kind = "模拟评查" if mock else "评查"
    unscored = len(set(codes_of(rounds)) - {item.node.code for item in looked})
    beside = f"，另有 {unscored} 项查看后没有评出分数" if unscored else ""
    yield (
        f"本次{kind}依据 {len(rounds)} 个轮次，核验 {len(looked)} 项指标（应核验 {len(wanted)} "
        f"项）{beside}。"
    )
    tried = [check_of(item).round.id for item in looked if check_of(item).mock]
    if tried and not mock:
        names = "、".join(dict.fromkeys(sorted(tried)))
        yield f"其中 {len(tried)} 项没有经过核验，取自模拟（{names}）。"
    if assessment.totals["verified"] is None:
        yield "各项指标都还没有核验分。"
        return
    given = _given(assessment)
    listed = f"{_some([item.node.code for item in given])}，{rounded(_claimed(given))} 分"
    beside = f"连同按规定计分的不适用指标（{listed}）" if given else ""
    yield (
        f"已核验的指标{beside}自评 {total.claimed} 分，佐证支撑 {total.supported} 分，"
        f"{labelled(track_label(assessment, 'verified'), total.verified)} 分，{_against(total)}。"
    )
    cut = sum(_cut(item) > 0 for item in looked)
    untrue = {
        ident
        for item in looked
        if item.leaf and item.leaf.verified
        for ident in item.leaf.verified.finding.untrue
    }
    yield f"核减 {cut} 项" + (
        f"，认定不实佐证 {len(untrue)} 件。" if untrue else "，没有认定不实的佐证。"
    )
    still = [item.node.code for item in looked if differing(item, disputes)]
    if still:
        yield (
            f"评查人员评分有分歧、尚未仲裁的 {len(still)} 项（{_some(still)}），"
            "暂按第五部分所列的一轮计分。"
        )


def _given(assessment: Assessment) -> list[NodeResult]:
    """The 不适用 indicators that nobody inspected and that have a score on every track by the
    tree's own terms.
    """
    return [
        item
        for item in assessment.leaves()
        if item.node.kind == "base"
        and item.leaf
        and item.leaf.verified is None
        and item.marks.verified
    ]


def _claimed(items: Iterable[NodeResult]) -> Fraction:
    """Claimed points on the scale of the whole."""
    return sum((item.marks.claimed * item.factor for item in items), ZERO)


def _some(codes: list[str]) -> str:
    return "、".join(codes[:MOST_NAMED]) + (
        f"等 {len(codes)} 项" if len(codes) > MOST_NAMED else ""
    )


def labelled(label: str, value: str) -> str:
    """A label and its value; a bracket needs no space behind it."""
    return label + ("" if label.endswith("）") else " ") + value


def _against(line: ResultLine) -> str:
    """The verified score beside the claimed one, in words."""
    apart = line.change.lstrip("+-")
    if Fraction(apart):
        return f"比自评{'低' if line.change.startswith('-') else '高'} {apart} 分"
    return "与自评相同"


def _figures(
    assessment: Assessment, looked: list[NodeResult], total: ResultLine, rounds: list[Round]
) -> tuple[tuple[str, str, str, str], ...]:
    count = sum(item.state != "not_applicable" for item in assessment.leaves())
    opened = _opened(rounds)
    spoken = [assessment.by_code[code] for code in codes_of(rounds)]
    given = _given(assessment)
    scope = f"含不适用 {rounded(_claimed(given))} 分" if given else "已核验的指标"
    return (
        ("核验指标", str(len(looked)), "项", f"应核验 {count} 项"),
        ("自评分", total.claimed, "分", scope),
        ("佐证分", total.supported, "分", scope),
        (
            track_label(assessment, "verified"),
            total.verified,
            "分",
            _against(total) if total.verified else "",
        ),
        (
            "查阅佐证",
            str(len(opened)),
            "件",
            f"{len(spoken)} 项共登记 {len(offered_for(spoken) | opened)} 件",
        ),
    )


def _basis(assessment: Assessment, rounds: list[Round]) -> tuple[tuple[str, str], ...]:
    current, tree = assessment.round, assessment.tree
    window = current.head.window
    facts = [
        ("指标体系", f"{tree.title}（{tree.id}）"),
        ("体系校验值", tree.sha256),
        (
            "所核验的自评",
            current.id + (f"，{current.head.assessor}" if current.head.assessor else ""),
        ),
        ("评估日", chinese_date(current.head.as_of)),
        ("自评文件校验值", current.sha256),
    ]
    if window:
        facts.append(("材料时间窗", window_words(window)))
    if not any(item.head.sample for item in rounds):
        facts.append(("抽样", "没有抽样记录，按核验轮次所列的指标核验"))
    return tuple(facts)


def _round_line(item: Round) -> RoundLine:
    who = "、".join(_people([item])) or item.head.assessor or ""
    unsure = f"，未评出 {len(item.unscored)} 项" if item.unscored else ""
    kind = KIND_NAMES[item.kind] + ("（仲裁）" if item.head.arbitration else "")
    return RoundLine(
        item.id, kind, chinese_date(item.head.as_of), who, f"{len(item.findings)} 项{unsure}"
    )


def _sample(item: Round, assessment: Assessment) -> SampleLine:
    sample = item.head.sample
    assert sample is not None
    narrowed = [
        ("只抽测评方式", "、".join(sample.methods)),
        ("只抽牵头单位", "、".join(sample.units)),
    ]
    facts = [
        ("分层方式", f"板块内按{BY_NAMES[sample.by]}"),
        *((label, value) for label, value in narrowed if value),
        ("抽取数量", f"{sample.size} 项"),
        ("随机种子", sample.seed),
        ("名册校验值", sample.frame),
        ("抽中指标", "、".join(sample.indicators)),
        ("抽中佐证", "、".join(sample.evidence) or "无"),
    ]
    if sample.cases is not None:
        drawn = sample.cases
        facts.append(
            (
                "抽中案卷",
                f"{drawn.file}：{drawn.of} 件中抽 {drawn.size} 件，{'、'.join(drawn.numbers)}",
            )
        )
    seen = {
        code
        for code, node in assessment.by_code.items()
        if node.leaf is not None and node.leaf.verified
    }
    strata = tuple(
        (
            stratum_name(f"{stratum.block} {stratum.group}", assessment, sample.by),
            str(stratum.of),
            str(stratum.drawn),
            str(len(seen.intersection(stratum.codes).intersection(sample.indicators))),
        )
        for stratum in sample.strata
    )
    return SampleLine(item.id, tuple(facts), strata)


def _all(rounds: Iterable[Round]) -> list[tuple[Round, Finding]]:
    return [
        (item, finding)
        for item in rounds
        for finding in {**item.findings, **item.unscored}.values()
    ]


def _photos(rounds: Iterable[Round]) -> dict[str, list[PhotoLine]]:
    """The photographs of every mark of an indicator, with who took them: those of a mark that was
    overruled are what the decision rests on.
    """
    found: dict[str, list[PhotoLine]] = {}
    for item, finding in _all(rounds):
        who = "、".join(inspectors(item, finding))
        for photo in finding.photos:
            taken = f"{who}摄" if who else ""
            caption = "。".join(part for part in (photo.text, taken) if part)
            found.setdefault(finding.code, []).append(PhotoLine(photo.file, caption))
    return found


def _opened(rounds: Iterable[Round]) -> set[str]:
    """Every piece that an inspector says was opened, whichever finding stands in the end."""
    return {ident for _, finding in _all(rounds) for ident in finding.opened}


def _standing(rounds: Sequence[Round]) -> list[Finding]:
    """One finding for each indicator of which anything is said: the one that stands, else the most
    telling remark.
    """
    chosen = []
    for code in codes_of(rounds):
        sides = ([item for item in rounds if item.kind == kind] for kind in ("inspection", "mock"))
        there = [finding for side in sides for _, finding in held(code, side)]
        chosen.append(next((finding for finding in there if finding.scored), there[0]))
    return chosen


def _process(workspace: Workspace, rounds: list[Round]) -> Iterable[str]:
    found = _all(rounds)
    opened = _opened(rounds)
    files = sum(bool(record.file) for record in workspace.records if record.id in opened)
    if opened:
        sentence = (
            f"查阅佐证材料 {len(opened)} 件，其中文件 {files} 件、链接 {len(opened) - files} 件"
        )
    else:
        sentence = ""
    yield f"{sentence}。" if sentence else "评查记录里没有写查阅了哪些佐证。"
    methods = Counter(
        method
        for code in dict.fromkeys(code for item in rounds for code in item.findings)
        for method in workspace.tree.by_code[code].record.methods
    )
    if methods:
        listed = "、".join(f"{name} {count} 项" for name, count in methods.most_common())
        yield f"所核验指标的测评方式：{listed}（一项指标有几种方式的各计一次）。"
    parts = [part.method for _, finding in found for part in finding.parts]
    if parts:
        listed = "、".join(f"{name} {count} 项" for name, count in Counter(parts).most_common())
        yield f"按测评方式分别评分：{listed}。"


def _visits(rounds: list[Round]) -> tuple[VisitLine, ...]:
    places: dict[tuple[str, str, str], list[str]] = {}
    for item, finding in _all(rounds):
        if finding.place or finding.people:
            key = (
                finding.place or "",
                "、".join(finding.people),
                "、".join(inspectors(item, finding)),
            )
            places.setdefault(key, []).append(finding.code)
    return tuple(
        VisitLine(place, people, "、".join(by_number(set(codes))), who)
        for (place, people, who), codes in places.items()
    )


def _results(assessment: Assessment) -> tuple[tuple[ResultLine, ...], ResultLine]:
    rows = []
    for root in assessment.tree.roots:
        leaves = [assessment.by_code[leaf.code] for leaf in root.leaves()]
        rows.append(_line(root.code, root.name + _own_scale(root, leaves), root.kind, leaves))
    base = [item for item in assessment.leaves() if item.node.kind == "base"]
    return tuple(rows), _line("", "合计（基本分）", "base", base)


def _own_scale(root: Indicator, leaves: list[NodeResult]) -> str:
    """What a folded block came to on its own scale, beside the points of the whole to which it is
    folded.
    """
    looked = [
        item for item in leaves if item.node.kind == root.kind and item.marks.verified is not None
    ]
    if not root.record.fold or not looked:
        return ""
    full = sum((item.marks.full for item in looked), ZERO)
    claimed = sum((item.marks.claimed for item in looked), ZERO)
    verified = sum((item.marks.verified or ZERO for item in looked), ZERO)
    return (
        f"（本板块自身分值：满分 {plain(full)}，自评 {rounded(claimed)}，核验 "
        f"{rounded(verified)}；右边是折合总分）"
    )


def _line(code: str, name: str, kind: str, leaves: list[NodeResult]) -> ResultLine:
    own = [item for item in leaves if item.node.kind == kind]
    looked = [item for item in own if item.marks.verified is not None]
    wanted = sum(item.state != "not_applicable" for item in own)
    seen = sum(item.leaf is not None and item.leaf.verified is not None for item in own)
    claimed = sum((item.marks.claimed * item.factor for item in looked), ZERO)
    supported = sum((item.marks.supported * item.factor for item in looked), ZERO)
    verified = sum(((item.marks.verified or ZERO) * item.factor for item in looked), ZERO)
    if not looked:
        return ResultLine(code, name, kind, f"{seen}/{wanted}", "", "", "", "")
    figures = (rounded(claimed), rounded(supported), rounded(verified), signed(verified - claimed))
    return ResultLine(code, name, kind, f"{seen}/{wanted}", *figures)


def _whole(assessment: Assessment) -> tuple[tuple[str, str], ...]:
    """The verified track as ``score`` prints it, and beside it the current one."""
    track, now = assessment.totals["verified"], assessment.track("current")
    if track is None:
        return ()
    names = (
        ("基本分", "score"),
        ("折算分", "converted"),
        ("加分", "bonus"),
        ("倒扣", "penalty"),
        ("总分", "final"),
    )
    shown = [(label, rounded(getattr(track, name))) for label, name in names]
    return (
        *shown,
        ("等次", track.grade or "—（没有核验完）"),
        ("现分（未核验的按佐证分）", rounded(now.final)),
    )


def _opinions(standing: Iterable[Finding]) -> tuple[tuple[str, str], ...]:
    said: Counter[str] = Counter(finding.opinion or "" for finding in standing)
    named = [(opinion, str(said[opinion])) for opinion in OPINIONS]
    return (*named, *([("没有写意见", str(said[""]))] if said[""] else []))


def _cut(item: NodeResult) -> Fraction:
    if item.marks.verified is not None:
        return item.marks.claimed - (item.marks.verified or ZERO)
    return ZERO


def _cuts(looked: list[NodeResult], disputes: Disputes) -> tuple[CutLine, ...]:
    found = [item for item in looked if _cut(item) > 0]
    largest = sorted(found, key=lambda item: -_cut(item) * item.factor)
    return tuple(_cut_line(item, disputes) for item in largest)


def _cut_line(item: NodeResult, disputes: Disputes) -> CutLine:
    check = check_of(item)
    losses = item.marks.losses
    causes = [
        (CAUSE_NAMES[name], getattr(losses, name))
        for name in ("standard", "evidence", "inspection")
    ]
    return pick(
        CutLine,
        indicator_view(item.node),
        score_view(item),
        cut=rounded(_cut(item)),
        causes="，".join(f"{name} {rounded(value)}" for name, value in causes if value),
        reason=reason_of(check.finding),
        opinion=check.finding.opinion or "",
        dispute=differing(item, disputes),
    )


def _untrue(
    workspace: Workspace,
    assessment: Assessment,
    looked: list[NodeResult],
    by_id: Mapping[str, Evidence],
) -> tuple[UntrueLine, ...]:
    lines = []
    for item in looked:
        finding = check_of(item).finding
        for ident in finding.untrue:
            others = resting_on(ident, item.node.code, assessment.tree, workspace.supports)
            named = [f"{node.code} {node.name}" for node in others[:MOST_NAMED]]
            more = f"等 {len(others)} 项" if len(others) > MOST_NAMED else ""
            label = by_id[ident].label if ident in by_id else UNREGISTERED
            shared = "（本项合计）" if len(finding.untrue) > 1 else ""
            cost = f"{plain(finding.penalty)} 分{shared}"
            place = f"{item.node.code} {item.node.name}"
            lines.append(UntrueLine(ident, label, place, cost, "、".join(named) + more or "无"))
    return tuple(lines)


def _open(workspace: Workspace, assessment: Assessment) -> Iterable[OpenLine]:
    current, tree = assessment.round, assessment.tree
    for node, item, finding in unverifiable(workspace.rounds, current, tree):
        check = assessment.by_code[node.code].leaf
        other = check.verified if check else None
        sentence = f"无法核实{f'：{finding.note}' if finding.note else ''}"
        sentence += f"；另有 {other.names} 的核验分" if other else "；没有核验分，现分取佐证分"
        yield OpenLine(
            node.code, node.name, item.id, "、".join(inspectors(item, finding)), sentence
        )
    for progress in unfinished(workspace.rounds, current, tree):
        there = "，".join(str(part) for part in progress.parts)
        lacking = "、".join(f"{method} {percent(share)}" for method, share in progress.missing)
        sentence = (
            f"已评 {there}；还缺 {lacking}；核验分在 {plain(progress.low)} 至 "
            f"{plain(progress.high)} 分之间"
        )
        names = "、".join(item.id for item in progress.rounds)
        yield OpenLine(progress.node.code, progress.node.name, names, "", sentence)
