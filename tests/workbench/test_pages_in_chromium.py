"""The pages in a real browser: first minutes, two people on one record, sessions that end, a server
that dies, axe."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from browsing import CHROMIUM, Served, entered, violations
from sites import Site

from scoring.workbench.store import Database, Store

playwright = pytest.importorskip("playwright.sync_api")
from playwright.sync_api import Browser, expect  # noqa: E402

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    server = Served(tmp_path)
    yield server
    if server.process.poll() is None:
        server.stop()


@pytest.fixture(scope="module")
def steady(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A workbench that nobody changes, for all tests that only look."""
    server = Served(tmp_path_factory.mktemp("steady"))
    yield server
    server.stop()


@pytest.mark.slow
def test_a_unit_finds_its_first_task_fills_it_in_and_sees_the_score_before_it_saves(
    browser: Browser, served: Served
) -> None:
    page = entered(browser, served, "unit")
    page.goto(served.address + "i/1.1")
    page.fill("#f-done", "10")
    expect(page.locator("#panel .then")).to_contain_text("还没有保存")
    expect(page.locator("#saved")).to_contain_text("已存到服务器")
    page.click(".foot button:has-text('保存') >> nth=0")
    expect(page.locator("#saved")).to_contain_text("还没有改动")
    expect(page.locator("#panel .v")).to_contain_text("6.00")
    assert '"1.1": {done: 10, of: 10}' in (served.county / "rounds/2026-self.yaml").read_text(
        "utf-8"
    )
    assert not page.faults  # type: ignore[attr-defined]


@pytest.mark.slow
def test_what_was_typed_survives_a_reload_and_a_killed_server(
    browser: Browser, served: Served
) -> None:
    page = entered(browser, served, "unit")
    page.goto(served.address + "i/1.1")
    page.fill("#f-note", "以平台导出为准")
    expect(page.locator("#saved")).to_contain_text("已存到服务器")
    served.kill()
    page.fill("#f-done", "10")
    expect(page.locator("#saved")).to_contain_text("本机")
    served.start()
    page.reload()
    expect(page.locator("#f-note")).to_have_value("以平台导出为准")
    expect(page.locator("#f-done")).to_have_value("10")
    page.click(".foot button:has-text('保存') >> nth=0")
    expect(page.locator("#saved")).to_contain_text("还没有改动")
    expect(page.locator("#panel .v")).to_contain_text("6.00")


@pytest.mark.slow
def test_a_session_that_ended_asks_for_the_password_over_the_page_and_the_save_goes_on(
    browser: Browser, served: Served
) -> None:
    page = entered(browser, served, "unit")
    page.goto(served.address + "i/1.1")
    page.fill("#f-done", "10")
    expect(page.locator("#saved")).to_contain_text("已存到服务器")
    store = Store(Database(served.state))
    account = store.accounts.by_login("unit")
    assert account is not None
    store.sessions.end_all(account.id)
    store.close()
    page.click(".foot button:has-text('保存') >> nth=0")
    expect(page.locator("#relogin")).to_be_visible()
    page.fill("#relogin-p", Site.PASSWORD)
    page.press("#relogin-p", "Enter")
    expect(page.locator("#panel .v")).to_contain_text("6.00")


@pytest.mark.slow
def test_two_people_on_one_record_are_shown_both_sides_and_lose_nothing(
    browser: Browser, served: Served
) -> None:
    unit, group = entered(browser, served, "unit"), entered(browser, served, "group")
    unit.goto(served.address + "i/1.1")
    group.goto(served.address + "i/1.1")
    group.fill("#f-done", "8")
    group.click(".foot button:has-text('保存') >> nth=0")
    expect(group.locator("#saved")).to_contain_text("还没有改动")
    expect(group.locator("#panel .v")).to_contain_text("4.80")
    unit.fill("#f-done", "10")
    unit.click(".foot button:has-text('保存') >> nth=0")
    expect(unit.locator("h1")).to_contain_text("王建平也改了 1.1")
    unit.click("text=用选中的，保存")
    expect(unit.locator("#panel .v")).to_contain_text("6.00")
    expect(unit.locator("#saved")).to_contain_text("还没有改动")  # and no draft comes back


