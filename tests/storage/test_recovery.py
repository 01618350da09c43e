"""What a killed write left, put right by the next writer: finished where the journal has its line,
undone where it has not, and never at the cost of an edit that was made by hand since.

```yaml
# evidence/register.yaml      # rounds/2026-self.yaml
- id: E0001                   findings:
  unit: 县司法局                 "1.1": {met: true}
```
"""

from __future__ import annotations

import errno
import json
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from storage.steps import Killed

from scoring.storage import (
    Author,
    Journal,
    RecordChanges,
    SetAside,
    Transaction,
    disk,
    recovery,
    set_aside,
    verify_journal,
)
from scoring.storage.changeset import commit_together
from scoring.storage.journal import line_of
from scoring.storage.merging import address_of, split_address
from scoring.storage.note import Note, PlannedFile, notes_left, write_note
from scoring.storage.recovery import (
    ASIDE,
    SWAPPED,
    UncutError,
    look_at_swapped,
    put_right,
    withdraw,
)

REGISTER = "evidence/register.yaml"
ROUND = "rounds/2026-self.yaml"
FILES = {
    REGISTER: "- id: E0001\n  unit: 县司法局\n- id: E0002\n  unit: 县公安局\n",
    ROUND: 'round: 2026-self\nfindings:\n  "1.1": {met: true}\n  "1.2": {met: true}\n',
}
AUTHOR = Author("王敏", date(2026, 11, 20))


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        by_hand(tmp_path, name, text)
    (tmp_path / ".shifan").mkdir()
    return tmp_path


def by_hand(workspace: Path, name: str, text: str) -> None:
    """Writes a file as an editor does."""
    path = workspace / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def text_of(workspace: Path, name: str = REGISTER) -> str:
    return (workspace / name).read_text(encoding="utf-8")


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


Plan = Callable[[RecordChanges], None]


