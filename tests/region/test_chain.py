"""``submissions.jsonl``: lines that are only added, each with the digest of the one before.

{"do": "received", "code": "990101", "n": 1, …, "prev": "0000…"}
{"do": "accepted", "code": "990101", "n": 1, …, "prev": "9f2c…"}
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from filelock import FileLock

from scoring.problems import CannotError
from scoring.region import chain as chains
from scoring.region.chain import FILE, Chain, writing
from scoring.storage import Busy

FIRST = {"do": "received", "code": "990101", "n": 1}
SECOND = {"do": "accepted", "code": "990101", "n": 1}


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """A region whose chain holds two lines."""
    with writing(tmp_path) as chain:
        chain.add(FIRST)
        chain.add(SECOND)
    return tmp_path


def test_a_region_that_received_nothing_has_an_empty_chain(tmp_path: Path) -> None:
    chain = Chain(tmp_path).check()
    assert chain.entries == []
    assert set(chain.head) == {"0"}


def test_what_was_added_is_read_again_in_its_order(two: Path) -> None:
    chain = Chain(two).check()
    assert [entry["do"] for entry in chain.entries] == ["received", "accepted"]


def test_the_chain_at_hand_holds_what_it_added(tmp_path: Path) -> None:
    with writing(tmp_path) as chain:
        head = chain.head
        chain.add(FIRST)
        assert [entry["n"] for entry in chain.entries] == [1]
        assert chain.head != head


def test_a_line_that_somebody_altered_breaks_the_chain(two: Path) -> None:
    path = two / FILE
    path.write_text(path.read_text("utf-8").replace('"n":1', '"n":7', 1), "utf-8")
    with pytest.raises(CannotError, match="被改动过，不能再据以汇总，请从备份恢复：第 ") as raised:
        Chain(two).check()
    assert raised.value.kind == "unreadable"


def test_a_line_that_somebody_took_away_breaks_the_chain(two: Path) -> None:
    path = two / FILE
    path.write_bytes(path.read_bytes().split(b"\n", 1)[1])
    with pytest.raises(CannotError, match="被改动过"), writing(two):
        pass


def test_a_torn_last_line_is_no_fault_and_no_entry(two: Path) -> None:
    path = two / FILE
    path.write_bytes(path.read_bytes()[:-9])
    chain = Chain(two).check()
    assert [entry["do"] for entry in chain.entries] == ["received"]


def test_a_last_line_with_all_of_its_words_but_no_end_was_never_acknowledged(two: Path) -> None:
    path = two / FILE
    path.write_bytes(path.read_bytes()[:-1])
    assert len(Chain(two).entries) == 1


def test_the_next_writer_cuts_what_is_torn_and_goes_on(two: Path) -> None:
    path = two / FILE
    whole = path.read_bytes()
    path.write_bytes(whole[:-9])
    with writing(two) as chain:
        chain.add(SECOND)
    assert path.read_bytes() == whole
    assert json.loads(whole.splitlines()[1])["do"] == "accepted"


def test_two_writers_wait_for_each_other(two: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chains, "WAIT", 0.05)
    with FileLock(str(two / ".shifan/region.lock")), pytest.raises(Busy), writing(two):
        pass


def test_an_error_of_the_writer_lets_the_lock_go(two: Path) -> None:
    with pytest.raises(ZeroDivisionError), writing(two):
        _ = 1 / 0
    with writing(two) as chain:
        assert len(chain.entries) == 2
