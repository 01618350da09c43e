"""One indicator as pages show it: what it asks for, the signs in a list, its points."""

from __future__ import annotations

from fractions import Fraction

import pytest
from visitors import Opener, access_of

from scoring.actions.tree import Fault
from scoring.problems import Where, problem
from scoring.workbench.desk import Desk
from scoring.workbench.pages.node_fields import below, neighbours, problems_of
from scoring.workbench.views import scores
from scoring.workbench.views.indicator import (
    mark_of,
    offered_for,
    requirements,
)

ROUND, TREE, REGISTER = "rounds/2026-self.yaml", "indicators/sample.yaml", "evidence/register.yaml"


# -- what it asks for


def test_a_requirement_lists_its_pieces_and_what_counts(opens: Opener) -> None:
    desk = opens()
    item = desk.view().assessment.by_code["1.1"]
    (need,) = requirements(desk.view(), access_of(desk, "陈晓芸"), item)
    assert (need["name"], need["min"], need["met"]) == ("办理清单", 1, True)
    (piece,) = need["pieces"]
    assert (piece["id"], piece["counts"], piece["open"], piece["reason"]) == (
        "E0001", True, True, "",
    )  # fmt: skip


def test_who_may_not_open_a_piece_sees_that_it_is_there(opens: Opener) -> None:
    desk = opens()
    item = desk.view().assessment.by_code["1.1"]
    (need,) = requirements(desk.view(), access_of(desk, "孟晓岚"), item)
    assert [(piece["id"], piece["open"]) for piece in need["pieces"]] == [("E0001", False)]


def test_a_piece_that_does_not_count_says_why(opens: Opener) -> None:
    desk = opens((REGISTER, "date: 2026-03-01", "date: 2020-03-01"))
    item = desk.view().assessment.by_code["1.1"]
    (need,) = requirements(desk.view(), access_of(desk, "王建平"), item)
    assert not need["met"]
    assert need["pieces"][0]["reason"]


def test_a_branch_asks_for_nothing(opens: Opener) -> None:
    desk = opens()
    branch = desk.view().assessment.by_code["1"]
    assert requirements(desk.view(), access_of(desk, "王建平"), branch) == []


def test_pieces_are_offered_in_the_order_of_their_numbers(opens: Opener) -> None:
    view = opens((REGISTER, '{indicator: "1.2"}', '{indicator: "1.1"}')).view()
    assert [record.id for record, _ in offered_for(view, "1.1")] == ["E0001", "E0002"]
    assert offered_for(view, "没有的") == []


# -- signs


@pytest.mark.parametrize(
    ("changes", "waiting", "returned", "sign"),
    [
        ((), False, True, "退"),
        (((ROUND, '  "1.1": {done: 9, of: 10}\n', ""),), False, False, ""),
        (((REGISTER, "date: 2026-03-01", "date: 2020-03-01"),), False, False, "!"),
        (((REGISTER, "date: 2026-03-01", "date: 2020-03-01"),), True, False, "…"),
    ],
)
def test_a_leaf_has_a_sign_for_what_it_lacks(
    opens: Opener,
    changes: tuple[tuple[str, str, str], ...],
    waiting: bool,
    returned: bool,
    sign: str,
) -> None:
    item = opens(*changes).view().assessment.by_code["1.1"]
    assert mark_of(item, waiting, returned)[1] == sign


# -- scores


def test_a_unit_reads_its_own_losses_and_the_group_all(opens: Opener) -> None:
    desk = opens((TREE, "name: 公开到位\n", "name: 公开到位\n    lead: [县教育局]\n"))
    view = desk.view()
    assert scores.losses(view, access_of(desk, "何青"))["standard"] == "0.00"
    assert scores.losses(view, access_of(desk, "陈晓芸"))["standard"] == "0.60"
    assert scores.losses(view, access_of(desk, "王建平"))["standard"] == "0.60"
    codes = [node["code"] for node in scores.nodes(view, access_of(desk, "何青"))]
    assert codes == ["1.2"]


