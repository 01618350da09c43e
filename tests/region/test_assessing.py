"""One package to rows: what the county says, and what the region makes of it.

task = Task("990101", package, "sample.yaml", tree, terms, "2026", inspections, approvers)
score_package(task) → Scored(errors, differences, own_rounds, claims, county, nodes, evidence)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import samples
from helpers_region import DAY, county, finding

from scoring.documents.data import score_data
from scoring.engine import CAUSES
from scoring.region.assessing import score_package
from scoring.region.scored import Scored, Task
from scoring.region.terms import Terms
from scoring.submission import RefusedError, pack
from scoring.workspace import open_workspace

TREE = samples.SOUND["indicators/sample.yaml"].encode()
WINDOW = (date(2025, 1, 1), date(2026, 10, 31))
TERMS = Terms(date(2026, 11, 20), WINDOW, "2026-self", "县", ())
Packed = Callable[..., bytes]


@pytest.fixture
def package(tmp_path: Path) -> Packed:
    """The bytes of a package of the sound workspace, or of a changed one."""

    def make(
        files: Mapping[str, str | bytes] = samples.SOUND,
        score: Callable[[Any], Any] = lambda data: data,
    ) -> bytes:
        folder = county(tmp_path / f"county-{len(list(tmp_path.iterdir()))}", "甲子县", files)
        workspace = open_workspace(folder).whole()
        target = folder.with_suffix(".zip")
        own = score(score_data(workspace.assess()))
        return pack(workspace, target, DAY, score=own).path.read_bytes()

    return make


def judged(package: bytes, **values: Any) -> Scored:
    return score_package(
        replace(Task("990101", package, "sample.yaml", TREE, TERMS, "2026"), **values)
    )


def test_a_sound_package_has_rows_and_nothing_to_be_said(package: Packed) -> None:
    scored = judged(package())
    assert (scored.errors, scored.differences, scored.own_rounds, scored.claims) == (0, (), (), ())
    assert scored.foreign_tree == ""
    assert [row["code"] for row in scored.nodes] == ["1", "1.1", "1.2", "2"]
    assert [row["id"] for row in scored.evidence] == ["E0001", "E0002"]


def test_the_same_task_gives_the_same_rows(package: Packed) -> None:
    data = package()
    assert judged(data) == judged(data)


def test_the_identity_holds_in_every_row(package: Packed) -> None:
    rows = [row for row in judged(package()).nodes if row["kind"] == "base"]
    assert rows
    for row in rows:
        parts = [Fraction(row["current"]), *(Fraction(row[cause]) for cause in CAUSES)]
        assert sum(parts) == Fraction(row["applicable"]), row["code"]


def test_the_row_of_the_county_sums_up(package: Packed) -> None:
    row = judged(package()).county
    assert row["county"] == "990101"
    assert row["own_total"] == row["tracks"]["current"]["final"]
    assert row["moved"] == ""
    assert row["files"] == {"link": 1, "ok": 1}
    assert row["items"] == {"整改中": 1}
    assert (row["overdue"], row["inspected"], row["criteria"]) == (0, 0, 2)
    assert row["tracks"]["verified"] is None


def test_items_are_overdue_on_the_regions_day_not_the_countys(package: Packed) -> None:
    later = replace(TERMS, as_of=date(2026, 12, 2))
    assert judged(package(), terms=later).county["overdue"] == 1


@pytest.mark.parametrize("due", ["持续推进", "2027-01-01"])
def test_what_has_no_date_or_a_later_one_is_not_overdue(package: Packed, due: str) -> None:
    files = samples.changed("rectification.yaml", "due: 2026-12-01", f"due: {due}")
    later = replace(TERMS, as_of=date(2026, 12, 2))
    assert judged(package(files), terms=later).county["overdue"] == 0


def test_pieces_keep_what_they_were_registered_with(package: Packed) -> None:
    first, link = judged(package()).evidence
    assert first["size"] == len(samples.PROOF.encode())
    assert (first["indicator"], first["date"], first["title"]) == (
        "1.1",
        "2026-03-01",
        "一次办清单",
    )
    assert (link["state"], link["sha256"], link["indicator"]) == ("link", "", "1.2")


# -- other terms


def test_a_county_is_scored_on_the_regions_window(package: Packed) -> None:
    narrow = replace(TERMS, window=(date(2026, 6, 1), date(2026, 10, 31)))
    scored = judged(package(), terms=narrow)
    assert scored.differences[0].startswith("材料时间窗：县报 2025-01-01")
    lost = Fraction(scored.county["moved"])
    assert lost < 0
    own, ours = scored.county["own_total"], scored.county["tracks"]["current"]["final"]
    assert Fraction(own) + lost == Fraction(ours)


def test_where_terms_differ_another_total_is_no_surprise(package: Packed) -> None:
    data = package(score=lambda data: {**data, "total": {}})
    narrow = replace(TERMS, window=(date(2026, 6, 1), date(2026, 10, 31)))
    assert judged(data, terms=narrow).claims == ()


# -- what the county's own program said


def final(value: object) -> Callable[[Any], Any]:
    """The county's score with another claimed total."""
    return lambda data: {"total": {"claimed": {"exact": {"final": value}}}}


