"""What inspectors see of a round: their sample, one mark, how far everybody is, and what does not
go together.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from scoring.documents.data import scores
from scoring.engine import NodeResult
from scoring.inspection import avoidance
from scoring.inspection.blind import has_handed_in, inspectors_of, looked_at, tasks
from scoring.rounds.finding import outcome
from scoring.rounds.model import Round
from scoring.rounds.reading import read_findings
from scoring.rounds.verification import inspectors
from scoring.rules.attainable import instead_of
from scoring.values import first_few, format_short
from scoring.workbench.access import Access
from scoring.workbench.desk import FINDINGS, View
from scoring.workbench.views.indicator import offered_for
from scoring.workbench.web import Call, Data, fault_at, not_found
from scoring.workspace.changes import plain
from scoring.yamlio import Document, parse

OPINIONS = ("属实", "部分属实", "不实", "无法核实")
MOST_OFFERED = 6


def round_of(view: View, name: str) -> Round:
    """An inspection by its name. Raises 404 for anything else."""
    for round_ in view.workspace.rounds:
        if round_.id == name and round_.kind != "self":
            return round_
    raise not_found(f"没有“{name[:40]}”这个核验轮次")


def inspections(view: View) -> list[Round]:
    """Every inspection and mock, the latest first."""
    rounds = [item for item in view.workspace.rounds if item.kind != "self"]
    return sorted(rounds, key=lambda item: (item.head.as_of, item.id), reverse=True)


def own_codes(view: View, access: Access, round_: Round) -> list[str]:
    """What is this visitor's own to mark."""
    name = access.visitor.name
    key = ("tasks", round_.id, name)
    found = view.once(
        key, lambda: tasks(round_, view.assessment.tree, access.workspace.people, name)
    )
    return list(found)


def sample_codes(view: View, access: Access, round_: Round) -> list[str]:
    """What this visitor sees of a round: what is his to mark, or, for who leads and marks nothing,
    the whole sample.
    """
    own = own_codes(view, access, round_)
    if own or not access.visitor.has("评查组长"):
        return own
    return list(looked_at(round_, view.assessment.tree))


def mark_of(call: Call, round_: Round, code: str) -> tuple[Data | None, str]:
    """The mark that stands, and its version; none where it is sealed for this visitor."""
    view = call.view
    if code in view.sealed.get(round_.file, ()):
        return None, ""
    stored = view.once(
        ("mark", round_.file, code),
        lambda: call.office.desk.record(view, round_.file, code, FINDINGS),
    )
    if stored is None:
        return None, ""
    return plain(stored.data), stored.version


def taken_by(call: Call, round_: Round, code: str) -> str:
    """Who else has marked an indicator in this very round; "" for nobody. The mark itself is not
    told.
    """
    # From the state without the veil: a mark that is sealed for the visitor is taken all the same.
    rounds = {item.id: item for item in call.office.desk.view().workspace.rounds}
    actual = rounds.get(round_.id, round_)
    finding = actual.findings.get(code) or actual.unscored.get(code)
    if finding is None or not finding.by:
        return ""
    people = call.view.workspace.people
    if people.same_hand(finding.by, call.who.name):
        return ""
    return people.name(finding.by)


def barred(view: View, name: str, code: str) -> str:
    """回避: why somebody may not mark an indicator: it is the own unit's, or rests on evidence that
    he accepted.
    """
    pieces = [record for record, _ in offered_for(view, code)]
    return avoidance.barred(view.workspace, name, code, pieces)


def row(call: Call, round_: Round, code: str) -> Data:
    """One indicator of the sample, as JSON has it."""
    item = call.view.assessment.by_code[code]
    mark, version = mark_of(call, round_, code)
    return {
        "code": code,
        "name": item.node.name,
        **scores({"points": item.node.points, "claimed": item.marks.claimed}),
        "finding": mark,
        "digest": version,
    }


def state(round_: Round, code: str) -> str:
    """done, unsure (无法核实) or open."""
    if code in round_.findings:
        return "done"
    if code in round_.unscored:
        return "unsure"
    return "open"


def done(round_: Round, codes: list[str]) -> int:
    """How many of the indicators have a mark."""
    return sum(state(round_, code) != "open" for code in codes)


def handed(access: Access, round_: Round) -> bool:
    """Whether this visitor has handed in."""
    return has_handed_in(round_, access.workspace.people, access.visitor.name)


def progress(view: View, round_: Round) -> list[dict[str, Any]]:
    """Who looks at how much of a round, how far they are, and whether they have handed in. No mark
    is told.
    """
    people, tree = view.workspace.people, view.assessment.tree
    codes = looked_at(round_, tree)
    names: dict[str, list[str]] = {}
    for code in codes:
        for name in inspectors_of(round_, code, tree):
            names.setdefault(people.name(name), []).append(code)
    marked: dict[str, int] = {}
    for code, finding in {**round_.findings, **round_.unscored}.items():
        for name in inspectors(round_, finding) if code in codes else ():
            marked[people.name(name)] = marked.get(people.name(name), 0) + 1
    return [
        {
            "name": name,
            "of": len(mine),
            "codes": mine,
            "done": min(marked.get(name, 0), len(mine)),
            "handed_in": has_handed_in(round_, people, name),
        }
        for name, mine in names.items()
    ]


def worth(view: View, round_: Round, item: NodeResult, entry: Data) -> Fraction | None:
    """What an entry gives in points as the rule reads it; None for 无法核实, 不适用 and what cannot
    be read.
    """
    text = yaml.safe_dump(
        {"findings": {item.node.code: entry}}, allow_unicode=True, sort_keys=False
    )
    data, root, _ = parse(text, round_.file)
    if root is None:
        return None
    document = Document(Path(round_.file), round_.file, data, root, b"")
    read, _ = read_findings(document, round_.head, view.assessment.tree, "")
    finding = read.findings.get(item.node.code)
    if finding is None or finding.not_applicable is not None or not finding.scored:
        return None
    return outcome(item.node, finding).score


def contradictions(entry: Data, item: NodeResult, score: Fraction | None) -> list[Data]:
    """What cannot stand together. ``score`` is what the entry gives as the rule reads it."""
    if score is None:
        return []
    opinion, full = entry.get("opinion"), item.node.points
    if opinion == "属实" and entry.get("untrue"):
        what = "意见写“属实”，又认定佐证不实"
        return [fault_at("untrue", what, "改意见，或者不勾“认定不实”")]
    if opinion == "属实" and score < item.marks.claimed:
        what = "意见写“属实”，评分却比自评低"
        return [fault_at("opinion", what, "意见改成“部分属实”，或者按自评给分")]
    if opinion == "不实" and full and score == full:
        return [fault_at("opinion", "意见写“不实”，评分却是满分", "改意见，或者改评分")]
    return []


def warnings(entry: Data, item: NodeResult, score: Fraction | None) -> list[str]:
    """What is said at once and does not keep anybody from saving with a reason."""
    if score is None:
        return []
    sentences = []
    values = instead_of(score, item.node.rule, item.node.points) if "score" in entry else ()
    if values:
        offered = first_few([format_short(value) for value in values], MOST_OFFERED, "……")
        sentences.append(
            f"按这项的规则得不出 {format_short(score)} 分，只会是 {offered}；确要这样给，理由里写明"
        )
    if score > item.marks.claimed:
        above = format_short(score - item.marks.claimed)
        sentences.append(f"评分比自评高 {above} 分，请写清为什么")
    return sentences
