"""Strict YAML with positions.

A file is taken apart by the C parser, event by event, once. What comes out holds text, lists and maps only: no value is turned
into a number, a date or a boolean by YAML (``1.10`` stays ``1.10``, the key ``on`` stays ``on``), and every value and
key knows its line and column. Duplicate keys, anchors, aliases, tags and merge keys are problems, not features.
"""

from __future__ import annotations

import codecs
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from scoring.problems import Problem, Where, problem

MAX_BYTES = 16 * 1024 * 1024
MAX_DEPTH = 30
STRING_TAG = "tag:yaml.org,2002:str"
NULL_TAG = "tag:yaml.org,2002:null"
CORE_TAGS = {
    f"tag:yaml.org,2002:{name}" for name in ("str", "null", "int", "float", "bool", "timestamp", "map", "seq", "value")
}
RESOLVERS = yaml.CSafeLoader.yaml_implicit_resolvers
UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
FULLWIDTH_COLON = re.compile(r"^\s*(?:-\s+)?[\w.\u4e00-\u9fff\"']{1,40}：")

Loc = tuple[str | int, ...]


@dataclass(slots=True)
class Spot:
    """Where one node stands; ``children`` mirrors the node's own list or map. ``typed`` names what YAML would make of it."""

    line: int
    column: int
    typed: str = ""
    keys: dict[str, Spot] = field(default_factory=dict)
    children: dict[str | int, Spot] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Document:
    """One file as read: ``data`` of text, lists and maps, and a position for each of its parts."""

    path: Path
    name: str
    data: Any
    root: Spot
    raw: bytes

    def spot(self, loc: Loc, *, key: bool = False) -> Spot:
        """The position of ``loc``, or of the deepest part of it that stands in the file; ``key`` asks for the key's own."""
        here = self.root
        for index, part in enumerate(loc):
            if key and index == len(loc) - 1 and part in here.keys:
                return here.keys[str(part)]
            found = here.children.get(part)
            if found is None:
                return here.keys.get(str(part), here) if index == len(loc) - 1 else here
            here = found
        return here

    def where(self, loc: Loc = (), *, key: bool = False) -> Where:
        """The place of ``loc`` for a :class:`Problem`."""
        spot = self.spot(loc, key=key)
        return Where(self.name, spot.line, spot.column)


def read(path: Path, name: str, *, optional: bool = False) -> tuple[Document | None, list[Problem]]:
    """Reads one YAML file. ``name`` is how messages call it. A missing ``optional`` file is no problem."""
    try:
        # A pipe or a device would block for ever once it is opened.
        if not stat.S_ISREG(path.stat().st_mode):
            shape = "是一个文件夹" if path.is_dir() else "不是普通文件"
            return None, [problem("Y001", Where(name), what=f"{name} 读不出来：{shape}")]
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return None, [] if optional else [problem("Y001", Where(name), what=f"找不到文件 {name}")]
    except (OSError, ValueError) as error:
        reason = "没有读取权限" if isinstance(error, PermissionError) else "系统无法打开"
        return None, [problem("Y001", Where(name), what=f"{name} 读不出来：{reason}")]
    if len(raw) > MAX_BYTES:
        return None, [problem("Y004", Where(name), what=f"{name} 超过 {MAX_BYTES // 1024 // 1024} MB")]
    text, problems = _decode(raw, name)
    if text is None:
        return None, problems
    data, root, found = parse(text, name)
    problems += found
    return (None if root is None else Document(path, name, data, root, raw)), problems


