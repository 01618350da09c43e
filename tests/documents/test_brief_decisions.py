"""What wants a decision this week, as the brief says it: the gravest first, nothing beyond."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from helpers_ledger import files, item
from samples import SOUND, changed, write

from scoring.documents.brief_decisions import decisions, units
from scoring.rectification.state import states
from scoring.workspace import open_workspace

DAY = date(2026, 11, 22)


def told(folder: Path, content: dict[str, str | bytes], day: date = DAY) -> list[str]:
    workspace = open_workspace(write(folder, content)).whole()
    assessment = workspace.assess()
    ledger = states(workspace.ledger, assessment.by_code, workspace.proofs, day)
    return list(decisions(workspace, assessment, ledger))


def test_a_season_without_worries_wants_no_decision(tmp_path: Path) -> None:
    assert told(tmp_path, dict(SOUND)) == []


def test_what_is_late_is_urged_by_unit_and_the_longest_named(tmp_path: Path) -> None:
    late = [item(f"R000{n}", due=f"2026-11-1{n}") for n in (1, 2)]
    assert told(tmp_path, files(*late)) == [
        "催办逾期的 2 个事项：县司法局 2 个；拖得最久的是R0001（1.1 网上办理，县司法局），逾期 11 天。"
    ]


def test_what_was_handed_in_waits_for_somebody(tmp_path: Path) -> None:
    (sentence,) = told(tmp_path, files(item(status="待验收", due="2026-12-31")))
    assert sentence == "验收 1 个事项，销号或退回：R0001（1.1 网上办理，县司法局）。"


def test_what_falls_due_within_the_week_is_named(tmp_path: Path) -> None:
    (sentence,) = told(tmp_path, files(item(due="2026-11-25", status="整改中")))
    assert sentence == "落实 7 天内到期的 1 个事项：县司法局 1 个。"


def test_a_veto_comes_before_everything(tmp_path: Path) -> None:
    """vetoes: {V1: {on: 2026-03-02}}"""
    content = changed("rounds/2026-self.yaml", "{V1: false}", "{V1: {on: 2026-03-02}}")
    first = told(tmp_path, content)[0]
    assert first.startswith("研究处置已触发的一票否决：发生重大负面舆情（")


def test_a_veto_of_which_nobody_speaks_is_asked_for(tmp_path: Path) -> None:
    content = changed("rounds/2026-self.yaml", "vetoes: {V1: false}\n", "")
    assert told(tmp_path, content) == ["核实一票否决事项有没有发生并填写：1 项还没有人填。"]


def test_before_anything_is_assessed_there_is_one_thing_to_do(tmp_path: Path) -> None:
    findings = 'findings:\n  "1.1": {done: 9, of: 10}\n  "1.2": {met: true}\n'
    content = changed("rounds/2026-self.yaml", findings, "findings: {}\n")
    assert told(tmp_path, content)[-1] == "部署自评：3 项指标还没有认定，定下各单位填报的时限。"


def test_evidence_that_is_only_to_be_handed_in_says_what_it_would_bring(tmp_path: Path) -> None:
    """E0001 is not there: 5.40 points are claimed and not carried."""
    content = {name: text for name, text in SOUND.items() if not name.endswith("清单.txt")}
    sentences = told(tmp_path, content)
    assert "补齐 1 件材料，总分即 9.40（未达等次）：县司法局 1 件。" in sentences


def test_losses_without_a_ledger_are_to_be_given_owners_and_dates(tmp_path: Path) -> None:
    content = {name: text for name, text in SOUND.items() if name != "rectification.yaml"}
    assert told(tmp_path, content)[-1] == "建立整改清单：失分还没有落实到事项、单位和时限。"


@pytest.mark.parametrize(
    ("lead", "text"),
    [((), "未明确"), (("县司法局",), "县司法局"), (("县司法局", "县教育局"), "县司法局等 2 家")],
)
def test_of_several_units_the_first_is_named(lead: tuple[str, ...], text: str) -> None:
    assert units(lead) == text
