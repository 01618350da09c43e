"""A session keeps the newest state of a workspace: edits by hand show by themselves, readers never
wait."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from datetime import date
from pathlib import Path

import pytest
from samples import SOUND, write

from scoring.live import Changed, Session, Snapshot
from scoring.problems import ScoringError
from scoring.workspace import open_workspace

ROUND = "rounds/2026-self.yaml"
TODAY = date(2026, 11, 22)


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return Session(write(tmp_path, SOUND), today=lambda: TODAY, watch=False)


def edit(session: Session, name: str, old: str, new: str) -> None:
    path = session.path / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def finding(session: Session) -> tuple[str, str]:
    """The first finding of the sample: its code, and its line."""
    text = (session.path / ROUND).read_text("utf-8")
    line = next(line for line in text.splitlines() if line.startswith('  "'))
    return line.split('"')[1], line


def test_the_first_snapshot_is_what_a_fresh_opening_gives(session: Session) -> None:
    fresh = open_workspace(session.path).whole()
    assert session.snapshot.version == 1
    assert session.snapshot.workspace == fresh
    assert session.snapshot.assessment == fresh.assess()
    assert session.snapshot.problems == ()


def test_an_edit_by_hand_makes_a_new_snapshot_and_leaves_the_old_one_as_it_was(
    session: Session,
) -> None:
    old = session.snapshot
    code, line = finding(session)
    before = old.assessment
    edit(session, ROUND, line + "\n", "")
    new = session.refresh()
    assert new.version == 2
    assert session.snapshot is new
    assert old.assessment is before
    assert code in old.workspace.current.findings
    assert code not in new.workspace.current.findings
    assert new.assessment == open_workspace(session.path).whole().assess()


def test_a_look_at_unchanged_files_keeps_the_snapshot(session: Session) -> None:
    assert session.refresh() is session.snapshot
    assert session.snapshot.version == 1


def test_what_changed_is_told_with_the_codes_the_units_and_the_record(session: Session) -> None:
    told: list[tuple[Snapshot, Changed]] = []
    end = session.subscribe(lambda snapshot, changed: told.append((snapshot, changed)))
    code, line = finding(session)
    edit(session, ROUND, line + "\n", "")
    session.refresh()
    ((snapshot, changed),) = told
    assert snapshot is session.snapshot
    assert (ROUND, code) in changed.records
    assert code in changed.codes
    assert not changed.whole
    assert session.since(1) == changed
    assert not session.since(2)
    end()
    edit(
        session, ROUND, "kind: self\n", "kind: self\nassessor: 示例县依法治县办\n"
    ) if "assessor" not in (session.path / ROUND).read_text("utf-8") else edit(
        session, ROUND, "assessor: ", "assessor: 新"
    )
    session.refresh()
    assert len(told) == 1
    assert session.since(2).whole


def test_whoever_waits_is_woken_by_the_next_state(session: Session) -> None:
    got: list[int] = []
    waiting = threading.Thread(target=lambda: got.append(session.wait(1, timeout=20)[0].version))
    waiting.start()
    _, line = finding(session)
    edit(session, ROUND, line + "\n", "")
    session.refresh()
    waiting.join(20)
    assert got == [2]


def test_the_watcher_sees_an_edit_by_itself(tmp_path: Path) -> None:
    with Session(write(tmp_path, SOUND), today=lambda: TODAY) as session:
        _, line = finding(session)
        edit(session, ROUND, line + "\n", "")
        snapshot, _ = session.wait(1, timeout=20)
        assert snapshot.version == 2


def test_a_fault_in_one_look_does_not_end_the_watch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("scoring.live.session.EVERY", 0.01)
    looked = threading.Event()
    refresh = Session.refresh
    faults = iter(["one", "one", "other"])

    def faulty(session: Session) -> Snapshot:
        fault = next(faults, None)
        if fault:
            raise LookupError(fault)
        looked.set()
        return refresh(session)

    monkeypatch.setattr(Session, "refresh", faulty)
    with Session(write(tmp_path, SOUND), today=lambda: TODAY) as session:
        assert looked.wait(20)
        _, line = finding(session)
        edit(session, ROUND, line + "\n", "")
        assert session.wait(1, timeout=20)[0].version == 2
    told = [str(record.exc_info[1]) for record in caplog.records if record.exc_info]
    assert told == ["one", "other"], "the same fault once"


def test_a_state_that_cannot_be_scored_keeps_the_last_one_and_says_why(session: Session) -> None:
    head = (session.path / "workspace.yaml").read_text("utf-8")
    (session.path / "workspace.yaml").write_text("name: [\n", "utf-8")
    assert session.refresh().version == 1
    assert [item.rule for item in session.trouble] == ["Y003"]
    (session.path / "workspace.yaml").write_text(head, "utf-8")
    assert session.refresh().version == 2
    assert session.trouble == ()


def test_a_folder_that_is_no_workspace_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ScoringError) as refusal:
        Session(tmp_path)
    assert refusal.value.kind == "unreadable"
    assert [item.rule for item in refusal.value.problems] == ["W001"]


def test_gaps_are_reckoned_once_for_a_version(session: Session) -> None:
    snapshot = session.snapshot
    assert snapshot.gaps("unit") is snapshot.gaps("unit")
    assert sum(row.lost for row in snapshot.gaps("cause")) == snapshot.assessment.losses.total


def test_what_changed_since_a_version_is_the_sum_of_what_changed_each_time(
    session: Session,
) -> None:
    edit(session, ROUND, "done: 9", "done: 8")
    session.refresh()
    edit(session, ROUND, "met: true", "met: false")
    session.refresh()
    assert session.snapshot.version == 3
    assert session.since(1).records == {(ROUND, "1.1"), (ROUND, "1.2")}
    assert session.since(2).records == {(ROUND, "1.2")}
    assert not session.since(3)
    assert not session.since(4)
    assert not session.since(1).whole
    session._history.popleft()  # it was too long ago
    assert session.since(1).whole
    assert session.since(2).records == {(ROUND, "1.2")}


def test_the_first_save_and_the_watcher_end_with_the_session(tmp_path: Path) -> None:
    with Session(write(tmp_path, SOUND), today=lambda: TODAY) as session:
        threads = {thread.name for thread in threading.enumerate()}
        assert any(name.startswith("shifan-watch") for name in threads)
    assert not any(
        thread.name.startswith("shifan-watch") and thread.is_alive()
        for thread in threading.enumerate()
    )
    snapshot, changed = session.wait(session.snapshot.version)
    assert (snapshot, changed) == (session.snapshot, Changed()), "nobody waits for a closed one"


def aged(session: Session, hours: float) -> None:
    """As if all files had been written so many hours ago: by their times nothing is still in the
    middle of being written."""
    when = time.time() - hours * 3600
    for path in session.path.rglob("*"):
        if path.is_file() and ".shifan" not in path.parts:
            os.utime(path, (when, when))


def test_an_edit_shows_by_its_time_or_size_alone_long_after_the_last_one(
    tmp_path: Path,
) -> None:
    session = Session(write(tmp_path, SOUND), today=lambda: TODAY, watch=False)
    aged(session, 2)
    session.refresh()
    edit(session, ROUND, "done: 9", "done: 8")
    aged(session, 1)
    assert session.refresh().version == 2
    figures = session.health.figures()
    assert figures["by_hand"] == 1
    assert 0 < figures["by_hand_p50"] < 60_000


def test_nothing_is_opened_again_while_nothing_shows(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    aged(session, 2)
    session.refresh()
    monkeypatch.setattr(session, "_reopen", lambda: pytest.fail("opened again"))
    assert session.refresh().version == 1
    assert session.glance() is session.snapshot


def test_a_look_at_the_evidence_notices_a_file_that_changed(session: Session) -> None:
    proof = next((session.path / "evidence" / "files").iterdir())
    proof.write_text("换过的", "utf-8")
    aged(session, 2)
    snapshot = session.sweep()
    assert snapshot.version == 2
    assert snapshot.workspace.files["E0001"].state == "changed"
    figures = session.health.figures()
    assert figures["sweeps"] == 1
    assert 0 < figures["sweep_p50"] < 60_000


def test_a_file_is_there_as_it_was_read_last(session: Session) -> None:
    for name in (ROUND, "evidence/register.yaml", "workspace.yaml"):
        raw = (session.path / name).read_bytes()
        assert session.raw(name) == raw
        assert session.text(name) == raw.decode("utf-8")
        assert session.digest(name) == hashlib.sha256(raw).hexdigest()
    for nothing in (session.raw("none"), session.text("none"), session.digest("none")):
        assert nothing is None
    edit(session, ROUND, "done: 9", "done: 8")
    assert "done: 9" in (session.text(ROUND) or "")
    session.refresh()
    assert "done: 8" in (session.text(ROUND) or "")


def test_a_file_that_is_no_utf8_has_bytes_and_no_text(session: Session) -> None:
    (session.path / ROUND).write_bytes(b"\xff")
    session.refresh()
    assert session.raw(ROUND) == b"\xff"
    assert session.text(ROUND) is None
