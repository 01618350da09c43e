"""Which documents there are, in which forms, and where they go. Each is built once and laid out in every form."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from scoring.engine import Assessment
from scoring.reporting.bulletin_document import bulletin_page
from scoring.reporting.catalogue import build_catalogue, catalogue_page
from scoring.reporting.closing_document import closing_page
from scoring.reporting.layout import Page, html_page, pdf_page, self_page
from scoring.reporting.rectification_document import rectification_page
from scoring.reporting.report import Report, plain_data
from scoring.reporting.self_assessment import build_report
from scoring.reporting.tasks_document import tasks_page
from scoring.reporting.tree_document import tree_page
from scoring.storage import write_atomic
from scoring.workspace import Workspace

LEDGER = "rectification.yaml"
FORMS = ("pdf", "html", "docx", "xlsx", "json")


@dataclass(frozen=True, slots=True)
class Wishes:
    """How documents are to be made: their date, whether 草稿 stands across them, and a mark such as 内部资料."""

    today: date
    draft: bool = False
    mark: str | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """One document: the name of its files, and how it is built from an opened workspace and its assessment.

    ``ledger``: it belongs to rectification, and ``all`` leaves it out as long as there is no ledger; ``needed``: it
    cannot be made without one at all.
    """

    name: str
    build: Callable[[Workspace, Assessment, Wishes], Page]
    ledger: bool = False
    needed: bool = False


class NoLedgerError(Exception):
    """Documents were asked for by name that need a ledger, and there is none; ``str()`` is the Chinese sentence."""


def _self(workspace: Workspace, assessment: Assessment, wishes: Wishes) -> Page:
    return self_page(build_report(workspace, assessment, wishes.today))


def _tree(_: Workspace, assessment: Assessment, wishes: Wishes) -> Page:
    return tree_page(assessment.tree, wishes.today)


def _catalogue(workspace: Workspace, assessment: Assessment, wishes: Wishes) -> Page:
    return catalogue_page(build_catalogue(workspace, assessment, wishes.today))


def _rectification(workspace: Workspace, assessment: Assessment, wishes: Wishes) -> Page:
    return rectification_page(workspace, assessment, wishes.today)


def _tasks(workspace: Workspace, assessment: Assessment, wishes: Wishes) -> Page:
    return tasks_page(workspace, assessment, wishes.today)


def _bulletin(workspace: Workspace, assessment: Assessment, wishes: Wishes) -> Page:
    return bulletin_page(workspace, assessment, wishes.today)


def _closing(workspace: Workspace, assessment: Assessment, wishes: Wishes) -> Page:
    return closing_page(workspace, assessment, wishes.today)


DOCUMENTS = {
    "self": Kind("自评报告", _self),
    "catalogue": Kind("佐证材料目录", _catalogue),
    "tree": Kind("指标体系", _tree),
    "rectification": Kind("短板整改清单", _rectification, ledger=True, needed=True),
    "tasks": Kind("任务分解表和交办单", _tasks, ledger=True),
    "bulletin": Kind("整改通报", _bulletin, ledger=True, needed=True),
    "closing": Kind("销号单", _closing, ledger=True, needed=True),
}
"""Every document by the word that asks for it; ``report all`` makes them in this order."""

NAMES = {word: kind.name for word, kind in DOCUMENTS.items()}
"""The documents by kind, and the name of their files."""


def left_out(workspace: Workspace, kinds: Sequence[str]) -> list[str]:
    """The documents that ``all`` leaves out because the workspace has no ledger, by their names."""
    if "all" not in kinds or _has_ledger(workspace):
        return []
    return [kind.name for word, kind in DOCUMENTS.items() if kind.ledger and word not in kinds]


def _has_ledger(workspace: Workspace) -> bool:
    return (workspace.path / LEDGER).exists()


def produce(
    workspace: Workspace, kinds: Sequence[str], forms: Sequence[str], wishes: Wishes, output: Path | None
) -> Iterator[Path]:
    """Makes the documents and gives each one's path as soon as it stands. ``all`` means every kind but ``left_out``.

    Raises ``RenderError`` when one cannot be printed; those before it stand, none is left half written. Raises
    ``NoLedgerError`` before anything is made where one was asked for by name that needs a ledger.
    """
    there = _has_ledger(workspace)
    lacking = [DOCUMENTS[word].name for word in dict.fromkeys(kinds) if word != "all" and DOCUMENTS[word].needed]
    if lacking and not there:
        names = "、".join(lacking)
        raise NoLedgerError(f"还没有整改清单（{LEDGER}），做不了{names}。先用 shifan rectify sync 从失分生成清单。")
    asked = [word for word, kind in DOCUMENTS.items() if there or not kind.ledger or word in kinds]
    wanted = asked if "all" in kinds else list(dict.fromkeys(kinds))
    assessment = workspace.assess()
    single = output is not None and len(wanted) * len(forms) == 1 and not output.is_dir()
    for word in wanted:
        page = DOCUMENTS[word].build(workspace, assessment, wishes)
        for form in dict.fromkeys(forms):
            path = output if single and output else (output or workspace.path / "reports") / f"{NAMES[word]}.{form}"
            write_atomic(path, rendered(page, form, wishes, workspace.path))
            yield path


def rendered(model: Report | Page, form: str, wishes: Wishes, home: Path | None) -> bytes:
    """The bytes of a document in one of ``FORMS``; ``home`` is the workspace whose own faces and templates go first.

    Raises ``RenderError`` when it cannot be printed.
    """
    page = model if isinstance(model, Page) else self_page(model)
    if form == "json":
        return (json.dumps(plain_data(page.data), ensure_ascii=False, indent=2) + "\n").encode()
    if form == "html":
        return html_page(page, home, draft=wishes.draft, mark=wishes.mark).encode()
    if form == "xlsx":
        from scoring.reporting.workbook import workbook  # only here: the library takes a while to load

        return workbook(page.sheets, title=page.title, issuer=page.issuer, day=wishes.today)
    if form == "docx":
        from scoring.reporting.office import office_file, own_word_template

        own = own_word_template(home, page.name)
        if own is not None:
            return office_file(own, plain_data(page.data), title=page.title, issuer=page.issuer, day=wishes.today)
        if page.letter:
            from scoring.reporting.word_letter import letter_file

            return letter_file(page.letter, title=page.title, issuer=page.issuer, day=wishes.today)
        from scoring.reporting.word import word_file

        return word_file(page.sheets, title=page.title, issuer=page.issuer, day=wishes.today)
    return pdf_page(page, home, draft=wishes.draft, mark=wishes.mark, day=wishes.today)
