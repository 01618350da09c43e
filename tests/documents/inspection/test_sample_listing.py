"""``round sample --check``: whether the seed gives the recorded sample, in sentences and rows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import samples

from scoring.documents.inspection.sample import (
    CHECK,
    check_data,
    check_lines,
    check_rows,
    check_text,
)
from scoring.inspection.verify_sample import Changed, Difference, Redrawn
from scoring.rounds.model import Round
from scoring.rounds.sampling import SampleRecord
from scoring.views.sheet import headings
from scoring.workspace import open_workspace

SAME = Difference((), ())
FRAME, OTHER = "a" * 64, "b" * 64


@pytest.fixture(scope="module")
def mock(tmp_path_factory: pytest.TempPathFactory) -> Round:
    files = {**samples.SOUND, "rounds/2026-mock.yaml": samples.MOCK}
    workspace = open_workspace(samples.write(tmp_path_factory.mktemp("mock"), files)).whole()
    (item,) = [item for item in workspace.rounds if item.kind == "mock"]
    return item


def record(**keys: Any) -> SampleRecord:
    """Two leaves, drawn with the seed 12."""
    standard: dict[str, Any] = {
        "by": "risk",
        "size": 2,
        "seed": "12",
        "frame": FRAME,
        "pieces": 3,
        "indicators": ("1.1", "1.2"),
        "strata": (),
        "chance": {},
    }
    return SampleRecord.model_construct(**{**standard, **keys})


def redrawn(**keys: Any) -> Redrawn:
    """A second draw that comes out as the record has it; other keys in place of these."""
    same = Redrawn(record(), FRAME, True, SAME, SAME, True, None, False, ())
    return replace(same, **keys)


def test_a_sample_that_holds_is_three_sentences(mock: Round) -> None:
    assert check_text(mock, redrawn()).splitlines()[1:] == [
        "名册：与抽样时相同",
        "重抽：指标和佐证都与记录相同",
    ]
    assert check_rows(redrawn()) == []


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        ({"details": False}, "重抽：指标和佐证都与记录相同，但记录的分层或概率被改过"),
        ({"reason": "名册是空的"}, "重抽：抽不出来，名册是空的"),
        ({"indicators": Difference(("1.3",), ())}, "重抽：与记录不同"),
        (
            {"indicators": Difference(("1.3",), ()), "digest": OTHER, "kept": False},
            "重抽：与记录不同；名册改过的，不同不一定是记录有误",
        ),
        (
            {"digest": OTHER, "changes": (Changed("1.3", "new", "新设的指标"),)},
            "名册：抽样之后有 1 项改动；下面按抽样时的名册（日志里存有）重抽",
        ),
        (
            {"digest": OTHER, "kept": False},
            "名册：抽样之后有改动；日志里没有抽样时的名册，说不出改了哪几项，只能按现在的名册重抽",
        ),
    ],
)
def test_what_differs_is_told_with_what_it_means(
    mock: Round, keys: dict[str, Any], line: str
) -> None:
    """Drawn from another list, even an honest record comes out otherwise."""
    assert line in check_text(mock, redrawn(**keys)).splitlines()


def test_each_difference_is_a_row() -> None:
    found = redrawn(
        indicators=Difference(("1.3",), ("1.1",)),
        evidence=Difference((), ("E0001",)),
        changes=(Changed("1.3", "new", "新设的指标"),),
    )
    assert headings(CHECK) == ["内容", "编号", "结果", "说明"]
    assert check_rows(found) == [
        ("指标", "1.3", "记录里没有", "按种子应当抽中"),
        ("指标", "1.1", "记录里多出", "按种子不会抽中"),
        ("佐证", "E0001", "记录里多出", "按种子不会抽中"),
        ("名册", "1.3", "新增", "新设的指标"),
    ]


def test_case_files_are_compared_where_their_list_is_at_hand() -> None:
    found = redrawn(cases=Difference(("A1",), ()))
    assert [line.kind for line in check_lines(found)] == ["案卷"]


def test_json_says_what_is_the_same(mock: Round) -> None:
    data = check_data(mock, redrawn(digest=OTHER))
    assert (data["round"], data["seed"]) == ("2026-mock", "12")
    assert data["frame"] == {"recorded": FRAME, "now": OTHER, "same": False, "kept": True}
    assert data["indicators"] == {"more": [], "less": []}
    assert "cases" not in data
