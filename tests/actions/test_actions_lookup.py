"""What a person names, found in the workspace; anything else is refused with the nearest that there
is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import samples
from helpers_office import office, sound

from scoring.actions import lookup
from scoring.workspace import Workspace
from scoring.workspace.changes import RefusedError


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return sound(office(tmp_path_factory.mktemp("lookup"), {"rounds/m.yaml": samples.MOCK}))


@pytest.mark.parametrize(
    ("find", "name"),
    [
        (lookup.evidence_of, "E0001"),
        (lookup.item_of, "R0001"),
        (lookup.round_of, "2026-mock"),
    ],
)
def test_what_there_is_is_found_by_its_id(
    workspace: Workspace, find: Callable[[Workspace, str], Any], name: str
) -> None:
    assert find(workspace, name).id == name


def test_an_indicator_is_found_by_its_code(workspace: Workspace) -> None:
    assert lookup.leaf_of(workspace, "1.1").name == "网上办理"
    assert lookup.node_of(workspace, "1").name == "依法履职"


def test_a_round_is_the_current_one_where_none_is_named(workspace: Workspace) -> None:
    assert lookup.round_of(workspace, None) is workspace.current


@pytest.mark.parametrize("name", ["县司法局", "司法局"])
def test_a_unit_is_found_by_each_of_its_names(workspace: Workspace, name: str) -> None:
    assert lookup.unit_of(workspace, name) == "县司法局"


@pytest.mark.parametrize(
    ("find", "name", "sentence", "near"),
    [
        (lookup.evidence_of, "E00001", "登记表里没有“E00001”", "E0001"),
        (lookup.item_of, "R001", "整改清单里没有“R001”", "R0001"),
        (lookup.round_of, "2026-mok", "没有轮次“2026-mok”", "2026-mock"),
        (lookup.leaf_of, "1.1.", "“1.1.”不在指标体系里", "1.1"),
        (lookup.leaf_of, "1", "“1”是上级指标，请写末级指标", ""),
        (lookup.node_of, "1.3", "“1.3”不在指标体系里", "1."),
        (lookup.unit_of, "县司发局", "单位名单里没有“县司发局”", "县司法局"),
    ],
)
def test_what_there_is_not_is_refused_with_the_nearest(
    workspace: Workspace,
    find: Callable[[Workspace, str], Any],
    name: str,
    sentence: str,
    near: str,
) -> None:
    with pytest.raises(RefusedError) as caught:
        find(workspace, name)
    assert str(caught.value).startswith(sentence)
    assert near in str(caught.value).removeprefix(sentence)


def test_groups_are_taken_for_their_members_each_once(workspace: Workspace) -> None:
    units = workspace.units
    assert lookup.members_of(units, ["司法局", "各单位"]) == ("县司法局", "县教育局")
    assert lookup.members_of(units, []) == ()
    assert lookup.units_of_leaf(units, workspace.tree.by_code["1.1"]) == ("县司法局",)
    assert lookup.units_of_item(units, workspace.ledger[0]) == ("县司法局",)
