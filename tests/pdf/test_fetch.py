"""The jail: what a document may load, and what ends it."""

from pathlib import Path

import pytest
from weasyprint.urls import FatalURLFetchingError

from scoring.pdf.fetch import Jail


@pytest.fixture
def room(tmp_path: Path) -> Path:
    folder = tmp_path / "工作 目录"
    folder.mkdir()
    (folder / "图.png").write_bytes(b"picture")
    (folder / "秘密.key").write_bytes(b"key")
    (tmp_path / "outside.png").write_bytes(b"outside")
    return folder


def test_a_picture_below_a_root_is_served(room: Path) -> None:
    response = Jail([room]).fetch((room / "图.png").as_uri())
    assert response.read() == b"picture"
    assert response.content_type == "image/png"


def test_data_addresses_are_served(room: Path) -> None:
    assert Jail([room]).fetch("data:text/plain;base64,eA==").read() == b"x"


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("http://169.254.169.254/latest", "外部地址"),
        ("https://example.org/a.png", "外部地址"),
        ("ftp://example.org/a.png", "外部地址"),
        ("file://server/share/a.png", "外部地址"),
        ("file:///etc/passwd", "以外的文件"),
        ("gopher://x", "外部地址"),
    ],
)
def test_other_addresses_end_the_document(room: Path, address: str, sentence: str) -> None:
    with pytest.raises(FatalURLFetchingError, match=sentence):
        Jail([room]).fetch(address)


def test_no_way_out_by_dots_or_escapes(room: Path) -> None:
    for tail in ("/../outside.png", "/%2e%2e/outside.png", "/x/../../outside.png"):
        with pytest.raises(FatalURLFetchingError, match="以外的文件"):
            Jail([room]).fetch(room.as_uri() + tail)
    with pytest.raises(FatalURLFetchingError, match="非法字符"):
        Jail([room]).fetch(room.as_uri() + "/a%00.png")


def test_a_link_inside_the_root_is_followed_before_it_is_judged(room: Path) -> None:
    (room / "link.png").symlink_to(room.parent / "outside.png")
    with pytest.raises(FatalURLFetchingError, match="以外的文件"):
        Jail([room]).fetch((room / "link.png").as_uri())


def test_type_and_presence_are_checked(room: Path) -> None:
    with pytest.raises(FatalURLFetchingError, match=r"不能排入版面：秘密\.key"):
        Jail([room]).fetch((room / "秘密.key").as_uri())
    with pytest.raises(FatalURLFetchingError, match=r"不存在：无\.png"):
        Jail([room]).fetch((room / "无.png").as_uri())
