"""What ``check`` says about a ledger beyond the shape of its items, and about the journal.

- id: R0002
  problem: 有一项没有上网
  after: [R0001]
  part_of: R0009        # 清单里没有 R0009
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from helpers_ledger import HISTORIES, files, item
from samples import SOUND, Opener

from scoring.indicators.loading import read_tree
from scoring.people import People, compile_people
from scoring.problems import Problem
from scoring.rectification.evidence_check import Proofs
from scoring.rectification.faults import (
    far_faults,
    future_faults,
    gap_faults,
    issued_digests,
    journal_faults,
    ledger_faults,
)
from scoring.rectification.ledger import RectificationItem, read_ledger
from scoring.storage import Author, write_records
from scoring.yamlio import Document, parse

NO_PROOFS = Proofs({}, {}, {})
Ledger = tuple[tuple[RectificationItem, ...], Document, dict[str, int]]
Told = list[tuple[str, int, str]]


def document(text: str, name: str = "rectification.yaml") -> Document:
    data, root, problems = parse(text, name)
    assert root is not None, problems
    return Document(Path(name), name, data, root, b"")


def ledger(*items: str) -> Ledger:
    name = "indicators/sample.yaml"
    tree, _ = read_tree(document(SOUND[name], name))
    assert tree is not None
    source = document("".join(items))
    read, _ = read_ledger(source, tree)
    return read, source, {record.id: at for at, record in enumerate(read)}


def told(problems: list[Problem]) -> Told:
    return [(problem.rule, problem.where.line, problem.what) for problem in problems]


def faults(*items: str, proofs: Proofs = NO_PROOFS, people: People | None = None) -> Told:
    return told(list(ledger_faults(*ledger(*items), proofs, people)))


def test_a_sound_ledger_has_no_problems() -> None:
    assert faults(item(), item("R0002", status="整改中", after="[R0001]")) == []


def test_an_item_that_waits_for_one_that_is_not_there() -> None:
    what = "R0001 要等 R0008 先整改完，清单里没有 R0008"
    assert faults(item(after="[R0008]")) == [("L008", 6, what)]


def test_a_part_of_an_item_that_is_not_there() -> None:
    what = "R0001 是从 R0009 分解来的，清单里没有 R0009"
    assert faults(item(part_of="R0009")) == [("L008", 6, what)]


def test_items_that_wait_for_each_other_are_told_once() -> None:
    lines = faults(
        item("R0001", after="[R0002]"),
        item("R0002", after="[R0003]"),
        item("R0003", after="[R0001]"),
    )
    what = "R0001 → R0002 → R0003 → R0001 互相等待，谁也不能先整改"
    assert lines == [("L009", 6, what)]


def test_the_shortest_circle_is_told() -> None:
    lines = faults(
        item("R0001", after="[R0003, R0002]"), item("R0002", after="[R0001]"), item("R0003")
    )
    assert [what for _, _, what in lines] == ["R0001 → R0002 → R0001 互相等待，谁也不能先整改"]


def test_a_measure_whose_day_has_no_year() -> None:
    measures = "[{text: 12月底前补齐}, {text: 补齐, due: 2026-12-31}]"
    what = "R0001：第 1 条措施“12月底前补齐”的日期没有写年份，不能按它催办"
    assert faults(item(measures=measures)) == [("L012", 6, what)]


def test_evidence_of_a_step_that_is_not_registered() -> None:
    what = "R0001：2026-09-03 提交的佐证 E0001 不在登记表里"
    assert faults(item(status="待验收")) == [("L006", 9, what)]


def test_a_sign_off_whose_evidence_is_gone_is_told_once_with_the_sign_off() -> None:
    ((rule, line, what),) = faults(item(status="已销号"))
    assert (rule, line) == ("L004", 1)
    assert what.startswith("R0001 已销号，但")
    assert "E0001" in what


def test_who_submitted_may_not_sign_off() -> None:
    own = [*HISTORIES["待验收"], "{on: 2026-09-04, do: close, by: 李四, note: 属实}"]
    rules = {(rule, line, what) for rule, line, what in faults(item(events=own))}
    assert ("L007", 10, "R0001：李四 申报，又由本人销号") in rules


def test_another_spelling_of_the_same_person_is_the_same_hand(opened: Opener) -> None:
    names = "people:\n  李四: {roles: [填报人], aliases: [小李]}\n  王五: {roles: [督办]}\n"
    head = {"workspace.yaml": SOUND["workspace.yaml"] + names}
    people = opened({**files(), **head}).people
    own = [*HISTORIES["待验收"], "{on: 2026-09-04, do: close, by: 小李, note: 属实}"]
    assert "L007" in [rule for rule, _, _ in faults(item(events=own), people=people)]
    assert "L007" not in [
        rule for rule, _, _ in faults(item(events=own), people=compile_people({}, ()))
    ]


def test_a_step_that_was_taken_back_is_nobodys() -> None:
    events = [
        *HISTORIES["待验收"],
        "{on: 2026-09-04, do: close, by: 李四, note: 属实}",
        "{on: 2026-09-05, do: correct, by: 王五, of: 4, note: 不是本人销号}",
    ]
    assert "L007" not in [rule for rule, _, _ in faults(item(events=events))]


def test_one_step_far_behind_all_others() -> None:
    events = [*HISTORIES["未整改"], "{on: 2027-09-02, do: start, by: 李四}"]
    lines = told(list(far_faults(*ledger(item(events=events)))))
    assert lines == [("L011", 8, "R0001：2027-09-02 的开始整改比清单里其他各步晚 366 天以上")]
    assert list(far_faults(*ledger(item()))) == [], "one day alone is far from nothing"
    assert list(far_faults(*ledger(item(status="已销号")))) == []


def test_what_is_said_to_be_done_after_today() -> None:
    entries = ledger(item(status="整改中", measures="[{text: 补齐, done: 2026-09-03}]"))
    assert told(list(future_faults(*entries, date(2026, 9, 1)))) == [
        ("L011", 9, "R0001：开始整改的日期 2026-09-02 在今天（2026-09-01）以后"),
        ("L011", 6, "R0001：第 1 条措施的完成日期 2026-09-03 在今天（2026-09-01）以后"),
    ]
    assert list(future_faults(*entries, date(2026, 9, 3))) == []


# -- losses that stand


def test_a_closed_item_whose_loss_stands(opened: Opener) -> None:
    """1.1 loses 0.60 of 6 points, whatever the ledger says."""
    workspace = opened(files(item(status="已销号")))
    nodes = workspace.assess().by_code
    entries = ledger(item(status="已销号"))
    assert told(list(gap_faults(*entries, nodes))) == [
        ("L005", 1, "R0001 已销号，但指标“1.1”仍失 0.60 分")
    ]
    answered = ledger(item(status="已销号"), item("R0002"))
    assert list(gap_faults(*answered, nodes)) == [], "an open item answers for it"
    other = ledger(item(status="已销号"), item("R0002", cause="evidence"))
    assert [problem.rule for problem in gap_faults(*other, nodes)] == ["L005"]


# -- the journal


@pytest.fixture
def written(tmp_path: Path) -> Path:
    for text in ("甲\n", "乙\n"):
        write_records(
            tmp_path,
            Author("王五", date(2026, 9, 1)),
            "test",
            lambda changes, text=text: changes.put("a.txt", text),
        )
    return tmp_path


def test_a_sound_journal_and_none_at_all(written: Path, tmp_path: Path) -> None:
    assert list(journal_faults(written)) == []
    assert list(journal_faults(tmp_path / "empty")) == []


def test_a_line_that_was_changed_breaks_the_chain(written: Path) -> None:
    path = written / "journal.jsonl"
    first, second = path.read_text("utf-8").splitlines()
    path.write_text(f"{first.replace('王五', '李四')}\n{second}\n", "utf-8")
    rules = {(problem.rule, problem.where.line) for problem in journal_faults(written)}
    assert {rule for rule, _ in rules} == {"J002"}


def test_a_line_that_cannot_be_read(written: Path) -> None:
    path = written / "journal.jsonl"
    path.write_text("不是一行记录\n" + path.read_text("utf-8"), "utf-8")
    first = next(journal_faults(written))
    assert (first.rule, first.where.line) == ("J001", 1)
    assert first.what.startswith("第 1 行：")


def test_a_journal_that_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "journal.jsonl").mkdir()
    (problem,) = journal_faults(tmp_path)
    assert (problem.rule, problem.what) == ("J001", "journal.jsonl 打不开")


def test_a_file_is_held_against_what_was_written_last(written: Path) -> None:
    entries = [
        json.loads(line) for line in (written / "journal.jsonl").read_text("utf-8").splitlines()
    ]
    assert issued_digests(written) == entries[-1]["files"]
    assert entries[0]["files"] != entries[-1]["files"]
