"""``shifan indicators list``, ``show`` and ``diff``:
the trees that ship with the tool, and any tree of a file.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scoring.actions.beginning import chosen
from scoring.cli import shared
from scoring.cli.shared import (
    FINE,
    PROBLEMS,
    UNPRINTABLE,
    UNREADABLE,
    deliver,
    format_option,
    needs_file,
    tell,
    today_option,
)
from scoring.documents.data import tree_data
from scoring.documents.editions import DIFF_COLUMNS, diff_data, diff_page, diff_row, diff_text
from scoring.documents.registry import Wishes, rendered
from scoring.documents.terminal import listing
from scoring.documents.tree_listing import TREE, tree_rows, tree_text
from scoring.indicators.comparison import compare
from scoring.indicators.library import find_tree, no_such_tree, shipped
from scoring.indicators.loading import load_tree
from scoring.pdf.errors import RenderError
from scoring.storage import write_atomic
from scoring.views.head import BASIS_NAMES
from scoring.views.sheet import Column, headings
from scoring.workspace.changes import RefusedError

if TYPE_CHECKING:
    from scoring.indicators.model import IndicatorTree
    from scoring.indicators.scope import Choice, Kinds

TREES = (
    Column("id"),
    Column("名称", fold=40),
    Column("版本"),
    Column("各级指标数"),
    Column("分值来源"),
)
"""The trees that ship with the program."""


@click.command(name="list", help="列出内置的指标体系。")
@format_option
def list_(form: str, output: Path | None) -> int:
    """Every shipped tree with its size and the basis of its points."""
    trees = [
        tree for tree, _ in (load_tree(path, path.name) for path in shipped()) if tree is not None
    ]
    counts = [
        [
            sum(node.level == level for node in tree.walk())
            for level in range(1, len(tree.head.levels) + 1)
        ]
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
    rows = [
        [
            tree.id,
            tree.title,
            tree.head.edition or "",
            "/".join(map(str, sizes)),
            BASIS_NAMES[tree.points_basis],
        ]
        for tree, sizes in zip(trees, counts, strict=True)
    ]
    deliver(
        form,
        output,
        data=data,
        headings=headings(TREES),
        rows=rows,
        text=listing(TREES, rows),
    )
    return FINE


@click.command(name="show", help="显示一套指标体系：内置体系的 id，或 YAML 文件。")
@format_option
@click.argument("source", metavar="ID或文件")
@click.option(
    "--for",
    "classes",
    multiple=True,
    metavar="类别",
    help="只看对这类对象的指标和分值，如 县、山区（每种选一个，可写多次；也可写成 地区=山区）",
)
@click.pass_context
def show(
    ctx: click.Context, form: str, output: Path | None, source: str, classes: tuple[str, ...]
) -> int:
    """Exit code 1 when the tree has errors, 2 when there is no such tree or class,
    3 when it cannot be read.
    """
    tree, code = read_tree(ctx, source, "ID或文件", classes)
    deliver(
        form,
        output,
        data=tree_data(tree),
        headings=headings(TREE),
        rows=tree_rows(tree),
        text=tree_text(tree),
    )
    return code


@click.command(
    name="diff",
    help="对照新旧两套指标体系：未变、改名、移动、拆分、合并、新增、取消和分值变化，逐项列出。",
)
@format_option
@today_option
@click.argument("old", metavar="旧体系")
@click.argument("new", metavar="新体系")
@click.option(
    "--to", "target", type=click.Choice(["xlsx", "pdf"]), help="生成对照表文件（与 -o 一起用）"
)
@click.option("--changed", is_flag=True, help="表格里不列未变的指标")
@click.pass_context
def diff(
    ctx: click.Context,
    form: str,
    output: Path | None,
    today: str | None,
    old: str,
    new: str,
    target: str | None,
    changed: bool,
) -> int:
    """Exit code 0 with and without differences, 2 for an unknown tree, 3 for one that cannot be
    read, 4 for the PDF.
    """
    needs_file(target, output)
    day = shared.today(today)
    comparison = compare(read_tree(ctx, old, "旧体系")[0], read_tree(ctx, new, "新体系")[0])
    if target and output:
        try:
            write_atomic(output, rendered(diff_page(comparison, day), target, Wishes(day), None))
        except RenderError as error:
            click.echo(f"文书没有生成：{error}", err=True)
            return UNPRINTABLE
        click.echo(str(output))
        return FINE
    shown = [row for row in comparison.rows if not changed or row.changes != ("unchanged",)]
    rows = [diff_row(row) for row in shown]
    text = diff_text(comparison, listing(DIFF_COLUMNS, rows) if rows else "")
    deliver(
        form,
        output,
        data=diff_data(comparison),
        headings=headings(DIFF_COLUMNS),
        rows=rows,
        text=text,
    )
    return FINE


def read_tree(
    ctx: click.Context, source: str, hint: str, classes: tuple[str, ...] = ()
) -> tuple[IndicatorTree, int]:
    """The tree that a file, an id of the workspace (``-w``, or the current folder) or one of the
    library names, and the exit code that its problems call for; whole, or for the kind of object
    that ``classes`` name.

    Ends the command with code 3 when it cannot be read; raises a usage error when there is none, or
    no such class.
    """
    home = Path(ctx.obj) if ctx.obj is not None else Path.cwd()
    own = home if (home / "workspace.yaml").is_file() else None
    path = Path(source) if Path(source).is_file() else find_tree(source, own)
    if path is None:
        raise click.BadParameter(no_such_tree(source, own), param_hint=hint)

    def choose(kinds: Kinds) -> Choice:
        try:
            return chosen(kinds, classes)
        except RefusedError as error:
            raise click.BadParameter(str(error), param_hint="--for") from None

    # Problems are told and the tree is shown all the same, as far as it could be read.
    tree, problems = load_tree(path, path.name, choose if classes else None)
    for item in problems:
        tell(item)
    if tree is None:
        ctx.exit(UNREADABLE)
    if classes and tree.scope.chosen is None:
        choose(tree.scope.kinds)  # a tree without classes: says so
    return tree, PROBLEMS if any(item.severity == "error" for item in problems) else FINE
