"""YAML by the events of the C parser: whatever a text holds, with what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from scoring.problems import Problem, Where, problem
from scoring.spots import Spot, kind_of, plain_kind

MAX_DEPTH = 30
CORE_TAGS = {
    f"tag:yaml.org,2002:{name}"
    for name in ("str", "null", "int", "float", "bool", "timestamp", "map", "seq", "value")
}
SYNTAX = (
    ("escape", "双引号里的反斜杠 \\ 写法不对：改用单引号，或把 \\ 写成 / 或 \\\\"),
    ("quoted scalar", "引号没有配对"),
    ("could not find expected ':'", "冒号后面少一个空格，或者这一行少了冒号"),
    ("parsing a flow", "括号没有配对，或者各项之间少了逗号"),
    (
        "mapping values are not allowed",
        "缩进不对，或者一行里有两个“: ”：文字里有冒号的请加英文双引号",
    ),
    ("expected key", "缩进不对：与上下行没有对齐"),
    ("expected '-' indicator", "缩进不对：与上下行没有对齐"),
    ("cannot start any token", "以 @、%、` 这类符号开头的文字要加英文双引号"),
    ("scanning an a", "以 * 或 & 开头的文字要加英文双引号"),
)
"""What the parser says, and what a user should read; the first that fits."""

FULLWIDTH_COLON = re.compile(r"^\s*(?:-\s+)?[\w.\u4e00-\u9fff\"']{1,40}：")
LEADING = re.compile(r"[ \t]*(?:-[ \t]+)*")
"""What stands before the first word of a line: blanks, and the dashes of a list."""


def parse_events(
    text: str, name: str, *, depth: int = 0, line: int = 1
) -> tuple[Any, Spot | None, list[Problem]]:
    """The data, the positions and the problems of a text, whatever it holds; positions are None when
    it could not be read at all.

    ``depth`` and ``line`` are those at which the text stands in its file, where it is a part of
    one.
    """
    builder = _Builder(name, depth, line)
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if not builder.take(event):
                return None, None, builder.problems
    except yaml.MarkedYAMLError as error:
        return None, None, _syntax(text, name, error)
    return builder.data, builder.root or Spot(1, 1), builder.problems


def _syntax(text: str, name: str, error: yaml.MarkedYAMLError) -> list[Problem]:
    lines = text.splitlines()
    problems = list(_line_faults(lines, name))
    mark = error.problem_mark or error.context_mark
    cut = mark is not None and mark.line >= len(lines)
    if cut:  # what was opened and never closed tells more than the end of the file
        mark = error.context_mark or mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    if line > len(lines):
        line, column = max(1, len(lines)), len(lines[-1] if lines else "") + 1
    if not any(item.where.line and abs(item.where.line - line) <= 1 for item in problems):
        said = f"{error.context}; {error.problem}"
        what = next(
            (sentence for words, sentence in SYNTAX if words in said), "这里不符合 YAML 的写法"
        )
        if cut and "flow" in said:
            what = "文件没有写完：括号缺了一半"
        problems.append(problem("Y003", Where(name, line, column), what=what))
    return problems


def _line_faults(lines: list[str], name: str) -> Iterator[Problem]:
    for index, line in enumerate(lines, 1):
        leading = LEADING.match(line)
        if leading and "\t" in leading[0]:
            yield problem(
                "Y012", Where(name, index, line.index("\t") + 1), what="行首缩进用了制表符（Tab）"
            )
        if FULLWIDTH_COLON.match(line):
            yield problem(
                "Y011", Where(name, index, line.index("：") + 1), what="键后面用了全角冒号“：”"
            )


@dataclass(slots=True)
class _Frame:
    """A list or a map that is being filled. ``key`` is the key whose value comes next; ``drop``
    gives that value up.
    """

    data: Any
    spot: Spot
    keys: dict[str, Spot]
    children: dict[str | int, Spot]
    key: str | None = None
    drop: bool = False


class _Builder:
    """Turns the parser's events into data and positions, without recursion:
    a file cannot exhaust the stack.
    """

    def __init__(self, name: str, depth: int = 0, line: int = 1) -> None:
        self.name = name
        self.depth = depth
        self.line = line
        self.problems: list[Problem] = []
        self.stack: list[_Frame] = []
        self.skipping = 0
        self.data: Any = None
        self.root: Spot | None = None
        self.documents = 0

    def where(self, event: Any) -> Where:
        return Where(self.name, event.start_mark.line + self.line, event.start_mark.column + 1)

    def tell(self, rule: str, event: Any, what: str, fix: str = "") -> None:
        self.problems.append(problem(rule, self.where(event), what=what, fix=fix))

    def take(self, event: Any) -> bool:
        """Takes one event in; False when the rest of the file is not worth reading."""
        if isinstance(event, yaml.ScalarEvent):  # three of four events
            if not self.skipping:
                self._scalar(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._end()
        elif isinstance(event, yaml.CollectionStartEvent):
            if len(self.stack) + self.skipping + self.depth >= MAX_DEPTH:
                self.tell("Y009", event, f"嵌套超过 {MAX_DEPTH} 层")
                return False
            self._collection(event)
        elif isinstance(event, yaml.AliasEvent):
            if not self.skipping:
                self._alias(event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            # Everything behind the mark would be silently left out by a reader of one document.
            if self.documents > 1:
                self.tell("Y003", event, "一个文件里有多个 YAML 文档（---）")
                return False
        return True

    def _collection(self, event: Any) -> None:
        if self.skipping:
            self.skipping += 1
        elif self._awaits_key():
            self.tell("Y003", event, "键不是一个词（冒号前面只能是一个词）")
            self.stack[-1].drop = True
            self.skipping = 1
        elif self._foreign(event):
            self._put(None, self._spot(event))
            self.skipping = 1
        else:
            keys: dict[str, Spot] = {}
            children: dict[str | int, Spot] = {}
            mark = event.start_mark
            spot = Spot(mark.line + self.line, mark.column + 1, "", keys, children)
            data: Any = [] if isinstance(event, yaml.SequenceStartEvent) else {}
            self.stack.append(_Frame(data, spot, keys, children))

    def _end(self) -> None:
        if self.skipping:
            self.skipping -= 1
            return
        frame = self.stack.pop()
        spot = frame.spot
        # A file may hold a million empty records; two dictionaries for each would fill the memory.
        self._put(frame.data, spot if frame.data or spot.keys else Spot(spot.line, spot.column))

    def _alias(self, event: Any) -> None:
        fix = "把内容直接写在这里；本来就以 * 开头的文字，请加上英文双引号"
        self.tell("Y006", event, f"用了别名 *{event.anchor}", fix)
        self._give_up(event)

    def _scalar(self, event: Any) -> None:
        if (event.anchor is not None or event.tag is not None) and self._foreign(event):
            self._give_up(event)
            return
        spot = self._spot(event, _typed(event))
        if self._awaits_key():
            self._key(event, spot)
        else:
            self._put(None if spot.typed == "null" else event.value, spot)

    def _give_up(self, event: Any) -> None:
        """Takes a node for nothing: a key together with its value."""
        if self._awaits_key():
            self.stack[-1].drop = True
        else:
            self._put(None, self._spot(event))

    def _foreign(self, event: Any) -> bool:
        """Whether a node carries a tag that says more than YAML's own kinds; an anchor is told but
        does no harm.
        """
        if event.anchor is not None:
            fix = "把内容直接写在需要的地方；本来就以 & 开头的文字，请加上英文双引号"
            self.tell("Y006", event, f"用了锚点 &{event.anchor}", fix)
        if event.tag is None or event.tag in CORE_TAGS:
            return False
        self.tell(
            "Y006",
            event,
            f"用了 YAML 标签 {event.tag}",
            "删去标签；本来就以 ! 开头的文字，请加上英文双引号",
        )
        return True

    def _spot(self, event: Any, typed: str = "") -> Spot:
        mark = event.start_mark
        return Spot(mark.line + self.line, mark.column + 1, typed)

    def _awaits_key(self) -> bool:
        if not self.stack:
            return False
        frame = self.stack[-1]
        return frame.key is None and not frame.drop and isinstance(frame.data, dict)

    def _key(self, event: Any, spot: Spot) -> None:
        frame = self.stack[-1]
        key = event.value
        if key == "<<" and not event.style:
            self.tell("Y006", event, "用了合并键 <<")
            frame.drop = True
        # YAML forbids it and its parsers take the last one: the first would vanish without a word.
        elif key in frame.keys:
            what = f"键“{key}”写了两次，第一次在第 {frame.keys[key].line} 行"
            self.tell("Y005", event, what, "只保留一处；两处内容不同的，合并后再保存")
            frame.drop = True
        else:
            frame.key = key
            frame.keys[key] = spot

    def _put(self, value: Any, spot: Spot) -> None:
        if not self.stack:
            self.data, self.root = value, spot
            return
        frame = self.stack[-1]
        if isinstance(frame.data, list):
            frame.children[len(frame.data)] = spot
            frame.data.append(value)
            return
        key, frame.key = frame.key, None
        if key is None:
            frame.drop = False
        elif value is not None:
            frame.data[key] = value
            frame.children[key] = spot
        elif "：" in key:
            here = frame.keys[key]
            where = Where(self.name, here.line, here.column + key.index("："))
            self.problems.append(
                problem(
                    "S003",
                    where,
                    what=f"“{key}”里用了全角冒号",
                    fix="把“：”改成英文冒号加一个空格“: ”",
                )
            )
        # else: a key that is left blank says nothing: a form not yet filled in


def _typed(event: Any) -> str:
    """The kind that YAML gives a scalar: what its plain text looks like; nothing for words and for
    all in quotes.
    """
    if event.tag is not None:
        return kind_of(event.tag)
    if event.style:
        return ""
    return plain_kind(event.value)
