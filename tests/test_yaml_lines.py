"""Reading line by line gives exactly what the YAML parser gives, or leaves the text to it.

- id: E0001
  title: 一次办清单   # a comment
  proves:
  - {indicator: "1.1", item: 办理清单}
"""

from __future__ import annotations

import random
from pathlib import Path

import profiles
import pytest
import samples

from scoring.yaml_lines import read_lines
from scoring.yaml_shapes import Shapes
from scoring.yamlio import parse, parse_events

ROOT = Path(__file__).parents[1]
SHIPPED = [
    *ROOT.glob("indicators/*.yaml"),
    *ROOT.glob("evidence/*/*.yaml"),
    *ROOT.glob("evidence/*/*/*.yaml"),
]
TEXTS = [text for name, text in samples.SOUND.items() if name.endswith(".yaml")]
TEXTS += [
    "a:\n- 1\n- b: 2\n  c:\n    d: [x, {e: f}, []]\n- 'g'\nh: {}\ni:\n",
    '- {a: "b", c: [d, e]}\n-   x: 10:40\n    y: https://示例.cn/a#b\n# 备注\n\n- null\n- ~\n- -5\n',
    "k: v  # 说明\n'q k': \"1.10\"\nw w: a b  c\nempty:   # 空\nlast: 2026-01-01",
    "x:\r\n  - a: 1\r\n    b: yes\r\n  - c\r\n",
]
TORN = [
    *"\"{}[]:#-,?&*!|>%@`~\t\r\n \\'\u3000\x85\u2028\ufeff：",
    *(
        ": ",
        " #",
        "- ",
        "\n  ",
        "\n- ",
        "\n\n",
        "---\n",
        "...\n",
        "<<: 1\n",
        "   ",
        "# x",
        ":x",
        " :x",
    ),
    *(
        "|\n  x\n",
        '"a\n b"',
        "a: 1\n",
        "  a: 1\n",
        "- - x\n",
        "\nb: 1\n",
        "\n# x\n",
        "a b\n",
        "\n\n- ",
    ),
]
CASES = 60_000 if profiles.EXAMPLES > 100 else 1_500


def agree(text: str) -> bool:
    """Whether the text was read line by line; it has come out as the parser's events say, in any
    case."""
    data, root, problems = parse_events(text, "x")
    alone = read_lines(text)
    if alone is not None:
        assert alone == (data, root), text
        assert problems == [], text
    assert parse(text, "x") == (data, root, problems), text
    return alone is not None


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_the_files_that_ship_are_read_as_the_parser_reads_them(path: Path) -> None:
    agree(path.read_text("utf-8"))


def test_files_as_people_write_them_are_read_line_by_line() -> None:
    assert all(agree(text) for text in TEXTS)


def test_whatever_is_torn_reads_as_the_parser_reads_it() -> None:
    dice = random.Random(profiles.SEED or "lines")
    regular = 0
    for _ in range(CASES):
        text = dice.choice(TEXTS)
        for _ in range(dice.randint(1, 3)):
            at = dice.randint(0, len(text))
            text = text[:at] + dice.choice(TORN) + text[at + dice.choice([0, 0, 1, 5]) :]
        regular += agree(text)
    assert regular > CASES // 20  # else this says nothing


ALIKE = [
    '- id: {0}\n  title: 通知{0}\n  size: {1}\n  proves:\n  - {{indicator: "1.{1}", what: 有压缩 {1}}}\n'
    "  - {{indicator: 1.{1}, item: '清单'}}\n  review: {{state: accepted, on: 2026-01-0{1}}}\n",
    '- "编号": {0}\n  lead: [局{1}, "县 {0}"]\n  due:   持续推进\n  tags:\n    - {0}\n    - \'{1}\'\n',
    "-  a: {0}\n   b: {1}\n",
    "- id: {0}\r\n  title: {1}\r\n",
]


def test_records_that_are_written_alike_are_read_as_the_parser_reads_them() -> None:
    dice = random.Random(profiles.SEED or "alike")
    regular = 0
    for _ in range(CASES // 4):
        shape = dice.choice(ALIKE)
        words = ["E1", "null", "~", "乙 #丙", "x:y", "1.10", "yes", "甲 乙"]
        records = [shape.format(dice.choice(words), dice.randint(1, 9)) for _ in range(6)]
        if dice.random() < 0.5:
            records.insert(3, dice.choice(ALIKE).format("E9", 9))
        text = "".join(records)
        assert agree(text)
        at = dice.randint(0, len(text))
        text = text[:at] + dice.choice(TORN) + text[at + dice.choice([0, 0, 1, 5]) :]
        regular += agree(text)
    assert regular > CASES // 80  # else this says nothing


def test_alike_records_are_read_in_one_step() -> None:
    text = "".join(ALIKE[0].format(f"E{at}", 1 + at % 9) for at in range(20))
    shapes = Shapes()
    first = text.index("- id: E1\n")
    assert shapes.read(text, first, 9) is None
    shapes.learn(text[:first])
    shapes.learn(text[:first])
    data, spot, at, height = shapes.read(text, first, 9) or pytest.fail("not read")
    assert (data["id"], spot.line, text[at : at + 8], height) == ("E1", 9, "- id: E2", 7)


def test_a_list_in_which_no_two_records_are_alike_is_not_tried_for_ever() -> None:
    shapes = Shapes()
    for at in range(200):
        shapes.learn(f"- id: E{at}\n  k{at}: 1\n")
    assert shapes.read("- id: E199\n  k199: 1\n", 0, 1) is None


def test_one_record_with_a_long_text_does_not_slow_down_the_others() -> None:
    text = "- id: A\n- id: B\n  note: |\n    第一行\n    - 第二行\n  x: 1\n- id: C\n  title: 题名\n"
    assert read_lines(text) is None
    calls: list[tuple[str, int]] = []

    def record(part: str, line: int) -> tuple[object, object]:
        calls.append((part, line))
        data, root, _ = parse_events(part, "x", line=line)
        assert root is not None
        return data[0], root.children[0]

    assert read_lines(text, record=record) == parse_events(text, "x")[:2]  # type: ignore[arg-type]
    assert [line for _, line in calls] == [2]
    assert parse(text, "x") == parse_events(text, "x")


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\na: 2\n",  # twice
        "a: b: c\n",
        "a: &x 1\n",
        "a: !!int 1\n",
        "a: 'it''s'\n",
        "a: {b: }\n",
        "a:\n   b: 1\n  c: 2\n",
        "a: 1\n  b: 2\n",
        "a: text\n  goes on\n",
        "- a\nb: 1\n",
        "---\na: 1\n",
        "- a: 1\n...\n- b: 2\n",
        "- a: 1\n...\n# 备注\n- |\n  b\n- c\n",
        "a：b\n",
        "甲：乙:\n",
        "",
        "# nothing\n",
    ],
)
def test_what_is_odd_is_left_to_the_parser(text: str) -> None:
    assert read_lines(text) is None
    assert parse(text, "x") == parse_events(text, "x")
