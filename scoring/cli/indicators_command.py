"""``shifan indicators``: the trees that ship with the tool, and any tree of a file."""

from __future__ import annotations

from pathlib import Path

import click

from scoring.cli.import_command import command as import_command
from scoring.cli.shared import FINE, PROBLEMS, UNREADABLE, deliver, format_option, table, tell


@click.group(name="indicators", help="查看指标体系：内置的有哪些，某一套有哪些指标。")
def command() -> None:
    """The group; its commands stand below."""


command.add_command(import_command)


@command.command(name="list", help="列出内置的指标体系。")
@format_option
def list_(form: str, output: Path | None) -> int:
    """Every shipped tree with its size and the basis of its points."""
    from scoring.indicators.library import shipped
    from scoring.indicators.loading import load_tree
    from scoring.reporting.tables import BASIS_NAMES

    trees = [tree for tree, _ in (load_tree(path, path.name) for path in shipped()) if tree is not None]
    counts = [
        [sum(node.level == level for node in tree.walk()) for level in range(1, len(tree.head.levels) + 1)]
        for tree in trees
    ]
    data = {
        "trees": [
            {
                "id": tree.id,
                "title": tree.title,
                "edition": tree.head.edition or "",
                "levels": list(tree.head.levels),
                "counts": sizes,
                "points_basis": tree.points_basis,
            }
            for tree, sizes in zip(trees, counts, strict=True)
        ]
    }
    headings = ["id", "名称", "版本", "各级指标数", "分值来源"]
    rows = [
        [tree.id, tree.title, tree.head.edition or "", "/".join(map(str, sizes)), BASIS_NAMES[tree.points_basis]]
        for tree, sizes in zip(trees, counts, strict=True)
    ]
    deliver(
        form,
        output,
        data=data,
        headings=headings,
        rows=rows,
        text=table(headings, rows, widths=[None, 40, None, None, None]),
    )
    return FINE


@command.command(name="show", help="显示一套指标体系：内置体系的 id，或 YAML 文件。")
@format_option
@click.argument("source", metavar="ID或文件")
@click.pass_context
def show(ctx: click.Context, form: str, output: Path | None, source: str) -> int:
    """Exit code 1 when the tree has errors, 2 when there is no such tree, 3 when it cannot be read."""
    from scoring.indicators.library import find_tree, shipped
    from scoring.indicators.loading import load_tree
    from scoring.reporting.data import tree_data
    from scoring.reporting.tables import TREE_HEADINGS, tree_rows, tree_text
    from scoring.values import nearest

    path = Path(source) if Path(source).is_file() else find_tree(source, None)
    if path is None:
        near = nearest(source, [item.stem for item in shipped()])
        raise click.BadParameter(
            f"没有“{source}”这套指标体系或这个文件" + (f"，是不是“{near}”？" if near else ""), param_hint="ID或文件"
        )
    tree, problems = load_tree(path, path.name)
    for item in problems:
        tell(item)
    if tree is None:
        ctx.exit(UNREADABLE)
    deliver(form, output, data=tree_data(tree), headings=TREE_HEADINGS, rows=tree_rows(tree), text=tree_text(tree))
    return PROBLEMS if any(item.severity == "error" for item in problems) else FINE
