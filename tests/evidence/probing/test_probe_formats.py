"""Every format that offices hand in: its type by content, its text, the facts in it."""

import datetime
import hashlib
import zipfile

import probe_samples as make
import pytest

from scoring.evidence.probing import Probe, photo_distance, probe, text_similarity

DAY = datetime.date(2026, 5, 18)


def look(path):
    return probe(path, ocr="off")


def carries_the_notice(result):
    facts = result.facts
    assert facts.doc_no is not None
    assert facts.doc_no.value == "示司发〔2026〕12号"
    assert facts.date.value == DAY
    assert facts.issuer.value == "示例县司法局"
    assert facts.title.value == "示例县司法局关于开展行政执法案卷评查的通知"
    assert facts.valid.end == datetime.date(2027, 12, 31)
    return True


@pytest.mark.parametrize("name", ["通知.pdf", "通知.doc"])
def test_a_pdf_whatever_its_suffix(tmp_path, name):
    path = make.pdf(tmp_path / name, [make.LINES[:6], make.LINES[6:]])
    result = look(path)
    assert (result.type, result.state, result.pages, result.text_source) == (
        "pdf",
        "ok",
        2,
        "layer",
    )
    assert result.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert result.size == path.stat().st_size
    assert result.mismatch == ("" if name.endswith("pdf") else "后缀是 .doc，内容是 PDF")
    assert carries_the_notice(result)


def test_docx_and_its_copy_with_another_suffix(tmp_path):
    path = make.docx(tmp_path / "通知.docx")
    assert (look(path).type, look(path).mismatch) == ("docx", "")
    assert carries_the_notice(look(path))
    other = tmp_path / "通知.pdf"
    other.write_bytes(path.read_bytes())
    assert look(other).mismatch == "后缀是 .pdf，内容是 Word 文档（docx）"


def test_docx_text_boxes_insertions_and_deletions(tmp_path):
    """A red head in a text box (once, though the file holds it twice), a tracked insertion, a
    tracked deletion."""
    plain = make.docx(tmp_path / "plain.docx", ["正文", "示例县司法局", "2026年5月18日"])
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    compat = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    box = "<w:txbxContent><w:p><w:r><w:t>示例县司法局文件</w:t></w:r></w:p></w:txbxContent>"
    both = f'<mc:Choice Requires="wps">{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>'
    extra = (
        f'<w:p xmlns:w="{word}" xmlns:mc="{compat}"><w:r><mc:AlternateContent>{both}</mc:AlternateContent></w:r></w:p>'
        f'<w:p xmlns:w="{word}"><w:ins><w:r><w:t>示司发〔2026〕12号</w:t></w:r></w:ins>'
        f"<w:del><w:r><w:delText>旧号</w:delText><w:t>删去</w:t></w:r></w:del></w:p>"
    )
    path = tmp_path / "box.docx"
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(
                name,
                data.replace(b"<w:body>", b"<w:body>" + extra.encode())
                if "document.xml" in name
                else data,
            )
    result = look(path)
    assert result.text.startswith("示例县司法局文件\n示司发〔2026〕12号\n正文")
    assert "删去" not in result.text
    assert result.facts.doc_no.value == "示司发〔2026〕12号"