def test_a_leaf_that_two_units_lead_costs_each_its_share(opens: Opener) -> None:
    view = opens((TREE, "lead: [县司法局]", "lead: [县司法局, 县教育局]")).view()
    item = view.assessment.by_code["1.1"]
    assert scores.share_of(view, item, ("县司法局",)) == Fraction(1, 2)
    assert scores.share_of(view, item, ("县司法局", "县教育局")) == 1
    assert scores.share_of(view, item, ("没有的",)) == 0
    assert scores.own_losses(view, ("县教育局",)).total == Fraction(3, 10)


def test_the_bar_of_causes_adds_up_and_is_empty_without_a_loss() -> None:
    exact = {"unassessed": "1", "standard": "2", "evidence": "1", "inspection": "0"}
    shares = dict(scores.cause_shares({"exact": exact}))
    assert (shares["standard"], sum(shares.values())) == (50.0, 100.0)
    nothing = dict.fromkeys(exact, "0")
    assert {share for _, share in scores.cause_shares({"exact": nothing})} == {0.0}


def test_gaps_are_cut_to_what_a_unit_sees(opens: Opener) -> None:
    desk = opens((TREE, "name: 公开到位\n", "name: 公开到位\n    lead: [县教育局]\n"))
    own = scores.gaps(desk.view(), access_of(desk, "何青"), "unit")
    assert [row["key"] for row in own["rows"]] in ([], ["县教育局"])
    every = scores.gaps(desk.view(), access_of(desk, "王建平"), "unit")
    assert "县司法局" in [row["key"] for row in every["rows"]]


def test_the_losses_of_a_node_come_with_what_can_be_mended_first(opens: Opener) -> None:
    rows = scores.loss_rows(opens().view().assessment.by_code["1.1"])
    assert [cause for cause, _ in rows] == ["evidence", "standard", "inspection", "unassessed"]
    assert dict(rows)["standard"] == Fraction(3, 5)


# -- the fields of the tree


class _Call:
    """What the fields of a node ask of a request: the state."""

    def __init__(self, desk: Desk) -> None:
        self.view = desk.view()


def test_points_hang_together_with_those_above_and_beside(opens: Opener) -> None:
    desk = opens()
    tree = desk.view().assessment.tree
    call = _Call(desk)
    leaf = neighbours(call, tree.by_code["1.1"])  # type: ignore[arg-type]
    assert [(row["code"], row["role"], row["points"]) for row in leaf] == [
        ("1", "上级", "10"),
        ("1.2", "同级", "4"),
    ]
    branch = neighbours(call, tree.by_code["1"])  # type: ignore[arg-type]
    assert [(row["code"], row["role"]) for row in branch] == [("1.1", "下级"), ("1.2", "下级")]
    assert neighbours(call, None) == []  # type: ignore[arg-type]
    assert [row["role"] for row in below(tree.by_code["1"])] == ["上级", "同级", "同级"]
    assert leaf[1]["rule"]


def test_a_fault_of_another_node_names_the_field_of_its_points() -> None:
    faults = [
        Fault("1.2", "points", "分值合计不对", "改成 4"),
        Fault("1.2", "lead", "没有这个单位", ""),
        Fault("1.1", "rule", "规则写错了", ""),
    ]
    assert problems_of(faults, "1.1") == [
        {"field": "points.1.2", "what": "1.2：分值合计不对", "fix": "改成 4"},
        {"field": "lead", "what": "1.2：没有这个单位", "fix": ""},
        {"field": "rule", "what": "规则写错了", "fix": ""},
    ]


def test_a_problem_of_the_workspace_has_no_field() -> None:
    listed = problems_of([problem("F002", Where("rounds/a.yaml", 3), what="完成数大于总数")])
    assert [(item["field"], item["what"]) for item in listed] == [("", "完成数大于总数")]
