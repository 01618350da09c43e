"""A document printed in parts is the one that a single process prints, and comes again from what
was kept."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest

from scoring.data_files import data_folder
from scoring.documents import assets
from scoring.documents.layout import body
from scoring.documents.self_assessment.building import build_report
from scoring.documents.self_assessment.page import self_page
from scoring.pdf import printer
from scoring.pdf.errors import RenderError
from scoring.pdf.parts import pool, printing
from scoring.pdf.parts.pool import Limits
from scoring.pdf.parts.printing import Document, Order, print_parts
from scoring.pdf.parts.splitting import Piece, cut
from scoring.workspace import open_workspace

ABOUT = printer.Metadata(
    "长报告", "示例县依法治县办", keywords=("自评",), created=date(2026, 11, 20)
)
MEMORY = 6144


def chapter(at: int, text: str) -> str:
    paragraph = f"<p>{text}见<a href='#c{(at + 3) % 9}'>后文</a>和<a href='#e-{at}'>附件</a>。</p>"
    return (
        f'<h1 id="c{at}" data-part="heading">第{at}章 职能</h1><h2>（一）'
        f"小节</h2>{paragraph * (3 + at * 4)}"
    )


def document(texts: dict[int, str] | None = None, *, draft: bool = False) -> str:
    """Cover, contents, nine chapters that begin on left and right pages alike, a landscape table, a
    last page."""
    entries = "".join(f'<li class="l1"><a href="#c{at}">第{at}章</a></li>' for at in range(9))
    chapters = "".join(chapter(at, (texts or {}).get(at, "依法全面履行职能，")) for at in range(9))
    rows = "".join(
        f'<tr><td id="e-{at}">附件{at}</td><td><a href="#c{at}">第{at}章</a></td></tr>'
        for at in range(9)
    )
    return (
        '<!DOCTYPE html><html lang="zh-CN"><head><title>长报告</title></head>'
        f"<body{' data-draft=草稿' if draft else ''}>"
        '<section class="cover"><div class="head"><div class="title">长报告</div></div></section>'
        '<div class="mark-source">内部资料</div>'
        f'<nav class="toc" data-part="contents"><h1>目录</h1><ol>{entries}</ol></nav>'
        f'<main data-part="section">{chapters}</main>'
        '<section class="land" data-part="section"><h1 id="land">附表</h1><table '
        'class="grid"><thead><tr><th>甲</th>'
        f"<th>乙</th></tr></thead><tbody>{rows}</tbody></table></section>"
        '<section class="rest" data-part="section"><h1 '
        'id="rest">说明</h1><p>完</p></section></body></html>'
    )


def order(home: Path | None = None, **changes: Any) -> Order:
    return replace(Order(assets.print_sheets(), ABOUT, home=home, processes=2), **changes)


def printed(html: str, home: Path | None = None, **changes: Any) -> Document:
    return print_parts(cut(html).pieces, order(home, **changes))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace in which the document was printed once."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def cold(home: Path) -> Document:
    return printed(document(), home)


def alone_of(html: str) -> bytes:
    return printer.render(html, css=assets.print_sheets(), metadata=ABOUT)


@pytest.fixture(scope="module")
def alone() -> bytes:
    """The same document from one process."""
    return alone_of(document())


def texts(data: bytes) -> list[str]:
    with pypdfium2.PdfDocument(data) as opened:
        return [page.get_textpage().get_text_range() for page in opened]


def outline(data: bytes) -> list[tuple[int, str, int, list[int]]]:
    with pypdfium2.PdfDocument(data) as opened:
        return [
            (
                item.level,
                item.get_title(),
                item.get_dest().get_index(),
                [round(at) for at in item.get_dest().get_view()[1]],
            )
            for item in opened.get_toc()
        ]


def targets(opened: pikepdf.Pdf) -> dict[str, int]:
    """The page, from 0, of every named target."""
    numbers = {page.obj.objgen: at for at, page in enumerate(opened.pages)}
    names = list(opened.Root.Names.Dests.Names)
    return {
        str(name): numbers[place[0].objgen]
        for name, place in zip(names[::2], names[1::2], strict=True)
    }


def test_the_pages_are_those_of_one_process(cold: Document, alone: bytes) -> None:
    assert cold.pages == len(texts(alone)) > 15
    assert texts(cold.pdf) == texts(alone)
    assert outline(cold.pdf) == outline(alone)
    with pikepdf.open(BytesIO(cold.pdf)) as opened, pikepdf.open(BytesIO(alone)) as other:
        assert [list(page.mediabox) for page in opened.pages] == [
            list(page.mediabox) for page in other.pages
        ]
        assert str(opened.Root.Lang) == str(other.Root.Lang)
        assert {key: str(value) for key, value in opened.docinfo.items()} == {
            key: str(value) for key, value in other.docinfo.items()
        }
        assert targets(opened) == targets(other)


def test_pictures_of_the_pages_differ_by_no_more_than_smoothing(
    cold: Document, alone: bytes
) -> None:
    with pypdfium2.PdfDocument(cold.pdf) as opened, pypdfium2.PdfDocument(alone) as other:
        for page, same in zip(opened, other, strict=True):
            pictures = [
                item.render(scale=0.5, grayscale=True).to_numpy().astype(int)
                for item in (page, same)
            ]
            assert abs(pictures[0] - pictures[1]).mean() < 0.4


def test_the_file_is_sound_and_every_link_has_its_target(cold: Document) -> None:
    with pikepdf.open(BytesIO(cold.pdf)) as opened:
        assert opened.check_pdf_syntax() == []
        there = targets(opened)
        links = [str(link.Dest) for page in opened.pages for link in page.obj.get("/Annots", [])]
    assert len(links) > 100
    assert set(links) <= set(there)


def test_the_contents_state_the_number_that_stands_on_the_page(cold: Document) -> None:
    pages = texts(cold.pdf)
    contents = next(page for page in pages if "目 录" in page)
    with pikepdf.open(BytesIO(cold.pdf)) as opened:
        there = targets(opened)
    for at in range(9):
        stated = re.search(rf"第{at}章[ .]*(\d+)", contents)
        assert stated is not None
        assert f"— {stated[1]} —" in pages[there[f"c{at}"]]


def test_numbers_stand_outside_and_heads_name_the_chapter(cold: Document) -> None:
    pages = texts(cold.pdf)
    first = next(at for at, text in enumerate(pages) if "— 1 —" in text)
    assert first % 2 == 0
    with pypdfium2.PdfDocument(cold.pdf) as opened:
        for at in range(first, first + 12):
            page = opened[at]
            found = page.get_textpage()
            place = found.search(f"— {at - first + 1} —").get_next()
            assert place is not None
            left, _, right, _ = found.get_charbox(place[0])
            middle = page.get_width() / 2
            assert right < middle if at % 2 else left > middle
            assert "内部资料" in found.get_text_range()
            assert re.search(r"第\d章 职能", found.get_text_range())


def test_faces_are_embedded_once(cold: Document, alone: bytes) -> None:
    with pikepdf.open(BytesIO(cold.pdf)) as opened, pikepdf.open(BytesIO(alone)) as other:
        assert faces(opened) == faces(other)
    assert len(cold.pdf) < 1.25 * len(alone)


def faces(opened: pikepdf.Pdf) -> list[str]:
    return sorted(
        str(item.FontName)
        for item in opened.objects
        if isinstance(item, pikepdf.Dictionary) and "/FontName" in item
    )


@pytest.mark.slow
def test_again_it_comes_from_what_was_kept_byte_for_byte(cold: Document, home: Path) -> None:
    again = printed(document(), home)
    assert (again.printed, again.extra, again.pdf) == ((), 0, cold.pdf)
    assert printed(document()).pdf == cold.pdf


@pytest.mark.slow
def test_parts_that_were_kept_give_the_bytes_of_fresh_ones(
    cold: Document, home: Path, tmp_path: Path
) -> None:
    changed = document({4: "四章的字改了，"})
    fresh = printed(changed, tmp_path)
    assert len(fresh.printed) == len(cut(changed).pieces) - 1
    kept = printed(changed, home)
    assert kept.printed == (6,)
    assert kept.reused >= 9
    assert kept.pdf == fresh.pdf != cold.pdf


def test_another_version_of_the_program_believes_no_part_of_this_one(
    cold: Document, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody has to raise a number by hand: the key of a part holds the digest of the sources."""
    monkeypatch.setattr(printing, "sources_digest", lambda _: "of other sources")
    order = Order(css=[], home=home)
    with ExitStack() as stack:
        other = printing._Run(order, stack).key("part", "<p>甲</p>")
    monkeypatch.undo()
    with ExitStack() as stack:
        assert printing._Run(order, stack).key("part", "<p>甲</p>") != other


