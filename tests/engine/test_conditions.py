"""The conditions that look at nodes, in one shape: how many must be at full mark, and what the
others must reach."""

from __future__ import annotations

from fractions import Fraction

import pytest
from engine.conftest import Build

from scoring.engine.scores import TRACKS
from scoring.engine.sensitivity.conditions import Watch, stated_rate, watch
from scoring.engine.sensitivity.model import Model, model_of

TREE = """
--- # tree
criteria:
- {type: rate, level: 1, min: 80%}
- {type: rate, codes: ["1.2", "1.1"], min: 50%}
- {type: binding}
- {type: count, codes: ["1.1", "1.2", "1.3"], at_least: 2, rest: 60%}
- {type: total, min: 90}
indicators:
- code: "1"
  name: 甲
  points: 10
  children:
  - {code: "1.1", name: 甲一, points: 4, binding: true, evidence: none}
  - {code: "1.2", name: 甲二, points: 4, evidence: none}
  - {code: "1.3", name: 甲三, points: 2, evidence: none}
- {code: "2", name: 乙, points: 5, binding: true, evidence: none}
--- # rounds/self
findings:
  "1.1": {score: 4, reason: 好}
  "1.2": {score: 1, reason: 差}
  "1.3": {not_applicable: 本级无此职权, approved_by: 县委编办}
"""


@pytest.fixture
def model(build: Build) -> Model:
    return model_of(build(TREE).assess())


def watched(model: Model, at: int) -> Watch | None:
    return watch(model.assessment.tree.criteria[at], model)


def test_a_rate_is_asked_of_every_node_of_the_level(model: Model) -> None:
    found = watched(model, 0)
    assert found is not None
    assert (found.codes, found.wanted, found.rest) == (("1", "2"), 0, Fraction(4, 5))


def test_named_nodes_stand_in_the_order_of_the_tree(model: Model) -> None:
    found = watched(model, 1)
    assert found is not None
    assert found.codes == ("1.1", "1.2")


def test_what_is_binding_must_all_be_at_full_mark(model: Model) -> None:
    found = watched(model, 2)
    assert found is not None
    assert (found.codes, found.wanted, found.rest) == (("1.1", "2"), None, None)


def test_what_does_not_apply_is_not_counted(model: Model) -> None:
    found = watched(model, 3)
    assert found is not None
    assert (found.codes, found.wanted, found.rest) == (("1.1", "1.2"), 2, Fraction(3, 5))


def test_a_condition_on_the_total_looks_at_no_nodes(model: Model) -> None:
    assert watched(model, 4) is None


@pytest.mark.parametrize(
    ("wanted", "nodes", "full", "low", "met"),
    [
        (None, 3, 3, 0, True),
        (None, 3, 2, 0, False),
        (0, 3, 0, 0, True),
        (0, 3, 3, 1, False),
        (2, 3, 2, 0, True),
        (2, 3, 1, 0, False),
        (2, 3, 2, 1, False),
        (5, 3, 3, 0, True),
        (None, 0, 0, 0, True),
    ],
)
def test_the_verdict_on_so_many_nodes(
    wanted: int | None, nodes: int, full: int, low: int, met: bool
) -> None:
    assert Watch("current", (), wanted, Fraction(1, 2)).met(nodes, full, low) is met


def test_a_node_at_full_mark_is_never_too_low() -> None:
    strict = Watch("current", (), 1, Fraction(2))
    assert not strict.low(Fraction(1))
    half = Watch("current", (), 1, Fraction(1, 2))
    assert half.low(Fraction(49, 100))
    assert not half.low(Fraction(1, 2))
    assert not Watch("current", (), 1, None).low(Fraction(0))


def test_the_rate_at_the_stated_points(model: Model) -> None:
    assert stated_rate(model, "1.2", "current") == Fraction(1, 4)
    assert stated_rate(model, "1", "current") == Fraction(5, 8)
    assert stated_rate(model, "1.3", "current") == 1, "nothing can be earned there"
    assert {stated_rate(model, "1.1", track) for track in TRACKS} <= {Fraction(0), Fraction(1)}
