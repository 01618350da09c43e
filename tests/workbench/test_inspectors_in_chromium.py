"""Inspectors and their leader in a real browser: keys alone, the line down, a draw, a difference,
axe at both sizes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import samples
from browsing import CHROMIUM, Served, entered, violations
from PIL import Image
from sites import NAMES, enrolled
from test_blind_marking import FILES

from scoring.workbench.store import Database, Store
from scoring.workspace import open_workspace

playwright = pytest.importorskip("playwright.sync_api")
from playwright.sync_api import Browser, Page, expect  # noqa: E402

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine")
ACCOUNTS = NAMES | {
    "second": "秦墨",
    "third": "白露",
}


KEPT = "async () => !!(window.shifan.field && await window.shifan.field.kept('/v/2026-a/1.2'))"
"""Whether the second indicator lies on this machine."""


class Inspected(Served):
    """A workbench on which 周远 and 秦墨 look at the same indicators, each in a round of his
    own."""

    def __init__(self, folder: Path) -> None:
        self.county, self.state = folder / "county", folder / "state"
        samples.write(self.county, {**samples.SOUND, **FILES})
        store = Store(Database(self.state))
        enrolled(self.county, store, ACCOUNTS)
        store.close()
        self.told = folder / "told.txt"
        self.port = "0"
        self.start()

    def marks(self, name: str) -> dict[str, str]:
        """The scores that a round's file holds, by indicator."""
        (round_,) = [one for one in open_workspace(self.county).whole().rounds if one.id == name]
        return {code: str(finding.direct) for code, finding in round_.findings.items()}


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Inspected]:
    server = Inspected(tmp_path)
    yield server
    if server.process.poll() is None:
        server.stop()


def mark(page: Page, score: str, opinion: int, reason: str) -> None:
    """One indicator with keys alone, from the score on."""
    # The page shows the indicator before its scripts have come and it listens to keys.
    page.wait_for_load_state("load")
    page.focus("#v-score")
    page.keyboard.press("Control+A")
    page.keyboard.type(score)
    page.locator(f"[data-key='{opinion}']").focus()
    page.keyboard.press(str(opinion))
    page.focus("#v-why")
    page.keyboard.type(reason)
    page.keyboard.press("Control+Enter")


@pytest.mark.slow
def test_an_inspector_marks_with_one_click_and_keys(browser: Browser, served: Inspected) -> None:
    page = entered(browser, served, "inspector")
    page.click("a.btn:has-text('开始评')")
    expect(page.locator("h1")).to_contain_text("1.1")
    expect(page.locator(".paper")).to_contain_text("一次办清单")
    mark(page, "5", 2, "清单缺一页")
    expect(page.locator("h1")).to_contain_text("1.2")
    assert served.marks("2026-a") == {"1.1": "5"}
    mark(page, "4", 1, "公开栏目已看")
    expect(page.locator("h1")).to_have_text("2026-a")
    page.click("#handin button")
    expect(page.locator(".lead").first).to_contain_text("已交卷")
    assert not page.faults  # type: ignore[attr-defined]


COUNTED = """window.addEventListener("click", event => {
  if (event.detail) sessionStorage.clicks = Number(sessionStorage.clicks || 0) + 1;
}, true);"""
"""Counts the clicks of a hand: a click that a key makes has no detail."""


@pytest.mark.slow
def test_the_first_minute_of_an_inspector_is_one_click_and_keys(
    browser: Browser, served: Inspected
) -> None:
    """The home names what is to be done; the first indicator opens with its evidence, the score to
    be typed at once, and the next one follows."""
    page = entered(browser, served, "inspector")
    page.add_init_script(COUNTED)
    page.goto(served.address)
    page.click("a.btn:has-text('开始评')")
    expect(page.locator(".paper")).to_contain_text("一次办清单")
    expect(page.locator("#v-score")).to_be_focused()
    for keys in ("5", "Tab", "2", "Tab"):
        page.keyboard.press(keys)
    page.keyboard.type("清单缺一页")
    page.keyboard.press("Control+Enter")
    expect(page.locator("h1")).to_contain_text("1.2")
    expect(page.locator("#v-score")).to_be_focused()
    assert served.marks("2026-a") == {"1.1": "5"}
    assert page.evaluate("sessionStorage.clicks") == "1"
    assert not page.faults  # type: ignore[attr-defined]


