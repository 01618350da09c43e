"""Which pieces are bound, and in which order."""

from __future__ import annotations

from pathlib import Path

import pytest
from binding_samples import County, blank

from scoring.binding.selection import NO_UNIT, slots_of


@pytest.fixture
def county(tmp_path: Path) -> County:
    county = County(tmp_path / "county")
    county.add("E0002", "清单.pdf", blank(1), "1.1")
    county.add("E0010", "名录.pdf", blank(2), "1.1")
    county.add("E0001", "活动.pdf", blank(3), "2.1")
    return county


def slots(county: County, division: str = "block") -> list[tuple[str, str, str, bool]]:
    workspace = county.open()
    found = slots_of(workspace, workspace.tree, division)  # type: ignore[arg-type]
    return [(slot.group, slot.leaf.code, slot.record.id, slot.bound) for slot in found]


def test_pieces_stand_under_their_leaves_in_the_order_of_the_tree(county):
    """Not in the order of the register, and E0010 behind E0002."""
    assert slots(county) == [
        ("1", "1.1", "E0002", True),
        ("1", "1.1", "E0010", True),
        ("2", "2.1", "E0001", True),
    ]


def test_volumes_may_be_divided_by_indicators_or_by_units(county):
    assert {group for group, *_ in slots(county, "indicator")} == {"1.1", "2.1"}
    assert {group for group, *_ in slots(county, "unit")} == {"县司法局"}


def test_a_piece_of_two_leaves_is_bound_at_the_first_and_pointed_to_at_the_second(county):
    register = county.path / "evidence" / "register.yaml"
    text = register.read_text("utf-8")
    register.write_text(
        text.replace(
            '  - {indicator: "1.1"}\n', '  - {indicator: "1.1"}\n  - {indicator: "1.2"}\n', 1
        ),
        "utf-8",
    )
    assert [(code, bound) for _, code, ident, bound in slots(county) if ident == "E0002"] == [
        ("1.1", True),
        ("1.2", False),
    ]


def test_what_counts_for_nothing_now_is_not_bound(county):
    register = county.path / "evidence" / "register.yaml"
    text = register.read_text("utf-8")
    register.write_text(text.replace("state: accepted", "state: returned", 1), "utf-8")
    assert "E0002" not in {ident for _, _, ident, _ in slots(county)}


def test_units_stand_as_the_workspace_lists_them_and_pieces_without_one_last(county):
    register = county.path / "evidence" / "register.yaml"
    first, second, third = register.read_text("utf-8").split("- id: ")[1:]
    second = second.replace("unit: 县司法局", "unit: 县教育局")
    third = third.replace("  unit: 县司法局\n", "")
    register.write_text("".join(f"- id: {one}" for one in (third, second, first)), "utf-8")
    assert [group for group, *_ in slots(county, "unit")] == ["县司法局", "县教育局", NO_UNIT]
