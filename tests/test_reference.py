"""The reference engine against sums done by hand, one for each passage that is easy to get wrong,
and its own identity.

Every expected number is worked out in the test's docstring or beside it; none was copied from a
run.
"""

from fractions import Fraction
from pathlib import Path
from typing import Any

import profiles  # noqa: F401 - sets the number of examples
import pytest
import reference
import reference_leaf
import reference_rules
import strategies
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

Data = dict[str, Any]


def leaf(code: str, points: str | None = None, **more: Any) -> Data:
    node: Data = {"code": code, "name": f"指标{code}", "evidence": "none", **more}
    return node if points is None else node | {"points": points}


def given_score(value: str) -> Data:
    return {"score": value, "reason": "按台账认定"}


NOT_HERE: Data = {"not_applicable": "本级无此职权"}


def space(
    indicators: list[Data], findings: Data, *others: Data, tree: Data | None = None, **now: Any
) -> Data:
    """A workspace with judged leaves that ask for no evidence, unless a leaf says otherwise."""
    first = {"round": "r", "kind": "self", "as_of": "2026-11-20", "findings": findings, **now}
    return {
        "workspace": {"round": "r"},
        "tree": {"indicators": indicators, **(tree or {})},
        "register": [],
        "files": {},
        "rounds": [first, *others],
    }


def inspection(findings: Data, as_of: str = "2026-12-01", kind: str = "inspection") -> Data:
    return {
        "round": f"{kind}-{as_of}",
        "kind": kind,
        "basis": "r",
        "as_of": as_of,
        "findings": findings,
    }


def three(policy: Any) -> Data:
    """Leaves of 2, 3 and 5 points: the first at 1, the second full, the third 不适用."""
    leaves = [leaf("1", "2"), leaf("2", "3"), leaf("3", "5")]
    found = {"1": given_score("1"), "2": given_score("3"), "3": NOT_HERE}
    return reference.score(space(leaves, found, tree={"not_applicable": policy}))


@pytest.mark.parametrize(
    ("policy", "applicable", "score", "converted", "first"),
    [
        ("convert", Fraction(5), Fraction(4), Fraction(8), Fraction(2)),  # 4 of 5, converted × 10/5
        ("block", Fraction(10), Fraction(8), Fraction(8), Fraction(4)),  # everything × 10/5
        (
            "spread",
            Fraction(10),
            Fraction(9, 4) + Fraction(11, 2),
            Fraction(31, 4),
            Fraction(9, 2),
        ),  # 2 → 4.5 and 3 → 5.5 points
        ("full", Fraction(10), Fraction(9), Fraction(9), Fraction(2)),  # 4 + 5
        (
            {"give": "4"},
            Fraction(10),
            Fraction(8),
            Fraction(8),
            Fraction(2),
        ),  # 4 + 4, one point lost to the standard
    ],
)
def test_policies(
    policy: Any, applicable: Fraction, score: Fraction, converted: Fraction, first: Fraction
) -> None:
    result = three(policy)
    track = result["total"]["current"]
    assert (result["total"]["applicable"], track["score"], track["converted"]) == (
        applicable,
        score,
        converted,
    )
    assert result["nodes"]["1"]["applicable"] == first
    assert result["nodes"]["3"]["state"] == "not_applicable"
    assert result["losses"]["standard"] == applicable - score


def test_node_without_applicable_children_takes_the_policy_one_level_up() -> None:
    block = {"code": "1", "name": "甲", "points": "4", "children": [leaf("1.1"), leaf("1.2")]}
    ws = space([block, leaf("2", "6")], {"1.1": NOT_HERE, "1.2": NOT_HERE, "2": given_score("3")})
    ws["tree"]["not_applicable"] = "block"
    result = reference.score(ws)
    assert result["nodes"]["1"]["state"] == "not_applicable"
    assert result["nodes"]["2"]["current"] == 5  # 3 of 6, the whole weighs 10


