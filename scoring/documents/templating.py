"""The environment of all templates: sandboxed, escaped, strict, the office's own first.

A workspace may bring ``templates/<name>.html.j2`` in place of ours. Whoever hands over a workspace
hands over its templates, so they are treated as strangers: they see the values of the report and
nothing else, they read only plain files of the two template folders, and what is wrong with them is
said with its place.
"""

from __future__ import annotations

import os
import re
import stat
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from jinja2.exceptions import (
    SecurityError,
    TemplateError,
    TemplateNotFound,
    TemplateRuntimeError,
    TemplateSyntaxError,
    UndefinedError,
)
from jinja2.loaders import split_template_path
from jinja2.sandbox import ImmutableSandboxedEnvironment

from scoring.documents.assets import templates_root
from scoring.documents.titles import title_lines, unparted
from scoring.pdf.errors import RenderError
from scoring.pdf.printer import finalize

FOLDER = "templates"
"""Where a workspace keeps its own templates."""
LARGEST = 1024 * 1024
"""Bytes of a template; ours have 20,000."""
LONGEST = 100 * 1024 * 1024
"""Characters that a template may produce; the largest report has about a tenth."""
REPEATED = 10_000_000
"""Characters or items that a single multiplication in a template may make."""
FAULTS = (
    TemplateError,
    TypeError,
    ValueError,
    ArithmeticError,
    LookupError,
    AttributeError,
    RecursionError,
    MemoryError,
    AssertionError,  # what jinja2 raises for some constructions that its parser lets through
)
"""What a faulty template can raise."""


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, where a short line cannot fill the memory either."""

    # These make much out of little; ``+`` gives no more than it was given.
    intercepted_binops = frozenset({"*", "**", "%"})
    padding = frozenset({"center", "expandtabs", "format", "format_map", "ljust", "rjust", "zfill"})

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        # Both make a text as long as they are told.
        for name in ("center", "format"):
            del self.filters[name]
        # The one global that makes any amount of text out of nothing.
        del self.globals["lipsum"]

    def wrap_str_format(self, value: Any) -> None:
        """Nothing stands in for ``str.format``: jinja asks here before it asks whether the
        attribute is safe, and a width of a billion would be written out first.
        """
        return

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Besides what the sandbox refuses, no method that makes a text as long as told."""
        return not (isinstance(obj, str) and attr in self.padding) and super().is_safe_attribute(
            obj, attr, value
        )

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """The result of ``left operator right``. Raises ``SecurityError`` for a huge one."""
        if operator == "**" or (operator == "%" and isinstance(left, str)):
            raise SecurityError(f"模板里不能用“{operator}”")
        for text, times in ((left, right), (right, left)):
            if (
                isinstance(text, str | bytes | list | tuple)
                and isinstance(times, int)
                and len(text) * times > REPEATED
            ):
                raise SecurityError("模板里一次重复得太多")
        return super().call_binop(context, operator, left, right)


class OwnLoader(BaseLoader):
    """Reads the templates of one workspace. Only plain files that lie in its folder themselves,
    none through links.
    """

    def __init__(self, home: Path) -> None:
        self.folder = home / FOLDER

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        path = own_file(self.folder, template)
        if path is None:
            raise TemplateNotFound(template)
        try:
            return (
                # Editors on Windows may put a mark before the text, which would be printed.
                read_plain(path, LARGEST).decode("utf-8-sig"),
                f"{FOLDER}/{template}",
                lambda: False,
            )
        except UnicodeDecodeError:
            raise RenderError(
                "document", f"模板 {FOLDER}/{template} 不是 UTF-8 编码，请另存为 UTF-8"
            ) from None


def own_file(folder: Path, name: str) -> Path | None:
    """The file ``name`` of a workspace's template folder; None where there is none.

    Raises ``TemplateNotFound`` for a name with ``..`` and ``RenderError`` for one that is, or lies
    behind, a link.
    """
    pieces = split_template_path(name)
    path = folder.joinpath(*pieces)
    if not os.path.lexists(path):
        return None
    steps = [folder, *(folder.joinpath(*pieces[: index + 1]) for index in range(len(pieces)))]
    # A junction of Windows is no symlink and leads elsewhere all the same: resolving tells.
    elsewhere = folder.resolve() != folder.parent.resolve() / FOLDER
    if elsewhere or any(step.is_symlink() for step in steps):
        raise RenderError(
            "document", f"模板 {FOLDER}/{name} 是链接，系统不跟随链接，请放入文件本身"
        )
    return path


