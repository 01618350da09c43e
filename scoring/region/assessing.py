"""One package to rows: opened in a fresh folder under the region's tree, terms and inspections, and
scored.

Pure: the same package, tree, terms, inspections and program give the same rows. The county decides
nothing that compares: its own rounds of kind inspection or mock verify nothing here, its tree is
not loaded, and date, window and kind of object are the region's. What it says of its files is taken
as a claim (:class:`FileRecord`).
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

from scoring.collection import uncollected
from scoring.engine import CAUSES, TRACKS, Assessment, NodeResult, assess
from scoring.engine.totals import TrackTotal
from scoring.evidence.support import standing, supports
from scoring.indicators.loading import load_tree
from scoring.indicators.model import IndicatorTree
from scoring.indicators.scope import answered
from scoring.problems import Problem
from scoring.region.terms import Terms, differences
from scoring.rounds.model import Round
from scoring.rounds.reading import read_findings, read_head
from scoring.rounds.verification import struck
from scoring.submission import Package, read_package
from scoring.values import natural_key, rounded
from scoring.workspace import Opening, Workspace, open_workspace
from scoring.yamlio import read

Row = dict[str, Any]
MOST_PROBLEMS = 20_000
"""Problems of a package that are kept; more than that say nothing more."""
SHOWN_PROBLEMS = 200


@dataclass(frozen=True, slots=True)
class Task:
    """One package to be scored. Plain values: it travels to other processes and machines."""

    code: str
    package: bytes
    tree_name: str
    tree: bytes
    terms: Terms
    round: str
    inspections: tuple[tuple[str, bytes], ...] = ()
    approvers: tuple[str, ...] = ()
    preview: bool = False


@dataclass(frozen=True, slots=True)
class Scored:
    """What one package came to. ``county`` is its one row; ``nodes`` and ``evidence`` are those
    below it.

    ``problems`` are what ``check`` finds, at most so many; ``errors`` counts the grave ones.
    ``own_rounds`` are rounds that would verify and do not. ``claims`` are (track, as the county
    computed it, as computed here) where they differ. Rows are empty where there is nothing to
    score. A tree other than the region's is named in ``foreign_tree``.
    """

    code: str
    fingerprint: str
    errors: int = 0
    problems: tuple[Row, ...] = ()
    differences: tuple[str, ...] = ()
    own_rounds: tuple[str, ...] = ()
    claims: tuple[tuple[str, str, str], ...] = ()
    foreign_tree: str = ""
    county: Row = field(default_factory=dict)
    nodes: tuple[Row, ...] = ()
    evidence: tuple[Row, ...] = ()


@uncollected
def score_package(task: Task) -> Scored:
    """Scores one package. Raises :class:`RefusedError` for one that cannot be read."""
    package = read_package(task.package, evidence=False)
    choice = (task.terms.level, task.terms.classes)
    tree = _tree(task.tree_name, task.tree, choice)
    if package.statement.tree.sha256 == tree.sha256:
        foreign = ""
    else:
        foreign = _foreign(package, tree)
    if foreign and not task.preview:
        return Scored(task.code, package.fingerprint, foreign_tree=foreign)
    with tempfile.TemporaryDirectory(prefix="shifan-region-") as folder:
        opening = _opened(Path(folder), package, tree)
        checks = list(_inspections(task, package.statement.round, Path(folder), tree))
    return _scored(task, package, opening, checks, foreign)


@lru_cache(maxsize=16)
def _tree(
    name: str, raw: bytes, kind: tuple[str | None, tuple[tuple[str, str], ...]]
) -> IndicatorTree:
    """The region's tree cut to one kind of object; loaded once in a process."""
    level, classes = kind
    with tempfile.TemporaryDirectory(prefix="shifan-region-") as folder:
        path = Path(folder) / "tree.yaml"
        path.write_bytes(raw)
        tree, _ = load_tree(path, name, lambda kinds: answered(kinds, level, dict(classes)))
    assert tree is not None  # the region was opened with it
    return tree


def _foreign(package: Package, ours: IndicatorTree) -> str:
    """How the tree that a county worked with differs from the region's, in one line."""
    claim = package.statement.tree
    named = f"县报 {claim.id}（{claim.sha256[:12]}），统一 {ours.id}（{ours.sha256[:12]}）"
    raw = package.tree
    if raw is None:
        own = [data for name, data in package.files.items() if name.startswith("indicators/")]
        raw = own[0] if len(own) == 1 else None
    if raw is None:
        return named
    with tempfile.TemporaryDirectory(prefix="shifan-region-") as folder:
        path = Path(folder) / "tree.yaml"
        path.write_bytes(raw)
        theirs, _ = load_tree(path, "tree.yaml", lambda kinds: ours.scope.chosen or {})
    if theirs is None:
        return named
    added = theirs.by_code.keys() - ours.by_code.keys()
    gone = ours.by_code.keys() - theirs.by_code.keys()
    common = theirs.by_code.keys() & ours.by_code.keys()
    changed = [code for code in common if theirs.by_code[code].points != ours.by_code[code].points]
    return f"{named}：多 {len(added)} 项、少 {len(gone)} 项、分值不同 {len(changed)} 项"


