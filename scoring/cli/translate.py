"""The words of click in Chinese: headings and usage lines of help,
and the messages for wrong use.
"""

from __future__ import annotations

import unicodedata
from typing import Any

import click
import click.core
import click.decorators
import click.exceptions
import click.formatting
import click.parser
import click.types

WORDS = {
    "Usage:": "用法：",
    "Options": "选项",
    "Commands": "命令",
    "Positional arguments": "参数",
    "Aborted!": "已取消。",
    "Show this message and exit.": "显示本说明",
    "Error: {message}": "错误：{message}",
    "Try '{command} {option}' for help.": "用法见：{command} {option}",
    "Missing command.": "缺少命令",
    "Missing argument": "缺少参数",
    "Missing option": "缺少选项",
    "Missing parameter": "缺少参数",
    "Missing parameter: {param_name}": "缺少参数：{param_name}",
    "Choose from:\n\t{choices}": "可选：{choices}",
    "{value} is not in the range {range}.": "{value} 不在 {range} 的范围内",
    "{value!r} is not a valid boolean. Recognized values: {states}": "{value} 不是是非值，可写：{states}",
    "Argument {name!r} takes {nargs} values.": "参数 {name} 要 {nargs} 个值",
    "Could not open file {filename!r}: {message}": "打不开文件 {filename}：{message}",
    "No such option {name!r}.": "没有选项 {name}。",
    "No such command {name!r}.": "没有命令 {name}。",
    "Did you mean {possibility}?": "是不是 {possibility}？",
    "(Did you mean one of: {possibilities}?)": "（是不是其中一个：{possibilities}？）",
    "Option {name!r} requires an argument.": "选项 {name} 后面要跟一个值。",
    "Option {name!r} requires {nargs} arguments.": "选项 {name} 后面要跟 {nargs} 个值。",
    "Option {name!r} does not take a value.": "选项 {name} 不带值。",
    "Got unexpected extra argument ({args})": "多出的参数：{args}",
    "Got unexpected extra arguments ({args})": "多出的参数：{args}",
    "Invalid value: {message}": "值不对：{message}",
    "Invalid value for {param_hint}: {message}": "{param_hint} 的值不对：{message}",
    "{value!r} is not {choice}.": "{value} 不可用，只能是 {choice}",
    "{value!r} is not one of {choices}.": "{value} 不可用，可选：{choices}",
    "{name} {filename!r} does not exist.": "{filename} 不存在",
    "{name} {filename!r} is a file.": "{filename} 是文件，这里要一个文件夹",
    "{name} {filename!r} is a directory.": "{filename} 是文件夹，这里要一个文件",
    "{name} {filename!r} is not readable.": "{filename} 没有读取权限",
    "{name} {filename!r} is not writable.": "{filename} 没有写入权限",
    "{value!r} is not a valid {number_type}.": "{value} 不是有效的数",
    "{value!r} does not match the format {format}.": "{value} 不是 {format} 这样的日期",
    "{value!r} does not match the formats {formats}.": "{value} 不是 {formats} 这样的日期",
    "default: {default}": "默认：{default}",
    "required": "必填",
}


USAGE = {"[OPTIONS]": "[选项]", "COMMAND [ARGS]...": "命令 [参数]…"}
"""What click puts into the line of usage by itself."""


TYPES: dict[type[click.ParamType[Any]], str] = {
    type(click.STRING): "文字",
    type(click.INT): "整数",
    click.IntRange: "整数",
    click.Path: "路径",
}
"""What help writes where an option has no word of its own for its value."""


class ChineseHelp(click.HelpFormatter):
    """Help whose usage line and headings are Chinese."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        for word, chinese in USAGE.items():
            args = args.replace(word, chinese)
        super().write_usage(prog, args, prefix)

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':>{self.current_indent}}{heading}：\n")


def _width(text: str) -> int:
    """Columns on a terminal, so that Chinese option names stand in line."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _word(text: str) -> str:
    return WORDS.get(text, text)


def _words(singular: str, plural: str, count: int) -> str:
    return _word(singular if count == 1 else plural)


def _range(bounds: Any) -> str:
    """The bounds of a number, as help prints them."""
    if bounds.min is None:
        return f"最大 {bounds.max}"
    if bounds.max is None:
        return f"最小 {bounds.min}"
    return f"{bounds.min} 至 {bounds.max}"


def _first_sentence(command: click.Command, limit: int = 0) -> str:
    """What a list of commands says of one. Click cuts at a blank, which Chinese has not: nothing
    but "..." was left.
    """
    return (command.short_help or (command.help or "").partition("。")[0]).strip().rstrip("。")


_missing = click.MissingParameter.format_message


def _without_full_stop(error: click.MissingParameter) -> str:
    """What is missing, as the other messages end: click puts a Latin full stop behind this one."""
    return _missing(error).rstrip(".")


def use_chinese() -> None:
    """Replaces click's translation hooks and its formatter of help;
    texts that are not listed stay English.
    """
    click.Context.formatter_class = ChineseHelp
    vars(click.formatting)["term_len"] = _width
    vars(click.core)["Command"].get_short_help_str = _first_sentence
    vars(click.exceptions)["MissingParameter"].format_message = _without_full_stop
    for kind, name in TYPES.items():
        kind.name = name
    # Click binds gettext's ``_`` by name in each of its modules; there is no one place to set it.
    for module in (
        click.core,
        click.decorators,
        click.exceptions,
        click.formatting,
        click.parser,
        click.types,
    ):
        names = vars(module)
        if "_" in names:
            names["_"] = _word
        if "ngettext" in names:
            names["ngettext"] = _words
    vars(click.types)["_NumberRangeBase"]._describe_range = _range
