"""模拟 and 核验 stand side by side and are never added up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
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
    assert assessment.track("current").score == 7, (
        "the inspection where it looked, the mock elsewhere"
    )


@pytest.mark.parametrize(
    ("rounds", "track", "kind", "met"),
    [
        (("mock", "insp"), "mock", "{type: total, min: 5}", True),  # 5 points
        (("mock", "insp"), "mock", "{type: total, min: 5.1}", False),
        (
            ("mock", "insp"),
            "verified",
            "{type: total, min: 4}",
            True,
        ),  # 4 points, without the mock's 3
        (("mock", "insp"), "verified", "{type: total, min: 4.1}", False),
        (("mock", "insp"), "verified", "{type: rate, codes: ['1.2'], min: 100%}", True),
        (("mock", "insp"), "mock", "{type: rate, codes: ['1.2'], min: 100%}", False),
        (("mock", "insp"), "current", "{type: total, min: 7}", True),
        (
            ("mock",),
            "verified",
            "{type: total, min: 0}",
            False,
        ),  # nobody has verified: not met, whatever it asks
        (("mock",), "mock", "{type: total, min: 5}", True),
        (("insp",), "mock", "{type: rate, codes: ['1.2'], min: 0%}", False),
        (("insp",), "verified", "{type: total, min: 4}", True),
        ((), "verified", "{type: binding}", False),
    ],
)
def test_a_condition_looks_at_one_kind_alone(
    opened: Opener, rounds: tuple[str, ...], track: str, kind: str, met: bool
) -> None:
    """模拟 and 核验 are never added up, and a track on which nobody has marked anything is not
    met."""
    chosen = {
        name: text
        for name, text in BOTH.items()
        if "-" not in name or any(name.endswith(f"-{one}.yaml") for one in (*rounds, "self"))
    }
    (tree,) = (name for name in SOUND if name.startswith("indicators/"))
    first = f"criteria:\n- {kind.removesuffix('}')}, track: {track}}}\n"
    chosen[tree] = str(SOUND[tree]).replace("criteria:\n", first, 1)
    verdict = opened(chosen).assess().verdicts[0]
    assert verdict.met is met, verdict
    assert ("模拟核验分" in verdict.text) == (track == "mock")


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
    lines = [line.split()[:2] for line in shown.splitlines()]
    assert ["模拟核验分", "5.00"] in lines
    assert ["核验分", "4.00"] in lines
    assert "含模拟" not in shown
    heads = call("-w", str(folder), "score", "--format", "csv")[1].splitlines()
    assert "模拟核验分,核验分,现分" in heads[0]
    assert all(line.count(",") >= heads[0].count(",") for line in heads)
