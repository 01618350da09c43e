"""The journal: each line carries the digest of the one before, so that a change shows where it was
made."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scoring.storage import (
    Journal,
    Transaction,
    examine_journal,
    journal,
    missing_end,
    verify_journal,
)
from scoring.storage.journal import FIRST, line_of
from scoring.storage.journal_end import keep_end, lost_end
from scoring.storage.note import Note, write_note


@pytest.fixture
def written(tmp_path: Path) -> Path:
    for number in range(4):
        with Transaction(tmp_path) as transaction:
            transaction.commit(
                {"a.txt": f"{number}\n"}, {"on": "2026-11-22", "do": "test", "by": f"甲{number}"}
            )
    return tmp_path / "journal.jsonl"


def test_a_sound_chain(written: Path) -> None:
    assert verify_journal(written) == []
    entries = Journal(written).entries()
    assert [entry["by"] for entry in entries] == ["甲0", "甲1", "甲2", "甲3"]
    assert entries[0]["prev"] == FIRST


def test_no_journal_yet(tmp_path: Path) -> None:
    assert verify_journal(tmp_path / "journal.jsonl") == []
    assert Journal(tmp_path / "journal.jsonl").head() == FIRST
    assert Journal(tmp_path / "journal.jsonl").entries() == []


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (
            lambda lines: [
                lines[0],
                lines[1].replace(b"\xe7\x94\xb21", b"\xe4\xb9\x991"),
                *lines[2:],
            ],
            3,
        ),
        (lambda lines: [lines[0], *lines[2:]], 2),
        (lambda lines: [lines[1], lines[0], *lines[2:]], 1),
        (lambda lines: [*lines[:2], lines[1], *lines[2:]], 3),
        (lambda lines: [*lines[:3], lines[3][: len(lines[3]) // 2]], 4),
        (lambda lines: [*lines[:2], b'{"no": "chain"}\n', *lines[2:]], 3),
    ],
    ids=["altered", "taken out", "swapped", "doubled", "torn", "slipped in"],
)
def test_what_was_done_to_it_shows_at_its_place(written: Path, change, line: int) -> None:
    written.write_bytes(b"".join(change(written.read_bytes().splitlines(keepends=True))))
    faults = verify_journal(written)
    assert faults[0].line == line


def test_the_head_tells_a_cut_tail(written: Path) -> None:
    head = Journal(written).head()
    written.write_bytes(b"".join(written.read_bytes().splitlines(keepends=True)[:-1]))
    assert verify_journal(written) == []
    assert Journal(written).head() != head


def test_lines_that_cannot_be_read_are_left_out_of_the_entries(written: Path) -> None:
    with written.open("ab") as stream:
        stream.write(b"[1]\nnot json\n")
    assert len(Journal(written).entries()) == 4


def long_journal(folder: Path, lines: int = 900) -> Path:
    """Long enough that a checkpoint is kept."""
    with Transaction(folder) as transaction:
        entries = [
            {"on": "2026-11-22", "do": "test", "by": f"甲{number}", "note": "一" * 100}
            for number in range(lines)
        ]
        transaction.commit_all({"a.txt": f"{lines}\n"}, entries)
    return folder / "journal.jsonl"


def test_a_long_journal_is_verified_from_a_checkpoint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = long_journal(tmp_path)
    assert verify_journal(path) == []
    read: list[int] = []
    real = journal.entry_of
    monkeypatch.setattr(journal, "entry_of", lambda line: read.append(1) or real(line))
    assert verify_journal(path) == []
    assert read == [], "nothing has changed: nothing is read"
    with Transaction(tmp_path) as transaction:
        transaction.commit({"a.txt": "later\n"}, {"on": "2026-11-22", "do": "test", "by": "乙"})
    read.clear()
    assert verify_journal(path) == []
    assert len(read) == 1, "what came since, and no more"


@pytest.mark.parametrize("later", [False, True], ids=["nothing since", "a line since"])
def test_what_was_done_behind_a_checkpoint_shows_as_well(tmp_path: Path, later: bool) -> None:
    path = long_journal(tmp_path)
    assert verify_journal(path) == []
    state = path.stat()
    path.write_bytes(path.read_bytes().replace("甲7".encode(), "乙7".encode(), 1))
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))  # as if nobody had touched it
    if later:
        with Transaction(tmp_path) as transaction:
            transaction.commit({"a.txt": "later\n"}, {"on": "2026-11-22", "do": "test", "by": "乙"})
    assert [fault.line for fault in verify_journal(path)] == [9]


def test_a_checkpoint_of_somebody_else_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = long_journal(tmp_path)
    assert verify_journal(path) == []
    kept = tmp_path / ".shifan" / "journal.checked"
    path.write_bytes(path.read_bytes().replace("甲7".encode(), "乙7".encode(), 1))
    state = path.stat()
    fields = json.loads(kept.read_bytes()[32:]) | {
        "state": [state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino, state.st_dev]
    }
    kept.write_bytes(kept.read_bytes()[:32] + json.dumps(fields).encode())
    assert [fault.line for fault in verify_journal(path)] == [9]


def test_the_head_and_the_newest_lines_are_read_from_the_end(tmp_path: Path) -> None:
    path = long_journal(tmp_path)
    lines = path.read_bytes().splitlines(keepends=True)
    assert Journal(path).head() == hashlib.sha256(lines[-1]).hexdigest()
    newest = [entry["by"] for entry in Journal(path).newest_first()]
    assert newest == [f"甲{number}" for number in reversed(range(900))]
    assert len(list(Journal(path).newest_first(limit=10_000))) < 100


def test_the_line_of_a_save_is_found_by_its_id(tmp_path: Path) -> None:
    for number in range(3):
        with Transaction(tmp_path) as transaction:
            entry = {
                "on": "2026-11-22",
                "do": "test",
                "by": "甲",
                "save": f"s{number}",
                "note": "s1",
            }
            transaction.commit({"a.txt": f"{number}\n"}, entry)
    found = Journal(tmp_path / "journal.jsonl").entry_of_save("s1")
    assert found is not None
    assert found["save"] == "s1"
    assert Journal(tmp_path / "journal.jsonl").entry_of_save("s9") is None


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda lines: lines[:-1], "末尾少了"),
        (lambda lines: [], "末尾少了"),
        (lambda lines: None, "不见了"),
        (lambda lines: lines[:-1] * 3, "另一份"),
    ],
    ids=["cut", "emptied", "deleted", "another"],
)
def test_what_this_user_wrote_and_is_gone_is_told(written: Path, change, what: str) -> None:
    """A chain alone does not show a cut tail; what this user's shifan wrote last does."""
    assert missing_end(written) is None
    lines = change(written.read_bytes().splitlines(keepends=True))
    if lines is None:
        written.unlink()
    else:
        written.write_bytes(b"".join(lines))
    fault = missing_end(written)
    assert fault is not None
    assert (fault.line, what in fault.what) == (1, True)
    going_on(written)
    assert missing_end(written) is None, "it stands in the journal itself now"
    assert len(examine_journal(written).lost) == 1


