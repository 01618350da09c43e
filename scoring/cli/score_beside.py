"""What ``shifan score`` reckons beside the score when it is asked to: a forecast, an estimate from a
sample, and other points. A module of its own, which a score without them does not load.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scoring.documents.charts import histogram
from scoring.documents.inspection.estimate import estimate_data, estimate_rows, estimate_text
from scoring.documents.rectification.ledger import projected_data, projected_rows, projected_text
from scoring.documents.robust_report import histogram_of, robust_data, robust_rows, robust_text
from scoring.inspection.estimate import estimate
from scoring.storage import write_atomic

if TYPE_CHECKING:
    from scoring.engine import Assessment
    from scoring.engine.sensitivity import Robustness
    from scoring.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Draws:
    """How other points are drawn; None where nobody said so."""

    count: int | None
    seed: int | None
    spread: Fraction | None


@dataclass(frozen=True, slots=True)
class Part:
    """One thing reckoned beside the score, in each of the forms of an answer."""

    key: str
    data: Any
    rows: list[dict[str, str]]
    text: str


def forecast(workspace: Workspace, assessment: Assessment, day: date) -> Part:
    """The score where every item that is due by ``day`` is put right."""
    outlook = workspace.project(day, assessment)
    return Part(
        "projected", projected_data(outlook), projected_rows(outlook), projected_text(outlook)
    )


def sampled(workspace: Workspace, assessment: Assessment) -> Part:
    """What verifying everything would give, by the sample."""
    guess = estimate(workspace, assessment)
    return Part("estimate", estimate_data(guess), estimate_rows(guess), estimate_text(guess))


def varied(assessment: Assessment, draws: Draws, chart: Path | None) -> Part:
    """The score under other points; ``chart`` is where its distribution is drawn."""
    simulation = _simulated(assessment, draws)
    if chart:
        _drawn(simulation, chart)
    return Part("robust", robust_data(simulation), robust_rows(simulation), robust_text(simulation))


def _drawn(simulation: Robustness, path: Path) -> None:
    """Writes the distribution as a picture of its own."""
    write_atomic(path, f"{histogram(histogram_of(simulation))}\n".encode())
    click.echo(str(path), err=True)


def _simulated(assessment: Assessment, draws: Draws) -> Robustness:
    """The simulation, unless the points are official and nobody said
    that they should be varied all the same.
    """
    # Every local scheme of points is an estimate, official ones
    # are not: to vary those has to be meant.
    if assessment.tree.points_basis == "published" and draws.spread is None:
        raise click.UsageError(
            "这套指标体系的分值是官方公布的（points.basis: published），不是估计，"
            "没有什么可推算的。"
            "如果要看分值调整会有什么影响，请写明幅度，如 --robust --spread 25%"
        )
    # numpy comes with it, for which the other parts have no use.
    from scoring.engine.sensitivity import DRAWS, SEED, SPREAD, simulate

    return simulate(
        assessment,
        draws=DRAWS if draws.count is None else draws.count,
        seed=SEED if draws.seed is None else draws.seed,
        spread=SPREAD if draws.spread is None else draws.spread,
    )
