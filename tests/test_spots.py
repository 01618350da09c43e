"""What YAML would make of a plain word, which is how a file is kept from meaning something else."""

from __future__ import annotations

import pytest
import yaml

from scoring.spots import STRING_TAG, Spot, kind_of, plain_kind


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("县司法局", ""),
        ("E0001", ""),
        ("1.1.2", ""),
        ("第1条", ""),
        ("1", "int"),
        ("0x1f", "int"),
        ("1_000", "int"),
        ("1.10", "float"),
        (".5", "float"),
        ("true", "bool"),
        ("No", "bool"),
        ("on", "bool"),
        ("~", "null"),
        ("", "null"),
        ("null", "null"),
        ("2026-03-05", "timestamp"),
        ("<<", "merge"),
    ],
)
def test_the_kind_is_the_one_that_the_parser_sees(word: str, kind: str) -> None:
    assert plain_kind(word) == kind
    if word != "<<":
        node = yaml.compose(f"key: {word}\n", Loader=yaml.CSafeLoader)
        assert kind_of(node.value[0][1].tag) == kind


def test_text_has_no_kind() -> None:
    assert kind_of(STRING_TAG) == ""
    assert kind_of("tag:yaml.org,2002:int") == "int"


def test_a_place_without_parts_shares_one_empty_map() -> None:
    one, other = Spot(1, 1), Spot(2, 3, "int")
    assert one.keys is other.children
    assert dict(one.keys) == {}
