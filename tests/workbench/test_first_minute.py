"""The first minute of a unit, of the working group and of the administrator, in a real browser.

Every click and every key that decides something is counted; typing is not. The manual promises no
more than these.
"""

from __future__ import annotations

import io
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import CHROMIUM, Served
from openpyxl import load_workbook
from samples import SOUND
from sites import Site

playwright = pytest.importorskip("playwright.sync_api")
from playwright.sync_api import Browser, Page, expect  # noqa: E402

pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine"),
    pytest.mark.slow,
]
PROMISED = {"填报人": 5, "专班": 5, "管理员": 4}
"""Clicks and deciding keys of each story."""
MANUAL = Path(__file__).parents[2] / "docs/workbench.md"


class Hand:
    """Somebody's hand: what it clicks and which keys it presses is counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.steps = 0

    def click(self, what: str) -> None:
        self.steps += 1
        self.page.click(what)

    def press(self, key: str) -> None:
        self.steps += 1
        self.page.keyboard.press(key)


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[list[Served]]:
    started: list[Served] = []
    yield started
    for server in started:
        server.stop()


def opened(browser: Browser, served: Served, path: str = "") -> Hand:
    page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
    page.goto(served.address + path)
    return Hand(page)


def test_a_unit_opens_its_slip_and_hands_in_the_first_piece(
    browser: Browser, serving: list[Served], tmp_path: Path
) -> None:
    register = SOUND["evidence/register.yaml"].partition("- id: E0002")[2]
    files = {"evidence/register.yaml": f"- id: E0002{register}"}  # 办理清单 is still missing
    served = Served(tmp_path, files, lasting=False)
    serving.append(served)
    hand = opened(browser, served)
    page = hand.page
    page.fill("#login", "unit")
    page.fill("#password", Site.PASSWORD)
    hand.click("button[type=submit]")
    page.fill("#old", Site.PASSWORD)
    page.fill("#new", "另一句只有自己记得的话")
    page.fill("#again", "另一句只有自己记得的话")
    hand.click("button[type=submit]")
    expect(page.locator("h1")).to_contain_text("陈晓芸，还有")
    first = page.locator("#tasks .task").first
    expect(first).to_contain_text("1.1")
    hand.click("#tasks .task >> nth=0 >> .act a")
    scan = tmp_path / "办理清单.txt"
    scan.write_text("关于公布办理清单的通知\n2026年3月1日\n", "utf-8")
    with page.expect_file_chooser() as chooser:
        hand.click(".drop >> nth=0")
    chooser.value.set_files(str(scan))
    expect(page.locator(".piece.up .d")).to_contain_text("已交，等专班审核", timeout=30_000)
    hand.click("nav.menu a >> nth=0")
    expect(page.locator("#tasks")).to_contain_text("待确认")
    expect(page.locator("#tasks .task").first).not_to_contain_text("缺“办理清单”")
    assert hand.steps <= PROMISED["填报人"]


def test_the_working_group_reviews_three_pieces_and_the_total_moves(
    browser: Browser, serving: list[Served], tmp_path: Path
) -> None:
    third = "- id: E0003\n  url: https://example.com/three\n  seen: 2026-04-02\n  kind: 链接\n"
    more = f'{third}  title: 公开目录\n  proves:\n  - {{indicator: "1.2"}}\n'
    files = {"evidence/register.yaml": SOUND["evidence/register.yaml"] + more}
    served = Served(tmp_path, files)
    serving.append(served)
    hand = opened(browser, served, "login")
    page = hand.page
    page.fill("#login", "group")
    page.fill("#password", Site.PASSWORD)
    page.click("button[type=submit]")  # as every morning: the story begins at home
    expect(page.locator("#tasks")).to_contain_text("待审")
    hand.click("#tasks .act a >> nth=0")
    expect(page.locator(".panel")).to_contain_text("待审 3 件")
    for key, left in (("1", "待审 2 件"), ("1", "待审 1 件")):
        hand.press(key)
        expect(page.locator(".panel")).to_contain_text(left)
        page.wait_for_load_state()
    hand.press("2")
    expect(page.locator("#r-hint")).to_contain_text("为什么退回")
    hand.press("1")
    expect(page.locator("main")).to_contain_text("没有待审")
    text = (served.county / "evidence/register.yaml").read_text("utf-8")
    assert text.count("state: accepted") == 2
    assert "缺页" in text
    assert hand.steps <= PROMISED["专班"]


def test_the_administrator_sets_up_a_county_and_prints_the_slips(
    browser: Browser, serving: list[Served], tmp_path: Path
) -> None:
    served = Served(tmp_path, accounts=False)
    serving.append(served)
    link = _link(served)
    hand = opened(browser, served, link.removeprefix(served.address))
    page = hand.page
    page.fill("#name", "孟晓岚")
    page.fill("#login", "meng")
    page.fill("#password", "一句只有管理员知道的话")
    hand.click("button[type=submit]")
    page.wait_for_url("**/admin/accounts")
    book = tmp_path / "账号表.xlsx"
    book.write_bytes(page.context.request.get(f"{served.address}admin/accounts/sheet").body())
    _filled(book)
    with page.expect_file_chooser() as chooser:
        hand.click("#a-file")
    chooser.value.set_files(str(book))
    expect(page.locator("#a-file-said")).to_contain_text("读到 2 个新账号", timeout=30_000)
    hand.click("text=导入，出密码条")
    expect(page.locator(".slip")).to_have_count(2)
    page.evaluate("window.print = () => { window.printed = true; }")
    hand.click("[data-print]")
    assert page.evaluate("window.printed")
    assert hand.steps <= PROMISED["管理员"]


def _link(served: Served) -> str:
    """The one-time link that the error stream says."""
    for _ in range(100):
        match = re.search(r"http://\S+/first\?token=\S+", served.told.read_text("utf-8"))
        if match:
            return match[0]
        time.sleep(0.05)
    raise AssertionError(served.told.read_text("utf-8"))


def _filled(book: Path) -> None:
    """Names and accounts written into the empty workbook, one for each unit."""
    sheets = load_workbook(io.BytesIO(book.read_bytes()))
    sheet = sheets.worksheets[0]
    heading = next(
        cell for row in sheet.iter_rows() for cell in row if str(cell.value).strip() == "账号"
    )
    names = {cell.value: cell.column for cell in sheet[heading.row]}
    people = (
        ("cxy", "陈晓芸", "县司法局", "填报人"),
        ("heqing", "何青", "县教育局", "填报人、单位审核人"),
    )
    for number, person in enumerate(people, start=1):
        for heading_text, value in zip(("账号", "姓名", "单位", "角色"), person, strict=True):
            sheet.cell(heading.row + number, names[heading_text], value)
    sheets.save(book)


def test_the_manual_promises_these_numbers() -> None:
    text = MANUAL.read_text("utf-8")
    for role, steps in PROMISED.items():
        assert re.search(rf"\| {role} \|.*\| {steps} \|", text), role
