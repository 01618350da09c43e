"""The review book in a real browser: what an inspector enters there is what the tool counts, and
nothing else runs."""

from __future__ import annotations

import json
import random
import re
import shutil
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import chrome
import pytest
from helpers_outputs import TODAY, call, county_before_its_season

Opened = Callable[[Path], chrome.Browser]
ROUND = "2026-mock"
THREE: Mapping[str, Mapping[str, Any]] = {
    "1.1.1": {
        "score": "0.8",
        "reason": "自助终端有一台停用",
        "opinion": "部分属实",
        "opened": ["E0001"],
        "place": "政务大厅",
    },
    "1.3.1": {"score": "33.333", "reason": "惠企台账缺两个季度", "opinion": "部分属实"},
    "2.1.1": {
        "score": "0.5",
        "reason": "公告系事后补挂",
        "opinion": "不实",
        "untrue": ["E0027"],
        "penalty": "0.25",
    },
}


def run(folder: Path, *args: str) -> str:
    code, out, err = call("-w", str(folder), *args)
    assert code == 0, out + err
    return out


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """The worked example with a mock inspection that holds nothing yet."""
    folder = county_before_its_season(tmp_path / "示例县")
    run(folder, "round", "new", ROUND, "--kind", "mock", "--today", "2026-11-21")
    return folder


def book_of(folder: Path, *args: str) -> Path:
    return Path(run(folder, "report", "review-book", "--today", TODAY, *args).strip())


def show(page: chrome.Browser, code: str) -> None:
    page.run(f"document.querySelector('#tree [data-code={json.dumps(code)}] a').click()")


TYPED = """(function (selector, text) {
  var field = document.querySelector(selector);
  field.value = text;
  field.dispatchEvent(new Event("input", {bubbles: true}));
  field.dispatchEvent(new Event("change", {bubbles: true}));
})"""


def typed(page: chrome.Browser, selector: str, text: str) -> None:
    page.run(f"{TYPED}({json.dumps(selector)}, {json.dumps(text)})")


def type_in(page: chrome.Browser, field: str, text: str) -> None:
    typed(page, f"#pane [data-field={field}]", text)


def fill_in(page: chrome.Browser, code: str, finding: Mapping[str, Any]) -> None:
    show(page, code)
    for key in ("score", "reason", "place"):
        if key in finding:
            type_in(page, key, str(finding[key]))
    if "opinion" in finding:
        page.run(f"document.querySelector('#pane input[value={finding['opinion']}]').click()")
    for key in ("opened", "untrue"):
        for ident in finding.get(key, ()):
            page.run(f"document.querySelector('input.{key}[value={ident}]').click()")
    if "penalty" in finding:
        type_in(page, "penalty", str(finding["penalty"]))


FREE = """new Promise(function (done) {
  (function wait() { if (shifan.ready && !shifan.pane.shut()) { done(); } else { setTimeout(wait, 20); } }());
})"""
KEPT = """new Promise(function (done) {
  (function wait() {
    if (/已暂存/.test(document.getElementById("kept").textContent)) { done(); } else { setTimeout(wait, 20); }
  }());
})"""


def named(page: chrome.Browser, inspector: str) -> None:
    """Says who inspects; from then on the pane can be written in."""
    typed(page, "#inspector", inspector)
    page.run(FREE)


def text_of(page: chrome.Browser, selector: str) -> str:
    return str(page.run(f"document.querySelector({json.dumps(selector)}).textContent"))


def saved(page: chrome.Browser) -> Path:
    page.run("document.getElementById('save').click()")
    begun = page.wait_for("Browser.downloadWillBegin")
    page.wait_for("Browser.downloadProgress", guid=begun["guid"], state="completed")
    return page.downloads / str(begun["suggestedFilename"])


def verified(folder: Path) -> Any:
    return json.loads(run(folder, "score", "--format", "json"))["total"]["mock"]


