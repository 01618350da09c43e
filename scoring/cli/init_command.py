"""``shifan init``: a new workspace from a tree."""

from __future__ import annotations

from pathlib import Path

import click

from scoring.cli import shared
from scoring.cli.shared import FINE, UNREADABLE, today_option


@click.command(name="init", help="新建一个工作区：带说明的 workspace.yaml、自评轮次和佐证登记表，建好即可 check。")
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
@click.option("--level", metavar="级别", help="市、县、区等；体系按级别区分指标的，必须选（默认：县）")
@click.option(
    "--class",
    "classes",
    multiple=True,
    metavar="类别",
    help="对象类别，如 山区、部门；体系按类别区分指标的，每种选一个（可写多次，也可写成 地区=山区）",
)
@click.pass_context
def command(
    ctx: click.Context,
    folder: Path,
    today: str | None,
    wanted: str,
    name: str | None,
    level: str | None,
    classes: tuple[str, ...],
) -> int:
    """Exit code 2 for an unknown tree or class or an occupied folder, 3 for a tree that cannot be read."""
    from scoring.indicators.library import find_tree, no_such_tree
    from scoring.indicators.loading import load_tree
    from scoring.indicators.scope import LEVEL
    from scoring.initial import Occupied, new_workspace

    day = shared.today(today)
    source = Path(wanted) if Path(wanted).is_file() else find_tree(wanted, None)
    if source is None:
        raise click.BadParameter(no_such_tree(wanted, None), param_hint="--tree")
    tree, problems = load_tree(source, source.name)
    faults = [item for item in problems if item.severity == "error"]
    if tree is None or faults:
        for item in faults:
            click.echo(f"{item.where} {item.rule} {item.what}。{item.fix}", err=True)
        click.echo("指标体系有误，没有新建工作区。", err=True)
        ctx.exit(UNREADABLE)
    kinds = tree.scope.kinds
    usual = "县" if "县" in kinds.declared.get(LEVEL, ("县",)) and LEVEL not in kinds.used else None
    level = level or usual
    of_level = (f"{LEVEL}={level}",) if level and LEVEL in kinds.declared else ()
    choice = shared.picked(kinds, (*of_level, *classes), "--level、--class")
    if kinds.declared:
        tree = load_tree(source, source.name, lambda _: choice)[0] or tree
    name = (name or "").strip() or None
    try:
        paths = new_workspace(folder, tree, source, name=name, today=day, level=choice.get(LEVEL, level))
    except Occupied:
        raise click.UsageError(f"{folder} 已有内容，为免覆盖没有动它。请换一个文件夹名。") from None
    for path in paths:
        click.echo(str(path))
    if not name:
        called = folder.resolve().name
        click.echo(f"名称取自文件夹：“{called}”。要改，改 workspace.yaml 里的 name 和 title。", err=True)
    click.echo(f"已建好。下一步：打开 {folder / '先读我.txt'}，或运行 shifan -w {folder} check", err=True)
    return FINE
