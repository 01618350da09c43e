"""The newest state of a workspace as the pages see it, what is kept with it, and what is closed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import samples
from sites import people_text
from visitors import TODAY, desk_on, visitor

from scoring.storage import text_of
from scoring.storage.cutting import Piece, list_pieces
from scoring.workbench.desk import Desk
from scoring.workspace.changes import REGISTER, Author, Change, ChangeSet, RefusedError, Saved

Opener = Callable[..., Desk]


@pytest.fixture
def opens(tmp_path: Path) -> Iterator[Opener]:
    """Opens a desk on the sample, with more lines in ``workspace.yaml`` or in the round's head."""
    desks: list[Desk] = []

    def make(workspace: str = "", round_: str = "") -> Desk:

        head = samples.SOUND["workspace.yaml"] + workspace + people_text()
        text = samples.SOUND["rounds/2026-self.yaml"]
        files = {"workspace.yaml": head, "rounds/2026-self.yaml": round_ + text}
        desks.append(desk_on(tmp_path, files))
        return desks[-1]

    yield make
    for desk in desks:
        desk.close()


# -- states


def test_the_same_state_is_the_same_view(opens: Opener) -> None:
    desk = opens()
    assert desk.view() is desk.view()
    assert desk.view().version == 1


def test_what_is_reckoned_is_reckoned_once_for_a_state(opens: Opener) -> None:
    view = opens().view()
    counted: list[int] = []
    for _ in range(3):
        view.once("key", lambda: counted.append(1) or 7)
    assert counted == [1]
    assert view.once("key", lambda: 8) == 7


def change(code: str, **finding: object) -> Change:
    return Change("finding", "rounds/2026-self.yaml", code, dict(finding))


def test_after_a_save_there_is_a_new_state_and_what_still_stands_is_kept(opens: Opener) -> None:
    desk = opens()
    before = desk.view()
    before.once("of the state", lambda: 1)
    before.standing("of the tree", lambda: 1)
    outcome = desk.submit([change("1.1", done=10, of=10)], Author("李明", TODAY), "finding 1.1")
    assert isinstance(outcome, Saved)
    after = desk.view()
    assert after.version > before.version
    assert after.once("of the state", lambda: 2) == 2
    assert after.standing("of the tree", lambda: 2) == 1


def test_other_units_or_people_make_everything_be_reckoned_anew(opens: Opener) -> None:
    desk = opens()
    desk.view().standing("of the tree", lambda: 1)
    person = Change("person", "workspace.yaml", "新来的", {"roles": ["专班"]})
    assert isinstance(desk.submit([person], Author("李明", TODAY), "people"), Saved)
    assert desk.view().standing("of the tree", lambda: 2) == 2


def test_a_preview_gives_the_scores_and_writes_nothing(opens: Opener) -> None:
    desk = opens()
    before = text_of(desk.path, "rounds/2026-self.yaml")
    outcome, assessment = desk.preview(change("1.1", done=10, of=10), Author("李明", TODAY))
    assert isinstance(outcome, Saved)
    assert assessment is not None
    assert assessment.by_code["1.1"].marks.claimed == 6
    assert text_of(desk.path, "rounds/2026-self.yaml") == before


def test_a_preview_of_what_would_be_refused_has_no_scores(opens: Opener) -> None:
    outcome, assessment = opens().preview(change("1.1", done=11, of=10), Author("李明", TODAY))
    assert not isinstance(outcome, Saved)
    assert assessment is None


def test_a_record_is_read_with_its_version_or_is_none(opens: Opener) -> None:
    desk = opens()
    stored = desk.finding(desk.view(), "1.1")
    assert stored is not None
    assert stored.version
    assert desk.finding(desk.view(), "没有的") is None
    assert desk.record(desk.view(), "rounds/没有.yaml", "1.1", ("findings",)) is None


def test_groups_are_taken_apart_and_nobody_comes_twice(opens: Opener) -> None:
    view = opens().view()
    assert view.members(["各单位", "县司法局"]) == ["县司法局", "县教育局"]
    assert view.members([]) == []


def test_pieces_are_found_by_their_ids(opens: Opener) -> None:
    assert list(opens().view().records) == ["E0001", "E0002"]


# -- what day it is


def test_a_day_that_was_asked_for_is_the_day(opens: Opener) -> None:
    desk = opens()
    assert desk.today == TODAY
    assert desk.answered_for(date(2030, 1, 1))
    assert desk.now().date() == TODAY


def test_a_confirmed_clock_goes_on_and_does_not_leap(tmp_path: Path) -> None:
    day = date.today()
    desk = Desk(samples.write(tmp_path, samples.SOUND), watch=False, confirmed=day)
    try:
        assert desk.answered_for(day + timedelta(days=1))
        assert desk.answered_for(day + timedelta(days=2))
        assert not desk.answered_for(day + timedelta(days=4000))
    finally:
        desk.close()


