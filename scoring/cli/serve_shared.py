"""What the commands of the workbench share: where its state lies,
who may begin it, and the secret of its copies.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import click

from scoring.cli import shared
from scoring.workbench.state import state_folder
from scoring.workbench.store import Database, Store


def state_option(command: shared.C) -> shared.C:
    """``--state``: where accounts, sessions and drafts lie."""
    return click.option(
        "--state",
        "state",
        metavar="文件夹",
        type=click.Path(file_okay=False, path_type=Path),
        help="账号、登录和草稿存在哪里（默认：本用户的数据文件夹，不在工作区里）",
    )(command)


def passphrase_option(command: shared.C) -> shared.C:
    """``--passphrase-file``: what the accounts in a copy are encrypted with;
    never on the command line itself.
    """
    return click.option(
        "--passphrase-file",
        "secret",
        metavar="文件",
        type=click.Path(dir_okay=False, exists=True, path_type=Path),
        help="备份口令的文件（一行）；账号和草稿用它加密。不写，备份里就没有账号",
    )(command)


def passphrase_of(path: Path | None) -> str:
    """The first line of the file, "" without one.
    Raises a usage error for an empty or short one, and for a file that is no text in UTF-8.
    """
    if path is None:
        return ""
    # One line only: an editor ends a file with a line end of its own, which is no part of a secret.
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise click.UsageError(f"{path} 不是 UTF-8 文本，请另存为 UTF-8 编码") from None
    text = lines[0].strip() if lines else ""
    # A copy is carried away on a stick and can be tried at leisure: a short word would not hold.
    if len(text) < 10:
        raise click.UsageError(f"{path} 里的备份口令少于 10 个字")
    return text


def must_be_installed() -> None:
    """Ends with a usage error where the parts of the workbench are not installed."""
    # Looked for and not loaded: the command has to say what is missing, and need not pay for it.
    if not all(find_spec(name) for name in ("argon2", "starlette", "uvicorn")):
        raise click.UsageError('工作台的组件没有装：pip install "shifan[serve]"')


def opened_store(ctx: click.Context, folder: str | None, state: Path | None) -> tuple[Path, Store]:
    """The workspace and the state of its workbench.
    Raises ``ScoringError`` where the state is not ours.
    """
    must_be_installed()
    workspace = shared.workspace_folder(ctx, folder)
    place = state or ctx.meta.get("state") or state_folder(workspace)
    return workspace, Store(Database(place))
