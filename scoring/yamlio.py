"""Strict YAML with positions.

A file is composed by the C loader and walked once. What comes out holds text, lists and maps only: no value is turned
into a number, a date or a boolean by YAML (``1.10`` stays ``1.10``, the key ``on`` stays ``on``), and every value and
key knows its line and column. Duplicate keys, anchors, aliases, tags and merge keys are problems, not features.
"""

from __future__ import annotations

import codecs
import re
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
CORE_TAGS = {f"tag:yaml.org,2002:{name}" for name in ("str", "null", "int", "float", "bool", "timestamp", "map", "seq", "value")}
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
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return None, [] if optional else [problem("Y001", Where(name), what=f"找不到文件 {name}")]
    except (OSError, ValueError) as error:
        reason = "没有读取权限" if isinstance(error, PermissionError) else "是一个文件夹" if isinstance(error, IsADirectoryError) else "系统无法打开"
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
        return raw[3:].decode("utf-8", "replace"), [problem("Y008", Where(name, 1, 1), what="文件开头有 BOM 标记")]
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or (b"\0" in raw[:200]):
        what = "文件是 UTF-16 编码" if raw[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "文件里有空字符，可能没有写完，或者不是文本"
        return None, [problem("Y002", Where(name, 1, 1), what=what)]
    try:
        return raw.decode("utf-8"), []
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - (raw.rfind(b"\n", 0, error.start) + 1) + 1
        try:
            # Read on in the encoding that old office programs write, so that the other faults show up in the same run.
            return raw.decode("gb18030"), [problem("Y002", Where(name, line, column), what="文件是 GB18030（GBK）编码，不是 UTF-8")]
        except UnicodeDecodeError:
            return None, [problem("Y002", Where(name, line, column), what="文件编码无法识别")]


def parse(text: str, name: str) -> tuple[Any, Spot | None, list[Problem]]:
    """The data, the positions and the problems of a YAML text; positions are None when it could not be read at all."""
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        return None, None, _syntax(text, name, error)
    except (yaml.YAMLError, RecursionError) as error:
        position = getattr(error, "position", 0) or 0
        line = text.count("\n", 0, position) + 1
        return None, None, [problem("Y003", Where(name, line, 1), what="文件里有 YAML 不允许的字符")]
    if node is None:
        return None, Spot(1, 1), []
    problems: list[Problem] = []
    data, root = _walk(node, name, problems, set(), 0)
    return data, root, problems


def _syntax(text: str, name: str, error: yaml.MarkedYAMLError) -> list[Problem]:
    lines = text.splitlines()
    found = list(_line_faults(lines, name))
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    if not any(item.where.line and abs(item.where.line - line) <= 1 for item in found):
        reason = str(error.problem or "")
        what = (
            "引号没有配对"
            if "quoted scalar" in f"{error.context} {reason}"
            else "冒号后面少一个空格，或者这一行少了冒号"
            if "could not find expected ':'" in reason
            else "缩进不对：与上下行没有对齐"
            if "expected <block end>" in reason or "mapping values are not allowed" in reason
            else "文件没有写完，括号或引号缺了一半"
            if "stream end" in reason or line > len(lines)
            else "一个文件里有多个 YAML 文档（---）"
            if "single document" in f"{error.context} {reason}"
            else "用了未定义的别名（*）"
            if "undefined alias" in reason
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


def _walk(node: yaml.Node, name: str, problems: list[Problem], seen: set[int], depth: int) -> tuple[Any, Spot]:
    line, column = node.start_mark.line + 1, node.start_mark.column + 1
    where = Where(name, line, column)
    spot = Spot(line, column)
    if id(node) in seen:
        problems.append(problem("Y006", where, what="用了锚点和别名（& 与 *）"))
        return None, spot
    if depth > MAX_DEPTH:
        problems.append(problem("Y009", where, what=f"嵌套超过 {MAX_DEPTH} 层"))
        return None, spot
    if node.tag not in CORE_TAGS:
        what = "用了合并键 <<" if node.tag.endswith(":merge") else f"用了 YAML 标签 {node.tag}"
        problems.append(problem("Y006", where, what=what))
        return None, spot
    seen.add(id(node))
    if isinstance(node, yaml.ScalarNode):
        if node.tag != STRING_TAG and node.style is None:
            spot.typed = node.tag.rsplit(":", 1)[1]
        return (None if node.tag == NULL_TAG and node.style is None else node.value), spot
    if isinstance(node, yaml.SequenceNode):
        items = []
        for index, child in enumerate(node.value):
            value, child_spot = _walk(child, name, problems, seen, depth + 1)
            spot.children[index] = child_spot
            items.append(value)
        return items, spot
    return _walk_map(node, name, problems, seen, depth, spot), spot


def _walk_map(node: yaml.Node, name: str, problems: list[Problem], seen: set[int], depth: int, spot: Spot) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        here = Where(name, key_node.start_mark.line + 1, key_node.start_mark.column + 1)
        if not isinstance(key_node, yaml.ScalarNode):
            problems.append(problem("Y003", here, what="键不是一个词（冒号前面只能是一个词）"))
            continue
        if key_node.value == "<<" and key_node.style is None:
            problems.append(problem("Y006", here, what="用了合并键 <<"))
            continue
        key = key_node.value
        value, child = _walk(value_node, name, problems, seen, depth + 1)
        if key in spot.keys:
            first = spot.keys[key].line
            problems.append(problem("Y005", here, what=f"键“{key}”写了两次，第一次在第 {first} 行", fix="只保留一处；两处内容不同的，合并后再保存"))
            continue
        typed = key_node.tag.rsplit(":", 1)[1] if key_node.tag != STRING_TAG and key_node.style is None else ""
        spot.keys[key] = Spot(here.line or 1, here.column or 1, typed)
        if value is None and isinstance(value_node, yaml.ScalarNode):
            continue  # a key that is left blank says nothing: a form not yet filled in
        result[key] = value
        spot.children[key] = child
    return result
