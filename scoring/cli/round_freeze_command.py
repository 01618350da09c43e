"""``shifan round freeze``: keeps which evidence carries a round now, so that later additions do not change its past."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from scoring.cli.shared import FINE, today_option, workspace_option
from scoring.cli.writing import author, written

if TYPE_CHECKING:
    from scoring.rounds.model import Round
    from scoring.workspace import Workspace
    from scoring.workspace.changes import ChangeSet


@click.command(
    name="freeze",
    help="把一个自评轮次现在的佐证情况存档（rounds/名称.support.json），以后对比轮次时用存档，"
    "不受此后增减佐证的影响。用 round new --from 或 --switch 换轮次时会自动存档。",
)
@workspace_option
@today_option
@click.argument("name", metavar="轮次")
@click.option("--again", is_flag=True, help="已有存档的，按现在的登记表重新存档")
@click.option("--by", default="", metavar="姓名", help="记入 journal.jsonl 的经办人")
@click.pass_context
def command(ctx: click.Context, folder: str | None, today: str | None, name: str, again: bool, by: str) -> int:
    """Exit code 2 for a round that cannot be kept or is kept already, 3 for a register that cannot be read."""
    file = written(ctx, folder, author(by, today), "round freeze", lambda changes: _frozen(changes, name, again=again))
    click.echo(file)
    return FINE


def _frozen(changes: ChangeSet, name: str, *, again: bool) -> str:
    """Keeps the supports of a round as they are under the lock, and says in which file."""
    from scoring.actions.authority import acting
    from scoring.editions import frozen_text, register_doubtful
    from scoring.problems import ScoringError
    from scoring.rounds.snapshot import file_of

    file = file_of(name)
    round_ = _own_round(changes.workspace, name)
    acting(changes, "lock_round")
    if register_doubtful(changes.workspace):
        raise ScoringError("佐证登记表有误，没有存档。改正后再试；全部问题见 shifan check", "unreadable")
    if changes.read(file) and not again:
        raise ScoringError(f"已有存档 {file}，没有改动。要按现在的登记表重新存档，加 --again")
    changes.details["round"] = round_.id
    changes.put(file, frozen_text(changes.workspace, round_, changes.author.on))
    return file


def _own_round(workspace: Workspace, name: str) -> Round:
    """The self round of that name under the workspace's own indicator system; a usage error where there is none."""
    from scoring.values import offered

    found = next((item for item in workspace.rounds if item.id == name), None)
    if found is None:
        known = [item.id for item in workspace.rounds if item.kind == "self"]
        raise click.BadParameter(f"没有轮次“{name}”{offered(name, known, '能存档的有')}", param_hint="轮次")
    if found.kind != "self":
        raise click.BadParameter(f"“{name}”不是自评轮次，佐证情况属于它所核验的轮次", param_hint="轮次")
    return found