@pytest.mark.slow
def test_a_file_is_uploaded_from_the_page_and_the_list_says_so(
    browser: Browser, served: Served, tmp_path: Path
) -> None:
    page = entered(browser, served, "unit")
    file = tmp_path / "新的清单.txt"
    file.write_text("关于办理清单的通知\n共 96 项\n", "utf-8")
    page.goto(served.address + "i/1.1")
    page.set_input_files(".drop input[type=file] >> nth=0", str(file))
    expect(page.locator(".piece.up .d")).to_contain_text("已交，等专班审核", timeout=20_000)


@pytest.mark.slow
def test_keys_alone_are_enough_to_fill_and_save(browser: Browser, served: Served) -> None:
    page = entered(browser, served, "unit")
    page.goto(served.address + "i/1.1")
    page.keyboard.press("e")
    page.keyboard.press("Control+A")
    page.keyboard.type("10")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/i/1.2")
    assert '"1.1": {done: 10, of: 10}' in (served.county / "rounds/2026-self.yaml").read_text(
        "utf-8"
    )


SCREENS = {
    "unit": (
        *(
            "",
            "i",
            "i/1.1",
            "e",
            "e/E0001",
            "handin",
            "r",
            "r/R0001",
            "me",
            "drafts",
            "notices",
            "log",
            "docs",
            "help",
            "help/units",
        ),
        "search?q=清单",
    ),
    "group": ("", "overview", "review", "u", "u/县司法局", "gaps", "i/1", "rounds", "log"),
    "lead": (
        "assign",
        "i/1.1/edit",
        "tree",
        "tree/add",
        "i/1/add",
        "i/1.2/remove",
        "rounds",
        "log",
    ),
    "leader": ("brief",),
    "admin": ("", "admin/accounts", "admin/server"),
}


@pytest.mark.slow
@pytest.mark.parametrize("size", [(1366, 768), (390, 844)], ids=["desk", "phone"])
@pytest.mark.parametrize("login", SCREENS)
def test_axe_finds_nothing_on_any_screen(
    browser: Browser, steady: Served, login: str, size: tuple[int, int]
) -> None:
    page = entered(browser, steady, login, size, axe=True)
    found = {}
    for url in SCREENS[login]:
        page.goto(steady.address + url)
        found[url] = violations(page)
    assert not any(found.values()), found
    assert not page.faults  # type: ignore[attr-defined]


@pytest.mark.slow
@pytest.mark.parametrize("size", [(1366, 768), (390, 844)], ids=["desk", "phone"])
def test_axe_finds_nothing_in_states_that_are_no_page_of_their_own(
    browser: Browser, served: Served, size: tuple[int, int]
) -> None:
    found = {}
    stranger = browser.new_context(viewport={"width": size[0], "height": size[1]}, bypass_csp=True)
    gate = stranger.new_page()
    gate.goto(served.address + "login")
    found["login"] = violations(gate)
    unit, group = (entered(browser, served, login, size, axe=True) for login in ("unit", "group"))
    for name, url in (("404", "i/9.9"), ("403", "overview"), ("empty", "search?q=没有这样的")):
        unit.goto(served.address + url)
        found[name] = violations(unit)
    group.goto(served.address + "e?q=没有这样的")
    found["filtered"] = violations(group)
    unit.goto(served.address + "i/1.1")
    unit.fill("#f-done", "11")
    unit.click(".foot button:has-text('保存') >> nth=0")
    expect(unit.locator("#errors")).to_contain_text("大于")
    found["refused"] = violations(unit)
    group.goto(served.address + "i/1.1")
    group.fill("#f-done", "8")
    group.click(".foot button:has-text('保存') >> nth=0")
    expect(group.locator("#saved")).to_contain_text("还没有改动")
    unit.fill("#f-done", "10")
    unit.click(".foot button:has-text('保存') >> nth=0")
    expect(unit.locator("h1")).to_contain_text("也改了 1.1")
    found["conflict"] = violations(unit)
    group.goto(served.address + "review")
    group.keyboard.press("2")
    expect(group.locator("#r-hint")).to_contain_text("为什么退回")
    found["reasons"] = violations(group)
    group.keyboard.press("Escape")
    group.keyboard.press("?")
    found["keys"] = violations(group)
    unit.goto(served.address + "i/1.1")
    unit.context.clear_cookies()
    unit.fill("#f-note", "登录到时了")
    unit.click(".foot button:has-text('保存') >> nth=0")
    expect(unit.locator("#relogin")).to_be_visible()
    found["session ended"] = violations(unit)
    assert not any(found.values()), found


@pytest.mark.slow
def test_the_server_stops_within_two_seconds_and_ends_with_0(
    browser: Browser, served: Served
) -> None:
    entered(browser, served, "unit")
    began = time.monotonic()
    assert served.stop() == 0
    assert time.monotonic() - began < 10


