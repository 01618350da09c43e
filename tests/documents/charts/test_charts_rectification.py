"""Progress over time and the dates of measures: the figures of the ledger, day by day, and pages of
bounded height."""

from __future__ import annotations

import re
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from helpers_ledger import files, item
from samples import Opener

from scoring.documents.charts.gantt import ROWS, Bar, gantt
from scoring.documents.charts.progress import Week, progress
from scoring.documents.rectification import charts as rectification_charts
from scoring.documents.rectification.charts import MOST_WEEKS, Schedule, schedule, weeks_of
from scoring.rectification.state import states
from scoring.workspace import Workspace

SVG = "{http://www.w3.org/2000/svg}"
DAY = date(2026, 11, 22)
MEASURES = "[{text: 补上网, due: 2026-10-01, done: 2026-09-03}, {text: 建台账, due: 2026-12-01}]"


def drawn(workspace: Workspace) -> Schedule:
    nodes = workspace.assess().by_code
    return schedule(
        states(workspace.ledger, nodes, workspace.proofs, DAY),
        DAY,
        {code: node.node.name for code, node in nodes.items()},
    )


def test_the_weeks_follow_from_the_events(opened: Opener) -> None:
    ledger = opened(
        files(
            item("R0001", status="已销号", due="2026-09-04"),
            item("R0002", status="待验收", due="2026-09-20"),
            item("R0003", events=["{on: 2026-09-10, do: open, by: 张三}"], due="持续推进"),
        )
    ).ledger
    weeks = weeks_of(ledger, date(2026, 9, 23))
    assert [(week.label, week.open, week.waiting, week.closed, week.planned) for week in weeks] == [
        ("9月6日", 0, 1, 1, 1),
        ("9月13日", 1, 1, 1, 1),
        ("9月20日", 1, 1, 1, 2),
        ("9月23日", 1, 1, 1, 2),
    ]


def test_an_extension_counts_from_its_day(opened: Opener) -> None:
    history = [
        "{on: 2026-09-01, do: open}",
        "{on: 2026-09-15, do: extend, by: 李四, to: 2026-10-30, note: 难, approved_by: 王五}",
    ]
    ledger = opened(files(item("R0001", events=history, due="2026-09-05"))).ledger
    assert [week.planned for week in weeks_of(ledger, date(2026, 9, 23))] == [1, 1, 0, 0]


def test_long_times_are_shown_in_a_bounded_number_of_columns(opened: Opener) -> None:
    ledger = opened(files(item("R0001", events=["{on: 2001-01-01, do: open}"]))).ledger
    weeks = weeks_of(ledger, DAY)
    assert len(weeks) <= MOST_WEEKS
    assert weeks[-1].label == "11月22日"


def test_no_events_no_picture(opened: Opener) -> None:
    assert weeks_of((), DAY) == ()
    assert (
        weeks_of(opened(files(item("R0001", events=["{on: 2026-12-01, do: open}"]))).ledger, DAY)
        == ()
    )


def test_the_columns_are_in_proportion_and_stand_on_their_figures() -> None:
    svg = progress([Week("一", 2, 1, 1, 3), Week("二", 0, 0, 8, 8)])
    heights = [
        float(entry.attrib["height"]) for entry in ElementTree.fromstring(svg).findall(f"{SVG}rect")
    ][3:]
    assert heights == pytest.approx(
        [heights[3] / 8, heights[3] / 8, heights[3] / 4, heights[3]], abs=0.02
    )
    assert "一 未申报 2，待验收 1，已销号 1，计划 3；二 未申报 0" in svg
    texts = [entry.text for entry in ElementTree.fromstring(svg).iter(f"{SVG}text")]
    assert [text for text in texts if text in {"2", "1", "3", "4", "8", "0"}] == list(
        "42113" + "80088"
    )


def test_rows_stand_by_unit_with_measures_that_say_more(opened: Opener) -> None:
    workspace = opened(
        files(
            item("R0001", status="已销号", lost='"0.60"', measures=MEASURES, due="2026-12-01"),
            item("R0002", cause="evidence", lost='"1.00"', lead="[县教育局]", due="2026-11-20"),
            item("R0003", indicator="", source="supervision", cause="other", due="持续推进"),
        )
    )
    rows = drawn(workspace).bars
    assert [(row.unit, row.label, row.item) for row in rows] == [
        ("县教育局", "R0002 1.1 网上办理", True),
        ("县司法局", "R0001 1.1 网上办理", True),
        ("县司法局", "1. 补上网", False),
        ("县司法局", "2. 建台账", False),
        ("县司法局", "R0003 有一项没有上网", True),
    ]
    late, closed, done, _, loose = rows
    assert (late.due, late.done, late.colour, late.words) == (
        date(2026, 11, 20),
        None,
        "红",
        "逾期2天",
    )
    assert (closed.start, closed.done, closed.words) == (date(2026, 9, 1), date(2026, 9, 4), "")
    assert done.done == date(2026, 9, 3)
    assert (loose.due, loose.words) == (None, "持续推进")


