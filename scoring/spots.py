"""Where the parts of a YAML file stand, and what YAML would make of a word."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

import yaml

Loc = tuple[str | int, ...]
NOTHING: Mapping[Any, Any] = MappingProxyType({})
"""The keys and children of a text: one for all of them, since a large workspace holds a quarter of
a million."""
STRING_TAG = "tag:yaml.org,2002:str"
RESOLVERS = yaml.CSafeLoader.yaml_implicit_resolvers


class Spot(NamedTuple):
    """Where one node stands; ``children`` mirrors the node's own list or map.

    ``typed`` names what YAML would make of a plain text: ``int``, ``bool`` and so on.
    """

    line: int
    column: int
    typed: str = ""
    keys: Mapping[str, Spot] = NOTHING
    children: Mapping[str | int, Spot] = NOTHING


@lru_cache(maxsize=10_000)  # the same keys and words stand in every record
def plain_kind(value: str) -> str:
    """The kind that YAML gives a plain text; "" for words."""
    for tag, pattern in RESOLVERS.get(value[:1], ()):
        if pattern.match(value):
            return kind_of(tag)
    return ""


def kind_of(tag: str) -> str:
    """The kind that a tag names; "" for text."""
    if tag == STRING_TAG:
        return ""
    return tag.rsplit(":", 1)[1]