@pytest.mark.slow
def test_a_longer_chapter_moves_the_numbers_behind_it(home: Path, cold: Document) -> None:
    changed = document({2: "二章的字更多了，" * 9})
    made = printed(changed, home)
    assert made.printed == (4,)
    assert made.pages > cold.pages
    assert texts(made.pdf) == texts(alone_of(changed))


@pytest.mark.slow
def test_a_damaged_part_is_printed_again(home: Path, cold: Document) -> None:
    kept = sorted((home / ".shifan" / "parts").iterdir())
    for path in kept:
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
    again = printed(document(), home)
    assert len(again.printed) == len(cut(document()).pieces) - 1
    assert again.pdf == cold.pdf


@pytest.mark.slow
def test_a_workspace_that_cannot_be_written_prints_all_the_same(
    tmp_path: Path, cold: Document
) -> None:
    (tmp_path / ".shifan").write_text("", "utf-8")  # a file where the folder would have to be
    assert printed(document(), tmp_path).pdf == cold.pdf


@pytest.mark.slow
def test_a_draft_says_so_on_every_page() -> None:
    html = document(draft=True)
    made = printed(html)
    # Where lines of text end is guessed by the reader, and the slanted words disturb its guess.
    pages = [
        [re.sub(r"\s", "", page) for page in texts(data)] for data in (made.pdf, alone_of(html))
    ]
    assert pages[0] == pages[1]
    assert all(text.startswith("草稿") for text in pages[0])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("司法局𠮷，", "glyph", "司法局 𠮷"),
        ("<b style='font-family:方正舒体'>字</b>", "font", "方正舒体"),
        ("<img src='file:///etc/passwd'>", "resource", "拒绝"),
        ("<a href='#nowhere'>去</a>", "resource", "#nowhere 没有目标"),
    ],
)
def test_a_part_at_fault_ends_the_print_and_is_named(
    text: str, kind: str, said: str, tmp_path: Path
) -> None:
    with pytest.raises(RenderError) as caught:
        printed(document({5: text}), tmp_path)
    assert caught.value.cause == kind
    assert said in str(caught.value) or said.replace(" ", "") in str(caught.value)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """The processes that a print starts."""
    found: list[Any] = []
    begin = pool._Worker.__init__

    def noted(self: Any, *given: Any) -> None:
        begin(self, *given)
        found.append(self)

    monkeypatch.setattr(pool._Worker, "__init__", noted)
    yield found
    assert found, "no process was started"
    assert all(worker.process.poll() is not None for worker in found), (
        "a process outlived the print"
    )


