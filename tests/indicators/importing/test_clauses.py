"""Responsibility clauses inside the text of an item: who leads, who supports, until when."""

from __future__ import annotations

import pytest

from scoring.indicators.importing.clauses import (
    broken_keywords,
    find_groups,
    has_clause,
    separate_keywords,
    verb_clauses,
)
from scoring.indicators.importing.notices import NoticeLog


def read(text: str) -> tuple[list[tuple[str, list[str]]], list[str]]:
    """The clauses of a text as (kind, units), and the rules of the doubts."""
    log = NoticeLog()
    groups = find_groups(text, "第1段", log)
    clauses = [(clause.kind, clause.units) for group in groups for clause in group.clauses]
    return clauses, [notice.rule for notice in log.items]


LEAD, SUPPORT = "lead", "support"


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("公开清单。（责任单位：县司法局、县财政局）", [(SUPPORT, ["县司法局", "县财政局"])]),
        ("公开清单。（牵头单位：县司法局；配合单位：县财政局）", [(LEAD, ["县司法局"]), (SUPPORT, ["县财政局"])]),
        ("公开清单。\n牵头单位：县司法局", [(LEAD, ["县司法局"])]),
        ("公开清单。【责任单位：县司法局】", [(SUPPORT, ["县司法局"])]),
        ("公开清单。责任单位：县司法局、县财政局", [(SUPPORT, ["县司法局", "县财政局"])]),
        ("（牵头单位：县司法局，各乡镇人民政府）", [(LEAD, ["县司法局", "各乡镇人民政府"])]),
        ("（责任单位：县大数据局（县政务办）、县财政局）", [(SUPPORT, ["县大数据局(县政务办)", "县财政局"])]),
        ("公开清单。（县司法局牵头，县财政局、县审计局配合）",
         [(LEAD, ["县司法局"]), (SUPPORT, ["县财政局", "县审计局"])]),
        ("没有责任条款的正文。", []),
    ],
)  # fmt: skip
def test_a_clause_is_read_in_every_form_that_documents_give_it(text, clauses):
    found, _ = read(text)
    plain = [
        (kind, [unit.replace("（", "(").replace("）", ")") for unit in units])
        for kind, units in found
    ]
    assert plain == clauses


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("公开。（牵头单位:县司法局", "IMP33"),
        ("公开。牵头单位：县司法局）后面还有正文", "IMP33"),
        ("公开。（牵头单位：县司法局】", "IMP33"),
        ("公开。（牵头单位；县司法局）", "IMP34"),
        ("公开。（牵头单位 县司法局）", "IMP34"),
        ("公开。（责任单位：）", "IMP39"),
    ],
)
def test_a_clause_that_is_written_wrongly_is_read_with_a_doubt(text, rule):
    _, rules = read(text)
    assert rule in rules


@pytest.mark.parametrize(
    "text",
    [
        "各责任单位要高度重视。",
        "由责任单位负责落实。",
        "加强与责任单位的沟通，各牵头单位每月报送进展。",
    ],
)
def test_a_keyword_in_a_sentence_is_no_clause(text):
    assert not has_clause(text)
    assert read(text)[0] == []


def test_a_deadline_among_the_units_is_one():
    clauses, _ = read("公开。（牵头单位：县司法局，2026年6月底前完成）")
    assert clauses[0] == (LEAD, ["县司法局"])
    assert clauses[1][0] == "due"


def test_clauses_of_one_item_that_stand_apart_are_two_groups():
    log = NoticeLog()
    text = "制定办法（牵头单位：县司法局）；公开清单，并且每半年更新一次（牵头单位：县财政局）。"
    groups = find_groups(text, "第1段", log)
    assert [group.units("lead") for group in groups] == [["县司法局"], ["县财政局"]]
    for group in groups:
        assert text[group.start] in "（("


def test_clauses_that_stand_side_by_side_are_one_group():
    log = NoticeLog()
    groups = find_groups("公开。（牵头单位：县司法局）（配合单位：县财政局）", "第1段", log)
    assert len(groups) == 1
    assert (groups[0].units("lead"), groups[0].units("support")) == (["县司法局"], ["县财政局"])


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        (
            "县司法局牵头，县财政局、县审计局配合",
            [("lead", "县司法局"), ("support", "县财政局、县审计局")],
        ),
        ("县司法局负责", [("support", "县司法局")]),
        ("县司法局牵头，6月底前完成", [("lead", "县司法局"), ("due", "6月底前")]),
        ("加强组织领导，落实经费保障", []),
        ("县司法局牵头，还要做别的事情", []),
    ],
)
def test_verbs_tell_who_leads_where_nothing_is_labelled(text, clauses):
    found = verb_clauses(text, "第1段", NoticeLog())
    assert [(clause.kind, clause.text) for clause in found] == clauses


def test_a_space_inside_a_keyword_is_told_before_cleaning_hides_it():
    assert broken_keywords("（责任 单位：县司法局）") == [("责任 单位", "责任单位")]
    assert broken_keywords("（责任单位：县司法局）") == []


def test_a_space_before_a_keyword_separates_two_clauses():
    separated = separate_keywords("牵头单位：县司法局 配合单位：县财政局")
    assert separated == "牵头单位：县司法局；配合单位：县财政局"
    assert separate_keywords("没有关键词") == "没有关键词"
