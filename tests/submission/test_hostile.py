"""Packages that nobody honest makes: each is refused with a reason, and nothing is written outside
the folder."""

from __future__ import annotations

import hashlib
import io
import json
import os
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import samples
from helpers_region import collect, office, packed, resealed, rewritten, status

from scoring.submission import RefusedError, read_package

Entries = dict[str, bytes]
TOP = "submission-2026-self/"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return office(tmp_path / "office")


@pytest.fixture
def sound(tmp_path: Path, place: Path) -> Path:
    return packed(tmp_path, place, "甲子县", file="sound.zip")


def added(name: str, data: bytes = b"x", *, seal: bool = True) -> Callable[[Entries], Entries]:
    def change(entries: Entries) -> Entries:
        more = {**entries, name: data}
        return resealed(more) if seal and name.startswith(TOP) else more

    return change


def altered(
    name: str, data: bytes | Callable[[bytes], bytes], *, seal: bool
) -> Callable[[Entries], Entries]:
    def change(entries: Entries) -> Entries:
        old = entries.get(TOP + name, b"")
        more = {**entries, TOP + name: data(old) if callable(data) else data}
        return resealed(more) if seal else more

    return change


def without(name: str) -> Callable[[Entries], Entries]:
    return lambda entries: {key: data for key, data in entries.items() if key != TOP + name}


def stated(**values: object) -> Callable[[Entries], Entries]:
    def change(raw: bytes) -> bytes:
        return json.dumps({**json.loads(raw), **values}).encode()

    return altered("submission.json", change, seal=True)


ROUND = samples.SOUND["rounds/2026-self.yaml"].encode()


def many_rounds(entries: Entries) -> Entries:
    more = {f"{TOP}data/workspace/rounds/r{at}.yaml": ROUND for at in range(2000)}
    return resealed({**entries, **more})