def test_points_are_shared_below_and_added_up_above() -> None:
    """1 has 9 points: 4 stand on 1.1, the rest is shared; 2 has no points and adds up 1.5 and 2."""
    one = {
        "code": "1",
        "name": "甲",
        "points": "9",
        "children": [leaf("1.1", "4"), leaf("1.2"), leaf("1.3")],
    }
    two = {"code": "2", "name": "乙", "children": [leaf("2.1", "1.5"), leaf("2.2", "2")]}
    nodes = reference.score(space([one, two], {}))["nodes"]
    assert [nodes[c]["full"] for c in ("1.2", "1.3", "2")] == [
        Fraction(5, 2),
        Fraction(5, 2),
        Fraction(7, 2),
    ]


def test_tree_without_points_has_100_shared_level_by_level() -> None:
    one = {"code": "1", "name": "甲", "children": [leaf("1.1"), leaf("1.2"), leaf("1.3")]}
    result = reference.score(space([one, leaf("2")], {}))
    assert result["total"]["full"] == 100
    assert result["nodes"]["1.1"]["full"] == Fraction(50, 3)


def test_folded_block_shows_its_own_scale_inside() -> None:
    """A block of 100 folded to 40 and a leaf of 60: 30 of 50 inside are 24 of 40 with the other
    half unassessed."""
    one = {
        "code": "1",
        "name": "网上",
        "points": "40",
        "fold": "true",
        "children": [leaf("1.1", "50"), leaf("1.2", "50")],
    }
    result = reference.score(
        space([one, leaf("2", "60")], {"1.1": given_score("30"), "2": given_score("60")})
    )
    assert result["nodes"]["1.1"]["current"] == 30
    assert result["nodes"]["1"]["current"] == 12
    assert result["nodes"]["1"]["losses"]["unassessed"] == 20
    assert [result["nodes"][c]["state"] for c in ("1", "1.1", "1.2", "2")] == [
        "partial",
        "partial",
        "unassessed",
        "full",
    ]
    assert result["total"]["current"]["score"] == 72
    assert result["total"]["high"] == 92
    assert result["completeness"] == Fraction(4, 5)


def test_gate_compares_the_converted_score_at_or_above() -> None:
    """4 of 5 applicable points convert to 8 of 10: a gate of 8 opens and the cap is 1; a gate of
    8.01 stays shut."""
    leaves = [leaf("1", "5"), leaf("2", "5"), leaf("3", "3", kind="bonus")]
    found = {"1": given_score("4"), "2": NOT_HERE, "3": given_score("2")}
    for gate, bonus in (("8", 1), ("8.01", 0)):
        total = reference.score(space(leaves, found, tree={"bonus": {"cap": "1", "gate": gate}}))[
            "total"
        ]
        assert (total["current"]["bonus"], total["current"]["final"]) == (bonus, 8 + bonus)


def test_highest_award_of_a_matter_over_all_bonus_leaves() -> None:
    rule = {"type": "ladder", "steps": {"国家级": "5", "省级": "3"}}
    leaves = [leaf("1", "10"), *(leaf(c, "8", kind="bonus", rule=rule) for c in ("2", "3"))]
    found = {
        "1": given_score("10"),
        "2": {"awards": [{"matter": "甲", "level": "省级"}, {"matter": "乙", "level": "省级"}]},
        "3": {"awards": [{"matter": "甲", "level": "国家级"}, {"matter": "甲", "level": "省级"}]},
    }
    assert reference.score(space(leaves, found))["total"]["claimed"]["bonus"] == 8


def test_threshold_gain_joins_the_bonus_and_not_the_leaf() -> None:
    """3.5 steps above the bound at 0.5 each are 1.75, capped at 1.5."""
    rule = {"type": "threshold", "at": "80%", "gain": "0.5", "per": "2%", "gain_cap": "1.5"}
    result = reference.score(space([leaf("1", "4", rule=rule)], {"1": {"value": "87%"}}))
    assert result["nodes"]["1"]["current"] == 4
    assert result["total"]["current"]["final"] == Fraction(11, 2)


