"""Every line of the table of verdicts: what came in, what it is called, what happens then."""

from __future__ import annotations

import os
import shutil
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
import samples
from helpers_region import answer, collect, finding, office, packed, region, status, verdicts

LATER = date(2026, 11, 23)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return office(tmp_path / "office")


def test_a_sound_package_is_received_then_accepted(tmp_path: Path, place: Path) -> None:
    packed(tmp_path, place, "甲子县")
    (row,) = collect(place).values()
    assert (row["verdict"], row["n"], row["late_days"], row["problems"]) == ("已收", 1, 0, 0)
    kept = list((place / "received" / "990101").iterdir())
    assert [path.name for path in kept] == [f"1-{row['fingerprint'][:12]}.zip"]
    assert not os.stat(kept[0]).st_mode & 0o222  # noqa: PTH116
    assert verdicts(place)["甲子县"] == "已收"
    assert region(place, "accept", "--all-clean", "--by", "李明")[0] == 0
    assert verdicts(place)["甲子县"] == "已采用"


def test_who_handed_in_nothing_is_missing_and_the_command_says_so(place: Path) -> None:
    assert set(verdicts(place).values()) == {"未报"}
    assert region(place, "status")[0] == 1


def test_a_package_is_matched_by_code_before_name(tmp_path: Path, place: Path) -> None:
    packed(tmp_path, place, "改了名的县", code="990102")
    (row,) = collect(place).values()
    assert (row["code"], row["verdict"]) == ("990102", "已收")


def test_what_is_no_package_is_returned_and_stays_where_it_is(tmp_path: Path, place: Path) -> None:
    junk = place / "incoming" / "别的.zip"
    junk.write_bytes(b"PK\x03\x04 nothing")
    packed(tmp_path, place, "甲子县")
    rows = collect(place)
    assert rows["别的.zip"]["verdict"] == "退回"
    assert "zip" in rows["别的.zip"]["reasons"][0]
    assert junk.exists()
    listed = status(place)
    assert [row["verdict"] for row in listed] == ["已收", "未报", "未报", "未报", "退回"]
    assert listed[-1]["name"] == "别的.zip"
    assert region(place, "status")[0] == 1


def test_an_unknown_county_waits_until_somebody_claims_it(tmp_path: Path, place: Path) -> None:
    package = packed(tmp_path, place, "甲子縣")
    (row,) = collect(place).values()
    assert row["verdict"] == "待认领"
    assert "是不是“甲子县”" in row["reasons"][0]
    assert [item["verdict"] for item in status(place)] == ["未报"] * 4 + ["待认领"]
    (row,) = collect(place, str(package), "--as", "990101").values()
    assert (row["verdict"], row["code"]) == ("已收", "990101")
    assert [item["verdict"] for item in status(place)] == ["已收", "未报", "未报", "未报"]


def test_the_same_package_twice_is_a_duplicate_and_kept_once(tmp_path: Path, place: Path) -> None:
    package = packed(tmp_path, place, "甲子县")
    shutil.copyfile(package, place / "incoming" / "又一份.zip")
    rows = collect(place)
    assert sorted(row["verdict"] for row in rows.values()) == ["已收", "重复"]
    assert len(list((place / "received" / "990101").iterdir())) == 1
    assert {row["verdict"] for row in collect(place).values()} == {"重复"}
    lines = (place / "submissions.jsonl").read_text("utf-8").splitlines()
    collect(place)
    assert (place / "submissions.jsonl").read_text("utf-8").splitlines()[: len(lines)] == lines


def test_a_package_of_another_round_is_returned(tmp_path: Path, place: Path) -> None:
    files = {
        **samples.SOUND,
        "workspace.yaml": samples.SOUND["workspace.yaml"].replace("2026-self", "2025-self"),
        "rounds/2025-self.yaml": samples.SOUND["rounds/2026-self.yaml"].replace(
            "2026-self", "2025-self"
        ),
    }
    packed(tmp_path, place, "甲子县", files)
    (row,) = collect(place).values()
    assert row["verdict"] == "轮次不符"
    assert "2025-self" in row["reasons"][0]
    assert verdicts(place)["甲子县"] in {"未报", "轮次不符"}
    assert not (place / "received").exists()


