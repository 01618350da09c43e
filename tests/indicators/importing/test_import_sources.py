"""The same index from every kind of file, and files that cannot be read."""

from __future__ import annotations

import contextlib
import datetime
import re
import shutil
import zipfile
from pathlib import Path

import pytest
import yaml
from import_samples import (
    TITLE,
    convert,
    expected_paths,
    index_csv,
    index_docx,
    index_html,
    index_rows,
    index_xlsx,
    leaves,
    paths_of,
)

from scoring.indicators.importing import (
    CATALOGUE,
    DocumentImportError,
    UnreadableSource,
    import_file,
    to_yaml,
)

DATA = Path(__file__).parent / "data"
office = pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice writes these formats"
)


def check_index(path: Path) -> None:
    got = import_file(path, title=TITLE)
    assert paths_of(got.tree) == expected_paths()
    assert got.counts == (8, 32, 125)
    assert got.points == "100"
    assert [leaf["number"] for leaf in leaves(got.tree)] == [row[2] for row in index_rows()]


@pytest.mark.parametrize(
    ("write", "name"),
    [(index_docx, "a.docx"), (index_xlsx, "a.xlsx"), (index_html, "a.html"), (index_csv, "a.csv")],
    ids=["docx", "xlsx", "html", "csv"],
)
def test_125_rows_from_formats_that_tests_can_write(tmp_path, write, name):
    check_index(write(tmp_path / name))


@pytest.mark.parametrize("name", ["index.doc", "index.xls"])
def test_125_rows_from_old_binary_formats(tmp_path, name):
    check_index(DATA / name)


@pytest.mark.parametrize(("name", "other"), [("index.doc", "index.wps"), ("index.xls", "index.et")])
def test_the_same_formats_under_their_wps_names(tmp_path, name, other):
    shutil.copy(DATA / name, tmp_path / other)
    got = import_file(tmp_path / other)
    assert len(leaves(got.tree)) == 125
    assert all(notice.rule != "IMP01" for notice in got.notices)


@pytest.mark.slow
@office
def test_125_rows_from_a_printed_pdf(tmp_path):
    path = convert(index_docx(tmp_path / "a.docx", automatic=False, tracked=False), "pdf")
    got = import_file(path)
    assert paths_of(got.tree) == expected_paths()
    assert {"IMP04", "IMP56"} <= {notice.rule for notice in got.notices}


def test_automatic_numbers_and_tracked_changes_are_read(tmp_path):
    got = import_file(index_docx(tmp_path / "a.docx"))
    assert [node["number"] for node in got.tree["indicators"]] == [
        f"{sign}、" for sign in "一二三四五六七八"
    ]
    assert got.notices[0].rule == "IMP02"
    assert "删去的话" not in to_yaml(got)


def outline_docx(path: Path) -> Path:
    from docx import Document
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    document = Document()
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{style}"/><w:lvlText '
        f'w:val="{pattern}"/></w:lvl>'
        for level, (style, pattern) in enumerate(
            (("chineseCountingThousand", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."))
        )
    )
    numbering = document.part.numbering_part.element
    numbering.insert(
        0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{levels}</w:abstractNum>')
    )
    numbering.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>')
    )
    document.add_paragraph("示例县2026年法治建设工作要点")
    for level, text in (
        (0, "开门办事"), (1, "窗口"), (2, "清单上网。(牵头单位:县司法局)"), (2, "周末开门。(牵头单位:县公安局)"),
        (1, "网上"), (2, "一网通办。(牵头单位:县数据局)"), (0, "亮证执法"), (1, "上街"),
        (2, "佩戴胸牌。(牵头单位:县城管局)"),
    ):  # fmt: skip
        paragraph = document.add_paragraph(text)
        paragraph._p.get_or_add_pPr().append(
            parse_xml(
                f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="90"/></w:numPr>'
            )
        )
    document.save(path)
    return path


def check_outline(got) -> None:
    assert got.counts == (2, 3, 4)
    assert [leaf["name"] for leaf in leaves(got.tree)] == [
        "清单上网",
        "周末开门",
        "一网通办",
        "佩戴胸牌",
    ]
    assert [leaf.get("number") for leaf in leaves(got.tree)] == ["1.", "2.", "1.", "1."]
    assert got.tree["indicators"][1]["number"] == "二、"


def test_an_outline_that_word_numbered(tmp_path):
    check_outline(import_file(outline_docx(tmp_path / "a.docx")))


@pytest.mark.slow
@office
@pytest.mark.parametrize("suffix", ["doc", "pdf"])
def test_the_outline_in_other_formats(tmp_path, suffix):
    check_outline(import_file(convert(outline_docx(tmp_path / "a.docx"), suffix)))


def test_ordered_lists_of_a_web_page_keep_their_depth(tmp_path):
    path = tmp_path / "a.html"
    path.write_text(
        "<html><body><ol><li>开门办事<ol><li>清单上网。(牵头单位:县司法局)</li><li>周末开门。"
        "(牵头单位:县公安局)</li></ol></li>"
        "<li>亮证执法</li><ol><li>佩戴胸牌。(牵头单位:县城管局)</li></ol></ol></body></html>",
        encoding="utf-8",
    )
    got = import_file(path)
    assert got.counts == (2, 3)
    assert [leaf["name"] for leaf in leaves(got.tree)] == ["清单上网", "周末开门", "佩戴胸牌"]


