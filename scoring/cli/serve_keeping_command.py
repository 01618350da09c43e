"""``shifan serve backup | restore | unit | task``: copies of a workspace with its accounts, and
starting by itself.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from scoring.cli import shared
from scoring.cli.serve_shared import passphrase_of, passphrase_option, state_option
from scoring.cli.shared import FINE, workspace_option
from scoring.cli.writing import author
from scoring.storage import write_atomic
from scoring.values import first_few
from scoring.workbench.backup import make
from scoring.workbench.backup import restore as bring_back
from scoring.workbench.deploying import command_of, task_text, unit_text
from scoring.workbench.state import state_folder


def _state(ctx: click.Context, workspace: Path, state: Path | None) -> Path:
    chosen: Path | None = state or ctx.meta.get("state")
    return chosen or state_folder(workspace)


@click.command(
    name="backup",
    short_help="备份工作区和账号到 backups/。",
    help="备份：全部 YAML、操作记录、佐证清单和摘要，存成 backups/日期-时间.zip，留最近 30 份；"
    "加 --passphrase-file 连账号和草稿（加密）。"
    "佐证文件用 --to 增量复制到另一个磁盘。工作台开着的时候每天夜里自动做一份，升级以前也做一份。",
)
@workspace_option
@state_option
@passphrase_option
@click.option(
    "--to",
    "target",
    metavar="文件夹",
    type=click.Path(file_okay=False, path_type=Path),
    help="另一个磁盘上的文件夹：备份和佐证文件都复制一份到那里，没有变的不再复制",
)
@click.pass_context
def backup(
    ctx: click.Context,
    folder: str | None,
    state: Path | None,
    secret: Path | None,
    target: Path | None,
) -> int:
    """Exit code 2 where no copy can be made."""
    workspace = shared.workspace_folder(ctx, folder)
    if not (workspace / "workspace.yaml").is_file():
        raise click.UsageError(f"{workspace} 不是工作区（没有 workspace.yaml）")
    if target is not None:
        target.mkdir(parents=True, exist_ok=True)
    place = _state(ctx, workspace, state)
    copy = make(
        workspace, place, now=datetime.now(), passphrase=passphrase_of(secret), evidence_to=target
    )
    accounts = "，含账号和草稿（已加密）" if copy.accounts else "，不含账号"
    click.echo(f"{copy.path}")
    if target:
        beside = f"，新复制 {copy.copied} 个到 {target}"
    else:
        beside = "（文件没有复制，加 --to 复制到另一个磁盘）"
    click.echo(f"{copy.files} 个文件{accounts}；佐证 {copy.evidence} 个{beside}。", err=True)
    return FINE


@click.command(
    name="restore",
    short_help="从备份恢复。",
    help="恢复：先核对备份里每个文件的摘要和操作记录的链条，一处不对就不恢复。恢复到空文件夹；要盖过现在的，加 --over，"
    "现在的先自动备份一份。别的工作区的备份不会盖过来。工作台开着时不能恢复。",
)
@click.option(
    "-w", "--workspace", "folder", metavar="文件夹", help="恢复到哪里（默认：当前工作区）"
)
@state_option
@passphrase_option
@click.option(
    "--evidence",
    "source",
    metavar="文件夹",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    help="备份时用 --to 写的那个文件夹，佐证文件从那里取回",
)
@click.option("--over", is_flag=True, help="盖过现在的工作区（先自动备份）")
@shared.today_option
@click.option("--by", default="", metavar="姓名", help="记入 journal.jsonl 的经办人")
@click.argument(
    "archive", metavar="备份.zip", type=click.Path(dir_okay=False, exists=True, path_type=Path)
)
@click.pass_context
def restore(
    ctx: click.Context,
    folder: str | None,
    state: Path | None,
    secret: Path | None,
    source: Path | None,
    over: bool,
    today: str | None,
    by: str,
    archive: Path,
) -> int:
    """Exit code 3 for a copy that is damaged or another workspace's; nothing is changed then."""
    named = folder or ctx.obj
    workspace = Path(named) if named else shared.workspace_folder(ctx, None)
    done = bring_back(
        archive,
        workspace,
        _state(ctx, workspace, state),
        author=author(by, today),
        now=datetime.now(),
        passphrase=passphrase_of(secret),
        evidence_from=source,
        over=over,
    )
    click.echo(
        f"{workspace} 已恢复到 {done.made} 的样子：{done.files} 个文件，操作记录 {done.lines} 行，"
        "链条完整。"
    )
    if done.before:
        click.echo(f"原来的先备份在 {done.before}。", err=True)
    click.echo(
        "账号和草稿也恢复了，都要重新登录。" if done.accounts else "账号没有恢复。", err=True
    )
    if done.evidence:
        click.echo(f"取回佐证文件 {done.evidence} 个。", err=True)
    if done.missing:
        shown = first_few(done.missing, 5, "等 {count} 个")
        click.echo(
            f"佐证文件还缺 {shown}：用 --evidence 指出备份它们的文件夹，再恢复一次（加 --over）。",
            err=True,
        )
    return FINE


@click.command(
    name="unit",
    help="打印一个 systemd 用户服务：开机就启动工作台，停了自动再起。参数写在 -- 后面，如 shifan serve unit -- --lan。"
    "存成 ~/.config/systemd/user/shifan.service，再执行屏幕上写的两条命令。",
)
@workspace_option
@click.argument("options", nargs=-1, metavar="[-- 参数…]")
@click.pass_context
def unit(ctx: click.Context, folder: str | None, options: tuple[str, ...]) -> int:
    """Prints; writes nothing."""
    workspace = shared.workspace_folder(ctx, folder).resolve()
    click.echo(unit_text(command_of(workspace, options), workspace), nl=False)
    click.echo("启用：systemctl --user enable --now shifan", err=True)
    click.echo("没有人登录也运行：loginctl enable-linger", err=True)
    return FINE


@click.command(
    name="task",
    short_help="写一个 Windows 任务计划的文件：登录就在后台启动工作台，不用管理员",
    help="写一个 Windows 任务计划的文件：登录就在后台启动工作台，停了一分钟后再起，不用管理员。参数写在 -- 后面。",
)
@workspace_option
@click.option(
    "-o",
    "output",
    default="shifan-task.xml",
    show_default=True,
    metavar="文件",
    help="写到哪个文件",
)
@click.argument("options", nargs=-1, metavar="[-- 参数…]")
@click.pass_context
def task(ctx: click.Context, folder: str | None, output: str, options: tuple[str, ...]) -> int:
    """Writes one file in the form that ``schtasks`` reads."""
    workspace = shared.workspace_folder(ctx, folder).resolve()
    path = Path(output)
    # The form in which Windows itself writes out its tasks: XML in UTF-16 with a mark.
    write_atomic(
        path.resolve(), task_text(command_of(workspace, options), workspace).encode("utf-16")
    )
    click.echo(str(path))
    click.echo(f'在命令提示符里执行：schtasks /create /tn shifan /xml "{path}"', err=True)
    click.echo(
        "别的电脑要打开，请网管放行一次：netsh advfirewall firewall add rule name=shifan dir=in "
        "action=allow "
        f'program="{sys.executable}" enable=yes',
        err=True,
    )
    return FINE
