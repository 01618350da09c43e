"""Groups whose commands are loaded when one of them is called.

A group lists its commands with their texts, so that its help is there at once; the module of a
command, with the rooms that it works with, is imported for that command alone. That is why modules
of commands import what they need at their top like any other module.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

import click
from click.exceptions import NoSuchCommand

Members = Mapping[str, tuple[str, str]]
"""For the name of each command where it stands, as ``module`` or ``module:attribute`` (without an
attribute: ``command``), and what the group's help says of it.
"""


class LazyGroup(click.Group):
    """A group that knows its commands by name and text and imports each on first use."""

    def __init__(self, *args: Any, members: Members, **options: Any) -> None:
        super().__init__(*args, **options)
        self.members = members

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.members)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.members:
            return None
        place, _ = self.members[cmd_name]
        module, _, attribute = place.partition(":")
        command = getattr(importlib.import_module(f"scoring.cli.{module}"), attribute or "command")
        # A slip in the table of names would otherwise show up as an odd error somewhere in click.
        if not isinstance(command, click.Command):
            raise TypeError(f"{place} is no command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except NoSuchCommand as error:
            # The class above looks for the nearest name among commands that it has loaded.
            raise NoSuchCommand(error.command_name, possibilities=self.members, ctx=ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("命令"):
            formatter.write_dl([(name, text) for name, (_, text) in self.members.items()])
