"""One volume of finished pages: numbered, captioned, linked, and the same bytes each time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pikepdf
import pytest
from binding_samples import blank, letter, words

from scoring.binding.assembly import LINK, assemble


@pytest.fixture
def front(tmp_path: Path) -> Path:
    """A page of contents that links to a piece, to one of another volume, and to the world."""
    path = tmp_path / "front.pdf"
    path.write_bytes(letter("卷内目录"))
    with pikepdf.open(path, allow_overwriting_input=True) as document:
        notes = []
        for address in (f"{LINK}piece-E0001", f"{LINK}piece-E0099", "https://example.cn/"):
            action = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=address)
            notes.append(
                pikepdf.Dictionary(
                    Type=pikepdf.Name.Annot,
                    Subtype=pikepdf.Name.Link,
                    Rect=[0, 0, 99, 9],
                    A=action,
                )
            )
        document.pages[0].obj.Annots = pikepdf.Array([document.make_indirect(one) for one in notes])
        document.save(path)
    return path


def volume(front: Path, piece: Path, **more: Any) -> dict[str, Any]:
    return {
        "title": "第1卷 依法履职",
        "number": "1",
        "steps": [
            {"name": "opening", "file": str(front)},
            {
                "name": "piece-E0001",
                "file": str(piece),
                "labels": ["1", "2"],
                "back": "opening",
                **more,
            },
        ],
        "bookmarks": [
            {"title": "卷内目录", "name": "opening"},
            {"title": "1.1 网上办理", "name": "opening", "inner": [
                {"title": "办理通知", "name": "piece-E0001"}]},
        ],
    }  # fmt: skip


@pytest.fixture
def piece(tmp_path: Path) -> Path:
    path = tmp_path / "piece.pdf"
    path.write_bytes(blank(2))
    return path


def test_every_page_of_a_piece_bears_volume_and_number(front, piece, tmp_path):
    target = tmp_path / "volume.pdf"
    assert assemble(volume(front, piece), target) == ""
    first, *pieces = words(target)
    assert first.startswith("卷内目录")
    assert pieces == ["第1卷第1页", "第1卷第2页"]


def test_a_caption_stands_below_its_picture_and_is_cut_where_there_is_no_room(
    front, piece, tmp_path
):
    target = tmp_path / "volume.pdf"
    texts = [["时间：2026年3月5日", "地点：县礼堂"], [f"第{number}行" for number in range(30)]]
    assemble(volume(front, piece, texts=texts, tops=[300.0, 300.0]), target)
    _, first, second = words(target)
    assert "时间：2026年3月5日" in first
    assert "第0行" in second
    assert "第29行" not in second


def test_links_lead_to_pages_of_this_volume_and_all_others_go(front, piece, tmp_path):
    target = tmp_path / "volume.pdf"
    assemble(volume(front, piece), target)
    with pikepdf.open(target) as out:
        (note,) = out.pages[0].obj.Annots
        assert note.Dest[0].objgen == out.pages[1].obj.objgen
        (back,) = out.pages[1].obj.Annots
        assert back.Dest[0].objgen == out.pages[0].obj.objgen
        assert "/A" not in back


def test_the_contents_stand_beside_the_pages(front, piece, tmp_path):
    target = tmp_path / "volume.pdf"
    assemble(volume(front, piece), target)
    with pikepdf.open(target) as out, out.open_outline() as outline:
        titles = [item.title for item in outline.root]
        inner = [item.title for item in outline.root[1].children]
    assert titles == ["卷内目录", "1.1 网上办理"]
    assert inner == ["办理通知"]


def test_the_same_volume_gives_the_same_bytes(front, piece, tmp_path):
    first, second = tmp_path / "a.pdf", tmp_path / "b.pdf"
    assemble(volume(front, piece), first)
    assemble(volume(front, piece), second)
    assert first.read_bytes() == second.read_bytes()


def test_a_piece_that_no_archive_takes_leaves_a_plain_pdf_that_says_why(front, piece, tmp_path):
    with pikepdf.open(piece, allow_overwriting_input=True) as document:
        document.pages[0].obj.Contents = document.make_stream(b"0 0 0 1 k")
        document.save(piece)
    target = tmp_path / "volume.pdf"
    assert assemble(volume(front, piece), target) == "里有印刷色没有色彩配置"
    with pikepdf.open(target) as out:
        assert "/OutputIntents" not in out.Root
        assert len(out.pages) == 3


@pytest.mark.slow
def test_a_piece_keeps_its_own_faces_beside_ours(front, tmp_path):
    piece = tmp_path / "piece.pdf"
    piece.write_bytes(letter("正文一", "正文二"))
    target = tmp_path / "volume.pdf"
    assemble(volume(front, piece), target)
    _, *pages = words(target)
    for number, (text, which) in enumerate(zip(pages, "一二", strict=True), 1):
        assert text.startswith(f"正文{which}")
        assert text.endswith(f"第1卷第{number}页")
