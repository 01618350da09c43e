"""The register's records, each checked by itself."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from scoring.evidence.model import Evidence, read_register
from scoring.problems import Problem
from scoring.yamlio import Document, parse


def read(text: str) -> tuple[tuple[Evidence, ...], list[Problem]]:
    data, root, problems = parse(text, "register.yaml")
    assert problems == []
    assert root is not None
    return read_register(
        Document(Path("register.yaml"), "register.yaml", data, root, text.encode())
    )


def test_a_whole_record() -> None:
    """
    Dates are dates, the digest is in small letters, a proof is confirmed unless it says otherwise.
    """
    (record,), problems = read(f"""\
- id: E0001
  file: files/1-1/清单.pdf
  sha256: {"AB" * 32}
  size: 182344
  kind: 文件
  title: 一次办清单
  doc_no: 示政发〔2026〕15号
  issuer: 示例县人民政府
  date: 2026-03-21
  valid: {{from: 2026-03-21, to: 2028-03-20}}
  unit: 县行政审批局
  proves:
  - {{indicator: "1.1.1", item: 清单, locate: 第3页, what: 时限压缩 62%}}
  - {{indicator: "1.1.2", state: proposed}}
  review: {{state: accepted, by: 张三, on: 2026-05-02, note: 齐全, stamp: abc}}
""")
    assert problems == []
    assert record.sha256 == "ab" * 32
    assert record.dated == date(2026, 3, 21)
    assert record.valid is not None
    assert record.valid.end == date(2028, 3, 20)
    assert [proof.state for proof in record.proves] == ["confirmed", "proposed"]
    assert record.review.by == "张三"


def test_a_link_counts_with_the_day_it_was_looked_at() -> None:
    (record,), _ = read(
        "- {id: E1, url: 'https://example.com/a', seen: 2026-04-01, date: 2020-01-01}\n"
    )
    assert record.dated == date(2026, 4, 1)


def test_how_a_piece_is_called() -> None:
    records, _ = read(
        "- {id: E1, file: a/b.pdf, title: 甲}\n- {id: E2, file: a/b.pdf}\n"
        "- {id: E3, url: 'https://example.com/x'}\n- {id: E4}\n"
    )
    assert [record.label for record in records] == ["甲", "b.pdf", "https://example.com/x", "E4"]


@pytest.mark.parametrize(
    ("line", "rule", "what"),
    [
        ("{id: E1}", "E005", "佐证 E1 既没有 file 也没有 url"),
        ("{id: E1, file: a, url: 'http://x'}", "E005", "佐证 E1 同时写了 file 和 url"),
        (
            "{id: E1, url: 'javascript:alert(1)'}",
            "E006",
            "佐证 E1 的地址“javascript:alert(1)”不是网页链接",
        ),
        (
            "{id: E1, url: 'file:///etc/passwd'}",
            "E006",
            "佐证 E1 的地址“file:///etc/passwd”不是网页链接",
        ),
        ("{id: E1, url: 'https://'}", "E006", "佐证 E1 的地址“https://”不是网页链接"),
        (
            "{id: E1, file: a, valid: {from: 2026-02-01, to: 2026-01-01}}",
            "F008",
            "佐证 E1 的有效期从 2026-02-01 到 2026-01-01，前后颠倒",
        ),
        ("{id: E1, file: a, sha256: abc}", "S004", "校验值“sha256”：sha256 应是 64 位十六进制数"),
        ("{id: E1, file: a, kind: 图像}", "S004", "种类“kind”：“图像”不是可用的值"),
        ("{id: E1, file: a, date: 2026.3.5}", "S004", "日期“date”：“2026.3.5”不是日期"),
        ("{id: E1, file: a, proves: [{item: 清单}]}", "S002", "缺少指标“indicator”"),
        (
            "{id: E1, file: a, review: {state: ok}}",
            "S004",
            "审核“review”、状态“state”：“ok”不是可用的值",
        ),
        ("{id: 0001, file: a}", "Y007", "编号 0001 没有加引号"),
    ],
)
def test_each_fault_costs_only_itself(line: str, rule: str, what: str) -> None:
    records, problems = read(f"- {line}\n- {{id: E2, file: b}}\n")
    assert [(item.rule, item.where.line) for item in problems] == [(rule, 1)]
    assert problems[0].what.startswith(what)
    assert [record.id for record in records][-1] == "E2"
    assert len(records) == 2


def test_of_two_records_with_one_id_the_first_is_kept() -> None:
    records, problems = read("- {id: E1, file: a}\n- {id: E1, file: b}\n")
    assert [record.file for record in records] == ["a"]
    assert [(item.rule, str(item.where)) for item in problems] == [("E001", "register.yaml:2:8")]


@pytest.mark.parametrize("text", ["", "# 空\n", "[]\n"])
def test_an_empty_register(text: str) -> None:
    assert read(text) == ((), [])
    assert read_register(None) == ((), [])


def test_a_register_that_is_no_list() -> None:
    records, problems = read("E0001: {file: a}\n")
    assert records == ()
    assert [item.rule for item in problems] == ["S003"]
