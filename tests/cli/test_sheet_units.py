"""Books of several units for one ledger: each reports for itself, and only the lead's changes what
is the lead's."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from helpers_outputs import EXAMPLES, call

from scoring.rectification.ledger import Measure, RectificationItem
from scoring.workspace import open_workspace

TODAY = ("--today", "2026-11-29")
LEAD, TOWN, ROADS = "县发展和改革局", "云岭镇人民政府", "县交通运输局"
SHARED = "R0002"
"""An item that 发展和改革局 leads and for which town and roads are responsible too."""


@pytest.fixture
def county(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLES / "example-county", tmp_path / "county"))


def book(county: Path, unit: str, typed: dict[tuple[str, str], str]) -> str:
    """The ledger's book of a unit with texts typed into it, as a path."""
    path = county.parent / f"整改-{unit}.xlsx"
    of = ("--unit", unit) if unit else ()
    code, _, err = call(
        "-w", str(county), "sheet", "export", "rectification", *of, "-o", str(path), *TODAY
    )
    assert code == 0, err
    workbook = openpyxl.load_workbook(path)
    page = workbook["整改清单"]
    columns = {page.cell(2, at).value: at for at in range(1, page.max_column + 1)}
    rows = {page.cell(row, 1).value: row for row in range(3, page.max_row + 1)}
    for (ident, heading), text in typed.items():
        page.cell(rows[ident], columns[heading]).value = text
    workbook.save(path)
    return str(path)


def take(county: Path, *books: str, code: int = 0) -> str:
    got, out, err = call("-w", str(county), "sheet", "import", *books, *TODAY)
    assert got == code, (out, err)
    return out + err


def item(county: Path, ident: str) -> RectificationItem:
    return next(found for found in open_workspace(county).whole().ledger if found.id == ident)


@pytest.mark.slow
def test_two_units_report_on_one_item(county: Path) -> None:
    town = book(county, TOWN, {(SHARED, "本周进展"): "已在政务栏公示"})
    roads = book(county, ROADS, {(SHARED, "本周进展"): "已报送名单"})
    take(county, town, roads)
    reports = {event.unit: event.note for event in item(county, SHARED).progress}
    assert reports == {TOWN: "已在政务栏公示", ROADS: "已报送名单"}
    show = call("-w", str(county), "rectify", "show", SHARED, *TODAY)[1]
    listed = call("-w", str(county), "rectify", "list", *TODAY, "--format", "csv")[1]
    week = call(
        "-w", str(county), "rectify", "bulletin", "--week", "2026-11-30", "--today", "2026-11-30"
    )[1]
    for text in (show, listed):
        assert f"{TOWN}：已在政务栏公示" in text
        assert f"{ROADS}：已报送名单" in text
    assert "本期进展 1 个" in week
    assert "没有改动，什么也没有写" in take(county, town, roads)
    again = book(county, TOWN, {(SHARED, "本周进展"): "已全部公示"})
    take(county, again)
    assert {event.unit: event.note for event in item(county, SHARED).progress} == {
        TOWN: "已全部公示",
        ROADS: "已报送名单",
    }


@pytest.mark.slow
@pytest.mark.parametrize(
    ("heading", "text"),
    [("责任人", "镇里的人"), ("整改措施", ""), ("整改措施", "改由镇里办理（2027-01-31）")],
)
def test_a_supporting_unit_does_not_touch_what_is_the_leads(
    county: Path, heading: str, text: str
) -> None:
    before = (county / "rectification.yaml").read_bytes()
    said = take(county, book(county, TOWN, {(SHARED, heading): text}), code=1)
    assert f"这一栏由牵头单位（{LEAD}）填写，{TOWN}不能改" in said
    assert (county / "rectification.yaml").read_bytes() == before


@pytest.mark.slow
def test_the_lead_changes_its_own(county: Path) -> None:
    take(county, book(county, LEAD, {(SHARED, "责任人"): "新任"}))
    assert item(county, SHARED).person == "新任"


@pytest.mark.slow
@pytest.mark.parametrize(
    "bracket",
    [
        "10月1日",
        "１０月１日",
        "10.1前",
        "10/1",
        "26.10.1",
        "已完成 10月2日",
        "10月底",
        "十月底",
        "年底前",
        "2026年底",
        "2026年10月",
        "四季度",
        "下周五",
        "国庆前",
        "完成时限：10月1日",
        "2026年10月1日；已完成 10月2日",
    ],
)
def test_a_date_without_its_year_is_no_text(county: Path, bracket: str) -> None:
    before = (county / "rectification.yaml").read_bytes()
    said = take(
        county, book(county, LEAD, {(SHARED, "整改措施"): f"公开清单（{bracket}）"}), code=1
    )
    assert "没有写年份" in said
    assert (county / "rectification.yaml").read_bytes() == before


