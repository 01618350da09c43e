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
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Literal

from scoring.collection import uncollected
from scoring.engine import Assessment, assess
from scoring.evidence.support import standing, supports
from scoring.indicators.loading import load_tree
from scoring.indicators.model import IndicatorTree
from scoring.indicators.scope import answered
from scoring.problems import Problem
from scoring.region.rows import county_row, evidence_rows, final_of, node_rows
from scoring.region.scored import Scored, Task
from scoring.region.terms import differences
from scoring.rounds.model import Round
from scoring.rounds.reading import read_findings, read_head
from scoring.rounds.verification import struck
from scoring.submission import Package, read_package
from scoring.values import format_fixed
from scoring.workspace import Opening, Workspace, open_workspace
from scoring.yamlio import read

MOST_PROBLEMS = 20_000
"""Problems of a package that are kept; more than that say nothing more."""
SHOWN_PROBLEMS = 200
TRACKS_CLAIMED: tuple[Literal["claimed", "supported"], ...] = ("claimed", "supported")
"""Tracks that a county computes as the region does; the others hang on who inspected it."""


@uncollected
def score_package(task: Task) -> Scored:
    """Scores one package. Raises :class:`RefusedError` for one that cannot be read."""
    # The evidence itself stays with the county: what was looked at there travels as claims.
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
    both = f"县报 {claim.id}（{claim.sha256[:12]}），统一 {ours.id}（{ours.sha256[:12]}）"
    raw = _tree_brought(package)
    if raw is None:
        return both
    with tempfile.TemporaryDirectory(prefix="shifan-region-") as folder:
        path = Path(folder) / "tree.yaml"
        path.write_bytes(raw)
        theirs, _ = load_tree(path, "tree.yaml", lambda kinds: ours.scope.chosen or {})
    if theirs is None:
        return both
    added = theirs.by_code.keys() - ours.by_code.keys()
    gone = ours.by_code.keys() - theirs.by_code.keys()
    common = theirs.by_code.keys() & ours.by_code.keys()
    changed = [code for code in common if theirs.by_code[code].points != ours.by_code[code].points]
    return f"{both}：多 {len(added)} 项、少 {len(gone)} 项、分值不同 {len(changed)} 项"


def _tree_brought(package: Package) -> bytes | None:
    """The tree that a package holds, where there is one and no doubt which."""
    if package.tree is not None:
        return package.tree
    own = [data for name, data in package.files.items() if name.startswith("indicators/")]
    if len(own) == 1:
        return own[0]
    return None


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
        # Opened again with the truth: what hangs on a file that was exchanged falls away with it.
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
            continue  # what is wrong with it was said when the region was opened
        head = head.model_copy(update={"basis": head.basis or own})
        round_, _ = read_findings(document, head, tree, hashlib.sha256(raw).hexdigest())
        yield round_


def _scored(
    task: Task, package: Package, opening: Opening, checks: Sequence[Round], foreign: str
) -> Scored:
    errors, workspace = opening.errors, opening.workspace
    scored = Scored(
        task.code,
        package.fingerprint,
        errors=min(len(errors), MOST_PROBLEMS),
        problems=tuple(item.as_json() for item in _gravest(opening)),
        foreign_tree=foreign,
    )
    if workspace is None:
        return replace(scored, errors=max(1, scored.errors))
    current = workspace.current
    plain = _assessed(workspace, current, [current])
    scored = _beside_the_terms(scored, task, package, workspace, plain)
    if errors and not task.preview:
        return scored
    governed = replace(current, head=task.terms.head(current.head))
    same_terms = governed.head == current.head
    if same_terms and not checks:
        final = plain
    else:
        final = _assessed(workspace, governed, [governed, *checks])
    moved = "" if same_terms else str(final_of(final) - final_of(plain))
    return replace(
        scored,
        county=county_row(task, package, workspace, final, plain, moved),
        nodes=tuple(node_rows(task, package, final)),
        evidence=tuple(evidence_rows(package, workspace)),
    )


def _beside_the_terms(
    scored: Scored, task: Task, package: Package, workspace: Workspace, plain: Assessment
) -> Scored:
    """What the county did that compares with nobody: other terms, rounds of its own that would
    verify, another total.
    """
    own_rounds = tuple(item.id for item in workspace.rounds if item.kind != "self")
    declared = workspace.tree.scope.kinds.declared
    unlike = tuple(differences(task.terms, workspace.head, workspace.current.head, declared))
    claims: tuple[tuple[str, str, str], ...] = ()
    if not unlike and not own_rounds:
        # Otherwise another total is no surprise, and its cause is listed already.
        claims = tuple(_claims(package, plain))
    return replace(scored, differences=unlike, own_rounds=own_rounds, claims=claims)


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
    # Pieces that an inspection of these rounds found untrue carry nothing any more.
    untrue = struck(rounds, current)
    carried = workspace.supports
    if not same_terms or untrue != struck(workspace.rounds, workspace.current):
        carried = supports(tree, workspace.records, standings, untrue)
    still_open = tuple(sorted(item.id for item in workspace.ledger if not item.closed))
    count = len(workspace.ledger)
    return assess(tree, current, rounds, carried, items=count, open_items=still_open)


def _claims(package: Package, plain: Assessment) -> Iterator[tuple[str, str, str]]:
    """Tracks on which the county's own program came to another total."""
    for track in TRACKS_CLAIMED:
        value = _stated_final(package, track)
        computed = plain.track(track).final
        if value is not None and value != computed:
            yield track, format_fixed(value), format_fixed(computed)


def _stated_final(package: Package, track: str) -> Fraction | None:
    """The total of a track as the package states it; None where it states none that is a number."""
    value: object = package.score
    for key in ("total", track, "exact", "final"):
        # Nothing of it was checked: any of these may be anything in a stranger's package.
        value = value.get(key) if isinstance(value, dict) else None
    try:
        return Fraction(str(value))
    except (ValueError, ZeroDivisionError):
        return None
