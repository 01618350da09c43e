"""三、评查过程: the terms, the rounds with their samples, what was opened, and where one went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from scoring.documents.inspection.estimate import stratum_name
from scoring.documents.inspection.model import (
    PhotoLine,
    RoundLine,
    SampleLine,
    VisitLine,
)
from scoring.engine import Assessment
from scoring.rounds.finding import Finding
from scoring.rounds.forms import KIND_NAMES
from scoring.rounds.model import Round
from scoring.rounds.sampling import BY_NAMES
from scoring.rounds.verification import codes_of, findings_for, inspectors
from scoring.views.head import window_words
from scoring.views.words import by_number, chinese_date
from scoring.workspace import Workspace


def people_of(rounds: Iterable[Round]) -> list[str]:
    """The inspectors of the rounds, then those who made single findings, each once."""
    heads = [name for item in rounds for name in item.head.inspectors]
    named = [name for item, finding in all_findings(rounds) for name in inspectors(item, finding)]
    return list(dict.fromkeys([*heads, *named]))


def basis_facts(assessment: Assessment, rounds: list[Round]) -> tuple[tuple[str, str], ...]:
    """The tree, the self-assessment and the window that were verified against."""
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


def round_line(item: Round) -> RoundLine:
    """One round: who looked at how much, and when."""
    who = "、".join(people_of([item])) or item.head.assessor or ""
    unsure = f"，未评出 {len(item.unscored)} 项" if item.unscored else ""
    kind = KIND_NAMES[item.kind] + ("（仲裁）" if item.head.arbitration else "")
    return RoundLine(
        item.id, kind, chinese_date(item.head.as_of), who, f"{len(item.findings)} 项{unsure}"
    )


def sample_line(item: Round, assessment: Assessment) -> SampleLine:
    """How the indicators and the evidence of a round were drawn, stratum by stratum."""
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
        cases = sample.cases
        numbers = "、".join(cases.numbers)
        facts.append(("抽中案卷", f"{cases.file}：{cases.of} 件中抽 {cases.size} 件，{numbers}"))
    seen = {
        code
        for code, node in assessment.by_code.items()
        if node.leaf is not None and node.leaf.verified
    }
    verified = seen.intersection(sample.indicators)
    strata = tuple(
        (
            stratum_name(f"{stratum.block} {stratum.group}", assessment, sample.by),
            str(stratum.of),
            str(stratum.drawn),
            str(len(verified.intersection(stratum.codes))),
        )
        for stratum in sample.strata
    )
    return SampleLine(item.id, tuple(facts), strata)


def all_findings(rounds: Iterable[Round]) -> list[tuple[Round, Finding]]:
    """Every finding with its round, those without a score as well."""
    return [
        (item, finding)
        for item in rounds
        # Who looked and could not give a score has been there too:
        # pieces opened, places, photographs.
        for finding in {**item.findings, **item.unscored}.values()
    ]


def photos_of(rounds: Iterable[Round]) -> dict[str, list[PhotoLine]]:
    """The photographs of every mark of an indicator, with who took them: those of a mark that was
    overruled are what the decision rests on.
    """
    found: dict[str, list[PhotoLine]] = {}
    for item, finding in all_findings(rounds):
        who = "、".join(inspectors(item, finding))
        for photo in finding.photos:
            taken = f"{who}摄" if who else ""
            caption = "。".join(part for part in (photo.text, taken) if part)
            found.setdefault(finding.code, []).append(PhotoLine(photo.file, caption))
    return found


def opened_pieces(rounds: Iterable[Round]) -> set[str]:
    """Every piece that an inspector says was opened, whichever finding stands in the end."""
    return {ident for _, finding in all_findings(rounds) for ident in finding.opened}


def standing_findings(rounds: Sequence[Round]) -> list[Finding]:
    """One finding for each indicator of which anything is said: the one that stands, else the most
    telling remark.
    """
    # An inspection goes before a mock, and a finding with a score before a remark without one.
    chosen = []
    for code in codes_of(rounds):
        sides = ([item for item in rounds if item.kind == kind] for kind in ("inspection", "mock"))
        there = [finding for side in sides for _, finding in findings_for(code, side)]
        chosen.append(next((finding for finding in there if finding.scored), there[0]))
    return chosen


def process_sentences(workspace: Workspace, rounds: Sequence[Round]) -> Iterator[str]:
    """What was opened, and by which methods was assessed."""
    opened = opened_pieces(rounds)
    files = sum(bool(record.file) for record in workspace.records if record.id in opened)
    if opened:
        links = len(opened) - files
        yield f"查阅佐证材料 {len(opened)} 件，其中文件 {files} 件、链接 {links} 件。"
    else:
        yield "评查记录里没有写查阅了哪些佐证。"
    # An indicator that several rounds looked at is still one indicator.
    codes = dict.fromkeys(code for item in rounds for code in item.findings)
    methods = Counter(
        method for code in codes for method in workspace.tree.by_code[code].record.methods
    )
    if methods:
        yield f"所核验指标的测评方式：{_counted(methods)}（一项指标有几种方式的各计一次）。"
    # Nor is it two where two rounds marked it by the same method.
    marked = {
        (finding.code, part.method): None
        for _, finding in all_findings(rounds)
        for part in finding.parts
    }
    parts = Counter(method for _, method in marked)
    if parts:
        yield f"按测评方式分别评分：{_counted(parts)}。"


def _counted(counts: Counter[str]) -> str:
    return "、".join(f"{name} {count} 项" for name, count in counts.most_common())


def visits_of(rounds: list[Round]) -> tuple[VisitLine, ...]:
    """Where the inspectors went and whom they spoke with, with the indicators looked at there."""
    places: dict[tuple[str, str, str], list[str]] = {}
    for item, finding in all_findings(rounds):
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