@pytest.mark.slow
def test_the_leader_of_the_group_assigns_two_indicators_and_sees_the_load_change(
    browser: Browser, served: Served
) -> None:
    page = entered(browser, served, "lead")
    page.goto(served.address + "assign")
    page.check("#pick-all")
    page.uncheck("input[value='2']")
    page.fill("#a-lead", "县教育局")
    expect(page.locator("#load-change")).to_contain_text("县司法局 2 → 0 项；县教育局 0 → 2 项")
    page.fill("#a-due", "2026-10-31")
    page.click("text=改选中的 >> nth=-1")
    expect(page.locator("#rows tbody tr >> nth=0")).to_contain_text("县教育局")
    page.click("text=向 1 个单位下达")
    expect(page.locator("#issue")).to_contain_text("都已下达")
    assert not page.faults  # type: ignore[attr-defined]


@pytest.mark.slow
def test_a_rule_is_changed_in_words_foreseen_and_survives_a_reload(
    browser: Browser, served: Served
) -> None:
    page = entered(browser, served, "lead")
    page.goto(served.address + "i/1.1/edit")
    page.fill("#f-parameters", "达到95%得满分")
    expect(page.locator("#outlook")).to_contain_text("全县现分")
    page.fill("#f-points", "许多")
    expect(page.locator("#errors")).to_contain_text("不是分值")
    expect(page.locator("#saved")).to_contain_text("已存到服务器")
    page.reload()
    expect(page.locator("#f-parameters")).to_have_value("达到95%得满分")
    page.fill("#f-points", "6")
    page.click("text=检查无误，保存")
    page.wait_for_url("**/i/1.1")
    assert "full_at: 95%" in (served.county / "indicators/sample.yaml").read_text("utf-8")
    assert not page.faults  # type: ignore[attr-defined]


@pytest.mark.slow
def test_an_indicator_is_added_two_people_meet_on_it_and_it_is_taken_out_again(
    browser: Browser, served: Served
) -> None:
    page, other = entered(browser, served, "lead"), entered(browser, served, "lead")
    page.goto(served.address + "i/1/add")
    page.fill("#f-name", "办理时限")
    page.fill("#f-points", "2")
    expect(page.locator("#points-sum")).to_contain_text("合计 12，上级是 10")
    expect(page.locator("#errors")).to_contain_text("12")
    page.fill("[id='p-1']", "12")
    expect(page.locator("#outlook")).to_contain_text("全县现分")
    page.click("text=检查无误，加上")
    page.wait_for_url("**/tree?at=1.3#n1.3")
    for tab, day in ((page, "2026-10-31"), (other, "2026-12-31")):
        tab.goto(served.address + "i/1.3/edit")
        tab.fill("#f-due", day)
        expect(tab.locator("#saved")).to_contain_text("已存到服务器")
    page.click("text=检查无误，保存")
    page.wait_for_url("**/i/1.3")
    other.fill("#f-basis", "县府办发〔2026〕1号")
    other.click("text=检查无误，保存")
    expect(other.locator("h1")).to_contain_text("李明也改了 1.3")
    expect(other.locator("main")).to_contain_text("自动并入")
    other.click("text=用选中的，保存")
    other.wait_for_url("**/i/1.3")
    assert "due: 2026-12-31" in (served.county / "indicators/sample.yaml").read_text("utf-8")
    other.goto(served.address + "i/1.3/remove")
    other.fill("[id='p-1']", "10")
    expect(other.locator("#outlook")).to_contain_text("全县现分")
    other.click("text=检查无误，去掉")
    other.wait_for_url("**/tree")
    assert "1.3" not in (served.county / "indicators/sample.yaml").read_text("utf-8")
    assert not page.faults  # type: ignore[attr-defined]
    assert not other.faults  # type: ignore[attr-defined]


@pytest.mark.slow
def test_seven_tabs_of_one_person_all_answer(browser: Browser, served: Served) -> None:
    first = entered(browser, served, "unit")
    tabs = [first, *(first.context.new_page() for _ in range(6))]
    for tab in tabs:
        tab.goto(served.address + "i/1.1")
    tabs[-1].fill("#f-done", "10")
    tabs[-1].click(".foot button:has-text('保存') >> nth=0")
    expect(tabs[-1].locator("#panel .v")).to_contain_text("6.00")
    first.bring_to_front()
    first.reload()
    expect(first.locator("#f-done")).to_have_value("10")


