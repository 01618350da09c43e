"""The documents: the same bytes for the same input, nothing from elsewhere, nothing that a name
could switch on."""

from __future__ import annotations

import json
import os
import re
import shutil
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
import samples
from helpers_outputs import EXAMPLES, SHIPPED, TODAY, call, compact, pages_of, produced, read_aloud

from scoring.documents.layout import html_page
from scoring.documents.registry import DOCUMENTS, Wishes, produce, rendered
from scoring.documents.self_assessment.building import build_report
from scoring.documents.self_assessment.page import self_page
from scoring.workspace import open_workspace

GOLDEN = Path(__file__).resolve().parent.parent / "golden"
EVIL = "<script>alert(1)</script>{{7*7}}{% raw %}<img src=x onerror=alert(1)>&amp;\u202e文"


class Page(HTMLParser):
    """Collects tags, addresses and handlers."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.addresses: list[str] = []
        self.handlers: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            if name in {"src", "href", "xlink:href", "action", "data", "srcset", "poster"}:
                self.addresses.append(value or "")
            if name.startswith("on"):
                self.handlers.append(name)


def report_of(folder: Path, form: str, day: str = TODAY) -> bytes:
    code, out, err = call("-w", str(folder), "report", "--to", form, "--today", day)
    assert code in {0, 1}, err
    return Path(out.strip()).read_bytes()


@pytest.mark.slow
def test_the_text_of_the_printed_report_is_the_golden_one(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    pages = produced("one-level", tmp_path_factory).pages
    text = "\n".join(f"== {number}\n{_tidy(page)}" for number, page in enumerate(pages, 1)) + "\n"
    golden = GOLDEN / "one-level.txt"
    if os.environ.get("SHIFAN_UPDATE_GOLDEN") == "1":
        golden.write_text(text, "utf-8")
    assert text.splitlines() == golden.read_text("utf-8").splitlines()


def _tidy(page: str) -> str:
    """One space for runs of white space, no empty lines, and no version or digest, which change for
    good reasons."""
    lines = [
        re.sub(r"[^\S\n]+", " ", line).strip() for line in page.replace("\r", "\n").split("\n")
    ]
    text = "\n".join(line for line in lines if line)
    return re.sub(
        r"shifan \d+\.\d+\.\d+\S*",
        "shifan （版本）",
        re.sub(r"\b[0-9a-f]{16}(?=（SHA)", "（校验值）", text),
    )


@pytest.mark.slow
def test_same_input_and_date_give_the_same_pdf_from_another_folder(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    first = produced("one-level", tmp_path_factory)
    other = Path(shutil.copytree(EXAMPLES / "one-level", tmp_path / "别处" / "另一个名字"))
    assert report_of(other, "pdf") == first.pdf
    assert report_of(other, "html").decode() == first.page


@pytest.mark.slow
def test_another_date_gives_another_pdf(sound: Path) -> None:
    assert report_of(sound, "pdf", "2026-11-22") != report_of(sound, "pdf", "2026-11-23")


@pytest.mark.slow
@pytest.mark.parametrize("name", SHIPPED)
def test_the_page_for_the_screen_needs_nothing_from_elsewhere(
    name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    text = produced(name, tmp_path_factory).page
    page = Page(text)
    assert page.addresses
    assert [address for address in page.addresses if not address.startswith("#")] == []
    assert page.handlers == []
    assert not page.tags & {"script", "iframe", "object", "embed", "link", "base", "form", "img"}
    assert "@import" not in text
    assert re.findall(r"url\(\s*['\"]?(?!data:|#)", text) == []
    targets = re.findall(r'\bid="([^"]+)"', text)
    twice = {target for target in targets if targets.count(target) > 1}
    assert all(target.startswith("shifan-") for target in twice), (
        twice
    )  # the same pattern in several drawings
    assert {address[1:] for address in page.addresses} <= set(targets)


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    return samples.write(tmp_path / "sound", samples.SOUND)


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """The sound workspace with markup, template code and a turned direction of writing in every
    text there is."""
    evil = json.dumps(EVIL, ensure_ascii=True)
    files = dict(samples.SOUND)
    files["workspace.yaml"] = files["workspace.yaml"].replace("name: 示例县", f"name: {evil}")
    files["indicators/sample.yaml"] = (
        files["indicators/sample.yaml"]
        .replace("name: 网上办理", f"name: {evil}\n    text: {evil}\n    basis: {evil}")
        .replace("name: 依法履职", f"name: {evil}")
        .replace("name: 发生重大负面舆情", f"name: {evil}")
        .replace("title: 示例指标体系", f"title: {evil}")
    )
    files["rounds/2026-self.yaml"] = (
        files["rounds/2026-self.yaml"]
        .replace("{met: true}", f"{{met: true, note: {evil}}}")
        .replace("{V1: false}", f"{{V1: {{on: 2026-03-02, note: {evil}}}}}")
    )
    files["evidence/register.yaml"] = (
        files["evidence/register.yaml"]
        .replace("title: 一次办清单", f"title: {evil}\n  doc_no: {evil}\n  issuer: {evil}")
        .replace("item: 办理清单", f"item: 办理清单, locate: {evil}, what: {evil}")
    )
    return samples.write(tmp_path / "hostile", files)


def test_markup_in_any_text_comes_out_inert_on_screen(hostile: Path) -> None:
    text = report_of(hostile, "html").decode()
    page = Page(text)
    assert not page.tags & {"script", "img"}
    assert page.handlers == []
    assert [address for address in page.addresses if not address.startswith("#")] == []
    assert "\u202e" not in text
    aloud = read_aloud(text)
    assert (
        aloud.count("<script>alert(1)</script>{{7*7}}{% raw %}<img src=x onerror=alert(1)>&amp;文")
        >= 12
    )
    assert "</script>49" not in aloud


@pytest.mark.slow
def test_markup_in_any_text_comes_out_inert_on_paper(hostile: Path) -> None:
    pdf = report_of(hostile, "pdf")
    assert b"/JavaScript" not in pdf
    assert b"/Launch" not in pdf
    assert compact("<script>alert(1)</script>{{7*7}}") in compact("".join(pages_of(pdf)))


def test_the_address_of_a_link_is_checked_and_never_live(tmp_path: Path) -> None:
    files = samples.changed(
        "evidence/register.yaml", "https://example.com/open", "javascript:alert(1)"
    )
    folder = samples.write(tmp_path, files)
    assert call("-w", str(folder), "report", "--to", "html")[0] == 1
    text = (folder / "reports" / "自评报告.html").read_text("utf-8")
    assert [address for address in Page(text).addresses if not address.startswith("#")] == []


@pytest.mark.slow
def test_a_veto_stands_before_any_number(sound: Path) -> None:
    file = sound / "rounds" / "2026-self.yaml"
    file.write_text(
        file.read_text("utf-8").replace(
            "{V1: false}", "{V1: {on: 2026-03-02, authority: 示例市人民政府}}"
        ),
        "utf-8",
    )
    first = next(page for page in pages_of(report_of(sound, "pdf")) if "先看结论" in page)
    text = compact(first)
    assert text.index("触发1项（发生重大负面舆情），不具备申报条件。") < text.index("总分（现分）")
    assert "已触发：2026年3月2日，示例市人民政府" in text
    assert "9.40" not in text[: text.index("总分（现分）")]
    screen = compact(read_aloud(report_of(sound, "html").decode()))
    assert screen.index("触发1项") < screen.index("总分（现分）")
    out = call("-w", str(sound), "score")[1]
    assert out.index("一票否决：发生重大负面舆情") < out.index("9.40")


@pytest.mark.slow
def test_a_veto_that_cuts_the_total_is_named_beside_it(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    outputs = produced("case-file", tmp_path_factory)
    assert outputs.score["total"]["current"]["final"] == "0.00"
    assert "触发一票否决，总分计0.00分" in outputs.paper


def test_a_report_on_faulty_data_says_so_first(tmp_path: Path) -> None:
    folder = samples.write(
        tmp_path, samples.changed("rounds/2026-self.yaml", "done: 9", "done: 11")
    )
    assert call("-w", str(folder), "report", "--to", "html", "--today", TODAY)[0] == 1
    text = compact(read_aloud((folder / "reports" / "自评报告.html").read_text("utf-8")))
    notice = "编制时数据有1处错误，其中1项认定有误，按未评处理，本报告数字仅供内部核对"
    assert text.index(notice) < text.index("先看结论")


@pytest.mark.slow
def test_draft_and_mark_stand_on_the_page(sound: Path) -> None:
    code, out, _ = call(
        "-w", str(sound), "report", "--draft", "--mark", "内部资料", "--to", "html", "--to", "pdf"
    )
    assert code == 0
    page, paper = (Path(path) for path in out.splitlines())
    pages = pages_of(paper.read_bytes())
    assert all("草稿" in compact(text) for text in pages)
    bare = [number for number, text in enumerate(pages) if "内部资料" not in text]
    assert bare == [1, 2, 3]  # the back of the cover, the contents and its back
    assert 'data-draft="草稿"' in page.read_text("utf-8")
    plain = report_of(sound, "html").decode()
    assert "内部资料" not in plain
    assert 'data-draft="草稿"' not in plain


def test_the_document_exists_in_one_piece_or_not_at_all(
    sound: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = open_workspace(sound).whole()
    wishes = Wishes(date(2026, 11, 22))
    (path,) = produce(workspace, ["self"], ["json"], wishes, None)
    before = path.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="full"):
        list(produce(workspace, ["self"], ["json"], wishes, None))
    assert path.read_bytes() == before
    assert [item.name for item in path.parent.iterdir()] == [path.name]


def test_all_means_every_kind_once(sound: Path, tmp_path: Path) -> None:
    workspace = open_workspace(sound).whole()
    made = list(
        produce(
            workspace, ["all", "self"], ["json", "json"], Wishes(date(2026, 1, 2)), tmp_path / "出"
        )
    )
    able = [kind.name for kind in DOCUMENTS.values() if not kind.wants(workspace)]
    assert [path.name for path in made] == [*(f"{name}.json" for name in able), "文件索引.html"]


def test_json_and_page_come_from_one_model(sound: Path) -> None:
    workspace = open_workspace(sound).whole()
    report = build_report(workspace, workspace.assess(), date(2026, 1, 2))
    wishes = Wishes(date(2026, 1, 2))
    data = json.loads(rendered(self_page(report), "json", wishes, sound))
    assert data["cover"]["date"] == "2026年1月2日"
    assert rendered(self_page(report), "html", wishes, sound).decode() == html_page(
        self_page(report)
    )
