"""What a child does with its calls: a result, an error that was foreseen, or one that was not."""

from __future__ import annotations

import io
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from work_samples import ForeseenError

from scoring.confined import worker
from scoring.confined.wire import FAILED, PROGRESS, RAISED, RESULT, TornError, receive

FORESEEN = "work_samples:ForeseenError"


@pytest.fixture(autouse=True)
def _granted(monkeypatch: pytest.MonkeyPatch) -> None:
    """This process is not to be ended when a call has used up its time."""
    monkeypatch.setattr(worker, "_grant", lambda _: None)


def served(*calls: tuple[str, tuple[Any, ...], list[str], bool]) -> Iterator[tuple[bytes, Any]]:
    """The answers to some calls, as they travel."""
    answers = io.BytesIO()
    worker.serve(io.BytesIO(b"".join(map(pickle.dumps, calls))), answers, 5)
    answers.seek(0)
    while True:
        try:
            kind, body = receive(answers)
        except TornError:
            return
        yield kind, pickle.loads(body)


def test_one_call_after_the_other_is_answered_until_there_is_none() -> None:
    assert list(
        served(
            ("work_samples:twice", (21,), [], False),
            ("work_samples:fails", (), [FORESEEN], False),
            ("work_samples:twice", (4,), [], False),
        )
    ) == [
        (RESULT, 42),
        (RAISED, (0, ("坏了。换一份。",), {"what": "坏了。", "fix": "换一份。"})),
        (RESULT, 8),
    ]
    assert list(served()) == []


def test_progress_is_sent_before_the_result() -> None:
    assert list(served(("work_samples:counts", (2,), [], True))) == [
        (PROGRESS, (1, 2)),
        (PROGRESS, (2, 2)),
        (RESULT, "done"),
    ]


@pytest.mark.parametrize(
    ("function", "detail"),
    [
        ("work_samples:stumbles", "KeyError: "),
        ("work_samples:panics", "Panic: "),
        ("work_samples:leaves", "SystemExit: 5"),
        ("work_samples:fails", "ForeseenError: 坏了。"),
        ("work_samples:nothing", "AttributeError: "),
        ("no_such_module:twice", "ModuleNotFoundError: "),
        ("nonsense", "ValueError: "),
    ],
)
def test_what_nobody_foresaw_is_told_in_a_line(function: str, detail: str) -> None:
    [(kind, (way, text))] = served((function, (), [], False))
    assert (kind, way) == (FAILED, "failed")
    assert text.startswith(detail)
    assert len(text) <= 2000


def test_running_out_of_memory_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    def hungry() -> None:
        raise MemoryError

    monkeypatch.setattr("work_samples.twice", hungry)
    assert list(served(("work_samples:twice", (), [], False))) == [(FAILED, ("memory", ""))]


def test_an_error_that_only_looks_like_a_foreseen_one_is_not_foreseen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class MoreError(ForeseenError):
        """A class that the parent does not know."""

    def failing() -> None:
        raise MoreError("a", "b")

    monkeypatch.setattr("work_samples.twice", failing)
    [(kind, _)] = served(("work_samples:twice", (), [FORESEEN], False))
    assert kind == FAILED


def test_of_an_error_plain_values_travel_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def failing() -> None:
        error = ForeseenError("a", "b")
        vars(error).update(number=3, rate=0.5, none=None, path=Path("x"), parts=(), more=[1])
        raise error

    monkeypatch.setattr("work_samples.twice", failing)
    [(_, (_, _, state))] = served(("work_samples:twice", (), ["x:y", FORESEEN], False))
    assert state == {
        "what": "a",
        "fix": "b",
        "number": 3,
        "rate": 0.5,
        "none": None,
        "parts": (),
    }


@pytest.mark.parametrize(
    ("event", "refused"),
    [
        ("socket.connect", True),
        ("subprocess.Popen", True),
        ("os.fork", True),
        ("open", False),
        ("import", False),
    ],
)
def test_the_doors_that_are_shut(event: str, refused: bool) -> None:
    if refused:
        with pytest.raises(worker.ShutError, match=event):
            worker._refuse(event, ())
    else:
        worker._refuse(event, ())
