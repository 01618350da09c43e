"""Documents and workbooks that break their readers: exit 3 and a sentence, never a traceback, a
hang or all memory."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest
from helpers_outputs import call

from scoring.cli.screen import UNSEEN

TODAY = "2026-11-20"
HEAD = "示例县法治政府建设工作方案\n"
ITEMS = "".join(
    f"{at}.推进事{{}}项{at}办理规范公开，按时完成并公布结果。牵头单位：县司法局\n"
    for at in range(1, 12)
)


def steered(text: str) -> bool:
    return UNSEEN.search(text.replace("\n", "").replace("\t", "")) is not None


@pytest.mark.slow
@pytest.mark.parametrize(
    "sign", ["\x1b[31m", "\x1b]0;PWNED\x07", "\u202e", "\u2066", "\x9b2J", "\x7f"]
)
@pytest.mark.parametrize("place", ["preamble", "name", "file"])
def test_signs_that_steer_a_terminal_stay_in_the_document(
    tmp_path: Path, sign: str, place: str
) -> None:
    text = HEAD + (f"录{sign}要点\n" if place == "preamble" else "") + "一、依法全面履行政府职能\n"
    text += ITEMS.format(*[sign if place == "name" else ""] * 11)
    source = tmp_path / (f"方案{sign}.txt" if place == "file" else "方案.txt")
    source.write_text(text, "utf-8")
    code, out, err = call("indicators", "import", str(source), "-o", str(tmp_path / "方案.yaml"))
    assert code in (0, 1), err
    assert not steered(out + err)
    assert not steered((tmp_path / "方案.yaml").read_text("utf-8"))
    code, out, err = call(
        "init", str(tmp_path / "w"), "--tree", str(tmp_path / "方案.yaml"), "--today", TODAY
    )
    assert code == 0, err
    assert call("-w", str(tmp_path / "w"), "check")[0] == 0


BROKEN = {
    "空表.html": b"<table><tr><th>\xe4\xb8\x80\xe7\xba\xa7</th></tr></table><table></table>",
    "头.xls": bytes.fromhex("d0cf11e0a1b11ae1") + b"\xff" * 2048,
    "零.docx": b"PK\3\4" + b"\0" * 500,
    "嵌套.txt": b"<d>1<n>\xb5\xb1<td>2\xb5\xbd<td>3<d>\xc0\xfd",
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_document_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(BROKEN[name])
    code, out, err = call("indicators", "import", str(tmp_path / name))
    assert (code, out) == (3, ""), err
    assert err.startswith("没有导入：")


@pytest.mark.parametrize("kind", ["pipe", "folder"])
def test_what_is_no_file_is_not_waited_for(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "方案.docx"
    os.mkfifo(path) if kind == "pipe" else path.mkdir()
    assert call("indicators", "import", str(path))[0] == 3


FAR = "<row r='1048576'><c r='XFD1048576' t='n'><v>1</v></c></row>"
FORMS = {
    "single quotes": FAR,
    "blanks": FAR.replace("r='", 'r = "').replace("' t='n'", '" t="n"').replace("'>", '">'),
    "a line end": FAR.replace("<c ", "<c\n"),
    "three gigabytes": FAR.replace("XFD", "CV"),
}


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_a_sheet_that_reaches_far_out_is_refused_however_it_is_written(
    stranger: Path, tmp_path: Path, form: str
) -> None:
    ours, far = tmp_path / "表.xlsx", tmp_path / "远.xlsx"
    assert (
        call("-w", str(stranger), "sheet", "export", "findings", "-o", str(ours), "--today", TODAY)[
            0
        ]
        == 0
    )
    with zipfile.ZipFile(ours) as old, zipfile.ZipFile(far, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = content.replace(b"</sheetData>", FORMS[form].encode() + b"</sheetData>")
            new.writestr(name, content)
    for command in (
        ["-w", str(stranger), "sheet", "import", str(far), "--preview"],
        ["indicators", "import", str(far)],
    ):
        code, _, err = call(*command)
        assert code == 3, err
        assert "Traceback" not in err


def test_damaged_bytes_in_a_workbook_of_ours(stranger: Path, tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    call("-w", str(stranger), "sheet", "export", "findings", "-o", str(path), "--today", TODAY)
    with zipfile.ZipFile(path) as book:
        at = next(
            item for item in book.infolist() if item.filename.endswith("sheet1.xml")
        ).header_offset
    raw = bytearray(path.read_bytes())
    raw[at + 90 : at + 110] = b"\xff" * 20
    path.write_bytes(raw)
    code, _, err = call("-w", str(stranger), "sheet", "import", str(path))
    assert code == 3, err
    assert path.name in err
