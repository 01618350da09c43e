"""Files of YAML: how they are encoded, cut off, too large, or not there; each fault has its sentence."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from scoring import yamlio
from scoring.problems import Problem
from scoring.yamlio import MAX_BYTES, Document, read


def told(problems: list[Problem]) -> list[tuple[str, int | None, int | None, str]]:
    return [(item.rule, item.where.line, item.where.column, item.what) for item in problems]


def rules(problems: list[Problem]) -> list[str]:
    return [item.rule for item in problems]


@pytest.fixture
def file(tmp_path: Path) -> Any:
    def make(content: bytes) -> tuple[Document | None, list[Problem]]:
        path = tmp_path / "a.yaml"
        path.write_bytes(content)
        return read(path, "a.yaml")

    return make


def test_bom_is_a_notice_and_what_follows_is_read(file: Any) -> None:
    document, problems = file("\ufeffname: 示例县\n".encode())
    assert told(problems) == [("Y008", 1, 1, "文件开头有 BOM 标记")]
    assert document.data == {"name": "示例县"}


def test_a_bom_hides_no_wrong_bytes(file: Any) -> None:
    document, problems = file(b"\xef\xbb\xbfname: \xff\xff\n")
    assert document is None
    assert rules(problems) == ["Y008", "Y002"]


def test_gb18030_is_told_and_read_on(file: Any) -> None:
    document, problems = file("level: 2\nname: 示例县\nname: 又一次\n".encode("gb18030"))
    assert told(problems) == [
        ("Y002", 2, 7, "文件是 GB18030（GBK）编码，不是 UTF-8"),
        ("Y005", 3, 1, "键“name”写了两次，第一次在第 2 行"),
    ]
    assert document.data["name"] == "示例县"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf_16_and_32(file: Any, encoding: str) -> None:
    document, problems = file("name: 示例县\nlevel: 县\n".encode(encoding))
    assert document is None
    assert rules(problems) == ["Y002"]


def test_utf_16_is_named(file: Any) -> None:
    assert file("name: 示例县\n".encode("utf-16"))[1][0].what == "文件是 UTF-16 编码"


def test_no_encoding_at_all(file: Any) -> None:
    assert told(file(b"name: ok\nx: \x80\xff\xff\n")[1]) == [("Y002", 2, 4, "文件编码无法识别")]


def test_a_few_damaged_bytes_cost_only_themselves(file: Any) -> None:
    document, problems = file(
        "name: 示例县\nlevel: 县\n".encode().replace("例".encode(), b"\xe4\xbe")
    )
    assert told(problems) == [("Y002", 1, 8, "文件里有损坏的字节，可能没有写完")]
    assert document.data["level"] == "县"


def test_a_file_of_zero_bytes_after_a_crash(file: Any) -> None:
    document, problems = file(b"\0" * 4096)
    assert document is None
    assert told(problems) == [("Y002", 1, 1, "文件里有空字符，可能没有写完，或者不是文本")]


def test_a_zero_byte_late_in_the_file(file: Any) -> None:
    assert told(file(b"name: x\n" * 60 + b"y: a\0b\n")[1])[-1] == (
        "Y003",
        61,
        5,
        "文件里有 YAML 不允许的字符",
    )


def test_a_half_written_file(file: Any) -> None:
    document, problems = file(b'findings:\n  "1.1": {done: 9, of')
    assert document is None
    assert rules(problems) == ["Y003"]


def test_a_file_cut_inside_a_character(file: Any) -> None:
    assert rules(file("name: 示例县".encode()[:-1])[1])[0] == "Y002"


@pytest.mark.parametrize("content", [b"", b"\n\n", b"# \xe6\xb3\xa8\n", b"---\n...\n", b"~\n"])
def test_an_empty_file_holds_nothing(file: Any, content: bytes) -> None:
    document, problems = file(content)
    assert problems == []
    assert document.data is None
    assert str(document.where()).startswith("a.yaml:")


def test_windows_line_ends_count_as_one(file: Any) -> None:
    document, problems = file(b"a: 1\r\nb: 2\r\nb: 3\r\n")
    assert document.data == {"a": "1", "b": "2"}
    assert told(problems)[0][:3] == ("Y005", 3, 1)


def test_a_file_of_17_megabytes(file: Any) -> None:
    document, problems = file(b"a" * (17 * 1024 * 1024))
    assert document is None
    assert told(problems) == [("Y004", None, None, "a.yaml 超过 16 MB")]


def test_a_file_of_just_16_megabytes_is_read(file: Any) -> None:
    document, problems = file(b"a: 1\n#" + b"x" * (MAX_BYTES - 6))
    assert problems == []
    assert document.data == {"a": "1"}


def test_a_missing_file(tmp_path: Path) -> None:
    document, problems = read(tmp_path / "a.yaml", "a.yaml")
    assert document is None
    assert told(problems) == [("Y001", None, None, "找不到文件 a.yaml")]
    assert read(tmp_path / "a.yaml", "a.yaml", optional=True) == (None, [])


def test_a_folder_in_place_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").mkdir()
    assert told(read(tmp_path / "a.yaml", "a.yaml")[1]) == [
        ("Y001", None, None, "a.yaml 读不出来：是一个文件夹")
    ]


def test_a_pipe_in_place_of_a_file_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.yaml")
    assert told(read(tmp_path / "a.yaml", "a.yaml")[1]) == [
        ("Y001", None, None, "a.yaml 读不出来：不是普通文件")
    ]


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests may run as root, who may read everything: the refusal of the system is played."""
    (tmp_path / "a.yaml").write_text("a: 1\n")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(yamlio.Path, "open", refuse)
    assert told(read(tmp_path / "a.yaml", "a.yaml")[1]) == [
        ("Y001", None, None, "a.yaml 读不出来：没有读取权限")
    ]


@pytest.mark.parametrize("name", ["x" * 300 + ".yaml", "a\0b.yaml"])
def test_names_that_no_file_can_have(tmp_path: Path, name: str) -> None:
    document, problems = read(tmp_path / name, "a.yaml")
    assert document is None
    assert rules(problems) == ["Y001"]


def test_a_link_in_a_circle(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").symlink_to(tmp_path / "a.yaml")
    assert rules(read(tmp_path / "a.yaml", "a.yaml")[1]) == ["Y001"]
