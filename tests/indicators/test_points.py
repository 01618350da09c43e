"""Points stated, shared below a known parent, or added up above known children; worked out by
hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from scoring.indicators.points import Draft, settle

F = Fraction


def node(
    code: str, points: str | None = None, *children: Draft, kind: str = "base", fold: bool = False
) -> Draft:
    stated = None if points is None else F(points)
    return Draft(code, f"指标{code}", kind, stated, fold, list(children))  # type: ignore[arg-type]


def settled(
    *roots: Draft, cap: str | None = None
) -> tuple[dict[str, Fraction], list[tuple[str, str]], bool]:
    told: list[tuple[str, str]] = []
    equal = settle(
        roots,
        None if cap is None else F(cap),
        lambda rule, code, what: told.append((rule, f"{code} {what}")),
    )

    def walk(draft: Draft) -> dict[str, Fraction]:
        return {draft.code: draft.settled} | {
            code: points for child in draft.children for code, points in walk(child).items()
        }

    return {code: points for root in roots for code, points in walk(root).items()}, told, equal


def test_a_tree_without_points_has_100_shared_level_by_level() -> None:
    points, told, equal = settled(
        node("1", None, node("1.1"), node("1.2"), node("1.3")), node("2"), node("3")
    )
    assert equal
    assert told == []
    assert points["2"] == F(100, 3)
    assert points["1.1"] == F(100, 9)


def test_a_known_parent_shares_its_remainder() -> None:
    points, told, equal = settled(node("1", "10", node("1.1", "4"), node("1.2"), node("1.3")))
    assert not equal
    assert told == []
    assert points["1.2"] == points["1.3"] == 3


def test_known_children_are_added_up() -> None:
    points, told, _ = settled(
        node("1", None, node("1.1", "39.7"), node("1.2", None, node("1.2.1", "46.3")))
    )
    assert told == []
    assert points == {"1": F(86), "1.1": F(397, 10), "1.2": F(463, 10), "1.2.1": F(463, 10)}


def test_an_inner_node_without_points_takes_its_share_and_hands_it_on() -> None:
    points, told, _ = settled(
        node("1", "10", node("1.1", "4"), node("1.2", None, node("1.2.1"), node("1.2.2")))
    )
    assert told == []
    assert points["1.2"] == 6
    assert points["1.2.1"] == points["1.2.2"] == 3


@pytest.mark.parametrize("fold", [False, True])
def test_a_sum_that_disagrees_is_told_unless_folded(fold: bool) -> None:
    points, told, _ = settled(node("1", "40", node("1.1", "60"), node("1.2", "40"), fold=fold))
    assert points == {"1": F(40), "1.1": F(60), "1.2": F(40)}
    assert told == ([] if fold else [("T003", "1 “指标1”40 分，下级合计 100 分，相差 60 分")])


def test_nothing_left_to_share() -> None:
    points, told, _ = settled(node("1", "5", node("1.1", "5"), node("1.2")))
    assert points["1.2"] == 0
    assert told == [("T004", "1 “指标1”5 分，已写明的下级合计 5 分，另有 1 项没写，没有余分可分")]


def test_a_parent_of_no_points_has_children_of_none() -> None:
    points, told, _ = settled(node("1", "0", node("1.1"), node("1.2")), node("2", "5"))
    assert told == []
    assert points["1.1"] == 0


def test_points_that_stand_nowhere_are_told_once() -> None:
    points, told, equal = settled(node("1", None, node("1.1", "4"), node("1.2")), node("2", "6"))
    assert not equal
    assert points["1"] == 0
    assert ("T017", "1 “指标1”没有分值，也无法由下级相加得出") in told
    assert [rule for rule, _ in told].count("T017") == 1


def test_bonus_and_penalty_stand_outside_a_parents_sum() -> None:
    points, told, _ = settled(
        node(
            "1",
            "10",
            node("1.1", "10"),
            node("1.2", "3", kind="bonus"),
            node("1.3", "2", kind="penalty"),
        )
    )
    assert told == []
    assert points == {"1": F(10), "1.1": F(10), "1.2": F(3), "1.3": F(2)}


def test_a_bonus_without_points_has_the_cap() -> None:
    points, told, _ = settled(node("1", "10"), node("2", kind="bonus"), cap="5")
    assert told == []
    assert points["2"] == 5


def test_a_bonus_without_points_or_cap_is_told() -> None:
    _, told, _ = settled(node("1", "10"), node("2", kind="bonus"), node("3", kind="penalty"))
    assert told == [("T017", "2 加分指标“指标2”没有分值"), ("T017", "3 倒扣指标“指标3”没有分值")]


def test_a_bonus_block_is_the_sum_of_its_parts() -> None:
    points, told, _ = settled(
        node("1", "10"),
        node("2", None, node("2.1", "3", kind="bonus"), node("2.2", kind="bonus"), kind="bonus"),
        cap="4",
    )
    assert told == []
    assert points["2"] == 7


def test_bonus_points_do_not_make_a_blank_tree_known() -> None:
    points, told, equal = settled(node("1"), node("2"), node("3", "5", kind="bonus"))
    assert equal
    assert told == []
    assert points == {"1": F(50), "2": F(50), "3": F(5)}
