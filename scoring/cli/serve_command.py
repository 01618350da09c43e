"""``shifan serve``: the workbench; its accounts and copies have modules of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from scoring.cli import shared
from scoring.cli.lazy import LazyGroup, Members
from scoring.cli.serve_shared import must_be_installed, passphrase_option, state_option
from scoring.cli.shared import FINE, workspace_option

MEMBERS: Members = {
    "accounts": ("serve_accounts_command:accounts", "工作台的账号：谁能登录"),
    "backup": ("serve_keeping_command:backup", "备份工作区和账号到 backups/"),
    "restore": ("serve_keeping_command:restore", "从备份恢复"),
    "task": (
        "serve_keeping_command:task",
        "写一个 Windows 任务计划的文件：登录就在后台启动工作台，不用管理员",
    ),
    "unit": (
        "serve_keeping_command:unit",
        "打印一个 systemd 用户服务：开机就启动工作台，停了自动再起",
    ),
}


@click.group(
    cls=LazyGroup,
    members=MEMBERS,
    name="serve",
    invoke_without_command=True,
    subcommand_metavar="[命令] [参数]...",
    help="打开工作台：各单位用浏览器填报、专班审核、督办整改。不加子命令就启动，第一行打印网址，按 Ctrl+C 停止。",
)
@workspace_option
@state_option
@click.option(
    "--host", default="127.0.0.1", show_default=True, metavar="地址", help="在哪个地址上听"
)
@click.option(
    "--port",
    default=8765,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="端口；0 是随便哪个空着的",
)
@click.option("--lan", is_flag=True, help="让局域网里的人也能打开，打印网址和二维码")
@click.option(
    "--name", "names", multiple=True, metavar="名称", help="还允许用哪个域名打开，可以重复写"
)
@click.option(
    "--cert",
    metavar="文件",
    type=click.Path(dir_okay=False, exists=True, path_type=Path),
    help="加密用的证书（PEM）",
)
@click.option(
    "--key",
    metavar="文件",
    type=click.Path(dir_okay=False, exists=True, path_type=Path),
    help="证书的私钥（PEM）",
)
@click.option("--make-cert", metavar="名称", help="为这个名称做一张证书，并用它加密")
@click.option("--require-tls", is_flag=True, help="没有加密就不启动")
@click.option("--proxy", default="", metavar="地址", help="前面的代理服务器的地址")
@click.option("--scan", default="", metavar="命令", help="上传后查毒的命令，{} 代表文件")
@click.option(
    "--notify", default="", metavar="命令", help="有通知时运行的命令，内容从标准输入给它（JSON）"
)
@passphrase_option
@click.option(
    "--backup-to",
    metavar="文件夹",
    type=click.Path(file_okay=False, path_type=Path),
    help="每天夜里把备份和新的佐证文件复制到另一个磁盘的这个文件夹",
)
@click.option(
    "--region",
    metavar="文件夹",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    help="打开一个汇总文件夹（region.yaml）：报送、排名、指标、线索，可以采用和退回",
)
@click.option("--read-only", is_flag=True, help="只能看，不能改")
@shared.today_option
@click.pass_context
def command(ctx: click.Context, /, folder: str | None, state: Path | None, **options: Any) -> int:
    """Exit code 2 for wrong use or where another one serves the workspace,
    3 where the state cannot be read.
    """
    if ctx.invoked_subcommand is not None:
        # Subcommands find the workspace and the state as if they
        # had been written behind their own name.
        ctx.obj = folder or ctx.obj
        ctx.meta["state"] = state
        return FINE
    must_be_installed()
    # Only now: the server needs what was just asked for, and a subcommand does not need the server.
    place: Path | None = options.pop("region")
    if place is not None:
        from scoring.cli.serving_region import serve_region

        return serve_region(place, state, options)
    from scoring.cli.serving import serve

    return serve(ctx, folder, state, options)
