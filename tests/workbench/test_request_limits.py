"""How much one visitor may ask for: a bucket for each, refilled as time goes on."""

from __future__ import annotations

import pytest

from scoring.workbench import limits
from scoring.workbench.limits import Buckets, on_this_machine, requests_allowed, saves_allowed


class Clock:
    """A clock that stands still until it is moved."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_so_many_at_once_and_then_as_fast_as_it_is_refilled(clock: Clock) -> None:
    buckets = Buckets(rate=2, burst=3, clock=clock)
    assert [buckets.take("a") for _ in range(3)] == [0, 0, 0]
    assert buckets.take("a") == 0.5
    clock.now += 0.5
    assert buckets.take("a") == 0


def test_who_is_refused_does_not_wait_longer_for_it(clock: Clock) -> None:
    buckets = Buckets(rate=1, burst=1, clock=clock)
    buckets.take("a")
    assert {buckets.take("a") for _ in range(5)} == {1}


def test_one_visitor_does_not_use_up_anothers(clock: Clock) -> None:
    buckets = Buckets(rate=1, burst=1, clock=clock)
    buckets.take("a")
    assert buckets.take("b") == 0


def test_a_long_rest_fills_the_bucket_and_no_more(clock: Clock) -> None:
    buckets = Buckets(rate=1, burst=2, clock=clock)
    clock.now += 3600
    assert [buckets.take("a") for _ in range(3)] == [0, 0, 1]


def test_the_longest_idle_are_forgotten_first(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "REMEMBERED", 2)
    buckets = Buckets(rate=1, burst=1, clock=clock)
    for key in ("a", "b", "a", "c"):
        buckets.take(key)
    assert buckets.take("a") == 1
    assert buckets.take("b") == 0


def test_reading_is_bounded_less_than_saving() -> None:
    reads, saves = requests_allowed(), saves_allowed()
    assert sum(reads.take("a") == 0 for _ in range(400)) >= 300
    assert 60 <= sum(saves.take("a") == 0 for _ in range(100)) < 70


@pytest.mark.parametrize("address", ["127.0.0.1", "127.3.2.1", "::1", "::1%lo"])
def test_the_machine_itself_is_not_the_network(address: str) -> None:
    assert on_this_machine(address)


@pytest.mark.parametrize("address", ["192.0.2.1", "fe80::1%eth0", "localhost", "", "unknown"])
def test_everything_else_is(address: str) -> None:
    assert not on_this_machine(address)
