"""Groups list their commands without loading them; what a command works with is loaded with it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import click
import pytest

from scoring.cli.app import COMMANDS, shifan
from scoring.cli.lazy import LazyGroup
from scoring.cli.translate import use_chinese

QUIET = """
import sys
from scoring.cli import main
for words in {words!r}:
    try:
        main(words)
    except SystemExit as end:
        assert end.code == 0, words
print(sorted(name for name in sys.modules if name.startswith("scoring.")), file=sys.stderr)
"""


def groups() -> Iterator[tuple[str, LazyGroup]]:
    context = click.Context(shifan)
    for name in COMMANDS:
        command = shifan.get_command(context, name)
        if isinstance(command, LazyGroup):
            yield name, command


@pytest.mark.parametrize(("name", "group"), groups(), ids=[name for name, _ in groups()])
def test_a_group_says_of_each_command_what_the_command_says_of_itself(
    name: str, group: LazyGroup
) -> None:
    """The text stands in two places, so that the list is there before the command is loaded."""
    use_chinese()
    context = click.Context(group)
    for member, (_, text) in group.members.items():
        command = group.get_command(context, member)
        assert command is not None
        assert (command.name, text) == (member, command.get_short_help_str()), f"{name} {member}"


def test_commands_of_a_group_stand_in_the_order_of_their_names() -> None:
    for name, group in groups():
        assert list(group.members) == sorted(group.members), name


SMALL = {"scoring.collection"}
"""Of one module without any other behind it: what the program says of itself before it begins."""


def test_help_of_the_program_and_its_groups_loads_no_room() -> None:
    words = [["--help"], *([name, "--help"] for name, _ in groups() if name != "serve")]
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", QUIET.format(words=words)],
        capture_output=True,
        text=True,
        check=True,
        timeout=600,
    )
    loaded = set(done.stderr.strip().strip("[]").replace("'", "").split(", "))
    assert {name for name in loaded if not name.startswith("scoring.cli")} <= SMALL


@pytest.mark.parametrize("command", ["check", "score", "gaps", "explain"])
def test_what_is_asked_for_every_hour_loads_no_writer_of_documents(command: str) -> None:
    """A renderer, a writer of workbooks or a library of arrays would cost more than the answer."""
    heavy = ["weasyprint", "jinja2", "numpy", "openpyxl", "docx", "pypdfium2", "pikepdf", "duckdb"]
    heavy += ["filelock"]  # who only reads takes no lock
    program = (
        f"import sys, scoring.cli.{command}_command; "
        f"print(*[name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=600
    )
    assert done.stdout.split() == []


def test_an_unknown_command_of_a_group_is_no_command() -> None:
    for _, group in groups():
        assert group.get_command(click.Context(group), "nothing") is None
