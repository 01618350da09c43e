"""What a session measures of itself: counts, and times in milliseconds."""

from __future__ import annotations

import pytest

from scoring.live.health import KEPT, Health, quantile


@pytest.mark.parametrize(
    ("values", "share", "value"),
    [
        ([], 0.5, 0.0),
        ([7.0], 0.5, 7.0),
        ([7.0], 0.99, 7.0),
        ([3.0, 1.0, 2.0], 0.5, 2.0),
        ([float(number) for number in range(100)], 0.5, 50.0),
        ([float(number) for number in range(100)], 0.95, 95.0),
        ([float(number) for number in range(100)], 1.0, 99.0),
    ],
)
def test_so_many_values_lie_below(values: list[float], share: float, value: float) -> None:
    assert quantile(values, share) == value


def test_a_group_of_saves_is_counted_once_and_each_save_with_its_own_wait() -> None:
    health = Health()
    health.saved([0.001, 0.003], judge=0.002, store=0.004, publish=0.008, size=2)
    figures = health.figures()
    assert (figures["saves"], figures["groups"]) == (2, 1)
    assert (figures["by_hand"], figures["sweeps"]) == (0, 0)
    assert figures["group_p50"] == 2
    assert figures["judge_p99"] == pytest.approx(2)
    assert figures["store_p99"] == pytest.approx(4)
    assert figures["publish_p99"] == pytest.approx(8)
    assert figures["wait_p99"] == pytest.approx(3)
    assert figures["save_p99"] == pytest.approx(3 + 2 + 4 + 8), "from the click to the answer"
    health.saved([0.001], judge=0.002, store=0.004, publish=0.008, size=1)
    assert (health.figures()["saves"], health.figures()["groups"]) == (3, 2)


def test_edits_by_hand_and_looks_at_the_evidence_are_counted() -> None:
    health = Health()
    for _ in range(2):
        health.noticed(0.012)
    health.swept(0.5)
    figures = health.figures()
    assert (figures["by_hand"], figures["sweeps"]) == (2, 1)
    assert figures["by_hand_p50"] == pytest.approx(12)
    assert figures["sweep_p50"] == pytest.approx(500)
    assert "save_p50" not in figures, "there was none"


def test_the_times_are_those_of_the_last_thousand() -> None:
    health = Health()
    for _ in range(KEPT):
        health.noticed(1)
    for _ in range(KEPT):
        health.noticed(0.001)
    assert health.figures()["by_hand_p99"] == pytest.approx(1)
    assert health.figures()["by_hand"] == 2 * KEPT