CASES: dict[str, tuple[Callable[[Entries], Entries], str]] = {
    "slip": (added(f"{TOP}../../evil.yaml", seal=False), "指向包外"),
    "absolute": (added("/etc/evil.yaml", seal=False), "指向包外"),
    "drive": (added("C:/evil.yaml", seal=False), "指向包外"),
    "backslash": (added(f"{TOP}data\\evil.yaml", seal=False), ""),
    "two folders": (added("other/x.yaml", seal=False), "只有一个文件夹"),
    "beside the folder": (added("x.yaml", seal=False), "只有一个文件夹"),
    "twice, in another case": (added(f"{TOP}BAGIT.TXT", seal=False), "两份"),
    "not of a workspace": (added(f"{TOP}data/workspace/run.sh"), "不该有的文件"),
    "hidden name": (added(f"{TOP}data/workspace/rounds/=2E=2E=2Fx.yaml"), "不该有的文件"),
    "a template": (added(f"{TOP}data/workspace/templates/self.html.j2"), "不该有的文件"),
    "outside the manifest": (
        added(f"{TOP}data/workspace/rounds/x.yaml", ROUND, seal=False),
        "校验清单之外",
    ),
    "changed after packing": (
        altered("data/workspace/workspace.yaml", lambda raw: raw + b"\n", seal=False),
        "与校验清单不符",
    ),
    "other manifest": (
        altered("manifest-sha256.txt", lambda raw: raw.replace(b"0", b"1"), seal=False),
        "与校验清单不符",
    ),
    "manifest of another form": (altered("manifest-sha256.txt", b"abc *x\n", seal=False), ""),
    "no statement": (without("submission.json"), "不是报送包"),
    "no manifest": (without("manifest-sha256.txt"), "没有校验清单"),
    "no workspace": (
        lambda entries: resealed(without("data/workspace/workspace.yaml")(entries)),
        "workspace.yaml",
    ),
    "a newer version": (stated(version=9), "更新版本"),
    "another format": (stated(format="zip"), "submission.json"),
    "round that is no name": (stated(round="../x"), "submission.json"),
    "unknown key": (stated(run="rm"), "submission.json"),
    "nested too deep": (
        altered("data/score.json", b"[" * 200_000 + b"]" * 200_000, seal=True),
        "JSON",
    ),
    "no numbers": (altered("data/score.json", b'{"total": NaN}', seal=True), "JSON"),
    "facts of another shape": (
        altered("data/files.json", b'{"E0001": {"state": "fine"}}', seal=True),
        "files.json",
    ),
    "900,000 records": (
        altered(
            "data/workspace/evidence/register.yaml",
            b"".join(b"- {id: E%d}\n" % at for at in range(900_000)),
            seal=True,
        ),
        "超过 40000 条",
    ),
    "2,000 rounds": (many_rounds, ""),
    "one file too large": (
        altered("data/workspace/journal.jsonl", os.urandom(17 * 1024 * 1024), seal=True),
        "太大",
    ),
    "a bomb": (
        altered("data/workspace/journal.jsonl", b"0" * (15 * 1024 * 1024), seal=True),
        "不相称",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_it_is_refused_with_a_reason(tmp_path: Path, sound: Path, name: str) -> None:
    change, reason = CASES[name]
    package = rewritten(sound, change, tmp_path / "bad.zip")
    with pytest.raises(RefusedError) as caught:
        read_package(package)
    assert reason in str(caught.value)
    assert caught.value.fix


def test_a_link_is_refused(tmp_path: Path, sound: Path) -> None:
    package = tmp_path / "link.zip"
    package.write_bytes(sound.read_bytes())
    with zipfile.ZipFile(package, "a") as archive:
        entry = zipfile.ZipInfo(f"{TOP}data/workspace/rounds/x.yaml")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    with pytest.raises(RefusedError, match="链接"):
        read_package(package)


def test_a_doubled_entry_is_refused(tmp_path: Path, sound: Path) -> None:
    package = tmp_path / "double.zip"
    package.write_bytes(sound.read_bytes())
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(package, "a") as archive:
        archive.writestr(f"{TOP}data/workspace/workspace.yaml", "name: 别的县\n")
    with pytest.raises(RefusedError, match="两份"):
        read_package(package)


def test_a_locked_archive_is_refused(tmp_path: Path, sound: Path) -> None:
    raw = bytearray(sound.read_bytes())
    at = raw.find(b"PK\x01\x02")
    while at >= 0:
        flags = struct.unpack_from("<H", raw, at + 8)[0]
        struct.pack_into("<H", raw, at + 8, flags | 1)
        at = raw.find(b"PK\x01\x02", at + 4)
    with pytest.raises(RefusedError, match="密码"):
        read_package(bytes(raw))


@pytest.mark.parametrize("cut", [10, 1000, -100])
def test_a_torn_archive_is_refused(sound: Path, cut: int) -> None:
    with pytest.raises(RefusedError, match="zip"):
        read_package(sound.read_bytes()[:cut])


def test_an_archive_that_says_less_than_it_holds_is_read_to_its_bound_only(sound: Path) -> None:
    """The sizes in the directory are made small: what comes out is counted, not believed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{TOP}bagit.txt", b"0" * (40 * 1024 * 1024))
        archive.writestr(f"{TOP}submission.json", b"{}")
    raw = bytearray(stream.getvalue())
    at = raw.find(b"PK\x01\x02")
    struct.pack_into("<I", raw, at + 24, 100)
    with pytest.raises(RefusedError):
        read_package(bytes(raw))


def test_a_changed_file_that_is_claimed_to_be_unchanged_does_not_count(
    tmp_path: Path, place: Path
) -> None:
    """The claim about files says ok, with a digest that is not the registered one."""
    sound = packed(tmp_path, place, "甲子县", file="sound.zip")

    def lie(raw: bytes) -> bytes:
        data = json.loads(raw)
        data["E0001"]["sha256"] = hashlib.sha256(b"other").hexdigest()
        return json.dumps(data).encode()

    rewritten(sound, altered("data/files.json", lie, seal=True), place / "incoming" / "lie.zip")
    sound.unlink()
    (row,) = collect(place).values()
    assert row["verdict"] == "得分不一致"
    assert row["reasons"] == ["佐证分：县报 9.40，复算 4.00"]


def test_hostile_packages_stop_nobody_and_leave_nothing(tmp_path: Path, place: Path) -> None:
    sound = packed(tmp_path, place, "甲子县", file="z-sound.zip")
    for at, name in enumerate(("slip", "2,000 rounds", "a bomb", "nested too deep")):
        rewritten(sound, CASES[name][0], place / "incoming" / f"{at}.zip")
    (place / "incoming" / "pipe.zip").symlink_to("/etc/passwd")
    before = {path for path in tmp_path.rglob("*") if "office" not in path.parts}
    rows = collect(place)
    assert rows.pop("z-sound.zip")["verdict"] == "已收"
    assert {row["verdict"] for row in rows.values()} == {"退回"}
    assert len(rows) == 5
    assert {path for path in tmp_path.rglob("*") if "office" not in path.parts} == before
    assert [row["verdict"] for row in status(place)].count("未报") == 3


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    ["=1+2县", "+cmd", "\u202e县子甲", "县" * 2000, "县\x1b[31m"],
    ids=["formula", "plus", "direction", "long", "escape"],
)
def test_odd_names_are_shown_inert(tmp_path: Path, place: Path, name: str) -> None:
    sound = packed(tmp_path, place, "甲子县", file="sound.zip")
    rewritten(sound, stated(name=name), place / "incoming" / "odd.zip")
    from helpers_region import region

    code, out, _ = region(place, "collect", "--today", "2026-11-22", "--format", "csv")
    assert code in {0, 1}
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert ",=1" not in out
    assert ",+cmd" not in out
