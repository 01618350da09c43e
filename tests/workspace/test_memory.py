"""What one opening keeps for the next: a step is done again only where one of its inputs is another
object."""

from __future__ import annotations

from typing import Any

from scoring.workspace.memory import Memory, kept_equal, renewed


def test_a_step_is_done_again_where_an_input_is_another_object() -> None:
    memory = Memory()
    done: list[object] = []

    def once(*inputs: object) -> int:
        return memory.once("sum", inputs, lambda: done.append(inputs) or len(done))

    one, other = [1], [1]
    assert once(one, other) == 1
    assert once(one, other) == 1
    assert once(one, one) == 2, "equal is not the same"
    assert once(one) == 3
    assert once(one, other) == 4, "the last result alone is kept"
    assert memory.last("sum") == ((one, other), 4)
    assert memory.last("none") is None


def test_a_step_may_go_on_from_its_last_result() -> None:
    memory = Memory()
    seen: list[tuple[tuple[object, ...], Any]] = []

    def again(*inputs: object) -> int:
        def reckon(before: tuple[object, ...], result: Any) -> int:
            seen.append((before, result))
            return (result or 0) + len(inputs)

        return memory.again("count", inputs, reckon)

    first, second = object(), object()
    assert again(first) == 1
    assert again(first) == 1
    assert again(first, second) == 3
    assert seen == [((), None), ((first,), 1)]


def test_a_look_at_what_is_not_so_leaves_what_is() -> None:
    memory = Memory()
    memory.once("step", (), lambda: 1)
    memory.stamps["a"] = (1, 1, 1)
    memory.written["a"] = object()  # type: ignore[assignment]
    branch = memory.branched()
    assert branch.once("step", (), lambda: 2) == 1
    assert branch.stamps == memory.stamps
    assert branch.written == {}, "what was written is so; this is not"
    branch.stamps["b"] = (2, 2, 2)
    branch.once("other", (), lambda: 3)
    branch.facts[None, None, False] = object()  # type: ignore[assignment]
    assert "b" not in memory.stamps
    assert memory.last("other") is None
    assert memory.facts == {}
    assert branch.lock is not memory.lock


def test_a_sweep_has_every_evidence_file_looked_at_again() -> None:
    memory = Memory()
    memory.facts[None, None, False] = object()  # type: ignore[assignment]
    memory.sweep()
    assert memory.facts == {}
    assert memory.swept == 1
    memory.sweep()
    assert memory.swept == 2


def test_what_is_equal_stays_the_object_that_it_was() -> None:
    old, same, other = [1], [1], [2]
    assert kept_equal(old, same) is old
    assert kept_equal(old, other) is other
    new = renewed({"a": old, "gone": old}, {"a": same, "b": other})
    assert list(new) == ["a", "b"]
    assert new["a"] is old
    assert new["b"] is other
