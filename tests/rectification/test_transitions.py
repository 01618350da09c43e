"""Every move from every status: which may happen, and what is said where one may not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from helpers_ledger import HISTORIES, REGISTER, files, item
from samples import Opener

from scoring.rectification.transitions import Circumstances, Move, possible, refusal

MAY = {
    "未整改": {"start", "extend"},
    "整改中": {"submit", "extend"},
    "待验收": {"return", "close", "extend"},
    "退回": {"start", "submit", "extend"},
    "已销号": {"reopen"},
    "重新打开": {"start", "submit", "extend"},
}
"""The life of an item, written down a second time."""

ON = date(2026, 9, 10)
SOUND_MOVES = {
    "start": Move("start", ON, "李四"),
    "submit": Move("submit", ON, "李四", evidence=("E0001",)),
    "return": Move("return", ON, "王五", "缺页"),
    "close": Move("close", ON, "王五", "已核实"),
    "reopen": Move("reopen", ON, "王五", "又失分"),
    "extend": Move("extend", ON, "李四", "等系统上线", to=date(2026, 12, 20), approved_by="张三"),
}


@pytest.mark.parametrize("do", SOUND_MOVES)
@pytest.mark.parametrize("status", MAY)
def test_every_move_from_every_status(opened: Opener, status: str, do: str) -> None:
    workspace = opened(files(item(status=status, due="2026-12-01")))
    (it,) = workspace.ledger
    assert it.status == status
    said = refusal(it, SOUND_MOVES[do], Circumstances(workspace.proofs, workspace.people))
    assert (said == "") == (do in MAY[status]), said
    if said:
        assert said.startswith(f"R0001 现在是“{status}”，不能")
        assert all(f"（{other}）" in said for other in MAY[status])
    assert set(possible(it)) == MAY[status]


@pytest.mark.parametrize(
    ("status", "do", "change", "said"),
    [
        ("整改中", "submit", {"on": date(2026, 9, 1)}, "上一步在 2026-09-02"),
        ("未整改", "start", {"by": "  "}, "要写明是谁"),
        ("待验收", "return", {"note": ""}, "退回要写明理由"),
        ("待验收", "close", {"note": " "}, "销号要写明理由"),
        ("已销号", "reopen", {"note": ""}, "重新打开要写明理由"),
        ("待验收", "close", {"by": "李四"}, "李四 是申报的人"),
        ("待验收", "close", {"by": " 李四 "}, "是申报的人"),
        ("整改中", "submit", {"evidence": ()}, "要写明佐证编号"),
        ("整改中", "submit", {"evidence": ("E0001", "E9999")}, "登记表里没有 E9999"),
        ("整改中", "extend", {"to": date(2026, 12, 1)}, "现在的期限是 2026-12-01"),
        ("整改中", "extend", {"to": date(2026, 9, 9)}, "也不能早于今天"),
        ("整改中", "extend", {"approved_by": ""}, "批准人"),
        ("整改中", "extend", {"note": ""}, "延期要写明理由"),
    ],
)
def test_a_move_that_the_status_allows_may_still_be_refused(
    opened: Opener, status: str, do: str, change: dict[str, object], said: str
) -> None:
    workspace = opened(files(item(status=status, due="2026-12-01")))
    move = replace(SOUND_MOVES[do], **change)  # type: ignore[arg-type]
    assert said in refusal(
        workspace.ledger[0], move, Circumstances(workspace.proofs, workspace.people)
    )


def test_what_goes_on_for_ever_is_not_extended(opened: Opener) -> None:
    workspace = opened(files(item(due="持续推进")))
    assert "没有期限" in refusal(
        workspace.ledger[0],
        SOUND_MOVES["extend"],
        Circumstances(workspace.proofs, workspace.people),
    )


def test_an_item_without_a_date_gets_one(opened: Opener) -> None:
    workspace = opened(files(item()))
    assert (
        refusal(
            workspace.ledger[0],
            SOUND_MOVES["extend"],
            Circumstances(workspace.proofs, workspace.people),
        )
        == ""
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("state: accepted", "state: pending", "E0001 还没有审核通过"),
        ("state: accepted", "state: returned, note: 缺页", "E0001 现在不作数（已退回：缺页）"),
        (
            "state: accepted",
            "state: accepted, stamp: 0123456789abcdef",
            "E0001 审核后有变化，待复审",
        ),
        ("date: 2026-03-01", "date: 2019-03-01", "不在时间窗"),
        ("- id: E0001", "- id: E0007", "登记表里没有 E0001"),
        (
            '{indicator: "1.1", item: 办理清单}',
            '{indicator: "1.1", state: proposed}',
            "对应关系尚未确认",
        ),
        ("files/清单.txt", "files/没有.txt", "文件缺失"),
        ("kind: 文件", "kind: 图片", "不符合任何佐证要求"),
    ],
)
def test_evidence_that_cannot_carry_a_sign_off(
    opened: Opener, old: str, new: str, said: str
) -> None:
    made = files(item(status="待验收"))
    register = str(made[REGISTER])
    assert old in register
    workspace = opened({**made, REGISTER: register.replace(old, new, 1)})
    assert said in refusal(
        workspace.ledger[0], SOUND_MOVES["close"], Circumstances(workspace.proofs, workspace.people)
    )


def test_evidence_that_proves_no_indicator_need_only_be_sound(opened: Opener) -> None:
    made = files(item(status="待验收", indicator="", cause="other", source="supervision"))
    register = str(made[REGISTER]).replace(
        '  proves:\n  - {indicator: "1.1", item: 办理清单}\n', ""
    )
    workspace = opened({**made, REGISTER: register})
    assert (
        refusal(
            workspace.ledger[0],
            SOUND_MOVES["close"],
            Circumstances(workspace.proofs, workspace.people),
        )
        == ""
    )


@pytest.mark.parametrize(
    ("event", "said"),
    [
        ("{on: 2026-09-03, do: submit, by: 李四}", "申报时没有提交佐证"),
        ("{on: 2026-09-03, do: submit, evidence: [E0001]}", "申报没有写明是谁"),
    ],
)
def test_a_submission_by_hand_that_says_too_little(opened: Opener, event: str, said: str) -> None:
    workspace = opened(files(item(events=[*HISTORIES["整改中"], event])))
    assert said in refusal(
        workspace.ledger[0], SOUND_MOVES["close"], Circumstances(workspace.proofs, workspace.people)
    )


def test_an_event_holds_only_what_was_said() -> None:
    assert SOUND_MOVES["start"].event() == {"on": ON, "do": "start", "by": "李四"}
    assert list(SOUND_MOVES["extend"].event()) == ["on", "do", "by", "to", "note", "approved_by"]
