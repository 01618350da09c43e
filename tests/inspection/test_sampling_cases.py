"""Lists of cases as offices keep them, and the draw from them."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from scoring.inspection.cases import FaultyListError, UnreadableListError, read_cases
from scoring.inspection.sampling import CannotDrawError, draw_cases

Rows = list[list[str | int | None]]


def book(path: Path, rows: Rows, *merged: str) -> Path:
    made = openpyxl.Workbook()
    page = made.active
    assert page is not None
    for row in rows:
        page.append(row)
    for span in merged:
        page.merge_cells(span)
    made.save(path)
    return path


def listed(folder: Path, counts: dict[str, int]) -> Path:
    lines = ["案号,承办单位"] + [
        f"{unit}{at}号,{unit}" for unit, count in counts.items() for at in range(count)
    ]
    path = folder / "案卷.csv"
    path.write_text("\n".join(lines), "utf-8")
    return path


def test_a_workbook_with_a_title_other_columns_and_merged_units(tmp_path: Path) -> None:
    rows: Rows = [["案卷清单", None, None], ["序号", "案 号", "承办单位"]]
    rows += [
        [1, "示罚〔2026〕1号", "县城管局"],
        [2, "示罚〔2026〕2号", None],
        [None, None, None],
        [3, 20260003, None],
    ]
    found = read_cases(book(tmp_path / "清单.xlsx", rows, "A1:C1", "C3:C4"), tmp_path)
    assert found.file == "清单.xlsx"
    assert len(found.sha256) == 64
    assert [(case.number, case.unit) for case in found.cases] == [
        ("示罚〔2026〕1号", "县城管局"),
        ("示罚〔2026〕2号", "县城管局"),
        ("20260003", "未写明"),
    ]


def test_a_list_in_an_old_encoding_without_headings_is_its_first_column(tmp_path: Path) -> None:
    path = tmp_path / "案卷.csv"
    path.write_bytes("示罚1号,甲\n示罚2号,乙\n".encode("gb18030"))
    home = tmp_path / "county"
    home.mkdir()
    found = read_cases(path, home)
    assert [(case.number, case.unit) for case in found.cases] == [
        ("示罚1号", "全部"),
        ("示罚2号", "全部"),
    ]
    assert found.file == "案卷.csv", "a list outside of the workspace is named without its folder"


@pytest.mark.parametrize(
    ("rows", "titles", "numbers"),
    [
        (["示例县行政处罚案卷清单,", "示罚1号,甲", "示罚2号,乙"], ["示例县行政处罚案卷清单"], 2),
        (["2026年案卷清单", "示罚〔2026〕1号", "示许(2026)2号"], ["2026年案卷清单"], 2),
        (["案卷清单", "填报日期", "A-01", "B/2026-7"], ["案卷清单", "填报日期"], 2),
        (["编号,单位", "1,甲", "2,乙", "3,甲"], ["编号"], 3),
        (["示许(2026)9号", "示罚〔2026〕1号", "示罚〔2026〕2号"], [], 3),
        (["示罚〔2026〕1-1号", "示罚〔2026〕1号", "示罚〔2026〕2号"], [], 3),
        (["甲案", "乙案", "丙案"], [], 3),
        (["示罚1号,甲", "示罚2号,"], [], 2),
    ],
)
def test_a_title_above_a_list_without_headings_is_no_case(
    rows: list[str], titles: list[str], numbers: int, tmp_path: Path
) -> None:
    path = tmp_path / "案卷.csv"
    path.write_text("\n".join(rows) + "\n", "utf-8")
    found = read_cases(path, tmp_path)
    assert [said for said, _ in found.titles] == titles
    assert [case.number for case in found.cases] == [
        row.split(",")[0] for row in rows[len(titles) :]
    ]
    assert len(found.cases) == numbers


def test_a_merged_title_of_a_workbook_is_no_case(tmp_path: Path) -> None:
    rows: Rows = [
        ["2026年1号清单", None],
        ["示罚〔2026〕1号", "县城管局"],
        ["示罚〔2026〕2号", "县教育局"],
    ]
    found = read_cases(book(tmp_path / "清单.xlsx", rows, "A1:B1"), tmp_path)
    assert [said for said, _ in found.titles] == ["2026年1号清单"]
    assert [case.number for case in found.cases] == ["示罚〔2026〕1号", "示罚〔2026〕2号"]


def test_a_list_inside_of_the_workspace_is_named_by_its_place(tmp_path: Path) -> None:
    (tmp_path / "核验").mkdir()
    path = tmp_path / "核验" / "案卷.txt"
    path.write_text("案号\n1号\n", "utf-8")
    assert read_cases(path, tmp_path).file == "核验/案卷.txt"


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("没有.xlsx", None, "找不到案卷清单"),
        ("空.csv", b"", "案卷清单是空的"),
        ("坏.xlsx", b"PK\x03\x04 broken", "文件已损坏"),
        ("乱.csv", b"\x00\x01\x02\x03" * 50, "案卷清单读不出来"),
        ("清单.pdf", b"%PDF-1.4 not read", "案卷清单应是 Excel 工作簿"),
    ],
)
def test_what_cannot_be_read_is_said(
    tmp_path: Path, name: str, content: bytes | None, told: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadableListError, match=told):
        read_cases(tmp_path / name, tmp_path)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("案号,承办单位\n1号,甲\n2号,甲\n1号,乙\n", "1 个重复的案号：1号（第2行、第4行）"),
        ("案号,承办单位\n1号,甲\n,乙\n", "1 行没有案号：第3行"),
        ("案号,承办单位\n", "里没有案卷"),
    ],
)
def test_what_cannot_be_drawn_from_is_said_with_its_rows(
    tmp_path: Path, text: str, told: str
) -> None:
    path = tmp_path / "案卷.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(FaultyListError) as error:
        read_cases(path, tmp_path)
    assert told in str(error.value)


def test_units_get_their_proportion_and_small_ones_are_drawn_from_together(tmp_path: Path) -> None:
    found = read_cases(listed(tmp_path, {"甲": 18, "乙": 9, "丙": 2, "丁": 1}), tmp_path)
    sample = draw_cases(found, 10, "2026")
    assert [(item.unit, item.of, item.drawn) for item in sample.strata] == [
        ("甲", 18, 6),
        ("乙", 9, 3),
        ("其他", 3, 1),
    ]
    assert (sample.of, sample.size, len(set(sample.numbers))) == (30, 10, 10)
    assert [sum(number.startswith(unit) for number in sample.numbers) for unit in "甲乙"] == [6, 3]
    order = [case.number for case in found.cases]
    assert sorted(sample.numbers, key=order.index) == list(sample.numbers)
    assert draw_cases(found, 10, "2026") == sample != draw_cases(found, 10, "2027")
    for size in (0, 31):
        with pytest.raises(CannotDrawError, match="案卷清单只有 30 件"):
            draw_cases(found, size, "x")
