"""``shifan region roster``: who is expected, as a workbook out and in."""

from __future__ import annotations

from pathlib import Path

import click

from scoring.cli import shared
from scoring.cli.region_shared import opened_region, region_folder, region_option
from scoring.cli.shared import FINE, today_option
from scoring.documents.workbook import workbook
from scoring.problems import CannotError
from scoring.region.chain import writing
from scoring.region.model import FILE, open_region
from scoring.region.roster import compared, headings, read_grid, roster_of, rows, with_counties
from scoring.storage import write_atomic
from scoring.views.sheet import Column, Sheet


@click.group(name="roster", help="名册：谁该报送。导出为工作簿填写，再导入。")
def roster() -> None:
    """The group."""


@roster.command(name="export", help="把名册导出为工作簿，用 WPS、Excel 增改后再导入。")
@region_option
@today_option
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    metavar="文件",
    help="写到哪里，以 .xlsx 结尾",
)
@click.pass_context
def export(ctx: click.Context, folder: str | None, today: str | None, output: Path) -> int:
    """Writes the workbook."""
    day = shared.today(today)
    region = opened_region(ctx, folder)
    columns = tuple(
        Column(name, 30 if name in {"名称", "别名", "联系单位"} else 14)
        for name in headings(region.record)
    )
    notes = ("编码一经确定不要改动；别名用“、”隔开；级别、地区等栏目可以增减，用于分组排名。",)
    listed = tuple(tuple(row) for row in rows(region.record))
    sheet = Sheet("名册", f"{region.record.name}名册", columns, listed, notes=notes)
    write_atomic(output, workbook([sheet], title="名册", issuer=region.record.name, day=day))
    click.echo(str(output))
    return FINE


@roster.command(
    name="import",
    help="导入名册工作簿：要有“编码”“名称”两栏；其余的栏目是级别、别名、联系单位和类别。",
)
@region_option
@click.argument(
    "source", metavar="工作簿", type=click.Path(dir_okay=False, exists=True, path_type=Path)
)
@click.option("--preview", is_flag=True, help="只说明会改什么，不写入")
@click.pass_context
def import_(ctx: click.Context, folder: str | None, source: Path, preview: bool) -> int:
    """Exit code 2 for a roster with faults: nothing is written then."""
    path = region_folder(ctx, folder)
    counties = roster_of(read_grid(source))
    with writing(path) as chain:
        opening = open_region(path)
        region = opening.region or opened_region(ctx, str(path))
        change = compared(region.record.counties, counties)
        handed_in = {entry.get("code") for entry in chain.entries if entry.get("do") == "received"}
        # What was handed in has to stay somebody's: the chain
        # would hold entries of a county unknown.
        if lost := [code for code in change.gone if code in handed_in]:
            names = "、".join(region.record.counties[code].name for code in lost)
            raise CannotError(f"名册没有导入：{names} 已经报送，不能从名册里去掉")
        sentence = (
            f"新增 {len(change.added)} 个，改动 {len(change.changed)} 个，去掉 {len(change.gone)} "
            "个"
        )
        if preview:
            click.echo(f"共 {len(counties)} 个：{sentence}（没有写入）")
            return FINE
        # As bytes, so that the line ends of the file are not changed by reading it.
        text = (path / FILE).read_bytes().decode("utf-8-sig")
        write_atomic(path / FILE, with_counties(text, counties).encode())
    click.echo(f"共 {len(counties)} 个：{sentence}")
    return FINE
