"""A round beside an earlier one, from what was stored then.

2025: 甲子县 6/10 · 乙丑县 9/10      2026: 甲子县 9/10 · 乙丑县 8/10
"""

from __future__ import annotations

import json
import shutil
from fractions import Fraction
from pathlib import Path

import pytest
from helpers_region import DAY, finding, office, packed

from scoring.problems import CannotError
from scoring.region.history import compare, earlier_rounds
from scoring.region.model import Region, open_region
from scoring.region.receiving import collect
from scoring.region.results import open_results, rank
from scoring.region.running import Serial
from scoring.region.scoring_run import score_region

NAMES = {"990101": "甲子县", "990102": "乙丑县"}
THEN, NOW = (6, 9), (9, 8)


def round_of(tmp: Path, folder: Path, name: str, done: tuple[int, int]) -> Region:
    """Scores a round in which the counties have done so much."""
    text = (folder / "region.yaml").read_text("utf-8")
    (folder / "region.yaml").write_text(text.replace('round: "2026"', f'round: "{name}"'), "utf-8")
    region = open_region(folder).region
    assert region is not None
    shutil.rmtree(folder / "incoming")
    (folder / "incoming").mkdir()
    (folder / "submissions.jsonl").unlink(missing_ok=True)
    tree = {"indicators/sample.yaml": (folder / "indicators" / "sample.yaml").read_text("utf-8")}
    for county, number in zip(NAMES.values(), done, strict=True):
        packed(tmp, folder, county, finding("1.1", f"{{done: {number}, of: 10}}") | tree)
    collect(region, [folder / "incoming"], DAY, Serial())
    score_region(region, Serial())
    (folder / "region.yaml").write_text(text, "utf-8")
    return region


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tmp = tmp_path_factory.mktemp("rounds")
    folder = office(tmp / "office", NAMES)
    round_of(tmp, folder, "2025", THEN)
    run = folder / "rounds" / "2025" / "run.json"
    data = json.loads(run.read_text("utf-8"))
    data["terms"]["as_of"] = "2025-11-20"
    run.write_text(json.dumps(data), "utf-8")
    round_of(tmp, folder, "2026", NOW)
    return folder


def opened(folder: Path) -> Region:
    region = open_region(folder).region
    assert region is not None
    return region


def test_each_county_has_both_scores_and_who_rose_most_comes_first(folder: Path) -> None:
    results = open_results(opened(folder))
    comparison = compare(results, rank(results), "2025")
    assert [(item.name, item.change) for item in comparison.counties] == [
        ("甲子县", Fraction(9, 5)),
        ("乙丑县", Fraction(-3, 5)),
    ]
    first = comparison.counties[0]
    assert (first.rank_before, first.rank_now) == (2, 1)


def test_each_indicator_has_its_mean_rate_in_both(folder: Path) -> None:
    results = open_results(opened(folder))
    comparison = compare(results, rank(results), "2025")
    rates = {node.code: (node.before, node.now) for node in comparison.nodes}
    assert rates["1.1"] == (Fraction(3, 4), Fraction(17, 20))
    assert rates["1.2"] == (1, 1)
    assert comparison.same_tree
    assert comparison.incomparable == ()


def test_what_has_another_full_mark_now_cannot_be_compared(folder: Path, tmp_path: Path) -> None:
    place = Path(shutil.copytree(folder, tmp_path / "office"))
    tree = place / "indicators" / "sample.yaml"
    text = (
        tree.read_text("utf-8").replace("points: 6", "points: 5").replace("points: 4", "points: 5")
    )
    tree.write_text(text, "utf-8")
    round_of(tmp_path, place, "2026", NOW)
    results = open_results(opened(place))
    comparison = compare(results, rank(results), "2025")
    assert comparison.incomparable == ("1.1", "1.2")
    assert not comparison.same_tree


def test_a_county_without_a_score_then_has_no_change(folder: Path, tmp_path: Path) -> None:
    place = Path(shutil.copytree(folder, tmp_path / "office"))
    text = (place / "region.yaml").read_text("utf-8")
    (place / "region.yaml").write_text(text + '  "990109": {name: 新设县, level: 县}\n', "utf-8")
    results = open_results(opened(place))
    last = compare(results, rank(results), "2025").counties[-1]
    assert (last.name, last.before, last.now, last.change) == ("新设县", None, None, None)


def test_earlier_rounds_come_newest_first_without_the_own(folder: Path, tmp_path: Path) -> None:
    place = Path(shutil.copytree(folder, tmp_path / "office"))
    shutil.copytree(place / "rounds" / "2025", place / "rounds" / "2024")
    run = place / "rounds" / "2024" / "run.json"
    run.write_text(run.read_text("utf-8").replace("2025-11-20", "2024-11-20"), "utf-8")
    (place / "rounds" / "odd").mkdir()
    (place / "rounds" / "odd" / "run.json").write_text("[", "utf-8")
    assert earlier_rounds(opened(place)) == ["2025", "2024", "odd"]


def test_a_round_that_was_not_scored_is_told_with_those_that_were(folder: Path) -> None:
    results = open_results(opened(folder))
    with pytest.raises(CannotError, match=r"没有轮次“2019”的结果.*2025"):
        compare(results, rank(results), "2019")
