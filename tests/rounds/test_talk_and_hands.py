"""问专班 and 交卷: where a question and the marks of an inspector stand follows from the last step.

questions: {"1.1": [{on: 2026-11-01, do: ask, by: 王敏, text: 以哪个系统为准}]}
handed_in: {周敏: [{on: 2026-11-21, do: hand_in, by: 周敏}]}
"""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from scoring.rounds.handing import HandEvent, is_handed_in
from scoring.rounds.questions import Talk, waits


def talk(*steps: str) -> list[Talk]:
    data = {"on": "2026-11-01", "by": "王敏", "text": "以哪个系统为准"}
    return [Talk.model_validate({**data, "do": step}) for step in steps]


def events(*steps: str) -> list[HandEvent]:
    data = {"on": "2026-11-21", "by": "周敏"}
    return [HandEvent.model_validate({**data, "do": step}) for step in steps]


@pytest.mark.parametrize(
    ("steps", "waiting"),
    [
        ((), False),
        (("ask",), True),
        (("ask", "ask"), True),
        (("ask", "answer"), False),
        (("ask", "answer", "ask"), True),
    ],
)
def test_a_question_waits_until_the_last_word_is_an_answer(
    steps: tuple[str, ...], waiting: bool
) -> None:
    assert waits(talk(*steps)) is waiting


@pytest.mark.parametrize(
    ("steps", "done"),
    [
        ((), False),
        (("hand_in",), True),
        (("hand_in", "return"), False),
        (("hand_in", "return", "hand_in"), True),
    ],
)
def test_marks_are_handed_in_until_they_are_given_back(steps: tuple[str, ...], done: bool) -> None:
    assert is_handed_in(events(*steps)) is done


@pytest.mark.parametrize("missing", ["on", "do", "by", "text"])
def test_a_question_says_who_asked_what_and_when(missing: str) -> None:
    data = {"on": "2026-11-01", "do": "ask", "by": "王敏", "text": "以哪个系统为准"}
    del data[missing]
    with pytest.raises(ValidationError):
        Talk.model_validate(data)


@pytest.mark.parametrize("step", ["hand", "", "交卷"])
def test_no_other_step_leaves_marks_handed_in(step: str) -> None:
    with pytest.raises(ValidationError):
        events(step)
