"""Rectification items as pages show them: who sees which, and what each may do with one now."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import samples
from visitors import access_of, desk_on

from scoring.workbench.desk import Desk
from scoring.workbench.views.items import (
    ACTIONS,
    hindrance,
    list_data,
    listed,
    moves,
    one_data,
    state_of,
)
from scoring.workbench.web import Trouble

STARTED = "  - {on: 2026-09-03, do: start}\n"
SUBMITTED = "  - {on: 2026-11-03, do: submit, by: 陈晓芸, evidence: [E0001]}\n"
CLOSED = "  - {on: 2026-11-05, do: close, by: 许砚秋, note: 已补齐}\n"
OTHER = """\
- id: R0002
  problem: 公开不及时
  lead: [县教育局]
  due: 持续推进
  events:
  - {on: 2026-09-01, do: open}
"""
Opener = Callable[..., Desk]


@pytest.fixture
def opens(tmp_path: Path) -> Iterator[Opener]:
    """Opens a desk whose ledger goes on with these lines, and holds an item of another unit."""
    desks: list[Desk] = []

    def make(more: str = "") -> Desk:
        ledger = samples.SOUND["rectification.yaml"].replace(STARTED, STARTED + more)
        desks.append(desk_on(tmp_path, {"rectification.yaml": ledger + OTHER}))
        return desks[-1]

    yield make
    for desk in desks:
        desk.close()


def may(desk: Desk, name: str, ident: str = "R0001") -> set[str]:
    view, access = desk.view(), access_of(desk, name)
    item = next(one for one in view.workspace.ledger if one.id == ident)
    return set(moves(view, access, item))


def test_each_sees_the_items_that_concern_him(opens: Opener) -> None:
    desk = opens()
    seen = {
        name: [state.item.id for state in listed(desk.view(), access_of(desk, name))]
        for name in ("陈晓芸", "何青", "许砚秋", "孟晓岚")
    }
    assert seen["陈晓芸"] == ["R0001"]
    assert seen["何青"] == ["R0002"]
    assert set(seen["许砚秋"]) == {"R0001", "R0002"}
    assert seen["孟晓岚"] == []


def test_the_list_as_json_is_cut_to_them(opens: Opener) -> None:
    desk = opens()
    data = list_data(desk.view(), access_of(desk, "何青"))
    assert [item["id"] for item in data["items"]] == ["R0002"]


def test_an_unknown_item_is_not_there_and_anothers_is_refused(opens: Opener) -> None:
    desk = opens()
    for name, ident, status in (("陈晓芸", "R0009", 404), ("陈晓芸", "R0002", 403)):
        with pytest.raises(Trouble) as raised:
            state_of(desk.view(), access_of(desk, name), ident)
        assert raised.value.status == status


def test_one_item_names_the_moves_that_this_visitor_may_make(opens: Opener) -> None:
    desk = opens()
    access = access_of(desk, "陈晓芸")
    data = one_data(desk.view(), access, state_of(desk.view(), access, "R0001"))
    assert set(data["moves"]) == may(desk, "陈晓芸")
    assert list(data["moves"]) == [do for do in ACTIONS if do in data["moves"]]


def test_a_unit_reports_submits_and_applies_and_does_not_close(opens: Opener) -> None:
    found = may(opens(), "陈晓芸")
    assert {"progress", "submit", "apply"} <= found
    assert not found & {"close", "return", "extend", "reopen", "interview"}


def test_what_was_submitted_is_closed_or_returned_by_other_hands(opens: Opener) -> None:
    desk = opens(SUBMITTED)
    assert {"close", "return"} <= may(desk, "许砚秋")
    assert "submit" not in may(desk, "陈晓芸")


def test_what_is_closed_can_be_opened_again_and_nothing_else(opens: Opener) -> None:
    found = may(opens(SUBMITTED + CLOSED), "许砚秋")
    assert "reopen" in found
    assert not found & {"close", "submit", "progress", "extend"}


def test_another_unit_may_do_nothing_with_it(opens: Opener) -> None:
    assert may(opens(), "何青") == set()


def test_why_not_is_said_in_words(opens: Opener) -> None:
    desk = opens()
    view = desk.view()
    item = view.workspace.ledger[0]
    assert hindrance(view, access_of(desk, "许砚秋"), item, "close") == "现在是“整改中”"
    assert hindrance(view, access_of(desk, "陈晓芸"), item, "progress") == ""
    assert hindrance(view, access_of(desk, "何青"), item, "progress")
