"""Proofs marked with their edition and added under a new one, in the text of the register.

- id: E0001
  proves:
  - {indicator: "1.1", item: 办理清单, tree: 2021版}   # the mark went in before the brace
  - {indicator: "1.2", item: 办理清单, tree: 2026版}   # the new one behind the one it follows
"""

from __future__ import annotations

import pytest

from scoring.rounds.proof_migration import with_proofs

OLD = {"indicator": "1.1", "item": "办理清单"}
MARKED = {**OLD, "tree": "2021版"}
NEW = {"indicator": "1.2", "item": "办理清单", "tree": "2026版"}
RECORD = "- id: E0001\n  title: 清单   # 原件在档案室\n"


def test_only_what_is_new_is_written() -> None:
    text = f"{RECORD}  proves:\n"
    before = f'{text}  - {{indicator: "1.1",  item: 办理清单}}  # 核对过\n- id: E0002\n'
    after = (
        f'{text}  - {{indicator: "1.1",  item: 办理清单, tree: 2021版}}  # 核对过\n'
        '  - {indicator: "1.2", item: 办理清单, tree: 2026版}\n- id: E0002\n'
    )
    assert with_proofs(before, {0: [MARKED, NEW]}) == after


def test_proofs_on_one_line_stay_there() -> None:
    before = f'{RECORD}  proves: [{{indicator: "1.1", item: 办理清单}}]\n'
    after = (
        f'{RECORD}  proves: [{{indicator: "1.1", item: 办理清单, tree: 2021版}}, '
        '{indicator: "1.2", item: 办理清单, tree: 2026版}]\n'
    )
    assert with_proofs(before, {0: [MARKED, NEW]}) == after


def test_a_comma_before_the_brace_is_not_doubled() -> None:
    before = f'{RECORD}  proves:\n  - {{indicator: "1.1", item: 办理清单,}}\n'
    assert "办理清单, tree: 2021版}" in with_proofs(before, {0: [MARKED]})


def test_a_new_proof_goes_behind_the_one_that_it_follows() -> None:
    other = {"indicator": "1.3"}
    before = (
        f'{RECORD}  proves:\n  - {{indicator: "1.1", item: 办理清单}}\n  - {{indicator: "1.3"}}\n'
    )
    lines = with_proofs(before, {0: [OLD, NEW, other]}).splitlines()
    assert [line[6:22] for line in lines[3:]] == [
        'ndicator: "1.1",',
        'ndicator: "1.2",',
        'ndicator: "1.3"}',
    ]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_register_that_ends_without_a_line_break_gets_one_of_its_own_kind(newline: str) -> None:
    before = '- id: E0001\n  proves:\n  - {indicator: "1.1", item: 办理清单}'.replace("\n", newline)
    after = with_proofs(before, {0: [OLD, NEW]})
    assert (
        after == f'{before}{newline}  - {{indicator: "1.2", item: 办理清单, tree: 2026版}}{newline}'
    )


def test_proofs_written_line_by_line_are_written_anew_and_the_rest_stays() -> None:
    before = f'{RECORD}  proves:\n  - indicator: "1.1"\n    item: 办理清单\n- id: E0002  # 乙\n'
    after = with_proofs(before, {0: [MARKED, NEW]})
    assert after.startswith(RECORD)
    assert after.endswith("- id: E0002  # 乙\n")
    assert "tree: 2021版" in after
    assert "tree: 2026版" in after


def test_several_records_are_changed_in_one_go() -> None:
    proves = 'proves:\n  - {indicator: "1.1", item: 办理清单}\n'
    before = f"- id: E0001\n  {proves}- id: E0002\n  {proves}"
    after = with_proofs(before, {0: [MARKED], 1: [OLD, NEW]})
    first, second = after.split("- id: E0002\n")
    assert first.count("tree:") == 1
    assert second.splitlines()[1:] == [
        '  - {indicator: "1.1", item: 办理清单}',
        '  - {indicator: "1.2", item: 办理清单, tree: 2026版}',
    ]


def test_what_is_no_list_of_records_is_not_touched() -> None:
    with pytest.raises(ValueError, match="not a list"):
        with_proofs("id: E0001\n", {0: [MARKED]})
