"""Which documents there are, in which forms, and where they go. Each is built once and laid out in every form asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from scoring.reporting.layout import html_page, pdf_page
from scoring.reporting.report import Report, plain_data
from scoring.reporting.self_assessment import build_report
from scoring.storage import write_atomic
from scoring.workspace import Workspace

NAMES = {"self": "自评报告"}
"""The documents by kind, and the name of their files."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """How documents are to be made: the date they carry, whether 草稿 stands across them, and a mark such as 内部资料."""

    today: date
    draft: bool = False
    mark: str | None = None


def produce(workspace: Workspace, kinds: Sequence[str], forms: Sequence[str], wishes: Wishes, output: Path | None) -> Iterator[Path]:
    """Makes the documents and gives each one's path as soon as it stands. ``all`` means every kind.

    Raises ``RenderError`` when one cannot be printed; those before it stand, none is left half written.
    """
    wanted = list(NAMES) if "all" in kinds else list(dict.fromkeys(kinds))
    assessment = workspace.assess()
    single = output is not None and len(wanted) * len(forms) == 1 and not output.is_dir()
    for kind in wanted:
        report = build_report(workspace, assessment, wishes.today)
        for form in dict.fromkeys(forms):
            path = output if single and output else (output or workspace.path / "reports") / f"{NAMES[kind]}.{form}"
            write_atomic(path, rendered(report, form, wishes, workspace.path))
            yield path


def rendered(report: Report, form: str, wishes: Wishes, home: Path) -> bytes:
    """The bytes of a document in one form: ``pdf``, ``html`` or ``json``."""
    if form == "json":
        return (json.dumps(plain_data(report), ensure_ascii=False, indent=2) + "\n").encode()
    if form == "html":
        return html_page(report, draft=wishes.draft, mark=wishes.mark).encode()
    return pdf_page(report, home, draft=wishes.draft, mark=wishes.mark, day=wishes.today)
