"""自评报告 as a page: its contents, its charts, and what a Word template of an office may fill in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from markupsafe import Markup

from scoring.documents import charts
from scoring.documents.final_copy import Ending
from scoring.documents.layout import Page
from scoring.documents.self_assessment.coverage import heat_map
from scoring.documents.self_assessment.model import Block, Report
from scoring.documents.self_assessment.parts import ladder
from scoring.documents.self_assessment.sheets import report_sheets
from scoring.documents.templating import groupby_run
from scoring.engine.scores import CAUSES
from scoring.values import format_short
from scoring.views.words import chinese_number

MOST_UNITS = 10
"""Units that the chart of losses shows; the table beside it has all of them."""
RADAR_FROM, RADAR_TO = 3, 12
"""Axes of a radar chart: fewer enclose no area, more cannot be labelled."""
LISTED = 3
"""Levels of headings that stand in the contents."""


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
    pictures, coverage = drawings(report), heat_map(report.coverage)
    context: dict[str, Any] = {
        "report": report,
        "charts": pictures,
        "coverage": coverage,
        "contents": contents(report),
        "ladder": ladder(report.parts),
        # WeasyPrint has no counter style for 一、二、三: the
        # template numbers by itself.
        "numerals": {number: chinese_number(number) for number in range(1, 100)},
    }
    return Page(
        report.cover.title,
        report.cover.issuer,
        "self.html.j2",
        context,
        report,
        report_sheets(report),
        word=SelfWord(report, {**pictures, "coverage": coverage.pictures}, coverage.note),
    )


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
    return [
        *entries,
        *_chapters(report),
        *_parts(report, "last"),
        (1, "s-5", f"{steps['evidence']}、佐证材料目录"),
        (1, "s-6", f"{steps['colophon']}、编制说明"),
    ]


def _chapters(report: Report) -> Iterator[tuple[int, str, str]]:
    """A chapter for each block, and below it the nodes of the second level that have a name."""
    for index, chapter in enumerate(report.chapters, 1):
        yield 2, chapter.anchor, f"（{chinese_number(index)}）{chapter.title}"
        for place, group in enumerate(groupby_run(chapter.cards, "group"), 1):
            if group.name:
                yield 3, group.cards[0].group_anchor, f"{place}. {group.name}"


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
    # Bonus and penalty have nothing to be earned and lose nothing: no bars to draw.
    base = [block for block in report.blocks if block.kind == "base"]
    return {
        "strip": charts.strip(_strip(report), "总分"),
        "bars": charts.bars([_bar(block) for block in base], "各部分得分"),
        "radar": _radar(base),
        "blocks": _lost_by_block(base),
        "units": _lost_by_unit(report),
    }


def _strip(report: Report) -> charts.Strip:
    """The final score between the lowest and the highest that it can still become."""
    now = report.shown_tracks[-1]  # the current one, whatever has been verified
    return charts.Strip(
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


def _radar(blocks: Sequence[Block]) -> Markup:
    axes = [
        charts.Axis(block.name, block.exact["current"] / block.exact["applicable"], block.rate)
        for block in blocks
        # Where nothing applies there is no rate, and so no axis.
        if block.exact["applicable"]
    ]
    if RADAR_FROM <= len(axes) <= RADAR_TO:
        return charts.radar(axes)
    return Markup("")


def _lost_by_block(blocks: Sequence[Block]) -> Markup:
    lossy = [block for block in blocks if any(block.exact[cause] for cause in CAUSES)]
    if lossy:
        return charts.stacked([_stack(block.name, block.exact, block.lost) for block in lossy])
    return Markup("")


def _lost_by_unit(report: Report) -> Markup:
    rows = [_stack(row.key, row.exact, row.lost) for row in report.units[:MOST_UNITS]]
    if rows:
        return charts.stacked(rows, "失分较多的单位")
    return Markup("")


def _scale(report: Report) -> Fraction:
    return max(report.exact["full"], report.exact["final"], report.exact["high"])


def _marks(report: Report) -> tuple[tuple[Fraction, str], ...]:
    """The grades that lie on the scale; the one that begins at nothing needs no mark."""
    top = _scale(report)
    return tuple(
        (lowest, f"{name} {format_short(lowest)}")
        for name, lowest in report.grades
        if 0 < lowest <= top
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
