"""``shifan evidence scan``: files, folders and archives into the register."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from scoring.actions.rights import WHOLE, Thing
from scoring.cli import shared
from scoring.cli.persons import person_of
from scoring.cli.shared import (
    deliver,
    fine_if,
    format_option,
    opened,
    today_option,
    workspace_option,
)
from scoring.cli.writing import begun_by
from scoring.evidence.intake import LISTS, Wishes, scan
from scoring.views.sheet import Column, headings

if TYPE_CHECKING:
    from scoring.evidence.intake import Scanned
    from scoring.evidence.probing import OcrMode
    from scoring.workspace import Workspace

LABELS = {
    "added": "新登记",
    "filled": "识别出文字，补登了原来空着的内容",
    "renewed": "已按现在的文件更新登记",
    "duplicates": "重复：内容完全相同，没有登记",
    "near": "疑似重复：已登记，请核对要不要保留",
    "partial": "只读了一部分（已登记，可以使用）",
    "doubts": "拿不准：请打开文件核对",
    "moved": "改了名或移动过：登记的位置已经没有这个文件",
    "changed": "内容变了：与登记时的校验值不符，现在不作数",
    "unread": "读不出内容：请原单位重新报送，或换一种格式",
    "refused": "没有收进来：按说明处理后再扫描",
}
COLUMNS = tuple(map(Column, ("情况", "编号", "文件", "说明")))
"""One row for each file that there is something to say about."""


@click.command(
    name="scan",
    help="把文件、文件夹或 zip 收进佐证登记表：识别类型、算校验值、查重，读出标题、文号、发文机关、日期。"
    "不写路径时扫描 evidence/files/；工作区以外的文件会复制进来。中断后再运行会接着做。",
)
@workspace_option
@format_option
@today_option
@click.argument("paths", metavar="[路径…]", nargs=-1, type=click.Path(path_type=Path))
@click.option("--unit", metavar="单位", help="这些文件是哪个单位报来的")
@click.option(
    "--ocr",
    type=click.Choice(["auto", "all", "off"]),
    default="auto",
    show_default=True,
    help="文字识别：auto 扫描件的首末页，all 每一页，off 不识别",
)
@click.option(
    "--workers", type=click.IntRange(1, 64), metavar="N", help="同时用几个进程（默认按处理器个数）"
)
@click.option(
    "--renew", is_flag=True, help="换了新版本、改了名或移动过的文件，按现在的样子更新登记"
)
@click.option(
    "--by",
    "person",
    metavar="姓名",
    default="",
    help="谁在登记，记入日志；登记本单位材料的，同时记为提供人，不能再由本人审核",
)
@click.pass_context
def command(
    ctx: click.Context,
    folder: str | None,
    form: str,
    output: Path | None,
    today: str | None,
    paths: tuple[Path, ...],
    unit: str | None,
    ocr: str,
    workers: int | None,
    renew: bool,
    person: str,
) -> int:
    """Exit code 1 when something could not be read or taken in,
    or is no longer what was registered.
    """
    workspace, _ = opened(ctx, folder)
    # Without a list of units any name may be entered: there is nothing to hold it against.
    person = person_of(workspace, person, "add_evidence", _whose(workspace, unit))
    owner = shared.unit_of(workspace, unit, ()) if unit and workspace.units else unit
    by = begun_by(workspace.path, person, today)
    wishes = Wishes(
        by.on,
        owner,
        cast("OcrMode", ocr),
        workers,
        by.by,
        renew,
        _folders(workspace),
        _own_units(workspace, by.by, owner),
        stated=by.stated,
    )
    try:
        scanned = scan(workspace.path, workspace.tree, workspace.records, paths, wishes, _tell)
    # Records are written batch by batch, so that hours of reading are never lost to one key.
    except KeyboardInterrupt:
        click.echo("\n已经登记的都保存好了；再运行一次同样的命令会接着做。", err=True)
        raise
    data = {name: getattr(scanned, name) for name in LISTS} | {
        "unchanged": scanned.unchanged,
        "files": scanned.files,
    }
    deliver(
        form,
        output,
        data=data,
        headings=headings(COLUMNS),
        rows=_rows(scanned),
        text=_text(scanned),
    )
    # Near duplicates and doubts are registered and count; these four leave something undone.
    wanting = scanned.unread or scanned.refused or scanned.changed or scanned.moved
    return fine_if(not wanting)


def _own_units(workspace: Workspace, name: str, unit: str | None) -> frozenset[str]:
    """The units for which a person supplies files: the own ones; where nobody is listed, the unit
    that is named.
    """
    person = workspace.people.find(name) if name else None
    if person is not None:
        return frozenset(workspace.units.name(own) for own in person.units)
    if unit and not workspace.people:
        return frozenset({unit})
    return frozenset()


def _folders(workspace: Workspace) -> dict[str, str]:
    """What a folder of a unit may be called: its name on record, or one of its aliases."""
    units = workspace.units
    return {**units.aliases, **{name: name for name in units.names if name not in units.members}}


def _whose(workspace: Workspace, unit: str | None) -> Thing:
    """Files of a unit, or, where none is named, of nobody in particular."""
    if unit:
        return Thing.unit(unit, workspace.units)
    return WHOLE


def _tell(done: int, whole: int) -> None:
    if not sys.stderr.isatty():
        return
    if whole:
        click.echo(
            f"\r正在读取 {done}/{whole} 个文件（{100 * done // whole}%）",
            nl=done == whole,
            err=True,
        )
    elif done % 50 == 0:
        click.echo(f"\r正在收集文件：{done} 个", nl=False, err=True)


def _remark(name: str, row: dict[str, str]) -> str:
    other = row.get("of", "")
    match name:
        case "added":
            return "，".join(filter(None, (f"《{row['title']}》", row["how"] or "还没有对应指标")))
        case "duplicates":
            return f"与 {other} 相同"
        case "near":
            return f"与 {other} 相近：{row['how']}"
        case "moved":
            return f"登记的是 {other}"
        case "unread":
            return "：".join(filter(None, (row["state"], row["reason"])))
        case _:
            return row.get("what") or row.get("reason", "")


def _rows(found: Scanned) -> list[list[str]]:
    return [
        [label, row.get("id", ""), row.get("file", ""), _remark(name, row)]
        for name, label in LABELS.items()
        for row in getattr(found, name)
    ]


def _text(found: Scanned) -> str:
    """What was done first, then what asks for a person, the totals and the next steps at the end,
    where eyes rest.
    """
    lines = []
    for name, label in LABELS.items():
        rows = getattr(found, name)
        if rows:
            lines.append(f"{label}（{len(rows)}个）")
            lines += [
                f"  {row.get('id', ''):6}{row.get('file', '')}　{_remark(name, row)}"
                for row in rows
            ]
            lines.append("")
    return "\n".join([*lines, _totals(found), *_next_steps(found)])


def _totals(found: Scanned) -> str:
    counts = {
        "新登记": len(found.added),
        "没有变化": found.unchanged,
        "补登": len(found.filled),
        "更新": len(found.renewed),
        "重复": len(found.duplicates),
        "改名移动": len(found.moved),
        "内容变了": len(found.changed),
        "读不出": len(found.unread),
        "没有收进来": len(found.refused),
    }
    text = "，".join(f"{name} {count}" for name, count in counts.items() if count)
    if text:
        return f"共 {found.files} 个文件：{text}"
    return "没有找到文件"


def _next_steps(found: Scanned) -> list[str]:
    unmapped = sum(not row["how"] or "请用 evidence map" in row["how"] for row in found.added)
    steps = [
        (unmapped, f"{unmapped} 件还没有对应指标：shifan evidence suggest --all 看建议"),
        (found.changed or found.moved, "确认是新版本、或只是改了名的：加 --renew 再扫描一次"),
        (
            any("待识别" in row["reason"] for row in found.unread),
            "待识别的扫描件：装好文字识别组件（见 shifan doctor），不加 --ocr off 再扫描一次",
        ),
        (found.unread, "读不出的随时可以再看：shifan evidence list --unread"),
    ]
    return [f"下一步：{text}" for wanted, text in steps if wanted]
