"""A scored round, opened: the ranking, who stands below the line and why, the figures.

甲子县 9/10 · 乙丑县 8/10 · 丙寅县 8/10 · 丁卯县 没有报送
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from helpers_region import DAY, finding, office, packed

from scoring.problems import CannotError
from scoring.region.model import Region, open_region
from scoring.region.receiving import collect
from scoring.region.results import Results, earn_differently, open_results, parts_of, rank, weakest
from scoring.region.running import Serial
from scoring.region.scoring_run import round_folder, score_region

DONE = {"甲子县": 9, "乙丑县": 8, "丙寅县": 8}


def opened(folder: Path) -> Region:
    region = open_region(folder).region
    assert region is not None
    return region


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three counties of four, received and scored."""
    tmp = tmp_path_factory.mktemp("scored")
    folder = office(tmp / "office", more="groups: {东片: [甲子县, 乙丑县], 西片: [丙寅县]}\n")
    for name, done in DONE.items():
        packed(tmp, folder, name, finding("1.1", f"{{done: {done}, of: 10}}"))
    region = opened(folder)
    collect(region, [folder / "incoming"], DAY, Serial())
    score_region(region, Serial())
    return folder


@pytest.fixture(scope="module")
def results(scored: Path) -> Results:
    return open_results(opened(scored))


Changed = Callable[..., Results]


@pytest.fixture
def changed(scored: Path, tmp_path: Path) -> Changed:
    """The results after some text of ``region.yaml`` or of ``run.json`` was changed."""

    def change(old: str, new: str, file: str = "region.yaml") -> Results:
        folder = tmp_path / "office"
        shutil.copytree(scored, folder)
        path = folder / file
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")
        return open_results(opened(folder))

    return change


def names(results: Results, **asked: object) -> list[tuple[int | None, str]]:
    ranking = rank(results, **asked)  # type: ignore[arg-type]
    return [(county.rank, county.name) for county in ranking.rows]


# -- ranks


def test_equals_share_a_rank_in_the_order_of_the_roster(results: Results) -> None:
    assert names(results) == [(1, "甲子县"), (2, "乙丑县"), (2, "丙寅县")]


def test_who_handed_in_nothing_is_listed_apart(results: Results) -> None:
    ranking = rank(results)
    assert ranking.missing == ("990104",)
    assert ranking.unranked == ()
    assert [county.name for county in ranking.everyone] == list(DONE)


def test_groups_part_the_list(results: Results) -> None:
    ranking = rank(results, within=["分组"])
    assert [(county.part, county.rank) for county in ranking.rows] == [
        ("东片", 1),
        ("东片", 2),
        ("西片", 1),
    ]
    assert [len(part) for part in parts_of(ranking.rows)] == [2, 1]


def test_groups_and_columns_part_it_further(results: Results) -> None:
    ranking = rank(results, within=["级别", "groups", "没有的"])
    assert [county.part for county in ranking.rows] == ["县 · 东片", "县 · 东片", "县 · 西片"]


def test_the_list_is_parted_as_the_region_says_unless_asked_otherwise(changed: Changed) -> None:
    results = changed("bands:", "rank: {within: [分组]}\nbands:")
    assert [county.part for county in rank(results).rows] == ["东片", "东片", "西片"]
    assert {county.part for county in rank(results, within=[]).rows} == {""}


def test_dense_ranks_leave_no_gap(changed: Changed) -> None:
    results = changed("bands:", "rank: {ties: dense}\nbands:")
    assert [place for place, _ in names(results)] == [1, 2, 2]


def test_another_track_may_be_asked_for(results: Results) -> None:
    claimed = rank(results, track="claimed").rows
    assert [county.score for county in claimed] == [
        county.score for county in rank(results, track="supported").rows
    ]
    verified = rank(results, track="verified")
    assert verified.rows == ()
    assert {county.reason for county in verified.unranked} == {"没有核验分"}


def test_scores_are_shown_with_as_many_decimals_as_tell_them_apart(results: Results) -> None:
    assert [county.shown for county in rank(results).rows] == ["9.40", "8.80", "8.80"]


def test_ranking_by_what_is_printed_makes_close_scores_equal(changed: Changed) -> None:
    results = changed("bands:", "rank: {compare: shown}\nbands:")
    first, second, _ = rank(results).rows
    assert (first.rank, second.rank) == (1, 2)
    assert first.shown == "9.40"


def test_counties_that_can_earn_different_points_are_compared_by_rate(results: Results) -> None:
    members = list(rank(results).rows)
    assert not earn_differently(members)
    assert earn_differently([members[0], replace(members[1], applicable=Fraction(5))])
    assert members[0].rate == members[0].base / members[0].applicable  # type: ignore[operator]
    assert replace(members[0], applicable=Fraction(0)).rate is None


