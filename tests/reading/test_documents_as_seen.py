"""Documents are read as a person sees them: one made file for each kind, through the real
readers."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from scoring.evidence.probing import Probe, probe
from scoring.indicators.importing import UnreadableSource, import_file
from scoring.reading import docx, ocr, picture_pages
from scoring.reading.blocks import plain_text
from scoring.reading.number_formats import as_text, display
from scoring.reading.sniff import sniff
from scoring.reading.text_quality import is_gibberish

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
LETTER = ["示例县司法局文件", "示司发〔2026〕5号", "示例县司法局关于年审的通知", "各单位："]
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"


def word(path: Path, body: str, *, main: str = "word/document.xml", parts: dict[str, bytes | str] | None = None,
         links: str = "", slash: str = "/") -> Path:  # fmt: skip
    """A Word file whose body is this XML; ``links`` are relations of its main part."""
    folder, _, name = main.rpartition("/")
    document = (
        f'<w:document xmlns:w="{W}" xmlns:r="{R}" '
        f'xmlns:m="{M}"><w:body>{body}</w:body></w:document>'
    )
    contents: dict[str, bytes | str] = {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}"><Override PartName="/{main}" ContentType="application/'
        'vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{RELS}"><Relationship Id="a" Type="{R}/officeDocument" '
        f'Target="{main}"/></Relationships>',
        main: document,
        f"{folder}/_rels/{name}.rels": f'<Relationships xmlns="{RELS}">{links}</Relationships>',
        **(parts or {}),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, data in contents.items():
            archive.writestr(part.replace("/", slash), data)
    return path


def para(text: str, properties: str = "") -> str:
    return f"<w:p><w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}<w:t>{text}</w:t></w:r></w:p>"


def text_of(path: Path) -> str:
    return plain_text(docx.read(path.read_bytes()).blocks)


def look(path: Path) -> Probe:
    return probe(path, ocr="off")


def page_picture(size: tuple[int, int] = (1000, 1400), shade: bool = False) -> bytes:
    """A picture that looks like a page: bars of ink on pale paper, perhaps under a shadow."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", size, (244, 243, 240))
    drawing = ImageDraw.Draw(image)
    for row in range(8, 36):
        for word_at in range(3 + row % 3, 36):
            x, y = word_at * size[0] // 40, row * size[1] // 40
            drawing.rectangle((x, y, x + size[0] // 60, y + size[1] // 90), fill=(40, 40, 42))
    if shade:
        ramp = Image.linear_gradient("L").resize(size).point(lambda value: 255 - value * 3 // 5)
        image = Image.composite(image, Image.new("RGB", size, (0, 0, 0)), ramp)
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


# --- Word: what is on the page


def test_equations_and_symbols_stand_on_the_line(tmp_path: Path) -> None:
    equation = "<m:oMath><m:r><m:t>≥95%</m:t></m:r></m:oMath>"
    above, below = "<m:r><m:t>a+b</m:t></m:r>", "<m:r><m:t>2</m:t></m:r>"
    half = f"<m:oMath><m:f><m:num>{above}</m:num><m:den>{below}</m:den></m:f></m:oMath>"
    sign = '<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r><w:r><w:t>90%</w:t></w:r>'
    path = word(
        tmp_path / "a.docx",
        f"<w:p><w:r><w:t>合格率</w:t></w:r>{equation}</w:p><w:p>{sign}</w:p><w:p>{half}</w:p>",
    )
    assert text_of(path) == "合格率≥95%\n≥90%\n(a+b)/2"
    assert [remark.kind for remark in docx.read(path.read_bytes()).remarks] == ["equation"]


def test_a_reading_aid_above_the_text_is_no_text(tmp_path: Path) -> None:
    ruby = (
        "<w:p><w:r><w:ruby><w:rt><w:r><w:t>shì</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>示</w:t></w:r></w:rubyBase>"
        "</w:ruby></w:r><w:r><w:t>例县</w:t></w:r></w:p>"
    )
    assert text_of(word(tmp_path / "a.docx", ruby)) == "示例县"


@pytest.mark.parametrize(
    "mark", ["<w:strike/>", "<w:dstrike/>", "<w:vanish/>", '<w:strike w:val="true"/>']
)
def test_struck_and_hidden_text_is_left_out_and_told(tmp_path: Path, mark: str) -> None:
    gone = f"<w:r><w:rPr>{mark}</w:rPr><w:t>50</w:t></w:r>"
    path = word(
        tmp_path / "a.docx", f"<w:p><w:r><w:t>分值</w:t></w:r>{gone}<w:r><w:t>40</w:t></w:r></w:p>"
    )
    looked = look(path)
    assert looked.text == "分值40"
    assert "划掉" in looked.reason or "隐藏" in looked.reason


def test_a_mark_that_is_switched_off_hides_nothing(tmp_path: Path) -> None:
    path = word(tmp_path / "a.docx", para("照常", '<w:strike w:val="0"/><w:vanish w:val="false"/>'))
    assert look(path).text == "照常"
    assert look(path).reason == ""


def test_a_style_may_strike_out(tmp_path: Path) -> None:
    styles = (
        f'<w:styles xmlns:w="{W}"><w:style '
        'w:styleId="X"><w:rPr><w:strike/></w:rPr></w:style></w:styles>'
    )
    link = f'<Relationship Id="s" Type="{R}/styles" Target="styles.xml"/>'
    body = para("作废", '<w:rStyle w:val="X"/>') + para("有效")
    assert (
        text_of(word(tmp_path / "a.docx", body, parts={"word/styles.xml": styles}, links=link))
        == "有效"
    )


def test_text_boxes_stand_where_they_are_anchored(tmp_path: Path) -> None:
    box = f"<w:p><w:r><w:pict><w:txbxContent>{para('一、政务公开')}</w:txbxContent></w:pict></w:r></w:p>"
    assert (
        text_of(word(tmp_path / "a.docx", box + para("（一）主动公开")))
        == "一、政务公开\n（一）主动公开"
    )


def test_an_embedded_web_page_is_part_of_the_text(tmp_path: Path) -> None:
    link = f'<Relationship Id="h" Type="{R}/aFChunk" Target="page.html"/>'
    page = "<html><body><p>一、政务公开</p></body></html>".encode()
    body = '<w:altChunk r:id="h"/>' + para("（一）主动公开")
    path = word(tmp_path / "a.docx", body, parts={"word/page.html": page}, links=link)
    assert text_of(path) == "一、政务公开\n（一）主动公开"


@pytest.mark.parametrize(
    ("main", "slash"), [("word/document2.xml", "/"), ("word/document.xml", "\\")]
)
def test_parts_under_other_names_open(tmp_path: Path, main: str, slash: str) -> None:
    path = word(tmp_path / "a.docx", para("示例县"), main=main, slash=slash)
    assert (sniff(path), text_of(path)) == ("docx", "示例县")


def test_the_strict_variant_opens(tmp_path: Path) -> None:
    path = word(tmp_path / "a.docx", para("示例县"))
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    strict = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
    parts["word/document.xml"] = parts["word/document.xml"].replace(W.encode(), strict)
    with zipfile.ZipFile(path, "w") as new:
        for name, data in parts.items():
            new.writestr(name, data)
    assert text_of(path) == "示例县"


def test_word_2003_xml_can_be_imported(tmp_path: Path) -> None:
    space = "http://schemas.microsoft.com/office/word/2003/wordml"
    lines = "".join(
        f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"
        for text in ("一、政务公开", "1.主动公开", "2.依申请公开")
    )
    xml = (
        '<?xml version="1.0"?><?mso-application progid="Word.Document"?>'
        f'<w:wordDocument xmlns:w="{space}"><w:body><wx:sect '
        f'xmlns:wx="x">{lines}</wx:sect></w:body></w:wordDocument>'
    )
    (tmp_path / "a.doc").write_text(xml, "utf-8")
    assert import_file(tmp_path / "a.doc").counts == (1, 2)


def test_running_heads_tell_the_number(tmp_path: Path) -> None:
    head = f'<w:hdr xmlns:w="{W}">{para("示政发〔2026〕7号")}</w:hdr>'
    link = f'<Relationship Id="h" Type="{R}/header" Target="header1.xml"/>'
    lines = "".join(
        para(text) for text in ("示例县人民政府关于公开的通知", "各单位：", "一、按时报送。")
    )
    looked = look(word(tmp_path / "a.docx", lines, parts={"word/header1.xml": head}, links=link))
    assert looked.facts.doc_no is not None
    assert (looked.facts.doc_no.value, looked.facts.doc_no.how) == ("示政发〔2026〕7号", "页眉")


def test_a_file_inside_is_told_by_name(tmp_path: Path) -> None:
    inner = word(tmp_path / "inner.docx", para("里面"))
    link = f'<Relationship Id="o" Type="{R}/package" Target="embeddings/x.docx"/>'
    body = para("正文") + (
        '<w:p><w:r><w:object><o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office" '
        'ProgID="Word.Document.12" '
        'r:id="o"/></w:object></w:r></w:p>'
    )
    looked = look(
        word(
            tmp_path / "a.docx",
            body,
            parts={"word/embeddings/x.docx": inner.read_bytes()},
            links=link,
        )
    )
    assert "嵌有 1 个文件（Word 文档）" in looked.reason


# --- pictures of words


def scan_in_word(path: Path, picture: bytes, words: str = "") -> Path:
    link = f'<Relationship Id="p" Type="{R}/image" Target="media/1.png"/>'
    drawing = '<w:p><w:r><w:drawing><a:blip xmlns:a="a" r:embed="p"/></w:drawing></w:r></w:p>'
    return word(
        path,
        (para(words) if words else "") + drawing,
        parts={"word/media/1.png": picture},
        links=link,
    )


@pytest.mark.parametrize("shade", [False, True])
def test_a_scan_inside_word_waits_for_recognition(tmp_path: Path, shade: bool) -> None:
    looked = look(scan_in_word(tmp_path / "a.docx", page_picture(shade=shade)))
    assert (looked.state, "1 幅图像像是扫描页" in looked.reason) == ("unread", True)


def test_a_photograph_inside_word_does_not(tmp_path: Path) -> None:
    from PIL import Image

    stream = io.BytesIO()
    Image.effect_noise((900, 700), 120).convert("RGB").save(stream, "PNG")
    assert look(scan_in_word(tmp_path / "a.docx", stream.getvalue(), "活动情况")).state == "ok"


def test_without_the_component_the_state_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "available", lambda: False)
    path = scan_in_word(tmp_path / "a.docx", page_picture())
    looked = probe(path, ocr="auto")
    assert (looked.state, ocr.MISSING in looked.reason) == ("unread", True)


def test_what_recognition_finds_in_word_gives_the_facts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = "\n".join([*LETTER[:4], "一、按月报送。", "示例县司法局", "2026年3月14日"])
    monkeypatch.setattr(ocr, "available", lambda: True)
    monkeypatch.setattr(picture_pages.ocr, "read_page", lambda image, first: letter)
    looked = probe(scan_in_word(tmp_path / "a.docx", page_picture()), ocr="auto")
    assert looked.facts.doc_no is not None
    assert (looked.state, looked.text_source, looked.facts.doc_no.value) == (
        "ok",
        "ocr",
        "示司发〔2026〕5号",
    )


def pdf(path: Path, *, words: list[str] | None = None, share: float = 0.0) -> Path:
    """A page with lines of text, and a picture over a share of it."""
    import pikepdf

    with pikepdf.new() as document:
        document.add_blank_page(page_size=(600, 800))
        page = document.pages[0]
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        image = pikepdf.Stream(document, bytes(40 * 40))
        image.update({
            "/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Image, "/Width": 40, "/Height": 40,
            "/ColorSpace": pikepdf.Name.DeviceGray, "/BitsPerComponent": 8,
        })  # fmt: skip
        page.Resources = pikepdf.Dictionary(
            Font=pikepdf.Dictionary(F=font), XObject=pikepdf.Dictionary(I=image)
        )
        content = f"q 600 0 0 {800 * share} 0 0 cm /I Do Q " if share else ""
        for index, line in enumerate(words or []):
            content += f"BT /F 12 Tf 50 {700 - 20 * index} Td ({line}) Tj ET "
        page.Contents = pikepdf.Stream(document, content.encode())
        document.save(path)
    return path


def test_a_picture_on_part_of_a_page_is_no_blank_page(tmp_path: Path) -> None:
    looked = look(pdf(tmp_path / "a.pdf", share=0.4))
    assert (looked.state, "空白" in looked.reason) == ("unread", False)


@pytest.mark.parametrize(
    ("drawing", "blank"),
    [("", True), ("1 0 0 rg 20 20 30 30 re f", False), ("0 0 m 9 90 l S", False)],
)
def test_only_a_page_with_nothing_on_it_is_called_blank(
    tmp_path: Path, drawing: str, blank: bool
) -> None:
    import pikepdf

    document = pikepdf.new()
    page = document.add_blank_page(page_size=(100, 100))
    page.contents_add(drawing.encode())
    document.save(tmp_path / "a.pdf")
    looked = look(tmp_path / "a.pdf")
    assert looked.state == "ok"
    assert ("空白" in looked.reason, "图形" in looked.reason) == (blank, not blank)


@pytest.mark.parametrize(("paper", "state"), [(60_000, "unread"), (300, "ok")])
def test_a_grey_scan_with_sixteen_bits_is_seen_as_it_is(
    tmp_path: Path, paper: int, state: str
) -> None:
    import numpy
    from PIL import Image

    pixels = numpy.full((1400, 1000), paper, dtype="uint16")
    pixels[200:1200:40, 100:900] = paper // 20
    Image.fromarray(pixels).save(tmp_path / "a.tif")
    assert look(tmp_path / "a.tif").state == state


def test_a_watermark_over_a_scan_is_not_its_text(tmp_path: Path) -> None:
    looked = look(
        pdf(
            tmp_path / "a.pdf",
            words=["OA SYSTEM 2026-05-06 10:21 printed by somebody"] * 3,
            share=1.0,
        )
    )
    assert (looked.state, looked.facts.date, looked.text.strip()) == ("unread", None, "")


def test_a_recognised_layer_over_a_scan_is_its_text(tmp_path: Path) -> None:
    lines = [f"line number {index} of a recognised page of text" for index in range(12)]
    assert look(pdf(tmp_path / "a.pdf", words=lines, share=1.0)).state == "ok"


def test_forms_notes_and_files_of_a_pdf(tmp_path: Path) -> None:
    import pikepdf

    path = pdf(tmp_path / "a.pdf", words=["a form of twenty characters or more"])
    with pikepdf.open(path, allow_overwriting_input=True) as document:
        field = document.make_indirect(
            pikepdf.Dictionary(FT=pikepdf.Name.Tx, T="单位名称", V="示例县司法局", Subtype=pikepdf.Name.Widget,
                               Type=pikepdf.Name.Annot, Rect=[0, 0, 9, 9]))  # fmt: skip
        note = document.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FreeText, Rect=[0, 0, 9, 9],
                               Contents="批注：请补齐"))  # fmt: skip
        document.pages[0].Annots = pikepdf.Array([field, note])
        document.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]))
        document.attachments["附表.xlsx"] = b"x"
        document.save(path)
    looked = look(path)
    assert "单位名称：示例县司法局" in looked.text
    assert "批注：请补齐" in looked.text
    assert "附有 1 个文件（附表.xlsx）" in looked.reason


