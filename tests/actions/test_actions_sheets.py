"""Workbooks and result files that come back: who may hand them in, and whether one with a fault
keeps the others out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from helpers_office import DAY, ROUND, contents, journal, office, put, sound

from scoring.actions.sheets import import_books, import_results, joined
from scoring.problems import ScoringError
from scoring.sheets import Book, Outcome, Terms, export, read_book
from scoring.sheets import review_results as results_of
from scoring.sheets.review_file import Result, digest, entry_text, read_result

INSPECTION = """\
round: 甲组
kind: inspection
tree: sample
as_of: 2026-11-25
window: {from: 2025-01-01, to: 2026-10-31}
basis: 2026-self
assignments: {周敏: ["1.1"]}
findings:
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return office(tmp_path, {"rounds/i.yaml": INSPECTION})


def book(home: Path, kind: str, unit: str | None, **cells: str) -> Book:
    """The workbook of a unit with these cells typed into its first row, by heading."""
    path = home.parent / f"{kind}-{unit or '全部'}.xlsx"
    path.write_bytes(export(sound(home), kind, today=DAY, unit=unit))
    filled = openpyxl.load_workbook(path)
    page = filled.worksheets[0]
    columns = {str(cell.value): cell.column for cell in page[2]}
    for heading, text in cells.items():
        page.cell(3, columns[heading]).value = text
    filled.save(path)
    return read_book(path)


def take(home: Path, by: str, *books: Book, **more: Any) -> Outcome:
    return import_books(sound(home), [[one] for one in books], Terms(DAY, by), **more)


def refused(home: Path, by: str, *books: Book) -> str:
    before = contents(home)
    with pytest.raises(ScoringError) as caught:
        take(home, by, *books)
    assert contents(home) == before
    return str(caught.value)


# -- workbooks of units


def test_a_unit_hands_in_its_workbook(home: Path) -> None:
    outcome = take(home, "小王", book(home, "findings", "县司法局", 备注="以系统为准"))
    assert outcome.written
    assert [change.heading for change in outcome.changes] == ["备注"]
    assert "note: 以系统为准" in (home / ROUND).read_text("utf-8")
    assert journal(home)[-1]["by"] == "王敏"


def test_looking_first_writes_nothing(home: Path) -> None:
    filled = book(home, "findings", "县司法局", 备注="以系统为准")
    before = contents(home)
    outcome = take(home, "王敏", filled, only_look=True)
    assert (len(outcome.changes), outcome.written) == (1, False)
    assert contents(home) == before


def test_a_workbook_without_changes_changes_nothing(home: Path) -> None:
    before = contents(home)
    outcome = take(home, "王敏", book(home, "findings", "县司法局"))
    assert (outcome.changes, outcome.written) == ((), False)
    assert contents(home) == before


def test_another_unit_does_not_hand_it_in(home: Path) -> None:
    filled = book(home, "findings", "县司法局", 备注="以系统为准")
    assert "县司法局 不能由吴静（填报人）填写认定" in refused(home, "吴静", filled)
    assert "请写明是谁办的" in refused(home, "", filled)
    assert "王敏" in refused(home, "王小敏", filled)


def test_who_hands_in_several_must_be_allowed_all(home: Path) -> None:
    own = book(home, "findings", "县司法局", 备注="以系统为准")
    other = book(home, "evidence", None)
    assert "不能由王敏" in refused(home, "王敏", own, other)
    assert take(home, "陈晨", own, other).written


def test_the_workbook_of_the_tree_is_for_who_begins_rounds(home: Path) -> None:
    tree = book(home, "tree", None)
    assert "不能由陈晨（专班）新建轮次；可以的有：李明" in refused(home, "陈晨", tree)
    assert not take(home, "李明", tree).written


def test_one_with_a_fault_is_left_out_or_all_are(home: Path) -> None:
    good = book(home, "findings", "县司法局", 备注="以系统为准")
    bad = book(home, "evidence", None, 成文日期="三月一日")
    before = contents(home)
    outcome = take(home, "陈晨", good, bad, together=True)
    assert (outcome.written, len(outcome.faults)) == (False, 1)
    assert contents(home) == before
    outcome = take(home, "陈晨", good, bad)
    assert (outcome.written, len(outcome.faults)) == (True, 1)


def test_several_outcomes_are_one() -> None:
    first = Outcome((), (), ("注意",), 2, written=True)
    second = Outcome((), (), ("注意", "另外"), 3, written=False)
    both = joined([first, second])
    assert (both.notes, both.unchanged, both.written) == (("注意", "另外"), 5, True)
    assert joined([]) == Outcome((), (), (), 0, written=False)


