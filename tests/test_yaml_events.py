"""YAML as people really write it: every door is tried, each fault has its sentence, its line and
its column."""

from __future__ import annotations

from pathlib import Path

import pytest

from scoring.yamlio import Document, parse


def found(text: str) -> list[tuple[str, int | None, int | None, str]]:
    problems = parse(text, "a.yaml")[2]
    return [(item.rule, item.where.line, item.where.column, item.what) for item in problems]


def test_nothing_is_turned_into_something_else() -> None:
    """1.10 stays 1.10, `on` and `no` stay words, 12:30 is no number of seconds, a date stays
    text."""
    data, root, problems = parse(
        "code: 1.10\nnumber: 01\ntime: 12:30\non: yes\nno: off\nday: 2026-03-01\nhex: 0x1F\nexp: "
        "1e3\nbig: 1_000\n",
        "a.yaml",
    )
    assert problems == []
    assert data == {
        "code": "1.10",
        "number": "01",
        "time": "12:30",
        "on": "yes",
        "no": "off",
        "day": "2026-03-01",
        "hex": "0x1F",
        "exp": "1e3",
        "big": "1_000",
    }
    assert root is not None
    typed = {key: spot.typed for key, spot in root.children.items()}
    assert typed["code"] == "float"
    assert typed["number"] == typed["time"] == typed["hex"] == typed["big"] == "int"
    assert typed["on"] == typed["no"] == "bool"
    assert typed["day"] == "timestamp"
    assert root.keys["on"].typed == "bool"


def test_quoted_text_is_text() -> None:
    _, root, _ = parse("a: \"1.10\"\nb: '01'\nc: !!str 1.10\nd: |\n  2\n", "a.yaml")
    assert root is not None
    assert [spot.typed for spot in root.children.values()] == ["", "", "", ""]


def test_a_blank_key_says_nothing_but_keeps_its_place() -> None:
    data, root, problems = parse("a:\nb: ~\nc: null\nd: ''\n", "a.yaml")
    assert problems == []
    assert data == {"d": ""}
    assert root is not None
    assert list(root.keys) == ["a", "b", "c", "d"]


