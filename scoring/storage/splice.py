"""Changes to one record of a YAML list, leaving every other byte of the file as it is.

A file such as the register or the ledger is a list of maps. An :class:`Edit` replaces, adds or drops keys of one of
them; comments, order, quoting and line ends elsewhere survive. New text is written in the style of the contract:
inner maps of plain values on one line, text quoted wherever YAML would read it as something else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

DROP = object()
"""As the value of a key: take the key out."""


@dataclass(frozen=True, slots=True)
class Edit:
    """New values for keys of the record at ``index`` of the list. A value of ``DROP`` removes its key."""

    index: int
    changes: Mapping[str, Any]


class _Style(yaml.SafeDumper):
    """Two blanks of indent, lists indented under their key, inner maps of scalars in flow style."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def choose_scalar_style(self) -> str:
        """Quotes as people type them here: double ones."""
        style = super().choose_scalar_style()
        return '"' if style == "'" else style


def dump(value: Any) -> str:
    """``value`` as YAML text ending in a newline; dates and booleans plain, text quoted where it must be."""
    text: str = yaml.dump(value, Dumper=_Style, allow_unicode=True, sort_keys=False, width=1_000_000)
    return text


def key_text(key: str, value: Any, indent: int, newline: str) -> str:
    """``key: value`` at ``indent`` blanks, ending in a line end."""
    pad = " " * indent
    if isinstance(value, dict | list) and value:
        if isinstance(value, list) and all(isinstance(item, dict) for item in value):
            inner = [f"{pad}- {_one_line(item)}" for item in value]
            return newline.join([f"{pad}{key}:", *inner]) + newline
        return f"{pad}{key}: {_one_line(value)}{newline}"
    text = dump({key: value}).rstrip("\n")
    return newline.join(pad + line for line in text.split("\n")) + newline


def _one_line(value: Any) -> str:
    if not isinstance(value, dict | list):
        # Alone a scalar is a document of its own and may end in "..."; inside a list it is just itself.
        return _one_line([value])[1:-1]
    text: str = yaml.dump(
        value, Dumper=_Style, allow_unicode=True, sort_keys=False, width=1_000_000, default_flow_style=True
    )
    return text.rstrip("\n")


def record_text(record: Mapping[str, Any], indent: int, newline: str) -> str:
    """A whole record as an item of a list whose dashes stand at ``indent`` blanks."""
    body = "".join(key_text(key, value, indent + 2, newline) for key, value in record.items())
    return " " * indent + "- " + body[indent + 2 :]


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _sequence(text: str) -> yaml.SequenceNode | None:
    node = yaml.compose(text, Loader=yaml.CSafeLoader)
    if node is not None and not isinstance(node, yaml.SequenceNode):
        raise ValueError("not a list")
    return node


def apply_edits(text: str, edits: Sequence[Edit]) -> str:
    """``text`` with the edits applied. Raises ``ValueError`` for a file that is no list of maps in block style."""
    node = _sequence(text)
    pieces: list[tuple[int, int, str]] = []
    for edit in edits:
        if node is None or not isinstance(node.value[edit.index], yaml.MappingNode):
            raise ValueError("not a record")
        pieces += _pieces(text, node.value[edit.index], edit.changes)
    for start, end, new in sorted(pieces, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _pieces(text: str, record: yaml.MappingNode, changes: Mapping[str, Any]) -> list[tuple[int, int, str]]:
    newline = _newline(text)
    if record.flow_style:
        kept = {key.value: text[value.start_mark.index : value.end_mark.index] for key, value in record.value}
        for key, value in changes.items():
            kept.pop(key, None)
            if value is not DROP:
                kept[key] = _one_line(value)
        inner = ", ".join(f"{key}: {value}" for key, value in kept.items())
        return [(record.start_mark.index, record.end_mark.index, "{" + inner + "}")]
    indent = record.start_mark.column
    starts = {key.value: (key.start_mark.index, _line_end(text, value)) for key, value in record.value}
    pieces = []
    added = ""
    for key, value in changes.items():
        if key in starts:
            start, end = starts[key]
            new = "" if value is DROP else key_text(key, value, indent, newline)[indent:]
            if value is DROP:
                start = text.rfind("\n", 0, start) + 1
            pieces.append((start, end, new))
        elif value is not DROP:
            added += key_text(key, value, indent, newline)
    if added:
        end = max(end for _, end in starts.values())
        before = "" if end == 0 or text[end - 1] == "\n" else newline
        pieces.append((end, end, before + added))
    return pieces


def _line_end(text: str, value: yaml.Node) -> int:
    """Where the line on which a value ends is over, its line end included.

    The end mark of a block collection stands at the next token, past blank lines and comments that belong to what
    follows; those are given back.
    """
    end = value.end_mark.index
    if isinstance(value, yaml.CollectionNode) and not value.flow_style:
        last = value.value[-1] if value.value else None
        if last is not None:
            return _line_end(text, last[1] if isinstance(last, tuple) else last)
    if isinstance(value, yaml.ScalarNode) and value.style in ("|", ">"):
        body = text[value.start_mark.index : end]
        return (
            value.start_mark.index
            + len(body.rstrip("\r\n "))
            + (text[value.start_mark.index + len(body.rstrip("\r\n ")) :].find("\n") + 1)
        )
    found = text.find("\n", end)
    return len(text) if found < 0 else found + 1


def append_record(text: str, record: Mapping[str, Any]) -> str:
    """``text`` with one more record at its end, in the indentation of the others."""
    node = _sequence(text)
    newline = _newline(text)
    if node is not None and node.flow_style:
        if node.value:
            raise ValueError("list in flow style")
        return (
            text[: node.start_mark.index] + record_text(record, 0, newline) + text[node.end_mark.index :].lstrip("\r\n")
        )
    indent = node.start_mark.column if node is not None and node.value else 0
    gap = "" if not text or text.endswith("\n") else newline
    return text + gap + record_text(record, indent, newline)


def remove_record(text: str, index: int) -> str:
    """``text`` without the record at ``index``; comments before the next record stay."""
    node = _sequence(text)
    if node is None:
        raise ValueError("not a list")
    item = node.value[index]
    start = text.rfind("\n", 0, item.start_mark.index) + 1
    return text[:start] + text[_line_end(text, item) :]
