"""A document through its template into HTML, and from there into PDF and Word."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from markupsafe import Markup

from scoring import libraries
from scoring.documents import own_templates, templating
from scoring.documents.assets import print_sheets, screen_sheets, templates_root
from scoring.documents.final_copy import Ending, appended, print_final
from scoring.pdf.errors import RenderError
from scoring.pdf.fonts import own_fonts
from scoring.pdf.parts.printing import Order, Progress, print_parts
from scoring.pdf.parts.splitting import cut, separable, unmarked
from scoring.pdf.printer import Metadata, clean, render, render_many
from scoring.views.sheet import Sheet, cells_of

SCREEN_TOO = frozenset({"forms.css", "final.css", "brief.css", "region.css"})
"""Style sheets of a document that serve the screen as well."""
REFERENCE = "reference.docx"
Notice = Callable[[str], None]
"""The Word document from which Word files take their look; a workspace may bring its own."""
LONGEST_TITLE = 100
"""Characters that the cover holds in its smaller size (five lines of 22, with room to spare)."""


def filling(home: Path | None) -> Callable[[str, Mapping[str, Any]], str]:
    """What fills the templates for a workspace: a child process with limits where it brings
    templates of its own.
    """
    if home is not None and own_templates.has_own(home):
        return partial(own_templates.filled, home)
    return partial(templating.fill, templating.environment(home))


class WordForm(Protocol):
    """Makes the bytes of a Word file from a template that an office made; ``fonts``: the
    workspace's own faces, ``seal``: what the page for the seal says, where one is wanted. Raises
    ``RenderError``.
    """

    def __call__(
        self,
        template: Path,
        *,
        day: date,
        draft: bool,
        mark: str | None,
        fonts: Path | None,
        seal: Ending | None,
    ) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Page:
    """A document that is ready to be laid out: its template with all that the template reads, and
    its other forms.

    ``data`` is what JSON prints, ``sheets`` what the workbook holds, ``css`` style sheets of its
    own for print; ``word`` fills a Word template of an office where that offers more than ``data``;
    ``tables``: the Word file is the sheets, because it comes back by import. ``single``: it is to
    be one page, and is printed in smaller type where it would be two; ``shorter`` are contexts that
    say less and less, for where it would be two then as well. ``ending`` is what stands behind the
    text: attachments, seal.
    """

    title: str
    issuer: str
    template: str
    context: Mapping[str, Any]
    data: Any
    sheets: tuple[Sheet, ...] = ()
    css: tuple[str, ...] = ()
    word: WordForm | None = None
    ending: Ending | None = None
    tables: bool = False
    single: bool = False
    shorter: tuple[Mapping[str, Any], ...] = ()

    @property
    def seal(self) -> Ending | None:
        """What the page for the seal says, where there is to be one."""
        if self.ending is not None and self.ending.seal:
            return self.ending
        return None

    @property
    def name(self) -> str:
        """The name by which a workspace's own templates replace ours."""
        return self.template.removesuffix(".html.j2")


def body(
    page: Page,
    home: Path | None,
    *,
    draft: bool,
    mark: str | None,
    inline_css: Markup | None = None,
    dense: bool = False,
) -> str:
    """The whole document as HTML; ``dense``: in smaller type. Raises ``RenderError`` where a
    template is at fault.
    """
    own = {"draft": draft, "mark": mark, "inline_css": inline_css, "annex": "", "dense": dense}
    context = {**page.context, **own}
    fill, ending = filling(home), page.ending
    if ending is None:
        return fill(page.template, context)
    tail = fill("macros/final.html.j2", {"ending": ending})
    context["annex"] = ending.note
    if "contents" in context:
        # An office's own macro may end the document in another way: only what is there is listed.
        listed = [line for line in ending.contents if f'id="{line[1]}"' in tail]
        context["contents"] = [*page.context["contents"], *listed]
    return appended(fill(page.template, context), tail, ending)


def html_page(
    page: Page, home: Path | None = None, *, draft: bool = False, mark: str | None = None
) -> str:
    """One self-contained file for a screen: nothing from elsewhere. Raises ``RenderError``."""
    own = [
        templates_root() / "css" / name
        for name in (*page.css, *_ending_css(page))
        # The others lay out sheets of paper, which a screen does not have.
        if name in SCREEN_TOO
    ]
    css = "\n".join(sheet.read_text("utf-8") for sheet in [*screen_sheets(), *own])
    return clean(unmarked(body(page, home, draft=draft, mark=mark, inline_css=Markup(css))))  # noqa: S704  our own style sheets


def word_html(page: Page, home: Path | None, *, draft: bool, mark: str | None) -> str:
    """The page that the Word file is made from. Raises ``RenderError`` where a template is at
    fault. A document of one page is the one that is printed, in its type and with its words.
    """
    if page.single:
        # Word breaks its lines much as the printer does, and both files should look alike.
        with suppress(RenderError):  # where nothing can be printed here, the usual type stays
            return _one_page(page, home, Metadata(), draft=draft, mark=mark)[0]
    if not page.tables:
        return body(page, home, draft=draft, mark=mark)
    sheets = [{"sheet": sheet, "cells": cells_of(sheet)} for sheet in page.sheets]
    terms = {
        "title": page.title,
        "sheets": sheets,
        "draft": draft,
        "mark": mark,
        "inline_css": None,
    }
    return filling(home)("sheets.html.j2", terms)


