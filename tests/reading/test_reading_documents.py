"""Documents as evidence: one text, and what there is to say of the file."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from scoring.reading.blocks import Paragraph, Placed, Reading, make_table
from scoring.reading.documents import content_of, read_eml, read_html, read_mht
from scoring.reading.model import Limits, UnreadableError
from scoring.reading.remarks import Remark


def test_a_reading_is_its_blocks_then_its_notes_then_its_running_heads():
    table = make_table([Placed(0, 0, "编号"), Placed(0, 1, "事项")], 1, "表1")
    reading = Reading(
        "docx",
        [Paragraph("加强领导", "第1段", "一、"), table],
        remarks=[Remark("struck", "全文", "有 1 处划掉的文字", "没有读取")],
        heads=["示政发〔2026〕15号"],
        notes=["脚注一"],
        pages=3,
    )
    content = content_of(reading, Limits())
    assert content.pages == ["一、加强领导\n编号\t事项\n脚注一\n示政发〔2026〕15号"]
    assert (content.count, content.heads) == (3, ["示政发〔2026〕15号"])
    assert content.note == "有 1 处划掉的文字，没有读取。"


def test_a_long_text_is_cut_at_the_bound():
    reading = Reading("docx", [Paragraph("很长" * 100, "第1段")])
    assert len(content_of(reading, Limits(text_chars=50)).pages[0]) == 50


def letter(text: str, *, html: str = "", files: tuple[str, ...] = ()) -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"] = "报送佐证材料", "a@example.cn"
    message["Date"] = "Mon, 02 Mar 2026 09:30:00 +0800"
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    for name in files:
        message.add_attachment(b"x", maintype="application", subtype="pdf", filename=name)
    return message.as_bytes()


def read_letter(tmp_path, raw: bytes):
    path = tmp_path / "来信.eml"
    path.write_bytes(raw)
    return read_eml(path, Limits())


def test_a_letter_is_its_head_its_text_and_the_names_of_its_files(tmp_path):
    content = read_letter(tmp_path, letter("材料见附件。", files=("清单.pdf", "照片.pdf")))
    assert content.pages[0].splitlines() == [
        "主题：报送佐证材料",
        "发件人：a@example.cn",
        "日期：Mon, 02 Mar 2026 09:30:00 +0800",
        "材料见附件。",
        "附件：清单.pdf",
        "附件：照片.pdf",
    ]
    assert (
        content.note
        == "邮件带有 2 个附件（清单.pdf、照片.pdf），没有收入；请把附件另存出来单独报送。"
    )
    assert (content.title and content.title.value, content.published) == (
        "报送佐证材料",
        "2026-03-02",
    )


def test_of_many_files_the_first_ones_are_named(tmp_path):
    content = read_letter(tmp_path, letter("x", files=tuple(f"{n}.pdf" for n in range(7))))
    assert "邮件带有 7 个附件（0.pdf、1.pdf、2.pdf、3.pdf、4.pdf 等）" in content.note


def test_of_a_letter_that_is_written_twice_the_plain_text_is_read(tmp_path):
    content = read_letter(tmp_path, letter("纯文本", html="<p>网页</p>"))
    assert "纯文本" in content.pages[0]
    assert "网页" not in content.pages[0]


def test_a_letter_that_is_a_page_is_read_without_its_marks(tmp_path):
    content = read_letter(tmp_path, letter("", html="<p>见<b>附件</b></p>"))
    assert "见附件" in content.pages[0]


def test_a_page_is_its_text_and_its_title(tmp_path):
    path = tmp_path / "公开.html"
    path.write_bytes("<title>工作要点</title><h1>示例县工作要点</h1><p>正文</p>".encode("gbk"))
    content = read_html(path, Limits())
    assert "正文" in content.pages[0]
    assert content.title is not None
    assert "工作要点" in content.title.value


def archive(*parts: tuple[str, bytes]) -> bytes:
    inner = b"".join(
        b"--b\nContent-Type: %s\n\n%s\n" % (kind.encode(), data) for kind, data in parts
    )
    return (
        b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n' + inner + b"--b--\n"
    )


def test_an_archive_is_its_page_with_its_pictures(tmp_path):
    path = tmp_path / "公开.mht"
    path.write_bytes(archive(("text/html", "<p>正文</p>".encode()), ("image/png", b"data")))
    content = read_mht(path, Limits())
    assert "正文" in content.pages[0]
    assert [(picture.name, picture.data) for picture in content.pictures] == [("图片", b"data")]


def test_an_archive_without_a_page_may_hold_a_text(tmp_path):
    path = tmp_path / "公开.mht"
    path.write_bytes(archive(("text/plain", "只有文字".encode())))
    assert read_mht(path, Limits()).pages == ["只有文字"]
    path.write_bytes(archive(("image/png", b"data")))
    with pytest.raises(UnreadableError, match="网页存档已损坏"):
        read_mht(path, Limits())
