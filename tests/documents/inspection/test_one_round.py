"""Which marks an opinion speaks of: one round's, or those of all inspections, never of both kinds."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from helpers_inspection import verifying_round
from samples import SOUND, Opener, write

from scoring.documents.inspection.one_round import (
    UnsuitableRoundError,
    left_aside,
    of_one_kind,
    of_round,
)
from scoring.workspace import Workspace, open_workspace

MARK = verifying_round("i-1", '"1.1": {score: 4, reason: 缺半页}')
MOCK = verifying_round("m-1", '"1.1": {score: 5, reason: 缺页}', kind="mock", day="2026-11-22")
BLANK = verifying_round("i-0", "")
FILES: Mapping[str, str | bytes] = {**SOUND, **MARK, **MOCK, **BLANK}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A mock that gives five points, an inspection that gives four, and one without a finding."""
    return open_workspace(write(tmp_path_factory.mktemp("rounds"), FILES)).whole()


@pytest.mark.parametrize(("ident", "score", "aside"), [("i-1", 4, ("m-1",)), ("m-1", 5, ())])
def test_the_paper_of_a_round_speaks_of_its_marks_alone(
    workspace: Workspace, ident: str, score: int, aside: tuple[str, ...]
) -> None:
    narrowed, assessment = of_round(workspace, ident)
    assert [item.id for item in narrowed.rounds] == ["2026-self", ident]
    assert assessment.by_code["1.1"].marks.verified == score
    assert left_aside(workspace, narrowed) == aside


def test_the_workspace_itself_is_as_it_was(workspace: Workspace) -> None:
    """Where mock and inspection verified the same indicator, the inspection counts."""
    of_round(workspace, "m-1")
    assert workspace.assess().by_code["1.1"].marks.verified == 4
    assert len(workspace.rounds) == 4


@pytest.mark.parametrize(
    ("ident", "sentence"),
    [
        ("i-9", "没有轮次“i-9”，是不是“i-1”？能出意见书的有：m-1、i-1"),
        ("2026-self", "“2026-self”不是核验当前轮次 2026-self 的；能出意见书的有：m-1、i-1"),
        ("i-0", "轮次“i-0”还没有填写认定，做不了评查意见书"),
    ],
)
def test_a_round_of_which_no_opinion_can_be_made_is_refused(
    workspace: Workspace, ident: str, sentence: str
) -> None:
    with pytest.raises(UnsuitableRoundError) as refused:
        of_round(workspace, ident)
    assert str(refused.value) == sentence


def test_without_any_verifying_round_there_is_none_to_offer(opened: Opener) -> None:
    with pytest.raises(UnsuitableRoundError, match="没有轮次“i-1”；能出意见书的有：（无）"):
        of_round(opened(SOUND), "i-1")


def test_beside_mocks_the_inspections_stand_alone(workspace: Workspace) -> None:
    narrowed, assessment = of_one_kind(workspace, workspace.assess())
    assert [item.id for item in narrowed.rounds] == ["2026-self", "i-1"]
    assert assessment.by_code["1.1"].marks.verified == 4
    assert left_aside(workspace, narrowed) == ("m-1",)


@pytest.mark.parametrize("files", [MARK, MOCK, BLANK], ids=["inspection", "mock", "blank"])
def test_rounds_of_one_kind_are_taken_as_they_are(
    opened: Opener, files: Mapping[str, str | bytes]
) -> None:
    workspace = opened({**SOUND, **files})
    assessment = workspace.assess()
    assert of_one_kind(workspace, assessment) == (workspace, assessment)
    assert left_aside(workspace, workspace) == ()
