"""``shifan evidence scan``: files, folders and archives into the register."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from scoring.cli import shared
from scoring.cli.shared import FINE, PROBLEMS, deliver, format_option, opened, today_option, workspace_option

if TYPE_CHECKING:
    from scoring.evidence.intake import Scanned
    from scoring.evidence.probing import OcrMode

LISTS = {
    "added": "新登记",
    "duplicates": "重复（内容完全相同，没有登记）",
    "near": "疑似重复（已登记，请核对）",
    "changed": "内容变了（登记的校验值不再相符，请核对）",
    "unread": "没有读出全部内容",
    "refused": "没有收进来",
    "doubts": "请核对",
}
HEADINGS = ["情况", "编号", "文件", "说明"]


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
@click.option("--workers", type=click.IntRange(1, 64), metavar="N", help="同时用几个进程（默认按处理器个数）")
@click.option("--by", "person", metavar="姓名", default="", help="谁在登记，记入日志")
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
    person: str,
) -> int:
    """Exit code 1 when something could not be read or taken in."""
    from scoring.evidence.intake import Wishes, scan
    from scoring.storage import Busy

    workspace, _ = opened(ctx, folder)
    assert workspace.tree is not None
    wishes = Wishes(
        shared.today(today), workspace.units.name(unit) if unit else None, cast("OcrMode", ocr), workers, person
    )
    try:
        found = scan(workspace.path, workspace.tree, workspace.records, paths, wishes, _tell)
    except Busy:
        raise click.ClickException("另一个程序正在写这个工作区，等它完成后再试。") from None
    rows = _rows(found)
    data = {name: getattr(found, name) for name in LISTS} | {"unchanged": found.unchanged}
    deliver(form, output, data=data, headings=HEADINGS, rows=rows, text=_text(found))
    return PROBLEMS if found.unread or found.refused or found.changed else FINE


def _tell(done: int, whole: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r正在读取 {done}/{whole} 个文件", nl=done == whole, err=True)


def _remark(row: dict[str, str]) -> str:
    parts = [row.get("title", ""), row.get("how", ""), row.get("state", ""), row.get("reason", ""), row.get("what", "")]
    parts.append(
        f"与 {row['of']} 相同" if "of" in row and "how" not in row else f"与 {row['of']}" if "of" in row else ""
    )
    return "，".join(part for part in parts if part)


def _rows(found: Scanned) -> list[list[str]]:
    return [
        [label, row.get("id", ""), row.get("file", ""), _remark(row)]
        for name, label in LISTS.items()
        for row in getattr(found, name)
    ]


def _text(found: Scanned) -> str:
    lines = []
    for name, label in LISTS.items():
        rows = getattr(found, name)
        if rows:
            lines.append(f"{label}：{len(rows)} 个")
            lines += [f"  {row.get('id', ''):6} {row.get('file', '')}　{_remark(row)}" for row in rows]
    lines.append(f"没有变化：{found.unchanged} 个")
    return "\n".join(lines)
