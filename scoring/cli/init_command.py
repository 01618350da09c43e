"""``shifan init``: a new workspace from a tree."""

from __future__ import annotations

from pathlib import Path

import click

from scoring.actions.beginning import begin_workspace
from scoring.cli import shared
from scoring.cli.shared import FINE, today_option


@click.command(
    name="init",
    help="新建一个工作区：带说明的 workspace.yaml、自评轮次和佐证登记表，建好即可 check。",
)
@today_option
@click.argument("folder", metavar="文件夹", type=click.Path(path_type=Path))
@click.option(
    "--tree",
    "wanted",
    required=True,
    metavar="ID或文件",
    help="指标体系：内置的 id（shifan indicators list 可查），或自己的 YAML 文件",
)
@click.option("--name", metavar="名称", help="给谁评分，如 示例县（默认用文件夹名）")
@click.option(
    "--level", metavar="级别", help="市、县、区等；体系按级别区分指标的，必须选（默认：县）"
)
@click.option(
    "--class",
    "classes",
    multiple=True,
    metavar="类别",
    help="对象类别，如 山区、部门；体系按类别区分指标的，每种选一个（可写多次，也可写成 地区=山区）",
)
def command(
    folder: Path,
    today: str | None,
    wanted: str,
    name: str | None,
    level: str | None,
    classes: tuple[str, ...],
) -> int:
    """Exit code 2 for an unknown tree or class or an occupied folder,
    3 for a tree that cannot be read.
    """
    name = (name or "").strip() or None
    paths = begin_workspace(
        folder, wanted, today=shared.today(today), name=name, level=level, classes=classes
    )
    for path in paths:
        click.echo(str(path))
    if not name:
        called = folder.resolve().name
        click.echo(
            f"名称取自文件夹：“{called}”。要改，改 workspace.yaml 里的 name 和 title。", err=True
        )
    click.echo(
        f"已建好。下一步：打开 {folder / '先读我.txt'}，或运行 shifan -w {folder} check", err=True
    )
    return FINE