def going_on(written: Path, *keys: dict[str, Any]) -> None:
    """A write for each of ``keys``, which are further keys of its line; one where there are none."""
    for number, more in enumerate(keys or ({},)):
        with Transaction(written.parent) as transaction:
            entry = {"on": "2026-11-22", "do": "test", "by": "乙"} | more
            transaction.commit({"a.txt": f"later {number} {more}\n"}, entry)


def test_an_end_that_went_missing_is_told_whatever_is_written_behind(written: Path) -> None:
    """Line 4 was cut off; the next write became line 4 and says so, ever after."""
    whole = written.read_bytes()
    written.write_bytes(b"".join(whole.splitlines(keepends=True)[:3]))
    going_on(written, {}, {})
    (lost,) = examine_journal(written).lost
    assert (lost.line, lost.by, lost.size) == (4, "乙", len(whole))
    assert lost.sha256 == hashlib.sha256(whole.splitlines(keepends=True)[-1]).hexdigest()
    assert [("missing_end" in line) for line in Journal(written).entries()[3:]] == [True, False]
    # On another machine too, whose shifan never knew the end.
    shutil.rmtree(written.parent / ".shifan")
    assert examine_journal(written).lost == (lost,)
    assert verify_journal(written) == [], "the chain is whole: it was written as it should be"


