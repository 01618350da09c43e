"""Reviews of evidence and vetoes in workbooks: state, note and reviewer for many pieces, facts of a
veto."""

from __future__ import annotations

from pathlib import Path

import pytest
from sheet_samples import FILES, change, fill, imported, make, sheet, texts

from scoring.workspace import open_workspace

VETOED = {
    **FILES,
    "indicators/kinds.yaml": FILES["indicators/kinds.yaml"].replace(
        "indicators:\n",
        "vetoes:\n- {code: V1, name: 重大舆情}\n- {code: V2, name: 严重违法}\nindicators:\n",
        1,
    ),
    "rounds/2026-self.yaml": FILES["rounds/2026-self.yaml"].replace(
        "vetoes: {}\n", "vetoes:\n  V1: false   # 已核\n  V2: false\n"
    ),
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return make(tmp_path / "county", VETOED)


@pytest.mark.parametrize("kind", ["reviews", "vetoes"])
def test_out_and_back_changes_nothing(home: Path, kind: str) -> None:
    before = texts(home)
    outcome = imported(home, sheet(home, kind))
    assert (outcome.written, outcome.changes, outcome.faults) == (False, (), ())
    assert texts(home) == before


def test_many_pieces_are_reviewed_at_once(home: Path) -> None:
    path = fill(
        sheet(home, "reviews"),
        {
            ("E0001", "审核状态"): "退回", ("E0001", "审核意见"): "缺第二页",
            ("E0002", "审核状态"): "通过", ("E0002", "审核人"): "方静怡",
        },
    )  # fmt: skip
    outcome = imported(home, path)
    assert outcome.faults == ()
    records = {record.id: record.review for record in open_workspace(home).whole().records}
    assert (records["E0001"].state, records["E0001"].by, records["E0001"].note) == (
        "returned",
        "方静怡",
        "缺第二页",
    )
    assert records["E0002"].state == "accepted"
    assert records["E0002"].stamp
    assert str(records["E0002"].on) == "2026-11-22"


@pytest.mark.parametrize(
    ("typed", "heading"),
    [
        ({("E0002", "审核状态"): "通过"}, "审核人"),
        ({("E0002", "审核状态"): "退回", ("E0002", "审核人"): "方静怡"}, "审核意见"),
        ({("E0002", "审核状态"): "还行", ("E0002", "审核人"): "方静怡"}, "审核状态"),
    ],
)
def test_a_review_says_who_and_a_return_says_why(
    home: Path, typed: dict[tuple[str, str], object], heading: str
) -> None:
    before = texts(home)
    outcome = imported(home, fill(sheet(home, "reviews"), typed))
    assert [fault.heading for fault in outcome.faults] == [heading]
    assert texts(home) == before


def test_a_file_that_is_not_there_cannot_be_accepted(home: Path) -> None:
    (home / "evidence/files/清单.txt").unlink()
    typed: dict[tuple[str, str], object] = {
        ("E0001", "审核状态"): "通过",
        ("E0001", "审核意见"): "已看",
    }
    outcome = imported(home, fill(sheet(home, "reviews"), typed))
    assert "不能通过" in outcome.faults[0].what


def test_a_veto_that_happened_has_its_circumstances(home: Path) -> None:
    path = fill(
        sheet(home, "vetoes"),
        {
            ("V2", "是否发生"): "发生",
            ("V2", "发生日期"): "2026年3月2日",
            ("V2", "认定机关"): "市纪委监委",
        },
    )
    assert imported(home, path).faults == ()
    text = (home / "rounds/2026-self.yaml").read_text("utf-8")
    assert "  V1: false   # 已核\n" in text
    assert "V2: {on: 2026-03-02, authority: 市纪委监委}" in text


@pytest.mark.parametrize(
    ("typed", "heading"),
    [
        ({("V1", "是否发生"): "发生"}, "发生日期"),
        ({("V1", "是否发生"): "也许"}, "是否发生"),
        ({("V1", "发生日期"): "2026-03-02"}, "发生日期"),
    ],
)
def test_a_veto_that_contradicts_itself_is_refused(
    home: Path, typed: dict[tuple[str, str], object], heading: str
) -> None:
    outcome = imported(home, fill(sheet(home, "vetoes"), typed))
    assert [fault.heading for fault in outcome.faults] == [heading]


def test_sorting_the_sheet_does_no_harm(home: Path) -> None:
    def swapped(page: object, _: dict[str, int]) -> None:
        first = [cell.value for cell in page[3]]  # type: ignore[index]
        second = [cell.value for cell in page[4]]  # type: ignore[index]
        for at, (one, other) in enumerate(zip(first, second, strict=True), 1):
            page.cell(3, at).value, page.cell(4, at).value = other, one  # type: ignore[attr-defined]

    assert imported(home, change(sheet(home, "reviews"), swapped)).changes == ()