def killed_at(workspace: Path, step: str, *plans: Plan, number: int = 1) -> None:
    """Writes what the plans change together, and is killed before the ``number``-th ``step``."""
    real = getattr(disk, step)
    calls = 0

    def killing(*given: Any, **options: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls >= number:
            raise Killed
        return real(*given, **options)

    with Transaction(workspace) as transaction, pytest.MonkeyPatch.context() as patch:
        sets: list[RecordChanges] = []
        kept: dict[Any, Any] = {}
        for plan in plans:
            changes = RecordChanges(transaction, AUTHOR, f"change {len(sets) + 1}", kept=kept)
            for earlier in sets:
                for file in earlier.cut_files():
                    changes.stands(file, None)
            plan(changes)
            sets.append(changes)
        for name in FILES:
            transaction.read(name)  # what the first of them was judged on
        patch.setattr(disk, step, killing)
        with pytest.raises(Killed):
            commit_together(transaction, sets)


def next_writer(workspace: Path) -> None:
    with Transaction(workspace):
        pass


def unit(ident: str, name: str) -> Plan:
    return lambda changes: changes.edit(REGISTER, ident, {"unit": name})


def nothing_left(workspace: Path) -> bool:
    drafts = [path for path in workspace.rglob(".*.????????") if ".shifan" not in path.parts]
    return not drafts and not list(notes_left(workspace))


# Without a hand edit


def test_what_the_journal_has_is_finished(workspace: Path) -> None:
    killed_at(workspace, "exchange", unit("E0001", "乡镇"))
    assert text_of(workspace) == FILES[REGISTER], "the kill came before"
    next_writer(workspace)
    assert text_of(workspace) == FILES[REGISTER].replace("县司法局", "乡镇")
    assert nothing_left(workspace)
    assert list(set_aside(workspace)) == []


def test_what_the_journal_has_not_is_undone(workspace: Path) -> None:
    killed_at(workspace, "append", unit("E0001", "乡镇"))
    next_writer(workspace)
    assert text_of(workspace) == FILES[REGISTER]
    assert nothing_left(workspace)


@pytest.mark.parametrize("gone", [True, False], ids=["no journal", "a cut journal"])
def test_a_line_that_is_not_there_any_more_takes_its_files_back(
    workspace: Path, gone: bool
) -> None:
    killed_at(workspace, "remove", unit("E0001", "乡镇"))
    assert "乡镇" in text_of(workspace)
    if gone:
        (workspace / "journal.jsonl").unlink()
    else:
        (workspace / "journal.jsonl").write_bytes(b"")
    next_writer(workspace)
    assert not (workspace / "journal.jsonl").exists() or not text_of(workspace, "journal.jsonl")
    assert nothing_left(workspace)


# With a hand edit


def test_an_edit_of_another_record_and_the_change_both_stand(workspace: Path) -> None:
    killed_at(workspace, "exchange", unit("E0001", "乡镇"))
    by_hand(workspace, REGISTER, FILES[REGISTER].replace("县公安局", "手工"))
    next_writer(workspace)
    assert text_of(workspace) == FILES[REGISTER].replace("县公安局", "手工").replace(
        "县司法局", "乡镇"
    )
    assert list(set_aside(workspace)) == []
    assert nothing_left(workspace)


def test_where_the_same_record_was_edited_the_edit_stands_and_the_change_is_set_aside(
    workspace: Path,
) -> None:
    killed_at(workspace, "exchange", unit("E0001", "乡镇"))
    by_hand(workspace, REGISTER, FILES[REGISTER].replace("县司法局", "手工"))
    next_writer(workspace)
    assert text_of(workspace) == FILES[REGISTER].replace("县司法局", "手工")
    [left] = set_aside(workspace)
    assert left.file == REGISTER
    assert left.entry["after"] == {REGISTER: {"E0001": "- id: E0001\n  unit: 乡镇"}}
    assert "王敏" in left.path.read_text(encoding="utf-8"), "people read it"
    assert nothing_left(workspace)


def test_of_several_saves_written_together_each_goes_in_or_is_set_aside_by_itself(
    workspace: Path,
) -> None:
    """Three people saved at once; the record of the second was edited by hand."""
    killed_at(
        workspace,
        "exchange",
        unit("E0001", "乡镇"),
        unit("E0002", "街道"),
        lambda changes: changes.append(REGISTER, {"id": "E0003"}),
    )
    by_hand(workspace, REGISTER, FILES[REGISTER].replace("县公安局", "手工"))
    next_writer(workspace)
    assert (
        text_of(workspace) == "- id: E0001\n  unit: 乡镇\n- id: E0002\n  unit: 手工\n- id: E0003\n"
    )
    assert [left.entry["do"] for left in set_aside(workspace)] == ["change 2"]


def test_no_save_that_does_not_fit_goes_untold(workspace: Path) -> None:
    killed_at(workspace, "exchange", unit("E0001", "乡镇"), unit("E0002", "街道"))
    by_hand(workspace, REGISTER, FILES[REGISTER].replace("县", "手工"))
    next_writer(workspace)
    assert sorted(left.entry["do"] for left in set_aside(workspace)) == ["change 1", "change 2"]


@pytest.mark.parametrize(
    ("name", "plan", "edit", "after"),
    [
        (
            REGISTER,
            lambda changes: changes.append(REGISTER, {"id": "E0003"}),
            lambda text: text.replace("县司法局", "手工"),
            "- id: E0001\n  unit: 手工\n- id: E0002\n  unit: 县公安局\n- id: E0003\n",
        ),
        (
            REGISTER,
            lambda changes: changes.append(REGISTER, {"id": "E0003"}),
            lambda text: text.replace("县司法局", "手工").removesuffix("\n"),
            "- id: E0001\n  unit: 手工\n- id: E0002\n  unit: 县公安局\n- id: E0003\n",
        ),
        (
            REGISTER,
            lambda changes: changes.remove(REGISTER, "E0001"),
            lambda text: text.replace("县公安局", "手工"),
            "- id: E0002\n  unit: 手工\n",
        ),
        (
            REGISTER,
            lambda changes: changes.remove(REGISTER, "E0001"),
            lambda _: "- id: E0002\n  unit: 手工\n",
            "- id: E0002\n  unit: 手工\n",
        ),
        (
            ROUND,
            lambda changes: changes.put(
                ROUND, FILES[ROUND] + '  "1.3": {met: false}\nvetoes:\n  V1: false\n'
            ),
            lambda text: text.replace('"1.1": {met: true}', '"1.1": {met: false}'),
            'round: 2026-self\nfindings:\n  "1.1": {met: false}\n  "1.2": {met: true}\n'
            '  "1.3": {met: false}\nvetoes:\n  "V1": false\n',
        ),
        (
            ROUND,
            lambda changes: changes.put(ROUND, FILES[ROUND].replace("2026-self", "2026-mid")),
            lambda text: text.replace('"1.1": {met: true}', '"1.1": {met: false}'),
            FILES[ROUND]
            .replace("2026-self", "2026-mid")
            .replace('"1.1": {met: true}', '"1.1": {met: false}'),
        ),
    ],
    ids=[
        "added",
        "added behind a torn line",
        "taken out",
        "taken out by both",
        "sections",
        "a key",
    ],
)
def test_every_kind_of_change_is_put_into_the_edited_file(
    workspace: Path, name: str, plan: Plan, edit: Callable[[str], str], after: str
) -> None:
    killed_at(workspace, "exchange", plan)
    by_hand(workspace, name, edit(FILES[name]))
    next_writer(workspace)
    assert text_of(workspace, name) == after
    assert list(set_aside(workspace)) == []
    assert nothing_left(workspace)


@pytest.mark.parametrize("edit", ["- id: [E0001\n", "id: E0001\n", "", "\ufeff", None])
def test_a_file_that_cannot_be_read_or_is_gone_has_the_change_set_aside(
    workspace: Path, edit: str | None
) -> None:
    killed_at(workspace, "exchange", unit("E0001", "乡镇"))
    if edit is None:
        (workspace / REGISTER).unlink()
    else:
        by_hand(workspace, REGISTER, edit)
    next_writer(workspace)
    assert (workspace / REGISTER).exists() == (edit is not None)
    assert edit is None or text_of(workspace) == edit
    assert [left.file for left in set_aside(workspace)] == [REGISTER]


def test_a_file_in_another_encoding_is_left_as_it_is(workspace: Path) -> None:
    killed_at(workspace, "exchange", unit("E0001", "乡镇"))
    raw = FILES[REGISTER].encode("gbk")
    (workspace / REGISTER).write_bytes(raw)
    next_writer(workspace)
    assert (workspace / REGISTER).read_bytes() == raw
    assert [left.file for left in set_aside(workspace)] == [REGISTER]


def test_a_file_without_records_is_set_aside_as_a_whole(workspace: Path) -> None:
    by_hand(workspace, "templates/a.txt", "甲\n")
    killed_at(
        workspace,
        "exchange",
        unit("E0001", "乡镇"),
        lambda changes: changes.put("templates/a.txt", "乙\n"),
    )
    by_hand(workspace, "templates/a.txt", "手工\n")
    next_writer(workspace)
    assert text_of(workspace, "templates/a.txt") == "手工\n"
    assert "乡镇" in text_of(workspace)
    [left] = set_aside(workspace)
    assert (left.file, left.entry["do"]) == ("templates/a.txt", "change 2")


def test_an_edit_that_was_swapped_out_unseen_comes_back_and_the_change_is_merged_into_it(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The editor saved a moment before the exchange; the kill came a moment after it."""
    edited = FILES[REGISTER].replace("县公安局", "手工")
    real = disk.exchange

    def exchange(draft: Path, target: Path) -> bool:
        by_hand(workspace, REGISTER, edited)
        real(draft, target)
        raise Killed

    monkeypatch.setattr(disk, "exchange", exchange)
    with Transaction(workspace) as transaction:
        changes = RecordChanges(transaction, AUTHOR, "test")
        changes.edit(REGISTER, "E0001", {"unit": "乡镇"})
        with pytest.raises(Killed):
            changes.commit()
    monkeypatch.undo()
    assert "手工" not in text_of(workspace), "it lies in the draft, and nobody has looked at it"
    next_writer(workspace)
    assert text_of(workspace) == edited.replace("县司法局", "乡镇")
    assert list(set_aside(workspace)) == []
    assert nothing_left(workspace)


def test_an_edit_made_on_top_of_the_change_stands(workspace: Path) -> None:
    killed_at(workspace, "remove", unit("E0001", "乡镇"))
    on_top = text_of(workspace).replace("县公安局", "手工")
    by_hand(workspace, REGISTER, on_top)
    next_writer(workspace)
    assert text_of(workspace) == on_top
    assert list(set_aside(workspace)) == []
    assert nothing_left(workspace)


def test_an_editor_that_saves_its_old_text_over_the_change_keeps_its_edit_and_the_change(
    workspace: Path,
) -> None:
    killed_at(workspace, "remove", unit("E0001", "乡镇"))
    stale = FILES[REGISTER].replace("县公安局", "手工")
    by_hand(workspace, REGISTER, stale)
    next_writer(workspace)
    assert text_of(workspace) == stale.replace("县司法局", "乡镇")


def test_a_file_held_open_waits_for_the_writer_after_next(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed_at(workspace, "exchange", unit("E0001", "乡镇"))

    def held_open(*_: object) -> bool:
        raise PermissionError(errno.EACCES, "held open")

    monkeypatch.setattr(disk, "exchange", held_open)
    next_writer(workspace)
    assert len(list(notes_left(workspace))) == 1
    monkeypatch.undo()
    next_writer(workspace)
    assert "乡镇" in text_of(workspace)
    assert nothing_left(workspace)


# Taking back


def noted(workspace: Path, *, name: str = "a.txt", before: str | None, after: str) -> Note:
    """A write of one file as its note has it; the journal has one line before."""
    journal = Journal(workspace / "journal.jsonl")
    journal.path.write_bytes(line_of({"by": "林知远"}, "0" * 64))
    if before is not None:
        by_hand(workspace, name, before)
    draft = disk.draft_beside(workspace / name)
    draft.write_text(after, encoding="utf-8")
    digests = [disk.digest_of(workspace / name), disk.digest_of(draft)]
    assert digests[1] is not None
    file = PlannedFile(name, draft.name, digests[0], digests[1])
    head = journal.head()
    return Note(journal.size(), head, line_of({"by": "王敏"}, head), (file,))


@pytest.mark.parametrize("written", [0, 1, 20, None], ids=["none", "a byte", "half", "all"])
@pytest.mark.parametrize("zeros", [0, 5])
def test_a_line_leaves_the_journal_whole_or_torn(
    workspace: Path, written: int | None, zeros: int
) -> None:
    """A power cut leaves the new length and not the bytes: they read as zeros."""
    note = noted(workspace, before="甲", after="乙")
    journal = Journal(workspace / "journal.jsonl")
    whole = journal.path.read_bytes()
    journal.path.write_bytes(whole + note.lines[:written][: len(note.lines) - zeros])
    with journal.path.open("ab") as stream:
        stream.write(b"\0" * zeros)
    withdraw(workspace, note)
    assert journal.path.read_bytes() == whole
    assert text_of(workspace, "a.txt") == "甲"
    assert nothing_left(workspace)


@pytest.mark.parametrize("follows", [b"x", b"{}\n"])
def test_a_line_that_others_follow_stays(workspace: Path, follows: bytes) -> None:
    note = noted(workspace, before="甲", after="乙")
    path = workspace / "journal.jsonl"
    path.write_bytes(path.read_bytes() + note.lines + follows)
    whole = path.read_bytes()
    withdraw(workspace, note)
    assert path.read_bytes() == whole


def test_somebody_elses_line_stays(workspace: Path) -> None:
    note = noted(workspace, before="甲", after="乙")
    path = workspace / "journal.jsonl"
    path.write_bytes(path.read_bytes() + b'{"by": "somebody"}\n')
    whole = path.read_bytes()
    withdraw(workspace, note)
    assert path.read_bytes() == whole


@pytest.mark.parametrize("before", ["甲", None], ids=["an old file", "no file before"])
@pytest.mark.parametrize("exchanged", [True, False])
def test_the_old_state_comes_back_whether_the_file_was_exchanged_or_not(
    workspace: Path, before: str | None, exchanged: bool
) -> None:
    note = noted(workspace, before=before, after="乙")
    if exchanged:
        [item] = note.files
        disk.exchange(item.draft_in(workspace), item.target_in(workspace))
    withdraw(workspace, note)
    assert (workspace / "a.txt").exists() == (before is not None)
    assert before is None or text_of(workspace, "a.txt") == before
    assert nothing_left(workspace)


def test_an_edit_made_since_stays_when_the_change_is_taken_back(workspace: Path) -> None:
    note = noted(workspace, before="甲", after="乙")
    [item] = note.files
    disk.exchange(item.draft_in(workspace), item.target_in(workspace))
    by_hand(workspace, "a.txt", "手工")
    withdraw(workspace, note)
    assert text_of(workspace, "a.txt") == "手工"
    assert nothing_left(workspace)


def test_an_editor_that_saves_while_it_is_taken_back_stays(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = noted(workspace, before="甲", after="乙")
    [item] = note.files
    real, calls = disk.exchange, 0
    real(item.draft_in(workspace), item.target_in(workspace))

    def exchange(draft: Path, target: Path) -> bool:
        nonlocal calls
        calls += 1
        if calls == 1:
            by_hand(workspace, "a.txt", "手工")
        return real(draft, target)

    monkeypatch.setattr(disk, "exchange", exchange)
    withdraw(workspace, note)
    assert text_of(workspace, "a.txt") == "手工"


def test_a_journal_that_cannot_be_cut_keeps_its_line_and_its_files(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = noted(workspace, before="甲", after="乙")
    path = workspace / "journal.jsonl"
    path.write_bytes(path.read_bytes() + note.lines)

    def refusing(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(disk, "cut", refusing)
    with pytest.raises(UncutError):
        withdraw(workspace, note)
    assert note.files[0].draft_in(workspace).exists(), "the next writer finishes it"


# What was set aside


def aside(workspace: Path, name: str, content: Any) -> Path:
    folder = workspace / ASIDE
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return path


def entry(before: str | None, after: str | None) -> dict[str, Any]:
    sides = (("before", before), ("after", after))
    return {"by": "王敏", **{side: {REGISTER: {"E0001": text}} for side, text in sides if text}}


OLD, NEW = "- id: E0001\n  unit: 县司法局", "- id: E0001\n  unit: 乡镇"


def test_what_was_set_aside_is_told_until_it_stands_in_the_file(workspace: Path) -> None:
    path = aside(workspace, "a.json", {"file": REGISTER, "entry": entry(OLD, NEW)})
    assert list(set_aside(workspace)) == [SetAside(path, REGISTER, entry(OLD, NEW))]
    by_hand(workspace, REGISTER, f"{NEW}\n")
    assert list(set_aside(workspace)) == []


def test_a_record_that_was_to_go_is_told_until_it_is_gone(workspace: Path) -> None:
    aside(workspace, "a.json", {"file": REGISTER, "entry": entry(OLD, None)})
    assert len(list(set_aside(workspace))) == 1
    by_hand(workspace, REGISTER, "- id: E0002\n")
    assert list(set_aside(workspace)) == []


@pytest.mark.parametrize(
    "content",
    [
        {"file": REGISTER, "entry": {"by": "王敏"}},
        {"file": REGISTER, "entry": {"after": None}},
        {"file": REGISTER, "entry": {"after": {REGISTER: "no map"}}},
        {"file": REGISTER, "entry": {"after": "no map"}},
        {"file": "rounds/none.yaml", "entry": {"after": {"rounds/none.yaml": {"a": "b"}}}},
        {"file": "../outside.yaml", "entry": {"after": {"../outside.yaml": {"a": "b"}}}},
    ],
)
def test_what_cannot_be_looked_up_in_its_file_is_told(workspace: Path, content: Any) -> None:
    aside(workspace, "a.json", content)
    assert [left.file for left in set_aside(workspace)] == [content["file"]]


@pytest.mark.parametrize(
    "content",
    ["", "{", "[" * 100_000, "[]", "{}", {"file": 1, "entry": {}}, {"file": "a", "entry": []}],
)
def test_what_shifan_did_not_write_is_passed_over(workspace: Path, content: Any) -> None:
    aside(workspace, "a.json", content)
    assert list(set_aside(workspace)) == []


def test_only_plain_files_are_read_there(workspace: Path, tmp_path: Path) -> None:
    sound = {"file": REGISTER, "entry": entry(OLD, NEW)}
    aside(workspace, "a.txt", sound)
    (workspace / ASIDE / "folder.json").mkdir()
    outside = tmp_path / "outside.json"
    outside.write_text(json.dumps(sound), "utf-8")
    (workspace / ASIDE / "link.json").symlink_to(outside)
    assert list(set_aside(workspace)) == []


def test_where_nothing_was_set_aside_there_is_nothing_to_tell(workspace: Path) -> None:
    assert list(set_aside(workspace)) == []
    by_hand(workspace, ASIDE, "a file in place of the folder")
    assert list(set_aside(workspace)) == []


def test_the_same_change_is_set_aside_once(workspace: Path) -> None:
    for _ in range(2):
        recovery._set_aside(workspace, REGISTER, entry(OLD, NEW))
    assert len(list((workspace / ASIDE).iterdir())) == 1


# Files that were swapped out


def swapped(workspace: Path, name: str, text: str = "old") -> Path:
    folder = workspace / SWAPPED
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def named(
    path: Path, *, saved: int | None = None, digest: str | None = None, name: str = REGISTER
) -> Path:
    """Gives a swapped file the name that says when it was saved last and what it held."""
    saved = path.stat().st_mtime_ns if saved is None else saved
    digest = (disk.digest_of(path) or "")[:16] if digest is None else digest
    return path.rename(path.with_name(f"{saved:x}-{digest}-abcdefgh-{name.replace('/', '!')}"))


def test_an_old_file_goes_after_its_time(workspace: Path) -> None:
    path = named(swapped(workspace, "a"))
    look_at_swapped(workspace, seconds=60)
    assert path.exists()
    look_at_swapped(workspace, seconds=-1)
    assert not path.exists()


def test_an_old_file_that_was_saved_into_is_set_aside_with_its_place(workspace: Path) -> None:
    path = named(swapped(workspace, "a"), saved=1, digest="0" * 16, name=ROUND)
    look_at_swapped(workspace, seconds=-1)
    [left] = set_aside(workspace)
    assert left.file == ROUND
    assert left.entry["kept"] == path.name
    assert (workspace / ASIDE / path.name).read_text("utf-8") == "old"
    assert not path.exists()


def test_an_old_file_that_was_saved_with_what_it_held_is_no_edit(workspace: Path) -> None:
    path = named(swapped(workspace, "a"), saved=1)
    look_at_swapped(workspace, seconds=-1)
    assert list(set_aside(workspace)) == []
    assert not path.exists()


def test_of_many_the_oldest_go_first(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recovery, "MOST_WATCHED", 2)
    paths = []
    for number in range(4):
        paths.append(named(swapped(workspace, str(number), str(number))))
        time.sleep(0.01)  # the clock of a file system is coarse
    look_at_swapped(workspace)
    assert [path.exists() for path in paths] == [False, False, True, True]


def test_what_is_no_plain_file_stays(workspace: Path, tmp_path: Path) -> None:
    (workspace / SWAPPED / "folder").mkdir(parents=True)
    outside = tmp_path / "outside"
    outside.write_text("mine", "utf-8")
    (workspace / SWAPPED / "link").symlink_to(outside)
    look_at_swapped(workspace, seconds=-1)
    assert names_in(workspace / SWAPPED) == ["folder", "link"]
    assert outside.read_text("utf-8") == "mine"


@pytest.mark.parametrize(
    ("section", "key", "address"),
    [
        (None, "E0001", "E0001"),
        (("findings",), "1.1.2", "findings/1.1.2"),
        (("parts",), "县司法局/法制科", "parts/县司法局/法制科"),
        ((), "window", "/window"),
    ],
)
def test_a_record_has_one_address_in_its_file(section: Any, key: str, address: str) -> None:
    assert address_of(section, key) == address
    assert split_address(address) == (section, key)


def test_notes_of_nobody_go_and_a_folder_of_that_name_stays(workspace: Path) -> None:
    folder = workspace / ".shifan"
    (folder / f"pending-{'0' * 16}").mkdir()
    (folder / f"pending-{'1' * 16}").write_text("{}", "utf-8")
    put_right(workspace)
    assert names_in(folder) == [f"pending-{'0' * 16}"]


def test_several_writes_are_put_right_the_oldest_first(workspace: Path) -> None:
    """One was killed; the next writer was killed while it put that right, after its own note."""
    note = noted(workspace, before="甲", after="乙")
    path = workspace / "journal.jsonl"
    path.write_bytes(path.read_bytes() + note.lines)
    write_note(workspace, note)
    [item] = note.files
    later = disk.draft_beside(workspace / "a.txt")
    later.write_text("丙", "utf-8")
    digest = disk.digest_of(later)
    assert digest is not None
    journal = Journal(path)
    head = journal.head()
    second = Note(
        journal.size(),
        head,
        line_of({"by": "李明"}, head),
        (PlannedFile("a.txt", later.name, item.after, digest),),
    )
    path.write_bytes(path.read_bytes() + second.lines)
    write_note(workspace, second)
    put_right(workspace)
    assert text_of(workspace, "a.txt") == "丙"
    assert list(set_aside(workspace)) == []
    assert verify_journal(path) == []
