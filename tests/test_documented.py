"""Documents that cannot rot: every command, option and JSON key has its Chinese help and its line
in the manual."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import click
import pytest
from helpers_outputs import EXAMPLES, SHIPPED, call

from scoring.cli.app import COMMANDS, shifan
from scoring.cli.translate import use_chinese

DOCS = EXAMPLES.parent / "docs"
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def commands(
    group: click.Group, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command and group below ``group`` with its whole name."""
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        assert found is not None, name
        yield (*path, name), found
        if isinstance(found, click.Group):
            yield from commands(found, (*path, name))


ALL = list(commands(shifan))
NAMES = [" ".join(path) for path, _ in ALL]


def test_every_module_of_a_command_is_reached() -> None:
    modules = {path.stem for path in (EXAMPLES.parent / "scoring" / "cli").glob("*_command.py")}
    reached = {
        command.callback.__module__.rsplit(".", 1)[-1] for _, command in ALL if command.callback
    }
    assert modules == reached
    assert set(COMMANDS) == {path[0] for path, _ in ALL}


def test_a_required_option_that_is_missing_is_asked_for() -> None:
    """Whatever is passed to click as a default, None too, it takes for an answer."""
    for _, command in ALL:
        context = click.Context(command)
        for option in command.params:
            if isinstance(option, click.Option) and option.required:
                with pytest.raises(click.MissingParameter, match=option.name):
                    option.handle_parse_result(context, {}, [])


@pytest.mark.parametrize(("path", "command"), ALL, ids=NAMES)
def test_each_command_and_option_has_chinese_help(
    path: tuple[str, ...], command: click.Command
) -> None:
    assert CHINESE.search(command.help or ""), path
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert CHINESE.search(parameter.help or ""), (path, parameter.opts)
        else:
            assert parameter.metavar, (path, parameter.name)


@pytest.mark.parametrize(("path", "command"), ALL, ids=NAMES)
def test_help_shows_no_english_placeholder(path: tuple[str, ...], command: click.Command) -> None:
    use_chinese()
    text = call(*path, "--help")[1]
    assert text.startswith(f"用法： shifan {' '.join(path)}")
    english = r"OPTIONS|COMMAND|ARGS|\bTEXT\b|INTEGER|\bPATH\b|\bFILE\b|\bDIR\b|Usage|(?<!-)default"
    assert not re.search(english, text), text
    shown = set(re.findall(r"--[a-z][a-z-]*", text))
    assert {
        option for item in command.params for option in item.opts if option.startswith("--")
    } <= shown


@pytest.mark.parametrize(("path", "command"), ALL, ids=NAMES)
def test_the_manual_names_each_command_and_option(
    path: tuple[str, ...], command: click.Command
) -> None:
    manual = (DOCS / "commands.md").read_text("utf-8")
    name = " ".join(("shifan", *path))
    found = re.search(rf"^#+ `{name}`$(.*?)(?=^#|\Z)", manual, flags=re.MULTILINE | re.DOTALL)
    assert found, f"{name}: run docs/make_commands.py"
    section = found[1]
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.opts[-1] in section, (name, parameter.opts)


def keys(data: Any) -> Iterator[str]:
    """Every key of an answer, except those that are names out of the user's own file."""
    if isinstance(data, list):
        for item in data:
            yield from keys(item)
    elif isinstance(data, dict):
        for key, value in data.items():
            yield key
            if key not in {"rule", "facts"}:
                yield from keys(value)


@pytest.mark.parametrize(
    "args",
    [
        ("score",),
        ("gaps",),
        ("explain", "1"),
        ("check",),
        ("evidence", "list"),
        ("indicators", "list"),
        ("indicators", "show", "case-file"),
    ],
    ids=" ".join,
)
def test_the_format_page_names_every_json_key(args: tuple[str, ...]) -> None:
    page = (DOCS / "format.md").read_text("utf-8")
    words = set(re.findall(r"[a-z][a-z0-9_]*", page))
    for workspace in SHIPPED[1:]:
        where = () if args[0] == "indicators" else ("-w", str(EXAMPLES / workspace))
        code, out, _ = call(*where, *args, "--format", "json")
        assert code in {0, 1}
        assert set(keys(json.loads(out))) <= words
