"""Faulty and hostile files: each gets its state and a reason, none gets further."""

import os
import random
import struct
import zipfile
import zlib

import probe_samples as make
import pytest

from scoring.evidence.probing import Limits, probe


def look(path, **options):
    return probe(path, ocr="off", **options)


def state(path, **options):
    result = look(path, **options)
    assert result.reason, "a state other than ok carries a reason"
    return result.state


def half(path):
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    return path


def test_empty_blank_and_zeroed(tmp_path):
    for name, data, expected in (
        ("a.pdf", b"", "empty"),
        ("b.txt", b" \r\n\t" * 9, "empty"),
        ("c.docx", bytes(99_999), "zeroed"),
    ):
        (tmp_path / name).write_bytes(data)
        assert state(tmp_path / name) == expected


def test_a_file_of_zeros_with_a_tail_is_not_zeroed(tmp_path):
    (tmp_path / "a.bin").write_bytes(bytes(20_000) + b"tail")
    assert state(tmp_path / "a.bin") == "unsupported"


def test_half_files_are_truncated_and_keep_their_digest(tmp_path):
    samples = {
        "pdf": half(make.pdf(tmp_path / "a.pdf")),
        "docx": half(make.docx(tmp_path / "a.docx")),
        "xlsx": half(make.xlsx(tmp_path / "a.xlsx")),
        "ofd": half(make.ofd(tmp_path / "a.ofd")),
        "png": half(make.photo(tmp_path / "a.png")),
        "jpg": half(make.photo(tmp_path / "a.jpg")),
    }
    for kind, path in samples.items():
        result = look(path)
        assert (result.type, result.state) == (kind, "truncated"), kind
        assert len(result.sha256) == 64


def test_half_a_word_97_file(tmp_path):
    path = tmp_path / "a.doc"
    path.write_bytes((make.DATA / "notice.doc").read_bytes()[:7_000])
    assert state(path) in {"truncated", "broken"}