def word_page(
    page: Page, home: Path | None, *, draft: bool = False, mark: str | None = None, day: date
) -> bytes:
    """The document as a Word file: the page, on the reference document of the workspace or on ours.

    Raises ``RenderError`` where a template or the reference document is at fault.
    """
    # Only here: the library takes a while to load.
    from scoring.docx.writer import Order, word_file

    ours = templates_root() / "word" / REFERENCE
    own = templating.own_file(home / templating.FOLDER, REFERENCE) if home else None
    order = Order(own or ours, ours, page.issuer, day, own_fonts(home))
    html = word_html(page, home, draft=draft, mark=mark)
    # Made by strangers: opened only in the child with limits, like their templates.
    if own:
        return own_templates.word_file(own, word_file, (html, order), {})
    return word_file(html, order)


def pdf_page(
    page: Page,
    home: Path | None,
    *,
    draft: bool = False,
    mark: str | None = None,
    day: date | None = None,
    progress: Progress | None = None,
    notice: Notice | None = None,
) -> bytes:
    """The document as PDF, the workspace's own ``fonts/`` first. Raises ``RenderError``.

    A long one is printed in parts, which are kept in the workspace; ``progress`` hears (parts done,
    parts) then. ``notice`` is told where a document of one page did not become one.
    """
    # Refused rather than cut: the title is what the document is called everywhere else.
    if len(clean(page.title)) > LONGEST_TITLE:
        raise RenderError(
            "document",
            f"封面标题有 {len(clean(page.title))} 个字，封面排不下；"
            "请在 workspace.yaml 里把 report.title 或 name（指标体系的，把 title）缩短到 "
            f"{LONGEST_TITLE} 字以内",
        )
    css, own, about = (
        _print_css(page),
        own_fonts(home),
        Metadata(page.title, page.issuer, created=day),
    )
    if page.single:
        html, printed = _one_page(page, home, about, draft=draft, mark=mark)
        count = pages_in(printed)
        if count > 1 and notice is not None:
            notice(f"{page.title}排成了 {count} 页：用小字也排不进一页，请把内容写短")
    else:
        html = body(page, home, draft=draft, mark=mark)
    # Before the shortcut for one page: a final copy is printed anew, as PDF/A and with its files.
    if page.ending is not None and page.ending.final is not None:
        return print_final(html, css=css, workspace_fonts=own, about=about, ending=page.ending)
    if page.single:
        return printed
    # Tagged files and PDF/A cannot be put together from parts: they went another way above.
    cutting = cut(html)
    if len(cutting.pieces) > 1 and separable(html):
        return print_parts(cutting.pieces, Order(css, about, own, home, progress=progress)).pdf
    return render(html, css=css, workspace_fonts=own, metadata=about)


def _one_page(
    page: Page, home: Path | None, about: Metadata, *, draft: bool, mark: str | None
) -> tuple[str, bytes]:
    """The document as it is one page in print, and the print: in its usual type; where that runs
    over, in the denser one; where that runs over too, with as many of its words as fit.

    Printed and looked at, not reckoned. What says least may still be more than a page: it is given
    all the same.
    """

    def attempt(context: Mapping[str, Any], *, dense: bool) -> tuple[str, bytes, bool]:
        html = body(replace(page, context=context), home, draft=draft, mark=mark, dense=dense)
        css = _print_css(page)
        paper = render(html, css=css, workspace_fonts=own_fonts(home), metadata=about)
        return html, paper, pages_in(paper) == 1

    for dense in (False, True):
        html, paper, fits = attempt(page.context, dense=dense)
        if fits or (dense and not page.shorter):
            return html, paper
    html, paper, fits = attempt(page.shorter[-1], dense=True)
    # Each says less than the one before: what is the first to fit is found by halving.
    low, high = 0, len(page.shorter) - 1
    while fits and low < high:
        middle = (low + high) // 2
        longer_html, longer_paper, longer_fits = attempt(page.shorter[middle], dense=True)
        if longer_fits:
            html, paper, high = longer_html, longer_paper, middle
        else:
            low = middle + 1
    return html, paper


def pages_in(paper: bytes) -> int:
    """How many pages a PDF has."""
    document = libraries.pypdfium2.PdfDocument(paper)
    try:
        return len(document)
    finally:
        document.close()


def pdf_pages(pages: Sequence[Page], home: Path | None, *, day: date | None = None) -> list[bytes]:
    """Small documents of one template as PDF, printed by one process. Raises ``RenderError`` for
    the first at fault.
    """
    if not pages:
        return []
    fill = filling(home)
    common = {"draft": False, "mark": None, "inline_css": None}
    return render_many(
        [
            (
                fill(page.template, {**page.context, **common}),
                Metadata(page.title, page.issuer, created=day),
            )
            for page in pages
        ],
        css=_print_css(pages[0]),
        workspace_fonts=own_fonts(home),
    )


def _print_css(page: Page) -> list[Path]:
    return [
        *print_sheets(),
        *(templates_root() / "css" / name for name in (*page.css, *_ending_css(page))),
    ]


def _ending_css(page: Page) -> tuple[str, ...]:
    if page.ending:
        return ("final.css",)
    return ()
