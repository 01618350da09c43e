"""What goes where in a 迎检卷宗, and what stays outside with its reason.

data/1 依法履职/1.1 网上办理/E0001 清单.txt
data/1 依法履职/1.1 网上办理/卷内目录.xlsx
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from samples import SOUND, Opener, changed

from scoring.evidence.files import FileFact
from scoring.evidence.model import Evidence
from scoring.evidence.package.plan import Plan, make_plan
from scoring.indicators.model import IndicatorTree

SHA = "0" * 64
OK = FileFact("ok", SHA, 5)
HOME = Path("/county/evidence")
FOLDER = "data/1 依法履职/1.1 网上办理"


@pytest.fixture
def tree(opened: Opener) -> IndicatorTree:
    return opened(SOUND).tree


def piece(ident: str = "E0001", *codes: str, state: str = "confirmed", **fields: Any) -> Evidence:
    proves = [{"indicator": code, "state": state} for code in codes or ("1.1",)]
    data = {"id": ident, "file": "files/清单.txt", "proves": proves, **fields}
    return Evidence.model_validate(data)


def planned(
    tree: IndicatorTree, *records: Evidence, everything: bool = False, **facts: FileFact
) -> Plan:
    files = {record.id: facts.get(record.id, OK) for record in records}
    return make_plan(tree, records, files, HOME, everything=everything)


def test_a_piece_lies_in_the_folder_of_its_indicator_under_its_number(tree: IndicatorTree) -> None:
    plan = planned(tree, piece())
    assert plan.folders == {
        "1": "data/1 依法履职",
        "1.1": FOLDER,
        "1.2": "data/1 依法履职/1.2 公开到位",
        "2": "data/2 创新做法",
    }
    assert plan.paths == {"E0001": f"{FOLDER}/E0001 清单.txt"}
    (source,) = plan.sources
    assert (source.file, source.sha256) == (HOME / "files/清单.txt", SHA)
    assert plan.left_out == {}


def test_a_file_that_begins_with_its_number_is_not_numbered_twice(tree: IndicatorTree) -> None:
    plan = planned(tree, piece(file="files/E0001_清单.txt"))
    assert plan.paths["E0001"] == f"{FOLDER}/E0001_清单.txt"


def test_a_piece_for_several_indicators_lies_with_the_first_and_is_listed_with_all(
    tree: IndicatorTree,
) -> None:
    plan = planned(tree, piece("E0001", "1.2", "1.1"))
    assert plan.paths == {"E0001": "data/1 依法履职/1.2 公开到位/E0001 清单.txt"}
    assert {code: len(entries) for code, entries in plan.entries.items()} == {"1.2": 1, "1.1": 1}


def test_what_a_piece_proves_of_one_indicator_is_one_entry(tree: IndicatorTree) -> None:
    (entry,) = planned(tree, piece("E0001", "1.1", "1.1")).entries["1.1"]
    assert len(entry.proofs) == 2


def test_one_file_under_two_records_is_copied_once(tree: IndicatorTree) -> None:
    plan = planned(tree, piece(), piece("E0002", "1.2", file="files/./清单.txt"))
    assert len(plan.sources) == 1
    assert plan.paths["E0001"] == plan.paths["E0002"]


def test_pieces_come_in_the_natural_order_of_their_numbers(tree: IndicatorTree) -> None:
    pieces = [piece(ident, file=f"files/{ident}.txt") for ident in ("E10", "E9", "E1")]
    entries = planned(tree, *pieces).entries["1.1"]
    assert [entry.record.id for entry in entries] == ["E1", "E9", "E10"]


def test_a_link_is_listed_and_has_no_file(tree: IndicatorTree) -> None:
    link = piece(file=None, url="https://example.com/open", seen="2026-04-01")
    plan = planned(tree, link, E0001=FileFact("link"))
    assert (plan.sources, plan.paths, plan.left_out) == ((), {}, {})
    assert len(plan.entries["1.1"]) == 1


@pytest.mark.parametrize(
    ("fact", "reason"),
    [
        (FileFact("missing"), "文件缺失"),
        (FileFact("outside"), "路径不在工作区内"),
        (FileFact("unreadable", size=9), "文件打不开"),
        (FileFact("unopened", SHA, 9, "文件有密码"), "文件打不开"),
        (FileFact("changed", "1" * 64, 9), "文件内容与登记的校验值不符"),
        (FileFact("unreadable", size=0), "文件是空的"),
    ],
)
def test_a_file_that_does_not_stand_is_left_out_with_its_reason(
    tree: IndicatorTree, fact: FileFact, reason: str
) -> None:
    plan = planned(tree, piece(), E0001=fact)
    assert plan.left_out == {"E0001": reason}
    assert plan.sources == ()
    assert len(plan.entries["1.1"]) == 1, "the catalogue tells of it all the same"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"review": {"state": "returned"}}, "已退回"),
        ({"review": {"state": "returned", "note": "缺页"}}, "已退回：缺页"),
        ({"state": "proposed"}, "对应关系尚未确认"),
    ],
)
def test_what_nobody_has_accepted_comes_along_only_where_everything_does(
    tree: IndicatorTree, fields: dict[str, Any], reason: str
) -> None:
    assert planned(tree, piece(**fields)).left_out == {"E0001": reason}
    plan = planned(tree, piece(**fields), everything=True)
    assert plan.left_out == {}
    assert plan.paths == {"E0001": f"{FOLDER}/E0001 清单.txt"}


@pytest.mark.parametrize("everything", [False, True])
def test_what_a_unit_took_back_never_comes_along(tree: IndicatorTree, everything: bool) -> None:
    withdrawn = piece(review={"state": "withdrawn", "by": "王敏", "on": "2026-11-22"})
    assert planned(tree, withdrawn, everything=everything).left_out == {"E0001": "单位已撤回"}


def test_a_piece_for_an_indicator_that_is_not_there(tree: IndicatorTree) -> None:
    assert planned(tree, piece("E0001", "9.9")).left_out == {"E0001": "没有对应到指标"}


def test_an_indicator_that_is_called_like_the_catalogue_does_not_take_its_place(
    opened: Opener,
) -> None:
    tree = opened(changed("indicators/sample.yaml", "name: 网上办理", "name: 卷内目录.xlsx")).tree
    plan = planned(tree, piece(file="files/卷内目录.xlsx"), piece("E0002"))
    assert len(set(plan.paths.values())) == 2
    assert not any(path.endswith("/卷内目录.xlsx") for path in plan.paths.values())


def test_a_file_that_could_not_be_taken_is_left_out_afterwards(tree: IndicatorTree) -> None:
    plan = planned(tree, piece(), piece("E0002", "1.2", file="files/图.jpg"))
    after = plan.without({plan.paths["E0001"]: "复制时变了"})
    assert after.left_out == {"E0001": "复制时变了"}
    assert set(after.paths) == {"E0002"}
    assert [source.path for source in after.sources] == [plan.paths["E0002"]]
    assert plan.left_out == {}, "the plan itself stays as it is"
