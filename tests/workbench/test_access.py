"""What each role sees of a small county: the lists that every page asks for.

1.1 网上办理 and 1.2 公开到位: 县司法局;  E0001 of 县司法局 proves 1.1;  R0001 on 1.1
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import samples
from visitors import access_of, desk_on

from scoring.workbench.desk import Desk
from scoring.workbench.web import Trouble

SPLIT = {
    "indicators/sample.yaml": samples.SOUND["indicators/sample.yaml"].replace(
        "name: 公开到位\n", "name: 公开到位\n    lead: [县教育局]\n"
    )
}
"""1.2 is another unit's."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = desk_on(tmp_path_factory.mktemp("county"), SPLIT)
    yield desk
    desk.close()


EVERYBODY = ("王建平", "李明", "高远")
"""Working group, its leader, a leader of the county."""


@pytest.mark.parametrize("name", EVERYBODY)
def test_who_answers_for_the_whole_sees_the_whole(desk: Desk, name: str) -> None:
    access = access_of(desk, name)
    assert access.everything
    assert access.leaves == {"1.1", "1.2", "2"}
    assert access.nodes == {"1", "1.1", "1.2", "2"}


def test_a_unit_sees_what_it_leads_and_no_sum_that_tells_of_others(desk: Desk) -> None:
    access = access_of(desk, "陈晓芸")
    assert not access.everything
    assert access.leaves == {"1.1"}
    assert access.nodes == {"1.1"}
    assert access.sees("1.1")
    assert access.sees("1")
    assert not access.sees("1.2")
    assert not access.sees("没有的")


def test_another_unit_sees_its_own(desk: Desk) -> None:
    assert access_of(desk, "何青").leaves == {"1.2"}


def test_pieces_are_open_to_the_unit_and_to_who_sees_the_indicator(desk: Desk) -> None:
    assert access_of(desk, "陈晓芸").evidence == {"E0001"}
    assert access_of(desk, "何青").evidence == {"E0002"}
    assert access_of(desk, "王建平").evidence == {"E0001", "E0002"}


def test_a_tracker_opens_what_belongs_to_items(desk: Desk) -> None:
    assert access_of(desk, "许砚秋").evidence == {"E0001"}


def test_who_keeps_the_server_opens_no_evidence(desk: Desk) -> None:
    access = access_of(desk, "孟晓岚")
    assert access.evidence == frozenset()
    assert access.leaves == frozenset()


def test_items_are_seen_by_indicator_or_by_lead(desk: Desk) -> None:
    assert access_of(desk, "陈晓芸").items == {"R0001"}
    assert access_of(desk, "何青").items == frozenset()
    assert access_of(desk, "许砚秋").items == {"R0001"}


def test_a_unit_changes_its_own_piece_and_no_other(desk: Desk) -> None:
    first, second = desk.view().workspace.records
    assert access_of(desk, "陈晓芸").may_write(first) is None
    refusal = access_of(desk, "何青").may_write(first)
    assert refusal is not None
    assert "陈晓芸" in refusal.who
    assert access_of(desk, "何青").may_write(second) is None


def test_a_piece_of_nobody_is_changed_by_who_leads_an_indicator_of_it(desk: Desk) -> None:
    _, second = desk.view().workspace.records
    assert second.unit is None
    assert access_of(desk, "陈晓芸").may_write(second) is not None
    nowhere = second.model_copy(update={"proves": ()})
    assert access_of(desk, "何青").may_write(nowhere) is not None


def test_asking_for_what_one_may_not_names_who_may(desk: Desk) -> None:
    access = access_of(desk, "陈晓芸")
    with pytest.raises(Trouble) as raised:
        access.ask("lock_round")
    assert raised.value.status == 403
    assert "李明" in raised.value.more["who"]
    access.some("see_scores")
    with pytest.raises(Trouble):
        access.some("issue_bulletin")


def test_a_list_is_reckoned_once_for_a_state(desk: Desk) -> None:
    access = access_of(desk, "王建平")
    assert access.evidence is access_of(desk, "王建平").evidence
    assert access.leaves is access_of(desk, "王建平").leaves


INSPECTION = """\
round: 2026-inspection
kind: inspection
as_of: 2026-11-21
basis: 2026-self
assignments: {周远: ["1.1"]}
findings:
"""


def test_an_inspector_sees_what_was_put_into_his_hands(tmp_path: Path) -> None:
    desk = desk_on(tmp_path, {**SPLIT, "rounds/2026-inspection.yaml": INSPECTION})
    try:
        assert access_of(desk, "周远").leaves == {"1.1"}
        assert access_of(desk, "周远").evidence >= {"E0001"}
    finally:
        desk.close()