def test_penalty_never_pushes_the_final_score_below_zero() -> None:
    rule = {"type": "deduct", "cases": [{"name": "迟报", "points": "2"}]}
    leaves = [leaf("1", "3"), leaf("2", "5", kind="penalty", rule=rule)]
    for count, penalty, final in (("1", 2, 1), ("4", 5, 0)):
        found = {"1": given_score("3"), "2": {"counts": {"迟报": count}}}
        track = reference.score(space(leaves, found))["total"]["current"]
        assert (track["penalty"], track["final"]) == (penalty, final)


@pytest.mark.parametrize(
    ("effect", "final", "grade", "ready"),
    [
        ("cap", 59, None, True),
        ("zero", 0, None, True),
        ("no_top_grade", 95, "良好", True),
        ("ineligible", 95, "优秀", False),
    ],
)
def test_veto(effect: str, final: int, grade: str | None, ready: bool) -> None:
    tree = {
        "vetoes": [{"code": "V1", "name": "舆情", "effect": effect, "at": "59"}],
        "grades": [{"name": "优秀", "from": "90"}, {"name": "良好", "from": "80"}],
    }
    found = {"1": given_score("95")}
    ws = space([leaf("1", "100")], found, tree=tree, vetoes={"V1": {"on": "2026-03-02"}})
    result = reference.score(ws)
    current = result["total"]["current"]
    assert (current["score"], current["final"], current["grade"], result["ready"]) == (
        95,
        final,
        grade,
        ready,
    )


def test_old_veto_lapses_for_its_criterion_only() -> None:
    tree = {
        "vetoes": [{"code": "V1", "name": "舆情", "effect": "cap", "at": "59"}],
        "criteria": [
            {"id": "a", "type": "no_veto", "months": "12"},
            {"id": "b", "type": "no_veto"},
        ],
    }
    ws = space(
        [leaf("1", "100")], {"1": given_score("95")}, tree=tree, vetoes={"V1": {"on": "2025-11-19"}}
    )
    result = reference.score(ws)
    assert [c["met"] for c in result["criteria"]] == [True, False]
    assert result["total"]["current"]["final"] == 59


def proved(*dates: str | None, need: list[Data] | None = None) -> Data:
    """One leaf of 10 points claimed at 8; one record for each date."""
    node = leaf("1", "10")
    node.pop("evidence")
    node |= {"evidence": need} if need else {}
    window = {"from": "2026-01-01", "to": "2026-10-31"}
    ws = space([node], {"1": given_score("8")}, window=window)
    for i, on in enumerate(dates):
        record = {
            "id": f"E{i}",
            "kind": "文件",
            "proves": [{"indicator": "1"}],
            **({"date": on} if on else {}),
        }
        ws["register"].append(record)
    return ws


def test_evidence_share_window_and_undated_pieces() -> None:
    two = [{"name": "甲"}, {"name": "乙", "min": "2"}]
    assert reference.score(proved("2026-10-31"))["nodes"]["1"]["supported"] == 8
    assert reference.score(proved(None, "2025-12-31"))["nodes"]["1"]["supported"] == 0
    assert (
        reference.score(proved(None, need=[{"name": "甲", "within": "any"}]))["nodes"]["1"][
            "supported"
        ]
        == 8
    )
    assert reference.score(proved("2026-02-01", need=two))["nodes"]["1"]["supported"] == 4
    strict = proved("2026-02-01", need=two)
    strict["tree"]["support"] = "strict"
    assert reference.score(strict)["nodes"]["1"]["losses"]["evidence"] == 8
    assert (
        reference.score(proved(need=[{"name": "甲", "required": "false"}]))["nodes"]["1"][
            "supported"
        ]
        == 8
    )


@pytest.mark.parametrize(
    ("verified", "standard", "evidence", "cut"),
    [("3", 2, 4, 1), ("4", 2, 4, 0), ("7", 2, 1, 0), ("9", 1, 0, 0)],
)
def test_inspected_above_the_supported_score(
    verified: str, standard: int, evidence: int, cut: int
) -> None:
    """Claimed 8 of 10, supported 4: the evidence loss shrinks first, then the standard loss."""
    ws = proved("2026-02-01", need=[{"name": "甲"}, {"name": "乙", "min": "2"}])
    ws["rounds"].append(inspection({"1": given_score(verified)}))
    losses = reference.score(ws)["nodes"]["1"]["losses"]
    assert losses == {
        "unassessed": 0,
        "standard": standard,
        "evidence": evidence,
        "inspection": cut,
    }


