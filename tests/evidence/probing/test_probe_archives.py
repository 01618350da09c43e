"""Archives: names in any encoding, nested archives, and everything that must not get out."""

import io
import os
import stat
import zipfile

import probe_samples as make
import pytest

from scoring.evidence.probing import Limits, extract_archive, probe
from scoring.reading.archives import safe_path
from scoring.reading.model import UnreadableError


def target(tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def pack(path, entries):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return path


def files(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize(("charset", "flags"), [("gb18030", 0), ("utf-8", 0), ("utf-8", 0x800)])
def test_names_in_both_encodings(tmp_path, charset, flags):
    """Windows packs GB18030, a Mac UTF-8 without saying so, others UTF-8 with the flag."""
    name = "1-1 简政放权/办理时限清单㙦.txt"
    path = make.raw_zip(tmp_path / "a.zip", [(name.encode(charset), b"x")], flags)
    result = probe(path)
    assert (result.type, result.state, result.text) == ("zip", "ok", name)
    done = extract_archive(path, target(tmp_path))
    assert [one.name for one in done] == [name]
    assert files(tmp_path / "out") == [name]


def test_the_unicode_path_field_wins(tmp_path):
    import struct
    import zlib

    raw = "清单.txt".encode("gb18030")
    better = "清单（真名）.txt".encode()
    info = zipfile.ZipInfo("x")
    info.orig_filename, info.flag_bits = raw.decode("cp437"), 0
    info.extra = struct.pack("<HHBI", 0x7075, 5 + len(better), 1, zlib.crc32(raw)) + better
    from scoring.reading.archives import member_name

    assert member_name(info) == "清单（真名）.txt"
    info.extra = struct.pack("<HHBI", 0x7075, 5 + len(better), 1, 1) + better
    assert member_name(info) == "清单.txt"


@pytest.mark.parametrize(
    "name",
    [
        "../evil.txt",
        "/etc/evil.txt",
        "a/../../evil.txt",
        "..\\evil.txt",
        "C:\\evil.txt",
        "C:evil.txt",
    ],
)
def test_nothing_escapes(tmp_path, name):
    path = make.raw_zip(tmp_path / "a.zip", [(name.encode(), b"evil"), (b"good.txt", b"good")])
    done = extract_archive(path, target(tmp_path))
    assert files(tmp_path / "out") == ["good.txt"]
    assert not list(tmp_path.parent.rglob("evil.txt"))
    assert [one.reason for one in done if one.path is None] == [
        "文件名指向压缩包之外的位置，没有取出。"
    ]


def test_links_are_not_made(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        info = zipfile.ZipInfo("link")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    done = extract_archive(tmp_path / "a.zip", target(tmp_path))
    assert done[0].path is None
    assert "链接" in done[0].reason
    assert files(tmp_path / "out") == []


def test_an_existing_link_is_not_followed(tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    folder = target(tmp_path)
    (folder / "sub").symlink_to(outside)
    (folder / "name.txt").symlink_to(outside / "name.txt")
    done = extract_archive(pack(tmp_path / "a.zip", {"sub/x.txt": "x", "name.txt": "y"}), folder)
    assert list(outside.iterdir()) == []
    assert done[0].path is None
    assert done[1].path.name == "name (2).txt"


def test_bombs_by_ratio_total_and_count(tmp_path):
    bomb = pack(tmp_path / "ratio.zip", {"a.txt": bytes(60_000_000)})
    many = pack(tmp_path / "many.zip", {f"{number}.txt": "x" for number in range(60)})
    assert probe(bomb).state == "too_large"
    for path, limits in (
        (bomb, Limits()),
        (many, Limits(members=50)),
        (many, Limits(unpacked_bytes=30)),
    ):
        with pytest.raises(UnreadableError) as error:
            extract_archive(path, tmp_path, limits=limits)
        assert error.value.state == "too_large"


def test_the_budget_holds_over_nested_archives(tmp_path):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("big.bin", os.urandom(40_000))
    path = pack(tmp_path / "a.zip", {f"{number}.zip": inner.getvalue() for number in range(5)})
    done = extract_archive(path, target(tmp_path), limits=Limits(unpacked_bytes=260_000))
    assert (
        sum(file.stat().st_size for file in (tmp_path / "out").rglob("*") if file.is_file())
        <= 260_000
    )
    assert any("大小上限" in one.reason for one in done)


def test_a_member_that_lies_about_its_size(tmp_path):
    path = pack(tmp_path / "a.zip", {"a.txt": b"x" * 5_000})
    data = path.read_bytes().replace((5_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    path.write_bytes(data)
    done = extract_archive(path, target(tmp_path), limits=Limits(unpacked_bytes=100))
    assert [(one.name, one.path) for one in done] == [("a.txt", None)]
    assert files(tmp_path / "out") == []


def test_archives_in_archives_to_the_third_level(tmp_path):
    data = b"text"
    name = "核心.txt"
    for level in range(5):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            archive.writestr(name, data)
        name, data = f"第{level}层.zip", stream.getvalue()
    (tmp_path / "a.zip").write_bytes(data)
    done = extract_archive(tmp_path / "a.zip", target(tmp_path))
    assert len(done) == 1
    assert "层以上" in done[0].reason
    assert done[0].path.exists()


def test_a_nested_archive_becomes_a_folder(tmp_path):
    inner = pack(tmp_path / "inner.zip", {"通知.txt": "x"}).read_bytes()
    done = extract_archive(pack(tmp_path / "a.zip", {"县司法局.zip": inner}), target(tmp_path))
    assert [one.name for one in done] == ["县司法局.zip/通知.txt"]
    assert files(tmp_path / "out") == ["县司法局/通知.txt"]


def test_a_locked_member_costs_only_itself(tmp_path):
    path = make.raw_zip(tmp_path / "a.zip", [(b"a.txt", b"x")], 1)
    assert probe(path).state == "encrypted"
    assert "有密码" in extract_archive(path, target(tmp_path))[0].reason


def test_broken_archives(tmp_path):
    path = pack(tmp_path / "a.zip", {"a.txt": os.urandom(5_000), "b.txt": "good"})
    data = bytearray(path.read_bytes())
    data[500:510] = bytes(10)
    path.write_bytes(data)
    done = {one.name: one for one in extract_archive(path, target(tmp_path))}
    assert done["a.txt"].path is None
    assert done["b.txt"].path.read_text() == "good"
    path.write_bytes(data[:2_000])
    assert probe(path).state == "truncated"
    with pytest.raises(UnreadableError):
        extract_archive(path, tmp_path / "out")


def test_clutter_of_computers_is_left_out(tmp_path):
    names = ["__MACOSX/._a.txt", "a/.DS_Store", "Thumbs.db", "a/~$通知.docx", "a/通知.txt"]
    path = pack(tmp_path / "a.zip", dict.fromkeys(names, "x"))
    assert [one.name for one in extract_archive(path, target(tmp_path))] == ["a/通知.txt"]


def test_same_names_in_other_letters_are_both_kept(tmp_path):
    path = pack(tmp_path / "a.zip", {"A.txt": "1", "a.TXT": "2"})
    extract_archive(path, target(tmp_path))
    assert files(tmp_path / "out") == ["A.txt", "a (2).TXT"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a//b/./c.txt", "a/b/c.txt"),
        ("con.txt", "_con.txt"),
        ("a/COM1", "a/_COM1"),
        ("名\u202e字?.txt", "名_字_.txt"),
        ("尾点. ", "尾点"),
        ("a\0b.txt", "a_b.txt"),
        ("e\u0301.txt", "\u00e9.txt"),
        ("", None),
        ("..", None),
    ],
)
def test_names_that_every_system_can_hold(name, expected):
    found = safe_path(name)
    assert (None if found is None else str(found)) == expected


def test_a_path_too_deep_for_any_disk_costs_only_itself(tmp_path):
    path = pack(
        tmp_path / "a.zip",
        {"a/" * 2_000 + "x.txt": "x", "佐" * 60 + "/" + "佐" * 60 + "/y.txt": "y"},
    )
    done = extract_archive(path, target(tmp_path))
    assert "路径太长" in done[0].reason
    assert done[1].path.read_text() == "y"


def test_long_names_are_cut_between_characters_and_keep_their_suffix():
    name = safe_path("佐" * 100 + ".pdf").name
    assert len(name.encode()) <= 200
    assert name.endswith(".pdf")
    assert name.startswith("佐佐")