@pytest.mark.slow
def test_what_is_filled_in_is_what_the_tool_counts(
    county: Path, opened: Opened, tmp_path: Path
) -> None:
    by_hand = Path(shutil.copytree(county, tmp_path / "by-hand"))
    page = opened(book_of(county))
    named(page, "林知远")
    for code, finding in THREE.items():
        fill_in(page, code, finding)
    shown = text_of(page, "#total")
    assert text_of(page, "#done") == "3"
    result = saved(page)
    assert result.name == f"核验结果-{ROUND}-林知远.json"
    assert page.complaints() == []
    out = run(county, "sheet", "import", str(result), "--today", TODAY)
    assert "已导入 3 行" in out
    assert verified(county)["score"] == shown

    source = by_hand / "rounds" / f"{ROUND}.yaml"
    lines = [
        f'  "{code}": {json.dumps({**finding, "by": "林知远"}, ensure_ascii=False)}'
        for code, finding in THREE.items()
    ]
    source.write_text(
        source.read_text("utf-8").replace("findings:\n", "findings:\n" + "\n".join(lines) + "\n"),
        "utf-8",
    )
    hand = json.loads(run(by_hand, "score", "--format", "json"))
    assert json.loads(run(county, "score", "--format", "json")) == hand
    assert (
        json.loads((county / "journal.jsonl").read_text("utf-8").splitlines()[-1])["by"] == "林知远"
    )


def decimals(value: Fraction) -> str:
    """The value cut off behind its twelfth decimal, all of them written."""
    whole, rest = divmod(int(value * 10**12), 10**12)
    return f"{whole}.{rest:012d}"


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_the_running_total_is_exact_over_every_indicator(
    county: Path, opened: Opened, seed: int
) -> None:
    """Folded blocks, 不适用, bonus, penalties, scores with many decimals: the page adds up as the
    engine does."""
    page = opened(book_of(county))
    named(page, "沈亦周")
    data = json.loads(page.run("document.getElementById('data').textContent"))
    draw = random.Random(seed)
    scores = {
        leaf["code"]: decimals(
            Fraction(*map(int, leaf["high"])) * Fraction(draw.randint(0, 10**9), 10**9)
        )
        for leaf in data["leaves"]
        if draw.random() < 0.8 or seed == 2
    }
    page.run(
        f"(function (scores) {{ shifan.leaves.forEach(function (leaf) {{ if (scores[leaf.code]) {{"
        "leaf.write({score: scores[leaf.code], reason: '核', opinion: '部分属实'}); } }); "
        "shifan.changed(); })"
        f"({json.dumps(scores)})"
    )
    shown = text_of(page, "#total")
    run(county, "sheet", "import", str(saved(page)), "--today", TODAY)
    assert verified(county)["score"] == shown


@pytest.mark.slow
def test_evidence_opens_in_place_and_nothing_is_fetched(county: Path, opened: Opened) -> None:
    page = opened(book_of(county))
    named(page, "林知远")
    show(page, "1.1.1")
    pdf = "article.shown .piece[data-id=E0001]"
    page.run(f"document.querySelector('{pdf} .open').click()")
    page.wait_for("Page.frameNavigated")
    source = str(page.run(f"document.querySelector('{pdf} iframe').src"))
    assert source.startswith((county / "evidence" / "files").as_uri())
    assert "#page=1" in source
    assert page.run(f"document.querySelector('{pdf} input.opened').checked") is True
    picture = "article.shown .piece[data-id=E0003]"
    width = page.run(
        f"new Promise(function (done) {{ document.querySelector('{picture} .open').click();"
        f"var i = document.querySelector('{picture} img'); i.onload = function () {{ "
        f"done(i.naturalWidth); }};"
        "i.onerror = function () { done(0); }; })"
    )
    assert width > 100
    assert all(
        re.match(r"(file|data|chrome-extension|chrome):", address) for address in page.requested()
    )
    assert page.complaints() == []


@pytest.mark.slow
def test_a_copy_on_a_stick_needs_nothing_else(county: Path, opened: Opened, tmp_path: Path) -> None:
    book = book_of(county, "--copy", str(tmp_path / "U盘"))
    shutil.rmtree(county)
    page = opened(book)
    show(page, "1.1.1")
    picture = "article.shown .piece[data-id=E0003]"
    assert page.run(
        f"new Promise(function (done) {{ document.querySelector('{picture} .open').click();"
        f"var i = document.querySelector('{picture} img'); i.onload = function () {{ done(true); "
        f"}};"
        "i.onerror = function () { done(false); }; })"
    )


