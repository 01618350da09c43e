"""The units of a workspace: names, short names and groups. 谁丢分谁负责 needs each loss to find its owner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

NOBODY = "未明确"
"""Where a loss stands that no unit owns."""


@dataclass(frozen=True, slots=True)
class Units:
    """``members`` maps a group to its units, ``aliases`` a short name to its unit. Empty where none are listed."""

    names: tuple[str, ...] = ()
    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.names)

    def name(self, given: str) -> str:
        """The full name of a unit given by full or short name."""
        return self.aliases.get(given, given)

    def known(self, given: str) -> bool:
        """Whether a name is that of a unit, a short name, or a member of a group."""
        name = self.name(given)
        return name in self.names or any(name in group for group in self.members.values())

    def expand(self, given: str) -> tuple[str, ...]:
        """The units that a name stands for: the members of a group, however deep, or the unit itself."""
        return tuple(dict.fromkeys(self._expanded(self.name(given), frozenset())))

    def _expanded(self, name: str, above: frozenset[str]) -> list[str]:
        inner = [self.name(member) for member in self.members.get(name, ()) if self.name(member) not in above | {name}]
        return [unit for member in inner for unit in self._expanded(member, above | {name})] if inner else [name]
