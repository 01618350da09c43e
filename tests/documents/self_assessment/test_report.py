"""The report model: display strings that agree with the engine, and plain data of it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
import samples
from helpers_outputs import EXAMPLES

from scoring.documents.plain import plain_data
from scoring.documents.self_assessment.building import build_report
from scoring.documents.self_assessment.model import LossLine, Report
from scoring.workspace import open_workspace

TODAY = date(2026, 11, 22)


def build(folder: Path) -> Report:
    workspace = open_workspace(folder).whole()
    return build_report(workspace, workspace.assess(), TODAY)


@pytest.fixture(scope="module")
def two_level() -> Report:
    return build(EXAMPLES / "two-level")


def test_plain_data_is_json_and_keeps_fractions_as_text(two_level: Report) -> None:
    data = json.loads(json.dumps(plain_data(two_level)))
    assert Fraction(data["exact"]["final"]) == two_level.exact["final"]
    assert data["levels"] == list(two_level.levels)
    assert plain_data({"a": (Fraction(1, 3), None, "x")}) == {"a": ["1/3", None, "x"]}


@pytest.mark.parametrize("view", ["causes", "units"])
def test_the_views_of_the_losses_add_up_exactly(two_level: Report, view: str) -> None:
    rows: tuple[LossLine, ...] = getattr(two_level, view)
    total = sum((sum(row.exact.values(), Fraction(0)) for row in rows), Fraction(0))
    blocks = sum(
        (
            block.exact[cause]
            for block in two_level.blocks
            for cause in rows[0].exact
            if block.kind == "base"
        ),
        Fraction(0),
    )
    assert total == blocks


def test_the_cover_takes_its_words_from_the_workspace(tmp_path: Path) -> None:
    report = build(samples.write(tmp_path, samples.SOUND))
    assert report.cover.title == "示例县法治政府建设示范创建自评报告"
    assert (report.cover.issuer, report.cover.doc_no, report.cover.date) == (
        "示例县依法治县办",
        "",
        "2026年11月22日",
    )
    assert dict(report.cover.facts)["分值来源"] == "测算（专班测算）"
    own = samples.changed(
        "workspace.yaml",
        "{issuer: 示例县依法治县办}",
        "{issuer: 甲, doc_no: 乙〔2026〕1号, title: 丙报告}",
    )
    cover = build(samples.write(tmp_path, own)).cover
    assert (cover.issuer, cover.doc_no, cover.title) == ("甲", "乙〔2026〕1号", "丙报告")


def test_a_source_that_repeats_the_basis_is_said_once(two_level: Report) -> None:
    assert dict(two_level.cover.facts)["分值来源"] == "测算"


def test_a_partial_inspection_is_labelled(two_level: Report) -> None:
    (track,) = [item for item in two_level.tracks if item.key == "verified"]
    assert (track.grade, track.gate) == ("", "只含已核验的指标")


def test_a_gate_that_is_not_met_says_what_is_lost() -> None:
    report = build(EXAMPLES / "one-level")
    (track,) = [item for item in report.tracks if item.key == "supported"]
    assert track.gate == "折算分未到 80 分，加分 3.00 分不计"


def test_a_capped_bonus_says_so(tmp_path: Path) -> None:
    tree = samples.SOUND["indicators/sample.yaml"].replace("bonus: {cap: 5}", "bonus: {cap: 2}")
    tree = tree.replace("  kind: bonus\n", "  kind: bonus\n  evidence: none\n")
    rounds = samples.SOUND["rounds/2026-self.yaml"].replace(
        "vetoes:", '  "2": {score: 4, reason: 市里推广}\nvetoes:'
    )
    report = build(
        samples.write(
            tmp_path,
            {**samples.SOUND, "indicators/sample.yaml": tree, "rounds/2026-self.yaml": rounds},
        )
    )
    now = report.tracks[3]
    assert (now.bonus, now.final, now.gate) == ("2.00", "11.40", "加分合计 4.00 分，按上限 2 分计")


@pytest.mark.parametrize(
    ("effect", "final", "said"),
    [
        ("ineligible", "9.40", ""),
        ("no_top_grade", "9.40", ""),
        ("zero", "0.00", "触发一票否决，总分计 0.00 分"),
        ("cap, at: 5", "5.00", "触发一票否决，总分计 5.00 分"),
        ("cap, at: 59", "9.40", ""),
    ],
)
def test_a_veto_explains_the_total_that_it_makes(
    tmp_path: Path, effect: str, final: str, said: str
) -> None:
    files = samples.changed(
        "rounds/2026-self.yaml", "{V1: false}", "{V1: {on: 2026-03-02, note: 说明}}"
    )
    tree = samples.SOUND["indicators/sample.yaml"].replace(
        "发生重大负面舆情}", f"发生重大负面舆情, effect: {effect}}}"
    )
    report = build(samples.write(tmp_path, {**files, "indicators/sample.yaml": tree}))
    assert (report.tracks[3].final, report.tracks[3].gate) == (final, said)
    assert report.eligible == (effect != "ineligible")
    assert report.vetoes[0].detail == "2026年3月2日，说明"


def test_failing_conditions_lead_to_the_nodes(two_level: Report) -> None:
    (line,) = [item for item in two_level.conditions if item.id == "C3"]
    assert not line.met
    assert [target for target, _ in line.failing] == ["i-4.3", "i-4.5", "i-5.1"]
    anchors = {card.anchor for chapter in two_level.chapters for card in chapter.cards}
    assert {target for target, _ in line.failing} <= anchors


def test_evidence_says_why_it_does_not_count(tmp_path: Path) -> None:
    folder = samples.write(tmp_path, samples.SOUND)
    (folder / "evidence" / "files" / "清单.txt").unlink()
    lines = {line.id: line for line in build(folder).evidence}
    assert not lines["E0001"].counts
    assert lines["E0001"].remark
    assert lines["E0002"].counts
    assert lines["E0002"].remark == "待审核"


def test_the_colophon_tells_apart_what_the_report_was_made_from(tmp_path: Path) -> None:
    folder = samples.write(tmp_path, samples.SOUND)
    before = dict(build(folder).colophon)
    (folder / "evidence" / "files" / "清单.txt").write_text("改过", "utf-8")
    after = dict(build(folder).colophon)
    assert [key for key in before if before[key] != after[key]] == ["佐证文件校验值"]


def test_the_order_of_the_register_changes_nothing_but_its_digest(tmp_path: Path) -> None:
    folder = samples.write(tmp_path, samples.SOUND)
    before = build(folder)
    register = folder / "evidence" / "register.yaml"
    first, second = register.read_text("utf-8").split("- id: E0002")
    register.write_text("- id: E0002" + second + first, "utf-8")
    after = build(folder)
    assert replace(after, colophon=before.colophon) == before
    changed = [
        old[0] for old, new in zip(before.colophon, after.colophon, strict=True) if old != new
    ]
    assert changed == ["佐证登记表校验值"]