@pytest.mark.parametrize(
    ("text", "gibberish"),
    [
        (
            "示例县人民政府关于进一步规范行政执法案卷评查工作的通知各乡镇人民政府县直各有关单位为做好工作现将有关事项通知如下",
            False,
        ),
        ("\ue13a\ue78b\uebbf\uebf8\uecd5\uf440\ue587\ue6f6" * 8, True),
        ("麤鸞龘靐齉爩鱻麣灪籲龗鑪鸝纞虋讟钃骊郿驪鬱鸑" * 4, True),
        ("The quick brown fox jumps over the lazy dog. " * 4, False),
        ("Всички хора се раждат свободни и равни по достойнство и права. " * 3, False),
        ("བོད་ལྗོངས་ཀྱི་ཡིག་ཆ་འདི་ནི་དཔེ་མཚོན་ཡིན།" * 3, False),
        ("", False),
    ],
)
def test_a_layer_that_makes_no_words_is_told_from_text(text: str, gibberish: bool) -> None:
    assert is_gibberish(text) is gibberish


# --- sheets as displayed


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (0.95, "0%", "95%"), (0.9567, "0.0%", "95.7%"), (1.1, "0.00", "1.10"), (12.0, '0"分"', "12分"),
        (3.0, "000", "003"), (1152.0, "#,##0", "1,152"), (-5.5, "0.0;(0.0)", "(5.5)"),
        (46023.0, 'm"月"d"日"', "1月1日"),
        (46023.0, "yyyy/m/d", "2026/1/1"), (46023.5, "yyyy-mm-dd hh:mm", "2026-01-01 12:00"), (0.5, "# ?/?", "0.5"),
        (1.2e29, "0", "120000000000000000000000000000"), ("文", "0%", "文"), (2.0, "General", "2"),
    ],
)  # fmt: skip
def test_a_number_under_its_format(value: object, code: str, shown: str) -> None:
    assert display(value, code) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [(92.10000000000001, "92.1"), (1e29, "1E+29"), (3.0, "3"), (0.1 + 0.2, "0.3"), (True, "是")],
)
def test_a_number_without_a_format(value: object, shown: str) -> None:
    assert as_text(value) == shown


