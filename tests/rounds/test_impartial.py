"""An arbiter is no party to the difference, and an inspector looks at nothing of the own."""

from __future__ import annotations

import pytest
from samples import SOUND, Opener

from scoring.problems import Problem

ONE, TWO, THREE = "rounds/2026-insp-1.yaml", "rounds/2026-insp-2.yaml", "rounds/2026-insp-3.yaml"
WORK, REGISTER = "workspace.yaml", "evidence/register.yaml"


def inspection(name: str, inspector: str, finding: str, more: str = "") -> str:
    return (
        f"round: {name}\nkind: inspection\nas_of: 2026-11-21\nbasis: 2026-self\ninspectors: "
        f"[{inspector}]\n{more}"
        f'findings:\n  "1.2": {finding}\n'
    )


def reported(opened: Opener, files: dict[str, str | bytes]) -> list[Problem]:
    return [item for item in opened({**SOUND, **files}).problems if item.rule in {"F052", "F053"}]


FULL = "{score: 4, reason: 属实, opinion: 属实}"
LESS = "{score: 2, reason: 有一栏没有公开, opinion: 部分属实}"


@pytest.mark.parametrize("by", ["", ", by: 周敏", ", by: 周 敏（县司法局）", ", by: 林远"])
def test_a_mark_that_settles_ones_own_difference_is_an_error(opened: Opener, by: str) -> None:
    own = f"{{score: 3, arbitrates: true, reason: 可以佐证, opinion: 部分属实{by}}}"
    files = {
        ONE: inspection("2026-insp-1", "周敏", own),
        TWO: inspection("2026-insp-2", "林远", LESS),
    }
    (fault,) = reported(opened, files)
    assert (fault.rule, fault.severity, fault.where.file) == ("F052", "error", ONE)
    assert "是分歧的一方，不能仲裁" in fault.what


def test_a_third_person_settles(opened: Opener) -> None:
    settled = inspection("2026-insp-3", "何平", "{score: 3, reason: 复核}", "arbitration: true\n")
    files = {
        ONE: inspection("2026-insp-1", "周敏", FULL),
        TWO: inspection("2026-insp-2", "林远", LESS),
        THREE: settled,
    }
    assert reported(opened, files) == []
    (fault,) = reported(opened, {**files, THREE: settled.replace("何平", "林　远")})
    assert fault.where.file == THREE


PEOPLE = "people: {周敏: {units: [司法局]}, 林远: {units: [县教育局]}, 赵六: {deputy_of: 林远}}\n"


def test_nobody_verifies_the_own_unit(opened: Opener) -> None:
    files = {WORK: SOUND[WORK] + PEOPLE, ONE: inspection("2026-insp-1", "周敏", FULL)}
    (fault,) = reported(opened, files)
    assert fault.what == "周敏是县司法局的人，不能核验本单位的“1.2”"
    assert reported(opened, {**files, ONE: inspection("2026-insp-1", "林远", FULL)}) == []


@pytest.mark.parametrize("reviewer", ["林远", "林 远", "赵六"])
def test_nobody_verifies_evidence_that_he_accepted(opened: Opener, reviewer: str) -> None:
    proof = '  - {indicator: "1.2"}\n'
    assert proof in SOUND[REGISTER]
    reviewed = SOUND[REGISTER].replace(
        proof, proof + f"  review: {{state: accepted, by: {reviewer}}}\n"
    )
    files = {
        WORK: SOUND[WORK] + PEOPLE,
        REGISTER: reviewed,
        ONE: inspection("2026-insp-1", "林远", FULL),
    }
    (fault,) = reported(opened, files)
    assert fault.what == "佐证 E0002 是林远审核通过的，不能由他核验“1.2”"
