"""The self-assessment as fields for an office's own Word template: the whole report.

The fields are those of ``--to json`` and, beside them, what a template would otherwise have to work
out: they stand in ``docs/word-templates.md``. Nothing is rounded or summed up here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from scoring.documents.final_copy import Ending
from scoring.documents.plain import plain_data
from scoring.documents.self_assessment.model import Report
from scoring.documents.self_assessment.parts import ladder
from scoring.documents.titles import title_lines
from scoring.documents.word.office import office_file
from scoring.documents.word.pictures import Pictures
from scoring.values import first_few
from scoring.views.words import chinese_number

WIDTHS = {"radar": 112, "coverage": 247}
"""The widths in millimetres of charts that do not fill the line of an upright page."""
MOST_FAILING = 20
"""Indicators named below a condition that is not met; the number of all follows."""
SIGNS = {"full": "●", "partial": "◐", "none": "○", "unassessed": "□", "not_applicable": "—"}
KINDS = {"bonus": "（加分）", "penalty": "（倒扣）"}
STOPS = ("、", ".", "．")


def self_file(
    report: Report,
    drawings: Mapping[str, str | tuple[str, ...]],
    coverage_note: str,
    template: Path,
    *,
    day: date,
    draft: bool = False,
    mark: str | None = None,
    fonts: Path | None = None,
    seal: Ending | None = None,
) -> bytes:
    """The bytes of the report; ``drawings`` are its charts as SVG, ``coverage_note`` what the last
    of them shows in words, ``fonts`` the workspace's own faces, ``seal`` what the page for the seal
    says.

    Raises ``RenderError`` where the template is at fault or a chart cannot be printed.
    """
    return office_file(
        template,
        {**fields(report), "coverage_note": coverage_note, "draft": draft, "mark": mark or ""},
        title=report.cover.title,
        issuer=report.cover.issuer,
        day=day,
        pictures=Pictures(drawings, WIDTHS, fonts),
        draft=draft,
        seal=seal,
    )


def fields(report: Report) -> dict[str, Any]:
    """What a template may print: the report as JSON has it, with more beside it."""
    data: dict[str, Any] = plain_data(report)
    data["title_lines"] = title_lines(report.cover.title)
    # Templates of offices know the current track by this name.
    data["now"] = data["tracks"][3]
    data["depth"] = len(report.levels)
    data["ladder"] = ladder(report.parts)
    for item in data["conditions"]:
        item["failing_text"] = first_few([text for _, text in item["failing"]], MOST_FAILING)
    data["unmet"] = [item for item in data["conditions"] if not item["met"]]
    for block in data["blocks"]:
        _complete(block)
    for index, chapter in enumerate(data["chapters"], 1):
        chapter["number"] = chinese_number(index)
        runs = groupby(chapter["cards"], key=lambda card: card["group"])
        chapter["groups"] = [
            {"number": place, "name": name, "cards": list(cards)}
            for place, (name, cards) in enumerate(runs, 1)
        ]
    return data


def _complete(block: dict[str, Any]) -> None:
    """Adds to a block and its lines what a template cannot make itself: labels and signs. What is
    no base indicator has nothing to be earned.
    """
    number = block["number"] or block["code"]
    space = "" if number.endswith(STOPS) else "　"
    base = block["kind"] == "base"
    block["label"] = f"{number}{space}{block['name']}{KINDS.get(block['kind'], '')}"
    lines = [line for group in block["groups"] for line in group["lines"]]
    for line in lines:
        line["sign"] = SIGNS[line["state"]]
    for item in (block, *lines):
        item["earnable"] = item["applicable"] if base else "—"
