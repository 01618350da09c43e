"""What is typed into a review book stays: killed windows, two windows at once, a book made anew, no
database; and the book at every width.

rounds/2026-mock.yaml of the sound sample: 1.1 (6 points, claimed 5.4), 1.2 (4, claimed 4), 2
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import chrome
import pytest
import samples
from helpers_outputs import TODAY, call

from scoring.workbench.views import inspection
from scoring.workspace import open_workspace

playwright = pytest.importorskip("playwright.sync_api")
from playwright.sync_api import BrowserContext, Page, Playwright, expect, sync_playwright  # noqa: E402

CHROMIUM = chrome.found() or ""
# What a page shows at once may take seconds where two cores carry a whole suite.
expect.set_options(timeout=60_000)
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine")

MOCK = "round: 2026-mock\nkind: mock\nas_of: 2026-11-01\nbasis: 2026-self\nfindings:\n"
FILES = {**samples.SOUND, "rounds/2026-mock.yaml": MOCK}
NO_DATABASE = "Object.defineProperty(window, 'indexedDB', {get() { throw new Error('off'); }});"
NO_STORAGE = NO_DATABASE + (
    "Object.defineProperty(window, 'localStorage', {get() { throw new Error('off'); }});"
)
FULL = (
    "IDBObjectStore.prototype.put = (put => function (value) {"
    "if (window.full && this.name === 'entries') {"
    "throw new DOMException('', 'QuotaExceededError'); }"
    "return put.apply(this, arguments); })(IDBObjectStore.prototype.put);"
)


@pytest.fixture(scope="module")
def running() -> Iterator[Playwright]:
    with sync_playwright() as made_:
        yield made_


def launched(running: Playwright, folder: Path) -> BrowserContext:
    """A browser with a profile on the disk, as an inspector has one."""
    return running.chromium.launch_persistent_context(
        str(folder),
        executable_path=CHROMIUM,
        args=["--no-sandbox"],
        viewport={"width": 1366, "height": 768},
    )


@pytest.fixture(scope="module")
def profile(
    running: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BrowserContext]:
    context = launched(running, tmp_path_factory.mktemp("profile"))
    yield context
    context.close()


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return made(samples.write(tmp_path / "county", FILES))


def made(folder: Path, *args: str) -> Path:
    code, out, err = call("-w", str(folder), "report", "review-book", "--today", TODAY, *args)
    assert code in {0, 1}, out + err
    return Path(out.strip())


def opened(profile: BrowserContext, book: Path, name: str, script: str = "") -> Page:
    """A window with the book, taken up under a name."""
    page = profile.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.faults = faults  # type: ignore[attr-defined]
    if script:
        page.add_init_script(script)
    page.goto(book.as_uri())
    if name:
        page.fill("#inspector", name)
        page.press("#inspector", "Enter")
        expect(page.locator("#lock")).to_be_hidden()
    return page


def typed(page: Page, reason: str = "清单缺一页") -> None:
    page.fill("#f-score", "5")
    page.locator(".seg label", has_text="部分属实").click()
    page.click("#f-reason")
    page.keyboard.type(reason)


def close(*pages: Page) -> None:
    for page in pages:
        assert not page.faults  # type: ignore[attr-defined]
        page.close()


def below(process: int) -> list[int]:
    """The processes that this one has begun, and theirs. A thread or a process that ends while
    they are listed has none any more."""
    children: list[str] = []
    for listing in Path(f"/proc/{process}/task").glob("*/children"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            children += listing.read_text("ascii").split()
    found: list[int] = []
    for child in map(int, children):
        found += [child, *below(child)]
    return found


def killed(before: set[int]) -> None:
    """SIGKILL to the browser with all its windows: every process begun since."""
    for process in set(below(os.getpid())) - before:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


@pytest.mark.slow
def test_a_browser_killed_while_typing_loses_nothing(
    running: Playwright, book: Path, tmp_path: Path
) -> None:
    """Killed once it says 已暂存, everything is there. Killed again at the last key of a second
    sentence, the first is whole and only keys of the last moment may be missing."""
    before = set(below(os.getpid()))
    page = opened(launched(running, tmp_path / "profile"), book, "林知远")
    typed(page, "自助终端停用")
    expect(page.locator("#kept")).to_contain_text("已暂存")
    killed(before)

    before = set(below(os.getpid()))
    page = opened(launched(running, tmp_path / "profile"), book, "林知远")
    expect(page.locator("#f-reason")).to_have_value("自助终端停用")
    expect(page.locator("#f-score")).to_have_value("5")
    expect(page.locator("#said")).to_contain_text("1 项")
    expect(page.locator("#kept")).to_contain_text("已暂存")
    page.click("#f-reason")
    page.keyboard.press("End")
    page.keyboard.type("，清单缺一页")
    killed(before)

    context = launched(running, tmp_path / "profile")
    again = opened(context, book, "林知远")
    expect(again.locator("#kept")).to_contain_text("已暂存")
    reason = again.input_value("#f-reason")
    assert reason.startswith("自助终端停用")
    assert "自助终端停用，清单缺一页".startswith(reason)
    close(again)
    context.close()


@pytest.mark.slow
def test_each_person_has_a_draft_of_the_own(profile: BrowserContext, book: Path) -> None:
    page = opened(profile, book, "甲")
    typed(page)
    page.fill("#inspector", "乙")
    page.press("#inspector", "Enter")
    expect(page.locator("#f-reason")).to_have_value("")
    expect(page.locator("#done")).to_have_text("0")
    page.fill("#inspector", "甲")
    page.press("#inspector", "Enter")
    expect(page.locator("#f-reason")).to_have_value("清单缺一页")
    close(page)


@pytest.mark.slow
def test_two_windows_never_write_over_each_other(profile: BrowserContext, book: Path) -> None:
    first = opened(profile, book, "双窗")
    typed(first, "第一个窗口")
    second = profile.new_page()
    second.faults = []  # type: ignore[attr-defined]
    second.goto(book.as_uri())
    second.fill("#inspector", "双窗")
    second.press("#inspector", "Enter")
    expect(second.locator("#lock")).to_contain_text("另一个窗口正在填")
    expect(second.locator("#f-reason")).to_have_value("第一个窗口")
    expect(second.locator("#f-reason")).to_be_disabled()

    second.click("#lock-take")
    expect(second.locator("#f-reason")).to_be_enabled()
    second.click("#f-reason")
    second.keyboard.press("End")
    second.keyboard.type("，第二个接着写")
    expect(first.locator("#lock")).to_contain_text("另一个窗口正在填")
    expect(first.locator("#f-reason")).to_be_disabled()
    expect(second.locator("#kept")).to_contain_text("已暂存")
    close(second)
    expect(first.locator("#f-reason")).to_have_value("第一个窗口，第二个接着写")
    expect(first.locator("#f-reason")).to_be_enabled()
    close(first)


def test_a_frozen_window_that_lost_its_draft_puts_its_text_aside(
    profile: BrowserContext, book: Path
) -> None:
    first = opened(profile, book, "睡着")
    first.evaluate(
        "new Promise(done => { const asked = indexedDB.open('shifan-review-book');"
        "asked.onsuccess = () => { const work = asked.result.transaction('locks', 'readwrite');"
        "const key = shifan.data.place + ':睡着';"
        "work.objectStore('locks').put({key, owner: '别的窗口', at: Date.now()});"
        "work.oncomplete = () => { asked.result.close(); done(); }; }; })"
    )
    first.fill("#f-score", "5")
    expect(first.locator("#lock")).to_contain_text("另一个窗口正在填")
    first.click("#more")
    expect(first.locator("#asides")).to_be_visible()
    with first.expect_download() as download:
        first.click("#asides")
    content = json.loads(Path(download.value.path()).read_text("utf-8"))
    assert content["findings"] == {}
    assert content["drafts"]["1.1"]["score"] == "5"
    close(first)


@pytest.mark.slow
def test_a_book_made_anew_offers_the_draft_and_says_what_changed(
    profile: BrowserContext, tmp_path: Path
) -> None:
    folder = samples.write(tmp_path / "county", FILES)
    page = opened(profile, made(folder), "重做")
    typed(page)
    expect(page.locator("#kept")).to_contain_text("已暂存")
    close(page)
    rounds = folder / "rounds" / "2026-self.yaml"
    rounds.write_text(rounds.read_text("utf-8").replace("done: 9", "done: 8"), "utf-8")
    page = profile.new_page()
    page.faults = []  # type: ignore[attr-defined]
    page.goto(made(folder).as_uri())
    page.fill("#inspector", "重做")
    page.press("#inspector", "Enter")
    expect(page.locator("#remade")).to_contain_text("评查册重新做过，这里有你在旧册里填的 1 项")
    expect(page.locator("#remade-rows")).to_contain_text("自评分 5.40 → 4.80")
    expect(page.locator("#f-reason")).to_be_disabled()
    page.click("#remade-use")
    expect(page.locator("#f-reason")).to_have_value("清单缺一页")
    expect(page.locator("#pane-moved")).to_contain_text("自评分 5.40 → 4.80")
    page.click("#pane-moved-ok")
    expect(page.locator("#pane-moved")).to_be_hidden()
    expect(page.locator("#kept")).to_contain_text("已暂存")
    close(page)
    page = opened(profile, made(folder), "重做")
    expect(page.locator("#remade")).to_be_hidden()
    expect(page.locator("#pane-moved")).to_be_hidden()
    close(page)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("script", "word"), [(NO_DATABASE, "改存在它的本地存储里"), (NO_STORAGE, "不能自动暂存")]
)
def test_a_browser_without_a_database_says_so(
    profile: BrowserContext, book: Path, script: str, word: str
) -> None:
    page = opened(profile, book, "无库", script)
    expect(page.locator("#weak")).to_contain_text(word)
    typed(page)
    if script == NO_DATABASE:
        expect(page.locator("#kept")).to_contain_text("已暂存")
        close(page)
        page = opened(profile, book, "无库", script)
        expect(page.locator("#f-reason")).to_have_value("清单缺一页")
    with page.expect_download() as download:
        page.click("#save")
    assert json.loads(Path(download.value.path()).read_text("utf-8"))["findings"]["1.1"]
    close(page)


def test_a_full_disk_is_said_and_the_text_can_be_taken(profile: BrowserContext, book: Path) -> None:
    page = opened(profile, book, "满盘", FULL)
    page.evaluate("window.full = true")
    typed(page)
    expect(page.locator("#said")).to_contain_text("存不下了")
    expect(page.locator("#kept")).to_contain_text("没有暂存")
    page.click("#more")
    with page.expect_download() as download:
        page.click("#draft")
    assert "清单缺一页" in Path(download.value.path()).read_text("utf-8")
    page.evaluate("window.full = false")
    page.click("#f-reason")
    page.keyboard.type("。")
    expect(page.locator("#kept")).to_contain_text("已暂存")
    close(page)


CASES = [
    ("1.1", {"score": "5", "opinion": "属实", "reason": "看"}),
    ("1.1", {"score": "5.4", "opinion": "属实", "reason": "看"}),
    ("1.1", {"score": "6", "opinion": "不实", "reason": "看"}),
    ("1.1", {"score": "5.4", "opinion": "属实", "untrue": ["E0001"], "reason": "看"}),
    ("1.1", {"score": "5.9", "opinion": "部分属实", "reason": "看"}),
    ("1.2", {"score": "2.5", "opinion": "部分属实", "reason": "看"}),
    ("1.2", {"opinion": "无法核实", "reason": "看"}),
]


def test_the_book_says_what_the_workbench_says(
    profile: BrowserContext, book: Path, tmp_path: Path
) -> None:
    """属实 with less, 不实 with full, above the claim, a value that no rule gives."""
    workspace = open_workspace(tmp_path / "county").whole()
    assessment = workspace.score()
    page = opened(profile, book, "")
    for code, entry in CASES:
        item = assessment.by_code[code]
        score = None if "score" not in entry else inspection.Fraction(str(entry["score"]))
        wrong = [one["what"] for one in inspection.contradictions(entry, item, score)]
        doubts = inspection.warnings(entry, item, score)
        state: Any = page.evaluate(
            "([code, entry]) => { const leaf = shifan.leaves.find(one => one.code === code);"
            "const found = leaf.check(entry); return {faults: [found.faults.opinion, "
            "found.faults.untrue].filter(Boolean), doubts: leaf.doubts(entry).length}; }",
            [code, entry],
        )
        assert state["faults"] == wrong, (code, entry)
        assert state["doubts"] == len(doubts), (code, entry)
    close(page)


SMALL = """() => { const found = []; const walk = document.createTreeWalker(document.body, 4);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) { const box = node.parentElement;
    if (!node.textContent.trim() || /^(SCRIPT|STYLE|NOSCRIPT|OPTION)$/.test(box.tagName)) continue;
    if (!box.getClientRects().length) continue;
    if (parseFloat(getComputedStyle(box).fontSize) < 16) found.push(node.textContent.trim()); }
  return found.slice(0, 5); }"""


@pytest.mark.slow
@pytest.mark.parametrize("size", [(1366, 768), (1024, 768), (768, 1024), (390, 844)], ids=str)
def test_at_every_width(profile: BrowserContext, book: Path, size: tuple[int, int]) -> None:
    """The list with filter and progress, nothing cut off, no text below 16 px, axe finds nothing."""
    from axe_core_python.sync_playwright import Axe

    page = opened(profile, book, f"宽{size[0]}")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    typed(page)
    page.fill("#f-score", "7")
    expect(page.locator("#fault-score")).to_contain_text("0 至 6")
    for drawn in (False, True):
        if drawn and size[0] < 1000:
            page.click("#drawer")
        if drawn or size[0] >= 1000:
            expect(page.locator("#side .count").first).to_contain_text("/ 3 项已评")
            page.click("[data-filter=done]")
            expect(page.locator("#none")).to_be_visible()
            page.click("#unfilter")
            expect(page.locator("#tree .leaf").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        assert page.evaluate(SMALL) == []
        found = Axe().run(page)["violations"]
        assert [(one["id"], one["nodes"][0]["html"][:90]) for one in found] == []
    close(page)


def test_with_keys_alone(profile: BrowserContext, book: Path) -> None:
    page = opened(profile, book, "键盘")
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("#pane-code")).to_have_text("1.2")
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.type("5")
    page.locator("#agree").focus()
    page.keyboard.press("2")
    page.focus("#f-reason")
    page.keyboard.type("缺一页")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#pane-code")).to_have_text("1.2")
    expect(page.locator("#done")).to_have_text("1")
    with page.expect_download() as download:
        page.keyboard.press("Control+s")
    content = json.loads(Path(download.value.path()).read_text("utf-8"))
    assert content["findings"]["1.1"] == {"score": "5", "reason": "缺一页", "opinion": "部分属实"}
    close(page)


def test_on_paper_every_indicator_has_its_form(profile: BrowserContext, book: Path) -> None:
    page = opened(profile, book, "打印")
    typed(page)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    table = page.locator("#i-1\\.1 .by-hand")
    expect(table).to_be_visible()
    expect(table).to_contain_text("■ 部分属实")
    expect(table).to_contain_text("清单缺一页")
    expect(page.locator("#i-1\\.2 .by-hand")).to_contain_text("□ 属实")
    expect(page.locator("#pane")).to_be_hidden()
    expect(page.locator("#side")).to_be_hidden()
    close(page)


def cpu_of_chromium() -> float:
    """CPU seconds of all processes below this one."""
    ticks = 0
    for process in below(os.getpid()):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            stat = Path(f"/proc/{process}/stat").read_text("utf-8")
            fields = stat.rsplit(")", 1)[1].split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


@pytest.mark.slow
def test_a_large_book_opens_in_under_five_seconds(profile: BrowserContext, tmp_path: Path) -> None:
    """1,600 indicators with 3,000 pieces."""
    from benchmarks.make_workspace import Sizes, make_workspace

    make_workspace(tmp_path / "big", Sizes(nodes=1800))
    (tmp_path / "big" / "rounds" / "2026-mock.yaml").write_text(MOCK, "utf-8")
    book = made(tmp_path / "big")
    begun = cpu_of_chromium()
    page = opened(profile, book, "很多")
    assert page.evaluate("shifan.leaves.length") >= 1600
    assert cpu_of_chromium() - begun < 5
    begun = cpu_of_chromium()
    page.keyboard.press("Alt+ArrowDown")
    typed(page)
    assert cpu_of_chromium() - begun < 3
    close(page)
