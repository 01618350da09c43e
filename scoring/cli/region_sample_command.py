"""``sample`` and ``evidence`` of a region: whom to visit, what to look at,
whether what comes was handed in.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from scoring.cli import shared
from scoring.cli.region_shared import opened_results, region_option
from scoring.cli.shared import FINE, deliver, fine_if, format_option, today_option
from scoring.documents.region.visits import visit_files
from scoring.documents.terminal import listing
from scoring.problems import CannotError
from scoring.region.drawing import Wish, draw, wish_of
from scoring.region.evidence_check import check_evidence
from scoring.region.results import rank
from scoring.region.standing import code_of
from scoring.storage import place, write_atomic
from scoring.views.sheet import Column, cells_under, headings

if TYPE_CHECKING:
    from scoring.region.drawing import By

SAMPLE = (
    *map(Column, ("编码", "名称", "层", "概率", "指标", "指标概率")),
    Column("佐证", fold=30),
)
"""One row for each indicator that is looked at in a county drawn."""
EVIDENCE = (
    Column("编号", cell=lambda piece: piece.id),
    Column("标题", fold=30, cell=lambda piece: piece.title),
    Column("结果", cell=lambda piece: piece.state),
    Column("文件", fold=30, cell=lambda piece: piece.file),
    Column("报送时的校验值", cell=lambda piece: piece.sha256),
)
"""What came of each piece that was asked for."""


@click.command(
    name="sample",
    help="抽签：抽哪些单位、每个单位看哪些指标；记入 samples/，谁都能按同一种子重抽。",
)
@region_option
@format_option
@today_option
@click.option("--counties", type=click.IntRange(1, 5000), metavar="个数", help="抽几个单位")
@click.option(
    "--leaves",
    type=click.IntRange(1, 1000),
    default=8,
    show_default=True,
    metavar="项数",
    help="每个看几项",
)
@click.option(
    "--by",
    type=click.Choice(["risk", "group", "rank"]),
    default="rank",
    show_default=True,
    help="按什么分层",
)
@click.option("--seed", metavar="种子", help="随机数的种子，当众确定；同一种子结果相同")
@click.option(
    "--check",
    "record",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="记录",
    help="按记录重抽核对",
)
@click.option("--without-books", is_flag=True, help="不生成评查册和调阅清单")
@click.pass_context
def sample(
    ctx: click.Context,
    folder: str | None,
    form: str,
    output: Path | None,
    today: str | None,
    counties: int | None,
    leaves: int,
    by: str,
    seed: str | None,
    record: Path | None,
    without_books: bool,
) -> int:
    """Exit code 1 when a recorded sample is not what is drawn now."""
    day = shared.today(today)
    results = opened_results(ctx, folder)
    ranking = rank(results)
    if record is not None:
        recorded = _recorded(record)
        # Drawn again by what was recorded: nobody has to believe
        # the list, everybody can repeat the lot.
        now = draw(results, ranking, wish_of(recorded)).as_data()
        same = now == recorded
        click.echo("与记录一致。" if same else "与记录不一致：名册、报送或记录改动过。")
        return fine_if(same)
    if counties is None or not seed:
        raise click.UsageError("写明抽几个（--counties）和种子（--seed）。")
    drawn = draw(results, ranking, Wish(counties, leaves, cast("By", by), seed))
    data = drawn.as_data()
    path = place(results.region.path, f"samples/{results.region.record.round}-{day}.json")
    write_atomic(path, (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode())
    rows = [
        [
            county.code,
            county.name,
            county.stratum,
            str(county.chance),
            leaf.code,
            str(leaf.chance),
            "、".join(ident for ident, _ in leaf.evidence),
        ]
        for county in drawn.counties
        for leaf in county.leaves
    ]
    text = f"{listing(SAMPLE, rows)}\n\n抽样名册摘要 {drawn.frame}\n"
    deliver(form, output, data=data, headings=headings(SAMPLE), rows=rows, text=text)
    click.echo(str(path), err=True)
    if not without_books:
        lines = {line.code: line for line in results.lines}
        home = place(
            results.region.path, f"samples/{results.region.record.round}-{day}", folder=True
        )
        for visit_file in visit_files(results.region, lines, drawn, home, day):
            click.echo(str(visit_file), err=True)
    return FINE


def _recorded(record: Path) -> Any:
    """What a recorded sample holds. Raises ``CannotError`` for a file that is none."""
    try:
        return json.loads(record.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        raise CannotError(f"{record} 不是抽样记录，读不出来", unreadable=True) from None


@click.command(
    name="evidence", help="核对调来的佐证：内容与报送时登记的校验值是否一致；列出缺失和不符的。"
)
@region_option
@format_option
@click.argument("word", metavar="编码或名称")
@click.argument("source", metavar="卷宗", type=click.Path(exists=True, path_type=Path))
@click.option("--id", "ids", multiple=True, metavar="编号", help="只核对这些佐证（可写多次）")
@click.pass_context
def evidence(
    ctx: click.Context,
    folder: str | None,
    form: str,
    output: Path | None,
    word: str,
    source: Path,
    ids: tuple[str, ...],
) -> int:
    """Exit code 1 when a piece is missing or is not what was handed in."""
    results = opened_results(ctx, folder)
    code = code_of(results.region, word)
    pieces = check_evidence(results, code, source, frozenset(ids) or None)
    counts = {
        state: sum(piece.state == state for piece in pieces) for state in ("相符", "缺失", "不符")
    }
    data = {
        "code": code,
        "counts": counts,
        "pieces": [
            {
                "id": item.id,
                "title": item.title,
                "state": item.state,
                "file": item.file,
                "sha256": item.sha256,
            }
            for item in pieces
        ],
    }
    rows = [cells_under(EVIDENCE, piece) for piece in pieces]
    # On the screen only what asks for somebody; files hold every piece with its whole digest.
    faulty = [(*row[:4], row[4][:16]) for row in rows if row[2] != "相符"]
    totals = "，".join(f"{state} {count} 件" for state, count in counts.items())
    text = f"{listing(EVIDENCE, faulty)}\n\n{totals}\n"
    deliver(form, output, data=data, headings=headings(EVIDENCE), rows=rows, text=text)
    return fine_if(counts["相符"] == len(pieces))
