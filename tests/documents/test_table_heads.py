"""The head of a printed table whose cells follow a list of columns comes from that list: headings
and parts of the line are stated once, for page, workbook, terminal and JSON."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from scoring.data_files import data_folder
from scoring.documents import templating
from scoring.documents.criteria.gaps import GapLine
from scoring.documents.inspection.model import DisputeLine, OpenLine, UntrueLine
from scoring.documents.region.county_page import LossRow
from scoring.documents.rounds.comparison import ROUNDS
from scoring.documents.tree_document import ABOUT
from scoring.views.columns import columns_of
from scoring.views.sheet import Column, headings

PRINTED: dict[str, Sequence[Column]] = {
    "the rounds of 轮次对比": ROUNDS,
    "what is in the way of a condition": columns_of(GapLine),
    "evidence found untrue": columns_of(UntrueLine),
    "marks that differ": columns_of(DisputeLine),
    "what could not be verified": columns_of(OpenLine),
    "what a tree says beside its indicators": ABOUT,
    "the losses of a county": columns_of(LossRow),
}


@pytest.mark.parametrize("table", PRINTED)
def test_the_columns_fill_the_line(table: str) -> None:
    assert sum(column.share for column in PRINTED[table]) == pytest.approx(100, abs=0.1)
    assert all(column.share > 0 for column in PRINTED[table])


def test_the_head_states_widths_and_headings() -> None:
    columns = (Column("编号", 8, share=7.5), Column("内容 & 来源", 60, share=92.5))
    head = templating.environment().from_string(
        '{% from "macros/paper.html.j2" import table_head %}{{ table_head(columns) }}'
    )
    assert head.render(columns=columns) == (
        '<colgroup><col style="width:7.5%"><col style="width:92.5%"></colgroup>\n'
        "<thead><tr><th>编号</th><th>内容 &amp; 来源</th></tr></thead>"
    )


def test_no_template_says_these_headings_again() -> None:
    literal = {
        tuple(re.findall(r"<th>(.*?)</th>", head))
        for path in data_folder("templates").rglob("*.j2")
        for head in re.findall(r"<thead><tr>(.*?)</tr></thead>", path.read_text("utf-8"))
    }
    assert len(literal) > 20
    assert not literal & {tuple(headings(columns)) for columns in PRINTED.values()}
