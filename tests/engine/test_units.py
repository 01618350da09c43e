"""Units by full name, short name and group."""

from __future__ import annotations

import pytest

from scoring.engine import Units

UNITS = Units(
    names=("县司法局", "县财政局", "各乡镇人民政府", "县政府各部门"),
    members={
        "各乡镇人民政府": ("东河镇", "西山乡"),
        "县政府各部门": ("司法局", "县财政局", "各乡镇人民政府", "司法局"),
    },
    aliases={"司法局": "县司法局", "各乡镇": "各乡镇人民政府"},
)


def test_short_names_stand_for_their_unit() -> None:
    assert (UNITS.name("司法局"), UNITS.name("县司法局"), UNITS.name("税务局")) == (
        "县司法局",
        "县司法局",
        "税务局",
    )


def test_known_are_units_short_names_groups_and_members() -> None:
    assert all(
        UNITS.known(name) for name in ("县司法局", "司法局", "各乡镇", "各乡镇人民政府", "东河镇")
    )
    assert not UNITS.known("县税务局")


def test_group_expands_to_its_units_however_deep_each_once() -> None:
    assert UNITS.expand("各乡镇") == ("东河镇", "西山乡")
    assert UNITS.expand("县政府各部门") == ("县司法局", "县财政局", "东河镇", "西山乡")
    assert UNITS.expand("县税务局") == ("县税务局",)


def test_group_that_winds_back_to_itself_ends() -> None:
    circle = Units(("甲组", "乙组"), {"甲组": ("乙组", "县司法局"), "乙组": ("甲组",)})
    assert circle.expand("甲组") == ("乙组", "县司法局")


def test_without_units_nothing_is_known_and_names_stand_for_themselves() -> None:
    assert not Units()
    assert UNITS
    assert Units().expand("县司法局") == ("县司法局",)


@pytest.mark.parametrize(
    "name",
    [
        "县政府相关部门",
        "各乡镇人民政府",
        "公安局等部门",
        "政府(管委会)",
        "党委和政府",
        "人民政府（管委会）",
    ],
)
def test_a_name_of_nobody_in_particular_stands_for_no_unit(name: str) -> None:
    assert Units((name,)).unresolved(name)
    assert not Units((name,), {name: ("县司法局",)}).unresolved(name), "its members are named"


@pytest.mark.parametrize(
    "name", ["县政府办", "县人民政府", "东河镇人民政府", "开发区管委会", "县委", "县委和县政府办"]
)
def test_a_name_of_one_unit_is_no_collective(name: str) -> None:
    assert not Units((name,)).unresolved(name)
