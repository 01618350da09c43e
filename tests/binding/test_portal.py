"""Volumes as an upload portal takes them."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest

from scoring.binding.portal import Portal, octets, parcel, portal_name, read_portal, split


def volume(
    folder: Path, pages: int = 6, bulk: int = 30_000, name: str = "第01卷 依法履职.pdf"
) -> Path:
    """Pages that each weigh ``bulk`` bytes and cannot be packed."""
    import random

    chance = random.Random(1)
    path = folder / name
    with pikepdf.new() as out:
        for _ in range(pages):
            page = out.add_blank_page(page_size=(595, 842))
            picture = out.make_stream(chance.randbytes(bulk))
            picture.Type, picture.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
            page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=picture))
        out.save(path)
    return path


def count(raw: bytes) -> int:
    with pikepdf.open(io.BytesIO(raw)) as document:
        return len(document.pages)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("50MB", 50_000_000),
        (" 1.5 mb ", 1_500_000),
        ("800KB", 800_000),
        ("1.001MB", 1_001_000),
        ("2GB", 2_000_000_000),
        ("50", 0),
        ("五十兆", 0),
        ("-1MB", 0),
    ],
)
def test_sizes_are_counted_by_thousands_as_portals_do(text, size):
    assert octets(text) == size


def test_the_limits_are_read_from_a_file(tmp_path):
    """
    max_size: 50MB
    max_files: 20
    forbidden: "#%"
    types: [pdf]
    """
    path = tmp_path / "portal.yaml"
    path.write_text('max_size: 50MB\nmax_files: 20\nforbidden: "#%"\ntypes: [pdf]\n', "utf-8")
    portal, problems = read_portal(path)
    assert problems == []
    assert portal is not None
    assert (portal.max_size, portal.max_files, portal.types) == ("50MB", 20, ("pdf",))


@pytest.mark.parametrize("text", ["max_size: 很大\n", "max_size: 1KB\n", "most: 5\n"])
def test_what_is_wrong_with_the_limits_is_a_problem(tmp_path, text):
    path = tmp_path / "portal.yaml"
    path.write_text(text, "utf-8")
    _, problems = read_portal(path)
    assert problems


def test_a_file_of_nothing_limits_nothing(tmp_path):
    path = tmp_path / "portal.yaml"
    path.write_text("", "utf-8")
    portal, _ = read_portal(path)
    assert portal == Portal()


def test_a_volume_is_split_into_parts_that_fit(tmp_path):
    parts = split(volume(tmp_path), 100_000)
    assert [count(part) for part in parts] == [3, 3]
    assert all(len(part) <= 100_000 for part in parts)


def test_a_page_that_is_too_large_by_itself_is_a_part_alone(tmp_path):
    parts = split(volume(tmp_path, pages=3), 20_000)
    assert [count(part) for part in parts] == [1, 1, 1]


def test_a_volume_that_fits_is_handed_over_as_it_is(tmp_path):
    path = volume(tmp_path, pages=1)
    assert split(path, 1_000_000) == [path.read_bytes()]


def test_no_part_drags_pages_of_another_along_by_its_links(tmp_path):
    path = volume(tmp_path)
    with pikepdf.open(path, allow_overwriting_input=True) as document:
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Link,
            Rect=[0, 0, 9, 9],
            Dest=pikepdf.Array([document.pages[5].obj, pikepdf.Name.Fit]),
        )
        document.pages[0].obj.Annots = pikepdf.Array([document.make_indirect(note)])
        document.save(path)
    assert all(len(part) <= 100_000 for part in split(path, 100_000))


@pytest.mark.parametrize(
    ("stem", "tail", "portal", "taken", "name"),
    [
        ("第01卷 依法履职", "", Portal(), set(), "第01卷依法履职.pdf"),
        ("第01卷 依法履职", "-2", Portal(), set(), "第01卷依法履职-2.pdf"),
        ("A#B%C", "", Portal(forbidden="#%"), set(), "ABC.pdf"),
        ("第01卷依法履职", "-1", Portal(max_name=10), set(), "第01卷-1.pdf"),
        ("甲", "", Portal(), {"甲.pdf"}, "甲-2.pdf"),
        ("甲乙丙丁", "", Portal(max_name=8), {"甲乙丙丁.pdf"}, "甲乙-2.pdf"),
    ],
)
def test_names_keep_to_what_the_portal_takes(stem, tail, portal, taken, name):
    assert portal_name(stem, tail, portal, taken) == name


def test_a_parcel_says_what_does_not_fit(tmp_path):
    volumes = [
        volume(tmp_path, name="第01卷 甲.pdf"),
        volume(tmp_path, name="第02卷 乙.pdf", pages=2),
    ]
    portal = Portal(max_size="20KB", max_files=3, types=("doc", ".zip"))
    parts = parcel(volumes, portal, tmp_path / "out")
    assert [file.name for file in parts.files] == [
        *(f"第01卷甲-{n}.pdf" for n in range(1, 7)),
        "第02卷乙-1.pdf",
        "第02卷乙-2.pdf",
    ]
    assert all(file.is_file() for file in parts.files)
    first, *_, last = parts.faults
    assert first == "平台只收 doc、.zip，卷册是 PDF，不能上传"
    assert "第01卷甲-1.pdf 有一页就超过 20KB，放不进去；请先缩小那一页上的图片" in parts.faults
    assert last == "共 8 个文件，平台最多收 3 个；可以把 --max-pages 调大，合成较少的卷"


def test_a_portal_without_limits_gets_the_volumes_as_they_are(tmp_path):
    path = volume(tmp_path, pages=1)
    parts = parcel([path], Portal(), tmp_path / "out")
    assert (parts.faults, [file.read_bytes() for file in parts.files]) == ((), [path.read_bytes()])
