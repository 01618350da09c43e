"""``shifan report review-book``; the command itself stands in ``report_command``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from scoring.cli.persons import person_of
from scoring.cli.screen import visible
from scoring.cli.shared import PROBLEMS, UNPRINTABLE, opened
from scoring.documents.review_book import CannotMake, UnsuitableRound, Where, make
from scoring.pdf.errors import RenderError


@dataclass(frozen=True, slots=True)
class Asked:
    """The options of the command that concern the review book, as they were typed."""

    today: date
    round: str | None
    output: Path | None
    copy: Path | None
    embed: bool
    inspector: str = ""


def usable(
    kinds: Sequence[str],
    forms: Sequence[str],
    output: Path | None,
    copy: Path | None,
    *,
    other: bool,
) -> None:
    """Raises a usage error for options that do not go with the review book."""
    if set(kinds) != {"review-book"}:
        raise click.UsageError("评查册单独生成：shifan report review-book，不和别的文书一起写")
    if set(forms) - {"html"}:
        raise click.BadParameter("评查册在浏览器里填写，只有 html", param_hint="--to")
    if output is not None and copy is not None:
        raise click.UsageError("-o 与 --copy 选一种")
    # The book is a page to be filled in: nobody would notice that a mark or a seal is missing.
    if other:
        raise click.UsageError("--draft、--mark、--tree、--final、--seal 不用于评查册")


def made(ctx: click.Context, folder: str | None, asked: Asked) -> int:
    """Exit code 1 when the data holds errors or there is no round,
    2 for a round of no use, 4 when unprintable.
    """
    workspace, code = opened(ctx, folder)
    try:
        if asked.inspector.strip():
            inspector = person_of(workspace, asked.inspector)
        else:
            inspector = ""
        where = Where(asked.output, asked.copy, asked.embed)
        click.echo(str(make(workspace, asked.round, where, asked.today, inspector)))
    except UnsuitableRound as error:
        raise click.BadParameter(visible(str(error)), param_hint="--round") from None
    except CannotMake as error:
        click.echo(visible(f"评查册没有生成：{error}。"), err=True)
        return PROBLEMS
    except RenderError as error:
        click.echo(visible(f"评查册没有生成：{error}"), err=True)
        return UNPRINTABLE
    return code