ROWS = [
    ("编号", "一级指标", "二级指标", "分值", "目标值"),
    ("1.1", "政务公开", "主动公开", 10, "按期"),
    ("1.2", "政务公开", "依申请公开", 20, "按期"),
    ("2.1", "执法规范", "案卷评查", 30, "按期"),
]


def sheet(path: Path, change: object = None) -> Path:
    from openpyxl import Workbook

    book = Workbook()
    for row in ROWS:
        book.active.append(row)
    if callable(change):
        change(book.active)
    book.save(path)
    return path


def test_a_percentage_is_imported_as_it_is_seen(tmp_path: Path) -> None:
    def change(table: object) -> None:
        table["E4"], table["E4"].number_format = 0.95, "0%"  # type: ignore[index]

    imported = import_file(sheet(tmp_path / "a.xlsx", change))
    assert "95%" in str(imported.tree)
    assert "0.95" not in str(imported.tree)


def test_numbers_that_became_days_are_restored_and_told(tmp_path: Path) -> None:
    import datetime

    def change(table: object) -> None:
        for row, (month, day) in enumerate([(1, 1), (1, 2), (2, 1)], 2):
            cell = table[f"A{row}"]  # type: ignore[index]
            cell.value, cell.number_format = datetime.date(2026, month, day), 'm"月"d"日"'

    imported = import_file(sheet(tmp_path / "a.xlsx", change))
    assert "2026" not in str([node["code"] for node in imported.tree["indicators"]])
    assert sum(notice.rule == "IMP90" for notice in imported.notices) == 3