def test_inspection_without_a_finding_reinstated_leaf_and_mock() -> None:
    leaves = [leaf(c, "10") for c in ("1", "2", "3", "4")]
    mine = {"2": NOT_HERE, "3": given_score("9")}
    mock = inspection({"1": given_score("1"), "3": given_score("5")}, "2026-12-30", "mock")
    early = inspection({"1": given_score("2"), "2": given_score("4")})
    late = inspection({"1": given_score("6")}, "2026-12-09")
    result = reference.score(space(leaves, mine, late, mock, early))
    current = {c: n["current"] for c, n in result["nodes"].items()}
    assert current == {"1": 6, "2": 4, "3": 5, "4": 0}
    assert result["nodes"]["1"]["losses"]["standard"] == 4
    assert (result["nodes"]["2"]["claimed"], result["nodes"]["2"]["losses"]["standard"]) == (0, 6)
    assert result["nodes"]["4"]["losses"]["unassessed"] == 10
    assert result["total"]["verified"]["score"] == 15
    assert result["total"]["verified"]["grade"] is None


@pytest.mark.parametrize(
    ("rule", "finding", "score"),
    [
        (
            {
                "type": "checklist",
                "items": [{"name": "甲", "share": "40%"}, {"name": "乙"}, {"name": "丙"}],
            },
            ["甲", "丙"],
            7,
        ),
        (
            {"type": "checklist", "items": [{"name": "甲"}, {"name": "乙", "key": "true"}]},
            ["甲"],
            0,
        ),
    ],
)
def test_checklist(rule: Data, finding: list[str], score: int) -> None:
    assert reference_rules.score_of(rule, {"has": finding}, Fraction(10))[0] == score


def test_deduct_caps_each_case_and_drops_at_the_cliff() -> None:
    rule = {
        "type": "deduct",
        "cases": [
            {"name": "迟", "points": "2", "max": "3"},
            {"name": "漏", "points": "1", "zero_at": "2"},
        ],
    }
    assert reference_rules.score_of(rule, {"counts": {"迟": "5", "漏": "1"}}, Fraction(10))[0] == 6
    assert reference_rules.score_of(rule, {"counts": {"漏": "2"}}, Fraction(10))[0] == 0


def test_threshold_without_loss_is_full_at_the_bound_and_nothing_beyond() -> None:
    rule = {"type": "threshold", "at": "30", "direction": "at_most"}
    assert [
        reference_rules.score_of(rule, {"value": v}, Fraction(10))[0] for v in ("29", "30", "30.1")
    ] == [10, 10, 0]


@pytest.mark.parametrize(
    ("how", "score"), [("prorata", Fraction(15, 2)), ("up", Fraction(7)), ("down", Fraction(8))]
)
def test_threshold_steps(how: str, score: Fraction) -> None:
    """75% is 2.5 steps of 2% below 80%, at one point each."""
    rule = {"type": "threshold", "at": "80%", "loss": "1", "per": "2%", "steps": how}
    assert reference_rules.score_of(rule, {"value": "75%"}, Fraction(10))[0] == score


@pytest.mark.parametrize(("closed", "points"), [("from", [0, 0, 3, 5, 5]), ("to", [0, 0, 0, 3, 5])])
def test_bands_hold_one_bound_and_the_outermost_ends(closed: str, points: list[int]) -> None:
    """Bands 0–60, 60–80, 80–100 at 0, 3 and 5 points; values 0, 59, 60, 80, 100."""
    rows = [
        {"from": a, "to": b, "points": p}
        for a, b, p in (("0", "60", "0"), ("60", "80", "3"), ("80", "100", "5"))
    ]
    rule = {"type": "bands", "bands": rows, "closed": closed}
    assert [
        reference_rules.score_of(rule, {"value": v}, Fraction(5))[0]
        for v in ("0", "59", "60", "80", "100")
    ] == points


