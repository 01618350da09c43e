"""Containers of documents: opened within bounds, parts found as producers name them."""

from __future__ import annotations

import io
import zipfile

import pytest
from lxml import etree

from scoring.reading.model import Limits, UnreadableError
from scoring.reading.package import local, open_package, parse

RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def packed(parts: dict[str, str | bytes], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", kind) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def relations(*entries: tuple[str, str, str]) -> str:
    inner = "".join(f'<Relationship Id="{i}" Type="{OFFICE}/{k}" {t}/>' for i, k, t in entries)
    return f'<Relationships xmlns="{RELS}">{inner}</Relationships>'


def test_parts_are_found_whatever_their_case_and_their_strokes():
    with open_package(packed({"Word\\Document.xml": "<a/>"})) as package:
        assert "word/document.xml" in package
        assert package.read("/word/DOCUMENT.xml") == b"<a/>"
        assert package.names == ["Word/Document.xml"]
        assert package.read("word/styles.xml") is None


def test_the_main_part_is_told_by_the_relations_of_the_package():
    """Web versions of Word call it document2.xml."""
    parts = {
        "_rels/.rels": relations(("r1", "officeDocument", 'Target="/word/document2.xml"')),
        "word/document2.xml": "<a/>",
    }
    with open_package(packed(parts)) as package:
        assert package.main("word/document.xml") == "word/document2.xml"
    with open_package(packed({"word/document.xml": "<a/>"})) as package:
        assert package.main("word/document.xml") == "word/document.xml"


def test_relations_name_parts_from_the_folder_of_their_own():
    entries = (
        ("r1", "image", 'Target="media/a.png"'),
        ("r2", "image", 'Target="..\\b.png"'),
        ("r3", "hyperlink", 'Target="https://example.cn" TargetMode="External"'),
        ("r4", "header", 'Target="header1.xml#x"'),
    )
    with open_package(packed({"word/_rels/document.xml.rels": relations(*entries)})) as package:
        found = package.relations("word/document.xml")
    assert {ident: (one.kind, one.target) for ident, one in found.items()} == {
        "r1": ("image", "word/media/a.png"),
        "r2": ("image", "b.png"),
        "r3": ("hyperlink", ""),
        "r4": ("header", "word/header1.xml"),
    }


def test_relations_that_cannot_be_read_are_none():
    with open_package(packed({"_rels/.rels": "<broken"})) as package:
        assert package.relations() == {}
        assert package.relations("word/document.xml") == {}


def test_the_strict_variant_of_the_standard_names_the_same_things():
    root = parse(b'<w:p xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"/>')
    assert root.tag == "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p"


@pytest.mark.parametrize("data", [b"PK\x03\x04nonsense", b"", b"no package"])
def test_what_is_no_package_was_cut_short(data):
    with pytest.raises(UnreadableError, match="不完整"):
        open_package(data)


def test_a_locked_package_says_so():
    data = bytearray(packed({"a.xml": "<a/>"}))
    directory = data.index(b"PK\x01\x02")
    data[directory + 8] |= 1
    with pytest.raises(UnreadableError, match="打开密码"):
        open_package(bytes(data))


@pytest.mark.parametrize(
    ("parts", "limits"),
    [
        ({f"{n}.xml": "" for n in range(12)}, Limits(members=10)),
        ({"a.xml": b"x" * 5000}, Limits(unpacked_bytes=4000)),
        ({"a.xml": b"\0" * (25 << 20)}, Limits()),
    ],
)
def test_a_package_that_would_explode_is_not_opened(parts, limits):
    with pytest.raises(UnreadableError, match="已拒绝打开") as caught:
        open_package(packed(parts), limits)
    assert caught.value.cause == "bomb"


def test_small_parts_may_be_as_dense_as_they_like():
    with open_package(packed({"a.xml": b"\0" * (1 << 20)})) as package:
        assert len(package.read("a.xml") or b"") == 1 << 20


def test_a_damaged_part_is_a_damaged_file():
    data = packed({"a.xml": b"<a/>" * 50})
    start = data.index(b"a.xml") + 5
    spoiled = data[:start] + b"\xff" * 8 + data[start + 8 :]
    with open_package(spoiled) as package, pytest.raises(UnreadableError, match="已损坏"):
        package.read("a.xml")


@pytest.mark.parametrize("data", [None, b"", b"<a", b"text"])
def test_what_is_no_xml_is_a_damaged_file(data):
    with pytest.raises(UnreadableError, match="已损坏"):
        parse(data)


def test_entities_are_not_expanded(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("geheim")
    raw = f'<!DOCTYPE a [<!ENTITY x SYSTEM "file://{secret}">]><a>&x;</a>'.encode()
    assert "geheim" not in etree.tostring(parse(raw), encoding="unicode").partition("<a>")[2]


def test_a_tag_without_its_namespace():
    assert local("{urn:x}p") == "p"
    assert local("p") == "p"
    assert local(etree.Comment) == ""
