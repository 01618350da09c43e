"""What follows from the last step: whether marks are handed in, and whether a question waits."""

from __future__ import annotations

from scoring.rounds.handing import HandEvent, is_handed_in
from scoring.rounds.questions import Talk, waits


def hand(do: str) -> HandEvent:
    return HandEvent.model_validate({"on": "2026-11-20", "do": do, "by": "王敏"})


def talk(do: str) -> Talk:
    return Talk.model_validate({"on": "2026-11-20", "do": do, "by": "王敏", "text": "如何计"})


def test_marks_are_handed_in_until_they_are_given_back() -> None:
    assert not is_handed_in([])
    assert is_handed_in([hand("hand_in")])
    assert not is_handed_in([hand("hand_in"), hand("return")])
    assert is_handed_in([hand("hand_in"), hand("return"), hand("hand_in")])


def test_a_question_waits_until_it_is_answered() -> None:
    assert not waits([])
    assert waits([talk("ask")])
    assert not waits([talk("ask"), talk("answer")])