def test_positions_of_values_and_keys() -> None:
    """Line and column from 1, in characters, also behind Chinese text."""
    data, root, _ = parse("指标:\n- {编号: 甲, 名称: 乙}\n- 丙\n", "a.yaml")
    assert data == {"指标": [{"编号": "甲", "名称": "乙"}, "丙"]}
    assert root is not None
    document = Document(Path("a.yaml"), "a.yaml", data, root, b"")
    assert str(document.where(("指标", 0, "名称"))) == "a.yaml:2:15"
    assert str(document.where(("指标", 0, "名称"), key=True)) == "a.yaml:2:11"
    assert str(document.where(("指标", 1))) == "a.yaml:3:3"
    assert str(document.where(("指标", 7, "x"))) == "a.yaml:2:1"
    assert str(document.where()) == "a.yaml:1:1"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: 2\na: 3\n", ("Y005", 3, 1, "键“a”写了两次，第一次在第 1 行")),
        ("x: {a: 1, 'a': 2}\n", ("Y005", 1, 11, "键“a”写了两次，第一次在第 1 行")),
        ("a: &x 1\n", ("Y006", 1, 4, "用了锚点 &x")),
        ("a: *x\n", ("Y006", 1, 4, "用了别名 *x")),
        ("a: *重点\n", ("Y003", 1, 5, "以 * 或 & 开头的文字要加英文双引号")),
        ("a: @x\n", ("Y003", 1, 4, "以 @、%、` 这类符号开头的文字要加英文双引号")),
        (
            "a: 甲: 乙\n",
            ("Y003", 1, 5, "缩进不对，或者一行里有两个“: ”：文字里有冒号的请加英文双引号"),
        ),
        ("- a\nb: 1\n", ("Y003", 2, 1, "缩进不对：与上下行没有对齐")),
        ("a: {b: 1", ("Y003", 1, 4, "文件没有写完：括号缺了一半")),
        ("a: [b,\n", ("Y003", 1, 7, "文件没有写完：括号缺了一半")),
        ("a: {<<: {b: 1}}\n", ("Y006", 1, 5, "用了合并键 <<")),
        (
            "a: !!python/object:os.system x\n",
            ("Y006", 1, 4, "用了 YAML 标签 tag:yaml.org,2002:python/object:os.system"),
        ),
        ("a: !!binary aGk=\n", ("Y006", 1, 4, "用了 YAML 标签 tag:yaml.org,2002:binary")),
        ("a: !include x.yaml\n", ("Y006", 1, 4, "用了 YAML 标签 !include")),
        ("a: 1\n? [x, y]\n: z\n", ("Y003", 2, 3, "键不是一个词（冒号前面只能是一个词）")),
        ("a: 1\n---\nb: 2\n", ("Y003", 2, 1, "一个文件里有多个 YAML 文档（---）")),
        ("a: {met：true}\n", ("S003", 1, 8, "“met：true”里用了全角冒号")),
        ("name：示例县\nlevel: 县\n", ("Y011", 1, 5, "键后面用了全角冒号“：”")),
        ("a: 1\nname：示例县\n", ("Y011", 2, 5, "键后面用了全角冒号“：”")),
        ("a:\n\tb: 1\n", ("Y012", 2, 1, "行首缩进用了制表符（Tab）")),
        ("- a: 1\n-\tb: 1\n", ("Y012", 2, 2, "行首缩进用了制表符（Tab）")),
        ("- - \ta\n", ("Y012", 1, 5, "行首缩进用了制表符（Tab）")),
        ("a:\n  - x\n \t- y\n", ("Y012", 3, 2, "行首缩进用了制表符（Tab）")),
        ('a: "没有配对\nb: 1\n', ("Y003", 1, 4, "引号没有配对")),
        ("a: [1, 2\nb: 3\n", ("Y003", 2, 2, "括号没有配对，或者各项之间少了逗号")),
        (
            'a: "files\\清单.txt"\n',
            ("Y003", 1, 10, "双引号里的反斜杠 \\ 写法不对：改用单引号，或把 \\ 写成 / 或 \\\\"),
        ),
        (
            "a: 1\n  b: 2\n",
            ("Y003", 2, 4, "缩进不对，或者一行里有两个“: ”：文字里有冒号的请加英文双引号"),
        ),
        ("a: 1\nb\nc: 2\n", ("Y003", 3, 1, "冒号后面少一个空格，或者这一行少了冒号")),
        ("示例县: 甲\x01乙\n", ("Y003", 1, 7, "文件里有 YAML 不允许的字符")),
        ("示例县: 甲\n名: \x00\n", ("Y003", 2, 4, "文件里有 YAML 不允许的字符")),
        (
            'a: "\\ud800"\n',
            ("Y003", 1, 7, "双引号里的反斜杠 \\ 写法不对：改用单引号，或把 \\ 写成 / 或 \\\\"),
        ),
    ],
)
def test_each_fault_has_its_sentence_and_place(
    text: str, expected: tuple[str, int, int, str]
) -> None:
    assert expected in found(text)


def test_every_tab_and_fullwidth_colon_is_told_in_one_run() -> None:
    lines = [(rule, line) for rule, line, _, _ in found("名称：甲\na:\n\tb: 1\n\tc: 2\n级别：县\n")]
    assert lines == [("Y011", 1), ("Y012", 3), ("Y012", 4), ("Y011", 5)]


def test_what_stands_beside_a_fault_is_read() -> None:
    data, _, problems = parse("a: 1\nb: !!set {x}\na: 2\nc: *no\nd: 4\n<<: {e: 5}\n", "a.yaml")
    assert data == {"a": "1", "d": "4"}
    assert [item.rule for item in problems] == ["Y006", "Y005", "Y006", "Y006"]


def test_an_alias_bomb_stays_small() -> None:
    """Ten levels of ten references each would be ten thousand million items."""
    bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{chr(98 + at)}: &{chr(98 + at)} [{', '.join(['*' + chr(97 + at)] * 10)}]\n"
        for at in range(9)
    )
    data, _, problems = parse(bomb, "a.yaml")
    assert {item.rule for item in problems} == {"Y006"}
    assert len(problems) == 10 + 90
    assert sum(len(items) for items in data.values()) == 100


def test_a_list_that_holds_itself() -> None:
    data, _, problems = parse("&a [*a]", "a.yaml")
    assert data == [None]
    assert [item.rule for item in problems] == ["Y006", "Y006"]


@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, "{a: " * 100_000, "- " * 100_000 + "x", "? " * 100_000, "[" * 31 + "]" * 31],
)
def test_nesting_does_not_exhaust_the_stack(text: str) -> None:
    data, root, problems = parse(text, "a.yaml")
    assert data is None
    assert root is None
    assert ("Y009", "嵌套超过 30 层") in [(item.rule, item.what) for item in problems]


def test_thirty_levels_are_read() -> None:
    data, _, problems = parse("[" * 30 + "]" * 30, "a.yaml")
    assert problems == []
    assert str(data) == "[" * 30 + "]" * 30