@pytest.mark.slow
def test_an_embedded_book_is_one_file(county: Path, opened: Opened, tmp_path: Path) -> None:
    book = book_of(county, "--embed", "-o", str(tmp_path / "单独" / "评查册.html"))
    shutil.rmtree(county)
    page = opened(book)
    show(page, "1.1.1")
    for ident, tag in (("E0001", "iframe"), ("E0003", "img")):
        page.run(f"document.querySelector('article.shown .piece[data-id={ident}] .open').click()")
        source = str(
            page.run(f"document.querySelector('article.shown .piece[data-id={ident}] {tag}').src")
        )
        assert source.startswith("data:")
    assert page.complaints() == []


@pytest.mark.slow
def test_what_was_entered_survives_a_closed_window(county: Path, opened: Opened) -> None:
    book = book_of(county)
    page = opened(book)
    named(page, "林知远")
    fill_in(page, "1.1.1", THREE["1.1.1"])
    page.run(KEPT)
    page.open(book)
    named(page, "林知远")
    assert "接着" in text_of(page, "#said-text")
    assert text_of(page, "#total") == "1.80"
    page.run("document.getElementById('said-undo').click()")
    assert text_of(page, "#done") == "0"
    assert "另存的旧稿" in text_of(page, "#said-text")


@pytest.mark.slow
def test_leaving_with_unsaved_entries_asks(county: Path, opened: Opened) -> None:
    book = book_of(county)
    page = opened(book)
    named(page, "林知远")
    page.call("Runtime.evaluate", expression="1", userGesture=True)
    fill_in(page, "1.1.1", THREE["1.1.1"])
    # Browsers ask only where somebody has really touched the page.
    page.call(
        "Input.dispatchMouseEvent", type="mousePressed", x=700, y=400, button="left", clickCount=1
    )
    page.call(
        "Input.dispatchMouseEvent", type="mouseReleased", x=700, y=400, button="left", clickCount=1
    )
    page.call("Page.navigate", url="about:blank")
    asked = page.wait_for("Page.javascriptDialogOpening")
    assert asked["type"] == "beforeunload"


LOADED = """new Promise(function (done) {
  (function wait() {
    if (/已载入/.test(document.getElementById("said-text").textContent)) { done(); } else { setTimeout(wait, 20); }
  }());
})"""


@pytest.mark.slow
def test_an_earlier_result_comes_back_into_the_form(county: Path, opened: Opened) -> None:
    book = book_of(county)
    page = opened(book)
    named(page, "顾明川")
    for code, finding in THREE.items():
        fill_in(page, code, finding)
    show(page, "1.1.2")
    type_in(page, "reason", "还在核对")
    result = saved(page)
    shown = text_of(page, "#total")
    content = json.loads(result.read_text("utf-8"))
    assert set(content["findings"]) == set(THREE)
    assert content["drafts"] == {"1.1.2": {"reason": "还在核对"}}
    page = opened(book)
    named(page, "顾明川")
    assert text_of(page, "#done") == "0"
    document = page.call("DOM.getDocument")["root"]["nodeId"]
    node = page.call("DOM.querySelector", nodeId=document, selector="#file")["nodeId"]
    page.call("DOM.setFileInputFiles", nodeId=node, files=[str(result)])
    page.run(LOADED)
    assert text_of(page, "#total") == shown
    assert page.run("shifan.leaves[1].read().reason") == "还在核对"
    again = json.loads(saved(page).read_text("utf-8"))
    assert again["findings"] == content["findings"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("score", "said"),
    [
        ("1.01", "应在 0 至 1 分之间"),
        ("-1", "请填数字"),
        ("1/2", "请填数字"),
        ("0.1234567890123", "请填数字"),
        ("０．５分", ""),
    ],
)
def test_a_score_is_checked_while_it_is_typed(
    county: Path, opened: Opened, score: str, said: str
) -> None:
    page = opened(book_of(county))
    named(page, "林知远")
    show(page, "1.1.1")
    type_in(page, "score", score)
    type_in(page, "reason", "理由")
    assert said in text_of(page, "#fault-score")
    assert text_of(page, "#done") == ("0" if said else "1")


