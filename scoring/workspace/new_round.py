"""A new round of a workspace, blank or taken over from an earlier one, under the same indicator
system or a new one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from scoring import yamlio
from scoring.indicators.comparison import Comparison, compare
from scoring.indicators.model import IndicatorTree
from scoring.rounds.basis import claims, findings_digest
from scoring.rounds.forms import Terms
from scoring.rounds.migration import (
    CarriedFinding,
    CarriedProof,
    concerned,
)
from scoring.storage import Author, RecordChanges, write_records
from scoring.workspace import Opening, Workspace, WorkspaceRecord, open_workspace
from scoring.workspace.new_edition import (
    CannotCreateError,
    brought_tree,
    carry_register,
    moved_items,
    switched,
)
from scoring.workspace.round_snapshots import snapshots
from scoring.workspace.taking_over import Veto, contents, earlier_round, sound_tree, tree_file

WORKSPACE = "workspace.yaml"
ItemOfTree = tuple[str, str, str]
"""Of an item of the ledger: its id, its indicator, and the one that it has in the new tree or what
becomes of it."""


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
    ledger: tuple[ItemOfTree, ...]
    moved: tuple[ItemOfTree, ...]
    switched: bool
    pending_switch: Mapping[str, str]
    notes: tuple[str, ...] = ()


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


def _told_items(moved: Sequence[ItemOfTree], left: Sequence[ItemOfTree]) -> list[str]:
    """What to tell of the items of the ledger that stand under another code,
    or under none, in the new tree.
    """
    notes: list[str] = []
    if moved:
        notes.append(f"整改事项 {len(moved)} 条现在是别的编号，indicator 已随之改好。")
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
    old = earlier_round(opening.path, head, source) if source else None
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
    text, findings, vetoes = contents(tree, terms, comparison, old)
    files[f"rounds/{terms.name}.yaml"] = text
    files |= brought_tree(path, tree, opening.path)
    proofs: list[CarriedProof] = []
    if change and change.old.id != change.new.id:
        proofs = carry_register(changes, change, files, notes)
    if terms.kind == "self":
        left = [source, head.round if switch else None]
        files |= snapshots(opening, [name for name in left if name], changes.author.on, notes)
    named = tree.id if wanted_tree else head.tree
    moved: list[ItemOfTree] = []
    if switch:
        files[WORKSPACE] = switched(changes.read(WORKSPACE), named, terms.name)
        moved, ledger = _moved(changes, opening, change, files)
        notes += _told_items(moved, ledger)
    else:
        ledger = _concerned(opening.workspace, comparison)
    for name, content in files.items():
        changes.put(name, content)
    changes.details["round"] = terms.name
    pending = {} if switch or terms.kind != "self" else {"tree": named, "round": terms.name}
    touched = {item.new for item in findings}
    return Created(
        terms=terms,
        tree=tree,
        files=tuple(files),
        findings=tuple(findings),
        blank=tuple(leaf.code for leaf in tree.leaves() if leaf.code not in touched),
        vetoes=tuple(vetoes),
        proofs=tuple(proofs),
        ledger=tuple(ledger),
        moved=tuple(moved),
        switched=switch,
        pending_switch=pending,
        notes=tuple(notes),
    )


def _moved(
    changes: RecordChanges,
    opening: Opening,
    change: Comparison | None,
    files: dict[str, str | bytes],
) -> tuple[list[ItemOfTree], list[ItemOfTree]]:
    """The items of the ledger that a switch puts under their new codes, and those without one."""
    if change is None or opening.tree is None or change.old.id == change.new.id:
        return [], []
    # Codes of the ledger are of the workspace's tree: a round under another says nothing of them.
    if opening.tree.id != change.old.id:
        return [], []
    return moved_items(changes, change, files)


def _concerned(workspace: Workspace | None, comparison: Comparison | None) -> list[ItemOfTree]:
    """The items of the ledger whose indicators are others in the new tree, while the workspace
    keeps its own.
    """
    if workspace is None or comparison is None or workspace.tree.id != comparison.old.id:
        return []
    items: list[ItemOfTree] = []
    for item in workspace.ledger:
        becomes = concerned(comparison, item.indicator) if item.indicator else None
        if item.indicator and becomes:
            items.append((item.id, item.indicator, becomes))
    return items


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
