"""Issued papers as data: which ones somebody sees, and who has answered.

papers/0001.yaml  督办单 to 县司法局
papers/0002.yaml  送阅件 to 高远
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from visitors import access_of, desk_on

from scoring.workbench.desk import Desk
from scoring.workbench.views.papers import paper_data, papers_seen

URGE = """\
number: 1
kind: urge
name: 示例县
issued: 2026-11-20
by: 许砚秋
units: [县司法局, 县教育局]
items:
- {id: R0001, problem: 有一项没有上网, lead: [县司法局]}
"""
SLIP = (
    "number: 2\nserial: 1\nkind: slip\nname: 示例县\nissued: 2026-11-21\nby: 许砚秋\nto: [高远]\n"
)
RECEIPTS = "- {paper: 1, who: 县司法局, on: 2026-11-21, by: 陈晓芸, note: 已转办}\n"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    files = {
        "papers/0001.yaml": URGE,
        "papers/0002.yaml": SLIP,
        "papers/receipts.yaml": RECEIPTS,
    }
    desk = desk_on(tmp_path_factory.mktemp("county"), files)
    yield desk
    desk.close()


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("王建平", [2, 1]),
        ("许砚秋", [2, 1]),
        ("陈晓芸", [1]),
        ("何青", [1]),
        ("周远", []),
    ],
)
def test_who_sees_which_papers_the_newest_first(desk: Desk, name: str, numbers: list[int]) -> None:
    assert [paper.number for paper in papers_seen(access_of(desk, name))] == numbers


def test_a_paper_says_who_has_received_it_and_who_has_not(desk: Desk) -> None:
    workspace = desk.view().workspace
    data = paper_data(workspace, workspace.papers[0])
    assert data["label"] == "督办单〔2026〕1号"
    assert data["recipients"] == ["县司法局", "县教育局"]
    assert data["receipts"] == {"县司法局": "2026-11-21", "县教育局": ""}
    assert data["waiting"] == ["县教育局"]
    assert data["answers"] == [
        {"who": "县司法局", "on": "2026-11-21", "by": "陈晓芸", "note": "已转办"}
    ]


def test_a_paper_is_plain_json(desk: Desk) -> None:
    workspace = desk.view().workspace
    data = paper_data(workspace, workspace.papers[1])
    assert (data["issued"], data["label"], data["waiting"]) == (
        "2026-11-21",
        "送阅件〔2026〕1号",
        ["高远"],
    )