@pytest.mark.slow
@pytest.mark.parametrize(
    "line",
    [
        "公开清单 10月底前完成",
        "10月1日前公开清单",
        "公开清单：十月一日",
        "公开清单【10.1】",
        "公开清单，10.1前",
        "年底前公开清单",
    ],
)
def test_a_date_without_its_year_is_no_text_outside_brackets_either(
    county: Path, line: str
) -> None:
    before = (county / "rectification.yaml").read_bytes()
    assert "没有写年份" in take(county, book(county, LEAD, {(SHARED, "整改措施"): line}), code=1)
    assert (county / "rectification.yaml").read_bytes() == before


@pytest.mark.slow
@pytest.mark.parametrize(
    "bracket",
    [
        "2026-12-1",
        "2026年12月1日",
        "2026/12/1",
        "限 2026年12月1日前完成",
        "示政发〔2026〕15号",
        "含乡镇",
        "共 3 件",
        "见附件 2.1",
    ],
)
def test_whole_dates_and_other_brackets_are_taken(county: Path, bracket: str) -> None:
    take(county, book(county, LEAD, {(SHARED, "整改措施"): f"公开清单（{bracket}）"}))
    measure = item(county, SHARED).measures[0]
    assert (measure.due is not None) == ("2026" in bracket and "〔" not in bracket)


@pytest.mark.slow
def test_the_date_of_a_measure_is_not_put_off_in_a_book(county: Path) -> None:
    ledger = open_workspace(county).whole().ledger
    dated = next(
        it for it in ledger if it.lead and not it.closed and isinstance(it.measures[0].due, date)
    )
    text = dated.measures[0].text
    for line in (
        f"{text}（2027-12-31）",
        text,
        f"{text}。（持续推进）",
        "另一种做法（2027-12-31）",
    ):
        said = take(county, book(county, dated.lead[0], {(dated.id, "整改措施"): line}), code=1)
        assert "延期要申请、批准" in said


@pytest.mark.slow
def test_the_date_of_a_measure_does_not_go_away_with_its_words(county: Path) -> None:
    ledger = open_workspace(county).whole().ledger
    dated = next(
        it for it in ledger if it.lead and not it.closed and isinstance(it.measures[0].due, date)
    )
    said = take(county, book(county, dated.lead[0], {(dated.id, "整改措施"): ""}), code=1)
    assert "不能删去" in said
    take(county, book(county, dated.lead[0], {(dated.id, "整改措施"): "另一种做法"}))
    assert item(county, dated.id).measures == (
        Measure(text="另一种做法", due=dated.measures[0].due),
    )


@pytest.mark.slow
def test_nothing_was_done_tomorrow(county: Path) -> None:
    said = take(
        county, book(county, LEAD, {(SHARED, "整改措施"): "公开清单（已完成 2099-12-31）"}), code=1
    )
    assert "以后" in said


@pytest.mark.slow
@pytest.mark.parametrize("heading", ["责任人", "整改措施"])
def test_a_column_that_was_sorted_by_itself_is_seen(county: Path, heading: str) -> None:
    """Each name would go to an item that is not its own."""
    path = Path(book(county, "", {}))
    workbook = openpyxl.load_workbook(path)
    page = workbook["整改清单"]
    column = next(cell.column for cell in page[2] if cell.value == heading)
    rows = [row for row in range(3, page.max_row + 1) if page.cell(row, 1).value]
    texts = sorted((str(page.cell(row, column).value or "") for row in rows), reverse=True)
    for row, text in zip(rows, texts, strict=True):
        page.cell(row, column).value = text or None
    workbook.save(path)
    before = (county / "rectification.yaml").read_bytes()
    assert "只排序或移动了这一列" in take(county, str(path), code=1)
    assert (county / "rectification.yaml").read_bytes() == before


@pytest.mark.slow
def test_a_faulty_book_keeps_only_itself_out(county: Path) -> None:
    good = book(county, ROADS, {(SHARED, "本周进展"): "已报送名单"})
    bad = book(county, TOWN, {(SHARED, "责任人"): "镇里的人", (SHARED, "本周进展"): "已公示"})
    before = (county / "rectification.yaml").read_bytes()
    got, _, err = call("-w", str(county), "sheet", "import", good, bad, "--together", *TODAY)
    assert (got, "一处也没有写入" in err) == (1, True)
    assert (county / "rectification.yaml").read_bytes() == before
    said = take(county, bad, good, code=1)
    assert f"整改-{TOWN}.xlsx 没有导入，其余的已导入" in said
    assert {event.unit for event in item(county, SHARED).progress} == {ROADS}
