"""The worked example is a whole season: made by the product's own commands, sound, and telling its
story."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest
from helpers_outputs import EXAMPLES, call

from scoring.demo import LAST_DAY, MOCK, copy_example, what_to_see
from scoring.workspace import Workspace, open_workspace

ROOT = EXAMPLES.parent
STORY = {
    *(
        "E007",
        "E008",
        "E009",
        "E010",
        "E011",
        "E012",
        "E013",
        "E017",
    ),  # evidence that is missing, changed, old, returned
    "F015",  # a piece that was found untrue carries another indicator as well
    "F018",  # an inspector could not tell
    "F019",  # two inspectors differ by more than was agreed
}


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "county"
    copy_example(folder)
    return folder


@pytest.fixture(scope="module")
def workspace(county: Path) -> Workspace:
    return open_workspace(county).whole()


@pytest.mark.slow
def test_the_season_made_again_gives_the_same_bytes() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "evidence.make_example.season", "--check"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "bulletins/0002.yaml" in done.stdout


def test_the_journal_tells_each_file_that_it_names_as_it_stands(county: Path) -> None:
    """Else the first command that writes one would tell of an edit by hand that nobody made."""
    stands: dict[str, str | None] = {}
    for line in (county / "journal.jsonl").read_text("utf-8").splitlines():
        entry = json.loads(line)
        stands |= entry.get("files", {})
        assert "owner" not in entry
    for name, digest in stands.items():
        assert digest == sha256((county / name).read_bytes()).hexdigest(), name


def test_only_what_the_story_needs_is_told(workspace: Workspace) -> None:
    assert {item.rule for item in workspace.problems} == STORY
    assert [item for item in workspace.problems if item.severity == "error"] == []


def test_the_ledger_has_items_in_every_state(workspace: Workspace) -> None:
    states = Counter(item.status for item in workspace.ledger)
    assert set(states) == {"未整改", "整改中", "待验收", "退回", "重新打开", "已销号"}
    steps = {event.do for item in workspace.ledger for event in item.events}
    assert steps == {"open", "start", "submit", "return", "extend", "close", "reopen"}
    assert {item.source for item in workspace.ledger} == {"self", "mock", "supervision", "superior"}
    assert all(item.events[-1].on <= LAST_DAY for item in workspace.ledger)
    waiting = [item for item in workspace.ledger if item.after]
    assert waiting
    assert all(item.effort is not None for item in waiting)


def test_nobody_signed_off_before_the_evidence_was_reviewed(workspace: Workspace) -> None:
    reviewed = {record.id: record.review.on for record in workspace.records}
    assert any(event.do == "close" for item in workspace.ledger for event in item.events)
    for item in workspace.ledger:
        for before, event in zip(item.events, item.events[1:], strict=False):
            if event.do == "close":
                assert before.do == "submit"
                assert all(
                    (reviewed[ident] or LAST_DAY) <= event.on for ident in before.evidence
                ), item.id


def test_the_sample_can_be_drawn_again(county: Path) -> None:
    code, out, _ = call("-w", str(county), "round", "sample", MOCK, "--check")
    assert code == 0, out


def test_the_mock_is_what_was_sampled_and_says_all_that_it_can_say(workspace: Workspace) -> None:
    mock = next(item for item in workspace.rounds if item.id == MOCK)
    assert mock.head.sample is not None
    assert {*mock.findings, *mock.unscored} == set(mock.head.sample.indicators)
    opinions = Counter(finding.opinion for finding in {**mock.findings, **mock.unscored}.values())
    assert set(opinions) == {"属实", "部分属实", "不实", "无法核实"}
    assert [(code, found.untrue) for code, found in mock.findings.items() if found.untrue] == [
        ("4.4.1", ("E0076",))
    ]


def test_last_year_is_kept_and_was_worse(county: Path) -> None:
    code, out, _ = call("-w", str(county), "round", "compare", "--format", "json")
    assert code == 0
    told = json.loads(out)
    assert [item["evidence"] for item in told["rounds"]] == ["snapshot", "register"]
    (base,) = [line for line in told["total"] if line["key"] == "base"]
    assert all(
        Decimal(value)
        for cause, value in base["causes"].items()
        if cause in {"finding", "evidence"}
    )
    assert Decimal(base["scores"][0]) < Decimal(base["scores"][1])
    text = (county / "rounds" / "2025-self.support.json").read_text("utf-8")
    assert '"frozen": "2025-12-01"' in text


def test_the_plan_reaches_ninety(county: Path) -> None:
    asked = ("plan", "--target", "90", "--by", "2026-12-31", "--today", LAST_DAY.isoformat())
    code, out, _ = call("-w", str(county), *asked)
    assert code == 0, out
    assert f"{asked[0]} --target 90 --by 2026-12-31 --today {LAST_DAY}" in what_to_see(county)


def test_scores_of_a_mock_are_labelled_so_in_every_table(county: Path) -> None:
    heading = call("-w", str(county), "score", "--format", "csv")[1].splitlines()[0]
    assert "核验分（模拟）" in heading.split(",")
