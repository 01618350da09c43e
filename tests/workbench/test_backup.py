"""The drill: a county is copied at night, lost, and brought back; damaged and foreign copies change
nothing.

backups/20261122-020000.zip  manifest.json  evidence.json  files/…  server.db.sealed
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import samples
from sites import NAMES, enrolled, people_text

from scoring.cli.app import main as shifan
from scoring.storage import Author, Journal, examine_journal, verify_journal
from scoring.storage.days import FarDayError, believe
from scoring.workbench.backup import CannotRestoreError, make, newest, restore
from scoring.workbench.backup.making import CannotBackUpError
from scoring.workbench.backup.nightly import Plan, before_upgrade, due, look
from scoring.workbench.deploying import command_of, task_text, unit_text
from scoring.workbench.store import Database, Store
from scoring.workspace import open_workspace
from scoring.workspace.changes import Change, Saved, submit

NIGHT = datetime(2026, 11, 22, 2, 0)
PASSPHRASE = "示例县备份口令二〇二六"
AUTHOR = Author("孟晓岚", date(2026, 11, 22))
Made = tuple[Path, Path]


@pytest.fixture
def county(tmp_path: Path) -> Made:
    """A workspace with a journal, and the state of its workbench with two accounts."""
    files = {**samples.SOUND, "workspace.yaml": samples.SOUND["workspace.yaml"] + people_text()}
    folder = samples.write(tmp_path / "示例县", files)
    store = Store(Database(tmp_path / "state"))
    enrolled(folder, store, {login: NAMES[login] for login in ("unit", "admin")})
    store.close()
    changed(folder, "8")
    return folder, tmp_path / "state"


def morning_of(day: date) -> datetime:
    """A moment of a day, as its clock showed it."""
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


def changed(folder: Path, done: str, on: date = date(2026, 11, 22)) -> None:
    """One finding changed through the write path."""
    change = Change(
        "finding", "rounds/2026-self.yaml", "1.1", {"done": done, "of": "10"}, whole=True
    )
    outcome = submit(folder, [change], Author("李明", on, at=morning_of(on)), "finding")
    assert isinstance(outcome, Saved)


def everything(folder: Path) -> dict[str, bytes]:
    """All files but derived ones, copies and the evidence."""
    left_out = {".shifan", "backups", "reports"}
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.relative_to(folder).parts[0] not in left_out
    }


def spoiled(archive: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """Another copy with other members."""
    with zipfile.ZipFile(archive) as opened:
        members = {name: opened.read(name) for name in opened.namelist()}
    change(members)
    target = archive.with_name("另一份.zip")
    with zipfile.ZipFile(target, "w") as made:
        for name, data in members.items():
            made.writestr(name, data)
    return target


def test_what_was_lost_comes_back_with_accounts_and_evidence(county: Made, tmp_path: Path) -> None:
    folder, state = county
    disk = tmp_path / "另一个磁盘"
    disk.mkdir()
    made = make(folder, state, now=NIGHT, passphrase=PASSPHRASE, evidence_to=disk)
    before, score = (
        everything(folder),
        open_workspace(folder).whole().score().track("current").final,
    )
    copy = disk / made.path.name
    shutil.rmtree(folder)
    shutil.rmtree(state)

    done = restore(
        copy, folder, state, author=AUTHOR, now=NIGHT, passphrase=PASSPHRASE, evidence_from=disk
    )
    after = everything(folder)
    assert done.missing == ()
    assert {name: data for name, data in after.items() if name != "journal.jsonl"} == {
        name: data for name, data in before.items() if name != "journal.jsonl"
    }
    assert after["journal.jsonl"].startswith(before["journal.jsonl"])
    assert json.loads(after["journal.jsonl"].splitlines()[-1])["do"] == "restore"
    assert verify_journal(folder / "journal.jsonl") == []
    assert open_workspace(folder).whole().score().track("current").final == score
    store = Store(Database(state))
    assert sorted(account.login for account in store.accounts.all()) == ["admin", "unit"]
    store.close()


def test_the_accounts_lie_in_a_copy_only_under_a_passphrase(county: Made) -> None:
    folder, state = county
    plain = make(folder, state, now=NIGHT)
    assert not plain.accounts
    secret = make(folder, state, now=NIGHT.replace(hour=3), passphrase=PASSPHRASE)
    with zipfile.ZipFile(secret.path) as archive:
        data = archive.read("server.db.sealed")
    assert b"SQLite" not in data
    with pytest.raises(CannotRestoreError, match="口令不对"):
        restore(
            secret.path,
            folder,
            state,
            author=AUTHOR,
            now=NIGHT,
            passphrase="别的口令别的口令",
            over=True,
        )


def test_over_what_stands_only_when_asked_and_after_a_copy_of_it(county: Made) -> None:
    folder, state = county
    made = make(folder, state, now=NIGHT)
    changed(folder, "3")
    (folder / "rounds" / "后来的.yaml").write_text(
        samples.MOCK.replace("2026-mock", "later"), "utf-8"
    )
    with pytest.raises(CannotRestoreError, match="--over"):
        restore(made.path, folder, state, author=AUTHOR, now=NIGHT)
    done = restore(made.path, folder, state, author=AUTHOR, now=NIGHT.replace(hour=9), over=True)
    assert "done: 8" in (folder / "rounds/2026-self.yaml").read_text("utf-8")
    assert not (folder / "rounds" / "后来的.yaml").exists()
    assert done.before is not None
    restore(done.before, folder, state, author=AUTHOR, now=NIGHT.replace(hour=10), over=True)
    assert "done: 3" in (folder / "rounds/2026-self.yaml").read_text("utf-8")


def test_a_journal_that_somebody_altered_is_what_a_copy_is_brought_back_for(county: Made) -> None:
    """``check`` says 从备份恢复; the copy of what stands is made as it stands, altered lines and all."""
    folder, state = county
    made = make(folder, state, now=NIGHT)
    changed(folder, "3")
    changed(folder, "5")
    path = folder / "journal.jsonl"
    *lines, one, last = path.read_bytes().splitlines(keepends=True)
    altered = b"".join([*lines, one.replace(b'"by":"', '"by":"某'.encode()), last])
    path.write_bytes(altered)
    with pytest.raises(CannotBackUpError, match="从早先的备份恢复"):
        make(folder, state, now=NIGHT.replace(hour=8))
    done = restore(made.path, folder, state, author=AUTHOR, now=NIGHT.replace(hour=9), over=True)
    assert verify_journal(path) == []
    assert done.before is not None
    with zipfile.ZipFile(done.before) as archive:
        assert archive.read("files/journal.jsonl") == altered


def test_whoever_restores_accepts_that_the_journal_ends_where_the_copy_ended(county: Made) -> None:
    """What the copy itself tells as missing is another matter, and stays told."""
    folder, state = county
    path = folder / "journal.jsonl"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    changed(folder, "5")
    (lost,) = examine_journal(path).lost
    made = make(folder, state, now=NIGHT)
    changed(folder, "3")
    restore(made.path, folder, state, author=AUTHOR, now=NIGHT.replace(hour=9), over=True)
    assert "missing_end" in Journal(path).entries()[-1], "the lines behind the copy are gone"
    assert examine_journal(path).lost == (lost,)
    changed(folder, "4")
    assert examine_journal(path).lost == (lost,)


def test_an_old_copy_comes_back_and_work_goes_on_from_today(county: Made) -> None:
    """Half a year lies between the copy and now: that is why it is brought back."""
    folder, state = county
    made = make(folder, state, now=NIGHT)
    changed(folder, "3", on=date(2027, 6, 1))
    today = date(2027, 6, 2)
    late = Author("孟晓岚", today, at=morning_of(today), stated=False)
    done = restore(made.path, folder, state, author=late, now=NIGHT.replace(hour=9), over=True)
    assert done.before is not None
    believe(folder, date(2027, 6, 3))


def test_a_clock_that_is_far_from_what_stands_brings_nothing_back(county: Made) -> None:
    folder, state = county
    made = make(folder, state, now=NIGHT)
    before = everything(folder)
    lost = Author("孟晓岚", date(2031, 1, 1), stated=False)
    with pytest.raises(FarDayError, match="--today"):
        restore(made.path, folder, state, author=lost, now=NIGHT.replace(hour=9), over=True)
    assert everything(folder) == before


def drop_a_line(members: dict[str, bytes]) -> None:
    lines = members["files/journal.jsonl"].splitlines(keepends=True)
    members["files/journal.jsonl"] = b"".join(lines[1:])


def other_score(members: dict[str, bytes]) -> None:
    name = "files/rounds/2026-self.yaml"
    members[name] = members[name].replace(b"done: 8", b"done: 9")


def way_out(members: dict[str, bytes]) -> None:
    manifest = json.loads(members["manifest.json"])
    manifest["files"]["../外面.yaml"] = {"sha256": "0" * 64, "size": 1}
    members["manifest.json"] = json.dumps(manifest).encode()


def one_more(members: dict[str, bytes]) -> None:
    members["files/rounds/多出.yaml"] = b"round: x\n"


def brackets_without_end(members: dict[str, bytes]) -> None:
    """A line of the journal that nests too deep for any reader, with the digest that fits."""
    line = b"[" * 100_000 + b"\n"
    members["files/journal.jsonl"] = line
    manifest = json.loads(members["manifest.json"])
    sha256 = hashlib.sha256(line).hexdigest()
    manifest["files"]["journal.jsonl"] = {"sha256": sha256, "size": len(line)}
    members["manifest.json"] = json.dumps(manifest).encode()


def no_manifest(members: dict[str, bytes]) -> None:
    del members["manifest.json"]


@pytest.mark.parametrize(
    "change", [drop_a_line, other_score, way_out, one_more, no_manifest, brackets_without_end]
)
def test_a_damaged_copy_changes_nothing(
    county: Made, change: Callable[[dict[str, bytes]], None]
) -> None:
    folder, state = county
    made = make(folder, state, now=NIGHT)
    before = everything(folder)
    with pytest.raises(CannotRestoreError):
        restore(spoiled(made.path, change), folder, state, author=AUTHOR, now=NIGHT, over=True)
    assert everything(folder) == before


def test_half_a_copy_and_no_copy_change_nothing(county: Made, tmp_path: Path) -> None:
    folder, state = county
    made = make(folder, state, now=NIGHT)
    half = tmp_path / "半份.zip"
    half.write_bytes(made.path.read_bytes()[: made.path.stat().st_size // 2])
    other = tmp_path / "别的.zip"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("a.txt", "x")
    before = everything(folder)
    for path in (half, other):
        with pytest.raises(CannotRestoreError):
            restore(path, folder, state, author=AUTHOR, now=NIGHT, over=True)
    assert everything(folder) == before


def test_the_copy_of_another_county_is_refused(county: Made, tmp_path: Path) -> None:
    folder, state = county
    files = {
        **samples.SOUND,
        "workspace.yaml": samples.SOUND["workspace.yaml"].replace("示例县\n", "另一个县\n"),
    }
    other = samples.write(tmp_path / "邻县" / "示例县", files)
    changed(other, "2")
    made = make(other, tmp_path / "other-state", now=NIGHT)
    before = everything(folder)
    with pytest.raises(CannotRestoreError, match="另一个工作区"):
        restore(made.path, folder, state, author=AUTHOR, now=NIGHT, over=True)
    assert everything(folder) == before


def test_thirty_copies_are_kept_and_one_is_made_each_night(county: Made) -> None:
    folder, state = county
    plan = Plan(folder, state)
    assert due(folder, NIGHT)
    assert look(plan, NIGHT.replace(hour=8))
    assert not look(plan, NIGHT.replace(hour=23))
    assert not due(folder, NIGHT.replace(day=23, hour=1))
    assert due(folder, NIGHT.replace(day=23, hour=2, minute=1))
    for minute in range(32):
        make(folder, state, now=NIGHT.replace(day=24, minute=minute))
    assert len(list((folder / "backups").glob("*.zip"))) == 30
    last = newest(folder)
    assert last is not None
    assert last.name == "20261124-023100.zip"


def test_another_version_of_the_program_copies_before_it_touches_anything(county: Made) -> None:
    folder, state = county
    first = before_upgrade(Plan(folder, state), "0.1.0", NIGHT)
    assert first is not None
    assert first.name.endswith("-before-upgrade.zip")
    assert before_upgrade(Plan(folder, state), "0.1.0", NIGHT) is None
    assert before_upgrade(Plan(folder, state), "0.2.0", NIGHT.replace(hour=5)) is not None


def run(*args: object) -> int:
    """The exit code of a command."""
    with pytest.raises(SystemExit) as ended:
        shifan([str(arg) for arg in args])
    return int(ended.value.code or 0)


def test_the_commands_copy_and_bring_back(
    county: Made, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, state = county
    disk, secret, target = tmp_path / "磁盘", tmp_path / "口令.txt", tmp_path / "新机器" / "示例县"
    secret.write_text(PASSPHRASE + "\n", "utf-8")
    common = ["--state", state, "--passphrase-file", secret]
    assert run("serve", "backup", "-w", folder, *common, "--to", disk) == 0
    (copy,) = disk.glob("*.zip")
    assert (
        run("serve", "restore", copy, "-w", target, *common, "--evidence", disk, "--by", "孟晓岚")
        == 0
    )
    assert "链条完整" in capsys.readouterr().out
    assert (target / "evidence/files/清单.txt").is_file()
    copy.write_bytes(b"PK")
    assert run("serve", "restore", copy, "-w", tmp_path / "又一处") == 3
    assert not (tmp_path / "又一处").exists()


def test_the_unit_and_the_task_name_the_program_and_the_workspace(tmp_path: Path) -> None:
    folder = tmp_path / "示例 县%"
    command = command_of(folder, ["--lan"])
    unit = unit_text(command, folder)
    assert '"--lan"' in unit
    assert "示例 县%%" in unit
    assert "Restart=always" in unit
    task = task_text([*command, "a&b"], folder)
    assert "a&amp;b" in task
    assert f'"{folder}"' in task


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_takes_the_unit_as_it_is_written(tmp_path: Path) -> None:
    folder, quiet = tmp_path / "示例 县%", tmp_path / "run"
    folder.mkdir()
    quiet.mkdir(mode=0o700)
    unit = tmp_path / "shifan.service"
    unit.write_text(unit_text(command_of(folder, ["--lan", "--notify", 'echo "$x"']), folder))
    checked = subprocess.run(
        ["systemd-analyze", "--user", "verify", str(unit)],
        capture_output=True,
        text=True,
        env={**os.environ, "XDG_RUNTIME_DIR": str(quiet)},
        timeout=600,
        check=False,
    )
    assert (checked.returncode, checked.stderr) == (0, "")
