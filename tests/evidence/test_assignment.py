"""A piece that names no requirement carries one at most, so that most requirements are met."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st
from samples import SOUND, Opener

from scoring.evidence.assignment import Wanted, assign

TREE = "indicators/sample.yaml"
REGISTER = "evidence/register.yaml"


def wants(*needs: int, optional: tuple[int, ...] = ()) -> list[Wanted]:
    return [Wanted(index, need, index not in optional) for index, need in enumerate(needs)]


def met(placed: dict[str, int], wanted: list[Wanted], *, required: bool) -> int:
    counts = [list(placed.values()).count(item.index) for item in wanted]
    return sum(counts[item.index] >= item.need for item in wanted if item.required is required)


def test_one_piece_fills_one_requirement() -> None:
    assert assign({"E1": [0, 1]}, wants(1, 1)) == {"E1": 0}
    assert assign({"E1": [0, 1], "E2": [0]}, wants(1, 1)) == {"E1": 1, "E2": 0}


def test_required_before_optional_and_whole_before_half() -> None:
    assert assign({"E1": [0, 1]}, wants(1, 1, optional=(0,))) == {"E1": 1}
    assert assign({"E1": [0, 1], "E2": [0, 1]}, wants(3, 1)) == {"E1": 1, "E2": 0}


def test_what_is_met_already_needs_no_more() -> None:
    assert assign({"E1": [0, 1]}, wants(0, 1)) == {"E1": 1}
    assert assign({"E1": [0]}, wants(0)) == {"E1": 0}


@settings(deadline=None, max_examples=150)
@given(
    st.lists(st.lists(st.integers(0, 3), unique=True, min_size=1, max_size=4), max_size=6),
    st.lists(st.tuples(st.integers(0, 3), st.booleans()), min_size=4, max_size=4),
)
def test_no_other_assignment_meets_more(
    fitting: list[list[int]], terms: list[tuple[int, bool]]
) -> None:
    wanted = [Wanted(index, need, required) for index, (need, required) in enumerate(terms)]
    pieces = {f"E{number}": sorted(options) for number, options in enumerate(fitting)}
    placed = assign(pieces, wanted)
    assert placed.keys() == pieces.keys()
    assert all(placed[ident] in options for ident, options in pieces.items())
    every = (dict(zip(pieces, choice, strict=True)) for choice in product(*pieces.values()))
    best = max(
        (met(other, wanted, required=True), met(other, wanted, required=False)) for other in every
    )
    assert (met(placed, wanted, required=True), met(placed, wanted, required=False)) == best
    assert assign(dict(reversed(pieces.items())), wanted) == placed


TWO = SOUND[TREE].replace(
    "    - {name: 办理清单, kinds: [文件]}",
    "    - {name: 办理清单, kinds: [文件]}\n    - {name: 案卷通报, kinds: [文件]}",
)


def test_one_document_does_not_prove_two_things(opened: Opener) -> None:
    bare = SOUND[REGISTER].replace(", item: 办理清单", "")
    workspace = opened({**SOUND, TREE: TWO, REGISTER: bare})
    support = workspace.supports["1.1"]
    assert [(item.requirement.name, item.carried_by) for item in support.requirements] == [
        ("办理清单", ("E0001",)),
        ("案卷通报", ()),
    ]
    assert support.requirements[1].in_vain == (
        ("E0001", "没有写明证明哪一项要求，已算作“办理清单”"),
    )
    assert [item.what for item in workspace.problems if item.rule == "E022"] == [
        "佐证 E0001 没有写明证明“1.1”的哪一项要求，只算作“办理清单”；“案卷通报”还缺"
    ]


def test_a_piece_that_names_both_proves_both(opened: Opener) -> None:
    proof = '{indicator: "1.1", item: 办理清单'
    assert proof in SOUND[REGISTER]
    both = SOUND[REGISTER].replace(
        f"  - {proof}", '  - {indicator: "1.1", item: 案卷通报}\n' + f"  - {proof}", 1
    )
    workspace = opened({**SOUND, TREE: TWO, REGISTER: both})
    assert all(item.met for item in workspace.supports["1.1"].requirements)
    assert not [item for item in workspace.problems if item.rule == "E022"]
