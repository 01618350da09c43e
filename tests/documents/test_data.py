"""Plain data of the answers: two decimals beside the exact fraction, and nothing that is null but
``verified``."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import samples

from scoring.documents.data import (
    criterion_data,
    data_of,
    scores,
    scores_of,
    track_data,
)
from scoring.documents.evidence_data import evidence_data
from scoring.documents.explain_data import explain_data, finding_data
from scoring.engine import Losses
from scoring.rectification.ledger import Event
from scoring.workspace import open_workspace


def test_scores_stand_beside_their_fractions() -> None:
    assert scores({"a": Fraction(2, 3), "verified": None}) == {
        "a": "0.67",
        "verified": None,
        "exact": {"a": "2/3", "verified": None},
    }
    assert scores({"half": Fraction(1, 8)})["half"] == "0.13"


def test_a_track_that_was_not_inspected_is_null() -> None:
    assert track_data(None) is None


def test_a_finding_shows_its_facts_or_its_score(tmp_path: Path) -> None:
    workspace = open_workspace(
        samples.write(tmp_path, {**samples.SOUND, "rounds/2026-mock.yaml": samples.MOCK})
    ).whole()
    rounds = {item.id: item for item in workspace.rounds}
    given = finding_data(rounds["2026-self"].findings["1.1"])
    assert given["facts"] == {"done": "9", "of": "10"}
    assert "score" not in given
    direct = finding_data(rounds["2026-mock"].findings["1.1"])
    assert (direct["score"], direct["exact"], direct["reason"]) == (
        "5.00",
        {"score": "5"},
        "清单缺一页",
    )
    assert finding_data(None) == {}


def test_conditions_name_what_fails(tmp_path: Path) -> None:
    assessment = open_workspace(samples.write(tmp_path, samples.SOUND)).whole().assess()
    total, rate = (criterion_data(item) for item in assessment.verdicts)
    assert (total["met"], total["required"], total["actual"]) == (False, "≥ 60", "9.40")
    assert (rate["met"], rate["failing"]) == (True, [])


def test_evidence_says_whether_it_counts_and_why_not(tmp_path: Path) -> None:
    folder = samples.write(tmp_path, samples.SOUND)
    (folder / "evidence" / "files" / "清单.txt").write_text("改过", "utf-8")
    file, link = evidence_data(open_workspace(folder).whole())["records"]
    assert (file["counts"], file["type"], link["counts"], link["type"]) == (
        False,
        "txt",
        True,
        "link",
    )
    assert file["reasons"]
    assert (link["file"], link["sha256"], link["size"]) == ("", "", 0)


def test_explain_lists_the_pieces_that_carry_a_requirement(tmp_path: Path) -> None:
    workspace = open_workspace(samples.write(tmp_path, samples.SOUND)).whole()
    data = explain_data(workspace, workspace.assess(), "1.1")
    (met,) = data["evidence"]
    assert met["carried_by"] == [{"id": "E0001", "label": "一次办清单"}]
    assert (met["met"], met["in_vain"]) == (True, [])
    assert data["rule"]["type"] == "ratio"
    assert data["path"] == ["依法履职"]


def test_attributes_stand_in_json_under_their_own_names_and_nothing_is_null() -> None:
    event = Event.model_validate({"on": "2026-09-03", "do": "progress", "unit": "县司法局"})
    assert data_of(event, "on", "unit", "note", "evidence") == {
        "on": "2026-09-03",
        "unit": "县司法局",
        "note": "",
        "evidence": [],
    }


def test_scores_of_a_thing_carry_their_fractions_beside_them() -> None:
    losses = Losses(standard=Fraction(1, 3))
    assert scores_of(losses, "standard", "evidence") == {
        "standard": "0.33",
        "evidence": "0.00",
        "exact": {"standard": "1/3", "evidence": "0"},
    }