# -- results of inspectors


def result(home: Path, inspector: str, *codes: str, **head: Any) -> Result:
    """What an inspector saved in the offline page: 4 points for each of these indicators."""
    workspace = sound(home)
    by_id = {item.id: item for item in workspace.rounds}
    content: dict[str, Any] = {
        "format": "shifan-review",
        "version": 1,
        "workspace": "示例县",
        "round": "甲组",
        "basis": "2026-self",
        "tree": "sample",
        "tree_sha256": workspace.tree.sha256,
        "basis_sha256": by_id["2026-self"].sha256,
        "round_sha256": by_id["甲组"].sha256,
        "made": "2026-11-22",
        "saved": "2026-11-22 10:00",
        "inspector": inspector,
        "base": {code: entry_text(None) for code in codes},
        "claims": {"1.1": "5.4", "1.2": "4"},
        "earlier": {},
        "drafts": {},
        "findings": {code: {"score": "4", "reason": "清单缺一页"} for code in codes},
        **head,
    }
    content["claims"] = {code: content["claims"][code] for code in codes}
    content["digest"] = digest(content)
    path = home.parent / f"核验结果-甲组-{inspector}.json"
    path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    return read_result(path)


def take_results(home: Path, by: str, *results: Result, **more: Any) -> Outcome:
    only_look = more.pop("only_look", False)
    terms = results_of.Terms(DAY, by, **more)
    return import_results(sound(home), results, terms, only_look=only_look)


def results_refused(home: Path, by: str, *results: Result, **more: Any) -> str:
    before = contents(home)
    with pytest.raises(ScoringError) as caught:
        take_results(home, by, *results, **more)
    assert contents(home) == before
    return str(caught.value)


def test_what_an_inspector_saved_is_taken_in(home: Path) -> None:
    outcome = take_results(home, "李明", result(home, "周敏", "1.1"))
    assert outcome.written
    marked = next(item for item in sound(home).rounds if item.id == "甲组").findings["1.1"]
    assert (marked.reason, marked.by) == ("清单缺一页", "周敏")


def test_looking_at_results_first_writes_nothing(home: Path) -> None:
    before = contents(home)
    assert take_results(home, "李明", result(home, "周敏", "1.1"), only_look=True).changes
    assert contents(home) == before


def test_a_mark_on_what_is_another_inspectors_is_refused(home: Path) -> None:
    sentence = results_refused(home, "李明", result(home, "周敏", "1.1", "1.2"))
    assert "没有导入：指标 1.2 不能由周敏（评查）核验评分；可以的有：钱立" in sentence
    sentence = results_refused(home, "李明", result(home, "林知远", "1.1", "1.2"))
    assert sentence.endswith("；还有 1 项也不能：1.2")


def test_an_inspector_that_nobody_knows_is_refused(home: Path) -> None:
    assert "周敏" in results_refused(home, "李明", result(home, "周小敏", "1.1"))


def test_nobody_marks_the_own_unit_or_what_he_accepted(home: Path) -> None:
    put(home, "workspace.yaml", "周敏: {roles: [评查]}", "周敏: {units: [县司法局], roles: [评查]}")
    sentence = results_refused(home, "李明", result(home, "周敏", "1.1"))
    assert "周敏是县司法局的人，不能核验本单位的“1.1”" in sentence


def test_after_handing_in_nothing_more_is_taken(home: Path) -> None:
    handed = "handed_in:\n  周敏:\n  - {on: 2026-11-22, do: hand_in, by: 周敏}\nfindings:"
    put(home, "rounds/i.yaml", "findings:", handed)
    sentence = results_refused(home, "李明", result(home, "周敏", "1.1"))
    assert "周敏已经交卷，或者“甲组”已经定稿；要改的，请评查组长退回" in sentence


def test_one_result_at_a_time_becomes_a_round_of_its_own(home: Path) -> None:
    one, two = result(home, "周敏", "1.1"), result(home, "钱立", "1.2")
    sentence = results_refused(home, "李明", one, two, as_round="乙组")
    assert sentence == "--as-round 一次导入一份核验结果"
    assert "“../乙”不能用" in results_refused(home, "李明", one, as_round="../乙")
    assert take_results(home, "李明", one, as_round="乙组").written
    assert "乙组" in [item.id for item in sound(home).rounds]


def test_an_edited_file_is_taken_under_somebodys_name(home: Path) -> None:
    sentence = results_refused(home, " ", result(home, "周敏", "1.1"), accept_edited=True)
    assert "--accept-edited 要用 --by 写明是谁认可改动的" in sentence
