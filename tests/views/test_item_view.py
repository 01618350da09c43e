"""An item of the ledger in words; its fields are the columns of ``rectify list``."""

from __future__ import annotations

from datetime import date

from helpers_outputs import EXAMPLES

from scoring.rectification.state import states
from scoring.views.columns import cells_of_line, headings_of
from scoring.views.item import ItemView, item_view, measure_lines
from scoring.workspace import Workspace, open_workspace

DAY = date(2026, 11, 22)


def county() -> Workspace:
    return open_workspace(EXAMPLES / "example-county").whole()


def test_the_columns_of_the_list_are_those_of_the_manual() -> None:
    assert headings_of(ItemView)[:4] == ["编号", "指标", "问题", "失分"]
    assert headings_of(ItemView)[-3:] == ["整改措施", "进展", "备注"]


def test_an_item_without_a_day_has_neither_colour_nor_delay() -> None:
    view = item_view(county().ledger[0])
    assert (view.colour, view.overdue, view.late, view.flags) == ("", "", "", ())


def test_an_item_on_a_day_says_how_late_it_is_and_what_is_wrong() -> None:
    workspace = county()
    found = states(workspace.ledger, workspace.assess().by_code, workspace.proofs, DAY)
    assert {bool(state.overdue_days) for state in found} == {True, False}
    for state in found:
        view = item_view(state.item, state)
        assert view.late == (f"逾期 {state.overdue_days} 天" if state.overdue_days else "")
        assert view.colour == state.colour
        assert len(cells_of_line(view)) == len(headings_of(ItemView))
        assert view.leader
        assert view.term


def test_a_measure_of_a_closed_item_is_done_with_it() -> None:
    closed = next(item for item in county().ledger if item.closed and item.measures)
    assert {line.state for line in measure_lines(closed, DAY)} == {"已完成"}
