"""``shifan region demo`` and ``doctor``: the worked example of a province; whether this machine has
what it takes.
"""

from __future__ import annotations

import importlib.util
import shutil
from datetime import date
from importlib.metadata import version
from pathlib import Path

import click

from scoring import __version__
from scoring.cli.region_shared import Progress
from scoring.cli.shared import FINE, UNPRINTABLE, fine_if
from scoring.data_files import data_folder
from scoring.documents.region.kinds import produce
from scoring.documents.region.rank_listing import rank_text
from scoring.documents.region.submission_listing import status_text
from scoring.pdf.errors import RenderError
from scoring.region.chain import Chain, writing
from scoring.region.model import open_region
from scoring.region.program import program_digest
from scoring.region.receiving import collect
from scoring.region.results import open_results, rank
from scoring.region.running import Local
from scoring.region.scoring_run import score_region
from scoring.region.standing import accept, lines

COLLECTED, LATER, PRINTED = date(2026, 11, 24), date(2026, 11, 27), date(2026, 11, 28)
"""The days of the example: packages come in, the late ones too, the documents are printed."""


@click.command(
    name="demo", help="把示例省（24 个虚构的县）复制到文件夹，接收、复算、排名，并印出全部文书。"
)
@click.argument(
    "folder", metavar="[文件夹]", default="shifan-region-demo", type=click.Path(path_type=Path)
)
def demo(folder: Path) -> int:
    """Exit code 2 when the folder holds something already, 4 when a document cannot be rendered."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise click.UsageError(f"{folder} 里已有内容，为免覆盖没有动它。请换一个文件夹名。")
    shutil.copytree(
        data_folder("evidence") / "example-province",
        folder,
        dirs_exist_ok=True,
        # Contents alone: from an installed package that is
        # read-only the copy would be read-only as well.
        copy_function=shutil.copyfile,
    )
    region = open_region(folder).region
    assert region is not None  # it ships with the program
    progress = Progress("接收")
    collect(region, [folder / "incoming"], COLLECTED, Local(), by="周敏", on_answer=progress)
    collect(region, [folder / "incoming" / "逾期"], LATER, Local(), by="周敏", on_answer=progress)
    progress.end()
    with writing(folder) as chain:
        accept(region, chain, [], LATER, "李明", all_clean=True)
    score_region(region, Local())
    results = open_results(region)
    click.echo(status_text(region, lines(region, Chain(folder))))
    click.echo(rank_text(results, rank(results)))
    click.echo("正在印制文书……", err=True)
    try:
        for path in produce(results, ["all"], None, PRINTED, None):
            click.echo(str(path))
    except RenderError as error:
        click.echo(f"文书没有生成：{error}", err=True)
        return UNPRINTABLE
    reports = folder / "reports"
    click.echo(
        f"先看 {reports / '评估报告.pdf'} 和 {reports / '县页'} 里的任一页；"
        f"用浏览器打开 {reports / '网页.html'}；再试 shifan region -h。"
    )
    return FINE


CERTIFICATES = """\
集群用的证书，在一台机器上运行这三行，再把 ca.pem、node.pem、node.key 拷到各台机器的同一个文件夹（不要外传）：
  openssl req -x509 -newkey rsa:3072 -nodes -days 365 -subj /CN=shifan-ca -keyout ca.key -out ca.pem
  openssl req -newkey rsa:3072 -nodes -subj /CN=shifan-node -keyout node.key -out node.csr
  openssl x509 -req -in node.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 365 -out node.pem
启动（版本必须相同）：
  主机：dask scheduler --protocol tls --host 10.1.2.3 --port 8786 --no-dashboard \\
          --tls-ca-file ca.pem --tls-cert node.pem --tls-key node.key
  各台：dask worker tls://10.1.2.3:8786 --no-nanny --nthreads 8 --memory-limit 0 \\
          --tls-ca-file ca.pem --tls-cert node.pem --tls-key node.key
  主机：shifan region score --engine dask:tls://10.1.2.3:8786 --tls 证书文件夹"""


@click.command(
    name="doctor", help="检查汇总和集群用的组件是否齐备，并说明集群证书怎样生成、怎样启动。"
)
def doctor() -> int:
    """Exit code 1 where a component for the local engine is missing."""
    click.echo(f"shifan {__version__}，程序文件 {program_digest()[:12]}（各台机器应相同）")
    lacking = False
    # A cluster is for a province with many machines; without its library everything runs here.
    for name, what, needed in (
        ("duckdb", "结果表", True),
        ("pebble", "隔离的子进程", True),
        ("distributed", "集群", False),
    ):
        there = importlib.util.find_spec(name) is not None
        lacking = lacking or (needed and not there)
        extra = "shifan[region]" if needed else "shifan[cluster]"
        state = version(name) if there else f"没有安装：pip install '{extra}'"
        click.echo(f"{what}：{name} {state}")
    click.echo(CERTIFICATES)
    return fine_if(not lacking)
