"""Adding to a list inside one record, for what may only grow: nothing that stands in the list is
written again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from scoring.storage.splice import Edit, _line_end, _newline, _sequence, apply_edits
from scoring.storage.yaml_text import one_line


def append_item(text: str, index: int, key: str, value: Mapping[str, Any]) -> str:
    """``text`` with ``value`` added to the list ``key`` of the record at ``index``; what stands in
    the list stays as it is, to the byte. Raises ``ValueError`` for a file that is no list of maps,
    or a key that holds no list. A byte order mark in front is the caller's.
    """
    node = _sequence(text)
    if node is None or not isinstance(node.value[index], yaml.MappingNode):
        raise ValueError("not a record")
    there = {name.value: found for name, found in node.value[index].value}.get(key)
    if (
        there is None
        or (isinstance(there, yaml.ScalarNode) and not there.value)
        or there.value == []
    ):
        # No item stands there whose indentation could be taken over: the list is begun.
        return apply_edits(text, [Edit(index, {key: [dict(value)]})])
    if not isinstance(there, yaml.SequenceNode):
        raise ValueError("not a list")
    if there.flow_style:
        end = there.value[-1].end_mark.index
        return f"{text[:end]}, {one_line(dict(value))}{text[end:]}"
    newline = _newline(text)
    end = _line_end(text, there)
    gap = "" if text[end - 1] == "\n" else newline
    return (
        f"{text[:end]}{gap}{' ' * there.start_mark.column}- "
        f"{one_line(dict(value))}{newline}{text[end:]}"
    )
