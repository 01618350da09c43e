"""The steps of ``benchmarks.region``: counties are made, and each part of the work is measured."""

from __future__ import annotations

import argparse
import gc
import resource
import shutil
import tempfile
import time
from datetime import date
from multiprocessing import forkserver
from pathlib import Path

from benchmarks.make_workspace import Sizes, make_workspace
from scoring.cli.region_shared import engine_of
from scoring.documents.data import score_data
from scoring.documents.layout import pdf_pages
from scoring.documents.region.county_page import county_pages
from scoring.documents.region.words import material
from scoring.region.assessing import score_package
from scoring.region.children import CHILDREN
from scoring.region.leads import alike
from scoring.region.model import open_region
from scoring.region.receiving import collect, task_of
from scoring.region.results import open_results, rank, weakest
from scoring.region.scoring_run import score_region
from scoring.region.store import Spool, write_tables
from scoring.submission import pack
from scoring.workspace import open_workspace

DAY = date(2026, 11, 22)


def cpu() -> float:
    """CPU seconds of this process and of all its children, which are ended first: what still runs
    does not count for the system.
    """
    CHILDREN.rest()
    copied = forkserver._forkserver  # type: ignore[attr-defined]
    copied._stop()  # the process that children are copies of; the next one begins anew
    own = resource.getrusage(resource.RUSAGE_SELF)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


class Watch:
    """Prints what each step took, and remembers the promises that broke."""

    def __init__(self) -> None:
        self.broken: list[str] = []

    def told(self, what: str, seconds: float, promise: float | None = None) -> None:
        late = promise is not None and seconds > promise
        if late:
            self.broken.append(what)
        limit = "" if promise is None else f"  (promise {promise:g}{', BROKEN' if late else ''})"
        print(f"{what:<46} {seconds:8.2f} s CPU{limit}", flush=True)


def build(home: Path, counties: int, sizes: Sizes) -> None:
    """A region whose counties differ in one finding each, so that no two packages are the same."""
    base = home / "base"
    make_workspace(base, sizes)
    (home / "office" / "indicators").mkdir(parents=True)
    shutil.copyfile(
        base / "indicators" / "bench.yaml", home / "office" / "indicators" / "bench.yaml"
    )
    roster = "".join(
        f'  "{at:06d}": {{name: 测算{at:04d}县, level: 县}}\n' for at in range(1, counties + 1)
    )
    (home / "office" / "region.yaml").write_text(
        'name: 测算省\nround: "2026"\ntree: bench\nterms: {as_of: 2026-11-20, '
        "window: {from: 2025-01-01, to: 2026-10-31}, round: 2026-self}\nbands: [90, 80]\n"
        "counties:\n" + roster,
        "utf-8",
    )
    head = (base / "workspace.yaml").read_text("utf-8")
    round_ = (base / "rounds" / "2026-self.yaml").read_text("utf-8")
    for at in range(1, counties + 1):
        (base / "workspace.yaml").write_text(head.replace("示例县", f"测算{at:04d}县"), "utf-8")
        (base / "rounds" / "2026-self.yaml").write_text(
            round_.replace("done: 93", f"done: {60 + at % 40}"), "utf-8"
        )
        workspace = open_workspace(base).whole()
        target = home / "office" / "incoming" / f"{at:06d}.zip"
        pack(workspace, target, DAY, score=score_data(workspace.assess()))


def run(wanted: argparse.Namespace) -> list[str]:
    """Makes the counties and measures; the promises that broke."""
    watch = Watch()
    gc.set_threshold(50_000, 20, 20)  # as the command line and its children do
    with tempfile.TemporaryDirectory() as spare:
        home = Path(spare)
        begin = cpu()
        build(home, wanted.counties, Sizes(wanted.nodes, wanted.records))
        watch.told(f"made {wanted.counties} counties", cpu() - begin)
        measure(home / "office", wanted, watch)
    return watch.broken


def measure(office: Path, wanted: argparse.Namespace, watch: Watch) -> None:
    """Each step in turn."""
    region = open_region(office).region
    assert region is not None
    count = wanted.counties
    usual = wanted.nodes <= 150 and wanted.records <= 3000
    task = task_of(region, "000001", (office / "incoming" / "000001.zip").read_bytes())
    score_package(task)
    begin = cpu()
    score_package(task)
    watch.told("score one county, warm", cpu() - begin, 0.35 if usual else 0.7)
    engine = engine_of("local", None, None)
    begin = cpu()
    collect(region, [office / "incoming"], DAY, engine)
    watch.told(f"collect {count} counties", cpu() - begin)
    chosen = engine_of(wanted.engine, None, None)
    begin, clock = cpu(), time.perf_counter()
    score_region(region, chosen, again=True)
    if wanted.engine == "local":
        promise = 0.4 * count if usual else None
        watch.told(f"score {count} counties (local)", cpu() - begin, promise)
    else:
        # The processors of a cluster are not ours to count, and its clock says nothing on a machine
        # that is busy otherwise: told without a promise.
        seconds = time.perf_counter() - clock
        print(f"score {count} counties ({wanted.engine})  {seconds:.1f} s by the clock", flush=True)
    begin = cpu()
    run = score_region(region, chosen)
    watch.told("second run, nothing new", cpu() - begin, max(2.0, 0.007 * count))
    assert (run.scored, run.kept) == (0, count)
    spool = Spool(office)
    keys = sorted({path.name.split(".")[0] for path in spool.folder.glob("*.json")})
    begin = cpu()
    write_tables(spool, keys, office / "rounds" / "again")
    watch.told("tables from the spool", cpu() - begin, max(0.5, 0.02 * count))
    begin = cpu()
    results = open_results(region)
    ranking = rank(results)
    weakest(results.indicators(), 20)
    watch.told("rank, distribution, weakest", cpu() - begin, 1.0)
    begin = cpu()
    alike(results)
    watch.told(f"alike, {count * wanted.records} records", cpu() - begin, 2.0)
    assert len(ranking.rows) == count
    print(f"largest child that reads and scores {largest_child():.0f} MB")
    if not wanted.without_pages:
        begin = cpu()
        pages = county_pages(material(results, DAY))
        pdf_pages(pages, None, day=DAY)
        watch.told(f"{len(pages)} county pages", cpu() - begin, 0.6 * count + 5)
    print(f"largest child, the one that prints among them {largest_child():.0f} MB")


def largest_child() -> float:
    """MB of memory that the largest child so far held at once."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
