"""Result files of the review book, as ``sheet import`` takes them in; the command stands in ``sheet_command``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scoring.cli.incoming import read_all, taken_in
from scoring.cli.persons import person_of

if TYPE_CHECKING:
    from scoring.sheets import Outcome
    from scoring.sheets.comparing import Prefer
    from scoring.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Asked:
    """The options of the command that concern results, as they were typed."""

    today: date
    by: str
    prefer: Prefer | None
    as_round: str | None
    accept_edited: bool
    stated: bool = True


def are_results(files: tuple[Path, ...]) -> bool:
    """Whether the files are results of the review book. Raises a usage error for a mixture."""
    results = [path.suffix.lower() == ".json" for path in files]
    if any(results) and not all(results):
        raise click.UsageError("核验结果（.json）和工作簿（.xlsx）请分开导入")
    return all(results)


def _name(text: str) -> str:
    """A name that may be a code and a file name."""
    from pydantic import TypeAdapter, ValidationError

    from scoring.values import Code

    try:
        made: str = TypeAdapter(Code).validate_python(text)
    except ValidationError as error:
        raise click.BadParameter(error.errors()[0]["msg"], param_hint="--as-round") from None
    return made


def carried(
    ctx: click.Context, workspace: Workspace, files: tuple[Path, ...], asked: Asked, *, preview: bool
) -> Outcome:
    """What the files come to. Ends the command with code 3 when one cannot be read or somebody else is writing."""
    from scoring.sheets.review_file import read_result
    from scoring.sheets.review_results import Terms, preview_results, take_in_results

    if asked.as_round is not None and len(files) > 1:
        raise click.UsageError("--as-round 一次导入一份核验结果")
    by = person_of(workspace, asked.by)
    if asked.accept_edited and not by:
        raise click.UsageError("--accept-edited 要用 --by 写明是谁认可改动的，记入日志")
    name = _name(asked.as_round) if asked.as_round is not None else None
    terms = Terms(asked.today, by, asked.prefer, name, asked.accept_edited, asked.stated)
    results = read_all(ctx, files, read_result)
    if preview:
        return preview_results(workspace, results, terms)
    return taken_in(ctx, partial(take_in_results, workspace.path, results, terms))
