"""A condition as people read it: what it asks, what there is, and whether that is enough."""

from __future__ import annotations

from pathlib import Path

from samples import SOUND, write

from scoring.views.columns import cells_of_line, columns_of
from scoring.views.criterion import CriterionView, criterion_view, verdict_word
from scoring.views.sheet import headings
from scoring.workspace import open_workspace


def test_a_condition_is_a_line_of_what_is_asked_and_what_there_is(tmp_path: Path) -> None:
    """criteria: [{type: total, min: 60}, {type: rate, codes: ["1"], min: 50%}]"""
    verdicts = open_workspace(write(tmp_path, SOUND)).whole().assess().verdicts
    total, rate = (criterion_view(verdict) for verdict in verdicts)
    assert headings(columns_of(CriterionView)) == ["条件", "结论", "内容", "要求", "实际"]
    assert (total.met, total.word, total.actual) == (False, "未达到", "9.40")
    assert (rate.met, rate.word) == (True, "达到")
    assert cells_of_line(rate)[:2] == (rate.id, "达到")


def test_there_is_no_word_between_met_and_not_met() -> None:
    assert (verdict_word(True), verdict_word(False)) == ("达到", "未达到")
