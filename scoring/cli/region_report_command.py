"""``shifan region report``: what is printed of a scored round."""

from __future__ import annotations

from pathlib import Path

import click

from scoring.cli import shared
from scoring.cli.region_shared import opened_results, region_option
from scoring.cli.shared import UNPRINTABLE, fine_if, today_option
from scoring.documents.region.kinds import ALIASES, WORDS, produce
from scoring.pdf.errors import RenderError
from scoring.region.standing import code_of
from scoring.values import offered

FORMS = ["pdf", "docx", "html", "xlsx", "json"]


@click.command(
    name="report",
    help="印制：评估报告、排名通报、报送情况通报、县页（每个单位一页）、汇总表、网页（离线可看）；all 是全部。",
)
@region_option
@today_option
@click.argument("words", metavar="[文书…]", nargs=-1)
@click.option(
    "--to", "form", type=click.Choice(FORMS), help="格式（默认 PDF；汇总表是 xlsx，网页是 html）"
)
@click.option(
    "--county", "names", multiple=True, metavar="编码或名称", help="县页只印这个单位（可写多次）"
)
@click.option(
    "--anonymous", is_flag=True, help="县页里不出现其他单位的情况说明，可以单独发给本单位"
)
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="文件夹",
    help="放在哪里（默认放入 reports/）",
)
@click.pass_context
def report(
    ctx: click.Context,
    folder: str | None,
    today: str | None,
    words: tuple[str, ...],
    form: str | None,
    names: tuple[str, ...],
    anonymous: bool,
    output: Path | None,
) -> int:
    """Exit code 1 when something is missing, returned or to be decided;
    4 when one cannot be rendered.
    """
    day = shared.today(today)
    chosen = words or ("all",)
    # Before the results are read, so that a slip of the pen costs no waiting.
    for word in chosen:
        if word not in WORDS and word not in ALIASES:
            raise click.BadParameter(
                f"没有“{word}”这种文书{offered(word, WORDS)}", param_hint="文书"
            )
    results = opened_results(ctx, folder)
    codes = [code_of(results.region, name) for name in names] or None
    try:
        for path in produce(results, chosen, form, day, output, codes=codes, anonymous=anonymous):
            click.echo(str(path))
    except RenderError as error:
        click.echo(f"文书没有生成：{error}", err=True)
        return UNPRINTABLE
    settled = all(line.settled for line in (*results.lines, *results.others))
    return fine_if(settled)
