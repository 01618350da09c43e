"""An edit by hand gets its line in the journal from the session that notices it: which records,
before and after; what somebody wrote with a line of its own gets none.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from random_changes import Player, dice, workspace
from samples import SOUND, write

from scoring.live import Session
from scoring.rectification.faults import issued_digests
from scoring.storage import RecordFile, Transaction, disk
from scoring.storage.days import newest_day
from scoring.storage.hand_lines import BY_HAND, MOST_RECORDS, is_by_hand, why_not_undone
from scoring.storage.journal import JOURNAL, verify_journal
from scoring.storage.layout import HELD_APART, sections_of
from scoring.storage.merging import address_of
from scoring.workspace.changes import Author, Change, ChangeSet, Saved, carry_out
from scoring.yamlio import parse

ROUND, REGISTER, LEDGER = "rounds/2026-self.yaml", "evidence/register.yaml", "rectification.yaml"
DAY = date(2026, 11, 22)
AUTHOR = Author("张三", DAY, via="web")


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return Session(write(tmp_path, SOUND), today=lambda: DAY, watch=False)


def journal(home: Session | Path) -> list[dict[str, Any]]:
    path = (home if isinstance(home, Path) else home.path) / JOURNAL
    return [json.loads(line) for line in path.read_bytes().splitlines()] if path.exists() else []


def by_hand(home: Session | Path) -> list[dict[str, Any]]:
    return [line for line in journal(home) if is_by_hand(line)]


def in_place(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")


def by_rename(path: Path, text: str) -> None:
    draft = path.with_name(".~" + path.name)
    draft.write_text(text, "utf-8")
    draft.replace(path)


def edit(session: Session, name: str, old: str, new: str, save: Any = in_place) -> None:
    path = session.path / name
    text = path.read_text("utf-8")
    assert old in text
    save(path, text.replace(old, new, 1))


def noticed(session: Session) -> list[dict[str, Any]]:
    """The lines after two looks: at the first one an editor may be in the middle of saving."""
    session.refresh()
    session.refresh()
    assert verify_journal(session.path / JOURNAL) == []
    return journal(session)


def from_outside(home: Path, title: str) -> None:
    """A command that writes while the session runs."""

    def plan(changes: ChangeSet) -> None:
        changes.change(Change("evidence", REGISTER, "E0001", {"title": title}))

    carry_out(home, Author("李四", DAY), "evidence map", plan)


@pytest.mark.parametrize("save", [in_place, by_rename])
def test_an_edit_by_hand_is_told_with_the_record_before_and_after(
    session: Session, save: Any
) -> None:
    before = (session.path / ROUND).read_bytes()
    edit(session, ROUND, '"1.1": {done: 9, of: 10}', '"1.1": {done: 8, of: 10}', save)
    (line,) = noticed(session)
    assert line["by"] == BY_HAND
    assert (line["via"], line["do"], line["records"]) == ("hand", "hand", ["1.1"])
    assert line["before"] == {ROUND: {"findings/1.1": '  "1.1": {done: 9, of: 10}'}}
    assert line["after"] == {ROUND: {"findings/1.1": '  "1.1": {done: 8, of: 10}'}}
    now = (session.path / ROUND).read_bytes()
    assert line["was"] == {ROUND: hashlib.sha256(before).hexdigest()}
    assert line["files"] == {ROUND: hashlib.sha256(now).hexdigest()}
    assert "on" not in line
    assert noticed(session) == [line], "it is told once"


def test_the_first_look_may_be_into_a_save_and_tells_nothing_yet(session: Session) -> None:
    edit(session, ROUND, "done: 9", "done: 8")
    session.refresh()
    assert journal(session) == []
    edit(session, ROUND, "done: 8", "done: 7")
    session.refresh()
    assert journal(session) == []
    session.refresh()
    (line,) = journal(session)
    assert "done: 9" in line["before"][ROUND]["findings/1.1"]
    assert "done: 7" in line["after"][ROUND]["findings/1.1"]


def test_an_edit_that_was_taken_back_before_anybody_saw_it_is_none(session: Session) -> None:
    edit(session, ROUND, "done: 9", "done: 8")
    session.refresh()
    edit(session, ROUND, "done: 8", "done: 9")
    assert noticed(session) == []


def test_records_of_several_sections_and_files_each_have_their_address(session: Session) -> None:
    edit(session, ROUND, "vetoes: {V1: false}", "vetoes:\n  V1: false\n")
    edit(session, ROUND, "as_of: 2026-11-20", "as_of: 2026-11-21")
    edit(session, REGISTER, "unit: 县司法局", "unit: 县教育局")
    edit(session, "workspace.yaml", "{aliases: [司法局]}", "{aliases: [司法局, 法制办]}")
    lines = {name: line for line in noticed(session) for name in line["files"]}
    assert sorted(lines) == [REGISTER, ROUND, "workspace.yaml"]
    assert "/as_of" in lines[ROUND]["after"][ROUND]
    assert list(lines[REGISTER]["after"][REGISTER]) == ["E0001"]
    assert list(lines["workspace.yaml"]["after"]["workspace.yaml"]) == ["units/县司法局"]


def test_a_comment_and_another_order_name_the_file_alone(session: Session) -> None:
    edit(session, REGISTER, "- id: E0001", "# 本月\n- id: E0001")
    (line,) = noticed(session)
    assert (line["records"], line.get("before"), line.get("after")) == ([REGISTER], None, None)


def test_a_new_file_and_one_that_is_gone_are_told_and_cannot_be_taken_back(
    session: Session,
) -> None:
    text = (session.path / ROUND).read_text("utf-8")
    other = session.path / "rounds/2027-self.yaml"
    other.write_text(text.replace("2026-self", "2027-self"), "utf-8")
    (came,) = noticed(session)
    assert came["was"] == {"rounds/2027-self.yaml": None}
    assert "findings/1.1" in came["after"]["rounds/2027-self.yaml"]
    other.unlink()
    _, went = noticed(session)
    assert went["files"] == {"rounds/2027-self.yaml": None}
    assert went["before"] == came["after"]
    assert all("整个文件" in why_not_undone(line) for line in (came, went))
    other.write_text(text.replace("2026-self", "2027-self"), "utf-8")
    assert len(noticed(session)) == 3


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_file_whose_name_is_no_utf_8_keeps_nobody_from_telling_and_saving(tmp_path: Path) -> None:
    """As an archive leaves it that was packed where names are GBK."""
    home = write(tmp_path, SOUND)

    def put(name: str) -> None:
        path = os.fsencode(home / "rounds") + b"/" + name.encode("gbk") + b".yaml"
        Path(os.fsdecode(path)).write_bytes((home / ROUND).read_bytes())

    put("自评")
    with Session(home, watch=False) as session:
        put("核验")
        edit(session, ROUND, "done: 9", "done: 8")
        assert [line["records"] for line in noticed(session)] == [["1.1"]]
        change = Change("evidence", REGISTER, "E0001", {"title": "新题名"})
        assert isinstance(session.submit([change], AUTHOR), Saved)


def test_a_file_that_cannot_be_read_is_told_once_it_can_be_again(session: Session) -> None:
    edit(session, ROUND, "done: 9, of: 10}", "done: 8, of: 10")
    assert noticed(session) == []
    assert session.trouble
    edit(session, ROUND, "done: 8, of: 10", "done: 8, of: 10}")
    (line,) = noticed(session)
    assert "done: 8" in line["after"][ROUND]["findings/1.1"]


def test_a_save_stands_behind_the_edit_that_came_before_it(session: Session) -> None:
    edit(session, REGISTER, "unit: 县司法局", "unit: 县教育局")
    change = Change("evidence", REGISTER, "E0001", {"title": "新题名"})
    assert isinstance(session.submit([change], AUTHOR), Saved)
    edited, saved = journal(session)
    assert (edited["by"], saved["by"]) == (BY_HAND, "张三")
    assert edited["files"] == saved["was"]
    assert edited["after"][REGISTER]["E0001"] == saved["before"][REGISTER]["E0001"]
    assert noticed(session) == [edited, saved]


def test_what_a_command_or_another_session_writes_is_no_edit_by_hand(session: Session) -> None:
    from_outside(session.path, "命令写的")
    with Session(session.path, watch=False) as other:
        change = Change("finding", ROUND, "1.1", {"done": "7"})
        assert isinstance(other.submit([change], AUTHOR), Saved)
    assert [line["by"] for line in noticed(session)] == ["李四", "张三"]


def test_of_an_edit_and_a_command_between_two_looks_the_edit_is_told(session: Session) -> None:
    """The command wrote one field of a record of which a hand had changed another."""
    edit(session, REGISTER, "unit: 县司法局", "unit: 县教育局")
    from_outside(session.path, "命令写的")
    edit(session, REGISTER, "date: 2026-03-01", "date: 2026-03-02")
    by_hand_before = (session.path / REGISTER).read_bytes()
    command, edited = noticed(session)
    assert (command["by"], edited["by"]) == ("李四", BY_HAND)
    before, after = edited["before"][REGISTER]["E0001"], edited["after"][REGISTER]["E0001"]
    assert "县司法局" in before
    assert "县教育局" in after
    assert "2026-03-02" in after
    assert edited["was"] == command["files"], "the digests lead from line to line"
    assert edited["files"] == {REGISTER: hashlib.sha256(by_hand_before).hexdigest()}
    assert noticed(session) == [command, edited]


def test_of_saves_that_were_written_together_each_is_known(session: Session) -> None:
    """Another session wrote two records with one flush: the last line alone has the digests."""
    with Transaction(session.path) as transaction:
        from scoring.workspace.changes import commit_together

        first = ChangeSet(transaction, AUTHOR, "edit")
        first.change(Change("evidence", REGISTER, "E0001", {"title": "一"}))
        second = ChangeSet(transaction, AUTHOR, "edit")
        second.change(Change("finding", ROUND, "1.1", {"done": "7"}))
        commit_together(transaction, [first, second])
    edit(session, REGISTER, "unit: 县司法局", "unit: 县教育局")
    *_, line = noticed(session)
    assert len(journal(session)) == 3
    assert "title: 一" in line["before"][REGISTER]["E0001"]
    assert "unit: 县司法局" in line["before"][REGISTER]["E0001"]


def test_two_sessions_tell_of_an_edit_once(session: Session) -> None:
    with Session(session.path, watch=False) as other:
        edit(session, ROUND, "done: 9", "done: 8")
        for one in (session, other, session, other):
            one.refresh()
        assert len(journal(session)) == 1
        edit(session, ROUND, "done: 8", "done: 7")
        change = Change("evidence", REGISTER, "E0001", {"title": "新题名"})
        other.refresh()
        assert isinstance(session.submit([change], AUTHOR), Saved)
        other.refresh()
    assert [line["by"] for line in noticed(session)] == [BY_HAND, BY_HAND, "张三"]


def test_a_session_that_ends_tells_what_it_saw(session: Session) -> None:
    edit(session, ROUND, "done: 9", "done: 8")
    session.refresh()
    session.close()
    assert len(by_hand(session)) == 1


def test_what_was_edited_while_no_session_ran_is_told_by_the_next_one(session: Session) -> None:
    """Of the records the end of the journal tells what they were, of the others nothing."""
    change = Change("evidence", REGISTER, "E0001", {"title": "新题名"})
    assert isinstance(session.submit([change], AUTHOR), Saved)
    session.close()
    edit(session, REGISTER, "新题名", "手改的")
    edit(session, ROUND, "done: 9", "done: 8")
    with Session(session.path, watch=False) as one, Session(session.path, watch=False) as two:
        one.refresh()
        two.refresh()
        saved, edited = noticed(two)
        assert (edited["by"], edited["records"], edited["partly"]) == (BY_HAND, ["E0001"], True)
        assert edited["was"] == saved["files"]
        assert "新题名" in edited["before"][REGISTER]["E0001"]
        assert "手改的" in edited["after"][REGISTER]["E0001"]
        edit(session, REGISTER, "手改的", "又改的")
        assert len(noticed(one)) == len(noticed(two)) == 3


def test_a_first_save_stands_behind_what_was_edited_while_no_session_ran(session: Session) -> None:
    for text in ("一", "二"):
        with Session(session.path, watch=False) as one:
            change = Change("evidence", REGISTER, "E0001", {"title": text})
            assert isinstance(one.submit([change], AUTHOR), Saved)
        edit(session, REGISTER, "date: 2026-03-01", "date: 2026-03-02") if text == "一" else None
    assert [line["by"] for line in journal(session)] == ["张三", BY_HAND, "张三"]


def test_a_file_that_was_broken_at_first_is_named_once_it_is_mended(session: Session) -> None:
    other = session.path / "rounds/2025-self.yaml"
    other.write_text("round: [\n", "utf-8")
    with Session(session.path, watch=False) as later:
        other.write_text((session.path / ROUND).read_text("utf-8").replace("2026-s", "2025-s"))
        (line,) = noticed(later)
    assert (line["records"], line.get("after")) == (["rounds/2025-self.yaml"], None)


def test_a_very_large_edit_is_told_with_the_texts_of_the_first_records(tmp_path: Path) -> None:
    record = (
        '- {{id: E{:04}, title: 材料, kind: 文件, url: "https://a.example/{}", seen: 2026-03-01}}\n'
    )
    records = "".join(record.format(at, at) for at in range(1, MOST_RECORDS + 51))
    session = Session(write(tmp_path, {**SOUND, REGISTER: records}), watch=False)
    in_place(session.path / REGISTER, records.replace("材料", "文件材料"))
    (line,) = noticed(session)
    assert len(line["records"]) == MOST_RECORDS + 50
    assert len(line["after"][REGISTER]) == len(line["before"][REGISTER]) == MOST_RECORDS
    assert line["left_out"] == 50
    assert "改不回去" in why_not_undone(line)


def no_room(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


def test_an_edit_is_told_later_where_the_journal_cannot_be_written_now(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(session, ROUND, "done: 9", "done: 8")
    with monkeypatch.context() as full:
        full.setattr(disk, "append", no_room)
        assert noticed(session) == []
    with Transaction(session.path):  # another process is at work
        assert noticed(session) == []
    assert len(noticed(session)) == 1


def test_a_save_succeeds_where_the_edit_before_it_could_not_be_told(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(session, REGISTER, "unit: 县司法局", "unit: 县教育局")
    change = Change("evidence", REGISTER, "E0001", {"title": "新题名"})
    with monkeypatch.context() as full:
        full.setattr(Transaction, "note", no_room)
        assert isinstance(session.submit([change], AUTHOR), Saved)
    saved, edited = noticed(session)
    assert (saved["by"], edited["by"]) == ("张三", BY_HAND)
    assert "县司法局" in edited["before"][REGISTER]["E0001"]
    assert "县教育局" in edited["after"][REGISTER]["E0001"]
    assert "新题名" not in edited["after"][REGISTER]["E0001"]


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="for root all is writable")
def test_in_a_folder_that_is_read_only_nothing_is_written(session: Session) -> None:
    edit(session, ROUND, "done: 9", "done: 8")
    session.path.chmod(0o500)
    try:
        assert noticed(session) == []
    finally:
        session.path.chmod(0o700)
    assert len(noticed(session)) == 1


def test_nothing_is_written_into_a_folder_that_is_no_workspace_any_more(session: Session) -> None:
    (session.path / ROUND).unlink()
    (session.path / "workspace.yaml").unlink()
    assert noticed(session) == []
    session.close()
    assert not (session.path / JOURNAL).exists()


def test_whoever_closed_the_workbench_for_writing_gets_no_line_before_it_is_open_again(
    session: Session,
) -> None:
    session.notes_edits = lambda: False
    edit(session, ROUND, "done: 9", "done: 8")
    assert noticed(session) == []
    session.notes_edits = lambda: True
    assert len(noticed(session)) == 1


def test_the_line_states_no_day_and_issues_nothing(session: Session) -> None:
    assert isinstance(
        session.submit([Change("finding", ROUND, "1.1", {"done": "8"})], AUTHOR), Saved
    )
    issued = issued_digests(session.path)
    edit(session, ROUND, "done: 8", "done: 7")
    assert len(noticed(session)) == 2
    assert newest_day(session.path) == DAY
    assert issued_digests(session.path) == issued


class Killed(BaseException):
    """Stands for a process that is no more."""


@pytest.mark.parametrize("step", ["append", "remove"])
def test_a_kill_leaves_one_line_or_none_and_the_next_look_tells_the_rest(
    session: Session, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """Before the line is written, and after it, when its note is still there."""

    def killed(*_: object) -> None:
        raise Killed

    edit(session, ROUND, "done: 9", "done: 8")
    session.refresh()
    with monkeypatch.context() as patch:
        patch.setattr(disk, step, killed)
        with pytest.raises(Killed):
            session.refresh()
    assert len(noticed(session)) == 1
    with Transaction(session.path):
        pass
    assert len(noticed(session)) == 1
    assert not list((session.path / ".shifan").glob("pending-*"))


@pytest.mark.parametrize("seed", range(4))
def test_the_journal_leads_from_each_state_of_a_file_to_the_next(tmp_path: Path, seed: int) -> None:
    """After many changes by saves, commands and hands: each line of a file begins where the one
    before it ended, and the texts of all lines come to what stands in the file.
    """
    d = dice(7000 + seed)
    space = workspace(d, tmp_path, seed)
    with Session(tmp_path, watch=False) as session:
        digests = {name: digest(tmp_path, name) for name in record_files(tmp_path)}
        texts = {name: cut(tmp_path, name) for name in digests}
        player = Player(session, space, d)
        for _ in range(25):
            player.step()
            session.refresh()
        session.refresh()
        session.refresh()
        untold = session._edits()
        broken = bool(session.trouble)
        sources = session._memory.sources.values()
        unreadable = {source.name for source in sources if source.document is None}
    for line in journal(tmp_path):
        replay(line, texts)
        for name, after in line["files"].items() if "files" in line else ():
            if name in digests or sections_of(name):
                assert line["was"][name] == digests.get(name), (name, line)
                digests[name] = after
    assert untold == []
    if broken:
        return
    assert {name for name, value in digests.items() if value} == record_files(tmp_path)
    for name in record_files(tmp_path) - unreadable:
        assert digests[name] == digest(tmp_path, name)
        now = cut(tmp_path, name)
        known = texts.get(name)
        if now is not None and known is not None:
            assert read(known) == read(now), name


def record_files(home: Path) -> set[str]:
    names = (path.relative_to(home).as_posix() for path in home.rglob("*.yaml"))
    return {name for name in names if sections_of(name)}


def digest(home: Path, name: str) -> str | None:
    return disk.digest_of(home / name)


def cut(home: Path, name: str) -> dict[str, str] | None:
    """The texts of all records of a file; None where one of them has no text of its own, or a key
    stands twice.
    """
    text = (home / name).read_text("utf-8")
    texts: dict[str, str] = {}
    for section in sections_of(name):
        file = RecordFile.of(name, text, section)
        keys = [piece.key for piece in file.pieces if piece.key is not None]
        if (file.whole and list(file.keys)) or len(keys) != len(set(keys)):
            return None
        for key in file.keys:
            if not (section == () and key in HELD_APART):
                texts[address_of(section, key)] = file.text_of(key) or ""
    return texts


def read(texts: Mapping[str, str]) -> dict[str, object]:
    """The data of records: a comment behind the last one is the next one's once a save adds that."""
    return {address: parse(text, address)[0] for address, text in texts.items()}


def replay(line: Mapping[str, Any], texts: dict[str, dict[str, str] | None]) -> None:
    for name in {**line.get("before", {}), **line.get("after", {})}:
        known = texts.setdefault(name, {})
        if known is None:
            continue
        for address in line.get("before", {}).get(name, {}):
            known.pop(address, None)
        known |= line.get("after", {}).get(name, {})