def test_another_tree_is_told_apart_in_one_line_and_not_ranked(tmp_path: Path, place: Path) -> None:
    files = samples.changed("indicators/sample.yaml", "points: 6", "points: 7")
    files["indicators/sample.yaml"] = str(files["indicators/sample.yaml"]).replace(
        "points: 10", "points: 11"
    )
    packed(tmp_path, place, "甲子县", files)
    packed(tmp_path, place, "乙丑县")
    rows = collect(place)
    row = next(row for row in rows.values() if row["name"] == "甲子县")
    assert row["verdict"] == "版本不符"
    assert "分值不同 2 项" in row["reasons"][0]
    assert region(place, "accept", "990101")[0] == 2
    region(place, "score", "--engine", "serial")
    ranking = answer(place, "rank")
    assert [item["name"] for item in ranking["rows"]] == ["乙丑县"]
    assert [(item["name"], item["rank"], item["reason"]) for item in ranking["unranked"]] == [
        ("甲子县", None, "版本不符")
    ]
    region(place, "score", "--engine", "serial", "--preview")
    tried = answer(place, "rank")["unranked"][0]
    assert tried["score"]
    assert "试算" in tried["reason"]


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("as_of: 2026-11-20", "as_of: 2026-12-20", "县报 2026-12-20，统一 2026-11-20"),
        (
            "from: 2025-01-01",
            "from: 2020-01-01",
            "县报 2020-01-01 至 2026-10-31，统一 2025-01-01 至 2026-10-31",
        ),
    ],
)
def test_other_terms_are_told_with_both_values_and_the_regions_count(
    tmp_path: Path, place: Path, old: str, new: str, shown: str
) -> None:
    files = samples.changed("rounds/2026-self.yaml", old, new)
    # A piece that only the wider window holds.
    files["evidence/register.yaml"] = samples.SOUND["evidence/register.yaml"].replace(
        "2026-03-01", "2021-03-01"
    )
    packed(tmp_path, place, "甲子县", files)
    packed(tmp_path, place, "乙丑县")
    rows = collect(place)
    row = next(row for row in rows.values() if row["name"] == "甲子县")
    assert row["verdict"] == "口径不符"
    assert any(shown in reason for reason in row["reasons"])
    region(place, "score", "--engine", "serial")
    (mine,) = [item for item in answer(place, "rank")["rows"] if item["name"] == "甲子县"]
    # 1.1 claims 5.4 and has no piece inside the region's window; 1.2 keeps its 4.
    assert Fraction(mine["exact"]["score"]) == 4
    assert mine["verdict"] == "口径不符"
    # Who accepts all that are clean is told of those that wait for a look.
    _, out, _ = region(place, "accept", "--all-clean")
    assert "待定 1 个：甲子县（口径不符）" in out
    assert "shifan region accept 990101" in out
    assert region(place, "accept", "990101")[0] == 0
    assert verdicts(place)["甲子县"] == "已采用"
    assert "待定" not in region(place, "accept", "--all-clean")[1]


def test_another_level_than_the_rosters_is_another_term(tmp_path: Path, place: Path) -> None:
    packed(tmp_path, place, "甲子县", samples.changed("workspace.yaml", "level: 县", "level: 市"))
    (row,) = collect(place).values()
    assert (row["verdict"], row["reasons"]) == ("口径不符", ["级别：县报 市，名册 县"])


def test_a_package_with_errors_is_listed_and_not_ranked(tmp_path: Path, place: Path) -> None:
    packed(tmp_path, place, "甲子县", finding("1.1", "{done: 11, of: 10}"))
    (row,) = collect(place).values()
    assert (row["verdict"], row["problems"]) == ("有错误", 1)
    assert "F003" in " ".join(row["reasons"])
    assert region(place, "accept", "990101")[0] == 2
    assert region(place, "score", "--engine", "serial")[0] == 1
    ranking = answer(place, "rank")
    assert (ranking["rows"], ranking["unranked"][0]["reason"]) == ([], "有错误")


@pytest.mark.parametrize("kind", ["inspection", "mock"])
def test_a_countys_own_inspection_verifies_nothing(tmp_path: Path, place: Path, kind: str) -> None:
    own = samples.MOCK.replace("kind: mock", f"kind: {kind}").replace("score: 5,", "score: 6,")
    packed(tmp_path, place, "甲子县", {**samples.SOUND, "rounds/2026-check.yaml": own})
    (row,) = collect(place).values()
    assert row["verdict"] == "自带核验"
    region(place, "score", "--engine", "serial")
    (mine,) = answer(place, "rank")["rows"]
    assert Fraction(mine["exact"]["score"]) == Fraction("9.4")
    assert answer(place, "rank", "--by", "verified")["unranked"][0]["reason"] == "没有核验分"


