"""What a unit has to do: what each of its leaves lacks, what it is worth, and in which order.

1.1 has its list of 办理清单;  1.2 asks for two pieces;  2 is a bonus that was not marked
"""

from __future__ import annotations

from fractions import Fraction

from visitors import Opener, access_of

from scoring.workbench.desk import Desk, View
from scoring.workbench.views.duties import all_tasks, applications, proposals
from scoring.workbench.views.tasks import Task, task_of

TREE = "indicators/sample.yaml"
ROUND = "rounds/2026-self.yaml"
REGISTER = "evidence/register.yaml"
LEDGER = "rectification.yaml"
NEEDS = "    rule: {type: met}\n    evidence:\n    - {name: 公开截图, kinds: [图片], min: 2}\n"


def lacks(view: View, code: str) -> Task:
    return task_of(view, view.assessment.by_code[code])


def test_a_leaf_that_lacks_nothing_is_done(opens: Opener) -> None:
    task = lacks(opens((ROUND, "done: 9", "done: 10")).view(), "1.1")
    assert (task.group, task.missing, task.button) == ("done", "齐了", "查看")
    assert task.worth == 0


def test_points_that_the_criterion_does_not_give_are_said_and_ask_for_nothing(
    opens: Opener,
) -> None:
    task = lacks(opens().view(), "1.1")
    assert task.group == "done"
    assert task.worth == Fraction(3, 5)
    assert "90" in task.missing or "9" in task.missing


def test_a_leaf_without_a_finding_is_to_be_filled_in(opens: Opener) -> None:
    task = lacks(opens((ROUND, '  "1.2": {met: true}\n', "")).view(), "1.2")
    assert (task.group, task.kind, task.button) == ("todo", "finding", "填写")
    assert (task.missing, task.worth) == ("还没有认定", 4)


def test_a_requirement_without_a_piece_is_to_be_handed_in(opens: Opener) -> None:
    view = opens((TREE, "    rule: {type: met}\n", NEEDS)).view()
    task = lacks(view, "1.2")
    assert (task.group, task.kind, task.button, task.worth) == ("todo", "evidence", "上传", 4)
    assert "公开截图" in task.missing


def test_a_piece_that_does_not_count_says_why(opens: Opener) -> None:
    task = lacks(opens((REGISTER, "date: 2026-03-01", "date: 2020-03-01")).view(), "1.1")
    assert task.missing.startswith("“一次办清单”不作数：")
    assert task.group == "todo"


def test_a_piece_that_waits_for_its_confirmation_waits(opens: Opener) -> None:
    proposed = "item: 办理清单, state: proposed}"
    task = lacks(opens((REGISTER, "item: 办理清单}", proposed)).view(), "1.1")
    assert (task.group, task.button, task.tag) == ("waiting", "查看", "待确认")
    assert task.missing == "“一次办清单”已经交了，等专班确认对应关系"


RETURNED = "  review: {state: returned, by: 王建平, on: 2026-11-02, note: 缺页}\n"


def test_a_returned_piece_comes_first_and_leads_to_it(opens: Opener) -> None:
    desk = opens((REGISTER, "  unit: 县司法局\n", f"  unit: 县司法局\n{RETURNED}"))
    task = lacks(desk.view(), "1.1")
    assert (task.group, task.kind, task.url) == ("returned", "returned", "/e/E0001")
    assert task.missing == "王建平 11月2日退回“一次办清单”：缺页"
    mine = all_tasks(desk.view(), access_of(desk, "陈晓芸"))
    assert mine[0].kind == "returned"


def test_the_same_leaf_of_a_state_is_reckoned_once(opens: Opener) -> None:
    view = opens().view()
    assert lacks(view, "1.1") is lacks(view, "1.1")
    item = view.assessment.by_code["1.1"]
    assert task_of(view, item, Fraction(1, 2)).worth == lacks(view, "1.1").worth / 2


# -- whole lists


def kinds(desk: Desk, name: str) -> list[str]:
    return [task.kind for task in all_tasks(desk.view(), access_of(desk, name))]


def test_a_unit_has_its_leaves_and_its_items(opens: Opener) -> None:
    tasks = all_tasks((desk := opens()).view(), access_of(desk, "陈晓芸"))
    assert {task.key for task in tasks if task.group == "done"} >= {"1.1", "1.2"}
    assert [task.key for task in tasks if task.of_item] == ["R0001"]


def test_the_working_group_has_the_pieces_that_wait(opens: Opener) -> None:
    assert kinds(opens(), "王建平").count("review") == 2


def test_who_keeps_the_server_has_no_task_of_the_season(opens: Opener) -> None:
    assert kinds(opens(), "孟晓岚") == []


APPLIED = """\
  - {on: 2026-11-05, do: apply, by: 陈晓芸, to: 2026-12-20, note: 系统还在改}
"""


def test_an_application_waits_for_who_may_approve(opens: Opener) -> None:
    started = "  - {on: 2026-09-03, do: start}\n"
    desk = opens((LEDGER, started, started + APPLIED))
    assert [state.item.id for state in applications(desk.view())] == ["R0001"]
    tasks = all_tasks(desk.view(), access_of(desk, "李明"))
    (task,) = [task for task in tasks if task.kind == "apply"]
    assert task.missing == "陈晓芸申请延到 2026-12-20：系统还在改"
    assert (task.button, task.url) == ("批或不批", "/r/R0001")


def test_an_application_that_was_answered_waits_no_more(opens: Opener) -> None:
    started = "  - {on: 2026-09-03, do: start}\n"
    answered = "  - {on: 2026-11-06, do: extend, by: 李明, to: 2026-12-20, approved_by: 李明}\n"
    desk = opens((LEDGER, started, started + APPLIED + answered))
    assert applications(desk.view()) == []


def test_what_is_overdue_asks_the_tracker_to_write(opens: Opener) -> None:
    desk = opens((LEDGER, "due: 2026-12-01", "due: 2026-10-01"))
    tasks = all_tasks(desk.view(), access_of(desk, "许砚秋"))
    (late,) = [task for task in tasks if task.kind == "late"]
    assert (late.name, late.url) == ("1 件超期，发督办单", "/r?tab=late")
    assert late.missing == "最长超期 52 天"


def test_without_a_bulletin_nothing_is_proposed(opens: Opener) -> None:
    assert proposals(opens().view()) == []
