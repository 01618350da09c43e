"""Documents whose headings are units."""

from __future__ import annotations

from scoring.indicators.importing.drafts import Draft
from scoring.indicators.importing.notices import NoticeLog
from scoring.indicators.importing.unit_headings import lead_from_headings


def plan(*names: str) -> list[Draft]:
    return [
        Draft(f"第{n}段", name=name, children=[Draft("", name="任务")])
        for n, name in enumerate(names)
    ]


def leads(roots: list[Draft]) -> list[list[str]]:
    lead_from_headings(roots, NoticeLog())
    return [root.lead for root in roots]


def test_the_unit_that_a_heading_names_leads_what_stands_below():
    assert leads(plan("县司法局", "县财政局")) == [["县司法局"], ["县财政局"]]


def test_of_several_units_the_first_leads_and_the_others_support():
    roots = plan("县司法局、县财政局", "县审计局")
    lead_from_headings(roots, NoticeLog())
    assert (roots[0].lead, roots[0].support) == (["县司法局"], ["县财政局"])


def test_a_block_with_units_of_its_own_stays_as_it_is():
    roots = plan("县司法局", "县财政局")
    roots[0].children[0].lead = ["县审计局"]
    assert leads(roots) == [[], ["县财政局"]]


def test_one_heading_that_happens_to_be_a_unit_makes_no_such_document():
    assert leads(plan("县司法局", "加强组织领导", "推进政务公开")) == [[], [], []]
