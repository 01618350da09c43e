"""Papers and receipts on their way into their files.

papers/0003.yaml        # 督办单〔2026〕3号，印发时的原样，请不要改动
papers/receipts.yaml    - {paper: 3, who: 县司法局, on: "2026-11-11", by: 张三}
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from scoring.rectification.paper_files import issue, record_receipt
from scoring.rectification.papers import Paper, Receipt, read_papers
from scoring.rectification.writing import RefusedError
from scoring.storage import Author, Journal, write_records
from scoring.yamlio import read

WHO = Author("赵倩", date(2026, 11, 10))
PAPER = "papers/0003.yaml"
RECEIPTS = "papers/receipts.yaml"


def paper(**more: Any) -> Paper:
    data = {
        "number": "3",
        "kind": "urge",
        "name": "示例县",
        "issued": "2026-11-10",
        "by": "赵倩",
        "units": ["县司法局", "县教育局"],
        "items": [{"id": "R0001", "problem": "有一项没有上网: 见附件", "lead": ["县司法局"]}],
        **more,
    }
    return Paper.model_validate(data)


def receipt(who: str = "县司法局", **more: Any) -> Receipt:
    data = {"paper": "3", "who": who, "on": "2026-11-11", "by": "张三", **more}
    return Receipt.model_validate(data)


def put(folder: Path, one: Paper) -> str:
    write_records(folder, WHO, "issue", lambda changes: issue(changes, one))
    return (folder / PAPER).read_text("utf-8")


def take(folder: Path, one: Receipt) -> str:
    write_records(folder, WHO, "receive", lambda changes: record_receipt(changes, one))
    return (folder / RECEIPTS).read_text("utf-8")


def test_a_paper_is_written_as_it_was_issued(tmp_path: Path) -> None:
    text = put(tmp_path, paper())
    assert text.startswith("# 督办单〔2026〕3号，印发时的原样，请不要改动\n")
    data = yaml.safe_load(text)
    assert data["units"] == ["县司法局", "县教育局"]
    assert data["items"][0]["problem"] == "有一项没有上网: 见附件"
    assert "reply" not in data, "what nobody wrote has no line"


@pytest.mark.parametrize("more", [{}, {"reply": "2026-11-20", "text": "请于二十日前\n报送：台账"}])
def test_a_paper_is_read_back_as_it_was(tmp_path: Path, more: dict[str, Any]) -> None:
    put(tmp_path, paper(**more))
    document, _ = read(tmp_path / PAPER, PAPER)
    assert document is not None
    papers, problems = read_papers([document])
    assert problems == []
    assert [one.model_dump() for one in papers] == [paper(**more).model_dump()]


def test_a_paper_that_was_issued_is_never_written_over(tmp_path: Path) -> None:
    before = put(tmp_path, paper())
    with pytest.raises(RefusedError, match=r"papers/0003\.yaml 已经有了，印发过的不能覆盖"):
        put(tmp_path, paper(text="另一份"))
    assert (tmp_path / PAPER).read_text("utf-8") == before


def test_the_journal_names_the_paper_by_its_label(tmp_path: Path) -> None:
    put(tmp_path, paper())
    (entry,) = Journal(tmp_path / "journal.jsonl").entries()
    assert entry["records"] == ["督办单〔2026〕3号"]


def test_receipts_are_added_one_to_a_line_and_those_before_stay(tmp_path: Path) -> None:
    first = take(tmp_path, receipt())
    assert first == '- {paper: 3, who: 县司法局, on: "2026-11-11", by: 张三}\n'
    both = take(tmp_path, receipt("县教育局", note="已转办"))
    second = '- {paper: 3, who: 县教育局, on: "2026-11-11", by: 张三, note: 已转办}\n'
    assert both == first + second


def test_a_last_line_without_its_end_stays_a_receipt_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    line = "- {paper: 2, who: 县司法局, on: 2026-11-01, by: 张三}"
    (tmp_path / RECEIPTS).write_text(line, "utf-8")
    text = take(tmp_path, receipt())
    assert text.splitlines()[0] == line
    assert len(yaml.safe_load(text)) == 2
