"""``region compare``, ``outliers`` and ``alike``: leads, as rows and texts."""

from __future__ import annotations

from fractions import Fraction

from scoring.documents.region.leads_listing import (
    ALIKE,
    COMPARED,
    OUTLIERS,
    alike_rows,
    alike_text,
    compare_data,
    compare_rows,
    compare_text,
    outlier_rows,
    outliers_data,
    outliers_text,
)
from scoring.documents.region.words import most_changed
from scoring.region.history import Comparison, CountyChange, NodeChange
from scoring.region.leads import Alike, Holder, Outliers, SameFile
from scoring.views.sheet import headings

HALF = Fraction(1, 2)
NEWCOMER = CountyChange("990102", "乙丑县", None, Fraction(70), None, 2)
GREW = CountyChange("990101", "甲子县", Fraction(80), Fraction(81), 2, 1)


def comparison(*nodes: NodeChange, incomparable: tuple[str, ...] = ("1.3",)) -> Comparison:
    return Comparison("2025", "2026", (GREW, NEWCOMER), nodes, incomparable, same_tree=True)


def leaf(code: str, change: Fraction) -> NodeChange:
    return NodeChange(code, f"指标{code}", 2, leaf=True, before=HALF, now=HALF + change)


def test_counties_indicators_and_the_incomparable_share_their_columns() -> None:
    rows = compare_rows(comparison(leaf("1.1", Fraction(1, 10))))
    assert headings(COMPARED)[0] == "类别"
    assert rows == [
        ("单位", "990101", "甲子县", "80.00", "81.00", "+1.00", "2", "1"),
        ("单位", "990102", "乙丑县", "", "70.00", "", "", "2"),
        ("指标", "1.1", "指标1.1", "50.00%", "60.00%", "+10.00", "", ""),
        ("不可比", "1.3", "", "", "", "", "", ""),
    ]


def test_json_leaves_blank_what_a_round_does_not_have() -> None:
    counties = compare_data(comparison())["counties"]
    assert counties[1]["before"] == counties[1]["change"] == ""
    assert counties[1]["exact"] == {"before": "", "now": "70", "change": ""}
    assert counties[0]["rank_before"] == 2


def test_of_many_indicators_those_that_rose_and_fell_most_are_told() -> None:
    nodes = [leaf(f"1.{n}", Fraction(n, 100)) for n in range(-10, 11)]
    codes = [item.code for item in most_changed(comparison(*nodes))]
    assert codes == [
        *(f"1.{n}" for n in (10, 9, 8, 7, 6)),
        *(f"1.{n}" for n in (-6, -7, -8, -9, -10)),
    ]


def test_of_few_all_are_told_from_the_greatest_rise_down() -> None:
    nodes = [leaf("1.1", -HALF / 10), leaf("1.2", HALF / 10)]
    assert [item.code for item in most_changed(comparison(*nodes))] == ["1.2", "1.1"]


def test_the_terminal_says_how_many_cannot_be_compared() -> None:
    text = compare_text(comparison(leaf("1.1", HALF)))
    assert text.startswith("2025 → 2026\n\n编码")
    assert text.endswith("\n\n不可比的指标 1 项，没有列入。\n")
    assert "不可比" not in compare_text(comparison(leaf("1.1", HALF), incomparable=()))


def test_nothing_was_inspected_yet() -> None:
    nothing = Outliers((), None, ())
    assert outliers_text(nothing) == "本轮还没有核验。\n"
    assert outlier_rows(nothing) == []
    assert outliers_data(nothing)["bound"] == ""
    assert headings(OUTLIERS)[3] == "核验项数"


def test_each_holder_of_the_same_file_is_a_row_of_its_group() -> None:
    holders = tuple(
        Holder(f"99010{n}", name, f"E000{n}", "一次办清单", "县司法局", "2026-03-01", "1.1")
        for n, name in enumerate(("甲子县", "乙丑县"), 1)
    )
    found = Alike((SameFile("key", "校验值相同", holders),), higher=1, common=2, records=8)
    rows = [dict(zip(headings(ALIKE), row, strict=True)) for row in alike_rows(found)]
    assert [(row["组"], row["单位"], row["佐证"]) for row in rows] == [
        ("1", "甲子县", "E0001"),
        ("1", "乙丑县", "E0002"),
    ]
    assert "登记 8 件，线索 1 组" in alike_text(found)
