"""A season with people against a plain model of its own: who may move what, by every spelling of a
name.

The model knows nothing of the product: it keeps for each item what happened in plain lists and
decides each move from the rules as the manual states them. Every move that it refuses is refused,
with nothing written.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest
import samples
from helpers_ledger import LEDGER, REGISTER
from helpers_outputs import call

from scoring.workspace import open_workspace

PEOPLE = """\
people:
  王敏: {units: [县司法局], roles: [填报人], aliases: [小王]}
  周立: {units: [县司法局], roles: [单位审核人]}
  何平: {units: [县教育局], roles: [填报人]}
  方静: {roles: [专班]}
  李明: {roles: [专班组长], aliases: [李主任]}
  赵倩: {roles: [督办]}
  钱进: {roles: [督办]}
  沈维: {roles: [领导]}
  孙可: {deputy_of: 王敏}
"""
OWN = {"王敏": "县司法局", "周立": "县司法局", "何平": "县教育局", "孙可": "县司法局"}
TRACKERS, APPROVERS = {"李明", "赵倩", "钱进"}, {"李明", "沈维"}
EVERYBODY = [*OWN, "方静", "李明", "赵倩", "钱进", "沈维"]
STRANGERS = ["王闵", "外人", "督办"]
START = date(2026, 9, 1)
ACCEPTED_BY = "方静"


def hand(name: str) -> str:
    return "王敏" if name == "孙可" else name


def spelt(name: str, dice: random.Random) -> str:
    """One of the ways in which people write a name."""
    other = {"王敏": "小王", "李明": "李主任"}.get(name, name)
    first, rest = name[0], name[1:]
    ways = [
        name,
        f" {name} ",
        f"{first} {rest}",
        f"{first}\u3000{rest}",
        f"{name}（县司法局）",
        f"{name}(代)",
        other,
    ]
    return dice.choice(ways)


@dataclass
class Plain:
    """What the model knows of one item."""

    lead: str
    person: str
    due: date
    status: str = "未整改"
    submitted: list[str] = field(default_factory=list)
    applied: str = ""

    def on_it(self) -> set[str]:
        """Whose hands are on the item."""
        accepted = {ACCEPTED_BY} if self.submitted else set()
        return {hand(name) for name in (*self.submitted, self.person)} | accepted

    def allows(self, do: str, by: str, day: date, to: date, approver: str) -> bool:
        if by in STRANGERS or approver in STRANGERS:
            return False
        mine = OWN.get(by) == self.lead
        match do:
            case "start":
                return mine and self.status in {"未整改", "退回", "重新打开"}
            case "submit":
                return mine and self.status in {"整改中", "退回", "重新打开"}
            case "apply":
                return mine and self.status != "已销号" and to > self.due
            case "progress":
                office = by in TRACKERS | {"方静"}
                return (mine or office) and self.status != "已销号"
            case "return":
                return (
                    by in TRACKERS
                    and self.status == "待验收"
                    and hand(by) not in map(hand, self.submitted)
                )
            case "reopen":
                return (
                    by in TRACKERS
                    and self.status == "已销号"
                    and hand(by) not in map(hand, self.submitted)
                )
            case "close":
                return by in TRACKERS and self.status == "待验收" and hand(by) not in self.on_it()
        third = hand(approver) not in self.on_it() and hand(approver) != hand(self.applied)
        asked = bool(self.applied) or hand(by) != hand(approver)
        may = by in TRACKERS | APPROVERS and approver in APPROVERS
        return may and self.status != "已销号" and to > self.due and third and asked

    def take(self, do: str, by: str, to: date) -> None:
        after = {
            "start": "整改中",
            "submit": "待验收",
            "return": "退回",
            "close": "已销号",
            "reopen": "重新打开",
        }
        self.status = after.get(do, self.status)
        if do == "submit":
            self.submitted.append(by)
        if do == "apply":
            self.applied = by
        if do == "extend":
            self.due, self.applied = to, ""
        if do == "close":
            self.applied = ""


@pytest.fixture
def season(tmp_path: Path) -> Path:
    register = samples.SOUND[REGISTER].replace(
        "  unit: ", f"  review: {{state: accepted, by: {ACCEPTED_BY}, on: 2026-05-02}}\n  unit: ", 1
    )
    head = samples.SOUND["workspace.yaml"] + PEOPLE
    return samples.write(
        tmp_path / "w",
        {**samples.SOUND, "workspace.yaml": head, REGISTER: register, LEDGER: "[]\n"},
    )


def run(folder: Path, day: date, *args: str) -> tuple[int, str]:
    code, _, err = call("-w", str(folder), "rectify", *args, "--today", day.isoformat())
    return code, err


MOVES = ("start", "submit", "apply", "extend", "progress", "return", "close", "reopen")


def options(do: str, to: date, approver: str) -> list[str]:
    extra = {
        "submit": ["--evidence", "E0001"],
        "apply": ["--to", to.isoformat(), "--note", "要公示"],
    }
    extra |= {"extend": ["--to", to.isoformat(), "--note", "同意", "--approved-by", approver]}
    extra["progress"] = ["--unit", "LEAD", "--note", "已梳理"]
    return extra.get(do, [] if do == "start" else ["--note", "已核实"])


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_season_and_the_plain_model_never_differ(season: Path, seed: int) -> None:
    dice = random.Random(seed)
    plain: dict[str, Plain] = {}
    day = START
    for number, (lead, person) in enumerate(
        [("县司法局", "周立"), ("县教育局", "何平"), ("县司法局", "钱进")], 1
    ):
        due = START + timedelta(days=30 * number)
        opened = (
            "--source",
            "check",
            "--problem",
            f"问题{number}",
            "--lead",
            lead,
            "--person",
            person,
        )
        assert run(season, day, "open", *opened, "--due", due.isoformat(), "--by", "赵 倩") == (
            0,
            "",
        )
        plain[f"R000{number}"] = Plain(lead, person, due)
    refused = 0
    for _ in range(70):
        day += timedelta(days=dice.randint(0, 1))
        ident = dice.choice(list(plain))
        item = plain[ident]
        do = dice.choice(MOVES)
        likely = [
            name
            for name in EVERYBODY
            if item.allows(do, name, day, item.due + timedelta(5), "沈维")
        ]
        by = dice.choice(likely if likely and dice.random() < 0.6 else [*EVERYBODY, *STRANGERS])
        approver = dice.choice([*APPROVERS, "赵倩", item.person])
        to = item.due + timedelta(days=dice.randint(-3, 20))
        to = max(to, day)
        args = [
            spelt(part, dice) if part == approver else part for part in options(do, to, approver)
        ]
        args = [item.lead if part == "LEAD" else part for part in args]
        names = approver if do == "extend" else ""
        expected = item.allows(do, by, day, to, names)
        before = {name: (season / name).read_bytes() for name in (LEDGER, "journal.jsonl")}
        code, err = run(season, day, do, ident, "--by", spelt(by, dice), *args)
        assert (code == 0) == expected, (seed, do, ident, by, args, item, err)
        if expected:
            item.take(do, by, to)
        else:
            refused += 1
            assert code == 2
            assert {name: (season / name).read_bytes() for name in before} == before
        ledger = {found.id: found for found in open_workspace(season).whole().ledger}
        assert {key: (found.status, found.deadline) for key, found in ledger.items()} == {
            key: (known.status, known.due) for key, known in plain.items()
        }
    assert 10 < refused < 60
    rules = {problem.rule for problem in open_workspace(season).problems}
    assert not rules & {"W020", "L003", "L007", "L010", "L011"}


@pytest.mark.slow
def test_a_replay_of_21_problems_and_27_measures(season: Path) -> None:
    """As a county answered an inspection: each problem mended by its unit, signed off by another
    hand, none left."""
    day, measures = START, 0
    for number in range(1, 22):
        planned = 2 if number <= 6 else 1
        asked = [word for at in range(planned) for word in ("--measure", f"措施{number}-{at + 1}")]
        source = (
            "--source",
            "supervision",
            "--problem",
            f"问题{number}",
            "--lead",
            "县司法局",
            "--person",
            "周立",
        )
        assert run(season, day, "open", *source, "--due", "2026-10-31", *asked, "--by", "赵倩") == (
            0,
            "",
        )
        measures += planned
        ident = f"R{number:04d}"
        day += timedelta(days=1)
        assert run(season, day, "start", ident, "--by", "王敏")[0] == 0
        for at in range(planned):
            assert run(season, day, "measure", ident, "--done", str(at + 1), "--by", "王敏")[0] == 0
        assert run(season, day, "submit", ident, "--evidence", "E0001", "--by", "王敏")[0] == 0
        for nobody in ("王 敏", "小王", "孙可", "周立（县司法局）", "方静"):
            assert run(season, day, "close", ident, "--note", "已核实", "--by", nobody)[0] == 2
        assert run(season, day, "close", ident, "--note", "已核实", "--by", "李主任")[0] == 0
    assert measures == 27
    week = call("-w", str(season), "rectify", "bulletin", "--today", day.isoformat())[1]
    assert "问题 21 个，已销号 21 个，逾期 0 个；措施 27 条，已完成 27 条" in week
    assert open_workspace(season).whole().errors == []
