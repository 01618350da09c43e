"""YAML as people write it into these files, read line by line:
three times as fast as the parser's events.

Block lists and maps, one line for each key or item; on a line a plain or quoted text or a flow list
or map that ends there; comments and blank lines. That is nearly every line of every file. Whatever
else stands in a text (folded and multi-line texts, escapes, tags, anchors, errors of any kind) is
left to the parser: :func:`read_lines` then gives None, or has the parser read that one record of a
list alone. What it does read is what the parser reads, exactly, with the same positions;
``tests/test_yaml_lines.py`` holds one against the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from scoring.spots import NOTHING, Spot, plain_kind
from scoring.yaml_grammar import (
    BEHIND,
    ITEM,
    LINE,
    PAIR,
    REST,
    IrregularError,
    key_of,
)
from scoring.yaml_shapes import Shapes

DEEPEST = 20
"""Levels of nesting; deeper ones are the parser's business, which has a limit of its own."""
ODD = re.compile("[\t\x85\ufeff\u2028\u2029]")
"""What ends a line, or indents one, for YAML and for nobody else."""
LONE_RETURN = re.compile(r"\r(?!\n)")
MARKERS = ("---", "...")
"""What ends a whole document, where a line begins with it."""
NEXT_RECORD = re.compile(r"^-\ ", re.MULTILINE)
RecordReader = Callable[[str, int], tuple[Any, Spot] | None]
"""Reads a list of one record, which begins on a line, with the parser; None where it is anything
else."""

Result = tuple[Any, Spot]
_spot = tuple.__new__


class _Frame:
    """A list or a map that is being filled; ``pending``
    is a key whose value may follow on the next lines.
    """

    __slots__ = ("children", "data", "indent", "keys", "listing", "pending")

    def __init__(
        self, indent: int, data: Any, keys: dict[str, Spot], children: dict[Any, Spot]
    ) -> None:
        self.listing = isinstance(data, list)
        self.indent = indent
        self.data = data
        self.keys = keys
        self.children = children
        self.pending: str | None = None


def read_lines(
    text: str, *, line: int = 1, depth: int = 0, record: RecordReader | None = None
) -> Result | None:
    """The data and the positions of a text; None where it is not written line by line.

    ``record`` reads one irregular record of a list at the top level; without it one makes the whole
    text irregular.
    """
    if _odd(text):
        return None
    reader = _Reader(text, line, depth)
    at = 0
    while at < len(text):
        try:
            at = reader.lines(at)
        except IrregularError:
            if record is None or not reader.listing:
                return None
            again = reader.irregular(record)
            if again is None:
                return None
            at = again
    return reader.result()


def _odd(text: str) -> bool:
    """Whether something stands in a text that ends lines or documents in a way of its own."""
    if ODD.search(text) or text.startswith(MARKERS):
        return True
    if "\r" in text and LONE_RETURN.search(text):
        return True
    return any(f"\n{marker}" in text for marker in MARKERS)


