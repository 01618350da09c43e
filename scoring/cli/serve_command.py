"""``shifan serve``: the workbench, and the accounts of those who use it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scoring.cli import shared
from scoring.cli.serve_keeping_command import KEEPING, passphrase_option, state_option
from scoring.cli.shared import FINE, workspace_option

if TYPE_CHECKING:
    from scoring.workbench.store import Store


@click.group(
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
@click.option("--read-only", is_flag=True, help="只能看，不能改")
@shared.today_option
@click.pass_context
def command(ctx: click.Context, /, folder: str | None, state: Path | None, **options: Any) -> int:
    """Exit code 2 for wrong use or where another one serves the workspace, 3 where the state cannot
    be read.
    """
    if ctx.invoked_subcommand is not None:
        ctx.obj = folder or ctx.obj
        ctx.meta["state"] = state
        return FINE
    _needed()
    from scoring.cli.serving import serve

    return serve(ctx, folder, state, options)


def _needed() -> None:
    """Ends with a usage error where the parts of the workbench are not installed."""
    try:
        import argon2  # noqa: F401
        import starlette  # noqa: F401
        import uvicorn  # noqa: F401
    except ImportError:
        raise click.UsageError('工作台的组件没有装：pip install "shifan[serve]"') from None


def opened_store(ctx: click.Context, folder: str | None, state: Path | None) -> tuple[Path, Store]:
    """The workspace and the state of its workbench. Raises ``ScoringError`` where the state is not
    ours.
    """
    _needed()
    from scoring.workbench.state import state_folder
    from scoring.workbench.store import Database, Store

    workspace = shared.workspace_folder(ctx, folder)
    place = state or ctx.meta.get("state") or state_folder(workspace)
    return workspace, Store(Database(place))


@command.group(
    name="accounts", help="工作台的账号：谁能登录。单位和角色记在 workspace.yaml 的 people 里。"
)
def accounts() -> None:
    """The group of the account commands."""


@accounts.command(name="add", help="加一个账号。不写口令就打印一个一次性口令，第一次登录时要改。")
@workspace_option
@state_option
@click.argument("login", metavar="账号")
@click.option("--name", "person", required=True, metavar="姓名", help="真实姓名，记入每一次改动")
@click.option("--unit", "units", multiple=True, metavar="单位", help="哪个单位的，可以重复写")
@click.option(
    "--role",
    "roles",
    multiple=True,
    metavar="角色",
    help="角色，可以重复写：填报人、单位审核人、专班……",
)
@click.option(
    "--password-stdin", is_flag=True, help="从标准输入读口令（一行）；这样给的口令不用再改"
)
@click.pass_context
def add(
    ctx: click.Context,
    folder: str | None,
    state: Path | None,
    login: str,
    person: str,
    units: tuple[str, ...],
    roles: tuple[str, ...],
    password_stdin: bool,
) -> int:
    """Exit code 2 for a login that is taken, an unknown unit or role, or a weak password."""
    from scoring.workbench.enrolment import CannotEnrolError, Wish, enrol

    workspace, store = opened_store(ctx, folder, state)
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else ""
    try:
        given = enrol(workspace, store, Wish(login, person, units, roles, password, password_stdin))
    except CannotEnrolError as error:
        raise click.UsageError(str(error)) from None
    finally:
        store.close()
    click.echo(f"已加账号 {login}（{person}）。" + (f"一次性口令：{given}" if given else ""))
    return FINE


@accounts.command(name="list", help="列出全部账号。")
@workspace_option
@state_option
@shared.format_option
@click.pass_context
def list_(
    ctx: click.Context, folder: str | None, state: Path | None, form: str, output: Path | None
) -> int:
    """Never prints anything from which a password could be guessed."""
    from scoring.documents.terminal import table
    from scoring.workbench.enrolment import listed
    from scoring.workspace import open_workspace

    workspace, store = opened_store(ctx, folder, state)
    rows = listed(open_workspace(workspace).whole(), store)
    store.close()
    headings = ["账号", "姓名", "单位", "角色", "状态", "上次登录"]
    cells = [
        [
            row["login"],
            row["name"],
            "、".join(row["units"]),
            "、".join(row["roles"]),
            "停用" if row["disabled"] else "要改口令" if row["must_change"] else "可用",
            row["seen"],
        ]
        for row in rows
    ]
    text = table(headings, cells) if cells else "还没有账号。"
    shared.deliver(form, output, data={"accounts": rows}, headings=headings, rows=cells, text=text)
    return FINE


@accounts.command(name="disable", help="停用一个账号；它的登录马上失效。--undo 重新启用。")
@workspace_option
@state_option
@click.argument("login", metavar="账号")
@click.option("--undo", is_flag=True, help="重新启用")
@click.pass_context
def disable(
    ctx: click.Context, folder: str | None, state: Path | None, login: str, undo: bool
) -> int:
    """Exit code 2 for an unknown login."""
    _, store = opened_store(ctx, folder, state)
    account = _known(store, login)
    store.accounts.disable(account, disabled=not undo)
    store.close()
    click.echo(f"{login} {'已重新启用' if undo else '已停用，它的登录已经失效'}。")
    return FINE


@accounts.command(name="reset", help="重发口令：打印一个一次性口令，原来的登录马上失效。")
@workspace_option
@state_option
@click.argument("login", metavar="账号")
@click.pass_context
def reset(ctx: click.Context, folder: str | None, state: Path | None, login: str) -> int:
    """Exit code 2 for an unknown login."""
    from scoring.workbench.passwords import hashed, one_time

    _, store = opened_store(ctx, folder, state)
    account = _known(store, login)
    password = one_time()
    store.accounts.set_password(account, hashed(password), must_change=True)
    store.sessions.end_all(account)
    store.close()
    click.echo(f"{login} 的一次性口令：{password}")
    return FINE


def _known(store: Store, login: str) -> int:
    from scoring.values import offered

    account = store.accounts.by_login(login)
    if account is None:
        known = [item.login for item in store.accounts.all()]
        store.close()
        raise click.BadParameter(f"没有“{login}”这个账号{offered(login, known)}", param_hint="账号")
    return account.id


for one in KEEPING:
    command.add_command(one)
