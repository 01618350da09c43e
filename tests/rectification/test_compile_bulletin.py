"""The bulletin: what a week brought, the ranking, and the ladder that rests on the bulletins on
record."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from helpers_ledger import HISTORIES, files, item
from samples import write

from scoring.rectification.bulletin import Bulletin, file_of, text_of
from scoring.rectification.compile_bulletin import compile_bulletin, issue, ladder_text, monday
from scoring.rectification.writing import RefusedError
from scoring.storage import Author, write_records
from scoring.workspace import open_workspace

FIRST = date(2026, 9, 7)
"""A Monday."""


def compiled(folder: Path, week: date, today: date | None = None) -> Bulletin:
    workspace = open_workspace(folder).whole()
    name, ledger, units = workspace.head.name, workspace.ledger, workspace.units
    return compile_bulletin(
        name, ledger, units, workspace.bulletins, week, today or week + timedelta(days=6)
    )


def issued(folder: Path, week: date, today: date | None = None) -> Bulletin:
    made = compiled(folder, week, today)
    return put(folder, made, today or week)


def put(folder: Path, made: Bulletin, day: date) -> Bulletin:
    return write_records(
        folder, Author("李明", day), "rectify bulletin", lambda changes: issue(changes, made)
    )


def ladder(bulletin: Bulletin) -> list[tuple[str, str, int, int, str]]:
    return [(said.unit, said.kind, said.times, said.streak, said.step) for said in bulletin.notices]


@pytest.mark.parametrize(
    ("day", "start"),
    [("2026-09-07", "2026-09-07"), ("2026-09-13", "2026-09-07"), ("2026-09-14", "2026-09-14")],
)
def test_a_week_begins_on_monday(day: str, start: str) -> None:
    assert monday(date.fromisoformat(day)) == date.fromisoformat(start)


def test_the_second_notice_is_an_interview_and_the_third_in_a_row_a_referral(
    tmp_path: Path,
) -> None:
    write(
        tmp_path,
        files(
            item(due="2026-09-10"),
            item("R0002", due="2026-09-20", lead="[县教育局]", cause="evidence"),
        ),
    )
    one, two, three = (FIRST + timedelta(days=7 * week) for week in range(3))
    assert ladder(issued(tmp_path, one)) == [("县司法局", "标准未达到", 1, 1, "notice")]
    assert ladder(issued(tmp_path, two)) == [("县司法局", "标准未达到", 2, 2, "interview")]
    assert ladder(issued(tmp_path, three)) == [
        ("县司法局", "标准未达到", 3, 3, "referral"),
        ("县教育局", "佐证不足", 1, 1, "notice"),
    ]


def test_what_was_reopened_stands_there_with_the_reason_and_is_kept(tmp_path: Path) -> None:
    write(
        tmp_path,
        files(
            item(status="重新打开"), item("R0002", status="退回"), item("R0003", status="已销号")
        ),
    )
    made = issued(tmp_path, FIRST - timedelta(days=7), FIRST)
    assert [(entry.id, entry.note) for entry in made.reopened] == [("R0001", "又失分")]
    assert [(entry.id, entry.note) for entry in made.returned] == [("R0002", "缺页")]
    assert {entry.note for entry in (*made.new, *made.closed, *made.submitted)} == {None}
    (kept,) = open_workspace(tmp_path).whole().bulletins
    assert kept == made
    assert compiled(tmp_path, FIRST).reopened == (), "the week after says nothing of it"


def test_a_late_extension_does_not_reset_the_ladder(tmp_path: Path) -> None:
    """Extended after its date, so not overdue in the third bulletin: the run of notices goes on
    behind it."""
    paused = "{on: 2026-09-21, do: extend, by: 李四, to: 2026-09-27, note: 等, approved_by: 张三}"
    write(tmp_path, files(item(due="2026-09-10", events=[*HISTORIES["未整改"], paused])))
    steps = [ladder(issued(tmp_path, FIRST + timedelta(days=7 * week))) for week in range(4)]
    assert [said[0][2:] if said else None for said in steps] == [
        (1, 1, "notice"),
        (2, 2, "interview"),
        None,
        (3, 3, "referral"),
    ]


def test_a_gap_in_the_row_is_no_referral(tmp_path: Path) -> None:
    """Closed in time for the third bulletin and reopened: the fourth is the third notice, but
    stands alone."""
    mended = [
        *(
            "{on: 2026-09-19, do: start, by: 李四}",
            "{on: 2026-09-20, do: submit, by: 李四, evidence: [E0001]}",
        ),
        *(
            "{on: 2026-09-21, do: close, by: 王五, note: 好}",
            "{on: 2026-09-28, do: reopen, by: 王五, note: 又有}",
        ),
    ]
    write(tmp_path, files(item(due="2026-09-10", events=[*HISTORIES["未整改"], *mended])))
    steps = [ladder(issued(tmp_path, FIRST + timedelta(days=7 * week))) for week in range(6)]
    assert [(said[0][2:] if said else None) for said in steps] == [
        (1, 1, "notice"),
        (2, 2, "interview"),
        None,
        (3, 1, "interview"),
        (4, 2, "interview"),
        (5, 3, "referral"),
    ]


def test_another_kind_of_problem_is_counted_by_itself(tmp_path: Path) -> None:
    write(
        tmp_path, files(item(due="2026-09-10"), item("R0002", due="2026-09-16", source="superior"))
    )
    issued(tmp_path, FIRST)
    assert ladder(compiled(tmp_path, FIRST + timedelta(days=7))) == [
        ("县司法局", "标准未达到", 2, 2, "interview"),
        ("县司法局", "上级通报", 1, 1, "notice"),
    ]


def test_the_ladder_rests_on_what_was_issued_not_on_what_happened(tmp_path: Path) -> None:
    write(tmp_path, files(item(due="2026-09-10")))
    assert ladder(compiled(tmp_path, FIRST + timedelta(days=70)))[0][2:] == (1, 1, "notice")


def test_every_member_of_a_group_is_notified(tmp_path: Path) -> None:
    write(
        tmp_path,
        files(
            item(due="2026-09-10", lead="[各单位]"),
            item("R0002", due="2026-09-10", lead="", indicator=""),
        ),
    )
    assert [said[0] for said in ladder(compiled(tmp_path, FIRST))] == [
        "县司法局",
        "县教育局",
        "未明确",
    ]


def test_the_week_in_figures(tmp_path: Path) -> None:
    closed = item("R0001", status="已销号", measures="[{text: 甲}, {text: 乙}]")
    late = item(
        "R0002",
        due="2026-09-03",
        measures="[{text: 丙, done: 2026-09-02}, {text: 丁, done: 2026-09-30}]",
    )
    returned = item("R0003", status="退回", lead="[县教育局]")
    later = item("R0004", events=["{on: 2026-09-08, do: open, by: 张三}"])
    write(tmp_path, files(closed, late, returned, later))
    week = compiled(tmp_path, date(2026, 9, 2))
    assert (week.week, week.since, week.until) == (
        date(2026, 8, 31),
        date(2026, 8, 31),
        date(2026, 9, 6),
    )
    lists = (week.new, week.submitted, week.closed, week.returned, week.overdue)
    assert [[said.id for said in items] for items in lists] == [
        ["R0001", "R0002", "R0003"],
        ["R0001", "R0003"],
        ["R0001"],
        ["R0003"],
        ["R0002"],
    ]
    assert week.overdue[0].days == 3
    assert week.totals.model_dump(exclude_none=True) == {
        "items": 3,
        "closed": 1,
        "overdue": 1,
        "measures": 4,
        "measures_done": 3,
    }
    assert [
        (line.rank, line.unit, line.items, line.closed, line.overdue) for line in week.units
    ] == [
        (1, "县司法局", 2, 1, 1),
        (2, "县教育局", 1, 0, 0),
    ]


def test_units_that_are_equal_share_a_rank(tmp_path: Path) -> None:
    units = [
        item(f"R{at}", lead=f"[单位{at}]", status="已销号" if at == 3 else "未整改")
        for at in range(1, 5)
    ]
    write(tmp_path, files(*units))
    ranking = compiled(tmp_path, FIRST).units
    assert [(line.rank, line.unit) for line in ranking] == [
        (1, "单位3"),
        (2, "单位1"),
        (2, "单位2"),
        (2, "单位4"),
    ]


def test_no_day_falls_between_two_bulletins(tmp_path: Path) -> None:
    """The first is issued on Friday; what happens on Saturday stands in the second."""
    saturday = [
        *HISTORIES["未整改"],
        "{on: 2026-09-12, do: start, by: 李四}",
        "{on: 2026-09-12, do: submit, by: 李四}",
    ]
    write(tmp_path, files(item(events=saturday)))
    friday = issued(tmp_path, FIRST, date(2026, 9, 11))
    assert (friday.until, friday.submitted) == (date(2026, 9, 11), ())
    following = compiled(tmp_path, date(2026, 9, 14), date(2026, 9, 18))
    assert (following.since, [said.id for said in following.submitted]) == (
        date(2026, 9, 12),
        ["R0001"],
    )


@pytest.mark.parametrize(
    ("week", "today", "said"),
    [
        (FIRST, FIRST + timedelta(days=8), "已印发第1期通报（bulletins/0001.yaml）"),
        (FIRST - timedelta(days=7), FIRST + timedelta(days=8), "不能再发更早的一周"),
        (FIRST + timedelta(days=14), FIRST + timedelta(days=8), "还没有开始"),
    ],
)
def test_a_week_that_cannot_be_issued(tmp_path: Path, week: date, today: date, said: str) -> None:
    write(tmp_path, files(item()))
    issued(tmp_path, FIRST)
    with pytest.raises(RefusedError, match=said.replace("（", ".").replace("）", ".")):
        compiled(tmp_path, week, today)


def test_an_issued_bulletin_is_read_back_as_it_was_and_never_written_again(tmp_path: Path) -> None:
    write(
        tmp_path,
        files(item(due="2026-09-10"), item("R0002", indicator="", problem='"有“引号”: 和冒号"')),
    )
    made = issued(tmp_path, FIRST)
    workspace = open_workspace(tmp_path).whole()
    assert workspace.bulletins == (made,)
    assert [problem for problem in workspace.problems if problem.rule[0] in "BSYJ"] == []
    with pytest.raises(RefusedError, match="不能覆盖"):
        put(tmp_path, made, FIRST)
    path = tmp_path / file_of(1)
    assert path.read_text("utf-8") == text_of(made)
    path.write_text(path.read_text("utf-8").replace("县司法局", "县教育局"), "utf-8")
    assert [problem.rule for problem in open_workspace(tmp_path).problems] == ["B002"]


def test_the_ladder_in_words() -> None:
    assert ladder_text({"interview": 2, "referral": 1}) == "建议约谈 2 家次，建议移交 1 家次"
