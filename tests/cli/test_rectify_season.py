"""Twelve weeks of the example county: a ledger from its gaps, moves, bulletins, and the score after
each week."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from helpers_outputs import call, county_before_its_season

from scoring.storage import verify_journal
from scoring.workspace import open_workspace

START = date(2026, 8, 31)
"""The Monday of the first week."""


@dataclass
class Season:
    """One workspace, worked on from week to week."""

    folder: Path
    week: int = 0

    def day(self, weekday: int) -> str:
        return (START + timedelta(days=7 * self.week + weekday)).isoformat()

    def do(self, weekday: int, *args: str, code: int = 0) -> str:
        got, out, err = call("-w", str(self.folder), "rectify", *args, "--today", self.day(weekday))
        assert got == code, (args, err)
        return out if code == 0 else err

    def data(self, weekday: int, *args: str) -> Any:
        return json.loads(self.do(weekday, *args, "--format", "json"))

    def item(self, indicator: str, cause: str) -> str:
        """The id of the item of a loss."""
        workspace = open_workspace(self.folder).whole()
        return next(
            item.id
            for item in workspace.ledger
            if (item.indicator, item.cause) == (indicator, cause)
        )

    def accept(self, ident: str) -> None:
        """What a reviewer does in the register: the piece is accepted, and what was proposed is
        confirmed."""
        path = self.folder / "evidence" / "register.yaml"
        text = path.read_text("utf-8")
        start = text.index(f"- id: {ident}\n")
        end = text.find("\n- id: ", start)
        record = text[start:end]
        new = re.sub(r"state: (returned|pending)", "state: accepted", record).replace(
            ", state: proposed", ""
        )
        new = (
            new if "state: accepted" in new else f"{new}\n  review: {{state: accepted, by: 许砚秋}}"
        )
        path.write_text(text[:start] + new + text[end:], "utf-8")

    def life(self, ident: str, evidence: str) -> None:
        self.do(1, "start", ident, "--by", "王敏")
        self.do(2, "submit", ident, "-e", evidence, "--by", "王敏")
        self.do(3, "close", ident, "--by", "李明", "--note", "已核实")

    def score(self) -> Fraction:
        data = json.loads(call("-w", str(self.folder), "score", "--format", "json")[1])
        return Fraction(data["total"]["current"]["exact"]["score"])

    def issue(self) -> Any:
        return self.data(4, "bulletin", "--week", "--issue", "--by", "李明")


@pytest.fixture
def season(tmp_path: Path) -> Season:
    return Season(county_before_its_season(tmp_path / "season"))


@pytest.mark.slow
def test_twelve_weeks(season: Season) -> None:
    first = season.score()
    made = season.data(0, "sync", "--by", "李明")
    assert len(made["created"]) > 40
    ledger = open_workspace(season.folder).whole().ledger
    lost = sum((Fraction(item.lost or 0) for item in ledger), Fraction(0))
    whole = open_workspace(season.folder).whole().assess().losses.total
    assert abs(lost - whole) < Fraction(len(ledger), 200), "every lost point has its item"

    scores, bulletins, expected_open = [first], [], {item.id for item in ledger}
    overdue_of_justice = 0
    for season.week in range(12):
        match season.week:
            case 0:
                season.do(1, "start", season.item("7.2.2", "evidence"), "--by", "王敏")
            case 1:
                season.accept("E0085")
                ident = season.item("4.6.1", "evidence")
                season.life(ident, "E0085")
                expected_open.discard(ident)
            case 2:
                season.do(
                    1, "submit", season.item("7.2.2", "evidence"), "-e", "E0127", "--by", "王敏"
                )
                season.do(
                    2,
                    "return",
                    season.item("7.2.2", "evidence"),
                    "--by",
                    "李明",
                    "--note",
                    "不是行政调解案卷",
                )
            case 3:
                ident = season.item("1.3.1", "standard")
                extend = (
                    "--to",
                    "2026-12-20",
                    "--note",
                    "办法要先公示",
                    "--approved-by",
                    "陈县长",
                    "--by",
                    "王敏",
                )
                season.do(0, "extend", ident, *extend)
            case 4:
                season.accept("E0021")
                ident = season.item("1.3.2", "evidence")
                season.do(1, "start", ident, "--by", "何平")
                season.do(2, "submit", ident, "-e", "E0021", "--by", "何平")
                assert "何平 是申报的人" in season.do(
                    3, "close", ident, "--by", "何平", "--note", "好", code=2
                )
                season.do(3, "close", ident, "--by", "李明", "--note", "照片说明已补")
                expected_open.discard(ident)
            case 5:
                outside = (
                    "--source",
                    "supervision",
                    "--problem",
                    "两件案卷超期",
                    "--lead",
                    "县司法局",
                )
                said = season.do(1, "open", *outside, "--due", "2026-10-31", "--by", "李明")
                expected_open.add(said.split()[0])
            case 6:
                season.accept("E0103")
                ident = season.item("5.4.1", "evidence")
                season.life(ident, "E0103")
                expected_open.discard(ident)
            case 7:
                ident = season.item("4.6.1", "evidence")
                season.do(1, "reopen", ident, "--by", "李明", "--note", "抽查发现文书不全")
                expected_open.add(ident)
            case 8:
                ident = season.item("4.6.1", "evidence")
                season.life(ident, "E0085")
                expected_open.discard(ident)
            case 9:
                again = season.data(0, "sync", "--by", "李明")
                assert (again["created"], again["reopen"]) == ([], [])
        bulletin = season.issue()
        bulletins.append(bulletin)
        scores.append(season.score())
        still_open = {
            item.id for item in open_workspace(season.folder).whole().ledger if not item.closed
        }
        assert still_open == expected_open
        totals = bulletin["totals"]
        assert totals["items"] - totals["closed"] == len(expected_open)
        assert totals["overdue"] == len(bulletin["overdue"])
        overdue_of_justice += any(said["unit"] == "县司法局" for said in bulletin["notices"])

    assert scores == sorted(scores), "a season of mending never lowers the score"
    assert scores[-1] > first
    raised = [week for week in range(12) if scores[week + 1] > scores[week]]
    assert raised == [1, 4, 6], (
        "and raises it in the weeks in which something was signed off for the first time"
    )
    assert [bulletin["number"] for bulletin in bulletins] == list(range(1, 13))

    # The ladder counts item by item: one that was overdue from the first bulletin on climbs it.
    ident = season.item("7.2.2", "evidence")
    steps = [
        [said["step"] for said in bulletin["notices"] if ident in said["items"]]
        for bulletin in bulletins
    ]
    evidence = [week[0] if week else None for week in steps]
    overdue_from = next(week for week, step in enumerate(evidence) if step)
    assert START + timedelta(days=7 * overdue_from + 4) > date(2026, 9, 30)
    assert evidence[overdue_from : overdue_from + 4] == [
        "notice",
        "interview",
        "referral",
        "referral",
    ]
    assert overdue_of_justice == 12 - overdue_from

    returned = [week for week, bulletin in enumerate(bulletins) if bulletin["returned"]]
    assert returned == [2]
    assert [len(bulletin["new"]) for bulletin in bulletins].count(0) == 10
    item = season.data(4, "show", season.item("1.3.1", "standard"))
    assert (item["first_due"], item["due"], item["colour"]) == ("2026-08-31", "2026-12-20", "无")

    journal = season.folder / "journal.jsonl"
    assert verify_journal(journal) == []
    entries = [json.loads(line)["do"] for line in journal.read_text("utf-8").splitlines()]
    assert entries.count("rectify bulletin") == 12
    problems = {problem.rule for problem in open_workspace(season.folder).problems}
    assert not problems & {
        "L001",
        "L002",
        "L003",
        "L004",
        "L005",
        "L007",
        "B001",
        "B002",
        "J001",
        "J002",
    }
