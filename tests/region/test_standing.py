"""Where every line of the roster stands, from the chain alone.

counties: {"990101": 甲子县, "990102": 乙丑县, "990103": {name: 丙寅县, folder: members/丙寅县}}
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import samples
from helpers_region import office

from scoring.problems import CannotError
from scoring.region import verdicts
from scoring.region.chain import Chain
from scoring.region.model import Region, open_region
from scoring.region.standing import accept, code_of, give_back, lines, roster_lines, undecided

DAY = date(2026, 11, 24)
NAMES = {"990101": "甲子县", "990102": "乙丑县"}
FOLDER = '  "990103": {name: 丙寅县, aliases: [丙县], folder: members/丙寅县}\n'


@pytest.fixture
def region(tmp_path: Path) -> Region:
    region = open_region(office(tmp_path / "office", NAMES, more=FOLDER)).region
    assert region is not None
    return region


def received(n: int, then: str = "已收", code: str = "990101", **more: Any) -> dict[str, Any]:
    """A line of the chain: package ``n`` was taken."""
    usual = {"do": "received", "on": "2026-11-22", "file": f"incoming/{n}.zip", "code": code}
    verdict = then if n == 1 else "重新报送"
    facts = {"n": n, "fingerprint": str(n) * 64, "verdict": verdict, "then": then}
    return {**usual, **facts, "late_days": 0, "problems": 0, "reasons": [], **more}


def decided(do: str, n: int, code: str = "990101", reason: str = "") -> dict[str, Any]:
    return {"do": do, "code": code, "n": n, "reason": reason}


def chain(region: Region, entries: Iterable[dict[str, Any]]) -> Chain:
    """The chain with these lines."""
    chain = Chain(region.path)
    for entry in entries:
        chain.add(entry)
    return chain


def test_nothing_came_in_yet(region: Region) -> None:
    assert [line.verdict for line in lines(region, Chain(region.path))] == [verdicts.MISSING] * 3


def test_what_was_received_counts_until_somebody_decides(region: Region) -> None:
    line = roster_lines(region, chain(region, [received(1)]))[0]
    assert (line.code, line.name, line.verdict, line.n) == ("990101", "甲子县", "已收", 1)
    assert line.counts is not None
    assert line.counts["n"] == 1


@pytest.mark.parametrize("then", sorted({verdicts.OTHER_TREE, verdicts.FAULTY}))
def test_what_cannot_be_scored_does_not_count(region: Region, then: str) -> None:
    line = roster_lines(region, chain(region, [received(1, then)]))[0]
    assert (line.verdict, line.counts) == (then, None)


def test_an_accepted_package_counts(region: Region) -> None:
    line = roster_lines(region, chain(region, [received(1), decided("accepted", 1)]))[0]
    assert line.verdict == verdicts.ACCEPTED
    assert line.counts is not None


def test_of_two_packages_the_newer_counts_while_none_was_accepted(region: Region) -> None:
    line = roster_lines(region, chain(region, [received(1), received(2)]))[0]
    assert (line.verdict, line.n) == ("重新报送", 2)
    assert line.counts is not None
    assert line.counts["n"] == 2


def test_a_package_after_an_accepted_one_waits_and_says_so(region: Region) -> None:
    entries = [received(1), decided("accepted", 1), received(2)]
    line = roster_lines(region, chain(region, entries))[0]
    assert (line.verdict, line.n) == ("重新报送", 2)
    assert line.counts is not None
    assert line.counts["n"] == 1
    assert line.reasons[-1] == (
        "第 1 次报送已采用，仍以它计分；采用这一次用 shifan region accept 990101"
    )


def test_what_was_returned_says_why_and_does_not_count(region: Region) -> None:
    line = roster_lines(
        region, chain(region, [received(1), decided("returned", 1, reason="缺登记表")])
    )
    assert (line[0].verdict, line[0].reasons, line[0].counts) == ("退回", ("缺登记表",), None)


def test_a_return_without_a_reason_has_none(region: Region) -> None:
    line = roster_lines(region, chain(region, [received(1), decided("withdrawn", 1)]))[0]
    assert (line.verdict, line.reasons) == ("退回", ())


def test_an_earlier_package_counts_again_when_the_newer_was_returned(region: Region) -> None:
    line = roster_lines(region, chain(region, [received(1), received(2), decided("returned", 2)]))[
        0
    ]
    assert (line.n, line.verdict) == (1, "已收")


def test_a_folder_of_the_region_is_there_as_soon_as_its_workspace_is(region: Region) -> None:
    assert roster_lines(region, Chain(region.path))[2].verdict == verdicts.MISSING
    samples.write(region.path / "members" / "丙寅县", {"workspace.yaml": "name: 丙寅县\n"})
    line = roster_lines(region, Chain(region.path))[2]
    assert (line.verdict, line.file) == (verdicts.RECEIVED, "members/丙寅县")
    assert line.counts == {"folder": "members/丙寅县", "verdict": "已收", "n": 0}


def test_files_of_no_line_come_last_while_they_still_lie_there(region: Region) -> None:
    usual = {"on": "2026-11-22", "code": "", "fingerprint": "", "problems": 0}
    entries = [
        {**usual, "do": "refused", "file": "incoming/坏.zip", "file_sha256": "a", "verdict": "退回"},
        {**usual, "do": "unclaimed", "file": "incoming/外.zip", "file_sha256": "b", "name": "外县",
         "verdict": "待认领"},
        {**usual, "do": "refused", "file": "incoming/走.zip", "file_sha256": "c", "verdict": "退回"},
    ]  # fmt: skip
    for name in ("坏.zip", "外.zip"):
        (region.path / "incoming" / name).write_bytes(b"x")
    others = lines(region, chain(region, entries))[3:]
    assert [(line.verdict, line.name) for line in others] == [
        ("待认领", "外县"),
        ("退回", "坏.zip"),
    ]


def test_a_file_that_was_taken_in_the_end_is_listed_no_more(region: Region) -> None:
    refused = {"do": "refused", "on": "2026-11-22", "file": "incoming/1.zip", "file_sha256": "a",
               "verdict": "退回"}  # fmt: skip
    (region.path / "incoming" / "1.zip").write_bytes(b"x")
    entries = [refused, received(1, file_sha256="a")]
    assert len(lines(region, chain(region, entries))) == 3


# -- deciding


@pytest.mark.parametrize("word", ["990103", "丙寅县", "丙县"])
def test_a_county_is_meant_by_code_name_or_alias(region: Region, word: str) -> None:
    assert code_of(region, word) == "990103"


def test_an_unknown_county_is_told_with_the_nearest_name(region: Region) -> None:
    with pytest.raises(CannotError, match="名册里没有“甲子”，是不是“甲子县”？"):
        code_of(region, "甲子")


def test_accepting_writes_a_line_with_day_and_person(region: Region) -> None:
    own = chain(region, [received(1)])
    (line,) = accept(region, own, ["990101"], DAY, "李明", all_clean=False)
    assert line.name == "甲子县"
    entry = own.entries[-1]
    assert (entry["do"], entry["on"], entry["by"], entry["n"]) == (
        "accepted",
        "2026-11-24",
        "李明",
        1,
    )
    assert accept(region, own, ["990101"], DAY, "李明", all_clean=False) == []


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ([], "甲子县 还没有报送，没有可采用的"),
        ([received(1), decided("returned", 1)], "甲子县 的报送已退回，要等它重新报送"),
        (
            [received(1, "有错误", reasons=["甲", "乙", "丙"])],
            "甲子县 的报送有错误，不能采用：甲；乙",
        ),
    ],
)
def test_what_cannot_be_accepted_is_refused_before_anything_is_written(
    region: Region, entries: list[dict[str, Any]], message: str
) -> None:
    own = chain(region, [*entries, received(1, code="990102")])
    with pytest.raises(CannotError, match=message):
        accept(region, own, ["990102", "990101"], DAY, "李明", all_clean=False)
    assert own.entries[-1]["do"] == "received"


def test_all_clean_takes_what_asks_for_no_decision(region: Region) -> None:
    own = chain(region, [received(1), received(1, "口径不符", code="990102")])
    done = accept(region, own, [], DAY, "李明", all_clean=True)
    assert [line.code for line in done] == ["990101"]
    assert [line.code for line in undecided(region, own)] == ["990102"]


def test_all_clean_leaves_the_second_package_of_an_accepted_county(region: Region) -> None:
    own = chain(region, [received(1), decided("accepted", 1), received(2)])
    assert accept(region, own, [], DAY, "李明", all_clean=True) == []
    assert [line.n for line in accept(region, own, ["990101"], DAY, "李明", all_clean=False)] == [2]


def test_returning_says_what_was_taken_back(region: Region) -> None:
    own = chain(region, [received(1)])
    give_back(region, own, "990101", DAY, "李明", "缺登记表")
    assert own.entries[-1]["do"] == "returned"
    with pytest.raises(CannotError, match="甲子县 没有可退回的报送"):
        give_back(region, own, "990101", DAY, "李明", "再退")


def test_returning_an_accepted_package_withdraws_it(region: Region) -> None:
    own = chain(region, [received(1), decided("accepted", 1)])
    give_back(region, own, "990101", DAY, "李明", "报错了")
    assert own.entries[-1]["do"] == "withdrawn"
    assert roster_lines(region, own)[0].verdict == verdicts.RETURNED
