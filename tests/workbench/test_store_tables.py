"""The tables beside the workspace: accounts, sessions, drafts, notices, uploads."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from scoring.workbench.store import Account, Database, Store
from scoring.workbench.store import drafts as draft_table
from scoring.workbench.store import sessions as session_table
from scoring.workbench.store import uploads as upload_table
from scoring.workbench.store.accounts import TakenError


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(Database(tmp_path / "state"))


@pytest.fixture
def account(store: Store) -> Account:
    return store.accounts.add("chen", "陈晓芸", "hash", must_change=True)


@pytest.fixture
def held(store: Store) -> Store:
    """The tables with the accounts 1 and 2, to whom drafts, notices and uploads belong."""
    for login in ("one", "two"):
        store.accounts.add(login, login, "hash", must_change=False)
    return store


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Moves the clock of the tables on."""

    def move(seconds: float) -> None:
        now = time.time() + seconds
        monkeypatch.setattr(time, "time", lambda: now)

    return move


# -- accounts


def test_an_account_is_found_by_login_person_and_number(store: Store, account: Account) -> None:
    assert store.accounts.by_login("CHEN") == account
    assert store.accounts.of_person("陈晓芸") == account
    assert store.accounts.by_id(account.id) == account
    assert store.accounts.by_login("nobody") is None
    assert store.accounts.of_person("没有的人") is None
    assert store.accounts.by_id(99) is None


def test_neither_login_nor_person_is_taken_twice(store: Store, account: Account) -> None:
    for login, person in (("other", account.person), ("Chen", "何青")):
        with pytest.raises(TakenError, match="已经有账号了"):
            store.accounts.add(login, person, "hash", must_change=False)
    assert [one.login for one in store.accounts.all()] == ["chen"]


def test_a_new_password_settings_and_the_last_visit_are_kept(
    store: Store, account: Account
) -> None:
    store.accounts.set_password(account.id, "other", must_change=False)
    store.accounts.set_settings(account.id, {"size": 18, "说明": "大"})
    store.accounts.note_seen(account.id)
    now = store.accounts.by_id(account.id)
    assert now is not None
    assert (now.hash, now.must_change, now.settings) == ("other", False, {"size": 18, "说明": "大"})
    assert now.seen is not None


def test_who_is_shut_out_is_out_at_once(store: Store, account: Account) -> None:
    token = store.sessions.begin(account.id, "browser", longest=60)
    store.accounts.disable(account.id)
    assert store.sessions.find(token) is None
    store.accounts.disable(account.id, disabled=False)
    now = store.accounts.by_id(account.id)
    assert now is not None
    assert not now.disabled


def test_failures_are_counted_by_login_and_by_address(store: Store) -> None:
    for login, address in (("chen", "a"), ("chen", "b"), ("he", "a")):
        store.accounts.note_failure(login, address)
    assert store.accounts.failures("chen", "a", 0)[:2] == (2, 2)
    store.accounts.forget_failures("chen", "a")
    assert store.accounts.failures("chen", "a", 0)[:2] == (1, 1)


def test_failures_of_yesterday_go(store: Store, later: Callable[[float], None]) -> None:
    store.accounts.note_failure("chen", "a")
    later(90_000)
    store.accounts.note_failure("he", "b")
    assert store.accounts.failures("chen", "a", 0)[:2] == (0, 0)


# -- sessions


def test_a_session_is_found_by_its_token_and_the_token_is_nowhere(
    store: Store, account: Account, tmp_path: Path
) -> None:
    token = store.sessions.begin(account.id, "browser", longest=60)
    session = store.sessions.find(token)
    assert session is not None
    assert (session.account, session.agent) == (account.id, "browser")
    stored = b"".join(path.read_bytes() for path in (tmp_path / "state").iterdir())
    assert token.encode() not in stored
    assert store.sessions.find("other") is None
    assert store.sessions.find("\ud800") is None


def test_a_session_ends_whatever_happens(store: Store, account: Account) -> None:
    token = store.sessions.begin(account.id, "", longest=60)
    assert store.sessions.find(token, now=time.time() + 61) is None


def test_all_sessions_end_but_the_one_at_hand(store: Store, account: Account) -> None:
    tokens = [store.sessions.begin(account.id, "", longest=60) for _ in range(3)]
    own = session_table.digest_of(tokens[0])
    assert store.sessions.end_all(account.id, but=own) == 2
    assert [one.digest for one in store.sessions.of(account.id)] == [own]
    store.sessions.end(own)
    assert store.sessions.of(account.id) == []