def test_it_is_told_as_often_as_it_happens(written: Path) -> None:
    for _ in range(2):
        written.write_bytes(b"".join(written.read_bytes().splitlines(keepends=True)[:-1]))
        going_on(written)
    assert [end.line for end in examine_journal(written).lost] == [4]
    written.unlink()
    going_on(written, {}, {})
    assert [end.line for end in examine_journal(written).lost] == [1]


def test_what_a_person_accepts_is_told_no_more_and_another_end_is(written: Path) -> None:
    written.write_bytes(b"".join(written.read_bytes().splitlines(keepends=True)[:3]))
    going_on(written, {}, {"accepts": [4]})
    assert examine_journal(written).lost == ()
    written.write_bytes(b"".join(written.read_bytes().splitlines(keepends=True)[:4]))
    going_on(written)  # the acceptance was cut off itself
    assert [end.line for end in examine_journal(written).lost] == [4, 5]
    going_on(written, {"accepts": [5]})
    assert [end.line for end in examine_journal(written).lost] == [4]


def test_whoever_accepts_at_once_accepts_what_no_line_tells_yet(written: Path) -> None:
    written.write_bytes(b"".join(written.read_bytes().splitlines(keepends=True)[:3]))
    going_on(written, {"accepts": []})
    assert "missing_end" in Journal(written).entries()[-1]
    assert examine_journal(written).lost == ()


def test_a_missing_end_is_told_from_the_tail_that_is_read_behind_a_checkpoint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "_WORTH_KEEPING", 1)
    path = tmp_path / "journal.jsonl"
    going_on(path, {}, {}, {})
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:2]))
    going_on(path)
    lost = examine_journal(path).lost
    assert [end.line for end in lost] == [3]
    for _ in range(2):  # from the checkpoint alone, and from what came behind it
        assert examine_journal(path).lost == lost
        going_on(path)
        assert examine_journal(path).lost == lost
    going_on(path, {"accepts": [3]})
    assert examine_journal(path).lost == ()
    assert examine_journal(path).lost == ()


@pytest.mark.parametrize(
    "keys",
    [{"missing_end": None}, {"missing_end": {"size": "many"}}, {"missing_end": [1]}],
    ids=["nothing", "no number", "a list"],
)
def test_a_missing_end_that_is_told_in_another_form_is_told_all_the_same(
    tmp_path: Path, keys: dict[str, Any]
) -> None:
    path = tmp_path / "journal.jsonl"
    path.write_bytes(line_of({"by": "丙", **keys}, FIRST))
    (lost,) = examine_journal(path).lost
    assert (lost.line, lost.size, lost.sha256) == (1, 0, "")


@pytest.mark.parametrize("accepts", [None, 1, "1", {"1": 1}, [None], ["1"], [2]])
def test_what_accepts_no_line_accepts_nothing(tmp_path: Path, accepts: Any) -> None:
    path = tmp_path / "journal.jsonl"
    first = line_of({"by": "丙", "missing_end": {}}, FIRST)
    path.write_bytes(first + line_of({"accepts": accepts}, hashlib.sha256(first).hexdigest()))
    assert [end.line for end in examine_journal(path).lost] == [1]


def test_lines_that_others_added_are_no_loss(written: Path) -> None:
    """The workspace was carried off, changed on another machine and brought back."""
    with written.open("ab") as stream:
        stream.write(line_of({"by": "丙"}, Journal(written).head()))
    assert missing_end(written) is None
    assert verify_journal(written) == []


@pytest.mark.parametrize("kept", [b"", b"x" * 40, None])
def test_an_end_that_somebody_else_kept_is_not_believed(written: Path, kept: bytes | None) -> None:
    path = written.parent / ".shifan" / "journal.end"
    path.write_bytes(kept if kept is not None else b"\0" * 32 + path.read_bytes()[32:])
    written.write_bytes(b"")
    assert missing_end(written) is None


