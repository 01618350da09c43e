"""What ``evidence list`` and ``evidence show`` print of the records of a register."""

from __future__ import annotations

from typing import Any

import pytest
import samples

from scoring.documents.evidence_data import evidence_data
from scoring.documents.evidence_listing import (
    RECORDS,
    evidence_rows,
    evidence_table,
    record_text,
    why_idle,
)
from scoring.views.sheet import headings
from scoring.workspace import open_workspace

Row = dict[str, Any]


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    """The register of the sound workspace: a file and a link, both of which carry something."""
    place = samples.write(tmp_path_factory.mktemp("register"), samples.SOUND)
    rows: list[Row] = evidence_data(open_workspace(place).whole())["records"]
    return rows


def idle(**keys: Any) -> Row:
    """A record that supports nothing, with other keys."""
    blank = dict.fromkeys(("id", "title", "file", "url", "kind", "doc_no", "date"), "")
    return {
        **blank,
        "proves": [],
        "reasons": [],
        "counts": False,
        "review": {"stale": False},
        **keys,
    }


def test_a_record_is_a_row_under_its_columns(records: list[Row]) -> None:
    rows = [dict(zip(headings(RECORDS), row, strict=True)) for row in evidence_rows(records)]
    assert rows[0] == {
        "编号": "E0001",
        "标题": "一次办清单",
        "类型": "文件",
        "文号": "",
        "日期": "2026-03-01",
        "指标": "1.1",
        "有效": "是",
        "不起作用的原因": "",
    }
    assert (rows[1]["编号"], rows[1]["有效"]) == ("E0002", "是")


@pytest.mark.parametrize(
    ("keys", "label"),
    [
        ({"title": "一次办清单", "file": "files/a.pdf"}, "一次办清单"),
        ({"file": "files/1-1/台账.xlsx"}, "台账.xlsx"),
        ({"url": "https://example.com/open"}, "https://example.com/open"),
        ({}, ""),
    ],
)
def test_a_record_without_a_title_is_called_by_its_file_or_address(keys: Row, label: str) -> None:
    assert evidence_rows([idle(**keys)])[0][1] == label


@pytest.mark.parametrize(
    ("keys", "reason"),
    [
        ({}, "未指向任何指标"),
        ({"proves": [{"indicator": "1"}]}, "对应关系尚未确认，或与佐证要求不符"),
        ({"reasons": ["文件不在", "已过期"]}, "文件不在；已过期"),
        ({"reasons": ["文件不在"], "review": {"stale": True}}, "文件不在；待复审"),
        ({"counts": True}, ""),
        ({"counts": True, "review": {"stale": True}}, "待复审"),
    ],
)
def test_what_supports_nothing_says_why(keys: Row, reason: str) -> None:
    """What counts and waits for a second look is told as well."""
    assert why_idle(idle(**keys)) == reason


def test_an_indicator_is_named_once_however_many_items_it_proves() -> None:
    proves = [{"indicator": "1.1"}, {"indicator": "1.2"}, {"indicator": "1.1"}]
    assert evidence_rows([idle(proves=proves)])[0][5] == "1.1、1.2"


def test_the_reason_that_was_asked_for_comes_first() -> None:
    """``--missing --duplicate`` say why a record is listed before what it says of itself, each
    once."""
    row = idle(id="E0003", reasons=["文件不在"])
    asked = {"E0003": "与 E0001 内容相同"}
    assert evidence_rows([row], asked)[0][-1] == "与 E0001 内容相同；文件不在"
    assert evidence_rows([row], {"E0003": "文件不在"})[0][-1] == "文件不在"


def test_the_terminal_counts_what_supports_something(records: list[Row]) -> None:
    rows = [*records, idle(id="E0003")]
    text = evidence_table(rows, evidence_rows(rows))
    assert text.endswith("\n\n共 3 条，有效 2 条")
    assert evidence_table([], []) == "（无）\n\n共 0 条，有效 0 条"


def test_one_record_in_full_leaves_out_what_is_not_there(records: list[Row]) -> None:
    lines = record_text(records[0]).splitlines()
    assert lines[0] == "E0001"
    assert "文件：files/清单.txt" in lines
    assert "证明：1.1　办理清单" in lines
    assert lines[-1] == "现在有效"
    assert not any(line.startswith(("文号", "有效期")) for line in lines)


@pytest.mark.parametrize(
    ("valid", "line"),
    [
        ({"from": "2026-01-01", "to": "2027-01-01"}, "有效期：2026-01-01 至 2027-01-01"),
        ({"from": "2026-01-01", "to": ""}, "有效期：2026-01-01 至 …"),
        ({"from": "", "to": "2027-01-01"}, "有效期：… 至 2027-01-01"),
    ],
)
def test_an_open_end_of_the_validity_is_dots(
    records: list[Row], valid: dict[str, str], line: str
) -> None:
    assert line in record_text({**records[0], "valid": valid}).splitlines()


def test_a_mapping_that_nobody_confirmed_says_so(records: list[Row]) -> None:
    proof = {"indicator": "1.1", "item": "", "locate": "第3页", "what": "", "state": "proposed"}
    text = record_text({**records[0], "proves": [proof]})
    assert "证明：1.1　第3页，尚未确认" in text.splitlines()


@pytest.mark.parametrize(
    ("review", "words"),
    [
        ({"state": "pending"}, "待审核"),
        ({"state": "accepted", "by": "李明", "on": "2026-05-02"}, "已通过（李明，2026-05-02）"),
        ({"state": "returned", "by": "李明", "note": "缺页"}, "已退回（李明）：缺页"),
        ({"state": "withdrawn", "note": "传错了"}, "单位已撤回：传错了"),
    ],
)
def test_a_review_says_who_decided_when_and_why(
    records: list[Row], review: Row, words: str
) -> None:
    text = record_text({**records[0], "review": {"stale": False, **review}})
    assert f"审核：{words}" in text.splitlines()