def test_use_is_written_down_once_a_minute(
    store: Store, account: Account, later: Callable[[float], None]
) -> None:
    token = store.sessions.begin(account.id, "", longest=600)
    first = store.sessions.find(token)
    assert first is not None
    store.sessions.touch(first)
    assert store.sessions.find(token) == first
    later(61)
    store.sessions.touch(first)
    again = store.sessions.find(token)
    assert again is not None
    assert again.seen > first.seen


def test_who_was_here_lately_is_online(
    store: Store, account: Account, later: Callable[[float], None]
) -> None:
    store.sessions.begin(account.id, "", longest=6000)
    assert store.sessions.online() == {account.id}
    later(301)
    assert store.sessions.online() == set()


# -- drafts


def test_a_draft_stands_in_the_place_of_the_one_before(held: Store) -> None:
    held.drafts.keep(1, "finding:1.1", "a", {"done": "8"})
    held.drafts.keep(1, "finding:1.1", "b", {"done": "9", "note": "好"})
    draft = held.drafts.find(1, "finding:1.1")
    assert draft is not None
    assert (draft.base, draft.fields) == ("b", {"done": "9", "note": "好"})
    assert len(held.drafts.of(1)) == 1


def test_drafts_are_each_persons_own(held: Store) -> None:
    held.drafts.keep(1, "finding:1.1", "", {})
    assert held.drafts.find(2, "finding:1.1") is None
    assert held.drafts.of(2) == []
    assert not held.drafts.drop(2, "finding:1.1")
    assert held.drafts.drop(1, "finding:1.1")


def test_a_draft_that_nobody_touches_goes_in_the_end(
    held: Store, later: Callable[[float], None]
) -> None:
    held.drafts.keep(1, "old", "", {})
    later(draft_table.KEPT + 1)
    held.drafts.keep(1, "new", "", {})
    assert held.drafts.sweep() == 1
    assert [draft.key for draft in held.drafts.of(1)] == ["new"]


# -- notices


def test_a_second_notice_of_the_same_thing_replaces_the_first_unread(held: Store) -> None:
    held.notices.tell([1, 2], "returned", "E0001", "退回了", url="/e/E0001", who="王建平")
    held.notices.read_all(1)
    assert (held.notices.unread(1), held.notices.unread(2)) == (0, 1)
    held.notices.tell([1], "returned", "E0001", "又退回了")
    assert held.notices.unread(1) == 1
    assert [notice.text for notice in held.notices.of(1)] == ["又退回了"]


def test_what_is_due_is_told_again_only_where_it_says_something_else(held: Store) -> None:
    assert held.notices.renew(1, "due", "2026-12-01", "7 天内到期")
    assert not held.notices.renew(1, "due", "2026-12-01", "7 天内到期")
    assert held.notices.renew(1, "due", "2026-12-01", "3 天内到期")
    assert len(held.notices.of(1)) == 1


def test_the_latest_notices_come_first_and_no_more_than_asked(held: Store) -> None:
    for number in range(5):
        held.notices.tell([1], "kind", str(number), str(number))
    assert [notice.text for notice in held.notices.of(1, 2)] == ["4", "3"]


# -- uploads


def test_an_upload_goes_from_open_to_what_became_of_it(held: Store) -> None:
    upload = held.uploads.begin(1, "清单.pdf", 100, {"indicator": "1.1"})
    assert (upload.state, upload.got, upload.target) == ("open", 0, {"indicator": "1.1"})
    held.uploads.advance(upload.token, 60)
    assert [one.got for one in held.uploads.of(1)] == [60]
    held.uploads.finish(upload.token, "done", {"id": "E0003"}, "abc")
    done = held.uploads.find(upload.token)
    assert done is not None
    assert (done.state, done.result) == ("done", {"id": "E0003"})
    assert held.uploads.of(1) == []


def test_tokens_cannot_be_guessed_and_are_forgotten(held: Store) -> None:
    tokens = {held.uploads.begin(1, "a", 1, {}).token for _ in range(20)}
    assert len(tokens) == 20
    assert {len(token) for token in tokens} == {32}
    held.uploads.drop(token := tokens.pop())
    assert held.uploads.find(token) is None


def test_what_nobody_takes_up_again_is_stale(held: Store, later: Callable[[float], None]) -> None:
    upload = held.uploads.begin(1, "a", 1, {})
    assert held.uploads.stale() == []
    later(upload_table.KEPT + 1)
    assert [one.token for one in held.uploads.stale()] == [upload.token]
