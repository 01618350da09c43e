"""``region score``: what counts is scored once, what is known is not scored again, and each line of
the roster ends with a score or a reason.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import samples
from helpers_region import DAY, NAMES, finding, office, packed

from scoring.problems import CannotError
from scoring.region import scoring_run
from scoring.region.model import Region, open_region
from scoring.region.receiving import collect, place_of
from scoring.region.running import Answer, Serial
from scoring.region.scored import Scored
from scoring.region.scoring_run import Run, identity_of, packed_folder, round_folder, score_region

TWO = {"990101": "甲子县", "990102": "乙丑县"}


def opened(folder: Path) -> Region:
    region = open_region(folder).region
    assert region is not None
    return region


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office that received two packages, one of them with errors, and expects a third."""
    tmp = tmp_path_factory.mktemp("collected")
    folder = office(tmp / "office", {**TWO, "990103": NAMES["990103"]})
    packed(tmp, folder, "甲子县")
    packed(tmp, folder, "乙丑县", finding("1.1", "{done: 11, of: 10}"))
    collect(opened(folder), [folder / "incoming"], DAY, Serial())
    return folder


@pytest.fixture
def region(collected: Path, tmp_path: Path) -> Region:
    return opened(Path(shutil.copytree(collected, tmp_path / "office")))


def run_of(region: Region) -> dict[str, object]:
    data: dict[str, object] = json.loads((round_folder(region) / "run.json").read_text("utf-8"))
    return data


def lines(region: Region) -> dict[str, tuple[int, str]]:
    """Code → number of the package that was scored, and why there is none."""
    listed = run_of(region)["lines"]
    assert isinstance(listed, list)
    return {item["code"]: (item["n"], item["refused"]) for item in listed}


def test_every_line_ends_with_a_score_or_a_reason(region: Region) -> None:
    run = score_region(region, Serial())
    assert run.refused == {"990102": "有错误", "990103": "未报"}
    assert lines(region) == {
        "990101": (1, ""),
        "990102": (0, "有错误"),
        "990103": (0, "未报"),
    }


def test_what_was_scored_when_it_came_in_is_known(region: Region) -> None:
    started: list[int] = []
    run = score_region(region, Serial(), on_start=started.append)
    assert (run.scored, run.kept, started) == (0, 1, [0])


def test_on_demand_it_is_scored_again_with_the_same_tables(region: Region) -> None:
    answers: list[Answer] = []
    first = score_region(region, Serial())
    again = score_region(region, Serial(), again=True, on_answer=answers.append)
    assert (again.scored, again.kept) == (1, 0)
    assert [answer.key for answer in answers] == ["990101"]
    assert again.tables == first.tables
    assert again.identity == first.identity


def test_the_run_says_under_what_it_was_scored(region: Region) -> None:
    score_region(region, Serial())
    run = run_of(region)
    assert run["round"] == "2026"
    assert run["terms"] == {
        "as_of": "2026-11-20",
        "window": {"from": "2025-01-01", "to": "2026-10-31"},
        "round": "2026-self",
    }
    assert run["tree"] == {
        "id": "sample",
        "title": "示例指标体系",
        "sha256": region.tree_sha256,
    }


def test_a_package_that_was_exchanged_afterwards_is_not_scored(region: Region) -> None:
    folder = region.path / "received" / "990101"
    (taken,) = folder.iterdir()
    other = packed(region.path.parent, region.path, "甲子县", finding("1.1", "{done: 1, of: 10}"))
    taken.chmod(0o644)
    shutil.copyfile(other, taken)
    run = score_region(region, Serial(), again=True)
    assert run.refused["990101"] == "收到的报送包与回执的指纹不符：收到以后被改动过"


def test_a_package_that_is_gone_costs_its_own_county(region: Region) -> None:
    shutil.rmtree(region.path / "received" / "990101")
    run = score_region(region, Serial(), again=True)
    assert "990101" in run.refused
    assert set(run.refused) == {"990101", "990102", "990103"}


def test_places_of_packages_stay_in_the_region(region: Region) -> None:
    assert place_of(region.path, "990101", 2, "f" * 64) == (
        region.path / "received" / "990101" / "2-ffffffffffff.zip"
    )


def test_a_lost_answer_ends_the_run_before_anything_is_written(
    region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scoring_run, "over", lambda *_, **__: iter(()))
    with pytest.raises(CannotError, match="有 1 个单位没有结果：甲子县"):
        score_region(region, Serial(), again=True)
    assert not (round_folder(region) / "run.json").exists()


def test_sums_that_do_not_add_up_end_the_run() -> None:
    losses = {"unassessed": "0", "standard": "1", "evidence": "0", "inspection": "0"}
    row = {"applicable": "10", "current": "9", "losses": losses}
    assert identity_of({"1": Scored("1", "f", county=row)})["applicable"] == 10
    off = {**row, "current": "8"}
    with pytest.raises(CannotError, match="得分与失分合计对不上，没有写出结果"):
        identity_of({"1": Scored("1", "f", county=off)})
    assert set(identity_of({}).values()) == {0}


# -- folders of the region's own

MEMBER = '  "990104": {name: 丁卯县, folder: members/丁卯县}\n'


def member(tmp_path: Path, files: dict[str, str]) -> Region:
    folder = office(tmp_path / "office", {}, more=MEMBER)
    text = (folder / "region.yaml").read_text("utf-8").replace("  {}\n", "")
    (folder / "region.yaml").write_text(text, "utf-8")
    samples.write(folder / "members" / "丁卯县", files)
    return opened(folder)


def test_a_folder_is_packed_and_scored_as_it_stands(tmp_path: Path) -> None:
    region = member(tmp_path, dict(samples.SOUND))
    run: Run = score_region(region, Serial())
    assert (run.scored, run.refused) == (1, {})
    assert score_region(region, Serial()).kept == 1


def test_a_folder_that_cannot_be_opened_stops_no_other(tmp_path: Path) -> None:
    region = member(tmp_path, {"workspace.yaml": "name: 丁卯县\n"})
    run = score_region(region, Serial())
    assert run.refused["990104"].startswith("工作区 丁卯县 打不开，没有计分")
    with pytest.raises(CannotError, match="shifan check"):
        packed_folder(region.path / "members" / "丁卯县", DAY)
