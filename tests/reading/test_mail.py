"""Letters and web archives: what the writer saw, whatever encoding it travels in."""

from __future__ import annotations

from email.message import EmailMessage

from scoring.reading.mail import (
    attached,
    header,
    header_lines,
    html_part,
    parse_mail,
    part_text,
    payload,
    sent_on,
)


def letter(**fields: str) -> EmailMessage:
    message = EmailMessage()
    for name, value in {
        "Subject": "报送佐证材料",
        "From": "县司法局 <a@example.cn>",
        **fields,
    }.items():
        message[name] = value
    message.set_content("材料见附件。")
    return message


def test_the_head_of_a_letter_is_said_as_its_writer_saw_it():
    """
    Subject: =?utf-8?b?5oql6YCB5L2Q6K+B5p2Q5paZ?=
    """
    lines = header_lines(parse_mail(letter(To="专班").as_bytes()))
    assert lines == ["主题：报送佐证材料", "发件人：县司法局 <a@example.cn>", "收件人：专班"]


def test_blanks_and_a_mark_before_the_first_line_do_not_matter():
    message = parse_mail(b"\xef\xbb\xbf\r\n" + letter().as_bytes())
    assert header(message["subject"]) == "报送佐证材料"


def test_a_field_in_an_unknown_charset_is_shown_as_it_stands():
    assert header("=?x-unknown?b?5oql?=") == "=?x-unknown?b?5oql?="
    assert header(None) == ""


def test_a_part_in_the_charset_that_it_names():
    message = parse_mail(b"Content-Type: text/plain; charset=big5\n\n" + "縣司法局".encode("big5"))
    assert part_text(message) == "縣司法局"


def test_a_part_that_calls_itself_gb2312_may_hold_more_than_that():
    raw = b"Content-Type: text/plain; charset=gb2312\n\n" + "王𫖯".encode("gb18030")
    assert part_text(parse_mail(raw)) == "王𫖯"


def test_a_part_that_lies_about_its_charset_is_read_as_chinese_files_are():
    raw = b"Content-Type: text/plain; charset=ascii-nonsense\n\n" + "县司法局".encode("gbk")
    assert part_text(parse_mail(raw)) == "县司法局"


def test_the_files_that_travel_with_a_letter_are_named():
    message = letter()
    message.add_attachment(b"x", maintype="application", subtype="pdf", filename="办理时限清单.pdf")
    assert attached(parse_mail(message.as_bytes())) == ["办理时限清单.pdf"]


def test_a_letter_that_is_passed_on_counts_as_one_file():
    outer = letter()
    outer.add_attachment(letter(Subject="原件"))
    assert len(attached(parse_mail(outer.as_bytes()))) == 1


def test_a_picture_that_stands_in_the_text_is_no_file():
    message = letter()
    message.add_related(
        b"x", "image", "png", cid="<logo>", filename="logo.png", disposition="inline"
    )
    assert attached(parse_mail(message.as_bytes())) == []


def test_the_first_page_of_an_archive_that_has_content():
    """
    Content-Type: multipart/related; boundary="b"
    """
    raw = (
        b'Content-Type: multipart/related; boundary="b"\n\n--b\nContent-Type: text/html\n\n\n'
        b"--b\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\nPHA+b2s8L3A+\n--b--\n"
    )
    assert html_part(raw).strip() == b"<p>ok</p>"
    assert html_part(b"Content-Type: text/plain\n\nx") == b""


def test_a_part_of_parts_has_no_content_of_its_own():
    assert payload(parse_mail(b'Content-Type: multipart/mixed; boundary="b"\n\n--b--\n')) == b""


def test_the_day_of_a_letter_is_its_writers_day():
    """Sent at half past midnight in China, which is the day before in Greenwich."""
    assert sent_on(letter(Date="Mon, 02 Mar 2026 00:30:00 +0800")) == "2026-03-02"


def test_a_letter_without_a_day_or_with_nonsense_has_none():
    assert sent_on(letter()) == ""
    assert sent_on(letter(Date="昨天")) == ""
