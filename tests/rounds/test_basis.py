"""A basis that changed since the inspection began, and one that cannot be inspected."""

from __future__ import annotations

from datetime import date

import pytest
from samples import MOCK, SOUND, Opener, Opens, changed

from scoring.rounds.basis import claims, findings_digest
from scoring.rounds.forms import Terms, usual_window
from scoring.storage import Author, RecordChanges, write_records
from scoring.workspace import open_workspace
from scoring.workspace.new_round import new_round

SELF = "rounds/2026-self.yaml"
DAY = date(2026, 11, 22)


def digest(opened: Opener, files: object = SOUND) -> str:
    current = opened(files).current
    assert current is not None
    return findings_digest(current)


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("of: 10}", "of: 10, note: 以系统为准}   # 复核过", True),
        (
            'findings:\n  "1.1": {done: 9, of: 10}\n',
            'findings:\n  "1.1": {of: 10, done: 9}\n',
            True,
        ),
        ("vetoes: {V1: false}\n", "", True),
        ("done: 9", "done: 8", False),
        ("{met: true}", "{not_applicable: 无此职权}", False),
        ("to: 2026-10-31", "to: 2026-11-30", False),
    ],
)
def test_the_digest_holds_what_is_claimed_and_nothing_else(
    opened: Opener, old: str, new: str, same: bool
) -> None:
    before = digest(opened)
    assert (digest(opened, changed(SELF, old, new)) == before) == same


def test_a_changed_basis_is_told_with_the_claims_that_changed(opened: Opener) -> None:
    mark = digest(opened)
    head = f"basis: 2026-self\nbasis_sha256: {mark}"
    mock = MOCK.replace("basis: 2026-self", head).replace("缺一页}", "缺一页, claimed: 5.4}")
    assert opened({**SOUND, "rounds/m.yaml": mock}).problems == ()
    workspace = opened({**changed(SELF, "done: 9", "done: 10"), "rounds/m.yaml": mock})
    (told,) = workspace.problems
    assert (told.rule, str(told.where)) == ("F040", "rounds/m.yaml:5:15")
    assert (
        told.what == "轮次“2026-mock”开始之后，所核验的“2026-self”有改动；自评分“1.1”由 5.4 变为 6"
    )


def test_a_change_elsewhere_is_told_without_naming_what_was_not_inspected(opened: Opener) -> None:
    head = f"basis: 2026-self\nbasis_sha256: {digest(opened)}"
    mock = MOCK.replace("basis: 2026-self", head).replace("缺一页}", "缺一页, claimed: 5.4}")
    (told,) = opened({**changed(SELF, "met: true", "met: false"), "rounds/m.yaml": mock}).problems
    assert told.what == "轮次“2026-mock”开始之后，所核验的“2026-self”有改动"
    plain = MOCK.replace("basis: 2026-self", head)
    (told,) = opened({**changed(SELF, "met: true", "met: false"), "rounds/m.yaml": plain}).problems
    assert told.what.endswith("没有记下当时的自评分，请逐项核对")


def test_a_noted_claim_alone_is_enough_to_notice(opened: Opener) -> None:
    mock = MOCK.replace("缺一页}", "缺一页, claimed: 5}")
    (told,) = opened({**SOUND, "rounds/m.yaml": mock}).problems
    assert (told.rule, told.where.line) == ("F040", 4)


@pytest.mark.parametrize(
    ("basis", "what"), [("2026-mock", "basis 写的是它自己"), ("first", "“first”本身是核验")]
)
def test_what_cannot_be_a_basis(opened: Opener, basis: str, what: str) -> None:
    first = "round: first\nkind: inspection\nas_of: 2026-11-21\nbasis: 2026-self\nfindings: {}\n"
    mock = MOCK.replace("basis: 2026-self", f"basis: {basis}")
    (told,) = opened({**SOUND, "rounds/f.yaml": first, "rounds/m.yaml": mock}).problems
    assert (told.rule, told.severity, str(told.where)) == ("F041", "error", "rounds/m.yaml:4:8")
    assert what in told.what


def test_a_new_inspection_holds_the_digest_and_the_claims(opening: Opens) -> None:
    workspace = opening(SOUND).whole()
    terms = Terms("2026-insp", "inspection", DAY, usual_window(DAY), "2026-self")

    def plan(changes: RecordChanges) -> object:
        return new_round(
            changes,
            open_workspace(workspace.path),
            terms,
            source=None,
            wanted_tree=None,
            switch=False,
        )

    write_records(workspace.path, Author("", DAY), "round new", plan)
    path = workspace.path / "rounds" / "2026-insp.yaml"
    text = path.read_text("utf-8")
    assert f"basis_sha256: {findings_digest(workspace.current)}   #" in text
    assert claims(workspace.current, workspace.tree) == {
        "1.1": workspace.assess().by_code["1.1"].marks.claimed,
        "1.2": 4,
    }
    assert '  # "1.1": {score: 分数, reason: 理由, opinion: 属实, opened: [], claimed: 5.4}' in text
    filled = text.replace('  # "1.1": {score: 分数', '  "1.1": {score: 5').replace(
        "opinion: 属实", "opinion: 部分属实", 1
    )
    path.write_text(filled, "utf-8")
    assert open_workspace(workspace.path).problems == ()
