"""Two hands: whoever submitted, supplied or accepted the evidence of an item, or is in charge of
it, does not sign it off and does not approve its extension, by whatever spelling.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from helpers_ledger import REGISTER, files, item
from samples import SOUND, Opener

from scoring.rectification.transitions import Circumstances, Do, Move, refusal
from scoring.workspace import Workspace

ON = date(2026, 9, 10)
PEOPLE = """\
people:
  张三: {units: [县司法局]}
  李四: {units: [县司法局], aliases: [四哥]}
  王五: {}
  赵六: {}
  钱七: {}
  孙八: {deputy_of: 李四}
"""
CLOSE = Move("close", ON, "王五", "已核实", despite="余下的年内办完")
EXTEND = Move("extend", ON, "王五", "等系统上线", to=date(2026, 12, 20), approved_by="王五")
APPLIED = "{on: 2026-09-05, do: apply, by: 张三, to: 2026-12-20, note: 等系统上线}"


def workspace_of(
    opened: Opener, *, people: bool = True, status: str = "待验收", **keys: str
) -> Workspace:
    contents = files(item(status=status, due="2026-12-01", person="张三", **keys))
    supplied = str(contents[REGISTER]).replace(
        "  unit: 县司法局", "  unit: 县司法局\n  by: 钱七", 1
    )
    head = SOUND["workspace.yaml"] + (PEOPLE if people else "")
    return opened({**contents, REGISTER: supplied, "workspace.yaml": head})


def entered_by(workspace: Workspace, name: str) -> None:
    """The journal says who brought in E0001, as ``evidence scan`` for another unit leaves it."""
    texts = {REGISTER: {"E0001": "- id: E0001"}}
    line = {"by": name, "do": "evidence scan", "records": ["E0001"], "before": {}, "after": texts}
    (workspace.path / "journal.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")


def said(workspace: Workspace, move: Move) -> str:
    return refusal(workspace.ledger[0], move, Circumstances(workspace.proofs, workspace.people))


@pytest.mark.parametrize("people", [True, False])
@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("李四", "是申报的人"),
        ("李 四", "是申报的人"),
        ("李四（县司法局）", "是申报的人"),
        ("李\u3000四", "是申报的人"),
        ("赵六", "佐证 E0001 的审核人"),
        ("赵 六(县教育局)", "佐证 E0001 的审核人"),
        ("钱七", "佐证 E0001 的提供人"),
        ("张三", "责任人"),
        (" 张\u200b三", "责任人"),
    ],
)
def test_a_hand_that_is_on_the_item_does_not_close_it(
    opened: Opener, name: str, part: str, people: bool
) -> None:
    workspace = workspace_of(opened, people=people)
    assert part in said(workspace, replace(CLOSE, by=name))
    assert said(workspace, CLOSE) == ""


def test_aliases_and_deputies_are_the_same_hand(opened: Opener) -> None:
    workspace = workspace_of(opened)
    assert "是申报的人" in said(workspace, replace(CLOSE, by="四哥"))
    assert "是申报的人" in said(workspace, replace(CLOSE, by="孙八"))


def test_an_extension_is_approved_by_a_third_hand(opened: Opener) -> None:
    workspace = workspace_of(opened, status="整改中")
    assert "没有申请过延期" in said(workspace, EXTEND)
    assert said(workspace, replace(EXTEND, by="李四")) == ""
    assert "责任人" in said(workspace, replace(EXTEND, by="李四", approved_by="张 三"))


def test_who_applied_does_not_approve(opened: Opener) -> None:
    contents = files(
        item(due="2026-12-01", events=["{on: 2026-09-01, do: open, by: 张三}", APPLIED])
    )
    workspace = opened(contents)
    (it,) = workspace.ledger
    assert it.applied is not None
    assert "申请延期的人" in said(workspace, replace(EXTEND, approved_by="张三（县司法局）"))
    assert said(workspace, EXTEND) == ""


@pytest.mark.parametrize("do", ["return", "reopen"])
def test_who_submitted_does_not_return_or_reopen(opened: Opener, do: Do) -> None:
    workspace = workspace_of(opened, status="待验收" if do == "return" else "已销号")
    assert "是申报的人" in said(workspace, Move(do, ON, "李 四", "缺页"))
    assert said(workspace, Move(do, ON, "赵六", "缺页")) == ""


def test_evidence_of_another_indicator_is_not_taken(opened: Opener) -> None:
    workspace = workspace_of(opened, status="整改中")
    assert "E0002 证明的是 1.2，不是“1.1”" in said(
        workspace, Move("submit", ON, "李四", evidence=("E0002",))
    )
    assert said(workspace, Move("submit", ON, "李四", evidence=("E0001",))) == ""


def test_a_heading_is_proved_by_what_stands_below_it(opened: Opener) -> None:
    contents = files(item(status="整改中", indicator='"1"', cause="other", source="supervision"))
    assert said(opened(contents), Move("submit", ON, "李四", evidence=("E0002",))) == ""


def test_a_wrong_step_is_corrected_by_another_and_counts_no_more(opened: Opener) -> None:
    wrong = "{on: 2062-09-02, do: start, by: 李四}"
    workspace = opened(files(item(events=["{on: 2026-09-01, do: open, by: 张三}", wrong])))
    assert "上一步在 2062-09-02" in said(workspace, Move("submit", ON, "李四", evidence=("E0001",)))
    correct = Move("correct", ON, "王五", "电脑日期不对", of=2)
    assert "更正要由另一个人" in said(workspace, replace(correct, by="李 四"))
    assert "现在共 2 步" in said(workspace, replace(correct, of=3))
    assert "不能更正" in said(workspace, replace(correct, of=1))
    assert said(workspace, correct) == ""
    righted = opened(
        files(item(events=["{on: 2026-09-01, do: open, by: 张三}", wrong, event_text(correct)]))
    )
    (it,) = righted.ledger
    assert (it.status, it.newest) == ("未整改", date(2026, 9, 1))
    assert "已经更正过" in said(righted, correct)
    assert not [problem for problem in righted.problems if problem.rule in {"L003", "L011"}]
    assert said(righted, Move("start", ON, "李四")) == ""


def event_text(move: Move) -> str:
    return "{" + ", ".join(f"{key}: {value}" for key, value in move.event().items()) + "}"


def test_a_step_on_which_others_rest_is_corrected_last(opened: Opener) -> None:
    workspace = workspace_of(opened)
    assert "申报验收就不成立" in said(workspace, Move("correct", ON, "王五", "记错了", of=2))


def test_each_unit_speaks_for_itself(opened: Opener) -> None:
    (it,) = (workspace := opened(files(item(due="2026-12-01")))).ledger
    around = Circumstances(workspace.proofs, workspace.people, units=("县司法局", "县教育局"))
    assert "哪个单位" in refusal(it, Move("progress", ON, "李四", "已梳理"), around)
    assert "不是 R0001 的牵头或责任单位" in refusal(
        it, Move("progress", ON, "李四", "已梳理", unit="县财政局"), around
    )
    assert refusal(it, Move("progress", ON, "李四", "已梳理", unit="县教育局"), around) == ""
    assert "没有对 R0001 提出异议" in refusal(
        it, Move("settle", ON, "李四", "维持", unit="县教育局"), around
    )


def test_what_goes_on_for_ever_is_looked_at_again(opened: Opener) -> None:
    workspace = opened(files(item(due="持续推进")))
    review = Move("review", ON, "王五", next=date(2026, 10, 1))
    assert said(workspace, review) == ""
    assert "晚于今天" in said(workspace, replace(review, next=ON))
    assert "有期限" in said(opened(files(item(due="2026-12-01"))), review)


def test_a_talk_is_decided_by_a_leader_and_on_record(opened: Opener) -> None:
    workspace = opened(files(item(due="2026-12-01")))
    talk = Move("interview", ON, "李四", decided_by="沈维", record="谈话〔2026〕3号")
    assert said(workspace, talk) == ""
    assert "由领导决定" in said(workspace, replace(talk, decided_by=" "))
    assert "要写明记录" in said(workspace, replace(talk, record=""))


@pytest.mark.parametrize("people", [True, False])
def test_who_scanned_a_piece_in_is_a_hand_on_the_item(opened: Opener, people: bool) -> None:
    """Only the journal knows him: the piece is another unit's, so the register does not name him."""
    workspace = workspace_of(opened, people=people)
    assert said(workspace, CLOSE) == ""
    entered_by(workspace, "王 五（县司法局）")
    assert "王五是佐证 E0001 的登记人" in said(workspace, CLOSE)
    assert "佐证 E0001 的提供人" in said(workspace, replace(CLOSE, by="钱七"))
    assert said(workspace, replace(CLOSE, by="周八")) == ""


def test_who_scanned_a_piece_in_does_not_approve_the_extension(opened: Opener) -> None:
    workspace = workspace_of(opened, status="退回")
    extend = replace(EXTEND, by="李四")
    assert said(workspace, extend) == ""
    entered_by(workspace, "王五")
    assert "批准延期要由另一个人" in said(workspace, extend)


def test_check_tells_of_a_sign_off_by_who_scanned_the_piece_in(opened: Opener) -> None:
    workspace = workspace_of(opened, status="已销号")
    assert "L010" not in {problem.rule for problem in workspace.problems}
    workspace = workspace_of(opened, status="已销号")
    entered_by(workspace, "王五")
    told = [problem.what for problem in workspace.problems if problem.rule == "L010"]
    assert told == ["R0001 不能由王五销号：王五是佐证 E0001 的登记人，销号要由另一个人"]
