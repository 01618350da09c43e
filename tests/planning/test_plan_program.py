"""The mixed-integer program of a plan, small enough to be reckoned by hand: rows, requirements, what
is forbidden, and the least of what is left."""

from __future__ import annotations

from fractions import Fraction

from scoring.planning.effects import Sum
from scoring.planning.goals import Bound, Everything, Final, Some
from scoring.planning.program import Program
from scoring.planning.tasks import Cover, Task
from scoring.rectification.ledger import RectificationItem

F = Fraction


def task(ident: str, effort: str, *after: str, covers: tuple[Cover, ...] | None = None) -> Task:
    item = RectificationItem.model_validate({"id": ident, "problem": "有短板"})
    mended = frozenset(covers if covers is not None else [(ident, "standard")])
    days = F(effort)
    return Task(item, days, assumed=False, team="甲", days=days, after=after, covers=mended)


def atom(*codes: str) -> frozenset[Cover]:
    return frozenset((code, "standard") for code in codes)


def total(base: str = "0", **worth: str) -> Sum:
    return Sum(F(base), {atom(code): F(points) for code, points in worth.items()})


def chosen(program: Program) -> str | None:
    """The cheapest choice, as the ids in a row; None where there is none."""
    answer = program.least(program.costs())
    return None if answer is None else "+".join(sorted(answer.chosen))


THREE = (task("A", "4"), task("B", "2"), task("C", "5"))


def test_nothing_asked_nothing_chosen() -> None:
    answer = Program(THREE).least(Program(THREE).costs())
    assert answer is not None
    assert (answer.chosen, answer.value, answer.proved) == (frozenset(), 0, True)


def test_without_tasks_only_what_is_met_already_has_an_answer() -> None:
    program = Program(())
    assert chosen(program) == ""
    program.require(Bound(total("5"), F(5)))
    assert chosen(program) == ""
    program.require(Bound(total("5"), F(6)))
    assert chosen(program) is None


def test_the_cheapest_that_reaches_a_bound_and_among_equals_the_fewest() -> None:
    """7 points: A (4 points, 4 days) and B (3 points, 2 days) take 6 days; C alone brings 7 in 5.
    With C at 6 days too, one item is fewer than two."""
    bound = Bound(total(A="4", B="3", C="7"), F(7))
    program = Program(THREE)
    program.require(bound)
    assert chosen(program) == "C"
    program = Program((task("A", "4"), task("B", "2"), task("C", "6")))
    program.require(bound)
    assert chosen(program) == "C"
    program = Program((task("A", "4"), task("B", "2"), task("C", "6.5")))
    program.require(bound)
    assert chosen(program) == "A+B"


def test_days_are_counted_in_whole_numbers_of_their_smallest_part() -> None:
    """A half and a third of a day have sixths: 3 and 2 of them, times one more than there are items,
    plus 1 for the item itself: 3 × 3 + 1 and 2 × 3 + 1."""
    program = Program((task("A", "1/2"), task("B", "1/3")))
    assert program.costs() == {program.of_task["A"]: 10, program.of_task["B"]: 7}


def test_whoever_is_chosen_takes_along_what_it_waits_for() -> None:
    program = Program((task("A", "4"), task("B", "1", "A"), task("C", "4.5")))
    program.require(Bound(total(B="3", C="3"), F(3)))
    assert chosen(program) == "C", "B costs 5 days with A"


def test_what_is_won_only_together_is_chosen_together() -> None:
    both = Sum(F(0), {atom("A", "B"): F(6)})
    program = Program(THREE)
    program.require(Bound(both, F(6)))
    assert chosen(program) == "A+B"
    program.require(Bound(both, F(7)))
    assert chosen(program) is None


def test_a_cause_that_nobody_mends_wins_nothing_and_one_that_two_mend_wins_once() -> None:
    shared = ("X", "standard")
    program = Program((task("A", "4", covers=(shared,)), task("B", "2", covers=(shared,))))
    program.require(Bound(Sum(F(0), {frozenset({shared}): F(3)}), F(3)))
    assert chosen(program) == "B"
    program = Program((task("A", "1", covers=(shared,)), task("B", "1", covers=(shared,))))
    program.require(Bound(Sum(F(0), {frozenset({shared}): F(3)}), F(4)))
    assert chosen(program) is None, "3 points are won once"
    lacking = Program(THREE)
    lacking.require(Bound(total(Z="9"), F(1)))
    assert chosen(lacking) is None


