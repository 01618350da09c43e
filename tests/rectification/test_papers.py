"""Issued papers (督办单, 约谈通知, 整改月报, 送阅件): their numbers, reading them, and who has received
them.

::

    papers/0003.yaml      number: 3, serial: 1, kind: urge, issued: 2026-11-10, units: [县司法局], …
    papers/receipts.yaml  - {paper: 3, who: 县司法局, on: 2026-11-11, by: 张三}
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from helpers_ledger import item

from scoring.rectification.ledger import RectificationItem
from scoring.rectification.papers import (
    Paper,
    Receipt,
    file_of,
    label_of,
    next_numbers,
    read_papers,
    read_receipts,
    receipts_of,
)
from scoring.yamlio import Document, parse


def document(text: str, name: str) -> Document:
    data, root, problems = parse(text, name)
    assert root is not None, problems
    return Document(Path(name), name, data, root, b"")


def paper(number: int = 3, kind: str = "urge", **more: Any) -> Paper:
    return Paper.model_validate(
        {
            "number": str(number),
            "kind": kind,
            "name": "示例县",
            "issued": "2026-11-10",
            "by": "督查组",
            "units": ["县司法局"],
            "items": [{"id": "R0001", "problem": "有一项没有上网", "lead": ["县司法局"]}],
            **more,
        }
    )


def ledger(*events: str) -> dict[str, RectificationItem]:
    data, _, _ = parse(item(events=list(events)), "rectification.yaml")
    made = RectificationItem.model_validate(data[0])
    return {made.id: made}


def test_papers_are_called_by_kind_year_and_number() -> None:
    assert [label_of(kind, 2026, 3) for kind in ("urge", "interview", "monthly", "slip")] == [
        "督办单〔2026〕3号",
        "约谈通知〔2026〕3号",
        "整改月报〔2026〕3期",
        "送阅件〔2026〕3号",
    ]
    assert file_of(3) == "papers/0003.yaml"
    assert paper(serial="1").label == "督办单〔2026〕1号"


def test_numbers_go_on_and_those_of_a_kind_begin_anew_each_year() -> None:
    known = [paper(1), paper(2, serial="2"), paper(3, "monthly", serial="1")]
    assert next_numbers([], "urge", 2026) == (1, 1)
    assert next_numbers(known, "urge", 2026) == (4, 3)
    assert next_numbers(known, "urge", 2027) == (4, 1)


def test_papers_are_read_in_the_order_of_their_numbers() -> None:
    text = "kind: slip\nname: 示例县\nissued: 2026-11-10\nby: 督查组\n"
    names = ("papers/0002.yaml", "papers/0001.yaml")
    documents = [document(f"number: {name[10]}\n{text}", name) for name in names]
    papers, problems = read_papers(documents)
    assert problems == []
    assert [each.number for each in papers] == [1, 2]


def test_a_paper_under_another_name_and_one_that_lacks_something() -> None:
    other = document(
        "number: 7\nkind: slip\nname: 甲\nissued: 2026-11-10\nby: 乙\n", "papers/0001.yaml"
    )
    lacking = document("number: 2\nkind: slip\n", "papers/0002.yaml")
    papers, problems = read_papers([other, lacking])
    assert papers == ()
    assert problems[0].rule == "B003"
    assert problems[0].what == "papers/0001.yaml 写的编号是 7，与文件名不符"
    assert {problem.rule for problem in problems[1:]} == {"S002"}


def test_receipts_are_read_one_by_one() -> None:
    text = "- {paper: 3, who: 县司法局, on: 2026-11-11, by: 张三}\n- {paper: 3}\n"
    receipts, problems = read_receipts(document(text, "papers/receipts.yaml"))
    assert [receipt.who for receipt in receipts] == ["县司法局"]
    assert {problem.rule for problem in problems} == {"S002"}
    assert read_receipts(None) == ((), [])


def test_a_recorded_receipt_goes_before_what_was_said_in_the_ledger() -> None:
    recorded = Receipt.model_validate(
        {"paper": "3", "who": "县司法局", "on": "2026-11-12", "by": "张三"}
    )
    events = ("{on: 2026-09-01, do: open}", "{on: 2026-11-11, do: progress, by: 李四, note: 已补}")
    answered = receipts_of(paper(), ledger(*events), [recorded])
    assert answered["县司法局"] == recorded


def test_a_word_in_the_ledger_since_the_paper_is_a_receipt() -> None:
    events = [
        "{on: 2026-09-01, do: open}",
        "{on: 2026-11-09, do: progress, by: 王五, note: 早先说的}",
        "{on: 2026-11-11, do: progress, by: 李四, unit: 县司法局, note: 已补}",
        "{on: 2026-11-12, do: progress, by: 赵六, unit: 县教育局, note: 别家说的}",
    ]
    receipt = receipts_of(paper(), ledger(*events), [])["县司法局"]
    assert receipt is not None
    assert (str(receipt.on), receipt.by) == ("2026-11-11", "李四")


def test_every_item_has_to_be_answered() -> None:
    two = [
        {"id": "R0001", "problem": "甲", "lead": ["县司法局"]},
        {"id": "R0002", "problem": "乙", "lead": ["县司法局"]},
    ]
    events = ("{on: 2026-09-01, do: open}", "{on: 2026-11-11, do: progress, by: 李四, note: 已补}")
    assert receipts_of(paper(items=two), ledger(*events), []) == {"县司法局": None}


def test_a_paper_that_urges_nobody_is_not_answered_in_the_ledger() -> None:
    events = ("{on: 2026-09-01, do: open}", "{on: 2026-11-11, do: progress, by: 李四, note: 已补}")
    slip = paper(kind="slip", to=["李明"])
    assert slip.recipients == ("李明", "县司法局")
    assert receipts_of(slip, ledger(*events), []) == {"李明": None, "县司法局": None}
