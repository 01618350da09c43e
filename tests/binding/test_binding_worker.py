"""What the child does with a piece: pages at a place that it is told, or a reason why not."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from binding_samples import blank, letter, photo

from scoring.binding.passages import passage_of
from scoring.binding.worker import prepare, put_together


def prepared(tmp_path: Path, name: str, raw: bytes, *proofs: tuple[str | None, str | None]):
    source, target = tmp_path / name, tmp_path / "out.pdf"
    source.write_bytes(raw)
    passages = [passage_of(locate, what) for locate, what in proofs]
    answer = prepare(source, target, passages, False)
    return answer, target


def test_a_pdf_becomes_pages_of_a4(tmp_path):
    answer, target = prepared(tmp_path, "表.pdf", blank(2, (842, 1191)))
    assert (answer["pages"], answer["missing"]) == (2, [])
    with pikepdf.open(target) as out:
        sizes = {tuple(round(float(side)) for side in page.mediabox) for page in out.pages}
    assert sizes == {(0, 0, 595, 842)}


def test_a_passage_that_stands_nowhere_is_told_by_its_number(tmp_path):
    raw = letter("本年全县办结一千二百项", "全部网上办理")
    answer, _ = prepared(
        tmp_path, "通知.pdf", raw, (None, "办结一千二百项"), (None, "从来没有这样一句话")
    )
    assert answer["missing"] == [1]


def test_a_picture_becomes_a_page_with_room_for_its_caption(tmp_path):
    answer, target = prepared(tmp_path, "照片.jpg", photo())
    (top,) = answer["tops"]
    assert answer["pages"] == 1
    assert top > 150
    assert target.is_file()


@pytest.mark.parametrize(
    ("name", "raw", "said"),
    [
        ("表.pdf", b"%PDF-1.7 nonsense", "文件已损坏，打不开"),
        ("空.pdf", b"", "文件是空的（0 字节）。"),
        ("说明.txt", "示例县".encode(), "纯文本不能排成页面"),
        ("照片.jpg", b"\xff\xd8\xff\xe0rubbish", "图片已损坏，打不开"),
        ("程序.pdf", b"MZ\x90\0", "可执行程序不能排成页面"),
    ],
)
def test_what_cannot_be_put_on_pages_says_why(tmp_path, name, raw, said):
    answer, target = prepared(tmp_path, name, raw)
    assert answer == {"problem": said}
    assert not target.exists()


def test_the_name_of_a_file_does_not_decide_what_it_is(tmp_path):
    answer, _ = prepared(tmp_path, "照片.jpg", blank())
    assert answer["pages"] == 1


def test_a_volume_is_put_together_or_says_why_not(tmp_path):
    part = tmp_path / "front.pdf"
    part.write_bytes(blank())
    volume = {
        "title": "第1卷",
        "number": "1",
        "steps": [{"name": "opening", "file": str(part)}],
        "bookmarks": [{"title": "卷内目录", "name": "opening"}],
    }
    assert put_together(volume, tmp_path / "volume.pdf") == {"plain": ""}
    part.write_bytes(b"rubbish")
    assert put_together(volume, tmp_path / "volume.pdf")["problem"].startswith("PdfError")
