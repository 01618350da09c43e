"""A unit's part of a round: which step may follow which, and what a recorded history may not
say."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from samples import SOUND, Opener

from scoring.rounds.parts import AFTER, ALLOWED, PartEvent, PartMove, possible, refusal, state_of

DAY = date(2026, 9, 1)


def history(*steps: str) -> list[PartEvent]:
    """Steps on consecutive days, each with a reason."""
    return [
        PartEvent.model_validate(
            {"on": DAY + timedelta(at), "do": do, "by": "李明", "note": "有理由"}
        )
        for at, do in enumerate(steps)
    ]


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        ((), "未下达"),
        (("assign",), "已下达"),
        (("assign", "receive"), "已签收"),
        (("assign", "object"), "异议"),
        (("assign", "object", "uphold"), "未下达"),
        (("assign", "object", "overrule"), "已签收"),
        (("assign", "receive", "fill", "submit"), "已报送"),
        (("assign", "receive", "submit", "return"), "退回"),
        (("assign", "receive", "submit", "recall"), "填报中"),
        (("assign", "receive", "submit", "approve"), "已审"),
    ],
)
def test_the_state_follows_from_the_steps(steps: tuple[str, ...], state: str) -> None:
    assert state_of(history(*steps)) == state


def test_only_what_the_state_allows_may_happen() -> None:
    events = history("assign", "receive", "submit")
    later = DAY + timedelta(9)
    assert set(possible("已报送")) == {"recall", "return", "approve"}
    assert refusal("县司法局", events, PartMove("approve", later, "李明")) == ""
    assert "不能签收；可以：撤回报送、退回、审定" in refusal(
        "县司法局", events, PartMove("receive", later, "王敏")
    )
    assert "要写明理由" in refusal("县司法局", events, PartMove("return", later, "李明"))
    assert "不能早于它" in refusal("县司法局", events, PartMove("approve", DAY, "李明"))
    assert "专班已开始审核" in refusal(
        "县司法局", events, PartMove("recall", later, "周立", begun=True)
    )
    assert set(AFTER) == set(ALLOWED)


ROUND = """\
assignments: {方静: ["1"], 林远: ["9.9"]}
parts:
  县司法局:
  - {on: 2026-09-01, do: assign, by: 李明}
  - {on: 2026-09-02, do: approve, by: 李明}
  县司发局:
  - {on: 2026-09-01, do: assign, by: 李明}
"""


def test_what_a_file_says_is_checked(opened: Opener) -> None:
    name = "rounds/2026-self.yaml"
    workspace = opened({**SOUND, name: SOUND[name].replace("findings:", ROUND + "findings:")})
    assert [(item.rule, item.what) for item in workspace.problems if item.where.file == name] == [
        ("F051", "分给林远的指标“9.9”不存在；有：1、1.1、1.2、2"),
        ("F050", "县司法局：在“已下达”状态下不能审定"),
        ("W004", "轮次“2026-self”提到的单位“县司发局”没有登记"),
    ]