def test_formulas_without_a_value_are_named_by_cell(tmp_path: Path) -> None:
    def change(table: object) -> None:
        table["D4"] = "=SUM(D2:D3)"  # type: ignore[index]

    notices = import_file(sheet(tmp_path / "a.xlsx", change)).notices
    assert any(notice.rule == "IMP88" and "D4" in notice.what for notice in notices)


def test_hidden_and_struck_rows_are_told(tmp_path: Path) -> None:
    def change(table: object) -> None:
        from openpyxl.styles import Font

        table.row_dimensions[3].hidden = True  # type: ignore[attr-defined]
        for cell in table[4]:  # type: ignore[index]
            cell.font = Font(strike=True)

    imported = import_file(sheet(tmp_path / "a.xlsx", change))
    rules = {notice.rule: notice.what for notice in imported.notices}
    assert "第 3 行" in rules["IMP87"]
    assert "划掉" in rules["IMP83"]
    assert "案卷评查" not in str(imported.tree)


@pytest.mark.slow
def test_rows_that_are_only_formatted_do_not_count(tmp_path: Path) -> None:
    def change(table: object) -> None:
        from openpyxl.styles import PatternFill

        for row in range(5, 25_000):
            table.cell(row, 2).fill = PatternFill("solid", fgColor="FFFF00")  # type: ignore[attr-defined]

    assert import_file(sheet(tmp_path / "a.xlsx", change)).counts == (2, 3)