@pytest.mark.slow
def test_a_process_that_is_killed_is_an_error_and_no_hang(
    started: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = pool._Worker.ask

    def shot(self: Any, job: Any) -> Any:
        if job.get("number", 0) > 2:
            self.process.kill()
        return ask(self, job)

    monkeypatch.setattr(pool._Worker, "ask", shot)
    with pytest.raises(RenderError) as caught:
        printed(document())
    assert caught.value.cause == "killed"


def test_an_interrupt_ends_the_processes(started: list[Any]) -> None:
    def stop(done: int, _: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        printed(document(), progress=stop)


@pytest.mark.slow
def test_time_and_memory_have_limits() -> None:
    with pytest.raises(RenderError) as late:
        printed(document(), limits=Limits(0.05, MEMORY))
    assert late.value.cause == "timeout"
    with pytest.raises(RenderError) as full:
        printed(document({1: "字" * 3_000_000}), limits=Limits(120, 400))
    assert full.value.cause in {"memory", "killed"}


def test_a_system_without_the_library_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "weasyprint.py").write_text(
        "raise OSError('cannot load library libpango-1.0-0')", "utf-8"
    )
    # The stand-in is found first: it lies before the installed package on the path of the process.
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(RenderError) as caught:
        printed(document())
    assert caught.value.cause == "library"


def test_progress_counts_the_parts(home: Path, cold: Document) -> None:
    heard: list[tuple[int, int]] = []
    printed(
        document({7: "又改了，"}), home, progress=lambda done, whole: heard.append((done, whole))
    )
    whole = len(cut(document()).pieces) - 1
    assert heard == [(whole - 1, whole), (whole, whole)]


@pytest.mark.slow
def test_the_face_of_the_office_is_used_and_a_new_one_is_noticed(
    tmp_path: Path, own_face: Callable[[Path, str], Path]
) -> None:
    first = printed(document(), tmp_path)
    own_face(tmp_path / "fonts", "仿宋_GB2312")
    second = printed(document(), tmp_path, workspace_fonts=tmp_path / "fonts")
    assert len(second.printed) == len(first.printed)
    with pikepdf.open(BytesIO(second.pdf)) as opened:
        assert any(
            "GB2312" in name or "Own" in name or "仿宋" in name or "Shifan" not in name
            for name in faces(opened)
        )


def letters(count: int) -> str:
    """A landscape table, and letters of one to three pages that begin on right-hand pages, each
    counted from 1."""
    rows = "".join(f"<tr><td>第{at}项</td></tr>" for at in range(60))
    whole = "".join(
        f'<section class="form" data-part="{"form" if at else "section"}"><div '
        'class="title">交办单</div>'
        f"<p>第{at}号</p>{'<p>请按时限办理。</p>' * (1 + at % 3 * 30)}</section>"
        for at in range(count)
    )
    return (
        '<!DOCTYPE html><html lang="zh-CN"><head><title>交办单</title></head><body><div '
        'class="mark-source">内部</div>'
        '<section class="land"><table '
        f'class="grid"><tbody>{rows}</tbody></table></section>{whole}</body></html>'
    )


@pytest.mark.slow
def test_letters_begin_on_right_hand_pages_in_parts_as_in_one_process() -> None:
    """With empty backs between parts and inside them; nothing stands on one, neither a number nor a
    mark."""
    css = [
        *assets.print_sheets(),
        *(data_folder("templates") / "css" / name for name in ("landscape.css", "forms.css")),
    ]
    html = letters(25)
    assert len(cut(html).pieces) > 2
    made = print_parts(cut(html).pieces, order(css=css))
    found, alone = (
        [
            re.sub(r"\s", "", page) for page in texts(data)
        ]  # where lines end is guessed by the reader
        for data in (made.pdf, printer.render(cut(html).whole, css=css, metadata=ABOUT))
    )
    assert found == alone
    begun = [at for at, text in enumerate(found) if "交办单" in text]
    assert (len(begun), {at % 2 for at in begun}) == (25, {0})
    assert all("—1—" in found[at] and "内部" in found[at] for at in begun)
    empty = [at for at, text in enumerate(found) if not text]
    assert len(empty) > 12
    assert {at % 2 for at in empty} == {1}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_one_process_prints_what_two_print(cold: Document) -> None:
    assert printed(document(), processes=1).pdf == cold.pdf


@pytest.mark.slow
def test_one_changed_finding_prints_again_only_where_it_stands(tmp_path: Path) -> None:
    """In the worked example: totals and losses, the block of the indicator, the page of digests;
    not the others."""
    home = tmp_path / "w"
    shutil.copytree(data_folder("evidence") / "example-county", home)
    before = self_pieces(home)
    first = print_parts(before, order(home))
    path = home / "rounds" / "2026-self.yaml"
    text = path.read_text("utf-8")
    assert text.count('"3.1.1": {met: true}') == 1
    path.write_text(
        text.replace('"3.1.1": {met: true}', '"3.1.1": {met: false, note: 复核时补记}'), "utf-8"
    )
    after = self_pieces(home)
    assert len(before) == len(after)
    second = print_parts(after, order(home))
    differ = tuple(
        at for at, (old, new) in enumerate(zip(before, after, strict=True)) if old.html != new.html
    )
    assert second.printed == differ
    assert 2 <= len(differ) <= 6
    assert len(first.printed) == len(before) - 1 > 12
    assert second.pdf == print_parts(after, order()).pdf


def self_pieces(home: Path) -> tuple[Piece, ...]:
    workspace = open_workspace(home).whole()
    report = build_report(workspace, workspace.assess(), date(2026, 11, 22))
    return cut(body(self_page(report), home, draft=False, mark=None)).pieces
