"""``shifan explain CODE``: why one indicator scores what it does."""

from __future__ import annotations

from pathlib import Path

import click

from scoring.cli.shared import deliver, format_option, opened, workspace_option
from scoring.documents.explain_data import explain_data
from scoring.documents.explaining import explain_text
from scoring.documents.score_listing import node_columns, node_rows
from scoring.values import offered
from scoring.views.sheet import headings


@click.command(
    name="explain",
    help="说明一个指标的得分：评分规则、填写的事实、佐证是否有效、计算过程、失分原因和责任单位。",
)
@workspace_option
@format_option
@click.argument("code", metavar="指标编号")
@click.pass_context
def command(
    ctx: click.Context, folder: str | None, form: str, output: Path | None, code: str
) -> int:
    """Exit code 2 for a code that the tree does not have."""
    workspace, result = opened(ctx, folder)
    assessment = workspace.score()
    # A code of another kind of object is no slip of the pen: it says whom the tree was cut for.
    if aside := assessment.tree.not_assessed(code):
        raise click.BadParameter(
            f"{aside}（{assessment.tree.scope.facts[0][1]}）", param_hint="指标编号"
        )
    if code not in assessment.by_code:
        raise click.BadParameter(
            f"指标体系里没有“{code}”{offered(code, assessment.by_code)}", param_hint="指标编号"
        )
    data = explain_data(workspace, assessment, code)
    deliver(
        form,
        output,
        data=data,
        headings=headings(node_columns(assessment)),
        rows=node_rows(assessment, [code]),
        text=explain_text(workspace, assessment, code),
    )
    return result
