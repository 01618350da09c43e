"""``shifan rectify urge`` and ``papers``: a 督办单 is issued,
and every paper that was, with who has received it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scoring.actions.papers import issue_paper, paper_receipts
from scoring.cli.ledger_writing import day_of, person_option
from scoring.cli.screen import visible
from scoring.cli.shared import FINE, deliver, format_option, opened, today_option, workspace_option
from scoring.cli.writing import author, written
from scoring.documents.terminal import listing
from scoring.rectification.papers import file_of
from scoring.views.sheet import Column, cells_under, headings

if TYPE_CHECKING:
    from scoring.rectification.papers import Paper, PaperKind
    from scoring.workspace import Workspace

COLUMNS = (
    Column("登记号", cell=lambda paper: str(paper["number"])),
    Column("文书", cell=lambda paper: str(paper["label"])),
    Column("印发", cell=lambda paper: str(paper["issued"])),
    Column("印发人", cell=lambda paper: str(paper["by"])),
    Column("发给", cell=lambda paper: "、".join(paper["recipients"])),
    Column("事项", cell=lambda paper: "、".join(paper["items"])),
    Column("回复时限", cell=lambda paper: str(paper["reply"])),
    Column("未签收", cell=lambda paper: "、".join(paper["waiting"])),
)
"""The papers that were issued, each as JSON gives it."""
PRINTED_AS: dict[PaperKind, str] = {
    "urge": "urge",
    "interview": "urge",
    "monthly": "monthly",
    "slip": "reading-slip",
}
"""Which ``report`` prints a paper."""


@click.command(
    name="urge",
    help="印发督办单：编号存入 papers/，发给这些事项的牵头单位，以后不再改动；用 report urge 打印。",
)
@workspace_option
@today_option
@click.argument("idents", metavar="事项编号…", nargs=-1, required=True)
@person_option("印发人")
@click.option("--reply", metavar="日期", help="要求什么时候以前回复（默认：不写）")
@click.option("--text", metavar="要求", default="", help="写给单位的要求（默认：通用的一段）")
@click.pass_context
def urge(
    ctx: click.Context,
    folder: str | None,
    today: str | None,
    idents: tuple[str, ...],
    person: str,
    reply: str | None,
    text: str,
) -> int:
    """Exit code 2 for unknown and closed items, and a reply that would be due before today."""
    # A copy of the items goes into the paper: what changes in the ledger later changes no paper.
    until = day_of(reply, "--reply") if reply else None
    paper = written(
        ctx,
        folder,
        author(person, today),
        "rectify urge",
        lambda changes: issue_paper(changes, idents, reply=until, text=text),
    )
    click.echo(
        visible(f"已印发{paper.label}（{file_of(paper.number)}），发给：{'、'.join(paper.units)}")
    )
    click.echo(f"打印：shifan report urge --number {paper.number}", err=True)
    return FINE


@click.command(
    name="papers",
    help="列出印发过的督办单、约谈通知、整改月报、送阅件：发给谁，什么时候回复，谁还没有签收。",
)
@workspace_option
@format_option
@click.pass_context
def papers(ctx: click.Context, folder: str | None, form: str, output: Path | None) -> int:
    """The register, the oldest first."""
    workspace, code = opened(ctx, folder)
    listed = [_paper_data(workspace, paper) for paper in workspace.papers]
    rows = [cells_under(COLUMNS, paper) for paper in listed]
    deliver(
        form,
        output,
        data={"papers": listed},
        headings=headings(COLUMNS),
        rows=rows,
        text=listing(COLUMNS, rows) if rows else "还没有印发过文书",
    )
    return code


def _paper_data(workspace: Workspace, paper: Paper) -> dict[str, Any]:
    """One paper as JSON gives it; its words are those of the file and are printed by ``report``."""
    receipts = paper_receipts(workspace, paper)
    return {
        "number": paper.number,
        "kind": paper.kind,
        "label": paper.label,
        "document": PRINTED_AS[paper.kind],
        "issued": str(paper.issued),
        "by": paper.by,
        "recipients": list(paper.recipients),
        "items": [item.id for item in paper.items],
        "reply": str(paper.reply) if paper.reply else "",
        "receipts": [
            {"who": name, "on": str(receipt.on), "by": receipt.by, "note": receipt.note or ""}
            for name, receipt in receipts.items()
            if receipt is not None
        ],
        "waiting": [name for name, receipt in receipts.items() if receipt is None],
    }
