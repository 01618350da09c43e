"""Names in braces that stand for a figure of the report."""

from __future__ import annotations

import pytest

from scoring.narrative.placeholders import PLACEHOLDERS, filled, unknown


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("总分 {总分} 分，失分｛失分｝分。", []),
        ("总分 {总份} 分，{{ 等级 }}。", ["总份", "等级"]),
        ("空的 {} 和有空格的 {总 分} 不是名称", []),
        ("长得不像名称的 {" + "长" * 21 + "} 也不是", []),
    ],
)
def test_names_that_stand_for_nothing(text: str, names: list[str]) -> None:
    assert list(unknown(text)) == names


def test_figures_take_the_place_of_names_in_any_braces() -> None:
    values = {"总分": "86.50", "等次": "良好"}
    assert filled("总分 {总分} 分，等次｛ 等次 ｝。", values) == "总分 86.50 分，等次良好。"
    assert filled("{{总分}}与{总份}", values) == "86.50与{总份}"


def test_every_name_says_what_it_stands_for() -> None:
    assert all(PLACEHOLDERS.values())
    assert list(unknown("".join(f"{{{name}}}" for name in PLACEHOLDERS))) == []
