"""The list for arbitration: who gave what and why, by how much they differ, and who settled it."""

from __future__ import annotations

from samples import SOUND, Opener

from scoring.inspection.arbitration import cases, terms_of
from scoring.workspace import Workspace


def inspected(name: str, finding: str, head: str = "") -> str:
    return (
        f"round: {name}\nkind: inspection\nas_of: 2026-11-21\nbasis: 2026-self\n{head}findings:\n "
        f' "1.1": {finding}\n'
    )


def with_rounds(opened: Opener, *texts: str, differ: str = '"0.5"') -> Workspace:
    head = SOUND["workspace.yaml"] + f"inspection: {{differ: {differ}}}\n"
    return opened(
        {
            **SOUND,
            "workspace.yaml": head,
            **{f"rounds/{at}.yaml": text for at, text in enumerate(texts)},
        }
    )


A = inspected("a", "{score: 4, reason: 缺两页, by: 周启明}")
B = inspected("b", "{score: 5, reason: 缺一页}", "inspectors: [吴晓岚]\n")


def test_a_case_holds_every_view(opened: Opener) -> None:
    (case,) = cases(with_rounds(opened, A, B))
    assert [(view.round, view.who, view.score, view.reason) for view in case.views] == [
        ("a", "周启明", 4, "缺两页"),
        ("b", "吴晓岚", 5, "缺一页"),
    ]
    assert (case.node.code, case.kind, case.spread, case.grave, case.open) == (
        "1.1",
        "inspection",
        1,
        True,
        True,
    )


def test_an_arbitrated_case_stays_on_the_list_and_is_not_open(opened: Opener) -> None:
    judge = inspected("judge", "{score: 4.5, reason: 合议}", "arbitration: true\n")
    (case,) = cases(with_rounds(opened, A, B, judge))
    assert (case.settled_by, case.grave, case.open) == ("judge", True, False)
    assert [view.arbitrates for view in case.views] == [False, False, True]


def test_a_small_difference_is_listed_and_not_open(opened: Opener) -> None:
    workspace = with_rounds(opened, A, B, differ='"50%"')
    assert terms_of(workspace).said == "50%（占本项分值）"
    (case,) = cases(workspace)
    assert (case.limit, case.grave, case.open) == (3, False, False)


def test_agreement_is_no_case(opened: Opener) -> None:
    assert (
        list(cases(with_rounds(opened, A, inspected("b", "{score: 4, reason: 另一个理由}")))) == []
    )