def _decode(raw: bytes, name: str) -> tuple[str | None, list[Problem]]:
    if raw.startswith(codecs.BOM_UTF8):
        text, problems = _decode(raw[3:], name)
        return text, [problem("Y008", Where(name, 1, 1), what="文件开头有 BOM 标记"), *problems]
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or (b"\0" in raw[:200]):
        what = (
            "文件是 UTF-16 编码"
            if raw[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
            else "文件里有空字符，可能没有写完，或者不是文本"
        )
        return None, [problem("Y002", Where(name, 1, 1), what=what)]
    try:
        return raw.decode("utf-8"), []
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - (raw.rfind(b"\n", 0, error.start) + 1) + 1
        try:
            # Read on in the encoding that old office programs write, so that the other faults show up in the same run.
            return raw.decode("gb18030"), [
                problem("Y002", Where(name, line, column), what="文件是 GB18030（GBK）编码，不是 UTF-8")
            ]
        except UnicodeDecodeError:
            return None, [problem("Y002", Where(name, line, column), what="文件编码无法识别")]


def parse(text: str, name: str) -> tuple[Any, Spot | None, list[Problem]]:
    """The data, the positions and the problems of a YAML text; positions are None when it could not be read at all."""
    unprintable = UNPRINTABLE.search(text)
    if unprintable:
        line = text.count("\n", 0, unprintable.start()) + 1
        column = unprintable.start() - text.rfind("\n", 0, unprintable.start())
        return None, None, [problem("Y003", Where(name, line, column), what="文件里有 YAML 不允许的字符")]
    builder = _Builder(name)
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if not builder.take(event):
                return None, None, builder.problems
    except yaml.MarkedYAMLError as error:
        return None, None, _syntax(text, name, error)
    return builder.data, builder.root or Spot(1, 1), builder.problems


def _syntax(text: str, name: str, error: yaml.MarkedYAMLError) -> list[Problem]:
    lines = text.splitlines()
    found = list(_line_faults(lines, name))
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    if not any(item.where.line and abs(item.where.line - line) <= 1 for item in found):
        reason = str(error.problem or "")
        what = (
            "双引号里的反斜杠 \\ 写法不对：改用单引号，或把 \\ 写成 / 或 \\\\"
            if "escape" in reason
            else "引号没有配对"
            if "quoted scalar" in f"{error.context} {reason}"
            else "冒号后面少一个空格，或者这一行少了冒号"
            if "could not find expected ':'" in reason
            else "缩进不对：与上下行没有对齐"
            if "expected <block end>" in reason or "mapping values are not allowed" in reason
            else "文件没有写完，括号或引号缺了一半"
            if "stream end" in reason or line > len(lines)
            else "这里不符合 YAML 的写法"
        )
        found.append(problem("Y003", Where(name, line, column), what=what))
    return found


def _line_faults(lines: list[str], name: str) -> Iterator[Problem]:
    for at, line in enumerate(lines, 1):
        blank = len(line) - len(line.lstrip(" \t"))
        if "\t" in line[:blank]:
            yield problem("Y012", Where(name, at, line.index("\t") + 1), what="行首缩进用了制表符（Tab）")
        if FULLWIDTH_COLON.match(line):
            yield problem("Y011", Where(name, at, line.index("：") + 1), what="键后面用了全角冒号“：”")


@dataclass(slots=True)
class _Frame:
    """A list or a map that is being filled. ``key`` is the key whose value comes next; ``drop`` gives that value up."""

    data: Any
    spot: Spot
    key: str | None = None
    drop: bool = False


class _Builder:
    """Turns the parser's events into data and positions, without recursion: a file cannot exhaust the stack."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self.stack: list[_Frame] = []
        self.skipping = 0
        self.data: Any = None
        self.root: Spot | None = None
        self.documents = 0

    def where(self, event: Any) -> Where:
        return Where(self.name, event.start_mark.line + 1, event.start_mark.column + 1)

    def tell(self, rule: str, event: Any, what: str, fix: str = "") -> None:
        self.problems.append(problem(rule, self.where(event), what=what, fix=fix))

    def take(self, event: Any) -> bool:
        """Takes one event in; False when the rest of the file is not worth reading."""
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self.tell("Y003", event, "一个文件里有多个 YAML 文档（---）")
                return False
        elif isinstance(event, yaml.CollectionEndEvent):
            if self.skipping:
                self.skipping -= 1
            else:
                frame = self.stack.pop()
                self._put(frame.data, frame.spot)
        elif isinstance(event, yaml.CollectionStartEvent):
            if len(self.stack) + self.skipping >= MAX_DEPTH:
                self.tell("Y009", event, f"嵌套超过 {MAX_DEPTH} 层")
                return False
            self._collection(event)
        elif isinstance(event, yaml.NodeEvent) and not self.skipping:
            self._scalar(event)
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
            self.stack.append(_Frame([] if isinstance(event, yaml.SequenceStartEvent) else {}, self._spot(event)))

    def _scalar(self, event: Any) -> None:
        if isinstance(event, yaml.AliasEvent):
            fix = "把内容直接写在这里；本来就以 * 开头的文字，请加上英文双引号"
            self.tell("Y006", event, f"用了别名 *{event.anchor}", fix)
        foreign = isinstance(event, yaml.AliasEvent) or self._foreign(event)
        if self._awaits_key():
            self._key(event, foreign)
            return
        spot = self._spot(event)
        if foreign:
            self._put(None, spot)
            return
        tag = _tag(event)
        spot.typed = "" if tag == STRING_TAG else tag.rsplit(":", 1)[1]
        self._put(None if tag == NULL_TAG else event.value, spot)

    def _foreign(self, event: Any) -> bool:
        """Whether a node carries a tag that says more than YAML's own kinds; an anchor is told but does no harm."""
        if event.anchor is not None:
            fix = "把内容直接写在需要的地方；本来就以 & 开头的文字，请加上英文双引号"
            self.tell("Y006", event, f"用了锚点 &{event.anchor}", fix)
        if event.tag is None or event.tag in CORE_TAGS:
            return False
        self.tell("Y006", event, f"用了 YAML 标签 {event.tag}", "删去标签；本来就以 ! 开头的文字，请加上英文双引号")
        return True

    def _spot(self, event: Any) -> Spot:
        return Spot(event.start_mark.line + 1, event.start_mark.column + 1)

    def _awaits_key(self) -> bool:
        frame = self.stack[-1] if self.stack else None
        return frame is not None and isinstance(frame.data, dict) and frame.key is None and not frame.drop

    def _key(self, event: Any, foreign: bool) -> None:
        frame = self.stack[-1]
        if foreign:
            frame.drop = True
            return
        key, tag = event.value, _tag(event)
        if key == "<<" and not event.style:
            self.tell("Y006", event, "用了合并键 <<")
            frame.drop = True
        elif key in frame.spot.keys:
            what = f"键“{key}”写了两次，第一次在第 {frame.spot.keys[key].line} 行"
            self.tell("Y005", event, what, "只保留一处；两处内容不同的，合并后再保存")
            frame.drop = True
        else:
            frame.key = key
            spot = self._spot(event)
            spot.typed = "" if tag == STRING_TAG else tag.rsplit(":", 1)[1]
            frame.spot.keys[key] = spot

    def _put(self, value: Any, spot: Spot) -> None:
        if not self.stack:
            self.data, self.root = value, spot
            return
        frame = self.stack[-1]
        if isinstance(frame.data, list):
            frame.spot.children[len(frame.data)] = spot
            frame.data.append(value)
            return
        key, frame.key = frame.key, None
        if key is None:
            frame.drop = False
        elif value is not None:
            frame.data[key] = value
            frame.spot.children[key] = spot
        elif "：" in key:
            here = frame.spot.keys[key]
            where = Where(self.name, here.line, here.column + key.index("："))
            self.problems.append(
                problem("S003", where, what=f"“{key}”里用了全角冒号", fix="把“：”改成英文冒号加一个空格“: ”")
            )
        # else: a key that is left blank says nothing: a form not yet filled in


def _tag(event: Any) -> str:
    """The kind that YAML gives a scalar: what its plain text looks like, or text when it stands in quotes."""
    if event.tag is not None:
        return str(event.tag)
    if event.style:
        return STRING_TAG
    for tag, pattern in RESOLVERS.get(event.value[:1], ()):
        if pattern.match(event.value):
            return str(tag)
    return STRING_TAG
