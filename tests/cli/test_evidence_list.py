"""``evidence list`` and its flags as people type them."""

import json
import re

import pytest
import samples
from helpers_outputs import call

MORE = """\
- {id: E0003, file: files/没有.txt, kind: 文件, date: 2026-03-01, unit: 县教育局}
- {id: E0004, file: files/旧.txt, kind: 文件, date: 2019-03-01, unit: 教育局（旧）, proves: [{indicator: "1.2"}]}
- {id: E0005, file: files/同.txt, kind: 文件, date: 2026-03-01, unit: 司法局, review: {state: accepted}}
"""


@pytest.fixture
def folder(sound):
    register = sound / "evidence/register.yaml"
    register.write_text(register.read_text("utf-8") + MORE, "utf-8")
    (sound / "evidence/files/旧.txt").write_text("旧的", "utf-8")
    (sound / "evidence/files/同.txt").write_text(samples.PROOF, "utf-8")
    return sound


def listed(folder, *flags):
    code, out, err = call("-w", str(folder), "evidence", "list", *flags, "--format", "json")
    assert code in (0, 1), err
    return json.loads(out)


@pytest.mark.parametrize(
    ("flags", "idents"),
    [
        (("--missing",), ["E0003"]),
        (("--expired",), ["E0004"]),
        (("--duplicate",), ["E0001", "E0005"]),
        (("--unmapped",), ["E0003", "E0005"]),
        (("--unread",), []),
        (("--pending",), ["E0001", "E0002", "E0003", "E0004"]),
        (("--missing", "--expired"), ["E0003", "E0004"]),
        (("--unmapped", "--unit", "司法局"), ["E0005"]),
        (("--unit", "县教育局"), ["E0003"]),
        (("--invalid", "--unit", "县司法局"), ["E0005"]),
    ],
)
def test_flags_choose(folder, flags, idents):
    assert [row["id"] for row in listed(folder, *flags)["records"]] == idents


def test_each_row_says_why_it_is_listed(folder):
    _, out, _ = call(
        "-w", str(folder), "evidence", "list", "--duplicate", "--unmapped", "--format", "csv"
    )
    rows = {line.split(",")[0]: line for line in out.splitlines()}
    assert "与 E0005 内容相同" in rows["E0001"]
    assert "与 E0001 内容相同；未对应指标" in rows["E0005"]
    _, out, _ = call("-w", str(folder), "evidence", "list", "--pending")
    assert "待审核" in out
    assert re.search(r"共 4 条，有效 \d 条", out)


def test_missing_lists_the_requirements_as_well(folder):
    (folder / "evidence/files/清单.txt").unlink()
    data = listed(folder, "--missing")
    assert data["requirements"][0] == {
        "indicator": "1.1",
        "name": "网上办理",
        "item": "办理清单",
        "kinds": ["文件"],
        "min": 1,
        "have": 0,
        "lead": ["县司法局"],
    }
    assert "requirements" not in listed(folder, "--expired")
    assert listed(folder, "--missing", "--unit", "县教育局")["requirements"] == []
    _, out, _ = call("-w", str(folder), "evidence", "list", "--missing", "--unit", "司法局")
    assert re.search(r"还没有满足的佐证要求：\d 项", out)
    assert "办理清单" in out


def test_unread_files_are_known_from_the_scan(folder):
    (folder / "evidence/files/坏.pdf").write_bytes(b"%PDF-1.4 cut")
    call(
        "-w",
        str(folder),
        "evidence",
        "scan",
        "--ocr",
        "off",
        "--workers",
        "1",
        "--today",
        "2026-11-22",
    )
    (row,) = listed(folder, "--unread")["records"]
    assert (row["file"], row["type"]) == ("files/坏.pdf", "pdf")
    _, out, _ = call("-w", str(folder), "evidence", "list", "--unread", "--format", "csv")
    assert re.search("不完整|已损坏", out)


def test_an_unknown_unit_is_wrong_use(folder):
    code, out, err = call("-w", str(folder), "evidence", "list", "--unit", "县司法居")
    assert (code, out) == (2, "")
    assert "是不是“县司法局”？" in err


def test_what_supports_nothing_says_why(sound):
    register = sound / "evidence/register.yaml"
    more = """\
- {id: E0006, file: files/同.txt, date: 2026-03-01, proves: [{indicator: "1.1", state: proposed}]}
- {id: E0007, file: files/同.txt, date: 2026-03-01, proves: [{indicator: "1"}]}
- {id: E0008, file: files/同.txt, date: 2026-03-01}
"""
    register.write_text(register.read_text("utf-8") + more, "utf-8")
    (sound / "evidence/files/同.txt").write_text(samples.PROOF, "utf-8")
    records = {record["id"]: record for record in listed(sound)["records"]}
    assert all(record["counts"] or record["reasons"] for record in records.values())
    assert records["E0006"]["reasons"] == ["对应关系尚未确认"]
    assert records["E0007"]["reasons"] == ["没有对应到末级指标"]
    assert records["E0008"]["reasons"] == ["没有对应到指标"]