def test_tables_of_word_are_rows(tmp_path):
    import docx

    document = docx.Document()
    table = document.add_table(2, 2)
    for at, text in enumerate(["单位", "件数", "县城管局", "5"]):
        table.cell(at // 2, at % 2).text = text
    document.save(tmp_path / "表.docx")
    assert look(tmp_path / "表.docx").text == "单位\t件数\n县城管局\t5"


@pytest.mark.parametrize(
    ("name", "kind"), [("通知.doc", "doc"), ("通知.wps", "wps"), ("通知.txt", "doc")]
)
def test_word_97(tmp_path, name, kind):
    path = tmp_path / name
    path.write_bytes((make.DATA / "notice.doc").read_bytes())
    result = look(path)
    assert (result.type, result.state) == (kind, "ok")
    assert bool(result.mismatch) == (name == "通知.txt")
    assert carries_the_notice(result)
    assert "县城管局\t5\t合格" in result.text


@pytest.mark.parametrize(("name", "kind"), [("台账.xls", "xls"), ("台账.et", "et")])
def test_old_workbooks(tmp_path, name, kind):
    path = tmp_path / name
    path.write_bytes((make.DATA / "ledger.xls").read_bytes())
    result = look(path)
    assert (result.type, result.state, result.mismatch) == (kind, "ok", "")
    assert result.facts.title.value == "行政执法案卷评查台账"
    assert (result.facts.date.value, result.facts.issuer.value) == (
        datetime.date(2026, 6, 30),
        "示例县司法局",
    )


def test_xlsx(tmp_path):
    result = look(make.xlsx(tmp_path / "台账.xlsx"))
    assert (result.type, result.facts.title.how) == ("xlsx", "表头第1行")
    assert result.text.splitlines() == [
        "台账",
        "案卷评查台账",
        "单位\t案卷数\t得分",
        "县城管局\t5\t96.5",
        "填报日期：2026年6月30日",
    ]


@pytest.mark.parametrize("habits", [{}, {"absolute": True}, {"upper": True}])
def test_ofd(tmp_path, habits):
    result = look(make.ofd(tmp_path / "通知.ofd", **habits))
    assert (result.type, result.state, result.pages) == ("ofd", "ok", 1)
    assert result.text.splitlines() == make.LINES
    assert carries_the_notice(result)


def test_ofd_of_pictures_waits_for_reading(tmp_path):
    result = look(make.ofd(tmp_path / "扫描.ofd", image_only=True))
    assert (result.state, result.text) == ("unread", "")
    assert "待识别" in result.reason


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_plain_text_in_any_charset(tmp_path, charset):
    path = tmp_path / "通知.txt"
    path.write_bytes("\n".join([*make.LINES, "㙦𬭚"]).encode(charset))
    result = look(path)
    assert result.type == "txt"
    assert result.text.splitlines()[-1] == "㙦𬭚"
    assert carries_the_notice(result)


def test_a_few_bad_bytes_cost_only_themselves(tmp_path):
    path = tmp_path / "说明.txt"
    path.write_bytes(
        "示例县情况说明，共办结三十件。\n".encode() * 20 + b"\xff\xfe\xff" + "完".encode()
    )
    result = look(path)
    assert result.state == "ok"
    assert "编码错误" in result.reason
    assert result.text.endswith("完")


def test_html_called_doc(tmp_path):
    path = tmp_path / "通知.doc"
    path.write_text(make.html_page(), "utf-8")
    result = look(path)
    assert (result.type, result.mismatch) == ("html", "后缀是 .doc，内容是 HTML")
    assert result.facts.doc_no.value == "示司发〔2026〕12号"


def test_a_government_page_by_what_it_says_of_itself(tmp_path):
    path = tmp_path / "页面.html"
    page = (
        '<html><head><meta charset="gb2312"><meta name="ArticleTitle" content="关于停车的通知">'
        '<meta name="PubDate" content="2026-03-05 10:00"><title>停车_示例县</title></head>'
        "<body><nav>首页</nav><p>正文㙦</p></body></html>"
    )
    path.write_bytes(page.encode("gb18030"))
    result = look(path)
    assert (result.facts.title.value, result.facts.title.how) == (
        "关于停车的通知",
        "网页标注的标题",
    )
    assert result.facts.date.value == datetime.date(2026, 3, 5)
    assert "正文㙦" in result.text
    assert "首页" not in result.text


def test_mht_called_doc(tmp_path):
    import base64

    body = base64.encodebytes(make.html_page().encode("gb18030")).decode()
    path = tmp_path / "通知.doc"
    path.write_text(
        'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n--b\nContent-Type: '
        "text/html\n"
        f"Content-Transfer-Encoding: base64\n\n{body}\n--b--\n"
    )
    result = look(path)
    assert (result.type, result.mismatch) == ("mht", "后缀是 .doc，内容是 网页存档（MHT）")
    assert result.facts.doc_no.value == "示司发〔2026〕12号"


def test_rtf_called_doc(tmp_path):
    def code(text):
        return "".join(f"\\'{byte:02x}" for byte in text.encode("gb18030"))

    lines = "\\par ".join(
        [*map(code, make.LINES[:7]), "".join(f"\\u{ord(sign)}?" for sign in make.LINES[7])]
    )
    path = tmp_path / "通知.doc"
    path.write_text(
        "{\\rtf1\\ansi\\ansicpg936{\\fonttbl{\\f0 SimSun;}}{\\*\\generator x;}" + lines + "\\par}"
    )
    result = look(path)
    assert (result.type, result.text.splitlines()) == ("rtf", make.LINES)


SEEN = "示例县法治建设考核指标\n行政执法人员持证上岗：40分。\n案卷评查每年一次。\n持证率\t25"
LEFT_OUT = "有 3 处划掉的文字，没有读取；有 1 处隐藏的文字，没有读取。"


def test_struck_and_hidden_text_of_word_97_is_left_out_and_told():
    """The file holds 50 struck out before 40, a hidden remark, a double strike and a struck
    cell."""
    result = look(make.DATA / "struck.doc")
    assert (result.text, result.reason) == (SEEN, LEFT_OUT)


def rtf(body):
    """An RTF file of this body; characters beyond ASCII as codes with a question mark for older
    readers."""
    coded = "".join(sign if sign.isascii() else f"\\u{ord(sign)}?" for sign in body)
    return "{\\rtf1\\ansi\\ansicpg936 " + coded + "}"


@pytest.mark.parametrize(
    ("body", "text", "note"),
    [
        ("分值：{\\strike 50}40", "分值：40", "划掉"),
        ("分值：\\strike 50\\strike0 40", "分值：40", "划掉"),
        ("分值：{\\striked1 50}40", "分值：40", "划掉"),
        ("持证上岗{\\v （内部）}。", "持证上岗。", "隐藏"),
        ("持证上岗\\v （内部）\\plain 。", "持证上岗。", "隐藏"),
        ("分值：{\\deleted 50}40", "分值：40", ""),
        ("分值：{\\b 50}\\strike0 40", "分值：5040", ""),
    ],
)
def test_rtf_is_read_as_it_is_printed(tmp_path, body, text, note):
    path = tmp_path / "a.rtf"
    path.write_text(rtf(body))
    result = look(path)
    assert (result.text, result.state, note in result.reason) == (text, "ok", True)
    assert bool(result.reason) == bool(note)


def test_rtf_with_two_bytes_in_place_of_each_code(tmp_path):
    path = tmp_path / "a.rtf"
    path.write_bytes(
        b"{\\rtf1\\ansicpg936\\uc2 \\u31034\\'ca\\'be\\u20363\\'c0\\'fd{\\uc1\\u21439?}\\u21496 ??}"
    )
    assert look(path).text == "示例县司"


def test_a_web_page_called_word_keeps_no_struck_or_hidden_text(tmp_path):
    path = tmp_path / "考核.doc"
    path.write_text(
        "<html><body><p>分值：<s>50</s><del>45</del>40</p><p>持证<span "
        "style='mso-hide:all'>（内部）</span>上岗</p>"
        "<table><tr><td><span style='TEXT-DECORATION: "
        "line-through'>30</span>25</td></tr></table></body></html>"
    )
    result = look(path)
    assert result.text.split() == ["分值：40", "持证上岗", "25"]
    assert result.reason == LEFT_OUT


def test_word_2003_xml_called_doc(tmp_path):
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in make.LINES)
    path = tmp_path / "通知.doc"
    path.write_text(
        '<?xml version="1.0"?><?mso-application progid="Word.Document"?>'
        f'<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"><w:body>{body}</w:body></w:wordDocument>'
    )
    assert look(path).type == "wordml"
    assert carries_the_notice(look(path))