def test_another_total_is_named_with_ours(package: Packed) -> None:
    ((track, own, ours),) = judged(package(score=final("100"))).claims
    assert (track, own, ours) == ("claimed", "100.00", "9.40")


@pytest.mark.parametrize(
    "score",
    [
        lambda data: {},
        lambda data: {"total": []},
        lambda data: {"total": {"claimed": "9"}},
        lambda data: {"total": {"claimed": {"exact": None}}},
        final("many"),
        final("1/0"),
        final(None),
        final([1]),
    ],
)
def test_what_states_no_number_claims_nothing(package: Packed, score: Callable[[Any], Any]) -> None:
    assert judged(package(score=score)).claims == ()


# -- rounds that would verify

OWN = """\
round: 2026-own
kind: inspection
as_of: 2026-11-21
basis: 2026-self
findings:
  "1.1": {score: 6, reason: 都在}
"""


def test_a_countys_own_inspection_is_named_and_verifies_nothing(package: Packed) -> None:
    scored = judged(package({**samples.SOUND, "rounds/2026-own.yaml": OWN}))
    assert scored.own_rounds == ("2026-own",)
    assert {row["verified"] for row in scored.nodes} == {None}


def test_the_offices_inspection_verifies_also_without_a_basis(package: Packed) -> None:
    ours = OWN.replace("basis: 2026-self\n", "").replace("score: 6", "score: 5").encode()
    scored = judged(package(), inspections=(("inspections/990101/a.yaml", ours),))
    (row,) = [row for row in scored.nodes if row["code"] == "1.1"]
    assert (row["verified"], scored.county["inspected"]) == ("5", 1)
    assert scored.own_rounds == ()


@pytest.mark.parametrize("raw", [b"", b"[", OWN.replace("inspection", "mock").encode(), b"- 1\n"])
def test_what_is_no_round_of_inspection_is_passed_over(package: Packed, raw: bytes) -> None:
    scored = judged(package(), inspections=(("inspections/990101/a.yaml", raw),))
    assert scored.county["inspected"] == 0


# -- trees


OTHER = TREE.replace(b"points: 6", b"points: 5").replace("创新做法".encode(), "创新".encode())


def test_another_tree_is_named_and_nothing_is_scored(package: Packed) -> None:
    scored = judged(package(), tree=OTHER)
    assert scored.foreign_tree.startswith("县报 sample（")
    assert scored.foreign_tree.endswith("：多 0 项、少 0 项、分值不同 1 项")
    assert (scored.county, scored.nodes) == ({}, ())


def test_on_trial_it_is_scored_under_the_regions_tree(package: Packed) -> None:
    scored = judged(package(), tree=OTHER, preview=True)
    assert scored.foreign_tree
    (row,) = [row for row in scored.nodes if row["code"] == "1.1"]
    assert row["full"] == "5"


# -- errors


def test_a_package_with_errors_has_no_rows(package: Packed) -> None:
    data = package(finding("1.1", "{done: 11, of: 10}"))
    scored = judged(data)
    assert scored.errors == 1
    assert (scored.county, scored.nodes, scored.evidence) == ({}, (), ())
    assert scored.problems[0]["severity"] == "error"


def test_what_is_no_package_is_refused() -> None:
    with pytest.raises(RefusedError):
        judged(b"no zip")


# -- 不适用

AWAY = finding("1.2", "{not_applicable: 本级无此职权, approved_by: 县委办}")


def test_approvals_of_others_than_the_region_names_are_listed(package: Packed) -> None:
    row = judged(package(AWAY), approvers=("示例省司法厅",)).county
    assert row["not_applicable"] == [
        {"code": "1.2", "reason": "本级无此职权", "approved_by": "县委办"}
    ]


@pytest.mark.parametrize("approvers", [(), ("县委办",)])
def test_where_the_region_names_nobody_or_the_one_who_approved_none_is(
    package: Packed, approvers: tuple[str, ...]
) -> None:
    assert judged(package(AWAY), approvers=approvers).county["not_applicable"] == []
