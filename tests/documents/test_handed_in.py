"""The copy that is handed in: only evidence that counts, and no words of the workshop."""

from __future__ import annotations

import re
from datetime import date

import pytest
from samples import SOUND, Opener

from scoring.documents.catalogue import build_catalogue
from scoring.documents.registry import Wishes, document
from scoring.documents.self_assessment.building import build_report
from scoring.documents.self_assessment.model import Report

DAY = date(2026, 11, 22)
REGISTER = "evidence/register.yaml"
LOOSE = (
    "- {id: E0003, url: https://example.com/x, seen: 2026-04-01, kind: 链接, title: "
    "没有对应的页面}\n"
)
RETURNED = (
    "- {id: E0004, url: https://example.com/y, seen: 2026-04-01, kind: 链接, title: 退回的页面, "
    'proves: [{indicator: "1.2"}], review: {state: returned, by: 赵六, on: 2026-05-02, note: '
    "不相干}}\n"
)


def of(opened: Opener, *, handed_in: bool) -> Report:
    workspace = opened({**SOUND, REGISTER: SOUND[REGISTER] + LOOSE + RETURNED})
    return build_report(workspace, workspace.assess(), DAY, handed_in=handed_in)


def test_the_final_copy_lists_what_counts_and_the_working_copy_the_whole_register(
    opened: Opener,
) -> None:
    working, final = of(opened, handed_in=False), of(opened, handed_in=True)
    assert [line.id for line in working.evidence] == ["E0001", "E0002", "E0003", "E0004"]
    assert [line.id for line in final.evidence] == ["E0001", "E0002"]
    pieces = {
        name: [
            piece.id
            for chapter in report.chapters
            for card in chapter.cards
            for w in card.wanted
            for piece in w.pieces
        ]
        for name, report in (("working", working), ("final", final))
    }
    assert pieces == {"working": ["E0001", "E0002", "E0004"], "final": ["E0001", "E0002"]}
    assert working.evidence_counts[0] == ("登记佐证", "4 件")
    assert final.evidence_counts[0] == ("有效佐证", "2 件")
    assert final.tracks == working.tracks


def test_the_final_catalogue_is_numbered_without_gaps(opened: Opener) -> None:
    workspace = opened({**SOUND, REGISTER: SOUND[REGISTER] + LOOSE + RETURNED})
    final = build_catalogue(workspace, workspace.assess(), DAY, counting=True)
    rows = [row for section in final.sections for row in section.rows]
    assert [(row.number, row.id) for row in rows] == [("1", "E0001"), ("2", "E0002")]
    assert final.counts[0] == ("列入佐证", "2 件")
    working = build_catalogue(workspace, workspace.assess(), DAY)
    assert [row.id for section in working.sections for row in section.rows] == [
        "E0001",
        "E0002",
        "E0004",
        "E0003",
    ]


@pytest.mark.parametrize("handed_in", [True, False])
def test_cover_and_colophon_hold_no_working_words(opened: Opener, handed_in: bool) -> None:
    report = of(opened, handed_in=handed_in)
    assert ("评分轮次", "2026年度自评") in report.cover.facts
    digests = [value for label, value in report.colophon if label.endswith("校验值")]
    assert len(digests) == 4
    assert all(
        re.fullmatch(r"[0-9a-f]{16}（SHA-256 前 16 位，[^（）]+）", value) for value in digests
    ), digests
    assert [value.split("，")[1][:-1] for value in digests] == [
        *(
            "indicators/sample.yaml",
            "rounds/2026-self.yaml",
            "evidence/register.yaml",
            "evidence/files",
        )
    ]
    rules = [card.rule for chapter in report.chapters for card in chapter.cards]
    assert not [rule for rule in rules if "评查人员" in rule]


def test_an_indicator_that_names_no_requirement_lacks_evidence_as_such(opened: Opener) -> None:
    register = SOUND[REGISTER].split("- id: E0002\n")[0]
    workspace = opened({**SOUND, REGISTER: register})
    text = str(document(workspace, "self", Wishes(DAY)).data)
    assert "没有有效佐证" in text
    assert "缺“佐证材料”" not in text