def test_slides_in_order(tmp_path):
    path = tmp_path / "汇报.pptx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        for number, text in ((10, "第十页"), (2, "第二页")):
            space = "http://schemas.openxmlformats.org/drawingml/2006/main"
            archive.writestr(
                f"ppt/slides/slide{number}.xml",
                f'<p xmlns:a="{space}"><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p>',
            )
    result = look(path)
    assert (result.type, result.pages, result.text) == ("pptx", 2, "第二页\f第十页")


def test_photos_know_their_size_time_and_likeness(tmp_path):
    from PIL import Image

    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = "2026:04:09 10:11:12"
    first = look(make.photo(tmp_path / "a.jpg", exif=exif, quality=90))
    assert (first.type, first.photo.width, first.photo.height) == ("jpg", 1200, 900)
    assert first.photo.taken == datetime.datetime(2026, 4, 9, 10, 11, 12)
    assert (first.facts.date.value, first.facts.date.how) == (
        datetime.date(2026, 4, 9),
        "照片拍摄时间",
    )
    with Image.open(tmp_path / "a.jpg") as image:
        image.resize((500, 375)).save(tmp_path / "b.png")
    small = look(tmp_path / "b.png")
    other = look(make.photo(tmp_path / "c.jpg", seed=2))
    assert photo_distance(first.photo.dhash, small.photo.dhash) < 12
    assert photo_distance(first.photo.dhash, other.photo.dhash) > 60


