"""``shifan serve accounts``: who may log in to the workbench."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scoring.cli import shared
from scoring.cli.serve_shared import opened_store, state_option
from scoring.cli.shared import FINE, workspace_option
from scoring.documents.terminal import listing
from scoring.values import offered
from scoring.views.sheet import Column, headings
from scoring.workbench.enrolment import CannotEnrolError, Wish, enrol, listed
from scoring.workbench.passwords import hashed, one_time
from scoring.workspace import open_workspace

if TYPE_CHECKING:
    from scoring.workbench.store import Store

ACCOUNTS = tuple(map(Column, ("账号", "姓名", "单位", "角色", "状态", "上次登录")))


@click.group(
    name="accounts", help="工作台的账号：谁能登录。单位和角色记在 workspace.yaml 的 people 里。"
)
def accounts() -> None:
    """The group of the account commands."""


@accounts.command(name="add", help="加一个账号。不写口令就打印一个一次性口令，第一次登录时要改。")
@workspace_option
@state_option
@shared.today_option
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
    today: str | None,
    login: str,
    person: str,
    units: tuple[str, ...],
    roles: tuple[str, ...],
    password_stdin: bool,
) -> int:
    """Exit code 2 for a login that is taken, an unknown unit or role, or a weak password."""
    day = shared.today(today)
    workspace, store = opened_store(ctx, folder, state)
    # Never as an option: the command line is seen by everybody
    # on the machine, and kept by the shell.
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else ""
    try:
        wish = Wish(login, person, units, roles, password, password_stdin)
        given = enrol(workspace, store, wish, today=day, stated=today is not None)
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
    workspace, store = opened_store(ctx, folder, state)
    rows = listed(open_workspace(workspace).whole(), store)
    store.close()
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
    shared.deliver(
        form,
        output,
        data={"accounts": rows},
        headings=headings(ACCOUNTS),
        rows=cells,
        text=listing(ACCOUNTS, cells) if cells else "还没有账号。",
    )
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
    _, store = opened_store(ctx, folder, state)
    account = _known(store, login)
    password = one_time()
    store.accounts.set_password(account, hashed(password), must_change=True)
    # Whoever had the old password may be logged in with it at this moment.
    store.sessions.end_all(account)
    store.close()
    click.echo(f"{login} 的一次性口令：{password}")
    return FINE


def _known(store: Store, login: str) -> int:
    account = store.accounts.by_login(login)
    if account is None:
        known = [item.login for item in store.accounts.all()]
        store.close()
        raise click.BadParameter(f"没有“{login}”这个账号{offered(login, known)}", param_hint="账号")
    return account.id