def test_the_offices_own_inspection_does_verify(tmp_path: Path, place: Path) -> None:
    packed(tmp_path, place, "甲子县")
    samples.write(
        place,
        {"inspections/990101/2026.yaml": samples.MOCK.replace("kind: mock", "kind: inspection")},
    )
    collect(place)
    region(place, "score", "--engine", "serial")
    (mine,) = answer(place, "rank")["rows"]
    assert Fraction(mine["exact"]["score"]) == 9  # 5 as inspected and 4 as supported


def test_another_score_than_ours_is_shown_beside_it(tmp_path: Path, place: Path) -> None:
    def better(data: dict) -> dict:  # type: ignore[type-arg]
        data["total"]["claimed"]["exact"]["final"] = "10"
        return data

    packed(tmp_path, place, "甲子县", score=better)
    (row,) = collect(place).values()
    assert (row["verdict"], row["reasons"]) == ("得分不一致", ["自评分：县报 10.00，复算 9.40"])


def test_after_the_date_is_late_and_taken_all_the_same(tmp_path: Path, place: Path) -> None:
    packed(tmp_path, place, "甲子县")
    (row,) = collect(place, today="2026-11-28").values()
    assert (row["verdict"], row["late_days"]) == ("逾期", 3)
    assert region(place, "accept", "--all-clean")[0] == 0
    assert status(place)[0]["late_days"] == 3


def test_a_second_package_waits_where_the_first_was_accepted(tmp_path: Path, place: Path) -> None:
    packed(tmp_path, place, "甲子县")
    collect(place)
    region(place, "accept", "--all-clean")
    packed(tmp_path, place, "甲子县", finding("1.2", "{met: false}"), day=LATER)
    row = next(row for row in collect(place).values() if row["verdict"] != "重复")
    assert (row["verdict"], row["n"]) == ("重新报送", 2)
    line = status(place)[0]
    assert (line["verdict"], line["n"]) == ("重新报送", 2)
    region(place, "score", "--engine", "serial")
    (mine,) = answer(place, "rank")["rows"]
    assert (mine["score"], mine["verdict"]) == ("9.40", "已采用")
    region(place, "accept", "--all-clean")
    assert status(place)[0]["verdict"] == "重新报送"
    assert region(place, "accept", "甲子县")[0] == 0
    _, _, err = region(place, "rank")
    assert "还没有计分" in err
    region(place, "score", "--engine", "serial")
    assert answer(place, "rank")["rows"][0]["score"] == "5.40"


@pytest.mark.parametrize("names", [("a.zip", "b.zip"), ("b.zip", "a.zip")])
def test_of_two_packages_in_one_run_the_one_packed_later_is_the_newer(
    tmp_path: Path, place: Path, names: tuple[str, str]
) -> None:
    packed(tmp_path, place, "甲子县", file=names[0])
    packed(tmp_path, place, "甲子县", finding("1.2", "{met: false}"), day=LATER, file=names[1])
    rows = collect(place)
    assert (rows[names[0]]["verdict"], rows[names[0]]["n"]) == ("已收", 1)
    assert (rows[names[1]]["verdict"], rows[names[1]]["n"]) == ("重新报送", 2)
    region(place, "score", "--engine", "serial")
    assert answer(place, "rank")["rows"][0]["score"] == "5.40"


def test_what_was_returned_no_longer_counts_and_may_come_again(tmp_path: Path, place: Path) -> None:
    packed(tmp_path, place, "甲子县")
    collect(place)
    args = ("return", "甲子县", "--reason", "缺盖章", "--without-letter")
    assert region(place, *args)[0] == 0
    assert verdicts(place)["甲子县"] == "退回"
    assert region(place, *args)[0] == 2
    region(place, "score", "--engine", "serial")
    assert answer(place, "rank")["rows"] == []
    packed(tmp_path, place, "甲子县", finding("1.2", "{met: false}"), day=LATER)
    collect(place)
    assert status(place)[0]["n"] == 2
    assert region(place, "accept", "--all-clean")[0] == 0
    assert verdicts(place)["甲子县"] == "已采用"


def test_a_broken_chain_is_told_and_nothing_is_read_from_it(tmp_path: Path, place: Path) -> None:
    packed(tmp_path, place, "甲子县")
    packed(tmp_path, place, "乙丑县")
    collect(place)
    chain = place / "submissions.jsonl"
    chain.write_text(chain.read_text("utf-8").replace("已收", "已检", 1), "utf-8")
    code, _, err = region(place, "status")
    assert code == 3
    assert "改动" in err
