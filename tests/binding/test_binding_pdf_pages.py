"""A PDF piece on A4 pages: copied as it is, without whatever acts by itself."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from binding_samples import blank, letter, red, words
from pikepdf import Array, Dictionary, Name, String

from scoring.binding.marking import Marks
from scoring.binding.passages import Passage, passage_of
from scoring.binding.pdf_pages import MOST_PAGES, UnbindableError, bind_pdf


def bind(tmp_path: Path, raw: bytes, *passages: Passage) -> tuple[Path, Marks]:
    target = tmp_path / "out.pdf"
    with pikepdf.new() as out:
        marks = bind_pdf(raw, out, passages)
        out.save(target)
    return target, marks


def changed(change: Callable[[pikepdf.Pdf], None], raw: bytes | None = None, **save) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(raw or blank())) as document:
        change(document)
        document.save(out, **save)
    return out.getvalue()


def test_the_text_of_a_page_stays_text(tmp_path):
    target, marks = bind(tmp_path, letter("第一页的文字", "第二页的文字"))
    first, second = words(target)
    assert first.startswith("第一页的文字")
    assert second.startswith("第二页的文字")
    assert (marks.lines, marks.missing, marks.notes) == ({}, [], [])


def test_a_red_line_stands_under_the_words_that_prove(tmp_path):
    target, marks = bind(
        tmp_path,
        letter("封面", "本年全县办结一千二百项。"),
        passage_of("第2页", "全县办结一千二百项"),
    )
    assert list(marks.lines) == [1]
    assert red(target, 1)
    assert not red(target, 0)


def test_a_page_whose_words_are_not_found_has_a_bar_in_its_margin(tmp_path):
    target, marks = bind(tmp_path, letter("封面", "正文"), passage_of("第2页", "没有这样一句话"))
    assert marks.margins == {1}
    across = {x for x, _ in red(target, 1)}
    assert max(across) < 60


def test_a_page_that_lies_across_is_turned_upright(tmp_path):
    target, _ = bind(tmp_path, blank(1, (842, 595)))
    with pikepdf.open(target) as out:
        content = out.pages[0].obj.Contents.read_bytes().decode()
    a, b, *_ = (float(number) for number in content.split()[1:7])
    assert (a == 0, b > 0) == (True, True)


def test_scripts_attachments_and_actions_stay_out_and_are_told(tmp_path):
    def change(document: pikepdf.Pdf) -> None:
        document.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
        document.attachments["清单.txt"] = b"x"

    target, marks = bind(tmp_path, changed(change))
    assert marks.notes == ["文件内的附件 1 个未排入", "文件内的脚本和动作已去掉"]
    raw = target.read_bytes()
    assert b"JavaScript" not in raw
    assert b"EmbeddedFile" not in raw


def test_a_link_of_a_piece_leads_nowhere_in_the_volume(tmp_path):
    def change(document: pikepdf.Pdf) -> None:
        action = Dictionary(S=Name.URI, URI=String("https://example.cn"))
        note = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=action)
        document.pages[0].obj.Annots = Array([document.make_indirect(note)])

    target, _ = bind(tmp_path, changed(change))
    assert b"example.cn" not in target.read_bytes()


def test_what_a_form_shows_is_printed_into_the_page(tmp_path):
    """A stamp or a filled-in field is part of the proof."""

    def change(document: pikepdf.Pdf) -> None:
        look = document.make_stream(b"0.8 0.1 0.1 rg 0 0 100 100 re f")
        look.Type, look.Subtype, look.BBox = Name.XObject, Name.Form, Array([0, 0, 100, 100])
        note = Dictionary(
            Type=Name.Annot,
            Subtype=Name.Stamp,
            Rect=[200, 400, 300, 500],
            F=4,
            AP=Dictionary(N=look),
        )
        document.pages[0].obj.Annots = Array([document.make_indirect(note)])

    target, _ = bind(tmp_path, changed(change))
    assert len(red(target, 0)) > 1000


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"%PDF-1.7 rubbish", "文件已损坏，打不开"),
        (blank(0), "文件里没有页面"),
        (
            changed(lambda _: None, encryption=pikepdf.Encryption(owner="a", user="b")),
            "文件加了密码，不能排入",
        ),
    ],
)
def test_what_cannot_be_bound_says_why(tmp_path, raw, said):
    with pytest.raises(UnbindableError, match=said):
        bind(tmp_path, raw)


def test_a_piece_of_thousands_of_pages_is_handed_in_as_a_file(tmp_path):
    with pytest.raises(UnbindableError, match=f"共 {MOST_PAGES + 1} 页"):
        bind(tmp_path, blank(MOST_PAGES + 1))


def test_a_page_that_only_an_owner_may_change_is_bound(tmp_path):
    """A file that opens without a password may be printed, whatever it forbids to editors."""
    raw = changed(lambda _: None, encryption=pikepdf.Encryption(owner="a", user=""))
    target, _ = bind(tmp_path, raw)
    with pikepdf.open(target) as out:
        assert len(out.pages) == 1
        assert not out.is_encrypted
