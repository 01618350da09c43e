"""A YAML file cut at the lines that begin a record; the cut is proved by parsing each piece
alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import yaml


@dataclass(frozen=True)
class Piece:
    """A stretch of the file: a record with its key, or what stands between records (``key`` is None
    then).
    """

    text: str
    key: str | None = None


DOCUMENT_END = re.compile(r"^\.\.\.[ \t]*(?:#.*)?(?:\r?\n|\Z)", re.MULTILINE)
"""The line that ends a document: not even a text of several lines can hold it at its beginning."""


def list_pieces(text: str, known: Mapping[str, str]) -> list[Piece]:
    """A list of maps cut at its dashes. Raises ``ValueError`` where it cannot be cut so."""
    closing = DOCUMENT_END.search(text) if "\n..." in text else None
    if closing is not None:
        # A piece of its own: what is added to the list goes before it.
        behind = text[closing.end() :]
        return [*list_pieces(text[: closing.start()], known), Piece(closing[0]), *_bare(behind)]
    first = re.search(r"^([ ]*)-(?=[ \r\n])", text, re.MULTILINE)
    if first is None:
        return _bare(text)
    indent = len(first[1])
    starts = [
        match.start() for match in re.finditer(rf"^{' ' * indent}-(?=[ \r\n])", text, re.MULTILINE)
    ]
    pieces = _bare(text[: starts[0]])
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        record, gap = _parted(text[start:end], indent + 2)
        pieces.append(Piece(record, _proved(record, known, _key_in_list)))
        pieces += [Piece(gap)] if gap else []
    return pieces


def map_pieces(text: str, section: tuple[str, ...], known: Mapping[str, str]) -> list[Piece]:
    """The entries of one map of the file. Raises ``ValueError`` where it cannot be cut so."""
    if len(section) > 1:
        raise ValueError(section)
    start, end = (0, len(text)) if not section else _region(text, section[0])
    region = text[start:end]
    indent = _indent_of_entries(region)
    if indent != 0 and not section:
        raise ValueError("indented file")
    starts = [
        match.start()
        for match in re.finditer(rf"^{' ' * indent}(?=[^ #\-\r\n])", region, re.MULTILINE)
    ]
    if not starts:
        raise ValueError("a list")
    pieces = [Piece(text[:start] + region[: starts[0]])]
    for here, there in zip(starts, [*starts[1:], len(region)], strict=True):
        record, gap = _parted(region[here:there], indent)
        pieces.append(Piece(record, _proved(record, known, _key_in_map)))
        pieces += [Piece(gap)] if gap else []
    return [*pieces, *([Piece(text[end:])] if text[end:] else [])]


def _indent_of_entries(region: str) -> int:
    first = re.search(r"^([ ]*)(?=[^ #\r\n])", region, re.MULTILINE)
    if first is None:
        raise ValueError("no entries")
    return len(first[1])


def _region(text: str, name: str) -> tuple[int, int]:
    """Where the entries below a key of the file stand. What is before and behind is proved as
    well.
    """
    head = re.search(rf"^{re.escape(name)}:[ \t]*(?:#.*)?\r?\n", text, re.MULTILINE)
    if head is None:
        raise ValueError(name)
    after = re.compile(r"^(?=[^ #\r\n])", re.MULTILINE).search(text, head.end())
    end = after.start() if after else len(text)
    before = yaml.compose(text[: head.end()], Loader=yaml.CSafeLoader)
    if not isinstance(before, yaml.MappingNode) or before.value[-1][0].value != name:
        raise ValueError(name)
    behind = yaml.compose(text[end:], Loader=yaml.CSafeLoader)
    if behind is not None and not isinstance(behind, yaml.MappingNode):
        raise ValueError(name)
    return head.end(), end


def _bare(text: str) -> list[Piece]:
    """A stretch that must hold comments and blank lines only."""
    if any(line.strip() and not line.lstrip().startswith("#") for line in text.splitlines()):
        raise ValueError("something besides records")
    if text:
        return [Piece(text)]
    return []


def _parted(text: str, indent: int) -> tuple[str, str]:
    """A record, and the comments and blank lines behind it that belong to nobody."""
    lines = text.splitlines(keepends=True)
    kept = len(lines)
    while _belongs_to_nobody(lines[kept - 1], indent):  # the first line is the record's own
        kept -= 1
    return "".join(lines[:kept]), "".join(lines[kept:])


def _belongs_to_nobody(line: str, indent: int) -> bool:
    """Whether a line is blank or a comment that does not stand deeper than the keys: inside a text
    it would.
    """
    bare = line.lstrip(" \t")
    return not bare.strip() or (bare.startswith("#") and len(line) - len(bare) <= indent)


def _proved(text: str, known: Mapping[str, str], key_of: Callable[[yaml.Node | None], str]) -> str:
    """The key of a record whose text parses alone. Raises ``ValueError`` or ``YAMLError`` for any
    other text.
    """
    key = known.get(text)
    if key is None:
        return key_of(yaml.compose(text, Loader=yaml.CSafeLoader))
    return key


def _key_in_list(node: yaml.Node | None) -> str:
    if not isinstance(node, yaml.SequenceNode) or node.flow_style or len(node.value) != 1:
        raise ValueError("not one record")
    record = node.value[0]
    if not isinstance(record, yaml.MappingNode):
        raise ValueError("not a map")
    return next((str(value.value) for key, value in record.value if key.value == "id"), "")


def _key_in_map(node: yaml.Node | None) -> str:
    if not isinstance(node, yaml.MappingNode) or node.flow_style or len(node.value) != 1:
        raise ValueError("not one entry")
    return str(node.value[0][0].value)
