"""What is dated after today. Only ``check`` asks, since nothing else knows which day it is; a date
of today is not late.

| file | dates | rule |
| --- | --- | --- |
| register | date, seen, review.on | E023 |
| round | veto, a unit's steps, handing in, questions, marks taken back, locked | F026 |
| evidence kept with a round | frozen | F026 |
| bulletins, papers, receipts | issued, on | L011 |
| ledger | events, measures done | L011 |
| journal | on, and by far `at`, of the lines at its end | J004 |
"""

from __future__ import annotations

import json
from datetime import date

import pytest
import samples
from samples import Opener, Opens

from scoring.workspace.date_checks import later_than

REGISTER, LEDGER, ROUND = "evidence/register.yaml", "rectification.yaml", "rounds/2026-self.yaml"
LAST = date(2026, 9, 3)
"""The newest day in the sound sample: 开始整改 of R0001."""

Late = tuple[str, str, int | None, int | None]


def late(opening: Opens, files: dict[str, str], today: date) -> list[Late]:
    problems = later_than(opening(files), today)
    return [(item.rule, item.where.file, item.where.line, item.where.column) for item in problems]


def test_what_is_of_today_is_not_late_and_of_tomorrow_it_is(opening: Opens) -> None:
    files = dict(samples.SOUND)
    assert late(opening, files, LAST) == []
    assert late(opening, files, date(2026, 9, 2)) == [("L011", LEDGER, 8, 10)]


def test_three_dates_of_a_piece(opening: Opens) -> None:
    """E0001 is dated the 1st and reviewed on the 9th of October, E0002 looked at on the 5th; today
    is the 4th."""
    text = samples.SOUND[REGISTER].replace("date: 2026-03-01", "date: 2026-10-01")
    text = text.replace(
        "  unit: 县司法局\n",
        "  unit: 县司法局\n  review: {state: accepted, by: 甲, on: 2026-10-09}\n",
    )
    text = text.replace("seen: 2026-04-01", "seen: 2026-10-05")
    problems = later_than(opening({**samples.SOUND, REGISTER: text}), date(2026, 10, 4))
    assert [(item.rule, item.where.line, item.what) for item in problems] == [
        ("E023", 8, "佐证 E0001“一次办清单”的审核日期 2026-10-09 在今天（2026-10-04）以后"),
        ("E023", 13, "佐证 E0002“公开栏目”的查看日期 2026-10-05 在今天（2026-10-04）以后"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "place", "what"),
    [
        (
            "V1: false",
            "V1: {on: 2026-10-02, authority: 省委}",
            (9, 19),
            "2026-self：一票否决 V1 的日期 2026-10-02 在今天（2026-10-01）以后",
        ),
        (
            "vetoes:",
            "parts:\n  县司法局:\n  - {on: 2026-09-30, do: assign, by: 甲}\n"
            "  - {on: 2026-10-02, do: submit, by: 乙}\nvetoes:",
            (12, 10),
            "2026-self：县司法局的进度日期 2026-10-02 在今天（2026-10-01）以后",
        ),
        (
            "vetoes:",
            "locked: {on: 2026-10-02, by: 甲}\nvetoes:",
            (9, 14),
            "2026-self：定稿日期 2026-10-02 在今天（2026-10-01）以后",
        ),
    ],
    ids=["a veto", "a step of a unit's part", "the day of locking"],
)
def test_dates_of_a_round(
    opening: Opens, old: str, new: str, place: tuple[int, int], what: str
) -> None:
    """``as_of`` and ``window`` are plans and may lie ahead; what is said to have happened may
    not."""
    text = samples.SOUND[ROUND].replace(old, new)
    (problem,) = later_than(opening({**samples.SOUND, ROUND: text}), date(2026, 10, 1))
    assert (problem.rule, problem.where.file) == ("F026", ROUND)
    assert (problem.where.line, problem.where.column) == place
    assert problem.what == what


def test_a_measure_that_was_done_tomorrow(opening: Opens) -> None:
    text = samples.SOUND[LEDGER].replace(
        "  events:", "  measures:\n  - {text: 公开, due: 2026-12-31, done: 2026-11-02}\n  events:"
    )
    files = {**samples.SOUND, LEDGER: text}
    assert late(opening, files, date(2026, 11, 2)) == []
    ((rule, file, line, _),) = late(opening, files, date(2026, 11, 1))
    assert (rule, file, line) == ("L011", LEDGER, 7)


def test_a_step_that_was_corrected_happened_on_no_day(opened: Opener, opening: Opens) -> None:
    """
    A start of 2027 that a second person took back is not late.

    == rectification.yaml
    - id: R0001
      indicator: "1.1"
      problem: 有一项没有上网
      lead: [县司法局]
      due: 2027-12-01
      events:
      - {on: 2026-09-01, do: open, by: 甲}
      - {on: 2026-09-30, do: start, by: 甲}
      - {on: 2026-10-01, do: correct, of: 2, by: 乙, note: 记错了}
    """
    described = test_a_step_that_was_corrected_happened_on_no_day.__doc__
    workspace = opened(described)
    assert [event.do for event in workspace.ledger[0].standing] == ["open", "correct"]
    problems = later_than(opening(described), date(2026, 9, 29))
    assert [item.where.line for item in problems] == [9], "the correction itself is of October"


