"""What supports nothing: a file that cannot be opened, of every kind; and what is asked for no
more."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path

import pikepdf
import pytest
import samples
from helpers_outputs import call

TODAY = ("--today", "2026-11-29")
REGISTER = "evidence/register.yaml"


def whole_pdf(**security: pikepdf.Encryption) -> bytes:
    stream = io.BytesIO()
    document = pikepdf.new()
    for _ in range(3):
        document.add_blank_page()
    document.save(stream, **security)
    return stream.getvalue()


def workbook() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for number in range(40):
            archive.writestr(f"word/{number}.xml", "<p>情况说明</p>" * 40)
    return stream.getvalue()


BROKEN = {
    "半截.pdf": whole_pdf()[:200],
    "加密.pdf": whole_pdf(encryption=pikepdf.Encryption(owner="a", user="b")),
    "半截.docx": workbook()[:900],
    "程序.pdf": b"MZ" + b"\1\2\3" * 400,
    "全零.jpg": bytes(4096),
    "半截.mp4": b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0\0\x10\0mdat" + b"\7" * 200,
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_cannot_be_opened_supports_nothing(name: str, tmp_path: Path) -> None:
    old = samples.SOUND[REGISTER]
    digest = hashlib.sha256(samples.PROOF.encode()).hexdigest()
    register = old.replace("files/清单.txt", f"files/{name}").replace(
        digest, hashlib.sha256(BROKEN[name]).hexdigest()
    )
    files = {**samples.SOUND, REGISTER: register, f"evidence/files/{name}": BROKEN[name]}
    folder = samples.write(tmp_path / "w", files)
    call("-w", str(folder), "evidence", "scan", *TODAY, "--ocr", "off")
    problems = json.loads(call("-w", str(folder), "check", "--format", "json")[1])["problems"]
    assert [item["rule"] for item in problems if item["severity"] == "warning"] == ["E014"], (
        problems
    )
    record = json.loads(call("-w", str(folder), "evidence", "list", "--format", "json")[1])[
        "records"
    ][0]
    assert record["counts"] is False
    assert "文件打不开" in record["reasons"][0]
    assert "不起作用：文件打不开" in call("-w", str(folder), "explain", "1.1")[1]
    score = json.loads(call("-w", str(folder), "score", "--format", "json")[1])
    assert next(node for node in score["nodes"] if node["code"] == "1.1")["supported"] == "0.00"
    assert (
        call("-w", str(folder), "evidence", "review", "E0001", "--accept", "--by", "甲", *TODAY)[0]
        == 2
    )


def test_a_sound_file_still_counts_after_a_scan(sound: Path) -> None:
    call("-w", str(sound), "evidence", "scan", *TODAY)
    record = json.loads(call("-w", str(sound), "evidence", "list", "--format", "json")[1])[
        "records"
    ][0]
    assert record["counts"] is True


def test_what_does_not_apply_is_not_missing(sound: Path) -> None:
    (sound / REGISTER).write_text("", "utf-8")
    round_ = sound / "rounds/2026-self.yaml"
    args = ("-w", str(sound), "evidence", "list", "--missing", "--format", "json")
    asked = json.loads(call(*args)[1])["requirements"]
    assert "1.2" in [item["indicator"] for item in asked]
    text = round_.read_text("utf-8").replace(
        '"1.2": {met: true}', '"1.2": {not_applicable: 没有这个平台}'
    )
    round_.write_text(text, "utf-8")
    asked = json.loads(call(*args)[1])["requirements"]
    assert "1.2" not in [item["indicator"] for item in asked]


def test_a_suggestion_writes_the_requirement_that_it_speaks_of(sound: Path) -> None:
    tree = sound / "indicators/sample.yaml"
    wanted = "    - {name: 办理清单, kinds: [文件]}\n"
    tree.write_text(
        tree.read_text("utf-8").replace(
            wanted, wanted + wanted.replace("办理清单", "案卷评查通报")
        ),
        "utf-8",
    )
    (sound / "evidence/files/1.1 案卷评查通报.txt").write_text("案卷评查通报，共 3 件。\n", "utf-8")
    call("-w", str(sound), "evidence", "scan", *TODAY)
    register = sound / REGISTER
    kept, _, new = register.read_text("utf-8").partition("- id: E0003")
    register.write_text(kept + "- id: E0003" + new.split("  proves:")[0], "utf-8")
    assert (
        call(
            "-w", str(sound), "evidence", "suggest", "E0003", "--apply", "0.5", "--by", "甲", *TODAY
        )[0]
        == 0
    )
    assert 'indicator: "1.1", item: 案卷评查通报, state: proposed' in register.read_text("utf-8")