SEEN = """Array.prototype.filter.call(document.querySelectorAll("#tree .leaf"), function (item) {
  return !item.hidden;
}).map(function (item) { return item.getAttribute("data-code"); })"""


@pytest.mark.slow
def test_search_filter_and_keys(county: Path, opened: Opened) -> None:
    page = opened(book_of(county))
    named(page, "林知远")

    def seen() -> list[str]:
        return list(page.run(SEEN))

    typed(page, "#search", "示政办发〔2026〕8号")
    assert "1.1.1" in seen()
    assert len(seen()) < 10
    typed(page, "#search", "")
    fill_in(page, "1.1.1", THREE["1.1.1"])
    page.run("document.querySelector('[data-filter=cut]').click()")
    assert seen() == ["1.1.1"]
    page.run("document.querySelector('[data-filter=all]').click()")
    for type_ in ("keyDown", "keyUp"):
        page.call(
            "Input.dispatchKeyEvent", type=type_, key="ArrowDown", code="ArrowDown", modifiers=1
        )
    assert page.run("document.querySelector('article.shown').getAttribute('data-code')") == "1.1.2"


@pytest.mark.slow
def test_without_scripts_the_book_reads_as_a_document(
    county: Path, browser: chrome.Browser
) -> None:
    book = book_of(county)
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.open(book)
        root = browser.call("DOM.getDocument")["root"]["nodeId"]

        def box(selector: str) -> bool:
            """Whether an element takes room on the page."""
            node = browser.call("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
            width, height = (
                browser.call("DOM.getBoxModel", nodeId=node)["model"][key]
                for key in ("width", "height")
            )
            return bool(width and height)

        assert box(".noscript")
        assert box("article:nth-of-type(1)")
        assert box("article:nth-of-type(50)")
    finally:
        browser.call("Emulation.setScriptExecutionDisabled", value=False)


EVIL = (
    "</script><script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"
)


@pytest.mark.slow
def test_no_text_of_a_workspace_is_ever_carried_out(county: Path, opened: Opened) -> None:
    register = county / "evidence" / "register.yaml"
    title = json.dumps(EVIL + "\u2028' onmouseover='document.title=1", ensure_ascii=True)
    text = register.read_text("utf-8")
    text = re.sub(
        r"(- id: E0001\n(?:.*\n)*?  title: ).*", lambda found: found[1] + title, text, count=1
    )
    text = text.replace(
        "url: https://zwfw.shilixian.example/guide/index.html",
        "url: \"javascript:document.title='owned'\"",
    )
    register.write_text(text, "utf-8")
    rounds = county / "rounds" / f"{ROUND}.yaml"
    finding = json.dumps({"score": "1", "reason": EVIL, "by": EVIL}, ensure_ascii=True)
    rounds.write_text(
        rounds.read_text("utf-8").replace("findings:\n", f'findings:\n  "1.1.1": {finding}\n'),
        "utf-8",
    )
    code, out, _ = call("-w", str(county), "report", "review-book", "--today", TODAY)
    assert code in {0, 1, 3}
    page = opened(Path(out.strip()))
    show(page, "1.1.1")
    assert page.run("document.querySelector('#pane [data-field=reason]').value") == EVIL
    assert "示例县" in page.run("document.title")
    assert page.run("document.querySelectorAll('a[href^=\"javascript:\"]').length") == 0
    assert page.complaints() == []
    # What a fault of ours could let in would still not run: only the two scripts with their digests
    # do, and text is never taken for markup.
    page.run(
        "(function () { try { var s = document.createElement('script'); s.textContent = "
        "\"document.title='owned'\"; document.body.appendChild(s); } catch (refused) {}"
        "try { document.body.innerHTML += '<b>x</b>'; } catch (refused) { document.body.title = "
        "'no markup'; } try { var b = document.createElement('b');"
        "b.setAttribute('onclick', \"document.title='owned'\"); document.body.appendChild(b); "
        "b.click(); } catch (refused) {} })()"
    )
    assert "示例县" in page.run("document.title")
    assert page.run("document.body.title") == "no markup"