@pytest.mark.slow
def test_a_line_that_is_down_keeps_the_save_until_it_is_back(
    browser: Browser, served: Served
) -> None:
    page = entered(browser, served, "unit")
    page.goto(served.address + "i/1.1")
    page.fill("#f-done", "10")
    page.context.set_offline(True)  # the lid is closed, the plug is out
    page.click(".foot button:has-text('保存') >> nth=0")
    expect(page.locator("#offline")).to_be_visible()
    assert "{done: 9, of: 10}" in (served.county / "rounds/2026-self.yaml").read_text("utf-8")
    page.context.set_offline(False)
    expect(page.locator("#saved")).to_contain_text(
        "还没有改动", timeout=20_000
    )  # saved, and read anew
    expect(page.locator("#panel .v")).to_contain_text("6.00")
    assert (served.county / "journal.jsonl").read_text("utf-8").count('"finding 1.1"') == 1


@pytest.mark.slow
def test_an_upload_goes_on_after_the_server_was_killed(
    browser: Browser, served: Served, tmp_path: Path
) -> None:
    page = entered(browser, served, "unit")
    file = tmp_path / "会议录像说明.txt"
    file.write_bytes("会议记录\n".encode() * 700_000)  # three parts
    killed: list[int] = []

    def kill_once(route: object) -> None:
        if route.request.headers.get("upload-offset", "0") != "0" and not killed:  # type: ignore[attr-defined]
            killed.append(1)
            served.kill()
            route.abort()  # type: ignore[attr-defined]
            served.start()
        else:
            route.continue_()  # type: ignore[attr-defined]

    page.route("**/uploads/*", kill_once)
    page.goto(served.address + "i/1.1")
    page.set_input_files(".drop input[type=file] >> nth=0", str(file))
    expect(page.locator(".piece.up .d")).to_contain_text("已交，等专班审核", timeout=60_000)
    assert killed
    [stored] = (served.county / "evidence/files/县司法局").rglob("*.txt")
    assert stored.read_bytes() == file.read_bytes()


@pytest.mark.slow
def test_a_draft_stays_when_the_save_is_refused_and_when_somebody_else_logs_in(
    browser: Browser, served: Served
) -> None:
    page = entered(browser, served, "unit")
    page.goto(served.address + "i/1.1")
    with page.expect_response(lambda answer: "/drafts/" in answer.url):
        page.fill("#f-done", "11")  # more than there are
        page.click(".foot button:has-text('保存') >> nth=0")
    expect(page.locator("#saved")).to_contain_text("没有保存")
    expect(page.locator("#errors")).to_contain_text("大于")
    other = entered(browser, served, "head")
    other.goto(served.address + "i/1.1")
    expect(other.locator("#f-done")).to_have_value("9")  # nobody sees another's draft
    again = entered(browser, served, "unit")  # another computer
    again.goto(served.address + "i/1.1")
    expect(again.locator("#f-done")).to_have_value("11")


@pytest.mark.slow
def test_the_working_group_reviews_by_keys_alone(browser: Browser, served: Served) -> None:
    page = entered(browser, served, "group")
    page.goto(served.address + "review")
    page.wait_for_selector(".panel")
    expect(page.locator("main")).to_contain_text("待审 2 件")
    page.keyboard.press("1")
    expect(page.locator("main")).to_contain_text("待审 1 件")
    page.wait_for_load_state()
    page.keyboard.press("1")
    expect(page.locator("main")).to_contain_text("没有待审")
    assert (served.county / "evidence/register.yaml").read_text("utf-8").count(
        "state: accepted"
    ) == 2


@pytest.mark.slow
def test_whoever_has_tasks_sees_the_list_move_when_another_saves(
    browser: Browser, served: Served
) -> None:
    unit, group = entered(browser, served, "unit"), entered(browser, served, "group")
    before = unit.locator("#live-total").text_content()
    group.goto(served.address + "i/1.1")
    group.fill("#f-done", "5")
    group.click(".foot button:has-text('保存') >> nth=0")
    expect(unit.locator("#live-total")).not_to_have_text(before or "")


@pytest.mark.slow
def test_the_guide_for_units_is_two_pages_of_paper(browser: Browser, steady: Served) -> None:
    page = entered(browser, steady, "unit")
    page.goto(steady.address + "help/units")
    paper = pikepdf.open(io.BytesIO(page.pdf(format="A4")))
    assert len(paper.pages) == 2
