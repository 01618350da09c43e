"""Which documents there are, in which forms, and where they go. Each is built once and laid out in every form."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from scoring.engine import Assessment
from scoring.reporting.catalogue import build_catalogue, catalogue_page
from scoring.reporting.layout import Page, html_page, pdf_page, self_page
from scoring.reporting.report import Report, plain_data
from scoring.reporting.self_assessment import build_report
from scoring.reporting.tree_document import tree_page
from scoring.storage import write_atomic
from scoring.workspace import Workspace

FORMS = ("pdf", "html", "docx", "xlsx", "json")


@dataclass(frozen=True, slots=True)
class Wishes:
    """How documents are to be made: their date, whether 草稿 stands across them, and a mark such as 内部资料."""

    today: date
    draft: bool = False
    mark: str | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """One document: the name of its files, and how it is built from an opened workspace and its assessment."""

    name: str
    build: Callable[[Workspace, Assessment, Wishes], Page]


def _self(workspace: Workspace, assessment: Assessment, wishes: Wishes) -> Page:
    return self_page(build_report(workspace, assessment, wishes.today))


def _tree(_: Workspace, assessment: Assessment, wishes: Wishes) -> Page:
    return tree_page(assessment.tree, wishes.today)


def _catalogue(workspace: Workspace, assessment: Assessment, wishes: Wishes) -> Page:
    return catalogue_page(build_catalogue(workspace, assessment, wishes.today))


DOCUMENTS = {
    "self": Kind("自评报告", _self),
    "catalogue": Kind("佐证材料目录", _catalogue),
    "tree": Kind("指标体系", _tree),
}
"""Every document by the word that asks for it; ``report all`` makes them in this order."""

NAMES = {word: kind.name for word, kind in DOCUMENTS.items()}
"""The documents by kind, and the name of their files."""


def produce(
    workspace: Workspace, kinds: Sequence[str], forms: Sequence[str], wishes: Wishes, output: Path | None
) -> Iterator[Path]:
    """Makes the documents and gives each one's path as soon as it stands. ``all`` means every kind.

    Raises ``RenderError`` when one cannot be printed; those before it stand, none is left half written.
    """
    wanted = list(DOCUMENTS) if "all" in kinds else list(dict.fromkeys(kinds))
    assessment = workspace.assess()
    single = output is not None and len(wanted) * len(forms) == 1 and not output.is_dir()
    for word in wanted:
        page = DOCUMENTS[word].build(workspace, assessment, wishes)
        for form in dict.fromkeys(forms):
            path = output if single and output else (output or workspace.path / "reports") / f"{NAMES[word]}.{form}"
            write_atomic(path, rendered(page, form, wishes, workspace.path))
            yield path


def rendered(model: Report | Page, form: str, wishes: Wishes, home: Path | None) -> bytes:
    """The bytes of a document in one of ``FORMS``; ``home`` is the workspace whose own faces go first."""
    page = model if isinstance(model, Page) else self_page(model)
    if form == "json":
        return (json.dumps(plain_data(page.data), ensure_ascii=False, indent=2) + "\n").encode()
    if form == "html":
        return html_page(page, draft=wishes.draft, mark=wishes.mark).encode()
    if form == "xlsx":
        from scoring.reporting.workbook import workbook  # only here: the library takes a while to load

        return workbook(page.sheets, title=page.title, issuer=page.issuer, day=wishes.today)
    if form == "docx":
        from scoring.reporting.word import word_file

        return word_file(page.sheets, title=page.title, issuer=page.issuer, day=wishes.today)
    return pdf_page(page, home, draft=wishes.draft, mark=wishes.mark, day=wishes.today)
