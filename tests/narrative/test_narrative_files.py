"""Files of parts that are not there, lead elsewhere, are something else, or were made to do
harm."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest
from helpers_narrative import docx_of, one_part, para, with_parts
from samples import SOUND, Opener, write

from scoring.narrative import read_narrative
from scoring.narrative.reading import LARGEST_XML, MOST_COLUMNS
from scoring.problems import Problem, Where
from scoring.workspace import open_workspace

HERE = Where("workspace.yaml", 8, 20)


def problems(tmp_path: Path, name: str, content: bytes | None = None) -> list[Problem]:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    part, found = read_narrative(tmp_path, "工作打算", name, HERE, first=True)
    assert bool(part.fault) == (not part.passages)
    return list(found)


def one(tmp_path: Path, name: str, content: bytes | None = None) -> tuple[str, str]:
    (found,) = problems(tmp_path, name, content)
    return found.rule, found.what


def columns(count: int) -> bytes:
    return docx_of(
        "<w:tbl><w:tr>"
        + "<w:tc><w:p><w:r><w:t>格</w:t></w:r></w:p></w:tc>" * count
        + "</w:tr></w:tbl>"
    )


LAUGHS = (
    '<!DOCTYPE w:document [<!ENTITY a "哈哈哈哈哈哈哈哈"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
)
OUTSIDE = '<!DOCTYPE w:document [<!ENTITY x SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        ("没有.txt", None, "W010"),
        ("没有/打算.txt", None, "W010"),
        ("../打算.txt", None, "W011"),
        ("/etc/hostname", None, "W011"),
        ("C:\\打算.txt", None, "W011"),
        ("打算.pdf", b"%PDF-1.7", "W012"),
        ("打算.doc", b"\xd0\xcf\x11\xe0", "W012"),
        ("打算.docx", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "W012"),
        ("打算.docx", "只是文字".encode(), "W012"),
        ("打算.docx", b"PK\x03\x04" + b"\0" * 40, "W012"),
        ("打算.docx", docx_of("<w:p>")[:-30], "W012"),
        ("打算.docx", docx_of("<w:p>没有结束"), "W012"),
        ("打算.docx", columns(MOST_COLUMNS + 1), "W012"),
        ("打算.docx", docx_of(para("字" * 250_000)), "W012"),
        ("打算.docx", docx_of("<w:p/>" * (LARGEST_XML // 6)), "W012"),
        ("打算.docx", docx_of("<w:sdt>" * 300 + "</w:sdt>" * 300), "W012"),
        ("打算.docx", docx_of(""), "W013"),
        ("打算.docx", b"", "W013"),
        ("打算.docx", docx_of(para("工作打算", "1")), "W013"),
        ("打算.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "W012"),
        ("打算.txt", "字\n".encode() * 4_000, "W012"),
        ("打算.txt", b"a" * (1024 * 1024 + 1), "W012"),
        ("打算.txt", b"", "W013"),
    ],
)
def test_a_faulty_file_is_told_and_costs_its_part_only(
    tmp_path: Path, name: str, content: bytes | None, rule: str
) -> None:
    found = one(tmp_path, name, content)
    assert found[0] == rule
    assert name in found[1]
    assert "导入" not in found[1]
    assert "指标体系" not in found[1]


@pytest.mark.parametrize("declared", [LAUGHS, OUTSIDE])
def test_entities_are_not_filled_in(tmp_path: Path, declared: str) -> None:
    name = "b" if "ENTITY b" in declared else "x"
    body = para("正文") + f"<w:p><w:r><w:t>&{name};</w:t></w:r></w:p>"
    (tmp_path / "打算.docx").write_bytes(docx_of(body, declared=declared))
    part, _ = read_narrative(tmp_path, "工作打算", "打算.docx", HERE, first=True)
    assert [item.text for item in part.passages] == ["正文"]


def test_an_archive_that_explodes_is_not_opened(tmp_path: Path) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<a>" + b" " * (30 * 1024 * 1024) + b"</a>")
    assert len(made.getvalue()) < 100_000
    assert one(tmp_path, "打算.docx", made.getvalue())[0] == "W012"


def test_a_link_that_leads_out_and_a_pipe_are_not_read(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (tmp_path / "外.txt").write_text("外面的话", "utf-8")
    (home / "外.txt").symlink_to(tmp_path / "外.txt")
    os.mkfifo(home / "管.txt")
    assert one(home, "外.txt")[0] == "W011"
    assert one(home, "管.txt") == ("W012", "管.txt 读不出来：不是普通文件")


def test_what_is_left_out_is_told_once(tmp_path: Path) -> None:
    twice = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        "<mc:Choice><w:drawing/></mc:Choice><mc:Fallback><w:pict/></mc:Fallback></mc:AlternateContent>"
    )
    body = para("正文", more=f"<w:r>{twice}</w:r><w:r><w:footnoteReference/></w:r>")
    (found,) = problems(tmp_path, "打算.docx", docx_of(body))
    assert (found.rule, found.severity) == ("W015", "warning")
    assert found.what == "打算.docx 里有图片 1 处、脚注 1 处，没有印进报告"


def test_an_unknown_name_is_told_with_its_place_and_the_nearest(tmp_path: Path) -> None:
    (found,) = problems(
        tmp_path, "打算.txt", "## 一\n得{总分}分。\n失{失分数}，{失分数}。".encode()
    )
    assert (found.rule, found.where) == ("W014", HERE)
    assert found.what == "打算.txt 第3行：不认识的数字名称“{失分数}”"
    assert found.fix.startswith("是不是“{失分}”？可用的有：总分、")


def test_all_faults_come_in_one_run_at_their_lines(opened: Opener) -> None:
    parts = "\n  {title: 甲, file: 甲.txt},\n  {title: 乙, file: 乙.txt, place: first}"
    found = opened(with_parts(parts, {"乙.txt": "{不认识}"})).problems
    assert [(item.rule, item.where.line) for item in found] == [("W010", 10), ("W014", 11)]


@pytest.mark.parametrize(
    ("part", "rule"),
    [
        ("{title: 甲}", "S002"),
        ("{title: 甲, file: 甲.txt, place: 中间}", "S004"),
        ("{title: 甲, file: 甲.txt, at: 1}", "S001"),
    ],
)
def test_a_part_is_checked_like_every_record(opened: Opener, part: str, rule: str) -> None:
    found = opened(with_parts(part, {"甲.txt": "正文"})).problems
    assert [item.rule for item in found] == [rule]


def test_reading_touches_nothing(tmp_path: Path) -> None:
    folder = write(tmp_path, one_part("texts/打算.txt", "正文"))
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    (part,) = open_workspace(folder).whole().parts
    assert (part.title, part.file, part.first, part.fault) == (
        "工作打算",
        "texts/打算.txt",
        False,
        "",
    )
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


def test_a_workspace_without_parts_has_none(opened: Opener) -> None:
    assert opened(SOUND).parts == ()