class _Reader:
    """Reads lines into frames, the innermost one last."""

    def __init__(self, text: str, line: int, depth: int) -> None:
        self.text = text
        self.line = line
        self.deepest = DEEPEST - depth
        self.stack: list[_Frame] = []
        self.root: Spot | None = None
        self.data: Any = None
        self.shapes = Shapes()
        self.begun: tuple[int, int] | None = None
        """Where the newest record at the top level begins, and on which line; None once the parser
        has read it."""

    @property
    def listing(self) -> bool:
        """Whether the text is a list of records at its left edge."""
        return self.root is not None and isinstance(self.data, list) and self.stack[0].indent == 0

    def result(self) -> Result | None:
        """What has been read; None where that is nothing,
        or ends with a key that no blank value suits.
        """
        try:
            for frame in self.stack:
                self._blank(frame)
        except IrregularError:
            return None
        if self.root is None:
            return None
        return (self.data, self.root)

    def irregular(self, record: RecordReader) -> int | None:
        """Has the parser read the record that is irregular; where the next one begins."""
        if self.begun is None:
            return None
        begin, line = self.begun
        self.begun = None
        following = NEXT_RECORD.search(self.text, begin + 1)
        end = following.start() if following else len(self.text)
        alone = record(self.text[begin:end], line)
        if alone is None:
            return None
        top = self.stack[0]
        del self.stack[1:]
        at = len(top.children)
        if at > 0 and top.children[at - 1].line >= line:  # what was read of it so far
            at -= 1
            top.data.pop()
        top.data.append(alone[0])
        top.children[at] = alone[1]
        self.line = line + self.text.count("\n", begin, end)
        return end

    def lines(self, at: int) -> int:
        """Reads to the end of the text, or behind records that were read in one step; where that
        is. Raises :class:`IrregularError` at a line that is left to the parser.
        """
        for match in LINE.finditer(self.text, at):
            if match.start() != at:
                raise IrregularError
            if match.end() == at:
                break  # behind the last line
            indent, blank, dash, key, plain, quoted, flow, item, item_quoted, item_flow = (
                match.groups()
            )
            if blank is None:
                column = len(indent)
                if dash is not None:
                    if not indent and (behind := self._alike(at)) > at:
                        return behind
                    column = self._enter_item(at, column, len(dash), leads_map=key is not None)
                elif key is None:
                    raise IrregularError  # a text that goes on, or stands alone
                else:
                    self._enter_map(column)
                if key is None:
                    self._item(at, column, item, item_quoted, item_flow, match)
                else:
                    self._entry(at, column, key, plain, quoted, flow, match)
            self.line += 1
            at = match.end()
        if at != len(self.text):
            raise IrregularError
        return at

    def _alike(self, at: int) -> int:
        """Reads records from ``at`` on that are written like earlier ones;
        where the next line is.
        """
        if not self.listing:
            return at
        if self.begun is not None:
            self.shapes.learn(self.text[self.begun[0] : at])
        while (record := self.shapes.read(self.text, at, self.line)) is not None:
            while len(self.stack) > 1:
                self._blank(self.stack.pop())
            data, spot, at, height = record
            top = self.stack[0]
            top.children[len(top.data)] = spot
            top.data.append(data)
            self.line += height
            self.begun = None
        return at

    # Where a line belongs

    def _blank(self, frame: _Frame) -> None:
        """A key whose value did not follow says nothing;
        where it may be a mistake, the parser tells.
        """
        if frame.pending is not None and "：" in frame.pending:
            raise IrregularError
        frame.pending = None

    def _enter_item(self, at: int, column: int, width: int, *, leads_map: bool) -> int:
        """Makes the list that an item belongs to the innermost one;
        the column of what follows the dash.
        """
        stack = self.stack
        while stack and stack[-1].indent > column and len(stack) > 1:
            self._blank(stack.pop())
        if not stack:
            self._begin(column, [])
        top = stack[-1]
        if not (top.listing and top.indent == column):
            if top.listing or top.pending is None or column < top.indent:
                raise IrregularError
            self._begin(column, [])
            top = stack[-1]
        if len(stack) == 1:
            self.begun = (at, self.line)
        if leads_map:
            self._begin(column + width, {})
        return column + width

    def _enter_map(self, column: int) -> None:
        """Makes the map that a key belongs to the innermost one."""
        stack = self.stack
        while len(stack) > 1 and (
            stack[-1].indent > column or (stack[-1].indent == column and stack[-1].listing)
        ):
            self._blank(stack.pop())
        if not stack:
            self._begin(column, {})
            return
        top = stack[-1]
        if top.listing or column < top.indent:
            raise IrregularError
        if top.indent == column:
            self._blank(top)
        elif top.pending is not None:
            self._begin(column, {})
        else:
            raise IrregularError

    def _begin(self, column: int, data: Any) -> None:
        """Begins a list or a map here, inside the innermost one."""
        if len(self.stack) >= self.deepest:
            raise IrregularError
        keys: dict[str, Spot] = {}
        children: dict[Any, Spot] = {}
        spot = _spot(Spot, (self.line, column + 1, "", keys, children))
        if not self.stack:
            self.data, self.root = data, spot
        else:
            self._put(self.stack[-1], data, spot)
        self.stack.append(_Frame(column, data, keys, children))

    def _put(self, frame: _Frame, data: Any, spot: Spot) -> None:
        if frame.listing:
            frame.children[len(frame.data)] = spot
            frame.data.append(data)
            return
        key = frame.pending
        frame.pending = None
        frame.data[key] = data
        frame.children[key] = spot

    # What stands on a line

    def _entry(
        self,
        at: int,
        column: int,
        key: str,
        plain: str | None,
        quoted: str | None,
        flow: str | None,
        match: re.Match[str],
    ) -> None:
        frame = self.stack[-1]
        key, kind = key_of(key)
        keys = frame.keys
        if key in keys:
            raise IrregularError
        line = self.line
        keys[key] = _spot(Spot, (line, column + 1, kind, NOTHING, NOTHING))
        if plain is not None:
            kind = plain_kind(plain)
            if kind == "null":
                frame.pending = key
                self._blank(frame)
                return
            frame.data[key] = plain
            frame.children[key] = _spot(
                Spot, (line, match.start(5) - at + 1, kind, NOTHING, NOTHING)
            )
        elif quoted is not None:
            frame.data[key] = quoted[1:-1]
            frame.children[key] = _spot(Spot, (line, match.start(6) - at + 1, "", NOTHING, NOTHING))
        elif flow is not None:
            frame.data[key], frame.children[key] = self._flow(match.start(7), at, match.end())
        else:
            frame.pending = key

    def _item(
        self,
        at: int,
        column: int,
        plain: str | None,
        quoted: str | None,
        flow: str | None,
        match: re.Match[str],
    ) -> None:
        frame = self.stack[-1]
        data: Any
        if plain is not None:
            kind = plain_kind(plain)
            data = None if kind == "null" else plain
            spot = _spot(Spot, (self.line, column + 1, kind, NOTHING, NOTHING))
        elif quoted is not None:
            data, spot = quoted[1:-1], _spot(Spot, (self.line, column + 1, "", NOTHING, NOTHING))
        else:
            assert flow is not None
            data, spot = self._flow(match.start(10), at, match.end())
        frame.children[len(frame.data)] = spot
        frame.data.append(data)

    # Lists and maps in brackets

    def _flow(self, begin: int, line_start: int, end: int) -> Result:
        """The list or map in brackets at ``begin``, with which the line ends."""
        data, spot, at = self._brackets(begin, line_start, len(self.stack) + 1)
        rest = REST.match(self.text, at)
        if rest is None or rest.end() != end:
            raise IrregularError
        return data, spot

    def _brackets(self, begin: int, line_start: int, depth: int) -> tuple[Any, Spot, int]:
        """The list or map in brackets at ``begin``, and where what follows it stands."""
        if depth >= self.deepest:
            raise IrregularError
        text = self.text
        closing = "}" if text[begin] == "{" else "]"
        column = begin - line_start + 1
        inside = begin + 1
        while text[inside : inside + 1] == " ":
            inside += 1
        if text[inside : inside + 1] == closing:
            data: Any = {} if closing == "}" else []
            return data, Spot(self.line, column), inside + 1
        keys: dict[str, Spot] = {}
        children: dict[Any, Spot] = {}
        spot = _spot(Spot, (self.line, column, "", keys, children))
        if closing == "}":
            data, at = self._pairs(inside, line_start, depth, keys, children)
        else:
            data, at = self._items(inside, line_start, depth, children)
        return data, spot, at

    def _pairs(
        self, at: int, line_start: int, depth: int, keys: dict[str, Spot], children: dict[Any, Spot]
    ) -> tuple[dict[str, Any], int]:
        text, line = self.text, self.line
        data: dict[str, Any] = {}
        while True:
            match = PAIR.match(text, at)
            if match is None:
                raise IrregularError
            word, plain, quoted, behind = match.groups()
            key, kind = key_of(word)
            if key in keys:
                raise IrregularError
            keys[key] = _spot(Spot, (line, match.start(1) - line_start + 1, kind, NOTHING, NOTHING))
            at = match.end()
            if plain is not None:
                kind = plain_kind(plain)
                if kind == "null":
                    raise IrregularError
                data[key] = plain
                children[key] = _spot(
                    Spot, (line, match.start(2) - line_start + 1, kind, NOTHING, NOTHING)
                )
            elif quoted is not None:
                data[key] = quoted[1:-1]
                children[key] = _spot(
                    Spot, (line, match.start(3) - line_start + 1, "", NOTHING, NOTHING)
                )
            else:
                data[key], children[key], at = self._brackets(at, line_start, depth + 1)
                behind, at = self._behind(at)
            if behind == "}":
                return data, at
            if behind != ",":
                raise IrregularError

    def _items(
        self, at: int, line_start: int, depth: int, children: dict[Any, Spot]
    ) -> tuple[list[Any], int]:
        text, line = self.text, self.line
        data: list[Any] = []
        while True:
            match = ITEM.match(text, at)
            if match is None:
                raise IrregularError
            plain, quoted, behind = match.groups()
            at = match.end()
            spot: Spot
            value: Any
            if plain is not None:
                kind = plain_kind(plain)
                value = None if kind == "null" else plain
                spot = _spot(Spot, (line, match.start(1) - line_start + 1, kind, NOTHING, NOTHING))
            elif quoted is not None:
                value = quoted[1:-1]
                spot = _spot(Spot, (line, match.start(2) - line_start + 1, "", NOTHING, NOTHING))
            else:
                value, spot, at = self._brackets(at, line_start, depth + 1)
                behind, at = self._behind(at)
            children[len(data)] = spot
            data.append(value)
            if behind == "]":
                return data, at
            if behind != ",":
                raise IrregularError

    def _behind(self, at: int) -> tuple[str, int]:
        match = BEHIND.match(self.text, at)
        if match is None:
            raise IrregularError
        return match[1], match.end()
