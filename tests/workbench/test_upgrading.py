"""The state of an older program: brought to the form of this one after a copy, all of it or nothing;
and never under a server that is running.

The state of version 1 is made here as that program made it.
"""

from __future__ import annotations

import sqlite3
import stat
from pathlib import Path

import pytest
import samples

from scoring.cli import main as shifan
from scoring.workbench.server import alone
from scoring.workbench.store import Database, Store
from scoring.workbench.store import database as module
from scoring.workbench.store.database import APPLICATION, MIGRATIONS, NAME, UpgradeError

NEWEST = len(MIGRATIONS)


def old_state(folder: Path) -> Path:
    """A small state of version 1: an account, a draft, a notice."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / NAME
    raw = sqlite3.connect(path)
    raw.executescript(
        f"PRAGMA application_id = {APPLICATION}; {MIGRATIONS[0]} PRAGMA user_version = 1;"
        "INSERT INTO account(login, person, hash, must_change, created)"
        " VALUES('cxy', '陈晓芸', 'hash', 0, 1.0);"
        "INSERT INTO draft VALUES(1, 'finding:1.1', 'digest', '{\"done\": \"9\"}', 1.0);"
        "INSERT INTO notice(account, kind, key, text, at) VALUES(1, 'return', 'E0001', '缺页', 1.0);"
    )
    raw.commit()
    raw.close()
    return path


def version(path: Path) -> int:
    raw = sqlite3.connect(path)
    number = int(raw.execute("PRAGMA user_version").fetchone()[0])
    raw.close()
    return number


def test_an_old_state_is_copied_brought_up_and_loses_nothing(tmp_path: Path) -> None:
    path = old_state(tmp_path)
    store = Store(Database(tmp_path))
    account = store.accounts.by_login("cxy")
    assert account is not None
    assert (account.person, account.must_change) == ("陈晓芸", False)
    (draft,) = store.drafts.of(account.id)
    assert draft.fields == {"done": "9"}
    assert [notice.text for notice in store.notices.of(account.id, 5)] == ["缺页"]
    store.close()
    assert version(path) == NEWEST
    copy = tmp_path / f"{NAME}.v1"
    assert version(copy) == 1
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    raw = sqlite3.connect(copy)
    assert raw.execute("SELECT person FROM account").fetchall() == [("陈晓芸",)]
    raw.close()


def test_an_upgrade_that_fails_leaves_the_old_state_and_says_where_its_copy_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = old_state(tmp_path)
    steps = (*MIGRATIONS, "CREATE TABLE more(x); INSERT INTO missing VALUES(1);")
    monkeypatch.setattr(module, "MIGRATIONS", steps)
    with pytest.raises(UpgradeError, match=r"原样没有动.*server\.db\.v1"):
        Database(tmp_path)
    assert version(path) == 1
    raw = sqlite3.connect(path)
    tables = {name for (name,) in raw.execute("SELECT name FROM sqlite_master")}
    raw.close()
    assert not tables & {"more", "draft_at"}, "none of its steps, not only the last one"
    monkeypatch.undo()
    Store(Database(tmp_path)).close()
    assert version(path) == NEWEST, "tried again, it goes on"


def test_a_newer_state_is_refused_with_clear_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    county = samples.write(tmp_path / "county", samples.SOUND)
    Database(tmp_path / "state").close()
    raw = sqlite3.connect(tmp_path / "state" / NAME)
    raw.execute(f"PRAGMA user_version = {NEWEST + 1}")
    raw.commit()
    raw.close()
    before = (tmp_path / "state" / NAME).read_bytes()
    code = run("serve", "-w", county, "--state", tmp_path / "state", "--port", "0")
    assert code == 3
    assert "更新的版本写的" in capsys.readouterr().err
    assert (tmp_path / "state" / NAME).read_bytes() == before


def test_a_second_server_is_refused_with_the_address_of_the_first_and_touches_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    county = samples.write(tmp_path / "county", samples.SOUND)
    path = old_state(tmp_path / "state")
    before = path.read_bytes()
    with alone(county) as remember:
        remember("http://127.0.0.1:8765/")
        code = run("serve", "-w", county, "--state", tmp_path / "state", "--port", "0")
    assert code == 2
    said = capsys.readouterr().err
    assert "已经有一个工作台开着：http://127.0.0.1:8765/" in said
    assert path.read_bytes() == before, "a state is not brought up under a running server"
    assert not (county / "backups").exists()
    with alone(county):
        pass


def run(*args: object) -> int:
    with pytest.raises(SystemExit) as ended:
        shifan([str(arg) for arg in args])
    return int(ended.value.code or 0)
