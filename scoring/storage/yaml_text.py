"""Values as YAML text in the style of the contract: inner maps on one line, quotes only where they
are needed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import yaml

WORD = re.compile(r"[a-z_]+")
"""Keys of the format."""
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Bare(str):
    """A text that stands without quotes even where YAML sees a number in it: ``96``, ``1.50``,
    ``96%``.
    """


class Quoted(str):
    """A text that stands in double quotes even where YAML would not need them, as codes do."""


class _Style(yaml.SafeDumper):
    """Two blanks of indent, lists indented under their key, inner maps of scalars in flow style."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def choose_scalar_style(self) -> str:
        """Quotes as people type them here: double ones."""
        style = super().choose_scalar_style()
        if style == "'":
            return '"'
        return style


def _bare(dumper: _Style, text: Bare) -> yaml.ScalarNode:
    # The stubs of PyYAML leave its resolver without types.
    tag = dumper.resolve(yaml.ScalarNode, str(text), (True, False))  # type: ignore[no-untyped-call]
    return dumper.represent_scalar(tag, str(text))


_Style.add_representer(Bare, _bare)
_Style.add_representer(
    Quoted,
    lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style='"'),
)


def _keyed(value: Any) -> Any:
    """``value`` with its keys as the contract writes them: ``on`` is a word here and needs no
    quotes.
    """
    if isinstance(value, dict):
        return {
            Bare(key) if WORD.fullmatch(str(key)) else key: _keyed(item)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [_keyed(item) for item in value]
    return value


def bare_days(value: Any) -> Any:
    """``value`` with the dates inside of its lists and maps unquoted: as text of a file they are
    only text.
    """
    if isinstance(value, Mapping):
        return {key: bare_days(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [bare_days(item) for item in value]
    plain_day = type(value) is str and DAY.fullmatch(value)
    if plain_day:
        return Bare(value)
    return value


def dump(value: Any) -> str:
    """``value`` as YAML text ending in a newline; dates and booleans plain, text quoted where it
    must be.
    """
    text: str = yaml.dump(
        _keyed(value), Dumper=_Style, allow_unicode=True, sort_keys=False, width=1_000_000
    )
    return text


def key_text(key: str, value: Any, indent: int, newline: str) -> str:
    """``key: value`` at ``indent`` blanks, ending in a line end."""
    pad = " " * indent
    if in_block(value):
        inner = [f"{pad}- {one_line(item)}" for item in value]
        return newline.join([f"{pad}{key}:", *inner]) + newline
    return f"{pad}{key}: {value_text(value)}{newline}"


def key_of(name: str) -> str:
    """A name as it stands before a colon: quoted where YAML would take a sign in it for its own."""
    if WORD.fullmatch(name):
        return name
    return one_line(name)


def comment_text(text: str) -> str:
    """A text of a file as a comment holds it: on one line, without signs that no YAML file may have
    in it.
    """
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def in_block(value: Any) -> bool:
    """Whether a value is written below its key, one line for each item: a list of maps."""
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def value_text(value: Any) -> str:
    """A value on the line of its key."""
    if isinstance(value, dict | list) and value:
        return one_line(value)
    return dump({"x": value})[len("x: ") :].rstrip("\n")


def one_line(value: Any) -> str:
    """A value on one line, maps and lists in brackets."""
    if not isinstance(value, dict | list):
        # Alone a scalar is a document of its own and may end in "..."; inside a list it is just
        # itself.
        return one_line([value])[1:-1]
    text: str = yaml.dump(
        _keyed(value),
        Dumper=_Style,
        allow_unicode=True,
        sort_keys=False,
        width=1_000_000,
        default_flow_style=True,
    )
    return text.rstrip("\n")


def record_text(record: Mapping[str, Any], indent: int, newline: str) -> str:
    """A whole record as an item of a list whose dashes stand at ``indent`` blanks."""
    body = "".join(key_text(key, value, indent + 2, newline) for key, value in record.items())
    return " " * indent + "- " + body[indent + 2 :]


def word_of(key: str) -> str:
    """A key as it is written: codes in quotes, words of the format without."""
    if WORD.fullmatch(key):
        return key
    return json.dumps(key, ensure_ascii=False)
