"""The evidence of a round that is left behind, kept as it is now for later comparisons."""

from __future__ import annotations

from datetime import date

from scoring.evidence.carried_by import carried_now
from scoring.rounds.model import Round
from scoring.rounds.snapshot import file_of, snapshot_text
from scoring.workspace.model import Opening, Workspace
from scoring.workspace.new_edition import REGISTER


def snapshots(opening: Opening, left: list[str], today: date, notes: list[str]) -> dict[str, str]:
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
