"""Notices: one line a thing for one person, until it is read."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from scoring.workbench.store import Database, Store
from scoring.workbench.store.notices import Notices


@pytest.fixture
def notices(tmp_path: Path) -> Iterator[Notices]:
    """With the accounts 1 and 2."""
    store = Store(Database(tmp_path / "state"))
    for login in ("one", "two"):
        store.accounts.add(login, login, "hash", must_change=False)
    yield store.notices
    store.close()


def texts(notices: Notices, account: int = 1) -> list[str]:
    return [notice.text for notice in notices.of(account)]


def test_a_line_for_each_account_the_latest_first(
    notices: Notices, monkeypatch: pytest.MonkeyPatch
) -> None:
    notices.tell([1, 2], "returned", "E0001", "E0001 退回", url="/e/E0001", who="王建平")
    later = time.time() + 1
    monkeypatch.setattr(time, "time", lambda: later)
    notices.tell([1], "task", "1.1", "请你经办 1.1")
    assert texts(notices) == ["请你经办 1.1", "E0001 退回"]
    (only,) = notices.of(2)
    assert (only.kind, only.key, only.url, only.who, only.read) == (
        "returned",
        "E0001",
        "/e/E0001",
        "王建平",
        None,
    )


def test_a_second_line_about_the_same_thing_takes_the_place_of_the_first(notices: Notices) -> None:
    notices.tell([1], "returned", "E0001", "E0001 退回")
    notices.read_all(1)
    assert notices.unread(1) == 0
    notices.tell([1], "returned", "E0001", "E0001 又退回")
    assert texts(notices) == ["E0001 又退回"]
    assert notices.unread(1) == 1, "unread again"


def test_what_is_due_is_told_again_only_where_it_says_something_else(notices: Notices) -> None:
    assert notices.renew(1, "due", "R0001", "R0001 还有 3 天到期")
    notices.read_all(1)
    assert not notices.renew(1, "due", "R0001", "R0001 还有 3 天到期")
    assert notices.unread(1) == 0
    assert notices.renew(1, "due", "R0001", "R0001 还有 2 天到期")
    assert texts(notices) == ["R0001 还有 2 天到期"]
    assert notices.unread(1) == 1


def test_reading_is_ones_own(notices: Notices) -> None:
    notices.tell([1, 2], "task", "1.1", "请你经办 1.1")
    notices.read_all(1)
    assert (notices.unread(1), notices.unread(2)) == (0, 1)
    (notice,) = notices.of(1)
    assert notice.read is not None


def test_a_list_is_no_longer_than_asked_for(notices: Notices) -> None:
    for number in range(5):
        notices.tell([1], "task", str(number), f"第 {number} 条")
    assert len(notices.of(1, limit=3)) == 3
    assert notices.of(99) == []
    notices.tell([], "task", "x", "没有人")