def test_a_huge_number_costs_nothing(tmp_path: Path) -> None:
    def change(table: object) -> None:
        table["E2"] = 1.2e29  # type: ignore[index]

    assert import_file(sheet(tmp_path / "a.xlsx", change)).counts == (2, 3)
    assert look(tmp_path / "a.xlsx").state == "ok"


def test_a_spreadsheet_that_is_xml(tmp_path: Path) -> None:
    rows = "".join(
        "<Row>"
        + "".join(f'<Cell><Data ss:Type="String">{value}</Data></Cell>' for value in row)
        + "</Row>"
        for row in ROWS
    )
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    xml = (
        '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        f'<Workbook xmlns="{space}" xmlns:ss="{space}"><Worksheet ss:Name="表">'
        f"<Table>{rows}</Table></Worksheet></Workbook>"
    )
    (tmp_path / "a.xls").write_text(xml, "utf-8")
    assert import_file(tmp_path / "a.xls").counts == (2, 3)
    assert look(tmp_path / "a.xls").type == "sheetml"


def test_a_part_with_backslashes_in_a_workbook(tmp_path: Path) -> None:
    path = sheet(tmp_path / "a.xlsx")
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w") as new:
        for name, data in parts.items():
            new.writestr(name.replace("/", "\\"), data)
    assert import_file(path).counts == (2, 3)


