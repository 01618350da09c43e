"""A file cut at the lines that begin a record: the pieces put together are the file, each record
parses alone, and what cannot be cut so is refused as a whole."""

from __future__ import annotations

import pytest
import yaml

from scoring.storage.cutting import Piece, list_pieces, map_pieces

REGISTER = """\
# 登记表

- id: E0001
  title: 甲   # 原件在三楼
   # 比键深的注释属于这条记录
  # 与键对齐的注释不属于谁
# 第二批

- id: E0002
  title: |
    # 这不是注释
    - 这不是记录
- {id: E0003}
- title: 没有编号
"""
ROUND = """\
round: 2026-self
findings:   # 认定
  # 先填这些
  "1.1": {met: true}   # 已核
  1.2:
    met: true
    # 比键深的注释
  # "1.3": {met: true}

  "1.4": {met: true}
vetoes: {V1: false}
"""


def records(pieces: list[Piece]) -> dict[str, str]:
    return {piece.key: piece.text for piece in pieces if piece.key is not None}


def between(pieces: list[Piece]) -> list[str]:
    return [piece.text for piece in pieces if piece.key is None]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("pad", ["", "  "])
def test_a_list_is_its_records_and_what_stands_between_them(newline: str, pad: str) -> None:
    text = "".join(pad + line for line in REGISTER.splitlines(keepends=True))
    text = text.replace("\n", newline)
    pieces = list_pieces(text, {})
    assert "".join(piece.text for piece in pieces) == text
    assert list(records(pieces)) == ["E0001", "E0002", "E0003", ""]
    if not pad and newline == "\n":
        assert records(pieces)["E0001"] == (
            "- id: E0001\n  title: 甲   # 原件在三楼\n   # 比键深的注释属于这条记录\n"
        )
        assert between(pieces) == [
            "# 登记表\n\n",
            "  # 与键对齐的注释不属于谁\n# 第二批\n\n",
        ]


def test_a_section_is_its_entries_what_stands_between_and_the_rest_of_the_file() -> None:
    pieces = map_pieces(ROUND, ("findings",), {})
    assert "".join(piece.text for piece in pieces) == ROUND
    assert records(pieces) == {
        "1.1": '  "1.1": {met: true}   # 已核\n',
        "1.2": "  1.2:\n    met: true\n    # 比键深的注释\n",
        "1.4": '  "1.4": {met: true}\n',
    }
    assert between(pieces) == [
        "round: 2026-self\nfindings:   # 认定\n  # 先填这些\n",
        '  # "1.3": {met: true}\n\n',
        "vetoes: {V1: false}\n",
    ]


def test_a_section_at_the_end_of_the_file_has_nothing_behind_it() -> None:
    pieces = map_pieces("findings:\n  a: 1\n  b: 2", ("findings",), {})
    assert [piece.text for piece in pieces] == ["findings:\n", "  a: 1\n", "  b: 2"]


def test_the_keys_of_a_file_are_records_too() -> None:
    assert list(records(map_pieces(ROUND, (), {}))) == ["round", "findings", "vetoes"]


def test_a_file_of_comments_alone_has_no_records() -> None:
    assert list_pieces("", {}) == []
    assert list_pieces("# 登记表\n\n", {}) == [Piece("# 登记表\n\n")]


@pytest.mark.parametrize(
    "text",
    [
        "id: E0001\n",
        "甲\n- id: E0001\n",
        "- 只是一句话\n",
        "- - id: E0001\n",
        "- [id, E0001]\n",
        '- id: "E0001\n- id: E0002"\n',
        "- id: [E0001,\n- E0002]\n",
        "- id: E0001\n-",
        "- &x {id: E0001}\n- *x\n",
        "[{id: E0001}]\n",
        "- id: E0001\n  - id: E0002\n",
    ],
    ids=[
        "a map",
        "something in front",
        "a text",
        "a list in a list",
        "a list in brackets",
        "a dash inside quotes",
        "a dash inside brackets",
        "a dash at the very end",
        "a word that stands for another record",
        "all in brackets",
        "no YAML",
    ],
)
def test_a_list_that_cannot_be_cut_is_refused(text: str) -> None:
    with pytest.raises((ValueError, yaml.YAMLError)):
        list_pieces(text, {})


@pytest.mark.parametrize(
    ("text", "section"),
    [
        (ROUND, ("none",)),
        (ROUND, ("vetoes",)),
        (ROUND, ("findings", "1.2")),
        ("findings:\n", ("findings",)),
        ("findings:\n  # 还没有\n", ("findings",)),
        ("findings:\n- a: 1\n", ("findings",)),
        ("findings:\n  - a: 1\n", ("findings",)),
        ("findings:\n  a: 1\n- b: 2\n", ("findings",)),
        ("findings:\n  a: 1\n  -b: 2\n", ("findings",)),
        ('note: "\nfindings:\n  a: 1"\n', ("findings",)),
        ("--- |\nfindings:\n  a: 1\n", ("findings",)),
        ("findings:\n  a: [1\n  b: 2]\n", ("findings",)),
        ("findings:\n  a: 1\nb: [\n", ("findings",)),
        ("  a: 1\n  b: 2\n", ()),
        ("", ()),
        ("{a: 1}\n", ()),
        ("- a: 1\n", ()),
    ],
    ids=[
        "no such section",
        "a section in brackets",
        "a section in a section",
        "an empty section",
        "a section of comments",
        "a section that is a list",
        "a section that is an indented list",
        "a list behind",
        "a key that begins with a dash",
        "a head inside quotes",
        "a head inside a text",
        "an entry inside brackets",
        "no YAML behind",
        "an indented file",
        "an empty file",
        "a file in brackets",
        "a file that is a list",
    ],
)
def test_a_map_that_cannot_be_cut_is_refused(text: str, section: tuple[str, ...]) -> None:
    with pytest.raises((ValueError, yaml.YAMLError)):
        map_pieces(text, section, {})


def test_what_was_proved_before_is_not_parsed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    for cut, known in (
        (lambda known: list_pieces(REGISTER, known), records(list_pieces(REGISTER, {}))),
        (lambda known: map_pieces(ROUND, (), known), records(map_pieces(ROUND, (), {}))),
    ):
        proved = {text: key for key, text in known.items()}
        with monkeypatch.context() as patch:
            patch.setattr(yaml, "compose", lambda *_, **__: pytest.fail("parsed again"))
            assert records(cut(proved)) == known
