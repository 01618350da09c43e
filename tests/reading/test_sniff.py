"""What a file really is, whatever its name promises."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from scoring.reading.model import UnreadableError
from scoring.reading.sniff import mismatch, opens_as, promised, sniff, sniff_data, type_name


def packed(*names: str, mime: str = "", types: str = "") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        if mime:
            archive.writestr("mimetype", mime)
        if types:
            archive.writestr("[Content_Types].xml", types)
        for name in names:
            archive.writestr(name, b"x")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"%PDF-1.7\n", "a.doc", "pdf"),
        (b"\r\n  %PDF-1.4\n", "a.pdf", "pdf"),
        (b"\xff\xd8\xff\xe0", "a.png", "jpg"),
        (b"\x89PNG\r\n\x1a\n", "a", "png"),
        (b"RIFF\0\0\0\0WEBP", "a", "webp"),
        (b"RIFF\0\0\0\0WAVE", "a", "wav"),
        (b"\0\0\0\x18ftypisom", "a", "mp4"),
        (b"\0\0\0\x18ftypqt  ", "a", "mov"),
        (b"\0\0\0\x18ftypheic", "a", "heic"),
        (b"Rar!\x1a\x07\0", "a.zip", "rar"),
        (b"7z\xbc\xaf\x27\x1c", "a", "7z"),
        (b"MZ\x90\0", "a.pdf", "exe"),
        (b"\xff\xfb\x90\x44", "a.mp3", "mp3"),
        (b"\x09\x08\x10\0\0\x05\x05\0", "a.xls", "xls"),
    ],
)
def test_the_first_bytes_tell(data, name, kind):
    assert sniff_data(data, name) == kind


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (packed("word/document.xml"), "docx"),
        (packed("xl/workbook.xml"), "xlsx"),
        (packed("ppt/presentation.xml"), "pptx"),
        (packed("Word\\Document.xml"), "docx"),
        (packed("OFD.xml", "Doc_0/Document.xml"), "ofd"),
        (packed("content.xml", mime="application/vnd.oasis.opendocument.text"), "odt"),
        (packed("a.txt", "word/readme.txt"), "zip"),
        (packed("清单/一.pdf"), "zip"),
        (packed("x.xml", types='"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"'),
         "docx"),
        (packed("x.bin", types='"application/vnd.ms-excel.sheet.binary.macroEnabled.main"'), "xlsb"),
    ],
)  # fmt: skip
def test_a_package_is_told_by_its_members(data, kind):
    assert sniff_data(data, "a.zip") == kind


def test_a_live_photograph_is_a_package_of_a_picture_and_a_film():
    assert sniff_data(packed("IMG_1.heic", "IMG_1.mov"), "现场.livp") == "livp"


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("示例县工作要点", "a.txt", "txt"),
        ("编号,名称\n1,公开", "a.csv", "csv"),
        ("编号,名称\n1,公开", "a.txt", "txt"),
        ("<!DOCTYPE html><html><p>x", "a.doc", "html"),
        ('<?xml version="1.0"?><html xmlns="x"/>', "a.xml", "html"),
        ("{\\rtf1\\ansi x}", "a.doc", "rtf"),
        ('<?xml version="1.0"?><?mso-application progid="Word.Document"?><w/>', "a.doc", "wordml"),
        ('<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><w/>', "a.xls", "sheetml"),
        ('<html xmlns:x="urn:schemas-microsoft-com:office:spreadsheet"><table>', "a.xls", "html"),
        ("From: a@b\nTo: c@d\nSubject: x\n\nbody", "a.eml", "eml"),
        ("From: <Saved by Blink>\nSubject: x\nMIME-Version: 1.0\n\nbody", "a.mht", "mht"),
    ],
)
def test_a_text_is_told_by_how_it_begins(text, name, kind):
    assert sniff_data(text.encode(), name) == kind


def test_a_text_in_utf16_is_a_text():
    assert sniff_data("<html><p>示例县</p>".encode("utf-16"), "a.htm") == "html"
    assert sniff_data("示例县工作要点，加强领导。".encode("utf-16"), "a.txt") == "txt"


def test_bytes_that_are_nothing_known_are_unknown():
    assert sniff_data(bytes(range(1, 200)) * 3, "a.dat") == "unknown"


@pytest.mark.parametrize(
    ("data", "state", "said"),
    [
        (b"", "empty", "文件是空的"),
        (b" \r\n\t", "empty", "只有空白"),
        (b"\0" * 100, "zeroed", "内容全是零"),
        (b"PK\x03\x04" + b"x" * 50, "truncated", "不完整"),
        (b"PK\x05\x06" + b"x" * 50, "broken", "压缩包已损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 100, "truncated", "不完整"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 1016, "broken", "文件已损坏"),
    ],
)
def test_a_container_that_gives_nothing_says_why(data, state, said):
    with pytest.raises(UnreadableError, match=said) as caught:
        sniff_data(data, "a.docx")
    assert caught.value.state == state


def test_a_file_on_the_disk_is_told_like_content_in_memory(tmp_path):
    path = tmp_path / "清单.wps"
    path.write_bytes(packed("word/document.xml"))
    assert sniff(path) == "docx"
    path.write_bytes(b"\0" * (2 << 20))
    with pytest.raises(UnreadableError, match="全是零"):
        sniff(path)


@pytest.mark.parametrize(
    ("name", "kind", "said"),
    [
        ("a.pdf", "pdf", ""),
        ("a.jpeg", "jpg", ""),
        ("a.wps", "doc", ""),
        ("a.pdf", "docx", "后缀是 .pdf，内容是 Word 文档（docx）"),
        ("a", "pdf", "没有后缀，内容是 PDF"),
        ("a.dat", "unknown", ""),
    ],
)
def test_a_suffix_that_promises_something_else_is_told(name, kind, said):
    assert mismatch(Path(name), kind) == said


@pytest.mark.parametrize(
    ("name", "kind", "opens"),
    [
        ("a.doc", "html", True),
        ("a.xls", "html", True),
        ("a.doc", "pdf", False),
        ("a.pdf", "docx", False),
        ("a.jpg", "png", True),
        ("a", "pdf", True),
        ("a.附件", "pdf", True),
        ("a.pdf", "unknown", True),
    ],
)
def test_programs_open_what_belongs_to_their_own_family(name, kind, opens):
    assert opens_as(Path(name), kind) is opens


def test_a_broken_package_still_claims_to_be_something(tmp_path):
    path = tmp_path / "a.dat"
    path.write_bytes(b"PK\x03\x04....word/document.xml")
    assert promised(path) == "docx"
    path.write_bytes(b"PK\x03\x04")
    assert promised(path) == "zip"
    (tmp_path / "a.xls").write_bytes(b"rubbish")
    assert promised(tmp_path / "a.xls") == "xls"


def test_a_type_is_named_as_people_call_it():
    assert type_name("docx") == "Word 文档（docx）"
    assert type_name("flv") == "FLV"
