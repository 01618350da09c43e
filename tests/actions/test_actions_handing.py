"""交卷: an inspector hands in the marks of a round; who leads may give them back while nobody has
seen another's.

    handed_in:
      周敏:
      - {on: 2026-11-22, do: hand_in, by: 周敏}
      - {on: 2026-11-22, do: return, by: 钱立, note: 理由太短}
"""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers_office import do, last_entry, office, refused, sound

from scoring.actions.handing import give_back, hand_in, unmarked
from scoring.actions.rounds import set_finding
from scoring.rounds.model import Round

ROUND = """\
round: {id}
kind: inspection
as_of: 2026-11-25
basis: 2026-self
assignments: {{{who}: ["1"]}}
findings:
  "1.1": {{score: {score}, reason: 清单缺一页}}
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """周敏 and 林知远 look at the same two indicators, each in an own round; 1.2 is not marked."""
    return office(
        tmp_path,
        {
            "rounds/a.yaml": ROUND.format(id="甲组", who="周敏", score=5),
            "rounds/b.yaml": ROUND.format(id="乙组", who="林知远", score=4),
        },
    )


def round_of(home: Path, ident: str = "甲组") -> Round:
    return next(item for item in sound(home).rounds if item.id == ident)


def mark_the_rest(home: Path, by: str, round_id: str) -> None:
    do(home, by, set_finding, "1.2", {"score": 4, "reason": "属实"}, round_id=round_id)


def test_whoever_has_marked_all_hands_in(home: Path) -> None:
    mark_the_rest(home, "周敏", "甲组")
    assert unmarked(sound(home), round_of(home), "周敏") == []
    assert do(home, "周 敏", hand_in, round_id="甲组") == 2
    (event,) = round_of(home).head.handed_in["周敏"]
    assert (event.do, event.by, str(event.on), event.note) == (
        "hand_in",
        "周敏",
        "2026-11-22",
        None,
    )
    assert last_entry(home) == ("周敏", ["handed_in"])


def test_what_is_missing_needs_a_reason(home: Path) -> None:
    assert unmarked(sound(home), round_of(home), "周敏") == ["1.2"]
    for note in ("", "  "):
        sentence = refused(home, "周敏", hand_in, note, round_id="甲组")
        assert sentence == "还有 1.2没有评；确实评不了的，写明原因再交卷"
    assert do(home, "周敏", hand_in, "现场没有开放", round_id="甲组") == 1
    assert round_of(home).head.handed_in["周敏"][0].note == "现场没有开放"


def test_nobody_hands_in_twice(home: Path) -> None:
    do(home, "周敏", hand_in, "现场没有开放", round_id="甲组")
    sentence = refused(home, "周敏", hand_in, "再交", round_id="甲组")
    assert sentence == "周敏已经交过卷；要改的，请评查组长退回"


def test_who_has_nothing_to_mark_hands_nothing_in(home: Path) -> None:
    assert "不能由林知远（评查）核验评分" in refused(home, "林知远", hand_in, round_id="甲组")
    assert "没有分给钱立的指标" in refused(home, "钱立", hand_in, round_id="甲组")
    assert "不能由王敏" in refused(home, "王敏", hand_in, round_id="甲组")
    assert "没有轮次“丙组”" in refused(home, "周敏", hand_in, round_id="丙组")


def test_who_leads_gives_marks_back_and_they_are_handed_in_again(home: Path) -> None:
    do(home, "周敏", hand_in, "现场没有开放", round_id="甲组")
    do(home, "钱立", give_back, "周 敏", "理由太短", round_id="甲组")
    events = round_of(home).head.handed_in["周敏"]
    assert [(event.do, event.by) for event in events] == [("hand_in", "周敏"), ("return", "钱立")]
    assert events[-1].note == "理由太短"
    do(home, "周敏", hand_in, "现场仍没有开放", round_id="甲组")
    assert len(round_of(home).head.handed_in["周敏"]) == 3


def test_what_was_not_handed_in_is_not_given_back(home: Path) -> None:
    sentence = refused(home, "钱立", give_back, "周敏", "理由太短", round_id="甲组")
    assert sentence == "周敏还没有交卷，不用退回"
    do(home, "周敏", hand_in, "现场没有开放", round_id="甲组")
    do(home, "钱立", give_back, "周敏", "理由太短", round_id="甲组")
    assert "还没有交卷" in refused(home, "钱立", give_back, "周敏", "再看", round_id="甲组")


def test_giving_back_needs_a_reason(home: Path) -> None:
    do(home, "周敏", hand_in, "现场没有开放", round_id="甲组")
    for note in ("", " "):
        sentence = refused(home, "钱立", give_back, "周敏", note, round_id="甲组")
        assert sentence == "退回要写明原因"


def test_once_both_could_look_nothing_is_given_back(home: Path) -> None:
    """Each could mend the own marks by the other's then; a difference goes to an arbiter."""
    do(home, "周敏", hand_in, "现场没有开放", round_id="甲组")
    do(home, "林知远", hand_in, "现场没有开放", round_id="乙组")
    sentence = refused(home, "钱立", give_back, "周敏", "理由太短", round_id="甲组")
    assert sentence.startswith("林知远也已交卷，双方能看到对方的评分")
    assert "有差异的走仲裁" in sentence


@pytest.mark.parametrize("by", ["周敏", "林知远", "李明", "王敏"])
def test_only_who_leads_the_inspection_gives_back(home: Path, by: str) -> None:
    do(home, "周敏", hand_in, "现场没有开放", round_id="甲组")
    sentence = refused(home, by, give_back, "周敏", "理由太短", round_id="甲组")
    assert "可以的有：钱立" in sentence
