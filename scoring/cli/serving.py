"""What ``shifan serve`` does: terms from the options, the office, the first lines, and serving
until it is stopped.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from scoring import __version__, libraries
from scoring.cli import shared
from scoring.cli.serve_shared import opened_store, passphrase_of
from scoring.cli.shared import FINE, UNREADABLE
from scoring.problems import exit_code
from scoring.rectification.clock import believe_ledger
from scoring.storage.days import believe
from scoring.workbench.backup.nightly import Nightly, Plan, before_upgrade
from scoring.workbench.certificates import make_certificate
from scoring.workbench.desk import Desk
from scoring.workbench.office import Office, Terms, own_names
from scoring.workbench.server import Listening, alone, run, tls_fault
from scoring.workbench.state import state_folder
from scoring.workspace import open_workspace


def serve(
    ctx: click.Context, folder: str | None, state: Path | None, options: dict[str, Any]
) -> int:
    """Serves until it is stopped. A second one on the same workspace
    is refused before it opens anything.
    """
    workspace = shared.workspace_folder(ctx, folder)
    if not (workspace / "workspace.yaml").is_file():
        return _served(ctx, folder, state, options, None)
    # Two workbenches would each keep a newest state of their own, and each believe it.
    with alone(workspace) as remember:
        return _served(ctx, folder, state, options, remember)


def _served(
    ctx: click.Context,
    folder: str | None,
    state: Path | None,
    options: dict[str, Any],
    remember: Callable[[str], None] | None,
) -> int:
    asked = shared.today(options["today"]) if options["today"] else None
    clock = shared.today(None) if asked is None else date.today()
    # Whoever states the day that the clock shows has looked at it: the days go on from there.
    day = None if asked == clock else asked
    held = asked is None and not options["read_only"]
    if held:
        believe(shared.workspace_folder(ctx, folder), clock)
    plan = _keeping(ctx, folder, state, options)
    workspace, store = opened_store(ctx, folder, state)
    opened = open_workspace(workspace)
    if opened.workspace is None:
        for item in opened.problems:
            if item.severity == "error":
                shared.tell(item)
        click.echo("因此不能打开工作台。改正后再试；全部问题见 shifan check。", err=True)
        return exit_code(opened.problems) or UNREADABLE
    if held:
        believe_ledger(clock, opened.workspace.ledger)
    listening, terms = terms_of(store.database.path.parent, options, day)
    desk = Desk(workspace, day, confirmed=asked)
    office = Office(desk, store, terms, state=store.database.path.parent)
    office.desk.view()
    keeper = Nightly(plan)
    keeper.start()
    try:
        run(office, listening, lambda address: tell_ready(office, listening, address), remember)
    finally:
        keeper.stop()
        office.close()
    return FINE


def _keeping(
    ctx: click.Context, folder: str | None, state: Path | None, options: dict[str, Any]
) -> Any:
    """What is copied at night; a copy at once where another version
    of the program was the last to serve here.
    """
    workspace = shared.workspace_folder(ctx, folder)
    target = options["backup_to"]
    if target is not None:
        target.mkdir(parents=True, exist_ok=True)
    place = state or state_folder(workspace)
    plan = Plan(workspace, place, passphrase_of(options["secret"]), target)
    if options["read_only"] or not (workspace / "workspace.yaml").is_file():
        return plan
    made = before_upgrade(plan, __version__, datetime.now())
    if made is not None:
        click.echo(f"这个版本的程序第一次打开这个工作区，先备份：{made}", err=True)
    return plan


LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
"""Addresses that only this computer reaches."""


def terms_of(state: Path, options: dict[str, Any], day: date | None) -> tuple[Any, Any]:
    """Where to listen and under which terms;
    a usage error for a certificate that cannot be used.
    """
    cert, key = options["cert"], options["key"]
    if (cert is None) != (key is None):
        raise click.UsageError("--cert 和 --key 要一起写")
    lan, host = options["lan"], options["host"]
    reachable = lan or host not in LOOPBACK
    names = own_names() if reachable else Terms().names
    # "Every address" is none by which anybody calls this computer.
    names |= {host.lower(), *(name.lower() for name in options["names"])} - {"0.0.0.0", "::"}  # noqa: S104
    if options["make_cert"]:
        cert, key, authority = make_certificate(state, options["make_cert"], names)
        names |= {options["make_cert"].lower()}
        click.echo(
            f"证书已经做好。让各台电脑信任它：把 {authority} 装进“受信任的根证书颁发机构”。",
            err=True,
        )
    if cert is not None and (fault := tls_fault(cert, key)):
        raise click.UsageError(f"证书不能用：{fault}")
    # Refused and not warned of: passwords would go over the network in the clear.
    if options["require_tls"] and cert is None:
        raise click.UsageError(
            "写了 --require-tls，没有证书就不启动；可以用 --make-cert 名称 做一张"
        )
    if lan and host == "127.0.0.1":
        host = "0.0.0.0"  # noqa: S104 - that is what was asked for
    terms = Terms(
        names=frozenset(names),
        secure=cert is not None,
        require_tls=options["require_tls"],
        lan=reachable,
        proxy=options["proxy"],
        read_only=options["read_only"],
        scan=options["scan"],
        notify=options["notify"],
        today=day,
    )
    return Listening(host, options["port"], cert, key), terms


def tell_ready(office: Any, listening: Any, address: str) -> None:
    """The address on standard output, what else there is to say on the error stream."""
    sys.stdout.write(f"{address}\n")
    sys.stdout.flush()
    if not office.store.accounts.all():
        link = office.first_link(address)
        click.echo(
            f"还没有账号。半小时内在这台机器上打开这个网址，设第一个管理员：\n  {link}", err=True
        )
    if office.terms.lan:
        _tell_network(office, listening, address)
        if not office.secure:
            click.echo(
                "注意：没有加密，同一网络里的人可能看到口令。可以用 --make-cert 名称 打开加密。",
                err=True,
            )


def _tell_network(office: Any, listening: Any, address: str) -> None:
    """The addresses for others in the network, and a code for phones."""
    port = address.rstrip("/").rsplit(":", 1)[-1]
    shown = sorted(
        name
        for name in office.terms.names
        if name not in {"localhost", "127.0.0.1", "::1"} and ":" not in name
    )
    urls = [f"{listening.scheme}://{name}:{port}/" for name in shown]
    click.echo("局域网里可以用这些网址打开：", err=True)
    for url in urls:
        click.echo(f"  {url}", err=True)
    # A number first: a phone need not be able to resolve the name of a computer.
    first = next((url for url in urls if url.split("//")[1][0].isdigit()), urls[0] if urls else "")
    if first and sys.stderr.isatty():
        libraries.segno.make(first, error="m").terminal(out=sys.stderr, compact=True)
