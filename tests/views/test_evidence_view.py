"""Pieces of evidence and requirements in words."""

from __future__ import annotations

from helpers_outputs import EXAMPLES

from scoring.evidence.support import Met
from scoring.indicators.model import EvidenceRequirement
from scoring.views.evidence import (
    evidence_view,
    proofs_for,
    proved_words,
    requirement_title,
    requirement_view,
    vain_words,
)
from scoring.workspace import open_workspace

LIST = EvidenceRequirement(name="权责清单", kinds=("文件",), min=2)


def test_a_piece_is_called_by_its_title_and_answered_for_by_its_issuer_or_unit() -> None:
    for record in open_workspace(EXAMPLES / "example-county").whole().records:
        view = evidence_view(record)
        assert view.label == view.title == record.label
        assert view.issuer == (record.issuer or record.unit or "")
        assert view.file == view.place == (record.file or record.url or "")
        assert view.date == (str(record.dated) if record.dated else "")


def test_a_requirement_says_what_is_there_and_what_should_be() -> None:
    met = Met(LIST, ("E10", "E2"), (("E3", "过期"), ("E1", "缺页")))
    view = requirement_view(met)
    assert view.have == "有效 2 件，应有 2 件"
    assert view.met
    assert view.offered == (("E2", ""), ("E10", ""), ("E1", "缺页"), ("E3", "过期"))
    assert list(vain_words(met)) == ["E3 过期", "E1 缺页"]


def test_terms_stand_behind_a_requirement_only_where_there_are_any() -> None:
    assert requirement_title(LIST) == "权责清单（文件，至少 2 件）"
    assert requirement_title(EvidenceRequirement(name="台账")) == "台账"


def test_what_a_piece_proves_of_one_requirement_is_what_names_it_or_none() -> None:
    workspace = open_workspace(EXAMPLES / "example-county").whole()
    for record in workspace.records:
        for proof in record.proves:
            whole = proofs_for(record, proof.indicator, None)
            own = proofs_for(record, proof.indicator, proof.item)
            assert proof in own
            assert {item.item for item in own} <= {proof.item, None} or proof.item is None
            assert set(map(id, own)) <= set(map(id, whole))
            assert (proof.what or "") in proved_words(whole)
