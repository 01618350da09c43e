"""What travels between a program and its confined child: whole messages, and plain data alone."""

from __future__ import annotations

import io
import os
import pickle
from typing import Any

import pytest
from work_samples import Answer, Evil

from scoring.confined import wire
from scoring.confined.wire import PROGRESS, RESULT, TornError, receive, restricted, send


def test_messages_come_one_after_the_other_as_they_were_sent() -> None:
    stream = io.BytesIO()
    send(stream, RESULT, b"\x00" * 70_000)
    send(stream, PROGRESS, b"")
    stream.seek(0)
    assert receive(stream) == (RESULT, b"\x00" * 70_000)
    assert receive(stream) == (PROGRESS, b"")
    with pytest.raises(TornError):
        receive(stream)


@pytest.mark.parametrize("cut", [0, 1, 8, 9, 11])
def test_a_message_that_is_cut_off_is_none(cut: int) -> None:
    stream = io.BytesIO()
    send(stream, RESULT, b"abc")
    with pytest.raises(TornError):
        receive(io.BytesIO(stream.getvalue()[:cut]))


def test_a_message_that_claims_more_than_any_answer_has_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stream = io.BytesIO()
    send(stream, RESULT, b"abc")
    monkeypatch.setattr(wire, "LARGEST", 3)
    assert receive(io.BytesIO(stream.getvalue())) == (RESULT, b"abc")
    monkeypatch.setattr(wire, "LARGEST", 2)
    with pytest.raises(TornError):
        receive(io.BytesIO(stream.getvalue()))


@pytest.mark.parametrize(
    "value", [None, 3, "甲", b"x", (1, [2.5, {"a": {3}}]), {"a": [True]}, 1 << 200]
)
def test_plain_data_comes_back(value: Any) -> None:
    assert restricted(pickle.dumps(value), ()) == value


def test_of_classes_only_those_that_were_asked_for_come_back() -> None:
    answer = Answer("甲", (1, 2))
    assert restricted(pickle.dumps([answer]), (Answer,)) == [answer]
    with pytest.raises(TornError, match="Answer"):
        restricted(pickle.dumps([answer]), ())


@pytest.mark.parametrize(
    "body",
    [
        pickle.dumps(Evil()),
        pickle.dumps(os.system),
        pickle.dumps(ValueError("x")),
        b"",
        b"no pickle",
        pickle.dumps([1, 2, 3])[:-2],
        b"\x80\x04\x95\xff\xff\xff\xff\xff\xff\xff\x7f.",
    ],
    ids=["calls out", "a function", "an error", "nothing", "no pickle", "torn", "endless"],
)
def test_whatever_else_stands_in_an_answer_is_no_answer(body: bytes) -> None:
    with pytest.raises(TornError):
        restricted(body, (Answer,))
