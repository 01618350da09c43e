"""Cells of a table that hold lists: units, and requirements of evidence."""

from __future__ import annotations

import pytest

from scoring.indicators.importing.cells import split_evidence, unit_clauses
from scoring.indicators.importing.notices import NoticeLog


def units(text: str, role: str = "support") -> list[tuple[str, list[str]]]:
    return [
        (clause.kind, clause.units) for clause in unit_clauses(text, role, "表1第2行", NoticeLog())
    ]


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("县司法局", [("support", ["县司法局"])]),
        ("县司法局、县财政局", [("support", ["县司法局", "县财政局"])]),
        ("县司法局（牵头）、县财政局", [("lead", ["县司法局"]), ("support", ["县财政局"])]),
        (
            "牵头单位：县司法局；配合单位：县财政局",
            [("lead", ["县司法局"]), ("support", ["县财政局"])],
        ),
        ("县司法局牵头，县财政局配合", [("lead", ["县司法局"]), ("support", ["县财政局"])]),
        ("", []),
    ],
)
def test_a_cell_of_units_may_say_itself_who_leads(text, clauses):
    assert units(text) == clauses


def test_in_the_column_of_lead_units_they_lead():
    assert units("县司法局", "lead") == [("lead", ["县司法局"])]


def evidence(text: str) -> list[str]:
    return split_evidence(text, "表1第2行", NoticeLog())


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("权责清单", ["权责清单"]),
        ("1.权责清单\n2.公开页面", ["权责清单", "公开页面"]),
        ("1.权责清单；2.公开页面。", ["权责清单", "公开页面"]),
        ("①权责清单②公开页面", ["权责清单", "公开页面"]),
        ("权责清单；公开页面", ["权责清单", "公开页面"]),
        ("权责清单、公开页面", ["权责清单", "公开页面"]),
        ("权责清单\n权责清单", ["权责清单"]),
        ("", []),
    ],
)
def test_a_cell_of_evidence_is_single_requirements(text, names):
    assert evidence(text) == names


def test_requirements_with_terms_end_at_their_bracket():
    """权责清单（文件，至少2件）、公开页面（链接）"""
    assert evidence("权责清单（文件，至少2件）、公开页面（链接）") == [
        "权责清单（文件，至少2件）",
        "公开页面（链接）",
    ]


def test_what_stands_before_a_requirement_without_terms_of_its_own_is_left_with_it():
    log = NoticeLog()
    found = split_evidence("权责清单、公开页面（链接）", "表1第2行", log)
    assert found == ["权责清单、公开页面（链接）"]
    assert [notice.rule for notice in log.items] == ["IMP74"]