def test_a_turned_photo_is_measured_as_it_is_seen(tmp_path):
    from PIL import Image

    exif = Image.Exif()
    exif[0x0112] = 6
    turned = look(make.photo(tmp_path / "a.jpg", exif=exif))
    assert (turned.photo.width, turned.photo.height) == (900, 1200)


@pytest.mark.parametrize("suffix", ["png", "gif", "bmp", "tiff", "webp"])
def test_other_pictures(tmp_path, suffix):
    result = look(make.photo(tmp_path / f"a.{suffix}"))
    assert (result.type, result.state, result.mismatch) == (suffix, "ok", "")


def test_films(tmp_path):
    assert (look(make.mp4(tmp_path / "a.mp4")).type, look(tmp_path / "a.mp4").state) == (
        "mp4",
        "ok",
    )
    assert look(make.mp4(tmp_path / "b.mp4", cut=True)).state == "truncated"


def test_reprints_and_retyped_copies_are_near_duplicates(tmp_path):
    body = [
        f"第{number}项工作由示例县司法局牵头，限期于六月底前办结并公开结果。"
        for number in range(30)
    ]
    one = look(make.pdf(tmp_path / "a.pdf", [[*make.LINES, *body]]))
    two = look(make.docx(tmp_path / "b.docx", [*make.LINES, *body]))
    three = look(
        make.docx(
            tmp_path / "c.docx",
            [line.replace("六月", "七月").replace("公开", "公示") for line in body],
        )
    )
    other = look(
        make.docx(
            tmp_path / "d.docx",
            [f"会议{number}讨论停车收费标准和居民意见的采纳情况。" for number in range(30)],
        )
    )
    assert text_similarity(one.fingerprint, two.fingerprint) > 0.9
    assert text_similarity(one.fingerprint, three.fingerprint) < 0.8
    assert text_similarity(one.fingerprint, other.fingerprint) < 0.2
    assert text_similarity("", "") == 0.0


def test_a_probe_survives_json(tmp_path):
    import json

    for path in (make.docx(tmp_path / "a.docx"), make.photo(tmp_path / "b.jpg"), tmp_path / "none"):
        result = look(path)
        assert Probe.from_dict(json.loads(json.dumps(result.to_dict()))) == result