def test_rank_by_table_beyond_it_and_from_the_end() -> None:
    rule = {"type": "rank", "table": ["5", "4"], "beyond": {"step": "1.5", "floor": "2"}}
    got = [
        reference_rules.score_of(rule, {"rank": r, "of": "9"}, Fraction(5))[0]
        for r in ("2", "3", "4")
    ]
    assert got == [4, Fraction(5, 2), 2]
    assert (
        reference_rules.score_of(rule | {"reverse": "true"}, {"rank": "8", "of": "9"}, Fraction(5))[
            0
        ]
        == 4
    )


def test_criteria_drop_what_does_not_apply() -> None:
    leaves = [leaf("1", "5", binding="true"), leaf("2", "5", binding="true"), leaf("3", "5")]
    found = {"1": given_score("5"), "2": NOT_HERE, "3": given_score("4")}
    criteria: list[Data] = [
        {"type": "binding"},
        {"type": "rate", "level": "1", "min": "80%"},
        {"type": "rate", "level": "1", "min": "81%"},
        {"type": "rate", "codes": ["2"], "min": "100%"},
        {"type": "count", "codes": ["1", "3"], "at_least": "1", "rest": "80%"},
        {"type": "count", "codes": ["1", "3"], "at_least": "2"},
        {"type": "completeness", "min": "100%"},
        {"type": "total", "min": "13.5", "track": "claimed"},
        {"type": "total", "min": "1", "track": "verified"},
    ]
    result = reference.score(space(leaves, found, tree={"criteria": criteria}))
    assert [c["met"] for c in result["criteria"]] == [
        True,
        True,
        False,
        True,
        True,
        False,
        True,
        True,
        False,
    ]


@pytest.mark.slow
@given(strategies.workspaces())
def test_every_point_is_explained(ws: Data) -> None:
    result = reference.score(ws)
    total = result["total"]
    assert total["applicable"] == total["current"]["score"] + sum(result["losses"].values())
    assert total["low"] <= total["current"]["final"] <= total["high"]
    base = {
        n["code"] for n, kind in strategies.all_nodes(ws["tree"]["indicators"]) if kind == "base"
    }
    for code, n in result["nodes"].items():
        assert min(n["losses"].values()) >= 0
        if code in base:
            assert n["applicable"] == n["current"] + sum(n["losses"].values())
        else:
            assert n["applicable"] == sum(n["losses"].values()) == 0


@pytest.mark.slow
@given(st.data())
def test_better_findings_never_lower_a_number_and_order_changes_none(data: st.DataObject) -> None:
    ws = data.draw(strategies.workspaces())
    before, after = reference.score(ws), reference.score(data.draw(strategies.improve(ws)))
    for track in reference_leaf.TRACKS:
        for key in ("score", "converted", "bonus", "final") if before["total"][track] else ():
            assert after["total"][track][key] >= before["total"][track][key]
    assert all(
        b["met"] <= a["met"] for b, a in zip(before["criteria"], after["criteria"], strict=True)
    )
    assert reference.score(data.draw(strategies.shuffle(ws))) == before


@settings(max_examples=10)
@given(ws=strategies.workspaces())
def test_written_folder_holds_the_same_text(
    ws: Data, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = strategies.write(ws, tmp_path_factory.mktemp("ws"))

    def load(name: str | Path) -> Any:
        return yaml.load((folder / name).read_text(encoding="utf-8"), yaml.BaseLoader)

    assert load(ws["workspace"]["tree"]) == ws["tree"]
    assert load("evidence/register.yaml") == ws["register"]
    assert [load(f"rounds/{r['round']}.yaml") for r in ws["rounds"]] == ws["rounds"]
    for r in ws["register"]:
        assert "file" not in r or (folder / "evidence" / r["file"]).exists() == (
            ws["files"][r["id"]] != "missing"
        )