def test_a_plan_on_a_web_page(tmp_path):
    path = tmp_path / "a.html"
    path.write_text(
        """<html><head><title>x</title><style>p{}</style></head><body><div class="nav"><a>首页</a> <a>政务</a></div>
<div class="TRS_Editor"><p style="text-align:center">示例县2026年工作要点</p><p>一、开门办事</p>
<p>&nbsp;&nbsp;1.清单<b>上网</b>。把清单放到网上。（牵头单位：县司法局；<br>责任单位：县财政局）</p><p>2.周末开门。（牵头单位：县公安局）</p></div>
<div style="display: none">3.不要的</div><p>责任编辑：某某</p></body></html>""",
        encoding="utf-8",
    )
    got = import_file(path)
    assert [leaf["name"] for leaf in leaves(got.tree)] == ["清单上网", "周末开门"]
    assert leaves(got.tree)[0]["support"] == ["县财政局"]
    assert got.tree["title"] == "示例县2026年工作要点"


def test_the_same_file_gives_the_same_bytes(tmp_path):
    path = index_docx(tmp_path / "a.docx")
    assert to_yaml(import_file(path)) == to_yaml(import_file(path))


def test_yaml_reads_back_as_the_tree_with_codes_quoted(tmp_path):
    path = tmp_path / "plan.txt"
    path.write_text(
        '一、a: b #c "引号" \\反\n1.on\n2.- 甲: 乙。[1]{2}\n3.1\n10.2026-01-01\n', encoding="utf-8"
    )
    got = import_file(path, id="my-tree", title="是: #非", read_on=datetime.date(2026, 3, 1))
    written = to_yaml(got)

    def plain(value):
        if isinstance(value, dict):
            return {key: plain(content) for key, content in value.items()}
        return [plain(content) for content in value] if isinstance(value, list) else str(value)

    assert yaml.load(written, yaml.BaseLoader) == plain(got.tree)
    assert '- code: "1"' in written
    assert "# 读取日期：2026-03-01" in written
    assert got.source.sha256 in written
    assert all(isinstance(node["code"], str) for node in yaml.safe_load(written)["indicators"])


def test_summary_and_json_tell_the_same(tmp_path):
    got = import_file(DATA / "plan.txt")
    told = got.as_dict()
    assert sorted(told) == ["clauses", "counts", "notices", "points", "units"]
    assert all(set(notice) == {"rule", "where", "what", "did"} for notice in told["notices"])
    assert all(notice["rule"] in CATALOGUE for notice in told["notices"])
    for unit in told["units"]:
        assert unit in got.summary()
    # Doubts that are alike stand there three times and are counted from then on: no doubt is lost.
    shown = got.summary().count("→")
    alike = sum(int(count) for count in re.findall(r"另有 (\d+) 处相同", got.summary()))
    assert shown + alike == len(told["notices"])


def test_every_notice_of_the_catalogue_is_given_somewhere_and_no_other():
    import re

    import scoring.indicators.importing as grammar
    import scoring.reading as readers

    homes = [Path(package.__file__).parent for package in (grammar, readers)]
    sources = [path for home in homes for path in home.rglob("*.py") if path.name != "notices.py"]
    used = {
        name
        for path in sources
        for name in re.findall(r'"(IMP\d\d)"', path.read_text(encoding="utf-8"))
    }
    assert used == set(CATALOGUE)


def test_what_was_written_passes_the_check_of_the_tree(tmp_path):
    from scoring.indicators.loading import load_tree

    for source in (DATA / "plan.txt", index_xlsx(tmp_path / "a.xlsx")):
        target = tmp_path / "tree.yaml"
        target.write_text(to_yaml(import_file(source)), encoding="utf-8")
        tree, problems = load_tree(target, "tree.yaml")
        # What was only proposed is told, and nothing else.
        assert {problem.rule for problem in problems} <= {"T018"}
        assert tree is not None


# --- files that cannot be read


def reason(path: Path) -> str:
    with pytest.raises(UnreadableSource) as caught:
        import_file(path)
    assert caught.value.what
    assert caught.value.fix
    return caught.value.reason


def test_missing_and_empty_files(tmp_path):
    assert reason(tmp_path / "no.docx") == "missing"
    (tmp_path / "a.docx").write_bytes(b"")
    assert reason(tmp_path / "a.docx") == "empty"
    (tmp_path / "b.xlsx").write_bytes(b"\0" * 9000)
    assert reason(tmp_path / "b.xlsx") == "empty"


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx", "a.doc", "a.xls", "a.pdf"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_truncated_files(tmp_path, name, share):
    kind = name.partition(".")[2]
    if kind == "docx":
        data = index_docx(tmp_path / "x.docx").read_bytes()
    elif kind == "xlsx":
        data = index_xlsx(tmp_path / "x.xlsx").read_bytes()
    elif kind == "pdf":
        data = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n" + b"x" * 500
    else:
        data = (DATA / f"index.{kind}").read_bytes()
    (tmp_path / name).write_bytes(data[: int(len(data) * share)])
    assert reason(tmp_path / name) in ("damaged", "no_text")


