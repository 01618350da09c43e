"""Two people and one file: each change is merged with what stands, against what its author saw, and
what cannot be merged says who wanted what.

```yaml
- id: E0002
  title: 公开栏目          # 甲 saw this; 乙 has changed it meanwhile
```

What an author saw is known by its version; the journal has the text that belongs to it.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import samples

from scoring.storage import DROP, Journal, RecordFile
from scoring.workspace import open_workspace
from scoring.workspace.changes import (
    LEDGER,
    REGISTER,
    WORKSPACE,
    Author,
    Change,
    Conflict,
    ConflictError,
    Kind,
    Outcome,
    Refused,
    Saved,
    submit,
)

ROUND = "rounds/2026-self.yaml"
DAY = date(2026, 11, 22)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return samples.write(tmp_path / "县", samples.SOUND)


def send(home: Path, change: Change, by: str = "甲") -> Outcome:
    return submit(home, [change], Author(by, DAY), "测试")


def text(home: Path, name: str) -> str:
    return (home / name).read_bytes().decode()


def seen(home: Path, kind: Kind, file: str, key: str) -> str:
    """The version of a record as it stands now: what an author has on the screen."""
    section = Change(kind, file, key).section
    stored = RecordFile.of(file, text(home, file), section).record(key)
    return stored.version if stored else ""


def piece(**more: Any) -> Change:
    return Change("evidence", REGISTER, "E0002", **more)


def saved(outcome: Outcome) -> Saved:
    assert isinstance(outcome, Saved), outcome
    return outcome


def conflict(outcome: Outcome) -> Conflict:
    assert isinstance(outcome, Conflict), outcome
    return outcome


# -- fields


def test_each_changed_another_key_and_both_stand(home: Path) -> None:
    version = seen(home, "evidence", REGISTER, "E0002")
    saved(send(home, piece(fields={"title": "公开专栏"}), "乙"))
    saved(send(home, piece(fields={"unit": "县司法局"}, expected=version)))
    record = open_workspace(home).whole().records[1]
    assert (record.title, record.unit) == ("公开专栏", "县司法局")


def test_what_was_seen_several_changes_ago_is_still_known(home: Path) -> None:
    """乙 changes the title three times; 甲 saw the first state and changes the unit alone."""
    version = seen(home, "evidence", REGISTER, "E0002")
    for title in ("二稿", "三稿", "四稿"):
        saved(send(home, piece(fields={"title": title}), "乙"))
    saved(send(home, piece(fields={"unit": "县司法局"}, expected=version)))
    assert open_workspace(home).whole().records[1].title == "四稿"
    clash = conflict(send(home, piece(fields={"title": "我的"}, expected=version)))
    assert clash.base["title"] == "公开栏目"
    assert (clash.theirs["title"], clash.mine["title"]) == ("四稿", "我的")


def test_the_same_key_to_two_things_is_a_conflict_that_names_it(home: Path) -> None:
    version = seen(home, "evidence", REGISTER, "E0002")
    saved(send(home, piece(fields={"title": "公开专栏"}), "乙"))
    before = text(home, REGISTER)
    clash = conflict(
        send(home, piece(fields={"title": "政务公开", "unit": "县司法局"}, expected=version))
    )
    assert clash.fields == ("title",)
    assert str(ConflictError(clash)) == (
        "title 刚被别人改过，和你的修改不同，没有写入。请看过现在的内容再改"
    )
    assert text(home, REGISTER) == before, "nothing of a change that clashes is written"


def test_the_same_thing_wanted_twice_is_written_once(home: Path) -> None:
    version = seen(home, "evidence", REGISTER, "E0002")
    saved(send(home, piece(fields={"title": "公开专栏"}), "乙"))
    lines = len(Journal(home / "journal.jsonl").entries())
    before = text(home, REGISTER)
    saved(send(home, piece(fields={"title": "公开专栏"}, expected=version)))
    assert text(home, REGISTER) == before
    assert len(Journal(home / "journal.jsonl").entries()) == lines


def test_a_version_that_nobody_knows_clashes_where_anything_differs(home: Path) -> None:
    """An edit by hand before the first journal line: what 甲 saw cannot be told any more."""
    lost = "0" * 64
    clash = conflict(send(home, piece(fields={"title": "我的"}, expected=lost)))
    assert (clash.base, clash.fields) == (None, ("title",))
    saved(send(home, piece(fields={"title": "公开栏目"}, expected=lost)))


def test_what_the_caller_still_has_need_not_be_in_the_journal(home: Path) -> None:
    base = {"title": "公开栏目"}
    samples.write(home, {REGISTER: text(home, REGISTER).replace("公开栏目", "公开专栏")})
    saved(send(home, piece(fields={"unit": "县司法局"}, expected="0" * 64, base=base)))
    clash = conflict(send(home, piece(fields={"title": "我的"}, expected="0" * 64, base=base)))
    assert clash.theirs["title"] == "公开专栏"


def test_a_record_that_was_taken_out_meanwhile(home: Path) -> None:
    """甲 changes a finding that 乙 has cleared: nothing is brought back to life unasked."""
    version = seen(home, "finding", ROUND, "1.1")
    saved(send(home, Change("finding", ROUND, "1.1", value=DROP), "乙"))
    clash = conflict(send(home, Change("finding", ROUND, "1.1", {"done": 8}, expected=version)))
    assert (clash.theirs, clash.fields) == (None, ("done",))
    assert list(open_workspace(home).whole().current.findings) == ["1.2"]


def test_a_record_that_was_added_meanwhile(home: Path) -> None:
    bonus = Change("finding", ROUND, "2", {"score": "3", "reason": "省级推广"}, expected="")
    saved(send(home, bonus, "乙"))
    other = Change("finding", ROUND, "2", {"score": "4", "reason": "省级推广"}, expected="")
    assert conflict(send(home, other)).fields == ("score",)
    saved(send(home, bonus))


# -- whole values


def test_a_value_without_keys_is_not_merged(home: Path) -> None:
    version = seen(home, "setting", WORKSPACE, "round")
    target = Change("setting", WORKSPACE, "target", value="90", expected="")
    saved(send(home, target, "乙"))
    clash = conflict(send(home, Change("setting", WORKSPACE, "target", value="85", expected="")))
    assert (clash.theirs, clash.mine, clash.fields) == ("90", "85", ("target",))
    saved(send(home, target))
    assert version == seen(home, "setting", WORKSPACE, "round"), (
        "its neighbours have versions of their own"
    )


def test_a_whole_record_takes_out_what_its_author_saw_and_left_away(home: Path) -> None:
    """甲 sends all that the form holds, without the kind; 乙 has added a unit that 甲 never saw."""
    version = seen(home, "evidence", REGISTER, "E0002")
    saved(send(home, piece(fields={"unit": "县司法局"}), "乙"))
    form = {
        "id": "E0002",
        "url": "https://example.com/open",
        "seen": "2026-04-01",
        "title": "公开栏目",
        "proves": [{"indicator": "1.2"}],
    }
    saved(send(home, piece(fields=form, whole=True, expected=version)))
    record = open_workspace(home).whole().records[1]
    assert (record.kind, record.unit, record.title) == (None, "县司法局", "公开栏目")


# -- lists


def test_both_map_the_piece_to_another_indicator(home: Path) -> None:
    version = seen(home, "evidence", REGISTER, "E0002")
    saved(send(home, piece(fields={"proves": [{"indicator": "1.2"}, {"indicator": "1.1"}]}), "乙"))
    mine = [{"indicator": "1.2", "locate": "首页"}, {"indicator": "2"}]
    saved(send(home, piece(fields={"proves": mine}, expected=version)))
    proofs = open_workspace(home).whole().records[1].proves
    assert [(proof.indicator, proof.locate) for proof in proofs] == [
        ("1.2", "首页"),
        ("1.1", None),
        ("2", None),
    ]


def test_one_takes_a_proof_away_that_the_other_has_located(home: Path) -> None:
    version = seen(home, "evidence", REGISTER, "E0002")
    saved(send(home, piece(fields={"proves": [{"indicator": "1.2", "locate": "首页"}]}), "乙"))
    clash = conflict(send(home, piece(fields={"proves": []}, expected=version)))
    assert clash.fields == ("proves",)


def events(*steps: tuple[str, str]) -> list[dict[str, str]]:
    return [{"on": day, "do": do, "by": "甲", "note": "记录"} for day, do in steps]


def test_a_history_grows_by_both_in_the_order_of_days(home: Path) -> None:
    version = seen(home, "item", LEDGER, "R0001")
    old = [{"on": "2026-09-01", "do": "open"}, {"on": "2026-09-03", "do": "start"}]
    later = [*old, *events(("2026-09-10", "progress"))]
    saved(send(home, Change("item", LEDGER, "R0001", {"events": later}), "乙"))
    mine = [*old, *events(("2026-09-05", "progress"))]
    saved(send(home, Change("item", LEDGER, "R0001", {"events": mine}, expected=version)))
    item = open_workspace(home).whole().ledger[0]
    assert [str(event.on) for event in item.events] == [
        "2026-09-01",
        "2026-09-03",
        "2026-09-05",
        "2026-09-10",
    ]


def test_a_step_that_stands_is_never_taken_out_by_a_merge(home: Path) -> None:
    version = seen(home, "item", LEDGER, "R0001")
    saved(
        send(
            home,
            Change("item", LEDGER, "R0001", add={"events": events(("2026-09-10", "progress"))}),
            "乙",
        )
    )
    mine = [{"on": "2026-09-01", "do": "open"}]
    clash = conflict(
        send(home, Change("item", LEDGER, "R0001", {"events": mine}, expected=version))
    )
    assert clash.fields == ("events",)


def test_two_steps_that_both_may_be_taken_are_refused_together(home: Path) -> None:
    """Both hand the item in on what each saw: after the first it waits to be accepted, and the
    second cannot follow; it is judged on the history as it would be."""
    version = seen(home, "item", LEDGER, "R0001")
    step = {"on": "2026-09-10", "do": "submit", "evidence": ["E0001"]}
    saved(send(home, Change("item", LEDGER, "R0001", add={"events": [{**step, "by": "乙"}]}), "乙"))
    outcome = send(
        home,
        Change("item", LEDGER, "R0001", add={"events": [{**step, "by": "甲"}]}, expected=version),
    )
    assert isinstance(outcome, Refused), outcome
    assert [
        (item.rule, field) for item, field in zip(outcome.problems, outcome.fields, strict=True)
    ] == [("L003", "events")]


# -- an edit by hand between


def test_an_edit_by_hand_is_merged_like_any_other(home: Path) -> None:
    """乙 writes into the file with an editor: a remark, a blank line, another title."""
    version = seen(home, "evidence", REGISTER, "E0002")
    saved(send(home, piece(fields={"kind": "链接", "issuer": "县政府"}), "乙"))
    edited = (
        text(home, REGISTER)
        .replace("- id: E0002", "\n# 网页\n- id: E0002")
        .replace("title: 公开栏目", "title: 公开专栏   # 改名")
    )
    samples.write(home, {REGISTER: edited})
    saved(send(home, piece(fields={"unit": "县司法局"}, expected=version)))
    after = text(home, REGISTER)
    assert "\n# 网页\n- id: E0002" in after
    assert "title: 公开专栏   # 改名\n" in after
    assert open_workspace(home).problems == ()