# --- true reasons, mail, archives


def test_the_records_of_a_locked_xls_tell_the_password() -> None:
    import struct

    from scoring.reading import biff

    record = struct.pack("<HHHHHHI", 0x0809, 16, 0x0600, 5, 0, 0, 0) + bytes(4)
    locked = record + struct.pack("<HHHHH", 0x2F, 6, 0, 0x1234, 0x5678)
    assert biff.read_book(locked).locked
    assert not biff.read_book(record + struct.pack("<HH", 0x0A, 0)).locked


@pytest.mark.parametrize(
    ("name", "data", "type_", "state"),
    [
        ("a.zip", b"Rar!\x1a\x07\x00" + bytes(60), "rar", "unsupported"),
        ("a.heic", b"\0\0\0\x18ftypheic" + bytes(40), "heic", "unsupported"),
        ("a.txt", "填报单位".encode("utf-16"), "txt", "ok"),
    ],
)
def test_what_a_file_is_told_by_its_content(
    tmp_path: Path, name: str, data: bytes, type_: str, state: str
) -> None:
    (tmp_path / name).write_bytes(data)
    looked = look(tmp_path / name)
    assert (looked.type, looked.state) == (type_, state)


def test_a_live_photograph_is_named(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.livp", "w") as archive:
        archive.writestr("IMG_1.HEIC", b"x")
        archive.writestr("IMG_1.MOV", b"x")
    looked = look(tmp_path / "a.livp")
    assert (looked.type, "实况照片" in looked.reason) == ("livp", True)


def test_a_letter_tells_the_files_that_travel_with_it(tmp_path: Path) -> None:
    from email.message import EmailMessage

    letter = EmailMessage()
    letter["Subject"], letter["From"], letter["To"] = "报送情况", "a@example.com", "b@example.com"
    letter["Date"] = "Thu, 05 Mar 2026 08:30:00 +0800"
    letter.set_content("请查收附件。", cte="base64")
    letter.add_attachment(
        b"x", maintype="application", subtype="octet-stream", filename="报告.docx"
    )
    (tmp_path / "a.eml").write_bytes(bytes(letter))
    looked = look(tmp_path / "a.eml")
    assert looked.type == "eml"
    assert "请查收附件" in looked.text
    assert "1 个附件（报告.docx）" in looked.reason
    assert looked.facts.title is not None
    assert looked.facts.title.value == "报送情况"


def test_a_web_page_called_doc_is_read_as_word(tmp_path: Path) -> None:
    lines = [*LETTER, "一、按月报送，确保真实。", "示例县司法局", "2026年4月7日"]
    page = "<html><body>" + "".join(f"<p>{line}</p>" for line in lines) + "</body></html>"
    (tmp_path / "a.doc").write_text(page, "utf-8")
    facts = look(tmp_path / "a.doc").facts
    assert facts.title is not None
    assert facts.issuer is not None
    assert facts.date is not None
    assert (facts.title.value, facts.issuer.value) == ("示例县司法局关于年审的通知", "示例县司法局")
    assert facts.date.value.isoformat() == "2026-04-07"


def test_damage_that_makes_a_library_panic_ends_as_a_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import python_calamine

    class PanicException(BaseException):
        pass

    def panics(_: object) -> None:
        raise PanicException("slice index starts at 2 but ends at 1")

    path = sheet(tmp_path / "a.xlsx")
    path.write_bytes(
        path.read_bytes().replace(b"xl/worksheets/sheet1.xml", b"xl/worksheets/sheetX.xml")
    )
    monkeypatch.setattr(python_calamine.CalamineWorkbook, "from_filelike", panics, raising=False)
    with pytest.raises(UnreadableSource):
        import_file(path)


# --- OFD


def ofd(path: Path, page: str, *, resources: str = "", extra: str = "") -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "OFD.xml", "<OFD><DocBody><DocRoot>Doc_0/Document.xml</DocRoot></DocBody></OFD>"
        )
        archive.writestr(
            "Doc_0/Document.xml",
            "<Document><CommonData><PublicRes>Res.xml</PublicRes></CommonData>"
            "<Pages><Page ID='1' BaseLoc='P.xml'/></Pages>"
            f"{extra}</Document>",
        )
        archive.writestr("Doc_0/Res.xml", f"<Res BaseLoc='Res'>{resources}</Res>")
        archive.writestr("Doc_0/P.xml", f"<Page><Content><Layer>{page}</Layer></Content></Page>")
    return path


