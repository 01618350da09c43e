"""One event more, and no other byte: the ledger stays as people wrote it, or nothing is written at
all."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from helpers_ledger import HISTORIES, LEDGER, files, item
from samples import Opener, write

from scoring.rectification.transitions import Move
from scoring.rectification.writing import RefusedError, add_event, item_of, taken_ids, whole
from scoring.storage import (
    Author,
    IrregularError,
    RecordChanges,
    Transaction,
    verify_journal,
    write_records,
)
from scoring.workspace import open_workspace

START = Move("start", date(2026, 9, 2), "李四")
AUTHOR = Author(START.by, START.on)
ADDED = "  - {on: 2026-09-02, do: start, by: 李四}\n"


def started(folder: Path, ident: str = "R0001") -> str:
    write_records(folder, AUTHOR, "rectify start", lambda changes: add_event(changes, ident, START))
    return (folder / LEDGER).read_bytes().decode()


COMMENTED = """\
# 县里的清单
- id: R0001
  problem: "有一项: 没有上网"   # 王敏负责
  lead: 县司法局

  events:
  - {on: 2026-09-01, do: open, by: 张三}   # 专班会上定的
# 下面是督察反馈的
- id: R0002
  problem: 另一件事
"""


def test_only_the_new_line_is_added(tmp_path: Path) -> None:
    write(tmp_path, files(COMMENTED))
    before, after = COMMENTED.split("# 下面")
    assert started(tmp_path) == f"{before}{ADDED}# 下面{after}"


def test_windows_line_ends_stay(tmp_path: Path) -> None:
    write(tmp_path, files(COMMENTED.replace("\n", "\r\n")))
    assert started(tmp_path) == COMMENTED.replace("# 下面", ADDED + "# 下面").replace("\n", "\r\n")


def test_a_byte_order_mark_stays(tmp_path: Path) -> None:
    write(tmp_path, files("\ufeff" + item()))
    text = started(tmp_path)
    assert text == "\ufeff" + item() + ADDED


@pytest.mark.parametrize(
    ("ledger", "after"),
    [
        ("- id: R0001\n  problem: 甲\n", "- id: R0001\n  problem: 甲\n  events:\n" + ADDED),
        ("- id: R0001\n  problem: 甲", "- id: R0001\n  problem: 甲\n  events:\n" + ADDED[:-1]),
        (
            "- {id: R0001, problem: 甲}\n",
            "- {id: R0001, problem: 甲, events: [{on: 2026-09-02, do: start, by: 李四}]}\n",
        ),
        (
            "- {id: R0001, problem: 甲, events: [{on: 2026-09-01, do: open}]}\n",
            "- {id: R0001, problem: 甲, events: [{on: 2026-09-01, do: open}, {on: 2026-09-02, do: "
            "start, by: 李四}]}\n",
        ),
        (
            "- id: R0001\n  problem: 甲\n  events:\n    - on: 2026-09-01\n      do: open\n\n# 完\n",
            "- id: R0001\n  problem: 甲\n  events:\n    - on: 2026-09-01\n      do: open\n  "
            + ADDED
            + "\n# 完\n",
        ),
    ],
)
def test_every_way_of_writing_an_item(tmp_path: Path, ledger: str, after: str) -> None:
    write(tmp_path, files(ledger))
    assert started(tmp_path) == after
    assert open_workspace(tmp_path).whole().ledger[0].status == "整改中"


@pytest.mark.parametrize("ledger", ["[{id: R0001, problem: 甲, events: 无}]\n", "整改: 无\n"])
def test_a_ledger_that_cannot_be_changed_safely_is_left_alone(tmp_path: Path, ledger: str) -> None:
    write(tmp_path, files(ledger))
    with pytest.raises(IrregularError, match="不能安全地改"):
        started(tmp_path)
    assert (tmp_path / LEDGER).read_text("utf-8") == ledger
    assert not (tmp_path / "journal.jsonl").exists()


@pytest.mark.parametrize(
    ("ledger", "said"),
    [
        (item("R0002"), "整改清单里没有 R0001"),
        (
            item(events=["{on: 2026-09-01, do: open}", "{on: 年底, do: start}"]),
            "R0001 的记录有错误",
        ),
        (item(events=["{on: 2026-09-01, do: close}"]), "不能销号"),
        (item() + item(), "重复"),
    ],
)
def test_a_faulty_item_is_not_moved(opened: Opener, tmp_path: Path, ledger: str, said: str) -> None:
    tree = opened(files(ledger)).tree
    assert tree is not None
    with Transaction(tmp_path) as transaction, pytest.raises(RefusedError, match=said):
        item_of(RecordChanges(transaction, AUTHOR, ""), "R0001", tree)


def test_a_fault_elsewhere_does_not_stop_an_item(opened: Opener, tmp_path: Path) -> None:
    tree = opened(files(item(), item("R0002", due="年底"))).tree
    assert tree is not None
    with Transaction(tmp_path) as transaction:
        assert item_of(RecordChanges(transaction, AUTHOR, ""), "R0001", tree).status == "未整改"
    with pytest.raises(RefusedError, match=r"rectification\.yaml"):
        whole(open_workspace(tmp_path).problems)


def test_the_journal_says_who_did_what_to_which(tmp_path: Path) -> None:
    write(tmp_path, files(item(), item("R0002")))
    started(tmp_path, "R0002")
    (line,) = (tmp_path / "journal.jsonl").read_text("utf-8").splitlines()
    entry = json.loads(line)
    assert {key: entry[key] for key in ("on", "do", "by", "records")} == {
        "on": "2026-09-02",
        "do": "rectify start",
        "by": "李四",
        "records": ["R0002"],
    }
    assert verify_journal(tmp_path / "journal.jsonl") == []
    assert taken_ids(tmp_path) == ["R0002"]
    assert HISTORIES["未整改"][0] in (tmp_path / LEDGER).read_text("utf-8")