def _opened(folder: Path, package: Package, tree: IndicatorTree) -> Opening:
    """The workspace of a package in a fresh folder. Names in a package lead nowhere: see
    ``submission.contents``.
    """
    for name, data in package.files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    facts = package.file_facts(dict.fromkeys(package.facts))
    opening = open_workspace(folder, facts=facts, tree=tree)
    workspace = opening.workspace
    if workspace is None:
        return opening
    registered = {record.id: record.sha256 for record in workspace.records}
    true_facts = package.file_facts(registered)
    if any(true_facts[ident] != workspace.files[ident] for ident in registered):
        # Somebody claims that a file is unchanged whose digest is not the registered one.
        return open_workspace(folder, facts=true_facts, tree=tree)
    return opening


def _inspections(task: Task, own: str, folder: Path, tree: IndicatorTree) -> Iterator[Round]:
    """The region's rounds of inspection for this county; one that names no basis verifies ``own``,
    handed in.
    """
    for name, raw in task.inspections:
        path = folder / f"inspection-{hashlib.sha256(name.encode()).hexdigest()[:12]}.yaml"
        path.write_bytes(raw)
        document, _ = read(path, name)
        if document is None:
            continue
        head, _ = read_head(document)
        if head is None or head.kind != "inspection":
            continue
        head = head.model_copy(update={"basis": head.basis or own})
        round_, _ = read_findings(document, head, tree, hashlib.sha256(raw).hexdigest())
        yield round_


def _scored(
    task: Task, package: Package, opening: Opening, checks: Sequence[Round], foreign: str
) -> Scored:
    errors, workspace = opening.errors, opening.workspace
    about = Scored(
        task.code,
        package.fingerprint,
        errors=min(len(errors), MOST_PROBLEMS),
        problems=tuple(item.as_json() for item in _gravest(opening)),
        foreign_tree=foreign,
    )
    if workspace is None:
        return replace(about, errors=max(1, about.errors))
    current, head = workspace.current, workspace.head
    own_rounds = tuple(item.id for item in workspace.rounds if item.kind != "self")
    unlike = tuple(differences(task.terms, head, current.head, workspace.tree.scope.kinds.declared))
    plain = _assessed(workspace, current, [current])
    governed = replace(current, head=task.terms.head(current.head))
    ours = [governed, *checks]
    same_terms = governed.head == current.head
    if same_terms and not checks:
        final = plain
    else:
        final = _assessed(workspace, governed, ours)
    scored = replace(
        about,
        differences=unlike,
        own_rounds=own_rounds,
        claims=() if unlike or own_rounds else tuple(_claims(package, plain)),
    )
    if errors and not task.preview:
        return scored
    moved = "" if same_terms else str(_final(final) - _final(plain))
    return replace(
        scored,
        county=_county_row(task, package, workspace, final, plain, moved),
        nodes=tuple(_node_rows(task, package, final)),
        evidence=tuple(_evidence_rows(package, workspace)),
    )


def _gravest(opening: Opening) -> list[Problem]:
    """The problems that are kept: errors before what is less."""
    ordered = sorted(opening.problems, key=lambda item: item.severity != "error")
    return ordered[:SHOWN_PROBLEMS]


def _assessed(workspace: Workspace, current: Round, rounds: Sequence[Round]) -> Assessment:
    """The assessment of a round verified by ``rounds`` alone, its evidence under its own date and
    window. What the opening has reckoned under the same terms is not reckoned again.
    """
    tree, head, opened = workspace.tree, current.head, workspace.current.head
    standings = workspace.standings
    same_terms = (head.window, head.as_of) == (opened.window, opened.as_of)
    if not same_terms:
        standings = {
            record.id: standing(record, workspace.files[record.id], head.window, head.as_of, tree)
            for record in workspace.records
        }
    untrue = struck(rounds, current)
    carried = workspace.supports
    if not same_terms or untrue != struck(workspace.rounds, workspace.current):
        carried = supports(tree, workspace.records, standings, untrue)
    still_open = tuple(sorted(item.id for item in workspace.ledger if not item.closed))
    count = len(workspace.ledger)
    return assess(tree, current, rounds, carried, items=count, open_items=still_open)


def _final(assessment: Assessment) -> Fraction:
    return assessment.track("current").final


def _claims(package: Package, plain: Assessment) -> Iterator[tuple[str, str, str]]:
    """Tracks on which the county's own program came to another total."""
    total = package.score.get("total")
    for track in ("claimed", "supported"):
        claim = total.get(track) if isinstance(total, dict) else None
        exact = claim.get("exact") if isinstance(claim, dict) else None
        given = exact.get("final") if isinstance(exact, dict) else None
        try:
            value = Fraction(str(given))
        except (ValueError, ZeroDivisionError):
            continue
        computed = plain.track(track).final
        if value != computed:
            yield track, rounded(value), rounded(computed)


