"""One item more, or one less, in a list of maps deep inside a YAML file; every other byte stays.

New items are written below each other, a key a line, as people write them: the lists inside of a
tree of indicators are read and edited by hand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from scoring.storage.splice import BOM, DROP, nested_edits
from scoring.storage.yaml_text import one_line, record_text

Path = Sequence[str | int]


def item_added(text: str, path: Path, key: str, at: int, item: Mapping[str, Any]) -> str:
    """``text`` with an item at position ``at`` of the list that stands under ``key`` of the map at
    ``path``.

    A list that is not there yet is begun. Raises ``ValueError`` where the path leads to no map, or
    the key to something else than a list.
    """
    if text.startswith(BOM):
        return BOM + item_added(text[1:], path, key, at, item)
    newline = "\r\n" if "\r\n" in text else "\n"
    found = _list_at(text, path, key)
    if found is None or not found.value:
        # What begins a list writes its items on one line each: one is put in to hold the place, and
        # the item, a key a line, takes it.
        text = nested_edits(text, [(path, {key: [{"place": "holder"}]})])
        found = _list_at(text, path, key)
        assert found is not None
        if found.flow_style:
            return nested_edits(text, [(path, {key: [dict(item)]})])
        start, end = _starts(text, found)[0], _end(text, found)
        return text[:start] + record_text(item, found.start_mark.column, newline) + text[end:]
    if found.flow_style or not _own_lines(text, found):
        return _in_brackets(text, found, at, item)
    where = _starts(text, found)[at] if at < len(found.value) else _end(text, found)
    if text[where - 1] == "\n":
        gap = ""
    else:
        gap = newline
    record = record_text(item, found.start_mark.column, newline)
    return text[:where] + gap + record + text[where:]


def item_removed(text: str, path: Path, key: str, at: int) -> str:
    """``text`` without the item at position ``at``; with the last one the list goes as well.

    Raises ``ValueError`` where there is none.
    """
    if text.startswith(BOM):
        return BOM + item_removed(text[1:], path, key, at)
    found = _list_at(text, path, key)
    if found is None or not 0 <= at < len(found.value):
        raise ValueError("no such item")
    if len(found.value) == 1:
        return nested_edits(text, [(path, {key: DROP})])
    if found.flow_style or not _own_lines(text, found):
        item = found.value[at]
        begin, end = item.start_mark.index, item.end_mark.index
        if at + 1 < len(found.value):
            end = found.value[at + 1].start_mark.index
        else:
            begin = found.value[at - 1].end_mark.index
        return text[:begin] + text[end:]
    starts = [*_starts(text, found), _end(text, found)]
    return text[: starts[at]] + text[starts[at + 1] :]


def _list_at(text: str, path: Path, key: str) -> yaml.SequenceNode | None:
    node: yaml.Node | None = yaml.compose(text, Loader=yaml.CSafeLoader)
    for step in path:
        if isinstance(node, yaml.MappingNode):
            node = next((value for word, value in node.value if word.value == step), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step] if 0 <= step < len(node.value) else None
        else:
            node = None
    if not isinstance(node, yaml.MappingNode):
        raise ValueError("not a map")
    found = next((value for word, value in node.value if word.value == key), None)
    if found is None or (isinstance(found, yaml.ScalarNode) and not found.value):
        return None
    if not isinstance(found, yaml.SequenceNode):
        raise ValueError("not a list")
    return found


def _own_lines(text: str, found: yaml.SequenceNode) -> bool:
    """Whether every item begins on a line of its own."""
    lines = (text.rfind("\n", 0, item.start_mark.index) + 1 for item in found.value)
    return all(
        text[line : item.start_mark.index].strip() == "-"
        for line, item in zip(lines, found.value, strict=True)
    )


def _starts(text: str, found: yaml.SequenceNode) -> list[int]:
    """Where each item begins, the comments above it included: they speak of it."""
    starts: list[int] = []
    for item in found.value:
        start = text.rfind("\n", 0, item.start_mark.index) + 1
        while starts:  # the first item's comments belong to the list
            above = text.rfind("\n", 0, start - 1) + 1
            if not text[above:start].lstrip().startswith("#"):
                break
            start = above
        starts.append(start)
    return starts


def _end(text: str, found: yaml.Node) -> int:
    """Where the line on which the list ends is over; what follows belongs to others."""
    end = found.end_mark.index
    if isinstance(found, yaml.CollectionNode) and not found.flow_style and found.value:
        last = found.value[-1]
        return _end(text, last[1] if isinstance(last, tuple) else last)
    if isinstance(found, yaml.ScalarNode) and found.style in ("|", ">"):
        body = text[found.start_mark.index : end].rstrip("\r\n ")
        end = found.start_mark.index + len(body)
    line = text.find("\n", end)
    if line < 0:
        return len(text)
    return line + 1


def _in_brackets(text: str, found: yaml.SequenceNode, at: int, item: Mapping[str, Any]) -> str:
    if not found.flow_style:
        raise ValueError("several items on one line")
    new = one_line(dict(item))
    if at < len(found.value):
        where = found.value[at].start_mark.index
        return f"{text[:where]}{new}, {text[where:]}"
    where = found.value[-1].end_mark.index
    return f"{text[:where]}, {new}{text[where:]}"