@pytest.mark.slow
def test_contradictions_are_said_while_typing(browser: Browser, served: Inspected) -> None:
    page = entered(browser, served, "inspector")
    page.goto(served.address + "v/2026-a/1.2")
    page.fill("#v-score", "2.5")
    page.check("[data-key='1']", force=True)
    expect(page.locator("#v-warn")).to_contain_text("评分却比自评低")
    expect(page.locator("#v-warn")).to_contain_text("得不出 2.5 分")
    page.fill("#v-why", "一半")
    page.click(".foot .btn.p")
    expect(page.locator("#errors")).to_contain_text("评分却比自评低")
    assert served.marks("2026-a") == {}


@pytest.mark.slow
def test_answers_wait_while_the_line_is_down_and_go_out_later(
    browser: Browser, served: Inspected
) -> None:
    page = entered(browser, served, "inspector")
    page.goto(served.address + "v/2026-a/1.1")
    for _ in range(100):
        if page.evaluate(KEPT):
            break
        page.wait_for_timeout(100)
    served.kill()
    mark(page, "5", 2, "清单缺一页")
    expect(page.locator("h1")).to_contain_text("1.2")
    expect(page.locator("#unsent")).to_contain_text("未回传 1 项")
    mark(page, "4", 1, "公开栏目已看")
    expect(page.locator("#unsent")).to_contain_text("未回传 2 项")
    served.start()
    expect(page.locator("#unsent")).to_be_hidden(timeout=20_000)
    assert served.marks("2026-a") == {"1.1": "5", "1.2": "4"}
    assert not page.faults  # type: ignore[attr-defined]


@pytest.mark.slow
def test_the_leader_draws_and_settles_a_difference(browser: Browser, served: Inspected) -> None:
    for login, name, score in (("inspector", "2026-a", "5"), ("second", "2026-b", "2")):
        page = entered(browser, served, login)
        page.goto(served.address + f"v/{name}/1.1")
        mark(page, score, 2, f"按 {score} 分看")
        expect(page.locator("h1")).to_contain_text("1.2")
        mark(page, "4", 1, "看过")
        page.click("#handin button")
        expect(page.locator("#handin")).to_have_count(0)
    lead = entered(browser, served, "inspectors")
    lead.click("a.btn:has-text('仲裁')")
    expect(lead.locator(".diff")).to_contain_text("相差 3.00 分")
    lead.fill(".settle [name=score]", "3")
    lead.fill(".settle [name=reason]", "正文有两页")
    lead.click("text=定分")
    expect(lead.locator(".diff .tag.green")).to_have_text("已仲裁")
    assert served.marks("2026-b-arbitration") == {"1.1": "3"}


@pytest.mark.slow
def test_a_photograph_from_a_phone_goes_with_the_mark(
    browser: Browser, served: Inspected, tmp_path: Path
) -> None:
    shot = tmp_path / "现场.png"
    Image.effect_noise((2400, 1800), 60).convert("RGB").save(shot)
    page = entered(browser, served, "inspector", (390, 844), axe=True)
    page.goto(served.address + "v/2026-a/1.1")
    page.set_input_files(".photos [type=file]", str(shot))
    expect(page.locator(".photos [role=status]")).to_contain_text("照片已上传")
    expect(page.locator(".photos li img")).to_be_visible()
    page.click(".photos summary")
    page.fill(".photos [data-element=地点]", "政务大厅")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    mark(page, "5", 2, "终端停用一台")
    expect(page.locator("h1")).to_contain_text("1.2")
    page.goto(served.address + "v/2026-a/1.1")
    expect(page.locator(".photos [data-element=地点]")).to_have_value("政务大厅")
    assert page.evaluate("document.querySelector('.photos img').naturalWidth") > 300
    files = list((served.county / "rounds" / "photos").glob("*.jpg"))
    assert len(files) == 1
    assert files[0].stat().st_size < 800_000
    assert not page.faults  # type: ignore[attr-defined]


SCREENS = {
    "inspector": ("", "v", "v/2026-a", "v/2026-a/1.1", "v/2026-a/1.2"),
    "inspectors": ("", "v", "v/2026-a", "v/2026-a/differences"),
}


@pytest.mark.slow
@pytest.mark.parametrize("size", [(1366, 768), (390, 844)], ids=["desk", "phone"])
@pytest.mark.parametrize("login", SCREENS)
def test_axe_finds_nothing_here_either(
    browser: Browser, served: Inspected, login: str, size: tuple[int, int]
) -> None:
    page = entered(browser, served, login, size, axe=True)
    found, width = {}, {}
    for url in SCREENS[login]:
        page.goto(served.address + url)
        found[url] = violations(page)
        width[url] = page.evaluate("document.documentElement.scrollWidth")
    assert not any(found.values()), found
    assert all(pixels <= size[0] for pixels in width.values()), width
    assert not page.faults  # type: ignore[attr-defined]
