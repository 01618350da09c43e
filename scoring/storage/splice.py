"""Changes to single records of a YAML file, leaving every other byte as it is.

A file such as the register or the ledger is a list of maps: an :class:`Edit` replaces, adds or
drops keys of one of them. A round holds its findings in a map: a :class:`MapEdit` replaces, adds or
drops entries of it. Comments, order, quoting and line ends elsewhere survive, a comment behind a
value as well. New text is written in the style of the contract: inner maps of plain values on one
line, text quoted wherever YAML would read it as something else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from scoring.storage.cutting import DOCUMENT_END
from scoring.storage.yaml_text import (
    Bare,
    in_block,
    key_text,
    one_line,
    record_text,
    value_text,
    word_of,
)

DROP = object()
"""As the value of a key: take the key out."""
BOM = "\ufeff"


Piece = tuple[int, int, str]
"""From, to, and what stands there instead."""


@dataclass(frozen=True, slots=True)
class Edit:
    """New values for keys of the record at ``index`` of the list. A value of ``DROP`` removes its
    key.
    """

    index: int
    changes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class MapEdit:
    """New values for entries of the map at ``path`` of keys, such as ``("findings",)``. ``DROP``
    removes an entry.

    The keys of a new entry are quoted: they are codes. It goes below the comment that shows its
    blank form, where there is one (``# "1.1": {met: true}``), else behind the last entry.
    """

    path: tuple[str, ...]
    changes: Mapping[str, Any]


def _newline(text: str) -> str:
    if "\r\n" in text:
        return "\r\n"
    return "\n"


def _sequence(text: str) -> yaml.SequenceNode | None:
    node = yaml.compose(text, Loader=yaml.CSafeLoader)
    if node is not None and not isinstance(node, yaml.SequenceNode):
        raise ValueError("not a list")
    return node


def apply_edits(text: str, edits: Sequence[Edit | MapEdit]) -> str:
    """``text`` with the edits applied. Raises ``ValueError`` where a record or map of an edit is
    none.
    """
    if text.startswith(BOM):  # the parser does not count it
        return BOM + apply_edits(text[1:], edits)
    newline = _newline(text)
    torn = bool(text) and not text.endswith("\n")
    text += newline if torn else ""
    records = [edit for edit in edits if isinstance(edit, Edit)]
    pieces: list[Piece] = []
    if records:
        node = _sequence(text)
        for edit in records:
            if node is None or not isinstance(node.value[edit.index], yaml.MappingNode):
                raise ValueError("not a record")
            pieces += _record_pieces(text, node.value[edit.index], edit.changes, newline)
    for map_edit in edits:
        if isinstance(map_edit, MapEdit):
            pieces += _map_pieces(text, map_edit, newline)
    text = _spliced(text, pieces)
    if torn and text.endswith(newline):
        return text[: -len(newline)]
    return text


def nested_edits(text: str, edits: Sequence[tuple[Sequence[str | int], Mapping[str, Any]]]) -> str:
    """``text`` with new values for keys of maps deep inside it, each found by its path of keys and
    list positions.

    Every other byte stays. Raises ``ValueError`` where a path leads to no map.
    """
    if text.startswith(BOM):
        return BOM + nested_edits(text[1:], edits)
    newline = _newline(text)
    torn = bool(text) and not text.endswith("\n")
    text += newline if torn else ""
    root = yaml.compose(text, Loader=yaml.CSafeLoader)
    pieces: list[Piece] = []
    # Where a map and the last map inside of it get new keys, both go to the same place. What is put
    # in there later stands before it: the inner one has to.
    for path, changes in sorted(edits, key=lambda edit: len(edit[0])):
        node = _at(root, path)
        if not isinstance(node, yaml.MappingNode):
            raise ValueError("not a map")
        pieces += _record_pieces(text, node, changes, newline)
    text = _spliced(text, pieces)
    if torn and text.endswith(newline):
        return text[: -len(newline)]
    return text


def _at(node: yaml.Node | None, path: Sequence[str | int]) -> yaml.Node | None:
    for step in path:
        if isinstance(node, yaml.MappingNode):
            node = next((value for key, value in node.value if key.value == step), None)
        elif (
            isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value)
        ):
            node = node.value[step]
        else:
            return None
    return node


def _record_pieces(
    text: str, record: yaml.MappingNode, changes: Mapping[str, Any], newline: str
) -> list[Piece]:
    if all(changes.get(key.value) is DROP for key, _ in record.value) and DROP in changes.values():
        raise ValueError("nothing would be left of the record")
    if record.flow_style:
        return [_flow_piece(text, record, changes)]
    indent = record.start_mark.column
    pieces = _changed(text, record, changes, newline)
    known = {key.value for key, _ in record.value}
    new = {key: value for key, value in changes.items() if key not in known and value is not DROP}
    if new:
        end = max(_line_end(text, value) for _, value in record.value)
        pieces.append(
            (end, end, "".join(key_text(key, value, indent, newline) for key, value in new.items()))
        )
    return pieces


def _changed(
    text: str, block: yaml.MappingNode, changes: Mapping[str, Any], newline: str
) -> list[Piece]:
    """The pieces for the entries that a block map has already."""
    pieces: list[Piece] = []
    dropped = {key.value for key, _ in block.value if changes.get(key.value) is DROP}
    kept = [key for key, _ in block.value if key.value not in dropped]
    for at, (key, value) in enumerate(block.value):
        if key.value not in changes:
            continue
        start, end = key.start_mark.index, _line_end(text, value)
        line = text.rfind("\n", 0, start) + 1
        if key.value not in dropped:
            pieces.append(_replaced(text, key, value, changes[key.value], newline))
        elif text[
            line:start
        ].strip():  # the first key, on the line of the dash: the next one that stays moves up
            following = next((other for other, _ in block.value[at + 1 :] if other in kept), None)
            pieces.append((start, following.start_mark.index if following else end, ""))
        elif not pieces or pieces[-1][1] < end:
            pieces.append((line, end, ""))
    return pieces


def _replaced(text: str, key: yaml.Node, value: yaml.Node, new: Any, newline: str) -> Piece:
    """One value for another; what follows it on its line stays where both are of one line."""
    if isinstance(value, yaml.SequenceNode):
        kept = _kept_items(text, value, new, newline)
    else:
        kept = None
    if kept is not None:
        return kept
    indent = key.start_mark.column
    start, end = value.start_mark.index, value.end_mark.index
    word = text[key.start_mark.index : key.end_mark.index]
    one_line = not (isinstance(value, yaml.ScalarNode) and value.style in ("|", ">")) and (
        key.end_mark.line == value.start_mark.line == value.end_mark.line
    )
    if one_line and not in_block(new):
        if start == end:  # nothing there yet
            colon = text.index(":", key.end_mark.index) + 1
            return colon, colon, " " + value_text(new)
        return start, end, value_text(new)
    return (
        key.start_mark.index,
        _line_end(text, value),
        key_text(word, new, indent, newline)[indent:],
    )


def _kept_items(text: str, old: yaml.SequenceNode, new: Any, newline: str) -> Piece | None:
    """A list of maps for another, in which every map that was there already keeps its text,
    comments included.

    None where that cannot be: other items than maps, or several on one line.
    """
    if (
        not in_block(new)
        or not old.value
        or not all(isinstance(item, yaml.MappingNode) for item in old.value)
    ):
        return None
    known = [_as_data(item) for item in old.value]
    wanted = [_plain(item) for item in new]
    if old.flow_style:
        if wanted[: len(known)] != known:
            return None
        end = old.value[-1].end_mark.index
        return end, end, "".join(f", {one_line(item)}" for item in new[len(known) :])
    starts = [text.rfind("\n", 0, item.start_mark.index) + 1 for item in old.value]
    pad = " " * old.start_mark.column
    if any(
        text[start : item.start_mark.index].strip() != "-"
        for start, item in zip(starts, old.value, strict=True)
    ):
        return None
    ends = [*starts[1:], _line_end(text, old)]
    sources = [
        (data, text[start:end]) for data, start, end in zip(known, starts, ends, strict=True)
    ]
    lines = []
    for item, data in zip(new, wanted, strict=True):
        at = next((number for number, (there, _) in enumerate(sources) if there == data), None)
        if at is None:
            lines.append(f"{pad}- {one_line(item)}{newline}")
        else:
            lines.append(sources.pop(at)[1])
    return starts[0], ends[-1], "".join(lines)


def _as_data(node: yaml.Node) -> Any:
    """What a node holds, as text, lists and maps."""
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _as_data(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_as_data(item) for item in node.value]
    return str(node.value)


def written_value(text: str) -> Any:
    """The value of one entry of a map, ``"1.1": {…}``, to be written elsewhere as it is here: what
    stands without quotes needs none there. Raises ``ValueError`` for any other text.
    """
    return _as_written(_entry(text)[1])


def _as_written(node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _as_written(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_as_written(item) for item in node.value]
    plain = isinstance(node, yaml.ScalarNode) and not node.style
    return Bare(node.value) if plain else str(node.value)


def _plain(value: Any) -> Any:
    """A new value as :func:`_as_data` would read it once it is written."""
    node = yaml.compose(one_line(value), Loader=yaml.CSafeLoader)
    if node is None:
        return None
    return _as_data(node)


def _flow_piece(text: str, block: yaml.MappingNode, changes: Mapping[str, Any]) -> Piece:
    """A map in braces, written anew from the texts of its own keys and values."""
    kept = {
        key.value: (
            text[key.start_mark.index : key.end_mark.index],
            text[value.start_mark.index : value.end_mark.index],
        )
        for key, value in block.value
    }
    nodes = {key.value: value for key, value in block.value}
    for key, new in changes.items():
        if new is DROP:
            kept.pop(key, None)
        else:
            kept[key] = (
                kept[key][0] if key in kept else word_of(key),
                _inside(text, nodes.get(key), new),
            )
    inner = ", ".join(f"{word}: {value}" for word, value in kept.values())
    return block.start_mark.index, block.end_mark.index, "{" + inner + "}"


def _inside(text: str, old: yaml.Node | None, new: Any) -> str:
    """A value on one line; a list in brackets to which items are added keeps what stands in it."""
    if isinstance(old, yaml.SequenceNode) and old.flow_style:
        piece = _kept_items(text, old, new, "\n")
    else:
        piece = None
    if old is None or piece is None:
        return one_line(new)
    start, end, added = piece
    return text[old.start_mark.index : start] + added + text[end : old.end_mark.index]


def _map_pieces(text: str, edit: MapEdit, newline: str) -> list[Piece]:
    root = yaml.compose(text, Loader=yaml.CSafeLoader)
    if root is None:
        root = yaml.MappingNode("", [])
    found = _followed(text, root, edit.path)
    if found is None:
        return _new_map(text, edit.path[0], edit.changes, newline)
    block, key, region = found
    if isinstance(block, yaml.ScalarNode) and not block.value:
        block = yaml.MappingNode("", [], block.start_mark, block.end_mark)
    if not isinstance(block, yaml.MappingNode) or key is None:
        raise ValueError("not a map")
    if block.flow_style and block.value:
        return [_flow_piece(text, block, edit.changes)]
    pieces = _changed(text, block, edit.changes, newline)
    if block.flow_style:  # "{}", to be followed by lines
        pieces.append((block.start_mark.index, block.end_mark.index, ""))
    known = {word.value for word, _ in block.value}
    new = {
        word: value
        for word, value in edit.changes.items()
        if word not in known and value is not DROP
    }
    return pieces + _added(text, block, key.start_mark.column, region, new, newline)


def _followed(text: str, root: Any, path: Sequence[str]) -> tuple[Any, Any, tuple[int, int]] | None:
    """What stands under the keys of ``path``, the last key, and the stretch of text below it.

    None where a single key is not there yet. Raises ValueError where the path leads nowhere.
    """
    block, key, region = root, None, (0, len(text))
    for at, name in enumerate(path):
        if not isinstance(block, yaml.MappingNode) or (block.flow_style and block.value and at):
            raise ValueError("not a map")
        place = next(
            (index for index, (word, _) in enumerate(block.value) if word.value == name), None
        )
        if place is None:
            if len(path) > 1:
                raise ValueError("no such map")
            return None
        key, value = block.value[place]
        end = region[1]
        if place + 1 < len(block.value):
            end = text.rfind("\n", 0, block.value[place + 1][0].start_mark.index) + 1
        region = (text.find("\n", key.end_mark.index) + 1, end)
        block = value
    return block, key, region


def value_edits(text: str, changes: Mapping[str, Any]) -> str:
    """The text of one entry of a map, ``"1.1": {…}``, with other values for keys of what it
    holds.
    """
    _, value = _entry(text)
    if not isinstance(value, yaml.MappingNode) or not value.value:
        return replaced_value(text, {key: new for key, new in changes.items() if new is not DROP})
    newline = _newline(text)
    ended = text if text.endswith("\n") else text + newline
    spliced = _spliced(ended, _record_pieces(ended, value, changes, newline))
    if ended is text:
        return spliced
    return spliced.removesuffix(newline)


def replaced_value(text: str, value: Any) -> str:
    """The text of one entry of a map, ``"1.1": {…}``, with another value."""
    key, old = _entry(text)
    newline = _newline(text)
    ended = text if text.endswith("\n") else text + newline
    spliced = _spliced(ended, [_replaced(ended, key, old, value, newline)])
    if ended is text:
        return spliced
    return spliced.removesuffix(newline)


def _spliced(text: str, pieces: Sequence[Piece]) -> str:
    for start, end, new in sorted(pieces, key=lambda piece: piece[:2], reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _entry(text: str) -> tuple[yaml.Node, yaml.Node]:
    block = yaml.compose(text, Loader=yaml.CSafeLoader)
    if not isinstance(block, yaml.MappingNode) or len(block.value) != 1:
        raise ValueError("not one entry")
    key, value = block.value[0]
    return key, value


def _new_map(text: str, name: str, changes: Mapping[str, Any], newline: str) -> list[Piece]:
    new = {word: value for word, value in changes.items() if value is not DROP}
    lines = "".join(
        key_text(json.dumps(word, ensure_ascii=False), value, 2, newline)
        for word, value in new.items()
    )
    if new:
        return [(len(text), len(text), f"{name}:{newline}{lines}")]
    return []


def _added(
    text: str,
    block: yaml.MappingNode,
    outer: int,
    region: tuple[int, int],
    new: Mapping[str, Any],
    newline: str,
) -> list[Piece]:
    """The pieces for new entries of a block map, each below the comment with its blank form where
    there is one.
    """
    taken = [(word.start_mark.index, _line_end(text, value)) for word, value in block.value]
    last = max((end for _, end in taken), default=region[0])
    forms: dict[str, tuple[int, int]] = {}
    for found in re.finditer(
        r"^([ \t]*)#[ \t]*(?:\"([^\"\n]+)\"|'([^'\n]+)')[ \t]*:.*\n",
        text[region[0] : region[1]],
        re.MULTILINE,
    ):
        at = region[0] + found.end()
        if not any(start < at < end for start, end in taken):
            forms.setdefault(found[2] or found[3], (at, len(found[1])))
    own = [forms[word][1] for word in new if word in forms and forms[word][1] > outer]
    if block.value:
        indent = block.value[0][0].start_mark.column
    elif own:
        indent = own[0]
    else:
        indent = outer + 2
    at_place: dict[int, str] = {}
    for word, value in new.items():
        at = forms[word][0] if word in forms else last
        line = key_text(json.dumps(word, ensure_ascii=False), value, indent, newline)
        at_place[at] = at_place.get(at, "") + line
    return [(at, at, lines) for at, lines in at_place.items()]


def _line_end(text: str, value: yaml.Node) -> int:
    """Where the line on which a value ends is over, its line end included.

    The end mark of a block collection stands at the next token, past blank lines and comments that
    belong to what follows; those are given back.
    """
    end = value.end_mark.index
    if isinstance(value, yaml.CollectionNode) and not value.flow_style:
        last = value.value[-1] if value.value else None
        if last is not None:
            return _line_end(text, last[1] if isinstance(last, tuple) else last)
    if isinstance(value, yaml.ScalarNode) and value.style in ("|", ">"):
        body = text[value.start_mark.index : end].rstrip("\r\n ")
        end = value.start_mark.index + len(body)
    found = text.find("\n", end)
    if found < 0:
        return len(text)
    return found + 1


def append_record(text: str, record: Mapping[str, Any]) -> str:
    """``text`` with one more record at its end, in the indentation of the others."""
    if text.startswith(BOM):
        return BOM + append_record(text[1:], record)
    end = DOCUMENT_END.search(text)
    if end is not None:
        return append_record(text[: end.start()], record) + text[end.start() :]
    node = _sequence(text)
    newline = _newline(text)
    if node is not None and node.flow_style:
        if node.value:
            raise ValueError("list in flow style")
        return (
            text[: node.start_mark.index]
            + record_text(record, 0, newline)
            + text[node.end_mark.index :].lstrip("\r\n")
        )
    if node is not None and node.value:
        indent = node.start_mark.column
    else:
        indent = 0
    if not text or text.endswith("\n"):
        gap = ""
    else:
        gap = newline
    return text + gap + record_text(record, indent, newline)


def remove_record(text: str, index: int) -> str:
    """``text`` without the record at ``index``; comments before the next record stay."""
    if text.startswith(BOM):
        return BOM + remove_record(text[1:], index)
    node = _sequence(text)
    if node is None or node.flow_style:
        raise ValueError("not a list of records, one below the other")
    item = node.value[index]
    dash = text.rindex("-", 0, item.start_mark.index)
    start = text.rfind("\n", 0, dash) + 1
    return text[:start] + text[_line_end(text, item) :]
