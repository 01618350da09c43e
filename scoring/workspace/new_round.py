"""A new round of a workspace, blank or taken over from an earlier one, under the same indicator
system or a new one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from scoring import yamlio
from scoring.evidence.held import carried_now
from scoring.indicators.comparison import Comparison, compare
from scoring.indicators.library import find_tree, no_such_tree
from scoring.indicators.loading import Choose, load_tree
from scoring.indicators.model import IndicatorTree
from scoring.rounds.basis import claims, findings_digest
from scoring.rounds.forms import Filled, Terms, inline, round_text
from scoring.rounds.migration import (
    CarriedFinding,
    CarriedProof,
    carry_findings,
    carry_vetoes,
    concerned,
)
from scoring.rounds.model import Round
from scoring.rounds.reading import read_findings, read_head
from scoring.rounds.snapshot import file_of, snapshot_text
from scoring.storage import Author, RecordChanges, write_records
from scoring.values import offered
from scoring.workspace import Opening, Workspace, WorkspaceRecord, open_workspace
from scoring.workspace.new_edition import (
    REGISTER,
    CannotCreateError,
    brought_tree,
    carry_register,
    moved_items,
    switched,
)

WORKSPACE = "workspace.yaml"
Veto = tuple[str, str | None, Any, str]
"""Old code, new code where there is one, the entry as it stands in the old round, and the name."""


@dataclass(frozen=True, slots=True)
class Created:
    """What was written, and what became of everything that the old round and the register hold."""

    terms: Terms
    tree: IndicatorTree
    files: tuple[str, ...]
    findings: tuple[CarriedFinding, ...]
    blank: tuple[str, ...]
    vetoes: tuple[Veto, ...]
    proofs: tuple[CarriedProof, ...]
    ledger: tuple[tuple[str, str, str], ...]
    moved: tuple[tuple[str, str, str], ...]
    switched: bool
    pending_switch: Mapping[str, str]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Source:
    """The old round as its file holds it, and the tree it was made under."""

    tree: IndicatorTree
    kind: str
    findings: dict[str, Any] = field(default_factory=dict)
    vetoes: dict[str, Any] = field(default_factory=dict)
    faulty: frozenset[str] = frozenset()


def tree_file(wanted: str, workspace: Path) -> Path:
    """The file that ``--tree`` names: an existing file,
    or an id of the workspace or of the library.
    """
    found = Path(wanted) if Path(wanted).is_file() else find_tree(wanted, workspace)
    if found is None:
        raise CannotCreateError(no_such_tree(wanted, workspace))
    return found


def sound_tree(path: Path, choose: Choose | None) -> IndicatorTree:
    """The tree at ``path``, cut to the kind of object that ``choose`` gives, or whole; one with
    errors is refused.
    """
    tree, problems = load_tree(path, path.name, choose)
    faults = tuple(item for item in problems if item.severity == "error")
    if tree is None or faults:
        raise CannotCreateError("指标体系有误，没有新建轮次。", faults, unreadable=True)
    return tree


def new_round(
    changes: RecordChanges,
    opening: Opening,
    terms: Terms,
    *,
    source: str | None,
    wanted_tree: str | None,
    switch: bool,
) -> Created:
    """Writes ``rounds/<name>.yaml`` and, for a new tree, the proofs of the register; never
    overwrites a round.

    ``opening`` is the workspace as it stands under the lock of ``changes``. Raises
    :class:`CannotCreateError`.
    """
    head = opening.head
    if head is None:
        raise CannotCreateError("workspace.yaml 读不出来。", tuple(opening.errors), unreadable=True)
    path = tree_file(wanted_tree or head.tree, opening.path)
    tree = sound_tree(path, head.choose)
    # A tree for several kinds of objects has other indicators and points for each of them.
    if lacking := tree.scope.kinds.open(head.choose(tree.scope.kinds)):
        raise CannotCreateError(
            f"先在 workspace.yaml 里选{'、'.join(lacking)}；可选：{tree.scope.kinds.offered()}。"
        )
    # The current round is what the county claims; a verification stands beside it by its ``basis``.
    if switch and terms.kind != "self":
        raise CannotCreateError(
            "核验和模拟轮次写明 basis 即可，工作区仍用自评轮次，不要加 --switch。"
        )
    terms = _with_claims(opening, terms)
    try:
        return _create(
            changes, opening, head, terms, path, tree, source, wanted_tree, switch=switch
        )
    except UnicodeDecodeError:
        raise CannotCreateError(
            "工作区里有文件不是 UTF-8 编码，见 shifan check。", unreadable=True
        ) from None


def _change_of_tree(opening: Opening, tree: IndicatorTree, *, switch: bool) -> Comparison | None:
    """What becomes of the codes of the workspace where a switch changes its tree without taking
    over a round.
    """
    if switch and opening.tree is not None:
        return compare(opening.tree, tree)
    return None


def _told_items(moved: Sequence[object], left: Sequence[object]) -> list[str]:
    """What to tell of the items of the ledger that stand under another code,
    or under none, in the new tree.
    """
    if moved:
        notes = [f"整改事项 {len(moved)} 条现在是别的编号，indicator 已随之改好。"]
    else:
        notes = []
    if left:
        notes.append(
            f"整改事项 {len(left)} 条在新体系里没有确定的对应指标，没有改动："
            "请逐条核对，在 rectification.yaml 里改 indicator，不再适用的销号。"
        )
    return notes


def _with_claims(opening: Opening, terms: Terms) -> Terms:
    """The head with what the verified round claims now, so that a later change of it is noticed."""
    basis = next((item for item in opening.rounds if item.id == terms.basis), None)
    if basis is None or opening.tree is None:
        return terms
    return replace(terms, basis_sha256=findings_digest(basis), claims=claims(basis, opening.tree))


def _create(
    changes: RecordChanges,
    opening: Opening,
    head: WorkspaceRecord,
    terms: Terms,
    path: Path,
    tree: IndicatorTree,
    source: str | None,
    wanted_tree: str | None,
    *,
    switch: bool,
) -> Created:
    _refuse_existing(opening.path, terms.name)
    old = _source(opening.path, head, source) if source else None
    comparison = compare(old.tree, tree) if old else None
    change = comparison or _change_of_tree(opening, tree, switch=switch)
    # Proofs and rounds tell editions apart by the id, so one id must not mean two trees.
    if comparison and comparison.old.id == comparison.new.id and not comparison.equal:
        raise CannotCreateError(
            f"新旧指标体系的 id 都是“{tree.id}”，内容却不同。请先给新体系换一个 id。"
        )
    # All texts first, all writes after: whatever is refused on the way, nothing has been written.
    files: dict[str, str | bytes] = {}
    notes: list[str] = []
    text, findings, vetoes = _contents(tree, terms, comparison, old)
    files[f"rounds/{terms.name}.yaml"] = text
    files |= brought_tree(path, tree, opening.path)
    proofs: list[CarriedProof] = []
    if change and change.old.id != change.new.id:
        proofs = carry_register(changes, change, files, notes)
    named = tree.id if wanted_tree else head.tree
    if terms.kind == "self":
        left = [source, head.round if switch else None]
        files |= _kept(opening, [name for name in left if name], changes.author.on, notes)
    moved: list[tuple[str, str, str]] = []
    open_items: list[tuple[str, str, str]] = []
    if switch:
        files[WORKSPACE] = switched(changes.read(WORKSPACE), named, terms.name)
        if (
            change
            and opening.tree is not None
            and opening.tree.id == change.old.id != change.new.id
        ):
            moved, open_items = moved_items(changes, change, files)
            notes += _told_items(moved, open_items)
    for name, content in files.items():
        changes.put(name, content)
    changes.details["round"] = terms.name
    touched = {item.new for item in findings}
    ledger = open_items
    workspace = opening.workspace
    if (
        not switch
        and comparison
        and workspace is not None
        and workspace.tree.id == comparison.old.id
    ):
        for item in workspace.ledger:
            said = concerned(comparison, item.indicator) if item.indicator else None
            if item.indicator and said:
                ledger.append((item.id, item.indicator, said))
    return Created(
        terms,
        tree,
        tuple(files),
        tuple(findings),
        tuple(leaf.code for leaf in tree.leaves() if leaf.code not in touched),
        tuple(vetoes),
        tuple(proofs),
        tuple(ledger),
        tuple(moved),
        switch,
        {} if switch or terms.kind != "self" else {"tree": named, "round": terms.name},
        tuple(notes),
    )


def _kept(opening: Opening, left: list[str], today: date, notes: list[str]) -> dict[str, str]:
    """The evidence of the self rounds that are left behind, as it is now;
    a snapshot that is there already stays.
    """
    found: dict[str, str] = {}
    workspace = opening.workspace
    if workspace is None:
        notes.append(
            "当前轮次或指标体系读不出来，没有为旧轮次存档佐证情况；改正后用 shifan round freeze "
            "存档。"
        )
        return found
    doubtful = register_doubtful(workspace)
    if doubtful and not notes:
        notes.append(
            "佐证登记表有误，没有为旧轮次存档佐证情况；改正后用 shifan round freeze 存档。"
        )
    for round_ in workspace.rounds:
        name = file_of(round_.id)
        if doubtful or round_.id not in left or round_.kind != "self":
            continue
        # A snapshot says what carried the claims then; a later one would say what does today.
        if not (workspace.path / name).exists():
            found[name] = frozen_text(workspace, round_, today)
            notes.append(f"已把轮次“{round_.id}”现在的佐证情况存档：{name}，以后对比轮次时用它。")
    return found


def register_doubtful(workspace: Workspace) -> bool:
    """Whether the register could not be read whole, so that it does not say what carries what."""
    return any(
        item.severity == "error" and item.where.file == REGISTER for item in workspace.problems
    )


def frozen_text(workspace: Workspace, round_: Round, today: date) -> str:
    """The snapshot of a round under the workspace's own indicator system,
    by the register of today.
    """
    found = carried_now(
        workspace.tree, workspace.records, workspace.files, round_.head.window, round_.head.as_of
    )
    return snapshot_text(round_, workspace.tree, found, workspace.register_sha256, today)


def _refuse_existing(home: Path, name: str) -> None:
    for path in sorted([*(home / "rounds").glob("*.yaml"), *(home / "rounds").glob("*.yml")]):
        document, _ = yamlio.read(path, path.name)
        data = document.data if document else None
        # Windows takes 2026-Self and 2026-self for one file.
        if path.stem.casefold() == name.casefold() or (
            isinstance(data, dict) and data.get("round") == name
        ):
            raise CannotCreateError(
                f"已经有轮次“{name}”（rounds/{path.name}），没有改动它。请换一个名称。"
            )


def _source(folder: Path, workspace: WorkspaceRecord, name: str) -> _Source:
    known = []
    for path in sorted([*(folder / "rounds").glob("*.yaml"), *(folder / "rounds").glob("*.yml")]):
        document, problems = yamlio.read(path, f"rounds/{path.name}")
        if document is None or not isinstance(document.data, dict):
            continue
        known.append(str(document.data.get("round", path.stem)))
        if known[-1] != name:
            continue
        head, found = read_head(document)
        if head is None:
            raise CannotCreateError(
                f"轮次“{name}”读不出来。", tuple(problems + found), unreadable=True
            )
        tree = sound_tree(tree_file(head.tree or workspace.tree, folder), workspace.choose)
        round_, _ = read_findings(document, head, tree, "")
        raw, vetoes = document.data.get("findings"), document.data.get("vetoes")
        findings = raw if isinstance(raw, dict) else {}
        # Faulty ones and notes without facts alike: neither says
        # anything that could be carried over.
        unread = {code for code in findings if code not in round_.findings}
        return _Source(
            tree, head.kind, findings, vetoes if isinstance(vetoes, dict) else {}, frozenset(unread)
        )
    raise CannotCreateError(f"没有轮次“{name}”{offered(name, known, 'rounds/ 里有')}")


def _contents(
    tree: IndicatorTree, terms: Terms, comparison: Comparison | None, old: _Source | None
) -> tuple[str, list[CarriedFinding], list[Veto]]:
    if comparison is None or old is None:
        return round_text(tree, terms), [], []
    findings = carry_findings(comparison, old.findings, old.faulty, old.kind, terms.kind)
    vetoes = list(carry_vetoes(comparison, old.vetoes))
    text = _written(tree, terms, findings, vetoes)
    # Judged as a whole file, by the reader that will read it: nothing carried may be a fault later.
    refused = _refused(text, tree)
    if refused:  # a finding that the new tree does not take after all becomes a question
        findings = [_asked(item, refused) for item in findings]
        text = _written(tree, terms, findings, vetoes)
    return text, findings, vetoes


def _written(
    tree: IndicatorTree, terms: Terms, findings: list[CarriedFinding], vetoes: list[Veto]
) -> str:
    removed = [item.remark() for item in findings if item.new is None]
    kept: dict[str, Filled] = {}
    for code, new, entry, name in vetoes:
        if new is not None:
            kept[new] = Filled(entry)
        else:
            removed.append(
                f"待确认：原一票否决 {code} {name} = {inline(entry)}；新体系里没有同名同编号的事项"
            )
    return round_text(tree, terms, _filled(findings), kept, removed)


def _refused(text: str, tree: IndicatorTree) -> frozenset[str]:
    """The codes whose findings the written round does not hold soundly."""
    data, root, _ = yamlio.parse(text, "round.yaml")
    if root is None or not isinstance(data, dict):
        raise CannotCreateError("新轮次没有写成：旧轮次里有不能写进 YAML 的内容。")
    document = yamlio.Document(Path("round.yaml"), "round.yaml", data, root, text.encode())
    head, _ = read_head(document)
    if head is None:
        raise CannotCreateError("新轮次没有写成：旧轮次里有不能写进 YAML 的内容。")
    return read_findings(document, head, tree, "")[0].faulty


def _asked(item: CarriedFinding, refused: frozenset[str]) -> CarriedFinding:
    if item.fate != "carried" or item.new not in refused:
        return item
    return replace(item, fate="pending", reason="原认定不合新体系的评分规则")


def _filled(findings: list[CarriedFinding]) -> dict[str, Filled]:
    by_code: dict[str, list[CarriedFinding]] = {}
    for item in findings:
        if item.new is not None:
            by_code.setdefault(item.new, []).append(item)
    filled = {}
    for code, items in by_code.items():
        carried = next((item for item in items if item.fate == "carried"), None)
        remarks = [item.remark() for item in items if item.fate == "pending" or item.reason]
        filled[code] = Filled(carried.entry if carried else None, remarks)
    return filled


def opened_again(folder: Path, created: Created, before: str, author: Author) -> None:
    """Opens what was written; where it does not open, ``workspace.yaml``
    is put back and the command refuses.

    ``before`` is the text of ``workspace.yaml`` before the switch. Raises
    :class:`CannotCreateError`.
    """
    opening = open_workspace(folder)
    workspace = opening.workspace
    if (
        workspace is not None
        and workspace.tree.id == created.tree.id
        and workspace.current.id == created.terms.name
    ):
        return

    def plan(changes: RecordChanges) -> None:
        changes.put(WORKSPACE, before)
        changes.details["undone"] = created.terms.name

    write_records(folder, author, "round new", plan)
    raise CannotCreateError(
        f"轮次 rounds/{created.terms.name}.yaml 已写好，但改用之后工作区打不开，已把 "
        "workspace.yaml 恢复原样。",
        tuple(opening.errors),
        unreadable=True,
    )
