"""Which documents there are, in which forms, and where they go. Each is built once and laid out in
every form.

The module of a document is loaded when it is asked for: loading all of them takes longer than
opening a workspace.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from scoring.documents import own_templates
from scoring.documents.final_copy import Final, ending
from scoring.documents.index_document import FILE as INDEX
from scoring.documents.index_document import Made, index_page, made_of
from scoring.documents.layout import Notice, Page, html_page, pdf_page, word_page
from scoring.documents.plain import plain_data
from scoring.engine import Assessment
from scoring.pdf.fonts import own_fonts
from scoring.pdf.parts import prefork
from scoring.problems import ScoringError
from scoring.storage import place, write_atomic
from scoring.workspace import Workspace

LEDGER = "rectification.yaml"
FORMS = ("pdf", "html", "docx", "xlsx", "json")
FINAL = "（定稿）"
"""Stands in the name of a final copy: the working copy of the same document stays."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """How documents are made: their date, 草稿 across them or not, and a mark such as 内部资料.

    ``progress`` hears how far the printing of one document is: (parts done, parts), ``notice`` a
    Chinese sentence about one that was made and should be looked at. ``final`` asks
    for the copy that is handed in, ``seal`` for a page for the seal beyond ``workspace.yaml``.
    """

    today: date
    draft: bool = False
    mark: str | None = None
    progress: Callable[[int, int], None] | None = field(default=None, compare=False)
    final: Final | None = None
    seal: bool = False
    round: str = ""
    """Of which round the opinion of inspectors speaks; "" for all that was verified."""
    month: date | None = None
    """A day of the month of which the monthly report tells; None for that of ``today``."""
    number: int | None = None
    """The number in the register of an issued paper: 督办单, 整改月报, 送阅件. None for the newest
    督办单, and for a report or slip as it would read today.
    """
    notice: Notice | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Kind:
    """One document: the name of its files, and how it is built from a workspace and its assessment.

    ``ledger``: it belongs to rectification, and ``all`` leaves it out as long as there is no
    ledger; ``needed``: it cannot be made without one at all. ``lacking`` says in a Chinese sentence
    what else is wanting, "" where nothing is; ``all`` leaves such a document out and says so.
    ``long``: it may run to hundreds of pages.
    """

    name: str
    build: Callable[[Workspace, Assessment, Wishes], Page]
    ledger: bool = False
    needed: bool = False
    lacking: Callable[[Workspace], str] | None = None
    long: bool = False

    def wants(self, workspace: Workspace) -> str:
        """What ``lacking`` says."""
        if self.lacking:
            return self.lacking(workspace)
        return ""


class NoLedgerError(ScoringError):
    """Documents were asked for by name that need a ledger, or else, and there is none; ``str()`` is
    the sentence.
    """


def _self(workspace: Workspace, assessment: Assessment, wishes: Wishes) -> Page:
    from scoring.documents.self_assessment.building import build_report
    from scoring.documents.self_assessment.page import self_page

    return self_page(
        build_report(workspace, assessment, wishes.today, handed_in=wishes.final is not None)
    )


def _tree(_: Workspace, assessment: Assessment, wishes: Wishes) -> Page:
    from scoring.documents.tree_document import tree_page

    return tree_page(assessment.tree, wishes.today)


def _catalogue(workspace: Workspace, assessment: Assessment, wishes: Wishes) -> Page:
    from scoring.documents.catalogue import build_catalogue, catalogue_page

    counting = wishes.final is not None
    return catalogue_page(build_catalogue(workspace, assessment, wishes.today, counting=counting))


def _rectification(workspace: Workspace, assessment: Assessment, wishes: Wishes) -> Page:
    from scoring.documents.rectification.list_document import rectification_page

    return rectification_page(workspace, assessment, wishes.today)


def _tasks(workspace: Workspace, assessment: Assessment, wishes: Wishes) -> Page:
    from scoring.documents.rectification.tasks_document import tasks_page

    return tasks_page(workspace, assessment, wishes.today)


def _bulletin(workspace: Workspace, assessment: Assessment, wishes: Wishes) -> Page:
    from scoring.documents.rectification.bulletin_document import bulletin_page

    return bulletin_page(workspace, assessment, wishes.today)


def _monthly(workspace: Workspace, assessment: Assessment, wishes: Wishes) -> Page:
    from scoring.documents.rectification.monthly_document import monthly_page

    return monthly_page(workspace, assessment, wishes.today, wishes.month, wishes.number)


def _slip(workspace: Workspace, assessment: Assessment, wishes: Wishes) -> Page:
    from scoring.documents.rectification.reading_slip import slip_page

    return slip_page(workspace, assessment, wishes.today, wishes.number)


def _urge(workspace: Workspace, _: Assessment, wishes: Wishes) -> Page:
    from scoring.documents.rectification.urge_document import urge_page

    return urge_page(workspace, wishes.number)


def _closing(workspace: Workspace, assessment: Assessment, wishes: Wishes) -> Page:
    from scoring.documents.rectification.closing_document import closing_page

    return closing_page(workspace, assessment, wishes.today)


def _comparison(workspace: Workspace, assessment: Assessment, wishes: Wishes) -> Page:
    from scoring.documents.rounds.comparison_document import default_page

    return default_page(workspace, assessment, wishes.today)


def _inspection(workspace: Workspace, assessment: Assessment, wishes: Wishes) -> Page:
    from scoring.documents.inspection.document import inspection_page

    return inspection_page(workspace, assessment, wishes.today, wishes.round)


def _brief(workspace: Workspace, assessment: Assessment, wishes: Wishes) -> Page:
    from scoring.documents.brief_document import brief_page

    return brief_page(workspace, assessment, wishes.today)


def _criteria(workspace: Workspace, assessment: Assessment, wishes: Wishes) -> Page:
    from scoring.documents.criteria.document import criteria_page

    return criteria_page(workspace, assessment, wishes.today)


def _incomparable(workspace: Workspace) -> str:
    from scoring.documents.rounds.comparison_document import incomparable

    return incomparable(workspace)


def _unurged(workspace: Workspace) -> str:
    from scoring.documents.rectification.urge_document import unurged

    return unurged(workspace)


def _unclosed(workspace: Workspace) -> str:
    from scoring.documents.rectification.closing_document import unclosed

    return unclosed(workspace)


def _uninspected(workspace: Workspace) -> str:
    from scoring.documents.inspection.document import uninspected

    return uninspected(workspace)


DOCUMENTS = {
    "self": Kind("自评报告", _self, long=True),
    "criteria": Kind("创建条件对照表", _criteria),
    "brief": Kind("一页简报", _brief),
    "catalogue": Kind("佐证材料目录", _catalogue, long=True),
    "tree": Kind("指标体系", _tree, long=True),
    "rectification": Kind("短板整改清单", _rectification, ledger=True, needed=True, long=True),
    "tasks": Kind("任务分解表和交办单", _tasks, ledger=True, long=True),
    "bulletin": Kind("整改通报", _bulletin, ledger=True, needed=True),
    "monthly": Kind("整改月报", _monthly, ledger=True, needed=True),
    "reading-slip": Kind("送阅件", _slip, ledger=True, needed=True),
    "urge": Kind("督办单", _urge, ledger=True, needed=True, lacking=_unurged),
    "closing": Kind("销号单", _closing, ledger=True, needed=True, lacking=_unclosed),
    "comparison": Kind("轮次对比", _comparison, lacking=_incomparable),
    "inspection": Kind("评查意见书", _inspection, lacking=_uninspected),
}
"""Every document by the word that asks for it; ``report all`` makes them in this order."""

REPORTS = "reports"
NAMES = {word: kind.name for word, kind in DOCUMENTS.items()}
"""The documents by kind, and the name of their files."""


def left_out(workspace: Workspace, kinds: Sequence[str]) -> list[str]:
    """The documents that ``all`` leaves out because the workspace has no ledger, by their names."""
    if "all" not in kinds or _has_ledger(workspace):
        return []
    return [kind.name for word, kind in DOCUMENTS.items() if kind.ledger and word not in kinds]


def unable(workspace: Workspace, kinds: Sequence[str]) -> list[str]:
    """Why ``all`` leaves out further documents than ``left_out``, one sentence for each."""
    if "all" not in kinds:
        return []
    named = {*kinds, *left_out(workspace, kinds)}
    others = (
        (kind, kind.wants(workspace))
        for word, kind in DOCUMENTS.items()
        if word not in named and kind.name not in named
    )
    return [f"没有生成{kind.name}：{why}" for kind, why in others if why]


def _has_ledger(workspace: Workspace) -> bool:
    return (workspace.path / LEDGER).exists()


def produce(
    workspace: Workspace,
    kinds: Sequence[str],
    forms: Sequence[str],
    wishes: Wishes,
    output: Path | None,
) -> Iterator[Path]:
    """Makes the documents and gives each one's path as soon as it stands. ``all`` means every kind
    but ``left_out``, and an index of them at the end.

    Raises ``RenderError`` when one cannot be printed; those before it stand, none is left half
    written. Raises ``NoLedgerError`` before anything is made where one was asked for by name that
    needs a ledger, and ``UnsoundError`` where a final copy was asked for and the data holds errors.
    """
    # Before anything is written: a run that cannot be finished leaves nothing behind.
    _refuse_impossible(workspace, kinds)
    # Started ahead of its work: the child that fills templates of strangers, where there are any.
    own_templates.begin(workspace.path)
    assessment = workspace.assess()
    words = _chosen(workspace, kinds)
    target = _Target(workspace, output, single=len(words) * len(forms) == 1)
    documents_made: list[Made] = []
    for word in words:
        # A final copy is printed whole by one process: nothing to be
        # started ahead for it.
        if DOCUMENTS[word].long and "pdf" in forms and not wishes.final:
            # The renderer loads while the document is built.
            prefork.begin(workspace.path)
        page = _ended(DOCUMENTS[word].build(workspace, assessment, wishes), workspace, word, wishes)
        for form in dict.fromkeys(forms):
            path = target.path(f"{NAMES[word]}{_mark(wishes)}.{form}")
            content = rendered(page, form, wishes, workspace.path)
            write_atomic(path, content)
            if "all" in kinds:
                documents_made.append(made_of(NAMES[word], form, path, content))
            yield path
    if "all" in kinds:
        # Last: it names only files that stand, with the digests of what was written.
        path = _place(workspace, output, INDEX)
        missing = [f"没有生成{name}：还没有整改清单" for name in left_out(workspace, kinds)]
        index = index_page(
            workspace, documents_made, [*missing, *unable(workspace, kinds)], wishes.today
        )
        write_atomic(path, rendered(index, "html", wishes, workspace.path))
        yield path


def _refuse_impossible(workspace: Workspace, kinds: Sequence[str]) -> None:
    """Raises ``NoLedgerError`` where a document was asked for by name that cannot be made."""
    named = [DOCUMENTS[word] for word in dict.fromkeys(kinds) if word != "all"]
    needing = [kind.name for kind in named if kind.needed]
    if needing and not _has_ledger(workspace):
        raise _without_ledger("、".join(needing))
    for kind in named:
        if why := kind.wants(workspace):
            raise NoLedgerError(why)


def _without_ledger(names: str) -> NoLedgerError:
    return NoLedgerError(
        f"还没有整改清单（{LEDGER}），做不了{names}。先用 shifan rectify sync 从失分生成清单。"
    )


def _chosen(workspace: Workspace, kinds: Sequence[str]) -> list[str]:
    """The documents to be made, in the order in which they were asked for. ``all`` is every kind
    that can be made and those that were named beside it, in the order of ``DOCUMENTS``.
    """
    if "all" not in kinds:
        return list(dict.fromkeys(kinds))
    ledger = _has_ledger(workspace)
    return [
        word
        for word, kind in DOCUMENTS.items()
        if word in kinds or ((ledger or not kind.ledger) and not kind.wants(workspace))
    ]


def _mark(wishes: Wishes) -> str:
    """What stands behind the name of a document, so that another round, another number or the copy
    that is handed in does not take its place.
    """
    round_ = f"-{wishes.round}" if wishes.round else ""
    number = f"-{wishes.number}" if wishes.number is not None else ""
    return f"{round_}{number}{FINAL if wishes.final else ''}"


@dataclass(frozen=True, slots=True)
class _Target:
    """Where the files of one run go. ``single``: there is one, and the path may be its name."""

    workspace: Workspace
    output: Path | None
    single: bool

    def path(self, name: str) -> Path:
        if self.single and self.output is not None and not self.output.is_dir():
            return self.output
        return _place(self.workspace, self.output, name)


def document(workspace: Workspace, kind: str, wishes: Wishes) -> Page:
    """One document of the current round. Raises ``NoLedgerError`` where the workspace has nothing
    for it.
    """
    entry = DOCUMENTS[kind]
    if entry.needed and not _has_ledger(workspace):
        raise _without_ledger(entry.name)
    if why := entry.wants(workspace):
        raise NoLedgerError(why)
    return _ended(entry.build(workspace, workspace.score(), wishes), workspace, kind, wishes)


def _place(workspace: Workspace, output: Path | None, name: str) -> Path:
    """Where a document goes: into the folder asked for, else among the workspace's reports."""
    if output:
        return output / name
    return place(workspace.path, f"{REPORTS}/{name}")