def test_where_nothing_can_be_scored_nothing_is_asked(opening: Opens) -> None:
    files = samples.changed("workspace.yaml", "round: 2026-self", "round: 2027-self")
    assert later_than(opening(files), date(2020, 1, 1)) == []


@pytest.mark.parametrize(
    ("more", "line", "what"),
    [
        (
            "inspectors: [周敏]\nhanded_in:\n  周敏:\n  - {on: 2062-11-01, do: hand_in, by: 周敏}\n",
            8,
            "周敏的交卷日期",
        ),
        (
            'questions:\n  "1.1":\n  - {on: 2026-11-21, do: ask, by: 王敏, text: 口径？}\n'
            "  - {on: 2062-11-01, do: answer, by: 李明, text: 按台账}\n",
            8,
            "“1.1”的问答日期",
        ),
        (
            'withdrawn:\n  "1.1":\n  - {on: 2062-11-01, by: 周敏, note: 看错了}\n',
            7,
            "“1.1”撤回评分的日期",
        ),
    ],
    ids=["handing in", "an answer", "a mark taken back"],
)
def test_what_people_did_in_a_round(opening: Opens, more: str, line: int, what: str) -> None:
    mock = f"round: 2026-mock\nkind: mock\nas_of: 2026-11-25\nbasis: 2026-self\n{more}"
    files = {**samples.SOUND, "rounds/2026-mock.yaml": mock}
    (problem,) = later_than(opening(files), date(2026, 11, 22))
    assert (problem.rule, problem.where.line) == ("F026", line)
    assert problem.what == f"2026-mock：{what} 2062-11-01 在今天（2026-11-22）以后"


def test_papers_and_receipts(opening: Opens) -> None:
    """Of a list of receipts in which one is no receipt, the line is that of the late one."""
    paper = "number: 1\nkind: urge\nname: 示例县\nissued: {}\nunits: [县司法局]\nby: 许砚秋\n"
    receipts = (
        "- {who: 县司法局}\n"
        "- {paper: 1, who: 县司法局, on: 2026-11-03, by: 王敏}\n"
        "- {paper: 1, who: 县司法局, on: 2026-11-09, by: 王敏}\n"
    )
    files = {
        **samples.SOUND,
        "papers/0001.yaml": paper.format("2026-11-05"),
        "papers/receipts.yaml": receipts,
    }
    assert late(opening, files, date(2026, 11, 9)) == []
    assert late(opening, files, date(2026, 11, 4)) == [
        ("L011", "papers/0001.yaml", 1, 1),
        ("L011", "papers/receipts.yaml", 3, 29),
    ]
    # Only steps of an item are corrected by a command.
    fixes = [item.fix for item in later_than(opening(files), date(2026, 11, 4))]
    assert "恢复印发时的原件" in fixes[0]
    assert fixes[1].endswith("改正 on")
    assert not any("rectify correct" in fix for fix in fixes)


def line_of_day(day: str, at: str = "2026-11-20T10:00:00+08:00", by: str = "王敏") -> str:
    return json.dumps({"at": at, "on": day, "by": by, "do": "evidence scan"}) + "\n"


def test_the_journal_is_told_once_at_the_first_line_that_is_late(opening: Opens) -> None:
    journal = (
        line_of_day("2026-11-20")
        + line_of_day("2062-11-21", by="李明")
        + line_of_day("2026-11-22")
        + "（半行\n"
        + line_of_day("2062-11-22")
    )
    (problem,) = later_than(
        opening({**samples.SOUND, "journal.jsonl": journal}), date(2026, 11, 22)
    )
    assert (problem.rule, problem.where.file, problem.where.line) == ("J004", "journal.jsonl", 2)
    assert problem.what == (
        "第 2 行：李明记的日期 2062-11-21 在今天（2026-11-22）以后；这样的共 2 行"
    )


@pytest.mark.parametrize(
    ("at", "told"),
    [("2062-01-01T00:00:00+08:00", True), ("2026-12-20T00:00:00+08:00", False), ("x", False)],
)
def test_a_clock_that_was_far_ahead_shows_though_the_day_was_stated(
    opening: Opens, at: str, told: bool
) -> None:
    """A few weeks are nothing: somebody asks for an earlier day than the clock's."""
    files = {**samples.SOUND, "journal.jsonl": line_of_day("2026-11-20", at)}
    assert [item.rule for item in later_than(opening(files), date(2026, 11, 22))] == (
        ["J004"] if told else []
    )


def test_only_the_end_of_a_long_journal_is_looked_at(
    opening: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The number of the line counts from the beginning all the same."""
    sound = line_of_day("2026-11-20")
    monkeypatch.setattr("scoring.workspace.date_checks.JOURNAL_END", 10 * len(sound))
    far = line_of_day("2062-11-21")
    today = date(2026, 11, 22)
    old = {**samples.SOUND, "journal.jsonl": far + sound * 50}
    assert late(opening, old, today) == []
    new = {**samples.SOUND, "journal.jsonl": sound * 50 + "\n" + far + sound}
    assert late(opening, new, today) == [("J004", "journal.jsonl", 52, 1)]
