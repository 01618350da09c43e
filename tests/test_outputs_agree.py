"""One computation feeds every output: the same totals on paper, screen, terminal and in every
file."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

import pytest
from helpers_outputs import SHIPPED, Outputs, produced

from scoring.values import format_fixed, percent
from scoring.workspace import open_workspace

TRACKS = {"claimed": "自评分", "supported": "佐证分", "verified": "核验分", "current": "现分"}
FIGURES = {
    "score": "基本分",
    "converted": "折算分",
    "bonus": "加分",
    "penalty": "倒扣",
    "final": "总分",
}
CAUSES = {
    "unassessed": "未评",
    "standard": "标准未达到",
    "evidence": "佐证不足",
    "inspection": "核验扣减",
}


@pytest.fixture(scope="module", params=SHIPPED)
def outputs(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Outputs:
    return produced(request.param, tmp_path_factory)


def line(track: dict[str, Any]) -> list[str]:
    return [track[name] for name in FIGURES]


def csv_row(outputs: Outputs, label: str) -> dict[str, str]:
    headings = outputs.rows[0]
    return next(
        dict(zip(headings, row, strict=True)) for row in outputs.rows if row[:2] == ["合计", label]
    )


def figures_of(outputs: Outputs, key: str) -> Any:
    """A track of the answer; where mocks alone verified, what is shown as 核验分（模拟） stands
    under ``mock``."""
    total = outputs.score["total"]
    return (
        total["mock"] if key == "verified" and called(outputs, key) != TRACKS[key] else total[key]
    )


def called(outputs: Outputs, key: str) -> str:
    """What a track is called: verified scores that come from mocks alone say so wherever they are
    shown."""
    verifying = {
        item.kind
        for item in open_workspace(outputs.folder).whole().rounds
        if item.head.basis is not None
    }
    return TRACKS[key] + ("（模拟）" if key == "verified" and verifying == {"mock"} else "")


def test_the_json_holds_what_the_engine_computed(outputs: Outputs) -> None:
    assessment = open_workspace(outputs.folder).whole().assess()
    total = outputs.score["total"]
    for key, label in TRACKS.items():
        track = assessment.totals[key]  # type: ignore[index]
        if track is None:
            assert total[key] is None, label
            continue
        assert line(figures_of(outputs, key)) == [
            format_fixed(getattr(track, name)) for name in FIGURES
        ]
        assert figures_of(outputs, key)["grade"] == track.grade
    assert total["full"] == format_fixed(assessment.root.full)
    assert total["applicable"] == format_fixed(assessment.root.applicable)
    assert (total["low"], total["high"]) == (
        format_fixed(assessment.low),
        format_fixed(assessment.high),
    )
    assert outputs.score["completeness"] == percent(assessment.completeness, 2)


@pytest.mark.parametrize("key", TRACKS)
def test_every_track_has_the_same_figures_everywhere(outputs: Outputs, key: str) -> None:
    track, label = figures_of(outputs, key), called(outputs, key)
    (told,) = [item for item in outputs.report["tracks"] if item["key"] == key]
    (shown,) = [row for row in outputs.table.splitlines() if row.startswith(f"{label} ")]
    csv = {name: csv_row(outputs, text)[called(outputs, key)] for name, text in FIGURES.items()}
    if track is None:
        assert told["final"] == ""
        assert shown.split() == [label, "—", "尚未核验"]
        assert set(csv.values()) == {""}
        assert f"{label}尚未核验" in outputs.screen
        assert f"{label}尚未核验" in outputs.paper
        assert f"{label}尚未核验" in outputs.word
        return
    figures = line(track)
    assert line(told) == figures
    assert list(csv.values()) == figures
    assert shown.split()[1:6] == figures
    run = label + "".join(figures) + track["grade"]
    assert run in outputs.screen
    assert run in outputs.paper
    assert run in outputs.word
    assert csv_row(outputs, "等次")[called(outputs, key)] == track["grade"]


def test_the_first_page_shows_the_final_scores(outputs: Outputs) -> None:
    total = outputs.score["total"]
    first = next("".join(page.split()) for page in outputs.pages if "先看结论" in page)
    for text in (outputs.screen, first, outputs.word):
        assert f"总分（现分）{total['current']['final']}分" in text
        assert f"自评分{total['claimed']['final']}分" in text
        assert f"佐证分{total['supported']['final']}分" in text
        verified = called(outputs, "verified")
        shown = figures_of(outputs, "verified")
        assert f"{verified}{shown['final'] + '分' if shown else '—尚未核验'}" in text
        assert f"完成度{outputs.score['completeness']}" in text


def test_full_and_applicable_agree(outputs: Outputs) -> None:
    total = outputs.score["total"]
    full, applicable, now = total["full"], total["applicable"], total["current"]["score"]
    lost = format_fixed(
        sum((Fraction(value) for value in outputs.score["losses"]["exact"].values()), Fraction(0))
    )
    assert (outputs.report["full"], outputs.report["applicable"], outputs.report["lost"]) == (
        full,
        applicable,
        lost,
    )
    base = csv_row(outputs, "基本分")
    assert (base["满分"], base["应得分"]) == (full, applicable)
    assert f"应得 {applicable} = 现分 {now} + " in outputs.table
    for text in (outputs.screen, outputs.paper, outputs.word):
        assert (
            f"合计（基本分）{full}{applicable}{total['claimed']['score']}{total['supported']['score']}"
            in text
        )
        assert f"应得{applicable}分＝现分{now}分＋失分{lost}分" in text


@pytest.mark.parametrize("cause", CAUSES)
def test_every_loss_agrees(outputs: Outputs, cause: str) -> None:
    lost, label = outputs.score["losses"][cause], CAUSES[cause]
    assert csv_row(outputs, "基本分")[label] == lost
    assert f" + {label} {lost}" in outputs.table
    rows = [row["lost"] for row in outputs.report["causes"] if row["key"] == label]
    if Fraction(outputs.score["losses"]["exact"][cause]):
        assert rows == [lost]
        assert f"{label}{lost}" in outputs.screen
        assert f"{label}{lost}" in outputs.paper
        assert f"{label}{lost}" in outputs.word
    else:
        assert rows == []


def test_completeness_and_range_agree(outputs: Outputs) -> None:
    total, complete = outputs.score["total"], outputs.score["completeness"]
    assert outputs.report["completeness"] == complete
    assert csv_row(outputs, "完成度")["现分"] == complete
    assert csv_row(outputs, "最低")["现分"] == outputs.report["low"] == total["low"]
    assert csv_row(outputs, "最高")["现分"] == outputs.report["high"] == total["high"]
    (headline,) = re.findall(
        r"完成度 (\S+?%)(?:，未评部分定分后在 (\S+) 至 (\S+) 之间)?\n", outputs.table
    )
    open_range = (total["low"], total["high"]) if total["low"] != total["high"] else ("", "")
    assert headline == (complete, *open_range)


def test_nodes_agree(outputs: Outputs) -> None:
    by_code = {
        row[0]: dict(zip(outputs.rows[0], row, strict=True))
        for row in outputs.rows[1:]
        if row[0] != "合计"
    }
    assert list(by_code) == [node["code"] for node in outputs.score["nodes"]]
    leaves = {
        row["code"]: row
        for block in outputs.report["blocks"]
        for group in block["groups"]
        for row in group["lines"]
    }
    labels = [called(outputs, key) for key in TRACKS]
    for node in outputs.score["nodes"]:
        row = by_code[node["code"]]
        shown = [row[label] for label in ("满分", "应得分", *labels, *CAUSES.values())]
        keys = [
            "mock" if key == "verified" and label != TRACKS[key] else key
            for key, label in zip(TRACKS, labels, strict=True)
        ]
        tracks = [node[key] or "" for key in keys]
        assert shown == [
            node["full"],
            node["applicable"],
            *tracks,
            *(node["losses"][cause] for cause in CAUSES),
        ]
        if node["code"] in leaves:
            told = leaves[node["code"]]
            assert [told[key] for key in ("full", "applicable", *TRACKS)] == [
                node["full"],
                node["applicable"],
                *tracks,
            ]