def _county_row(
    task: Task,
    package: Package,
    workspace: Workspace,
    final: Assessment,
    plain: Assessment,
    moved: str,
) -> Row:
    tracks = {track: _track_row(final.totals[track]) for track in TRACKS}
    states: dict[str, int] = {}
    for fact in workspace.files.values():
        states[fact.state] = states.get(fact.state, 0) + 1
    statuses: dict[str, int] = {}
    for item in workspace.ledger:
        statuses[item.status] = statuses.get(item.status, 0) + 1
    root = final.root
    triggered = [item.veto for item in final.vetoes if item.triggered is not None]
    return {
        "county": task.code,
        "round": task.round,
        "tree_sha": final.tree.sha256,
        "terms_sha": task.terms.sha256,
        "package": package.fingerprint,
        "full": str(root.full),
        "applicable": str(root.applicable),
        "current": str(root.current),
        "tracks": tracks,
        "losses": {cause: str(getattr(root.losses, cause)) for cause in CAUSES},
        "low": str(final.low),
        "high": str(final.high),
        "completeness": str(final.completeness),
        "criteria_met": sum(item.met for item in final.verdicts),
        "criteria": len(final.verdicts),
        "ready": final.ready,
        "vetoes": [
            {"code": item.code, "name": item.name, "effect": item.effect} for item in triggered
        ],
        "ineligible": any(item.effect == "ineligible" for item in triggered),
        "own_total": str(_final(plain)),
        "moved": moved,
        "files": dict(sorted(states.items())),
        "items": dict(sorted(statuses.items())),
        "overdue": _overdue(workspace, task),
        "not_applicable": _not_applicable(workspace, task),
        "inspected": _inspected(final),
    }


def _inspected(final: Assessment) -> int:
    """How many leaves were inspected."""
    return sum(item.leaf is not None and item.leaf.verified is not None for item in final.nodes)


def _overdue(workspace: Workspace, task: Task) -> int:
    """Items that were still open when their date had passed on the region's day."""
    day = task.terms.as_of
    return sum(
        not item.closed
        and not isinstance(item.due, str)
        and item.due is not None
        and item.due < day
        for item in workspace.ledger
    )


def _not_applicable(workspace: Workspace, task: Task) -> list[Row]:
    """Indicators said not to apply with the approval of nobody whom the region names."""
    if not task.approvers:
        return []
    return [
        {"code": code, "reason": finding.not_applicable, "approved_by": finding.approved_by or ""}
        for code, finding in workspace.current.findings.items()
        if finding.not_applicable is not None and finding.approved_by not in task.approvers
    ]


def _track_row(total: TrackTotal | None) -> Row | None:
    if total is None:
        return None
    names = ("score", "converted", "bonus", "penalty", "final")
    return {**{name: str(getattr(total, name)) for name in names}, "grade": total.grade}


def _node_rows(task: Task, package: Package, final: Assessment) -> Iterator[Row]:
    """One row a node, in the natural order of the codes; exact numbers as fractions in text."""
    terms_sha = task.terms.sha256
    classes = "；".join(
        filter(None, [task.terms.level, *(value for _, value in task.terms.classes)])
    )
    ordered = sorted(final.nodes, key=lambda item: (natural_key(item.node.code), item.node.code))
    for at, item in enumerate(ordered):
        yield {
            "county": task.code,
            "at": at,
            "round": task.round,
            "tree_sha": final.tree.sha256,
            "terms_sha": terms_sha,
            "package": package.fingerprint,
            "classes": classes,
            **_node_values(item),
        }


def _node_values(item: NodeResult) -> Row:
    node, marks = item.node, item.marks
    rate = float(marks.current / marks.applicable) if marks.applicable else None
    return {
        "code": node.code,
        "parent": node.parent or "",
        "kind": node.kind,
        "depth": node.level,
        "leaf": item.leaf is not None,
        "state": item.state,
        "full": str(marks.full),
        "applicable": str(marks.applicable),
        "claimed": str(marks.claimed),
        "supported": str(marks.supported),
        "verified": None if marks.verified is None else str(marks.verified),
        "current": str(marks.current),
        **{cause: str(getattr(marks.losses, cause)) for cause in CAUSES},
        "factor": str(item.factor),
        "rate_shown": rate,
        "why": item.why,
    }


def _evidence_rows(package: Package, workspace: Workspace) -> Iterator[Row]:
    """One row a record: what a look for the same file elsewhere needs, and what was committed to by
    digest.
    """
    for at, record in enumerate(workspace.records):
        claim = package.facts.get(record.id)
        fact = workspace.files[record.id]
        yield {
            "at": at,
            "id": record.id,
            "sha256": record.sha256 or fact.sha256 or "",
            "size": record.size if record.size is not None else (fact.size or 0),
            "state": fact.state,
            "title": record.label,
            "doc_no": record.doc_no or "",
            "issuer": record.issuer or "",
            "date": record.dated.isoformat() if record.dated else "",
            "indicator": "、".join(dict.fromkeys(proof.indicator for proof in record.proves)),
            "text": (claim.text or "") if claim else "",
        }