def test_the_end_is_kept_over_no_file_that_has_another_name(written: Path, tmp_path: Path) -> None:
    """Whoever unpacks a stranger's archive may have got a second name of a file of his own."""
    end, own = written.parent / ".shifan" / "journal.end", tmp_path / "mine.txt"
    own.write_text("我的")
    end.unlink()
    end.hardlink_to(own)
    keep_end(written.parent, 10, "0" * 64)
    assert own.read_text() == "我的"
    assert missing_end(written) is None
    end.unlink()
    keep_end(written.parent, written.stat().st_size, Journal(written).head())
    keep_end(written.parent, written.stat().st_size, Journal(written).head())
    assert missing_end(written) is None
    written.write_bytes(b"")
    assert missing_end(written) is not None


def test_a_line_is_the_same_whatever_the_order_of_its_keys() -> None:
    assert FIRST == "0" * 64, "journals of earlier versions begin so"
    line = line_of({"do": "test", "by": "王敏"}, FIRST)
    assert line == f'{{"by":"王敏","do":"test","prev":"{FIRST}"}}\n'.encode()
    assert line == line_of({"by": "王敏", "do": "test"}, FIRST)


def test_the_id_of_a_save_may_be_in_chinese(tmp_path: Path) -> None:
    with Transaction(tmp_path) as transaction:
        entry = {"on": "2026-11-22", "do": "test", "by": "甲", "save": "第“一”次"}
        transaction.commit({"a.txt": "1\n"}, entry)
    line = Journal(tmp_path / "journal.jsonl").entry_of_save("第“一”次")
    assert line is not None
    assert line["by"] == "甲"


def test_a_journal_that_lost_a_line_before_its_last_one_is_another_than_was_written(
    written: Path,
) -> None:
    lines = written.read_bytes().splitlines(keepends=True)
    assert lost_end(written.parent) is None
    written.write_bytes(b"".join([lines[0], *lines[2:]]))
    assert lost_end(written.parent) is not None


def test_lines_are_read_backwards_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    assert list(Journal(path).backwards()) == []
    path.write_bytes(b"first\n\nsecond\nthird\n")
    assert list(Journal(path).backwards()) == [b"third", b"second", b"first"]
    assert list(Journal(path).backwards(limit=8)) == [b"third"], "the second is cut"
    assert list(Journal(path).backwards(limit=6)) == []
    assert list(Journal(path).backwards(upto=14)) == [b"second", b"first"]
    assert list(Journal(path).backwards(upto=3)) == [b"fir"]
    assert list(Journal(path).backwards(upto=100)) == [b"third", b"second", b"first"]


@pytest.mark.parametrize("block", [1, 2, 7, 1 << 16])
def test_a_line_may_lie_across_what_is_read_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr(journal, "BLOCK", block)
    path = tmp_path / "journal.jsonl"
    lines = [f"甲{number}".encode() * number for number in range(1, 9)]
    path.write_bytes(b"\n".join(lines))
    assert list(Journal(path).backwards()) == lines[::-1]


# What is kept of a journal that was found sound


