"""``shifan evidence pack`` and ``shifan evidence verify``: places, exit codes, and what is printed
where."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
import samples
from helpers_outputs import TODAY, call, process

QUICK = ("--today", TODAY, "--without-pdf")


def pack(workspace: Path, *args: str) -> tuple[int, str, str]:
    return call("evidence", "pack", "-w", str(workspace), *QUICK, *args)


def test_the_package_lies_in_the_reports_and_its_place_is_the_only_result(sound: Path) -> None:
    code, out, err = pack(sound)
    place = sound / "reports/迎检卷宗-示例县-20261122"
    assert (code, out) == (0, f"{place}\n")
    assert "收入文件 1 个、链接 1 条" in err
    assert "卷宗指纹 " in err
    assert (place / "index.html").is_file()
    assert not (place / "data/总目录.pdf").exists()


def test_the_fingerprint_is_the_same_when_it_is_verified(sound: Path, tmp_path: Path) -> None:
    _, _, err = pack(sound, "-o", str(tmp_path / "卷宗"))
    fingerprint = err.split("卷宗指纹 ")[1].split("（")[0]
    code, out, _ = call("evidence", "verify", str(tmp_path / "卷宗"))
    assert code == 0
    assert fingerprint in out
    assert "没有缺失、多余或改动" in out


def test_a_package_is_replaced_only_when_asked_and_nothing_else_ever(
    sound: Path, tmp_path: Path
) -> None:
    target = tmp_path / "卷宗"
    assert pack(sound, "-o", str(target))[0] == 0
    (target / "index.html").write_text("old")
    code, out, err = pack(sound, "-o", str(target))
    assert (code, out) == (2, "")
    assert "--force" in err
    assert pack(sound, "-o", str(target), "--force")[0] == 0
    assert (target / "index.html").read_text("utf-8") != "old"
    mine = tmp_path / "我的文件夹"
    mine.mkdir()
    (mine / "重要.docx").write_text("x")
    assert pack(sound, "-o", str(mine), "--force")[0] == 2
    assert (mine / "重要.docx").read_text() == "x"


def test_a_package_is_not_put_among_the_originals(sound: Path) -> None:
    code, _, err = pack(sound, "-o", str(sound / "evidence/卷宗"))
    assert code == 2
    assert "evidence/" in err
    assert not (sound / "evidence/卷宗").exists()


def test_returned_pieces_come_with_all(sound: Path, tmp_path: Path) -> None:
    register = sound / "evidence/register.yaml"
    text = register.read_text("utf-8").replace(
        "  unit: 县司法局\n", "  unit: 县司法局\n  review: {state: returned}\n"
    )
    register.write_text(text, "utf-8")
    assert "收入文件 0 个" in pack(sound, "-o", str(tmp_path / "a"))[2]
    assert "已退回" in (tmp_path / "a/index.html").read_text("utf-8")
    assert "收入文件 1 个" in pack(sound, "-o", str(tmp_path / "b"), "--all")[2]


def test_a_catalogue_that_cannot_be_printed_ends_with_4_and_a_way_out(
    sound: Path, tmp_path: Path
) -> None:
    register = sound / "evidence/register.yaml"
    register.write_text(
        register.read_text("utf-8").replace("一次办清单", "一次办清单\U00020bb7"), "utf-8"
    )
    code, out, err = call(
        "evidence", "pack", "-w", str(sound), "--today", TODAY, "-o", str(tmp_path / "a")
    )
    assert (code, out) == (4, "")
    assert "U+20BB7" in err
    assert "--without-pdf" in err
    assert not (tmp_path / "a").exists()


def test_differences_are_told_in_three_forms(sound: Path, tmp_path: Path) -> None:
    place = tmp_path / "卷宗"
    pack(sound, "-o", str(place))
    (place / "data/1 依法履职/1.1 网上办理/E0001 清单.txt").write_text("改")
    (place / "data/链接清单.xlsx").unlink()
    (place / "data/多.txt").write_text("多")
    code, out, err = call("evidence", "verify", str(place), "--format", "json")
    assert (code, err) == (1, "")
    assert json.loads(out) == {
        "missing": ["data/链接清单.xlsx"],
        "extra": ["data/多.txt"],
        "changed": ["data/1 依法履职/1.1 网上办理/E0001 清单.txt"],
    }
    code, out, _ = call("evidence", "verify", str(place), "--format", "csv")
    assert code == 1
    assert [row[0] for row in csv.reader(io.StringIO(out))] == ["情况", "缺失", "多余", "内容变更"]
    code, out, _ = call("evidence", "verify", str(place))
    assert code == 1
    assert "缺失 1，多余 1，内容变更 1" in out


def test_what_is_no_package_ends_with_3(sound: Path, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04")
    for place in (sound, tmp_path / "a.zip"):
        code, out, err = call("evidence", "verify", str(place))
        assert (code, out) == (3, "")
        assert err.startswith("无法核对：")
    assert call("evidence", "verify", str(tmp_path / "没有"))[0] == 2


def test_a_package_is_verified_where_there_is_no_workspace(sound: Path, tmp_path: Path) -> None:
    pack(sound, "-o", str(tmp_path / "卷宗.zip"))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    done = process("evidence", "verify", "../卷宗.zip", cwd=elsewhere)
    assert (done.returncode, done.stderr) == (0, "")


def test_inside_a_workspace_the_evidence_folder_is_compared(
    sound: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(sound)
    assert call("evidence", "verify")[0] == 0
    (sound / "evidence/files/多.txt").write_text("多")
    (sound / "evidence/files/清单.txt").write_text("改")
    code, out, _ = call("evidence", "verify", "--format", "json")
    assert code == 1
    assert json.loads(out) == {
        "missing": [],
        "extra": ["files/多.txt"],
        "changed": ["files/清单.txt"],
    }


def test_a_register_that_cannot_be_read_is_not_compared(sound: Path) -> None:
    (sound / "evidence/register.yaml").write_text("- id: [\n")
    code, out, err = call("evidence", "verify", "-w", str(sound))
    assert (code, out) == (3, "")
    assert "register.yaml" in err


def test_packing_changes_nothing_in_the_workspace(sound: Path, tmp_path: Path) -> None:
    def state() -> dict[str, tuple[int, int]]:
        return {
            str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in sound.rglob("*")
        }

    before = state()
    assert pack(sound, "-o", str(tmp_path / "卷宗"))[0] == 0
    assert state() == before


def test_the_catalogue_is_a_document_of_its_own(sound: Path) -> None:
    code, out, _ = call(
        "report", "catalogue", "-w", str(sound), "--today", TODAY, "--to", "json", "--to", "html"
    )
    assert code == 0
    assert out.splitlines() == [
        str(sound / f"reports/佐证材料目录.{form}") for form in ("json", "html")
    ]
    data = json.loads((sound / "reports/佐证材料目录.json").read_text("utf-8"))
    rows = [row for section in data["sections"] for row in section["rows"]]
    assert [(row["id"], row["indicator"], row["date"], row["state"]) for row in rows] == [
        ("E0001", "1.1", "20260301", "有效，待审核"),
        ("E0002", "1.2", "20260401", "有效，待审核"),
    ]
    assert samples.SOUND["workspace.yaml"].startswith(f"name: {data['facts'][0][1]}")
