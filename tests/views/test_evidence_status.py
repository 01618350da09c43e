"""A piece of evidence that serves several indicators: its state is told for each of them, never
better than it is."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import samples

from scoring.documents.catalogue import build_catalogue, catalogue_page
from scoring.documents.layout import body
from scoring.documents.self_assessment.building import build_report
from scoring.documents.self_assessment.model import EvidenceLine, Piece
from scoring.views.evidence_status import Under, overall
from scoring.workspace import open_workspace

TODAY = date(2026, 11, 27)
BOTH = samples.SOUND["evidence/register.yaml"].replace(
    '- {indicator: "1.1", item: 办理清单}\n',
    '- {indicator: "1.1", item: 办理清单}\n  - {indicator: "1.2"}\n',
)
UNTRUE = samples.MOCK.replace(
    "reason: 清单缺一页}", "reason: 数字对不上, untrue: [E0001], penalty: 1}"
)
"""A mock that finds E0001 untrue under 1.1, while 1.2 rests on it too."""


def served(folder: Path, mock: str) -> tuple[EvidenceLine, dict[str, str], dict[str, Piece]]:
    """The line of E0001, its states in the catalogue by indicator, and its pieces on the cards by
    indicator."""
    files = {**samples.SOUND, "evidence/register.yaml": BOTH, "rounds/2026-mock.yaml": mock}
    workspace = open_workspace(samples.write(folder, files)).whole()
    assert not workspace.errors
    assessment = workspace.assess()
    report = build_report(workspace, assessment, TODAY)
    (line,) = [line for line in report.evidence if line.id == "E0001"]
    sections = build_catalogue(workspace, assessment, TODAY).sections
    states = {
        row.indicator: row.state
        for section in sections
        for row in section.rows
        if row.id == "E0001"
    }
    cards = [card for chapter in report.chapters for card in chapter.cards]
    pieces = {
        c.code: p for c in cards for wanted in c.wanted for p in wanted.pieces if p.id == "E0001"
    }
    return line, states, pieces


def test_a_piece_found_untrue_for_one_indicator_is_in_doubt_for_the_other(tmp_path: Path) -> None:
    line, states, pieces = served(tmp_path, UNTRUE)
    assert (line.counts, line.state) == (True, "部分有效")
    assert line.remark == "1.1 模拟核验认定不实（2026-mock）；1.2 待复核；待审核"
    assert states == {
        "1.1": "不起作用：模拟核验认定不实（2026-mock）",
        "1.2": "有效，待审核，待复核（1.1 模拟核验认定不实）",
    }
    assert (pieces["1.1"].counts, pieces["1.1"].doubt) == (False, "")
    assert (pieces["1.2"].counts, pieces["1.2"].doubt) == (True, "待复核（1.1 模拟核验认定不实）")


def test_a_piece_that_nobody_doubts_is_simply_valid(tmp_path: Path) -> None:
    line, states, pieces = served(tmp_path, samples.MOCK)
    assert (line.counts, line.state, line.remark) == (True, "有效", "待审核")
    assert set(states.values()) == {"有效，待审核"}
    assert {piece.doubt for piece in pieces.values()} == {""}


@pytest.mark.parametrize(
    ("states", "said"),
    [
        ([Under("1", "counts"), Under("2", "counts", review="待审核")], ("有效", "待审核")),
        ([Under("1", "counts", doubt="9 核验认定不实")], ("有效", "待复核（9 核验认定不实）")),
        ([Under("1", "counts"), Under("2", "reference", "该指标不要求佐证")], ("有效", "")),
        ([Under("1", "reference", "该指标不要求佐证")], ("参考", "该指标不要求佐证")),
        (
            [Under("1", "fails", "文件缺失；没有日期"), Under("2", "fails", "文件缺失")],
            ("不起作用", "文件缺失；没有日期"),
        ),
        (
            [
                Under("1", "counts"),
                Under("2", "fails", "没有日期"),
                Under("3", "fails", "没有日期"),
            ],
            ("部分有效", "2、3 没有日期"),
        ),
    ],
)
def test_the_state_as_a_whole(states: list[Under], said: tuple[str, str]) -> None:
    assert overall(states) == said


def test_the_catalogue_has_a_bookmark_where_each_block_begins(tmp_path: Path) -> None:
    files = samples.changed("evidence/register.yaml", '- {indicator: "1.2"}', '- {indicator: "2"}')
    workspace = open_workspace(samples.write(tmp_path, files)).whole()
    html = body(
        catalogue_page(build_catalogue(workspace, workspace.assess(), TODAY)),
        None,
        draft=False,
        mark=None,
    )
    assert html.count('class="opens"') == 2
    assert '<span class="opens">依法履职</span>' in html
    assert '<span class="opens">2 创新做法</span>' in html