def run(text: str, top: float = 10) -> str:
    return (
        f"<TextObject Boundary='10 {top} 80 5' Size='4'><TextCode X='0' "
        f"Y='4'>{text}</TextCode></TextObject>"
    )


def test_text_of_composite_units_and_doubled_text(tmp_path: Path) -> None:
    unit = f"<CompositeGraphicUnit ID='9'>{run('数字档案室')}</CompositeGraphicUnit>"
    page = (
        "<CompositeObject ResourceID='9' Boundary='0 40 100 20'/>"
        + run("示例县")
        + run("示例县", 10.2)
    )
    assert look(ofd(tmp_path / "a.ofd", page, resources=unit)).text == "示例县\n数字档案室"


def test_files_attached_to_an_ofd_are_told(tmp_path: Path) -> None:
    path = ofd(tmp_path / "a.ofd", run("示例县"), extra="<Attachments>A.xml</Attachments>")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("Doc_0/A.xml", "<Attachments><Attachment Name='附表.xlsx'/></Attachments>")
    assert "附有 1 个文件（附表.xlsx）" in look(path).reason


@pytest.mark.slow
@pytest.mark.skipif(not ocr.available(), reason="the extra ocr is not installed")
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_page_that_lies_on_its_side_or_head_is_read(tmp_path: Path, turn: int) -> None:
    from PIL import Image, ImageDraw, ImageFont

    from scoring.data_files import data_folder

    face = str(data_folder("templates") / "fonts" / "ShifanSong-Regular.ttf")
    image = Image.new("RGB", (1000, 1400), "white")
    drawing = ImageDraw.Draw(image)
    for index, line in enumerate(
        [
            "示例县司法局文件",
            "关于开展案卷评查工作的通知",
            "各乡镇人民政府和有关单位",
            "请按时报送有关情况和数据",
        ]
    ):
        drawing.text(
            (120, 150 + 160 * index), line, font=ImageFont.truetype(face, 52), fill="black"
        )
    image.rotate(turn, expand=True).save(tmp_path / "a.png")
    text = probe(tmp_path / "a.png", ocr="all").text
    assert "示例县司法局文件" in text.replace(" ", "")