def test_disguised_files_are_read_by_content_and_reported(tmp_path):
    index_xlsx(tmp_path / "a.xlsx").rename(tmp_path / "b.docx")
    got = import_file(tmp_path / "b.docx")
    assert got.counts == (8, 32, 125)
    assert got.notices[0].rule == "IMP01"


def test_pictures_archives_and_other_formats_are_refused(tmp_path):
    (tmp_path / "a.docx").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 20)
    assert reason(tmp_path / "a.docx") == "unknown"
    (tmp_path / "b.doc").write_bytes(b"{\\rtf1\\ansi abc}")
    assert reason(tmp_path / "b.doc") == "unsupported"
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
        archive.writestr("x.txt", "1.a")
    assert reason(tmp_path / "c.zip") == "unknown"
    with zipfile.ZipFile(tmp_path / "d.ofd", "w") as archive:
        archive.writestr("OFD.xml", "<a/>")
    assert reason(tmp_path / "d.ofd") == "unsupported"


def test_a_zip_bomb_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.docx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * (60 * 1024 * 1024))
    assert reason(tmp_path / "a.docx") == "bomb"


def test_entities_are_not_resolved(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("1.秘密", encoding="utf-8")
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    xml = (
        f'<!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}">]><w:document xmlns:w="{w}"><w:body>'
        f"<w:p><w:r><w:t>1.甲事项&x;</w:t></w:r></w:p><w:p><w:r><w:t>2.乙事项</w:t></w:r></w:p></w:body></w:document>"
    )
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("word/document.xml", xml)
    assert "秘密" not in to_yaml(import_file(tmp_path / "a.docx"))


def test_encrypted_files(tmp_path):
    import pikepdf

    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(tmp_path / "a.pdf", encryption=pikepdf.Encryption(owner="a", user="b"))
    assert reason(tmp_path / "a.pdf") == "encrypted"
    doc = bytearray((DATA / "index.doc").read_bytes())
    at = doc.find(b"\xec\xa5")
    doc[at + 0x0B] |= 1
    (tmp_path / "b.doc").write_bytes(doc)
    assert reason(tmp_path / "b.doc") == "encrypted"


def test_a_scan_is_refused(tmp_path):
    import pikepdf

    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(tmp_path / "a.pdf")
    assert reason(tmp_path / "a.pdf") == "no_text"


def test_100_000_rows_are_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("一级指标,二级指标\n" + "甲,乙\n" * 100_000, encoding="utf-8")
    assert reason(path) == "too_large"


def test_a_sheet_that_reaches_far_out_is_refused_before_it_is_laid_out(tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    book.active["A1"] = "一级指标"
    book.active["XFD1048576"] = "甲"
    book.save(tmp_path / "a.xlsx")
    assert reason(tmp_path / "a.xlsx") == "too_large"
    book = Workbook()
    book.active["A1"] = "一级指标"
    book.active["XFD2000"] = "甲"
    book.save(tmp_path / "b.xlsx")
    assert reason(tmp_path / "b.xlsx") == "too_large"


def test_one_endless_paragraph_is_refused(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("1.甲(" * 20_000, encoding="utf-8")
    assert reason(path) == "too_large"


@pytest.mark.slow
def test_5000_rows_are_read(tmp_path):
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    page = book.create_sheet()
    page.append(
        [
            "一级指标",
            "二级指标",
            "序号",
            "三级指标",
            "分值",
            "牵头单位",
            "责任单位",
            "完成时限",
            "评分标准",
            "备注",
        ]
    )
    for number in range(5000):
        page.append(
            [
                f"第{number // 500}组",
                f"第{number // 50}类",
                number + 1,
                f"第{number}项要做好,件件有回音",
                0.5,
                "县司法局",
                "县财政局、县审计局",
                "2026年6月底前",
                "少一件扣0.1分",
                "",
            ]
        )
    book.save(tmp_path / "a.xlsx")
    got = import_file(tmp_path / "a.xlsx")
    assert got.counts == (10, 100, 5000)


def test_bytes_of_every_kind_end_in_a_message(tmp_path):
    import random

    chance = random.Random(5)
    good = [index_docx(tmp_path / "g.docx").read_bytes(), index_xlsx(tmp_path / "g.xlsx").read_bytes(),
            (DATA / "index.doc").read_bytes(), (DATA / "index.xls").read_bytes()]  # fmt: skip
    for number in range(40):
        data = bytearray(good[number % 4])
        for _ in range(chance.randrange(1, 200)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        path = tmp_path / "bad.bin"
        path.write_bytes(data)
        # Damage may hit what nobody reads; but nothing else than a DocumentImportError may come
        # out.
        with contextlib.suppress(DocumentImportError):
            import_file(path)


def test_nothing_is_written(tmp_path):
    path = index_csv(tmp_path / "a.csv")
    before = path.stat().st_mtime_ns
    import_file(path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.csv"]
    assert path.stat().st_mtime_ns == before