def _ended(page: Page, workspace: Workspace, word: str, wishes: Wishes) -> Page:
    """The document with what stands behind it: attachments, the page for the seal."""
    about = (page.title, page.issuer, wishes.today)
    tail = ending(workspace, word, about, wishes.final, seal=wishes.seal)
    # Who is handed the file can read its figures by machine without another file.
    if tail is not None and tail.attached:
        tail = replace(tail, data=rendered(page, "json", wishes, workspace.path))
    return replace(page, ending=tail)


def rendered(page: Page, form: str, wishes: Wishes, home: Path | None) -> bytes:
    """The bytes of a document in one of ``FORMS``; ``home`` is the workspace whose own faces and
    templates go first.

    Raises ``RenderError`` when it cannot be printed.
    """
    if form == "json":
        return (json.dumps(plain_data(page.data), ensure_ascii=False, indent=2) + "\n").encode()
    if form == "html":
        return html_page(page, home, draft=wishes.draft, mark=wishes.mark).encode()
    if form == "xlsx":
        from scoring.documents.workbook import (
            workbook,
        )  # only here: the library takes a while to load

        return workbook(page.sheets, title=page.title, issuer=page.issuer, day=wishes.today)
    if form == "docx":
        from scoring.documents.word.office import own_word_template

        own = own_word_template(home, page.name)
        if own is not None:
            return _office_file(page, own, wishes, home)
        return word_page(page, home, draft=wishes.draft, mark=wishes.mark, day=wishes.today)
    return pdf_page(
        page,
        home,
        draft=wishes.draft,
        mark=wishes.mark,
        day=wishes.today,
        progress=wishes.progress,
        notice=wishes.notice,
    )


def _office_file(page: Page, own: Path, wishes: Wishes, home: Path | None) -> bytes:
    """The Word file from a template that an office made; it says itself where it wants the page for
    the seal.
    """
    terms: dict[str, Any] = {"day": wishes.today, "seal": page.seal}
    if page.word is not None:
        terms |= {"draft": wishes.draft, "mark": wishes.mark, "fonts": own_fonts(home)}
        return own_templates.word_file(own, page.word, (own,), terms)
    from scoring.documents.word.office import office_file
    from scoring.docx.watermark import marked

    terms |= {"title": page.title, "issuer": page.issuer}
    filled = own_templates.word_file(own, office_file, (own, plain_data(page.data)), terms)
    return marked(filled, draft=wishes.draft, mark=wishes.mark, day=wishes.today)
