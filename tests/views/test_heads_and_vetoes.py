"""The head of a document, a veto and a condition in words."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import samples
from helpers_outputs import EXAMPLES

from scoring.indicators.model import Veto
from scoring.rounds.vetoes import TriggeredVeto
from scoring.views.columns import cells_of_line, headings_of
from scoring.views.criterion import CriterionView, criterion_view
from scoring.views.head import head_view, issuer_of
from scoring.views.veto import effect_words, fact_words, veto_views
from scoring.workspace import open_workspace


def test_the_head_of_a_list_names_place_tree_and_round() -> None:
    workspace = open_workspace(EXAMPLES / "example-county").whole()
    head = head_view(workspace, workspace.assess())
    labels = [label for label, _ in head.facts]
    assert (labels[0], labels[1], labels[-1]) == ("评查对象", "指标体系", "轮次")
    assert head.round_title == "2026年度自评"
    assert "至" in head.window


def test_a_place_without_an_office_issues_its_documents_itself(tmp_path: Path) -> None:
    workspace = open_workspace(samples.write(tmp_path, samples.SOUND)).whole()
    name, issuer = workspace.head.name, workspace.head.report.issuer
    assert issuer_of(workspace) == (issuer or name)
    assert issuer_of(workspace, "县依法治县办") == (issuer or "县依法治县办")


def test_a_veto_says_what_it_does_and_where_it_caps() -> None:
    caps = Veto.model_validate({"code": "V1", "name": "甲", "effect": "cap", "at": "59"})
    assert effect_words(caps) == "总分最高计 59 分"
    zero = Veto.model_validate({"code": "V2", "name": "乙", "effect": "zero"})
    assert effect_words(zero) == "总分计 0 分"


def test_what_is_known_of_a_veto_stands_behind_its_state() -> None:
    fact = TriggeredVeto("V1", date(2026, 3, 2), "省厅", "通报")
    assert fact_words(fact) == "2026年3月2日，省厅，通报"
    assert fact_words(fact, note=False) == "2026年3月2日，省厅"
    assert fact_words(None) == ""
    for view in veto_views(open_workspace(EXAMPLES / "example-county").whole().assess()):
        assert view.told.startswith(view.state)
        assert view.triggered is (view.state == "已触发")


def test_a_condition_stands_in_the_table_with_its_verdict_as_a_word() -> None:
    assert headings_of(CriterionView) == ["条件", "结论", "内容", "要求", "实际"]
    for verdict in open_workspace(EXAMPLES / "example-county").whole().assess().verdicts:
        cells = cells_of_line(criterion_view(verdict))
        assert cells[:2] == (verdict.id, "达到" if verdict.met else "未达到")