def test_a_clock_that_nobody_confirmed_is_not_answered_for(tmp_path: Path) -> None:
    desk = Desk(samples.write(tmp_path, samples.SOUND), watch=False)
    try:
        assert not desk.answered_for(desk.today)
    finally:
        desk.close()


# -- what is closed


def closed(desk: Desk, name: str) -> str:
    view = desk.view()
    return desk.closed(view, visitor(desk, name), view.assessment.tree.by_code["1.1"])


def test_an_open_round_is_open_to_all_who_write(opens: Opener) -> None:
    desk = opens()
    assert {closed(desk, name) for name in ("陈晓芸", "周正", "王建平")} == {""}


def test_a_locked_round_is_closed_to_all(opens: Opener) -> None:
    desk = opens(round_="locked: {on: 2026-11-20, by: 李明}\n")
    for name in ("陈晓芸", "王建平", "李明"):
        assert closed(desk, name) == (
            "本轮已由李明于 2026-11-20 定稿，只能看；要改请找专班组长打开"
        )


def test_after_the_deadline_units_only_read(opens: Opener) -> None:
    desk = opens("deadline: 2026-11-20 18:00\n")
    assert closed(desk, "陈晓芸") == "自评已于 11月20日 18:00 截止，只能看；要改请找专班"
    assert closed(desk, "王建平") == ""


def test_before_it_they_write(opens: Opener) -> None:
    assert closed(opens("deadline: 2026-11-30 18:00\n"), "陈晓芸") == ""


PARTS = """\
parts:
  县司法局:
  - {{on: 2026-11-01, do: assign, by: 李明}}
  - {{on: 2026-11-02, do: receive, by: 周正}}
  - {{on: 2026-11-10, do: {do}, by: 周正}}
"""


def test_a_part_that_was_handed_in_is_closed_to_its_unit(opens: Opener) -> None:
    desk = opens(round_=PARTS.format(do="submit"))
    assert closed(desk, "陈晓芸") == ("县司法局这一部分已报送，只能看；要改请先撤回，或请专班退回")
    assert closed(desk, "王建平") == ""
    assert closed(desk, "何青") == ""  # of another unit: that he may not write is not said here


def test_a_part_that_is_being_filled_in_is_open(opens: Opener) -> None:
    assert closed(opens(round_=PARTS.format(do="fill")), "陈晓芸") == ""


def test_the_deadline_is_a_moment_of_the_day(
    opens: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = opens("deadline: 2026-11-22 18:00\n")
    for hour, text in ((17, ""), (19, "自评已于 11月22日 18:00 截止，只能看；要改请找专班")):
        monkeypatch.setattr(desk, "now", lambda hour=hour: datetime(2026, 11, 22, hour))
        assert closed(desk, "陈晓芸") == text


# -- plans under the lock


def titled(desk: Desk, ident: str, title: str) -> None:
    """Another title for a piece, by a plan as pages carry them out."""
    change = Change("evidence", REGISTER, ident, {"title": title})
    desk.carry_out(Author("王建平", TODAY), "evidence", lambda changes: changes.change(change))


def test_what_was_cut_for_one_plan_serves_the_next(
    opens: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = opens()
    cut: list[str] = []

    def counted(text: str, known: Mapping[str, str]) -> list[Piece]:
        # What differs after an edit by hand is cut for its line in the journal: the one record.
        if "id: E0002" in text:
            cut.append(text)
        return list_pieces(text, known)

    monkeypatch.setattr("scoring.storage.records.list_pieces", counted)
    titled(desk, "E0001", "清单一")
    first = len(cut)
    titled(desk, "E0002", "清单二")
    assert (first, len(cut)) == (1, 1)
    # By hand between the two: the next plan goes on from what the file holds now.
    path = desk.path / REGISTER
    path.write_text(path.read_text("utf-8").replace("清单一", "手改的清单"), "utf-8")
    titled(desk, "E0002", "清单三")
    assert len(cut) == 2
    titles = [record.title for record in desk.view().workspace.records]
    assert titles == ["手改的清单", "清单三"]


def test_what_a_refused_plan_had_changed_does_not_stand_for_the_next(opens: Opener) -> None:
    desk = opens()
    change = Change("evidence", REGISTER, "E0001", {"title": "没有写入的"})

    def plan(changes: ChangeSet) -> None:
        changes.change(change)
        raise RefusedError("不行")

    with pytest.raises(RefusedError):
        desk.carry_out(Author("王建平", TODAY), "evidence", plan)
    titled(desk, "E0002", "清单二")
    assert "没有写入的" not in text_of(desk.path, REGISTER)
    outcome = desk.submit(
        [Change("evidence", REGISTER, "E0002", {"title": "清单三"})],
        Author("王建平", TODAY),
        "evidence",
    )
    assert isinstance(outcome, Saved)
    titled(desk, "E0001", "清单一")
    titles = [record.title for record in desk.view().workspace.records]
    assert titles == ["清单一", "清单三"]
