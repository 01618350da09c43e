"""What comes in, judged without a child and without a command: one verdict a file, nothing deleted.

incoming/甲子县.zip  报送表.pdf  .~锁  旧的/
"""

from __future__ import annotations

import os
import shutil
from datetime import date
from pathlib import Path

import pytest
from helpers_region import DAY, finding, office, packed

from scoring.problems import CannotError
from scoring.region import receiving
from scoring.region.chain import Chain
from scoring.region.model import Region, open_region
from scoring.region.receiving import collect, county_of, files_in, place_of
from scoring.region.running import Serial
from scoring.region.verdicts import Arrival

SHARED = (
    '  "990103": {name: 丙寅县, aliases: [同名]}\n  "990104": {name: 丁卯县, aliases: [同名]}\n'
)
NAMES = {"990101": "甲子县", "990102": "乙丑县"}


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Packages of three counties, one of which the roster does not know."""
    tmp = tmp_path_factory.mktemp("packages")
    place = office(tmp / "office", NAMES)
    packed(tmp, place, "甲子县", file="甲.zip")
    packed(tmp, place, "甲子县", finding("1.1", "{done: 8, of: 10}"), file="甲二.zip")
    packed(tmp, place, "乙丑县", file="乙.zip")
    packed(tmp, place, "外来县", code="999999", file="外.zip")
    return place / "incoming"


@pytest.fixture
def region(tmp_path: Path) -> Region:
    region = open_region(office(tmp_path / "office", NAMES, more=SHARED)).region
    assert region is not None
    return region


def brought(region: Region, packages: Path, *names: str) -> list[Path]:
    """The packages, laid into the drop folder."""
    folder = region.path / "incoming"
    return [Path(shutil.copy(packages / name, folder / name)) for name in names]


def judged(
    region: Region, *places: Path, day: date = DAY, claimed: str | None = None
) -> list[Arrival]:
    return collect(region, places, day, Serial(), by="王平", claimed=claimed)


# -- which files


def test_a_folder_stands_for_the_packages_in_it(tmp_path: Path) -> None:
    for name in ("乙.zip", "甲.zip", "报送表.pdf", "报送表（乙）.DOCX", ".~甲.zip", "说明.txt"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "旧的").mkdir()
    (tmp_path / "旧的" / "丙.zip").write_bytes(b"x")
    assert [path.name for path in files_in([tmp_path])] == ["乙.zip", "甲.zip", "说明.txt"]


def test_a_file_that_is_named_is_judged_whatever_it_is_called(tmp_path: Path) -> None:
    sheet = tmp_path / "报送表.pdf"
    sheet.write_bytes(b"x")
    assert files_in([sheet, tmp_path / "没有.zip"]) == [sheet, tmp_path / "没有.zip"]


def test_a_link_to_a_folder_is_judged_as_a_file_and_not_walked(tmp_path: Path) -> None:
    (tmp_path / "真").mkdir()
    (tmp_path / "真" / "甲.zip").write_bytes(b"x")
    link = tmp_path / "链"
    link.symlink_to(tmp_path / "真")
    assert files_in([link]) == [link]


# -- whose package


def test_a_package_belongs_by_code_before_name(region: Region) -> None:
    assert county_of(region, "990102", "甲子县") == "990102"
    assert county_of(region, "没有的", "甲子县") == "990101"
    assert county_of(region, None, " 甲子县 ") == "990101"
    assert county_of(region, None, "外来县") is None


def test_a_name_that_two_lines_share_decides_nothing(region: Region) -> None:
    assert county_of(region, None, "同名") is None


# -- verdicts


def test_a_package_is_taken_kept_and_written_down(region: Region, packages: Path) -> None:
    (file,) = brought(region, packages, "甲.zip")
    (arrival,) = judged(region, file)
    assert (arrival.verdict, arrival.code, arrival.n, arrival.kept) == ("已收", "990101", 1, True)
    kept = place_of(region.path, "990101", 1, arrival.fingerprint)
    assert kept.read_bytes() == file.read_bytes()
    assert not kept.stat().st_mode & 0o222
    (entry,) = Chain(region.path).entries
    assert (entry["do"], entry["by"], entry["file"]) == ("received", "王平", "incoming/甲.zip")


def test_answers_stand_in_the_order_of_the_files(region: Region, packages: Path) -> None:
    files = brought(region, packages, "外.zip", "乙.zip", "甲.zip")
    bad = region.path / "incoming" / "坏.zip"
    bad.write_bytes(b"no zip")
    arrivals = judged(region, files[0], bad, *files[1:])
    assert [item.file for item in arrivals] == ["外.zip", "坏.zip", "乙.zip", "甲.zip"]
    assert [item.verdict for item in arrivals] == ["待认领", "退回", "已收", "已收"]


def test_a_county_that_the_roster_does_not_know_waits_to_be_claimed(
    region: Region, packages: Path
) -> None:
    (file,) = brought(region, packages, "外.zip")
    (arrival,) = judged(region, file)
    assert arrival.reasons == ("名册里没有“外来县”（编码 999999）。确认后用 --as 编码 认领。",)
    (claimed,) = judged(region, file, claimed="990102")
    assert (claimed.verdict, claimed.code, claimed.name) == ("已收", "990102", "乙丑县")


def test_the_nearest_name_is_offered(tmp_path: Path, packages: Path) -> None:
    near = open_region(office(tmp_path / "near", {"990105": "外来区县"})).region
    assert near is not None
    (arrival,) = judged(near, packages / "外.zip")
    assert "是不是“外来区县”？确认后" in arrival.reasons[0]


def test_the_same_package_again_is_a_duplicate(region: Region, packages: Path) -> None:
    (file,) = brought(region, packages, "甲.zip")
    judged(region, file)
    (again,) = judged(region, file, day=date(2026, 11, 23))
    assert (again.verdict, again.n) == ("重复", 1)
    assert again.reasons == ("与 2026-11-22 收到的第 1 次报送完全相同",)


def test_two_copies_in_one_run_are_one_package(region: Region, packages: Path) -> None:
    (file,) = brought(region, packages, "甲.zip")
    copy = Path(shutil.copy(file, file.with_name("甲（副本）.zip")))
    first, second = judged(region, file, copy)
    assert sorted([first.verdict, second.verdict]) == ["已收", "重复"]


def test_another_package_of_the_county_is_kept_beside_the_first(
    region: Region, packages: Path
) -> None:
    for name in ("甲.zip", "甲二.zip"):
        (arrival,) = judged(region, *brought(region, packages, name))
    assert (arrival.verdict, arrival.then, arrival.n) == ("重新报送", "已收", 2)
    assert len(list((region.path / "received" / "990101").iterdir())) == 2


def test_after_the_date_it_is_late_by_so_many_days(region: Region, packages: Path) -> None:
    (arrival,) = judged(region, *brought(region, packages, "甲.zip"), day=date(2026, 11, 28))
    assert (arrival.verdict, arrival.late_days, arrival.reasons) == ("逾期", 3, ("逾期 3 天",))


def test_a_package_of_another_round_is_not_scored(tmp_path: Path, packages: Path) -> None:
    place = office(tmp_path / "office", NAMES)
    text = (
        (place / "region.yaml").read_text("utf-8").replace("round: 2026-self", "round: 2025-self")
    )
    (place / "region.yaml").write_text(text, "utf-8")
    region = open_region(place).region
    assert region is not None
    (arrival,) = judged(region, packages / "甲.zip")
    assert (arrival.verdict, arrival.kept) == ("轮次不符", False)
    assert arrival.reasons == ("报送的是轮次“2026-self”，本次收的是“2025-self”",)


def test_a_file_refused_again_is_said_again_and_written_once(region: Region) -> None:
    bad = region.path / "incoming" / "坏.zip"
    bad.write_bytes(b"no zip")
    for _ in range(2):
        assert [item.verdict for item in judged(region, bad)] == ["退回"]
    assert len(Chain(region.path).entries) == 1


@pytest.mark.skipif(os.name != "posix", reason="pipes with names")
def test_a_pipe_in_the_folder_holds_nobody_up(region: Region) -> None:
    pipe = region.path / "incoming" / "管道.zip"
    os.mkfifo(pipe)
    (arrival,) = judged(region, pipe)
    assert (arrival.verdict, arrival.sha256) == ("退回", "")
    assert "不是普通文件" in arrival.reasons[0]


def test_a_file_changed_while_it_is_taken_is_refused(
    region: Region, packages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def other(source: str, target: Path, **_: object) -> None:
        target.write_bytes(Path(source).read_bytes() + b"more")

    (file,) = brought(region, packages, "甲.zip")
    monkeypatch.setattr(receiving.shutil, "copyfile", other)
    with pytest.raises(CannotError, match="在接收时被改动，请重新运行"):
        judged(region, file)
    assert Chain(region.path).entries == []
    assert list((region.path / "received" / "990101").iterdir()) == []


def test_a_package_from_outside_is_named_by_its_whole_path(region: Region, packages: Path) -> None:
    judged(region, packages / "乙.zip")
    assert Chain(region.path).entries[0]["file"] == str(packages / "乙.zip")


def test_what_was_scored_once_comes_from_the_spool(
    region: Region, packages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (file,) = brought(region, packages, "甲.zip")
    judged(region, file)
    (region.path / "submissions.jsonl").unlink()
    monkeypatch.setattr(receiving, "SCORING", receiving.Work("nowhere:nothing"))
    assert [item.verdict for item in judged(region, file)] == ["已收"]
