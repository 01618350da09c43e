"""What the commands of a region share: finding and opening its folder,
the engine, a line of progress.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from scoring.cli.shared import UNREADABLE, tell
from scoring.region.cluster import Cluster
from scoring.region.model import open_region
from scoring.region.results import open_results
from scoring.region.running import Local, Serial
from scoring.values import first_few

if TYPE_CHECKING:
    from scoring.region.model import Region
    from scoring.region.results import Results
    from scoring.region.running import Engine

C = TypeVar("C", bound=Callable[..., Any])


def region_option(command: C) -> C:
    """``-w``: the folder of the region."""
    return click.option(
        "-w",
        "--workspace",
        "folder",
        metavar="文件夹",
        help="汇总文件夹（默认：当前文件夹往上最近一个有 region.yaml 的）",
    )(command)


def engine_options(command: C) -> C:
    """``--engine``, ``--workers`` and ``--tls``."""
    engine = click.option(
        "--engine",
        "engine_name",
        default="local",
        show_default=True,
        metavar="引擎",
        help="在哪里算：local 本机；dask:tls://主机:8786 集群；serial 逐个算，用于查错",
    )
    workers = click.option(
        "--workers", type=click.IntRange(1, 64), metavar="个数", help="本机同时算几个"
    )
    tls = click.option(
        "--tls",
        "tls",
        type=click.Path(file_okay=False, path_type=Path),
        metavar="文件夹",
        help="集群证书所在的文件夹：ca.pem、node.pem、node.key",
    )
    return engine(workers(tls(command)))


def region_folder(ctx: click.Context, folder: str | None) -> Path:
    """The region that ``-w`` names, else the nearest one at or above the current folder."""
    named = folder or ctx.obj
    if named is not None:
        path = Path(named)
        if not path.is_dir():
            raise click.BadParameter(
                f"{named} {'不是文件夹' if path.exists() else '不存在'}", param_hint="-w"
            )
        return path
    here = Path.cwd()
    # As git does, and as the commands of a workspace do it.
    for place in (here, *here.parents):
        if (place / "region.yaml").is_file():
            return place
    raise click.UsageError(
        "当前文件夹及其上级都没有 region.yaml。请用 -w 指定，或用 shifan region init 新建。"
    )


def opened_region(ctx: click.Context, folder: str | None) -> Region:
    """The region, ready to be worked with. Ends the command with code 3 where it cannot be."""
    opening = open_region(region_folder(ctx, folder))
    errors = [item for item in opening.problems if item.severity == "error"]
    for item in errors:
        tell(item)
    # A ranking over a region of which something could not be read would be no ranking.
    if opening.region is None or errors:
        click.echo("因此无法汇总。改正后再试。", err=True)
        ctx.exit(UNREADABLE)
    return opening.region


def opened_results(ctx: click.Context, folder: str | None) -> Results:
    """The scored round; says so where packages have come in since."""
    results = open_results(opened_region(ctx, folder))
    # Said and not refused: the last scored round is whole and sound, only not the newest.
    if results.stale:
        names = first_few(results.stale, 5, "等 {count} 个")
        click.echo(f"注意：{names}的报送还没有计分，请再运行 shifan region score。", err=True)
    return results


def engine_of(name: str, workers: int | None, tls: Path | None) -> Engine:
    """The engine that ``--engine`` names. Raises a usage error for any other name."""
    if name == "local":
        return Local(workers or 0)
    if name == "serial":
        return Serial()
    if name.startswith("dask:"):
        return Cluster.of(name.removeprefix("dask:"), tls)
    raise click.BadParameter(
        f"没有“{name}”这种引擎；可用：local、dask:地址、serial", param_hint="--engine"
    )


class Progress:
    """One line on a terminal: done, refused, time left. Nothing in a pipe."""

    def __init__(self, label: str, count: int = 0) -> None:
        self._label = label
        self._count = count
        self._done = 0
        self._refused = 0
        self._start = time.monotonic()
        self._shown = sys.stderr.isatty()

    def start(self, count: int) -> None:
        """How many there will be."""
        self._count = count
        self._start = time.monotonic()

    def __call__(self, answer: Any) -> None:
        """One more is done."""
        self._done += 1
        self._refused += answer.refused is not None
        if not self._shown:
            return
        passed = time.monotonic() - self._start
        left = passed / self._done * max(0, self._count - self._done) / 60
        ahead = f"，约剩 {left:.1f} 分钟" if self._count else ""
        whole = f"/{self._count}" if self._count else ""
        refused = f"，未成 {self._refused}" if self._refused else ""
        click.echo(f"\r{self._label} {self._done}{whole}{refused}{ahead}    ", err=True, nl=False)

    def end(self) -> None:
        """Leaves the line."""
        if self._shown and self._done:
            click.echo("", err=True)
