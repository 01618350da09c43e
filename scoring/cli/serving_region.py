"""What ``shifan serve --region`` does: the workbench of an office over many counties,
until it is stopped.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from scoring.cli import shared
from scoring.cli.serving import tell_ready, terms_of
from scoring.cli.shared import FINE, UNREADABLE
from scoring.region.chain import Chain
from scoring.workbench.clock import Clock
from scoring.workbench.region.app import build_region_app
from scoring.workbench.region.office import RegionOffice
from scoring.workbench.server import run
from scoring.workbench.state import state_folder
from scoring.workbench.store import Database, Store
from scoring.workbench.web import Trouble


def serve_region(folder: Path, state: Path | None, options: dict[str, Any]) -> int:
    """Serves until it is stopped. Exit code 2 where there is no region.yaml, 3 where the region
    cannot be read.
    """
    if not (folder / "region.yaml").is_file():
        raise click.BadParameter(f"{folder} 里没有 region.yaml", param_hint="--region")
    asked = shared.today(options["today"]) if options["today"] else None
    clock = shared.today(None) if asked is None else date.today()
    # A day that nobody wrote is held against the chain: a lost clock would be in every entry.
    if asked is None and not options["read_only"]:
        Chain(folder).believe(clock)
    # Whoever states the day that the clock shows has looked at it: the days go on from there.
    day = None if asked == clock else asked
    store = Store(Database(state or state_folder(folder)))
    listening, terms = terms_of(store.database.path.parent, options, day)
    office = RegionOffice(folder, store, terms, clock=Clock(day, asked))
    try:
        office.view()
        run(
            office,
            listening,
            lambda address: tell_ready(office, listening, address),
            app=build_region_app(office),
        )
    except Trouble as trouble:
        click.echo(f"{trouble.problem}。因此不能打开工作台。", err=True)
        return UNREADABLE
    finally:
        office.close()
    return FINE
