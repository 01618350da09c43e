"""Records that are written alike, each read in one step.

In a list of thousands of records most have the same keys in the same order. The text of one that
was read line by line is a *shape*: everything but its values, word for word. The next record is
held against the shapes of those before it by one pattern, in place of one for each of its lines;
what fits none of them is read line by line again. What comes out is the same, positions and all:
``tests/test_yaml_lines.py`` holds one against the other.

A shape is a list of maps at the left edge whose values are texts, flow lists and maps of texts, or
lists of such on lines of their own. Records with comments, blank lines or anything deeper have none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from scoring.spots import NOTHING, Spot, plain_kind
from scoring.yaml_grammar import (
    FLOW_PLAIN,
    LINE,
    PLAIN,
    QUOTED,
    IrregularError,
    key_of,
)

MOST = 4
"""Shapes that are tried before a record is read line by line."""
TRIALS = 40
"""So many records may fit no shape; where more do than fit, the list is not written alike."""
_spot = tuple.__new__
_END = r"\ *\n"
_FLOW_KEY = re.compile(rf"\ *({FLOW_PLAIN}|{QUOTED}):\ +")
_FLOW_VALUE = re.compile(rf"\ *(?:({FLOW_PLAIN})|({QUOTED}))\ *")

Regs = Sequence[tuple[int, int]]
Read = tuple[Any, Spot]


class _BlankError(Exception):
    """A value says nothing: what that means is for the line reader."""


@dataclass(slots=True)
class _Text:
    """A value that is a text: its group, and its column where that is the same in every record."""

    group: int
    quoted: bool
    line: int
    column: int

    def read(self, groups: Sequence[str], regs: Regs, line: int) -> Read:
        value = groups[self.group]
        kind = ""
        if self.quoted:
            value = value[1:-1]
        else:
            kind = plain_kind(value)
            if kind == "null":
                raise _BlankError
        return value, _spot(Spot, (line + self.line, self.column, kind, NOTHING, NOTHING))


@dataclass(slots=True)
class _Flow:
    """A flow list or map of texts on one line. ``start`` is the group that stands empty where the
    bracket does, at ``column``; of each part: its key with its kind, the group before the key and
    how far behind that it stands, the group of its value, and whether that is quoted.
    """

    start: int
    line: int
    column: int
    is_map: bool
    parts: list[tuple[str, str, int, int, int, bool]] = field(default_factory=list)

    def read(self, groups: Sequence[str], regs: Regs, line: int) -> Read:
        at = line + self.line
        shift = self.column - regs[self.start + 1][0]
        data: Any = {} if self.is_map else []
        keys: dict[str, Spot] = {}
        children: dict[Any, Spot] = {}
        for number, (key, key_kind, before, behind, group, quoted) in enumerate(self.parts):
            value = groups[group]
            kind = ""
            if quoted:
                value = value[1:-1]
            else:
                kind = plain_kind(value)
                if kind == "null":
                    raise _BlankError
            spot = _spot(Spot, (at, regs[group + 1][0] + shift, kind, NOTHING, NOTHING))
            if self.is_map:
                column = regs[before + 1][1] + behind + shift
                keys[key] = _spot(Spot, (at, column, key_kind, NOTHING, NOTHING))
                data[key] = value
                children[key] = spot
            else:
                data.append(value)
                children[number] = spot
        return data, _spot(Spot, (at, self.column, "", keys, children))


@dataclass(slots=True)
class _Rows:
    """A list with one item on each line."""

    line: int
    column: int
    items: list[_Text | _Flow] = field(default_factory=list)

    def read(self, groups: Sequence[str], regs: Regs, line: int) -> Read:
        data = []
        children: dict[Any, Spot] = {}
        for number, item in enumerate(self.items):
            value, children[number] = item.read(groups, regs, line)
            data.append(value)
        return data, _spot(Spot, (line + self.line, self.column, "", {}, children))


@dataclass(slots=True)
class _Entry:
    """One key of a record, with what its value is."""

    key: str
    kind: str
    line: int
    column: int
    value: _Text | _Flow | _Rows | None = None


class Shape:
    """How one record is written, without its values."""

    def __init__(self, pattern: str, entries: list[_Entry], column: int, height: int) -> None:
        self.height = height
        self._pattern = re.compile(pattern)
        self._column = column
        self._entries = [
            (
                *(entry.key, entry.kind, entry.line, entry.column, entry.value),
                *((text.group, text.quoted, text.column) if text is not None else (-1, False, 0)),
            )
            for entry in entries
            for text in [entry.value if isinstance(entry.value, _Text) else None]
        ]

    def read(self, text: str, at: int, line: int) -> tuple[Any, Spot, int] | None:
        """The record that begins at ``at``, its positions, and where the next one begins; None
        where another shape stands there.
        """
        match = self._pattern.match(text, at)
        if match is None:
            return None
        groups, regs = match.groups(), match.regs
        data: dict[str, Any] = {}
        keys: dict[str, Spot] = {}
        children: dict[Any, Spot] = {}
        try:
            # Most entries are texts, which are read here: a call for each takes as long as the rest.
            for key, kind, down, column, value, group, quoted, value_column in self._entries:
                keys[key] = _spot(Spot, (line + down, column, kind, NOTHING, NOTHING))
                if group < 0:
                    # An entry without a value makes no shape: ``learn`` leaves it out.
                    data[key], children[key] = value.read(groups, regs, line)  # type: ignore[union-attr]
                    continue
                word = groups[group]
                kind = ""
                if quoted:
                    word = word[1:-1]
                else:
                    kind = plain_kind(word)
                    if kind == "null":
                        return None
                data[key] = word
                children[key] = _spot(Spot, (line + down, value_column, kind, NOTHING, NOTHING))
        except _BlankError:
            return None
        return data, _spot(Spot, (line, self._column, "", keys, children)), match.end()


class Shapes:
    """The shapes of one list, the one that fitted last first."""

    def __init__(self) -> None:
        self._shapes: dict[str, Shape] = {}
        self._seen: set[str] = set()
        self._missed = 0
        self._fitted = 0

    def read(self, text: str, at: int, line: int) -> tuple[Any, Spot, int, int] | None:
        """The record at ``at``, its positions, where the next begins, and how many lines it has."""
        for pattern, shape in reversed(self._shapes.items()):
            record = shape.read(text, at, line)
            if record is not None:
                self._fitted += 1
                if pattern is not next(reversed(self._shapes)):
                    self._shapes[pattern] = self._shapes.pop(pattern)
                return (*record, shape.height)
        return None

    def learn(self, text: str) -> None:
        """Takes on the shape of a record that was read line by line, the second time that it comes:
        to prepare its pattern costs as much as reading a hundred records.
        """
        if self._missed > TRIALS and self._missed > self._fitted:
            return
        self._missed += 1
        learner = _Learner()
        try:
            pattern = learner.pattern(text)
        except IrregularError:
            return
        if pattern in self._shapes:  # it fitted, and one of its values says nothing
            return
        if pattern not in self._seen:
            self._seen.add(pattern)
            return
        if len(self._shapes) == MOST:
            del self._shapes[next(iter(self._shapes))]
        entries = [entry for entry in learner.entries if entry.value is not None]
        if len(entries) == len(learner.entries):
            self._shapes[pattern] = Shape(pattern, entries, learner.column + 1, learner.line)


class _Learner:
    """Reads the text of one record for its shape.
    Raises :class:`IrregularError` where it has none.
    """

    def __init__(self) -> None:
        self.entries: list[_Entry] = []
        self.column = 0
        self.line = 0
        self._groups = 0
        self._pattern: list[str] = []

    def pattern(self, text: str) -> str:
        at = 0
        while at < len(text):
            match = LINE.match(text, at)
            if match is None or match[2] is not None or not match[0].endswith("\n"):
                raise IrregularError
            if match[0].endswith("\r\n"):
                raise IrregularError
            self._take(match, match[0])
            self.line += 1
            at = match.end()
        return "".join(self._pattern) + r"(?=-\ |\Z)"

    def _take(self, match: re.Match[str], line: str) -> None:
        indent, dash, key = len(match[1]), match[3], match[4]
        if key is None:
            self._item(match, line, indent, dash)
            return
        if self.line == 0:
            if dash is None or indent:
                raise IrregularError
            self.column = len(dash)
        elif dash is not None or indent != self.column:
            raise IrregularError
        self._key(match, line)

    def _key(self, match: re.Match[str], line: str) -> None:
        begin = match.start()
        key, kind = key_of(match[4])
        if any(entry.key == key for entry in self.entries):
            raise IrregularError
        entry = _Entry(key, kind, self.line, self.column + 1)
        self.entries.append(entry)
        group = next((number for number in (5, 6, 7) if match[number] is not None), 0)
        if not group:
            self._literal(match[0].rstrip(" \n"))
            self._end(line, match.end() - begin)
            return
        entry.value = self._value(line, match.start(group) - begin, group - 5)

    def _item(self, match: re.Match[str], line: str, indent: int, dash: str | None) -> None:
        entry = self.entries[-1] if self.entries else None
        if entry is None or dash is None or indent < self.column:
            raise IrregularError
        if entry.value is None:
            entry.value = _Rows(self.line, indent + 1)
        if not isinstance(entry.value, _Rows) or entry.value.column != indent + 1:
            raise IrregularError
        group = next(number for number in (8, 9, 10) if match[number] is not None)
        value = self._value(line, match.start(group) - match.start(), group - 8)
        entry.value.items.append(value)

    def _value(self, line: str, at: int, kind: int) -> _Text | _Flow:
        """The value at ``at`` of a line, to its end: plain, quoted or in brackets."""
        self._literal(line[:at])
        if kind == 2:
            return self._flow(line, at)
        text = re.compile(PLAIN if kind == 0 else QUOTED).match(line, at)
        assert text is not None
        self._pattern.append(f"({PLAIN if kind == 0 else QUOTED})")
        self._groups += 1
        self._end(line, text.end())
        return _Text(self._groups - 1, kind == 1, self.line, at + 1)

    def _flow(self, line: str, at: int) -> _Flow:
        is_map = line[at] == "{"
        closing = "}" if is_map else "]"
        self._pattern.append("()")
        start = self._groups
        self._groups += 1
        flow = _Flow(start, self.line, at + 1, is_map)
        before, done = start, at
        at += 1
        names: set[str] = set()
        while True:
            key, kind, behind = "", "", 0
            if is_map:
                word = _FLOW_KEY.match(line, at)
                if word is None:
                    raise IrregularError
                key, kind = key_of(word[1])
                behind = word.start(1) - done
                at = word.end()
                if key in names:
                    raise IrregularError
                names.add(key)
            value = _FLOW_VALUE.match(line, at)
            if value is None:
                raise IrregularError
            quoted = value[1] is None
            begin, end = value.span(2 if quoted else 1)
            self._literal(line[done:begin])
            self._pattern.append(f"({QUOTED if quoted else FLOW_PLAIN})")
            flow.parts.append((key, kind, before, behind, self._groups, quoted))
            before, done = self._groups, end
            self._groups += 1
            at = value.end()
            if line[at] == closing:
                self._literal(line[done : at + 1])
                self._end(line, at + 1)
                return flow
            if line[at] != ",":
                raise IrregularError
            at += 1

    def _literal(self, text: str) -> None:
        self._pattern.append(re.escape(text))

    def _end(self, line: str, at: int) -> None:
        """Nothing may follow on the line; a comment least of all, which is another in each record."""
        if line[at:].strip(" \n"):
            raise IrregularError
        self._pattern.append(_END)
