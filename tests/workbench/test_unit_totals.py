"""公开各单位得分: with ``show_unit_scores: true`` the units see what each of them comes to, and nothing
else of the others.

The sound sample is led by 县司法局 throughout; here block 1 (1.1 of 6 points, 1.2 of 4) is led by
both offices, half each. All units together make the total of the base.
"""

from __future__ import annotations

from fractions import Fraction

import pytest
import samples
from sites import Site, SiteMaker, people_text

TREE = "indicators/sample.yaml"
TWO = samples.SOUND[TREE].replace("lead: [县司法局]", "lead: [县司法局, 县教育局]", 1)
OPEN = samples.SOUND["workspace.yaml"] + "show_unit_scores: true\n"


@pytest.fixture
def public(site: SiteMaker) -> Site:
    return site({"workspace.yaml": OPEN + people_text(), TREE: TWO})


def test_units_see_the_totals_and_nobody_elses_part(public: Site) -> None:
    """县教育局 has half of block 1: 5 of its 10 points."""
    client = public.client("unit")
    totals = client.get("/u").json()["totals"]
    assert [set(row) for row in totals] == [
        {"unit", "leaves", "applicable", "score", "lost", "rate"}
    ] * len(totals)
    by_unit = {row["unit"]: row for row in totals}
    assert by_unit["县教育局"]["applicable"] == "5.00"
    assert set(by_unit) == {"县司法局", "县教育局"}
    assert client.get("/u/县司法局").status_code == 200
    assert client.get("/u/县教育局").status_code == 403
    gaps = client.get("/gaps?by=unit").json()["rows"]
    assert "县教育局" not in {row["key"] for row in gaps}


def test_the_units_together_make_the_total_of_the_base(public: Site) -> None:
    totals = public.client("unit").get("/u").json()["totals"]
    base = public.office.desk.view().assessment.root
    for key, whole in (("applicable", base.applicable), ("score", base.current)):
        assert abs(sum(Fraction(row[key]) for row in totals) - whole) < Fraction(1, 10)
    for row in totals:
        assert Fraction(row["score"]) + Fraction(row["lost"]) == Fraction(row["applicable"])


def test_the_menu_leads_there(public: Site) -> None:
    page = public.client("unit").get("/u", headers={"accept": "text/html"}).text
    assert "各单位得分" in page
    assert 'href="/u"' in page
    assert 'href="/u/%E5%8E%BF%E5%8F%B8%E6%B3%95%E5%B1%80"' in page
    assert 'href="/u/%E5%8E%BF%E6%95%99%E8%82%B2%E5%B1%80"' not in page


def test_the_working_group_sees_more_than_that(public: Site) -> None:
    answer = public.client("group").get("/u").json()
    assert "totals" not in answer
    assert {"unit", "state", "missing", "lost"} <= set(answer["units"][0])


def test_without_the_switch_units_are_sent_away(site: SiteMaker) -> None:
    client = site().client("unit")
    assert client.get("/u").status_code == 403
    assert 'href="/u"' not in client.get("/", headers={"accept": "text/html"}).text


@pytest.mark.parametrize(("login", "sees"), [("unit", True), ("head", True), ("admin", False)])
def test_who_sees_the_totals(public: Site, login: str, sees: bool) -> None:
    client = public.client(login)
    assert (client.get("/u").status_code == 200) is sees