def read_plain(path: Path, largest: int) -> bytes:
    """The bytes of a plain file. Raises ``RenderError`` for anything else, and for one with more
    than ``largest``.
    """
    shown = f"{FOLDER}/{path.name}"
    try:
        # Looked at before it is opened: a pipe would never give an answer.
        facts = path.lstat()
        if not stat.S_ISREG(facts.st_mode):
            raise RenderError("document", f"模板 {shown} 不是普通文件")
        if facts.st_size > largest:
            raise RenderError(
                "document", f"模板 {shown} 太大（{facts.st_size} 字节，最多 {largest} 字节）"
            )
        return path.read_bytes()
    except OSError as error:
        raise RenderError("document", f"模板 {shown} 读不出来：{error.strerror}") from None


def environment(home: Path | None = None) -> Sandbox:
    """The environment for our templates and, before them, those of the workspace ``home``."""
    ours = FileSystemLoader(templates_root())
    sandbox = Sandbox(
        loader=ChoiceLoader([OwnLoader(home), ours]) if home else ours,
        autoescape=True,
        # A misspelt name is an error with its place, never a gap in a paper.
        undefined=StrictUndefined,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    sandbox.filters["groupby_run"] = groupby_run
    sandbox.filters["title_lines"] = title_lines
    sandbox.filters["unparted"] = unparted
    return sandbox


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbours that share a name: in the self-assessment the cards below one node."""

    name: str
    cards: tuple[Any, ...]


def groupby_run(cards: Iterable[Any], attribute: str) -> list[Run]:
    """Neighbours with the same value of an attribute, in order; Jinja's own ``groupby`` sorts, which
    breaks the tree's order.
    """
    return [Run(name, tuple(run)) for name, run in groupby(cards, key=attrgetter(attribute))]


def fill(made: Environment, name: str, context: Mapping[str, Any]) -> str:
    """The text of a template. Raises ``RenderError`` with the place and the reason in Chinese."""
    try:
        parts, length = [], 0
        # Counted while it grows: looked at as a whole it would have filled the memory first.
        for part in made.get_template(name).generate(**context):
            length += len(part)
            if length > LONGEST:
                raise SecurityError("模板产生的内容太多")
            parts.append(part)
        return "".join(parts)
    except FAULTS as error:
        raise RenderError("document", f"模板有错：{said(error, name)}", _detail(error)) from None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a template went wrong: its name and line; the line is None where it is not known."""

    template: str
    line: int | None


def place_of(error: BaseException, name: str) -> Place:
    """The place in the template, from the error or from the last frame of a template."""
    if isinstance(error, TemplateSyntaxError):
        return Place(error.filename or error.name or name, error.lineno)
    found = None
    for frame, line in traceback.walk_tb(error.__traceback__):
        if frame.f_code.co_filename.endswith(".j2") or frame.f_code.co_filename == "<template>":
            found = Place(frame.f_code.co_filename, line)
    return found or Place(name, None)


def said(error: BaseException, name: str) -> str:
    """Place and reason in one sentence."""
    place = place_of(error, name)
    if Path(place.template).is_absolute():
        shown = Path(place.template).name
    else:
        shown = place.template
    line = f"第 {place.line} 行" if place.line else ""
    return f"{shown}{line}：{reason(error)}"


def reason(error: BaseException) -> str:
    """What is wrong, in Chinese where the message is one of the frequent ones."""
    text = str(error.message if isinstance(error, TemplateError) else error) or type(error).__name__
    if isinstance(error, TemplateSyntaxError):
        return f"写法不对（{text}）"
    if isinstance(error, TemplateNotFound):
        return f"找不到模板“{error.name}”，只能引用系统自带的和工作区 {FOLDER}/ 里的"
    if isinstance(error, UndefinedError):
        known = re.match(r"'?(.+?)'? is undefined|.* has no attribute '?(.+?)'?$", text, re.DOTALL)
        if known:
            return f"没有“{known[1] or known[2]}”这个内容"
        return f"没有这个内容（{text}）"
    if isinstance(error, SecurityError):
        return f"模板里不允许的操作（{text}）"
    if isinstance(error, MemoryError):
        return "所需内存太多，已停止；请检查里面的循环和反复拼接的文字"
    if isinstance(error, RecursionError):
        return "模板自己引用自己"
    if isinstance(error, TemplateRuntimeError):
        return f"运行出错（{text}）"
    return f"运行出错（{type(error).__name__}：{text}）"


def _detail(error: BaseException) -> str:
    return "".join(traceback.format_exception(error))
