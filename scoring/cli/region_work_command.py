"""``shifan region work``: long work over many counties, on this machine or on a cluster."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click

from scoring.cli import shared
from scoring.cli.region_shared import (
    Progress,
    engine_of,
    engine_options,
    opened_region,
    opened_results,
    region_option,
)
from scoring.cli.shared import fine_if, today_option
from scoring.documents.region.long_work import PRINTING, SCANNING, PrintTask
from scoring.evidence.package import safe_name
from scoring.region.examining import slimmed
from scoring.region.receiving import place_of, task_of
from scoring.region.running import over
from scoring.storage import place, write_atomic
from scoring.submission.contents import MOST_PACKED

DOCUMENTS = ["self", "criteria", "brief", "catalogue", "rectification"]


@click.group(name="work", help="费时的活：给所有单位印文书、识别扫描件；可以分给几台机器做。")
def work() -> None:
    """The group."""


@work.command(
    name="print",
    help="按各单位的报送，给每个单位印它自己的文书（默认一页简报），放入 reports/各单位/。",
)
@region_option
@engine_options
@today_option
@click.argument("words", metavar="[文书…]", nargs=-1, type=click.Choice(DOCUMENTS))
@click.pass_context
def print_(
    ctx: click.Context,
    folder: str | None,
    engine_name: str,
    workers: int | None,
    tls: Path | None,
    today: str | None,
    words: tuple[str, ...],
) -> int:
    """Exit code 1 when a county's documents could not be made."""
    day = shared.today(today)
    engine = engine_of(engine_name, workers, tls)
    results = opened_results(ctx, folder)
    region = results.region
    waiting = [
        line for line in results.lines if line.counts is not None and line.counts.get("fingerprint")
    ]

    def tasks() -> Iterator[tuple[str, PrintTask]]:
        for line in waiting:
            counts = line.counts or {}
            path = place_of(region.path, line.code, counts["n"], counts["fingerprint"])
            if path.stat().st_size <= MOST_PACKED:
                raw = path.read_bytes()
            else:
                raw = slimmed(path)
            yield line.code, PrintTask(task_of(region, line.code, raw), words or ("brief",), day)

    progress = Progress("印制", len(waiting))
    failed = 0
    for answer in over(tasks(), PRINTING, engine, on_answer=progress):
        name = region.record.counties[answer.key].name
        if answer.refused is not None:
            failed += 1
            click.echo(f"{name}：{answer.refused.what}", err=True)
            # One county that cannot be printed keeps no other from its documents.
            continue
        folder = safe_name(f"{answer.key}-{name}", most=80)
        home = place(region.path, f"reports/各单位/{folder}", folder=True)
        for file, content in answer.result.items():
            write_atomic(home / file, content)
            click.echo(str(home / file))
    progress.end()
    return fine_if(not failed)


@work.command(
    name="scan", help="识别文件夹里的文件（如调来的佐证）：读出文字和文字指纹，逐行写成 JSON。"
)
@region_option
@engine_options
@click.argument(
    "source", metavar="文件夹", type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    metavar="文件",
    help="写到哪里，以 .jsonl 结尾",
)
@click.pass_context
def scan(
    ctx: click.Context,
    folder: str | None,
    engine_name: str,
    workers: int | None,
    tls: Path | None,
    source: Path,
    output: Path,
) -> int:
    """Exit code 1 when a file could not be read."""
    engine = engine_of(engine_name, workers, tls)
    opened_region(ctx, folder)
    # A link could lead to any file of this machine, and its text would go into the answer.
    paths = sorted(path for path in source.rglob("*") if path.is_file() and not path.is_symlink())
    named = ((path.relative_to(source).as_posix(), path) for path in paths)
    # One after the other as workers take them: all files at once would not fit into memory.
    tasks = ((name, (name, path.read_bytes())) for name, path in named)
    progress = Progress("识别", len(paths))
    lines = {}
    failed = 0
    for answer in over(tasks, SCANNING, engine, on_answer=progress):
        if answer.refused is not None:
            failed += 1
            result = {"name": answer.key, "state": "crashed", "reason": answer.refused.what}
        else:
            result = answer.result
            failed += result["state"] not in {"ok", "partial"}
        lines[answer.key] = json.dumps(result, ensure_ascii=False)
    progress.end()
    # By name: answers come back in whatever order the workers are done.
    write_atomic(output, "".join(f"{lines[name]}\n" for name in sorted(lines)).encode())
    click.echo(str(output))
    click.echo(f"识别 {len(lines)} 个文件，读不出的 {failed} 个。", err=True)
    return fine_if(not failed)
