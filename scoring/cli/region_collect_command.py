"""What comes in: ``collect``, ``status``, ``accept``, ``return``, ``receipt``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scoring.cli import shared
from scoring.cli.region_shared import Progress, opened_region, region_option
from scoring.cli.shared import (
    FINE,
    UNPRINTABLE,
    deliver,
    fine_if,
    format_option,
    today_option,
)
from scoring.documents.layout import Page
from scoring.documents.region.receipts import receipt as receipt_page
from scoring.documents.region.receipts import return_letter
from scoring.documents.region.submission_listing import (
    ARRIVALS,
    STATUS,
    arrival_rows,
    arrivals_data,
    arrivals_text,
    status_data,
    status_rows,
    status_text,
)
from scoring.documents.registry import Wishes, rendered
from scoring.evidence.package import safe_name
from scoring.pdf.errors import RenderError
from scoring.region.chain import Chain, writing
from scoring.region.receiving import collect as collect_packages
from scoring.region.receiving import files_in
from scoring.region.running import Local
from scoring.region.standing import accept as accept_packages
from scoring.region.standing import code_of, lines, undecided
from scoring.region.standing import give_back as return_package
from scoring.region.verdicts import FINE as SETTLED
from scoring.storage import place, write_atomic
from scoring.views.sheet import headings

if TYPE_CHECKING:
    from datetime import date

    from scoring.region.model import Region


@click.command(
    name="collect",
    help="接收报送包：逐个检查、复算，每个给出一个结果；不符合的说明理由，谁也不影响谁。",
)
@region_option
@format_option
@today_option
@click.argument(
    "places", metavar="[文件或文件夹…]", nargs=-1, type=click.Path(exists=True, path_type=Path)
)
@click.option(
    "--as", "claimed", metavar="编码", help="认领：这个报送包是名册里哪个单位的（一次一个文件）"
)
@click.option("--by", "person", metavar="姓名", help="谁接收的")
@click.option(
    "--workers", type=click.IntRange(1, 64), metavar="个数", help="同时处理几个（默认按处理器）"
)
@click.pass_context
def collect(
    ctx: click.Context,
    folder: str | None,
    form: str,
    output: Path | None,
    today: str | None,
    places: tuple[Path, ...],
    claimed: str | None,
    person: str | None,
    workers: int | None,
) -> int:
    """Exit code 1 when a package was returned or asks for a decision."""
    day = shared.today(today)
    region = opened_region(ctx, folder)
    if today is None:
        Chain(region.path).believe(day)
    chosen = list(places) or [region.path / "incoming"]
    if not places and not chosen[0].is_dir():
        raise click.UsageError("没有 incoming/ 文件夹；请写明报送包或放报送包的文件夹。")
    code = code_of(region, claimed) if claimed else None
    # A claim says whose package this very file is; over several it would be given to strangers.
    if code is not None and len(files_in(chosen)) != 1:
        raise click.UsageError("--as 一次只能认领一个文件。")
    progress = Progress("接收")
    arrivals = collect_packages(
        region, chosen, day, Local(workers or 0), by=person, claimed=code, on_answer=progress
    )
    progress.end()
    deliver(
        form,
        output,
        data=arrivals_data(arrivals),
        headings=headings(ARRIVALS),
        rows=arrival_rows(arrivals),
        text=arrivals_text(arrivals),
    )
    return fine_if(all(item.verdict in SETTLED for item in arrivals))


@click.command(
    name="status",
    help="报送情况：谁报了、第几次、结果、逾期几天、问题几处；最后列待认领和退回的文件。",
)
@region_option
@format_option
@click.pass_context
def status(ctx: click.Context, folder: str | None, form: str, output: Path | None) -> int:
    """Exit code 1 when something is missing, returned or to be decided;
    3 when the chain is broken.
    """
    region = opened_region(ctx, folder)
    listed = lines(region, Chain(region.path).check())
    deliver(
        form,
        output,
        data=status_data(listed),
        headings=headings(STATUS),
        rows=status_rows(listed),
        text=status_text(region, listed),
    )
    return fine_if(all(line.settled for line in listed))


@click.command(
    name="accept", help="采用：这个单位最近一次的报送从此计分；以后重新报送的，要再采用才算。"
)
@region_option
@today_option
@click.argument("codes", metavar="[编码或名称…]", nargs=-1)
@click.option("--all-clean", is_flag=True, help="采用全部“已收”和“逾期”的")
@click.option("--by", "person", metavar="姓名", default="", help="谁决定的")
@click.pass_context
def accept(
    ctx: click.Context,
    folder: str | None,
    today: str | None,
    codes: tuple[str, ...],
    all_clean: bool,
    person: str,
) -> int:
    """Exit code 2 where one cannot be accepted: nothing is written then."""
    if not codes and not all_clean:
        raise click.UsageError("写明采用谁的，或用 --all-clean 采用全部没有疑问的。")
    day = shared.today(today)
    region = opened_region(ctx, folder)
    wanted = [code_of(region, word) for word in codes]
    with writing(region.path) as chain:
        # A clock that is wrong would put the decision before what it decides about.
        if today is None:
            chain.believe(day)
        done = accept_packages(region, chain, wanted, day, person, all_clean=all_clean)
    for line in done:
        click.echo(f"{line.name}：采用第 {line.n} 次报送（{line.fingerprint[:12]}）")
    if not done:
        click.echo("没有新采用的。")
    if all_clean and (waiting := undecided(region, chain)):
        names = "、".join(f"{line.name}（{line.then or line.verdict}）" for line in waiting)
        codes_there = " ".join(line.code for line in waiting)
        click.echo(
            f"待定 {len(waiting)} 个：{names}。看过说明以后逐个采用：shifan region accept "
            f"{codes_there}"
        )
    return FINE


@click.command(name="return", help="退回：写明理由，打印退回函；这个单位要重新报送。")
@region_option
@today_option
@click.argument("word", metavar="编码或名称")
@click.option("--reason", required=True, metavar="理由", help="为什么退回，印在退回函上")
@click.option("--by", "person", metavar="姓名", default="", help="谁决定的")
@click.option("--without-letter", is_flag=True, help="不打印退回函")
@click.pass_context
def give_back(
    ctx: click.Context,
    folder: str | None,
    today: str | None,
    word: str,
    reason: str,
    person: str,
    without_letter: bool,
) -> int:
    """Exit code 2 where there is nothing to return."""
    day = shared.today(today)
    region = opened_region(ctx, folder)
    code = code_of(region, word)
    with writing(region.path) as chain:
        if today is None:
            chain.believe(day)
        line = return_package(region, chain, code, day, person, reason)
    click.echo(f"{line.name}：退回第 {line.n} 次报送")
    if without_letter:
        return FINE
    return _printed(
        region, return_letter(region, line, day, reason), f"退回函-{line.name}-{line.n}.pdf", day
    )


@click.command(name="receipt", help="回执：收到的是哪一份、指纹、结果。")
@region_option
@today_option
@click.argument("word", metavar="编码或名称")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="文件",
    help="写到哪里（默认放入 reports/）",
)
@click.pass_context
def receipt(
    ctx: click.Context, folder: str | None, today: str | None, word: str, output: Path | None
) -> int:
    """Exit code 2 where nothing came in yet."""
    day = shared.today(today)
    region = opened_region(ctx, folder)
    code = code_of(region, word)
    chain = Chain(region.path).check()
    line = next(line for line in lines(region, chain) if line.code == code)
    if not line.n:
        raise click.UsageError(f"{line.name} 还没有报送。")
    name = f"回执-{line.name}-{line.n}.pdf"
    return _printed(region, receipt_page(region, line, chain, day), name, day, output)


def _printed(region: Region, page: object, name: str, day: date, output: Path | None = None) -> int:
    """Writes a document of one page; exit code 4 where it cannot be rendered."""
    assert isinstance(page, Page)
    path = output or place(region.path, f"reports/{safe_name(name, most=120)}")
    try:
        content = rendered(page, "pdf", Wishes(day), None)
    except RenderError as error:
        click.echo(f"没有生成：{error}", err=True)
        return UNPRINTABLE
    write_atomic(path, content)
    click.echo(str(path))
    return FINE
