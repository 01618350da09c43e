"""The lines over rounds and the steps between two totals: exact places, no colour needed, no label
over another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from xml.etree import ElementTree

from scoring.documents import charts
from scoring.documents.charts import Line, Step
from scoring.values import percent

SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: str) -> list[tuple[Fraction, Fraction, str]]:
    found = ElementTree.fromstring(svg).findall(f"{SVG}text")
    return [
        (Fraction(item.attrib["x"]), Fraction(item.attrib["y"]), item.text or "") for item in found
    ]


def paths(svg: str) -> list[dict[str, str]]:
    return [dict(item.attrib) for item in ElementTree.fromstring(svg).findall(f"{SVG}path")]


def line(name: str, *rates: Fraction | None) -> Line:
    return Line(name, rates, ["—" if rate is None else percent(rate) for rate in rates])


def trend(labels: Sequence[str], lines: Sequence[Line], title: str = "各轮得分率") -> str:
    """The only picture of lines that fit into one."""
    (svg,) = charts.trend(labels, lines, title)
    return svg


def drawn(svg: str) -> list[dict[str, str]]:
    """The lines themselves: those that are 1.3 wide, and in the plot."""
    return [
        item
        for item in paths(svg)
        if item.get("stroke-width") == "1.3" and not item["d"].startswith("M240")
    ]


def test_points_lie_in_proportion_between_the_lowest_ten_and_the_whole() -> None:
    svg = trend(["甲", "乙", "丙"], [line("板块", Fraction(1, 2), Fraction(3, 4), Fraction(1))])
    (only,) = drawn(svg)
    assert only["d"] == "M34 162L126 87L218 12"
    assert [said for _, _, said in texts(svg) if said.endswith("%")][:2] == ["50%", "60%"]


def test_every_line_has_a_dash_and_a_marker_of_its_own() -> None:
    lines = [line(f"板块{at}", Fraction(at, 20), Fraction(at + 1, 20)) for at in range(12)]
    svg = trend(["一", "二"], lines)
    dashes = [item.get("stroke-dasharray", "") for item in drawn(svg)]
    assert len(set(dashes[:6])) == 6
    shapes = [re.sub(r"[\d. ]", "", item["d"]) for item in paths(svg)]
    assert len(set(shapes)) > 4


def test_labels_at_the_ends_never_overlap_and_stay_in_the_picture() -> None:
    for rates in (
        [Fraction(9, 10)] * 14,
        [Fraction(1, 10)] * 14,
        [Fraction(at, 14) for at in range(14)],
    ):
        svg = trend(["一", "二"], [line(f"名称{at}", rate, rate) for at, rate in enumerate(rates)])
        places = sorted(y for x, y, said in texts(svg) if said.startswith("名称"))
        assert len(places) == 14
        assert all(later - early >= 12 for early, later in pairwise(places))
        height = Fraction(ElementTree.fromstring(svg).attrib["viewBox"].split()[3])
        assert 0 < places[0] < places[-1] < height


def test_a_missing_rate_breaks_the_line_and_the_label_stands_at_the_last_known_one() -> None:
    svg = trend(
        list("一二三四"), [line("断", Fraction(1, 2), Fraction(1, 2), None, Fraction(1, 2))]
    )
    (only,) = drawn(svg)
    assert only["d"].count("L") == 1
    ended = trend(["一", "二"], [line("止", Fraction(3, 4), None)])
    assert any(said == "止 75%" for _, _, said in texts(ended))


def test_the_title_says_every_number_and_words_are_escaped() -> None:
    svg = trend(["<轮>", "二"], [line("很长的板块名称" * 4 + "&", Fraction(1, 2), None)], "得分率")
    title = ElementTree.fromstring(svg).findtext(f"{SVG}title")
    assert title == f"得分率：{'很长的板块名称' * 4}& <轮> 50%，二 —"
    assert "<轮>" not in svg


def test_nothing_or_one_round_or_forty_is_still_a_picture() -> None:
    assert charts.trend([], []) == ()
    ElementTree.fromstring(trend(["一"], [line("甲", Fraction(1))]))
    many = trend(
        [f"轮{at}" for at in range(40)], [line("甲", *[Fraction(at, 40) for at in range(40)])]
    )
    names = [said for _, _, said in texts(many) if said.startswith("轮")]
    assert len(names) <= 7
    assert names[-1] == "轮39"
    assert not re.findall(r"\d\.\d{3,}", many)


def test_long_names_stand_whole_in_lines_of_their_own() -> None:
    names = ["政府工作人员法治思维和依法行政能力明显提高" * times for times in (1, 2, 3)]
    rounds = ["2026-self-after-the-second-review", "二"]
    svg = trend(rounds, [line(name, Fraction(1, 2), Fraction(3, 4)) for name in names])
    said = "".join(text for _, _, text in texts(svg))
    assert all(f"{name}75%" in said.replace(" ", "") for name in names)
    assert rounds[0] in said
    assert "…" not in said
    places = sorted(y for x, y, _ in texts(svg) if x == 267)
    assert all(later - early >= 9 for early, later in pairwise(places))


def test_more_lines_than_can_be_told_apart_come_in_pictures_on_one_scale() -> None:
    lines = [line(f"板块{at}。", Fraction(at, 40), Fraction(1)) for at in range(40)]
    pictures = charts.trend(["一", "二"], lines)
    named = [[said for _, _, said in texts(svg) if said.startswith("板块")] for svg in pictures]
    assert [len(part) for part in named] == [14, 14, 12]
    assert sorted(said for part in named for said in part) == sorted(
        f"板块{at}。 100%" for at in range(40)
    )
    assert {next(said for _, _, said in texts(svg) if said.endswith("%")) for svg in pictures} == {
        "0%"
    }


def test_no_picture_is_taller_than_a_page() -> None:
    for svg in charts.trend(
        ["一", "二"], [line("长" * 200 + str(at), Fraction(1), Fraction(1)) for at in range(9)]
    ):
        assert Fraction(ElementTree.fromstring(svg).attrib["viewBox"].split()[3]) < 500


def test_steps_run_from_one_total_to_the_other() -> None:
    changes = [
        Step("体系", Fraction(0), "0.00"),
        Step("认定", Fraction(3), "+3.00"),
        Step("佐证", Fraction(-1), "-1.00"),
    ]
    svg = charts.steps(
        ("去年", Fraction(70), "70.00"), changes, ("今年", Fraction(72), "72.00"), "变化"
    )
    root = ElementTree.fromstring(svg)
    won, lost = (dict(item.attrib) for item in root.findall(f"{SVG}rect"))
    assert abs(Fraction(won["width"]) - 3 * Fraction(lost["width"])) < Fraction(1, 20)
    assert "hatch" in lost["fill"]
    assert "hatch" not in won["fill"]
    ends = [Fraction(bar["x"]) + Fraction(bar["width"]) for bar in (won, lost)]
    assert abs(ends[0] - ends[1]) < Fraction(1, 20)
    assert (
        root.findtext(f"{SVG}title")
        == "变化：去年 70.00；体系 0.00；认定 +3.00；佐证 -1.00；今年 72.00"
    )


def test_steps_where_nothing_changed() -> None:
    svg = charts.steps(
        ("甲", Fraction(5), "5.00"),
        [Step("认定", Fraction(0), "0.00")],
        ("乙", Fraction(5), "5.00"),
        "变化",
    )
    assert ElementTree.fromstring(svg).findall(f"{SVG}rect") == []
