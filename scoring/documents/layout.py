"""A report through its template into HTML, and from there into PDF. Templates are sandboxed,
escaped and strict.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any, Protocol

from markupsafe import Markup

from scoring import libraries
from scoring.documents import charts, own_templates, templating
from scoring.documents.assets import print_sheets, screen_sheets, templates_root
from scoring.documents.final_copy import Ending, appended, print_final
from scoring.documents.self_assessment.coverage import heat_map
from scoring.documents.self_assessment.model import Block, Card, LossLine, Report
from scoring.documents.self_assessment.parts import ladder
from scoring.documents.self_assessment.sheets import report_sheets
from scoring.documents.templating import Sandbox
from scoring.documents.titles import title_lines, unparted
from scoring.engine.scores import CAUSES
from scoring.pdf.errors import RenderError
from scoring.pdf.fonts import own_fonts
from scoring.pdf.parts.printing import Order, Progress, print_parts
from scoring.pdf.parts.splitting import cut, separable, unmarked
from scoring.pdf.printer import Metadata, clean, render, render_many
from scoring.values import plain
from scoring.views.sheet import Sheet, cells_of
from scoring.views.words import chinese_number

MOST_UNITS = 10
RADAR_FROM = 3
LISTED = 3
"""Levels of headings that stand in the contents."""
SCREEN_TOO = frozenset({"forms.css", "final.css", "brief.css", "region.css"})
"""Style sheets of a document that serve the screen as well."""
REFERENCE = "reference.docx"
"""The Word document from which Word files take their look; a workspace may bring its own."""
LONGEST_TITLE = 100
"""Characters that the cover holds in its smaller size (five lines of 22, with room to spare)."""


@dataclass(frozen=True, slots=True)
class CardGroup:
    """Cards that stand under one node of the second level."""

    name: str
    cards: tuple[Card, ...]


def groupby_run(cards: Sequence[Card], attribute: str) -> list[CardGroup]:
    """Neighbouring cards of one group, in order; Jinja's own ``groupby`` sorts, which breaks the
    tree's order.
    """
    return [
        CardGroup(name, tuple(run))
        for name, run in groupby(cards, key=lambda card: getattr(card, attribute))
    ]


def environment(home: Path | None = None) -> Sandbox:
    """The environment that every template is rendered in; the templates of the workspace ``home``
    go before ours.
    """
    sandbox = templating.environment(home)
    sandbox.filters["groupby_run"] = groupby_run
    sandbox.filters["title_lines"] = title_lines
    sandbox.filters["unparted"] = unparted
    return sandbox


def filling(home: Path | None) -> Callable[[str, Mapping[str, Any]], str]:
    """What fills the templates for a workspace: a child process with limits where it brings
    templates of its own.
    """
    if home is not None and own_templates.has_own(home):
        return partial(own_templates.filled, home)
    return partial(templating.fill, environment(home))


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
    be one page, and is printed in smaller type where it would be two. ``ending`` is what stands
    behind the text: attachments, seal.
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


@dataclass(frozen=True, slots=True)
class SelfWord:
    """The self-assessment for a Word template of an office, with its charts as SVG."""

    report: Report
    drawings: Mapping[str, str | tuple[str, ...]]
    coverage_note: str

    def __call__(
        self,
        template: Path,
        *,
        day: date,
        draft: bool,
        mark: str | None,
        fonts: Path | None,
        seal: Ending | None,
    ) -> bytes:
        """See :class:`WordForm`."""
        from scoring.documents.word.self_assessment import (
            self_file,
        )  # only here: the library takes a while to load

        shown = (self.report, self.drawings, self.coverage_note)
        return self_file(*shown, template, day=day, draft=draft, mark=mark, fonts=fonts, seal=seal)


def self_page(report: Report) -> Page:
    """The self-assessment."""
    numerals = {number: chinese_number(number) for number in range(1, 100)}
    context: dict[str, Any] = {
        "report": report,
        "charts": drawings(report),
        "coverage": heat_map(report.coverage),
        "contents": contents(report),
        "ladder": ladder(report.parts),
        "numerals": numerals,
    }
    coverage = context["coverage"]
    word = SelfWord(report, {**context["charts"], "coverage": coverage.pictures}, coverage.note)
    sheets = report_sheets(report)
    return Page(
        report.cover.title, report.cover.issuer, "self.html.j2", context, report, sheets, word=word
    )


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
    model: Report | Page, home: Path | None = None, *, draft: bool = False, mark: str | None = None
) -> str:
    """One self-contained file for a screen: no picture, script or font from elsewhere. Raises
    ``RenderError``.
    """
    page = model if isinstance(model, Page) else self_page(model)
    own = [
        templates_root() / "css" / name
        for name in (*page.css, *_ending_css(page))
        if name in SCREEN_TOO
    ]
    css = "\n".join(sheet.read_text("utf-8") for sheet in [*screen_sheets(), *own])
    return clean(unmarked(body(page, home, draft=draft, mark=mark, inline_css=Markup(css))))  # noqa: S704  our own style sheets


def word_html(page: Page, home: Path | None, *, draft: bool, mark: str | None) -> str:
    """The page that the Word file is made from. Raises ``RenderError`` where a template is at
    fault. A document of one page has its denser type where the printed one needs it.
    """
    if not page.tables:
        dense = page.single and _needs_dense(page, home, draft=draft, mark=mark)
        return body(page, home, draft=draft, mark=mark, dense=dense)
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
    if own:
        return own_templates.word_file(own, word_file, (html, order), {})
    return word_file(html, order)


def pdf_page(
    model: Report | Page,
    home: Path | None,
    *,
    draft: bool = False,
    mark: str | None = None,
    day: date | None = None,
    progress: Progress | None = None,
) -> bytes:
    """The document as PDF, with the faces of the workspace's own ``fonts/`` first. Raises
    ``RenderError``.

    A long one is printed in parts, which are kept in the workspace; ``progress`` hears (parts done,
    parts) then.
    """
    page = model if isinstance(model, Page) else self_page(model)
    if len(clean(page.title)) > LONGEST_TITLE:
        raise RenderError(
            "document",
            f"封面标题有 {len(clean(page.title))} 个字，封面排不下；"
            "请在 workspace.yaml 里把 report.title 或 name（指标体系的，把 title）缩短到 "
            f"{LONGEST_TITLE} 字以内",
        )
    html = body(page, home, draft=draft, mark=mark)
    css, own, about = (
        _print_css(page),
        own_fonts(home),
        Metadata(page.title, page.issuer, created=day),
    )
    if page.single:
        html, printed = _single(
            page, home, [html, body(page, home, draft=draft, mark=mark, dense=True)], about
        )
    if page.ending is not None and page.ending.final is not None:
        return print_final(html, css=css, workspace_fonts=own, about=about, ending=page.ending)
    if page.single:
        return printed
    cutting = cut(html)
    if len(cutting.pieces) > 1 and separable(html):
        return print_parts(cutting.pieces, Order(css, about, own, home, progress=progress)).pdf
    return render(html, css=css, workspace_fonts=own, metadata=about)


def _single(
    page: Page, home: Path | None, sizes: Sequence[str], about: Metadata
) -> tuple[str, bytes]:
    """The first of ``sizes`` that is one page when it is printed, else the last; with what was
    printed.
    """
    html, printed = "", b""
    for html in sizes:
        printed = render(
            html, css=_print_css(page), workspace_fonts=own_fonts(home), metadata=about
        )
        if pages_in(printed) == 1:
            break
    return html, printed


def _needs_dense(page: Page, home: Path | None, *, draft: bool, mark: str | None) -> bool:
    """Whether the page, printed in its usual type, runs over into a second one.

    Looked at, not reckoned: Word breaks its lines much as the printer does, and both files of one
    document should look alike. Where nothing can be printed here, the usual type stays.
    """
    html = body(page, home, draft=draft, mark=mark)
    try:
        return pages_in(render(html, css=_print_css(page), workspace_fonts=own_fonts(home))) > 1
    except RenderError:
        return False


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


def contents(report: Report) -> list[tuple[int, str, str]]:
    """The table of contents: level, target, text."""
    first, steps = report.levels[0], ladder(report.parts)
    entries = [
        *_parts(report, "first"),
        (1, "s-1", f"{steps['conclusion']}、总体结论"),
        (2, "s-1-1", "（一）一票否决"),
        (2, "s-1-2", "（二）创建条件对照"),
        (2, "s-1-3", "（三）未达到的条件"),
        (1, "s-2", f"{steps['scores']}、得分情况"),
        (2, "s-2-1", "（一）总分"),
        (2, "s-2-2", f"（二）各{first}得分"),
        (2, "s-2-3", "（三）得分总表"),
        (1, "s-3", f"{steps['losses']}、失分分析"),
        (2, "s-3-1", "（一）失分构成"),
        (2, "s-3-2", "（二）牵头单位失分"),
        (2, "s-3-3", "（三）测评方式失分"),
        (1, "s-4", f"{steps['cards']}、分项自评"),
    ]
    for index, chapter in enumerate(report.chapters, 1):
        entries.append((2, chapter.anchor, f"（{chinese_number(index)}）{chapter.title}"))
        groups = groupby_run(chapter.cards, "group")
        entries += [
            (3, group.cards[0].group_anchor, f"{place}. {group.name}")
            for place, group in enumerate(groups, 1)
            if group.name
        ]
    return [
        *entries,
        *_parts(report, "last"),
        (1, "s-5", f"{steps['evidence']}、佐证材料目录"),
        (1, "s-6", f"{steps['colophon']}、编制说明"),
    ]


def _parts(report: Report, place: str) -> Iterator[tuple[int, str, str]]:
    """The entries of the parts that the office wrote, for one ``place``."""
    for part in report.parts:
        if part.place == place:
            yield 1, part.anchor, f"{part.number}、{part.title}"
            for item in part.passages:
                if item.kind == "heading" and item.level <= LISTED:
                    yield item.level, item.anchor, f"{item.number}{item.text}"


def drawings(report: Report) -> dict[str, Markup]:
    """The charts of the report, each from the numbers of the table beside it; empty where there is
    nothing to draw.
    """
    base = [block for block in report.blocks if block.kind == "base"]
    scored = [block for block in base if block.exact["applicable"]]
    axes = [
        charts.Axis(block.name, block.exact["current"] / block.exact["applicable"], block.rate)
        for block in scored
    ]
    lossy = [block for block in base if any(block.exact[cause] for cause in CAUSES)]
    now = report.tracks[3]
    strip = charts.Strip(
        report.exact["final"],
        now.final,
        report.exact["low"],
        report.low,
        report.exact["high"],
        report.high,
        _scale(report),
        report.full,
        _marks(report),
    )
    return {
        "strip": charts.strip(strip, "总分"),
        "bars": charts.bars([_bar(block) for block in base], "各部分得分"),
        "radar": charts.radar(axes) if RADAR_FROM <= len(axes) <= 12 else Markup(""),
        "blocks": charts.stacked([_stack(block.name, block.exact, block.lost) for block in lossy])
        if lossy
        else Markup(""),
        "units": charts.stacked([_unit(row) for row in report.units[:MOST_UNITS]], "失分较多的单位")
        if report.units
        else Markup(""),
    }


def _scale(report: Report) -> Fraction:
    return max(report.exact["full"], report.exact["final"], report.exact["high"])


def _marks(report: Report) -> tuple[tuple[Fraction, str], ...]:
    """The grades that lie on the scale; the one that begins at nothing needs no mark."""
    top = _scale(report)
    return tuple(
        (lowest, f"{name} {plain(lowest)}") for name, lowest in report.grades if 0 < lowest <= top
    )


def _bar(block: Block) -> charts.Bar:
    return charts.Bar(
        block.name,
        block.exact["current"],
        block.exact["applicable"],
        block.current,
        block.applicable,
        block.rate,
    )


def _stack(label: str, exact: dict[str, Fraction], text: str) -> charts.Stack:
    return charts.Stack(label, {cause: exact[cause] for cause in CAUSES}, text)


def _unit(row: LossLine) -> charts.Stack:
    return _stack(row.key, row.exact, row.lost)
