"""Whether a piece of evidence may carry a sign-off: registered, counting now, accepted, and to the
point.
"""

from __future__ import annotations

import pytest
from helpers_ledger import REGISTER, files
from samples import SOUND, Opener

from scoring.rectification.evidence_check import Proofs
from scoring.workspace import Workspace

ACCEPTED = "  review: {state: accepted, by: 赵六, on: 2026-05-02}\n  unit: "


def proofs(workspace: Workspace) -> Proofs:
    by_id = {record.id: record for record in workspace.records}
    return Proofs(by_id, workspace.standings, workspace.supports, workspace.tree)


@pytest.fixture
def sound(opened: Opener) -> Proofs:
    return proofs(opened(files()))


def test_an_accepted_piece_that_carries_its_requirement_may(sound: Proofs) -> None:
    assert sound.objection("E0001") == ""


@pytest.mark.parametrize(
    ("ident", "what"),
    [
        ("E0009", "登记表里没有 E0009"),
        ("E0002", "E0002 还没有审核通过"),
    ],
)
def test_a_piece_that_nobody_has_accepted_may_not(sound: Proofs, ident: str, what: str) -> None:
    assert sound.objection(ident) == what


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("date: 2026-03-01", "date: 2020-03-01", "E0001 现在不作数（"),
        ("item: 办理清单", "item: 台账", "E0001 现在不作数（"),
        ("files/清单.txt", "files/没有.txt", "E0001 现在不作数（"),
    ],
)
def test_a_piece_that_counts_for_nothing_says_why(
    opened: Opener, old: str, new: str, what: str
) -> None:
    register = SOUND[REGISTER].replace("  unit: ", ACCEPTED, 1).replace(old, new, 1)
    objection = proofs(opened({**SOUND, REGISTER: register})).objection("E0001")
    assert objection.startswith(what)
    assert objection != f"{what}）"


@pytest.mark.parametrize(
    ("indicator", "what"),
    [
        ("1.1", ""),
        ("1", ""),  # a piece of a leaf speaks for the heading above it
        (None, ""),
        ("1.2", "E0001 证明的是 1.1，不是“1.2”"),
    ],
)
def test_a_piece_has_to_be_to_the_point(sound: Proofs, indicator: str | None, what: str) -> None:
    assert sound.beside_the_point("E0001", indicator) == what


def test_a_piece_that_proves_nothing_is_beside_every_point(opened: Opener) -> None:
    register = SOUND[REGISTER].replace('  proves:\n  - {indicator: "1.2"}\n', "", 1)
    looked = proofs(opened({**SOUND, REGISTER: register}))
    assert looked.beside_the_point("E0002", "1.2") == "E0002 没有对应到指标，不是“1.2”"
    assert looked.beside_the_point("E0009", "1.2") == ""
