"""回执, 退回函 and 报送表: forms between a county and its office."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from helpers_ledger import item
from samples import SOUND, Opener, changed

from scoring.documents.layout import Page, html_page
from scoring.documents.region.cover_sheet import cover_sheet_page
from scoring.documents.region.form import Form
from scoring.documents.region.receipts import MEANINGS, receipt, return_letter
from scoring.documents.region.words import Material
from scoring.region.chain import Chain
from scoring.region.model import Region
from scoring.region.verdicts import Line
from scoring.submission import Packed
from scoring.workspace import Workspace

DAY = date(2026, 11, 24)
FINGERPRINT = "0123456789abcdef" * 4
LINE = Line(
    "990101",
    "甲子县",
    "逾期",
    n=2,
    fingerprint=FINGERPRINT,
    received="2026-11-27",
    late_days=2,
    reasons=("逾期 2 天", "题名里有\u202e"),
    by="张三",
)


@pytest.fixture(scope="module")
def office(about: Material) -> tuple[Region, Chain]:
    region = about.results.region
    return region, Chain(region.path)


def form(page: Page) -> Form:
    data: Form = page.data
    return data


def pairs(page: Page) -> dict[str, str]:
    return dict(pair for row in form(page).rows for pair in row)


def test_a_receipt_says_what_came_and_what_becomes_of_it(office: tuple[Region, Chain]) -> None:
    region, chain = office
    page = receipt(region, LINE, chain, DAY)
    assert pairs(page) == {
        "报送单位": "甲子县（990101）",
        "轮次": "2026-self",
        "收到日期": "2026-11-27",
        "第几次报送": "第 2 次",
        "截止日期": "2026-11-25",
        "逾期": "2 天",
        "结果": "逾期：已收到，晚于截止日期，照收并标明。",
        "接收人": "张三",
        "记录摘要": chain.head[:16],
    }
    assert (form(page).title, form(page).number) == ("报送回执", "示例省　2026")
    assert form(page).signatures == ("接收人", "接收单位（盖章）")


def test_the_fingerprint_is_printed_in_groups_to_be_compared_by_eye(
    office: tuple[Region, Chain],
) -> None:
    region, chain = office
    html = html_page(receipt(region, LINE, chain, DAY))
    assert "0123 4567 89ab cdef" in html


def test_problems_are_numbered_and_fit_to_print(office: tuple[Region, Chain]) -> None:
    region, chain = office
    (table,) = form(receipt(region, LINE, chain, DAY)).tables
    assert (table.heading, table.rows) == (
        "发现的问题",
        (("1", "逾期 2 天"), ("2", "题名里有")),
    )
    (_, second) = receipt(region, LINE, chain, DAY).sheets
    assert second.name == "发现的问题"


def test_a_package_without_problems_has_a_receipt_without_a_table(
    office: tuple[Region, Chain],
) -> None:
    region, chain = office
    fine = replace(LINE, verdict="已收", late_days=0, reasons=(), by="")
    page = receipt(region, fine, chain, DAY)
    assert form(page).tables == ()
    assert pairs(page)["逾期"] == "没有逾期"
    assert pairs(page)["接收人"] == "—"
    assert pairs(page)["结果"] == f"已收：{MEANINGS['已收']}"


def test_a_region_without_a_due_date_says_so(office: tuple[Region, Chain]) -> None:
    region, chain = office
    endless = replace(region, record=region.record.model_copy(update={"due": None}))
    assert pairs(receipt(endless, LINE, chain, DAY))["截止日期"] == "未设"


@pytest.mark.parametrize(
    ("day", "term"),
    [(date(2026, 11, 24), "，于 2026-11-25 前"), (date(2026, 11, 25), "，于 2026-11-25 前")],
)
def test_a_return_names_reason_and_term(office: tuple[Region, Chain], day: date, term: str) -> None:
    first, second = form(return_letter(office[0], LINE, day, "佐证登记缺页")).paragraphs
    assert first == (
        "你单位 2026-11-27 第 2 次报送的材料（指纹 0123456789abcdef）现予退回。理由：佐证登记缺页"
    )
    assert second == (
        f"请对照下列问题改正，运行 shifan check 确认没有错误后{term}用 shifan submit 重新报送。"
    )


def test_a_date_that_has_passed_is_no_term(office: tuple[Region, Chain]) -> None:
    page = return_letter(office[0], LINE, date(2026, 11, 26), "缺页")
    assert "没有错误后尽快用 shifan submit" in form(page).paragraphs[1]
    assert form(page).to == "甲子县"
    assert form(page).signed


def packed(files: int = 7, octets: int = 182_344) -> Packed:
    return Packed(Path("甲子县-2026.zip"), FINGERPRINT, files, octets, {})


def cover(workspace: Workspace, person: str | None = None) -> Page:
    return cover_sheet_page(workspace, packed(), DAY, person)


def test_the_cover_sheet_says_what_is_handed_in(opened: Opener) -> None:
    """Two pieces, both as registered; one item, which is open."""
    page = cover(opened(SOUND))
    assert pairs(page) == {
        "报送单位": "示例县",
        "轮次": "2026-self",
        "指标体系": "示例指标体系（sample）",
        "评分日期": "2026年11月20日",
        "材料时间窗": "2025-01-01 至 2026-10-31",
        "级别": "县",
        "佐证材料": "登记 2 件，当天在位且未改动 2 件",
        "完整度": "100.00%",
        "整改事项": "1 项，未销号 1 项",
        "检查": "没有错误",
        "报送包": "甲子县-2026.zip",
        "大小": "182 KB，7 个文件",
    }
    assert form(page).signatures[0] == "填报人"
    assert form(cover(opened(SOUND), "王敏")).signatures[0] == "填报人：王敏"


def test_the_scores_stand_track_by_track(opened: Opener) -> None:
    (table,) = form(cover(opened(SOUND))).tables
    assert table.heading == "得分（以省、市按统一口径复算的为准）"
    assert table.headings == ("", "得分", "加分", "倒扣", "最终得分", "等次")
    assert [row[:2] for row in table.rows] == [
        ("自评分", "9.40"),
        ("佐证分", "9.40"),
        ("现分", "9.40"),
    ]


def test_a_file_that_is_gone_and_a_closed_item_are_counted(opened: Opener) -> None:
    """E0001 has no file any more, and what it carried is not supported."""
    files = {name: text for name, text in SOUND.items() if not name.endswith("清单.txt")}
    page = cover(opened({**files, "rectification.yaml": item(status="已销号") + item("R0002")}))
    assert pairs(page)["佐证材料"] == "登记 2 件，当天在位且未改动 1 件"
    assert pairs(page)["整改事项"] == "2 项，未销号 1 项"
    assert [row[1] for row in form(page).tables[0].rows] == ["9.40", "4.00", "4.00"]


def test_errors_of_the_data_are_counted_on_the_sheet(opened: Opener) -> None:
    """Eleven of ten cannot be done: the finding is faulty and counts as unassessed."""
    page = cover(opened(changed("rounds/2026-self.yaml", "done: 9, of: 10", "done: 11, of: 10")))
    assert pairs(page)["检查"] == "有错误 1 处"
    assert pairs(page)["完整度"] == "40.00%"


def test_without_window_and_level_the_sheet_says_so(opened: Opener) -> None:
    window = "window: {from: 2025-01-01, to: 2026-10-31}\n"
    files = {
        **changed("rounds/2026-self.yaml", window, ""),
        "workspace.yaml": SOUND["workspace.yaml"].replace("level: 县\n", ""),
    }
    page = cover(opened(files))
    assert (pairs(page)["材料时间窗"], pairs(page)["级别"]) == ("不限", "—")
