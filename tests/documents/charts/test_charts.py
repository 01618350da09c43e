"""Charts: exact geometry, escaped words, patterns beside colours."""

import re
from fractions import Fraction
from xml.etree import ElementTree

import pytest

from scoring.documents import charts
from scoring.documents.charts import Axis, Bar, Stack, Strip

SVG = "{http://www.w3.org/2000/svg}"


def rects(svg: str) -> list[dict[str, str]]:
    return [dict(entry.attrib) for entry in ElementTree.fromstring(svg).findall(f"{SVG}rect")]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(1, 3), "0.33"),
        (Fraction(2, 3), "0.67"),
        (Fraction(1, 200), "0.01"),
        (Fraction(-1, 3), "-0.33"),
        (Fraction(10), "10"),
        (Fraction(0), "0"),
        (Fraction(5, 2), "2.5"),
        (Fraction(-1, 1000), "0"),
        (7, "7"),
    ],
)
def test_number(value: Fraction, text: str) -> None:
    assert charts.number(value) == text


@pytest.mark.parametrize(
    ("label", "lines"),
    [
        ("政府职能", ["政府职能"]),
        ("政府职能依法全面履行", ["政府职能依", "法全面履行"]),
        ("", [""]),
        ("八个字的标签，以及", ["八个字的标", "签，以及"]),
        ("一二三四，五六七", ["一二三四，五六七"]),
        ("字" * 30, ["字" * 8, "字" * 8, "字" * 7 + "…"]),
    ],
)
def test_wrap(label: str, lines: list[str]) -> None:
    assert charts.wrap(label) == lines


def test_no_wrapped_line_starts_with_a_stop() -> None:
    for length in range(1, 20):
        for line in charts.wrap("甲" * length + "，" + "乙" * (20 - length))[1:]:
            assert not line.startswith("，")


def test_bar_widths_are_in_proportion_to_the_widest_full_mark() -> None:
    svg = charts.bars(
        [
            Bar("甲", Fraction(5), Fraction(10), "5.00", "10.00", "50.00%"),
            Bar("乙", Fraction(5), Fraction(5), "5.00", "5.00", "100.00%"),
        ]
    )
    widths = [Fraction(entry["width"]) for entry in rects(svg)]
    outline, filled, outline_2, filled_2 = widths
    assert (filled, outline_2, filled_2) == (outline / 2, outline / 2, outline / 2)


def test_many_bars_stay_on_a_page_and_keep_their_names() -> None:
    """Up to 42 blocks; the table below names them whole, and more are drawn smaller by the style
    sheet."""
    for count in (18, 19, 42):
        names = [f"第{at}项依法全面履行政府职能" for at in range(count)]
        scored = charts.bars(
            [Bar(name, Fraction(1), Fraction(2), "1.00", "2.00", "50%") for name in names]
        )
        lost = charts.stacked([Stack(name, {"standard": Fraction(1)}, "1.00") for name in names])
        for svg in (scored, lost):
            root = ElementTree.fromstring(svg)
            assert Fraction(root.attrib["viewBox"].split()[3]) <= 540
            said = "".join(entry.text or "" for entry in root.iter(f"{SVG}text"))
            assert all(name in said for name in names)
            tops = [
                Fraction(entry["y"]) for entry in rects(svg) if entry["height"] not in ("4", "10")
            ]
            assert tops == sorted(tops)


def test_stack_widths_add_up_and_absent_causes_are_not_in_the_legend() -> None:
    rows = [
        Stack("甲", {"standard": Fraction(1), "evidence": Fraction(2)}, "3.00"),
        Stack("乙", {"standard": Fraction(3, 2)}, "1.50"),
    ]
    svg = charts.stacked(rows)
    drawn = [Fraction(entry["width"]) for entry in rects(svg)][2:]
    assert drawn[1] == pytest.approx(drawn[0] * 2, abs=0.02)
    assert drawn[2] == pytest.approx((drawn[0] + drawn[1]) / 2, abs=0.02)
    assert "佐证不足" in svg
    assert "核验扣减" not in svg
    assert "url(#shifan-hatch)" in svg


def test_radar_points_up_for_the_first_axis_and_shows_the_comparison_only_when_whole() -> None:
    axes = [Axis(name, Fraction(1, 2), "50.00%", Fraction(1, 4)) for name in "甲乙丙丁"]
    svg = charts.radar(axes, names=("本轮", "上轮"))
    assert "M221 92L271 142L221 192L171 142Z" in svg
    assert "M221 117L246 142L221 167L196 142Z" in svg
    assert "上轮" in svg
    assert "上轮" not in charts.radar(
        [*axes[:3], Axis("丁", Fraction(1), "100.00%")], names=("本轮", "上轮")
    )


def test_strip_shows_the_open_range_only_while_something_is_open() -> None:
    closed = Strip(
        Fraction(80), "80.00", Fraction(80), "80.00", Fraction(80), "80.00", Fraction(100), "100.00"
    )
    opened = Strip(
        Fraction(80),
        "80.00",
        Fraction(78),
        "78.00",
        Fraction(90),
        "90.00",
        Fraction(100),
        "100.00",
        [(Fraction(80), "良好"), (Fraction(83), "甲")],
    )
    assert "可能区间" not in charts.strip(closed)
    assert "可能区间 78.00 ～ 90.00" in charts.strip(opened)


def test_nothing_to_draw_is_still_a_picture() -> None:
    for svg in (
        charts.bars([]),
        charts.stacked([]),
        charts.radar([]),
        charts.stacked([Stack("甲", {}, "0.00")]),
    ):
        ElementTree.fromstring(svg)
    zero = charts.bars([Bar("甲", Fraction(0), Fraction(0), "0.00", "0.00", "—")])
    assert [entry["width"] for entry in rects(zero)] == ["0", "0"]


def test_words_from_outside_are_escaped_and_the_whole_label_is_in_the_title() -> None:
    label = "<script>&\"'" + "很长的名称" * 6
    svg = charts.bars([Bar(label, Fraction(1), Fraction(2), "1.00", "2.00", "50.00%")])
    root = ElementTree.fromstring(svg)
    assert "<script" not in svg
    assert label in (root.findtext(f"{SVG}title") or "")


def test_no_float_noise() -> None:
    axes = [Axis(f"轴{i}", Fraction(i, 7), "x") for i in range(7)]
    svg = charts.radar(axes) + charts.stacked(
        [Stack("甲", {"standard": Fraction(1, 3), "inspection": Fraction(1, 7)}, "x")]
    )
    assert not re.findall(r"\d\.\d{3,}", svg)
    assert svg == charts.radar(axes) + charts.stacked(
        [Stack("甲", {"standard": Fraction(1, 3), "inspection": Fraction(1, 7)}, "x")]
    )
