"""A sample across a region: counties by lot, then indicators in each, so that anyone can draw again.

Wish(counties=2, leaves=1, by="rank", seed="2026-11-28 上午")
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from helpers_region import DAY, NAMES, finding, office, packed, region

from scoring.problems import CannotError
from scoring.region.drawing import THIRDS, VERSION, Sample, Wish, draw, wish_of
from scoring.region.leads import LEAST_COUNTIES, LEAST_INSPECTED, alike, outliers
from scoring.region.model import open_region
from scoring.region.receiving import collect
from scoring.region.results import Ranking, Results, open_results, rank
from scoring.region.running import Serial
from scoring.region.scoring_run import score_region

GROUPS = "groups: {东片: [甲子县, 乙丑县], 西片: [丙寅县, 丁卯县]}\n"


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """Four counties that hold the same file and did 9, 8, 7 and 6 of ten."""
    tmp = tmp_path_factory.mktemp("region")
    folder = office(tmp / "office", more=GROUPS)
    for done, name in zip((9, 8, 7, 6), NAMES.values(), strict=True):
        packed(tmp, folder, name, finding("1.1", f"{{done: {done}, of: 10}}"))
    region = open_region(folder).region
    assert region is not None
    collect(region, [folder / "incoming"], DAY, Serial())
    score_region(region, Serial())
    return open_results(region)


@pytest.fixture
def ranking(results: Results) -> Ranking:
    return rank(results)


def drawn(results: Results, ranking: Ranking, **values: object) -> Sample:
    usual = {"counties": 2, "leaves": 2, "by": "rank", "seed": "种子"}
    return draw(results, ranking, Wish(**{**usual, **values}))  # type: ignore[arg-type]


def test_the_same_seed_draws_the_same_and_another_something_else(
    results: Results, ranking: Ranking
) -> None:
    one = drawn(results, ranking)
    assert drawn(results, ranking) == one
    others = {drawn(results, ranking, seed=str(number)).counties for number in range(12)}
    assert len(others) > 1


def test_as_many_counties_as_were_asked_for(results: Results, ranking: Ranking) -> None:
    for count in (1, 2, 3, 4):
        sample = drawn(results, ranking, counties=count)
        assert len(sample.counties) == count
        assert sum(part for _, _, part in sample.strata) == count


@pytest.mark.parametrize("count", [0, 5])
def test_more_than_there_are_is_refused(results: Results, ranking: Ranking, count: int) -> None:
    with pytest.raises(CannotError, match=f"有得分的只有 4 个，不够抽 {count} 个"):
        drawn(results, ranking, counties=count)


def test_every_county_has_a_chance_that_is_known(results: Results, ranking: Ranking) -> None:
    sample = drawn(results, ranking)
    for county in sample.counties:
        assert 0 < county.chance <= 1
    assert sum(Fraction(of) for _, of, _ in sample.strata) == 4


@pytest.mark.parametrize(
    ("by", "names"), [("rank", THIRDS), ("risk", THIRDS), ("group", ("东片", "西片"))]
)
def test_strata_are_what_was_asked_for(
    results: Results, ranking: Ranking, by: str, names: tuple[str, ...]
) -> None:
    listed = "、".join(name for name, _, _ in drawn(results, ranking, counties=4, by=by).strata)
    for name in names:
        assert name in listed


def test_indicators_are_drawn_with_the_evidence_that_was_handed_in(
    results: Results, ranking: Ranking
) -> None:
    (county, *_) = drawn(results, ranking).counties
    assert [leaf.code for leaf in county.leaves] == ["1.1", "1.2"]
    assert county.leaves[0].chance == 1
    assert [ident for ident, _ in county.leaves[0].evidence] == ["E0001"]
    assert len(county.leaves[0].evidence[0][1]) == 64


def test_fewer_indicators_have_a_smaller_chance(results: Results, ranking: Ranking) -> None:
    (county, *_) = drawn(results, ranking, leaves=1).counties
    (leaf,) = county.leaves
    assert leaf.chance == Fraction(1, 2)
    assert drawn(results, ranking, leaves=0).counties[0].leaves == ()


def test_the_record_says_how_to_draw_again(results: Results, ranking: Ranking) -> None:
    sample = drawn(results, ranking)
    data = sample.as_data()
    assert data["format"] == VERSION
    assert wish_of(data) == sample.wish
    again = draw(results, ranking, wish_of(data))
    assert again.as_data() == data
    (first, *_) = data["counties"]
    assert set(first) == {"code", "name", "stratum", "chance", "indicators"}
    assert set(first["indicators"][0]) == {"code", "chance", "evidence"}


@pytest.mark.parametrize(
    "data",
    [
        {},
        [],
        {"format": "other"},
        {"format": VERSION},
        {"format": VERSION, "size": "多"},
        {"format": VERSION, "size": float("inf"), "leaves": 2, "by": "rank", "seed": "种子"},
        {"format": VERSION, "size": 2, "leaves": 2, "by": "别的", "seed": "种子"},
        {"format": VERSION, "size": 2, "leaves": 2, "by": ["rank"], "seed": "种子"},
    ],
    ids=str,
)
def test_what_is_no_record_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(CannotError, match="不是抽样记录，或由别的版本写成"):
        wish_of(data)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"5", b"{}"],
    ids=["empty", "half", "no text", "nested", "a number", "no record"],
)
def test_a_file_that_is_no_record_ends_the_command_in_words(
    results: Results, tmp_path: Path, content: bytes
) -> None:
    record = tmp_path / "记录.json"
    record.write_bytes(content)
    code, out, err = region(results.region.path, "sample", "--check", str(record))
    assert (code, out) == (3, "")
    assert "不是抽样记录" in err


def test_another_package_is_another_frame(results: Results, ranking: Ranking) -> None:
    before = drawn(results, ranking).frame
    row = results.counties["990101"]
    package = row["package"]
    row["package"] = "0" * 64
    try:
        assert drawn(results, rank(results)).frame != before
    finally:
        row["package"] = package


# -- leads


def test_the_same_file_in_several_counties_is_shown_with_its_holders(results: Results) -> None:
    found = alike(results)
    (same,) = found.found
    assert same.how == "同一文件"
    assert [holder.county for holder in same.holders] == list(NAMES.values())
    assert (found.higher, found.common, found.records) == (0, 0, 8)


def test_without_an_inspection_nothing_stands_out(results: Results) -> None:
    found = outliers(results)
    assert (found.counties, found.bound, found.leaves) == ((), None, ())
    assert LEAST_INSPECTED > LEAST_COUNTIES > 2