# -- below the line


def run_line(**values: object) -> tuple[str, str]:
    """A change of the first county's line of ``run.json``."""
    old = '   "refused": "",\n   "preview": false\n'
    usual = {"refused": "", "preview": False, **values}
    new = json.dumps(usual, ensure_ascii=False, indent=3)[2:-2] + "\n"
    return old, new


def test_a_county_scored_on_trial_has_no_rank_and_no_part_in_the_figures(changed: Changed) -> None:
    results = changed(*run_line(preview=True), "rounds/2026/run.json")
    ranking = rank(results)
    assert ranking.rows == ()
    assert {county.reason for county in ranking.unranked} == {"版本不符，按统一的指标体系试算"}
    assert results.cells == {}
    assert results.indicators() == []


def test_too_little_assessed_gives_no_rank(changed: Changed) -> None:
    results = changed("bands:", "rank: {need: {completeness: 100%}}\nbands:")
    row = results.counties["990101"]
    results.counties["990101"].update(completeness="3/4")
    (below,) = rank(results).unranked
    assert below.reason == "完整度 75.00%，未达 100%"
    assert row["completeness"] == "3/4"


def test_a_veto_gives_no_rank_and_is_named(changed: Changed) -> None:
    results = changed("bands:", "bands:")
    veto = {"code": "V1", "name": "发生重大负面舆情", "effect": "ineligible"}
    results.counties["990101"].update(ineligible=True, vetoes=[veto])
    (below,) = rank(results).unranked
    assert below.reason == "一票否决：发生重大负面舆情"


def test_a_county_without_a_row_says_what_the_run_said(changed: Changed) -> None:
    results = changed(*run_line(refused="收到的报送包与回执的指纹不符"), "rounds/2026/run.json")
    bare = replace(results, counties={})
    assert {county.reason for county in rank(bare).unranked} == {"收到的报送包与回执的指纹不符"}


def test_what_came_after_the_run_is_not_scored_yet(changed: Changed) -> None:
    results = changed("bands:", "bands:")
    others = {code: row for code, row in results.counties.items() if code != "990101"}
    (below,) = rank(replace(results, counties=others)).unranked
    assert below.reason == "尚未计分"
    assert (below.losses, below.rate, below.shown) == ({}, None, "")


def test_a_newer_package_makes_the_scores_stale(changed: Changed) -> None:
    results = changed("bands:", "bands:")
    assert results.stale == []
    results.run_lines["990101"]["fingerprint"] = "0" * 64
    assert results.stale == ["甲子县"]
    results.run_lines["990101"]["refused"] = "读不出来"
    assert results.stale == []


# -- figures


def test_the_identity_of_the_region_holds(results: Results) -> None:
    sums = dict(results.identity)
    assert sums.pop("applicable") == sum(sums.values())


def test_indicators_come_in_the_order_of_the_tree(results: Results) -> None:
    assert [item.code for item in results.indicators()] == ["1.1", "1.2"]
    assert [item.code for item in results.indicators(1)] == ["1"]


def test_an_indicator_has_its_mean_over_the_counties(results: Results) -> None:
    first = results.indicators()[0]
    assert (first.n, first.mean) == (3, Fraction(25, 30))
    assert first.full == 0


def test_the_weakest_are_those_that_lose_most_and_those_with_the_lowest_rate(
    results: Results,
) -> None:
    by_lost, by_rate = weakest(results.indicators(), 1)
    assert [item.code for item in (*by_lost, *by_rate)] == ["1.1", "1.1"]


def test_the_rows_of_one_county_are_its_nodes(results: Results) -> None:
    rows = results.nodes_of("990101")
    assert [row["code"] for row in rows] == ["1", "1.1", "1.2", "2"]
    assert results.nodes_of("' OR 1=1 --") == []


# -- what cannot be opened


def test_a_round_that_was_not_scored_says_how_to_score_it(tmp_path: Path) -> None:
    with pytest.raises(CannotError, match="还没有计分，请先运行 shifan region score"):
        open_results(opened(office(tmp_path / "office")))


@pytest.mark.parametrize("text", ["", "{", "\\ud800"])
def test_a_run_that_cannot_be_read_says_how_to_mend_it(
    scored: Path, tmp_path: Path, text: str
) -> None:
    folder = Path(shutil.copytree(scored, tmp_path / "office"))
    region = opened(folder)
    (round_folder(region) / "run.json").write_text(text, "utf-8")
    with pytest.raises(CannotError, match="读不出来，请重新运行 shifan region score"):
        open_results(region)


def test_a_tree_changed_after_the_run_asks_for_another_run(changed: Changed) -> None:
    with pytest.raises(CannotError, match="计分以后指标体系改过"):
        changed("公开到位", "公开及时", "indicators/sample.yaml")
