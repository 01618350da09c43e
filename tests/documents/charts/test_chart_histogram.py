"""The histogram: columns in proportion, the score where it belongs, bounds only where they fall
inside."""

from __future__ import annotations

import re
from fractions import Fraction
from xml.etree import ElementTree

from scoring.documents.charts import Histogram, Interval, histogram

SVG = "{http://www.w3.org/2000/svg}"


def column(low: int, share: int, width: int = 2) -> Interval:
    return Interval(
        Fraction(low),
        Fraction(low + width),
        f"{low}–{low + width}",
        Fraction(share, 100),
        f"{share}.0%",
    )


GIVEN = Histogram(
    [column(74, 20), column(76, 50), column(78, 0), column(80, 30)],
    Fraction("77.31"),
    "现在 77.31",
    [(Fraction(value), str(value)) for value in range(74, 84, 2)],
    (Fraction(75), Fraction(81), "九成情形 75.00 至 81.00"),
    [(Fraction(80), "良好"), (Fraction(90), "优秀"), (Fraction(60), "合格")],
)


def rects(svg: str) -> list[dict[str, str]]:
    return [dict(entry.attrib) for entry in ElementTree.fromstring(svg).findall(f"{SVG}rect")]


def words(svg: str) -> list[str]:
    return [entry.text or "" for entry in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_heights_are_in_proportion_and_an_empty_bin_draws_nothing() -> None:
    drawn = rects(histogram(GIVEN))
    assert [int(entry["height"]) for entry in drawn] == [44, 110, 66]
    assert len({entry["width"] for entry in drawn}) == 1
    bottoms = {Fraction(entry["y"]) + Fraction(entry["height"]) for entry in drawn}
    assert len(bottoms) == 1


def test_columns_lie_on_the_scale_without_gaps() -> None:
    first, second, last = (Fraction(entry["x"]) for entry in rects(histogram(GIVEN)))
    width = Fraction(rects(histogram(GIVEN))[0]["width"])
    assert (second - first, last - second) == (width, 2 * width)


def test_the_score_stands_where_it_is() -> None:
    svg = histogram(GIVEN)
    place = re.search(r"M([\d.]+) 22l-4\.5", svg)
    assert place is not None
    assert Fraction(place[1]) == Fraction(round((14 + 414 * Fraction("3.31") / 8) * 100), 100)
    assert "现在 77.31" in words(svg)


def test_only_bounds_that_fall_inside_are_drawn() -> None:
    shown = words(histogram(GIVEN))
    assert "良好" in shown
    assert not {"优秀", "合格"} & set(shown)


def test_figures_of_the_axis_keep_apart() -> None:
    many = [column(at, 5, 1) for at in range(60, 80)]
    ends = [(Fraction(at), str(at)) for at in range(60, 81)]
    shown = words(histogram(Histogram(many, Fraction(70), "70.00", ends)))
    assert "60" in shown
    assert "61" not in shown
    assert "5.0%" not in shown


def test_a_score_beyond_the_columns_widens_the_scale() -> None:
    svg = histogram(Histogram([column(74, 100)], Fraction(90), "90.00"))
    (entry,) = rects(svg)
    assert Fraction(entry["x"]) == 14
    assert Fraction(entry["width"]) == Fraction("51.75")


def test_nothing_to_draw_is_still_a_picture() -> None:
    for given in (
        Histogram([], Fraction(0), "0.00"),
        Histogram([column(0, 0)], Fraction(0), "0.00"),
    ):
        assert rects(histogram(given)) == []


def test_words_are_escaped_and_every_share_is_in_the_title() -> None:
    evil = Histogram(
        [Interval(Fraction(0), Fraction(1), "<b>", Fraction(1), '100%"&')], Fraction(0), "<script>"
    )
    svg = histogram(evil)
    assert "<script" not in svg
    assert "<b>" not in svg
    title = ElementTree.fromstring(histogram(GIVEN)).findtext(f"{SVG}title")
    assert (
        title
        == "总分的推算分布：现在 77.31；74–76 占 20.0%；76–78 占 50.0%；78–80 占 0.0%；80–82 占 30.0%"
    )


def test_the_same_numbers_give_the_same_bytes_without_the_noise_of_floats() -> None:
    thirds = Histogram(
        [Interval(Fraction(1, 3), Fraction(2, 3), "x", Fraction(1, 7), "y")], Fraction(1, 3), "z"
    )
    assert histogram(thirds) == histogram(thirds)
    assert not re.findall(r"\d\.\d{3,}", histogram(thirds))
