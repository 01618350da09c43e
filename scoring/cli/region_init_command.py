"""``shifan region init``: how a province or a city over its counties is begun,
or a county over its units.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import click

from scoring.actions.beginning import tree_of
from scoring.cli import shared
from scoring.cli.ledger_writing import day_of
from scoring.cli.shared import FINE, today_option
from scoring.region.roster import read_grid, roster_of
from scoring.region.scaffold import DUE_AFTER, Wanted, new_region
from scoring.region.units import members_of, new_members


@click.command(
    name="init", help="新建一个汇总文件夹：region.yaml、指标体系的副本、收报送包的 incoming/。"
)
@today_option
@click.argument("folder", metavar="文件夹", type=click.Path(path_type=Path))
@click.option(
    "--tree",
    "wanted",
    required=True,
    metavar="ID或文件",
    help="统一用的指标体系：内置的 id，或自己的 YAML 文件",
)
@click.option("--name", metavar="名称", help="谁来汇总，如 示例省（默认用文件夹名）")
@click.option(
    "--round", "round_name", metavar="名称", help="这一次汇总叫什么，如 2026（默认：当年）"
)
@click.option(
    "--self-round", metavar="名称", help="各单位报的轮次叫什么，如 2026-self（默认：当年-self）"
)
@click.option("--as-of", metavar="日期", help="统一的评分日期（默认：今天）")
@click.option(
    "--from", "start", metavar="日期", help="材料时间窗从哪天起（默认：上一年 1 月 1 日）"
)
@click.option("--to", "end", metavar="日期", help="材料时间窗到哪天止（默认：评分日期）")
@click.option("--due", metavar="日期", help="报送截止（默认：评分日期后 5 天）")
@click.option(
    "--roster",
    type=click.Path(dir_okay=False, exists=True, path_type=Path),
    metavar="工作簿",
    help="名册",
)
@click.option(
    "--units",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    metavar="工作区",
    help="汇总本县各单位：从这个县的工作区取单位名单，给每个单位建一个工作区",
)
def init(
    today: str | None,
    folder: Path,
    wanted: str,
    name: str | None,
    round_name: str | None,
    self_round: str | None,
    as_of: str | None,
    start: str | None,
    end: str | None,
    due: str | None,
    roster: Path | None,
    units: Path | None,
) -> int:
    """Exit code 2 for an unknown tree or an occupied folder,
    3 for a tree or roster that cannot be read.
    """
    day = day_of(as_of, "--as-of") if as_of else shared.today(today)
    source, tree = tree_of(wanted, "没有新建")
    if units is not None:
        counties = members_of(units, tree)
    elif roster is not None:
        counties = roster_of(read_grid(roster))
    else:
        counties = {}
    plan = Wanted(
        name or folder.resolve().name,
        round_name or str(day.year),
        day,
        (_day(start, "--from", date(day.year - 1, 1, 1)), _day(end, "--to", day)),
        _day(due, "--due", day + timedelta(days=DUE_AFTER)),
        self_round or f"{day.year}-self",
        "单位" if units else "县",
        counties,
    )
    written = new_region(folder, tree, source, plan)
    if units is not None:
        written += new_members(folder, tree, source, plan)
    for path in written[:2]:
        click.echo(str(path))
    click.echo(_next_step(len(counties), for_units=units is not None), err=True)
    return FINE


def _next_step(counties: int, *, for_units: bool) -> str:
    """What there is to do once the folder stands."""
    if for_units:
        return f"给 {counties} 个单位各建了一个工作区，在 members/ 里。填好后运行 shifan region score。"
    first = "" if counties else "填好名册（shifan region roster import 名册.xlsx）后，"
    return f"{first}把收到的报送包放进 incoming/，运行 shifan region collect。"


def _day(text: str | None, option: str, usual: date) -> date:
    if text:
        return day_of(text, option)
    return usual
