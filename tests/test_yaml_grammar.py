"""Lines of YAML as people write them: what the patterns take, and what they leave to the parser."""

from __future__ import annotations

import re

import pytest

from scoring.yaml_grammar import BEHIND, ITEM, LINE, LONGEST_KEY, PAIR, IrregularError, key_of


def parts(line: str) -> tuple[str | None, ...]:
    match = LINE.match(line)
    assert match is not None, line
    assert match.end() == len(line), line
    return match.groups()


@pytest.mark.parametrize(
    ("line", "indent", "dash", "key", "plain", "quoted", "flow"),
    [
        ("name: 示例县\n", "", None, "name", "示例县", None, None),
        ("  name: 示例县  # 注\n", "  ", None, "name", "示例县", None, None),
        ("- id: E0001\r\n", "", "- ", "id", "E0001", None, None),
        ('"1.1": "9"\n', "", None, '"1.1"', None, '"9"', None),
        ("lead: [县司法局]\n", "", None, "lead", None, None, "[县司法局]"),
        ("时间 地点: 2026年 县里\n", "", None, "时间 地点", "2026年 县里", None, None),
        ("url: https://example.com/a#b\n", "", None, "url", "https://example.com/a#b", None, None),
        ("units:\n", "", None, "units", None, None, None),
        ("last: 1", "", None, "last", "1", None, None),
    ],
)
def test_a_key_with_its_value(
    line: str,
    indent: str,
    dash: str | None,
    key: str,
    plain: str | None,
    quoted: str | None,
    flow: str | None,
) -> None:
    got = parts(line)
    assert got[0] == indent
    assert got[2] == dash
    assert got[3] == key
    assert got[4] == plain
    assert got[5] == quoted
    assert (got[6] or "").rstrip() == (flow or "")


@pytest.mark.parametrize("line", ["\n", "   \n", "# 注\n", "  # 注\r\n"])
def test_a_line_without_content(line: str) -> None:
    assert parts(line)[1] is not None


@pytest.mark.parametrize(
    "line",
    ["&a name: x\n", "*a\n", "text: |\n", "text: >-\n", "? key\n", "a: b: c\n"],
)
def test_what_is_written_otherwise_is_left_to_the_parser(line: str) -> None:
    match = LINE.match(line)
    assert match is None or match.end() < len(line)


def test_entries_of_a_map_and_of_a_list_in_brackets() -> None:
    pair = PAIR.match("name: 办理清单, ")
    assert pair is not None
    assert pair.groups() == ("name", "办理清单", None, ",")
    nested = PAIR.match("kinds: [文件]")
    assert nested is not None
    assert nested[0] == "kinds: "
    item = ITEM.match(" '文件']")
    assert item is not None
    assert item.groups() == (None, "'文件'", "]")
    end = BEHIND.match(" }")
    assert end is not None
    assert end[1] == "}"


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("name", ("name", "")),
        ('"1.1"', ("1.1", "")),
        ("'1.1'", ("1.1", "")),
        ("1.1", ("1.1", "float")),
        ("on", ("on", "bool")),
        ("2026-03-05", ("2026-03-05", "timestamp")),
    ],
)
def test_a_key_without_its_quotation_marks(word: str, key: tuple[str, str]) -> None:
    assert key_of(word) == key


@pytest.mark.parametrize("word", ["<<", "长" * (LONGEST_KEY + 1)])
def test_a_key_that_only_the_parser_knows(word: str) -> None:
    with pytest.raises(IrregularError):
        key_of(word)


@pytest.mark.parametrize("line", ["a" * 50_000, "a " * 25_000, "a:" * 25_000, "'" * 50_000])
def test_a_long_line_that_is_none_fails_at_once(line: str) -> None:
    """In one pass: with a way back this would take hours."""
    match = LINE.match(line + ": {")
    assert match is None or isinstance(match, re.Match)
