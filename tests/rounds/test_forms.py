"""The form of a round: what it says can be read back, and filling it in is a matter of taking signs
away."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.indicators.library import shipped
from scoring.indicators.loading import load_tree
from scoring.indicators.model import IndicatorTree
from scoring.rounds.forms import Filled, Terms, inline, round_text, usual_window
from scoring.rounds.proof_migration import with_proofs
from scoring.rounds.reading import read_findings, read_head
from scoring.yamlio import Document, parse

DAY = date(2026, 11, 22)
SELF = Terms("2026-self", "self", DAY, usual_window(DAY))


def document(text: str) -> Document:
    data, root, problems = parse(text, "round.yaml")
    assert problems == []
    assert root is not None
    return Document(Path("round.yaml"), "round.yaml", data, root, text.encode())


def shipped_tree(path: Path) -> IndicatorTree:
    tree, _ = load_tree(path, path.name)
    assert tree is not None
    return tree


@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.stem)
@pytest.mark.parametrize("kind", ["self", "mock", "inspection"])
def test_a_blank_form_is_a_sound_round_without_findings(path: Path, kind: Any) -> None:
    tree = shipped_tree(path)
    text = round_text(
        tree, Terms("2026", kind, DAY, usual_window(DAY), None if kind == "self" else "2026-self")
    )
    made = document(text)
    head, problems = read_head(made)
    assert head is not None
    assert (head.round, head.kind, head.tree, head.as_of) == ("2026", kind, tree.id, DAY)
    assert head.basis == (None if kind == "self" else "2026-self")
    round_, found = read_findings(made, head, tree, "")
    assert problems + found == []
    assert round_.findings == {}
    for leaf in tree.leaves():
        assert f'  # "{leaf.code}": ' in text
        assert leaf.name in text


def test_the_window_goes_back_to_the_first_day_of_the_year_before() -> None:
    assert usual_window(DAY) == (date(2025, 1, 1), DAY)


def test_a_known_finding_stands_as_an_entry_with_its_remarks_above() -> None:
    tree = shipped_tree(shipped()[0])
    leaf = next(tree.leaves())
    text = round_text(
        tree, SELF, {leaf.code: Filled({"met": "true"}, ["沿用\n原 1"])}, closing=["已取消：甲"]
    )
    lines = text.splitlines()
    at = lines.index(f'  "{leaf.code}": {{met: true}}')
    assert lines[at - 1] == "  # 沿用 原 1"
    assert "  # 已取消：甲" in lines


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ({"done": "96", "of": "100"}, "{done: 96, of: 100}"),
        ({"value": "62%"}, "{value: 62%}"),
        ({"note": "甲, 乙"}, '{note: "甲, 乙"}'),
        ({"has": ["甲", "乙"]}, "{has: [甲, 乙]}"),
        ({"on": "2026-03-02"}, '{"on": 2026-03-02}'),
    ],
)
def test_inline(value: Any, shown: str) -> None:
    assert inline(value) == shown


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co")), max_size=12
)
ANY = st.recursive(
    TEXTS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3)
)


@given(st.dictionaries(TEXTS, ANY, min_size=1, max_size=3))
def test_whatever_is_written_inline_is_read_back(value: dict[str, Any]) -> None:
    data, root, problems = parse(f"x: {inline(value)}\n", "x.yaml")
    assert root is not None
    assert [item for item in problems if item.rule not in ("S003",)] == []
    assert data == {"x": value}


REGISTER = """\
# 登记表
- id: E0001   # 第一件
  proves:
  - {indicator: "1.1", item: '办理清单'}   # 留着
  - {indicator: "1.2"}

- id: E0002
  proves: [{indicator: "1.1"}]
- id: E0003
  proves:
  - indicator: "1.1"
    what: 甲
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_proofs_are_marked_and_added_where_they_stand(newline: str) -> None:
    marked = {"indicator": "1.1", "tree": "old"}
    added = {"indicator": "1.10", "tree": "new"}
    changed = {
        0: [{**marked, "item": "办理清单"}, {**added, "item": "办理清单"}, {"indicator": "1.2"}],
        1: [marked, added],
        2: [{**marked, "what": "甲"}, {**added, "what": "甲"}],
    }
    text = with_proofs(REGISTER.replace("\n", newline), changed)
    assert (
        text
        == """\
# 登记表
- id: E0001   # 第一件
  proves:
  - {indicator: "1.1", item: '办理清单', tree: old}   # 留着
  - {indicator: "1.10", tree: new, item: 办理清单}
  - {indicator: "1.2"}

- id: E0002
  proves: [{indicator: "1.1", tree: old}, {indicator: "1.10", tree: new}]
- id: E0003
  proves:
  - {indicator: "1.1", tree: old, what: 甲}
  - {indicator: "1.10", tree: new, what: 甲}
""".replace("\n", newline)
    )
    assert re.findall(r"(?<!\r)\n", text) == ([] if newline == "\r\n" else re.findall("\n", text))


def test_a_last_line_without_its_end_gets_one() -> None:
    text = with_proofs(
        '- id: E1\n  proves:\n  - {indicator: "1"}', {0: [{"indicator": "1"}, {"indicator": "2"}]}
    )
    assert text == '- id: E1\n  proves:\n  - {indicator: "1"}\n  - {indicator: "2"}\n'