def test_a_long_ledger_folds_measures_then_leaves_out_and_says_so(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = [item(f"R{at:04d}", measures=MEASURES, due="2026-12-01") for at in range(1, 9)]
    workspace = opened(files(*entries, item("R0009", status="已销号")))
    assert drawn(workspace).note == ""
    monkeypatch.setattr(rectification_charts, "MOST_ROWS", 9)
    folded = drawn(workspace)
    assert len(folded.bars) == 9
    assert folded.bars[0].ticks == ((date(2026, 10, 1), True), (date(2026, 12, 1), False))
    assert "短竖线" in folded.note
    monkeypatch.setattr(rectification_charts, "MOST_ROWS", 5)
    cut = drawn(workspace)
    assert len(cut.bars) == 5
    assert "未销号的 8 个中按轻重在前的 5 个" in cut.note


def bars(number: int, unit: str = "甲", measures: int = 0) -> list[Bar]:
    day = date(2026, 9, 1)
    rows = []
    for at in range(number):
        rows.append(Bar(f"R{at}", unit, day, day + timedelta(days=at + 1), None, "无", ""))
        rows += [Bar(f"{n}.", unit, day, day, None, "无", "", item=False) for n in range(measures)]
    return rows


def test_every_row_is_drawn_once_on_pages_of_bounded_height() -> None:
    pictures = gantt(bars(100, measures=2), DAY)
    labels = [
        entry.text or ""
        for picture in pictures
        for entry in ElementTree.fromstring(picture).iter(f"{SVG}text")
    ]
    assert [label for label in labels if label.startswith("R")] == [f"R{at}" for at in range(100)]
    for picture in pictures:
        assert "牵头单位" in picture
        assert "今天 11月22日" in picture
        assert picture.count(">甲<") == 1
        (height,) = re.findall(r'viewBox="0 0 700 (\d+)"', picture)
        assert int(height) <= 46 + 14 * ROWS


def test_an_item_with_more_measures_than_a_page_is_parted_below_its_bar() -> None:
    pictures = gantt(bars(1, measures=3 * ROWS), DAY)
    labels = [
        [entry.text for entry in ElementTree.fromstring(picture).iter(f"{SVG}text")]
        for picture in pictures
    ]
    assert len(pictures) == 4
    measures = [text for said in labels for text in said if text and re.fullmatch(r"\d+\.", text)]
    assert measures == [f"{at}." for at in range(3 * ROWS)]
    assert ["R0" in said for said in labels] == [True, False, False, False]
    assert ["（续）R0" in said for said in labels] == [False, True, True, True]


def test_pages_are_full_whatever_the_units_and_the_sizes_of_items() -> None:
    """Thirty units with two items each, and items that do not fit into what a page has left."""
    units = [bar for at in range(30) for bar in bars(2, f"单位{at}")]
    mixed = [bar for _ in range(6) for bar in [*bars(14), *bars(1, measures=12)]]
    for rows in (units, mixed):
        *full, _ = [re.findall(r'viewBox="0 0 700 (\d+)"', picture) for picture in gantt(rows, DAY)]
        assert full
        assert all(int(height) >= 46 + 14 * ROWS * 3 // 4 for (height,) in full)


def test_a_unit_with_a_long_name_is_named_whole() -> None:
    unit = "示例县经济技术开发区管理委员会综合行政执法局"
    (picture,) = gantt(bars(1, unit), DAY)
    small = [
        entry.text or ""
        for entry in ElementTree.fromstring(picture).iter(f"{SVG}text")
        if entry.get("x") == "0"
    ]
    assert unit in "".join(small)


def test_colours_are_lines_and_words_as_well() -> None:
    rows = [
        Bar("R1", "甲", date(2026, 9, 1), date(2026, 10, 1), None, "红", "逾期52天"),
        Bar("R2", "甲", date(2026, 9, 1), date(2026, 12, 1), None, "黄", "滞后"),
        Bar("R3", "甲", date(2026, 9, 1), date(2026, 11, 25), None, "蓝", "临期"),
    ]
    (picture,) = gantt(rows, DAY)
    assert "url(#shifan-hatch)" in picture
    assert 'stroke-dasharray="4 1.5"' in picture
    assert 'stroke-dasharray="1.5 1.5"' in picture
    for word in ("逾期52天", "红　逾期", "黄　滞后", "蓝　临期"):
        assert word in picture


@pytest.mark.parametrize("year", [1, 1999, 9999])
def test_any_date_has_a_place(year: int) -> None:
    row = Bar("<b>&", "<i>", date(year, 1, 1), date(year, 12, 31), date(year, 6, 1), "无", "")
    (picture,) = gantt([row], DAY)
    assert "<b>" not in picture
    places = [float(value) for value in re.findall(r'\bx="(-?[\d.]+)"', picture)]
    assert all(0 <= value <= 700 for value in places)


def test_no_rows_no_pictures() -> None:
    assert gantt([], DAY) == ()