def test_so_many_of_several_bounds_are_the_cheapest_of_them() -> None:
    bounds = tuple(Bound(total(**{code: "1"}), F(1)) for code in "ABC")
    for wanted, answer in ((0, ""), (1, "B"), (2, "A+B"), (3, "A+B+C"), (4, None)):
        program = Program(THREE)
        program.require(Some(bounds, wanted))
        assert chosen(program) == answer


def test_every_item_of_a_ledger() -> None:
    program = Program(THREE)
    program.require(Everything(("A", "C")))
    assert chosen(program) == "A+C"
    program = Program(THREE)
    program.require(Everything(("A", "Z")))
    assert chosen(program) is None, "one that cannot be done in time is in no program"


def test_the_gate_opens_the_bonus_and_the_cap_closes_it() -> None:
    """10 points and 4 of bonus from 12 on: for 16 points A's 2 will do (12 + 4); with a cap of 3
    one point more is needed."""
    score, won = total("10", A="2", B="1"), Sum(F(4))
    for cap, answer in ((None, "A"), (F(4), "A"), (F(3), "A+B"), (F(2), None)):
        program = Program(THREE)
        program.require(Final(score, won, F(12), cap, F(0), None, F(16)))
        assert chosen(program) == answer, cap


def test_a_penalty_is_taken_off() -> None:
    program = Program(THREE)
    program.require(Final(total("10", A="2", B="1"), Sum(F(0)), None, None, F(1), None, F(11)))
    assert chosen(program) == "A"


def test_what_is_forbidden_is_not_chosen_but_more_or_less_is() -> None:
    program = Program(THREE)
    program.require(Bound(total(A="4", B="3", C="7"), F(7)))
    program.forbid(["C"])
    assert chosen(program) == "A+B"
    program.forbid(["A", "B"])
    assert chosen(program) == "B+C"
    program = Program(THREE)
    program.require(Bound(total(A="4", B="3", C="7"), F(7)))
    program.not_all(["C"])
    program.not_all(["A", "B"])
    assert chosen(program) is None


def test_a_limit_on_days_leaves_what_fits() -> None:
    program = Program(THREE)
    program.limit(F(5), {"A": F(4), "B": F(2), "C": F(5)})
    program.require(Everything(("A", "B")))
    assert chosen(program) is None
    program = Program(THREE)
    program.limit(F(6), {"A": F(4), "B": F(2), "C": F(5)})
    program.require(Everything(("A", "B")))
    assert chosen(program) == "A+B"


def test_what_may_be_missed_says_by_how_large_a_share() -> None:
    """10 points are asked for and A brings 4 of them: 6 are missed, 60 %."""
    program = Program((task("A", "4"),))
    short: list[int] = []
    program.require(Bound(total(A="4"), F(10)), short)
    (share,) = short
    answer = program.least({share: 1.0})
    assert answer is not None
    assert answer.chosen == {"A"}
    assert abs(answer.value - 0.6) < 1e-6


def test_what_is_met_already_is_never_short() -> None:
    short: list[int] = []
    Program(THREE).require(Bound(total("10", A="4"), F(10)), short)
    assert short == []


def test_a_copy_takes_rows_of_its_own() -> None:
    program = Program(THREE)
    program.require(Bound(total(A="4", B="3", C="7"), F(7)))
    other = program.copy()
    other.forbid(["C"])
    assert (chosen(program), chosen(other)) == ("C", "A+B")


def test_more_than_a_float_can_see_is_kept() -> None:
    """The row is widened, so that the choice that reaches it exactly is never left out."""
    third = F(1, 3)
    program = Program((task("A", "1"), task("B", "1"), task("C", "1")))
    program.require(Bound(Sum(F(0), {atom(code): third for code in "ABC"}), F(1)))
    assert chosen(program) == "A+B+C"
