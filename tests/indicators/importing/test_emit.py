"""The YAML of an imported tree."""

from __future__ import annotations

from pathlib import Path

import pytest

from scoring.indicators.importing.emit import emit
from scoring.yamlio import read_bytes


def test_the_tree_stands_in_the_order_of_its_keys_below_its_comments():
    tree = {
        "id": "demo",
        "levels": ["一级指标", "二级指标"],
        "indicators": [
            {
                "code": "1",
                "name": "职能履行",
                "points": "12",
                "children": [
                    {"code": "1.1", "name": "公开", "rule": {"type": "ratio", "full_at": "95%"}},
                ],
            }
        ],
    }
    assert emit(tree, ["读自 指标.docx", ""]) == (
        "# 读自 指标.docx\n"
        "#\n"
        "id: demo\n"
        "levels: [一级指标, 二级指标]\n"
        "indicators:\n"
        '- code: "1"\n'
        "  name: 职能履行\n"
        "  points: 12\n"
        "  children:\n"
        '  - code: "1.1"\n'
        "    name: 公开\n"
        "    rule: {type: ratio, full_at: 95%}\n"
    )


@pytest.mark.parametrize(
    ("key", "value", "line"),
    [
        ("name", "公开", "name: 公开"),
        ("name", "公开: 及时", 'name: "公开: 及时"'),
        ("name", "- 公开", 'name: "- 公开"'),
        ("name", "yes", 'name: "yes"'),
        ("name", "公开 ", 'name: "公开 "'),
        ("name", "公\n开", 'name: "公\\n开"'),
        ("name", "公\u2028开", 'name: "公\\u2028开"'),
        ("name", "", 'name: ""'),
        ("code", "1", 'code: "1"'),
        ("points", "2.5", "points: 2.5"),
        ("due", "2026-06-30", "due: 2026-06-30"),
        ("due", "持续推进", "due: 持续推进"),
        ("binding", False, "binding: false"),
        ("binding", True, "binding: true"),
        ("proposed", ["rule", "due"], "proposed: [rule, due]"),
    ],
)
def test_each_value_is_written_so_that_it_is_read_as_it_was(key, value, line):
    assert emit({key: value}, []) == f"{line}\n"


@pytest.mark.parametrize(
    "text",
    [
        "公开",
        "#公开",
        "公开 #注",
        "{公开}",
        "'公开'",
        '"公开"',
        "公开\\n",
        "null",
        "~",
        "2026",
        "@公开",
        "公\x7f开",
        "公\ufeff开",
    ],
)
def test_whatever_a_document_says_comes_back_from_the_file(text):
    raw = emit({"id": "a", "name": text}, []).encode()
    document, problems = read_bytes(Path("tree.yaml"), "tree.yaml", raw)
    assert problems == []
    assert document is not None
    assert document.data["name"] == text
