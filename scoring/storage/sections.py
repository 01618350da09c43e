"""One top-level section of a file that is a map: put in at the end, or written anew where it
stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from scoring.storage.splice import BOM, _line_end, _newline
from scoring.storage.yaml_text import in_block, key_text


def with_section(text: str, key: str, section: Mapping[str, Any]) -> str:
    """``text`` with ``key`` holding ``section``, one line for each of its keys; every byte outside
    of it stays.

    A value that is a map of its own with lists of maps in it goes below its key, any other map on
    one line. Raises ``ValueError`` for a file that is no map in block style.
    """
    if text.startswith(BOM):
        return BOM + with_section(text[1:], key, section)
    node = yaml.compose(text, Loader=yaml.CSafeLoader)
    if not isinstance(node, yaml.MappingNode) or node.flow_style:
        raise ValueError("not a map")
    newline = _newline(text)
    lines = f"{key}:{newline}" + _lines(section, 2, newline)
    for name, value in node.value:
        if name.value == key:
            start = name.start_mark.index
            return text[:start] + lines + text[_line_end(text, value) :]
    if text.endswith("\n"):
        gap = ""
    else:
        gap = newline
    return text + gap + lines


def _lines(section: Mapping[str, Any], indent: int, newline: str) -> str:
    parts = []
    for key, value in section.items():
        if isinstance(value, dict) and any(in_block(inner) for inner in value.values()):
            parts.append(" " * indent + f"{key}:{newline}" + _lines(value, indent + 2, newline))
        else:
            parts.append(key_text(key, value, indent, newline))
    return "".join(parts)
