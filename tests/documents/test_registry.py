"""Which documents are made when some or all are asked for, and what is left out, with the reason."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from samples import SOUND, write

from scoring.documents.registry import (
    DOCUMENTS,
    NAMES,
    NoLedgerError,
    Wishes,
    document,
    left_out,
    produce,
    rendered,
    unable,
)
from scoring.workspace import Workspace, open_workspace

DAY = Wishes(date(2026, 11, 22))


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return open_workspace(write(tmp_path_factory.mktemp("sound"), SOUND)).whole()


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Without a ledger, so that nothing can be said of rectification."""
    files = {name: text for name, text in SOUND.items() if name != "rectification.yaml"}
    return open_workspace(write(tmp_path_factory.mktemp("bare"), files)).whole()


def names(workspace: Workspace, kinds: list[str], output: Path, wishes: Wishes = DAY) -> list[str]:
    return [path.name for path in produce(workspace, kinds, ["json"], wishes, output)]


def test_each_document_lies_under_its_name(sound: Workspace, tmp_path: Path) -> None:
    tmp_path.joinpath("out").mkdir()
    made = names(sound, ["tree", "brief", "tree"], tmp_path / "out")
    assert made == ["指标体系.json", "一页简报.json"]
    assert json.loads((tmp_path / "out" / "指标体系.json").read_text("utf-8"))["id"] == "sample"


def test_a_single_document_may_be_given_its_file(sound: Workspace, tmp_path: Path) -> None:
    assert names(sound, ["tree"], tmp_path / "体系.json") == ["体系.json"]


def test_all_leaves_out_what_cannot_be_made_and_says_so(sound: Workspace, tmp_path: Path) -> None:
    """One round, nothing closed, nothing inspected, no 督办单."""
    tmp_path.joinpath("out").mkdir()
    made = names(sound, ["all"], tmp_path / "out")
    assert {"自评报告.json", "短板整改清单.json"} <= set(made)
    assert not {"轮次对比.json", "评查意见书.json", "销号单.json"} & set(made)
    assert made[-1].endswith(".html")
    reasons = unable(sound, ["all"])
    assert [reason.split("：")[0] for reason in reasons] == [
        "没有生成督办单",
        "没有生成销号单",
        "没有生成轮次对比",
        "没有生成评查意见书",
    ]


def test_without_a_ledger_all_leaves_out_rectification(bare: Workspace) -> None:
    ledger = [kind.name for kind in DOCUMENTS.values() if kind.ledger]
    assert left_out(bare, ["all"]) == ledger
    assert left_out(bare, ["self"]) == []
    assert NAMES["tasks"] not in left_out(bare, ["all", "tasks"])


@pytest.mark.parametrize("kinds", [["bulletin"], ["self", "closing"]])
def test_what_needs_a_ledger_is_refused_before_anything_is_made(
    bare: Workspace, tmp_path: Path, kinds: list[str]
) -> None:
    with pytest.raises(NoLedgerError, match="还没有整改清单"):
        names(bare, kinds, tmp_path)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(NoLedgerError, match="还没有整改清单"):
        document(bare, kinds[-1], DAY)


def test_a_document_that_lacks_something_else_says_what(sound: Workspace, tmp_path: Path) -> None:
    with pytest.raises(NoLedgerError, match="没有两个可以对比的自评轮次"):
        names(sound, ["comparison"], tmp_path)


def test_other_numbers_and_rounds_have_files_of_their_own(sound: Workspace, tmp_path: Path) -> None:
    """The paper with number 2 does not take the place of the one that reads as of today."""
    wishes = replace(DAY, round="2026-mock", number=2)
    tmp_path.joinpath("out").mkdir()
    assert names(sound, ["tree"], tmp_path / "out", wishes) == ["指标体系-2026-mock-2.json"]


def test_a_document_in_json_ends_with_a_line_end(sound: Workspace) -> None:
    text = rendered(document(sound, "tree", DAY), "json", DAY, None).decode()
    assert text.endswith("}\n")
    assert "示例指标体系" in text