def test_rubbish_inside_the_right_shell(tmp_path):
    noise = random.Random(
        7
    )  # the same rubbish every time: some rubbish looks like a file cut short
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7\n" + noise.randbytes(500) + b"\n%%EOF")
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("[Content_Types].xml", "x")
        archive.writestr("word/document.xml", "<w:document><unclosed>")
    (tmp_path / "a.jpg").write_bytes(b"\xff\xd8\xff" + noise.randbytes(500))
    (tmp_path / "a.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + noise.randbytes(2_000))
    (tmp_path / "a.bin").write_bytes(bytes(range(1, 32)) * 50)
    assert [state(tmp_path / name) for name in ("a.pdf", "a.docx", "a.jpg")] == ["broken"] * 3
    assert state(tmp_path / "a.xls") in {"broken", "truncated"}
    assert state(tmp_path / "a.bin") == "unsupported"


def test_files_with_a_password(tmp_path):
    import olefile
    import pikepdf

    with pikepdf.open(make.pdf(tmp_path / "a.pdf")) as book:
        book.save(tmp_path / "b.pdf", encryption=pikepdf.Encryption(user="secret", owner="owner"))
        book.save(tmp_path / "c.pdf", encryption=pikepdf.Encryption(user="", owner="owner"))
    assert state(tmp_path / "b.pdf") == "encrypted"
    assert look(tmp_path / "c.pdf").state == "ok", "an owner's password does not keep a reader out"
    assert look(make.DATA / "locked.docx").type == "docx"
    assert state(make.DATA / "locked.docx") == "encrypted"
    path = tmp_path / "a.doc"
    path.write_bytes((make.DATA / "notice.doc").read_bytes())
    with olefile.OleFileIO(path, write_mode=True) as ole:
        main = bytearray(ole.openstream("WordDocument").read())
        main[0x0B] |= 0x01
        ole.write_stream("WordDocument", bytes(main))
    assert state(path) == "encrypted"


def test_a_docx_that_explodes(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.docx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "x")
        archive.writestr("word/document.xml", b"<w:p/>" * 10_000_000)
    assert state(tmp_path / "a.docx") == "too_large"


def test_entities_are_not_expanded(tmp_path):
    lol = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("[Content_Types].xml", "x")
        archive.writestr(
            "word/document.xml", f'<!DOCTYPE d [<!ENTITY e0 "lol">{lol}]><d><p><t>&e9;</t></p></d>'
        )
    result = look(tmp_path / "a.docx")
    assert len(result.text) < 100


def png_of(width, height):
    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    rows = zlib.compress(bytes((width // 8 + 1) * height), 9)
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_a_picture_bomb_is_not_opened(tmp_path):
    (tmp_path / "a.png").write_bytes(png_of(12_000, 12_000))
    result = look(tmp_path / "a.png")
    assert (result.type, result.state) == ("png", "too_large")
    assert "12000×12000" in result.reason
    (tmp_path / "b.png").write_bytes(png_of(2_000, 2_000))
    assert look(tmp_path / "b.png").state == "ok"


def test_names_that_are_long_strange_or_no_text(tmp_path):
    names = ["佐" * 80 + ".pdf", "换\n行\t.pdf", "…\u202e.pdf", "x" * 251 + ".pdf"]
    sample = make.pdf(tmp_path / "a.pdf").read_bytes()
    for name in names:
        (tmp_path / name).write_bytes(sample)
        assert look(tmp_path / name).state == "ok"
    raw = os.fsencode(tmp_path) + b"/\xca\xbe\xc0\xfd.pdf"
    with open(raw, "wb") as stream:  # noqa: PTH123 - a name that is no valid text
        stream.write(sample)
    from pathlib import Path

    assert look(Path(os.fsdecode(raw))).state == "ok"


def test_what_is_no_ordinary_file(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert state(tmp_path / "pipe") == "unsupported"
    assert state(tmp_path) == "unsupported"
    assert state(tmp_path / "none") == "missing"
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert state(tmp_path / "loop") == "broken"


def test_a_file_that_changes_while_it_is_read(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    path.write_text("示例县" * 50)
    import scoring.evidence.probing.dispatch as dispatch

    original = dispatch.sniff.sniff

    def slow(path):
        kind = original(path)
        path.write_text("另一份" * 90)
        return kind

    monkeypatch.setattr(dispatch.sniff, "sniff", slow)
    assert state(path) == "changed"
    monkeypatch.setattr(dispatch.sniff, "sniff", lambda path: path.unlink() or "txt")
    assert state(path) == "missing"


def test_sizes_beyond_the_limits(tmp_path):
    path = make.docx(tmp_path / "a.docx")
    assert state(path, limits=Limits(file_bytes=100)) == "too_large"
    text = tmp_path / "a.txt"
    text.write_text("示例县司法局情况说明。\n" * 5_000)
    assert len(look(text, limits=Limits(text_chars=1_000)).text) <= 1_000
    book = make.pdf(tmp_path / "a.pdf", [make.LINES] * 6)
    result = look(book, limits=Limits(pages=3))
    assert (result.pages, result.text.count("\f")) == (6, 2)
    assert "前 3 页" in result.reason


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"Rar!\x1a\x07\1\0", "rar"),
        (b"7z\xbc\xaf\x27\x1c\0\4", "7z"),
        (b"MZ\x90\0", "exe"),
        (b"\x1f\x8b\x08\0", "gz"),
    ],
)
def test_kinds_that_are_refused_with_advice(tmp_path, head, kind):
    path = tmp_path / f"a.{kind}"
    path.write_bytes(head + os.urandom(200))
    result = look(path)
    assert (result.type, result.state) == (kind, "unsupported")


def test_every_cut_and_every_flipped_byte_is_survived(tmp_path):
    """Whatever is done to a file, looking at it gives a state and never raises."""
    import random

    chance = random.Random(7)
    for path in (
        make.docx(tmp_path / "a.docx"), make.xlsx(tmp_path / "a.xlsx"), make.ofd(tmp_path / "a.ofd"),
        make.pdf(tmp_path / "a.pdf"), make.photo(tmp_path / "a.png", size=(60, 40)),
        make.DATA / "notice.doc", make.DATA / "ledger.xls",
    ):  # fmt: skip
        data = path.read_bytes()
        for _ in range(25):
            worn = bytearray(data[: chance.randrange(len(data))] if chance.random() < 0.3 else data)
            for _ in range(chance.randrange(1, 30)):
                if worn:
                    worn[chance.randrange(len(worn))] = chance.randrange(256)
            other = tmp_path / f"worn{path.suffix}"
            other.write_bytes(worn)
            result = look(other)
            assert result.state != "crashed"
            assert result.state == "ok" or result.reason


def bmp(depth=16, masks=(0xF00, 0xF0, 0xF), head=56, rows=8, cut=0, planes=1):
    """An 8 × 8 bitmap whose pixels have four bits a colour, as cameras and drivers write them and
    Pillow knows not."""
    pixels = bytes(8 * depth // 8 * rows)
    offset = 14 + head
    fields = struct.pack(
        "<IiiHHIIiiII", head, 8, 8, planes, depth, 3, len(pixels), 2835, 2835, 0, 0
    )
    fields += struct.pack("<III", *masks)
    fields = fields.ljust(head, b"\0")
    data = b"BM" + struct.pack("<IHHI", offset + len(pixels), 0, 0, offset) + fields + pixels
    return data[: len(data) - cut]


def tiff(strip=8, size=64, compression=34_661, entries=7):
    """A grey 8 × 8 TIFF in a compression that nobody here knows."""
    tags = [(256, 8), (257, 8), (258, 8), (259, compression), (262, 1), (273, strip), (279, size)][
        :entries
    ]
    packed = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    return (
        b"II*\0"
        + struct.pack("<I", 72)
        + bytes(64)
        + struct.pack("<H", len(tags))
        + packed
        + bytes(4)
    )


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a.bmp", bmp(), "unsupported"),
        ("a.bmp", bmp(cut=40), "truncated"),
        ("a.bmp", bmp(planes=9), "broken"),
        ("a.bmp", bmp(head=9_999), "broken"),
        ("a.tif", tiff(), "unsupported"),
        ("a.tif", tiff(size=64_000), "broken"),
        ("a.tif", tiff(strip=64_000), "broken"),
        ("a.tif", tiff(entries=2), "broken"),
    ],
)
def test_a_picture_is_damaged_only_where_its_own_tables_say_so(tmp_path, name, data, expected):
    (tmp_path / name).write_bytes(data)
    assert state(tmp_path / name) == expected


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.mp3", b"\xff\xfa\x90\xc0" + bytes(400), "mp3"),
        ("a.mp3", b"\xff\xf3\x40\xc4" + bytes(400), "mp3"),
        ("a.mp3", b"\xff\xfb\x90\x00" + bytes(400), "mp3"),
        ("a.aac", b"\xff\xf1\x50\x80" + bytes(400), "aac"),
        ("a.ogg", b"OggS\0\2" + bytes(400), "ogg"),
        ("a.flac", b"fLaC\0\0" + bytes(400), "flac"),
        ("a.aif", b"FORM\0\0\1\0AIFF" + bytes(400), "aiff"),
    ],
)
def test_sound_in_any_ordinary_form_counts_as_it_is(tmp_path, name, data, kind):
    (tmp_path / name).write_bytes(data)
    result = look(tmp_path / name)
    assert (result.type, result.state) == (kind, "ok")


def test_text_in_an_unknown_charset_is_not_called_damaged(tmp_path):
    (tmp_path / "a.html").write_bytes(
        "<html><body>привет, мир, добрый день".encode("cp1251") + b"\xff\xff\x81</body>"
    )
    result = look(tmp_path / "a.html")
    assert (result.state, "另存为 UTF-8" in result.reason) in {("unsupported", True), ("ok", False)}
