"""The key moments of a season in a real browser, each done by whoever does it, with clicks counted:
a unit hands in, the working group returns, an inspector verifies, a tracker urges, signs off and
issues, a leader decides and reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import samples
from browsing import CHROMIUM, Served, entered, violations
from season_county import county_files
from sites import Site

from scoring.workbench.passwords import hashed
from scoring.workbench.store import Database, Store
from scoring.workspace import open_workspace

playwright = pytest.importorskip("playwright.sync_api")
from playwright.sync_api import Browser, Page, expect  # noqa: E402

pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine"),
    pytest.mark.slow,
]
WHO = {"第1局": "填报1号", "第2局": "填报2号", "第3局": "填报3号"}
MORE = (
    "  审核1号: {units: [第1局], roles: [单位审核人]}",
    "  专班甲: {roles: [专班]}",
    "  总管: {roles: [专班组长]}",
)
ACCOUNTS = {
    "unit": "填报1号",
    "unit2": "填报2号",
    "head": "审核1号",
    "group": "专班甲",
    "lead": "总管",
    "inspector": "评查1号",
    "inspectors": "组长",
    "tracker": "督办1号",
    "leader": "县长",
}
DUES = {"第1局": date(2026, 11, 10), "第2局": date(2026, 11, 12), "第3局": date(2026, 12, 20)}
DESK, PHONE = (1366, 768), (390, 844)


class Season(Served):
    """A county of three units in its twelfth week."""

    def __init__(self, folder: Path) -> None:
        self.county, self.state = folder / "county", folder / "state"
        samples.write(self.county, county_files(WHO, ["评查1号"], ["督办1号"], DUES, MORE))
        store = Store(Database(self.state))
        secret = hashed(Site.PASSWORD)
        for login, name in ACCOUNTS.items():
            store.accounts.add(login, name, secret, must_change=False)
        store.close()
        self.port = "0"
        self.start()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Season]:
    server = Season(tmp_path_factory.mktemp("season"))
    yield server
    server.stop()


class Hand:
    """Somebody at a browser, whose clicks are counted."""

    def __init__(
        self, browser: Browser, served: Season, login: str, size: tuple[int, int] = DESK
    ) -> None:
        self.page: Page = entered(browser, served, login, size)
        self.served = served
        self.clicks = 0

    def click(self, selector: str) -> None:
        self.clicks += 1
        self.page.wait_for_load_state()
        self.page.click(selector)

    def go(self, path: str) -> None:
        self.page.goto(self.served.address + path)

    def done(self) -> None:
        assert not self.page.faults  # type: ignore[attr-defined]
        self.page.context.close()


@pytest.fixture(scope="module")
def played(browser: Browser, served: Season) -> Season:
    """The season, played to its end."""
    _a_unit_hands_in_and_the_working_group_returns(browser, served)
    _an_inspector_verifies(browser, served)
    _a_unit_asks_for_time_and_another_submits(browser, served)
    _a_tracker_urges_signs_off_and_issues(browser, served)
    _a_leader_decides_and_reads(browser, served)
    return served


def test_the_season_stands_in_the_files_as_it_was_played(played: Season) -> None:
    workspace = open_workspace(played.county).whole()
    items = {item.id: item for item in workspace.ledger}
    assert items["R0001"].status == "已销号"
    assert items["R0002"].deadline == date(2026, 12, 15)
    assert [paper.label for paper in workspace.papers] == [
        "督办单〔2026〕1号",
        "整改月报〔2026〕1期",
        "送阅件〔2026〕1号",
    ]
    assert workspace.receipts[0].note == "同意，抓紧办。"
    assert [one.number for one in workspace.bulletins] == [1]
    assert not workspace.errors


def _a_unit_hands_in_and_the_working_group_returns(browser: Browser, served: Season) -> None:
    lead = Hand(browser, served, "lead")
    lead.go("u/第1局")
    lead.click("form:has(input[value=assign]) button")
    lead.done()
    unit = Hand(browser, served, "unit")
    unit.go("handin")
    unit.click("form:has(input[value=receive]) button")
    unit.go("i/1.1")
    unit.page.fill("#f-done", "8")
    unit.click(".foot button:has-text('保存') >> nth=0")
    expect(unit.page.locator("#panel .v")).to_contain_text("3.20")
    unit.done()
    head = Hand(browser, served, "head")
    head.go("handin")
    head.click("form:has(input[value=submit]) button")
    expect(head.page.locator("main")).to_contain_text("已报送")
    head.done()
    group = Hand(browser, served, "group")
    group.go("u/第1局")
    group.page.fill("form:has(input[value=return]) textarea", "1.1 的总数和台账不一致")
    group.click("form:has(input[value=return]) button")
    expect(group.page.locator("main")).to_contain_text("退回")
    group.done()
    unit = Hand(browser, served, "unit")
    unit.go("i/1.1")
    expect(unit.page.locator("#f-done")).to_be_enabled()
    unit.done()


def _an_inspector_verifies(browser: Browser, served: Season) -> None:
    lead = Hand(browser, served, "inspectors")
    status = lead.page.evaluate(
        """async () => (await fetch('/v/2026-a/distribute', {method: 'POST', headers:
        {'Content-Type': 'application/json', 'Accept': 'application/json'},
        body: JSON.stringify({inspectors: ['评查1号']})})).status"""
    )
    assert status == 200
    lead.done()
    inspector = Hand(browser, served, "inspector")
    inspector.click("a.btn:has-text('开始评')")
    for score in ("3", "2", "2"):
        inspector.page.wait_for_load_state()
        inspector.page.fill("#v-score", score)
        opinion = inspector.page.locator("[data-key='2']" if score == "3" else "[data-key='1']")
        opinion.focus()
        inspector.page.keyboard.press("2" if score == "3" else "1")
        inspector.page.fill("#v-why", "现场看过")
        here = inspector.page.url
        inspector.page.keyboard.press("Control+Enter")
        expect(inspector.page).not_to_have_url(here, timeout=20_000)
    inspector.click("#handin button")
    expect(inspector.page.locator(".lead").first).to_contain_text("已交卷")
    assert inspector.clicks == 2
    inspector.done()


def _a_unit_asks_for_time_and_another_submits(browser: Browser, served: Season) -> None:
    unit = Hand(browser, served, "unit")
    unit.go("r/R0001")
    unit.click("form:has(input[value=start]) button")
    expect(unit.page.locator(".flow .now")).to_have_text("整改中")
    unit.page.check("form:has(input[value=submit]) input[type=checkbox]")
    unit.click("form:has(input[value=submit]) button")
    expect(unit.page.locator(".flow .now")).to_have_text("待验收")
    unit.done()
    other = Hand(browser, served, "unit2")
    other.go("r/R0002")
    other.click("form:has(input[value=start]) button")
    expect(other.page.locator(".flow .now")).to_have_text("整改中")
    other.click("summary:has-text('申请延期')")
    form = other.page.locator("form:has(input[value=apply])")
    form.locator("[name=to]").fill("2026-12-15")
    form.locator("[name=note]").fill("平台在换")
    expect(form.locator("[data-saved]")).to_contain_text("已存到服务器")
    other.page.reload()
    expect(form.locator("[name=note]")).to_have_value("平台在换")
    form.locator("button").click()
    expect(other.page.locator(".timeline")).to_contain_text("平台在换")
    other.go("r/R0002")
    expect(other.page.locator(".timeline")).to_contain_text("延到")
    other.done()


def _a_tracker_urges_signs_off_and_issues(browser: Browser, served: Season) -> None:
    tracker = Hand(browser, served, "tracker")
    tracker.click("a.btn:has-text('去办')")
    tracker.click(".pickbox >> nth=0")
    tracker.click(".pickbox >> nth=1")
    tracker.click("#urge button")
    expect(tracker.page.locator(".letter .no")).to_have_text("督办单〔2026〕1号")
    expect(tracker.page.locator("a:has-text('打印 PDF')")).to_be_visible()
    tracker.go("")
    tracker.click("a.btn:has-text('验收')")
    tracker.page.fill("form:has(input[value=close]) [name=note]", "看过栏目，已经办完")
    tracker.click("form:has(input[value=close]) button")
    expect(tracker.page.locator(".flow .now")).to_have_text("已销号")
    assert tracker.clicks <= 7
    tracker.go("r/monthly")
    tracker.page.fill("#m-remarks", "本月换了平台。")
    tracker.click("button:has-text('看写进去的样子')")
    expect(tracker.page.locator(".letter")).to_contain_text("本月换了平台。")
    tracker.click("button:has-text('印发月报')")
    expect(tracker.page.locator(".letter .no")).to_contain_text("整改月报〔2026〕1期")
    tracker.go("r/slip")
    tracker.page.fill("#s-proposal", "拟请县政府办牵头。")
    tracker.page.focus("#s-proposal")
    tracker.page.keyboard.press("Control+Enter")
    expect(tracker.page.locator(".letter .no")).to_contain_text("送阅件〔2026〕1号")
    tracker.go("r/bulletin")
    tracker.click("button:has-text('印发第1期')")
    expect(tracker.page.locator("main")).to_contain_text("不再改动")
    tracker.done()


def _a_leader_decides_and_reads(browser: Browser, served: Season) -> None:
    leader = Hand(browser, served, "leader", PHONE)
    leader.go("brief")
    expect(leader.page.locator("main")).to_contain_text("等你决定的 2 件")
    leader.click("a.btn:has-text('批或不批')")
    form = leader.page.locator("form:has(input[value=extend])")
    form.locator("[name=to]").fill("2026-12-15")
    form.locator("[name=note]").fill("同意")
    leader.click("form:has(input[value=extend]) button")
    expect(leader.page.locator(".timeline")).to_contain_text("县长批准")
    leader.go("brief")
    leader.click("a.btn:has-text('阅')")
    leader.page.fill("#p-note", "同意，抓紧办。")
    leader.click("button:has-text('已阅')")
    expect(leader.page.locator("main")).to_contain_text("同意，抓紧办。")
    assert leader.clicks == 4
    leader.done()


SCREENS = {
    "tracker": (
        "",
        "r",
        "r?tab=late",
        "r/R0001",
        "r/R0002",
        "r/bulletin",
        "r/monthly",
        "r/slip",
        "r/papers",
        "r/papers/1",
        "r/papers/2",
        "r/papers/3",
        "docs",
    ),
    "leader": ("", "brief", "r/papers/3", "r/papers"),
    "unit2": ("r", "r/R0002", "r/papers/1"),
}


def test_axe_finds_nothing_and_nothing_hangs_over(browser: Browser, played: Season) -> None:
    found, width = {}, {}
    for login, urls in SCREENS.items():
        for size in (DESK, PHONE):
            page = entered(browser, played, login, size, axe=True)
            for url in urls:
                answer = page.goto(played.address + url)
                assert answer is not None
                assert answer.status == 200, url
                found[login, size[0], url] = violations(page)
                over = page.evaluate("document.documentElement.scrollWidth") - size[0]
                width[login, size[0], url] = max(0, over)
            assert not page.faults  # type: ignore[attr-defined]
            page.context.close()
    assert not {key: value for key, value in found.items() if value}
    assert not {key: value for key, value in width.items() if value}


TABBABLE = """() => { const all = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
  const seen = Array.from(document.querySelectorAll(all)).filter((one) => !one.disabled &&
    one.type !== 'hidden' && one.getClientRects().length &&
    getComputedStyle(one).visibility !== 'hidden' && !one.closest('dialog:not([open])') &&
    !(one.closest('details:not([open])') && one.tagName !== 'SUMMARY'));
  seen.forEach((one, at) => { one.dataset.at = at; }); return seen.length; }"""
HERE = """() => { const one = document.activeElement, box = one.getBoundingClientRect();
  const style = getComputedStyle(one), label = one.closest('label');
  const shown = (it) => it && (getComputedStyle(it).outlineStyle !== 'none' ||
    getComputedStyle(it).boxShadow !== 'none');
  return [one.dataset.at || '', shown(one) || shown(label) || one.matches('.skip'),
    one.outerHTML.slice(0, 120)]; }"""


def test_every_control_is_reached_by_tab_and_shows_where_one_is(
    browser: Browser, played: Season
) -> None:
    missed: dict[str, object] = {}
    for login, urls in SCREENS.items():
        page = entered(browser, played, login)
        for url in urls:
            page.goto(played.address + url)
            count = page.evaluate(TABBABLE)
            reached, unseen = set(), []
            dates = page.locator("input[type=date]").count()  # day, month, year and the calendar
            for _ in range(count + 3 * dates + 3):
                page.keyboard.press("Tab")
                at, shown, html = page.evaluate(HERE)
                reached.add(at)
                if not shown and at:
                    unseen.append(html)
            left = {str(at) for at in range(count)} - reached
            if left or unseen:
                names = [
                    page.locator(f"[data-at='{at}']").evaluate("one => one.outerHTML.slice(0, 90)")
                    for at in sorted(left)[:4]
                ]
                missed[f"{login} /{url}"] = (names, unseen[:3])
        page.context.close()
    assert not missed


def test_a_tracker_and_a_leader_need_no_mouse(browser: Browser, played: Season) -> None:
    tracker = entered(browser, played, "tracker")
    for url, opened in (("r", "r/R00"), ("r/papers", "r/papers/"), ("r/bulletin", "r/R00")):
        tracker.goto(played.address + url)
        tracker.wait_for_load_state()
        tracker.keyboard.press("j")
        tracker.keyboard.press("Enter")
        tracker.wait_for_url(f"{played.address}{opened}*")
    tracker.goto(played.address + "r/R0003")
    tracker.wait_for_load_state()
    tracker.focus("summary:has-text('填进展')")
    tracker.keyboard.press("Enter")
    tracker.keyboard.press("Tab")  # the unit
    tracker.keyboard.press("Tab")
    tracker.keyboard.type("第3局已经开会部署")
    tracker.keyboard.press("Control+Enter")
    expect(tracker.locator(".timeline")).to_contain_text("第3局已经开会部署")
    tracker.goto(played.address + "docs")
    tracker.wait_for_load_state()
    tracker.keyboard.press("j")
    assert tracker.evaluate("document.activeElement.dataset.form") == "pdf"
    leader = entered(browser, played, "leader", PHONE)
    leader.goto(played.address + "brief")
    leader.wait_for_load_state()
    leader.keyboard.press("j")
    leader.keyboard.press("Enter")
    leader.wait_for_url(re.compile(r"/(i|r)/\S+"))
    assert not tracker.faults  # type: ignore[attr-defined]
