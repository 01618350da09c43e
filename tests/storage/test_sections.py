"""One section of a file put in or written anew: every other byte stays."""

from __future__ import annotations

import pytest
import yaml

from scoring.storage.sections import with_section

SECTION = {"by": "risk", "size": 2, "strata": [{"of": 3}], "chance": {"1.1": "1/2"}}
LINES = 'sample:\n  by: risk\n  size: 2\n  strata:\n  - {of: 3}\n  chance: {"1.1": 1/2}\n'


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_new_section_goes_to_the_end(newline: str, mark: str) -> None:
    text = mark + newline.join(["# 说明", "round: x   # 名称", "findings:", "  # 空着", ""])
    made = with_section(text, "sample", SECTION)
    assert made.startswith(text)
    assert yaml.safe_load(made[len(text) :]) == yaml.safe_load(LINES)
    assert made.count("\n") == made.count(newline)


def test_a_section_is_written_anew_where_it_stands() -> None:
    text = f"round: x\n{LINES}# 以下是认定\nfindings: {{}}\n"
    made = with_section(text, "sample", {"by": "units"})
    assert made == "round: x\nsample:\n  by: units\n# 以下是认定\nfindings: {}\n"
    assert with_section(made, "sample", SECTION) == text


def test_a_map_with_lists_of_maps_goes_below_its_key() -> None:
    made = with_section("a: 1", "sample", {"cases": {"of": 3, "strata": [{"unit": "甲"}]}})
    assert made == "a: 1\nsample:\n  cases:\n    of: 3\n    strata:\n    - {unit: 甲}\n"


def test_a_last_line_without_an_end_gets_one() -> None:
    assert with_section("round: x", "sample", {"by": "risk"}) == "round: x\nsample:\n  by: risk\n"


@pytest.mark.parametrize("text", ["", "- a\n", "{round: x}\n", "just text\n"])
def test_what_is_no_map_in_block_style_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a map"):
        with_section(text, "sample", SECTION)
