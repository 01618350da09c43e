"""What came under ``.shifan`` with somebody else's workspace is not believed: not a digest, not a
probe, not a page."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from helpers_outputs import call

TODAY = "2026-11-20"
ENDLESS = "with recursive c(x) as (select 1 union all select x + 1 from c)"
PROOF = "evidence/files/清单.txt"


@pytest.mark.parametrize("name", ["hashes", "hashes.json"])
@pytest.mark.parametrize("sealed", [b"", b"\0" * 32])
def test_a_changed_file_is_told_whatever_a_strangers_digests_say(
    stranger: Path, name: str, sealed: bytes
) -> None:
    path = stranger / PROOF
    right = hashlib.sha256(path.read_bytes()).hexdigest()
    path.write_bytes(path.read_bytes()[::-1])
    os.utime(path, ns=(1_700_000_000_000_000_000,) * 2)
    info = path.stat()
    old = [info.st_size, info.st_mtime_ns, right]
    new = [right, info.st_size, info.st_mtime_ns, info.st_ctime_ns, info.st_ino]
    (stranger / ".shifan").mkdir()
    entry = new if name == "hashes" else old
    (stranger / ".shifan" / name).write_bytes(
        sealed + json.dumps({"files/清单.txt": entry}).encode()
    )
    _, out, _ = call("-w", str(stranger), "check")
    assert "校验值不符" in out
    _, out, _ = call("-w", str(stranger), "evidence", "list", "--format", "json")
    assert json.loads(out)["records"][0]["counts"] is False


VIEWS = {
    "probes.sqlite": f"create view probes as {ENDLESS} select x as file, x as size, x as mtime_ns, '' as ocr, "
    "'' as type, 1 as pages, 'ok' as state, '' as reason, '' as fingerprint, '' as dhash, '' as probe, '' as digest, "
    f"'' as seal from c; create view pages as {ENDLESS} select x as sha256, x as pages, '' as seal from c;",
    "text.sqlite": f"create view texts as {ENDLESS} select x as id, x as sha256, 'ok' as state, 0 as ocr, '' as body "
    f"from c; create view words as {ENDLESS} select x as body, x as words from c; pragma user_version = 1;",
}


@pytest.mark.parametrize("name", VIEWS)
def test_a_store_without_end_is_thrown_away(stranger: Path, name: str) -> None:
    (stranger / ".shifan").mkdir()
    with closing(sqlite3.connect(stranger / ".shifan" / name)) as base, base:
        base.executescript(VIEWS[name])
    for command in (
        ["evidence", "list"],
        ["evidence", "search", "清单"],
        ["evidence", "scan", "--ocr", "off", "--today", TODAY],
        ["report", "catalogue", "--to", "json", "--today", TODAY],
    ):
        code, _, err = call("-w", str(stranger), *command)
        assert code in (0, 1), (command, err)


def test_a_probe_that_a_stranger_has_written_does_not_make_a_broken_file_count(
    stranger: Path,
) -> None:
    path = stranger / "evidence" / "files" / "清单.pdf"
    path.write_bytes(b"%PDF-1.7 cut")
    info = path.stat()
    (stranger / ".shifan").mkdir()
    with closing(sqlite3.connect(stranger / ".shifan" / "probes.sqlite")) as base, base:
        base.execute(
            "create table probes (file, size, mtime_ns, ocr, type, pages, state, reason, "
            "fingerprint, dhash, probe)"
        )
        row = (
            "files/清单.pdf",
            info.st_size,
            info.st_mtime_ns,
            "all",
            "pdf",
            3,
            "ok",
            "",
            "0" * 16,
            "",
            "{}",
        )
        base.execute(f"insert into probes values ({','.join('?' * len(row))})", row)
    _, out, _ = call(
        "-w",
        str(stranger),
        "evidence",
        "scan",
        "--ocr",
        "off",
        "--today",
        TODAY,
        "--format",
        "json",
    )
    assert "清单.pdf" in out
    assert "ok" not in json.dumps(
        [row for row in json.loads(out)["added"] if "清单.pdf" in row["file"]]
    )


def search(home: Path, word: str) -> list[str]:
    code, out, err = call("-w", str(home), "evidence", "search", word, "--format", "json")
    assert code in (0, 1), err
    return [hit["id"] for hit in json.loads(out)["hits"]]


POISONS = {
    "a text that says what the file does not": "update texts set body = body || '保密'",
    "a text taken away": "delete from texts",
    "an index that leads to no text": "insert into words (words) values ('delete-all')",
    "an index that leads to another text": "insert into words (rowid, body) select id, '保密' from texts",
}


@pytest.mark.parametrize("poison", POISONS)
def test_an_index_of_ours_that_somebody_changed_is_not_believed(
    stranger: Path, poison: str
) -> None:
    assert search(stranger, "一次办清单") == ["E0001"]
    path = stranger / ".shifan" / "text.sqlite"
    header = path.read_bytes()[60:72]
    with closing(sqlite3.connect(path)) as base, base:
        base.execute(POISONS[poison])
    assert path.read_bytes()[60:72] == header, "the mark of this user came along"
    assert search(stranger, "保密") == []
    assert search(stranger, "一次办清单") == ["E0001"]


@pytest.mark.slow
@pytest.mark.parametrize("at", range(100, 30_000, 1_500))
def test_an_index_with_a_spoiled_page_neither_hangs_nor_lies(stranger: Path, at: int) -> None:
    search(stranger, "一次办清单")
    path = stranger / ".shifan" / "text.sqlite"
    raw = bytearray(path.read_bytes())
    at %= len(raw)
    raw[at : at + 40] = bytes(255 - byte for byte in raw[at : at + 40])
    path.write_bytes(raw)
    assert search(stranger, "一次办清单") == ["E0001"]


@pytest.mark.slow
def test_a_seal_of_another_store_is_none(stranger: Path, tmp_path: Path) -> None:
    search(stranger, "一次办清单")
    folder = stranger / ".shifan"
    kept = (folder / "text.sqlite").read_bytes()
    (stranger / PROOF).write_text("另一份材料\n", "utf-8")
    search(stranger, "另一份材料")
    # The old index again beside the newer seal.
    (folder / "text.sqlite").write_bytes(kept)
    assert search(stranger, "另一份材料") == ["E0001"]
