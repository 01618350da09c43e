"""Writes docs/commands.md, the reference of all commands and options, from the commands themselves.

Run ``python docs/make_commands.py`` after a change of a command. The tests compare the committed
page with what this script makes.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from scoring.cli.app import shifan

PAGE = Path(__file__).resolve().parent / "commands.md"
HEAD = """# 命令一览

本页由 `python docs/make_commands.py` 从程序生成，请不要手工修改。怎样用这些命令，见[使用手册](manual.md)；
`--format json` 的每个键，见[文件与输出格式](format.md)。

- 每个命令后面都可以加 `-h` 或 `--help`，显示它的说明。
- `-w` 指明工作区文件夹，写在命令前面或后面都可以；不写时，用当前文件夹往上最近的一个工作区。
- 结果写到屏幕（标准输出），提醒和进度写到标准错误，所以结果可以放心地转存成文件。
- 退出码：0 正常；1 数据有错误，或查出了差异；2 用法不对；3 文件读不出来或写不进去；4 文书生成不了；
  70 程序内部错误；130 被中断。
"""
SHAPES = {
    "path": "路径",
    "filename": "文件",
    "directory": "文件夹",
    "integer": "整数",
    "float": "数",
    "text": "文字",
}
"""What a value of click's own types is called; the command line may have put them into Chinese
already."""


def page() -> str:
    """The whole page."""
    context = click.Context(shifan, info_name="shifan", help_option_names=["-h", "--help"])
    return HEAD + "".join(_section(command, inner) for command, inner in _walk(shifan, context))


def _walk(
    command: click.Command, context: click.Context
) -> Iterator[tuple[click.Command, click.Context]]:
    yield command, context
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if inner is None:
                raise ValueError(name)
            yield from _walk(inner, click.Context(inner, info_name=name, parent=context))


def _section(command: click.Command, context: click.Context) -> str:
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    usage = usage.replace("[OPTIONS]", "[选项]").replace("COMMAND [ARGS]...", "命令")
    text = f"\n## `{context.command_path}`\n\n{command.help}\n\n```text\n{usage}\n```\n"
    rows = [_row(option, context) for option in command.params if isinstance(option, click.Option)]
    if not rows:
        return text
    return "\n".join(
        [text, "| 选项 | 填什么 | 不写时 | 意思 |", "| --- | --- | --- | --- |", *rows, ""]
    )


def _row(option: click.Option, context: click.Context) -> str:
    names = "、".join(f"`{name}`" for name in [*option.opts, *option.secondary_opts])
    return f"| {names} | {_shape(option, context)} | {_default(option)} | {option.help or ''} |"


def _shape(option: click.Option, context: click.Context) -> str:
    if option.is_flag:
        return "—"
    if isinstance(option.type, click.Choice):
        shape = " ".join(f"`{choice}`" for choice in option.type.choices)
    elif isinstance(option.type, click.IntRange):
        shape = (
            f"{option.type.min} 至 {option.type.max} 的整数"
            if option.type.max
            else f"{option.type.min} 以上的整数"
        )
    else:
        shape = option.metavar or SHAPES.get(option.type.name, option.type.name)
    return f"{shape}，可重复" if option.multiple else shape


def _default(option: click.Option) -> str:
    if option.required:
        return "必填"
    return f"`{option.default}`" if option.show_default and option.default is not None else "—"


def main() -> None:
    """Writes the page."""
    PAGE.write_text(page(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
