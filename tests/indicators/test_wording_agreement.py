"""How far two wordings agree, and whether what they measure stayed the same."""

from __future__ import annotations

import pytest
from tree_texts import block, leaf, sound

from scoring.indicators.agreement import agreement, key, name_key, neighbours, same_measure


def node(name: str, text: str = ""):
    more = f", text: {text}" if text else ""
    return sound(block("1", "依法履职", leaf("1.1", name, more=more))).by_code["1.1"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("政务公开的清单", "政务公开清单"),
        ("政务公开和审批", "政务公开审批"),
        ("ＡＢ（一）", "ab一"),
        ("“马上办、网上办”", "马上办网上办"),
        ("100%", "100 %"),
    ],
)
def test_width_blanks_punctuation_and_particles_do_not_count(one, other):
    assert key(one) == key(other)


def test_a_name_of_particles_alone_stays_a_name():
    assert name_key(node("的")) == "的"


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("集中学习不少于60学时", "集中学习应不少于60学时", True),
        ("集中学习不少于60学时", "集中学习不少于40学时", False),
        ("每年两次", "每年三次", False),
        ("不少于60学时", "至多60学时", False),
        ("公开率达到95%", "公开率达到９５％", True),
        ("向社会公开", "不向社会公开", False),
        ("", "", True),
    ],
)
def test_figures_bounds_and_denials_make_another_measure(old, new, same):
    assert same_measure(old, new) is same


def test_where_one_side_states_no_criterion_the_names_decide():
    assert agreement(node("政务公开"), node("政务公开", "公开清单")) == 100


def test_names_count_for_six_tenths_and_criteria_for_four():
    same_name = agreement(
        node("政务公开", "核对公开清单"), node("政务公开", "完全是另外的一些文字")
    )
    assert same_name == pytest.approx(60, abs=10)


def test_a_long_criterion_that_is_the_same_tells_the_indicator_whatever_it_is_called():
    text = "核对审批系统导出的目录和办理记录按比例计分"
    assert agreement(node("网上办理", text), node("一网通办", text)) >= 90


def test_neighbours_are_pairs_of_characters():
    assert neighbours("政务公开") == {"政务", "务公", "公开"}
    assert neighbours("政") == neighbours("") == frozenset()
