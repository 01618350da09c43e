"""模拟 and 核验 stand side by side and are never added up."""

from __future__ import annotations

import json
from pathlib import Path

import samples
from helpers_outputs import call
from samples import SOUND, Opener

from scoring.engine.by_kind import by_kind

MOCK = """\
round: 2026-mock
kind: mock
as_of: 2026-11-21
basis: 2026-self
findings:
  "1.1": {score: 3, reason: 抽查}
  "1.2": {score: 2, reason: 抽查}
"""
INSPECTION = """\
round: 2026-insp
kind: inspection
as_of: 2026-11-25
basis: 2026-self
inspectors: [林远]
findings:
  "1.2": {score: 4, reason: 复核属实}
"""
BOTH = {**SOUND, "rounds/2026-mock.yaml": MOCK, "rounds/2026-insp.yaml": INSPECTION}


def test_each_kind_has_its_own_track(opened: Opener) -> None:
    assessment = opened(BOTH).assess()
    kinds = by_kind(assessment)
    assert kinds.both
    assert [kinds.score("mock", code) for code in ("1", "1.1", "1.2")] == [5, 3, 2]
    assert [kinds.score("inspection", code) for code in ("1", "1.1", "1.2")] == [4, None, 4]
    assert assessment.track("current").score == 7, "the inspection where it looked, the mock elsewhere"


def test_one_kind_alone_leaves_the_other_empty(opened: Opener) -> None:
    none = by_kind(opened(SOUND).assess())
    assert (none.mock, none.inspection) == (None, None)
    only = by_kind(opened({**SOUND, "rounds/2026-mock.yaml": MOCK}).assess())
    assert (only.total("inspection"), only.score("mock", "1")) == (None, 5)


def test_json_and_terminal_show_them_apart(tmp_path: Path) -> None:
    folder = samples.write(tmp_path / "w", BOTH)
    data = json.loads(call("-w", str(folder), "score", "--format", "json")[1])
    assert (data["total"]["mock"]["score"], data["total"]["verified"]["score"]) == ("5.00", "4.00")
    leaf = next(node for node in data["nodes"] if node["code"] == "1.1")
    assert (leaf["mock"], leaf["verified"], leaf["current"]) == ("3.00", None, "3.00")
    assert leaf["exact"]["mock"] == "3"
    shown = call("-w", str(folder), "score")[1]
    assert "核验分（含模拟）" in shown
    assert [line.split()[:2] for line in shown.splitlines() if line.split()[:1] in (["模拟"], ["核验"])] == [
        ["模拟", "5.00"],
        ["核验", "4.00"],
    ]