@pytest.fixture
def checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A journal of which a checkpoint is kept; each further one after 1,000 bytes."""
    monkeypatch.setattr(journal, "_WORTH_KEEPING", 1000)
    path = tmp_path / "journal.jsonl"
    added(path, 20)
    assert verify_journal(path) == []
    assert kept(path)["lines"] == 20
    return path


def added(path: Path, number: int) -> None:
    with Transaction(path.parent) as transaction:
        entries = [{"on": "2026-11-22", "do": "test", "by": "甲"}] * number
        transaction.commit_all({"a.txt": f"{number}\n"}, entries)


def kept(path: Path) -> dict[str, int]:
    fields: dict[str, int] = json.loads(
        (path.parent / ".shifan" / "journal.checked").read_bytes()[32:]
    )
    return fields


def test_a_short_journal_keeps_no_checkpoint(written: Path) -> None:
    assert verify_journal(written) == []
    assert not (written.parent / ".shifan" / "journal.checked").exists()


def test_a_new_checkpoint_is_kept_after_enough_lines(checked: Path) -> None:
    size = kept(checked)["size"]
    added(checked, 2)
    assert verify_journal(checked) == []
    assert kept(checked)["size"] == size, "two lines are read again in no time"
    added(checked, 20)
    assert verify_journal(checked) == []
    assert kept(checked) | {"lines": 42, "size": checked.stat().st_size} == kept(checked)


def test_a_journal_that_was_only_touched_is_read_once(
    checked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.utime(checked, ns=(1, 1))
    assert verify_journal(checked) == []
    monkeypatch.setattr(Path, "read_bytes", refusing_the(checked, Path.read_bytes))
    assert verify_journal(checked) == []


def refusing_the(journal_path: Path, real: Callable[[Path], bytes]) -> Callable[[Path], bytes]:
    def read(path: Path) -> bytes:
        assert path != journal_path, "the journal is read again"
        return real(path)

    return read


def test_a_fault_behind_a_checkpoint_has_its_line_and_is_told_each_time(checked: Path) -> None:
    added(checked, 30)
    lines = checked.read_bytes().splitlines(keepends=True)
    checked.write_bytes(b"".join([*lines[:24], *lines[25:]]))
    for _ in range(2):
        assert [fault.line for fault in verify_journal(checked)] == [25]
    assert kept(checked)["lines"] == 20


def test_a_journal_that_grows_while_it_is_read_keeps_no_checkpoint(
    checked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    added(checked, 20)
    real = journal._Reading.take

    def take(*given: Any) -> None:
        added(checked, 1)
        real(*given)

    monkeypatch.setattr(journal._Reading, "take", take)
    assert verify_journal(checked) == []
    assert kept(checked)["lines"] == 20
    monkeypatch.undo()
    assert verify_journal(checked) == []


def test_half_a_line_is_no_checkpoint(checked: Path) -> None:
    added(checked, 20)
    with checked.open("ab") as stream:
        stream.write(b'{"by": "')
    assert [fault.line for fault in verify_journal(checked)] == [41]
    assert kept(checked)["lines"] == 20


@pytest.mark.parametrize("noted", [True, False], ids=["a killed writer's", "somebody's"])
def test_half_a_line_is_no_fault_while_the_note_of_its_writer_is_there(
    written: Path, noted: bool
) -> None:
    size, head = written.stat().st_size, Journal(written).head()
    line = line_of({"by": "乙", "do": "test"}, head)
    if noted:
        write_note(written.parent, Note(size, head, line, ()))
    with written.open("ab") as stream:
        stream.write(line[:20])
    assert [fault.line for fault in verify_journal(written)] == ([] if noted else [5])


@pytest.mark.parametrize("ours", [True, False], ids=["of another write", "of nobody"])
def test_a_note_that_does_not_speak_of_half_a_line_excuses_nothing(
    written: Path, ours: bool
) -> None:
    if ours:
        head = Journal(written).head()
        line = line_of({"by": "丙"}, head)
        write_note(written.parent, Note(written.stat().st_size, head, line, ()))
    else:
        (written.parent / ".shifan" / f"pending-{'0' * 16}").write_bytes(b"{}")
    with written.open("ab") as stream:
        stream.write(b'{"half": "a li')
    assert [fault.line for fault in verify_journal(written)] == [5]


def test_a_workspace_that_has_no_folder_for_derived_files_is_verified_all_the_same(
    written: Path, tmp_path: Path
) -> None:
    alone = tmp_path / "elsewhere"
    alone.mkdir()
    with written.open("ab") as stream:
        stream.write(b"half")
    (alone / "journal.jsonl").write_bytes(written.read_bytes())
    assert [fault.line for fault in verify_journal(alone / "journal.jsonl")] == [5]
    assert missing_end(alone / "journal.jsonl") is None
    assert [path.name for path in alone.iterdir()] == ["journal.jsonl"]
    keep_end(alone, 10, FIRST)
    assert [path.name for path in alone.iterdir()] == ["journal.jsonl"]


def test_where_derived_files_cannot_be_written_nothing_is_kept(checked: Path) -> None:
    """``.shifan`` leads out of the workspace: it came with a stranger's archive."""
    added(checked, 20)
    shutil.rmtree(checked.parent / ".shifan")
    outside = checked.parent.with_name("outside")
    outside.mkdir()
    (checked.parent / ".shifan").symlink_to(outside)
    assert verify_journal(checked) == []
    assert list(outside.iterdir()) == []
