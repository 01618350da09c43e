"""Which findings verify the current round, and where verifying rounds disagree."""

from __future__ import annotations

from samples import MOCK, SOUND, Opener

from scoring.rounds.verification import verified, verifying


def round_text(name: str, kind: str, day: str, finding: str, basis: str = "2026-self") -> str:
    return (
        f'round: {name}\nkind: {kind}\nas_of: {day}\nbasis: {basis}\nfindings:\n  "1.1": '
        f"{finding}\n"
    )


def test_a_mock_verifies_until_an_inspection_covers_the_leaf(opened: Opener) -> None:
    inspection = round_text("2026-province", "inspection", "2026-11-01", "{score: 4, reason: 缺页}")
    only_mock = opened({**SOUND, "rounds/m.yaml": MOCK})
    assert only_mock.current is not None
    found = verified(only_mock.rounds, only_mock.current)
    assert list(found) == ["1.1"]
    assert found["1.1"].mock
    both = opened({**SOUND, "rounds/m.yaml": MOCK, "rounds/p.yaml": inspection})
    assert both.current is not None
    found = verified(both.rounds, both.current)
    assert found["1.1"].round.id == "2026-province", (
        "an earlier inspection goes before a later mock"
    )
    assert not found["1.1"].mock
    assert both.problems == (), "a mock and an inspection may differ"


def test_the_latest_inspection_stands_and_differences_are_told_at_its_finding(
    opened: Opener,
) -> None:
    first = round_text("b-first", "inspection", "2026-11-01", "{score: 4, reason: 缺页}")
    second = round_text("a-second", "inspection", "2026-11-09", "{done: 8, of: 10}")
    workspace = opened({**SOUND, "rounds/1.yaml": first, "rounds/2.yaml": second})
    assert verified(workspace.rounds, workspace.current)["1.1"].round.id == "a-second"
    (told,) = workspace.problems
    assert (told.rule, told.severity, str(told.where)) == ("F013", "notice", "rounds/2.yaml:6:3")
    assert told.what == "“1.1 网上办理”：b-first 核验为 4 分，a-second 核验为 4.8 分"


def test_the_same_score_by_another_way_is_no_difference(opened: Opener) -> None:
    first = round_text("one", "inspection", "2026-11-01", "{score: 4.8, reason: 按清单计}")
    second = round_text("two", "inspection", "2026-11-09", "{done: 8, of: 10}")
    assert opened({**SOUND, "rounds/1.yaml": first, "rounds/2.yaml": second}).problems == ()


def test_not_applicable_against_a_score_is_a_difference(opened: Opener) -> None:
    first = round_text("one", "inspection", "2026-11-01", "{not_applicable: 无此职权}")
    second = round_text("two", "inspection", "2026-11-09", "{done: 8, of: 10}")
    (told,) = opened({**SOUND, "rounds/1.yaml": first, "rounds/2.yaml": second}).problems
    assert "one 核验为不适用，two 核验为 4.8 分" in told.what


def test_rounds_of_another_basis_and_other_self_rounds_verify_nothing(opened: Opener) -> None:
    other = round_text("2025-self", "self", "2025-11-01", "{done: 1, of: 10}")
    about_other = round_text(
        "2025-province", "inspection", "2025-12-01", "{score: 1, reason: 缺页}", basis="2025-self"
    )
    on_itself = round_text(
        "loop", "inspection", "2026-12-01", "{score: 1, reason: 缺页}", basis="loop"
    )
    workspace = opened(
        {**SOUND, "rounds/1.yaml": other, "rounds/2.yaml": about_other, "rounds/3.yaml": on_itself}
    )
    assert verifying(workspace.rounds, workspace.current) == []
    assert len(workspace.rounds) == 4
